package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// step is one schema that another applies.
type step struct {
	to *graph.Node
	// same says that it is applied to the same value, item to items, name to the member
	// of that name; else it is applied to members at large.
	same, item bool
	name       string
	// monotone says that the outer schema accepts no less when this one accepts more.
	monotone bool
	// always says that a value which the outer schema accepts is accepted by this one,
	// or the part of it that it is applied to.
	always bool
}

// steps lists the schemas that n applies, read off the specification and not off the
// project's table: what is said about edits rests on it.
func steps(g *graph.Graph, n *graph.Node) []step {
	var list []step
	add := func(to *graph.Node, s step) {
		if s.to = to; to != nil {
			list = append(list, s)
		}
	}
	in := step{same: true, monotone: true, always: true}
	add(n.Ref, in)
	for _, s := range n.AllOf {
		add(s, in)
	}
	if n.DynamicRef != nil {
		for _, to := range g.DynamicTargets(n.DynamicRef) {
			add(to, step{same: true}) // what it means depends on where it came from
		}
	}
	for _, s := range n.AnyOf {
		add(s, step{same: true, monotone: true})
	}
	for _, s := range n.OneOf {
		add(s, step{same: true, monotone: exclusive(n.OneOf)})
	}
	add(n.Not, step{same: true})
	add(n.If, step{same: true})
	add(n.Then, step{same: true, monotone: true})
	add(n.Else, step{same: true, monotone: true})
	for _, d := range n.DependentSchemas {
		add(d.Node, step{same: true, monotone: true})
	}
	below := step{monotone: true, always: true}
	for _, p := range n.Properties {
		add(p.Node, step{name: p.Name, monotone: true, always: true})
	}
	for _, p := range n.PatternProperties {
		add(p.Node, below)
	}
	add(n.AdditionalProperties, below)
	add(n.UnevaluatedProperties, below)
	for _, s := range append([]*graph.Node{n.Items, n.UnevaluatedItems}, n.PrefixItems...) {
		add(s, step{item: true, monotone: true, always: true})
	}
	add(n.Contains, step{item: true, monotone: n.MaxContains == nil})
	return list
}

// exclusive says that no value is accepted by two of the branches, for a reason that
// stands in the text: no common type, or a member that both require and that each
// limits to other constants. Then oneOf is anyOf.
func exclusive(branches []*graph.Node) bool {
	for i, a := range branches {
		for _, b := range branches[:i] {
			if !apart(a, b) {
				return false
			}
		}
	}
	return true
}

func apart(a, b *graph.Node) bool {
	as, bs := conjuncts(a), conjuncts(b)
	for _, x := range as {
		for _, y := range bs {
			if x.Types != nil && y.Types != nil && !slices.ContainsFunc(x.Types, func(t string) bool {
				return slices.ContainsFunc(y.Types, func(u string) bool {
					return t == u || t == "integer" && u == "number" || t == "number" && u == "integer"
				})
			}) {
				return true
			}
			for _, name := range x.Required {
				if !slices.ContainsFunc(bs, func(z *graph.Node) bool { return slices.Contains(z.Required, name) }) {
					continue
				}
				if one, other := constants(as, name), constants(bs, name); one != nil && other != nil && !slices.ContainsFunc(one, func(v *source.Value) bool {
					return slices.ContainsFunc(other, func(w *source.Value) bool { return source.Equal(v, w) })
				}) {
					return true
				}
			}
		}
	}
	return false
}

