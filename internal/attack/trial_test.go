package attack

import (
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// try judges one document by both schemas and holds it against every answer.
func (t *trial) try(doc *document) {
	t.figures.Documents++
	old, new := t.opinion(t.old, doc), t.opinion(t.new, doc)
	t.figures.judged(old, new)
	if len(t.found) > 0 {
		return
	}
	for _, a := range questions {
		if answer, asked := t.answers[a]; asked && answer.Verdict != decide.Found {
			t.breaks(a, answer, doc, old, new)
		}
	}
	t.loses(doc, old, new)
}

// breaks reports a document that an answer of no document overlooked.
func (t *trial) breaks(a Asked, answer decide.Answer, doc *document, old, new Opinion) {
	accepts, refuses := t.ends(a)
	in, out := old, new
	if a.Forward {
		in, out = new, old
	}
	if answer.Verdict == decide.Empty {
		t.figures.Checks++
	}
	if in != Valid || out != Invalid || t.within(a, accepts, refuses, doc.value) != Valid {
		return
	}
	if answer.Verdict == decide.Undecided {
		t.figures.Overlooked++ // no contradiction, but a search could have found it
		return
	}
	t.report(MissedWitness, a, doc.value, "%s", t.opinions(doc))
}

// within is Valid for a document, which the accepting side accepts, that is of
// the content that was asked about.
func (t *trial) within(a Asked, accepts, refuses *side, v *source.Value) Opinion {
	var in bool
	var err error
	switch a.Content {
	case decide.Writer:
		in, _, err = accepts.writer.InWriter(v)
	case decide.Annotated:
		in, _, err = accepts.writer.InAnnotated(refuses.writer, v)
	default:
		return Valid
	}
	if err != nil {
		return NoOpinion
	}
	return opinion(in)
}

// opinion is what the evaluator says of a document, where another validator does
// not contradict it: then the judges' quarrel is reported.
func (t *trial) opinion(s *side, doc *document) Opinion {
	e := s.judge.Eval(doc.eval)
	t.figures.Evaluated++
	if e == NoOpinion {
		return e
	}
	peer := s.judge.V5(doc.value)
	if peer != NoOpinion {
		t.figures.V5++
	}
	google := NoOpinion
	if peer != e || t.figures.Documents%4 == 0 {
		if google = s.judge.Google(doc.text); google != NoOpinion {
			t.figures.Google++
		}
	}
	naive := NoOpinion
	if peer != e || t.figures.Documents%8 == 0 {
		if ok, err := s.writer.Accepts(doc.value); err == nil {
			naive = opinion(ok)
			t.figures.Naive++
		}
	}
	if google != NoOpinion && google != e && peer == e {
		t.figures.GoogleAlone++
	}
	if peer != NoOpinion && peer != e || naive != NoOpinion && naive != e {
		t.report(Disagreement, Asked{Forward: s == t.new}, doc.value, "by %s: %s", map[bool]string{true: "new", false: "old"}[s == t.new], t.opinions(doc))
		return NoOpinion
	}
	return e
}

// opinions tells what every judge says of a document.
func (t *trial) opinions(doc *document) string {
	text := ""
	for _, s := range []struct {
		name string
		*side
	}{{"old", t.old}, {"new", t.new}} {
		naive := NoOpinion
		if ok, err := s.writer.Accepts(doc.value); err == nil {
			naive = opinion(ok)
		}
		text += s.name + ": evaluator " + s.judge.Eval(doc.eval).String() + ", v5 " + s.judge.V5(doc.value).String() +
			", google " + s.judge.Google(doc.text).String() + ", writer's evaluator " + naive.String() + "; "
	}
	return text[:len(text)-2]
}

// witnesses checks that every witness is what it claims to be.
func (t *trial) witnesses() {
	for _, a := range questions {
		answer := t.answers[a]
		if answer.Verdict != decide.Found || answer.Witness == nil {
			continue
		}
		doc, err := newDocument(answer.Witness)
		if err != nil {
			t.report(FalseWitness, a, answer.Witness, "it is no JSON text: %v", err)
			continue
		}
		accepts, refuses := t.ends(a)
		switch in, out := t.opinion(accepts, doc), t.opinion(refuses, doc); {
		case in == Invalid || out == Valid:
			t.report(FalseWitness, a, answer.Witness, "%s", t.opinions(doc))
		case in == Valid && t.within(a, accepts, refuses, answer.Witness) == Invalid:
			t.report(FalseWitness, a, answer.Witness, "it is not of the content that was asked about")
		default:
			t.figures.Witnesses++
		}
	}
}
