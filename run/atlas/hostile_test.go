package atlas_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// TestRefusals: what is no manifest, or lacks what no rule can supply, is
// refused with a place, a reason and a hint.
func TestRefusals(t *testing.T) {
	two := steps(ran("a", "done"))
	for _, c := range []struct{ name, text, pointer, says string }{
		{"a list", `[1,2]`, "", "this is an array, not a manifest"},
		{"null", `null`, "", "this is null, not a manifest"},
		{"a text", `"manifest"`, "", "this is a string, not a manifest"},
		{"an empty object", `{}`, "", `no "run" object`},
		{"a run that is a text", `{"run":"r1"}`, "/run", `no "run" object`},
		{"a RunResult", `{"run_result_version":"1.0","run_id":"r"}`, "", "a RunResult already"},
		{"an old RunResult", `{"run_id":"r","references":{},"steps":[]}`, "", "a RunResult already"},
		{"a later manifest", `{"manifest_version":"2.0","run":{"run_id":"r"}}`, "/manifest_version", `"2.0" is not known`},
		{"no run id", `{"run":{}}`, "/run", "no run_id"},
		{"a bad run id", `{"run":{"run_id":"../up"}}`, "/run/run_id", "begins with a dot"},
		{"no steps", manifest(noEvents), "", "the manifest has no steps"},
		{"null steps", manifest(`"steps":null`), "", "the manifest has no steps"},
		{"steps that are a number", manifest(`"steps":3`), "/steps", `"steps" is a number`},
		{"a step that is a text", manifest(`"steps":["a"]`), "/steps/0", "the step is a string"},
		{"a mapped step that is a list", manifest(`"steps":{"a~/b":[]}`), "/steps/a~0~1b", "is an array"},
		{"a step without an id", manifest(`"steps":[{"status":"done"}]`), "/steps/0", "no step_id"},
		{"a step with a bad id", manifest(steps(ran("a/b", "done"))), "/steps/0", "path separator"},
		{"a long id", manifest(steps(ran(strings.Repeat("é", 256), "done"))), "/steps/0", "longer than 255"},
		{"two steps of one name", manifest(steps(ran("a", "done"), ran("a", "done"))), "/steps/1/step_id", "two steps named"},
		{"no status", manifest(steps(`{"step_id":"a"}`)), "/steps/0", "has no status"},
		{"an unknown status", manifest(steps(ran("a", "perhaps"))), "/steps/0/status", `"perhaps", is not known`},
		{"a status that is a number", manifest(steps(`{"step_id":"a","status":1}`)), "/steps/0/status", "is a number"},
		{"an unknown status in an event", manifest(two, `"events":[{"event_type":"step_finished","step_id":"a","payload":{"status":"eh"}}]`), "/events/0/payload/status", `"eh", is not known`},
		{"no times", manifest(steps(bare("a", "done"))), "/steps/0", "nothing records when"},
		{"a time that is a number", manifest(steps(bare("a", "done", `"started_at":1700000000`))), "/steps/0/started_at", "is a number, not a date-time"},
		{"a time that is none", manifest(steps(bare("a", "done", `"started_at":"yesterday"`))), "/steps/0/started_at", "not a date-time"},
		{"a day that is none", manifest(steps(bare("a", "done", `"started_at":"2026-02-30T00:00:00Z"`))), "/steps/0/started_at", "not a date-time"},
		{"a year too late", manifest(steps(bare("a", "done", `"started_at":"3000-01-01T00:00:00Z"`))), "/steps/0/started_at", "1000 to 2999"},
		{"an offset that is none", manifest(steps(bare("a", "done", `"started_at":"2026-01-01T00:00:00+24:00"`))), "/steps/0/started_at", "not a date-time"},
		{"events that are a text", manifest(two, `"events":"none"`), "/events", "not a list"},
		{"an unknown run status", strings.Replace(manifest(two, noEvents), `"run_id"`, `"status":"meh","run_id"`, 1), "/run/status", `"meh", is not known`},
		{"a run status that is a list", strings.Replace(manifest(two, noEvents), `"run_id"`, `"status":[],"run_id"`, 1), "/run/status", "is an array"},
		{"no hashes", `{"run":{"run_id":"r","started_at":"2026-05-01T08:00:00Z"},` + two + `}`, "", "no hash of the config and contract"},
		{"a hash that is none", strings.Replace(manifest(two, noEvents), "sha256:"+hashA, "cafe", 1), "/inputs/config_hash", "4 hexadecimal digits"},
		{"nothing says when", `{"run":{"run_id":"r"},"steps":{}}`, "/run", "nothing records when the run started"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, _, err := load(t, c.text, atlas.Options{})
			var bad *diag.Error
			require.ErrorAs(t, err, &bad)
			assert.Equal(t, c.pointer, bad.Pointer)
			assert.Contains(t, bad.Message, c.says)
			assert.NotEmpty(t, bad.Hint)
			assert.Equal(t, atlas.CodeManifest, bad.Code)
			assert.Equal(t, "m.json", bad.File)
			assert.Positive(t, bad.Line)
			assert.Empty(t, doc.RunID, "nothing half-made is handed out")
		})
	}
}

