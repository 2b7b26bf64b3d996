package atlas_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

const (
	hashA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	hashB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// manifest writes a manifest of a run of one minute around the given members.
func manifest(members ...string) string {
	text := `{"run":{"run_id":"r1","started_at":"2026-05-01T08:00:00Z","finished_at":"2026-05-01T08:01:00Z"},` +
		`"inputs":{"config_hash":"sha256:` + hashA + `","contract_hash":"sha256:` + hashB + `"}`
	for _, member := range members {
		text += "," + member
	}
	return text + "}"
}

// ran is a step of a list that ran for two seconds, with further members.
func ran(id, status string, members ...string) string {
	return `{"step_id":"` + id + `","kind":"transform","status":"` + status + `","started_at":"2026-05-01T08:00:01Z",` +
		`"finished_at":"2026-05-01T08:00:03Z","duration_ms":2000,"summary":"did it","warnings":[]` + more(members) + `}`
}

// bare is a step of a list without times.
func bare(id, status string, members ...string) string {
	return `{"step_id":"` + id + `","kind":"transform","status":"` + status + `","summary":"s"` + more(members) + `}`
}

func more(members []string) string {
	text := ""
	for _, member := range members {
		text += "," + member
	}
	return text
}

func steps(list ...string) string { return `"steps":[` + strings.Join(list, ",") + `]` }

const noEvents = `"events":[]`

func ptr[T any](v T) *T { return &v }

// TestStepRules holds what becomes of one step, and what is said about it.
func TestStepRules(t *testing.T) {
	for _, c := range []struct {
		name  string
		step  string
		more  []string
		check func(t *testing.T, s runresultv1.Step)
		said  string // part of a note; "" = nothing is said
	}{
		{name: "done is success", step: ran("a", "done"), check: func(t *testing.T, s runresultv1.Step) {
			assert.Equal(t, runresultv1.StepStatusSuccess, s.Status)
			assert.Equal(t, int64(2000), *s.DurationMS)
		}},
		{name: "another word for success", step: ran("a", "Succeeded"), said: "was taken as success",
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, runresultv1.StepStatusSuccess, s.Status) }},
		{name: "pending is blocked", step: bare("a", "pending"), said: "had not started", check: func(t *testing.T, s runresultv1.Step) {
			assert.Equal(t, runresultv1.StepStatusBlocked, s.Status)
			assert.Nil(t, s.StartedAt)
			assert.Nil(t, s.Reason, "the run ended, so nothing was interrupted")
		}},
		{name: "running is failed", step: bare("a", "running", `"started_at":"2026-05-01T08:00:30Z"`), said: "still running",
			check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, runresultv1.StepStatusFailed, s.Status)
				assert.Equal(t, int64(30_000), *s.DurationMS)
				assert.Equal(t, "INTERRUPTED", s.Error.Type)
			}},
		{name: "blocked has no times", step: ran("a", "blocked"), said: "its times were left out", check: func(t *testing.T, s runresultv1.Step) {
			assert.Nil(t, s.StartedAt)
			assert.Nil(t, s.FinishedAt)
			assert.Nil(t, s.DurationMS)
		}},
		{name: "skipped without times", step: bare("a", "skipped"), check: func(t *testing.T, s runresultv1.Step) {
			assert.Nil(t, s.StartedAt)
			assert.Nil(t, s.DurationMS)
		}},
		{name: "a skip that only its end dates", step: bare("a", "skipped"),
			more: []string{`"events":[{"event_type":"step_skipped","step_id":"a","timestamp":"2026-05-01T08:00:02Z","payload":{"reason":"user_decision"}}]`},
			check: func(t *testing.T, s runresultv1.Step) {
				assert.Nil(t, s.StartedAt)
				assert.Equal(t, "user_decision", *s.Reason)
			}},
		{name: "an end is computed from the duration", step: bare("a", "success", `"started_at":"2026-05-01T08:00:01.5Z"`, `"duration_ms":1250`),
			said: "has no end; it was computed", check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, "2026-05-01T08:00:02.75Z", s.FinishedAt.String())
				assert.Equal(t, int64(1250), *s.DurationMS)
			}},
		{name: "a start is computed from the duration", step: bare("a", "success", `"finished_at":"2026-05-01T08:00:01.5+02:00"`, `"duration_ms":500`),
			said: "has no start; it was computed", check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, "2026-05-01T08:00:01+02:00", s.StartedAt.String())
			}},
		{name: "an end alone", step: bare("a", "failed", `"finished_at":"2026-05-01T08:00:01Z"`, `"error":"no"`),
			said: "taken to have started when it ended", check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, s.FinishedAt.String(), s.StartedAt.String())
				assert.Zero(t, *s.DurationMS)
			}},
		{name: "a clock that goes backwards", step: bare("a", "success", `"started_at":"2026-05-01T08:00:05Z"`, `"finished_at":"2026-05-01T08:00:04Z"`),
			said: "before it started", check: func(t *testing.T, s runresultv1.Step) { assert.Zero(t, *s.DurationMS) }},
		{name: "a duration that is no number", step: bare("a", "success", `"started_at":"2026-05-01T08:00:05Z"`, `"finished_at":"2026-05-01T08:00:06Z"`, `"duration_ms":"one second"`),
			said: "contradicts its times", check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, int64(1000), *s.DurationMS) }},
		{name: "an error as an object", step: ran("a", "failed", `"error":{"code":"E7","message":"broken","details":{"row":7},"hint":null,"trace":"t"}`),
			check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, "E7", s.Error.Type)
				assert.Equal(t, "broken", s.Error.Message)
				assert.True(t, s.Error.Hint.IsNull())
				assert.Equal(t, "7", s.Error.Details["row"].String())
				assert.Equal(t, `"t"`, s.Error.Details["trace"].String())
			}},
		{name: "an error object without a message", step: ran("a", "failed", `"error":{"type":"E8"}`), said: "its type was used",
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, "E8", s.Error.Message) }},
		{name: "a failure without an error", step: ran("a", "failed"), said: "records no error",
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, "did it", s.Error.Message) }},
		{name: "a success with an error", step: ran("a", "success", `"error":"odd"`), said: "became a warning",
			check: func(t *testing.T, s runresultv1.Step) {
				assert.Nil(t, s.Error)
				assert.Equal(t, []string{"error: odd"}, s.Warnings)
			}},
		{name: "an empty list of errors is no error", step: ran("a", "success", `"errors":[]`),
			check: func(t *testing.T, s runresultv1.Step) { assert.Empty(t, s.Warnings) }},
		{name: "a warning that is no text", step: ran("a", "success", `"depends_on":["b","b","c/d"]`), said: "path separator",
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, []string{"b"}, s.DependsOn) }},
		{name: "criticality is kept", step: ran("a", "success", `"critical":false`),
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, ptr(false), s.Critical) }},
		{name: "a criticality that is no boolean", step: ran("a", "success", `"critical":"yes"`), said: "not a boolean",
			check: func(t *testing.T, s runresultv1.Step) { assert.Nil(t, s.Critical) }},
		{name: "a time without an offset", step: bare("a", "success", `"started_at":"2026-05-01 08:00:05"`, `"finished_at":"2026-05-01t08:00:06,5z"`),
			said: "UTC was assumed", check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, "2026-05-01T08:00:05Z", s.StartedAt.String())
				assert.Equal(t, "2026-05-01T08:00:06.5Z", s.FinishedAt.String())
			}},
		{name: "the record wins over the event", step: ran("a", "success"), said: "contradict its status",
			more:  []string{`"events":[{"event_type":"step_failed","step_id":"a","timestamp":"2026-05-01T08:00:03Z","payload":{"error":"x"}}]`},
			check: func(t *testing.T, s runresultv1.Step) { assert.Equal(t, runresultv1.StepStatusSuccess, s.Status) }},
		{name: "events know more than a stale record", step: bare("a", "running", `"started_at":"2026-05-01T08:00:01Z"`), said: "its events say more",
			more: []string{`"events":[{"event_type":"step_failed","step_id":"a","timestamp":"2026-05-01T08:00:03Z","payload":{"error":"x"}}]`},
			check: func(t *testing.T, s runresultv1.Step) {
				assert.Equal(t, runresultv1.StepStatusFailed, s.Status)
				assert.Equal(t, "x", s.Error.Message)
				assert.Equal(t, int64(2000), *s.DurationMS)
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			members := append([]string{steps(c.step)}, c.more...)
			if len(c.more) == 0 {
				members = append(members, noEvents)
			}
			doc, notes, err := load(t, manifest(members...), atlas.Options{})
			require.NoError(t, err)
			require.Len(t, doc.Steps, 1)
			c.check(t, doc.Steps[0])
			said := strings.Join(notes, "\n")
			if c.said != "" {
				assert.Contains(t, said, c.said)
			} else {
				assert.NotContains(t, said, "/steps/0", "nothing is worth saying about the step")
			}
		})
	}
}

