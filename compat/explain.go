package compat

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// shift is what became of the defaults or the formats of one place.
type shift struct {
	keyword    string   // default or format
	broken     bool     // a default changed or went on a member that may be absent
	gone, come []stated // what only the one side says there
}

// stated is a default or format with the schema that says it.
type stated struct {
	n    *graph.Node
	text string
}

// maxShifts bounds the places that are kept to explain a bump with.
const maxShifts = 200

// shifted notes what changed at a place, where anything did.
func (w *walker) shifted(p placePair, keyword string, broken bool) {
	if len(w.out.shifts) == maxShifts {
		return
	}
	says := func(n *graph.Node) string {
		switch {
		case keyword == "format":
			return n.Format
		case n.Default != nil:
			return string(n.Default.JSON())
		}
		return ""
	}
	value := func(n *graph.Node) *source.Value { return written(n, keyword) }
	only := func(a, b place) (list []stated) {
		for _, n := range a.all {
			other := func(m *graph.Node) bool { return says(m) != "" && source.Equal(value(m), value(n)) }
			if says(n) != "" && !slices.ContainsFunc(b.all, other) {
				list = append(list, stated{n, wording.Clip(says(n), 60)})
			}
		}
		return list
	}
	w.out.shifts = append(w.out.shifts, shift{keyword: keyword, broken: broken, gone: only(p.old, p.new), come: only(p.new, p.old)})
}

func written(n *graph.Node, keyword string) *source.Value { return n.Value.Get(keyword) }

// words say what became of the place that a change is about.
func (s *shift) words() string {
	switch {
	case len(s.come) == 0:
		return "with it goes the " + s.keyword + " " + s.gone[0].text
	case len(s.gone) == 0:
		return "with it comes the " + s.keyword + " " + s.come[0].text
	}
	return "the " + s.keyword + " there is " + s.come[0].text + ", it was " + s.gone[0].text
}

// explainPlaces puts down what places owe to the changes that they are in and, where no
// change owes what the whole owes for them, adds one: a default or format that no document
// can meet is compared all the same.
func (c *comparison) explainPlaces(list []Change) []Change {
	owed := c.report.RequiredBump
	if c.report.Reader == nil || owed == BumpUnknown {
		return list
	}
	var alone *shift
	for i := range c.seen.shifts {
		s := &c.seen.shifts[i]
		if !c.blame(list, s) && s.owes() == owed {
			alone = cmp.Or(alone, s)
		}
	}
	switch {
	case slices.ContainsFunc(list, func(x Change) bool { return x.Bump >= owed }):
		return list
	case alone != nil:
		return append(list, c.aloneAt(alone))
	case owed != BumpPatch && c.blameAll(list, owed):
		return list
	}
	return append(list, Change{ // the text is the same, and what it refers to is written otherwise
		OldAt: c.old.graph().Root.Ptr(), NewAt: c.new.graph().Root.Ptr(), Bump: owed, Decided: true,
		Rule: "same-in-other-words", Message: cmp.Or(c.called, "the document") + " says the same in other words",
	})
}

// owes is the bump that a place owes by itself.
func (s *shift) owes() Bump {
	if s.broken {
		return BumpMajor
	}
	return BumpMinor
}

// blame puts a place down to the changes that it is in, and reports whether there is one.
func (c *comparison) blame(list []Change, s *shift) (found bool) {
	in := func(file, at string, side *side, places []stated) bool {
		return slices.ContainsFunc(places, func(p stated) bool {
			below := p.n.At(s.keyword)
			return file == side.elsewhere(p.n) && (below == at || strings.HasPrefix(below, at+"/"))
		})
	}
	for i := range list {
		x := &list[i]
		if x.Unused || !in(x.OldFile, x.OldAt, c.old, s.gone) && !in(x.NewFile, x.NewAt, c.new, s.come) {
			continue
		}
		found = true
		if words := "; " + s.words(); x.Keyword != s.keyword && !strings.Contains(x.Message, words) {
			x.Message += words
		}
		x.Bump = max(x.Bump, s.owes())
	}
	return found
}

// blameAll puts what the whole owes down to every change: what is written otherwise bears
// on what else applies, and no change breaks anything by itself, or so it was left open.
func (c *comparison) blameAll(list []Change, owed Bump) (found bool) {
	for i := range list {
		if x := &list[i]; !x.Unused {
			found, x.Bump = true, owed
			x.Message = strings.Replace(x.Message, "says the same in other words", "is written otherwise, which bears on what else applies", 1)
		}
	}
	return found
}

// aloneAt is a change of the defaults or formats of a place that no other change is about.
func (c *comparison) aloneAt(s *shift) Change {
	x := Change{OldAt: c.old.graph().Root.Ptr(), NewAt: c.new.graph().Root.Ptr(), Bump: s.owes(), Decided: true, MayBeAbsent: s.broken}
	x.Rule, x.Keyword = s.keyword+"-changed", s.keyword
	if len(s.gone) > 0 {
		n := s.gone[0].n
		x.OldAt, x.OldFile, x.Old = n.At(s.keyword), c.old.elsewhere(n), raw(written(n, s.keyword))
	}
	if len(s.come) > 0 {
		n := s.come[0].n
		x.NewAt, x.NewFile, x.New = n.At(s.keyword), c.new.elsewhere(n), raw(written(n, s.keyword))
	}
	switch {
	case len(s.come) == 0:
		x.Message = "the " + s.keyword + " " + s.gone[0].text + " is not at every place any more where it was"
	case len(s.gone) == 0:
		x.Message = "the " + s.keyword + " " + s.come[0].text + " is at a place where it was not"
	default:
		x.Message = "at a place, the " + s.keyword + " is " + s.come[0].text + ", it was " + s.gone[0].text
	}
	return x
}
