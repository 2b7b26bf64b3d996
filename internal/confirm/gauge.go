package confirm

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
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
	key := application{n, v}
	if sum, ok := g.known[key]; ok {
		return sum
	}
	if len(g.known) > maxSteps {
		return maxSteps + 1
	}
	sum := 1
	for sub := range n.Subschemas() {
		switch sub.Row.Role {
		case keyword.SameInstance, keyword.Reference:
			sum += g.steps(sub.Node, v)
		case keyword.Item:
			for i, item := range v.Items {
				if sub.Index < 0 || sub.Index == i {
					sum = min(sum+g.steps(sub.Node, item), maxSteps+1)
				}
			}
		case keyword.Member:
			sum += g.members(sub, v)
		case keyword.MemberName:
			if len(v.Members) > 0 {
				sum += len(v.Members) * g.steps(sub.Node, someName)
			}
		}
		sum = min(sum, maxSteps+1)
	}
	g.known[key] = sum
	return sum
}

// members counts for a schema that applies to the member it is named after, or
// for one that may apply to all.
func (g *gauge) members(sub graph.Subschema, v *source.Value) int {
	if sub.Row.Name == "properties" {
		if value := v.Get(sub.Name); value != nil {
			return g.steps(sub.Node, value)
		}
		return 0
	}
	sum := 0
	for i := range v.Members {
		sum = min(sum+g.steps(sub.Node, v.Members[i].Value), maxSteps+1)
	}
	return sum
}
