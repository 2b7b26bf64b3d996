package compat

import (
	"encoding/json"

	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/graph"
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

// changes lists what is different, each with what it breaks by itself.
func (c *comparison) changes() []Change {
	r := c.report
	found := changes.Diff(c.old.graph(), c.new.graph())
	question := changes.Case{
		Old: c.old.graph(), New: c.new.graph(), MaxWork: c.opt.MaxWork, Open: c.opt.Content == Open,
		Load:     func(f *source.File) (*graph.Graph, error) { return graph.Load(f, c.old.schema.options) },
		Backward: r.Backward.decided(), Forward: r.Forward.decided(), Reader: r.Reader.decided(),
	}
	if r.Reader != nil && r.RequiredBump != BumpUnknown {
		question.Bump = r.RequiredBump.String()
	}
	list := make([]Change, 0, len(found))
	for i, e := range changes.Attribute(question, found) {
		if e.Rewrite {
			continue // the same in other words
		}
		x := &found[i]
		bump, _ := parsed(e.Bump, BumpNone, BumpPatch, BumpMinor, BumpMajor)
		list = append(list, Change{
			Rule: x.Rule, OldAt: x.OldAt, NewAt: x.NewAt, Old: raw(x.Old), New: raw(x.New),
			Breaks: e.Breaks, Bump: bump, Message: x.Message(), Witness: c.own(e),
		})
	}
	return list
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
