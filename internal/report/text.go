package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Text is the format for people, and the one that is meant when none is named.
var Text = &Format{Name: "text", For: "people, at a terminal or in a log", Omits: []string{"run_id"}, open: newText}

// text is the format for people and editors: `file:line:col: severity: message
// [code]`, with the places and the hint indented below.
type text struct {
	w   io.Writer
	opt Options
}

func newText(w io.Writer, opt Options) Writer { return &text{w: w, opt: opt} }

func (t *text) Add(f diag.Finding) error {
	if f.Diagnosed && t.opt.Stdout {
		return nil
	}
	var b strings.Builder
	if p := Position(f.File, f.Line, f.Column); p != "" {
		b.WriteString(p + ": ")
	}
	b.WriteString(paint(t.opt.Color, f.Severity(), string(f.Severity())) + ": ")
	if f.InstanceAt != nil && *f.InstanceAt != "" {
		b.WriteString("at " + Escape(codec.ShortPointer(*f.InstanceAt)) + ": ")
	}
	fmt.Fprintf(&b, "%s [%s]\n", Escape(f.Message), f.Code())
	if f.SchemaAt != nil {
		fmt.Fprintf(&b, "  schema: %s\n", Escape(orRoot(*f.SchemaAt)))
	}
	for _, c := range compared(f) {
		fmt.Fprintf(&b, "  %s: %s\n", c.name, Escape(c.value))
	}
	for _, d := range f.Documents {
		if t.opt.Stdout && t.opt.Shown != nil && t.opt.Shown(d) {
			continue
		}
		fmt.Fprintf(&b, "  document: %s\n", documentLine(d))
	}
	if f.Hint != "" {
		fmt.Fprintf(&b, "  hint: %s\n", Escape(f.Hint))
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *text) Close(bool) error { return nil }

// maxDocument is how many characters of a document a report for people shows.
const maxDocument = 400

// documentLine is a document on one line, cut where it gets long.
func documentLine(doc json.RawMessage) string {
	return Escape(wording.Clip(string(doc), maxDocument))
}

// Position spells file:line:column, leaving out what is not known. The file's
// name is escaped.
func Position(file string, line, column int) string {
	p := Escape(file)
	if line > 0 {
		p += fmt.Sprintf(":%d", line)
		if column > 0 {
			p += fmt.Sprintf(":%d", column)
		}
	}
	return strings.TrimPrefix(p, ":")
}

func orRoot(pointer string) string {
	if pointer == "" {
		return "(root)"
	}
	return pointer
}

func paint(color bool, s diag.Severity, word string) string {
	if !color {
		return word
	}
	code := map[diag.Severity]string{diag.SeverityError: "31", diag.SeverityWarning: "33", diag.SeverityNote: "36"}[s]
	return "\x1b[1;" + code + "m" + word + "\x1b[0m"
}
