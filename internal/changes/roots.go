package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func sortedSet(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// conditionValue is a schema of nothing but a condition.
func conditionValue(n *graph.Node) *source.Value {
	v := &source.Value{Kind: source.Object}
	for _, keyword := range []string{"if", "then", "else"} {
		if m := n.Value.Member(keyword); m != nil {
			v.Members = append(v.Members, *m)
		}
	}
	return v
}

// compareDynamic compares references whose target depends on where evaluation
// came from.
func (d *pair) compareDynamic() {
	pick := func(layers nodes) nodes {
		var out nodes
		for _, n := range layers {
			if n.DynamicRef != nil && !n.DynamicRef.Plain() {
				out = append(out, n)
			}
		}
		return out
	}
	o, n := pick(d.old.layers), pick(d.new.layers)
	for i := range max(len(o), len(n)) {
		from, to := at(d.old.home(), "$dynamicRef"), at(d.new.home(), "$dynamicRef")
		if i < len(o) {
			from = here(o[i], "$dynamicRef", "", written(o[i], "$dynamicRef"))
		}
		if i < len(n) {
			to = here(n[i], "$dynamicRef", "", written(n[i], "$dynamicRef"))
		}
		if i < len(o) && i < len(n) && o[i].DynamicRef.Anchor == n[i].DynamicRef.Anchor && o[i].DynamicRef.Recursive == n[i].DynamicRef.Recursive {
			continue
		}
		d.tell(dynamicReferenceChanged, from, to, subject{keyword: "$dynamicRef"})
	}
}

// dialects compares what says how the documents are to be read. What says it of a schema
// that is compared by itself stands around it.
func (d *differ) dialects() {
	o, n := d.sides[0].graph.Root, d.sides[1].graph.Root
	for _, keyword := range []string{"$schema", "$vocabulary"} {
		if source.Equal(written(o, keyword), written(n, keyword)) && (keyword != "$schema" || o.Dialect == n.Dialect) {
			continue
		}
		from, to := at(o, keyword), at(n, keyword)
		about := subject{keyword: keyword}
		if keyword == "$schema" && o.Dialect != n.Dialect {
			from, about.oldText = stated(o)
			to, about.newText = stated(n)
		}
		from.absent, to.absent = from.keyword == "", to.keyword == ""
		d.tellIn(context{}, dialectChanged, from, to, about)
	}
}

// stated is the place that states the dialect of a schema, and the dialect in words where
// there is none.
func stated(n *graph.Node) (place, string) {
	for r := n.Resource; r != nil; r = r.Parent {
		if written(r.Root, "$schema") != nil {
			return at(r.Root, "$schema"), ""
		}
	}
	return whole(n), n.Dialect.String()
}

// definitions compares the definitions: which ones came and went without being
// used, which ones have another name, and what changed in those that no document
// meets.
func (d *differ) definitions() {
	o, n := d.sides[0], d.sides[1]
	d.renameEqual()
	for _, def := range o.defs {
		if other := d.renames[def.node]; other != nil {
			d.tellIn(context{unused: true}, definitionRenamed, whole(def.node), whole(other), subject{
				keyword: "$defs", name: def.name, newName: n.names[other],
			})
			continue
		}
		counterpart := n.byKey[def.key]
		switch {
		case counterpart == nil && !o.inUse(def.node):
			owner := d.owner(1, def.owner)
			d.tellIn(context{unused: true}, definitionRemoved, present(whole(def.node)), definitionsOf(owner), subject{keyword: "$defs", name: def.name})
		case counterpart != nil && !(o.inUse(def.node) && n.inUse(counterpart)):
			d.compare(nodes{def.node}, nodes{counterpart}, unusedContext(def.name))
		}
	}
	for _, def := range n.defs {
		if o.byKey[def.key] == nil && !d.renamed[def.node] && !n.inUse(def.node) {
			d.tellIn(context{unused: true}, definitionAdded, definitionsOf(d.owner(0, def.owner)), present(whole(def.node)), subject{keyword: "$defs", name: def.name})
		}
	}
}

func unusedContext(name string) context {
	return context{unused: true, path: &path{text: name}, within: "in a definition that nothing uses: "}
}

// renameEqual finds definitions that went where others with the very same schema
// came, if no third one has it.
func (d *differ) renameEqual() {
	unmatched := func(side int) (map[[16]byte]*graph.Node, nodes) {
		found := map[[16]byte]*graph.Node{}
		var order nodes
		for _, def := range d.sides[side].defs {
			if !d.gone(side, def.node) || d.renames[def.node] != nil || d.renamed[def.node] {
				continue
			}
			sum := d.sides[side].hash[def.node.ID].sum
			if _, twice := found[sum]; twice {
				found[sum] = nil
				continue
			}
			found[sum] = def.node
			order = append(order, def.node)
		}
		return found, order
	}
	before, order := unmatched(0)
	after, _ := unmatched(1)
	for _, o := range order {
		sum := d.sides[0].hash[o.ID].sum
		n := after[sum]
		if before[sum] == nil || n == nil || d.sides[0].inUse(o) != d.sides[1].inUse(n) || !d.rename(o, n) {
			continue
		}
		ctx := context{}
		if !d.sides[0].inUse(o) {
			ctx = unusedContext(d.sides[0].names[o])
		}
		d.compare(nodes{o}, nodes{n}, ctx)
	}
}

// owner is the schema of one side that stands for one of the other side that
// holds definitions.
func (d *differ) owner(side int, n *graph.Node) *graph.Node {
	if m := d.partner[1-side][n]; m != nil {
		return m
	}
	return d.sides[side].graph.Root
}

// definitionsOf is where a schema keeps its definitions.
func definitionsOf(n *graph.Node) place {
	for _, keyword := range []string{"$defs", "definitions"} {
		if written(n, keyword) != nil {
			return at(n, keyword)
		}
	}
	return whole(n)
}
