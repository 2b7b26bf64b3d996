package attack

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Decider is what is attacked.
type Decider struct {
	Decide func(decide.Question) decide.Answer
	Losses func(decide.LossQuestion) decide.LossAnswer
}

// Real is the project's decision procedure.
func Real() Decider { return Decider{Decide: decide.Decide, Losses: decide.Losses} }

// Options say how hard a pair is attacked. Zero values are those of a quick run.
type Options struct {
	Decider Decider
	// Documents is the number of documents made for a pair, 60 by default.
	Documents int
	// Space bounds the number of documents of the small space that is gone
	// through for small pairs; 0 leaves it out.
	Space int
	// MaxWork is the budget of one question.
	MaxWork int64
	// Twice asks every question a second time, for the same answer.
	Twice bool
	// Given is tried first.
	Given []*source.Value
}

// small is the size of pairs that the whole of a document space is tried on.
const small = 80

// questions lists what is asked about every pair.
var questions = []Asked{
	{Content: decide.Open}, {Forward: true, Content: decide.Open},
	{Content: decide.Annotated}, {Forward: true, Content: decide.Annotated},
	{Content: decide.Writer}, {Forward: true, Content: decide.Writer},
}

// side is one schema with all who judge documents by it.
type side struct {
	g      *graph.Graph
	judge  *Judge
	writer *writer.Evaluator
}

// trial is one pair under attack.
type trial struct {
	opt      Options
	pair     Pair
	old, new *side
	figures  *Figures
	answers  map[Asked]decide.Answer
	losses   decide.LossAnswer
	found    []*Contradiction
	proved   bool   // some answer is Empty
	only     *Asked // the one question to ask; nil for all
}

// Check decides a pair, attacks the answers, and returns what does not hold. c
// makes the documents. A pair that does not load, or that the evaluator cannot
// judge, is not attacked.
func Check(c *Choice, pair Pair, opt Options, figures *Figures) []*Contradiction {
	if opt.Documents == 0 {
		opt.Documents = 60
	}
	t := &trial{opt: opt, pair: pair, figures: figures, answers: map[Asked]decide.Answer{}}
	if !t.load() {
		figures.Unjudged++
		return nil
	}
	figures.Pairs++
	t.decide()
	t.attack(c)
	return t.found
}

func (t *trial) load() bool {
	for _, s := range []struct {
		name string
		v    *source.Value
		to   **side
	}{{"old.json", t.pair.Old, &t.old}, {"new.json", t.pair.New, &t.new}} {
		g, err := load(s.name, s.v, t.pair.Draft)
		if err != nil {
			return false
		}
		*s.to = &side{g: g, judge: NewJudge(g), writer: writer.NewEvaluator(g)}
		if !(*s.to).judge.Able() {
			return false
		}
	}
	return true
}

// ends returns the sides that a question wants to accept and to refuse.
func (t *trial) ends(a Asked) (accepts, refuses *side) {
	if a.Forward {
		return t.new, t.old
	}
	return t.old, t.new
}

func (t *trial) report(kind Kind, a Asked, doc *source.Value, format string, args ...any) {
	if len(t.found) < 10 {
		t.found = append(t.found, &Contradiction{Kind: kind, Pair: t.pair, Asked: a, Document: doc, Detail: fmt.Sprintf(format, args...)})
	}
}

