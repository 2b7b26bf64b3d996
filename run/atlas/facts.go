package atlas

import (
	"sort"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
)

// Facts is what a manifest states that the RunResult of its run must agree with.
// Pointers lead into the manifest.
type Facts struct {
	RunID Stated
	// ConfigHashes and ContractHashes are all digests that are recorded of the
	// effective config and contract, in canonical form.
	ConfigHashes, ContractHashes []Stated
	// Status is how the run ended, "" where that is not recorded in a known word;
	// StatusAt points to it.
	Status   runresultv1.RunStatus
	StatusAt string
	// Started and Finished are when the run began and ended, by its own record and
	// by its events.
	Started, Finished []Moment
	// Error is the message of its own error, when it states one.
	Error Stated
	// Steps are those that the manifest records or whose events it holds: first
	// the ones with events, in the order of these, then the others.
	Steps []StepFacts
	// Artifacts are all entries with a path, of the manifest and of its steps.
	Artifacts []ArtifactFacts
	// ListsArtifacts is whether there is any list of artifacts. The shape written
	// in practice has none.
	ListsArtifacts bool
}

// Stated is one thing that a manifest states and where.
type Stated struct {
	Value   string
	Pointer string
	// Problem says why the value cannot be used, "" when it can.
	Problem string
}

// StepFacts is what a manifest states about one step.
type StepFacts struct {
	ID      string
	Pointer string
	// Statuses are the final statuses by its record and by its events; none where
	// only a state is known that a finished run does not hold, such as running.
	Statuses []runresultv1.StepStatus
	// Open is the word in which it is recorded as not ended, running or pending,
	// where nothing says that it ended.
	Open string
	// Rank is the position of the event that started the step, else of the one
	// that ended it; -1 when there is neither. Logged is when that event happened,
	// zero when that is not recorded.
	Rank   int
	Logged time.Time
	// Started and Finished are its times by its record and by its events.
	Started, Finished []Moment
	// Recorded is whether it is among the steps, not in the events alone.
	Recorded bool
	// The others are what its record states besides; nil and "" where it does not.
	Kind, Reason, Error            Stated
	Critical                       *bool
	DependsOn, BlockedBy, Warnings []string
}

// Moment is a time that a manifest states.
type Moment struct {
	Time time.Time
	// Text spells it in RFC 3339, as precisely as the manifest does.
	Text rt.Timestamp
	// Logged is whether it is that of an event, which may be written a little
	// after what it tells of.
	Logged bool
}

// ArtifactFacts is what a manifest states about one file.
type ArtifactFacts struct {
	// Path is relative to the run directory, "" where the written one cannot be
	// made so; Written is how the manifest spells it.
	Path, Written string
	// Readings are all paths inside the run directory that the written one may
	// mean: engines write paths relative to the run directory or to one around it,
	// or absolute. Path is the likeliest and among them.
	Readings []string
	Hash     Stated
	Pointer  string
	// Aside is whether it is only mentioned among what a step noted down, where
	// inputs stand as well: that is no list of artifacts.
	Aside bool
	// Size and ProducedBy are nil and "" where they are not stated.
	Size       *int64
	ProducedBy string
}

// ReadFacts reads the facts of a manifest of either shape, in JSON. It is more
// lenient than Import: what is malformed counts as not stated. The error is a
// *diag.Error; its code is "parse" for what is no JSON, and CodeManifest for what
// is no manifest.
func ReadFacts(name string, data []byte) (*Facts, error) {
	f, err := source.ParseJSON(name, data)
	if err != nil {
		return nil, err
	}
	m := &importer{f: f}
	if err := m.open(); err != nil {
		// A bare list of facts will do, as long as it says whose they are.
		if m.run.is(source.Object) || m.root.get("run").v != nil || m.root.get("run_id").v == nil || m.looksLikeRunResult() {
			return nil, err
		}
		m.run = m.root
	}
	facts := &Facts{}
	id := m.run.get("run_id", "id").or(m.root.get("run_id"))
	facts.RunID = m.stated(id)
	if m.runID = facts.RunID.Value; m.runID == "" {
		facts.RunID.Problem = "it is not recorded"
	}
	for _, a := range m.hashesOf("config") {
		facts.ConfigHashes = append(facts.ConfigHashes, m.statedHash(a))
	}
	for _, a := range m.hashesOf("contract") {
		facts.ContractHashes = append(facts.ContractHashes, m.statedHash(a))
	}
	if status := m.run.get("status").or(m.root.get("status")); status.is(source.String) {
		facts.Status = runStates[strings.ToLower(strings.TrimSpace(status.v.Text))]
		facts.StatusAt = status.ptr
	}
	if err := m.readEvents(); err != nil {
		m.events = &eventLog{steps: map[string]*stepEvents{}}
	}
	m.findRunDir()
	facts.Started = m.instants(m.run.get("started_at", "start_time"), m.events.runStarted)
	facts.Finished = m.instants(m.run.get("finished_at", "end_time", "ended_at"), m.events.runEnded)
	facts.Error = m.errorFact(m.run.get("error").or(m.root.get("error")))
	m.stepFacts(facts)
	m.artifactFacts(facts, m.root.get("artifacts"), true)
	return facts, nil
}