// conjuncts lists the schemas that accept whatever n accepts.
func conjuncts(n *graph.Node) []*graph.Node {
	list := []*graph.Node{n}
	for i := 0; i < len(list) && len(list) < 100; i++ {
		for _, s := range append([]*graph.Node{list[i].Ref}, list[i].AllOf...) {
			if s != nil && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	return list
}

// constants lists the values that one of nodes limits the member to, nil for no limit.
func constants(nodes []*graph.Node, name string) []*source.Value {
	for _, n := range nodes {
		for _, p := range n.Properties {
			if p.Name != name {
				continue
			}
			for _, s := range conjuncts(p.Node) {
				if s.Const != nil {
					return []*source.Value{s.Const}
				}
				if s.HasEnum {
					return s.Enum
				}
			}
		}
	}
	return nil
}

// contexts says from where the schemas of a graph are applied.
type contexts struct {
	g     *graph.Graph
	steps map[*graph.Node][]step
	// reached are the schemas that are applied to the document or a part of it, if any
	// document leads there.
	reached map[*graph.Node]bool
	// twisted are those that are also reached through a step that is not monotone,
	// chosen those that are also reached through one that is not always; those of the
	// names of members are both.
	twisted, chosen map[*graph.Node]bool
	room            map[*graph.Node]int // see sameRoom
}

func newContexts(g *graph.Graph) *contexts {
	x := &contexts{g: g, steps: map[*graph.Node][]step{}}
	for _, n := range g.Nodes {
		x.steps[n] = steps(g, n)
	}
	x.reached = x.spread(g.Root)
	var bent, optional []*graph.Node
	for n := range x.reached {
		for _, s := range x.steps[n] {
			if !s.monotone {
				bent = append(bent, s.to)
			}
			if !s.always {
				optional = append(optional, s.to)
			}
		}
		if n.PropertyNames != nil {
			bent, optional = append(bent, n.PropertyNames), append(optional, n.PropertyNames)
		}
	}
	x.twisted, x.chosen = x.spread(bent...), x.spread(optional...)
	return x
}

// spread returns the schemas that some of from apply, directly or not, and from.
func (x *contexts) spread(from ...*graph.Node) map[*graph.Node]bool {
	set := map[*graph.Node]bool{}
	for len(from) > 0 {
		n := from[len(from)-1]
		from = from[:len(from)-1]
		if !set[n] {
			set[n] = true
			for _, s := range x.steps[n] {
				from = append(from, s.to)
			}
		}
	}
	return set
}

// distances says of the schemas that lead to one, and of itself, by how many steps a
// document gets there. No document gets anywhere through "not".
func (x *contexts) distances(to *graph.Node) map[*graph.Node]int {
	back := map[*graph.Node][]*graph.Node{}
	for n := range x.reached {
		for _, s := range x.steps[n] {
			if s.to != n.Not {
				back[s.to] = append(back[s.to], n)
			}
		}
	}
	far := map[*graph.Node]int{to: 0}
	for queue := []*graph.Node{to}; len(queue) > 0; queue = queue[1:] {
		for _, n := range back[queue[0]] {
			if _, seen := far[n]; !seen {
				far[n] = far[queue[0]] + 1
				queue = append(queue, n)
			}
		}
	}
	return far
}

// inside is a step to a part of the value, with the schema that makes it.
type inside struct {
	step
	of *graph.Node
}

// beside lists the schemas that may be applied to a value that n is applied to, and
// possibly more: what one applies to its own value is joined to it, and so is, of two
// that are joined, what both apply to one member or to items. Positions tell no items
// apart.
func (x *contexts) beside(n *graph.Node) []*graph.Node {
	if x.room == nil {
		x.join()
	}
	var list []*graph.Node
	for _, o := range x.g.Nodes {
		if x.reached[o] && x.room[o] == x.room[n] {
			list = append(list, o)
		}
	}
	return list
}

func (x *contexts) join() {
	parent := map[*graph.Node]*graph.Node{}
	var top func(n *graph.Node) *graph.Node
	top = func(n *graph.Node) *graph.Node {
		if p := parent[n]; p != nil {
			parent[n] = top(p)
			return parent[n]
		}
		return n
	}
	joined := true
	join := func(a, b *graph.Node) {
		if a, b = top(a), top(b); a != b {
			parent[a] = b
			joined = true
		}
	}
	for joined {
		joined = false
		rooms := map[*graph.Node][]inside{}
		for n := range x.reached {
			for _, s := range x.steps[n] {
				if s.same {
					join(n, s.to)
				} else {
					rooms[top(n)] = append(rooms[top(n)], inside{s, n})
				}
			}
		}
		for _, list := range rooms {
			for i, a := range list {
				for _, b := range list[:i] {
					if meet(a, b) {
						join(a.to, b.to)
					}
				}
			}
		}
	}
	x.room = map[*graph.Node]int{}
	for n := range x.reached {
		x.room[n] = top(n).ID
	}
}

// meet says that two schemas may be applied to one part of a value: not an item and a
// member, two names, or a member and what its own schema has for the others.
func meet(a, b inside) bool {
	if a.item || b.item {
		return a.item && b.item
	}
	if a.name != "" && b.name != "" {
		return a.name == b.name
	}
	if a.name == "" {
		a, b = b, a
	}
	others := b.of.AdditionalProperties == b.to && !slices.ContainsFunc(b.of.PatternProperties, func(p graph.PatternProperty) bool { return p.Node == b.to })
	return a.name == "" || !others || !slices.ContainsFunc(b.of.Properties, func(p graph.Property) bool { return p.Name == a.name })
}
