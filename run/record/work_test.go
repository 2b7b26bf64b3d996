package record

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// TestRunStep: a step ends as its work does.
func TestRunStep(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		work   func(*Step) error
		err    string
		status runresultv1.StepStatus
		kind   string
	}{
		"success":   {func(*Step) error { return nil }, "", runresultv1.StepStatusSuccess, ""},
		"failure":   {func(*Step) error { return broken }, "broken", runresultv1.StepStatusFailed, TypeStepFailed},
		"typed":     {func(*Step) error { return fmt.Errorf("x: %w", &Failure{Type: "T", Message: "m"}) }, "x: m", runresultv1.StepStatusFailed, "T"},
		"cancelled": {func(*Step) error { return context.Canceled }, "context canceled", runresultv1.StepStatusFailed, TypeInterrupted},
		"timeout":   {func(*Step) error { return context.DeadlineExceeded }, "context deadline exceeded", runresultv1.StepStatusFailed, TypeTimeout},
		"skipped":   {func(s *Step) error { return s.run.Step(s.ID()).Skip(ReasonPrecondition, "no rows") }, "", runresultv1.StepStatusSkipped, ""},
		"summed up": {func(s *Step) error { return s.Succeed("read 178 rows") }, "", runresultv1.StepStatusSuccess, ""},
		"both":      {func(s *Step) error { return errors.Join(s.Succeed(""), broken) }, "ended by its work", runresultv1.StepStatusSuccess, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, ctx, Options{})
			require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "k"}))
			s := r.Step("a")
			err := s.Run(func() error { return c.work(s) })
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.err)
			}
			doc, err := r.Finish()
			require.NoError(t, err)
			judge(t, r.opt.Dir, nil)
			assert.Equal(t, c.status, doc.Steps[0].Status)
			if c.kind != "" {
				assert.Equal(t, c.kind, doc.Steps[0].Error.Type)
			}
		})
	}
}

// TestRunStepRefused: work whose step cannot start is not done.
func TestRunStepRefused(t *testing.T) {
	r := start(t, ctx, Options{})
	never := func() error { panic("it was done") }
	assert.ErrorContains(t, r.Step("none").Run(never), "not planned")
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "k"}))
	assert.ErrorIs(t, r.Step("a").Run(r.Close), ErrFinished, "the document says that it was running")
	assert.ErrorIs(t, r.Step("a").Run(never), ErrFinished)
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypeInterrupted, doc.Steps[0].Error.Type)
}

// TestRunStepPanics: the step says that it panicked, at once, because a panic of
// a worker ends the process.
func TestRunStepPanics(t *testing.T) {
	r := start(t, ctx, Options{})
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "k"}, PlannedStep{ID: "b", Kind: "k"}))
	assert.PanicsWithValue(t, 7, func() { _ = r.Step("a").Run(func() error { panic(7) }) })
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypePanic, doc.Steps[0].Error.Type)
	assert.Equal(t, "the step panicked: 7", doc.Steps[0].Error.Message)

	var wait sync.WaitGroup
	wait.Go(func() {
		_ = r.Step("b").Run(func() error {
			runtime.Goexit()
			return nil
		})
	})
	wait.Wait()
	doc, err := r.Finish()
	require.NoError(t, err)
	judge(t, r.opt.Dir, nil)
	assert.Equal(t, "the goroutine of the step ended before its work did", doc.Steps[1].Error.Message)
}
