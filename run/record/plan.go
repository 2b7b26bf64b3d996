package record

import (
	"slices"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// PlannedStep is one step of a plan.
type PlannedStep struct {
	// ID identifies the step within the run.
	ID string
	// Kind is what sort of step it is: diagnostic, transform, train, evaluate,
	// export or any other word.
	Kind string
	// DependsOn are the ids of the steps that have to end before this one
	// starts, planned before or by the same call.
	DependsOn []string
	// Critical says whether the step is critical; nil leaves it to the policy.
	Critical *bool
}

// Plan records the steps that the run is meant to execute, and writes a document
// that names them. A run that finds out about further steps plans again, without
// a document unless Options.Checkpoint asks for one. The steps are refused together when one
// cannot be planned, or when their dependencies run in a circle; an engine then
// usually reports the error by Run.Fail and finishes.
//
// The config and the contract come first, because a document of a run that had
// a plan has to name both.
func (r *Run) Plan(steps ...PlannedStep) error {
	first := false
	err := r.change(func() error {
		first = len(r.steps) == 0
		return r.plan(steps)
	})
	switch {
	case err != nil:
		return err
	case first:
		_ = r.Checkpoint() // Finish reports what keeps failing
	default:
		r.tick()
	}
	return nil
}

func (r *Run) plan(planned []PlannedStep) error {
	const about = "the plan"
	switch {
	case len(planned) == 0:
		return misuse(about, "plan at least one step; a run that has nothing to do says so by Fail", "it has no steps")
	case r.config == nil:
		return misuse(about, "call SetConfig first; of a config that cannot be parsed, record the digest of its bytes", "no config was recorded")
	case r.contract == nil:
		return misuse(about, "call SetContract first; of a contract that cannot be parsed, record the digest of its bytes", "no contract was recorded")
	}
	added := make(map[string]*Step, len(planned))
	batch := make([]*Step, 0, len(planned))
	for _, p := range planned {
		s, err := newStep(r, p)
		if err != nil {
			return err
		}
		if added[p.ID] != nil || r.byID[p.ID] != nil {
			return misuse(about, "give every step an id of its own", "step %q is planned twice", p.ID)
		}
		added[p.ID] = s
		batch = append(batch, s)
	}
	for _, s := range batch {
		for _, id := range s.doc.DependsOn {
			if added[id] == nil && r.byID[id] == nil {
				return misuse(about, "plan both in one call, or the dependency before", "step %q depends on %q, which is not planned", s.id, id)
			}
		}
	}
	sorted, stuck := sortSteps(batch, added)
	if stuck != nil {
		return misuse(about, "remove one of the dependencies", "the dependencies run in a circle, which step %q is in or waits for", stuck.id)
	}
	r.steps = append(r.steps, batch...)
	r.sorted = append(r.sorted, sorted...)
	for id, s := range added {
		r.byID[id] = s
	}
	return nil
}

// newStep checks a step by itself.
func newStep(r *Run, p PlannedStep) (*Step, error) {
	about := "step " + quote(p.ID)
	if problem := identifier(p.ID); problem != "" {
		return nil, misuse(about, idHint, "its id %s", problem)
	}
	if p.Kind == "" {
		return nil, misuse(about, "set Kind to transform, train or another word", "it has no kind")
	}
	for i, id := range p.DependsOn {
		if slices.Contains(p.DependsOn[:i], id) {
			return nil, misuse(about, "name every step once", "it depends on %q twice", id)
		}
	}
	s := &Step{run: r, id: p.ID, planned: true, doc: runresultv1.Step{StepID: p.ID, Kind: p.Kind,
		Status: runresultv1.StepStatusSkipped, DependsOn: append([]string(nil), p.DependsOn...)}}
	if p.Critical != nil {
		critical := *p.Critical
		s.doc.Critical = &critical
	}
	if _, err := runresultv1.UnmarshalStep(s.doc.AppendJSON(nil)); err != nil {
		return nil, invalid(about, err)
	}
	return s, nil
}

// sortSteps puts dependencies before what depends on them, else in the order of
// the plan. stuck is a step that cannot be placed.
func sortSteps(batch []*Step, added map[string]*Step) (sorted []*Step, stuck *Step) {
	waits := make(map[*Step]int, len(batch))
	next := make(map[*Step][]*Step, len(batch))
	for _, s := range batch {
		for _, id := range s.doc.DependsOn {
			if on := added[id]; on != nil { // the others were planned before
				waits[s]++
				next[on] = append(next[on], s)
			}
		}
	}
	sorted = make([]*Step, 0, len(batch))
	for _, s := range batch {
		if waits[s] == 0 {
			sorted = append(sorted, s)
		}
	}
	for i := 0; i < len(sorted); i++ {
		for _, s := range next[sorted[i]] {
			if waits[s]--; waits[s] == 0 {
				sorted = append(sorted, s)
			}
		}
	}
	for _, s := range batch {
		if waits[s] > 0 {
			return nil, s
		}
	}
	return sorted, nil
}

// Step returns the handle of a planned step. Where no step of that id is
// planned, every call on it says so.
func (r *Run) Step(id string) *Step {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.byID[id]; s != nil {
		return s
	}
	return &Step{run: r, id: id}
}
