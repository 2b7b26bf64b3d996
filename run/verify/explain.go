package verify

import (
	"slices"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// semantics checks what the document says about itself. Where it contradicts
// itself in the way in which it contradicts the manifest, as a step that is left
// out makes counters and references wrong, what the manifest shows is told
// instead: it is shorter, and nearer to the fault.
func (c *checker) semantics() {
	before := c.told
	before.doubt = c.doubt.clone()
	c.judge(nil)
	if !slices.ContainsFunc(c.errors, explicable) || c.doubt.off || c.doubt.list || c.doubt.strays > 0 {
		return
	}
	facts := c.witness()
	if facts == nil {
		return
	}
	plain := c.told
	c.told = before
	c.errors, c.warnings = slices.Clip(c.errors), slices.Clip(c.warnings)
	c.judge(facts)
	if n := c.failures() - plain.failures(); n > 0 || n == 0 && slices.ContainsFunc(plain.errors, definite) {
		c.told = plain
	}
}

// explicable tells the findings that a step which is left out, renamed or given
// another status can lead to.
func explicable(f Finding) bool {
	switch f.Code {
	case CodeDependencyUnmet, CodeBlockedBy, CodeStatus, CodeStatusImpossible:
		return true
	}
	return !definite(f)
}

// definite tells the findings that are no mere echo of the list of steps.
func definite(f Finding) bool {
	switch f.Code {
	case CodeCounter, CodeDependencyUnknown, CodeBlockedByUnknown, CodeProducer:
		return false
	}
	return true
}

func (d doubts) clone() doubts {
	d.status, d.id, d.extra = cloned(d.status), cloned(d.id), cloned(d.extra)
	d.shared, d.absent = cloned(d.shared), cloned(d.absent)
	return d
}

func cloned[K comparable](set map[K]bool) map[K]bool {
	var out map[K]bool
	for key := range set {
		mark(&out, key)
	}
	return out
}

// witness reads what the manifest knows, nil where that is nothing about the
// steps of this run or cannot be relied on. What is wrong with the manifest is
// told elsewhere.
func (c *checker) witness() *atlas.Facts {
	refs := &c.doc.References
	if c.opt.Root == "" || refs.ManifestPath == "" || lexical(refs.ManifestPath) != nil {
		return nil
	}
	dir := c.runDir
	if dir == nil {
		opened, err := openRunDir(c.opt.Root)
		if err != nil {
			return nil
		}
		defer opened.close()
		dir = opened
	}
	data, bad := dir.read(refs.ManifestPath, maxManifest)
	if bad != nil {
		return nil
	}
	if refs.ManifestHash != nil {
		if stated := canonical(*refs.ManifestHash); stated != "" && sum(algorithm(stated), data) != stated {
			return nil
		}
	}
	f, err := source.ParseJSON(refs.ManifestPath, data)
	if err != nil {
		return nil
	}
	facts, err := atlas.ReadFacts(f)
	if err != nil || facts.RunID.Value != c.doc.RunID || len(facts.Steps) == 0 {
		return nil
	}
	return facts
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

// lacksLists reports that it is told, or will be, that lists of artifacts are
// missing, so that what they held is not told one by one.
func (c *checker) lacksLists(facts *atlas.Facts) bool {
	if c.doubt.artifacts || !c.selfConsistent || c.doubt.off || len(facts.Steps) == 0 {
		return c.doubt.artifacts
	}
	missing, _, renamed := c.strangers(facts)
	return len(missing) > 0 && !renamed
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
	d := &c.doubt
	missing, extra, renamed := c.strangers(facts)
	if renamed {
		i, theirs := extra[0], missing[0]
		id := c.doc.Steps[i].StepID
		mark(&d.id, i)
		mark(&d.absent, theirs.ID)
		c.add(CodeManifestStep, stepAt(i)+"/step_id", issue{found: id, expected: theirs.ID,
			message: "the manifest does not know step %s; it knows step %s%s, which the document lacks: expected the same step_id",
			args:    []any{quote(id), quote(theirs.ID), place(theirs.Pointer)}})
		missing, extra = nil, nil
	}
	for _, s := range missing {
		d.missing++
		d.artifacts = true
		mark(&d.absent, s.ID)
		c.add(CodeManifestStep, "/steps", issue{found: "no such step", expected: s.ID,
			message: "the manifest knows step %s%s, and the document does not", args: []any{quote(s.ID), place(s.Pointer)}})
	}
	for _, i := range extra {
		step := &c.doc.Steps[i]
		mark(&d.extra, i)
		c.add(CodeManifestStep, stepAt(i)+"/step_id", issue{found: step.StepID, expected: "a step that the manifest knows",
			message: "step %s is %s, and the manifest does not know it", args: []any{quote(step.StepID), step.Status}})
	}
	known := make(map[string]*atlas.StepFacts, len(facts.Steps))
	for i := range facts.Steps {
		known[facts.Steps[i].ID] = &facts.Steps[i]
	}
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		theirs := known[step.StepID]
		if theirs == nil || d.status[i] || agrees(theirs, step.Status) {
			continue
		}
		c.doubtStatus(i)
		c.add(CodeManifestStatus, stepAt(i)+"/status", issue{found: string(step.Status), expected: stated(theirs),
			message: "step %s is %s here and %s in the manifest%s",
			args:    []any{quote(step.StepID), step.Status, stated(theirs), place(theirs.Pointer)}})
	}
}
