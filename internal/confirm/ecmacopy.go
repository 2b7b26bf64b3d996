package confirm

import (
	"encoding/json"
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// members are those of a schema of the copy.
type members map[string]any

// ecmaCopier makes the copy of a schema.
type ecmaCopier struct {
	defs    map[string]any
	queue   []*graph.Node
	formats bool
	err     error
}

// ecmaCopy returns the copy of g. The error says what cannot be copied.
func ecmaCopy(g *graph.Graph, formats bool) (any, error) {
	c := &ecmaCopier{defs: map[string]any{}, formats: formats}
	root := map[string]any(c.ref(g.Root))
	for len(c.queue) > 0 && c.err == nil {
		n := c.queue[0]
		c.queue = c.queue[1:]
		c.defs[key(n)] = c.schema(n)
	}
	root["$defs"] = c.defs
	return root, c.err
}

func (c *ecmaCopier) refuse(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// ref returns a schema that stands for n: a reference to its copy.
func (c *ecmaCopier) ref(n *graph.Node) map[string]any {
	k := key(n)
	if c.defs[k] == nil {
		c.defs[k] = true
		c.queue = append(c.queue, n)
	}
	return map[string]any{"$ref": "#/$defs/" + k}
}

func (c *ecmaCopier) list(nodes []*graph.Node) []any {
	out := make([]any, 0, len(nodes))
	for _, n := range nodes {
		out = append(out, c.ref(n))
	}
	return out
}

func (c *ecmaCopier) named(list []graph.Property) map[string]any {
	out := make(map[string]any, len(list))
	for _, p := range list {
		out[p.Name] = c.ref(p.Node)
	}
	return out
}

// schema copies what n says by itself.
func (c *ecmaCopier) schema(n *graph.Node) any {
	if n.Bool != nil {
		return *n.Bool
	}
	s := members{}
	for row := range n.Assertions() {
		write, known := ecmaTable.Of(row)
		if !known {
			if c.err == nil {
				c.err = n.Unheard("the third validator", row)
			}
			return true
		}
		write(c, n, s)
	}
	if n.Format != "" && c.formats && !n.AssertFormat {
		s["format"] = ecmaFormat(n.Format)
	}
	return map[string]any(s)
}

// also adds a schema that must accept as well.
func (s members) also(more map[string]any) {
	all, _ := s["allOf"].([]any)
	s["allOf"] = append(all, more)
}

// ecmaTable is what the copy says for each keyword that stands at a schema. A
// schema with a keyword that has no entry is not judged.
var ecmaTable = keyword.NewJudge("ecma", map[string]func(*ecmaCopier, *graph.Node, members){
	"$ref": func(c *ecmaCopier, n *graph.Node, s members) { s["$ref"] = c.ref(n.Ref)["$ref"] },
	"$dynamicRef": func(c *ecmaCopier, n *graph.Node, s members) {
		if !n.DynamicRef.Plain() {
			c.refuse("the schema has references that depend on the way to them")
		}
		s.also(c.ref(n.DynamicRef.Target))
	},
	"allOf": func(c *ecmaCopier, n *graph.Node, s members) {
		for _, sub := range n.AllOf {
			s.also(c.ref(sub))
		}
	},
	"anyOf":            func(c *ecmaCopier, n *graph.Node, s members) { s["anyOf"] = c.list(n.AnyOf) },
	"oneOf":            func(c *ecmaCopier, n *graph.Node, s members) { s["oneOf"] = c.list(n.OneOf) },
	"not":              func(c *ecmaCopier, n *graph.Node, s members) { s["not"] = c.ref(n.Not) },
	"if":               func(c *ecmaCopier, n *graph.Node, s members) { s["if"] = c.ref(n.If) },
	"then":             func(c *ecmaCopier, n *graph.Node, s members) { s["then"] = c.ref(n.Then) },
	"else":             func(c *ecmaCopier, n *graph.Node, s members) { s["else"] = c.ref(n.Else) },
	"dependentSchemas": func(c *ecmaCopier, n *graph.Node, s members) { s["dependentSchemas"] = c.named(n.DependentSchemas) },

	"properties": func(c *ecmaCopier, n *graph.Node, s members) { s["properties"] = c.named(n.Properties) },
	"patternProperties": func(c *ecmaCopier, n *graph.Node, s members) {
		families := make(map[string]any, len(n.PatternProperties))
		for _, p := range n.PatternProperties {
			text := p.Pattern.P.ECMA()
			for families[text] != nil {
				text += "(?:)" // different patterns may come out the same
			}
			families[text] = c.ref(p.Node)
		}
		s["patternProperties"] = families
	},
	"additionalProperties": func(c *ecmaCopier, n *graph.Node, s members) {
		s["additionalProperties"] = c.ref(n.AdditionalProperties)
	},
	"propertyNames": func(c *ecmaCopier, n *graph.Node, s members) { s["propertyNames"] = c.ref(n.PropertyNames) },
	"unevaluatedProperties": func(c *ecmaCopier, n *graph.Node, s members) {
		s["unevaluatedProperties"] = c.ref(n.UnevaluatedProperties)
	},
	"prefixItems": func(c *ecmaCopier, n *graph.Node, s members) { s["prefixItems"] = c.list(n.PrefixItems) },
	"items":       func(c *ecmaCopier, n *graph.Node, s members) { s["items"] = c.ref(n.Items) },
	"contains":    func(c *ecmaCopier, n *graph.Node, s members) { s["contains"] = c.ref(n.Contains) },
	"unevaluatedItems": func(c *ecmaCopier, n *graph.Node, s members) {
		s["unevaluatedItems"] = c.ref(n.UnevaluatedItems)
		if !n.Dialect.ContainsEvaluates() {
			c.refuse("contains means something else in %s", n.Dialect)
		}
	},

	"type":  func(_ *ecmaCopier, n *graph.Node, s members) { s["type"] = list(n.Types) },
	"enum":  func(c *ecmaCopier, n *graph.Node, s members) { s["enum"] = c.values(n.Enum) },
	"const": func(c *ecmaCopier, n *graph.Node, s members) { s["const"] = c.values([]*source.Value{n.Const})[0] },

	"multipleOf":       func(c *ecmaCopier, n *graph.Node, s members) { s["multipleOf"] = c.number(n.MultipleOf) },
	"minimum":          func(c *ecmaCopier, n *graph.Node, s members) { s["minimum"] = c.number(n.Minimum) },
	"maximum":          func(c *ecmaCopier, n *graph.Node, s members) { s["maximum"] = c.number(n.Maximum) },
	"exclusiveMinimum": func(c *ecmaCopier, n *graph.Node, s members) { s["exclusiveMinimum"] = c.number(n.ExclusiveMinimum) },
	"exclusiveMaximum": func(c *ecmaCopier, n *graph.Node, s members) { s["exclusiveMaximum"] = c.number(n.ExclusiveMaximum) },

	"minLength":     func(_ *ecmaCopier, n *graph.Node, s members) { s["minLength"] = exactCount(n.MinLength) },
	"maxLength":     func(_ *ecmaCopier, n *graph.Node, s members) { s["maxLength"] = exactCount(n.MaxLength) },
	"minItems":      func(_ *ecmaCopier, n *graph.Node, s members) { s["minItems"] = exactCount(n.MinItems) },
	"maxItems":      func(_ *ecmaCopier, n *graph.Node, s members) { s["maxItems"] = exactCount(n.MaxItems) },
	"minProperties": func(_ *ecmaCopier, n *graph.Node, s members) { s["minProperties"] = exactCount(n.MinProperties) },
	"maxProperties": func(_ *ecmaCopier, n *graph.Node, s members) { s["maxProperties"] = exactCount(n.MaxProperties) },
	"minContains":   func(_ *ecmaCopier, n *graph.Node, s members) { s["minContains"] = exactCount(n.MinContains) },
	"maxContains":   func(_ *ecmaCopier, n *graph.Node, s members) { s["maxContains"] = exactCount(n.MaxContains) },

	"uniqueItems": func(_ *ecmaCopier, n *graph.Node, s members) { s["uniqueItems"] = n.UniqueItems },
	"pattern":     func(_ *ecmaCopier, n *graph.Node, s members) { s["pattern"] = n.Pattern.P.ECMA() },
	"format":      func(_ *ecmaCopier, n *graph.Node, s members) { s["format"] = ecmaFormat(n.Format) },
	"required":    func(_ *ecmaCopier, n *graph.Node, s members) { s["required"] = list(n.Required) },
	"dependentRequired": func(_ *ecmaCopier, n *graph.Node, s members) {
		all := make(map[string]any, len(n.DependentRequired))
		for _, d := range n.DependentRequired {
			all[d.Name] = list(d.Required)
		}
		s["dependentRequired"] = all
	},
})

func list(names []string) []any {
	out := make([]any, 0, len(names))
	for _, name := range names {
		out = append(out, name)
	}
	return out
}

func (c *ecmaCopier) values(list []*source.Value) []any {
	out := make([]any, 0, len(list))
	for _, v := range list {
		x, err := exactly(v)
		if err != nil {
			c.refuse("%w", err)
		}
		out = append(out, x)
	}
	return out
}

func (c *ecmaCopier) number(n *graph.Number) json.Number {
	if !wieldy(n.Text) {
		c.refuse("%w", unwieldy(n.Text))
	}
	return json.Number(n.Text)
}

// exactCount is a count that the library can hold: what is above the size of
// every document stands for all of that kind.
func exactCount(n *graph.Count) json.Number {
	least := n.N
	if least.Cmp(maxCount) > 0 {
		least = maxCount
	}
	return json.Number(least.String())
}
