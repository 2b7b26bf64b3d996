package atlas

import (
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// eventLog is what the events of a manifest say.
type eventLog struct {
	steps map[string]*stepEvents
	order []*stepEvents // by first mention

	runStarted, runEnded instant
	runStartedPayload    at
	runEndedDuration     at
	runError             at
	latest               instant // the latest instant of all events
}

// stepEvents is what the events say of one step.
type stepEvents struct {
	id string
	// from is the first event that names the step.
	from at
	// rank is the position of the event that started the step, or of the first
	// that ended it when nothing started it; -1 when neither is there.
	rank    int
	started bool
	kind    at
	start   instant
	// ended is the type of the last event that ended the step, "" for none.
	ended    string
	finish   instant
	status   at
	duration at
	errorAt  at
	reason   at
}

// endings are the event types that end a step, with the status that follows.
var endings = map[string]string{
	"step_finished": "", // its payload says
	"step_failed":   "failed",
	"step_skipped":  "skipped",
	"step_blocked":  "blocked",
}

func (m *importer) readEvents() error {
	m.events = &eventLog{steps: map[string]*stepEvents{}}
	list := m.root.get("events")
	if list.v == nil {
		m.note(m.root, "the manifest has no events, so the order of the steps is inferred from their times")
		return nil
	}
	if list.v.Kind != source.Array {
		return m.fail(list, "events are a list of {\"event_type\": …, \"timestamp\": …}", "\"events\" is %s, not a list", list.v.Kind.Article())
	}
	var previous instant
	backwards, firstBackwards := 0, at{}
	for i := range list.v.Items {
		e := list.item(i)
		if e.v.Kind != source.Object {
			m.note(e, "the event is %s, not an object; it was ignored", e.v.Kind.Article())
			continue
		}
		when := m.eventTime(e)
		if previous.known() && when.known() && when.t.Before(previous.t) {
			if backwards == 0 {
				firstBackwards = when.from
			}
			backwards++
		}
		previous = when.or(previous)
		m.events.latest = later(m.events.latest, when)
		m.readEvent(e, i, when)
	}
	if backwards > 0 {
		m.note(firstBackwards, "the times of the events go backwards (%s, here the first); the order in which they stand was kept", wording.Count(backwards, "time", "times"))
	}
	return nil
}

// eventTime reads the time of an event; one that cannot be read is noted, since
// the step's own record is what counts.
func (m *importer) eventTime(e at) instant {
	when, err := m.when(e.get("timestamp", "ts", "time"), "the time of the event")
	if err != nil {
		m.note(e.get("timestamp", "ts", "time"), "%s; the event counts without its time", messageOf(err))
	}
	return when
}

func messageOf(err error) string {
	if e, ok := err.(*diag.Error); ok {
		return e.Message
	}
	return err.Error()
}

func (m *importer) readEvent(e at, i int, when instant) {
	kind := e.get("event_type", "type", "event")
	if !kind.is(source.String) {
		m.note(e, "the event has no event_type; it was ignored")
		return
	}
	name, payload := strings.ToLower(kind.v.Text), e.get("payload", "data")
	if _, ends := endings[name]; ends || name == "step_started" {
		m.readStepEvent(e, payload, name, i, when)
		return
	}
	log := m.events
	switch name {
	case "run_started":
		if log.runStarted.known() || log.runStartedPayload.v != nil {
			m.note(e, "the run starts a second time; the first event was used")
			return
		}
		log.runStarted, log.runStartedPayload = when, payload
	case "run_finished", "run_completed", "run_failed", "run_aborted", "run_interrupted", "run_cancelled":
		log.runEnded = when.or(log.runEnded)
		log.runEndedDuration = payload.get("duration_ms")
		if name != "run_finished" && name != "run_completed" {
			log.runError = payload.get("error", "reason", "message").or(payload).or(kind)
		} else if failure := payload.get("error"); failure.v != nil {
			log.runError = failure
		}
	}
}

func (m *importer) readStepEvent(e, payload at, name string, i int, when instant) {
	id := e.get("step_id", "step").or(payload.get("step_id"))
	if id.v == nil {
		m.note(e, "the %s event names no step; it was ignored", name)
		return
	}
	key := m.text(id, "the step_id of the event")
	s := m.events.steps[key]
	if s == nil {
		s = &stepEvents{id: key, from: e, rank: -1}
		m.events.steps[key] = s
		m.events.order = append(m.events.order, s)
	}
	s.kind = s.kind.or(payload.get("kind"))
	if name == "step_started" {
		if s.started {
			m.note(e, "step %s starts a second time; the first start was used", clip(quote(key)))
			return
		}
		s.started, s.rank, s.start = true, i, when
		return
	}
	if s.ended != "" {
		m.note(e, "step %s ends a second time; the later end was used", clip(quote(key)))
	}
	if s.rank < 0 {
		s.rank = i
	}
	s.ended, s.finish = name, when
	s.status = payload.get("status")
	s.duration = payload.get("duration_ms")
	s.errorAt = payload.get("error")
	s.reason = payload.get("reason")
}
