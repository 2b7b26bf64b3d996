package record

import (
	"errors"
	"fmt"
	"strings"
)

// Run starts the step, does its work and ends it as the work ended: it succeeds
// when work returns nil and fails when it returns an error, of which Fail says
// what it may carry; that of a context that is done counts as an interruption.
// When work panics, the step fails with the type TypePanic, and the panic goes
// on; a work that ends its goroutine fails, too.
//
// A step that work has ended itself, by Skip or by Succeed with a summary of its
// own, stays as it is. Run returns what work returned, joined with what the
// recorder has to say; when the step cannot start, work is not done.
//
//	err := r.Step("train.forest").Run(func() error { return train(ctx) })
func (s *Step) Run(work func() error) (err error) {
	if err := s.Start(); err != nil {
		return err
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		cause := recover()
		if cause == nil { // runtime.Goexit, which goes on
			_ = s.settle(&Failure{Type: TypeStepFailed, Message: "the goroutine of the step ended before its work did"})
			return
		}
		text := strings.TrimSpace(clean(fmt.Sprint(cause)))
		_ = s.settle(&Failure{Type: TypePanic, Message: "the step panicked: " + text}) // the panic is what has to be heard
		_ = s.run.Checkpoint()                                                         // nobody may be there to recover, and then the process ends here
		panic(cause)
	}()
	err = work()
	returned = true
	return errors.Join(err, s.settle(err))
}

// settle ends the step, unless that was done already. That the run is finished
// is worth an error: the document says something else about the step.
func (s *Step) settle(cause error) error {
	if _, done := s.Status(); done {
		if cause == nil {
			return nil
		}
		return misuse(s.about(), "return the error and leave it to Run to end the step", "it was ended by its work, which returned an error all the same")
	}
	if cause != nil {
		return s.Fail(cause)
	}
	return s.Succeed("")
}
