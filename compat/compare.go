package compat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Options say what Compare is asked. The zero value asks everything of writers'
// documents: both directions, what readers lose, and the bump.
type Options struct {
	Direction Direction // one of the constants
	Content   Content   // one of the constants
	// MaxWork is the budget of each search in work units; 0 is the default.
	MaxWork int64
	// Changes asks for the list of changes.
	Changes bool
}

// Compare answers what the change from old to new breaks. Once ctx is done
// nothing more is decided: what is open then is unknown, for the reason [Stopped].
//
// The error, a [*diag.Error], is about a call that asks nothing: a schema that Load
// did not make, a context that is nil, an option that is none of its constants or
// below zero, or formats asserted or keywords of later drafts read of one schema only,
// which would blame the change for what the options did. There is no report then.
func Compare(ctx context.Context, old, new *Schema, opt Options) (*Report, error) {
	if err := askable(ctx, old, new, opt); err != nil {
		return nil, err
	}
	pairs, err := entryPairs(old, new)
	if err != nil {
		return nil, err
	}
	c := &comparison{ctx: ctx, old: newSide(SideOld, old), new: newSide(SideNew, new), opt: opt, report: &Report{FormatVersion: FormatVersion}}
	r := c.report
	for _, s := range []*side{c.old, c.new} {
		for _, n := range s.schema.graph.Notes {
			r.Notes = append(r.Notes, noteOf(s, n))
		}
	}
	if pairs != nil {
		c.entries(pairs)
		return r, nil
	}
	c.same = sameText(c.old, c.new)
	c.run()
	return r, nil
}

// run asks everything of the two sides.
func (c *comparison) run() {
	r, opt := c.report, c.opt
	r.Verdict = Compatible
	if opt.Direction != Forward {
		r.Backward = c.inclusion("backward", c.old, c.new)
		r.Verdict = worse(r.Verdict, r.Backward.Verdict)
	}
	if opt.Direction != Backward {
		r.Forward = c.inclusion("forward", c.new, c.old)
		r.Verdict = worse(r.Verdict, r.Forward.Verdict)
	}
	if c.bumpAsked() {
		r.Reader = c.reader()
		r.Verdict = worse(r.Verdict, r.Reader.Verdict)
		r.RequiredBump = c.bump()
	}
	if opt.Changes && !c.stopped("changes") {
		r.Changes = c.changes()
	}
}

// bumpAsked reports whether the bump is asked for, and what readers lose.
func (c *comparison) bumpAsked() bool { return c.opt.Direction == Full && c.opt.Content == Writer }

// noteOf is a note on the schema of a side, with its remedy.
func noteOf(s *side, n *diag.Error) Note {
	note := Note{Code: n.Code, Side: s.name, At: n.Pointer, Message: n.Message}
	if n.File != s.schema.file.Name {
		note.File = n.File
	}
	if n.Hint != "" {
		note.Message += "; " + n.Hint
	}
	return note
}

// askable refuses what no question is.
func askable(ctx context.Context, old, new *Schema, opt Options) error {
	if err := source.NeedContext(ctx); err != nil {
		return err
	}
	for _, s := range []*Schema{old, new} {
		if s == nil || s.graph == nil {
			return source.Misuse("pass two schemas that Load returned", "there is no schema to compare")
		}
	}
	switch {
	case opt.Direction > Forward:
		return source.Misuse("use Full, Backward or Forward", opt.Direction.String()+" is no direction")
	case opt.Content > Open:
		return source.Misuse("use Writer or Open", opt.Content.String()+" is no content")
	case opt.MaxWork < 0:
		return source.Misuse("give a number of work units, or 0 for the default", fmt.Sprintf("%d is no budget", opt.MaxWork))
	case old.assertFormats != new.assertFormats:
		return source.Misuse("load both schemas with the same AssertFormats", "formats are asserted of one schema only")
	case old.laterKeywords != new.laterKeywords:
		return source.Misuse("load both schemas with the same LaterKeywords", "keywords of later drafts have their meaning in one schema only")
	case !slices.Equal(old.entries, new.entries):
		return source.Misuse("load both schemas with the same Entries", "other entry points are listed of one schema than of the other")
	}
	return nil
}

