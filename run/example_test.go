package run_test

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

// The status of a run follows from its steps: here a step that is not critical failed.
func ExampleDerive() {
	optional := false
	doc := &runresultv1.RunResult{Steps: []runresultv1.Step{
		{StepID: "ingest.load", Kind: "ingest", Status: runresultv1.StepStatusSuccess},
		{StepID: "report.plot", Kind: "report", Status: runresultv1.StepStatusFailed, Critical: &optional},
	}}
	d, err := run.Derive(doc, run.DefaultPolicy())
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Status)
	for _, i := range d.Deciding() {
		fmt.Println(doc.Steps[i].StepID)
	}
	// Output:
	// partial
	// report.plot
}
