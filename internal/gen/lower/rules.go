package lower

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// typeRule names the keyword that a value of a wrong JSON type breaks.
func (m kindMemo) typeRule(v view) model.Rule {
	message := "must be " + describe(v.kinds)
	for _, n := range v.nodes {
		if n.Types != nil {
			return model.Rule{SchemaAt: n.At("type"), Keyword: "type", Message: message}
		}
	}
	for _, n := range v.nodes {
		switch k := m.own(n, 0); {
		case k == kAll:
		case n.Const != nil:
			return model.Rule{SchemaAt: n.At("const"), Keyword: "const", Message: "must be " + Short(string(n.Const.AppendJSON(nil)))}
		case n.HasEnum:
			return model.Rule{SchemaAt: n.At("enum"), Keyword: "enum", Message: message}
		case n.AnyOf != nil:
			return model.Rule{SchemaAt: n.At("anyOf"), Keyword: "anyOf", Message: message}
		case n.OneOf != nil:
			return model.Rule{SchemaAt: n.At("oneOf"), Keyword: "oneOf", Message: message}
		}
	}
	return model.Rule{Keyword: "type", Message: message}
}

// falseRule names what makes a place impossible.
func (m kindMemo) falseRule(v view) model.Rule {
	for _, n := range v.nodes {
		if n.Bool != nil && !*n.Bool {
			return model.Rule{SchemaAt: n.Ptr(), Keyword: "false", Message: "is not allowed"}
		}
	}
	r := m.typeRule(v)
	r.Message = "no value satisfies the schema here"
	return r
}

func describe(k kinds) string {
	var names []string
	for _, p := range k.parts() {
		switch p {
		case kNull:
			names = append(names, "null")
		case kBool:
			names = append(names, "a boolean")
		case kInteger:
			names = append(names, "an integer")
		case kString:
			names = append(names, "a string")
		case kArray:
			names = append(names, "an array")
		case kObject:
			names = append(names, "an object")
		default:
			names = append(names, "a number")
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func isInteger(text string) bool { return codec.IsInteger(text) }

func docOf(n *graph.Node) model.Doc {
	return model.Doc{
		Title: n.Title, Description: n.Description,
		Deprecated: n.Deprecated, ReadOnly: n.ReadOnly, WriteOnly: n.WriteOnly,
	}
}
