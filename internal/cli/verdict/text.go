package verdict

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// How many lost members are told, and how many of them with a document.
const (
	maxLosses   = 20
	maxLossDocs = 3
)

// Text writes the report for a terminal.
func Text(w io.Writer, v View, color bool) error {
	t := &text{View: v, color: color}
	t.headline()
	apart := true // an answer with a document has blank lines around it
	for _, q := range t.questions() {
		evidence := q.verdict == compat.Incompatible
		if apart || evidence {
			t.printf("\n")
		}
		apart = evidence
		t.question(q)
	}
	t.entries()
	t.impact()
	t.changes()
	t.unknowns()
	_, err := w.Write(t.b.Bytes())
	return err
}

// Evidence writes the documents that show what a report finds broken, for a
// report on more than one comparison: old and new are what it calls the sides.
// Documents in seen were shown before and are not repeated.
func Evidence(w io.Writer, r *compat.Report, old, new string, seen map[string]bool, color bool) error {
	t := &text{View: View{Report: r}, color: color}
	for _, q := range t.questions() {
		if q.verdict != compat.Incompatible {
			continue
		}
		head := fmt.Sprintf("\n%s, old is %s, new is %s: %s\n\n", q.name, report.Escape(old), report.Escape(new), report.Escape(q.meaning()))
		if q.in != nil && q.in.Witness != nil && !seen[string(q.in.Witness)] {
			seen[string(q.in.Witness)] = true
			t.printf("%s", head)
			t.document(q.in.Witness, q.in.InstanceAt, note(q.in))
		}
		if q.reader == nil {
			continue
		}
		for i, l := range q.reader.Lost {
			if l.Witness == nil || i >= maxLossDocs || seen[string(l.Witness)] {
				continue
			}
			seen[string(l.Witness)] = true
			t.printf("%s", head)
			t.document(l.Witness, &l.InstanceAt, lossNote)
		}
	}
	_, err := w.Write(t.b.Bytes())
	return err
}

// lossNote stands at a member that readers lose.
const lossNote = "new accepts this and knows no such member"

type text struct {
	View
	b     bytes.Buffer
	color bool
}