func (m *importer) stated(a at) Stated {
	if a.v == nil {
		return Stated{}
	}
	return Stated{Value: m.text(a, "the value"), Pointer: a.ptr}
}

func (m *importer) statedHash(a at) Stated {
	s := m.stated(a)
	if hash, why := normalHash(s.Value); why != "" {
		s.Problem = why
	} else {
		s.Value = hash
	}
	return s
}

// instants returns the times that are known of one event.
func (m *importer) instants(own at, event instant) []Moment {
	var out []Moment
	if i, err := m.when(own, "the time"); err == nil && i.known() {
		out = append(out, Moment{Time: i.t, Text: i.text})
	}
	if event.known() {
		out = append(out, Moment{Time: event.t, Text: event.text, Logged: true})
	}
	return out
}

// stepFacts reads the steps, and sorts them by their events.
func (m *importer) stepFacts(facts *Facts) {
	seen := map[string]bool{}
	add := func(id string, entry at) {
		if seen[id] || id == "" {
			return
		}
		seen[id] = true
		facts.Steps = append(facts.Steps, m.oneStep(id, entry))
		if list := entry.get("artifacts"); list.v != nil {
			m.artifactFacts(facts, list, false)
		}
	}
	switch list := m.root.get("steps"); {
	case list.is(source.Object):
		for _, member := range list.v.Members {
			add(member.Name, at{member.Value, source.Join(list.ptr, member.Name)})
		}
	case list.is(source.Array):
		for i := range list.v.Items {
			entry := list.item(i)
			add(m.text(entry.get("step_id", "id", "name"), "the step_id"), entry)
		}
	}
	for _, ev := range m.events.order {
		add(ev.id, at{})
	}
	sort.SliceStable(facts.Steps, func(i, j int) bool {
		a, b := facts.Steps[i].Rank, facts.Steps[j].Rank
		return a >= 0 && (b < 0 || a < b)
	})
}

func (m *importer) oneStep(id string, entry at) StepFacts {
	ev := m.events.steps[id]
	if ev == nil {
		ev = noEvents
	}
	s := StepFacts{ID: id, Pointer: entry.or(ev.from).ptr, Rank: ev.rank, Recorded: entry.v != nil,
		Started:  m.instants(entry.get("started_at", "start_time"), ev.start),
		Finished: m.instants(entry.get("finished_at", "end_time", "ended_at"), ev.finish)}
	if s.Logged = ev.start.t; !ev.started {
		s.Logged = ev.finish.t
	}
	m.recorded(&s, entry, ev)
	state := func(word string) {
		switch found := stateOf(word); found {
		case success, failed, skipped, blocked:
			s.Statuses = append(s.Statuses, found.final())
		}
	}
	if status := entry.get("status", "state"); status.is(source.String) {
		state(status.v.Text)
	}
	switch {
	case ev.ended == "":
	case ev.ended != "step_finished":
		s.Statuses = append(s.Statuses, stateOf(endings[ev.ended]).final())
	case ev.status.is(source.String):
		state(ev.status.v.Text)
	case ev.status.v == nil && len(s.Statuses) == 0:
		s.Statuses = append(s.Statuses, success.final())
	}
	if status := entry.get("status", "state"); len(s.Statuses) == 0 && status.is(source.String) {
		if found := stateOf(status.v.Text); found == running || found == pending {
			s.Open = status.v.Text
		}
	}
	return s
}
