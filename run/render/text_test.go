package render_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run/render"
)

var update = flag.Bool("update", false, "write the golden files")

func ptr[T any](v T) *T { return &v }

// documents are the runs whose pages are golden: the imported manifests and the
// ones made here.
func documents(t *testing.T) map[string]*runresultv1.RunResult {
	t.Helper()
	files, err := filepath.Glob("../../testdata/manifests/golden/*.runresult.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	docs := map[string]*runresultv1.RunResult{"hostile": hostile(), "crowded": crowded(), "contradiction": contradiction(), "empty": {}}
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		doc, err := runresultv1.UnmarshalRunResult(data)
		require.NoError(t, err)
		docs[strings.TrimSuffix(filepath.Base(path), ".runresult.json")] = &doc
	}
	return docs
}

const evil = "\x1b[2J\x1b]0;owned\x07\r\u202egnp.exe\u2066\u200b\u009b31m\x00\xff"

// hostile puts what a terminal would obey into every text of a document.
func hostile() *runresultv1.RunResult {
	raw, err := rt.ParseRaw(`{"k":"\u001b[31m\u202e"}`)
	if err != nil {
		panic(err)
	}
	failure := func() *runresultv1.ErrorInfo {
		return &runresultv1.ErrorInfo{Type: "E" + evil, Message: "line one\nline two" + evil, Hint: rt.Some("do" + evil),
			Details: map[string]rt.Raw{"d" + evil: raw}, DecisionRequired: ptr(true)}
	}
	artifact := runresultv1.Artifact{Name: "n" + evil, Path: "p" + evil, Hash: "h" + evil, Type: "t" + evil, ProducedBy: ptr("b" + evil), SizeBytes: ptr(int64(7 << 20))}
	return &runresultv1.RunResult{
		RunID: "r" + evil, Status: runresultv1.RunStatus("failed" + evil), Summary: "s" + evil,
		StartedAt: rt.Timestamp("2026" + evil), FinishedAt: rt.Timestamp("2027" + evil), DurationMS: 90_061_000,
		Steps: []runresultv1.Step{
			{StepID: "a" + evil, Kind: "k" + evil, Status: runresultv1.StepStatusFailed, Summary: "x" + evil, Error: failure(), Critical: ptr(false),
				Warnings: []string{"w\nw2" + evil}, Artifacts: []runresultv1.Artifact{artifact}},
			{StepID: "b" + evil, Kind: "k", Status: runresultv1.StepStatusBlocked, BlockedBy: []string{"a" + evil}, Reason: ptr("why" + evil)},
			{StepID: "c", Kind: "k", Status: runresultv1.StepStatus("odd" + evil), StartedAt: ptr(rt.Timestamp("x" + evil))},
			{StepID: "d", Kind: "k", Status: runresultv1.StepStatusBlocked, Critical: ptr(false)},
		},
		Metrics: map[string]runresultv1.MetricValue{"m" + evil: runresultv1.NewMetricValueString("v" + evil),
			"n": runresultv1.NewMetricValueNull(), "t": runresultv1.NewMetricValueBool(true)},
		Artifacts:    []runresultv1.Artifact{{Name: "g", Path: "g/" + evil, Hash: strings.Repeat("a", 64), Type: "model"}},
		References:   runresultv1.References{ManifestPath: "m" + evil, ConfigHash: "c" + evil, ContractHash: "c" + evil, ManifestHash: ptr("h" + evil), ConfigPath: ptr("p" + evil)},
		Error:        failure(),
		StatusPolicy: ptr("p" + evil), Producer: &runresultv1.Producer{Name: "n" + evil, Version: "v" + evil},
		Environment: map[string]string{"e" + evil: "v" + evil}, Extensions: map[string]rt.Raw{"x." + evil: raw},
	}
}

// crowded has texts that are too long and too wide for their columns.
func crowded() *runresultv1.RunResult {
	long := strings.Repeat("long.", 50)
	doc := &runresultv1.RunResult{RunID: long, Status: runresultv1.RunStatusFailed, Summary: strings.Repeat("many words here ", 20),
		StartedAt: "2026-05-01T08:00:00Z", FinishedAt: "2026-05-01T09:30:00Z", DurationMS: 5_400_000}
	for _, id := range []string{long, "短い手順", "e\u0301" + strings.Repeat("\u0301", 500), "plain"} {
		doc.Steps = append(doc.Steps, runresultv1.Step{StepID: id, Kind: long, Status: runresultv1.StepStatusFailed, Summary: "表の幅を確かめる " + long,
			Error: &runresultv1.ErrorInfo{Type: long, Message: long + " " + long}, StartedAt: ptr(rt.Timestamp("2026-05-01T08:20:00.5Z")), DurationMS: ptr(int64(61_500)),
			Artifacts: []runresultv1.Artifact{{Name: long, Path: strings.Repeat("folder/", 40) + "file", Hash: "sha512:" + strings.Repeat("b", 128), Type: "report"}}})
	}
	return doc
}

func contradiction() *runresultv1.RunResult {
	return &runresultv1.RunResult{RunID: "r", Status: runresultv1.RunStatusSuccess, Summary: "fine, it says",
		Steps: []runresultv1.Step{{StepID: "a", Kind: "k", Status: runresultv1.StepStatusFailed, Summary: "it failed"}}}
}

