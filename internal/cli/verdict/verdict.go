// Package verdict shows what compat found: as text for a terminal, as Markdown
// for the comment on a pull request, and as findings for the formats that put
// notes beside lines.
//
// It decides nothing. It may import compat, internal/report and what they stand
// on, and is used by the command line only.
package verdict

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// Source is what was compared: a schema, or a bundle of schemas.
type Source interface {
	Name() string
	Position(pointer string) (line, column int)
	PositionIn(file, pointer string) (line, column int)
}

// View is one comparison to be shown.
type View struct {
	Report   *compat.Report
	Old, New Source
	// FailOn is the bump that counts as a no; AllowUnknown makes what is not
	// decided a warning.
	FailOn       compat.Bump
	AllowUnknown bool
	// Rules looks up the rules of changes and findings.
	Rules func(id string) (diag.Rule, bool)
}

// question is one of the three that a report may answer.
type question struct {
	name    string
	verdict compat.Verdict
	in      *compat.Inclusion // backward and forward
	reader  *compat.Reader
	where   string // the entry points that the answer is of, if there are some
	// why is what kept an unknown question from its answer, empty when nothing says so.
	why compat.Unresolved
}

// questions lists what was asked, in the order of the report.
func (v View) questions() []question {
	var out []question
	r := v.Report
	if r.Backward != nil {
		where := v.where(r.Backward.Verdict, func(x *compat.Report) bool { return x.Backward == r.Backward })
		out = append(out, question{name: "backward", verdict: r.Backward.Verdict, in: r.Backward, where: where})
	}
	if r.Forward != nil {
		where := v.where(r.Forward.Verdict, func(x *compat.Report) bool { return x.Forward == r.Forward })
		out = append(out, question{name: "forward", verdict: r.Forward.Verdict, in: r.Forward, where: where})
	}
	if r.Reader != nil {
		where := v.where(r.Reader.Verdict, func(x *compat.Report) bool { return x.Reader != nil && x.Reader.Verdict == r.Reader.Verdict })
		out = append(out, question{name: "reader", verdict: r.Reader.Verdict, reader: r.Reader, where: where})
	}
	for i := range out {
		if out[i].verdict != compat.Unknown {
			continue
		}
		if j := slices.IndexFunc(r.Unknowns, func(u compat.Unresolved) bool { return u.Question == out[i].name }); j >= 0 {
			out[i].why = r.Unknowns[j]
		}
	}
	return out
}

// sides are the writing and the reading side of a direction.
func (q question) sides() (writes, reads string) {
	if q.name == "forward" {
		return compat.SideNew, compat.SideOld
	}
	return compat.SideOld, compat.SideNew
}

// meaning puts the answer in words.
func (q question) meaning() string {
	writes, reads := q.sides()
	whose := "document of " + writes
	if q.in != nil && q.in.Content == compat.Open {
		whose = "document that " + writes + " accepts"
	}
	switch {
	case q.reader != nil && q.verdict == compat.Compatible:
		return "readers of new find every member that old declares" + q.where
	case q.reader != nil && q.verdict == compat.Incompatible:
		return "readers of new miss " + wording.Count(len(q.reader.Lost), "member") + " that old declares"
	case q.why.Reason == "nothing-shared":
		return "it cannot be asked what readers of new miss" + q.where + ": new accepts nothing that old writers emit"
	case q.reader != nil:
		return "it is not decided whether readers of new miss a member that old declares" + q.where + because(q.why)
	case q.verdict == compat.Compatible:
		return reads + " accepts every " + whose + q.where
	case q.verdict == compat.Incompatible:
		return reads + " refuses a " + whose + q.where
	}
	return "it is not decided whether " + reads + " accepts every " + whose + q.where + because(q.why)
}

// because is why a question has no answer.
func because(u compat.Unresolved) string {
	if u.Message == "" {
		return ""
	}
	return ": " + u.Message
}

// Summary is the answer in one line.
func (v View) Summary() string {
	return v.summary(func(_, s string) string { return s })
}

