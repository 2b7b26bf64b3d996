package changes

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/shrink"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Decided is the answer to one question about both schemas as wholes.
type Decided struct {
	// Broken says that it was decided, and against the change. No change is blamed
	// for what was not asked, is not known, or holds.
	Broken bool
	// Witness is the document that shows it, if there is one.
	Witness *source.Value
}

// Case is what Attribute is asked about.
type Case struct {
	// AssertFormats says that formats were asserted when the schemas were loaded.
	AssertFormats bool
	// Backward, Forward and Reader are what was decided of the whole.
	Backward, Forward, Reader Decided
	// Open says that the directions were asked about all documents and not only
	// about what writers emit.
	Open bool
	// Bump is what the whole owes, if that is known: no change owes more.
	Bump string
	// MaxWork is the budget for all searches together; 0 is decide.DefaultMaxWork.
	// Closing Stop ends them: what is open then is what rules let expect.
	MaxWork int64
	Stop    <-chan struct{}
}

// Effect is what one change does by itself.
type Effect struct {
	// Breaks lists Backward, Forward and Reader as far as the change breaks them.
	Breaks []string
	// Bump is what the change owes.
	Bump string
	// Witness is a document that shows a break of this change, and of the schemas
	// as wholes.
	Witness *source.Value
	// Rewrite says that both schemas mean the same, so that the change is another
	// way to say it.
	Rewrite bool
	// Exact says that Breaks was decided. Else it is what the rule lets expect of
	// what was decided for the whole.
	Exact bool
}

// The bounds of what Attribute spends, whatever the schemas.
const (
	maxVariants     = 64
	maxVariantBytes = 8 << 20
	workPerQuestion = 100_000
	shrinkLimit     = 400
)

// Attribute says which of the changes break what was decided to be broken.
func (d *Difference) Attribute(c Case) []Effect {
	list := d.Changes
	out := make([]Effect, len(list))
	if !c.Backward.Broken && !c.Forward.Broken && !c.Reader.Broken {
		for i := range list {
			same := (c.Bump == BumpPatch || c.Bump == BumpNone) && !harmless(&list[i]) && !identifier(&list[i]) && list[i].Rule != orderChanged
			out[i] = Effect{Bump: c.bump(&list[i], nil), Exact: true, Rewrite: same}
		}
		return out
	}
	a := newAttribution(d, c)
	for _, i := range a.order() {
		out[i] = a.effect(&list[i])
	}
	a.explainRest(out)
	for i := range out {
		out[i].Bump = c.bump(&list[i], out[i].Breaks)
	}
	return out
}

// bump is what a change owes that breaks something, or nothing.
func (c *Case) bump(x *Change, breaks []string) string {
	owed := x.Rule.Bump
	switch {
	case len(breaks) > 0, x.MayBeAbsent && !x.Unused:
		owed = BumpMajor
	case x.Unused:
		owed = BumpPatch
	}
	order := []string{BumpNone, BumpPatch, BumpMinor, BumpMajor}
	if !slices.Contains(order, owed) {
		owed = BumpMajor // a word that is no bump never passes for a small one
	}
	if most := slices.Index(order, c.Bump); most >= 0 {
		owed = order[min(most, slices.Index(order, owed))]
	}
	return owed
}

type attribution struct {
	Case
	diff *Difference
	list []Change
	// variants and the evaluators of both sides are made with the first variant.
	variants *variants
	old, new *writer.Evaluator
	work     int64
	left     int // variants that may still be made
}

func newAttribution(d *Difference, c Case) *attribution {
	a := &attribution{Case: c, diff: d, list: d.Changes, work: c.MaxWork, left: maxVariants}
	if a.work == 0 {
		a.work = decide.DefaultMaxWork
	}
	size := 0
	for _, side := range d.sides {
		size += len(side.graph.Root.File.Data)
	}
	if size > 0 {
		a.left = min(a.left, maxVariantBytes/size)
	}
	return a
}

// variant returns the old schema with one change applied.
func (a *attribution) variant(c *Change) (*graph.Graph, error) {
	a.left--
	if a.variants == nil {
		a.old, a.new = writer.NewEvaluator(a.diff.sides[0].graph), writer.NewEvaluator(a.diff.sides[1].graph)
		a.variants = a.diff.variants(a.AssertFormats)
	}
	return a.variants.with(c)
}

