package run_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
// most four steps, criticality, run-level error and stated status: the schema
// accepts exactly the truth table's set.
func TestStatusAgainstSteps(t *testing.T) {
	for name, judge := range judges(t) {
		t.Run(name, func(t *testing.T) {
			accepted, refused := 0, 0
			combinations(4, judge.fast, func(steps []shape) {
				for _, runError := range []bool{false, true} {
					possible, _ := oracle(steps, runError)
					for _, status := range statuses {
						doc := text(steps, runError, string(status))
						problems := judge.problems(t, doc)
						require.Equal(t, possible[string(status)], len(problems) == 0,
							"steps %v, run error %v, status %s: %v", steps, runError, status, problems)
						if len(problems) == 0 {
							accepted++
						} else {
							refused++
						}
					}
				}
			})
			assert.Positive(t, accepted)
			assert.Positive(t, refused)
		})
	}
}
