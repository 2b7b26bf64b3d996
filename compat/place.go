package compat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// place is what applies at a place of the document: all schemas of a graph that
// can, and those that surely do, both in the order of their IDs.
type place struct {
	g           *graph.Graph
	all, surely []*graph.Node
	may         []*graph.Node // those that lead to the place under a condition
}

// applied returns the place where the given schemas apply.
func applied(g *graph.Graph, sure, may []*graph.Node) place {
	return place{g: g, all: closure(g, slices.Concat(sure, may), inPlace), surely: closure(g, sure, surely), may: may}
}

// branch is what applies there by some of its branches.
func (p place) branch(list []*graph.Node) place {
	return place{g: p.g, all: closure(p.g, list, inPlace), surely: closure(p.g, slices.Concat(p.surely, list), surely), may: p.may}
}

// closure returns the given schemas with all that they apply in place, or only
// what they surely do.
func closure(g *graph.Graph, start []*graph.Node, least reach) []*graph.Node {
	var list []*graph.Node
	seen := map[*graph.Node]bool{}
	add := func(nodes ...*graph.Node) {
		for _, n := range nodes {
			if !seen[n] {
				seen[n] = true
				list = append(list, n)
			}
		}
	}
	add(start...)
	for i := 0; i < len(list); i++ {
		n := list[i]
		d := n.DynamicRef
		if d != nil && (d.Plain() || least == inPlace) {
			add(g.DynamicTargets(d)...)
		}
		for sub := range n.Subschemas() {
			if kind, ok := leads.Of(sub.Row); ok && kind >= least && sub.Row.Name != "$dynamicRef" {
				add(sub.Node)
			}
		}
	}
	slices.SortFunc(list, byID)
	return list
}

func (p place) key() string { return ids(p.all) + ";" + ids(p.surely) + ";" + ids(p.may) }

func ids(list []*graph.Node) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(strconv.Itoa(n.ID))
		b.WriteByte(',')
	}
	return b.String()
}

// step is a step into a document: what a schema itself applies there, what it may
// apply besides, and what it leaves to what is not evaluated.
type step struct {
	own             func(*graph.Node) []*graph.Node
	besides, unseen func(*graph.Node) *graph.Node
}

func nothing(*graph.Node) *graph.Node { return nil }

// toMember is the step to the member of a name or, without one, to all that no
// schema lists and that match these patterns.
func toMember(name *string, matches map[string]bool) step {
	return step{func(n *graph.Node) (list []*graph.Node) {
		for i := range n.Properties {
			if name != nil && n.Properties[i].Name == *name {
				list = append(list, n.Properties[i].Node)
			}
		}
		for i := range n.PatternProperties {
			if matches[n.PatternProperties[i].Pattern.Source] {
				list = append(list, n.PatternProperties[i].Node)
			}
		}
		if n.AdditionalProperties != nil && list == nil {
			list = append(list, n.AdditionalProperties)
		}
		return list
	}, nothing, func(n *graph.Node) *graph.Node { return n.UnevaluatedProperties }}
}

// toItem is the step to the item of a position.
func toItem(i int) step {
	return step{func(n *graph.Node) []*graph.Node {
		switch {
		case i < len(n.PrefixItems):
			return n.PrefixItems[i : i+1]
		case n.Items != nil:
			return []*graph.Node{n.Items}
		}
		return nil
	}, func(n *graph.Node) *graph.Node { return n.Contains }, func(n *graph.Node) *graph.Node { return n.UnevaluatedItems }}
}

// toNames is the step to the names of members.
var toNames = step{func(*graph.Node) []*graph.Node { return nil }, func(n *graph.Node) *graph.Node { return n.PropertyNames }, nothing}

// inside returns what leads to the place one step further in, what only may lead
// there apart.
func (p place) inside(s step) (sure, may []*graph.Node) {
	for _, n := range p.all {
		if _, ok := slices.BinarySearchFunc(p.surely, n, byID); ok {
			sure = append(sure, s.own(n)...)
		} else {
			may = append(may, s.own(n)...)
		}
		if to := s.besides(n); to != nil {
			may = append(may, to)
		}
		if to := s.unseen(n); to != nil && !slices.ContainsFunc(closure(p.g, []*graph.Node{n}, surely), func(m *graph.Node) bool {
			return len(s.own(m)) > 0 || m != n && s.unseen(m) != nil
		}) {
			may = append(may, to)
		}
	}
	return sure, may
}

func byID(a, b *graph.Node) int { return a.ID - b.ID }

// requires reports whether a place demands a member whatever the document: by what
// surely applies or, where nothing does, by all that may.
func (p place) requires(name string) bool {
	demands := func(n *graph.Node) bool { return slices.Contains(n.Required, name) }
	if len(p.surely) > 0 {
		return slices.ContainsFunc(p.surely, demands)
	}
	return len(p.may) > 0 && !slices.ContainsFunc(p.may, func(n *graph.Node) bool {
		return !slices.ContainsFunc(closure(p.g, []*graph.Node{n}, surely), demands)
	})
}

// defaults lists the defaults of a place.
func (p place) defaults() []*source.Value {
	var list []*source.Value
	for _, n := range p.all {
		if n.Default != nil {
			list = append(list, n.Default)
		}
	}
	return list
}

// contains reports whether every value of sub is in list.
func contains(list, sub []*source.Value) bool {
	for _, v := range sub {
		if !slices.ContainsFunc(list, func(x *source.Value) bool { return source.Equal(x, v) }) {
			return false
		}
	}
	return true
}

// formats lists the formats of a place, sorted and without repetition.
func (p place) formats() []string {
	var list []string
	for _, n := range p.all {
		if n.Format != "" {
			list = append(list, n.Format)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
