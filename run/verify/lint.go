package verify

import (
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

// lint warns of what is allowed and still makes a document worth less. It comes
// last, when it is known which statuses are in doubt.
func (c *checker) lint() {
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		// Where the status of the run denies it, the step may not have failed.
		if step.Status == runresultv1.StepStatusFailed && step.Error == nil && !c.denied && !c.doubt.status[i] && !c.dependent[stepAt(i)] {
			c.add(CodeLintNoError, stepAt(i), issue{found: "no error", expected: "an error with type and message",
				message: "step %s failed and has no error; its summary is all there is", args: []any{quote(step.StepID)}})
		}
	}
	for _, e := range c.onFailed {
		if c.denied || c.doubt.status[e.from] || c.doubt.status[e.to] {
			continue
		}
		step, needed := &c.doc.Steps[e.from], &c.doc.Steps[e.to]
		c.add(CodeLintDependencyFailed, member(e.from, "depends_on", e.item), issue{found: string(step.Status), expected: "blocked or skipped",
			message: "step %s ran (%s) although step %s, which it depends on, failed; that is usual only for engines that go on after a failure",
			args:    []any{quote(step.StepID), step.Status, quote(needed.StepID)}})
	}
	if c.doc.References.ManifestPath != "" && c.doc.References.ManifestHash == nil {
		c.add(CodeLintNoManifestHash, "/references", issue{found: "no manifest_hash", expected: "the digest of the manifest",
			message: "there is no manifest_hash, so a later edit of the manifest cannot be noticed"})
	}
	derived, err := run.Derive(c.doc, c.opt.Policy)
	if err != nil {
		return
	}
	for _, w := range derived.Warnings {
		if c.denied || c.doubt.status[w.Step] {
			continue
		}
		// Without a policy only what the document records is known.
		if c.opt.Policy == nil && derived.Steps[w.Step].Source != run.FromDocument {
			continue
		}
		switch w.Code {
		case run.WarnCriticalSkipped:
			c.add(CodeLintCriticalSkipped, w.Pointer, issue{found: "skipped", expected: "a critical step that ran", message: "%s", args: []any{w.Message}})
		case run.WarnBlockedWithoutCause:
			c.add(CodeLintBlockedNoCause, w.Pointer, issue{found: "no cause", expected: "reason, blocked_by or error", message: "%s", args: []any{w.Message}})
		}
	}
}