// The colours of the house: red is no, green is yes, yellow is neither.
func (t *text) paint(code, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func verdictColor(v compat.Verdict) string {
	switch v {
	case compat.Compatible:
		return "1;32"
	case compat.Incompatible:
		return "1;31"
	}
	return "1;33"
}

func bumpColor(b compat.Bump) string {
	switch b {
	case compat.BumpMajor:
		return "1;31"
	case compat.BumpMinor, compat.BumpUnknown:
		return "1;33"
	}
	return "1"
}

func (t *text) printf(format string, args ...any) { fmt.Fprintf(&t.b, format, args...) }

func (t *text) headline() {
	t.printf("%s\n  old: %s\n  new: %s\n", t.summary(t.paint), report.Escape(t.Old.Name()), report.Escape(t.New.Name()))
}

func (t *text) question(q question) {
	t.printf("%s: %s: %s\n", q.name, t.paint(verdictColor(q.verdict), q.verdict.String()), report.Escape(q.meaning()))
	switch {
	case q.verdict != compat.Incompatible:
	case q.reader != nil:
		t.losses(q.reader.Lost)
	default:
		t.broken(q.in)
	}
}

// broken shows the document that one side accepts and the other refuses.
func (t *text) broken(in *compat.Inclusion) {
	if in.Witness == nil {
		return
	}
	t.printf("\n")
	t.document(in.Witness, in.InstanceAt, note(in))
	t.printf("\n  accepted by %s: %s\n", in.AcceptedBy, report.Escape(t.schema(in.AcceptedBy).Name()))
	if in.SchemaAt != nil {
		t.printf("  rejected by %s: %s\n", in.RejectedBy, t.place(in.RejectedBy, in.SchemaFile, *in.SchemaAt))
	}
	if in.OnlyFormats {
		t.printf("  only because formats are asserted\n")
	}
	if in.ConfirmedBy != "" {
		t.printf("  confirmed by %s, which is asked when others do not settle it\n", report.Escape(in.ConfirmedBy))
	}
}

// note is what the rejecting side says about a document.
func note(in *compat.Inclusion) string {
	if in.Message == "" {
		return ""
	}
	return in.RejectedBy + ": " + report.Escape(in.Message)
}

// document shows a document, indented, with a mark at the place at.
func (t *text) document(doc []byte, at *string, note string) {
	for _, l := range layout(doc, at, note) {
		s := l.text
		if l.mark {
			s = t.paint("1;31", strings.TrimLeft(s, " "))
			s = l.text[:len(l.text)-len(strings.TrimLeft(l.text, " "))] + s
		}
		t.printf("      %s\n", s)
	}
}

func (t *text) losses(lost []compat.Lost) {
	for i, l := range lost {
		if i == maxLosses {
			t.printf("  and %d more, which the JSON report names\n", len(lost)-i)
			return
		}
		if 0 < i && i <= maxLossDocs {
			t.printf("\n")
		}
		t.printf("  %s, declared by old: %s\n", quoted(l.Name), t.place(compat.SideOld, l.OldFile, l.OldAt))
		if l.Witness != nil && i < maxLossDocs {
			t.printf("\n")
			t.document(l.Witness, &l.InstanceAt, lossNote)
		}
	}
}

func (t *text) changes() {
	if len(t.Report.Changes) == 0 {
		return
	}
	t.printf("\nchanges: %d\n", len(t.Report.Changes))
	reaching := t.reaching()
	for _, g := range t.changeGroups() {
		t.printf("  %s:\n", t.paint(g.color, g.head))
		for _, c := range g.changes {
			t.change(c, reaching[placeOf(c)])
		}
	}
}

func (t *text) change(c compat.Change, entries []string) {
	t.printf("    %s: %s", t.paint("1", report.Escape(c.Rule)), report.Escape(t.sentence(c)))
	if b := breaks(c); b != "" && t.Report.Reader != nil {
		t.printf("; %s", t.paint("31", b))
	}
	t.printf("\n")
	if at := t.reached(c, entries); at != "" {
		t.printf("      at: %s\n", report.Escape(at))
	}
	t.side(compat.SideOld, c.OldFile, c.OldAt, c.Old)
	t.side(compat.SideNew, c.NewFile, c.NewAt, c.New)
	if c.Witness != nil && !t.shown(c.Witness) {
		doc := report.Escape(string(c.Witness))
		if len(doc) > maxText {
			doc = "a longer document, which the JSON report holds"
		}
		t.printf("      by itself: %s\n", doc)
	}
}

func (t *text) side(side, file, pointer string, value []byte) {
	t.printf("      %s: %s", side, t.place(side, file, pointer))
	if value != nil {
		t.printf(": %s", clipped(value))
	}
	t.printf("\n")
}

// shown tells whether a document stands further up already.
func (v View) shown(witness []byte) bool {
	for _, q := range v.questions() {
		if q.in != nil && bytes.Equal(q.in.Witness, witness) {
			return true
		}
		if q.reader != nil && slices.ContainsFunc(q.reader.Lost, func(l compat.Lost) bool { return bytes.Equal(l.Witness, witness) }) {
			return true
		}
	}
	return false
}

func (t *text) unknowns() {
	if len(t.Report.Unknowns) == 0 {
		return
	}
	t.printf("\n%s:\n", t.paint("1;33", "not decided"))
	for _, u := range t.Report.Unknowns {
		t.printf("  %s: %s [%s]\n", u.Question, report.Escape(u.Message), report.Escape(u.Reason))
		if u.SchemaAt != nil {
			t.printf("    %s: %s", u.Schema, t.place(u.Schema, u.SchemaFile, *u.SchemaAt))
			if u.Keyword != "" {
				t.printf(", keyword %s", report.Escape(u.Keyword))
			}
			t.printf("\n")
		}
		t.printf("    hint: %s\n", advice(u))
	}
}

// clipped is a value on one line, cut where it gets long.
func clipped(value []byte) string {
	return report.Escape(wording.Clip(string(value), 120))
}

func quoted(s string) string {
	return clipped(fmt.Appendf(nil, "%q", s))
}
