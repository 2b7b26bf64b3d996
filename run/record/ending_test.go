package record

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// two plans a and b, and starts a.
func two(t *testing.T, ctx context.Context, opt Options) *Run {
	t.Helper()
	r := start(t, ctx, opt)
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "train"}, PlannedStep{ID: "b", Kind: "export"}))
	require.NoError(t, r.Step("a").Start())
	return r
}

// TestBeforeThePlan: a run that never came to a plan has a document that says
// why, and what stands in for what it never read.
func TestBeforeThePlan(t *testing.T) {
	for name, c := range map[string]struct {
		do            func(*Run) error
		kind, message string
	}{
		"nothing":  {func(*Run) error { return nil }, TypeNoPlan, "the run ended before a plan existed (no config and no contract was recorded; the digest of the empty string stands in)"},
		"failure":  {func(r *Run) error { return r.Fail(&Failure{Type: "CONFIG", Message: "line 3"}) }, "CONFIG", "line 3 (no config and no contract was recorded; the digest of the empty string stands in)"},
		"first":    {func(r *Run) error { return errors.Join(r.Fail(errors.New("one")), r.Fail(errors.New("two"))) }, TypeRunFailed, "one (no config and no contract was recorded; the digest of the empty string stands in)"},
		"config":   {func(r *Run) error { return r.SetConfig(Input{Hash: Digest(nil)}) }, TypeNoPlan, "the run ended before a plan existed (no contract was recorded; the digest of the empty string stands in)"},
		"bad plan": {func(r *Run) error { return r.Fail(r.Plan(PlannedStep{ID: "a"})) }, TypeRunFailed, "the plan: no config was recorded (no config and no contract was recorded; the digest of the empty string stands in)"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Start(ctx, Options{Dir: t.TempDir(), Manifest: Manifest})
			require.NoError(t, err)
			require.NoError(t, c.do(r))
			doc, err := r.Finish()
			require.NoError(t, err)
			assert.Equal(t, c.kind, doc.Error.Type)
			assert.Equal(t, c.message, doc.Error.Message)
			assert.Empty(t, doc.Steps)
			judge(t, r.opt.Dir, nil)
		})
	}
}

func TestClose(t *testing.T) {
	r := two(t, ctx, Options{})
	require.NoError(t, r.Close())
	doc, warnings := judge(t, r.opt.Dir, nil)
	assert.Empty(t, warnings)
	assert.Equal(t, "the engine ended the run without finishing it", doc.Error.Message)
	assert.Equal(t, "the step was still running when the run ended", doc.Steps[0].Error.Message)
	assert.Equal(t, ReasonInterrupted, *doc.Steps[1].Reason)
	assert.Equal(t, "2 steps: 1 failed (a), 1 blocked; the engine ended the run without finishing it", doc.Summary)
}

func TestPanic(t *testing.T) {
	r := two(t, ctx, Options{})
	assert.PanicsWithError(t, "index out of range", func() {
		defer r.Close()
		panic(errors.New("index out of range"))
	})
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypePanic, doc.Error.Type)
	assert.Equal(t, "the engine panicked: index out of range", doc.Error.Message)
}

// TestCloseTo: the error that ends an engine is that of its run, and the engine
// hears what closing had to say.
func TestCloseTo(t *testing.T) {
	broken := errors.New("no space left")
	var r *Run
	engine := func(early error, manifest error) (err error) {
		r = two(t, ctx, Options{Manifest: func(doc *runresultv1.RunResult) ([]byte, error) {
			if manifest != nil {
				return nil, manifest
			}
			return Manifest(doc)
		}})
		defer r.CloseTo(&err)
		return early
	}
	require.NoError(t, engine(nil, nil))
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypeInterrupted, doc.Error.Type)

	require.Equal(t, broken, engine(broken, nil), "nothing was joined with it")
	doc, _ = judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypeRunFailed, doc.Error.Type)
	assert.Equal(t, "no space left", doc.Error.Message)

	manifest := errors.New("no manifest today")
	err := engine(broken, manifest)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, manifest)
	require.ErrorIs(t, engine(nil, manifest), manifest)

	assert.PanicsWithValue(t, "boom", func() {
		var err error
		r = two(t, ctx, Options{})
		defer r.CloseTo(&err)
		panic("boom")
	})
	doc, _ = judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypePanic, doc.Error.Type)

	func() {
		var err error
		r = two(t, ctx, Options{})
		defer r.CloseTo(&err)
		_, err = r.Finish()
		err = errors.Join(err, broken)
	}()
	doc, _ = judge(t, r.opt.Dir, nil)
	assert.Nil(t, doc.Error, "what comes after Finish is not the run's")
}

func TestGoexit(t *testing.T) {
	r := two(t, ctx, Options{})
	var wait sync.WaitGroup
	wait.Go(func() {
		defer r.Close()
		runtime.Goexit()
	})
	wait.Wait()
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypeInterrupted, doc.Error.Type)
}

// TestInterrupted: a document is there as soon as the context is done, and the
// last one tells how the engine took it.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	r := two(t, ctx, Options{})
	cancel(errors.New("terminated"))
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(r.Path())
		return err == nil && strings.Contains(string(data), "terminated")
	}, 10*time.Second, time.Millisecond)
	doc, warnings := judge(t, r.opt.Dir, nil)
	assert.Equal(t, "the run was interrupted: terminated", doc.Error.Message)
	assert.Equal(t, []string{"lint-no-manifest-hash"}, warnings)

	require.NoError(t, r.Step("a").Fail(ctx.Err()))
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Equal(t, "the run was interrupted: terminated", doc.Error.Message)
	assert.Equal(t, TypeInterrupted, doc.Steps[0].Error.Type)
	assert.Equal(t, ReasonInterrupted, *doc.Steps[1].Reason)
	judge(t, r.opt.Dir, nil)
}

