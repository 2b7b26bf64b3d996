package verify

import (
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// reference is a place that names an id which no step has.
type reference struct {
	code, at, id, what string
	rests              []subject
}

// refer notes a reference to an id that no step has.
func (c *checker) refer(code, at, id, what string, rests ...subject) {
	c.unknown = append(c.unknown, reference{code, at, id, what, rests})
}

// unknownSteps finds references to steps that are not there.
func (c *checker) unknownSteps() {
	c.tally(func(f *fold) (out []*found) {
		ids := c.sought(f)
		under := map[string]string{}
		for _, r := range c.unknown {
			if !f.stands(&found{rests: r.rests}) {
				continue
			}
			// An id is told under one code: first of all as one that steps depend on.
			if under[r.id] == "" {
				under[r.id] = r.code
			}
			if ids[r.id] && under[r.id] == r.code {
				out = append(out, c.unknownStep(r, len(out)))
			}
		}
		return out
	})
}

// sought are the ids that are looked for in vain, none where as many steps have
// lost theirs: that is told already.
func (c *checker) sought(f *fold) map[string]bool {
	ids := map[string]bool{}
	if f.in(subject{aspect: stepList}) {
		return nil
	}
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
	return newFound(r.code, r.at, issue{found: r.id, expected: "the id of a step", hint: hint,
		message: r.what + " %s, and no step has that id", args: []any{quote(r.id)}})
}
