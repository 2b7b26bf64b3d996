package decide

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// NothingWritten is the reason of an Unknown: the schema accepts documents, and
// no disciplined writer emits any of them.
const NothingWritten = "nothing-written"

// Emits asks whether anything follows from what writers of a schema emit: Found
// says that W holds a document, Empty that L holds none. Otherwise it is
// Undecided, with the reason [NothingWritten] when that is why. That W holds a
// document may be known without one being written down. Closing stop ends the
// search.
func Emits(g *graph.Graph, maxWork int64, stop <-chan struct{}) Answer {
	s := newSearch(g, nil, Writer, budget(maxWork), nil)
	s.stop = stop
	a := Answer{Verdict: verdict(s.emission(s.newJudges()))}
	a.Work = budget(maxWork) - s.work
	if a.Verdict == Undecided {
		a.Unknown = s.reasons()
	}
	return a
}

// SameStructure reports whether two schemas differ in nothing that bears on a
// verdict: in annotations, references and combinations of one schema, and spelling.
func SameStructure(a, b *graph.Graph) bool {
	l := newLoader()
	x, y := l.load(a), l.load(b)
	l.classify()
	return x.class == y.class
}

// Classes numbers the schemas of two graphs so that those have one number that
// differ in nothing that bears on a verdict. Those that say nothing have one
// together with true and false.
func Classes(a, b *graph.Graph) func(*graph.Node) int32 {
	l := newLoader()
	l.load(a)
	l.load(b)
	l.classify()
	classes := map[*graph.Node]int32{}
	for _, c := range l.schemas {
		classes[c.node] = c.class + 1
	}
	delete(classes, nil)
	return func(n *graph.Node) int32 {
		for next := alone(n); next != nil; next = alone(n) {
			n = next
		}
		return classes[n]
	}
}

// emission tells whether writers of the accepting side have anything to emit
// (found), the schema accepts nothing at all (empty), or neither is known
// (unknown). For W+ it is a document of that content that counts.
func (s *search) emission(j *judges) status {
	s.judge = nil
	counts := func(doc *source.Value) bool { return j.pay(func() bool { return j.counts(s.content, doc) }) }
	g := s.question(yes(s.in))
	r := s.ask(g)
	if r.status != empty {
		if s.exactly(r) || r.value != nil && counts(r.value) {
			return found
		}
		// What conditions declare is for the judge to say, who may refuse one
		// document after the other.
		s.judge = counts
		s.memo, s.tentative = map[string]*result{}, nil
		if r = s.again(g, s.ask(g)); r.status != empty {
			return r.status
		}
		s.judge = nil
	}
	switch r := s.ask(goal{lits: []lit{yes(s.in)}}); {
	case r.status == empty:
		return empty
	case r.status == found || r.exists:
		s.nothingWritten()
	}
	return unknown
}

func (s *search) nothingWritten() {
	s.nothing = true
	s.unknowns = nil
	s.tell(s.in, "", NothingWritten, "no document satisfies the schema with declared members only, so nothing follows from what its writers emit")
}

// exactly reports that there is a value, and that the search asked of it just
// what the content does: it relaxes that where conditions decide what applies.
func (s *search) exactly(r result) bool {
	if r.status != found && !r.exists || s.regexps.doubted {
		return false
	}
	for _, m := range s.mention.byKey {
		for i := range m.inplace {
			if x := &m.inplace[i]; x.schema.kindsOpen != 0 || x.schema.speaksOfMembers() && !x.certain() {
				return false
			}
		}
	}
	return true
}

// certain reports that a schema applies and, unless it is under a not, holds in
// every document that counts.
func (x *inplace) certain() bool {
	return x.root.surely && x.root.holds > 0 && !x.inIf && len(x.needs) == 0 && (x.never || len(x.path) == 1)
}

// speaksOfMembers reports that a schema names or evaluates members.
func (c *schema) speaksOfMembers() bool {
	return len(c.props)+len(c.patterns)+len(c.required)+len(c.dependent)+len(c.dependents) > 0 || c.restricts()
}
