package compat

import (
	"encoding/json"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Rule is one kind of change.
type Rule struct {
	ID string
	// Topic groups rules; Summary is one line, Explanation says whom the change
	// breaks, why, and what to do instead.
	Topic, Summary, Explanation string
	// Old and New are an example: schemas that differ in this way and no other.
	Old, New json.RawMessage
}

// Rules lists every rule that Change.Rule may name, by topic.
func Rules() []Rule {
	all := changes.Rules()
	list := make([]Rule, len(all))
	for i, r := range all {
		list[i] = Rule{r.ID, r.Topic, r.Summary, r.Explanation, raw(r.Old), raw(r.New)}
	}
	return list
}

func raw(v *source.Value) json.RawMessage {
	if v == nil {
		return nil
	}
	return json.RawMessage(v.JSON())
}

// changes lists what is different, each with what it breaks.
func (c *comparison) changes() []Change {
	found := changes.Diff(c.old.graph(), c.new.graph())
	list := make([]Change, len(found))
	for i := range found {
		list[i] = c.change(&found[i])
	}
	return list
}

// change tells one difference. What it can break by its rule counts as far as
// the whole change of the schema does break it.
func (c *comparison) change(x *changes.Change) Change {
	out := Change{Rule: x.Rule, OldAt: x.OldAt, NewAt: x.NewAt, Old: raw(x.Old), New: raw(x.New), Message: x.Message()}
	rule, ok := changes.RuleByID(x.Rule)
	if !ok {
		return out
	}
	can := rule.Breaks
	if c.opt.Content == Open {
		can = append(slices.Clone(can), rule.Open...)
	}
	for _, question := range []string{changes.Backward, changes.Forward, changes.Reader} {
		if slices.Contains(can, question) && c.verdict(question) == Incompatible && !x.Unused {
			out.Breaks = append(out.Breaks, question)
		}
	}
	switch {
	case len(out.Breaks) > 0, x.MayBeAbsent:
		out.Bump = BumpMajor
	case x.Unused:
		out.Bump = BumpPatch
	default:
		if b, ok := parsed(rule.Bump, BumpNone, BumpPatch, BumpMinor, BumpMajor); ok {
			out.Bump = b
		}
	}
	if owed := c.report.RequiredBump; c.report.Reader != nil && owed != BumpUnknown {
		out.Bump = min(out.Bump, owed)
	}
	return out
}

// verdict returns the answer to a question, Unknown when it was not asked.
func (c *comparison) verdict(question string) Verdict {
	r := c.report
	switch {
	case question == changes.Backward && r.Backward != nil:
		return r.Backward.Verdict
	case question == changes.Forward && r.Forward != nil:
		return r.Forward.Verdict
	case question == changes.Reader && r.Reader != nil:
		return r.Reader.Verdict
	}
	return Unknown
}
