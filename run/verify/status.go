package verify

import (
	"errors"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// judge checks what the document says about itself, but for what is in doubt.
// With the facts of the manifest, what it shows of the steps is told first.
func (c *checker) judge(facts *atlas.Facts) {
	c.indexSteps()
	c.nullTimes()
	c.measureTimes()
	if facts != nil {
		c.sameSet(facts)
	}
	c.status()
	c.times()
	c.dependencies()
	c.durations()
	c.blockers()
	c.artifactLists()
	sought := c.tellUnknown()
	c.counters(sought)
}

// indexSteps finds the first step of each id and reports the others.
func (c *checker) indexSteps() {
	c.index = make(map[string]int, len(c.doc.Steps))
	for i := range c.doc.Steps {
		id := c.doc.Steps[i].StepID
		if id == "" {
			continue
		}
		if first, taken := c.index[id]; taken {
			c.add(CodeDuplicateStep, stepAt(i)+"/step_id", issue{found: id, expected: "an id that no other step has",
				message: "the step has the id %s, which %s has already; expected an id of its own", args: []any{quote(id), stepAt(first)}})
			if !c.doubt.off {
				mark(&c.doubt.extra, i)
				mark(&c.doubt.shared, id)
				mark(&c.doubt.id, i)
				mark(&c.doubt.id, first)
				c.doubt.strays++
			}
			continue
		}
		c.index[id] = i
	}
}

// status checks the stated status against the steps: it must be one that some
// policy allows, and the one that a given policy derives.
func (c *checker) status() {
	doc := c.doc
	if doc.Status == "" || run.NewStatusSet(doc.Status).Empty() {
		return // the schema told
	}
	if c.doubt.statusDoubtful() && c.tenable() {
		c.statusTold = true
		return
	}
	possible, err := run.Possible(doc)
	var impossible *run.StatusError
	if errors.As(err, &impossible) {
		if impossible.Pointer == "/steps" && c.hasSteps() {
			c.statusTold = true
			c.doubt.artifacts = !c.doubt.off // those of the steps are not there either
			c.add(CodeStatusImpossible, impossible.Pointer, issue{
				found: "no step and no error", expected: "steps, or a run-level error and the status failed", hint: impossible.Hint,
				message: "the run states %s, and %s: only a failed run that says why has no steps", args: []any{doc.Status, impossible.Message}})
		}
		return
	}
	if !possible.Has(doc.Status) {
		c.statusTold = true
		c.denied = !c.doubt.off
		c.add(CodeStatusImpossible, "/status", issue{found: string(doc.Status), expected: possible.String(),
			message: "the run states %s; by its steps it can only be %s%s", args: []any{doc.Status, possible, c.because()}})
		return
	}
	if c.opt.Policy == nil {
		return
	}
	derived, err := run.Derive(doc, c.opt.Policy)
	if err == nil && derived.Status != doc.Status {
		by := ""
		if doc.StatusPolicy != nil && *doc.StatusPolicy != derived.PolicyID {
			by = "; the document names the policy " + quote(*doc.StatusPolicy)
		}
		c.add(CodeStatus, "/status", issue{found: string(doc.Status), expected: string(derived.Status),
			message: "the run states %s; under the policy %s it is %s%s%s",
			args:    []any{doc.Status, quote(derived.PolicyID), derived.Status, c.deciding(derived), by}})
	}
}

// hasSteps reports that the document has a list of steps, be it empty.
func (c *checker) hasSteps() bool { return c.doc.Steps != nil }

// because names what forces the status.
func (c *checker) because() string {
	if c.doc.Error != nil {
		return ": it has a run-level error"
	}
	var gravest []string
	for _, want := range []runresultv1.StepStatus{runresultv1.StepStatusFailed, runresultv1.StepStatusBlocked, runresultv1.StepStatusSkipped} {
		for i := range c.doc.Steps {
			if c.doc.Steps[i].Status == want && len(gravest) < 3 {
				gravest = append(gravest, quote(c.doc.Steps[i].StepID)+" "+string(want))
			}
		}
	}
	if gravest == nil {
		return ": every step succeeded"
	}
	return " (" + strings.Join(gravest, ", ") + ")"
}

// deciding names the steps that decide a derived status.
func (c *checker) deciding(d run.Derivation) string {
	var names []string
	for _, i := range d.Deciding() {
		if len(names) == 3 {
			names = append(names, "…")
			break
		}
		names = append(names, quote(c.doc.Steps[i].StepID)+" "+string(c.doc.Steps[i].Status))
	}
	if names == nil {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// aboutStatus tells the violations that come from the clauses of the schema
// which tie the status of the run to its steps and its error. They say where a
// clause failed, and the finding about the status says why.
func aboutStatus(x v5.Violation) bool {
	if !strings.HasPrefix(x.SchemaAt, "/allOf/") {
		return false
	}
	switch {
	case x.InstanceAt == "/status", x.InstanceAt == "", x.InstanceAt == "/steps":
		return !strings.Contains(x.SchemaAt, "/summary")
	}
	return strings.HasPrefix(x.InstanceAt, "/steps/") &&
		(strings.HasSuffix(x.InstanceAt, "/status") || strings.HasSuffix(x.InstanceAt, "/critical"))
}