// TestStatusRules holds how the status of the run is settled.
func TestStatusRules(t *testing.T) {
	for _, c := range []struct {
		name, stated string
		step         string
		want         runresultv1.RunStatus
		policy       string // "" = none recorded
		runError     bool
		said         string
	}{
		{"derived", ``, ran("a", "done"), "success", "atlas.status/v1", false, "success was derived"},
		{"agrees", `"success"`, ran("a", "done"), "success", "atlas.status/v1", false, ""},
		{"kept where the steps allow it", `"partial"`, ran("a", "failed", `"error":"x"`), "partial", "", false, "was kept"},
		{"overruled by the steps", `"success"`, ran("a", "failed", `"error":"x"`), "failed", "atlas.status/v1", false, "contradicts the steps"},
		{"overruled by a skip", `"success"`, bare("a", "skipped"), "partial", "atlas.status/v1", false, "contradicts the steps"},
		{"a failure that no step explains", `"failed"`, ran("a", "done"), "failed", "atlas.status/v1", true, "no step explains it"},
		{"a run that goes on", `"running"`, ran("a", "done"), "success", "atlas.status/v1", false, "was derived from the steps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := manifest(steps(c.step), noEvents)
			if c.stated != "" {
				text = strings.Replace(text, `"run_id"`, `"status":`+c.stated+`,"run_id"`, 1)
			}
			doc, notes, err := load(t, text, atlas.Options{})
			require.NoError(t, err)
			assert.Equal(t, c.want, doc.Status)
			assert.Equal(t, c.runError, doc.Error != nil)
			if c.policy == "" {
				assert.Nil(t, doc.StatusPolicy)
			} else {
				assert.Equal(t, c.policy, *doc.StatusPolicy)
			}
			assert.Contains(t, strings.Join(notes, "\n"), c.said)
		})
	}
}

