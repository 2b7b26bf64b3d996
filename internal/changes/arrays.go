package changes

import (
	"math/big"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// restKind is how much a schema for everything else leaves.
type restKind uint8

const (
	free   restKind = iota // everything
	limits                 // what a schema accepts
	closed                 // nothing
)

// rest is a schema for the items or members that no other keyword covers, with
// the layer that holds it.
type rest struct {
	node    *graph.Node
	layer   *graph.Node
	keyword string
}

func (r *rest) kind() restKind {
	switch {
	case r == nil || accepting(r.node):
		return free
	case refusing(r.node):
		return closed
	}
	return limits
}

// place is where the schema stands; of none, where it would.
func (r *rest) place(home *graph.Node, keyword string) place {
	if r == nil {
		return at(home, keyword)
	}
	return here(r.layer, r.keyword, "", r.node.Value)
}

// readRests gathers the schemas that get returns, with those that accept
// everything only if keepFree.
func readRests(layers nodes, keyword string, keepFree bool, get func(*graph.Node) *graph.Node, instead string, other func(*graph.Node) *graph.Node) []*rest {
	var out []*rest
	for _, n := range layers {
		c := get(n)
		if c == nil || !keepFree && accepting(c) {
			continue
		}
		r := &rest{c, n, keyword}
		if instead != "" && other(n) == c {
			r.keyword = instead
		}
		out = append(out, r)
	}
	return out
}

// compareRests pairs the schemas for everything else of both sides, equal ones
// first, and tells which ones closed, opened, limited or freed what they apply
// to. step is the path of what they apply to.
func (d *differ) compareRests(name string, o, n []*rest, old, new *layered, step string, ctx context) [][2]*rest {
	var pairs [][2]*rest
	equal := map[[16]byte][]*rest{}
	for _, b := range n {
		sum := d.sides[1].hash[b.node.ID].sum
		equal[sum] = append(equal[sum], b)
	}
	taken := map[*rest]bool{}
	var restOld []*rest
	for _, a := range o {
		sum := d.sides[0].hash[a.node.ID].sum
		if list := equal[sum]; len(list) > 0 {
			pairs = append(pairs, [2]*rest{a, list[0]})
			taken[list[0]], equal[sum] = true, list[1:]
			continue
		}
		restOld = append(restOld, a)
	}
	for _, b := range n {
		switch {
		case taken[b]:
		case len(restOld) > 0:
			pairs = append(pairs, [2]*rest{restOld[0], b})
			restOld = restOld[1:]
		default:
			pairs = append(pairs, [2]*rest{nil, b})
		}
	}
	for _, a := range restOld {
		pairs = append(pairs, [2]*rest{a, nil})
	}
	for _, p := range pairs {
		d.compareRest(name, p[0], p[1], old, new, step, ctx)
	}
	return pairs
}

func (d *differ) compareRest(name string, o, n *rest, old, new *layered, step string, ctx context) {
	before, after := o.kind(), n.kind()
	var rule string
	switch {
	case before == free && after == free:
		return
	case before == limits && after == limits:
		d.compare(nodes{o.node}, nodes{n.node}, ctx.under(step))
		return
	case before == after:
		return
	case after == closed:
		rule = "closed"
	case before == closed:
		rule = "opened"
	case before == free:
		rule = "restricted"
	default:
		rule = "relaxed"
	}
	from, to := o.place(old.home(), name), n.place(new.home(), name)
	about := subject{keyword: name}
	switch {
	case o == nil:
		about.edit = addition(old.home(), to)
	case n == nil:
		about.edit = removal(from)
	default:
		about.edit = replacement(from, to)
	}
	d.tell(ctx, kebab(name)+"-"+rule, from, to, about)
}

// compareArrays compares what is said of items.
func (d *differ) compareArrays(old, new *layered, ctx context) {
	d.comparePrefix(old, new, ctx)
	d.compareContains(old, new, ctx)
	unevaluated := func(n *graph.Node) *graph.Node {
		if itemsOf(n) == n.UnevaluatedItems {
			return nil
		}
		return n.UnevaluatedItems
	}
	o := readRests(old.layers, "unevaluatedItems", true, unevaluated, "", nil)
	n := readRests(new.layers, "unevaluatedItems", true, unevaluated, "", nil)
	d.compareRests("unevaluatedItems", o, n, old, new, "[]", ctx)
}

func (d *differ) readItems(l *layered, keepFree bool) []*rest {
	return readRests(l.layers, "items", keepFree, itemsOf, "unevaluatedItems", func(n *graph.Node) *graph.Node {
		if n.Items != nil {
			return nil
		}
		return n.UnevaluatedItems
	})
}

// comparePrefix compares prefixItems position by position, and items.
func (d *differ) comparePrefix(old, new *layered, ctx context) {
	keepFree := d.sides[0].openEnded || d.sides[1].openEnded
	before, after := d.readItems(old, keepFree), d.readItems(new, keepFree)
	longOld, longNew := longest(old.layers), longest(new.layers)
	for i := range max(longOld, longNew) {
		o, n := positionGroup(old.layers, i), positionGroup(new.layers, i)
		step := ctx.under("[" + strconv.Itoa(i) + "]")
		if i < longOld && i < longNew {
			d.compareOrTell(o, n, old, new, i, step)
			continue
		}
		if d.sides[0].groupHash(o).same(d.sides[1].groupHash(n)) {
			continue
		}
		sub := "/" + strconv.Itoa(i)
		if i < longOld {
			layer := prefixLayer(old.layers, i)
			p := here(layer, "prefixItems", sub, layer.PrefixItems[i].Value)
			d.tell(step, "prefix-item-removed", p, at(new.home(), "prefixItems"), subject{keyword: "prefixItems", edit: lastOnly(removal(p), i == len(layer.PrefixItems)-1)})
			continue
		}
		layer := prefixLayer(new.layers, i)
		p := here(layer, "prefixItems", sub, layer.PrefixItems[i].Value)
		from := at(old.home(), "prefixItems")
		d.tell(step, "prefix-item-added", from, p, subject{keyword: "prefixItems", edit: lastOnly(d.appendPrefix(old, p), i == longOld)})
	}
	d.compareRests("items", before, after, old, new, "[]", ctx)
}

// lastOnly keeps an edit at the end of a list; one before it would move others.
func lastOnly(e edit, last bool) edit { return unless(!last, e) }

// appendPrefix adds a schema after the old positions. Up to 2019-09 the first
// one would turn the meaning of items around.
func (d *differ) appendPrefix(old *layered, p place) edit {
	home := old.home()
	for _, n := range old.layers {
		if len(n.PrefixItems) > 0 {
			home = n
		}
	}
	if home.Dialect < graph.Draft2020 && home.PrefixItems == nil {
		return nil
	}
	return edit{{kind: push, node: home, path: []string{spelled(home, "prefixItems")}, value: p.value, from: p.node}}
}

// compareOrTell compares the schemas of one position that both sides have; one
// without schemas accepts everything.
func (d *differ) compareOrTell(o, n nodes, old, new *layered, i int, ctx context) {
	sub := "/" + strconv.Itoa(i)
	switch {
	case len(o) > 0 && len(n) > 0:
		d.compare(o, n, ctx)
	case len(n) > 0:
		p := here(prefixLayer(new.layers, i), "prefixItems", sub, n[0].Value)
		d.tell(ctx, "prefix-item-added", at(old.home(), "prefixItems"), p, subject{keyword: "prefixItems"})
	case len(o) > 0:
		p := here(prefixLayer(old.layers, i), "prefixItems", sub, o[0].Value)
		d.tell(ctx, "prefix-item-removed", p, at(new.home(), "prefixItems"), subject{keyword: "prefixItems"})
	}
}

func longest(layers nodes) int {
	long := 0
	for _, n := range layers {
		long = max(long, len(n.PrefixItems))
	}
	return long
}

// prefixLayer is the layer that gives position i a schema.
func prefixLayer(layers nodes, i int) *graph.Node {
	for _, n := range layers {
		if i < len(n.PrefixItems) {
			return n
		}
	}
	return layers[0]
}

// positionGroup is what applies to one item.
func positionGroup(layers nodes, i int) nodes {
	var out nodes
	for _, n := range layers {
		if i < len(n.PrefixItems) {
			out = append(out, n.PrefixItems[i])
		} else if c := itemsOf(n); c != nil {
			out = append(out, c)
		}
	}
	return distinct(out)
}

// compareContains compares contains with its counts.
func (d *differ) compareContains(old, new *layered, ctx context) {
	pick := func(layers nodes) nodes {
		var out nodes
		for _, n := range layers {
			if n.Contains != nil {
				out = append(out, n)
			}
		}
		return out
	}
	o, n := pick(old.layers), pick(new.layers)
	found := matched(len(o), len(n),
		func(i int) signature { return d.signature(0, o[i].Contains) },
		func(i int) signature { return d.signature(1, n[i].Contains) })
	for _, p := range found.pairs {
		a, b := o[p[0]], n[p[1]]
		inside := ctx.under("[]")
		if a.MaxContains != nil || b.MaxContains != nil {
			inside = inside.turned(either)
		}
		d.compare(nodes{a.Contains}, nodes{b.Contains}, inside)
		for _, of := range containsCounts {
			d.compareCount(of, containsCount(a, of), containsCount(b, of), a, b, ctx)
		}
	}
	for _, i := range found.restOld {
		p := here(o[i], "contains", "", o[i].Contains.Value)
		e := removal(p)
		for _, of := range containsCounts {
			e = append(e, step{kind: remove, node: o[i], path: []string{of.keyword}})
		}
		d.tell(ctx, "contains-removed", p, at(new.home(), "contains"), subject{keyword: "contains", edit: e})
	}
	for _, i := range found.restNew {
		p := here(n[i], "contains", "", n[i].Contains.Value)
		d.tell(ctx, "contains-added", at(old.home(), "contains"), p, subject{keyword: "contains", edit: d.addContains(old, n[i], p)})
	}
}

// addContains carries contains and its counts over, where there is none yet.
func (d *differ) addContains(old *layered, n *graph.Node, p place) edit {
	home := old.home()
	if home.Contains != nil {
		return nil
	}
	e := addition(home, p)
	for _, of := range containsCounts {
		if v := written(n, of.keyword); v != nil && of.get(n) != nil {
			e = append(e, step{kind: set, node: home, path: []string{of.keyword}, value: v, from: n})
		}
	}
	return e
}

// containsCounts are the counts beside contains; unlike other lower bounds,
// minContains is one where it is absent.
var containsCounts = []countOf{
	{"minContains", true, func(n *graph.Node) *graph.Count { return n.MinContains }},
	{"maxContains", false, func(n *graph.Node) *graph.Count { return n.MaxContains }},
}

func containsCount(n *graph.Node, of countOf) *count {
	c := of.get(n)
	switch {
	case c != nil:
		return &count{c.N, here(n, of.keyword, "", c.At)}
	case of.lower:
		return &count{big.NewInt(1), at(n, "contains")}
	}
	return nil
}