// comparison is one run of Compare.
type comparison struct {
	ctx      context.Context
	old, new *side
	opt      Options
	report   *Report
	seen     places // what the bump was told of places
	same     bool   // the schemas are equal, so that nothing needs to be decided
	// left is the work that may still be done for all entry points, nil where there
	// are none.
	left *int64
	// called is the place of the entry point that is compared, "" for schemas as wholes.
	called string
}

// maxWork is the budget of the next search.
func (c *comparison) maxWork() int64 {
	if c.left == nil {
		return c.opt.MaxWork
	}
	most := c.opt.MaxWork
	if most == 0 {
		most = decide.DefaultMaxWork
	}
	return max(1, min(most, *c.left))
}

// spend counts what a search did.
func (c *comparison) spend(work int64) {
	if c.left != nil {
		*c.left -= work
	}
}

// content returns which documents of the accepting side a direction is about.
func (c *comparison) content(question string) decide.Content {
	switch {
	case c.opt.Content == Open:
		return decide.Open
	case question == "backward":
		return decide.Annotated
	}
	return decide.Writer
}

// inclusion asks whether out accepts every document of in that counts.
func (c *comparison) inclusion(question string, in, out *side) *Inclusion {
	r := &Inclusion{Content: c.opt.Content}
	if c.stopped(question) {
		return r
	}
	if c.same {
		r.Verdict = Compatible
		return r
	}
	content := c.content(question)
	answer := c.decide(in, out, content)
	open := answer.Unknown
	if answer.Verdict == decide.Empty && content == decide.Annotated {
		open = c.unwritten(in, out)
	}
	switch {
	case answer.Verdict == decide.Found:
		c.shown(question, r, witness{in: in, out: out, content: content}, answer.Witness)
	case answer.Verdict == decide.Empty && open == nil, content != decide.Open && c.decide(in, out, decide.Open).Verdict == decide.Empty:
		r.Verdict = Compatible // what holds of all documents holds of writers'
	default:
		c.unresolved(question, open)
	}
	return r
}

// shown fills r with a witness that the search found, made small and confirmed.
func (c *comparison) shown(question string, r *Inclusion, w witness, doc *source.Value) {
	doc, result, ok := c.confirmed(question, doc, w.holds, shrinkLimit, confirm.Claim{Side: w.in.judge(), Accepts: true}, confirm.Claim{Side: w.out.judge()})
	if !ok {
		return
	}
	r.Verdict = Incompatible
	r.Witness = json.RawMessage(doc.JSON())
	r.AcceptedBy, r.RejectedBy = w.in.name, w.out.name
	if result.By != confirm.V5 {
		r.ConfirmedBy = result.By
	}
	objection := w.out.objection(doc, result.Violation)
	r.InstanceAt, r.SchemaAt = &objection.InstanceAt, &objection.SchemaAt
	if objection.File != w.out.schema.file.Name {
		r.SchemaFile = objection.File
	}
	r.Keyword, r.Message = objection.Keyword, objection.Message
	r.OnlyFormats = c.onlyFormats(w, doc)
}

// onlyFormats reports whether a break exists only because formats are asserted.
func (c *comparison) onlyFormats(w witness, doc *source.Value) bool {
	in, out := w.in.schema, w.out.schema
	if in.plain == nil && out.plain == nil {
		return false
	}
	plain := witness{in: w.in.withoutFormats(), out: w.out.withoutFormats(), content: w.content}
	if ok, err := plain.holds(doc); ok || err != nil {
		return false
	}
	return c.decide(plain.in, plain.out, w.content).Verdict == decide.Empty
}

// decide asks whether out accepts the documents of in.
func (c *comparison) decide(in, out *side, content decide.Content) decide.Answer {
	answer := decide.Decide(decide.Question{
		In: in.graph(), Out: out.graph(), Content: content, MaxWork: c.maxWork(), Stop: c.ctx.Done(),
	})
	c.spend(answer.Work)
	return answer
}

