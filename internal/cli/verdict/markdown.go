package verdict

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// maxRows is how many changes a comment lists; hosts cut what is too long, and
// would cut anywhere.
const maxRows = 100

// Markdown writes the report for the comment on a pull request.
func Markdown(w io.Writer, v View) error {
	m := &markdown{View: v}
	m.printf("### runresult compat: %s\n\n", v.summary(func(_, s string) string { return "**" + s + "**" }))
	m.printf("%s → %s\n", report.MarkdownCode(v.Old.Name()), report.MarkdownCode(v.New.Name()))
	m.table()
	for _, q := range v.questions() {
		if q.verdict == compat.Incompatible {
			m.evidence(q)
		}
	}
	m.entries()
	m.impact()
	m.changes()
	m.unknowns()
	_, err := w.Write(m.b.Bytes())
	return err
}

type markdown struct {
	View
	b bytes.Buffer
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(&m.b, format, args...) }

func (m *markdown) table() {
	m.printf("\n| question | verdict | meaning |\n|---|---|---|\n")
	for _, q := range m.questions() {
		word := q.verdict.String()
		if q.verdict != compat.Compatible {
			word = "**" + word + "**"
		}
		m.printf("| %s | %s | %s |\n", q.name, word, report.MarkdownText(q.meaning()))
	}
}

// evidence shows the documents of a question that was answered with no.
func (m *markdown) evidence(q question) {
	if q.in != nil {
		if q.in.Witness == nil {
			return
		}
		in := q.in
		m.printf("\n**%s**: %s", q.name, report.MarkdownText(q.meaning()))
		if in.SchemaAt != nil {
			m.printf(" at %s", m.place(in.RejectedBy, in.SchemaFile, *in.SchemaAt))
		}
		if in.OnlyFormats {
			m.printf(", only because formats are asserted")
		}
		m.printf(":\n")
		m.document(in.Witness, in.InstanceAt, note(in))
		return
	}
	for i, l := range q.reader.Lost {
		if i == maxLosses {
			m.printf("\nAnd %d more.\n", len(q.reader.Lost)-i)
			return
		}
		m.printf("\n**reader**: readers of new miss %s, which old declares at %s",
			report.MarkdownCode(l.Name), m.place(compat.SideOld, l.OldFile, l.OldAt))
		if l.Witness == nil || i >= maxLossDocs {
			m.printf(".\n")
		} else {
			m.printf(":\n")
			m.document(l.Witness, &l.InstanceAt, lossNote)
		}
	}
}

// document shows a document as a block; the mark is a comment in it.
func (m *markdown) document(doc []byte, at *string, note string) {
	m.printf("\n```jsonc\n")
	for _, l := range layout(doc, at, note) {
		if !l.mark {
			m.printf("%s\n", l.text)
			continue
		}
		mark := strings.TrimLeft(l.text, " ")
		indent := len(l.text) - len(mark)
		m.printf("%s// %s\n", strings.Repeat(" ", max(0, indent-3)), mark)
	}
	m.printf("```\n")
}

func (m *markdown) changes() {
	if len(m.Report.Changes) == 0 {
		return
	}
	asked := m.Report.Reader != nil
	if asked {
		m.printf("\n| bump | change | old | new | breaks |\n|---|---|---|---|---|\n")
	} else {
		m.printf("\n| change | old | new | breaks |\n|---|---|---|---|\n")
	}
	rows, reaching := 0, m.reaching()
	for _, g := range m.changeGroups() {
		for _, c := range g.changes {
			if rows++; rows > maxRows {
				continue
			}
			bump := c.Bump.String()
			if c.Bump >= m.FailOn {
				bump = "**" + bump + "**"
			}
			what := report.MarkdownText(m.sentence(c))
			if at := m.reached(c, reaching[placeOf(c)]); at != "" {
				what += "<br>at " + report.MarkdownText(at)
			}
			if asked {
				m.printf("| %s ", bump)
			}
			m.printf("| %s<br>%s | %s | %s | %s |\n", report.MarkdownCode(c.Rule), what,
				m.side(compat.SideOld, c.OldFile, c.OldAt, c.Old), m.side(compat.SideNew, c.NewFile, c.NewAt, c.New), strings.Join(c.Breaks, ", "))
		}
	}
	if rows > maxRows {
		m.printf("\nAnd %d more changes.\n", rows-maxRows)
	}
}

func (m *markdown) side(side, file, pointer string, value []byte) string {
	s := m.place(side, file, pointer)
	if value != nil {
		s += "<br>" + report.MarkdownCode(clipped(value))
	}
	return s
}

// place spells a position as code.
func (m *markdown) place(side, file, pointer string) string {
	s := report.MarkdownCode(orRoot(pointer))
	if _, line, _ := m.position(side, file, pointer); line > 0 {
		s += fmt.Sprintf(" (line %d)", line)
	}
	if file != "" {
		s += " of " + report.MarkdownCode(file)
	}
	return s
}

func (m *markdown) unknowns() {
	for i, u := range m.Report.Unknowns {
		if i == 0 {
			m.printf("\n**Not decided:**\n\n")
		}
		m.printf("- %s: %s", u.Question, report.MarkdownText(u.Message))
		if u.SchemaAt != nil {
			m.printf(", in %s at %s", u.Schema, m.place(u.Schema, u.SchemaFile, *u.SchemaAt))
			if u.Keyword != "" {
				m.printf(", keyword %s", report.MarkdownCode(u.Keyword))
			}
		}
		m.printf(" (%s). Hint: %s.\n", report.MarkdownCode(u.Reason), report.MarkdownText(advice(u)))
	}
}
