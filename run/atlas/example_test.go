package atlas_test

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/run/atlas"
)

const aManifest = `{
  "run": {"run_id": "run-7", "started_at": "2026-05-01T08:00:00Z", "finished_at": "2026-05-01T08:00:09Z"},
  "inputs": {
    "config_hash": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    "contract_hash": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
  },
  "steps": {"train": {"kind": "train", "status": "success", "started_at": "2026-05-01T08:00:01Z", "finished_at": "2026-05-01T08:00:08Z"}},
  "events": []
}`

// A manifest becomes a RunResult, and what had to be inferred is told.
func ExampleImport() {
	doc, notes, err := atlas.Import("manifest.json", []byte(aManifest), atlas.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.RunID, doc.Status, doc.Summary)
	fmt.Println(doc.Steps[0].StepID, doc.Steps[0].Status, *doc.Steps[0].DurationMS, "ms")
	fmt.Println(notes[0])
	// Output:
	// run-7 success 1 step: 1 succeeded
	// train success 7000 ms
	// manifest.json:7:22: at /steps/train: step "train" has no duration; its times give 7000 ms
}

// The facts are what a document about the same run has to agree with.
func ExampleReadFacts() {
	facts, err := atlas.ReadFacts("manifest.json", []byte(aManifest))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(facts.RunID.Value, facts.Steps[0].ID, facts.Steps[0].Statuses)
	// Output:
	// run-7 train [success]
}