// order puts first what is expected to break something, so that it is decided
// before the budget ends.
func (a *attribution) order() []int {
	var first, rest []int
	for i := range a.list {
		if len(a.expected(&a.list[i])) > 0 {
			first = append(first, i)
		} else {
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}

// question returns what was decided of the whole.
func (a *attribution) question(name string) Decided {
	switch name {
	case Backward:
		return a.Backward
	case Forward:
		return a.Forward
	}
	return a.Reader
}

// expected is what the rule lets expect, as far as it was decided of the whole.
func (a *attribution) expected(c *Change) []string {
	if c.Unused {
		return nil
	}
	can := slices.Concat(c.Rule.Breaks, c.besides)
	if a.Open {
		can = append(can, c.Rule.Open...)
	}
	backward, forward := slices.Contains(can, Backward), slices.Contains(can, Forward)
	switch c.sense {
	case inverted:
		backward, forward = forward, backward
	case either:
		backward = backward || forward
		forward = backward
	}
	var out []string
	for _, q := range []struct {
		name string
		can  bool
	}{{Backward, backward}, {Forward, forward}, {Reader, slices.Contains(can, Reader)}} {
		if q.can && a.question(q.name).Broken {
			out = append(out, q.name)
		}
	}
	return out
}

// harmless reports whether a change cannot break anything, by its rule.
func harmless(c *Change) bool {
	return c.Unused || len(c.Rule.Breaks)+len(c.Rule.Open)+len(c.besides) == 0 && c.Rule != memberAddedOptional
}

// identifier reports whether a change is about how schemas are found, which
// others can depend on whatever documents mean.
func identifier(c *Change) bool { return strings.HasPrefix(c.Keyword, "$") }

// effect decides what one change breaks.
func (a *attribution) effect(c *Change) Effect {
	if harmless(c) {
		return Effect{Exact: true}
	}
	guess := Effect{Breaks: a.expected(c)}
	if a.left <= 0 || a.work <= 0 {
		return guess
	}
	variant, err := a.variant(c)
	if err != nil {
		return guess
	}
	e := Effect{Exact: true}
	judge := writer.NewEvaluator(variant)
	for _, name := range []string{Backward, Forward, Reader} {
		if !a.question(name).Broken {
			continue
		}
		breaks, witness, known := a.ask(name, judge)
		if !known {
			breaks = slices.Contains(guess.Breaks, name)
			e.Exact = false
		}
		if breaks {
			e.Breaks = append(e.Breaks, name)
		}
		if e.Witness == nil {
			e.Witness = witness
		}
	}
	return e
}

// ask decides one question between the old schema and a variant of it.
func (a *attribution) ask(name string, variant *writer.Evaluator) (breaks bool, witness *source.Value, known bool) {
	holds := a.witnessOf(name, variant)
	old, with := a.old.Graph(), variant.Graph()
	if w := a.question(name).Witness; w != nil && holds(w) {
		return true, w, true
	}
	if a.work <= 0 {
		return false, nil, false
	}
	budget := min(a.work, workPerQuestion)
	if name == Reader {
		answer := decide.Losses(decide.LossQuestion{Old: old, New: with, MaxWork: budget, Stop: a.Stop, Limit: 1})
		a.work -= answer.Work
		if len(answer.Losses) > 0 {
			return true, nil, true
		}
		return false, nil, answer.Verdict == decide.Empty
	}
	q := decide.Question{In: old, Out: with, Content: decide.Annotated, MaxWork: budget, Stop: a.Stop}
	if name == Forward {
		q = decide.Question{In: with, Out: old, Content: decide.Writer, MaxWork: budget, Stop: a.Stop}
	}
	if a.Open {
		q.Content = decide.Open
	}
	answer := decide.Decide(q)
	a.work -= answer.Work
	if answer.Verdict != decide.Found {
		return false, nil, answer.Verdict == decide.Empty
	}
	if holds(answer.Witness) {
		witness = shrink.Shrink(answer.Witness, holds, shrinkLimit)
	}
	return true, witness, true
}

// witnessOf returns the test of a document that shows a break of the variant and
// of the schemas as wholes.
func (a *attribution) witnessOf(name string, h *writer.Evaluator) func(*source.Value) bool {
	accepted := func(e *writer.Evaluator, doc *source.Value) bool {
		ok, err := e.Accepts(doc)
		return err == nil && ok
	}
	refused := func(e *writer.Evaluator, doc *source.Value) bool {
		ok, err := e.Accepts(doc)
		return err == nil && !ok
	}
	emitted := func(e *writer.Evaluator, doc *source.Value) bool {
		if a.Open {
			return accepted(e, doc)
		}
		ok, _, err := e.InWriter(doc)
		return err == nil && ok
	}
	switch name {
	case Backward:
		return func(doc *source.Value) bool {
			if !refused(h, doc) || !refused(a.new, doc) {
				return false
			}
			if a.Open {
				return accepted(a.old, doc)
			}
			ok, _, err := a.old.InAnnotated(a.new, doc)
			return err == nil && ok
		}
	case Forward:
		return func(doc *source.Value) bool {
			return refused(a.old, doc) && emitted(h, doc) && emitted(a.new, doc)
		}
	}
	return func(doc *source.Value) bool {
		if !emitted(a.old, doc) {
			return false
		}
		here, err := a.old.Lost(h, doc)
		whole, failed := a.old.Lost(a.new, doc)
		return len(here) > 0 && len(whole) > 0 && err == nil && failed == nil
	}
}

// explainRest sees to it that every break has a change to explain it: what only
// several changes together break is put down to those that can have a part in
// it.
func (a *attribution) explainRest(out []Effect) {
	for _, name := range []string{Backward, Forward, Reader} {
		if !a.question(name).Broken || slices.ContainsFunc(out, func(e Effect) bool { return slices.Contains(e.Breaks, name) }) {
			continue
		}
		var blamed []int
		for i := range a.list {
			if slices.Contains(a.expected(&a.list[i]), name) {
				blamed = append(blamed, i)
			}
		}
		if blamed == nil {
			for i := range a.list {
				if !harmless(&a.list[i]) {
					blamed = append(blamed, i)
				}
			}
		}
		for _, i := range blamed {
			out[i].Breaks = append(out[i].Breaks, name)
			slices.SortFunc(out[i].Breaks, func(x, y string) int { return rank(x) - rank(y) })
			out[i].Exact = false
		}
	}
}

func rank(question string) int { return slices.Index([]string{Backward, Forward, Reader}, question) }
