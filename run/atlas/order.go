package atlas

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// begin is when the step started, as far as the manifest tells: its start, else
// what its end and its stated duration give, as in the finished step. It is
// unknown for a step that never started.
func (s *step) begin() instant {
	if s.state == blocked || s.state == pending {
		return instant{}
	}
	if s.start.known() || !s.finish.known() {
		return s.start
	}
	if ms, ok := statedMilliseconds(s.stated()); ok {
		if start, fits := s.finish.shifted(-ms); fits {
			return start
		}
	}
	return s.finish
}

// stated is the duration that the manifest states for the step.
func (s *step) stated() at { return s.entry.get("duration_ms").or(s.ev.duration) }

// orderSteps puts the steps in the order of execution: first those that events
// know, in the order of the events, then the others by their start. A list says
// where a step stands that never started; the keys of a map do not, so there it
// comes last.
func (m *importer) orderSteps() {
	var known, others []*step
	for _, s := range m.steps {
		if s.ev.rank >= 0 {
			known = append(known, s)
		} else {
			others = append(others, s)
		}
	}
	sort.SliceStable(known, func(i, j int) bool { return known[i].ev.rank < known[j].ev.rank })
	list := m.root.get("steps")
	rest := "name"
	if list.is(source.Array) {
		rest = "position"
	}
	byStart(others, list.is(source.Array))
	if len(known) > 0 && len(others) > 0 {
		m.note(others[0].from(), "%s no events, here the first; such steps stand after the others, by start and %s",
			wording.Count(len(others), "step has", "steps have"), rest)
	}
	m.steps = slices.Concat(known, others)
	m.noteBackwards()
	if list.is(source.Array) {
		m.noteMoved(list, orderOf(len(known), len(others)))
	}
}

// orderOf says what the order of the steps was taken from.
func orderOf(known, others int) string {
	switch {
	case others == 0:
		return "the events"
	case known == 0:
		return "the times at which the steps started"
	}
	return "the events, and steps without events in that of their starts"
}

// byStart sorts steps by their start. Those that never started keep their places
// if places mean something, and come last otherwise.
func byStart(steps []*step, placed bool) {
	var started, idle []*step
	var places []int
	for i, s := range steps {
		if s.begin().known() {
			started, places = append(started, s), append(places, i)
		} else {
			idle = append(idle, s)
		}
	}
	begins := make(map[*step]instant, len(started))
	for _, s := range started {
		begins[s] = s.begin()
	}
	sort.SliceStable(started, func(i, j int) bool { return begins[started[i]].t.Before(begins[started[j]].t) })
	if placed {
		for i, s := range started {
			steps[places[i]] = s
		}
		return
	}
	copy(steps[copy(steps, started):], idle)
}

// noteBackwards tells of starts that decrease, which only events can bring about.
func (m *importer) noteBackwards() {
	var previous *step
	var before instant
	for _, s := range m.steps {
		begin := s.begin()
		if !begin.known() {
			continue
		}
		if previous != nil && begin.t.Before(before.t) {
			m.note(begin.from, "%s started at %s, before %s, which stands before it; the order of the events was kept",
				s.name(), begin.text, previous.name())
		}
		previous, before = s, begin
	}
}

// noteMoved names the steps that no longer stand where the list of the manifest
// has them: the fewest whose move explains the new order.
func (m *importer) noteMoved(list at, by string) {
	var listed []*step // without those that only events know
	for _, s := range m.steps {
		if s.entry.v != nil {
			listed = append(listed, s)
		}
	}
	moved := outOfOrder(listed)
	if len(moved) == 0 {
		return
	}
	const limit = 5
	var names []string
	for _, s := range moved[:min(len(moved), limit)] {
		names = append(names, clip(quote(s.id)))
	}
	text := strings.Join(names, ", ")
	if len(moved) > limit {
		text += fmt.Sprintf(" and %d more", len(moved)-limit)
	}
	m.note(list, "the list was put in the order of %s; %s moved: %s",
		by, wording.Count(len(moved), "step was", "steps were"), text)
}

// outOfOrder returns the steps outside a longest subsequence whose places in the
// manifest increase, in the order in which they stand.
func outOfOrder(steps []*step) []*step {
	// tails[n] is the end of the best subsequence of n+1 steps so far; each step
	// remembers what stands before it in the best one that ends with it.
	var tails []int
	before := make([]int, len(steps))
	for i, s := range steps {
		n := sort.Search(len(tails), func(n int) bool { return steps[tails[n]].index > s.index })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == len(steps) {
		return nil
	}
	stays := make(map[*step]bool, len(tails))
	for i := tails[len(tails)-1]; i >= 0; i = before[i] {
		stays[steps[i]] = true
	}
	return slices.DeleteFunc(slices.Clone(steps), func(s *step) bool { return stays[s] })
}
