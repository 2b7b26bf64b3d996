package record

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

// maxNamed bounds the steps that a summary names.
const maxNamed = 3

// summary counts the steps of a run for people.
func summary(doc *runresultv1.RunResult) string {
	c := run.Count(doc)
	if c.Total == 0 {
		return doc.Error.Message
	}
	var parts []string
	for _, part := range []struct {
		n      int
		word   string
		status runresultv1.StepStatus
	}{{c.Success, "succeeded", ""}, {c.Failed, "failed", runresultv1.StepStatusFailed}, {c.Skipped, "skipped", ""}, {c.Blocked, "blocked", ""}} {
		switch {
		case part.n == 0:
		case part.status == "":
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.word))
		default:
			parts = append(parts, fmt.Sprintf("%d %s (%s)", part.n, part.word, named(doc, part.status)))
		}
	}
	noun := "steps"
	if c.Total == 1 {
		noun = "step"
	}
	text := fmt.Sprintf("%d %s: %s", c.Total, noun, strings.Join(parts, ", "))
	if doc.Error != nil {
		text += "; " + doc.Error.Message
	}
	return text
}

// named lists the first steps of a status.
func named(doc *runresultv1.RunResult, status runresultv1.StepStatus) string {
	var names []string
	more := 0
	for i := range doc.Steps {
		switch {
		case doc.Steps[i].Status != status:
		case len(names) < maxNamed:
			names = append(names, doc.Steps[i].StepID)
		default:
			more++
		}
	}
	text := strings.Join(names, ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// stepSummary says what became of a step that nobody summed up.
func stepSummary(s *runresultv1.Step) string {
	switch s.Status {
	case runresultv1.StepStatusSuccess:
		return "succeeded"
	case runresultv1.StepStatusFailed:
		return "failed: " + s.Error.Message
	case runresultv1.StepStatusSkipped:
		return "skipped: " + *s.Reason
	}
	if len(s.BlockedBy) == 0 {
		return "never started: " + *s.Reason
	}
	by := s.BlockedBy
	text := strings.Join(by[:min(len(by), maxNamed)], ", ")
	if len(by) > maxNamed {
		text += fmt.Sprintf(" and %d more", len(by)-maxNamed)
	}
	return "never started: " + *s.Reason + " (" + text + ")"
}
