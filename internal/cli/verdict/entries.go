package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// How many entry points are listed, and how many of those that a change reaches.
const (
	maxEntries = 100
	maxReached = 3
)

// entryName is what an entry point is called.
func entryName(e compat.Entry) string {
	if file := cmp.Or(e.NewFile, e.OldFile); file != "" && e.At != "" {
		return file + "#" + e.At
	} else if file != "" {
		return file
	}
	if e.At == "" {
		return "the schema itself"
	}
	return e.At
}

// where says at which entry points an answer of the whole holds: at all of them, or at
// the first that has it. It is "" where there are none.
func (v View) where(verdict compat.Verdict, has func(*compat.Report) bool) string {
	list := v.Report.Entries
	i := slices.IndexFunc(list, func(e compat.Entry) bool { return has(e.Report) })
	switch {
	case len(list) > 1 && verdict == compat.Compatible:
		return " at every entry point"
	case i >= 0:
		return " at " + entryName(list[i])
	}
	return ""
}

// differing are the entry points at which anything is different.
func (v View) differing() []compat.Entry {
	return slices.DeleteFunc(slices.Clone(v.Report.Entries), func(e compat.Entry) bool { return !e.Differs() })
}

// count says how many of the entry points differ.
func (v View) count() string {
	return fmt.Sprintf("%d of %d", len(v.differing()), len(v.Report.Entries))
}

// of is the view of one entry point.
func (v View) of(e compat.Entry) View {
	v.Report = e.Report
	return v
}

// answer says what was found about an entry point.
func (v View) answer(e compat.Entry, paint func(code, s string) string) string {
	s := v.of(e).summary(paint)
	switch e.Only {
	case compat.SideOld:
		s += "; it is gone"
	case compat.SideNew:
		s += "; it was added"
	}
	return s
}

// documents are the documents that show what is broken at an entry point, each with
// the side that refuses it.
func (v View) documents(e compat.Entry) (out []string) {
	for _, in := range []*compat.Inclusion{e.Report.Backward, e.Report.Forward} {
		if in == nil || in.Witness == nil || v.shown(in.Witness) {
			continue
		}
		doc := string(in.Witness)
		if len(doc) > maxText {
			doc = "a longer document, which the JSON report holds"
		}
		out = append(out, in.RejectedBy+" refuses "+report.Escape(doc))
	}
	return out
}

func (t *text) entries() {
	if len(t.Report.Entries) == 0 {
		return
	}
	list := t.differing()
	t.printf("\nentry points: %s %s\n", t.count(), differ(len(list)))
	for i, e := range list {
		if i == maxEntries {
			t.printf("  and %d more, which the JSON report names\n", len(list)-i)
			break
		}
		t.printf("  %s: %s\n", report.Escape(entryName(e)), t.answer(e, t.paint))
		for _, d := range t.documents(e) {
			t.printf("    %s\n", d)
		}
	}
}

func differ(n int) string {
	if n == 1 {
		return "differs"
	}
	return "differ"
}

// reaching are the names of the entry points that each change is at: read once for all
// changes, of which there may be as many as entry points.
func (v View) reaching() map[place][]string {
	out := map[place][]string{}
	for _, e := range v.Report.Entries {
		here := map[place]bool{}
		for _, c := range e.Report.Changes {
			if at := placeOf(c); !here[at] {
				here[at] = true
				out[at] = append(out[at], entryName(e))
			}
		}
	}
	return out
}

// reached says which of the entry points that a change is at are to be named, "" where
// its place says so or there are none.
func (v View) reached(c compat.Change, at []string) string {
	if len(at) == 0 || len(at) == 1 && (v.Report.Entries[0].NewFile+v.Report.Entries[0].OldFile != "" || within(c.OldAt, at[0]) || within(c.NewAt, at[0])) {
		return ""
	}
	more := ""
	if n := len(at) - maxReached; n > 0 {
		at, more = at[:maxReached], fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(at, ", ") + more
}

func within(at, entry string) bool { return at == entry || strings.HasPrefix(at, entry+"/") }

func (m *markdown) entries() {
	if len(m.Report.Entries) == 0 {
		return
	}
	list := m.differing()
	m.printf("\n**Entry points:** %s %s.\n", m.count(), differ(len(list)))
	for i, e := range list {
		if i == 0 {
			m.printf("\n| entry point | answer | documents |\n|---|---|---|\n")
		}
		if i == maxEntries {
			m.printf("\nAnd %d more.\n", len(list)-i)
			break
		}
		documents := m.documents(e)
		for i := range documents {
			documents[i] = report.MarkdownCode(documents[i])
		}
		m.printf("| %s | %s | %s |\n", report.MarkdownCode(entryName(e)), m.answer(e, func(_, s string) string { return s }), strings.Join(documents, "<br>"))
	}
}

// entryFindings are the findings about each entry point. A change that several reach
// is told once.
func (v View) entryFindings() []diag.Finding {
	type key struct{ code, file, at, message string }
	seen := map[key]bool{}
	var out []diag.Finding
	for _, e := range v.differing() {
		for _, f := range v.of(e).Findings() {
			k := key{code: f.Code(), file: f.File}
			if f.SchemaAt != nil {
				k.at = *f.SchemaAt
			}
			if _, change := compat.RuleByID(f.Code()); !change {
				f.Message = "at " + entryName(e) + ": " + f.Message
				k.message = f.Message
			}
			if !seen[k] {
				seen[k] = true
				out = append(out, f)
			}
		}
	}
	return out
}
