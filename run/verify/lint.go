package verify

import (
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

// lint warns of what is allowed and still makes a document worth less. Where the
// status of the run denies those of the steps, a step may not have failed.
func (c *checker) lint() {
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		if step.Status == runresultv1.StepStatusFailed && step.Error == nil && !c.dependent[stepAt(i)] {
			c.found(CodeLintNoError, stepAt(i), issue{found: "no error", expected: "an error with type and message",
				message: "step %s failed and has no error; its summary is all there is", args: []any{quote(step.StepID)}}).
				restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, i))
		}
	}
	for _, e := range c.onFailed {
		step, needed := &c.doc.Steps[e.from], &c.doc.Steps[e.to]
		c.found(CodeLintDependencyFailed, member(e.from, "depends_on", e.item), issue{found: string(step.Status), expected: "blocked or skipped",
			message: "step %s ran (%s) although step %s, which it depends on, failed; that is usual only for engines that go on after a failure",
			args:    []any{quote(step.StepID), step.Status, quote(needed.StepID)}}).
			restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, e.from), ofStep(stepStatus, e.to))
	}
	if c.doc.References.ManifestPath != "" && c.doc.References.ManifestHash == nil {
		c.found(CodeLintNoManifestHash, "/references", issue{found: "no manifest_hash", expected: "the digest of the manifest",
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
		code, found, expected := CodeLintCriticalSkipped, "skipped", "a critical step that ran"
		switch w.Code {
		case run.WarnCriticalSkipped:
		case run.WarnBlockedWithoutCause:
			code, found, expected = CodeLintBlockedNoCause, "no cause", "reason, blocked_by or error"
		default:
			continue
		}
		c.found(code, w.Pointer, issue{found: found, expected: expected, message: "%s", args: []any{w.Message}}).
			restsOn(subject{aspect: stepStatuses}, ofStep(stepStatus, w.Step))
	}
}
