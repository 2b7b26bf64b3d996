package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

var (
	ruleDependencyCycle = diag.Rule{
		ID: "verify-dependency-cycle", Severity: diag.SeverityError,
		Summary:     "Steps depend on each other in a circle.",
		Explanation: "None of them could ever have started. The finding names one way around.",
		Example:     `{"step_id": "a", "depends_on": ["b"]}, {"step_id": "b", "depends_on": ["a"]}`,
		Hint:        "remove one of the dependencies",
	}
	ruleDependencyOrder = diag.Rule{
		ID: "verify-dependency-order", Severity: diag.SeverityError,
		Summary:     "A step started before one that it depends on had ended.",
		Explanation: "A step waits for what it depends on. Starting at the very instant of the end is fine.",
		Example:     "a step that started at 10:00:02Z and depends on one that ended at 10:00:03Z",
		Hint:        "correct the times, or remove the dependency",
	}
	ruleDependencyUnmet = diag.Rule{
		ID: "verify-dependency-unmet", Severity: diag.SeverityError,
		Summary:     "A step ran although one that it depends on was blocked.",
		Explanation: "A blocked step never started, so what depends on it could not run either.",
		Example:     "a successful step whose depends_on names a blocked one",
		Hint:        "correct the status of one of the two, or remove the dependency",
	}
)

func ran(s *runresultv1.Step) bool {
	return s.Status == runresultv1.StepStatusSuccess || s.Status == runresultv1.StepStatusFailed
}

// dependencies checks that depends_on names other steps, without a circle, that
// ended before and were not themselves kept from starting.
func (c *checker) dependencies() {
	next := make([][]int, len(c.doc.Steps))
	for i := range c.doc.Steps {
		for j, id := range c.doc.Steps[i].DependsOn {
			on, known := c.index[id]
			switch {
			case id == "" || c.shared[id]:
			case known:
				next[i] = append(next[i], on)
			default:
				c.refer(&ruleDependencyUnknown, member(i, "depends_on", j), id, "the step depends on")
			}
		}
	}
	inCircle := c.circles(next, func(i int, path string, group []int) {
		j := c.edgeOf(c.doc.Steps[i].DependsOn, group, i)
		c.found(&ruleDependencyCycle, member(i, "depends_on", j), issue{found: path, expected: "no step that depends on itself",
			message: "the steps depend on each other in a circle: %s", args: []any{path}})
	})
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		for j, id := range step.DependsOn {
			on, known := c.index[id]
			if known && !c.shared[id] && (inCircle[i] == 0 || inCircle[i] != inCircle[on]) {
				c.dependency(i, j, on)
			}
		}
	}
}

// dependency checks one step against one that it depends on.
func (c *checker) dependency(i, j, on int) {
	step, other := &c.doc.Steps[i], &c.doc.Steps[on]
	name, needed := quote(step.StepID), quote(other.StepID)
	mine, its := c.spans[i], c.spans[on]
	at := member(i, "depends_on", j)
	// A skip may be decided, and dated, before its turn comes.
	if ran(step) && mine.started && its.ended && !mine.backwards() && !its.backwards() && its.end.Add(-slack(mine.startText, its.endText)).After(mine.start) {
		c.found(&ruleDependencyOrder, at, issue{found: string(mine.startText), expected: "not before " + string(its.endText),
			message: "step %s started at %s, before step %s, which it depends on, ended at %s",
			args:    []any{name, mine.startText, needed, its.endText}}).
			restsOn(ofStep(stepStatus, i), ofStep(stepStatus, on), ofStep(stepTimes, i), ofStep(stepTimes, on)).
			doubt(ofStep(stepTimes, i), ofStep(stepTimes, on))
		return
	}
	if !ran(step) {
		return
	}
	switch other.Status {
	case runresultv1.StepStatusBlocked:
		c.found(&ruleDependencyUnmet, at, issue{found: string(step.Status), expected: "blocked or skipped",
			message: "step %s ran (%s) although step %s, which it depends on, was blocked and never started; expected blocked or skipped",
			args:    []any{name, step.Status, needed}}).restsOn(ofStep(stepStatus, i), ofStep(stepStatus, on))
	case runresultv1.StepStatusFailed:
		c.onFailed = append(c.onFailed, edge{i, j, on})
	}
}

// edge is an item of depends_on or blocked_by, from one step to another.
type edge struct{ from, item, to int }
