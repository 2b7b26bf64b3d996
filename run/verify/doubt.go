package verify

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
)

// doubts is what the document cannot be relied on for, because the schema or a
// finding has told so. A check steps back where what it found may only follow
// from that: one fault is one finding, and the next verification shows whether
// there was another behind it. Every doubt comes with an error that is told, so
// stepping back never makes a document clean.
type doubts struct {
	// off makes every check speak, for the test of that promise.
	off bool

	list      bool // which steps there are
	warnings  bool // how many warnings there are
	artifacts bool // which artifacts there are
	failure   bool // whether there is a run-level error

	status map[int]bool // steps whose status may be another one
	id     map[int]bool // steps whose id may be another one
	extra  map[int]bool // steps that may not be there: repeated ones, and those that the manifest does not know

	shared  map[string]bool // ids of several steps
	strays  int             // steps whose true id is nowhere, as far as the document tells
	missing int             // steps that the manifest knows and the document lacks
	absent  map[string]bool // ids that the manifest knows, and the document should
}

func mark[K comparable](set *map[K]bool, key K) {
	if *set == nil {
		*set = map[K]bool{}
	}
	(*set)[key] = true
}

// unread notes what could not be read of the document, by what the schema says
// of it.
func (c *checker) unread(list []v5.Violation) {
	d := &c.doubt
	strays := map[int]bool{}
	for _, x := range list {
		if conditional(x) {
			mark(&c.dependent, x.InstanceAt)
		} else {
			mark(&c.violated, x.InstanceAt)
		}
		if d.off {
			continue
		}
		switch x.InstanceAt {
		case "/error", "/error/type", "/error/message":
			d.failure = d.failure || !conditional(x)
		}
		rest, inStep := strings.CutPrefix(x.InstanceAt, "/steps/")
		number, member, _ := strings.Cut(rest, "/")
		i, err := strconv.Atoi(number)
		switch {
		case !inStep || err != nil:
		case member == "step_id":
			strays[i] = true
		case member == "error" && conditional(x):
			// A step that succeeded has no error: one of the two is wrong.
			mark(&d.status, i)
		}
	}
	if c.partial && len(list) > 0 && !d.off {
		c.unreadSteps(strays)
	}
	for i := range strays {
		mark(&d.id, i)
	}
	d.strays = len(strays)
}

// unreadSteps notes what the lenient reading left out.
func (c *checker) unreadSteps(strays map[int]bool) {
	d := &c.doubt
	d.artifacts = unreadArtifacts(c.tree.Root.Get("artifacts"))
	list := c.tree.Root.Get("steps")
	if list == nil || list.Kind != source.Array {
		d.list, d.warnings, d.artifacts = true, true, true
		return
	}
	for i, item := range list.Items {
		if text(item.Get("step_id")) == "" {
			strays[i] = true
		}
		switch runresultv1.StepStatus(text(item.Get("status"))) {
		case runresultv1.StepStatusSuccess, runresultv1.StepStatusFailed, runresultv1.StepStatusSkipped, runresultv1.StepStatusBlocked:
		default:
			mark(&d.status, i)
		}
		if v := item.Get("warnings"); v == nil || v.Kind != source.Array {
			d.warnings = true
		}
		d.artifacts = d.artifacts || unreadArtifacts(item.Get("artifacts"))
	}
}

func unreadArtifacts(list *source.Value) bool {
	if list == nil || list.Kind != source.Array {
		return true
	}
	for _, item := range list.Items {
		if text(item.Get("path")) == "" {
			return true
		}
	}
	return false
}

// doubtStatus notes that the status of a step may be another one.
func (c *checker) doubtStatus(i int) {
	if !c.doubt.off {
		mark(&c.doubt.status, i)
	}
}

// doubtTimes notes that the times of a step are told to be wrong.
func (c *checker) doubtTimes(i int) {
	if !c.doubt.off {
		mark(&c.mistimed, i)
	}
}

// statusDoubtful reports that nothing can be said about the status of the run
// from all of the steps.
func (d *doubts) statusDoubtful() bool {
	return d.list || d.failure || len(d.status) > 0 || len(d.extra) > 0 || d.missing > 0
}

// tenable reports that the stated status of the run may be true whatever is in
// doubt: it is at least as grave as the steps that are sure make it.
func (c *checker) tenable() bool {
	d := &c.doubt
	if d.list && (c.doc.Error == nil || d.failure) {
		return true
	}
	sure := runresultv1.RunResult{Error: c.doc.Error}
	if d.failure {
		sure.Error = nil
	}
	for i := range c.doc.Steps {
		if !d.status[i] && !d.extra[i] {
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

// reference is a place that names an id which no step has.
type reference struct{ code, at, id, what string }

// tellUnknown reports references to steps that are not there. Where as many
// steps have lost their ids as are looked for in vain, that is told already. An id
// is told under one code: first of all as one that steps depend on. It returns
// how many ids are told.
func (c *checker) tellUnknown() int {
	if c.doubt.list {
		return 0
	}
	ids := map[string]bool{}
	for _, r := range c.unknown {
		if !c.doubt.absent[r.id] {
			ids[r.id] = true
		}
	}
	if len(ids) <= c.doubt.strays {
		return 0
	}
	under := map[string]string{}
	for _, r := range c.unknown {
		if _, there := under[r.id]; !there || c.doubt.off {
			under[r.id] = r.code
		}
		if ids[r.id] && under[r.id] == r.code {
			c.unknownStep(r.code, r.at, r.id, r.what)
		}
	}
	return len(ids)
}
