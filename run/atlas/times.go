package atlas

import (
	"regexp"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

// instant is a time as a RunResult spells it. Its text is "" where the manifest
// records none.
type instant struct {
	text rt.Timestamp
	t    time.Time
	from at
}

func (i instant) known() bool { return i.text != "" }

func (i instant) or(j instant) instant {
	if i.known() {
		return i
	}
	return j
}

// later returns the later of two instants; an unknown one never is.
func later(i, j instant) instant {
	if !i.known() || j.known() && j.t.After(i.t) {
		return j
	}
	return i
}

// shifted returns the instant that many milliseconds away, in UTC or the offset
// that i is written in. ok is false outside the years of the schema.
func (i instant) shifted(ms int64) (instant, bool) {
	const century = 100 * 366 * 24 * 3600 * 1000
	if ms > century || ms < -century {
		return instant{}, false
	}
	t := i.t.Add(time.Duration(ms) * time.Millisecond)
	if t.Year() < 1000 || t.Year() > 2999 {
		return instant{}, false
	}
	return instant{text: rt.NewTimestamp(t), t: t, from: i.from}, true
}

// looseTime is every spelling of an instant that is understood: RFC 3339, and
// the ISO 8601 variants that engines write.
var looseTime = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]+))?(Z|z|([+-][0-9]{2})(?::?([0-9]{2}))?)?$`)

// when reads an instant. The zero instant stands for an absent one.
func (m *importer) when(a at, what string) (instant, error) {
	if a.v == nil {
		return instant{}, nil
	}
	hint := "write it in RFC 3339 with an offset, as in 2026-01-26T10:08:54.248273+00:00"
	if a.v.Kind != source.String {
		return instant{}, m.fail(a, hint, "%s is %s, not a date-time", what, a.v.Kind.Article())
	}
	text, change := respell(a.v.Text)
	t, err := time.Parse(time.RFC3339Nano, text)
	if text == "" || err != nil || t.Year() < 1000 || t.Year() > 2999 {
		return instant{}, m.fail(a, hint, "%s is %s, which is not a date-time of the years 1000 to 2999", what, clip(quote(a.v.Text)))
	}
	if change != "" {
		m.respelled(a, text, change)
	}
	return instant{text: rt.Timestamp(text), t: t, from: a}, nil
}

// respelling counts the instants that had to change in the same way.
type respelling struct {
	change, first string
	at            at
	n             int
}

// respelled remembers a respelling; one note each way tells of all of them,
// because an engine spells all its times alike.
func (m *importer) respelled(a at, text, change string) {
	for i := range m.respellings {
		if m.respellings[i].change == change {
			m.respellings[i].n++
			return
		}
	}
	m.respellings = append(m.respellings, respelling{change, text, a, 1})
}

func (m *importer) noteRespellings() {
	for _, r := range m.respellings {
		m.note(r.at, "%s respelled, here the first, as %s: %s", wording.Count(r.n, "time was", "times were"), r.first, r.change)
	}
}

// respell returns the strict spelling of a date-time, and what had to change;
// "" when the text is none.
func respell(text string) (strict, change string) {
	p := looseTime.FindStringSubmatch(strings.TrimSpace(text))
	if p == nil {
		return "", ""
	}
	date, clock, fraction, offset := p[1], p[2], p[3], p[4]
	if len(fraction) > 9 {
		fraction = fraction[:9]
		change = "a fraction has at most nine digits"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	switch {
	case offset == "":
		offset, change = "Z", "without an offset, UTC was assumed"
	case p[5] != "" && p[6] == "":
		offset = p[5] + ":00"
	case p[5] != "":
		offset = p[5] + ":" + p[6]
	default:
		offset = "Z"
	}
	// Hours and minutes of an offset are bounded by the schema, and looser in
	// the standard library.
	if len(offset) == 6 && (offset[1:3] > "23" || offset[4:] > "59") {
		return "", ""
	}
	strict = date + "T" + clock + fraction + offset
	if change == "" && strict != text {
		change = "the RFC 3339 form is required"
	}
	return strict, change
}

// duration returns whole milliseconds, never negative.
func (m *importer) duration(started, finished instant, what string) int64 {
	ms := run.Milliseconds(started.t, finished.t)
	if ms < 0 {
		m.note(finished.from, "%s ended at %s, before it started at %s; the times were kept and the duration is 0",
			what, finished.text, started.text)
		return 0
	}
	return ms
}

// compareDuration notes a stated duration that the times contradict. A
// millisecond either way is rounding.
func (m *importer) compareDuration(stated at, ms int64, what string) {
	if stated.v == nil {
		return
	}
	if n, ok := milliseconds(stated.v); ok && n >= ms-1 && n <= ms+1 {
		return
	}
	m.note(stated, "the stated duration of %s, %s ms, contradicts its times, which give %d ms; the times were used",
		what, clip(stated.v.JSON()), ms)
}

// milliseconds reads a number of milliseconds of a plausible size, rounded
// down.
func milliseconds(v *source.Value) (int64, bool) {
	if v.Kind != source.Number {
		return 0, false
	}
	n, err := rt.ParseNumber(v.Text)
	if err != nil {
		return 0, false
	}
	f := n.Float64()
	if !(f >= 0 && f < 1<<53) {
		return 0, false
	}
	return int64(f), true
}

// window finds when the run began and ended.
func (m *importer) window(doc *runresultv1.RunResult) error {
	log := m.events
	stated, err := m.when(m.run.get("started_at", "start_time"), "the start of the run")
	if err != nil {
		return err
	}
	m.start = stated.or(log.runStarted)
	if stated.known() && log.runStarted.known() && !stated.t.Equal(log.runStarted.t) {
		m.note(log.runStarted.from, "the event says that the run started at %s; %s, from /run, was used", log.runStarted.text, stated.text)
	}
	if !m.start.known() {
		for _, s := range m.steps {
			if s.start.known() && (!m.start.known() || s.start.t.Before(m.start.t)) {
				m.start = s.start
			}
		}
		if !m.start.known() {
			return m.fail(m.run, "add \"started_at\" to \"run\"", "nothing records when the run started")
		}
		m.note(m.run, "the run has no started_at; the start of its first step, %s, was used", m.start.text)
	}
	if err := m.findEnd(); err != nil {
		return err
	}
	doc.StartedAt, doc.FinishedAt = m.start.text, m.end.text
	doc.DurationMS = m.duration(m.start, m.end, "the run")
	m.compareDuration(m.run.get("duration_ms"), doc.DurationMS, "the run")
	m.compareDuration(log.runEndedDuration, doc.DurationMS, "the run")
	return nil
}

func (m *importer) findEnd() error {
	log := m.events
	stated, err := m.when(m.run.get("finished_at", "end_time", "ended_at"), "the end of the run")
	if err != nil {
		return err
	}
	m.end = stated.or(log.runEnded)
	switch {
	case stated.known() && log.runEnded.known() && !stated.t.Equal(log.runEnded.t):
		m.note(log.runEnded.from, "the event says that the run ended at %s; %s, from /run, was used", log.runEnded.text, stated.text)
	case !stated.known() && log.runEnded.known():
		m.note(log.runEnded.from, "the run has no finished_at; the time of its last event was used")
	case !m.end.known():
		m.interrupted = true
		m.end = m.start
		for _, s := range m.steps {
			m.end = later(later(m.end, s.start), s.finish)
		}
		m.end = later(m.end, log.latest)
		m.note(m.run, "nothing records the end of the run, which may have been interrupted; the latest time in the manifest, %s, was used", m.end.text)
	}
	return nil
}
