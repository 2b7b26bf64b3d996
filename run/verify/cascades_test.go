package verify_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// cascades are single faults that make several checks fail. One finding tells.
var cascades = []breakage{
	// What the schema refuses cannot be counted, found or compared.
	{name: "no steps", edit: func(r *aRun) { delete(r.doc, "steps") }, want: []string{"schema-required "}},
	{name: "steps that are no list", edit: func(r *aRun) { r.doc["steps"] = object{} }, want: []string{"schema-type /steps"}},
	{name: "a step that is null", edit: func(r *aRun) { r.doc["steps"].(list)[0] = nil }, want: []string{"schema-type /steps/0"}},
	{name: "a step that is a word", edit: func(r *aRun) { r.doc["steps"].(list)[3] = "train" }, want: []string{"schema-type /steps/3"}},
	{name: "a status that is unknown", edit: func(r *aRun) { r.step(0)["status"] = "done" }, want: []string{"schema-enum /steps/0/status"}},
	{name: "a status that is null", edit: func(r *aRun) { r.step(2)["status"] = nil }, want: []string{"schema-type /steps/2/status"}},
	{name: "no status", edit: func(r *aRun) { delete(r.step(6), "status") }, want: []string{"schema-required /steps/6"}},
	{name: "a status that is unknown, in a success", edit: func(r *aRun) { onlySuccess(r); r.step(1)["status"] = "done" }, want: []string{"schema-enum /steps/1/status"}},
	{name: "no id", edit: func(r *aRun) { delete(r.step(0), "step_id") }, want: []string{"schema-required /steps/0"}},
	{name: "an id that is a number", edit: func(r *aRun) { r.step(3)["step_id"] = 5 }, want: []string{"schema-type /steps/3/step_id"}},
	{name: "an id that is empty", edit: func(r *aRun) { r.step(3)["step_id"] = "" }, want: []string{"schema-min-length /steps/3/step_id"}},
	{name: "an id that the schema refuses", edit: func(r *aRun) { r.step(3)["step_id"] = "a/b\n" }, want: []string{"schema-pattern /steps/3/step_id"}},
	{name: "no warnings", edit: func(r *aRun) { delete(r.step(0), "warnings") }, want: []string{"schema-required /steps/0"}},
	{name: "warnings that are null", edit: func(r *aRun) { r.step(2)["warnings"] = nil }, want: []string{"schema-type /steps/2/warnings"}},
	{name: "no artifacts of a step", edit: func(r *aRun) { delete(r.step(0), "artifacts") }, want: []string{"schema-required /steps/0"}},
	{name: "no path", edit: func(r *aRun) { delete(r.artifact(0, 0), "path") }, want: []string{"schema-required /steps/0/artifacts/0"}},
	{name: "an empty path", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "" }, want: []string{"schema-min-length /steps/0/artifacts/0/path"}},
	{name: "an error that is null", edit: func(r *aRun) { onlySuccess(r); r.doc["error"] = nil }, want: []string{"schema-type /error"}},
	{name: "an empty error", edit: func(r *aRun) { onlySuccess(r); r.doc["error"] = object{} }, want: []string{"schema-required /error"}},
	{name: "a run id that the schema refuses", edit: func(r *aRun) { r.doc["run_id"] = ".run-7" }, want: []string{"schema-pattern /run_id"}},
	{name: "a run id with a line break", edit: func(r *aRun) { r.doc["run_id"] = "run-7\n" }, want: []string{"schema-pattern /run_id"}},

	// The schema says one thing about a place.
	{name: "an empty run id", edit: func(r *aRun) { r.doc["run_id"] = "" }, want: []string{"schema-min-length /run_id"}},
	{name: "an empty dependency", edit: func(r *aRun) { r.step(1)["depends_on"] = list{""} }, want: []string{"schema-min-length /steps/1/depends_on/0"}},
	{name: "a duration that is a word", edit: func(r *aRun) { r.step(1)["duration_ms"] = "1000" }, want: []string{"schema-type /steps/1/duration_ms"}},
	{name: "a duration with a fraction", edit: func(r *aRun) { r.step(1)["duration_ms"] = 1000.5 }, want: []string{"schema-type /steps/1/duration_ms"}},
	{name: "a time that is a number", edit: func(r *aRun) { r.step(1)["started_at"] = 5 }, want: []string{"schema-any-of /steps/1/started_at"}},
	{name: "a time of a blocked step that is a number", edit: func(r *aRun) { r.step(6)["finished_at"] = 0 }, want: []string{"verify-null-times /steps/6/finished_at"}},
	{name: "a duration of a blocked step that is a word", edit: func(r *aRun) { r.step(6)["duration_ms"] = "x" }, want: []string{"verify-null-times /steps/6/duration_ms"}},
	{name: "a time of a skipped step that is none", edit: func(r *aRun) { r.step(4)["started_at"] = "x" }, want: []string{"schema-any-of /steps/4/started_at"}},
	{name: "no summary and no error", edit: func(r *aRun) { delete(r.step(2), "error"); r.step(2)["summary"] = "" }, want: []string{"schema-any-of /steps/2"}},
	{name: "two members missing", edit: func(r *aRun) { delete(r.step(1), "kind"); delete(r.step(1), "summary") }, want: []string{"schema-required /steps/1"}},

	// Steps that are there twice, or not at all, or under another name.
	{name: "a step twice", edit: func(r *aRun) { r.doc["steps"] = append(r.doc["steps"].(list)[:8:8], r.step(0)) }, want: []string{
		"verify-duplicate-step /steps/8/step_id"}},
	{name: "an id twice", edit: func(r *aRun) { r.step(3)["step_id"] = "ingest" }, want: []string{"verify-duplicate-step /steps/3/step_id"}},
	{name: "an id twice, of a step that others need", edit: func(r *aRun) { r.step(0)["step_id"] = "audit.b" }, want: []string{"verify-duplicate-step /steps/2/step_id"}},
	{name: "a step less", edit: func(r *aRun) { r.doc["steps"] = r.doc["steps"].(list)[1:] }, want: []string{"verify-manifest-step /steps"}},
	{name: "a blocked step less", edit: func(r *aRun) { s := r.doc["steps"].(list); r.doc["steps"] = append(s[:6:6], s[7]) }, want: []string{"verify-manifest-step /steps"}},
	{name: "no step at all", edit: func(r *aRun) {
		r.doc["steps"], r.doc["metrics"] = list{}, object{}
		delete(r.doc["artifacts"].(list)[0].(object), "produced_by")
	}, want: []string{"verify-status-impossible /steps"}},
	{name: "a step less, and nothing counts", edit: func(r *aRun) {
		r.doc["metrics"] = object{}
		r.doc["steps"] = append(list{}, r.doc["steps"].(list)[1:]...)
		for i := range 2 {
			delete(r.step(i), "depends_on")
		}
	}, want: []string{"verify-manifest-step /steps"}},
	{name: "a step less, and nothing but counters knows", edit: func(r *aRun) {
		r.doc["steps"] = r.doc["steps"].(list)[:7]
		r.manifest["steps"], r.manifest["events"] = list{}, list{}
	}, want: []string{"verify-counter /metrics/steps.total"}},
	{name: "a step less, and nothing but counters and other steps know", edit: func(r *aRun) {
		s := r.doc["steps"].(list)
		r.doc["steps"] = append(s[:6:6], s[7])
		r.manifest["steps"], r.manifest["events"] = list{}, list{}
	}, want: []string{"verify-dependency-unknown /steps/6/depends_on/0"}},
	{name: "another id, and nothing but other steps know", edit: func(r *aRun) {
		r.step(2)["step_id"] = "audit.c"
		r.manifest["steps"], r.manifest["events"] = list{}, list{}
	}, want: []string{"verify-dependency-unknown /steps/6/depends_on/1"}},
	{name: "a step more", edit: func(r *aRun) {
		more := object{}
		for k, v := range r.step(1) {
			more[k] = v
		}
		more["step_id"] = "audit.c"
		s := r.doc["steps"].(list)
		r.doc["steps"] = append(append(append(list{}, s[:2]...), more), s[2:]...)
	}, want: []string{"verify-manifest-step /steps/2/step_id"}},
	{name: "another id", edit: func(r *aRun) { r.step(0)["step_id"] = "igest" }, want: []string{"verify-manifest-step /steps/0/step_id"}},
	{name: "another id that nothing refers to", edit: func(r *aRun) {
		r.step(3)["step_id"] = "tarin"
		for i := range 8 {
			delete(r.step(i), "depends_on")
		}
		delete(r.doc["artifacts"].(list)[0].(object), "produced_by")
	}, want: []string{"verify-manifest-step /steps/3/step_id"}},

	// A status that is another one.
	{name: "success to blocked", edit: func(r *aRun) { r.step(0)["status"] = "blocked" }, want: []string{"verify-null-times /steps/0/started_at"}},
	{name: "success to blocked, with a dependency that ran", edit: func(r *aRun) { r.step(3)["status"] = "blocked" }, want: []string{"verify-null-times /steps/3/started_at"}},
	{name: "success to failed", edit: func(r *aRun) { r.step(0)["status"] = "failed" }, want: []string{"verify-manifest-status /steps/0/status"}},
	{name: "success to skipped", edit: func(r *aRun) { r.step(1)["status"] = "skipped" }, want: []string{"verify-manifest-status /steps/1/status"}},
	{name: "failed to success", edit: func(r *aRun) { r.step(2)["status"] = "success" }, want: []string{"schema-properties /steps/2/error"}},
	{name: "failed to success, without an error", edit: func(r *aRun) { r.step(2)["status"] = "success"; delete(r.step(2), "error") }, want: []string{"verify-manifest-status /steps/2/status"}},
	{name: "blocked to success", edit: func(r *aRun) { r.step(6)["status"] = "success" }, want: []string{"verify-null-times /steps/6/started_at"}},
	{name: "blocked to failed", edit: func(r *aRun) { r.step(6)["status"] = "failed" }, want: []string{"verify-null-times /steps/6/started_at"}},
	{name: "success to failed in a success", edit: func(r *aRun) { onlySuccess(r); r.step(1)["status"] = "failed" }, want: []string{"verify-status-impossible /status"}},
	{name: "success to failed in a success, and nothing but counters knows", edit: func(r *aRun) {
		onlySuccess(r)
		r.step(1)["status"], r.step(1)["error"] = "failed", object{"type": "X", "message": "x"}
		r.doc["metrics"] = object{"steps.total": 2, "steps.success": 2, "steps.failed": 0}
		r.manifest["steps"], r.manifest["events"] = list{}, list{}
	}, want: []string{"verify-status-impossible /status"}},
	{name: "success to skipped in a success", edit: func(r *aRun) { onlySuccess(r); r.step(0)["status"] = "skipped" }, want: []string{"verify-status-impossible /status"}},
	{name: "two counters", edit: func(r *aRun) { r.metrics()["steps.total"], r.metrics()["steps.failed"] = 9, 3 }, want: []string{
		"verify-counter /metrics/steps.failed", "verify-counter /metrics/steps.total"}},

	// Times that are wrong are wrong beside others, too.
	{name: "run starts after its end", edit: func(r *aRun) { r.doc["started_at"] = "2026-03-03T09:00:00Z" }, want: []string{"verify-backwards /finished_at"}},
	{name: "step starts after its end", edit: func(r *aRun) { r.step(1)["started_at"] = "2026-03-02T09:01:00Z" }, want: []string{"verify-backwards /steps/1/finished_at"}},
	{name: "step starts after the run", edit: func(r *aRun) { r.step(1)["started_at"] = "2026-03-02T10:01:00Z" }, want: []string{"verify-backwards /steps/1/finished_at"}},
	{name: "step after the run", edit: func(r *aRun) {
		r.step(1)["started_at"], r.step(1)["finished_at"] = "2026-03-02T10:00:03Z", "2026-03-02T10:00:04Z"
	}, want: []string{"verify-window /steps/1/finished_at"}},
	{name: "step ends a day later", edit: func(r *aRun) { r.step(0)["finished_at"] = "2026-03-03T09:00:02Z" }, want: []string{"verify-window /steps/0/finished_at"}},
	{name: "step starts a day earlier", edit: func(r *aRun) { r.step(0)["started_at"] = "2026-03-01T09:00:01Z" }, want: []string{"verify-window /steps/0/started_at"}},
	{name: "step starts before what it depends on", edit: func(r *aRun) { r.step(1)["started_at"] = "2026-03-02T09:00:00.5Z" }, want: []string{"verify-order /steps/1/started_at"}},
	{name: "step ends after what depends on it starts", edit: func(r *aRun) { r.step(0)["finished_at"] = "2026-03-02T09:00:03.5Z" }, want: []string{"verify-dependency-order /steps/1/depends_on/0"}},
	{name: "run ends too early", edit: func(r *aRun) { r.doc["finished_at"] = "2026-03-02T09:00:05Z" }, want: []string{"verify-duration /duration_ms"}},
}

