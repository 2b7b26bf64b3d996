package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var ctx = context.Background()

// TestDocument: one run with something of everything, at times that are known.
func TestDocument(t *testing.T) {
	clock := newTicker()
	no := false
	r := start(t, ctx, Options{Clock: clock.now, Producer: &runresultv1.Producer{Name: "acme", Version: "1"},
		Environment: map[string]string{"platform": "linux"}})
	require.NoError(t, r.SetConfig(Input{Hash: strings.ToUpper(strings.TrimPrefix(Digest([]byte("c")), hashPrefix)), Path: "config.json"}))
	file(t, r, "config.json", "c")
	require.NoError(t, r.Plan(
		PlannedStep{ID: "late", Kind: "export", DependsOn: []string{"a", "b"}},
		PlannedStep{ID: "b", Kind: "train"},
		PlannedStep{ID: "a", Kind: "train", Critical: &no},
		PlannedStep{ID: "off", Kind: "diagnostic"},
	))
	clock.pass(1500 * time.Microsecond)
	require.NoError(t, r.Step("a").Start())
	clock.pass(-time.Hour) // somebody sets the clock back
	require.NoError(t, r.Step("off").Skip(ReasonConfig, ""))
	require.NoError(t, r.Step("b").Start())
	clock.pass(time.Hour + 2*time.Second)
	file(t, r, "m/model.bin", "trees")
	_, err := r.Step("b").Artifact(Artifact{Path: "m/model.bin", Type: "model", MediaType: "application/octet-stream"})
	require.NoError(t, err)
	require.NoError(t, r.Step("b").Warn("few rows"))
	require.NoError(t, r.Step("b").Succeed("fitted 300 trees"))
	require.NoError(t, r.Step("a").Fail(&Failure{Type: "NO_ROWS", Message: "nothing to read", Hint: "look", DecisionRequired: true, Details: map[string]any{"rows": 0}}))
	_, err = r.Artifact(Artifact{Path: filepath.Join(r.opt.Dir, "m", "model.bin"), Name: "champion", ProducedBy: "b"})
	require.NoError(t, err)
	require.NoError(t, r.Metric("champion.f1", float32(0.1)))
	require.NoError(t, r.Count("rows", 7))
	require.NoError(t, r.Count("rows", 8))
	require.NoError(t, r.SetExtension("com.acme", rt.RawString("x")))
	clock.pass(time.Second)
	doc, err := r.Finish()
	require.NoError(t, err)

	found, warnings := judge(t, r.opt.Dir, nil)
	assert.True(t, found.Equal(doc))
	assert.ElementsMatch(t, []string{"lint-critical-skipped"}, warnings)
	var b strings.Builder
	for _, s := range doc.Steps {
		fmt.Fprintf(&b, "%s %s", s.StepID, s.Status)
		if s.StartedAt != nil {
			fmt.Fprintf(&b, " %s %s %d", *s.StartedAt, *s.FinishedAt, *s.DurationMS)
		}
		fmt.Fprintf(&b, " %t %q %v\n", *s.Critical, s.Summary, s.BlockedBy)
	}
	assert.Equal(t, `a failed 2026-03-02T09:00:00.0015Z 2026-03-02T09:00:02.0015Z 2000 false "failed: nothing to read" []
off skipped true "skipped: config" []
b success 2026-03-02T09:00:00.0015Z 2026-03-02T09:00:02.0015Z 2000 true "fitted 300 trees" []
late blocked true "never started: dependency_failed (a)" [a]
`, b.String())
	assert.Equal(t, runresultv1.RunStatusFailed, doc.Status)
	assert.Equal(t, "2026-03-02T09:00:03.0015Z", string(doc.FinishedAt))
	assert.EqualValues(t, 3001, doc.DurationMS)
	assert.Equal(t, "4 steps: 1 succeeded, 1 failed (a), 1 skipped, 1 blocked", doc.Summary)
	assert.Nil(t, doc.Error)
	assert.Equal(t, Digest([]byte("c")), doc.References.ConfigHash)
	assert.Equal(t, "config.json", *doc.References.ConfigPath)
	assert.Equal(t, `{"type":"NO_ROWS","message":"nothing to read","details":{"rows":0},"hint":"look","decision_required":true}`,
		string(doc.Steps[0].Error.AppendJSON(nil)))
	assert.Equal(t, "atlas.status/v1", *doc.StatusPolicy)
	assert.Equal(t, Digest([]byte("trees")), doc.Artifacts[0].Hash)
	assert.Equal(t, "m/model.bin", doc.Artifacts[0].Path)
	assert.Equal(t, "model.bin", doc.Steps[2].Artifacts[0].Name)
	assert.EqualValues(t, 5, *doc.Steps[2].Artifacts[0].SizeBytes)
	metrics := map[string]string{}
	for name, v := range doc.Metrics {
		metrics[name] = string(v.AppendJSON(nil))
	}
	assert.Equal(t, map[string]string{"champion.f1": "0.1", "rows": "15", "steps.total": "4", "steps.executed": "2", "steps.success": "1",
		"steps.failed": "1", "steps.skipped": "1", "steps.blocked": "1", "warnings.total": "1"}, metrics)

	again, err := r.Finish()
	require.NoError(t, err)
	assert.True(t, again.Equal(doc))
	require.NoError(t, r.Close())
	assert.ErrorIs(t, r.Metric("x", 1), ErrFinished)
	assert.ErrorIs(t, r.Checkpoint(), ErrFinished)
	_, err = r.Artifact(Artifact{Path: "config.json"})
	assert.ErrorIs(t, err, ErrFinished)
}

