package confirm

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// maxSteps bounds the work that the second validator is asked to do, in
// applications of a schema to a value: it has no limits of its own and tries
// the same schema on the same value again and again.
const maxSteps = 200_000

// bearable reports whether applying n to v takes at most maxSteps steps, counted
// as if no keyword ever stopped early.
func bearable(n *graph.Node, v *source.Value) bool {
	g := gauge{known: map[application]int{}}
	return g.steps(n, v) <= maxSteps
}

type application struct {
	node  *graph.Node
	value *source.Value
}

// gauge counts steps, each application only once although it stands for as many
// as there are ways to it; counts beyond maxSteps are all the same.
type gauge struct{ known map[application]int }

// someName stands for the names of members: no keyword that applies to one goes
// any deeper.
var someName = &source.Value{Kind: source.String}

func (g *gauge) steps(n *graph.Node, v *source.Value) int {
	if n == nil {
		return 0
	}
	key := application{n, v}
	if sum, ok := g.known[key]; ok {
		return sum
	}
	if len(g.known) > maxSteps {
		return maxSteps + 1
	}
	sum := 1 + g.steps(n.Ref, v)
	if n.DynamicRef != nil {
		sum += g.steps(n.DynamicRef.Target, v)
	}
	for _, list := range [][]*graph.Node{n.AllOf, n.AnyOf, n.OneOf, {n.Not, n.If, n.Then, n.Else}} {
		for _, sub := range list {
			sum += g.steps(sub, v)
		}
	}
	for _, d := range n.DependentSchemas {
		sum += g.steps(d.Node, v)
	}
	for i, item := range v.Items {
		if i < len(n.PrefixItems) {
			sum += g.steps(n.PrefixItems[i], item)
		}
		sum += g.steps(n.Items, item) + g.steps(n.Contains, item) + g.steps(n.UnevaluatedItems, item)
		sum = min(sum, maxSteps+1)
	}
	if v.Kind == source.Object {
		sum += g.members(n, v)
	}
	sum = min(sum, maxSteps+1)
	g.known[key] = sum
	return sum
}

func (g *gauge) members(n *graph.Node, v *source.Value) int {
	sum := 0
	for i := range n.Properties {
		if value := v.Get(n.Properties[i].Name); value != nil {
			sum += g.steps(n.Properties[i].Node, value)
		}
	}
	for i := range v.Members {
		value := v.Members[i].Value
		for _, p := range n.PatternProperties {
			sum += g.steps(p.Node, value)
		}
		sum += g.steps(n.AdditionalProperties, value) + g.steps(n.UnevaluatedProperties, value) + g.steps(n.PropertyNames, someName)
		sum = min(sum, maxSteps+1)
	}
	return sum
}
