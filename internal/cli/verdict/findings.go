package verdict

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// Findings are the answer as notes beside the lines of the schemas: what is
// refused, lost or owed and no change explains, the changes, and what is not
// decided. Those of severity error are the reasons for a no, each told once.
func (v View) Findings() []diag.Finding {
	if len(v.Report.Entries) > 0 {
		return v.entryFindings()
	}
	var out, changes []diag.Finding
	e := v.explanations()
	for _, g := range v.changeGroups() {
		for _, c := range g.changes {
			changes = append(changes, v.changed(c, e))
		}
	}
	for _, q := range v.questions() {
		switch {
		case q.verdict != compat.Incompatible:
		case q.in == nil:
			for i, l := range q.reader.Lost {
				if !e.losses[i] {
					out = append(out, v.loss(l))
				}
			}
		case !e.directions[q.name]:
			out = append(out, v.refusal(q))
		}
	}
	owed := v.Report.Reader != nil && v.Report.Verdict != compat.Incompatible && v.Report.RequiredBump >= v.FailOn
	told := slices.ContainsFunc(changes, func(f diag.Finding) bool { return f.Fails() })
	if owed && !told {
		f := v.at(report.RuleCompatBump, compat.SideNew, "", diag.At(""))
		f.Message = "the changes owe a " + v.Report.RequiredBump.String() + " version"
		out = append(out, f)
	}
	out = append(out, changes...)
	for _, u := range v.Report.Unknowns {
		f := v.at(report.RuleCompatUnknown, compat.SideNew, "", diag.At(""))
		if u.SchemaAt != nil {
			f = v.at(report.RuleCompatUnknown, u.Schema, u.SchemaFile, u.SchemaAt)
		}
		f.Hint = advice(u)
		if v.AllowUnknown {
			f = f.Weighing(diag.SeverityWarning)
		}
		f.Message = u.Question + ": " + u.Message + " (" + u.Reason + ")"
		out = append(out, f)
	}
	return append(out, v.impact()...)
}

// refusal is the document that shows a broken direction, at what refuses it.
func (v View) refusal(q question) diag.Finding {
	in := q.in
	f := v.at(ways[q.name], in.RejectedBy, in.SchemaFile, in.SchemaAt)
	f.InstanceAt = in.InstanceAt
	f.Message = q.meaning()
	if in.Message != "" {
		f.Message += ": " + in.Message
	}
	if in.SchemaAt != nil && *f.SchemaAt != *in.SchemaAt {
		f.Message += "; " + in.RejectedBy + " does so at " + quoted(*in.SchemaAt)
	}
	if in.Witness != nil {
		f.Documents = []json.RawMessage{in.Witness}
	}
	return f
}

// loss is a member that readers miss.
func (v View) loss(l compat.Lost) diag.Finding {
	f := v.at(report.RuleCompatReader, compat.SideOld, l.OldFile, &l.OldAt)
	f.InstanceAt = diag.At(l.InstanceAt)
	f.Message = "readers of new miss the member " + quoted(l.Name) + " that old declares at " + quoted(l.OldAt)
	if l.Witness != nil {
		f.Documents = []json.RawMessage{l.Witness}
	}
	return f
}

// explained says what the changes tell already.
type explained struct {
	directions map[string]bool // by the name of the question
	losses     map[int]bool    // by the index in Reader.Lost
	// documents are those of a question that a change shows besides its own.
	documents map[place][]json.RawMessage
}

// place tells the changes of a report apart.
type place struct{ rule, oldFile, old, newFile, new string }

func placeOf(c compat.Change) place { return place{c.Rule, c.OldFile, c.OldAt, c.NewFile, c.NewAt} }

// explanations finds the changes that break a direction, or take away a member
// that readers miss: an entry of its own would only repeat them.
func (v View) explanations() explained {
	e := explained{directions: map[string]bool{}, losses: map[int]bool{}, documents: map[place][]json.RawMessage{}}
	for _, q := range v.questions() {
		var blamed []compat.Change
		for _, c := range v.Report.Changes {
			if q.verdict == compat.Incompatible && slices.Contains(c.Breaks, q.name) {
				blamed = append(blamed, c)
			}
		}
		switch {
		case len(blamed) == 0:
		case q.in == nil:
			e.lost(q.reader.Lost, blamed)
		default:
			e.directions[q.name] = true
			e.show(q.in.Witness, blamed)
		}
	}
	return e
}

