package atlas

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/run"
)

// blank reports whether a text says nothing to a reader.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// summary takes the summary of the manifest, or writes one.
func (m *importer) summary(doc *runresultv1.RunResult) {
	stated := m.root.get("summary").or(m.run.get("summary"))
	if stated.is(source.String) && !blank(stated.v.Text) {
		doc.Summary = stated.v.Text
		return
	}
	if stated.v != nil && stated.v.Kind != source.String {
		m.keep(&m.kept.members, "summary", stated.v)
	}
	c := run.Count(doc)
	var parts []string
	for _, part := range []struct {
		n      int
		word   string
		status runresultv1.StepStatus
	}{{c.Success, "succeeded", ""}, {c.Failed, "failed", runresultv1.StepStatusFailed},
		{c.Skipped, "skipped", ""}, {c.Blocked, "blocked", ""}} {
		if part.n == 0 {
			continue
		}
		text := fmt.Sprintf("%d %s", part.n, part.word)
		if part.status != "" {
			text += " (" + namesOf(doc, part.status) + ")"
		}
		parts = append(parts, text)
	}
	switch {
	case c.Total == 0:
		if doc.Summary = firstLine(doc.Error.Message); doc.Summary == "" {
			doc.Summary = "failed without any step"
		}
	case c.Total == 1:
		doc.Summary = "1 step: " + strings.Join(parts, ", ")
	default:
		doc.Summary = fmt.Sprintf("%d steps: %s", c.Total, strings.Join(parts, ", "))
	}
	m.note(m.root, "the manifest has no summary; one was written from its steps")
}

// namesOf lists the first steps of a status.
func namesOf(doc *runresultv1.RunResult, status runresultv1.StepStatus) string {
	var names []string
	for i := range doc.Steps {
		if doc.Steps[i].Status == status {
			names = append(names, doc.Steps[i].StepID)
		}
	}
	return someOf(names)
}

// someOf lists the first of some names.
func someOf(names []string) string {
	const limit = 3
	if len(names) > limit {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), len(names)-limit)
	}
	return strings.Join(names, ", ")
}

// stepSummary gives a step that has no summary one that says how it ended and,
// as far as the manifest tells, why. One note counts all of them but the
// failures, whose note says more.
func (m *importer) stepSummary(s *step, out *runresultv1.Step) {
	if !blank(out.Summary) {
		return
	}
	switch out.Status {
	case runresultv1.StepStatusFailed:
		if out.Summary = firstLine(out.Error.Message); out.Summary == "" {
			out.Summary = "failed"
		}
		m.note(s.from(), "%s has no summary; its error was used", s.name())
		return
	case runresultv1.StepStatusSuccess:
		out.Summary = "succeeded"
	default:
		out.Summary = string(out.Status)
		if len(out.BlockedBy) > 0 {
			out.Summary += " by " + someOf(out.BlockedBy)
		}
		if out.Reason != nil && !blank(*out.Reason) {
			out.Summary += ": " + firstLine(*out.Reason)
		}
	}
	if m.summarised == 0 {
		m.firstSummary, m.firstSummarised = out.Summary, s.from()
	}
	m.summarised++
}

func (m *importer) noteSummaries() {
	if m.summarised > 0 {
		m.note(m.firstSummarised, "%s no summary, here the first; the import wrote one that says how the step ended, here %s",
			wording.Count(m.summarised, "step has", "steps have"), clip(quote(m.firstSummary)))
	}
}
