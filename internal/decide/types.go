package decide

import "github.com/atlas-dataflow/runresult/internal/source"

// order is the order in which types are tried: small values first.
var order = []source.Kind{source.Null, source.Bool, source.Number, source.String, source.Array, source.Object}

var (
	nulls = []*source.Value{{Kind: source.Null}}
	bools = []*source.Value{{Kind: source.Bool}, {Kind: source.Bool, Bool: true}}
)

// kinds solves a goal type by type.
func (s *search) kinds(g *goal) result {
	ks := allKinds
	if g.cell != nil {
		ks = kindBit(source.String)
	}
	if g.lost {
		if s.lossless(g.in, g.out) {
			return result{status: empty}
		}
		ks &= kindBit(source.Array) | kindBit(source.Object)
	}
	for _, x := range g.lits {
		c := s.classes[x.class()]
		if x.negative() {
			continue
		}
		ks &= c.kinds
		if c.hasEnum {
			return s.candidates(g, ks, c.enum)
		}
	}
	out := result{status: empty}
	for _, k := range order {
		if ks&kindBit(k) == 0 {
			continue
		}
		var r result
		switch k {
		case source.Null:
			r = s.candidates(g, ks, nulls)
		case source.Bool:
			r = s.candidates(g, ks, bools)
		default:
			r = s.kind(g, k)
		}
		if r.status == found {
			return r
		}
		out.status = max(out.status, r.status)
		out.exists = out.exists || r.exists
		if s.work <= 0 {
			out.status = unknown // the other types were not looked at
			break
		}
	}
	return out
}

// ask solves an outermost goal. No proof is taken from a search that spent its
// budget: something in it may have been left out.
func (s *search) ask(g goal) result {
	r := s.solve(g)
	if r.status == empty && s.work <= 0 {
		s.tooMuchWork()
		r.status = unknown
	}
	return r
}

// candidates tries the values of an enum one by one.
func (s *search) candidates(g *goal, ks kinds, values []*source.Value) result {
	out := result{status: empty}
	for _, v := range values {
		if ks&kindBit(v.Kind) == 0 {
			continue
		}
		switch ok, sure := s.meets(g, v); {
		case !sure && !s.judgeKnows():
			out.status = unknown
		case ok || !sure:
			s.guess = !sure
			st := s.judgeListed(v)
			s.guess = false
			switch st {
			case found:
				return result{status: found, value: v}
			case unknown:
				out.status = unknown
			}
		}
	}
	return out
}

// judgeListed asks the judge of whole documents about one of finitely many
// values. If it turns that down, it is one less, and no reason to doubt.
func (s *search) judgeListed(v *source.Value) status {
	s.unsure, s.listed = false, true
	defer func() { s.listed = false }()
	switch {
	case !s.doubts(v):
		return found
	case s.unsure:
		return unknown
	}
	return empty
}

// judgeKnows reports that the judge of whole documents may know what the search
// cannot tell about the outermost value: a keyword that it has not heard of.
func (s *search) judgeKnows() bool {
	return s.unheardOf && len(s.frames) == 1 && s.judge != nil
}

// doubts reports that v is the outermost value and the judge of whole documents
// turns it down.
func (s *search) doubts(v *source.Value) bool {
	return len(s.frames) == 1 && s.judge != nil && !s.judge(v)
}

// kind solves a goal among the values of one type.
func (s *search) kind(g *goal, k source.Kind) result {
	st := newState(s, g, k)
	for _, x := range g.lits {
		if _, ok := st.assertLit(x, 0); !ok {
			return result{status: empty}
		}
	}
	if !st.begin() {
		return result{status: empty}
	}
	r, _ := st.run(0)
	return r
}
