package compat

import (
	"encoding/json"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

const readerQuestion = "reader"

// reader asks what readers of new lose of old documents.
func (c *comparison) reader() *Reader {
	r := &Reader{}
	if c.stopped(readerQuestion) {
		return r
	}
	if c.same {
		r.Verdict = Compatible
		return r
	}
	answer := c.losses(decide.LossQuestion{}, c.old, c.new)
	var told []writer.Declarer
	for _, l := range answer.Losses {
		if lost, ok := c.lost(l, told); ok {
			r.Lost = append(r.Lost, lost)
		}
		told = append(told, l.By[0])
	}
	open := answer.Unknown
	if answer.Verdict == decide.Empty {
		open = c.unread()
	}
	switch {
	case len(r.Lost) > 0:
		r.Verdict = Incompatible
	case answer.Verdict == decide.Empty && open == nil:
		r.Verdict = Compatible
	}
	c.unresolved(readerQuestion, open)
	return r
}

// nothingShared is the reason that readers of new accept nothing that old writers
// emit.
const nothingShared = "nothing-shared"

// unread says why it means nothing that nothing is lost: old writers emit nothing,
// or nothing that new accepts. It is nil when it does mean something.
func (c *comparison) unread() []decide.Unknown {
	if open := c.unwritten(c.old, c.new); open != nil || c.report.Backward.Verdict == Compatible {
		return open
	}
	answer := decide.Shared(decide.Question{In: c.old.graph(), Out: c.new.graph(), MaxWork: c.maxWork(), Stop: c.ctx.Done()})
	if answer.Verdict == decide.Empty {
		return []decide.Unknown{{
			Node: c.new.graph().Root, Reason: nothingShared,
			Message: "new accepts nothing that old writers emit, so readers of new find no member of theirs, and miss none",
		}}
	}
	return answer.Unknown
}

// lost makes the witness of a loss small and has it confirmed.
func (c *comparison) lost(l decide.Loss, told []writer.Declarer) (Lost, bool) {
	k := &loss{comparison: c, by: l.By[0], told: told}
	doc, _, ok := c.confirmed(readerQuestion, l.Witness, k.holds, lossLimit,
		confirm.Claim{Side: c.old.judge(), Accepts: true}, confirm.Claim{Side: c.new.judge(), Accepts: true})
	if !ok {
		return Lost{}, false
	}
	d, err := k.find(doc)
	if err != nil || d == nil {
		c.undecided(readerQuestion, "unconfirmed", "the lost member cannot be found again")
		return Lost{}, false
	}
	return Lost{OldAt: k.by.Place(), OldFile: c.old.elsewhere(k.by.Node), Name: d.Name, InstanceAt: d.At, Witness: json.RawMessage(doc.JSON())}, true
}

// loss is the loss, by what declares it, that a document has to show. What is told
// for others does not name the member beside it.
type loss struct {
	*comparison
	by   writer.Declarer
	told []writer.Declarer
}

// holds reports whether old writers emit doc, free-form objects left empty, new
// accepts it, and does not declare the member.
func (k *loss) holds(doc *source.Value) (bool, error) {
	ok, err := k.new.writer().Accepts(doc)
	if !ok || err != nil {
		return false, err
	}
	if d, err := k.find(doc); d == nil || err != nil {
		return false, err
	}
	if ok, _, err := k.old.writer().InWriter(doc); !ok || err != nil {
		return false, err
	}
	if ok, err := k.old.writer().FreeFormEmpty(doc); !ok || err != nil {
		return false, err
	}
	return k.old.agrees(doc, true) && k.new.agrees(doc, true), nil
}

// find returns the member of doc that is lost, nil when there is none.
func (k *loss) find(doc *source.Value) (*writer.Declaration, error) {
	list, err := k.old.writer().Lost(k.new.writer(), doc)
	for i := range list {
		by, named := list[i].Closest()
		beside := func(x writer.Declarer) bool { return slices.Contains(k.told, x) }
		if slices.Contains(by, k.by) && !(named && slices.ContainsFunc(by, beside)) {
			return &list[i], err
		}
	}
	return nil, err
}
