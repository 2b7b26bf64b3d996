package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

// ending is how a run comes to the document that is being written.
type ending struct {
	kind  endKind
	cause any // what a panic carried
}

type endKind uint8

const (
	goingOn  endKind = iota // it has not ended: this is a checkpoint
	finished                // by Finish
	closed                  // by Close, without Finish
	panicked                // by Close, during a panic
)

// build makes the document of what is recorded. It changes nothing but the
// clock. The caller holds mu.
func (r *Run) build(e *ending) runresultv1.RunResult {
	end := r.now()
	doc := r.base.Clone()
	doc.FinishedAt = rt.NewTimestamp(r.instant(end))
	doc.DurationMS = run.Milliseconds(r.instant(0), r.instant(end))
	steps, cut := r.settle(e, end)
	doc.Steps = steps
	for _, a := range r.artifacts {
		doc.Artifacts = append(doc.Artifacts, a.Clone())
	}
	doc.Error = r.runError(e, cut)
	r.inputs(&doc)
	r.measure(&doc)
	r.derive(&doc)
	if strings.TrimSpace(doc.Summary) == "" {
		doc.Summary = summary(&doc)
	}
	return doc
}

// settle decides what became of every step and puts them in order. cut reports
// whether something was left undone that no dependency explains.
func (r *Run) settle(e *ending, end time.Duration) (out []runresultv1.Step, cut bool) {
	settled := make(map[*Step]*runresultv1.Step, len(r.steps))
	var first *Step // to fail
	for _, s := range r.steps {
		if s.failedNo == 1 {
			first = s
		}
	}
	for _, s := range r.sorted {
		doc := s.doc.Clone()
		settled[s] = &doc
		switch s.state {
		case ended:
			cut = cut || s.cancelled
		case running:
			cut = true
			doc.Status = runresultv1.StepStatusFailed
			doc.Error = &runresultv1.ErrorInfo{Type: TypeInterrupted, Message: "the step was still running when the run ended"}
			if e.kind == goingOn {
				doc.Error.Message = "the step was still running when this document was written"
			}
		case pending:
			if r.block(s, &doc, settled, first, e) {
				cut = true
			}
		}
		r.stepTimes(s, &doc, end)
		if strings.TrimSpace(doc.Summary) == "" {
			doc.Summary = stepSummary(&doc)
		}
	}
	order := slices.Clone(r.steps)
	slices.SortStableFunc(order, func(a, b *Step) int { return place(a) - place(b) })
	out = make([]runresultv1.Step, 0, len(order))
	for _, s := range order {
		out = append(out, *settled[s])
	}
	return out, cut
}

// place sorts the steps that nothing was decided about behind all others.
func place(s *Step) int {
	if s.order == 0 {
		return int(^uint(0) >> 1)
	}
	return s.order
}

// block says why a step never started. It reports whether the end of the run is
// the only reason.
func (r *Run) block(s *Step, doc *runresultv1.Step, settled map[*Step]*runresultv1.Step, first *Step, e *ending) bool {
	doc.Status = runresultv1.StepStatusBlocked
	reason := ""
	for _, id := range s.doc.DependsOn {
		switch settled[r.byID[id]].Status {
		case runresultv1.StepStatusSuccess:
			continue
		case runresultv1.StepStatusSkipped:
			if reason == "" {
				reason = ReasonDependencySkipped
			}
		default:
			reason = ReasonDependencyFailed
		}
		doc.BlockedBy = append(doc.BlockedBy, id)
	}
	stopped := false
	if reason == "" {
		if stopped = first == nil || r.failure != nil || e.kind != finished || r.ctx.Err() != nil; stopped {
			reason = ReasonInterrupted
		} else {
			reason = ReasonFailFast
			doc.BlockedBy = []string{first.id}
		}
	}
	doc.Reason = &reason
	return stopped
}

// stepTimes fills the three times of a step that started.
func (r *Run) stepTimes(s *Step, doc *runresultv1.Step, end time.Duration) {
	if !s.started {
		return
	}
	to := s.to
	if s.state == running {
		to = end
	}
	a, b := rt.NewTimestamp(r.instant(s.from)), rt.NewTimestamp(r.instant(to))
	ms := run.Milliseconds(r.instant(s.from), r.instant(to))
	doc.StartedAt, doc.FinishedAt, doc.DurationMS = &a, &b, &ms
}

// runError is why the run itself failed, nil when it did not.
func (r *Run) runError(e *ending, cut bool) *runresultv1.ErrorInfo {
	interrupted := func(message string) *runresultv1.ErrorInfo {
		if r.ctx.Err() != nil {
			message = fmt.Sprintf("the run was interrupted: %s", wording.Clip(clean(context.Cause(r.ctx).Error()), maxMessage))
		}
		return &runresultv1.ErrorInfo{Type: TypeInterrupted, Message: message}
	}
	switch {
	case r.failure != nil:
		out := r.failure.Clone()
		return &out
	case e.kind == panicked:
		text := strings.TrimSpace(clean(fmt.Sprint(e.cause)))
		return &runresultv1.ErrorInfo{Type: TypePanic, Message: "the engine panicked: " + wording.Clip(text, maxMessage)}
	case e.kind == closed:
		return interrupted("the engine ended the run without finishing it")
	case e.kind == goingOn:
		return interrupted("the run was still going on when this document was written, and no later one has replaced it")
	case cut && r.ctx.Err() != nil:
		return interrupted("")
	case len(r.steps) == 0:
		if r.ctx.Err() != nil {
			return interrupted("")
		}
		return &runresultv1.ErrorInfo{Type: TypeNoPlan, Message: "the run ended before a plan existed"}
	}
	return nil
}

// inputs fills the references. Without a plan there may be no config and no
// contract: then the error of the run says what stands in for them.
func (r *Run) inputs(doc *runresultv1.RunResult) {
	var missing []string
	for _, one := range []struct {
		name string
		in   *Input
		hash *string
		path **string
	}{
		{"config", r.config, &doc.References.ConfigHash, &doc.References.ConfigPath},
		{"contract", r.contract, &doc.References.ContractHash, &doc.References.ContractPath},
	} {
		if one.in == nil {
			missing = append(missing, one.name)
			*one.hash = emptyHash
			continue
		}
		*one.hash, *one.path = one.in.Hash, optional(one.in.Path)
	}
	if len(missing) > 0 {
		doc.Error.Message += fmt.Sprintf(" (no %s was recorded; the digest of the empty string stands in)", strings.Join(missing, " and no "))
	}
}

func (r *Run) measure(doc *runresultv1.RunResult) {
	doc.Metrics = make(map[string]runresultv1.MetricValue, len(r.metrics)+len(r.counts)+len(counters))
	for name, value := range r.metrics {
		doc.Metrics[name] = value.Clone()
	}
	for name, n := range r.counts {
		doc.Metrics[name] = runresultv1.NewMetricValueNumber(rt.NumberFromInt64(n))
	}
	for _, c := range run.Count(doc).Counters() {
		doc.Metrics[c.Key] = runresultv1.NewMetricValueNumber(rt.NumberFromInt64(int64(c.Value)))
	}
}

// derive fills the status and the criticality that the policy decided.
func (r *Run) derive(doc *runresultv1.RunResult) {
	// There is no error to expect: a run without steps has one of its own, and
	// every status is ours. A document without a status would not be written.
	d, _ := run.Derive(doc, r.opt.Policy)
	doc.Status = d.Status
	for i, v := range d.Steps {
		if v.Source == run.FromPolicy {
			critical := v.Critical
			doc.Steps[i].Critical = &critical
		}
	}
}
