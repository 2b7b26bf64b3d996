package verify

import (
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
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
				c.refer(CodeDependencyUnknown, member(i, "depends_on", j), id, "the step depends on")
			}
		}
	}
	inCircle := c.circles(next, func(i int, path string, group []int) {
		j := c.edgeOf(c.doc.Steps[i].DependsOn, group, i)
		c.found(CodeDependencyCycle, member(i, "depends_on", j), issue{found: path, expected: "no step that depends on itself",
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
		c.found(CodeDependencyOrder, at, issue{found: string(mine.startText), expected: "not before " + string(its.endText),
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
		c.found(CodeDependencyUnmet, at, issue{found: string(step.Status), expected: "blocked or skipped",
			message: "step %s ran (%s) although step %s, which it depends on, was blocked and never started; expected blocked or skipped",
			args:    []any{name, step.Status, needed}}).restsOn(ofStep(stepStatus, i), ofStep(stepStatus, on))
	case runresultv1.StepStatusFailed:
		c.onFailed = append(c.onFailed, edge{i, j, on})
	}
}

// edge is an item of depends_on or blocked_by, from one step to another.
type edge struct{ from, item, to int }

// blockers checks that blocked_by names other steps that did not succeed, on a
// step that never started.
func (c *checker) blockers() {
	var edges []edge
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		if len(step.BlockedBy) > 0 && (ran(step) || c.spans[i].started) {
			c.found(CodeBlockedBy, stepAt(i)+"/blocked_by", issue{found: string(step.Status), expected: "a step that never started",
				message: "step %s is %s and did start; only a step that never started has blocked_by", args: []any{quote(step.StepID), step.Status}}).
				restsOn(ofStep(stepStatus, i)).doubt(ofStep(blockedBy, i))
		}
		for j, id := range step.BlockedBy {
			by, known := c.index[id]
			switch {
			case id == "" || c.shared[id]:
			case !known:
				c.refer(CodeBlockedByUnknown, member(i, "blocked_by", j), id, "the step was blocked by", ofStep(blockedBy, i))
			case c.doc.Steps[by].Status == runresultv1.StepStatusSuccess:
				c.found(CodeBlockedBy, member(i, "blocked_by", j), issue{found: string(runresultv1.StepStatusSuccess), expected: "a step that failed, was skipped or blocked",
					message: "step %s is said to be blocked by step %s, which succeeded; expected one that failed, was skipped or blocked",
					args:    []any{quote(step.StepID), quote(id)}}).restsOn(ofStep(blockedBy, i), ofStep(stepStatus, i), ofStep(stepStatus, by))
			default:
				edges = append(edges, edge{i, j, by})
			}
		}
		c.reason(i)
	}
	c.tally(func(f *fold) []*found { return c.blockedInCircles(f, edges) })
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
		out = append(out, newFound(CodeBlockedBy, member(i, "blocked_by", j), issue{found: path, expected: "a cause outside the circle",
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
	c.found(CodeBlockedBy, stepAt(i)+"/reason", issue{found: *step.Reason, expected: "a dependency that did not succeed",
		message: "step %s gives the reason %s, and every step that it depends on succeeded", args: []any{quote(step.StepID), *step.Reason}})
}

// edgeOf is the position in a step's list of ids that leads on in its circle.
func (c *checker) edgeOf(ids []string, group []int, i int) int {
	for j, id := range ids {
		if to, known := c.index[id]; known && !c.shared[id] && group[to] == group[i] {
			return j
		}
	}
	return 0
}

// circles finds the groups of steps that lead to each other, numbers their
// members from 1, and tells each group once, at its first step.
func (c *checker) circles(next [][]int, tell func(first int, path string, group []int)) (group []int) {
	group = components(next)
	size := map[int]int{}
	for _, g := range group {
		size[g]++
	}
	told := map[int]bool{}
	for i, g := range group {
		self := false
		for _, to := range next[i] {
			self = self || to == i
		}
		if size[g] < 2 && !self {
			group[i] = 0
			continue
		}
		if !told[g] {
			told[g] = true
			tell(i, c.circlePath(next, group, i), group)
		}
	}
	return group
}

// circlePath spells a way from a step back to itself, shortened when long.
func (c *checker) circlePath(next [][]int, group []int, from int) string {
	came := map[int]int{}
	queue := []int{from}
	last := -1
	for len(queue) > 0 && last < 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range next[at] {
			if to == from {
				last = at
				break
			}
			if _, seen := came[to]; !seen && group[to] == group[from] {
				came[to] = at
				queue = append(queue, to)
			}
		}
	}
	var names []string
	for at := last; at >= 0; {
		names = append(names, quote(c.doc.Steps[at].StepID))
		if at == from {
			break
		}
		at = came[at]
	}
	for a, b := 0, len(names)-1; a < b; a, b = a+1, b-1 {
		names[a], names[b] = names[b], names[a]
	}
	const limit = 6
	if len(names) > limit {
		names = append(names[:limit], "…")
	}
	return strings.Join(append(names, quote(c.doc.Steps[from].StepID)), " → ")
}

// components numbers the strongly connected components of a graph, without
// recursion: documents can be of any depth.
func components(next [][]int) []int {
	n := len(next)
	group, low, order := make([]int, n), make([]int, n), make([]int, n)
	var stack []int
	type frame struct{ at, edge int }
	var path []frame
	counter, groups := 0, 0
	for root := range next {
		if order[root] != 0 {
			continue
		}
		path = append(path, frame{at: root})
		for len(path) > 0 {
			f := &path[len(path)-1]
			at := f.at
			if f.edge == 0 && order[at] == 0 {
				counter++
				order[at], low[at] = counter, counter
				stack = append(stack, at)
			}
			if f.edge < len(next[at]) {
				to := next[at][f.edge]
				f.edge++
				if order[to] == 0 {
					path = append(path, frame{at: to})
				} else if group[to] == 0 {
					low[at] = min(low[at], order[to])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].at
				low[up] = min(low[up], low[at])
			}
			if low[at] != order[at] {
				continue
			}
			groups++
			for {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				group[top] = groups
				if top == at {
					break
				}
			}
		}
	}
	return group
}
