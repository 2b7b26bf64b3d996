package verify

import (
	"errors"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
)

var (
	ruleStatus = diag.Rule{
		ID: "verify-status", Severity: diag.SeverityError,
		Summary:     "The status of the run is not the one that the policy derives from its steps.",
		Explanation: "The status is the highest floor of the steps: failed for a critical step that failed or was blocked, partial for a non-critical one and for a skipped step. The policy says which steps are critical where the document does not; what the document records wins.",
		Example:     `"status": "partial" although a step that the policy holds critical failed`,
		Hint:        "correct the status, record \"critical\" in the steps, or verify with the policy that the run was made under",
	}
	ruleStatusImpossible = diag.Rule{
		ID: "verify-status-impossible", Severity: diag.SeverityError,
		Summary:     "No policy gives the run the status that it states.",
		Explanation: "Whatever is held critical, a run whose steps all succeeded is success, one with a skipped step is not, a critical step that failed or was blocked makes it failed, and so does a run-level error. A run without steps has failed and says why in a run-level error.",
		Example:     `"status": "success" beside a failed step`,
		Hint:        "correct the status, or the statuses of the steps",
	}
)

// status checks the stated status against the steps: it must be one that some
// policy allows, and the one that a given policy derives.
func (c *checker) status() {
	doc := c.doc
	if doc.Status == "" || run.NewStatusSet(doc.Status).Empty() {
		return // the schema told
	}
	wrong := func(rule *diag.Rule, at string, i issue, doubts ...subject) {
		x := newFound(rule, at, i).doubt(doubts...)
		c.tally(func(f *fold) []*found {
			if c.statusSettled(f) {
				return nil
			}
			return []*found{x}
		})
	}
	possible, err := run.Possible(doc)
	var impossible *run.StatusError
	switch {
	case errors.As(err, &impossible):
		if impossible.Pointer == "/steps" && c.hasSteps() {
			// The artifacts of the steps are not there either.
			wrong(&ruleStatusImpossible, impossible.Pointer, issue{
				found: "no step and no error", expected: "steps, or a run-level error and the status failed", hint: impossible.Hint,
				message: "the run states %s, and %s: only a failed run that says why has no steps", args: []any{doc.Status, impossible.Message}},
				subject{aspect: runStatus}, subject{aspect: artifactList})
		}
		return
	case err != nil:
		return
	case !possible.Has(doc.Status):
		wrong(&ruleStatusImpossible, "/status", issue{found: string(doc.Status), expected: possible.String(),
			message: "the run states %s; by its steps it can only be %s%s", args: []any{doc.Status, possible, c.because()}},
			subject{aspect: runStatus}, subject{aspect: stepStatuses})
		return
	case c.opt.Policy == nil:
		return
	}
	derived, err := run.Derive(doc, c.opt.Policy)
	if err == nil && derived.Status != doc.Status {
		by := ""
		if doc.StatusPolicy != nil && *doc.StatusPolicy != derived.PolicyID {
			by = "; the document names the policy " + quote(*doc.StatusPolicy)
		}
		wrong(&ruleStatus, "/status", issue{found: string(doc.Status), expected: string(derived.Status),
			message: "the run states %s; under the policy %s it is %s%s%s",
			args:    []any{doc.Status, quote(derived.PolicyID), derived.Status, c.deciding(derived), by}})
	}
}

// hasSteps reports that the document has a list of steps, be it empty.
func (c *checker) hasSteps() bool { return c.doc.Steps != nil }

// because names what forces the status.
func (c *checker) because() string {
	if c.doc.Error != nil {
		return ": it has a run-level error"
	}
	var gravest []string
	for _, want := range []runresultv1.StepStatus{runresultv1.StepStatusFailed, runresultv1.StepStatusBlocked, runresultv1.StepStatusSkipped} {
		for i := range c.doc.Steps {
			if c.doc.Steps[i].Status == want && len(gravest) < 3 {
				gravest = append(gravest, quote(c.doc.Steps[i].StepID)+" "+string(want))
			}
		}
	}
	if gravest == nil {
		return ": every step succeeded"
	}
	return " (" + strings.Join(gravest, ", ") + ")"
}

// deciding names the steps that decide a derived status.
func (c *checker) deciding(d run.Derivation) string {
	var names []string
	for _, i := range d.Deciding() {
		if len(names) == 3 {
			names = append(names, "…")
			break
		}
		names = append(names, quote(c.doc.Steps[i].StepID)+" "+string(c.doc.Steps[i].Status))
	}
	if names == nil {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// aboutStatus tells the violations that come from the clauses of the schema
// which tie the status of the run to its steps and its error. They say where a
// clause failed, and the finding about the status says why.
func aboutStatus(x v5.Violation) bool {
	if !strings.HasPrefix(x.SchemaAt, "/allOf/") {
		return false
	}
	switch {
	case x.InstanceAt == "/status", x.InstanceAt == "", x.InstanceAt == "/steps":
		return !strings.Contains(x.SchemaAt, "/summary")
	}
	return strings.HasPrefix(x.InstanceAt, "/steps/") &&
		(strings.HasSuffix(x.InstanceAt, "/status") || strings.HasSuffix(x.InstanceAt, "/critical"))
}
