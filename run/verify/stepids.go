package verify

import "github.com/atlas-dataflow/runresult/diag"

var ruleDuplicateStep = diag.Rule{
	ID: "verify-duplicate-step", Severity: diag.SeverityError,
	Summary:     "Two steps have the same id.",
	Explanation: "step_id is unique within the run; depends_on, blocked_by and produced_by refer to it. What refers to such an id, or to the one that the step should have, is not judged, and counters may count the step or not.",
	Example:     `"steps": [{"step_id": "load"}, {"step_id": "load"}]`,
	Hint:        "give every step an id of its own; a step that was tried again is one step",
}

// indexSteps finds the first step of each id and reports the others.
func (c *checker) indexSteps() {
	c.index = make(map[string]int, len(c.doc.Steps))
	for i := range c.doc.Steps {
		id := c.doc.Steps[i].StepID
		if id == "" {
			continue
		}
		first, taken := c.index[id]
		if !taken {
			c.index[id] = i
			continue
		}
		mark(&c.shared, id)
		c.found(&ruleDuplicateStep, stepAt(i)+"/step_id", issue{found: id, expected: "an id that no other step has",
			message: "the step has the id %s, which %s has already; expected an id of its own", args: []any{quote(id), stepAt(first)}}).
			doubt(ofStep(stepPresence, i), ofStep(stepID, i), ofStep(stepID, first), subject{lostID, i, id})
	}
}
