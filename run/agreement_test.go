package run_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/run"
)

// TestDeriveFollowsTheTruthTable runs every sequence of at most four steps,
// with and without a run-level error, against the naive oracle.
func TestDeriveFollowsTheTruthTable(t *testing.T) {
	combinations(4, true, func(steps []shape) {
		for _, runError := range []bool{false, true} {
			possible, byDefault := oracle(steps, runError)
			doc := document(t, steps, runError)
			set, err := run.Possible(doc)
			d, derr := run.Derive(doc, nil)
			if len(possible) == 0 {
				require.Error(t, err)
				require.Error(t, derr)
				continue
			}
			require.NoError(t, err)
			require.NoError(t, derr)
			for _, status := range statuses {
				require.Equal(t, possible[string(status)], set.Has(status), "%v, run error %v: %s", steps, runError, status)
			}
			require.Equal(t, byDefault, string(d.Status), "%v, run error %v", steps, runError)
			require.True(t, set.Has(d.Status))
		}
	})
}

// TestStatusAgainstSteps asks both validators about every combination of at
// most three steps, and some or all of those of four, criticality, run-level error and stated status: the schema
// accepts exactly the truth table's set. What it accepts says what happened, in
// the summaries of the run and of every step; where these are emptied, it still
// accepts only what fails nowhere without an error.
func TestStatusAgainstSteps(t *testing.T) {
	for name, judge := range judges(t) {
		t.Run(name, func(t *testing.T) {
			accepted, refused, silenced, ofFour := 0, 0, 0, 0
			combinations(4, judge.fast, func(steps []shape) {
				if len(steps) == 4 {
					if ofFour++; ofFour%rounds.Of(17, 1) != 0 {
						return
					}
				}
				for _, runError := range []bool{false, true} {
					possible, _ := oracle(steps, runError)
					for _, status := range statuses {
						doc := text(steps, runError, string(status))
						problems := judge.problems(t, doc)
						require.Equal(t, possible[string(status)], len(problems) == 0,
							"steps %v, run error %v, status %s: %v", steps, runError, status, problems)
						if len(problems) > 0 {
							refused++
							continue
						}
						accepted++
						requireSummaries(t, doc)
						if len(steps) > 3 {
							continue // the rule looks at one step at a time
						}
						for what, wants := range map[string]bool{
							runSummary:  status != "failed" || runError,
							stepSummary: !slices.ContainsFunc(steps, func(s shape) bool { return s.status == "failed" }),
						} {
							quiet := bytes.ReplaceAll(doc, []byte(what), []byte(`"summary":""`))
							problems := judge.problems(t, quiet)
							require.Equal(t, wants, len(problems) == 0, "%s: %v", quiet, problems)
							if len(problems) > 0 {
								silenced++
							}
						}
					}
				}
			})
			assert.Positive(t, accepted)
			assert.Positive(t, refused)
			assert.Positive(t, silenced)
		})
	}
}

// requireSummaries: the run and each of its steps say what happened.
func requireSummaries(t *testing.T, doc []byte) {
	t.Helper()
	var said struct {
		Summary string
		Steps   []struct{ Summary string }
	}
	require.NoError(t, json.Unmarshal(doc, &said))
	require.NotEmpty(t, said.Summary, "%s", doc)
	for _, s := range said.Steps {
		require.NotEmpty(t, s.Summary, "%s", doc)
	}
}

// TestFailuresSayWhy: a run or a step that failed has an error, or else a
// summary that is not empty.
func TestFailuresSayWhy(t *testing.T) {
	const (
		empty  = `"summary":""`
		reason = `,"error":{"type":"E","message":"broken"}`
	)
	for name, judge := range judges(t) {
		t.Run(name, func(t *testing.T) {
			for _, c := range []struct {
				name                 string
				status               string // of the step; the run's follows
				run, step            string // the summaries
				runReason, stepError bool
				at                   []string // where the document is at fault
			}{
				{name: "both summaries", status: "failed", run: runSummary, step: stepSummary},
				{name: "no summary of the run", status: "failed", run: empty, step: stepSummary, at: []string{""}},
				{name: "no summary of the step", status: "failed", run: runSummary, step: empty, at: []string{"/steps/0"}},
				{name: "no summary", status: "failed", run: empty, step: empty, at: []string{"", "/steps/0"}},
				{name: "the run has an error", status: "failed", run: empty, step: stepSummary, runReason: true},
				{name: "the step has an error", status: "failed", run: runSummary, step: empty, stepError: true},
				{name: "both have errors", status: "failed", run: empty, step: empty, runReason: true, stepError: true},
				{name: "the step's error is not the run's", status: "failed", run: empty, step: empty, stepError: true, at: []string{""}},
				{name: "the run's error is not the step's", status: "failed", run: empty, step: empty, runReason: true, at: []string{"/steps/0"}},
				{name: "a blocked step fails the run, not itself", status: "blocked", run: empty, step: empty, at: []string{""}},
				{name: "a success may be silent", status: "success", run: empty, step: empty},
				{name: "a skip may be silent", status: "skipped", run: empty, step: empty},
			} {
				state := map[string]string{"failed": "failed", "blocked": "failed", "success": "success", "skipped": "partial"}[c.status]
				doc := string(text([]shape{{c.status, ""}}, false, state))
				doc = strings.Replace(doc, runSummary, c.run, 1)
				stepText := c.step
				if c.stepError {
					stepText += reason
				}
				doc = strings.Replace(doc, stepSummary, stepText, 1)
				if c.runReason {
					doc = strings.TrimSuffix(doc, "}") + reason + "}"
				}
				problems := judge.problems(t, []byte(doc))
				assert.Equal(t, len(c.at) == 0, len(problems) == 0, "%s: %v", c.name, problems)
				for _, at := range c.at {
					assert.True(t, slices.ContainsFunc(problems, func(p problem) bool {
						return strings.TrimSuffix(p.at, "/summary") == at
					}), "%s: nothing is said of %q: %v", c.name, at, problems)
				}
			}
		})
	}
}
