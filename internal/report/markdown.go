package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Markdown is the format for what is shown as a page.
var Markdown = &Format{Name: "markdown", For: "the comment on a pull request, the summary of a CI job", Omits: []string{"run_id"}, open: newMarkdown}

// markdown writes a table, one row a finding, for a pull request's comment or a
// CI job's summary.
type markdown struct {
	w      io.Writer
	n      int
	counts map[diag.Severity]int
}

func newMarkdown(w io.Writer, _ Options) Writer {
	return &markdown{w: w, counts: map[diag.Severity]int{}}
}

func (m *markdown) Add(f diag.Finding) error {
	if m.n == 0 {
		if _, err := io.WriteString(m.w, "| severity | where | finding | code |\n|---|---|---|---|\n"); err != nil {
			return err
		}
	}
	m.n++
	m.counts[f.Severity()]++
	where := code(Position(f.File, f.Line, f.Column))
	if f.InstanceAt != nil && *f.InstanceAt != "" {
		where = strings.TrimPrefix(where+"<br>at "+code(Escape(codec.ShortPointer(*f.InstanceAt))), "<br>")
	}
	what := cell(f.Message)
	if f.SchemaAt != nil {
		what += "<br>schema: " + code(Escape(orRoot(*f.SchemaAt)))
	}
	for _, c := range compared(f) {
		what += "<br>" + c.name + ": " + code(Escape(c.value))
	}
	for _, d := range f.Documents {
		what += "<br>document: " + code(documentLine(d))
	}
	if f.Hint != "" {
		what += "<br>hint: " + cell(f.Hint)
	}
	_, err := fmt.Fprintf(m.w, "| %s | %s | %s | %s |\n", f.Severity(), where, what, code(f.Code()))
	return err
}

func (m *markdown) Close(bool) error {
	var b strings.Builder
	if m.n > 0 {
		b.WriteString("\n")
	}
	var parts []string
	for _, s := range []diag.Severity{diag.SeverityError, diag.SeverityWarning, diag.SeverityNote} {
		if n := m.counts[s]; n > 0 {
			parts = append(parts, wording.Count(n, string(s)))
		}
	}
	if len(parts) == 0 {
		b.WriteString("**runresult:** nothing found.\n")
	} else {
		fmt.Fprintf(&b, "**runresult:** %s.\n", strings.Join(parts, ", "))
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}

// markdownSpecial are the characters that mean something to Markdown or HTML
// inside a table's cell. An ampersand goes first, as an entity.
var markdownSpecial = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`,
	"[", `\[`, "]", `\]`, "~", `\~`, "#", `\#`, "!", `\!`, "@", "&#64;", "$", `\$`,
)

// cell is text that shows as it is written, whatever it holds.
func cell(s string) string { return markdownSpecial.Replace(Escape(s)) }

// MarkdownText writes text for Markdown so that it shows as it is written,
// whatever it holds, also in the cell of a table.
func MarkdownText(s string) string { return cell(s) }

// MarkdownCode writes text for Markdown as a code span; "" stays empty.
func MarkdownCode(s string) string { return code(Escape(s)) }

// code is a code span that survives backticks and the table's bars.
func code(s string) string {
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	pad := ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		pad = " "
	}
	return fence + pad + strings.ReplaceAll(s, "|", `\|`) + pad + fence
}
