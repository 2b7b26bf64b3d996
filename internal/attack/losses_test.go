package attack

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// lossy reports whether readers of the new schema lose a member of doc, which
// both schemas accept: it is of W(old) with nothing in free-form objects, and
// holds a member that new does not declare.
func (t *trial) lossy(v *source.Value) (bool, error) {
	if in, _, err := t.old.writer.InWriter(v); !in || err != nil {
		return false, err
	}
	if empty, err := t.old.writer.FreeFormEmpty(v); !empty || err != nil {
		return false, err
	}
	lost, err := t.old.writer.Lost(t.new.writer, v)
	return len(lost) > 0, err
}

// loses reports a document that shows a loss where none should be.
func (t *trial) loses(doc *document, old, new Opinion) {
	if t.losses.Verdict == decide.Found || old != Valid || new != Valid {
		return
	}
	if t.losses.Verdict == decide.Empty {
		t.figures.Checks++
	}
	lost, err := t.lossy(doc.value)
	if !lost || err != nil {
		return
	}
	if t.losses.Verdict == decide.Undecided {
		t.figures.Overlooked++
		return
	}
	t.report(MissedLoss, Asked{Losses: true}, doc.value, "the document is of W(old), free-form objects empty, the new schema accepts it, and does not declare a member of it")
}

// lossWitnesses checks that every loss is one.
func (t *trial) lossWitnesses() {
	a := Asked{Losses: true}
	for _, l := range t.losses.Losses {
		if l.Witness == nil {
			t.report(Malformed, a, nil, "the loss of %q has no witness", l.Name)
			continue
		}
		doc, err := newDocument(l.Witness)
		if err != nil {
			t.report(FalseLoss, a, l.Witness, "it is no JSON text: %v", err)
			continue
		}
		old, new := t.opinion(t.old, doc), t.opinion(t.new, doc)
		if old == NoOpinion || new == NoOpinion {
			continue
		}
		lost, err := t.lossy(l.Witness)
		token := l.At[strings.LastIndex(l.At, "/")+1:]
		name, _ := source.UnescapePointer(token)
		_, there := l.Witness.At(l.At)
		switch {
		case old == Invalid || new == Invalid:
			t.report(FalseLoss, a, l.Witness, "%s", t.opinions(doc))
		case err == nil && !lost:
			t.report(FalseLoss, a, l.Witness, "it is not a document of W(old), free-form objects empty, with a member that new does not declare")
		case !there || name != l.Name:
			t.report(FalseLoss, a, l.Witness, "the member %q is not at %s", l.Name, l.At)
		case l.By == nil:
			t.report(Malformed, a, l.Witness, "the loss of %q names no schema", l.Name)
		default:
			t.figures.Witnesses++
		}
	}
}
