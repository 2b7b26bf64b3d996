package lower

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// Alternatives that neither JSON types nor constants tell apart are conditions
// on one type, which has the members of all of them. What they leave for a
// member, whichever of them holds, is written as a schema (see places) and laid
// beside those that apply there anyhow: it demands nothing that the condition
// does not demand, so it decides the types of members and nothing else.

// at returns the places that types are decided by.
func (l *lowerer) at() *places {
	if l.merged == nil {
		l.merged = newPlaces(l.maker, l.kinds)
	}
	return l.merged
}

// invented reports whether a schema was made here out of alternatives. It is no
// condition of its own.
func (l *lowerer) invented(n *graph.Node) bool {
	return l.merged != nil && l.merged.parts[n] != nil
}

// real returns the nodes of v with those put in that others were made of.
func (l *lowerer) real(nodes []*graph.Node) []*graph.Node {
	if !slices.ContainsFunc(nodes, l.invented) {
		return nodes
	}
	var out []*graph.Node
	seen := map[*graph.Node]bool{}
	var add func(nodes []*graph.Node)
	add = func(nodes []*graph.Node) {
		for _, n := range nodes {
			switch {
			case seen[n]:
			case l.invented(n):
				seen[n] = true
				add(l.merged.parts[n])
			default:
				for _, x := range l.kinds.flatten([]*graph.Node{n}, kAll).nodes {
					if !seen[x] && !l.invented(x) {
						seen[x] = true
						out = append(out, x)
					}
				}
			}
		}
	}
	add(nodes)
	return out
}

// implied returns what the alternatives of a view say together of the members
// and items of its values, nothing where that gives no type to any of them.
func (l *lowerer) implied(v view) []*graph.Node {
	if v.kinds&(kObject|kArray) == 0 {
		return nil
	}
	p := l.at()
	var unions []*graph.Node
	for _, n := range v.nodes {
		if n.AnyOf != nil || n.OneOf != nil || n.If != nil {
			if !l.invented(n) {
				n = l.unionsOf(n)
			}
			unions = append(unions, n)
		}
	}
	if unions == nil {
		return nil
	}
	u := p.all(unions...)
	found := false
	r := l.derive(v.nodes[0], func(c *graph.Node) {
		keepOnly(c, func(k *graph.Node) {
			if v.kinds&kObject != 0 && l.impliedMembers(k, v.nodes, u) {
				found = true
			}
			if v.kinds&kArray != 0 && l.impliedItems(k, v.nodes, u) {
				found = true
			}
		})
	})
	if !found {
		return nil
	}
	return []*graph.Node{r}
}

// impliedMembers adds to r the members that the alternatives u declare, typed or
// free. It reports whether any is typed that the nodes beside u leave open: else
// the type is as good without.
func (l *lowerer) impliedMembers(r *graph.Node, nodes []*graph.Node, u *graph.Node) bool {
	p := l.at()
	base := map[string]bool{}
	for _, n := range nodes {
		for _, m := range n.Properties {
			base[m.Name] = true
		}
	}
	if len(base) == 0 && slices.ContainsFunc(nodes, func(n *graph.Node) bool {
		return n.PatternProperties != nil || n.AdditionalProperties != nil && n.AdditionalProperties.Bool == nil
	}) {
		return false // a map, whose values have a type
	}
	typed, names := false, false
	values := []*graph.Node{p.at(u, label{kind: others})}
	for _, x := range p.declared(u) {
		if x.kind == matching {
			values = append(values, p.at(u, x))
		}
		if x.kind != named {
			continue
		}
		names = true
		m := p.at(u, x)
		k := l.kinds.of(m)
		switch {
		case k == 0:
			continue
		case base[x.text]:
			if !l.refines(l.ownOf(nodes, x), m) {
				continue
			}
			typed = true
		case l.tells(m):
			typed = typed || k != kAll || l.shaped(m)
		default:
			m = l.free(m)
		}
		r.Properties = append(r.Properties, graph.Property{Name: x.text, Node: m})
	}
	if !names && len(base) == 0 {
		if value := p.either(values...); l.tells(value) {
			r.AdditionalProperties = value
			return true
		}
	}
	return typed
}

