package compat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// places is what comparing the schemas place by place finds out: things that no
// document shows.
type places struct {
	defaultBroken  bool // a default changed or went on a member that may be absent
	defaultChanged bool // a default changed otherwise
	formatChanged  bool
	stopped        bool // there were too many places
}

// maxPlaces bounds the pairs of places that are compared.
const maxPlaces = 50_000

// comparePlaces walks both schemas together, one step into the document after
// the other. What counts at a place is all that can apply there, whatever the
// condition and wherever it is written, so that references, branches and
// recursion make no difference.
func comparePlaces(old, new *graph.Graph) places {
	w := walker{seen: map[string]bool{}}
	w.visit(applied(old, old.Root), applied(new, new.Root), false)
	for len(w.queue) > 0 && !w.out.stopped {
		next := w.queue[0]
		w.queue = w.queue[1:]
		w.inside(next)
	}
	return w.out
}

type walker struct {
	seen  map[string]bool // the places that were visited
	queue []placePair
	out   places
}

// placePair is one place on both sides.
type placePair struct{ old, new place }

// step is a step into a document.
type step struct {
	kind stepKind
	name string
}

type stepKind uint8

const (
	toMember  stepKind = iota // of a name
	toPattern                 // members that match a pattern
	toOthers                  // members that no name is given for
	toItem                    // of a position
	toItems                   // the items after those
	toFound                   // items that contains looks for
)

// visit compares one place; absent says that it is a member that may be absent.
func (w *walker) visit(old, new place, absent bool) {
	key := old.key() + "|" + new.key() + "|" + strconv.FormatBool(absent)
	if w.seen[key] || old.empty() && new.empty() {
		return
	}
	if len(w.seen) >= maxPlaces {
		w.out.stopped = true
		return
	}
	w.seen[key] = true
	both := !old.empty() && !new.empty()
	before, after := old.defaults(), new.defaults()
	switch {
	case !both:
		// The member itself came or went, which other questions see.
	case !contains(after, before) && absent:
		w.out.defaultBroken = true
	case !contains(after, before) || !contains(before, after):
		w.out.defaultChanged = true
	}
	if both && !slices.Equal(old.formats(), new.formats()) {
		w.out.formatChanged = true
	}
	w.queue = append(w.queue, placePair{old, new})
}

// inside visits every place one step further in.
func (w *walker) inside(p placePair) {
	steps := map[step]bool{}
	var order []step
	for _, side := range [][]*graph.Node{p.old.all, p.new.all} {
		for _, n := range side {
			for _, s := range stepsOf(n) {
				if !steps[s] {
					steps[s] = true
					order = append(order, s)
				}
			}
		}
	}
	for _, s := range order {
		absent := s.kind != toMember && s.kind < toItem ||
			s.kind == toMember && !(p.old.requires(s.name) && p.new.requires(s.name))
		w.visit(p.old.take(s), p.new.take(s), absent)
	}
}

// stepsOf lists the steps that n gives a schema for.
func stepsOf(n *graph.Node) []step {
	var list []step
	for _, p := range n.Properties {
		list = append(list, step{kind: toMember, name: p.Name})
	}
	for _, p := range n.PatternProperties {
		list = append(list, step{kind: toPattern, name: p.Pattern.Source})
	}
	if n.AdditionalProperties != nil || n.UnevaluatedProperties != nil {
		list = append(list, step{kind: toOthers})
	}
	for i := range n.PrefixItems {
		list = append(list, step{kind: toItem, name: strconv.Itoa(i)})
	}
	if n.Items != nil || n.UnevaluatedItems != nil {
		list = append(list, step{kind: toItems})
	}
	if n.Contains != nil {
		list = append(list, step{kind: toFound})
	}
	return list
}

// take returns the place that a step leads to.
func (p place) take(s step) place {
	var to []*graph.Node
	add := func(n *graph.Node) {
		if n != nil {
			to = append(to, n)
		}
	}
	for _, n := range p.all {
		switch s.kind {
		case toMember:
			for _, m := range n.Properties {
				if m.Name == s.name {
					add(m.Node)
				}
			}
		case toPattern:
			for _, m := range n.PatternProperties {
				if m.Pattern.Source == s.name {
					add(m.Node)
				}
			}
		case toOthers:
			add(n.AdditionalProperties)
			add(n.UnevaluatedProperties)
		case toItem:
			if i, err := strconv.Atoi(s.name); err == nil && i < len(n.PrefixItems) {
				add(n.PrefixItems[i])
			}
		case toItems:
			add(n.Items)
			add(n.UnevaluatedItems)
		case toFound:
			add(n.Contains)
		}
	}
	return applied(p.g, to...)
}

// place is what applies at a place of the document: all schemas of a graph that
// can, and those that surely do, both in the order of their IDs.
type place struct {
	g           *graph.Graph
	all, surely []*graph.Node
}

// applied returns the place where the given schemas apply.
func applied(g *graph.Graph, start ...*graph.Node) place {
	return place{
		g: g,
		all: closure(start, func(n *graph.Node, add func(...*graph.Node)) {
			if d := n.DynamicRef; d != nil && !d.Plain() {
				add(targets(g, d)...)
			}
			add(n.AnyOf...)
			add(n.OneOf...)
			add(n.Not, n.If, n.Then, n.Else)
			for _, d := range n.DependentSchemas {
				add(d.Node)
			}
		}),
		surely: closure(start, func(*graph.Node, func(...*graph.Node)) {}),
	}
}

// targets lists what a reference that depends on the way to it may refer to.
func targets(g *graph.Graph, d *graph.DynamicRef) []*graph.Node {
	var list []*graph.Node
	for _, r := range g.Resources {
		if d.Recursive && r.RecursiveAnchor {
			list = append(list, r.Root)
		}
		if n := r.DynamicAnchors[d.Anchor]; n != nil && d.Anchor != "" {
			list = append(list, n)
		}
	}
	return list
}

// closure returns the given schemas with all that they apply in place by
// references and allOf, and what more adds.
func closure(start []*graph.Node, more func(n *graph.Node, add func(...*graph.Node))) []*graph.Node {
	var list []*graph.Node
	seen := map[*graph.Node]bool{}
	add := func(nodes ...*graph.Node) {
		for _, n := range nodes {
			if n != nil && !seen[n] {
				seen[n] = true
				list = append(list, n)
			}
		}
	}
	add(start...)
	for i := 0; i < len(list); i++ {
		n := list[i]
		add(n.Ref)
		if n.DynamicRef != nil && n.DynamicRef.Plain() {
			add(n.DynamicRef.Target)
		}
		add(n.AllOf...)
		more(n, add)
	}
	slices.SortFunc(list, func(a, b *graph.Node) int { return a.ID - b.ID })
	return list
}

func (p place) empty() bool { return len(p.all) == 0 }

func (p place) key() string { return ids(p.all) + ";" + ids(p.surely) }

func ids(list []*graph.Node) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(strconv.Itoa(n.ID))
		b.WriteByte(',')
	}
	return b.String()
}

// requires reports whether a place demands a member whatever the document.
func (p place) requires(name string) bool {
	return slices.ContainsFunc(p.surely, func(n *graph.Node) bool { return slices.Contains(n.Required, name) })
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
