package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

var ruleBlockedBy = diag.Rule{
	ID: "verify-blocked-by", Severity: diag.SeverityError,
	Summary:     "What is said to have blocked a step cannot have.",
	Explanation: "blocked_by stands on a step that never started, and names steps that failed, were skipped or were blocked themselves. A step that succeeded blocks nothing, none blocks itself, and a circle of blocked steps has no cause. A step whose reason is what it depends on depends on something that did not succeed.",
	Example:     `{"status": "blocked", "blocked_by": ["a"]} where a succeeded`,
	Hint:        "name the steps that kept this one from starting, or leave blocked_by out",
}

// blockers checks that blocked_by names other steps that did not succeed, on a
// step that never started.
func (c *checker) blockers() {
	var edges []edge
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		if len(step.BlockedBy) > 0 && (ran(step) || c.spans[i].started) {
			c.found(&ruleBlockedBy, stepAt(i)+"/blocked_by", issue{found: string(step.Status), expected: "a step that never started",
				message: "step %s is %s and did start; only a step that never started has blocked_by", args: []any{quote(step.StepID), step.Status}}).
				restsOn(ofStep(stepStatus, i)).doubt(ofStep(blockedBy, i))
		}
		for j, id := range step.BlockedBy {
			by, known := c.index[id]
			switch {
			case id == "" || c.shared[id]:
			case !known:
				c.refer(&ruleBlockedByUnknown, member(i, "blocked_by", j), id, "the step was blocked by", ofStep(blockedBy, i))
			case c.doc.Steps[by].Status == runresultv1.StepStatusSuccess:
				c.found(&ruleBlockedBy, member(i, "blocked_by", j), issue{found: string(runresultv1.StepStatusSuccess), expected: "a step that failed, was skipped or blocked",
					message: "step %s is said to be blocked by step %s, which succeeded; expected one that failed, was skipped or blocked",
					args:    []any{quote(step.StepID), quote(id)}}).restsOn(ofStep(blockedBy, i), ofStep(stepStatus, i), ofStep(stepStatus, by))
			default:
				edges = append(edges, edge{i, j, by})
			}
		}
		c.reason(i)
	}
	if len(edges) > 0 {
		c.tally(func(f *fold) []*found { return c.blockedInCircles(f, edges) })
	}
}

// blockedInCircles finds steps that are said to block each other.
func (c *checker) blockedInCircles(f *fold, edges []edge) (out []*found) {
	next := make([][]int, len(c.doc.Steps))
	for _, e := range edges {
		if !f.in(ofStep(blockedBy, e.from)) && !f.in(ofStep(stepStatus, e.from)) && !f.in(ofStep(stepStatus, e.to)) {
			next[e.from] = append(next[e.from], e.to)
		}
	}
	c.circles(next, func(i int, path string, group []int) {
		j := c.edgeOf(c.doc.Steps[i].BlockedBy, group, i)
		out = append(out, newFound(&ruleBlockedBy, member(i, "blocked_by", j), issue{found: path, expected: "a cause outside the circle",
			message: "the steps are said to block each other in a circle: %s", args: []any{path}}))
	})
	return out
}

// reason checks that a step which is said to have not run because of what it
// depends on does depend on something that did not succeed.
func (c *checker) reason(i int) {
	step := &c.doc.Steps[i]
	if ran(step) || len(step.BlockedBy) > 0 || len(step.DependsOn) == 0 || step.Reason == nil {
		return
	}
	if word := *step.Reason; word != "dependency_failed" && word != "dependency_skipped" {
		return
	}
	for _, id := range step.DependsOn {
		if on, known := c.index[id]; !known || c.doc.Steps[on].Status != runresultv1.StepStatusSuccess {
			return
		}
	}
	c.found(&ruleBlockedBy, stepAt(i)+"/reason", issue{found: *step.Reason, expected: "a dependency that did not succeed",
		message: "step %s gives the reason %s, and every step that it depends on succeeded", args: []any{quote(step.StepID), *step.Reason}})
}
