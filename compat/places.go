package compat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// places is what comparing the schemas place by place finds out: things that no
// document shows.
type places struct {
	defaultBroken  bool // a default changed or went on a member that may be absent
	defaultChanged bool // a default changed otherwise
	formatChanged  bool
	stopped        bool // there were too many places
	// unheard is a keyword that the walk does not know, so that there may be places,
	// and demands for members, that it did not see; nil when there is none.
	unheard *decide.Unknown
}

// maxPlaces bounds the pairs of places that are compared.
const maxPlaces = 50_000

// comparePlaces walks both schemas together, one step into the document after
// the other. What counts at a place is all that can apply there, whatever the
// condition and wherever it is written, so that references, branches and
// recursion make no difference.
func comparePlaces(old, new *graph.Graph) places {
	w := walker{seen: map[string]bool{}, known: map[*graph.Node]bool{}}
	w.visit(applied(old, old.Root), applied(new, new.Root), false)
	for len(w.queue) > 0 && !w.out.stopped {
		next := w.queue[0]
		w.queue = w.queue[1:]
		w.inside(next)
	}
	return w.out
}

type walker struct {
	seen  map[string]bool      // the places that were visited
	known map[*graph.Node]bool // the schemas whose keywords were looked at
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
	nowhere   stepKind = iota
	toMember           // of a name
	toPattern          // members that match a pattern
	toOthers           // members that no name is given for
	toItem             // of a position
	toItems            // the items after those
	toFound            // items that contains looks for
	inPlace            // if the keyword's condition is met
	surely             // in place whatever the document
)

// leads says where the schemas of a keyword apply.
var leads = keyword.NewJudge("places", map[string]stepKind{
	"$ref": surely, "$dynamicRef": inPlace, "allOf": surely, "anyOf": inPlace, "oneOf": inPlace, "not": inPlace,
	"if": inPlace, "then": inPlace, "else": inPlace, "dependentSchemas": inPlace,
	"properties": toMember, "patternProperties": toPattern, "additionalProperties": toOthers, "unevaluatedProperties": toOthers,
	"prefixItems": toItem, "items": toItems, "unevaluatedItems": toItems, "contains": toFound,
	"propertyNames": nowhere, "type": nowhere, "enum": nowhere, "const": nowhere, "multipleOf": nowhere,
	"minimum": nowhere, "maximum": nowhere, "exclusiveMinimum": nowhere, "exclusiveMaximum": nowhere,
	"minLength": nowhere, "maxLength": nowhere, "pattern": nowhere, "format": nowhere,
	"minItems": nowhere, "maxItems": nowhere, "uniqueItems": nowhere, "minContains": nowhere, "maxContains": nowhere,
	"minProperties": nowhere, "maxProperties": nowhere, "required": nowhere, "dependentRequired": nowhere,
})

// know looks at the keywords of the schemas of a place.
func (w *walker) know(p place) {
	for _, n := range p.all {
		if w.known[n] || w.out.unheard != nil {
			continue
		}
		w.known[n] = true
		if row := leads.Unknown(n.Assertions()); row != nil {
			w.out.unheard = &decide.Unknown{
				Node: n, Keyword: row.Name, Reason: graph.CodeUnheard,
				Message: "a keyword that is not known may say where defaults and formats count",
			}
		}
	}
}

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
	w.know(old)
	w.know(new)
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
	old, order := p.old.below(nil)
	new, order := p.new.below(order)
	seen := map[step]bool{}
	for _, s := range order {
		if seen[s] {
			continue
		}
		seen[s] = true
		absent := s.kind != toMember && s.kind < toItem ||
			s.kind == toMember && !(p.old.requires(s.name) && p.new.requires(s.name))
		w.visit(applied(p.old.g, old[s]...), applied(p.new.g, new[s]...), absent)
	}
}

// below returns the schemas that apply one step further in, and adds the steps to
// a list.
func (p place) below(order []step) (map[step][]*graph.Node, []step) {
	to := map[step][]*graph.Node{}
	for _, n := range p.all {
		for sub := range n.Subschemas() {
			kind, _ := leads.Of(sub.Row)
			s := step{kind: kind}
			switch kind {
			case nowhere, inPlace, surely:
				continue
			case toMember, toPattern:
				s.name = sub.Name
			case toItem:
				s.name = strconv.Itoa(sub.Index)
			}
			if to[s] == nil {
				order = append(order, s)
			}
			to[s] = append(to[s], sub.Node)
		}
	}
	return to, order
}

// place is what applies at a place of the document: all schemas of a graph that
// can, and those that surely do, both in the order of their IDs.
type place struct {
	g           *graph.Graph
	all, surely []*graph.Node
}

// applied returns the place where the given schemas apply.
func applied(g *graph.Graph, start ...*graph.Node) place {
	return place{g: g, all: closure(g, start, inPlace), surely: closure(g, start, surely)}
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

// closure returns the given schemas with all that they apply in place, or only
// what they surely do.
func closure(g *graph.Graph, start []*graph.Node, least stepKind) []*graph.Node {
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
		if d != nil && !d.Plain() && least == inPlace {
			add(targets(g, d)...)
		}
		for sub := range n.Subschemas() {
			kind, ok := leads.Of(sub.Row)
			switch {
			case !ok:
			case d != nil && sub.Node == d.Target && sub.Row.Name == "$dynamicRef":
				if d.Plain() {
					add(sub.Node)
				}
			case kind >= least:
				add(sub.Node)
			}
		}
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