// losses asks what readers of new miss in documents of old.
func (c *comparison) losses(q decide.LossQuestion, old, new *side) decide.LossAnswer {
	q.Old, q.New, q.MaxWork, q.Stop = old.graph(), new.graph(), c.maxWork(), c.ctx.Done()
	answer := decide.Losses(q)
	c.spend(answer.Work)
	return answer
}

// stopped reports that the context is done, and adds to the report that it keeps
// the question from its answer.
func (c *comparison) stopped(question string) bool {
	if c.ctx.Err() == nil {
		return false
	}
	for _, u := range c.report.Unknowns {
		if u.Question == question && u.Reason == Stopped {
			return true
		}
	}
	c.report.Unknowns = append(c.report.Unknowns, Unresolved{Question: question, Reason: Stopped, Message: c.whyStopped()})
	return true
}

func (c *comparison) whyStopped() string {
	return "the comparison was stopped before its end: " + c.ctx.Err().Error()
}

// unwritten says why nothing follows from what writers of in emit, nil when it
// does: they emit something, or the schema accepts nothing at all. If not, an
// inclusion is proved about no document that anybody means to write, and the
// question stays open; unless both sides say the same. The search sees to this by
// itself where it is asked about W.
func (c *comparison) unwritten(in, out *side) []decide.Unknown {
	if in.emits == nil {
		answer := decide.Emits(in.graph(), c.maxWork(), c.ctx.Done())
		in.emits = &answer
	}
	if in.emits.Verdict != decide.Undecided || decide.SameStructure(in.graph(), out.graph()) {
		return nil
	}
	return in.emits.Unknown
}

// unresolved adds what kept a question from its answer to the report.
func (c *comparison) unresolved(question string, list []decide.Unknown) {
	for _, u := range list {
		x := Unresolved{Question: question, Keyword: u.Keyword, Reason: u.Reason, Message: u.Message}
		if c.ctx.Err() != nil {
			x.Reason, x.Message = Stopped, c.whyStopped()
		}
		if u.Node != nil {
			c.locate(&x, u)
		}
		c.report.Unknowns = append(c.report.Unknowns, x)
	}
}

// locate says where u is: in which schema, and at which keyword.
func (c *comparison) locate(x *Unresolved, u decide.Unknown) {
	for _, s := range []*side{c.old, c.new} {
		if !s.owns(u.Node) {
			continue
		}
		at := u.Node.Ptr()
		if u.Keyword != "" {
			at = u.Node.At(u.Keyword)
		}
		x.Schema, x.SchemaAt = s.name, &at
		x.SchemaFile = s.elsewhere(u.Node)
		return
	}
}

// fault notes a witness that turned out to be none.
func (c *comparison) fault(question string, doc *source.Value, message string) {
	if c.report.Fault == nil {
		c.report.Fault = &Fault{Question: question, Witness: json.RawMessage(doc.JSON()), Message: message}
	}
	c.undecided(question, "refuted", message)
}

// undecided adds what was found out after the search, or without one. Its place
// is that of what is unknown already, or else the root of the new schema.
func (c *comparison) undecided(question, reason, message string) {
	x := Unresolved{Question: question, Reason: reason, Message: message}
	if told := c.report.Unknowns; len(told) > 0 {
		first := told[0]
		x.Schema, x.SchemaFile, x.SchemaAt, x.Keyword = first.Schema, first.SchemaFile, first.SchemaAt, first.Keyword
	} else {
		n := c.new.graph().Root
		c.locate(&x, decide.Unknown{Node: n})
		for i := range n.Keywords {
			if k := &n.Keywords[i]; k.Row != nil && !k.Hidden && (k.Row.Asserts() || len(k.Row.Becomes) > 0 && k.Row.Role != keyword.NotApplied && k.Row.Kind == keyword.Applicator) {
				c.locate(&x, decide.Unknown{Node: n, Keyword: k.Name})
				x.Keyword = k.Name
				break
			}
		}
	}
	c.report.Unknowns = append(c.report.Unknowns, x)
}

// text is err without place and hint.
func text(err error) string {
	var known *diag.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return err.Error()
}
