package atlas

import (
	"sort"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// step is one step of a manifest: its own record, if it has one, and what the
// events say of it.
type step struct {
	id    string
	entry at // has no value for a step that only events know
	ev    *stepEvents
	// index is the position in the list, or among the sorted keys of the map.
	index  int
	state  state
	start  instant
	finish instant
}

// from is where notes about the step point.
func (s *step) from() at { return s.entry.or(s.ev.from) }

// name is how messages call the step.
func (s *step) name() string { return "step " + clip(quote(s.id)) }

// noEvents stands for the events of a step that has none.
var noEvents = &stepEvents{rank: -1}

func (m *importer) readSteps() error {
	list := m.root.get("steps")
	hint := "\"steps\" is a map from step_id to step, or a list of steps"
	if list.v == nil {
		return m.fail(m.root, hint, "the manifest has no steps")
	}
	known := map[string]bool{}
	var err error
	switch list.v.Kind {
	case source.Object:
		err = m.readStepMap(list, known)
	case source.Array:
		err = m.readStepList(list, known)
	default:
		err = m.fail(list, hint, "\"steps\" is %s", list.v.Kind.Article())
	}
	if err != nil {
		return err
	}
	for _, ev := range m.events.order {
		if known[ev.id] {
			continue
		}
		if why := identifierProblem(ev.id); why != "" {
			m.note(ev.from, "the event names step %s, which is not among the steps and cannot be one (%s); it was ignored", clip(quote(ev.id)), why)
			continue
		}
		m.note(ev.from, "step %s is not among the steps; it was added from its events", clip(quote(ev.id)))
		if err := m.readStep(&step{id: ev.id, ev: ev, index: len(m.steps)}); err != nil {
			return err
		}
	}
	return nil
}

func (m *importer) readStepMap(list at, known map[string]bool) error {
	members := append([]source.Member(nil), list.v.Members...)
	sort.Slice(members, func(i, j int) bool { return members[i].Name < members[j].Name })
	for i, member := range members {
		entry := at{member.Value, source.Join(list.ptr, member.Name)}
		if entry.v.Kind != source.Object {
			return m.fail(entry, "each step is an object with \"status\"", "step %s is %s", clip(quote(member.Name)), entry.v.Kind.Article())
		}
		if inner := entry.get("step_id"); inner.is(source.String) && inner.v.Text != member.Name {
			m.note(inner, "the step calls itself %s but stands under %s; the latter was used", clip(quote(inner.v.Text)), clip(quote(member.Name)))
		}
		if err := m.addStep(member.Name, entry, i, known); err != nil {
			return err
		}
	}
	switch {
	case len(members) < 2:
	case len(m.events.order) > 0:
		m.note(list, "\"steps\" is a map, so the order of the steps was taken from the events")
	case m.root.get("events").v != nil:
		m.note(list, "\"steps\" is a map and no event names a step, so the order of the steps is inferred from their times")
	}
	return nil
}

func (m *importer) readStepList(list at, known map[string]bool) error {
	for i := range list.v.Items {
		entry := list.item(i)
		if entry.v.Kind != source.Object {
			return m.fail(entry, "each step is an object with \"step_id\" and \"status\"", "the step is %s", entry.v.Kind.Article())
		}
		id := entry.get("step_id", "id", "name")
		if id.v == nil {
			return m.fail(entry, "add \"step_id\"", "the step has no step_id")
		}
		name := m.text(id, "the step_id")
		if known[name] {
			return m.fail(id, "give every step an id of its own", "there are two steps named %s", clip(quote(name)))
		}
		if err := m.addStep(name, entry, i, known); err != nil {
			return err
		}
	}
	return nil
}

func (m *importer) addStep(id string, entry at, index int, known map[string]bool) error {
	if why := identifierProblem(id); why != "" {
		return m.fail(entry, "a step id is one line of 1 to 255 characters without '/' and '\\', and does not begin with a dot",
			"the step id %s cannot be used: %s", clip(quote(id)), why)
	}
	known[id] = true
	ev := m.events.steps[id]
	if ev == nil {
		ev = noEvents
	}
	return m.readStep(&step{id: id, entry: entry, ev: ev, index: index})
}

// readStep reads the state and the times of a step; the rest waits until the
// window of the run and the order of the steps are known.
func (m *importer) readStep(s *step) error {
	if err := m.readState(s); err != nil {
		return err
	}
	var err error
	if s.start, err = m.when(s.entry.get("started_at", "start_time"), "the start of "+s.name()); err != nil {
		return err
	}
	if s.finish, err = m.when(s.entry.get("finished_at", "end_time", "ended_at"), "the end of "+s.name()); err != nil {
		return err
	}
	m.compareInstant(s, "started", s.start, s.ev.start)
	m.compareInstant(s, "ended", s.finish, s.ev.finish)
	s.start = s.start.or(s.ev.start)
	// A skip that an event dates was decided at that time; it did not run.
	if s.state != blocked && s.state != pending && (s.state != skipped || s.start.known()) {
		s.finish = s.finish.or(s.ev.finish)
	}
	m.steps = append(m.steps, s)
	return nil
}

func (m *importer) compareInstant(s *step, verb string, own, event instant) {
	if own.known() && event.known() && !own.t.Equal(event.t) {
		m.note(event.from, "the event says that %s %s at %s; the step's own record, %s, was used", s.name(), verb, event.text, own.text)
	}
}

// readState finds the state of a step from its record and its events.
func (m *importer) readState(s *step) error {
	told, err := m.eventState(s)
	if err != nil {
		return err
	}
	status := s.entry.get("status", "state")
	if status.v == nil {
		if told == unknown {
			return m.fail(s.from(), stateHint, "%s has no status, and no event tells how it ended", s.name())
		}
		if s.entry.v != nil {
			m.note(s.entry, "%s has no status; it was taken from its events", s.name())
		}
		s.state = told
		return nil
	}
	if s.state, err = m.stateAt(status, s); err != nil {
		return err
	}
	switch {
	case told == unknown || told == s.state:
	case s.state == pending || s.state == running && told != pending:
		m.note(status, "%s is recorded as %s, but its events say more; they were used", s.name(), clip(quote(status.v.Text)))
		s.state = told
	case told == running:
		// Started and never ended, says the log; the record knows the end.
	default:
		m.note(status, "the events of %s contradict its status, %s; the status was used", s.name(), clip(quote(status.v.Text)))
	}
	return nil
}

func (m *importer) eventState(s *step) (state, error) {
	ev := s.ev
	switch {
	case ev.ended == "" && ev.started:
		return running, nil
	case ev.ended == "":
		return unknown, nil
	case ev.ended != "step_finished":
		return stateOf(endings[ev.ended]), nil
	case ev.status.v == nil:
		return success, nil
	}
	return m.stateAt(ev.status, s)
}

func (m *importer) stateAt(status at, s *step) (state, error) {
	if !status.is(source.String) {
		return unknown, m.fail(status, stateHint, "the status of %s is %s", s.name(), status.v.Kind.Article())
	}
	word := status.v.Text
	found := stateOf(word)
	if found == unknown {
		return unknown, m.fail(status, stateHint, "the status of %s, %s, is not known", s.name(), clip(quote(word)))
	}
	if !plain[word] {
		m.note(status, "the status of %s, %s, was taken as %s", s.name(), clip(quote(word)), found.final())
	}
	return found, nil
}