// onlySuccess leaves of the run the two steps that started first and succeeded.
func onlySuccess(r *aRun) {
	r.doc["steps"] = r.doc["steps"].(list)[:2]
	r.doc["status"], r.doc["metrics"], r.doc["artifacts"] = "success", object{}, list{}
	r.manifest["run"].(object)["status"] = "success"
	r.manifest["steps"] = r.manifest["steps"].(list)[:2]
	e := r.manifest["events"].(list)
	r.manifest["events"] = list{e[0], e[1], e[2], e[3], e[5], e[12]}
	r.manifest["artifacts"] = r.manifest["artifacts"].(list)[:1]
}

// TestCascades: a fault that makes several checks fail is one finding.
func TestCascades(t *testing.T) {
	for _, b := range cascades {
		t.Run(b.name, func(t *testing.T) {
			r := goodRun(t)
			b.edit(r)
			r.write()
			v := r.verify()
			assert.ElementsMatch(t, b.want, codes(v), "%v", v.Findings)
			whole(t, v)
			data, err := os.ReadFile(r.path("runresult.json"))
			require.NoError(t, err)
			all := verify.Everything("-", data, verify.Options{Root: r.dir, Policy: r.opt.Policy})
			assert.GreaterOrEqual(t, len(all), v.Errors)
		})
	}
	r := goodRun(t)
	onlySuccess(r)
	r.write()
	assert.Empty(t, codes(r.verify()))
}

