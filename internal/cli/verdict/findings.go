package verdict

import (
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// Findings are the answer as notes beside the lines of the schemas: what is
// refused and lost, the changes that do it, the rest of the changes, and what
// is not decided. Those of severity error are the reasons for a no.
func (v View) Findings() []report.Finding {
	var out []report.Finding
	for _, q := range v.questions() {
		if q.verdict != compat.Incompatible {
			continue
		}
		if q.in != nil {
			out = append(out, v.refusal(q))
			continue
		}
		for _, l := range q.reader.Lost {
			f := v.at(compat.SideOld, "", &l.OldAt)
			f.Code, f.Severity, f.InstanceAt = report.CodeCompatReader, report.SeverityError, report.At(l.InstanceAt)
			f.Message = "readers of new miss the member " + quoted(l.Name) + " that old declares here"
			if l.Witness != nil {
				f.Message += ", for example in " + clipped(l.Witness)
			}
			out = append(out, f)
		}
	}
	if r := v.Report; r.Reader != nil && r.Verdict != compat.Incompatible && r.RequiredBump >= v.FailOn {
		f := v.at(compat.SideNew, "", report.At(""))
		f.Code, f.Severity = report.CodeCompatBump, report.SeverityError
		f.Message = "the changes owe a " + r.RequiredBump.String() + " version"
		out = append(out, f)
	}
	for _, group := range v.byBump() {
		for _, c := range group {
			out = append(out, v.changed(c))
		}
	}
	for _, u := range v.Report.Unknowns {
		f := v.at(compat.SideNew, "", report.At(""))
		if u.SchemaAt != nil {
			f = v.at(u.Schema, u.SchemaFile, u.SchemaAt)
		}
		f.Code, f.Severity, f.Hint = report.CodeCompatUnknown, report.SeverityError, advice(u)
		if v.AllowUnknown {
			f.Severity = report.SeverityWarning
		}
		f.Message = u.Question + ": " + u.Message + " (" + u.Reason + ")"
		out = append(out, f)
	}
	for i := range out {
		if out[i].Hint == "" {
			if rule, ok := v.Rules(out[i].Code); ok {
				out[i].Hint = rule.Hint
			}
		}
	}
	return out
}

// refusal is the document that shows a broken direction, at what refuses it.
func (v View) refusal(q question) report.Finding {
	in := q.in
	f := v.at(in.RejectedBy, in.SchemaFile, in.SchemaAt)
	f.Code, f.Severity, f.InstanceAt = report.CodeCompatBackward, report.SeverityError, in.InstanceAt
	if q.name == "forward" {
		f.Code = report.CodeCompatForward
	}
	f.Message = q.meaning()
	if in.Message != "" {
		f.Message += ": " + in.Message
	}
	if in.Witness != nil {
		f.Message += "; the document is " + clipped(in.Witness)
	}
	return f
}

// changed is one change, beside the new schema's line where that has one.
func (v View) changed(c compat.Change) report.Finding {
	f := v.at(compat.SideNew, "", &c.NewAt)
	if f.Line == 0 {
		f = v.at(compat.SideOld, "", &c.OldAt)
	}
	f.Code, f.Severity = c.Rule, report.SeverityNote
	switch {
	case c.Bump == compat.BumpUnknown:
		f.Severity = report.SeverityWarning
	case c.Bump >= v.FailOn:
		f.Severity = report.SeverityError
	}
	f.Message = v.sentence(c)
	if b := breaks(c); b != "" {
		f.Message += "; " + b
	}
	f.Message += "; owes " + c.Bump.String()
	if c.Bump == compat.BumpUnknown {
		f.Message = strings.TrimSuffix(f.Message, "; owes unknown") + "; it is not decided what it owes"
	}
	return f
}

// at is a finding with a place and nothing else. A file of a commit is named by
// its path, which is what the services that show findings know; the line is that
// of the commit, so the old schema's is left out.
func (v View) at(side, file string, pointer *string) report.Finding {
	if pointer == nil {
		return report.Finding{File: plainName(v.schema(side).Name())}
	}
	name, line, column := v.position(side, file, *pointer)
	plain := plainName(name)
	if side == compat.SideOld && plain != name {
		line, column = 0, 0
	}
	return report.Finding{File: plain, Line: line, Column: column, SchemaAt: pointer}
}

// plainName is the path in git:REF:PATH.
func plainName(name string) string {
	if rest, ok := strings.CutPrefix(name, "git:"); ok {
		if _, path, ok := strings.Cut(rest, ":"); ok {
			return path
		}
	}
	return name
}