// TestLargeManifest: the work grows with the input, not with its square.
func TestLargeManifest(t *testing.T) {
	n := rounds.Of(20_000, 100_000)
	var b strings.Builder
	b.WriteString(`"steps":{`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"s%06d":{"kind":"k","status":"failed","started_at":"2026-05-01 08:00:01","finished_at":"2026-05-01 08:00:00","duration_ms":7,"depends_on":["s%06d"],"metrics":{"x":1}}`, i, i/2)
	}
	b.WriteString(`},"events":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"event_type":"step_started","step_id":"s%06d","timestamp":"2026-05-01T08:00:01Z"}`, n-1-i)
	}
	b.WriteString(`]`)
	text := manifest(b.String())
	began := time.Now()
	doc, notes, err := atlas.Import("m.json", []byte(text), atlas.Options{})
	require.NoError(t, err)
	t.Logf("%d steps in %s", n, time.Since(began))
	assert.Len(t, doc.Steps, n)
	assert.Equal(t, fmt.Sprintf("s%06d", n-1), doc.Steps[0].StepID)
	assert.Len(t, notes, atlas.MaxNotes+1)
	assert.Contains(t, notes[atlas.MaxNotes].Message, "more notes")
	assert.Less(t, time.Since(began), time.Minute)
}

// FuzzImport: no input makes the import panic, and what it returns without an
// error is a document that decodes.
func FuzzImport(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(manifests, "*.json"))
	require.NoError(f, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
	for _, text := range []string{
		`{"run":{"run_id":"r"},"steps":{}}`,
		`{"run":{"run_id":1,"started_at":"2026-05-01T08:00:00Z","error":{"hint":null,"details":[1]}},"steps":[],"events":[{"event_type":"run_failed"}]}`,
		manifest(steps(ran("a", "done", `"artifacts":[{"path":"x","hash":"`+hashA+`"}]`)), `"artifacts":{"q":{"path":"C:\\x"}}`),
		manifest(steps(bare("a", "pending", `"blocked_by":"b"`), bare("b", "running", `"started_at":"2026-05-01T08:00:00,123456789123"`))),
		manifest(steps(bare("a", "failed", `"finished_at":"1000-01-01T00:00:00Z"`, `"duration_ms":9007199254740991`))),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, notes, err := atlas.Import("m.json", data, atlas.Options{})
		for _, n := range notes {
			if n.Message == "" {
				t.Fatal("a note says nothing")
			}
		}
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error says nothing")
			}
			if strings.Contains(err.Error(), "does not make a valid RunResult") && !strings.Contains(err.Error(), "deep") {
				t.Fatalf("the rules of the import let an invalid document through: %v", err)
			}
			return
		}
		assertSummaries(t, &doc, string(data))
		again, err := runresultv1.UnmarshalRunResult(doc.AppendJSON(nil))
		if err != nil {
			t.Fatal(err)
		}
		if !again.Equal(doc) {
			t.Fatal("decoding gives another document")
		}
	})
}
