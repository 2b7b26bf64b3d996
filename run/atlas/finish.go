package atlas

import (
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
)

// stepMembers are the members of a step that have a place in a RunResult; the
// others are kept in the extension.
var stepMembers = set("step_id", "id", "name", "kind", "type", "status", "state", "started_at", "start_time", "finished_at",
	"end_time", "ended_at", "duration_ms", "summary", "warnings", "error", "errors", "reason", "critical", "depends_on",
	"blocked_by", "artifacts")

func set(names ...string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, name := range names {
		out[name] = true
	}
	return out
}

func (m *importer) finishSteps(doc *runresultv1.RunResult) error {
	status := make(map[string]runresultv1.StepStatus, len(m.steps))
	for _, s := range m.steps {
		status[s.id] = s.state.final()
	}
	doc.Steps = make([]runresultv1.Step, 0, len(m.steps))
	for _, s := range m.steps {
		out, err := m.finishStep(s, status)
		if err != nil {
			return err
		}
		doc.Steps = append(doc.Steps, out)
	}
	m.noteSummaries()
	return nil
}

func (m *importer) finishStep(s *step, status map[string]runresultv1.StepStatus) (out runresultv1.Step, err error) {
	out.StepID, out.Status = s.id, s.state.final()
	out.Kind = m.kind(s)
	out.Warnings = m.texts(s.entry.get("warnings"), "the warning")
	if out.Summary = m.text(s.entry.get("summary"), "the summary"); blank(out.Summary) {
		out.Summary = ""
	}
	if critical := s.entry.get("critical"); critical.is(source.Bool) {
		value := critical.v.Bool
		out.Critical = &value
	} else if critical.v != nil {
		m.note(critical, "\"critical\" is %s, not a boolean; it was left out", critical.v.Kind.Article())
	}
	own := s.leftovers()
	m.failure(s, &out)
	if err := m.stepTimes(s, &out, &own); err != nil {
		return out, err
	}
	m.causes(s, &out, status)
	out.Artifacts = m.stepArtifacts(s, &own)
	m.stepSummary(s, &out)
	m.kept.step(s.id, own)
	return out, nil
}

func (s *step) leftovers() []source.Member { return leftovers(s.entry.v, stepMembers) }

func (m *importer) kind(s *step) string {
	kind := s.entry.get("kind", "type").or(s.ev.kind)
	if text := m.text(kind, "the kind"); text != "" {
		return text
	}
	m.note(s.from(), "%s has no kind; it is called unknown", s.name())
	return "unknown"
}

// failure fills the error of a step, and sees to it that a failed step has one.
func (m *importer) failure(s *step, out *runresultv1.Step) {
	found := s.entry.get("error").or(s.entry.get("errors")).or(s.ev.errorAt)
	out.Error = m.errorInfo(found, "STEP_FAILED")
	switch {
	case out.Status == runresultv1.StepStatusSuccess && out.Error != nil:
		m.note(found, "%s succeeded and has an error all the same; the error became a warning", s.name())
		out.Warnings = append(out.Warnings, "error: "+out.Error.Message)
		out.Error = nil
	case s.state == running:
		m.note(s.from(), "%s was still running when the manifest was written; it is taken as failed, interrupted at %s", s.name(), m.end.text)
		if out.Error == nil {
			out.Error = &runresultv1.ErrorInfo{Type: "INTERRUPTED", Message: "the step was running when the manifest was last written, and nothing records its end"}
		}
	case out.Status == runresultv1.StepStatusFailed && out.Error == nil:
		message := out.Summary
		if message == "" {
			message = "the manifest records no cause"
		}
		m.note(s.from(), "%s failed and the manifest records no error", s.name())
		out.Error = &runresultv1.ErrorInfo{Type: "STEP_FAILED", Message: message}
	}
}

// stepTimes fills the three time fields by the rules of the step's status.
func (m *importer) stepTimes(s *step, out *runresultv1.Step, own *[]source.Member) error {
	stated := s.stated()
	started, ended := s.start.known(), s.finish.known()
	if out.Status == runresultv1.StepStatusBlocked {
		if started || ended {
			m.note(s.start.or(s.finish).from, "%s was blocked, so it never started; its times were left out", s.name())
			for _, name := range []string{"started_at", "finished_at", "duration_ms"} {
				m.keep(own, name, s.entry.get(name).v)
			}
		}
		return nil
	}
	if !started && !ended {
		if out.Status == runresultv1.StepStatusSkipped {
			return nil
		}
		return m.fail(s.from(), "add \"started_at\" and \"finished_at\"", "%s ran, but nothing records when", s.name())
	}
	start, finish := s.start, s.finish
	if s.state == running && !ended {
		finish = later(m.end, start)
	} else if !started || !ended {
		start, finish = m.completeTimes(s, stated)
	}
	ms := m.duration(start, finish, s.name())
	if s.entry.get("duration_ms").v == nil && started && ended {
		m.note(s.from(), "%s has no duration; its times give %d ms", s.name(), ms)
	}
	m.compareDuration(stated, ms, s.name())
	if n, ok := statedMilliseconds(stated); stated.v != nil && (!ok || n != ms) {
		m.keep(own, "duration_ms", stated.v)
	}
	a, b := start.text, finish.text
	out.StartedAt, out.FinishedAt, out.DurationMS = &a, &b, &ms
	if finish.t.After(m.end.t) {
		m.note(finish.from, "%s ended at %s, after the run, which ended at %s; both were kept", s.name(), finish.text, m.end.text)
	}
	if start.t.Before(m.start.t) {
		m.note(start.from, "%s started at %s, before the run, which started at %s; both were kept", s.name(), start.text, m.start.text)
	}
	return nil
}

func statedMilliseconds(a at) (int64, bool) {
	if a.v == nil {
		return 0, false
	}
	return milliseconds(a.v)
}