// lenient holds no step critical.
type lenient struct{}

func (lenient) ID() string                                          { return "lenient/v1" }
func (lenient) Critical(*runresultv1.Step) (critical, decided bool) { return false, true }

func TestPolicyDecidesTheStatus(t *testing.T) {
	text := strings.Replace(manifest(steps(ran("a", "failed", `"error":"x"`)), noEvents), `"run_id"`, `"status":"failed","run_id"`, 1)
	doc, notes, err := load(t, text, atlas.Options{Policy: lenient{}})
	require.NoError(t, err)
	assert.Equal(t, runresultv1.RunStatusPartial, doc.Status)
	assert.Equal(t, "lenient/v1", *doc.StatusPolicy)
	assert.Contains(t, strings.Join(notes, "\n"), "contradicts the steps")
}

func TestOrderIsThatOfTheEvents(t *testing.T) {
	text := manifest(`"steps":{"a":`+ran("a", "done")+`,"b":`+ran("b", "done")+`,"c":`+bare("c", "pending")+`,"d":`+
		strings.Replace(ran("d", "done"), "08:00:01Z", "08:00:00Z", 1)+`}`,
		`"events":[{"event_type":"step_started","step_id":"b","timestamp":"2026-05-01T08:00:01Z"},`+
			`{"event_type":"step_planned","step_id":"c","timestamp":"2026-05-01T08:00:01Z"},`+
			`{"event_type":"step_started","step_id":"ghost","timestamp":"2026-05-01T08:00:01Z","payload":{"kind":"train"}},`+
			`{"event_type":"step_started","step_id":"a","timestamp":"2026-05-01T08:00:01Z"},`+
			`{"event_type":"step_started","step_id":"b","timestamp":"2026-05-01T08:00:09Z"},`+
			`{"event_type":"step_failed","step_id":"ghost","timestamp":"2026-05-01T08:00:05Z","payload":{"error":"boo"}},`+
			`{"event_type":"step_started","step_id":"../x","timestamp":"2026-05-01T08:00:01Z"},17,{"event_type":"step_started"},{}]`)
	doc, notes, err := load(t, text, atlas.Options{})
	require.NoError(t, err)
	var ids []string
	for _, s := range doc.Steps {
		ids = append(ids, s.StepID)
	}
	assert.Equal(t, []string{"b", "ghost", "a", "d", "c"}, ids)
	assert.Equal(t, runresultv1.StepStatusFailed, doc.Steps[1].Status, "a failure that only an event knows is not lost")
	assert.Equal(t, "train", doc.Steps[1].Kind)
	said := strings.Join(notes, "\n")
	for _, want := range []string{`step "b" starts a second time`, `step "ghost" is not among the steps`, `"../x", which is not among the steps and cannot be one`,
		"not an object; it was ignored", "names no step", "has no event_type", "2 steps have no events", `step "d" started at`} {
		assert.Contains(t, said, want)
	}
}

