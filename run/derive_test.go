package run_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

func ptr[T any](v T) *T { return &v }

func step(id string, status runresultv1.StepStatus) runresultv1.Step {
	return runresultv1.Step{StepID: id, Kind: "transform", Status: status}
}

// only holds one step critical.
type only string

func (p only) ID() string { return "only/" + string(p) }

func (p only) Critical(s *runresultv1.Step) (critical, decided bool) {
	if s.StepID == "undecided" {
		return false, false
	}
	return s.StepID == string(p), true
}

func TestDerivePolicy(t *testing.T) {
	failed := step("load", runresultv1.StepStatusFailed)
	other := step("other", runresultv1.StepStatusSuccess)
	undecided := step("undecided", runresultv1.StepStatusFailed)
	declared := step("load", runresultv1.StepStatusFailed)
	declared.Critical = ptr(false)
	for _, c := range []struct {
		name   string
		steps  []runresultv1.Step
		policy run.Policy
		want   runresultv1.RunStatus
		source run.CriticalitySource
		id     string
	}{
		{"no policy holds every step critical", []runresultv1.Step{failed}, nil, "failed", run.FromPolicy, "atlas.status/v1"},
		{"a policy can waive", []runresultv1.Step{failed, other}, only("other"), "partial", run.FromPolicy, "only/other"},
		{"a policy can demand", []runresultv1.Step{failed, other}, only("load"), "failed", run.FromPolicy, "only/load"},
		{"what a policy leaves open is critical", []runresultv1.Step{undecided}, only("load"), "failed", run.FromDefault, "only/load"},
		{"the record wins over the policy", []runresultv1.Step{declared}, only("load"), "partial", run.FromDocument, "only/load"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := run.Derive(&runresultv1.RunResult{Steps: c.steps}, c.policy)
			require.NoError(t, err)
			assert.Equal(t, c.want, d.Status)
			assert.Equal(t, c.source, d.Steps[0].Source)
			assert.Equal(t, c.id, d.PolicyID)
		})
	}
}

func TestDeriveExplainsItself(t *testing.T) {
	bystander := step("audit", runresultv1.StepStatusBlocked)
	bystander.Critical = ptr(false)
	doc := &runresultv1.RunResult{Steps: []runresultv1.Step{
		step("load", runresultv1.StepStatusSuccess),
		step("cast", runresultv1.StepStatusSkipped),
		bystander,
		step("train", runresultv1.StepStatusFailed),
	}}
	d, err := run.Derive(doc, nil)
	require.NoError(t, err)
	assert.Equal(t, runresultv1.RunStatusFailed, d.Status)
	assert.Equal(t, []int{3}, d.Deciding())
	assert.False(t, d.RunError)
	require.Len(t, d.Warnings, 2)
	assert.Equal(t, run.WarnCriticalSkipped, d.Warnings[0].Code)
	assert.Equal(t, "/steps/1", d.Warnings[0].Pointer)
	assert.Contains(t, d.Warnings[0].Message, `"cast"`)
	assert.Equal(t, run.WarnBlockedWithoutCause, d.Warnings[1].Code)
	assert.Equal(t, 2, d.Warnings[1].Step)

	doc.Steps[2].BlockedBy = []string{"train"}
	doc.Steps[1].Critical = ptr(false)
	d, err = run.Derive(doc, nil)
	require.NoError(t, err)
	assert.Empty(t, d.Warnings, "a non-critical skip and a blocked step with a cause are ordinary")
}

func TestDeriveRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		doc     *runresultv1.RunResult
		pointer string
		says    string
	}{
		{"no document", nil, "", "no document"},
		{"no steps and no error", &runresultv1.RunResult{}, "/steps", "no steps and no run-level error"},
		{"a status outside the vocabulary",
			&runresultv1.RunResult{Steps: []runresultv1.Step{step("a", "success"), step("b", "done")}},
			"/steps/1/status", `"done"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, derived := run.Derive(c.doc, nil)
			_, possible := run.Possible(c.doc)
			for _, err := range []error{derived, possible} {
				var status *run.StatusError
				require.ErrorAs(t, err, &status)
				assert.Equal(t, c.pointer, status.Pointer)
				assert.Contains(t, status.Message, c.says)
				assert.NotEmpty(t, status.Hint)
				assert.Contains(t, err.Error(), "hint: ")
			}
		})
	}
}

func TestStatusSet(t *testing.T) {
	set := run.NewStatusSet("failed", "partial", "nonsense")
	assert.True(t, set.Has("partial"))
	assert.False(t, set.Has("success"))
	assert.False(t, set.Has("nonsense"))
	assert.Equal(t, "partial or failed", set.String())
	assert.Equal(t, []runresultv1.RunStatus{"partial", "failed"}, set.List())
	assert.Equal(t, "none", run.NewStatusSet().String())
	assert.True(t, run.NewStatusSet().Empty())
}

func TestMilliseconds(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int64
	}{
		{"2026-01-26T10:00:00.2482Z", "2026-01-26T10:00:00.7216Z", 473},
		{"2026-01-26T10:00:00.9999Z", "2026-01-26T10:00:01Z", 0},
		{"2026-01-26T10:00:00+02:00", "2026-01-26T10:00:00+01:00", 3_600_000},
		{"2026-01-26T10:00:01Z", "2026-01-26T10:00:00.5Z", -500},
		{"2026-01-26T10:00:00.0001Z", "2026-01-26T10:00:00Z", -1},
		{"1000-01-01T00:00:00Z", "2999-12-31T23:59:59.999Z", 63_113_903_999_999},
	} {
		got, err := run.Elapsed(tstamp(c.from), tstamp(c.to))
		require.NoError(t, err)
		assert.Equal(t, c.want, got, "%s to %s", c.from, c.to)
	}
	_, err := run.Elapsed("2026-01-26T10:00:00Z", "soon")
	assert.ErrorContains(t, err, `"soon"`)
	_, err = run.Elapsed("now", "2026-01-26T10:00:00Z")
	assert.ErrorContains(t, err, `"now"`)
}