// completeTimes finds the time that is missing from the one that is there.
func (m *importer) completeTimes(s *step, stated at) (start, finish instant) {
	ms, ok := statedMilliseconds(stated)
	if s.start.known() {
		if other, fits := s.start.shifted(ms); ok && fits {
			m.note(s.from(), "%s has no end; it was computed from its start and its stated duration", s.name())
			return s.start, other
		}
		m.note(s.from(), "%s has no end and no duration; it is taken to have ended when it started", s.name())
		return s.start, s.start
	}
	if other, fits := s.finish.shifted(-ms); ok && fits {
		m.note(s.from(), "%s has no start; it was computed from its end and its stated duration", s.name())
		return other, s.finish
	}
	m.note(s.from(), "%s has no start and no duration; it is taken to have started when it ended", s.name())
	return s.finish, s.finish
}

// engineReasons are the summaries that the engine writes for a skipped step,
// and the reason that each stands for.
var engineReasons = map[string]string{
	"skipped due to failed dependency": "dependency_failed",
	"skipped by config":                "config",
}

// causes says why a step did not run.
func (m *importer) causes(s *step, out *runresultv1.Step, status map[string]runresultv1.StepStatus) {
	out.DependsOn = m.identifiers(s.entry.get("depends_on"), "depends_on of "+s.name())
	out.BlockedBy = m.identifiers(s.entry.get("blocked_by"), "blocked_by of "+s.name())
	if reason := m.text(s.entry.get("reason").or(s.ev.reason), "the reason"); reason != "" {
		out.Reason = &reason
	}
	if out.Status != runresultv1.StepStatusSkipped && out.Status != runresultv1.StepStatusBlocked {
		return
	}
	if s.state == pending {
		why := "it is taken as blocked"
		if m.interrupted && out.Reason == nil {
			reason := "interrupted"
			out.Reason = &reason
			why += ", by the interruption of the run"
		}
		m.note(s.from(), "%s had not started when the manifest was written; %s", s.name(), why)
	}
	if reason := engineReasons[strings.ToLower(strings.TrimSpace(out.Summary))]; reason != "" && out.Reason == nil {
		m.note(s.entry.get("summary"), "the reason of %s, %s, was inferred from its summary", s.name(), reason)
		out.Reason = &reason
	}
	if out.Status == runresultv1.StepStatusBlocked && out.BlockedBy == nil {
		for _, id := range out.DependsOn {
			if known := status[id]; known != "" && known != runresultv1.StepStatusSuccess {
				out.BlockedBy = append(out.BlockedBy, id)
			}
		}
		if out.BlockedBy != nil {
			m.note(s.entry.get("depends_on"), "what blocked %s was inferred: the steps it depends on that did not succeed", s.name())
		}
	}
}

// errorInfo reads an error in any of the forms that manifests hold: a text, an
// object, or a list of either, whose first is the error. It returns nil where
// there is none.
func (m *importer) errorInfo(a at, code string) *runresultv1.ErrorInfo {
	switch {
	case a.v == nil:
		return nil
	case a.v.Kind == source.Array:
		return m.errorList(a, code)
	case a.v.Kind == source.Object:
		return m.errorObject(a, code)
	}
	message := m.text(a, "the error")
	if strings.TrimSpace(message) == "" {
		return nil
	}
	return &runresultv1.ErrorInfo{Type: code, Message: message}
}

func (m *importer) errorList(a at, code string) *runresultv1.ErrorInfo {
	for i := range a.v.Items {
		// Lists do not nest, so that this recursion is one level deep.
		if a.v.Items[i].Kind == source.Array {
			continue
		}
		info := m.errorInfo(a.item(i), code)
		if info == nil {
			continue
		}
		if len(a.v.Items) > 1 {
			if info.Details == nil {
				info.Details = map[string]rt.Raw{}
			}
			m.detail(info.Details, "all_errors", a.v)
			m.note(a, "there are %d errors; the first became the error and all are among its details", len(a.v.Items))
		}
		return info
	}
	return nil
}

func (m *importer) errorObject(a at, code string) *runresultv1.ErrorInfo {
	if len(a.v.Members) == 0 {
		return nil
	}
	info := &runresultv1.ErrorInfo{
		Type:    m.text(a.get("type", "code", "error_type"), "the type of the error"),
		Message: m.text(a.get("message", "error", "reason"), "the message of the error"),
	}
	if info.Type == "" {
		info.Type = code
	}
	if info.Message == "" {
		info.Message = info.Type
		m.note(a, "the error has no message; its type was used")
	}
	for _, member := range a.v.Members {
		switch member.Name {
		case "type", "code", "error_type", "message", "error", "reason":
			continue
		case "hint":
			if member.Value.Kind == source.Null {
				info.Hint = rt.Null[string]()
			} else {
				info.Hint = rt.Some(m.text(a.get("hint"), "the hint"))
			}
			continue
		case "decision_required":
			if member.Value.Kind == source.Bool {
				value := member.Value.Bool
				info.DecisionRequired = &value
				continue
			}
		case "details":
			if member.Value.Kind == source.Null {
				continue
			}
			if member.Value.Kind == source.Object {
				if info.Details == nil {
					info.Details = map[string]rt.Raw{}
				}
				for _, d := range member.Value.Members {
					m.detail(info.Details, d.Name, d.Value)
				}
				continue
			}
		}
		if info.Details == nil {
			info.Details = map[string]rt.Raw{}
		}
		m.detail(info.Details, member.Name, member.Value)
	}
	return info
}

func (m *importer) detail(details map[string]rt.Raw, name string, v *source.Value) {
	if raw, err := rt.ParseRaw(v.JSON()); err == nil {
		details[name] = raw
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}
