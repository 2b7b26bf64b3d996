package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// gathered is what a document maker tries to satisfy at one place of the
// document: schemas that apply there, with one choice made for every
// alternative. It is a guess and need not be satisfiable.
type gathered struct {
	nodes []*graph.Node
	// skip is the number of schemas that were left out on purpose.
	skip int
	seen map[*graph.Node]bool
}

// maxGathered bounds the schemas taken together at one place.
const maxGathered = 60

func (m *documents) gather(list ...*graph.Node) *gathered {
	x := &gathered{seen: map[*graph.Node]bool{}}
	for _, n := range list {
		m.take(x, n)
	}
	return x
}

func (m *documents) take(x *gathered, n *graph.Node) {
	if n == nil || x.seen[n] || len(x.nodes) >= maxGathered {
		return
	}
	x.seen[n] = true
	if m.stray && m.c.chance(24) {
		x.skip++
		return
	}
	x.nodes = append(x.nodes, n)
	m.take(x, n.Ref)
	if n.DynamicRef != nil {
		m.take(x, n.DynamicRef.Target)
	}
	for _, sub := range n.AllOf {
		m.take(x, sub)
	}
	if len(n.AnyOf) > 0 {
		m.take(x, m.choose(n, n.AnyOf))
	}
	if len(n.OneOf) > 0 {
		m.take(x, m.choose(n, n.OneOf))
	}
	if n.If != nil {
		if m.aim.nearer(n, n.If) || m.aim.nearer(n, n.Then) || !m.aim.nearer(n, n.Else) && m.c.chance(2) {
			m.take(x, n.If)
			m.take(x, n.Then)
		} else {
			m.take(x, n.Else)
		}
	}
	for _, d := range n.DependentSchemas {
		if m.aim.nearer(n, d.Node) || m.c.chance(3) {
			m.take(x, d.Node)
		}
	}
}

// types returns the JSON types that every gathered schema allows, where they
// agree on any, with "integer" as "number".
func (x *gathered) types() []string {
	list := []string{"null", "boolean", "number", "string", "array", "object"}
	limited := false
	for _, n := range x.nodes {
		if n.Types == nil {
			continue
		}
		limited = true
		kept := slices.DeleteFunc(slices.Clone(list), func(t string) bool {
			return !slices.Contains(n.Types, t) && (t != "number" || !slices.Contains(n.Types, "integer"))
		})
		if len(kept) > 0 {
			list = kept
		}
	}
	if limited {
		return list
	}
	return x.hinted()
}

// hinted returns the types that the keywords speak about, all of them when they
// speak about none.
func (x *gathered) hinted() []string {
	var list []string
	for _, n := range x.nodes {
		if n.Properties != nil || n.Required != nil || n.PatternProperties != nil || n.AdditionalProperties != nil ||
			n.MinProperties != nil || n.MaxProperties != nil || n.PropertyNames != nil || n.UnevaluatedProperties != nil ||
			n.DependentRequired != nil || n.DependentSchemas != nil {
			list = append(list, "object")
		}
		if n.Items != nil || n.PrefixItems != nil || n.Contains != nil || n.MinItems != nil || n.MaxItems != nil || n.UniqueItems || n.UnevaluatedItems != nil {
			list = append(list, "array")
		}
		if n.MinLength != nil || n.MaxLength != nil || n.Pattern != nil {
			list = append(list, "string")
		}
		if n.Minimum != nil || n.Maximum != nil || n.ExclusiveMinimum != nil || n.ExclusiveMaximum != nil || n.MultipleOf != nil {
			list = append(list, "number")
		}
	}
	if list == nil {
		return []string{"null", "boolean", "number", "string", "array", "object"}
	}
	return list
}

// least and most return the narrowest bounds on a size, -1 for none.
func (x *gathered) bounds(of func(n *graph.Node) (least, most *graph.Count)) (least, most int) {
	least, most = 0, -1
	for _, n := range x.nodes {
		l, h := of(n)
		if l != nil {
			if k, ok := l.Int64(); ok {
				least = max(least, int(min(k, 1_000)))
			}
		}
		if h != nil {
			if k, ok := h.Int64(); ok && (most < 0 || int(k) < most) {
				most = int(min(k, 1_000))
			}
		}
	}
	return least, most
}
