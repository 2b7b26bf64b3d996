package verify

import (
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var (
	ruleManifestStep = diag.Rule{
		ID: "verify-manifest-step", Severity: diag.SeverityError,
		Summary:     "Document and manifest do not know the same steps.",
		Explanation: "Every step that the manifest records or whose events it holds is a step of the document, and every step that ran is known to the manifest. One step on either side is one step under two names, told at the document's. Where the counters and the references of a document contradict its steps because one of them is left out, renamed or added, this is told instead. A manifest without any step is not compared, nor a document that contradicts itself in another way.",
		Example:     "a step that only the manifest has",
		Hint:        "list every planned step, executed or not",
	}
	ruleManifestStatus = diag.Rule{
		ID: "verify-manifest-status", Severity: diag.SeverityError,
		Summary:     "The run or a step ended in another way by the manifest.",
		Explanation: "The final status of a step in the manifest, by its record or its events (done means success), is that of the document. So is the status of the run, unless the steps rule out what the manifest states. What else is wrong because a step states another status, such as a counter, is not told as well.",
		Example:     `"status": "success" in the document, "failed" in the manifest`,
		Hint:        "find out how it ended, and correct the record that is wrong",
	}
)

// explainByManifest finds what the manifest shows of the steps, which may explain
// that the document contradicts itself.
func (c *checker) explainByManifest() {
	if !c.witness() {
		return
	}
	before := len(c.all)
	c.sameSet(c.facts)
	for _, x := range c.all[before:] {
		x.explains = true
	}
}

// strangers are the steps that only one of the document and the manifest knows.
// One on either side is one step under two names.
func (c *checker) strangers(facts *atlas.Facts) (missing []*atlas.StepFacts, extra []int, renamed bool) {
	known := make(map[string]bool, len(facts.Steps))
	for i := range facts.Steps {
		s := &facts.Steps[i]
		known[s.ID] = true
		if _, there := c.index[s.ID]; !there {
			missing = append(missing, s)
		}
	}
	// Many manifests know nothing of steps that never ran; one that records some
	// records all.
	idle := slices.ContainsFunc(facts.Steps, func(s atlas.StepFacts) bool {
		return s.Recorded && (s.Open != "" || slices.Contains(s.Statuses, runresultv1.StepStatusBlocked) || slices.Contains(s.Statuses, runresultv1.StepStatusSkipped))
	})
	for i := range c.doc.Steps {
		if step := &c.doc.Steps[i]; (idle || ran(step)) && !known[step.StepID] && step.StepID != "" {
			extra = append(extra, i)
		}
	}
	renamed = len(missing) == 1 && len(extra) == 1 && agrees(missing[0], c.doc.Steps[extra[0]].Status)
	return missing, extra, renamed
}

// agrees reports that a status is one that the manifest states, or may.
// A step that it has as not ended did not succeed.
func agrees(s *atlas.StepFacts, status runresultv1.StepStatus) bool {
	if s.Open != "" {
		return status != runresultv1.StepStatusSuccess
	}
	return len(s.Statuses) == 0 || slices.Contains(s.Statuses, status)
}

// stated is how a step ended by the manifest, in a word.
func stated(s *atlas.StepFacts) string {
	if s.Open != "" {
		return s.Open
	}
	return string(s.Statuses[0])
}

// sameSet checks that the document lists the steps that the manifest knows, and
// that they ended in the same way.
func (c *checker) sameSet(facts *atlas.Facts) {
	missing, extra, renamed := c.strangers(facts)
	if renamed {
		i, theirs := extra[0], missing[0]
		id := c.doc.Steps[i].StepID
		c.found(&ruleManifestStep, stepAt(i)+"/step_id", issue{found: id, expected: theirs.ID,
			message: "the manifest does not know step %s; it knows step %s%s, which the document lacks: expected the same step_id",
			args:    []any{quote(id), quote(theirs.ID), place(theirs.Pointer)}}).doubt(ofStep(stepID, i), named(absentID, theirs.ID))
		missing, extra = nil, nil
	}
	for _, s := range missing {
		c.found(&ruleManifestStep, "/steps", issue{found: "no such step", expected: s.ID,
			message: "the manifest knows step %s%s, and the document does not", args: []any{quote(s.ID), place(s.Pointer)}}).
			doubt(named(missingStep, s.ID), named(absentID, s.ID), subject{aspect: artifactList})
	}
	for _, i := range extra {
		step := &c.doc.Steps[i]
		c.found(&ruleManifestStep, stepAt(i)+"/step_id", issue{found: step.StepID, expected: "a step that the manifest knows",
			message: "step %s is %s, and the manifest does not know it", args: []any{quote(step.StepID), step.Status}}).doubt(ofStep(stepPresence, i))
	}
	known := make(map[string]*atlas.StepFacts, len(facts.Steps))
	for i := range facts.Steps {
		known[facts.Steps[i].ID] = &facts.Steps[i]
	}
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		theirs := known[step.StepID]
		if theirs == nil || agrees(theirs, step.Status) {
			continue
		}
		c.found(&ruleManifestStatus, stepAt(i)+"/status", issue{found: string(step.Status), expected: stated(theirs),
			message: "step %s is %s here and %s in the manifest%s",
			args:    []any{quote(step.StepID), step.Status, stated(theirs), place(theirs.Pointer)}}).
			restsOn(ofStep(stepStatus, i)).doubt(ofStep(stepStatus, i))
	}
}
