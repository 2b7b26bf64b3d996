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

// restOf is a keyword for everything else: the path of what it applies to, and the
// rules that tell which schemas closed, opened, limited or freed that.
type restOf struct {
	keyword, step                       string
	closed, opened, restricted, relaxed *Rule
}

var (
	itemsRest            = &restOf{"items", "[]", itemsClosed, itemsOpened, itemsRestricted, itemsRelaxed}
	unevaluatedItemsRest = &restOf{
		"unevaluatedItems", "[]",
		unevaluatedItemsClosed, unevaluatedItemsOpened, unevaluatedItemsRestricted, unevaluatedItemsRelaxed,
	}
	additionalPropertiesRest = &restOf{
		"additionalProperties", ".*",
		additionalPropertiesClosed, additionalPropertiesOpened, additionalPropertiesRestricted, additionalPropertiesRelaxed,
	}
	unevaluatedPropertiesRest = &restOf{
		"unevaluatedProperties", ".*",
		unevaluatedPropertiesClosed, unevaluatedPropertiesOpened, unevaluatedPropertiesRestricted, unevaluatedPropertiesRelaxed,
	}
)

// compareRests pairs the schemas for everything else of both sides, equal ones
// first, and compares them.
func (d *pair) compareRests(of *restOf, o, n []*rest) [][2]*rest {
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
		d.compareRest(of, p[0], p[1])
	}
	return pairs
}

func (d *pair) compareRest(of *restOf, o, n *rest) {
	before, after := o.kind(), n.kind()
	var rule *Rule
	switch {
	case before == free && after == free:
		return
	case before == limits && after == limits:
		d.compare(nodes{o.node}, nodes{n.node}, d.ctx.under(of.step))
		return
	case before == after:
		return
	case after == closed:
		rule = of.closed
	case before == closed:
		rule = of.opened
	case before == free:
		rule = of.restricted
	default:
		rule = of.relaxed
	}
	from, to := o.place(d.old.home(), of.keyword), n.place(d.new.home(), of.keyword)
	about := subject{keyword: of.keyword}
	switch {
	case o == nil:
		about.edit = addition(d.old.home(), to)
	case n == nil:
		about.edit = removal(from)
	default:
		about.edit = replacement(from, to)
	}
	d.tell(rule, from, to, about)
}

// compareArrays compares what is said of items.
func (d *pair) compareArrays() {
	d.comparePrefix()
	d.compareContains()
	unevaluated := func(n *graph.Node) *graph.Node {
		if itemsOf(n) == n.UnevaluatedItems {
			return nil
		}
		return n.UnevaluatedItems
	}
	o := readRests(d.old.layers, "unevaluatedItems", true, unevaluated, "", nil)
	n := readRests(d.new.layers, "unevaluatedItems", true, unevaluated, "", nil)
	d.compareRests(unevaluatedItemsRest, o, n)
}

func readItems(l *layered, keepFree bool) []*rest {
	return readRests(l.layers, "items", keepFree, itemsOf, "unevaluatedItems", func(n *graph.Node) *graph.Node {
		if n.Items != nil {
			return nil
		}
		return n.UnevaluatedItems
	})
}

// comparePrefix compares prefixItems position by position, and items.
func (d *pair) comparePrefix() {
	keepFree := d.sides[0].openEnded || d.sides[1].openEnded
	before, after := readItems(d.old, keepFree), readItems(d.new, keepFree)
	longOld, longNew := longest(d.old.layers), longest(d.new.layers)
	for i := range max(longOld, longNew) {
		o, n := positionGroup(d.old.layers, i), positionGroup(d.new.layers, i)
		step := d.ctx.under("[" + strconv.Itoa(i) + "]")
		if i < longOld && i < longNew {
			d.compareOrTell(o, n, i, step)
			continue
		}
		if d.sides[0].groupHash(o).same(d.sides[1].groupHash(n)) {
			continue
		}
		sub := "/" + strconv.Itoa(i)
		if i < longOld {
			layer := prefixLayer(d.old.layers, i)
			p := here(layer, "prefixItems", sub, layer.PrefixItems[i].Value)
			d.tellIn(step, prefixItemRemoved, p, at(d.new.home(), "prefixItems"), subject{keyword: "prefixItems", edit: lastOnly(removal(p), i == len(layer.PrefixItems)-1)})
			continue
		}
		layer := prefixLayer(d.new.layers, i)
		p := here(layer, "prefixItems", sub, layer.PrefixItems[i].Value)
		from := at(d.old.home(), "prefixItems")
		d.tellIn(step, prefixItemAdded, from, p, subject{keyword: "prefixItems", edit: lastOnly(d.old.appendPrefix(p), i == longOld)})
	}
	d.compareRests(itemsRest, before, after)
}

