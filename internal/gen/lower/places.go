package lower

import (
	"cmp"
	"math"
	"regexp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// places answers what a schema says of the values one level below an object or
// array, through everything that applies to the same instance: conjunctions
// ($ref, allOf) and alternatives (anyOf, oneOf, if with then and else). An
// answer is a schema again: one of the graph, or one made here that has nothing
// but an allOf or an anyOf of others. It accepts whatever the place may hold and
// perhaps more, never less.
type places struct {
	*maker
	kinds   kindMemo
	yes, no *graph.Node
	made    map[string]*graph.Node
	parts   map[*graph.Node][]*graph.Node // of nodes made here
	from    map[*graph.Node]place         // of nodes made here: the place they were first made for
	sizes   map[*graph.Node]size
	below   map[place]*graph.Node
	labels  map[*graph.Node][]label
	props   map[*graph.Node]map[string]*graph.Node
	regexps map[*pattern.Pattern]*regexp.Regexp
	left    int // steps; when they are used up, every place may hold anything
}

// label names a place below a value: a member by its name, members whose name
// matches a pattern, other members, an item by its index, or other items.
type label struct {
	kind  labelKind
	text  string // a name or a pattern
	index int    // of an item
}

type labelKind uint8

const (
	named labelKind = iota
	matching
	others
	indexed
	items
)

// place is a label below a schema.
type place struct {
	n  *graph.Node
	at label
}

// maxSteps bounds the work of one places, with stepsPerNode more for each node
// of the graph, and maxLabels what others may declare for a place: alternatives
// that contain alternatives repeat what they declare at every level. maxMade bounds
// how deep schemas made here nest: alternatives that refer to themselves and
// each other meet in ever new ways on the way down.
const (
	maxMade      = 6
	maxSteps     = 100_000
	stepsPerNode = 300
	maxLabels    = 2_000
)

func newPlaces(m *maker, kinds kindMemo) *places {
	yes, no := true, false
	return &places{
		maker:   m,
		kinds:   kinds,
		yes:     m.derive(m.anything(), func(c *graph.Node) { c.Bool = &yes }),
		no:      m.derive(m.anything(), func(c *graph.Node) { c.Bool = &no }),
		made:    map[string]*graph.Node{},
		parts:   map[*graph.Node][]*graph.Node{},
		from:    map[*graph.Node]place{},
		sizes:   map[*graph.Node]size{},
		below:   map[place]*graph.Node{},
		labels:  map[*graph.Node][]label{},
		props:   map[*graph.Node]map[string]*graph.Node{},
		regexps: map[*pattern.Pattern]*regexp.Regexp{},
		left:    maxSteps + stepsPerNode*m.schemas,
	}
}

// canonical follows n to the schema that says something, so that one schema
// has one node however it is referred to.
func (p *places) canonical(n *graph.Node) *graph.Node {
	for range maxTypeDepth {
		next := n.Ref
		if next == nil && len(n.AllOf) == 1 {
			next = n.AllOf[0]
		} else if n.AllOf != nil {
			next = nil
		}
		if next == nil || asserts(n) || n.DynamicRef != nil || n.Extension != nil {
			break
		}
		n = next
	}
	switch {
	case n.Bool != nil && *n.Bool:
		return p.yes
	case n.Bool != nil:
		return p.no
	case !asserts(n) && n.Ref == nil && n.AllOf == nil && n.DynamicRef == nil && n.Extension == nil:
		return p.yes
	}
	return n
}

// all returns the conjunction of schemas, either their disjunction.
func (p *places) all(nodes ...*graph.Node) *graph.Node    { return p.join('&', nodes) }
func (p *places) either(nodes ...*graph.Node) *graph.Node { return p.join('|', nodes) }

func (p *places) join(op byte, nodes []*graph.Node) *graph.Node {
	neutral, absorbing := p.yes, p.no
	if op == '|' {
		// What one alternative leaves free is free, but what another one declares
		// there is kept, because it is declared.
		neutral, absorbing = p.no, nil
	}
	var list []*graph.Node
	for _, n := range nodes {
		n = p.canonical(n)
		parts := []*graph.Node{n}
		if p.parts[n] != nil && (op == '|') == (n.AnyOf != nil) {
			parts = p.parts[n]
		}
		for _, n := range parts {
			switch {
			case n == absorbing:
				return absorbing
			case n != neutral && !slices.Contains(list, n):
				list = append(list, n)
			}
		}
	}
	switch len(list) {
	case 0:
		return neutral
	case 1:
		return list[0]
	}
	p.left -= len(list)
	ids := make([]int, len(list))
	for i, n := range list {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	key := []byte{op}
	for _, id := range ids {
		key = append(key, byte(id), byte(id>>8), byte(id>>16), byte(id>>24))
	}
	if n := p.made[string(key)]; n != nil {
		return n
	}
	made := size{depth: 1, rank: p.sizeOf(list[0]).rank}
	for _, n := range list {
		s := p.sizeOf(n)
		made.depth, made.rank = max(made.depth, s.depth+1), min(made.rank, s.rank)
	}
	if made.depth > maxMade || p.left < 0 {
		if op == '&' {
			return list[0]
		}
		return p.yes
	}
	n := p.derive(p.foremost(list), func(c *graph.Node) {
		keepOnly(c, func(k *graph.Node) {
			if op == '&' {
				k.AllOf = list
			} else {
				k.AnyOf = list
			}
			k.Title, k.Description = agreed(list)
		})
	})
	p.made[string(key)], p.parts[n], p.sizes[n] = n, list, made
	return n
}

// agreed returns the words that schemas have in common, those without any aside.
func agreed(list []*graph.Node) (title, description string) {
	one := func(of func(*graph.Node) string) string {
		found := ""
		for _, n := range list {
			switch s := of(n); {
			case found == "":
				found = s
			case s != "" && s != found:
				return ""
			}
		}
		return found
	}
	return one(func(n *graph.Node) string { return n.Title }), one(func(n *graph.Node) string { return n.Description })
}

// size says how a node was made: how deep conjunctions and disjunctions nest in
// it, and the ID of the first schema of the graph that is a part of it.
type size struct{ depth, rank int }

func (p *places) sizeOf(n *graph.Node) size {
	switch s, made := p.sizes[n]; {
	case n == p.yes || n == p.no:
		return size{rank: math.MaxInt}
	case made:
		return s
	}
	return size{rank: n.ID}
}

// foremost returns the part that comes first in the schema, where the whole is
// taken to stand.
func (p *places) foremost(list []*graph.Node) *graph.Node {
	return slices.MinFunc(list, func(a, b *graph.Node) int { return cmp.Compare(p.sizeOf(a).rank, p.sizeOf(b).rank) })
}

// at returns the schema of a place below the objects or arrays that satisfy n;
// no where nothing may stand, or n accepts no such value.
func (p *places) at(n *graph.Node, at label) *graph.Node {
	n = p.canonical(n)
	if n == p.yes || n == p.no {
		return n
	}
	k := kObject
	if at.kind >= indexed {
		k = kArray
	}
	if p.kinds.of(n)&k == 0 {
		return p.no
	}
	key := place{n, at}
	if known := p.below[key]; known != nil {
		return known
	}
	if p.left--; p.left < 0 {
		return p.yes
	}
	p.below[key] = p.yes // while it is looked at: a schema adds nothing to itself
	all := []*graph.Node{p.own(n, at)}
	if n.Ref != nil {
		all = append(all, p.at(n.Ref, at))
	}
	if n.DynamicRef != nil && n.DynamicRef.Plain() {
		all = append(all, p.at(n.DynamicRef.Target, at))
	}
	for _, a := range n.AllOf {
		all = append(all, p.at(a, at))
	}
	for _, branches := range [][]*graph.Node{n.AnyOf, n.OneOf} {
		if branches != nil {
			all = append(all, p.alternatives(branches, at))
		}
	}
	if n.If != nil {
		then, other := p.at(n.If, at), p.yes
		if n.Then != nil {
			then = p.all(then, p.at(n.Then, at))
		}
		if n.Else != nil {
			other = p.at(n.Else, at)
		}
		all = append(all, p.either(then, other))
	}
	if at.kind == named && p.forbids(n, at.text) {
		all = append(all, p.no)
	}
	if p.unevaluated(n, at) {
		all = append(all, n.UnevaluatedProperties)
	}
	r := p.all(all...)
	if _, known := p.from[r]; !known && p.parts[r] != nil {
		p.from[r] = key
	}
	p.below[key] = r
	return r
}

func (p *places) alternatives(branches []*graph.Node, at label) *graph.Node {
	out := make([]*graph.Node, len(branches))
	for i, b := range branches {
		out[i] = p.at(b, at)
	}
	return p.either(out...)
}

// own is at without what applicators in place contribute.
func (p *places) own(n *graph.Node, at label) *graph.Node {
	rest := func(n *graph.Node) *graph.Node {
		if n == nil {
			return p.yes
		}
		return n
	}
	switch at.kind {
	case indexed:
		if at.index < len(n.PrefixItems) {
			return n.PrefixItems[at.index]
		}
		return rest(n.Items)
	case items:
		return rest(n.Items)
	case matching:
		for _, x := range n.PatternProperties {
			if x.Pattern.Source == at.text {
				return x.Node
			}
		}
		if n.PatternProperties != nil || n.Properties != nil {
			return p.yes // which of them such a name meets is open
		}
		return rest(n.AdditionalProperties)
	case others:
		return rest(n.AdditionalProperties)
	}
	if m := p.properties(n)[at.text]; m != nil {
		return m
	}
	var all []*graph.Node
	for _, x := range n.PatternProperties {
		switch r := p.regexp(x.Pattern.P); {
		case r == nil:
			return p.yes
		case r.MatchString(at.text):
			all = append(all, x.Node)
		}
	}
	if all != nil {
		return p.all(all...)
	}
	return rest(n.AdditionalProperties)
}

func (p *places) properties(n *graph.Node) map[string]*graph.Node {
	m, ok := p.props[n]
	if !ok && n.Properties != nil {
		m = make(map[string]*graph.Node, len(n.Properties))
		for _, x := range n.Properties {
			m[x.Name] = x.Node
		}
		p.props[n] = m
	}
	return m
}

// declared lists the names and patterns of members, and the indices of items,
// that n or anything which applies in place speaks of, in schema order.
func (p *places) declared(n *graph.Node) []label {
	n = p.canonical(n)
	if list, ok := p.labels[n]; ok {
		return list
	}
	p.labels[n] = nil // while it is looked at
	if p.left < 0 {
		return nil
	}
	var list []label
	seen := map[label]bool{}
	most := maxLabels + len(n.Properties)
	add := func(x label) {
		if !seen[x] && len(list) < most {
			seen[x] = true
			list = append(list, x)
		}
	}
	k := p.kinds.of(n)
	if k&kObject != 0 {
		for _, x := range n.Properties {
			add(label{kind: named, text: x.Name})
		}
		for _, x := range n.PatternProperties {
			add(label{kind: matching, text: x.Pattern.Source})
		}
	}
	if k&kArray != 0 {
		for i := range n.PrefixItems {
			add(label{kind: indexed, index: i})
		}
	}
	var in []*graph.Node
	if n.DynamicRef != nil && n.DynamicRef.Plain() {
		in = append(in, n.DynamicRef.Target)
	}
	for _, x := range []*graph.Node{n.Ref, n.Then, n.Else} {
		if x != nil {
			in = append(in, x)
		}
	}
	for _, x := range slices.Concat(in, n.AllOf, n.AnyOf, n.OneOf) {
		for _, y := range p.declared(x) {
			add(y)
		}
	}
	p.left -= len(list)
	p.labels[n] = list
	return list
}