// TestMissingTogether: members that are missing in one object are all named.
func TestMissingTogether(t *testing.T) {
	r := goodRun(t)
	delete(r.step(1), "kind")
	delete(r.step(1), "summary")
	r.write()
	v := r.verify()
	require.Len(t, v.Findings, 1)
	assert.Contains(t, v.Findings[0].Message, `"kind"`)
	assert.Contains(t, v.Findings[0].Message, `"summary"`)
}

// TestNeverClean: whatever follows from another finding, a document in which the
// checks find errors has one when that is left out.
func TestNeverClean(t *testing.T) {
	good := goodRun(t)
	good.write()
	text, err := os.ReadFile(good.path("runresult.json"))
	require.NoError(t, err)
	fewer, every := 0, rounds.Of(3, 1)
	for i, m := range mutants(parse(t, string(text))) {
		if i%every != 0 {
			continue
		}
		data, err := json.Marshal(m.doc)
		require.NoError(t, err)
		for _, root := range []string{good.dir, ""} {
			v := verify.Document(context.Background(), "-", data, verify.Options{Root: root})
			all := verify.Everything("-", data, verify.Options{Root: root})
			assert.Equal(t, len(all) == 0, v.OK(), "%s %s: %v, not %v", m.at, m.what, codes(v), all)
			assert.LessOrEqual(t, v.Errors, len(all), "%s %s", m.at, m.what)
			if v.Errors < len(all) {
				fewer++
			}
		}
	}
	assert.Greater(t, fewer, 100/every)
}

// TestLongValues: a finding repeats of a value what can be read.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("9", 300_000)
	for from, to := range map[string]string{
		`"duration_ms": 1000,`: `"duration_ms": ` + long + `,`, `"steps.total": 8`: `"steps.total": ` + long,
		`"depends_on": ["train"]`: `"depends_on": ["` + long + `"]`, `"run_id": "run-7"`: `"run_id": "` + long + `"`,
		`"started_at": "2026-03-02T09:00:01.000000Z"`: `"started_at": "2026-03-02T09:00:01.` + long + `Z"`,
	} {
		r := goodRun(t)
		r.write()
		text, err := os.ReadFile(r.path("runresult.json"))
		require.NoError(t, err)
		flat := strings.NewReplacer("\n", "", "  ", "", `["train"`, `["train"`).Replace(string(text))
		require.Contains(t, flat, from)
		require.NoError(t, os.WriteFile(r.path("runresult.json"), []byte(strings.Replace(flat, from, to, 1)), 0o644))
		v := r.verify()
		require.False(t, v.OK())
		for _, f := range v.Findings {
			assert.Less(t, len(f.Message)+len(f.Found)+len(f.Expected), 2500, "%s %s", f.Code(), *f.InstanceAt)
		}
	}
}