// decide asks all questions, and looks at the form of the answers.
func (t *trial) decide() {
	for _, a := range questions {
		if t.only != nil && *t.only != a {
			continue
		}
		in, out := t.ends(a)
		ask := func() decide.Answer {
			return t.opt.Decider.Decide(decide.Question{In: in.g, Out: out.g, Content: a.Content, MaxWork: t.opt.MaxWork})
		}
		answer, ok := guarded(t, a, ask)
		if !ok {
			continue
		}
		t.answers[a] = answer
		t.figures.answered(a, answer)
		t.proved = t.proved || answer.Verdict == decide.Empty
		switch {
		case answer.Verdict == decide.Found && answer.Witness == nil:
			t.report(Malformed, a, nil, "found, without a witness")
		case answer.Verdict != decide.Found && answer.Witness != nil:
			t.report(Malformed, a, answer.Witness, "a witness, but not found")
		case answer.Verdict == decide.Undecided && len(answer.Unknown) == 0:
			t.report(Malformed, a, nil, "undecided, without a reason")
		}
		if t.opt.Twice {
			if again, ok := guarded(t, a, ask); ok && fingerprint(again) != fingerprint(answer) {
				t.report(Unstable, a, nil, "first %s, then %s", fingerprint(answer), fingerprint(again))
			}
		}
	}
	a := Asked{Losses: true}
	if t.only != nil && *t.only != a {
		return
	}
	t.losses, _ = guarded(t, a, func() decide.LossAnswer {
		return t.opt.Decider.Losses(decide.LossQuestion{Old: t.old.g, New: t.new.g, MaxWork: t.opt.MaxWork})
	})
	t.figures.lost(t.losses)
	t.proved = t.proved || t.losses.Verdict == decide.Empty
	if t.losses.Verdict == decide.Found && len(t.losses.Losses) == 0 {
		t.report(Malformed, a, nil, "found, without a loss")
	}
	if t.losses.Verdict == decide.Empty && len(t.losses.Losses) > 0 {
		t.report(Malformed, a, nil, "a loss, but none was found")
	}
}

// guarded runs one question. A panic is a contradiction, and no answer.
func guarded[T any](t *trial, a Asked, ask func() T) (answer T, ok bool) {
	began := time.Now()
	defer func() {
		t.figures.took(t.pair, a, time.Since(began))
		if r := recover(); r != nil {
			t.report(Panic, a, nil, "%v %s", r, where(debug.Stack()))
			ok = false
		}
	}()
	return ask(), true
}

// where returns the first place of the project on a stack below the panic.
func where(stack []byte) string {
	_, below, _ := strings.Cut(string(stack), "panic(")
	for line := range strings.Lines(below) {
		if i := strings.Index(line, "internal/"); i >= 0 && strings.Contains(line, ".go:") {
			return "at " + strings.TrimSpace(line[i:])
		}
	}
	return ""
}

func fingerprint(a decide.Answer) string {
	s := verdictNames[a.Verdict]
	if a.Witness != nil {
		s += " " + a.Witness.JSON()
	}
	for _, u := range a.Unknown {
		s += " " + u.Reason + "/" + u.Keyword
	}
	return fmt.Sprintf("%s work %d", s, a.Work)
}

var verdictNames = map[decide.Verdict]string{decide.Undecided: "undecided", decide.Empty: "empty", decide.Found: "found"}

// attack tries documents on every answer.
func (t *trial) attack(c *Choice) {
	t.witnesses()
	t.lossWitnesses()
	try := func(v *source.Value) {
		if doc, err := newDocument(v); err == nil && len(t.found) == 0 {
			t.try(doc)
		}
	}
	for _, v := range t.opt.Given {
		try(v)
	}
	if !t.proved {
		return
	}
	var pool []*source.Value
	for _, a := range questions {
		if w := t.answers[a].Witness; w != nil {
			pool = append(pool, w)
			try(w)
		}
	}
	pool = append(pool, t.opt.Given...)
	w := wordsOf(t.old.g, t.new.g)
	makers := []*documents{newDocuments(c, t.old.judge, w), newDocuments(c, t.new.judge, w)}
	for i := 0; i < t.opt.Documents && len(t.found) == 0; i++ {
		m := makers[i%2]
		if i%4 < 2 || len(pool) == 0 {
			pool = append(pool, m.make())
		} else {
			v := m.mutate(of(c, pool))
			if size(v) < 2*maxValues && c.chance(4) {
				pool = append(pool, v)
			}
			try(v)
			continue
		}
		try(pool[len(pool)-1])
	}
	if t.opt.Space > 0 && size(t.pair.Old)+size(t.pair.New) <= small {
		for _, v := range space(w, t.opt.Space) {
			t.figures.Space++
			try(v)
		}
	}
}
