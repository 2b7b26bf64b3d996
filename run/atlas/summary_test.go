package atlas_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/atlas"
)

// silent is a step of a list without a summary.
func silent(id, status string, members ...string) string {
	text := `{"step_id":"` + id + `","kind":"transform","status":"` + status + `"`
	if status == "done" || status == "failed" {
		text += `,"started_at":"2026-05-01T08:00:01Z","finished_at":"2026-05-01T08:00:03Z","duration_ms":2000`
	}
	return text + more(members) + `}`
}

// TestSummariesAreNeverEmpty holds what a step without a summary is given, and
// that the import says whose words these are.
func TestSummariesAreNeverEmpty(t *testing.T) {
	for _, c := range []struct{ step, want, said string }{
		{silent("a", "done"), "succeeded", `1 step has no summary, here the first; the import wrote one that says how the step ended, here "succeeded"`},
		{silent("a", "done", `"summary":""`), "succeeded", "1 step has no summary"},
		{silent("a", "done", `"summary":" \t\n"`), "succeeded", "1 step has no summary"},
		{silent("a", "done", `"summary":null`), "succeeded", "1 step has no summary"},
		{silent("a", "skipped"), "skipped", "1 step has no summary"},
		{silent("a", "skipped", `"reason":"config"`), "skipped: config", "1 step has no summary"},
		{silent("a", "skipped", `"reason":" "`), "skipped", "1 step has no summary"},
		{silent("a", "blocked"), "blocked", "1 step has no summary"},
		{silent("a", "blocked", `"blocked_by":["b","c"]`), "blocked by b, c", "1 step has no summary"},
		{silent("a", "blocked", `"blocked_by":["b","c","d","e","f"]`, `"reason":"dependency\nfailed"`), "blocked by b, c, d and 2 more: dependency", "1 step has no summary"},
		{silent("a", "pending"), "blocked", "1 step has no summary"},
		{silent("a", "failed", `"error":"broken\nat line 7"`), "broken", `step "a" has no summary; its error was used`},
		{silent("a", "failed"), "the manifest records no cause", `step "a" has no summary; its error was used`},
		{silent("a", "failed", `"summary":" "`), "the manifest records no cause", `step "a" has no summary; its error was used`},
		{silent("a", "failed", `"error":{"type":"E","message":" "}`), "failed", `step "a" has no summary; its error was used`},
		{silent("a", "done", `"summary":"did it"`), "did it", ""},
	} {
		doc, notes, err := load(t, manifest(steps(c.step), noEvents), atlas.Options{})
		require.NoError(t, err)
		assert.Equal(t, c.want, doc.Steps[0].Summary, c.step)
		assertSummaries(t, &doc, c.step)
		said := strings.Join(notes, "\n")
		if c.said == "" {
			assert.NotContains(t, said, "/steps/0")
		} else {
			assert.Contains(t, said, "at /steps/0: "+c.said, c.step)
		}
	}
}

func TestWrittenSummariesAreCounted(t *testing.T) {
	doc, notes, err := load(t, manifest(steps(ran("z", "done"), silent("a", "done"), silent("b", "skipped"), silent("c", "failed")), noEvents), atlas.Options{})
	require.NoError(t, err)
	said := strings.Join(notes, "\n")
	assert.Contains(t, said, `at /steps/1: 2 steps have no summary, here the first; the import wrote one that says how the step ended, here "succeeded"`)
	assert.Equal(t, 1, strings.Count(said, "the import wrote"))
	assert.Contains(t, said, "the manifest has no summary; one was written from its steps")
	assert.Equal(t, "4 steps: 2 succeeded, 1 failed (c), 1 skipped", doc.Summary)
}

// TestRunSummary: the run's own words where it has any, and some words always.
func TestRunSummary(t *testing.T) {
	for _, c := range []struct{ text, want, said string }{
		{manifest(steps(ran("a", "done")), noEvents, `"summary":"all good"`), "all good", ""},
		{manifest(steps(ran("a", "done")), noEvents, `"summary":" "`), "1 step: 1 succeeded", "the manifest has no summary"},
		{manifest(steps(), noEvents, `"error":{"type":"E","message":"  "}`), "failed without any step", "the manifest has no summary"},
		{manifest(steps(), noEvents, `"error":"no plan"`), "no plan", "the manifest has no summary"},
	} {
		doc, notes, err := load(t, c.text, atlas.Options{})
		require.NoError(t, err, c.text)
		assert.Equal(t, c.want, doc.Summary)
		assert.Contains(t, strings.Join(notes, "\n"), c.said)
	}
}
