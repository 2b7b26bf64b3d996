package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// layered is one side of a comparison: schemas that apply in one place, taken
// apart into layers, each of which counts with its own keywords only.
type layered struct {
	side   *sideInfo
	layers nodes
	// referrer is the layer whose $ref led to a layer.
	referrer map[*graph.Node]*graph.Node
	// pending are schemas that apply as well and are not taken apart (yet).
	pending nodes
	seen    map[*graph.Node]bool
	// alone: nothing but home, and what it leads to, applies here.
	alone bool
	// group is what was taken apart.
	group nodes
	// entered is the choice of which one branch counts as a layer; beside are the
	// types of the others that the other side allows too.
	entered *disjunction
	branch  *graph.Node
	beside  typeSet
}

func newLayered(side *sideInfo, g nodes) *layered {
	l := &layered{side: side, referrer: map[*graph.Node]*graph.Node{}, seen: map[*graph.Node]bool{}, alone: len(g) == 1, group: g}
	for _, n := range g {
		l.expand(n)
	}
	return l
}

// home is the schema that a keyword would stand in if it were there.
func (l *layered) home() *graph.Node { return l.layers[0] }

// counterpart is the layer that best stands for a layer of the other side: the
// one at the same place in the list, else the first.
func (l *layered) counterpart(n *graph.Node, other *layered) *graph.Node {
	for i, m := range other.layers {
		if m == n && i < len(l.layers) {
			return l.layers[i]
		}
	}
	return l.home()
}

func (l *layered) expand(n *graph.Node) {
	l.layers = append(l.layers, n)
	l.seen[n] = true
	for _, c := range conjuncts(n) {
		l.await(n, c, c == n.Ref)
	}
}

// await puts a schema that applies beside n on the list.
func (l *layered) await(n, c *graph.Node, referred bool) {
	c, referred = l.peel(c, referred)
	if l.seen[c] || accepting(c) {
		return
	}
	l.seen[c] = true
	if referred {
		l.referrer[c] = n
	}
	l.pending = append(l.pending, c)
}

// peel follows schemas that hold a reference and nothing else.
func (l *layered) peel(n *graph.Node, referred bool) (*graph.Node, bool) {
	for range 100 {
		if n.Ref == nil || len(n.Keywords) != 1 {
			break
		}
		n, referred = n.Ref, true
	}
	return n, referred
}

// group compares what two groups of schemas say. Parts that both sides have are
// compared by themselves, once for all their uses; the rest as one.
func (d *differ) group(oldGroup, newGroup nodes, ctx context) {
	oldGroup, newGroup = d.shared(oldGroup, newGroup)
	if len(oldGroup) == 0 && len(newGroup) == 0 {
		return
	}
	old, new := newLayered(d.sides[0], oldGroup), newLayered(d.sides[1], newGroup)
	ctx = d.settle(old, new, ctx)
	if len(old.layers) == 0 || len(new.layers) == 0 {
		return
	}
	d.pair(old, new, ctx).compareLayers()
}

// shared drops schemas that are the same on both sides, unless they are all that one
// side has: what the other has besides is to be seen beside them.
func (d *differ) shared(old, new nodes) (restOld, restNew nodes) {
	if len(old) == 1 && len(new) == 1 {
		return old, new
	}
	byDigest := map[digest]*graph.Node{}
	var pairs [][2]*graph.Node
	for _, n := range new {
		if h := d.sides[1].hash[n.ID]; h.exact {
			byDigest[h] = n
		}
	}
	gone := map[*graph.Node]bool{}
	for _, o := range old {
		h := d.sides[0].hash[o.ID]
		if n := byDigest[h]; n != nil && h.exact && !gone[n] {
			gone[n] = true
			pairs = append(pairs, [2]*graph.Node{o, n})
			continue
		}
		restOld = append(restOld, o)
	}
	for _, n := range new {
		if !gone[n] {
			restNew = append(restNew, n)
		}
	}
	if (len(restOld) == 0) != (len(restNew) == 0) {
		for i := len(pairs) - 1; i >= 0; i-- {
			restOld, restNew = slices.Insert(restOld, 0, pairs[i][0]), slices.Insert(restNew, 0, pairs[i][1])
		}
	}
	return restOld, restNew
}