// TestInterruptedTooLate: an interruption that nothing suffered from is none.
func TestInterruptedTooLate(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := two(t, ctx, Options{})
	require.NoError(t, r.Step("b").Start())
	cancel()
	require.NoError(t, r.Step("a").Succeed(""))
	require.NoError(t, r.Step("b").Succeed(""))
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Equal(t, runresultv1.RunStatusSuccess, doc.Status)
	assert.Nil(t, doc.Error)
	found, warnings := judge(t, r.opt.Dir, nil)
	assert.True(t, found.Equal(doc), "no earlier document comes after it")
	assert.Empty(t, warnings)
}

// TestFailFast: what is left over when something failed was kept by that.
func TestFailFast(t *testing.T) {
	r := two(t, ctx, Options{})
	require.NoError(t, r.Plan(PlannedStep{ID: "c", Kind: "k", DependsOn: []string{"b"}}, PlannedStep{ID: "d", Kind: "k"}, PlannedStep{ID: "e", Kind: "k", DependsOn: []string{"d"}}))
	require.NoError(t, r.Step("a").Fail(errors.New("x")))
	require.NoError(t, r.Step("d").Skip(ReasonConfig, ""))
	doc, err := r.Finish()
	require.NoError(t, err)
	judge(t, r.opt.Dir, nil)
	reasons := map[string]string{}
	for _, s := range doc.Steps {
		if s.Reason != nil {
			reasons[s.StepID] = *s.Reason + " " + s.Summary
		}
	}
	assert.Equal(t, map[string]string{
		"b": "fail_fast never started: fail_fast (a)",
		"c": "dependency_failed never started: dependency_failed (b)",
		"d": "config skipped: config",
		"e": "dependency_skipped never started: dependency_skipped (d)",
	}, reasons)
}

func TestCheckpoint(t *testing.T) {
	clock := newTicker()
	r := two(t, ctx, Options{Checkpoint: time.Hour, Clock: clock.now})
	doc, _ := judge(t, r.opt.Dir, nil)
	assert.Equal(t, "2 steps: 2 blocked; the run was still going on when this document was written, and no later one has replaced it", doc.Summary,
		"the first plan is always worth one, the start of the step came too soon")
	clock.pass(time.Minute)
	require.NoError(t, r.Checkpoint())
	doc, warnings := judge(t, r.opt.Dir, nil)
	assert.Equal(t, TypeInterrupted, doc.Error.Type)
	assert.Equal(t, "the step was still running when this document was written", doc.Steps[0].Error.Message)
	assert.EqualValues(t, 60_000, *doc.Steps[0].DurationMS)
	assert.Equal(t, []string{"lint-no-manifest-hash"}, warnings)
	require.NoError(t, r.Step("a").Succeed(""))
	require.NoError(t, r.Step("b").Skip(ReasonUserDecision, ""))
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Equal(t, runresultv1.RunStatusPartial, doc.Status)
	judge(t, r.opt.Dir, nil)
}

// TestFinishAgain: what could not be written can be tried again, and stays the
// same.
func TestFinishAgain(t *testing.T) {
	broken := errors.New("no manifest today")
	fail := true
	r := two(t, ctx, Options{Manifest: func(doc *runresultv1.RunResult) ([]byte, error) {
		if fail {
			return nil, broken
		}
		return Manifest(doc)
	}})
	first, err := r.Finish()
	require.ErrorIs(t, err, broken)
	assert.Nil(t, first.References.ManifestHash)
	data, err := os.ReadFile(r.Path())
	require.NoError(t, err, "the document is there all the same")
	assert.NotContains(t, string(data), "manifest_hash")

	fail = false
	time.Sleep(2 * time.Millisecond)
	second, err := r.Finish()
	require.NoError(t, err)
	assert.Equal(t, first.FinishedAt, second.FinishedAt)
	judge(t, r.opt.Dir, nil)

	r = two(t, ctx, Options{Manifest: func(*runresultv1.RunResult) ([]byte, error) { panic("oh") }})
	_, err = r.Finish()
	assert.ErrorContains(t, err, "Options.Manifest panicked: oh")
}

// TestOwnManifest: an engine that keeps its own manifest has it digested, where
// it is there, and nothing is written through a link that leads away.
func TestOwnManifest(t *testing.T) {
	begin := func() *Run {
		r, err := Start(ctx, Options{Dir: t.TempDir(), ManifestPath: "log/manifest.json"})
		require.NoError(t, err)
		return r
	}
	r := begin()
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Nil(t, doc.References.ManifestHash)

	r = begin()
	file(t, r, "log/manifest.json", "{}")
	doc, err = r.Finish()
	require.NoError(t, err)
	assert.Equal(t, Digest([]byte("{}")), *doc.References.ManifestHash)

	r = begin()
	require.NoError(t, os.Mkdir(filepath.Join(r.opt.Dir, "log"), 0o777))
	require.NoError(t, os.Mkdir(filepath.Join(r.opt.Dir, "log", "manifest.json"), 0o777))
	_, err = r.Finish()
	assert.ErrorContains(t, err, "not a regular file")

	r = begin()
	r.opt.Manifest = Manifest
	away := t.TempDir()
	require.NoError(t, os.Symlink(away, filepath.Join(r.opt.Dir, "log")))
	_, err = r.Finish()
	assert.Error(t, err)
	left, err := os.ReadDir(away)
	require.NoError(t, err)
	assert.Empty(t, left)
}
