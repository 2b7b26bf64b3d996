package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// maxPair is the longest line of a batch that is read, in bytes: a few lines for
// each processor are in memory at a time.
const maxPair = 64 << 20

// batch is one run over a file of pairs.
type batch struct {
	*comparison
	ctx    context.Context
	mapped [2]map[string]string // for old and new
	name   string               // of the file, for messages

	counts  map[compat.Verdict]int64
	pairs   int64
	errors  int64
	trouble error // reading ended early
}

func (c *comparison) runBatch(cmd *cobra.Command) error {
	a := c.app
	for _, f := range c.format {
		if f != "json" {
			return usagef("leave --format out", "--batch writes one JSON object a line, and no report in the format %q", f)
		}
	}
	if c.batch == "" {
		return usagef("name a file, or - for standard input", "--batch is empty")
	}
	if err := c.schema.check(); err != nil {
		return err
	}
	b := &batch{comparison: c, ctx: cmd.Context(), counts: map[compat.Verdict]int64{}}
	var err error
	if b.mapped[0], err = c.maps("--map-old", c.mapOld); err != nil {
		return err
	}
	if b.mapped[1], err = c.maps("--map-new", c.mapNew); err != nil {
		return err
	}
	if c.batch == "-" {
		if _, err := a.takeStdin("--batch -"); err != nil {
			return err
		}
	}
	name, r, err := a.openStream(c.batch)
	if err != nil {
		return err
	}
	defer r.Close()
	b.name = name
	if err := parallel.InOrder(workers(c.jobs), func(yield func(func() answer) bool) error { return b.lines(r, yield) }, b.record); err != nil {
		return err
	}
	b.summarise()
	if b.errors > 0 {
		a.code = worse(a.code, ExitTrouble)
	}
	return b.trouble
}

// lines cuts the file into pairs. A line that is too long is left out, one that
// cannot be read ends the file.
func (b *batch) lines(r io.Reader, yield func(func() answer) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for n := 0; ; n++ {
		line, long, err := boundedLine(in, maxPair)
		if err != nil && err != io.EOF {
			b.trouble = &diag.Error{File: b.name, Line: n + 1, Code: source.CodeRead, Err: err, Message: "cannot be read: " + plainError(err)}
			return nil
		}
		unit := func() answer { return b.judge(line, n) }
		if long {
			unit = func() answer {
				return refused(nil, &diag.Error{
					File: b.name, Line: n + 1, Message: fmt.Sprintf("the line is longer than %d bytes, the most that is read", maxPair),
				})
			}
		}
		if (long || len(bytes.TrimLeft(line, " \t\r\n")) > 0) && !yield(unit) {
			return nil
		}
		if err == io.EOF {
			return nil
		}
	}
}

// boundedLine returns the next line in memory of its own, without its line feed,
// and io.EOF with the last one. Of a line that is too long nothing is kept.
func boundedLine(b *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := b.ReadSlice('\n')
		if long = long || len(line)+len(part) > limit; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimSuffix(line, []byte("\n")), long, err
	}
}

// answer is one line of output. What was not asked is absent; either the
// verdicts are there or the error.
type answer struct {
	ID           json.RawMessage     `json:"id"`
	Backward     *compat.Inclusion   `json:"backward,omitempty"`
	Forward      *compat.Inclusion   `json:"forward,omitempty"`
	Reader       *compat.Reader      `json:"reader,omitempty"`
	RequiredBump *compat.Bump        `json:"required_bump,omitempty"`
	Unknowns     []compat.Unresolved `json:"unknowns,omitempty"`
	Entries      []compat.Entry      `json:"entries,omitempty"`
	Notes        []compat.Note       `json:"notes,omitempty"`
	Error        string              `json:"error,omitempty"`
	Micros       *int64              `json:"micros,omitempty"`

	verdict compat.Verdict
	fault   *compat.Fault
	panic   *parallel.Panic
}

// refused is the answer to a line that cannot be processed.
func refused(id json.RawMessage, err error) answer {
	return answer{ID: id, Error: oneLine(err)}
}

// oneLine is an error with its hint, which otherwise stands on a line of its own.
func oneLine(err error) string {
	var e *diag.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	short := *e
	short.Hint = ""
	if e.Hint == "" {
		return short.Error()
	}
	return short.Error() + "; hint: " + e.Hint
}

