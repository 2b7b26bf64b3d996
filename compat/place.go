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
	slices.SortFunc(list, func(a, b *graph.Node) int { return a.ID - b.ID })
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

// member is a member of an object: that of a name, or one of all that no schema
// lists and that match these patterns.
type member struct {
	name    string
	named   bool
	matches map[string]bool // by the pattern's text
}

// listed returns what properties of n has for the member.
func (m member) listed(n *graph.Node) *graph.Node {
	if i := slices.IndexFunc(n.Properties, func(x graph.Property) bool { return x.Name == m.name }); m.named && i >= 0 {
		return n.Properties[i].Node
	}
	return nil
}

// evaluated reports that n by itself evaluates the member.
func (m member) evaluated(n *graph.Node) bool {
	return n.AdditionalProperties != nil || m.listed(n) != nil ||
		slices.ContainsFunc(n.PatternProperties, func(x graph.PatternProperty) bool { return m.matches[x.Pattern.Source] })
}

// member returns the schemas that apply to a member, those that may do so apart.
func (p place) member(m member) (sure, may []*graph.Node) {
	for _, n := range p.all {
		covered := false
		add := func(to *graph.Node) {
			if covered = true; p.is(n) {
				sure = append(sure, to)
			} else {
				may = append(may, to)
			}
		}
		if to := m.listed(n); to != nil {
			add(to)
		}
		for _, x := range n.PatternProperties {
			if m.matches[x.Pattern.Source] {
				add(x.Node)
			}
		}
		if !covered && n.AdditionalProperties != nil {
			add(n.AdditionalProperties)
		}
		if n.UnevaluatedProperties != nil && !slices.ContainsFunc(closure(p.g, []*graph.Node{n}, surely), func(x *graph.Node) bool {
			return m.evaluated(x) || x != n && x.UnevaluatedProperties != nil
		}) {
			may = append(may, n.UnevaluatedProperties)
		}
	}
	return sure, may
}

// is reports whether a schema surely applies.
func (p place) is(n *graph.Node) bool {
	_, ok := slices.BinarySearchFunc(p.surely, n, func(a, b *graph.Node) int { return a.ID - b.ID })
	return ok
}

// item returns the schemas that apply to the item of a position.
func (p place) item(i int) (sure, may []*graph.Node) {
	for _, n := range p.all {
		to := n.Items
		if i < len(n.PrefixItems) {
			to = n.PrefixItems[i]
		}
		switch {
		case to == nil:
		case p.is(n):
			sure = append(sure, to)
		default:
			may = append(may, to)
		}
		if n.Contains != nil {
			may = append(may, n.Contains)
		}
		if n.UnevaluatedItems != nil && !slices.ContainsFunc(closure(p.g, []*graph.Node{n}, surely), func(m *graph.Node) bool {
			return m.Items != nil || m != n && m.UnevaluatedItems != nil || i < len(m.PrefixItems)
		}) {
			may = append(may, n.UnevaluatedItems)
		}
	}
	return sure, may
}

// names returns the schemas that apply to the names of members.
func (p place) names() (sure, may []*graph.Node) {
	for _, n := range p.all {
		if n.PropertyNames != nil {
			may = append(may, n.PropertyNames)
		}
	}
	return nil, may
}

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

// defaults lists the defaults of a place, each once.
func (p place) defaults() []*source.Value {
	var list []*source.Value
	for _, n := range p.all {
		if n.Default != nil && !contains(list, []*source.Value{n.Default}) {
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
