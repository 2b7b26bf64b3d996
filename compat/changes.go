package compat

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

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
		if e.Rewrite {
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

// explainPlaces puts down what the whole owes for its places, where no change owes
// it by itself, to the changes of defaults and formats or, without any, of schemas
// that have one. Where there is neither, the whole has one more change: a default or
// format that no document can meet is compared all the same.
func (c *comparison) explainPlaces(list []Change) []Change {
	owed := c.report.RequiredBump
	if c.report.Reader == nil || owed == BumpUnknown || slices.ContainsFunc(list, func(x Change) bool { return x.Bump >= owed }) {
		return list
	}
	has := func(text json.RawMessage) bool {
		return bytes.Contains(text, []byte(`"default":`)) || bytes.Contains(text, []byte(`"format":`))
	}
	for _, explains := range []func(*Change) bool{
		func(x *Change) bool { return x.Keyword == "default" || x.Keyword == "format" },
		func(x *Change) bool { return has(x.Old) || has(x.New) },
	} {
		found := false
		for i := range list {
			if x := &list[i]; !x.Unused && explains(x) {
				found, x.Bump = true, owed
				if x.Keyword != "default" && x.Keyword != "format" {
					x.Message += "; what covers its place has another default or format"
				}
			}
		}
		if found {
			return list
		}
	}
	if places := c.seen; owed != BumpPatch && !places.defaultBroken && !places.defaultChanged && !places.formatChanged {
		// What is written otherwise bears on what else applies: no change breaks anything
		// by itself, or so it was left open, and all of them do.
		found := false
		for i := range list {
			if x := &list[i]; !x.Unused {
				found, x.Bump = true, owed
				x.Message = strings.Replace(x.Message, "says the same in other words", "is written otherwise, which bears on what else applies", 1)
			}
		}
		if found {
			return list
		}
	}
	more := Change{OldAt: c.old.graph().Root.Ptr(), NewAt: c.new.graph().Root.Ptr(), Bump: owed, Decided: true, MayBeAbsent: c.seen.defaultBroken}
	switch {
	case owed == BumpPatch: // the text is the same, and what it refers to is written otherwise
		more.Rule, more.Message = "same-in-other-words", cmp.Or(c.called, "the document")+" says the same in other words"
	case c.seen.defaultBroken || c.seen.defaultChanged:
		more.Rule, more.Keyword, more.Message = "default-changed", "default", "a default that the schemas have in all at some place is another, or gone"
	default:
		more.Rule, more.Keyword, more.Message = "format-changed", "format", "a format that the schemas have in all at some place is another, or gone"
	}
	return append(list, more)
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
