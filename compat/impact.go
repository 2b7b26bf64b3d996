package compat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// Document is one document that exists.
type Document struct {
	// File is what reports call the file that it stands in; the text is YAML when the
	// name ends in .yaml or .yml, else JSON. Line is where it begins there, counted from
	// 1, which 0 is too.
	File string
	Line int
	// Data is the text, not to be changed until MeasureImpact returns. Err says instead
	// why it could not be read.
	Data []byte
	Err  error
}

// ImpactOptions direct MeasureImpact. The zero value is right for documents of the old
// schema.
type ImpactOptions struct {
	// Direction is Forward for documents of new, which old may refuse. Backward and Full
	// are for documents of old.
	Direction Direction
	// Jobs is how many documents are judged at a time; 0 is one for each processor.
	Jobs int
}

// maxKinds is how many kinds of refusal an Impact lists.
const maxKinds = 100

// Impact is what a change does to documents that exist. Each document counts once: it is
// refused, or in one of the groups InvalidBefore, Malformed and Undecided, or valid under
// both schemas. A group without documents is nil.
type Impact struct {
	// Documents is how many were read, whatever is known of them.
	Documents int64 `json:"documents"`
	// Refused is how many the one side accepts and RejectedBy, which is SideNew or SideOld,
	// does not.
	Refused    int64  `json:"refused"`
	RejectedBy string `json:"rejected_by"`
	// Kinds tells why, the most frequent reason first. A document counts once under each of
	// its reasons, so that the counts may add up to more than Refused. MoreKinds is how
	// many there are besides the hundred that are listed.
	Kinds     []ImpactKind `json:"kinds"`
	MoreKinds int          `json:"more_kinds,omitempty"`
	// InvalidBefore are the documents that the one side refuses already, which is not the
	// doing of the change.
	InvalidBefore *ImpactKind `json:"invalid_before,omitempty"`
	// Malformed are the texts that are no JSON document, so that no schema was asked.
	Malformed *ImpactKind `json:"malformed,omitempty"`
	// Undecided are the documents about which one of the schemas gives no answer.
	Undecided *ImpactKind `json:"undecided,omitempty"`
	// Unread is what could not be read. It is not among Documents.
	Unread *ImpactKind `json:"unread,omitempty"`
}

// ImpactKind is a number of documents with one thing in common.
type ImpactKind struct {
	// Message says what, of one kind of refusal without the values of single documents.
	Message string `json:"message"`
	// Keyword and SchemaAt, a JSON Pointer, are what refuses; SchemaFile is set when it is in
	// another file than the schema that was given. They are of one kind of refusal only.
	Keyword    string  `json:"keyword,omitempty"`
	SchemaAt   *string `json:"schema_at,omitempty"`
	SchemaFile string  `json:"schema_file,omitempty"`
	// Count is how many documents, First the first of them.
	Count int64       `json:"count"`
	First ImpactPlace `json:"first"`
}

// ImpactPlace is what is wrong with one document.
type ImpactPlace struct {
	// File and Line are where it is wrong, Line and Column counted from 1 and 0 where there
	// is none.
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// InstanceAt is the JSON Pointer of the value at fault, nil where there is none.
	InstanceAt *string `json:"instance_at,omitempty"`
	// Message says what is wrong.
	Message string `json:"message"`
}

// MeasureImpact counts the documents that a change refuses, by kind. It judges each by both
// schemas, holds no more of them in memory than are judged at a time, and gives the same
// answer for any number of jobs. It decides nothing about the change: see Compare.
//
// The error is a [*diag.Error] about a call that asks nothing, as of Compare, or about a
// schema that no validator can judge by, and the context's once that is done.
func MeasureImpact(ctx context.Context, old, new *Schema, docs iter.Seq[Document], opt ImpactOptions) (*Impact, error) {
	if err := askable(ctx, old, new, Options{Direction: opt.Direction}); err != nil {
		return nil, err
	}
	switch {
	case docs == nil:
		return nil, source.Misuse("pass a sequence, which may be empty", "there is no sequence of documents")
	case opt.Jobs < 0:
		return nil, source.Misuse("give a number of jobs, or 0 for one for each processor", fmt.Sprintf("%d is no number of jobs", opt.Jobs))
	}
	old, new, err := oneEntry(old, new)
	if err != nil {
		return nil, err
	}
	c := &census{ctx: ctx, was: old, is: new, impact: &Impact{RejectedBy: SideNew}, kinds: map[kindKey]*ImpactKind{}}
	if opt.Direction == Forward {
		c.was, c.is, c.impact.RejectedBy = new, old, SideOld
	}
	if c.before, err = v5.CompileSound(c.was.graph, c.was.assertFormats); err != nil {
		return nil, err
	}
	if c.after, err = v5.CompileSound(c.is.graph, c.is.assertFormats); err != nil {
		return nil, err
	}
	c.after.MaxViolations = math.MaxInt // a kind is not missed because others came first
	err = parallel.InOrder(cmp.Or(opt.Jobs, runtime.GOMAXPROCS(0)), func(yield func(func() fate) bool) error {
		for d := range docs {
			if !yield(func() fate { return c.judge(d) }) {
				break
			}
		}
		return nil
	}, c.add)
	if err != nil {
		return nil, err
	}
	return c.told(), nil
}

// census counts documents.
type census struct {
	ctx           context.Context
	was, is       *Schema // the side that wrote the documents, and the one that reads them
	before, after *v5.Validator
	impact        *Impact
	kinds         map[kindKey]*ImpactKind // a schema has so many keywords and no more
}

