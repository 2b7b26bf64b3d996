package lower

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// view is the conjunction of schemas that apply to one place: a schema with all
// that its $ref and allOf add, each assertive node once.
type view struct {
	nodes []*graph.Node // as they are met: a schema, what it refers to, its allOf
	kinds kinds         // JSON types that are left
	// whole lists nodes that the evaluator judges as a whole, because they need
	// annotations or no type checks a keyword of theirs.
	whole []*graph.Node
	// extended lists the nodes with an extension.
	extended []*graph.Node
}

// flatten collects the nodes that apply where roots apply.
func (m kindMemo) flatten(roots []*graph.Node, allowed kinds) view {
	v := view{kinds: allowed}
	seen := map[*graph.Node]bool{}
	var add func(n *graph.Node)
	add = func(n *graph.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if n.Bool != nil {
			if !*n.Bool {
				v.kinds = 0
				v.nodes = append(v.nodes, n)
			}
			return
		}
		if n.Extension != nil {
			v.extended = append(v.extended, n)
		}
		if row, _ := unclaimed(n); row != nil {
			v.whole = append(v.whole, n)
		}
		if asserts(n) {
			v.nodes = append(v.nodes, n)
		}
		if n.Ref != nil {
			add(n.Ref)
		}
		if n.DynamicRef != nil && n.DynamicRef.Plain() {
			add(n.DynamicRef.Target)
		}
		for _, a := range n.AllOf {
			add(a)
		}
	}
	for _, n := range roots {
		add(n)
	}
	for _, n := range v.nodes {
		v.kinds &= m.own(n, 0)
	}
	return v
}

// key identifies the conjunction, whatever path led to it, and the schema that
// its type is named after: two places that unite the same schemas have types of
// their own, so that neither takes its name from the other.
func (v *view) key(primary *graph.Node) string {
	ids := make([]int, len(v.nodes), len(v.nodes)+1)
	for i, n := range v.nodes {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	ids = append(ids, primary.ID)
	buf := make([]byte, 0, 4*len(ids)+2)
	buf = append(buf, byte(v.kinds), ':')
	for _, id := range ids {
		buf = append(buf, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
	}
	return string(buf)
}
