package record

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// The reasons for which steps are skipped or blocked that readers know. Others
// are allowed.
const (
	ReasonConfig            = "config"
	ReasonPrecondition      = "precondition"
	ReasonUserDecision      = "user_decision"
	ReasonDependencyFailed  = "dependency_failed"
	ReasonDependencySkipped = "dependency_skipped"
	ReasonFailFast          = "fail_fast"
	ReasonInterrupted       = "interrupted"
)

type state uint8

const (
	pending state = iota
	running
	ended // decided: success, failed, skipped or blocked
)

// Step is the handle of one planned step.
type Step struct {
	run     *Run
	id      string
	planned bool

	// Guarded by run.mu.
	state     state
	order     int           // when it started or was decided, counted from 1; 0 is neither
	failedNo  int           // which failure it was, counted from 1; 0 is none
	started   bool          // from is set
	from, to  time.Duration // since the start of the run
	cancelled bool          // failed because a context was done
	doc       runresultv1.Step
}

// ID returns the id of the step.
func (s *Step) ID() string { return s.id }

// change runs f, which alters the step.
func (s *Step) change(f func() error) error {
	return s.run.change(func() error {
		if !s.planned {
			return misuse(s.about(), "plan the step first", "it is not planned")
		}
		return f()
	})
}

func (s *Step) about() string { return "step " + quote(s.id) }

// turn is change for what begins or ends a step: a checkpoint may be due.
func (s *Step) turn(f func() error) error {
	err := s.change(f)
	if err == nil {
		s.run.tick()
	}
	return err
}

// Start records that the step begins: the work may begin once it has returned
// nil. It is refused while a step that this one depends on has not ended, and
// when one never started. That one failed does not matter here, because there
// are engines that go on after a failure.
func (s *Step) Start() error {
	return s.turn(func() error {
		switch s.state {
		case running:
			return misuse(s.about(), "start a step once", "it is running already")
		case ended:
			return misuse(s.about(), "plan a step of its own for a second attempt", "it has ended already: %s", s.doc.Status)
		}
		for _, id := range s.doc.DependsOn {
			on := s.run.byID[id]
			if on.state != ended {
				return misuse(s.about(), "wait for it, or block this step", "it depends on %q, which has not ended", id)
			}
			if on.doc.Status == runresultv1.StepStatusBlocked {
				return misuse(s.about(), "block this step too", "it depends on %q, which was blocked and never started", id)
			}
		}
		s.state, s.started, s.from = running, true, s.run.now()
		s.enter()
		return nil
	})
}

// enter gives the step its place in the order of execution.
func (s *Step) enter() {
	s.run.events++
	s.order = s.run.events
}

// end settles the step; summary may be empty.
func (s *Step) end(status runresultv1.StepStatus, summary string) {
	if s.started {
		s.to = s.run.now()
	} else {
		s.enter()
	}
	s.state, s.doc.Status = ended, status
	if summary != "" {
		s.doc.Summary = clean(summary)
	}
}

func (s *Step) wantRunning() error {
	switch s.state {
	case pending:
		return misuse(s.about(), "call Start before the work begins", "it has not started")
	case ended:
		return misuse(s.about(), "end a step once", "it has ended already: %s", s.doc.Status)
	}
	return nil
}

// Succeed records that the step ran to a good end. The summary says what
// happened, in one sentence.
func (s *Step) Succeed(summary string) error {
	return s.turn(func() error {
		if err := s.wantRunning(); err != nil {
			return err
		}
		s.end(runresultv1.StepStatusSuccess, summary)
		return nil
	})
}

// Fail records that the step ran and failed, and why. See Failure for what an
// error may carry.
func (s *Step) Fail(cause error) error {
	what := info(cause, TypeStepFailed)
	return s.turn(func() error {
		if err := s.wantRunning(); err != nil {
			return err
		}
		s.end(runresultv1.StepStatusFailed, "")
		s.run.failures++
		s.failedNo = s.run.failures
		s.doc.Error = what
		s.cancelled = errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded)
		return nil
	})
}

// Skip records that the step is not executed, or not to its end, by decision.
// The reason is one of the Reason constants or another word.
func (s *Step) Skip(reason, summary string) error {
	return s.turn(func() error {
		if s.state == ended {
			return misuse(s.about(), "end a step once", "it has ended already: %s", s.doc.Status)
		}
		if reason == "" {
			return misuse(s.about(), "give a reason such as "+ReasonConfig+" or "+ReasonUserDecision, "nothing says why it is skipped")
		}
		s.end(runresultv1.StepStatusSkipped, summary)
		s.doc.Reason = optional(clean(reason))
		return nil
	})
}

// Block records that the step never starts, and which steps kept it from it:
// steps that failed, or were skipped or blocked. What nobody decides is blocked
// by Finish.
func (s *Step) Block(reason string, by ...string) error {
	return s.turn(func() error {
		switch s.state {
		case running:
			return misuse(s.about(), "call Fail, or Skip when that was decided", "it has started, so nothing kept it from starting")
		case ended:
			return misuse(s.about(), "end a step once", "it has ended already: %s", s.doc.Status)
		}
		if reason == "" {
			return misuse(s.about(), "give a reason such as "+ReasonDependencyFailed+" or "+ReasonFailFast, "nothing says why it is blocked")
		}
		for i, id := range by {
			on := s.run.byID[id]
			switch {
			case on == nil:
				return misuse(s.about(), "name steps of the plan", "%q, which is to have blocked it, is not planned", id)
			case on == s || slices.Contains(by[:i], id):
				return misuse(s.about(), "name every other step once", "%q cannot stand here", id)
			case on.state != ended || on.doc.Status == runresultv1.StepStatusSuccess:
				return misuse(s.about(), "name steps that failed or were skipped or blocked", "%q, which is to have blocked it, did neither fail nor stay undone", id)
			}
		}
		s.end(runresultv1.StepStatusBlocked, "")
		s.doc.Reason = optional(clean(reason))
		s.doc.BlockedBy = slices.Clone(by)
		return nil
	})
}

// Warn records a warning; warnings keep their order.
func (s *Step) Warn(text string) error {
	return s.change(func() error {
		s.doc.Warnings = append(s.doc.Warnings, clean(text))
		return nil
	})
}

// Status returns what became of the step; false while nothing did.
func (s *Step) Status() (runresultv1.StepStatus, bool) {
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	if s.state != ended {
		return "", false
	}
	return s.doc.Status, true
}