func TestWindow(t *testing.T) {
	event := func(name, at string) string {
		return `{"event_type":"` + name + `","timestamp":"2026-05-01T08:` + at + `Z"}`
	}
	for _, c := range []struct {
		name, run, events string
		start, end        string
		ms                int64
		said              string
	}{
		{"the record", `"started_at":"2026-05-01T08:00:00Z","finished_at":"2026-05-01T08:01:00Z"`, ``, "00:00", "01:00", 60_000, ""},
		{"the record over the events", `"started_at":"2026-05-01T08:00:00Z","finished_at":"2026-05-01T08:01:00Z"`,
			event("run_started", "00:05") + "," + event("run_finished", "00:55"), "00:00", "01:00", 60_000, "the event says that the run ended"},
		{"the events", ``, event("run_started", "00:00") + "," + event("run_finished", "00:55"), "00:00", "00:55", 55_000, "the time of its last event"},
		{"the latest thing", `"started_at":"2026-05-01T08:00:00Z"`, event("note", "00:07"), "00:00", "00:07", 7_000, "nothing records the end"},
		{"the steps", ``, ``, "00:01", "00:03", 2_000, "the start of its first step"},
		{"backwards", `"started_at":"2026-05-01T08:01:00Z","finished_at":"2026-05-01T08:00:00Z"`, ``, "01:00", "00:00", 0, "before it started"},
		{"a wrong duration", `"started_at":"2026-05-01T08:00:00Z","finished_at":"2026-05-01T08:01:00Z","duration_ms":59000`, ``, "00:00", "01:00", 60_000, "contradicts its times, which give 60000 ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			own := `"run_id":"r1"`
			if c.run != "" {
				own += "," + c.run
			}
			text := `{"run":{` + own + `},"inputs":{"config_hash":"` + hashA + `","contract_hash":"` + hashB + `"},` +
				steps(ran("a", "done")) + `,"events":[` + c.events + `]}`
			doc, notes, err := load(t, text, atlas.Options{})
			require.NoError(t, err)
			assert.Equal(t, "2026-05-01T08:"+c.start+"Z", doc.StartedAt.String())
			assert.Equal(t, "2026-05-01T08:"+c.end+"Z", doc.FinishedAt.String())
			assert.Equal(t, c.ms, doc.DurationMS)
			assert.Contains(t, strings.Join(notes, "\n"), c.said)
		})
	}
}

func TestManifestPath(t *testing.T) {
	for name, want := range map[string]string{
		"runs/x/manifest.json": "manifest.json", `C:\runs\m.json`: "m.json", "-": "manifest.json", "<stdin>": "manifest.json",
		"": "manifest.json", "a/..": "manifest.json",
	} {
		doc, _, err := atlas.Import(name, []byte(manifest(steps(ran("a", "done")), noEvents)), atlas.Options{})
		require.NoError(t, err)
		assert.Equal(t, want, doc.References.ManifestPath, name)
	}
	doc, _, err := load(t, manifest(steps(ran("a", "done")), noEvents), atlas.Options{ManifestPath: "meta/./manifest.json"})
	require.NoError(t, err)
	assert.Equal(t, "meta/manifest.json", doc.References.ManifestPath)

	for _, path := range []string{"../manifest.json", "/manifest.json", "a/.."} {
		_, _, err := load(t, manifest(steps(ran("a", "done")), noEvents), atlas.Options{ManifestPath: path})
		assert.ErrorContains(t, err, "ManifestPath: ", path)
	}
}