// TestGolden compares every page with the one that was once read by a person,
// and holds what every page promises.
func TestGolden(t *testing.T) {
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			got := page(t, doc, render.Options{})
			path := filepath.Join("testdata", name+".txt")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
			assert.Equal(t, got, page(t, doc, render.Options{}), "the same page every time")
			assertHarmless(t, got)
			for _, width := range []int{60, 80, 100, 200} {
				assertNarrow(t, page(t, doc, render.Options{Width: width}), width)
			}
		})
	}
}

func page(t *testing.T, doc *runresultv1.RunResult, opt render.Options) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, render.Text(&b, doc, opt))
	return b.String()
}

// assertHarmless: nothing but line breaks and characters that can be seen.
func assertHarmless(t *testing.T, text string) {
	t.Helper()
	assert.True(t, utf8.ValidString(text))
	for _, r := range text {
		if r == '\n' {
			continue
		}
		assert.False(t, r < 0x20 || r >= 0x7f && r < 0xa0, "control character %U", r)
		assert.False(t, r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff, "invisible %U", r)
	}
}

func assertNarrow(t *testing.T, text string, width int) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		assert.LessOrEqual(t, len(strings.Map(visible, line)), width, "%q", line)
		assert.Equal(t, strings.TrimRight(line, " "), line, "no blanks at the end")
	}
}

// visible replaces every cell by one byte: marks take none. Wide characters
// count once here, which is on the safe side of the promise.
func visible(r rune) rune {
	if r >= 0x300 && r < 0x370 {
		return -1
	}
	return 'x'
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColorAddsNothingButColor(t *testing.T) {
	for name, doc := range documents(t) {
		colored := page(t, doc, render.Options{Color: true})
		assert.Equal(t, page(t, doc, render.Options{}), escape.ReplaceAllString(colored, ""), name)
		if doc.RunID != "" {
			assert.Contains(t, colored, "\x1b[", name)
		}
	}
}

func TestManyRowsAreBounded(t *testing.T) {
	doc := &runresultv1.RunResult{RunID: "r", Status: runresultv1.RunStatusFailed, Metrics: map[string]runresultv1.MetricValue{}}
	for i := range 3 * render.MaxRows {
		status := runresultv1.StepStatusFailed
		if i%3 == 0 {
			status = runresultv1.StepStatusBlocked
		}
		doc.Steps = append(doc.Steps, runresultv1.Step{StepID: "s", Kind: "k", Status: status, Warnings: []string{"w"}})
	}
	got := page(t, doc, render.Options{})
	for _, want := range []string{"… and 1000 more failed steps", "… and 2000 more steps", "… and 2000 more warnings"} {
		assert.Contains(t, got, want)
	}
	assert.Less(t, strings.Count(got, "\n"), 8*render.MaxRows)
}

// TestEmptySummaries: a document without summaries, or with blank ones, makes a
// page without gaps, and what gives no cause is said to give none.
func TestEmptySummaries(t *testing.T) {
	doc := func(summary string) *runresultv1.RunResult {
		return &runresultv1.RunResult{RunID: "r", Status: runresultv1.RunStatusFailed, Summary: summary, DurationMS: 1,
			Steps: []runresultv1.Step{
				{StepID: "a", Kind: "k", Status: runresultv1.StepStatusFailed, Summary: summary},
				{StepID: "b", Kind: "k", Status: runresultv1.StepStatusBlocked, Summary: summary, BlockedBy: []string{"a"}},
				{StepID: "c", Kind: "k", Status: runresultv1.StepStatusSkipped, Summary: summary},
			}}
	}
	got := page(t, doc(""), render.Options{})
	assert.Equal(t, `FAILED  run r  took 1 ms

What failed
  a
    no cause is recorded

What did not run
  b  blocked
    by a
  c  skipped
    no cause is recorded

3 steps, in order of execution
  #  status   step  kind
  1  failed   a     k
  2  blocked  b     k
  3  skipped  c     k

Evidence, by path below the run directory
  manifest
  config
  contract
`, got)
	assert.Equal(t, got, page(t, doc(" \t\n "), render.Options{}))
}

// TestSummariesThatRepeat: a summary that says no more than the lines above it
// is not shown below them.
func TestSummariesThatRepeat(t *testing.T) {
	blocked := func(summary string) string {
		doc := contradiction()
		doc.Steps = append(doc.Steps, runresultv1.Step{StepID: "b", Kind: "k", Status: runresultv1.StepStatusBlocked,
			BlockedBy: []string{"a", "x"}, Reason: ptr("dependency_failed"), Summary: summary})
		return page(t, doc, render.Options{})
	}
	assert.Equal(t, 1, strings.Count(blocked("blocked by a, x: dependency_failed"), "blocked by a, x: dependency_failed"), "in the table alone")
	assert.Equal(t, 2, strings.Count(blocked("waited for a"), "waited for a"))
}

// broken is a writer that cannot write.
type broken struct{}

var errBroken = errors.New("no space")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriterErrorIsReported(t *testing.T) {
	assert.ErrorIs(t, render.Text(broken{}, contradiction(), render.Options{}), errBroken)
}
