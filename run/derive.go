package run

import (
	"fmt"
	"strconv"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// Derivation is the global status of a run together with how it came about.
type Derivation struct {
	// Status is the derived global status.
	Status runresultv1.RunStatus
	// PolicyID names the policy that was applied.
	PolicyID string
	// RunError reports that a run-level error forced the status.
	RunError bool
	// Steps holds one verdict per step of the document, in its order.
	Steps []StepVerdict
	// Warnings are oddities that do not change the status, in step order.
	Warnings []Warning
}

// Deciding returns the indices of the steps that alone suffice for the derived
// status: those whose floor is that status. It is empty for a successful run,
// and for a failed one that only its run-level error makes failed.
func (d *Derivation) Deciding() []int {
	var out []int
	if d.Status == runresultv1.RunStatusSuccess {
		return nil
	}
	for i := range d.Steps {
		if d.Steps[i].Floor == d.Status {
			out = append(out, i)
		}
	}
	return out
}

// StepVerdict is what one step contributes.
type StepVerdict struct {
	// Critical is the criticality that was applied, and Source its origin.
	Critical bool
	Source   CriticalitySource
	// Floor is the mildest global status that this step allows.
	Floor runresultv1.RunStatus
}

// Warning codes of a derivation.
const (
	// WarnCriticalSkipped: a critical step was skipped, which makes the run
	// partial although nothing failed.
	WarnCriticalSkipped = "critical-step-skipped"
	// WarnBlockedWithoutCause: a non-critical step was blocked and the document
	// does not say by what.
	WarnBlockedWithoutCause = "blocked-without-cause"
)

// Warning is an oddity found while deriving.
type Warning struct {
	// Step is the index into the document's steps.
	Step int
	// Pointer is the JSON Pointer of that step.
	Pointer string
	// Code is one of the Warn constants.
	Code string
	// Message says what is odd, in one sentence.
	Message string
}

// StatusError says that no global status fits a document.
type StatusError struct {
	// Pointer is the JSON Pointer of the part that makes it impossible.
	Pointer string
	// Message says why, Hint what would make it possible.
	Message string
	Hint    string
}

// Error returns the pointer, the reason and the hint.
func (e *StatusError) Error() string {
	return fmt.Sprintf("no global status is possible: at %s: %s\n  hint: %s", e.Pointer, e.Message, e.Hint)
}

// Derive computes the global status of a document from its steps, its
// run-level error and a policy; nil means DefaultPolicy. The status that the
// document states is not looked at.
//
// Every step has a floor: success for a successful step, partial for a skipped
// one, failed for a critical step that failed or was blocked, partial for a
// non-critical one. The status is the highest floor. A run-level error makes it
// failed whatever the steps say.
//
// A *StatusError is returned where no status is possible: a document without
// steps and without a run-level error, or a step whose status is outside the
// vocabulary.
func Derive(doc *runresultv1.RunResult, policy Policy) (Derivation, error) {
	if policy == nil {
		policy = DefaultPolicy()
	}
	if err := derivable(doc); err != nil {
		return Derivation{}, err
	}
	d := Derivation{PolicyID: policy.ID(), RunError: doc.Error != nil}
	if len(doc.Steps) > 0 {
		d.Steps = make([]StepVerdict, len(doc.Steps))
	}
	highest := rankSuccess
	for i := range doc.Steps {
		step := &doc.Steps[i]
		critical, from := criticality(step, policy)
		r, ok := floor(step.Status, critical)
		if !ok {
			return Derivation{}, unknownStatus(i, step.Status)
		}
		d.Steps[i] = StepVerdict{Critical: critical, Source: from, Floor: ranked[r]}
		highest = max(highest, r)
		if w, odd := oddity(i, step, critical); odd {
			d.Warnings = append(d.Warnings, w)
		}
	}
	if d.RunError {
		highest = rankFailed
	}
	d.Status = ranked[highest]
	return d, nil
}

// Possible returns every global status that the document may truthfully state:
// exactly one where each step that failed or was blocked records whether it is
// critical, and up to two where it does not and only a policy could tell. The
// status that the document states is not looked at.
//
// Where the set is empty it returns a *StatusError, in the cases of Derive.
func Possible(doc *runresultv1.RunResult) (StatusSet, error) {
	if err := derivable(doc); err != nil {
		return 0, err
	}
	set := setOf(rankSuccess)
	for i := range doc.Steps {
		floors, ok := floorSet(&doc.Steps[i])
		if !ok {
			return 0, unknownStatus(i, doc.Steps[i].Status)
		}
		set = set.join(floors)
	}
	if doc.Error != nil {
		set = setOf(rankFailed)
	}
	return set, nil
}

// floorSet holds both floors of a step that does not record its criticality.
func floorSet(step *runresultv1.Step) (StatusSet, bool) {
	var set StatusSet
	for _, critical := range [...]bool{true, false} {
		if step.Critical != nil && *step.Critical != critical {
			continue
		}
		r, ok := floor(step.Status, critical)
		if !ok {
			return 0, false
		}
		set |= setOf(r)
	}
	return set, true
}

func derivable(doc *runresultv1.RunResult) error {
	if doc == nil {
		return &StatusError{Message: "there is no document", Hint: "pass a decoded RunResult"}
	}
	if len(doc.Steps) == 0 && doc.Error == nil {
		return &StatusError{
			Pointer: "/steps",
			Message: "there are no steps and no run-level error",
			Hint:    "list every planned step, or record under \"error\" why the run failed before a plan existed",
		}
	}
	return nil
}

func unknownStatus(i int, status runresultv1.StepStatus) error {
	return &StatusError{
		Pointer: stepPointer(i) + "/status",
		Message: "the step status " + strconv.Quote(string(status)) + " is not in the vocabulary",
		Hint:    "use success, failed, skipped or blocked",
	}
}

func oddity(i int, step *runresultv1.Step, critical bool) (Warning, bool) {
	switch {
	case step.Status == runresultv1.StepStatusSkipped && critical:
		return Warning{Step: i, Pointer: stepPointer(i), Code: WarnCriticalSkipped,
			Message: fmt.Sprintf("critical step %q was skipped, so the run is at best partial", step.StepID)}, true
	case step.Status == runresultv1.StepStatusBlocked && !critical && !hasCause(step):
		return Warning{Step: i, Pointer: stepPointer(i), Code: WarnBlockedWithoutCause,
			Message: fmt.Sprintf("non-critical step %q was blocked and nothing says by what", step.StepID)}, true
	}
	return Warning{}, false
}

// hasCause reports whether a blocked step says why: a reason, the steps that
// kept it from starting, or an error.
func hasCause(step *runresultv1.Step) bool {
	return step.Reason != nil || len(step.BlockedBy) > 0 || step.Error != nil
}

func stepPointer(i int) string { return "/steps/" + strconv.Itoa(i) }
