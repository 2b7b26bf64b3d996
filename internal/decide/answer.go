package decide

import (
	"errors"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Decide searches for a document that q.In accepts, in q.Content, and q.Out
// refuses.
func Decide(q Question) Answer {
	s := newSearch(q.In, q.Out, q.Content, budget(q.MaxWork), nil)
	s.stop = q.Stop
	j := s.newJudges()
	s.judge = func(doc *source.Value) bool {
		return j.pay(func() bool {
			if !j.accepts(j.in, doc) || !j.refuses(j.out, doc) {
				s.unsure = s.unsure || !s.guess // the search takes it for one that is accepted and refused
				return false
			}
			return j.counts(q.Content, doc)
		})
	}
	g := s.question(yes(s.in), no(s.out))
	r := s.again(g, s.ask(g))
	if r.status == empty && q.Content != Open {
		r.status = s.follows(j)
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

// judges are the evaluators of whole documents. What they do is paid for by the
// budget of the search.
type judges struct {
	s       *search
	in, out *writer.Evaluator
}

func (s *search) newJudges() *judges {
	return &judges{s, writer.NewEvaluator(s.graphs[0]), writer.NewEvaluator(s.graphs[1])}
}

// stepsPerUnit is how many steps of a judge cost as much as a work unit.
const stepsPerUnit = 4

// pay has the judges do f within the budget.
func (j *judges) pay(f func() bool) bool {
	if j.s.work <= 0 {
		j.s.unsure = true
		j.s.tooMuchWork()
		return false
	}
	spent := j.in.Spent() + j.out.Spent()
	j.in.MaxWork = min(writer.DefaultMaxWork, j.s.work*stepsPerUnit)
	j.out.MaxWork = j.in.MaxWork
	ok := f()
	j.s.spend((j.in.Spent() + j.out.Spent() - spent) / stepsPerUnit)
	return ok
}

// sure reports that a judgement was reached; why not is what the search does not
// know.
func (j *judges) sure(err error) bool {
	var gaveUp *writer.GaveUp
	if errors.As(err, &gaveUp) {
		keyword := gaveUp.Keyword
		if keyword == "" {
			keyword = mainKeyword(gaveUp.Node, "")
		}
		j.s.tellAt(gaveUp.Node, keyword, gaveUp.Reason, gaveUp.Message)
	}
	j.s.unsure = j.s.unsure || err != nil
	return err == nil
}

// refused notes that a document was found and then turned down at a place. One of
// a list that is gone through to its end is no reason for doubt.
func (j *judges) refused(place func() (*graph.Node, string)) bool {
	if j.s.listed {
		return false
	}
	j.s.turnedDown = true
	n, keyword := place()
	if keyword == "" {
		keyword = mainKeyword(n, "")
	}
	j.s.tellAt(n, keyword, "rejected-candidates", "documents were found and rejected by the evaluator, which leaves the question open")
	return false
}

func (j *judges) accepts(e *writer.Evaluator, doc *source.Value) bool {
	ok, err := e.Accepts(doc)
	if !j.sure(err) {
		return false
	}
	return ok || j.refused(func() (*graph.Node, string) { return refusal(e.Graph(), doc) })
}

func (j *judges) refuses(e *writer.Evaluator, doc *source.Value) bool {
	ok, err := e.Accepts(doc)
	return j.sure(err) && (!ok || j.refused(rootOf(e)))
}

// rootOf is the place of what concerns a whole schema.
func rootOf(e *writer.Evaluator) func() (*graph.Node, string) {
	return func() (*graph.Node, string) { return e.Graph().Root, "" }
}

// counts reports whether a document belongs to a content of its schema.
func (j *judges) counts(content Content, doc *source.Value) bool {
	var ok bool
	var outside writer.Outside
	var err error
	switch content {
	case Writer:
		ok, outside, err = j.in.InWriter(doc)
	case Annotated:
		ok, outside, err = j.in.InAnnotated(j.out, doc)
	default:
		return true
	}
	if !j.sure(err) {
		return false
	}
	switch {
	case ok:
		return true
	case outside.At == "":
		return j.refused(func() (*graph.Node, string) { return refusal(j.in.Graph(), doc) })
	}
	return j.refused(func() (*graph.Node, string) { return j.s.undeclaredAt(outside) })
}

// follows is what an inclusion comes to that is proved: something, if writers emit
// anything. Where that is not known, schemas of one structure break nothing all
// the same; and of W+ the caller has to ask about W.
func (s *search) follows(j *judges) status {
	spent, told := s.work, s.unknowns
	emits := s.emission(j)
	lenient := s.content == Annotated || s.in.class == s.out.class
	if emits != unknown || lenient && !s.nothing {
		s.work, s.unknowns = spent, told
		return empty
	}
	return unknown
}

// Shared asks whether writers of q.In emit a document that q.Out accepts: Found or
// Empty.
func Shared(q Question) Answer {
	s := newSearch(q.In, q.Out, Writer, budget(q.MaxWork), nil)
	s.stop = q.Stop
	j := s.newJudges()
	s.judge = func(doc *source.Value) bool {
		return j.pay(func() bool { return j.counts(Writer, doc) && j.accepts(j.out, doc) })
	}
	g := s.question(yes(s.in), yes(s.out))
	a := Answer{Verdict: verdict(s.again(g, s.ask(g)).status), Work: budget(q.MaxWork) - s.work}
	if a.Verdict == Undecided {
		a.Unknown = s.reasons()
	}
	return a
}

// Losses searches for members that writers of q.Old emit and q.New, though it
// accepts the documents, does not declare.
func Losses(q LossQuestion) LossAnswer {
	var a LossAnswer
	limit := q.Limit
	if limit <= 0 {
		limit = maxLosses
	}
	var apart map[*graph.Node]bool
	for range 2 {
		s := newSearch(q.Old, q.New, Writer, budget(q.MaxWork)-a.Work, apart)
		s.keepFree, s.seeksLosses, s.stop = q.KeepFreeForm, true, q.Stop
		s.losses(&a, limit)
		a.Work = budget(q.MaxWork) - s.work
		if apart = s.twins(); apart == nil || len(a.Losses) >= limit || a.Unknown != nil {
			break
		}
	}
	if len(a.Losses) > 0 {
		a.Verdict = Found
	}
	return a
}

// maxLosses bounds the losses that are told.
const maxLosses = 100

// losses adds to an answer what is lost by schemas that this search tells apart.
func (s *search) losses(a *LossAnswer, limit int) {
	j := s.newJudges()
	s.judge = func(doc *source.Value) bool {
		return j.pay(func() bool {
			return j.counts(Writer, doc) && j.accepts(j.out, doc) && (s.keepFree || j.leavesEmpty(doc)) && j.loses(doc)
		})
	}
	for _, l := range a.Losses {
		s.lost[s.declarerOf(l.By[0])] = true
	}
	for {
		g := s.question(yes(s.in), yes(s.out))
		g.lost = true
		r := s.again(g, s.ask(g))
		if r.status != found {
			a.Verdict = verdict(r.status)
			break
		}
		if len(a.Losses) >= limit {
			s.tell(nil, "", "too-many-losses", "there are more lost members than are told")
			a.Verdict = Undecided
			break
		}
		lost, err := j.lost(r.value)
		if !j.sure(err) {
			break
		}
		for _, l := range lost {
			if s.isNew(l) {
				s.know(&l)
				a.Losses = append(a.Losses, Loss{l, r.value})
			}
		}
		if limit == 1 {
			return // nobody asks for more
		}
		s.memo, s.tentative = map[string]*result{}, nil
	}
	if a.Verdict == Undecided {
		a.Unknown = s.reasons()
	}
}

// leavesEmpty reports that the free-form objects of a document are empty.
func (j *judges) leavesEmpty(doc *source.Value) bool {
	ok, err := j.in.FreeFormEmpty(doc)
	return j.sure(err) && (ok || j.refused(rootOf(j.in)))
}

// loses reports that a document shows a loss that is not known yet.
func (j *judges) loses(doc *source.Value) bool {
	lost, err := j.lost(doc)
	return j.sure(err) && (slices.ContainsFunc(lost, j.s.isNew) || j.refused(rootOf(j.out)))
}

// lost lists what a document shows to be lost: where free-form objects are left
// empty, what new does not declare; else what keeps the document out of its W.
func (j *judges) lost(doc *source.Value) ([]writer.Declaration, error) {
	if !j.s.keepFree {
		return j.in.Lost(j.out, doc)
	}
	outside, err := j.out.Undeclared(doc)
	list := make([]writer.Declaration, len(outside))
	for i, o := range outside {
		list[i] = writer.Declaration{At: o.At, Name: o.Name}
	}
	return list, err
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
