package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

var (
	ruleDependencyUnknown = diag.Rule{
		ID: "verify-dependency-unknown", Severity: diag.SeverityError,
		Summary:     "A step depends on one that is not there.",
		Explanation: "depends_on names steps of the same run by step_id. Every planned step is listed, executed or not.",
		Example:     `"depends_on": ["laod"]`,
		Hint:        "correct the id, or list the step",
	}
	ruleBlockedByUnknown = diag.Rule{
		ID: "verify-blocked-by-unknown", Severity: diag.SeverityError,
		Summary:     "A step is blocked by one that is not there.",
		Explanation: "blocked_by names steps of the same run by step_id. An id that a depends_on names in vain as well is told there.",
		Example:     `"blocked_by": ["laod"]`,
		Hint:        "correct the id, or list the step",
	}
)

// reference is a place that names an id which no step has.
type reference struct {
	rule         *diag.Rule
	at, id, what string
	rests        []subject
}

// refer notes a reference to an id that no step has.
func (c *checker) refer(rule *diag.Rule, at, id, what string, rests ...subject) {
	c.unknown = append(c.unknown, reference{rule, at, id, what, rests})
}

// unknownSteps finds references to steps that are not there.
func (c *checker) unknownSteps() {
	if len(c.unknown) == 0 {
		return
	}
	c.tally(func(f *fold) (out []*found) {
		ids := c.sought(f)
		under := map[string]*diag.Rule{}
		for _, r := range c.unknown {
			if !f.stands(&found{rests: r.rests}) {
				continue
			}
			// An id is told under one code: first of all as one that steps depend on.
			if under[r.id] == nil {
				under[r.id] = r.rule
			}
			if ids[r.id] && under[r.id] == r.rule {
				out = append(out, c.unknownStep(r, len(out)))
			}
		}
		return out
	})
}

// sought are the ids that are looked for in vain, none where as many steps have
// lost theirs: that is told already.
func (c *checker) sought(f *fold) map[string]bool {
	if len(c.unknown) == 0 || f.in(subject{aspect: stepList}) {
		return nil
	}
	ids := map[string]bool{}
	for _, r := range c.unknown {
		if !f.in(named(absentID, r.id)) && f.stands(&found{rests: r.rests}) {
			ids[r.id] = true
		}
	}
	if len(ids) <= f.many[lostID] {
		return nil
	}
	return ids
}

// unknownStep is about an id that no step has, with the id that was probably
// meant. Looking for that one is quadratic, so it ends with the first few.
func (c *checker) unknownStep(r reference, before int) *found {
	const most, among = 20, 500
	hint := ""
	if before < most && len(c.index) <= among {
		ids := make([]string, 0, len(c.index))
		for i := range c.doc.Steps {
			ids = append(ids, c.doc.Steps[i].StepID)
		}
		if near, ok := suggest.Closest(r.id, ids); ok {
			hint = "did you mean " + quote(near) + "?"
		}
	}
	return newFound(r.rule, r.at, issue{found: r.id, expected: "the id of a step", hint: hint,
		message: r.what + " %s, and no step has that id", args: []any{quote(r.id)}})
}
