package verify

import (
	"slices"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

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
		c.found(CodeManifestStep, stepAt(i)+"/step_id", issue{found: id, expected: theirs.ID,
			message: "the manifest does not know step %s; it knows step %s%s, which the document lacks: expected the same step_id",
			args:    []any{quote(id), quote(theirs.ID), place(theirs.Pointer)}}).doubt(ofStep(stepID, i), named(absentID, theirs.ID))
		missing, extra = nil, nil
	}
	for _, s := range missing {
		c.found(CodeManifestStep, "/steps", issue{found: "no such step", expected: s.ID,
			message: "the manifest knows step %s%s, and the document does not", args: []any{quote(s.ID), place(s.Pointer)}}).
			doubt(named(missingStep, s.ID), named(absentID, s.ID), subject{aspect: artifactList})
	}
	for _, i := range extra {
		step := &c.doc.Steps[i]
		c.found(CodeManifestStep, stepAt(i)+"/step_id", issue{found: step.StepID, expected: "a step that the manifest knows",
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
		c.found(CodeManifestStatus, stepAt(i)+"/status", issue{found: string(step.Status), expected: stated(theirs),
			message: "step %s is %s here and %s in the manifest%s",
			args:    []any{quote(step.StepID), step.Status, stated(theirs), place(theirs.Pointer)}}).
			restsOn(ofStep(stepStatus, i)).doubt(ofStep(stepStatus, i))
	}
}
