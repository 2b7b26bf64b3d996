package compat

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// mapPlace is a place where an object is free-form on one side and structured on
// the other.
type mapPlace struct {
	way       *step
	freeIsNew bool
	// names are those that the structured side mentions; allDeclared says that it
	// declares every other name as well.
	names       []string
	allDeclared bool
	// elsewhere says that other ways lead to the same schemas.
	elsewhere bool
}

// onlyNames returns a schema that refuses exactly the documents in which the
// object at the place has a member of another name than those mentioned.
func (p mapPlace) onlyNames() *graph.Graph {
	list := make([]*source.Value, len(p.names))
	for i, name := range p.names {
		list[i] = &source.Value{Kind: source.String, Text: name}
	}
	schema := object("propertyNames", object("enum", &source.Value{Kind: source.Array, Items: list}))
	for s := p.way; s != nil; s = s.before {
		switch s.kind {
		case toMember:
			schema = object("properties", object(s.name, schema))
		case toPattern:
			schema = object("patternProperties", object(s.name, schema))
		case toOthers:
			schema = object("additionalProperties", schema)
		case toItem:
			at, _ := strconv.Atoi(s.name)
			schema = object("prefixItems", tuple(at, schema))
		default:
			schema = object("items", schema)
		}
	}
	f, err := source.ParseJSON("names", schema.AppendJSON(nil))
	if err != nil {
		return nothing
	}
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		return nothing
	}
	return g
}

func object(name string, v *source.Value) *source.Value {
	return source.NewObject([]source.Member{{Name: name, Value: v}})
}

func tuple(at int, last *source.Value) *source.Value {
	items := make([]*source.Value, at, at+1)
	for i := range items {
		items[i] = &source.Value{Kind: source.Bool, Bool: true}
	}
	return &source.Value{Kind: source.Array, Items: append(items, last)}
}

// freeForm reports whether no schema of a place names a member.
func (p place) freeForm() bool {
	return !slices.ContainsFunc(p.all, func(n *graph.Node) bool {
		return len(n.Properties)+len(n.PatternProperties)+len(n.Required)+len(n.DependentRequired)+len(n.DependentSchemas) > 0
	})
}

// names lists the members that the schemas of a place spell out.
func (p place) names() []string {
	var list []string
	for _, n := range p.all {
		for _, m := range n.Properties {
			list = append(list, m.Name)
		}
		list = append(list, n.Required...)
		for _, d := range n.DependentRequired {
			list = append(append(list, d.Name), d.Required...)
		}
		for _, d := range n.DependentSchemas {
			list = append(list, d.Name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// declaresAll reports whether a schema that surely applies at a place limits the
// members that it does not name, and so declares them.
func (p place) declaresAll() bool {
	return slices.ContainsFunc(p.surely, func(n *graph.Node) bool {
		rest := n.AdditionalProperties
		return rest != nil && (rest.Bool != nil && !*rest.Bool || rest.Types != nil || rest.HasEnum || rest.Const != nil || rest.Ref != nil && rest.Ref.Types != nil)
	})
}
