package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// TestPlainName: only the name of one entry of a directory is looked up below
// --root.
func TestPlainName(t *testing.T) {
	for _, name := range []string{"58d10887f8ac", "a b", "ünï", "a..b", "a."} {
		assert.True(t, plainName(name), "%q", name)
	}
	for _, name := range []string{"", ".", "..", ".hidden", "...", "../x", "a/b", "/", "/etc", `a\b`, `..\x`, "a\x00b", "a/"} {
		assert.False(t, plainName(name), "%q", name)
	}
}

// TestVerifyCounts: the line at the end tells what matters and no more.
func TestVerifyCounts(t *testing.T) {
	run := func(status string, errors, warnings int, proved bool) checked {
		return checked{verdict: verify.Verdict{Status: status, Errors: errors, Warnings: warnings}, proved: proved}
	}
	for want, list := range map[string][]checked{
		"0 runs":                      nil,
		"1 run: verified (success)":   {run("success", 0, 0, true)},
		"1 run: refused":              {run("success", 2, 0, true)},
		"2 runs: refused; 3 warnings": {run("", 1, 1, true), run("failed", 1, 2, true)},
		"2 runs: verified (failed)":   {run("failed", 0, 0, true), run("failed", 0, 0, true)},
		"2 runs: 1 refused, 1 verified (partial); evidence of 1 not looked at":      {run("partial", 0, 0, false), run("", 1, 0, true)},
		"3 runs: verified (1 success, 1 partial, 1 failed); evidence not looked at": {run("success", 0, 0, false), run("failed", 0, 0, false), run("partial", 0, 0, false)},
	} {
		c := verifyCounts{}
		for _, r := range list {
			assert.Equal(t, r.verdict.Errors > 0, c.add(r))
		}
		assert.Equal(t, want, c.line())
	}
}

// TestRefusedCode: a run that no judge answered about is undecided, unless
// something else is wrong with it.
func TestRefusedCode(t *testing.T) {
	find := func(rules ...diag.Rule) checked {
		var r checked
		for _, rule := range rules {
			r.verdict.Findings = append(r.verdict.Findings, rule.Find("m"))
		}
		return r
	}
	for want, r := range map[int]checked{
		ExitUndecided: find(report.RuleUndecided),
		ExitNo:        find(report.RuleUndecided, verify.RuleRoot),
	} {
		assert.Equal(t, want, r.code())
	}
	r := find(report.RuleUndecided)
	r.more = []diag.Finding{ruleFailOn.Find("m")}
	assert.Equal(t, ExitNo, r.code())
}
