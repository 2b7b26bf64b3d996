package atlas

import (
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// state is the status of a step as a manifest tells it: one of the four final
// statuses, or one of the two that a finished run should not hold.
type state uint8

const (
	unknown state = iota
	success
	failed
	skipped
	blocked
	running
	pending
)

// states are the words that manifests use. The first of a state is the one that
// messages name.
var states = map[string]state{
	"success": success, "done": success, "succeeded": success, "completed": success, "ok": success,
	"failed": failed, "failure": failed, "error": failed, "errored": failed,
	"skipped": skipped,
	"blocked": blocked,
	"running": running, "started": running, "in_progress": running,
	"pending": pending, "planned": pending, "queued": pending, "waiting": pending, "not_started": pending,
}

// plain are the words that the two shapes define; the others are worth a note.
var plain = map[string]bool{
	"success": true, "done": true, "failed": true, "skipped": true, "blocked": true, "running": true, "pending": true,
}

const stateHint = "use success (or done), failed, skipped, blocked, running or pending"

func stateOf(word string) state { return states[strings.ToLower(strings.TrimSpace(word))] }

// final is the status that a RunResult gives to a step in that state.
func (s state) final() runresultv1.StepStatus {
	switch s {
	case success:
		return runresultv1.StepStatusSuccess
	case skipped:
		return runresultv1.StepStatusSkipped
	case blocked, pending:
		return runresultv1.StepStatusBlocked
	}
	return runresultv1.StepStatusFailed
}

// runStates are the words for the status of a whole run.
var runStates = map[string]runresultv1.RunStatus{
	"success": runresultv1.RunStatusSuccess, "succeeded": runresultv1.RunStatusSuccess,
	"done": runresultv1.RunStatusSuccess, "completed": runresultv1.RunStatusSuccess, "ok": runresultv1.RunStatusSuccess,
	"failed": runresultv1.RunStatusFailed, "failure": runresultv1.RunStatusFailed,
	"error": runresultv1.RunStatusFailed, "errored": runresultv1.RunStatusFailed,
	"aborted": runresultv1.RunStatusFailed, "interrupted": runresultv1.RunStatusFailed, "cancelled": runresultv1.RunStatusFailed,
	"partial": runresultv1.RunStatusPartial,
}
