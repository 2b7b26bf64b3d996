package run_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// The truth table of the global status, written out naively: this file shares
// no code with the derivation it judges.
//
//	step status   critical   declared non-critical   not recorded
//	success       success    success                 success
//	skipped       partial    partial                 partial
//	failed        failed     partial                 partial or failed
//	blocked       failed     partial                 partial or failed
//
// The run's status is the highest floor, success < partial < failed. A
// run-level error forces failed. No steps: only with a run-level error.

// shape is one kind of step: its status and what it records about criticality.
type shape struct {
	status   string
	critical string // "true", "false" or "" for not recorded
}

// shapes lists every kind of step.
func shapes() []shape {
	var out []shape
	for _, status := range []string{"success", "failed", "skipped", "blocked"} {
		for _, critical := range []string{"true", "false", ""} {
			out = append(out, shape{status, critical})
		}
	}
	return out
}

// oracle returns the possible statuses of the combination, and the one that
// follows when every step that does not record it is critical.
func oracle(steps []shape, runError bool) (possible map[string]bool, byDefault string) {
	possible = map[string]bool{}
	if len(steps) == 0 && !runError {
		return possible, ""
	}
	if runError {
		return map[string]bool{"failed": true}, "failed"
	}
	// Every way to fill in what is not recorded.
	ways := [][]bool{{}}
	for _, s := range steps {
		var next [][]bool
		for _, w := range ways {
			if s.critical != "false" {
				next = append(next, append(append([]bool{}, w...), true))
			}
			if s.critical != "true" {
				next = append(next, append(append([]bool{}, w...), false))
			}
		}
		ways = next
	}
	for i, w := range ways {
		worst := "success"
		for j, s := range steps {
			switch {
			case s.status == "success":
			case s.status == "skipped" || !w[j]:
				if worst == "success" {
					worst = "partial"
				}
			default:
				worst = "failed"
			}
		}
		possible[worst] = true
		if i == 0 { // the first way has every undeclared step critical
			byDefault = worst
		}
	}
	return possible, byDefault
}

// combinations calls f with every multiset of at most limit shapes, and, when
// ordered, with every sequence of them.
func combinations(limit int, ordered bool, f func(steps []shape)) {
	all := shapes()
	var rec func(prefix []shape, from int)
	rec = func(prefix []shape, from int) {
		f(prefix)
		if len(prefix) == limit {
			return
		}
		for i := from; i < len(all); i++ {
			next := i
			if ordered {
				next = 0
			}
			rec(append(prefix[:len(prefix):len(prefix)], all[i]), next)
		}
	}
	rec(nil, 0)
}

// The summaries of text, of the run and of each step.
const (
	runSummary  = `"summary":"what happened"`
	stepSummary = `"summary":"step"`
)

// text writes the combination as a document that is valid apart from, perhaps,
// its status.
func text(steps []shape, runError bool, status string) []byte {
	b := []byte(`{"run_result_version":"1.0","run_id":"r","status":"` + status + `",` +
		`"started_at":"2026-03-01T08:00:00Z","finished_at":"2026-03-01T08:00:09Z","duration_ms":9000,` +
		runSummary + `,"steps":[`)
	for i, s := range steps {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"step_id":"s`+string(rune('0'+i))+`","kind":"transform","status":"`+s.status+`",`...)
		if s.status == "success" || s.status == "failed" {
			b = append(b, `"started_at":"2026-03-01T08:00:01Z","finished_at":"2026-03-01T08:00:02Z","duration_ms":1000,`...)
		} else {
			b = append(b, `"started_at":null,"finished_at":null,"duration_ms":null,`...)
		}
		b = append(b, stepSummary+`,"warnings":[],"artifacts":[]`...)
		if s.critical != "" {
			b = append(b, `,"critical":`+s.critical...)
		}
		b = append(b, '}')
	}
	b = append(b, `],"metrics":{},"artifacts":[],"references":{"manifest_path":"manifest.json",`+
		`"config_hash":"`+zeroHash+`","contract_hash":"`+zeroHash+`"}`...)
	if runError {
		b = append(b, `,"error":{"type":"ENGINE","message":"it broke"}`...)
	}
	return append(b, '}')
}

const zeroHash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

// document decodes the combination into the struct that Derive takes, without
// asking whether the schema accepts it.
func document(t testing.TB, steps []shape, runError bool) *runresultv1.RunResult {
	t.Helper()
	doc := &runresultv1.RunResult{RunID: "r"}
	for _, s := range steps {
		step := runresultv1.Step{StepID: "s", Kind: "transform", Status: runresultv1.StepStatus(s.status)}
		require.True(t, step.Status.Valid())
		if s.critical != "" {
			critical := s.critical == "true"
			step.Critical = &critical
		}
		doc.Steps = append(doc.Steps, step)
	}
	if runError {
		doc.Error = &runresultv1.ErrorInfo{Type: "ENGINE", Message: "it broke"}
	}
	return doc
}