// lastOnly keeps an edit at the end of a list; one before it would move others.
func lastOnly(e edit, last bool) edit { return unless(!last, e) }

// appendPrefix adds a schema after the old positions. Up to 2019-09 the first
// one would turn the meaning of items around.
func (l *layered) appendPrefix(p place) edit {
	home := l.home()
	for _, n := range l.layers {
		if len(n.PrefixItems) > 0 {
			home = n
		}
	}
	if home.Dialect < graph.Draft2020 && home.PrefixItems == nil {
		return nil
	}
	return edit{{kind: push, node: home, path: []string{home.Spelling("prefixItems")}, value: p.value, from: p.node}}
}

// compareOrTell compares the schemas of one position that both sides have; one
// without schemas accepts everything.
func (d *pair) compareOrTell(o, n nodes, i int, step context) {
	sub := "/" + strconv.Itoa(i)
	switch {
	case len(o) > 0 && len(n) > 0:
		d.compare(o, n, step)
	case len(n) > 0:
		p := here(prefixLayer(d.new.layers, i), "prefixItems", sub, n[0].Value)
		d.tellIn(step, prefixItemAdded, at(d.old.home(), "prefixItems"), p, subject{keyword: "prefixItems"})
	case len(o) > 0:
		p := here(prefixLayer(d.old.layers, i), "prefixItems", sub, o[0].Value)
		d.tellIn(step, prefixItemRemoved, p, at(d.new.home(), "prefixItems"), subject{keyword: "prefixItems"})
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
func (d *pair) compareContains() {
	has := func(n *graph.Node) bool { return n.Contains != nil }
	o, n := d.old.layers.having(has), d.new.layers.having(has)
	found := matched(len(o), len(n),
		func(i int) signature { return d.signature(0, o[i].Contains) },
		func(i int) signature { return d.signature(1, n[i].Contains) })
	for _, p := range found.pairs {
		a, b := o[p[0]], n[p[1]]
		inside := d.ctx.under("[]")
		if a.MaxContains != nil || b.MaxContains != nil {
			inside = inside.turned(either)
		}
		d.compare(nodes{a.Contains}, nodes{b.Contains}, inside)
		for i := range containsCounts {
			of := &containsCounts[i]
			d.compareCount(of, containsCount(a, of), containsCount(b, of), a, b)
		}
	}
	for _, i := range found.restOld {
		p := here(o[i], "contains", "", o[i].Contains.Value)
		e := removal(p)
		for _, of := range containsCounts {
			e = append(e, step{kind: remove, node: o[i], path: []string{of.keyword}})
		}
		d.tell(containsRemoved, p, at(d.new.home(), "contains"), subject{keyword: "contains", edit: e})
	}
	for _, i := range found.restNew {
		p := here(n[i], "contains", "", n[i].Contains.Value)
		d.tell(containsAdded, at(d.old.home(), "contains"), p, subject{keyword: "contains", edit: d.old.addContains(n[i], p)})
	}
}

// addContains carries contains and its counts over, where there is none yet.
func (l *layered) addContains(n *graph.Node, p place) edit {
	home := l.home()
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
	{"minContains", true, func(n *graph.Node) *graph.Count { return n.MinContains }, minContainsRaised, minContainsLowered},
	{"maxContains", false, func(n *graph.Node) *graph.Count { return n.MaxContains }, maxContainsRaised, maxContainsLowered},
}

func containsCount(n *graph.Node, of *countOf) *count {
	c := of.get(n)
	switch {
	case c != nil:
		return &count{c.N, here(n, of.keyword, "", c.At)}
	case of.lower:
		return &count{big.NewInt(1), at(n, "contains")}
	}
	return nil
}
