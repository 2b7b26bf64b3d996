package record

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/run"
)

// engine is a random engine: it runs a random plan with several workers, as
// engines do, and with every kind of trouble.
type engine struct {
	t        *testing.T
	r        *Run
	ctx      context.Context
	plan     []PlannedStep
	failFast bool
	trouble  int // of so many in a hundred steps
	lose     bool
	goesOn   bool // what depends on a failed step may start all the same
	steady   bool // the run ends when all workers have

	shared sync.Mutex // held while a file that several steps record is touched

	mu     sync.Mutex
	whole  bool // the plan has no further parts
	rand   *rand.Rand
	failed bool
	taken  map[string]bool
}

// take makes sure that one worker only has to do with a step.
func (e *engine) take(s *Step) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	old := e.taken[s.ID()]
	e.taken[s.ID()] = true
	return !old
}

// ok allows for a run that ended under the engine.
func (e *engine) ok(err error) {
	if !errors.Is(err, ErrFinished) {
		assert.NoError(e.t, err)
	}
}

func (e *engine) roll(n int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rand.IntN(n)
}

// randomPlan is an acyclic plan in an order that has nothing to do with it.
func randomPlan(random *rand.Rand) []PlannedStep {
	kinds := []string{"diagnostic", "transform", "train", "evaluate", "export", "änders"}
	n := 1 + random.IntN(12)
	plan := make([]PlannedStep, n)
	for i := range plan {
		plan[i] = PlannedStep{ID: fmt.Sprintf("s%02d", i), Kind: kinds[random.IntN(len(kinds))]}
		for j := range i {
			if random.IntN(4) == 0 {
				plan[i].DependsOn = append(plan[i].DependsOn, plan[j].ID)
			}
		}
		if random.IntN(3) == 0 {
			critical := random.IntN(2) == 0
			plan[i].Critical = &critical
		}
	}
	random.Shuffle(n, func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	return plan
}

// known is what was planned so far, and whether that is all.
func (e *engine) known() ([]PlannedStep, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.plan, e.whole
}

// addPlan plans in parts, as engines do that find out as they go.
func (e *engine) addPlan(parts [][]PlannedStep) {
	for i, part := range parts {
		e.ok(e.r.Plan(part...))
		e.mu.Lock()
		e.plan = append(slices.Clone(e.plan), part...)
		e.whole = i == len(parts)-1
		e.mu.Unlock()
		time.Sleep(time.Duration(e.roll(100)) * time.Microsecond)
	}
}

// parts cuts a plan so that dependencies come before or with what needs them.
func parts(random *rand.Rand, plan []PlannedStep) [][]PlannedStep {
	if random.IntN(2) == 0 {
		return [][]PlannedStep{plan}
	}
	plan = slices.SortedFunc(slices.Values(plan), func(a, b PlannedStep) int { return strings.Compare(a.ID, b.ID) })
	var out [][]PlannedStep
	for len(plan) > 0 {
		n := 1 + random.IntN(len(plan))
		out, plan = append(out, plan[:n]), plan[n:]
	}
	return out
}

// work takes steps that are ready until none is or can become so.
func (e *engine) work() {
	for idle := 0; idle < 50 || !e.lose; idle++ { // what waits for a lost step waits in vain
		if e.ctx.Err() != nil && e.roll(2) == 0 {
			return // a worker that gives up at once
		}
		plan, whole := e.known()
		did, open := false, !whole
		for _, p := range plan {
			if e.stopped() {
				return
			}
			s := e.r.Step(p.ID)
			if _, done := s.Status(); done {
				continue
			}
			switch ready, lost := e.ready(p); {
			case lost != nil:
				if e.roll(2) == 0 { // the others are left to the recorder
					if e.take(s) {
						e.ok(s.Block(ReasonDependencyFailed, lost...))
					}
					did = true
				}
			case ready:
				did = e.execute(s) || did
			default:
				open = true
			}
		}
		if !did && !open {
			return
		}
		if did {
			idle = 0
		}
		time.Sleep(time.Microsecond)
	}
}

func (e *engine) stopped() bool {
	if e.r.change(func() error { return nil }) != nil {
		return true // the run has ended
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failFast && e.failed
}

// ready tells whether all dependencies ended well enough, and which did not.
func (e *engine) ready(p PlannedStep) (ready bool, lost []string) {
	ready = true
	for _, id := range p.DependsOn {
		switch status, done := e.r.Step(id).Status(); {
		case !done:
			ready = false
		case status == runresultv1.StepStatusFailed && e.goesOn:
		case status == runresultv1.StepStatusFailed, status == runresultv1.StepStatusBlocked:
			lost = append(lost, id)
		}
	}
	return ready, lost
}

// execute runs one step; false when another worker took it.
func (e *engine) execute(s *Step) bool {
	if !e.take(s) {
		return false
	}
	if e.roll(100) < e.trouble/3 {
		e.ok(e.r.Step(s.ID()).Skip(ReasonUserDecision, ""))
		return true
	}
	e.ok(s.Start())
	if e.lose && e.roll(6) == 0 {
		return true // the engine forgets it
	}
	for range e.roll(3) {
		e.ok(s.Warn("odd \xff value"))
	}
	for i := range e.roll(3) {
		name := fmt.Sprintf("out/%s.%d", s.ID(), i)
		file(e.t, e.r, name, name)
		_, err := s.Artifact(Artifact{Path: name, Type: "payload"})
		e.ok(err)
	}
	if e.roll(3) == 0 {
		e.share(s)
	}
	time.Sleep(time.Duration(e.roll(200)) * time.Microsecond)
	e.ok(e.r.Count("steps.seen", 1))
	if e.ctx.Err() != nil {
		e.ok(s.Fail(fmt.Errorf("gave up: %w", e.ctx.Err())))
		return true
	}
	switch e.roll(100) < e.trouble {
	case true:
		if e.roll(4) == 0 {
			e.ok(e.r.Step(s.ID()).Skip(ReasonPrecondition, "not enough rows"))
			return true
		}
		e.ok(s.Fail(&Failure{Type: "BROKEN", Message: "it broke", Hint: "mend it", Details: map[string]any{"n": 1}}))
		e.mu.Lock()
		e.failed = true
		e.mu.Unlock()
	default:
		e.ok(s.Succeed(""))
	}
	return true
}

// share records a file that other steps record too. Sometimes the file is
// another one meanwhile: that is refused, and the engine takes it back.
func (e *engine) share(s *Step) {
	e.shared.Lock()
	defer e.shared.Unlock()
	name := fmt.Sprintf("shared/%d.bin", e.roll(3))
	if _, err := os.Stat(filepath.Join(e.r.opt.Dir, name)); err != nil {
		file(e.t, e.r, name, "as it was")
	}
	_, err := s.Artifact(Artifact{Path: name})
	e.ok(err)
	if err == nil && e.steady && e.roll(2) == 0 {
		file(e.t, e.r, name, "as it is")
		_, err := s.Artifact(Artifact{Path: name, Name: "again"})
		var usage *UsageError
		if !errors.Is(err, ErrFinished) {
			assert.ErrorAs(e.t, err, &usage)
		}
		file(e.t, e.r, name, "as it was")
	}
}

// kinds is a policy that needs no file.
type kinds struct{}

func (kinds) ID() string { return "test.kinds/v1" }
func (kinds) Critical(s *runresultv1.Step) (critical, decided bool) {
	return s.Kind == "train", s.Kind != "export"
}

// expected are the oddities that the engines have on purpose.
var expected = []string{"lint-critical-skipped", "lint-dependency-failed"}

// TestRandomRuns: whatever an engine does, and however the run ends, the
// document is valid, and verification finds nothing wrong with it.
func TestRandomRuns(t *testing.T) {
	runs := rounds.Of(80, 1_000)
	seen := map[runresultv1.RunStatus]int{}
	endings := map[string]int{}
	for seed := range uint64(runs) {
		doc, ending := randomRun(t, seed)
		seen[doc.Status]++
		endings[ending]++
		if doc.Error != nil {
			endings[doc.Error.Type]++
		}
		require.False(t, t.Failed(), "seed %d", seed)
	}
	for _, status := range []runresultv1.RunStatus{runresultv1.RunStatusSuccess, runresultv1.RunStatusPartial, runresultv1.RunStatusFailed} {
		assert.Greater(t, seen[status], runs/30, "%v", seen)
	}
	for _, one := range []string{"finish", "close", "panic", TypeInterrupted, TypePanic, TypeNoPlan, "DISK"} {
		assert.NotZero(t, endings[one], "%s: %v", one, endings)
	}
}

func randomRun(t *testing.T, seed uint64) (runresultv1.RunResult, string) {
	random := rand.New(rand.NewPCG(seed, 9))
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	policies := []run.Policy{nil, kinds{}}
	opt := Options{Dir: filepath.Join(t.TempDir(), "run"), Policy: policies[random.IntN(2)], Environment: map[string]string{"host": "a"}}
	if random.IntN(8) == 0 {
		opt.Checkpoint = time.Nanosecond
	}
	r := start(t, ctx, opt)
	cut := parts(random, randomPlan(random))
	e := &engine{t: t, r: r, ctx: ctx, failFast: random.IntN(2) == 0, goesOn: random.IntN(3) == 0, steady: random.IntN(8) > 0,
		trouble: []int{0, 0, 15, 40}[random.IntN(4)], lose: random.IntN(5) == 0, rand: random, taken: map[string]bool{}}
	planned := random.IntN(20) > 0
	interrupt := random.IntN(3) == 0
	var workers sync.WaitGroup
	if planned {
		e.addPlan(cut[:1])
		e.mu.Lock()
		e.whole = len(cut) == 1
		e.mu.Unlock()
		for range 1 + e.roll(4) {
			workers.Go(e.work)
		}
		workers.Go(func() { e.addPlan(cut[1:]) })
	}
	if e.roll(10) == 0 {
		workers.Go(func() {
			time.Sleep(time.Duration(e.roll(1000)) * time.Microsecond)
			e.ok(r.Fail(&Failure{Type: "DISK", Message: "the disk is full"}))
		})
	}
	if interrupt {
		time.Sleep(time.Duration(e.roll(1500)) * time.Microsecond)
		cancel(errors.New("terminated by the test"))
	}
	ending := []string{"finish", "finish", "finish", "close", "panic"}[e.roll(5)]
	if e.steady {
		workers.Wait()
	} else {
		defer workers.Wait() // the workers go on while the run ends
	}
	doc := finish(t, r, ending)
	found, warnings := judge(t, opt.Dir, opt.Policy)
	require.True(t, found.Equal(doc), "what was returned is what was written")
	checkOrder(t, &doc)
	for _, w := range warnings {
		require.Contains(t, expected, w)
	}
	return doc, ending
}

func finish(t *testing.T, r *Run, ending string) runresultv1.RunResult {
	switch ending {
	case "close":
		require.NoError(t, r.Close())
	case "panic":
		require.PanicsWithValue(t, "boom", func() {
			defer r.Close()
			panic("boom")
		})
	}
	doc, err := r.Finish()
	require.NoError(t, err)
	return doc
}

// checkOrder: steps that never started and about which nothing was decided
// stand last, and the others by their starts.
func checkOrder(t *testing.T, doc *runresultv1.RunResult) {
	var last time.Time
	for i := range doc.Steps {
		if s := &doc.Steps[i]; s.StartedAt != nil {
			at, err := s.StartedAt.Time()
			require.NoError(t, err)
			require.False(t, at.Before(last))
			last = at
		}
	}
	require.True(t, slices.IsSortedFunc(doc.Steps, func(a, b runresultv1.Step) int {
		if a.Reason != nil && *a.Reason == ReasonInterrupted && b.StartedAt != nil {
			return 1
		}
		return 0
	}))
}