// TestManifest: the importer makes the same run of the manifest.
func TestManifest(t *testing.T) {
	r := start(t, ctx, Options{})
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "train"}, PlannedStep{ID: "b", Kind: "export", DependsOn: []string{"a"}}))
	a := r.Step("a")
	require.NoError(t, a.Start())
	file(t, r, "x.bin", "x")
	_, err := a.Artifact(Artifact{Path: "x.bin"})
	require.NoError(t, err)
	require.NoError(t, a.Fail(errors.New("broke <here>")))
	doc, err := r.Finish()
	require.NoError(t, err)
	_, warnings := judge(t, r.opt.Dir, nil)
	assert.Empty(t, warnings)

	data, err := os.ReadFile(filepath.Join(r.opt.Dir, ManifestName))
	require.NoError(t, err)
	assert.Contains(t, string(data), "broke <here>")
	imported, notes, err := atlas.Import(ManifestName, data, atlas.Options{})
	require.NoError(t, err)
	if assert.Len(t, notes, 1, "nothing else needs an explanation") {
		assert.Contains(t, notes[0].Message, "1 step has no events", "it never started")
	}
	require.Len(t, imported.Steps, len(doc.Steps))
	for i := range doc.Steps {
		want, got := doc.Steps[i], imported.Steps[i]
		assert.Equal(t, want.Status, got.Status)
		assert.Equal(t, want.StartedAt, got.StartedAt)
		assert.Equal(t, want.BlockedBy, got.BlockedBy)
		assert.Equal(t, len(want.Artifacts), len(got.Artifacts))
	}
	assert.Equal(t, doc.Status, imported.Status)
	assert.Equal(t, *doc.References.ManifestHash, *imported.References.ManifestHash)
}