// judge answers the line that stands n lines into the file. Whatever happens to
// one line, the others go on.
func (b *batch) judge(line []byte, n int) (out answer) {
	p, err := readPair(b.name, line, n)
	if err != nil {
		return refused(p.id, err)
	}
	failed := parallel.Guard(func() {
		began := time.Now()
		r, err := b.compare(p)
		switch {
		case err != nil:
			out = refused(p.id, err)
		case r.Fault != nil:
			out = refused(p.id, fmt.Errorf("internal error: %w", r.Fault))
			out.fault = r.Fault
		default:
			micros := time.Since(began).Microseconds()
			out = answer{
				ID: p.id, Backward: r.Backward, Forward: r.Forward, Reader: r.Reader, Unknowns: r.Unknowns, Entries: r.Entries,
				Notes: r.Notes, Micros: &micros, verdict: r.Verdict,
			}
			if r.Reader != nil {
				out.RequiredBump = &r.RequiredBump
			}
		}
	})
	if failed != nil {
		out = refused(p.id, fmt.Errorf("internal error: %w", failed))
		out.panic = failed
	}
	return out
}

func (b *batch) compare(p pair) (*compat.Report, error) {
	opt := compat.LoadOptions{
		Draft: b.schema.draft, AnyDialect: b.schema.anyDialect, LaterKeywords: b.schema.laterKeywords, AssertFormats: b.schema.assertFormats,
		Map: b.mapped[0], Open: opener("", b.mapped[0]), Entries: b.entries,
	}
	if p.draft != "" {
		opt.Draft = p.draft
	}
	old, err := compat.Load("old", p.old, opt)
	if err != nil {
		return nil, err
	}
	opt.Map, opt.Open = b.mapped[1], opener("", b.mapped[1])
	now, err := compat.Load("new", p.new, opt)
	if err != nil {
		return nil, err
	}
	return compat.Compare(b.ctx, old, now, b.options)
}

// pair is one line of input.
type pair struct {
	id       json.RawMessage // nil when it is not known
	old, new []byte
	draft    string
}

// readPair reads one line. Members that it does not know are somebody's notes.
func readPair(file string, line []byte, n int) (pair, error) {
	f, err := source.ParseJSON(file, line)
	if err != nil {
		var e *diag.Error
		if errors.As(err, &e) {
			at := *e
			at.Line += n
			at.Hint = "" // it speaks of a document, not of a line
			err = &at
		}
		return pair{}, err
	}
	complain := func(v *source.Value, pointer, format string, args ...any) error {
		e := f.Errorf(v, pointer, source.CodeParse, "", format, args...)
		e.Line += n
		return e
	}
	if f.Root.Kind != source.Object {
		return pair{}, complain(f.Root, "", "a pair of schemas is an object, not of type %s", f.Root.Kind)
	}
	p := pair{}
	if id := f.Root.Get("id"); id != nil {
		p.id = id.AppendJSON(nil)
	}
	for _, side := range []struct {
		name string
		text *[]byte
	}{{"old", &p.old}, {"new", &p.new}} {
		v := f.Root.Get(side.name)
		if v == nil {
			return p, complain(f.Root, "", "member %q is missing", side.name)
		}
		*side.text = line[v.Start:v.End]
	}
	switch draft := f.Root.Get("draft"); {
	case draft == nil || draft.Kind == source.Null:
	case draft.Kind != source.String:
		return p, complain(draft, "/draft", "a draft is named by a string, not by a value of type %s", draft.Kind)
	default:
		if _, ok := graph.ParseDialect(draft.Text); !ok {
			return p, complain(draft, "/draft", "there is no draft called %q; known are draft4 draft6 draft7 draft2019-09 draft2020-12", draft.Text)
		}
		p.draft = draft.Text
	}
	return p, nil
}

// record writes the answers in the order of the lines.
func (b *batch) record(r answer) error {
	a := b.app
	switch {
	case r.fault != nil || r.panic != nil:
		b.errors++
		if a.code != ExitBug { // one is enough for a report
			if r.fault != nil {
				a.fault(r.fault)
			} else {
				a.bug(r.panic.Value, r.panic.Stack)
			}
		}
		a.code = ExitBug
	case r.Error != "":
		b.errors++
	default:
		b.pairs++
		b.counts[r.verdict]++
	}
	if err := writeLine(a.stdout, r); err != nil {
		return cannotWrite(err)
	}
	return nil
}

// writeLine writes a value as one line of JSON, without HTML escaping.
func writeLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (b *batch) summarise() {
	line := wording.Count(b.pairs, "pair")
	sep := ": "
	for _, v := range []compat.Verdict{compat.Compatible, compat.Incompatible, compat.Unknown} {
		if n := b.counts[v]; n > 0 {
			line += fmt.Sprintf("%s%d %s", sep, n, v)
			sep = ", "
		}
	}
	if b.errors > 0 {
		line += "; " + wording.Count(b.errors, "line") + " could not be processed"
	}
	b.app.say("runresult: %s", line)
}
