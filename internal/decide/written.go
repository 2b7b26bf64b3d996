package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// settleMentions demands that it is decided, one way or the other, of the schemas
// that matter whether they apply here and whether their annotations count. That
// makes more choices than most questions need, so it is done when the judge has
// turned down what the search found without (exact).
func (st *state) settleMentions(matters func(*schema) bool) {
	if !st.s.exact || st.g.in == nil {
		return
	}
	decided := map[lit]bool{}
	for _, m := range []*mentions{st.g.in, st.g.out} {
		if m == nil || m == st.g.out && !st.g.lost {
			continue
		}
		m.close(st.s)
		for i := range m.inplace {
			x := &m.inplace[i]
			if !matters(x.schema) {
				continue
			}
			path := x.path
			if len(path) > 0 && !x.root.own {
				path = path[1:] // holds is all that is to be known of the root
			}
			for _, p := range path {
				st.settleLit(p, decided)
			}
			for _, need := range x.needs {
				switch need.op {
				case opLit:
					st.settleLit(need.lit, decided)
				case opPresent:
					if st.k == source.Object {
						st.chooseLate(&form{op: opAbsent, name: need.name}, need)
					}
				}
			}
		}
	}
}

// settleAll settles what a goal without a loss may need. Where losses are sought,
// the way to one matters (settleFor), and the rest of the document seldom does.
func (st *state) settleAll() {
	if !st.s.seeksLosses {
		st.settleMentions(func(*schema) bool { return true })
	} else if st.g.lost && st.k == source.Array {
		st.settleMentions(func(c *schema) bool {
			return slices.ContainsFunc(slices.Concat(c.prefix, []*schema{c.items, c.contains, c.restItems}),
				func(item *schema) bool { return item != nil && st.s.leadsToNames(item) })
		})
	}
}

// settleFor settles what bears on a member that is lost or holds a loss; an empty
// name stands for one that nothing spells out.
func (st *state) settleFor(name string) {
	st.settleMentions(func(c *schema) bool {
		if name == "" {
			return len(c.patterns) > 0 || c.additional != nil || c.unevaluated != nil
		}
		x := &inplace{schema: c, inIf: true}
		return x.names(st.s, name, possibly) || c.additional != nil || c.unevaluated != nil
	})
}

func (st *state) settleLit(x lit, decided map[lit]bool) {
	if !decided[x] && !decided[x.not()] {
		decided[x] = true
		st.chooseLate(st.s.litForm(x), st.s.litForm(x.not()))
	}
}

func (st *state) chooseLate(one, other *form) {
	st.choose(some(one, other), 0, false)
	st.ors[len(st.ors)-1].late = true
}

// again solves a goal once more, exactly, when what was found has been turned
// down. It keeps the reasons of the first time.
func (s *search) again(g goal, r result) result {
	if r.status != unknown || r.exists || s.exact || s.work <= 0 || !s.turnedDown {
		return r
	}
	told := s.unknowns
	s.exact, s.memo, s.tentative = true, map[string]*result{}, nil
	r = s.ask(g)
	s.exact, s.memo, s.tentative = false, map[string]*result{}, nil
	if s.unknowns = told; r.status != unknown {
		s.unknowns = nil
	}
	return r
}

// fits reports whether a value that was found inside a document may be what the
// goal asks for: the search relaxes what depends on conditions, but of a value
// that is known they can be judged. The outermost one is for the judge.
func (s *search) fits(g *goal, v *source.Value) bool {
	if g.in == nil || len(s.frames) == 1 {
		return true
	}
	if s.mayWrite(g.in, g.out, v) && (!g.lost || s.couldLose(g.in, g.out, v)) {
		return true
	}
	s.turnedDown = true
	s.tell(nil, "", "rejected-candidates", "documents were found and rejected by the evaluator, which leaves the question open")
	return false
}

// place is a value where the schemas of both sides apply.
type place struct {
	in, out *mentions
	value   *source.Value
}

// mayWrite reports whether a value, at a place where these schemas apply, can be
// part of a document that counts. The value is known, so what declares a member
// can be judged; what the mentions leave open stays open.
func (s *search) mayWrite(in, out *mentions, v *source.Value) bool {
	if in == nil || len(in.roots) == 0 || v.Kind != source.Array && v.Kind != source.Object {
		return true // a map, and nothing but maps below
	}
	p := place{in, out, v}
	ok, known := s.writable[p]
	if known || !s.spend(1) {
		return ok || !known
	}
	ok = p.declared(s) && p.below(s, s.mayWrite, true)
	if s.writable == nil {
		s.writable = map[place]bool{}
	}
	s.writable[p] = ok
	return ok
}

// declared reports that every member of the object may be declared.
func (p place) declared(s *search) bool {
	h := &holder{s: s, sure: true}
	for _, m := range p.value.Members {
		if f := s.declared(&goal{in: p.in, out: p.out}, m.Name); !h.possible(f, p.value) {
			return false
		}
	}
	return true
}

// below asks about all members or items: whether all of them answer yes or, unless
// every, one does.
func (p place) below(s *search, ask func(in, out *mentions, v *source.Value) bool, every bool) bool {
	for _, m := range p.value.Members {
		if ask(p.in.member(s, m.Name, nil), p.out.member(s, m.Name, nil), m.Value) != every {
			return !every
		}
	}
	in, out := p.in, p.out
	last := max(in.longestPrefix(s), out.longestPrefix(s))
	for i, item := range p.value.Items {
		if i <= last {
			in, out = p.in.item(s, i, nil), p.out.item(s, i, nil)
		}
		if ask(in, out, item) != every {
			return !every
		}
	}
	return every
}

// longestPrefix returns how many items are told apart by their position.
func (m *mentions) longestPrefix(s *search) int {
	n := 0
	if m != nil {
		m.close(s)
		for i := range m.inplace {
			n = max(n, len(m.inplace[i].schema.prefix))
		}
	}
	return n
}

// possible evaluates a demand on an object; it is true when that cannot be told.
func (h *holder) possible(f *form, v *source.Value) bool {
	switch f.op {
	case opFalse:
		return false
	case opLit:
		ok := h.holds(h.s.classes[f.lit.class()], v) != f.lit.negative()
		return ok || !h.sure
	case opPresent:
		return v.Get(f.name) != nil
	case opAbsent:
		return v.Get(f.name) == nil
	case opAnd:
		for _, sub := range f.sub {
			if !h.possible(sub, v) {
				return false
			}
		}
	case opOr:
		for _, sub := range f.sub {
			if h.possible(sub, v) {
				return true
			}
		}
		return false
	}
	return true
}
