package compat

import (
	"encoding/json"
	"regexp"

	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
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
	answer := c.losses(decide.LossQuestion{}, c.old, c.new)
	for _, l := range answer.Losses {
		if lost, ok := c.lost(l); ok {
			r.Lost = append(r.Lost, lost)
		}
	}
	switch {
	case len(r.Lost) > 0:
		r.Verdict = Incompatible
	case answer.Verdict == decide.Empty && c.emits(readerQuestion, c.old, c.new):
		r.Verdict = Compatible
	}
	if answer.Verdict == decide.Undecided {
		c.unresolved(readerQuestion, answer.Unknown)
	}
	return r
}

// lost makes the witness of a loss small and has it confirmed.
func (c *comparison) lost(l decide.Loss) (Lost, bool) {
	k := &loss{comparison: c, name: l.Name}
	doc, _, ok := c.confirmed(readerQuestion, l.Witness, k.holds, lossLimit,
		confirm.Claim{Side: c.old.judge(), Accepts: true}, confirm.Claim{Side: c.new.judge(), Accepts: true})
	if !ok {
		return Lost{}, false
	}
	at, d, err := k.find(doc)
	if err != nil || at == "" {
		c.undecided(readerQuestion, "unconfirmed", "the lost member cannot be found again")
		return Lost{}, false
	}
	return Lost{OldAt: declaredAt(d), OldFile: c.old.elsewhere(d.Node), Name: l.Name, InstanceAt: at, Witness: json.RawMessage(doc.JSON())}, true
}

// loss is the loss of one member that a document has to show.
type loss struct {
	*comparison
	name string
	// node and keyword declare the member in the document that was found; a
	// smaller document has to lose the same.
	node    *graph.Node
	keyword string
}

// holds reports whether old writers emit doc, free-form objects left empty, new
// accepts it, and does not declare the member.
func (k *loss) holds(doc *source.Value) (bool, error) {
	ok, err := k.new.writer().Accepts(doc)
	if !ok || err != nil {
		return false, err
	}
	at, d, err := k.find(doc)
	if at == "" || err != nil {
		return false, err
	}
	if ok, _, err := k.old.writer().InWriter(doc); !ok || err != nil {
		return false, err
	}
	if ok, err := k.old.writer().FreeFormEmpty(doc); !ok || err != nil {
		return false, err
	}
	if !k.old.agrees(doc, true) || !k.new.agrees(doc, true) {
		return false, nil
	}
	if k.node == nil {
		k.node, k.keyword = d.Node, d.Keyword
	}
	return true, nil
}

// find returns where doc loses the member and what declares it in old.
func (k *loss) find(doc *source.Value) (at string, d writer.Declaration, err error) {
	missing, err := k.new.writer().Undeclared(doc)
	if err != nil || len(missing) == 0 {
		return "", d, err
	}
	declared, err := k.old.writer().Declarations(doc)
	if err != nil {
		return "", d, err
	}
	by := make(map[string]writer.Declaration, len(declared))
	for _, x := range declared {
		by[x.At] = x
	}
	for _, u := range missing {
		x, ok := by[u.At]
		if ok && u.Name == k.name && (k.node == nil || x.Node == k.node && x.Keyword == k.keyword) {
			return u.At, x, nil
		}
	}
	return "", d, nil
}

// declaredAt returns the pointer of what declares a member.
func declaredAt(d writer.Declaration) string {
	at := d.Node.At(d.Keyword)
	switch d.Keyword {
	case "properties", "dependentSchemas":
		return source.Join(at, d.Name)
	case "patternProperties":
		for _, p := range d.Node.PatternProperties {
			if text, err := p.Pattern.P.RE2(); err == nil {
				if re, err := regexp.Compile(text); err == nil && re.MatchString(d.Name) {
					return source.Join(at, p.Pattern.Source)
				}
			}
		}
	}
	return at
}
