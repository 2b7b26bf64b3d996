package compat

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/shrink"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// shrinkLimit bounds how many documents are tried to make a witness smaller, and
// lossLimit the same for each loss, of which there may be many.
const (
	shrinkLimit = 1500
	lossLimit   = 400
	// shrinkSteps bounds what judging these documents may take, in steps of the
	// evaluator.
	shrinkSteps = 3_000_000
)

// side is one schema of a comparison with the judges that it needs.
type side struct {
	name   string
	schema *Schema
	plain  bool // formats are not asserted, whatever the schema was loaded for

	members *writer.Evaluator
	judges  *confirm.Side
	program *eval.Program
	root    int
	emits   *decide.Answer // whether writers emit anything, once it was asked
}

func newSide(name string, s *Schema) *side { return &side{name: name, schema: s} }

func (s *side) withoutFormats() *side { return &side{name: s.name, schema: s.schema, plain: true} }

func (s *side) graph() *graph.Graph {
	if s.plain && s.schema.plain != nil {
		return s.schema.plain
	}
	return s.schema.graph
}

// judge returns the independent validators of the side.
func (s *side) judge() *confirm.Side {
	if s.judges == nil {
		s.judges = confirm.NewSide(s.graph(), s.schema.assertFormats && !s.plain)
	}
	return s.judges
}

// writer returns the naive evaluator of the definition.
func (s *side) writer() *writer.Evaluator {
	if s.members == nil {
		s.members = writer.NewEvaluator(s.graph())
	}
	return s.members
}

// evaluator returns the program of the evaluator that generated code runs, nil
// where there is none.
func (s *side) evaluator() *eval.Program {
	if s.program == nil {
		p, index, err := program.Compile(s.graph())
		if err != nil {
			return nil
		}
		s.program, s.root = p, index[s.graph().Root]
	}
	return s.program
}

// elsewhere returns the file that a node stands in when it is not the schema's own.
func (s *side) elsewhere(n *graph.Node) string {
	if n.File.Name == s.schema.file.Name {
		return ""
	}
	return n.File.Name
}

// owns reports whether a node is of the side's graph.
func (s *side) owns(n *graph.Node) bool {
	all := s.graph().Nodes
	return n.ID < len(all) && all[n.ID] == n
}

// agrees reports whether the evaluator says of doc, too, that it is accepted or
// not.
func (s *side) agrees(doc *source.Value, accepted bool) bool {
	p := s.evaluator()
	if p == nil {
		return true
	}
	v, err := eval.Parse(doc.JSON())
	return err == nil && p.Check(s.root, v, nil) == accepted
}

// witness is what a document has to be: a document of in, in content, that out
// refuses.
type witness struct {
	in, out *side
	content decide.Content
}

// holds reports whether both evaluators find doc to be a witness.
func (w witness) holds(doc *source.Value) (bool, error) {
	refused, err := w.out.writer().Accepts(doc)
	if refused || err != nil {
		return false, err
	}
	var ok bool
	switch w.content {
	case decide.Writer:
		ok, _, err = w.in.writer().InWriter(doc)
	case decide.Annotated:
		ok, _, err = w.in.writer().InAnnotated(w.out.writer(), doc)
	default:
		ok, err = w.in.writer().Accepts(doc)
	}
	return ok && err == nil && w.in.agrees(doc, true) && w.out.agrees(doc, false), err
}

// confirmed makes doc as small as holds allows and has the claims about it
// confirmed. When they are not, it says so in the report.
func (c *comparison) confirmed(question string, doc *source.Value, holds func(*source.Value) (bool, error), limit int, claims ...confirm.Claim) (*source.Value, confirm.Result, bool) {
	if c.stopped(question) {
		return nil, confirm.Result{}, false
	}
	ok, err := holds(doc)
	switch {
	case err != nil:
		c.undecided(question, "unconfirmed", "the document that the search found cannot be judged: "+text(err))
		return nil, confirm.Result{}, false
	case !ok:
		c.fault(question, doc, "the evaluators of this project disagree with the search")
		return nil, confirm.Result{}, false
	}
	most := c.spent() + shrinkSteps
	small := shrink.Shrink(doc, func(v *source.Value) bool {
		if c.spent() > most || c.ctx.Err() != nil {
			return false
		}
		ok, err := holds(v)
		return ok && err == nil
	}, limit)
	if c.stopped(question) {
		return nil, confirm.Result{}, false
	}
	result := confirm.Check(small, claims...)
	if result.Outcome == confirm.Unconfirmed && small != doc {
		// What was left out may be what kept the validators from judging.
		if whole := confirm.Check(doc, claims...); whole.Outcome != confirm.Unconfirmed {
			small, result = doc, whole
		}
	}
	switch result.Outcome {
	case confirm.Confirmed:
		return small, result, true
	case confirm.Refuted:
		c.fault(question, small, result.Reason)
	default:
		c.undecided(question, "unconfirmed", "nobody confirms the document that the search found: "+result.Reason)
	}
	return nil, result, false
}

// spent returns the steps that the evaluators of both sides have taken.
func (c *comparison) spent() int64 { return c.old.writer().Spent() + c.new.writer().Spent() }

// objection returns what the side has against doc: what the confirming validator
// said or, where that did not judge, what the evaluator says.
func (s *side) objection(doc *source.Value, said *v5.Violation) v5.Violation {
	if said != nil {
		return *said
	}
	out := v5.Violation{File: s.schema.file.Name}
	p := s.evaluator()
	if p == nil {
		return out
	}
	f, err := source.ParseJSON("", []byte(doc.JSON()))
	if err != nil {
		return out
	}
	v, err := eval.Parse(string(f.Data))
	if err != nil {
		return out
	}
	first := true
	p.Check(s.root, v, func(x eval.Violation) {
		if !first {
			return
		}
		first = false
		out.InstanceAt, out.SchemaAt = f.PointerAt(x.Offset), x.SchemaAt
		if file, at, ok := strings.Cut(x.SchemaAt, "#"); ok && !strings.HasPrefix(x.SchemaAt, "/") {
			out.File, out.SchemaAt = file, at
		}
		out.Keyword, out.Message = x.Keyword, x.Message
	})
	return out
}
