package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

var (
	ruleLintNoError = diag.Rule{
		ID: "lint-no-error", Severity: diag.SeverityWarning,
		Summary:     "A failed step has no error.",
		Explanation: "A summary is enough for the schema, but only an error has a type that programs can tell apart.",
		Example:     `{"status": "failed", "summary": "it did not work"}`,
		Hint:        "record \"error\" with type and message",
	}
	ruleLintNoManifestHash = diag.Rule{
		ID: "lint-no-manifest-hash", Severity: diag.SeverityWarning,
		Summary:     "The document does not pin the manifest.",
		Explanation: "Without manifest_hash an edit of the manifest that touches nothing the document repeats goes unnoticed.",
		Example:     `"references" without "manifest_hash"`,
		Hint:        "record the digest of the manifest's bytes as manifest_hash",
	}
	ruleLintCriticalSkipped = diag.Rule{
		ID: "lint-critical-skipped", Severity: diag.SeverityWarning,
		Summary:     "A critical step was skipped.",
		Explanation: "A skip is a decision and no failure, so the run is partial; but the step was declared critical, by the document or by the policy.",
		Example:     `{"status": "skipped", "critical": true}`,
		Hint:        "check that the decision was meant",
	}
	ruleLintBlockedNoCause = diag.Rule{
		ID: "lint-blocked-without-cause", Severity: diag.SeverityWarning,
		Summary:     "A non-critical step was blocked and nothing says by what.",
		Explanation: "The run is partial because of it, and a reader cannot tell why.",
		Example:     `{"status": "blocked", "critical": false}`,
		Hint:        "record reason or blocked_by",
	}
	ruleLintDependencyFailed = diag.Rule{
		ID: "lint-dependency-failed", Severity: diag.SeverityWarning,
		Summary:     "A step ran although one that it depends on failed.",
		Explanation: "Some engines go on after a failure. Where the engine does not, one of the two statuses or the dependency is wrong.",
		Example:     "a successful step whose depends_on names a failed one",
		Hint:        "check the statuses of both steps",
	}
)

// lint warns of what is allowed and still makes a document worth less. Where the
// status of the run denies those of the steps, a step may not have failed.
func (c *checker) lint() {
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		if step.Status == runresultv1.StepStatusFailed && step.Error == nil && !c.dependent[stepAt(i)] {
			c.found(&ruleLintNoError, stepAt(i), issue{found: "no error", expected: "an error with type and message",
				message: "step %s failed and has no error; its summary is all there is", args: []any{quote(step.StepID)}}).
				restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, i))
		}
	}
	for _, e := range c.onFailed {
		step, needed := &c.doc.Steps[e.from], &c.doc.Steps[e.to]
		c.found(&ruleLintDependencyFailed, member(e.from, "depends_on", e.item), issue{found: string(step.Status), expected: "blocked or skipped",
			message: "step %s ran (%s) although step %s, which it depends on, failed; that is usual only for engines that go on after a failure",
			args:    []any{quote(step.StepID), step.Status, quote(needed.StepID)}}).
			restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, e.from), ofStep(stepStatus, e.to))
	}
	if c.doc.References.ManifestPath != "" && c.doc.References.ManifestHash == nil {
		c.found(&ruleLintNoManifestHash, "/references", issue{found: "no manifest_hash", expected: "the digest of the manifest",
			message: "there is no manifest_hash, so a later edit of the manifest cannot be noticed"})
	}
	derived, err := run.Derive(c.doc, c.opt.Policy)
	if err != nil {
		return
	}
	for _, w := range derived.Warnings {
		// Without a policy only what the document records is known.
		if c.opt.Policy == nil && derived.Steps[w.Step].Source != run.FromDocument {
			continue
		}
		rule, found, expected := &ruleLintCriticalSkipped, "skipped", "a critical step that ran"
		switch w.Code {
		case run.WarnCriticalSkipped:
		case run.WarnBlockedWithoutCause:
			rule, found, expected = &ruleLintBlockedNoCause, "no cause", "reason, blocked_by or error"
		default:
			continue
		}
		c.found(rule, w.Pointer, issue{found: found, expected: expected, message: "%s", args: []any{w.Message}}).
			restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, w.Step))
	}
}
