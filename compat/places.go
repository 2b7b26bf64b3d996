package compat

import (
	"maps"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// places is what comparing the schemas place by place finds out: things that no
// document shows.
type places struct {
	defaultBroken  bool // a default changed or went on a member that may be absent
	defaultChanged bool // a default changed otherwise
	formatChanged  bool
	stopped        bool // there were too many places
	shifts         []shift
	// unheard is a keyword that the walk does not know, so that there may be places,
	// and demands for members, that it did not see; nil when there is none. doubtful
	// is a pattern for which it is not known which members it is about.
	unheard, doubtful *decide.Unknown
}

// maxPlaces bounds the pairs of places that are compared, and maxCells the kinds of
// names that patterns tell apart at one.
const (
	maxPlaces = 50_000
	maxCells  = 2_000
)

// comparePlaces walks both schemas together, one step into the document after
// the other. What counts at a place is all that can apply there, whatever the
// condition and wherever it is written, so that references, branches and
// recursion make no difference. Branches that both sides have are compared one by
// one besides.
func comparePlaces(old, new *graph.Graph) places {
	w := newWalker(old, new)
	w.visit(placePair{applied(old, []*graph.Node{old.Root}, nil), applied(new, []*graph.Node{new.Root}, nil)}, false)
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
	// telling are the schemas that have, or lead to, a default, a format, or
	// something that is not known or depends on the way to it.
	telling map[*graph.Node]bool
	classes func(*graph.Node) int32 // of branches
	cache   *domain.Cache
	queue   []placePair
	out     places
}

func newWalker(old, new *graph.Graph) *walker {
	w := &walker{classes: decide.Classes(old, new), seen: map[string]bool{}, known: map[*graph.Node]bool{}, telling: map[*graph.Node]bool{}, cache: domain.NewCache()}
	parents := map[*graph.Node][]*graph.Node{}
	var queue []*graph.Node
	for _, g := range []*graph.Graph{old, new} {
		for _, n := range g.Nodes {
			for sub := range n.Subschemas() {
				parents[sub.Node] = append(parents[sub.Node], n)
			}
			if n.DynamicRef != nil || n.Default != nil || n.Format != "" || leads.Unknown(n.Assertions()) != nil {
				queue = append(queue, n)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if n := queue[0]; !w.telling[n] {
			w.telling[n] = true
			queue = append(queue, parents[n]...)
		}
	}
	return w
}

func (w *walker) tells(list []*graph.Node) bool {
	return slices.ContainsFunc(list, func(n *graph.Node) bool { return w.telling[n] })
}

// placePair is one place on both sides.
type placePair struct{ old, new place }

// reach says where the schemas of a keyword apply.
type reach uint8

const (
	elsewhere reach = iota
	inside          // to a member, an item or a name
	inPlace         // in place if the keyword's condition is met
	surely          // in place whatever the document
)

var leads = keyword.NewJudge("places", map[string]reach{
	"$ref": surely, "$dynamicRef": inPlace, "allOf": surely, "anyOf": inPlace, "oneOf": inPlace, "not": inPlace,
	"if": inPlace, "then": inPlace, "else": inPlace, "dependentSchemas": inPlace,
	"properties": inside, "patternProperties": inside, "additionalProperties": inside, "unevaluatedProperties": inside,
	"prefixItems": inside, "items": inside, "unevaluatedItems": inside, "contains": inside, "propertyNames": inside,
	"type": elsewhere, "enum": elsewhere, "const": elsewhere, "multipleOf": elsewhere,
	"minimum": elsewhere, "maximum": elsewhere, "exclusiveMinimum": elsewhere, "exclusiveMaximum": elsewhere,
	"minLength": elsewhere, "maxLength": elsewhere, "pattern": elsewhere, "format": elsewhere,
	"minItems": elsewhere, "maxItems": elsewhere, "uniqueItems": elsewhere, "minContains": elsewhere, "maxContains": elsewhere,
	"minProperties": elsewhere, "maxProperties": elsewhere, "required": elsewhere, "dependentRequired": elsewhere,
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
func (w *walker) visit(p placePair, absent bool) {
	key := p.old.key() + "|" + p.new.key() + "|" + strconv.FormatBool(absent)
	if w.seen[key] {
		return
	}
	if len(w.seen) >= maxPlaces {
		w.out.stopped = true
		return
	}
	w.seen[key] = true
	w.know(p.old)
	w.know(p.new)
	before, after := p.old.defaults(), p.new.defaults()
	changed := !contains(after, before) || !contains(before, after)
	from, to := p.old.formats(), p.new.formats()
	format := !slices.Equal(from, to)
	w.out.defaultBroken = w.out.defaultBroken || changed && absent && len(before) > 0
	w.out.defaultChanged = w.out.defaultChanged || changed
	w.out.formatChanged = w.out.formatChanged || format
	if changed {
		w.shifted(p, "default", absent && len(before) > 0)
	}
	if format {
		w.shifted(p, "format", false)
	}
	w.queue = append(w.queue, p)
	w.branches(p, absent)
}

// branches compares those branches by themselves that both sides have, equal ones
// together.
func (w *walker) branches(p placePair, absent bool) {
	old, new := w.grouped(p.old), w.grouped(p.new)
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if a, b := old[key], new[key]; b != nil && (w.tells(a) || w.tells(b)) {
			w.visit(placePair{p.old.branch(a), p.new.branch(b)}, absent)
		}
	}
}

// grouped returns the branches of a place by what they say and, where there is one,
// the condition they are under.
func (w *walker) grouped(p place) map[string][]*graph.Node {
	groups := map[string][]*graph.Node{}
	for _, n := range p.all {
		for sub := range n.Subschemas() {
			if kind, _ := leads.Of(sub.Row); kind != inPlace || sub.Row.Name == "$dynamicRef" {
				continue
			}
			key := strconv.Itoa(int(w.classes(sub.Node)))
			switch sub.Row.Name {
			case "anyOf", "oneOf":
			case "then", "else":
				key += " " + strconv.Itoa(int(w.classes(n.If)))
				fallthrough
			default:
				key += " " + sub.Row.Name + " " + sub.Name
			}
			groups[key] = append(groups[key], sub.Node)
		}
	}
	return groups
}

// inside visits every place one step further in.
func (w *walker) inside(p placePair) {
	names, patterns, last := p.steps()
	to := func(s step, absent bool) {
		oldSure, oldMay := p.old.inside(s)
		newSure, newMay := p.new.inside(s)
		if w.tells(oldSure) || w.tells(oldMay) || w.tells(newSure) || w.tells(newMay) {
			w.visit(placePair{applied(p.old.g, oldSure, oldMay), applied(p.new.g, newSure, newMay)}, absent)
		}
	}
	for _, name := range names {
		if matches, ok := w.matches(name, patterns); ok {
			to(toMember(&name, matches), !(p.old.requires(name) && p.new.requires(name)))
		}
	}
	w.cells(patterns, names, func(matches map[string]bool) { to(toMember(nil, matches), true) })
	for i := range last + 1 {
		to(toItem(i), false)
	}
	to(toNames, false)
}

// steps returns the names and the patterns that either side spells out, and the
// position from which on all items are alike, -1 when nothing is said of items.
func (p placePair) steps() (names []string, patterns []*graph.Pattern, last int) {
	last = -1
	listed, sources := map[string]bool{}, map[string]bool{}
	for _, n := range slices.Concat(p.old.all, p.new.all) {
		if n.Items != nil || n.Contains != nil || n.UnevaluatedItems != nil || len(n.PrefixItems) > 0 {
			last = max(last, len(n.PrefixItems))
		}
		for _, name := range memberNames(n) {
			if !listed[name] {
				listed[name] = true
				names = append(names, name)
			}
		}
		for _, x := range n.PatternProperties {
			if !sources[x.Pattern.Source] {
				sources[x.Pattern.Source] = true
				patterns = append(patterns, x.Pattern)
			}
		}
	}
	return names, patterns, last
}

// memberNames lists the names that a schema spells out.
func memberNames(n *graph.Node) []string {
	names := slices.Clone(n.Required)
	for _, m := range slices.Concat(n.Properties, n.DependentSchemas) {
		names = append(names, m.Name)
	}
	for _, d := range n.DependentRequired {
		names = append(append(names, d.Name), d.Required...)
	}
	return names
}

// doubt notes that it cannot be told which members a pattern is about.
func (w *walker) doubt(p *graph.Pattern) {
	w.out.doubtful = &decide.Unknown{Reason: "pattern", Message: "it cannot be told which names the pattern " + strconv.Quote(p.Source) + " matches, so whether their defaults and formats changed"}
}

// matches says which of the patterns a name matches; false if that cannot be told.
func (w *walker) matches(name string, patterns []*graph.Pattern) (map[string]bool, bool) {
	matches := map[string]bool{}
	for _, p := range patterns {
		in, out := domain.Strings{In: []*pattern.Pattern{p.P}, Cache: w.cache}, domain.Strings{NotIn: []*pattern.Pattern{p.P}, Cache: w.cache}
		matches[p.Source] = in.Contains(name)
		if !matches[p.Source] && !out.Contains(name) {
			w.doubt(p)
			return nil, false
		}
	}
	return matches, true
}

// cells visits the kinds of names that patterns tell apart, the names that are
// listed left out.
func (w *walker) cells(patterns []*graph.Pattern, names []string, visit func(map[string]bool)) {
	matches, count := map[string]bool{}, 0
	var choose func(set domain.Strings, rest []*graph.Pattern)
	choose = func(set domain.Strings, rest []*graph.Pattern) {
		if count++; count > maxCells {
			w.out.stopped = true
			return
		}
		work := int64(1 << 20)
		if r := set.Smallest(1, &work); len(r.Values) == 0 && !r.Exists {
			if !r.Complete {
				w.doubt(rest[0])
			}
			return
		}
		if len(rest) == 1 {
			visit(matches)
			return
		}
		with, without, p := set, set, rest[1]
		with.In, without.NotIn = append(slices.Clip(set.In), p.P), append(slices.Clip(set.NotIn), p.P)
		matches[p.Source] = true
		choose(with, rest[1:])
		matches[p.Source] = false
		choose(without, rest[1:])
	}
	choose(domain.Strings{Not: names, Cache: w.cache}, append([]*graph.Pattern{nil}, patterns...))
}