// kindKey tells kinds of refusal apart.
type kindKey struct {
	file, at, keyword string
	missing           string // the message about a member that is not there, which no document words
}

// fate is what is known of one document: in which group it is and what is wrong with it, or
// why it is refused, each reason once.
type fate struct {
	group   group
	wrong   ImpactPlace
	refused []refusal
	err     error // the context's
}

// group is where a document counts.
type group uint8

const (
	fits group = iota // both schemas
	refused
	invalidBefore
	malformed
	undecided
	unread
)

// refusal is one reason against a document, and its place in it.
type refusal struct {
	key   kindKey
	place ImpactPlace
}

// judge finds the fate of a document. It is called by several goroutines.
func (c *census) judge(d Document) fate {
	if d.Err != nil {
		return fate{group: unread, wrong: d.wrong(d.Err)}
	}
	d.Line = max(d.Line, 1)
	f, err := source.Parse(d.File, d.Data)
	if err != nil {
		return fate{group: malformed, wrong: d.wrong(err)}
	}
	for _, side := range []*v5.Validator{c.before, c.after} {
		list, err := side.JudgeContext(c.ctx, f.Root)
		switch {
		case err != nil && err == c.ctx.Err():
			return fate{err: err}
		case err != nil:
			return fate{group: undecided, wrong: d.wrong(err)}
		case len(list) > 0 && side == c.before:
			return fate{group: invalidBefore, wrong: d.violated(f, list[0])}
		case len(list) > 0:
			return fate{group: refused, refused: d.refusals(f, list)}
		}
	}
	return fate{}
}

// wrong is an error about a document's text.
func (d Document) wrong(err error) ImpactPlace {
	p := ImpactPlace{File: d.File, Line: d.Line, Message: err.Error()}
	var known *diag.Error
	if errors.As(err, &known) {
		p.Message = known.Message
		switch {
		case d.Err != nil: // it knows its place in the file
			p.Line, p.Column = known.Line, known.Column
		case known.Line > 0:
			p.Line, p.Column = d.Line-1+known.Line, known.Column
		}
		if known.Pointer != "" {
			p.InstanceAt = &known.Pointer
		}
	}
	return p
}

// violated is where a document breaks a keyword.
func (d Document) violated(f *source.File, x v5.Violation) ImpactPlace {
	p := ImpactPlace{File: d.File, Line: d.Line, InstanceAt: &x.InstanceAt, Message: x.Message}
	if v, ok := f.At(x.InstanceAt); ok {
		p.Line, p.Column = f.Position(v.Start)
		p.Line += d.Line - 1
	}
	return p
}

// refusals are the reasons against a document, each once.
func (d Document) refusals(f *source.File, list []v5.Violation) []refusal {
	var out []refusal
	seen := map[kindKey]bool{}
	for _, x := range list {
		key := kindKey{file: x.File, at: x.SchemaAt, keyword: x.Keyword}
		if x.Missing != "" {
			key.missing = x.Message
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, refusal{key, d.violated(f, x)})
		}
	}
	return out
}

// add takes the fates in the order of the documents.
func (c *census) add(x fate) error {
	if err := cmp.Or(x.err, c.ctx.Err()); err != nil {
		return err
	}
	i := c.impact
	if x.group != unread {
		i.Documents++
	}
	switch x.group {
	case refused:
		i.Refused++
		for _, r := range x.refused {
			c.refuse(r)
		}
	case invalidBefore:
		count(&i.InvalidBefore, x.wrong, otherSide(i.RejectedBy)+" refuses it already")
	case malformed:
		count(&i.Malformed, x.wrong, "it is not strict JSON")
	case undecided:
		count(&i.Undecided, x.wrong, "a schema gives no answer about it")
	case unread:
		count(&i.Unread, x.wrong, "it cannot be opened, or read to its end")
	}
	return nil
}

// count adds a document to a group.
func count(k **ImpactKind, first ImpactPlace, message string) {
	if *k == nil {
		*k = &ImpactKind{Message: message, First: first}
	}
	(*k).Count++
}

// refuse adds a document to a kind of refusal.
func (c *census) refuse(r refusal) {
	k := c.kinds[r.key]
	if k == nil {
		k = &ImpactKind{Message: r.key.message(), Keyword: r.key.keyword, SchemaAt: diag.At(r.key.at), First: r.place}
		if r.key.file != c.is.file.Name {
			k.SchemaFile = r.key.file
		}
		c.kinds[r.key] = k
	}
	k.Count++
}

// message says what a kind of refusal is about.
func (k kindKey) message() string {
	if k.missing != "" {
		return k.missing
	}
	summary := report.Violation(k.keyword).Summary
	return strings.ToLower(summary[:1]) + strings.TrimSuffix(summary[1:], ".")
}

// told completes the impact.
func (c *census) told() *Impact {
	all := slices.SortedFunc(maps.Values(c.kinds), func(a, b *ImpactKind) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.SchemaFile, b.SchemaFile), cmp.Compare(*a.SchemaAt, *b.SchemaAt),
			cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
	})
	c.impact.Kinds = []ImpactKind{}
	for _, k := range all[:min(len(all), maxKinds)] {
		c.impact.Kinds = append(c.impact.Kinds, *k)
	}
	c.impact.MoreKinds = len(all) - len(c.impact.Kinds)
	return c.impact
}

// otherSide is SideOld for SideNew, and SideNew for SideOld.
func otherSide(side string) string {
	if side == SideNew {
		return SideOld
	}
	return SideNew
}
