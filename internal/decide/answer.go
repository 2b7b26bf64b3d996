package decide

import (
	"errors"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Decide searches for a document that q.In accepts, in q.Content, and q.Out
// refuses.
func Decide(q Question) Answer {
	s := newSearch(q.In, q.Out, q.Content, budget(q.MaxWork))
	in, out := writer.NewEvaluator(q.In), writer.NewEvaluator(q.Out)
	s.judge = func(doc *source.Value) bool {
		if !s.trusts(in.Accepts(doc)) || !s.trustsNot(out.Accepts(doc)) {
			s.unsure = true // the search takes it for one that is accepted and refused
			return false
		}
		return s.counts(q.Content, in, out, doc)
	}
	g := s.question(yes(s.in), no(s.out))
	r := s.again(g, s.solve(g))
	if r.status == empty && q.Content != Open {
		r.status = s.follows(in, out)
	}
	a := Answer{Verdict: verdict(r.status), Work: budget(q.MaxWork) - s.work}
	switch r.status {
	case found:
		a.Witness = r.value
	case unknown:
		a.Unknown = s.reasons()
	}
	return a
}

func budget(n int64) int64 {
	if n <= 0 {
		return DefaultMaxWork
	}
	return n
}

func verdict(st status) Verdict {
	switch st {
	case found:
		return Found
	case empty:
		return Empty
	}
	return Undecided
}

// question makes the outermost goal.
func (s *search) question(ls ...lit) goal {
	g := goal{lits: ls}
	if s.content != Open {
		g.in, g.out = s.applied(s.in), s.applied(s.out)
	}
	return g
}

func (s *search) applied(c *schema) *mentions {
	if c.truth != 0 {
		return s.mentionsOf(nil)
	}
	return s.mentionsOf([]applied{{class: c.class, surely: true, holds: 1}})
}

// reasons returns why there is no answer; there is always one.
func (s *search) reasons() []Unknown {
	if len(s.unknowns) == 0 && s.work <= 0 {
		s.tooMuchWork()
	}
	if len(s.unknowns) == 0 {
		s.tell(nil, "", "not-followed", "something in the schemas could not be followed")
	}
	return s.unknowns
}

// trusts takes the word of the naive evaluator; where it has none, that is what
// the search does not know.
func (s *search) trusts(ok bool, err error) bool {
	var gaveUp *writer.GaveUp
	if errors.As(err, &gaveUp) {
		s.unsure = true
		s.unknowns = append(s.unknowns, Unknown{Node: gaveUp.Node, Keyword: gaveUp.Keyword, Reason: gaveUp.Reason, Message: gaveUp.Message})
		return false
	}
	s.unsure = s.unsure || err != nil
	if err != nil || !ok {
		if s.listed && err == nil {
			return false // one of a list that is gone through to its end
		}
		s.tell(nil, "", "rejected-candidates", "documents were found and rejected by the evaluator, which leaves the question open")
		return false
	}
	return true
}

func (s *search) trustsNot(ok bool, err error) bool { return s.trusts(!ok, err) }

// counts reports whether a document belongs to a content of its schema.
func (s *search) counts(content Content, in, out *writer.Evaluator, doc *source.Value) bool {
	switch content {
	case Writer:
		ok, _, err := in.InWriter(doc)
		return s.trusts(ok, err)
	case Annotated:
		ok, _, err := in.InAnnotated(out, doc)
		return s.trusts(ok, err)
	}
	return true
}

// follows is what an inclusion comes to that is proved: something, if writers emit
// anything. Where that is not known, schemas of one structure break nothing all
// the same; and of W+ the caller has to ask about W.
func (s *search) follows(in, out *writer.Evaluator) status {
	spent, told := s.work, s.unknowns
	emits := s.emission(in, out)
	lenient := s.content == Annotated || s.in.class == s.out.class
	if emits != unknown || lenient && !s.told[unknownKey{s.in.node, "", NothingWritten}] {
		s.work, s.unknowns = spent, told
		return empty
	}
	return unknown
}

// Losses searches for members that writers of q.Old emit and q.New, though it
// accepts the documents, does not declare.
func Losses(q LossQuestion) LossAnswer {
	s := newSearch(q.Old, q.New, Writer, budget(q.MaxWork))
	s.keepFree, s.seeksLosses = q.KeepFreeForm, true
	in, out := writer.NewEvaluator(q.Old), writer.NewEvaluator(q.New)
	limit := q.Limit
	if limit <= 0 {
		limit = 100
	}
	var a LossAnswer
	s.judge = func(doc *source.Value) bool {
		ok, _, err := in.InWriter(doc)
		if !s.trusts(ok, err) || !s.trusts(out.Accepts(doc)) || !q.KeepFreeForm && !s.trusts(in.FreeFormEmpty(doc)) {
			return false
		}
		outside, err := out.Undeclared(doc)
		return s.trusts(len(s.newLosses(outside)) > 0, err)
	}
	for len(a.Losses) < limit {
		g := s.question(yes(s.in), yes(s.out))
		g.lost, g.place = true, g.in
		r := s.again(g, s.solve(g))
		if r.status != found {
			a.Verdict = verdict(r.status)
			break
		}
		outside, _ := out.Undeclared(r.value)
		declared, err := in.Declarations(r.value)
		if err != nil {
			s.trusts(false, err)
			break
		}
		for _, o := range s.newLosses(outside) {
			s.lost[s.lossAt(o)] = true
			a.Losses = append(a.Losses, lossOf(o, declared, r.value))
		}
		s.memo, s.tentative = map[string]*result{}, nil
	}
	if len(a.Losses) > 0 {
		a.Verdict = Found
	}
	if a.Verdict == Undecided {
		a.Unknown = s.reasons()
	}
	a.Work = budget(q.MaxWork) - s.work
	return a
}

func lossOf(o writer.Outside, declared []writer.Declaration, doc *source.Value) Loss {
	l := Loss{Name: o.Name, Witness: doc, At: o.At}
	for _, d := range declared {
		if d.At == o.At {
			l.Node, l.Keyword = d.Node, d.Keyword
		}
	}
	return l
}

// newLosses leaves out the members whose loss is known.
func (s *search) newLosses(outside []writer.Outside) []writer.Outside {
	var out []writer.Outside
	for _, o := range outside {
		if !s.lost[s.lossAt(o)] {
			out = append(out, o)
		}
	}
	return out
}

// lossAt names a loss by the schemas that apply where it happens, so that it is
// found once however many documents show it.
func (s *search) lossAt(o writer.Outside) lossKey {
	tokens := strings.Split(o.At, "/")[1:]
	m := s.applied(s.in)
	for i, token := range tokens {
		name, _ := source.UnescapePointer(token)
		if i == len(tokens)-1 {
			m.close(s)
			if !m.has[name] {
				name = ""
			}
			return lossKey{m.id, name}
		}
		m = s.step(m, name)
	}
	return lossKey{}
}

// step follows one token of a pointer, which may be a member's name or an item's
// number.
func (s *search) step(m *mentions, token string) *mentions {
	if n, ok := itemNumber(token); ok {
		return s.union(m.item(s, n, nil), m.member(s, token, nil))
	}
	return m.member(s, token, nil)
}

func itemNumber(token string) (int, bool) {
	if token == "" || len(token) > 9 {
		return 0, false
	}
	n := 0
	for _, r := range token {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, true
}
