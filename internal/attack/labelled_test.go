package attack

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// stated is what a label says to one question.
type stated string

// A label says yes where the kind of edit and its place prove it, no where a document
// shows it, and nothing else.
const (
	unsaid stated = ""
	yes    stated = "compatible"
	no     stated = "incompatible"
)

// relation is how what the edited schema accepts, by itself, changed.
type relation int

const (
	crossed  relation = iota // neither way, or it cannot be said
	same                     // and it declares, requires and describes the same
	narrower                 // no more than before
	wider                    // no less than before
)

// labelledEdit is an edit of a schema whose meaning is known from how it was made.
type labelledEdit struct {
	kind     string
	old, new *source.Value
	// at leads to the schema whose acceptance changed, in the text of old and of new.
	// None of what is said about it holds for its members and items by themselves.
	at, atNew []int
	relation  relation
	// members says that the edit bears on which members are declared, so that a
	// relation says nothing about readers.
	members bool
	// shows are the documents that may show what the edit breaks.
	shows []show
	// rule says more than the relation does; nil when there is no more to say.
	rule func(l *label, old, new *contexts)
}

// show is a document that holds a value where a schema of one side is applied.
type show struct {
	forward bool // the schema is of new
	at      []int
	put     func(v *source.Value) *source.Value
}

// label is what is known about an edit.
type label struct {
	edit                      *labelledEdit
	draft                     graph.Dialect
	backward, forward, reader stated
	bump                      string // "" when it is not known
	proofs                    []proof
	// differs says that a document of the one side's writers is none of the other's,
	// or that one side accepts what the other does not.
	differs bool
}

// proof is a document that shows a break.
type proof struct {
	question string // "backward", "forward" or "reader"
	document *source.Value
}

func always(v *source.Value) func(*source.Value) *source.Value {
	return func(*source.Value) *source.Value { return v }
}

func itself(v *source.Value) *source.Value { return v }

// labeller says what is known about edits.
type labeller struct {
	c        *Choice
	old, new *side
	w        words
}

// labelled makes the label of an edit, or reports false when a side does not load or
// cannot be judged.
func labelled(c *Choice, e *labelledEdit, d graph.Dialect) (*label, bool) {
	t := &trial{pair: Pair{Old: e.old, New: e.new, Draft: d}}
	if !t.load() {
		return nil, false
	}
	a := &labeller{c: c, old: t.old, new: t.new, w: wordsOf(t.old.g)}
	old, new := newContexts(t.old.g), newContexts(t.new.g)
	l := &label{edit: e, draft: d}
	a.related(l, old, new)
	for _, s := range e.shows {
		x, of := old, t.old
		if s.forward {
			x, of = new, t.new
		}
		n := nodeAt(of.g, s.at)
		if n == nil {
			continue
		}
		for range 4 {
			if doc := newDocuments(c, of.judge, a.w).lead(x, n, 12, s.put); doc != nil && a.weigh(l, doc) {
				break
			}
		}
	}
	if e.rule != nil {
		e.rule(l, old, new)
	}
	if l.backward == no || l.forward == no || l.reader == no {
		l.bump = "major"
	}
	return l, true
}

// related says what follows from the relation. Where no step from the root to the
// edited schema is one that turns acceptance around (not, if, contains with a maximum,
// oneOf whose branches may overlap), the root accepts no less when the schema does,
// and no more when it does no more: by induction over the steps, in every document.
// Backward asks for a part of L(old) in L(new), forward for a part of L(new) in L(old).
// Readers find what they found when the same schemas accept as before, or, of an edit
// that declares no members, when all that declared a member of an old document accept
// it still: those that accept no less do, and those that every valid document needs.
func (a *labeller) related(l *label, old, new *contexts) {
	e := l.edit
	if e.relation == same {
		l.backward, l.forward, l.reader = yes, yes, yes
		return
	}
	o, n := nodeAt(a.old.g, e.at), nodeAt(a.new.g, e.atNew)
	if e.relation == crossed || o == nil || n == nil || old.twisted[o] || new.twisted[n] {
		return
	}
	if e.relation == wider {
		l.backward = yes
	} else {
		l.forward = yes
	}
	if !e.members && (e.relation == wider || !old.chosen[o] && !new.chosen[n]) {
		l.reader = yes
	}
}

// weigh looks what a document shows, and reports whether it is a break.
func (a *labeller) weigh(l *label, v *source.Value) bool {
	doc, err := newDocument(v)
	if err != nil {
		return false
	}
	in, out := a.judged(a.old, doc), a.judged(a.new, doc)
	if in == NoOpinion || out == NoOpinion {
		return false
	}
	written, _, err1 := a.old.writer.InWriter(v)
	writes, _, err2 := a.new.writer.InWriter(v)
	annotated, _, err3 := a.old.writer.InAnnotated(a.new.writer, v)
	if err1 != nil || err2 != nil || err3 != nil {
		return false
	}
	l.differs = l.differs || in != out || written != writes
	switch {
	case in == Valid && out == Invalid && (written || annotated):
		l.prove(&l.backward, "backward", v)
	case in == Invalid && out == Valid && writes:
		l.prove(&l.forward, "forward", v)
	case in == Valid && out == Valid && written && a.loses(v):
		l.prove(&l.reader, "reader", v)
	default:
		return false
	}
	return true
}

func (l *label) prove(which *stated, question string, v *source.Value) {
	if *which == yes {
		panic("the label of " + l.edit.kind + " says yes, and " + v.JSON() + " says no:\n" + l.edit.old.JSON() + "\n" + l.edit.new.JSON())
	}
	if *which = no; !slices.ContainsFunc(l.proofs, func(p proof) bool { return p.question == question }) {
		l.proofs = append(l.proofs, proof{question, v})
	}
}

// judged is what the validators say when none of them disagrees.
func (a *labeller) judged(s *side, doc *document) Opinion {
	said := s.judge.Eval(doc.eval)
	if other := s.judge.V5(doc.value); other != NoOpinion && other != said {
		return NoOpinion
	}
	return said
}

func (a *labeller) loses(v *source.Value) bool {
	t := &trial{old: a.old, new: a.new}
	lost, err := t.lossy(v)
	return lost && err == nil
}

// nodeAt returns the schema at a path of the text that g was read from, nil when there
// is none.
func nodeAt(g *graph.Graph, path []int) *graph.Node {
	v := g.Root.Value
	for _, i := range path {
		if i >= kids(v) {
			return nil
		}
		v = kid(v, i)
	}
	for _, n := range g.Nodes {
		if n.Value == v && n.File == g.Root.File {
			return n
		}
	}
	return nil
}

// pathOf is the path of a member, by names from v on.
func pathOf(v *source.Value, from []int, names ...string) []int {
	path := slices.Clone(from)
	v = at(v, from)
	for _, name := range names {
		i := slices.IndexFunc(v.Members, func(m source.Member) bool { return m.Name == name })
		path, v = append(path, i), v.Members[i].Value
	}
	return path
}

// complete says that the label tells every exit code.
func (l *label) complete() bool { return l.bump != "" }

func (l *label) String() string {
	var parts []string
	for _, s := range []struct {
		name string
		says stated
	}{{"backward", l.backward}, {"forward", l.forward}, {"reader", l.reader}, {"bump", stated(l.bump)}} {
		if s.says != unsaid {
			parts = append(parts, s.name+" "+string(s.says))
		}
	}
	return strings.Join(parts, ", ")
}