// lost finds the members that the changes to blame take away: they stand at or
// below a place that changed, or are missed in the document of the change.
func (e explained) lost(all []compat.Lost, blamed []compat.Change) {
	for _, c := range blamed {
		shown := false
		for i, l := range all {
			within := l.OldFile == c.OldFile && (l.OldAt == c.OldAt || strings.HasPrefix(l.OldAt, c.OldAt+"/"))
			if within || c.Witness != nil && bytes.Equal(c.Witness, l.Witness) {
				e.losses[i] = true
				if !shown { // one is enough
					e.show(l.Witness, []compat.Change{c})
				}
				shown = true
			}
		}
	}
}

// show gives the document of a question to the first of the changes to blame that
// has none for it.
func (e explained) show(document json.RawMessage, blamed []compat.Change) {
	same := func(d json.RawMessage) bool { return bytes.Equal(d, document) }
	for _, c := range blamed {
		if document == nil || same(c.Witness) || slices.ContainsFunc(e.documents[placeOf(c)], same) {
			return
		}
	}
	for _, c := range blamed {
		if c.Witness == nil || len(c.Breaks) > 1 { // the document of its own shows one break
			e.documents[placeOf(c)] = append(e.documents[placeOf(c)], document)
			return
		}
	}
}

// ways are the rules of broken questions, by name. Their hints say what to do
// about it.
var ways = map[string]diag.Rule{
	"backward": report.RuleCompatBackward, "forward": report.RuleCompatForward, "reader": report.RuleCompatReader,
}

// changed is one change, beside the new schema's line where that has one. The
// change that breaks something carries the error.
func (v View) changed(c compat.Change, e explained) diag.Finding {
	rule, _ := v.Rules(c.Rule) // every kind of change has one
	f := v.at(rule, compat.SideNew, c.NewFile, &c.NewAt)
	if f.Line == 0 {
		f = v.at(rule, compat.SideOld, c.OldFile, &c.OldAt)
	}
	severity := diag.SeverityNote
	broken := slices.IndexFunc(v.questions(), func(q question) bool {
		return q.verdict == compat.Incompatible && slices.Contains(c.Breaks, q.name)
	})
	way := report.RuleCompatBump
	switch {
	case broken >= 0:
		severity, way = diag.SeverityError, ways[v.questions()[broken].name]
	case v.Report.Reader == nil:
	case c.Bump == compat.BumpUnknown:
		severity = diag.SeverityWarning
	case c.Bump >= v.FailOn:
		severity = diag.SeverityError
	}
	f = f.Weighing(severity)
	if severity == diag.SeverityError {
		f.Hint = way.Hint
	}
	if c.Witness != nil {
		f.Documents = []json.RawMessage{c.Witness}
	}
	f.Documents = append(f.Documents, e.documents[placeOf(c)]...)
	f.Message = v.sentence(c)
	if b := breaks(c); b != "" {
		f.Message += "; " + b
	}
	switch {
	case v.Report.Reader == nil:
	case c.Bump == compat.BumpUnknown:
		f.Message += "; it is not decided what it owes"
	default:
		f.Message += "; owes " + c.Bump.String()
	}
	return f
}

// at is a finding with a place and no message yet. A file of a commit is named by
// its path, which is what the services that show findings know. The old schema's
// line is that of its commit, which they do not show: there the finding stands at
// the nearest place of the new schema.
func (v View) at(rule diag.Rule, side, file string, pointer *string) diag.Finding {
	f := rule.Find("")
	if pointer == nil {
		f.File = plainName(v.schema(side).Name())
		return f
	}
	name, line, column := v.position(side, file, *pointer)
	plain := plainName(name)
	if side == compat.SideOld && plain != name {
		if file == "" || file == v.Old.Name() {
			plain, line, column, pointer = v.nearest(*pointer)
		} else {
			line, column = 0, 0
		}
	}
	f.File, f.Line, f.Column, f.SchemaAt = plain, line, column, pointer
	return f
}

// nearest is the longest beginning of a pointer that leads somewhere
// in the new schema.
func (v View) nearest(pointer string) (file string, line, column int, at *string) {
	line, column = v.New.Position(pointer)
	for line == 0 && pointer != "" {
		pointer = pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
		line, column = v.New.Position(pointer)
	}
	return plainName(v.New.Name()), line, column, &pointer
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
