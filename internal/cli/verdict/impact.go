package verdict

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// Effect is what the change does to documents that exist, in one line.
func (v View) Effect() string {
	i := v.Report.Impact
	line := fmt.Sprintf("%s: %s refuses %d", wording.Count(i.Documents, "document"), i.RejectedBy, i.Refused)
	for _, g := range v.groups() {
		line += fmt.Sprintf(", %d %s", g.kind.Count, g.word)
	}
	return line
}

// group is a number of documents that count apart.
type group struct {
	word string
	kind *compat.ImpactKind
}

// String counts the group and says what it is.
func (g group) String() string { return fmt.Sprintf("%d %s: %s", g.kind.Count, g.word, g.kind.Message) }

// groups lists the groups that have documents.
func (v View) groups() []group {
	i := v.Report.Impact
	var out []group
	for _, g := range []group{
		{"invalid before", i.InvalidBefore}, {"malformed", i.Malformed}, {"undecided", i.Undecided}, {"more not read", i.Unread},
	} {
		if g.kind != nil {
			out = append(out, g)
		}
	}
	return out
}

// first spells where the first document of a kind is wrong, and how.
func first(k *compat.ImpactKind) string {
	p := k.First
	s := report.Position(p.File, p.Line, p.Column) + ": "
	if p.InstanceAt != nil && *p.InstanceAt != "" {
		s += "at " + report.Escape(*p.InstanceAt) + ": "
	}
	return s + report.Escape(p.Message)
}

// moreKinds tells how many kinds are not listed, "" for none.
func (v View) moreKinds() string {
	if n := v.Report.Impact.MoreKinds; n > 0 {
		return "and " + wording.Count(n, "more kind")
	}
	return ""
}

// oneALine is what to do when texts are no documents.
const oneALine = "a file whose name ends in .json, .yaml or .yml is one document, every other has one a line"

func (t *text) impact() {
	i := t.Report.Impact
	if i == nil {
		return
	}
	t.printf("\n%s\n", t.Effect())
	for _, k := range i.Kinds {
		t.printf("    %s: %s\n", t.paint("1;31", fmt.Sprintf("%d refused", k.Count)), report.Escape(k.Message))
		t.printf("      %s: %s\n", i.RejectedBy, t.place(i.RejectedBy, k.SchemaFile, *k.SchemaAt))
		t.printf("      first: %s\n", first(&k))
	}
	if more := t.moreKinds(); more != "" {
		t.printf("    %s\n", more)
	}
	for _, g := range t.groups() {
		t.printf("    %s\n      first: %s\n", g, first(g.kind))
	}
	if i.Malformed != nil {
		t.printf("    hint: %s\n", oneALine)
	}
}

func (m *markdown) impact() {
	i := m.Report.Impact
	if i == nil {
		return
	}
	m.printf("\n%s\n\n| documents | kind | at | first |\n|---|---|---|---|\n", m.Effect())
	for _, k := range i.Kinds {
		m.printf("| %d | **refused**: %s | %s | %s |\n", k.Count, report.MarkdownText(k.Message), m.place(i.RejectedBy, k.SchemaFile, *k.SchemaAt), report.MarkdownText(first(&k)))
	}
	for _, g := range m.groups() {
		m.printf("| %d | %s: %s | | %s |\n", g.kind.Count, g.word, g.kind.Message, report.MarkdownText(first(g.kind)))
	}
	if more := m.moreKinds(); more != "" {
		m.printf("\n%s.\n", strings.ToUpper(more[:1])+more[1:])
	}
}

// impact is the change's effect on documents that exist as findings, which fail nothing.
func (v View) impact() []diag.Finding {
	i := v.Report.Impact
	if i == nil {
		return nil
	}
	all := v.at(report.RuleCompatImpact, i.RejectedBy, "", diag.At("")).Weighing(diag.SeverityNote)
	all.Hint, all.Message = "", v.Effect()
	out := []diag.Finding{all}
	for _, k := range i.Kinds {
		f := v.at(report.RuleCompatImpact, i.RejectedBy, k.SchemaFile, k.SchemaAt)
		f.Message = i.RejectedBy + " refuses " + wording.Count(k.Count, "document") + ": " + k.Message + "; the first is " + first(&k)
		out = append(out, f)
	}
	if more := v.moreKinds(); more != "" {
		out[0].Message += "; " + more + " than are listed"
	}
	for _, g := range v.groups() {
		f := all
		f.Message = g.String() + "; the first is " + first(g.kind)
		out = append(out, f)
	}
	return out
}
