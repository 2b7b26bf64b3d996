package decide

import (
	"errors"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Decide searches for a document that q.In accepts, in q.Content, and q.Out
// refuses.
func Decide(q Question) Answer {
	s := newSearch(q.In, q.Out, q.Content, budget(q.MaxWork))
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

// Losses searches for members that writers of q.Old emit and q.New, though it
// accepts the documents, does not declare.
func Losses(q LossQuestion) LossAnswer {
	s := newSearch(q.Old, q.New, Writer, budget(q.MaxWork))
	s.keepFree, s.seeksLosses, s.stop = q.KeepFreeForm, true, q.Stop
	j := s.newJudges()
	limit := q.Limit
	if limit <= 0 {
		limit = 100
	}
	var a LossAnswer
	s.judge = func(doc *source.Value) bool {
		return j.pay(func() bool {
			return j.counts(Writer, doc) && j.accepts(j.out, doc) && (q.KeepFreeForm || j.leavesEmpty(doc)) && j.loses(doc)
		})
	}
	for len(a.Losses) < limit {
		g := s.question(yes(s.in), yes(s.out))
		g.lost, g.place = true, g.in
		r := s.again(g, s.ask(g))
		if r.status != found {
			a.Verdict = verdict(r.status)
			break
		}
		outside, _ := j.out.Undeclared(r.value)
		declared, err := j.in.Declarations(r.value)
		if !j.sure(err) {
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

// leavesEmpty reports that the free-form objects of a document are empty.
func (j *judges) leavesEmpty(doc *source.Value) bool {
	ok, err := j.in.FreeFormEmpty(doc)
	return j.sure(err) && (ok || j.refused(rootOf(j.in)))
}

// loses reports that a document shows a loss that is not known yet.
func (j *judges) loses(doc *source.Value) bool {
	outside, err := j.out.Undeclared(doc)
	return j.sure(err) && (len(j.s.newLosses(outside)) > 0 || j.refused(rootOf(j.out)))
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
