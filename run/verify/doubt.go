package verify

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
)

func mark[K comparable](set *map[K]bool, key K) {
	if *set == nil {
		*set = map[K]bool{}
	}
	(*set)[key] = true
}

// question notes what the schema calls into question: what it refuses is not
// counted, looked for or compared.
func (c *checker) question(s ...subject) { c.unread = append(c.unread, s...) }

// readViolations notes what could not be read of the document, by what the schema
// says of it.
func (c *checker) readViolations(list []v5.Violation) {
	for _, x := range list {
		if conditional(x) {
			mark(&c.dependent, x.InstanceAt)
		} else {
			mark(&c.violated, x.InstanceAt)
		}
		switch x.InstanceAt {
		case "/error", "/error/type", "/error/message":
			if !conditional(x) {
				c.question(subject{aspect: runError})
			}
		}
		rest, inStep := strings.CutPrefix(x.InstanceAt, "/steps/")
		number, member, _ := strings.Cut(rest, "/")
		i, err := strconv.Atoi(number)
		switch {
		case !inStep || err != nil:
		case member == "step_id":
			c.question(ofStep(lostID, i), ofStep(stepID, i))
		case member == "error" && conditional(x):
			// A step that succeeded has no error: one of the two is wrong.
			c.question(ofStep(stepStatus, i))
		}
	}
	if c.partial && len(list) > 0 {
		c.readSteps()
	}
}

// readSteps notes what the lenient reading left out.
func (c *checker) readSteps() {
	whole := readArtifacts(c.tree.Root.Get("artifacts"))
	list := c.tree.Root.Get("steps")
	if list == nil || list.Kind != source.Array {
		c.question(subject{aspect: stepList}, subject{aspect: warningCount}, subject{aspect: artifactList})
		return
	}
	for i, item := range list.Items {
		if text(item.Get("step_id")) == "" {
			c.question(ofStep(lostID, i), ofStep(stepID, i))
		}
		switch runresultv1.StepStatus(text(item.Get("status"))) {
		case runresultv1.StepStatusSuccess, runresultv1.StepStatusFailed, runresultv1.StepStatusSkipped, runresultv1.StepStatusBlocked:
		default:
			c.question(ofStep(stepStatus, i))
		}
		if v := item.Get("warnings"); v == nil || v.Kind != source.Array {
			c.question(subject{aspect: warningCount})
		}
		whole = whole && readArtifacts(item.Get("artifacts"))
	}
	if !whole {
		c.question(subject{aspect: artifactList})
	}
}

// readArtifacts reports that a list of artifacts could be read.
func readArtifacts(list *source.Value) bool {
	if list == nil || list.Kind != source.Array {
		return false
	}
	for _, item := range list.Items {
		if text(item.Get("path")) == "" {
			return false
		}
	}
	return true
}

// statusSettled reports that another finding tells what is wrong with the status
// of the run: one about it, or where the steps are in doubt and it may be true
// whatever they are, one about these.
func (c *checker) statusSettled(f *fold) bool {
	if c.doc.Status == "" || run.NewStatusSet(c.doc.Status).Empty() {
		return false // the schema tells
	}
	return f.in(subject{aspect: runStatus}) || f.stepsDoubtful() && c.tenable(f)
}

// stepsDoubtful reports that nothing can be said about the status of the run from
// all of the steps.
func (f *fold) stepsDoubtful() bool {
	return f.in(subject{aspect: stepList}) || f.in(subject{aspect: runError}) ||
		f.many[stepStatus] > 0 || f.many[stepPresence] > 0 || f.many[missingStep] > 0
}

// tenable reports that the stated status of the run may be true whatever is in
// doubt: it is at least as grave as the steps that are sure make it.
func (c *checker) tenable(f *fold) bool {
	unread := f.in(subject{aspect: runError})
	if f.in(subject{aspect: stepList}) && (c.doc.Error == nil || unread) {
		return true
	}
	sure := runresultv1.RunResult{Error: c.doc.Error}
	if unread {
		sure.Error = nil
	}
	for i := range c.doc.Steps {
		if !f.in(ofStep(stepStatus, i)) && !f.in(ofStep(stepPresence, i)) {
			sure.Steps = append(sure.Steps, c.doc.Steps[i])
		}
	}
	if len(sure.Steps) == 0 && sure.Error == nil {
		return true
	}
	possible, err := run.Possible(&sure)
	if err != nil {
		return false
	}
	for _, status := range possible.List() {
		if graver(c.doc.Status, status) {
			return true
		}
	}
	return false
}

// graver reports that a is as grave as b, or graver.
func graver(a, b runresultv1.RunStatus) bool {
	return a == b || a == runresultv1.RunStatusFailed || b == runresultv1.RunStatusSuccess
}
