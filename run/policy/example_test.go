package policy_test

import (
	"errors"
	"fmt"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/policy"
)

const waived = `version: 1
name: acme.status
revision: 3
rules:
  - {glob: "report.*", critical: false}
`

// The status of a run in which a report failed hangs on the policy.
func ExampleParse() {
	doc := runresultv1.RunResult{Steps: []runresultv1.Step{
		{StepID: "train", Status: runresultv1.StepStatusSuccess},
		{StepID: "report.html", Status: runresultv1.StepStatusFailed},
	}}
	acme, err := policy.Parse("status-policy.yaml", []byte(waived))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range []run.Policy{run.DefaultPolicy(), acme} {
		d, err := run.Derive(&doc, p)
		fmt.Println(d.PolicyID, d.Status, err)
	}
	// Output:
	// atlas.status/v1 failed <nil>
	// acme.status/v3 partial <nil>
}

// What is wrong with a policy is said with its place.
func ExampleParse_refused() {
	_, err := policy.Parse("status-policy.yaml", []byte("version: 1\nname: acme.status\nrevision: 3\ndefalt: critical\n"))
	var e *diag.Error
	if errors.As(err, &e) {
		fmt.Println(e.Line, e.Column, e.Pointer, e.Code)
		fmt.Println(e.Message)
		fmt.Println(e.Hint)
	}
	// Output:
	// 4 1 /defalt policy
	// unknown key "defalt"
	// did you mean default? the keys here are version, name, revision, default, rules
}