// settle pairs the parts of both sides and takes apart those without partner,
// until nothing is left to do. It returns where the comparison of the rest stands.
func (d *differ) settle(old, new *layered, ctx context) context {
	for {
		d.pairParts(old, new, ctx)
		if inside, ok := d.enter(old, new, ctx); ok {
			ctx = inside
			continue
		}
		if len(old.pending) == 0 && len(new.pending) == 0 {
			return ctx
		}
		o, n := old.pending, new.pending
		keepOld, keepNew := d.awaited(o, 0, n, 1), d.awaited(n, 1, o, 0)
		if len(keepOld) == len(o) && len(keepNew) == len(n) {
			keepOld, keepNew = nil, nil
		}
		old.advance(keepOld)
		new.advance(keepNew)
	}
}

// advance takes apart every pending part but those to keep.
func (l *layered) advance(keep map[*graph.Node]bool) {
	parts := l.pending
	l.pending = nil
	for _, p := range parts {
		if keep[p] {
			l.pending = append(l.pending, p)
		} else {
			l.expand(p)
		}
	}
}

// awaited returns the parts of one side that may find a partner inside the
// parts of the other one.
func (d *differ) awaited(parts nodes, side int, others nodes, otherSide int) map[*graph.Node]bool {
	inside := map[*graph.Node]bool{}
	list := append(nodes(nil), others...)
	keys, sums := map[string]bool{}, map[[16]byte]bool{}
	named := slices.ContainsFunc(parts, func(p *graph.Node) bool { return d.named(side, p) })
	for len(list) > 0 {
		n := list[len(list)-1]
		list = list[:len(list)-1]
		if inside[n] {
			continue
		}
		inside[n] = true
		if named { // a key is as long as the schema is deep
			keys[d.sides[otherSide].keyOf(n)] = true
		}
		sums[d.sides[otherSide].hash[n.ID].sum] = true
		list = append(list, conjuncts(n)...)
	}
	keep := map[*graph.Node]bool{}
	for _, p := range parts {
		if sums[d.sides[side].hash[p.ID].sum] || d.named(side, p) && keys[d.sides[side].keyOf(p)] {
			keep[p] = true
		}
	}
	return keep
}

// named reports whether the schema is a definition, or a document: something
// that has a name of its own.
func (d *differ) named(side int, n *graph.Node) bool {
	return d.sides[side].isDef(n) || n.Document()
}

// pairParts compares pending parts that belong together: equal ones, those with
// the same name, and definitions that were renamed.
func (d *differ) pairParts(old, new *layered, ctx context) {
	if len(old.pending) == 0 || len(new.pending) == 0 {
		return
	}
	taken := map[*graph.Node]bool{}
	bySum, byKey := map[[16]byte]*graph.Node{}, map[string]*graph.Node{}
	for _, n := range new.pending {
		bySum[d.sides[1].hash[n.ID].sum] = n
		byKey[d.sides[1].keyOf(n)] = n
	}
	pair := func(o, n *graph.Node) bool {
		if n == nil || taken[n] {
			return false
		}
		taken[o], taken[n] = true, true
		d.compare(nodes{o}, nodes{n}, ctx)
		return true
	}
	for _, o := range old.pending {
		if d.named(0, o) {
			if n := byKey[d.sides[0].keyOf(o)]; n != nil && d.named(1, n) {
				pair(o, n)
			}
		}
	}
	for _, o := range old.pending {
		if !taken[o] {
			n := bySum[d.sides[0].hash[o.ID].sum]
			if pair(o, n) {
				d.rename(o, n)
			}
		}
	}
	for _, o := range old.pending {
		if taken[o] || !d.gone(0, o) {
			continue
		}
		for _, n := range new.pending {
			if taken[n] || !d.gone(1, n) || !d.rename(o, n) {
				continue
			}
			pair(o, n)
			break
		}
	}
	old.drop(taken)
	new.drop(taken)
}

func (l *layered) drop(taken map[*graph.Node]bool) {
	var rest nodes
	for _, p := range l.pending {
		if !taken[p] {
			rest = append(rest, p)
		}
	}
	l.pending = rest
}

// gone reports whether a schema is a definition whose name the other side does
// not have.
func (d *differ) gone(side int, n *graph.Node) bool {
	return d.sides[side].isDef(n) && d.sides[1-side].byKey[d.sides[side].keyOf(n)] == nil
}

// rename notes that a definition has another name now. It reports false when
// another pair of names was noted for one of them.
func (d *differ) rename(old, new *graph.Node) bool {
	if !d.gone(0, old) || !d.gone(1, new) {
		return false
	}
	if n, ok := d.renames[old]; ok {
		return n == new
	}
	if d.renamed[new] {
		return false
	}
	d.renames[old], d.renamed[new] = new, true
	return true
}