// TestMetricValues: every scalar has a spelling, and nothing else has one.
func TestMetricValues(t *testing.T) {
	type celsius float64
	type label string
	number, err := rt.ParseNumber("1.50")
	require.NoError(t, err)
	for _, c := range []struct {
		value any
		want  string // "" is refused
	}{
		{nil, "null"}, {true, "true"}, {"x\xff", `"x�"`}, {label("a"), `"a"`}, {7, "7"}, {int8(-7), "-7"}, {uint64(math.MaxUint64), "18446744073709551615"},
		{0.5, "0.5"}, {float32(0.1), "0.1"}, {celsius(1e300), "1e300"}, {number, "1.50"}, {json.Number("12e3"), "12e3"},
		{runresultv1.NewMetricValueBool(false), "false"},
		{math.NaN(), ""}, {math.Inf(-1), ""}, {float32(math.Inf(1)), ""}, {json.Number("x"), ""}, {json.Number("1e999"), ""}, {[]int{1}, ""}, {struct{}{}, ""}, {time.Second, ""}, {&number, ""},
	} {
		v, err := metric("m", c.value)
		if c.want == "" {
			var usage *UsageError
			assert.ErrorAs(t, err, &usage, "%v", c.value)
			continue
		}
		if assert.NoError(t, err, "%v", c.value) {
			got, want := v.AppendJSON(nil), c.want
			assert.True(t, string(got) == want || number64(got) == number64([]byte(want)) && number64(got) != 0, "%s %s", got, want)
		}
	}
}

func number64(text []byte) float64 {
	var f float64
	_ = json.Unmarshal(text, &f) // 0 for what is no number
	return f
}

// TestErrors: what an error becomes in a document.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		err           error
		kind, message string
	}{
		{nil, "X", "no cause was given"},
		{errors.New(" \n"), "X", "no cause was given"},
		{errors.New("a\xffb\n"), "X", "a\uFFFDb"},
		{fmt.Errorf("reading: %w", &Failure{Type: "NO_FILE", Message: "gone"}), "NO_FILE", "reading: gone"},
		{&Failure{Err: errors.New("inner")}, "X", "inner"},
		{&Failure{Type: "T"}, "T", "T"},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), TypeTimeout, "x: context deadline exceeded"},
		{context.Canceled, TypeInterrupted, "context canceled"},
		{errors.New(strings.Repeat("ä", 3000)), "X", strings.Repeat("ä", 2000) + "…"},
	} {
		got := info(c.err, "X")
		assert.Equal(t, c.kind, got.Type)
		assert.Equal(t, c.message, got.Message)
		assert.NoError(t, got.Validate())
	}
	got := details(map[string]any{"f": func() {}, "n": 1, "s\xff": "x", "nan": math.NaN()})
	assert.Equal(t, "1", got["n"].String())
	assert.Equal(t, `"x"`, got["s\uFFFD"].String())
	assert.Equal(t, `"NaN"`, got["nan"].String())
	assert.Contains(t, got, "f")
	inner := errors.New("inner")
	assert.ErrorIs(t, &Failure{Err: inner}, inner)
}

// TestArtifactAgain: the same file may be recorded by many, and a file that was
// written anew keeps the document from being true, so it is refused.
func TestArtifactAgain(t *testing.T) {
	r := start(t, ctx, Options{})
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "train"}, PlannedStep{ID: "b", Kind: "train"}))
	a, b := r.Step("a"), r.Step("b")
	require.NoError(t, errors.Join(a.Start(), b.Start()))
	file(t, r, "model.bin", "first")
	_, err := a.Artifact(Artifact{Path: "model.bin"})
	require.NoError(t, err)
	_, err = b.Artifact(Artifact{Path: "model.bin"})
	require.NoError(t, err, "it is the same file still")

	for _, text := range []string{"other", "longer than it was"} {
		file(t, r, "model.bin", text)
		for _, add := range []func(Artifact) (runresultv1.Artifact, error){r.Artifact, a.Artifact} {
			_, err = add(Artifact{Path: "model.bin", Name: "again"})
			var usage *UsageError
			require.ErrorAs(t, err, &usage)
			assert.Equal(t, "artifact \"model.bin\": it was recorded by step \"a\" with another digest, and a document cannot hold both\n"+
				"  hint: write it under another path", err.Error())
		}
	}
	file(t, r, "model.bin", "first")
	_, err = r.Artifact(Artifact{Path: "model.bin"})
	require.NoError(t, err)
	require.NoError(t, errors.Join(a.Succeed(""), b.Succeed("")))
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Len(t, doc.Artifacts, 1)
	judge(t, r.opt.Dir, nil)
}
