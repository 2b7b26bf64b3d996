package compat

import (
	"encoding/json"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Rule is one kind of change.
type Rule struct {
	ID string
	// Topic groups rules; Summary is one line, Explanation says whom the change
	// breaks, why, and what to do instead.
	Topic, Summary, Explanation string
	// Keywords are the schema keywords whose changes the rule tells.
	Keywords []string
	// Breaks names what such a change breaks ("backward", "forward", "reader") where
	// nothing else makes up for it; what it does between two given schemas is
	// decided, and stands in [Change]. Bump is what it owes where it breaks nothing.
	Breaks []string
	Bump   Bump
	// Old and New are an example: schemas that differ in this way and no other.
	Old, New json.RawMessage
}

// Rules lists every rule that Change.Rule may name, by topic.
func Rules() []Rule {
	all := changes.Rules()
	list := make([]Rule, len(all))
	for i, r := range all {
		list[i] = ruleOf(r)
	}
	return list
}

// RuleByID looks a rule up.
func RuleByID(id string) (Rule, bool) {
	r := changes.RuleByID(id)
	if r == nil {
		return Rule{}, false
	}
	return ruleOf(r), true
}

func ruleOf(r *changes.Rule) Rule {
	return Rule{
		ID: r.ID, Topic: r.Topic, Summary: r.Summary, Explanation: r.Explanation, Keywords: slices.Clone(r.Keywords),
		Breaks: slices.Clone(r.Breaks), Bump: bumpOf(r.Bump), Old: json.RawMessage(r.Old), New: json.RawMessage(r.New),
	}
}

// bumpOf reads the word of the room that explains changes.
func bumpOf(word string) Bump {
	b, _ := parsed(word, BumpNone, BumpPatch, BumpMinor, BumpMajor)
	return b
}

func raw(v *source.Value) json.RawMessage {
	if v == nil {
		return nil
	}
	return json.RawMessage(v.JSON())
}

// changes lists what is different, each with what it breaks by itself.
func (c *comparison) changes() []Change {
	if c.same {
		return nil
	}
	r := c.report
	diff := changes.Diff(c.old.graph(), c.new.graph())
	found := diff.Changes
	for _, u := range diff.Unheard {
		c.unresolved("changes", []decide.Unknown{{
			Node: u.Node, Keyword: u.Keyword, Reason: graph.CodeUnheard,
			Message: "what changed of a keyword that is not known cannot be told",
		}})
	}
	question := changes.Case{
		AssertFormats: c.old.schema.assertFormats, MaxWork: c.maxWork(), Stop: c.ctx.Done(), Open: c.opt.Content == Open,
		Backward: r.Backward.decided(), Forward: r.Forward.decided(), Reader: r.Reader.decided(),
	}
	if r.Reader != nil && r.RequiredBump != BumpUnknown {
		question.Bump = r.RequiredBump.String()
	}
	list := make([]Change, 0, len(found))
	rewritten := map[[2]*graph.Node]bool{}
	for i, e := range diff.Attribute(question) {
		x := &found[i]
		// With a patch no place has another default or format: one moved.
		moved := r.RequiredBump == BumpPatch && r.Reader != nil && !x.Unused && (x.Keyword == "default" || x.Keyword == "format")
		if e.Rewrite || moved {
			pair := [2]*graph.Node{x.OldNode, x.NewNode}
			if rewritten[pair] {
				continue
			}
			rewritten[pair] = true
			same := x.Rewritten()
			x = &same
		}
		x.Whole = c.called
		list = append(list, Change{
			Rule: x.Rule.ID, OldAt: x.OldAt, NewAt: x.NewAt, Old: raw(x.Old), New: raw(x.New),
			Breaks: e.Breaks, Bump: bumpOf(e.Bump), Witness: c.own(e), Message: x.Message(),
			OldFile: c.old.elsewhere(x.OldNode), NewFile: c.new.elsewhere(x.NewNode), Keyword: x.Keyword, Name: x.Name, NewName: x.NewName,
			InstancePath: x.InstancePath, Unused: x.Unused, MayBeAbsent: x.MayBeAbsent, Decided: e.Exact,
		})
	}
	c.askedBumps(list)
	return c.explainPlaces(list)
}

// askedBumps takes the bumps from changes where none is asked for.
func (c *comparison) askedBumps(list []Change) {
	for i := range list {
		if !c.bumpAsked() {
			list[i].Bump = BumpUnknown
		}
	}
}

// own returns the witness of one change, if the validators confirm that it shows
// one of the things that the change breaks.
func (c *comparison) own(e changes.Effect) json.RawMessage {
	if e.Witness == nil {
		return nil
	}
	for _, question := range e.Breaks {
		claims := []confirm.Claim{
			{Side: c.old.judge(), Accepts: question != changes.Forward},
			{Side: c.new.judge(), Accepts: question != changes.Backward},
		}
		if confirm.Check(e.Witness, claims...).Outcome == confirm.Confirmed {
			return raw(e.Witness)
		}
	}
	return nil
}

// decided tells the answer of a direction to the room that explains it.
func (r *Inclusion) decided() changes.Decided {
	if r == nil || r.Verdict != Incompatible {
		return changes.Decided{}
	}
	return changes.Decided{Broken: true, Witness: document(r.Witness)}
}

func (r *Reader) decided() changes.Decided {
	if r == nil || r.Verdict != Incompatible {
		return changes.Decided{}
	}
	d := changes.Decided{Broken: true}
	if len(r.Lost) > 0 {
		d.Witness = document(r.Lost[0].Witness)
	}
	return d
}

// document reads a witness of a report again.
func document(text json.RawMessage) *source.Value {
	f, err := source.ParseJSON("witness", text)
	if err != nil {
		return nil
	}
	return f.Root
}
