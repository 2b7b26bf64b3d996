package render_test

import (
	"fmt"
	"os"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/render"
)

func ExampleText() {
	doc := runresultv1.RunResult{
		RunID: "run-7", Status: runresultv1.RunStatusFailed, Summary: "training failed",
		StartedAt: "2026-05-01T08:00:00Z", FinishedAt: "2026-05-01T08:00:09Z", DurationMS: 9000,
		Steps: []runresultv1.Step{
			{StepID: "train", Kind: "train", Status: runresultv1.StepStatusFailed, Summary: "no memory",
				Error: &runresultv1.ErrorInfo{Type: "MEMORY", Message: "no memory"}},
			{StepID: "report", Kind: "export", Status: runresultv1.StepStatusBlocked, Summary: "blocked", BlockedBy: []string{"train"}},
		},
		References: runresultv1.References{ManifestPath: "manifest.json", ConfigHash: "sha256:aa", ContractHash: "sha256:bb"},
	}
	if err := render.Text(os.Stdout, &doc, render.Options{Width: 72}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// FAILED  run run-7  took 9.00 s
	// training failed
	// 2026-05-01T08:00:00Z to 2026-05-01T08:00:09Z
	//
	// What failed
	//   train
	//     MEMORY: no memory
	//
	// What did not run
	//   report  blocked
	//     by train
	//     blocked
	//
	// 2 steps, in order of execution
	//   #  status   step    kind    summary
	//   1  failed   train   train   no memory
	//   2  blocked  report  export  blocked
	//
	// Evidence, by path below the run directory
	//   manifest             manifest.json
	//   config    sha256:aa
	//   contract  sha256:bb
}