func (v View) summary(paint func(code, s string) string) string {
	r := v.Report
	line := paint(verdictColor(r.Verdict), r.Verdict.String())
	if r.Reader != nil {
		return line + ", owed bump: " + paint(bumpColor(r.RequiredBump), r.RequiredBump.String())
	}
	var asked []string // the bump belongs to the whole question
	for _, q := range v.questions() {
		asked = append(asked, q.name+", "+q.in.Content.String())
	}
	return line + " (" + strings.Join(asked, "; ") + ")"
}

// schema is the schema of a side.
func (v View) schema(side string) Source {
	if side == compat.SideNew {
		return v.New
	}
	return v.Old
}

// position is file, line and column of a place in the schema of a side, or in
// another file that it refers to.
func (v View) position(side, file, pointer string) (name string, line, column int) {
	s := v.schema(side)
	line, column = s.PositionIn(file, pointer)
	return cmp.Or(file, s.Name()), line, column
}

// place spells a position and its pointer: `order.json:9:17 /properties/a`.
func (v View) place(side, file, pointer string) string {
	p := report.Position(v.position(side, file, pointer))
	return p + " " + report.Escape(orRoot(pointer))
}

func orRoot(pointer string) string {
	if pointer == "" {
		return "(root)"
	}
	return pointer
}

// changeGroup is some of the changes, and what they have in common in a word.
type changeGroup struct {
	head, color string
	changes     []compat.Change
}

// changeGroups are the changes by the bump that they owe, most first, or, where no bump was
// asked for, by what they break.
func (v View) changeGroups() []changeGroup {
	var out []changeGroup
	if v.Report.Reader == nil {
		at := map[string]int{}
		for _, c := range v.Report.Changes {
			g := changeGroup{cmp.Or(breaks(c), "breaks nothing that was asked"), "1", nil}
			if len(c.Breaks) > 0 {
				g.color = "1;31"
			}
			if _, ok := at[g.head]; !ok {
				at[g.head] = len(out)
				out = append(out, g)
			}
			i := at[g.head]
			out[i].changes = append(out[i].changes, c)
		}
		slices.SortStableFunc(out, func(a, b changeGroup) int { return len(b.changes[0].Breaks) - len(a.changes[0].Breaks) })
		return out
	}
	for _, b := range []compat.Bump{compat.BumpMajor, compat.BumpUnknown, compat.BumpMinor, compat.BumpPatch, compat.BumpNone} {
		g := changeGroup{head: b.String(), color: bumpColor(b)}
		for _, c := range v.Report.Changes {
			if c.Bump == b {
				g.changes = append(g.changes, c)
			}
		}
		if g.changes != nil {
			out = append(out, g)
		}
	}
	return out
}

// sentence is what a change did, in words.
func (v View) sentence(c compat.Change) string {
	if c.Message != "" {
		return c.Message
	}
	if r, ok := v.Rules(c.Rule); ok {
		return strings.TrimSuffix(r.Summary, ".")
	}
	return c.Rule
}

// breaks names what a change breaks, "" for nothing.
func breaks(c compat.Change) string {
	if len(c.Breaks) == 0 {
		return ""
	}
	return "breaks " + strings.Join(c.Breaks, ", ")
}

// advice says what can be done about a question that has no answer.
func advice(u compat.Unresolved) string {
	switch u.Reason {
	case "too-much-work":
		return "raise the limit with --max-work, or make the change in smaller steps"
	case "witness-too-large":
		return "lower the bound in the schema, or judge the change by hand"
	case "pattern":
		return "write the pattern without back-references and the like, or judge the change by hand"
	case "undecided":
		return "it follows from the other answers; find those first"
	case "nothing-shared":
		return "mend what breaks backward; readers have something to find or to miss then"
	case "unconfirmed":
		return "try the document with the validators that you use, and report what they say"
	}
	if u.SchemaAt == nil && u.Question == "entries" {
		return "correct what stands there, or name the schemas that count with --entry"
	}
	if u.SchemaAt == nil {
		return "raise the limit with --max-work, or split the change and judge its steps one by one"
	}
	return "judge the change by hand, or leave this place of the schema as it was"
}