// impliedItems adds to r what the alternatives u demand of items.
func (l *lowerer) impliedItems(r *graph.Node, nodes []*graph.Node, u *graph.Node) bool {
	p := l.at()
	for _, n := range nodes {
		if n.PrefixItems != nil || n.Items != nil && l.kinds.of(n.Items) != kAll {
			return false
		}
	}
	values := []*graph.Node{p.at(u, label{kind: items})}
	for _, x := range p.declared(u) {
		if x.kind == indexed {
			values = append(values, p.at(u, x))
		}
	}
	value := p.either(values...)
	if !l.tells(value) {
		return false
	}
	r.Items = value
	return true
}

// tells reports whether a schema says something of every value: no alternative
// is free.
func (l *lowerer) tells(n *graph.Node) bool {
	p := l.at()
	return n != p.yes && l.kinds.of(n) != 0 && !(n.AnyOf != nil && slices.Contains(p.parts[n], p.yes))
}

// ownOf is what the nodes say of a place by themselves.
func (l *lowerer) ownOf(nodes []*graph.Node, x label) *graph.Node {
	all := make([]*graph.Node, len(nodes))
	for i, n := range nodes {
		all[i] = l.at().own(n, x)
	}
	return l.at().all(all...)
}

// refines reports whether a member has one type because of what alternatives
// say of it, or has what they say to thank for what stands in it.
func (l *lowerer) refines(base, m *graph.Node) bool {
	before, after := l.kinds.of(base), l.kinds.of(base)&l.kinds.of(m)
	if !after.single() {
		return false
	}
	return !before.single() || after&(kObject|kArray) != 0 && !l.shaped(base)
}

// shaped reports whether a schema says what stands in its objects or arrays.
func (l *lowerer) shaped(n *graph.Node) bool {
	p := l.at()
	return len(p.declared(n)) > 0 || l.tells(p.at(n, label{kind: others})) || l.tells(p.at(n, label{kind: items}))
}

// single reports whether k is one JSON type, null aside.
func (k kinds) single() bool {
	parts := k.parts()
	return len(parts) == 1 || len(parts) == 2 && k&kNull != 0
}

// narrowed returns, of the alternatives that stay conditions, those that objects
// or arrays can satisfy.
func (l *lowerer) narrowed(v view, part kinds) []*graph.Node {
	if part != kObject && part != kArray {
		return nil
	}
	p := l.at()
	var out []*graph.Node
	for _, n := range v.nodes {
		for _, branches := range [][]*graph.Node{n.AnyOf, n.OneOf} {
			var keep []*graph.Node
			for _, b := range branches {
				if l.kinds.of(b)&part != 0 {
					keep = append(keep, b)
				}
			}
			if x := p.either(keep...); keep != nil && l.tells(x) {
				out = append(out, x)
			}
		}
	}
	return out
}

// typeRule names the keyword that a value of a wrong JSON type breaks, which
// is one of an alternative where a schema made of alternatives decides.
func (l *lowerer) typeRule(v view) model.Rule {
	return l.kinds.typeRule(view{nodes: l.real(v.nodes), kinds: v.kinds})
}

// namedAfter returns the schema of the graph that the type of n is named after,
// and what to add to its name: a schema made of what alternatives say of a place
// is named after the schema that has the alternatives, and the place.
func (l *lowerer) namedAfter(n *graph.Node) (*graph.Node, string) {
	var more string
	for range maxTypeDepth {
		at, ok := l.at().from[n]
		if !ok {
			break
		}
		switch n = at.n; at.at.kind {
		case named:
			more = l.pascal(at.at.text) + more
		case items:
			more = "Item" + more
		case indexed:
			more = "Item" + strconv.Itoa(at.at.index) + more
		default:
			more = "Value" + more
		}
	}
	return n, more
}
