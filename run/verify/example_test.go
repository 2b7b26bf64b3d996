package verify_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/atlas-dataflow/runresult/run/record"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// A run is true as it was recorded, and not any more when a file of it is another.
func ExampleDir() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := recordOne(ctx, dir); err != nil {
		fmt.Println(err)
		return
	}
	for _, model := range []string{"trees", "twigs"} {
		if err := os.WriteFile(filepath.Join(dir, "model.bin"), []byte(model), 0o600); err != nil {
			fmt.Println(err)
			return
		}
		v, err := verify.Dir(ctx, dir, verify.Options{})
		if err != nil { // there is no document to judge
			fmt.Println(err)
			return
		}
		fmt.Println(v.RunID, v.Status, v.OK())
		for _, f := range v.Findings {
			fmt.Println(f.Severity(), f.Code(), *f.InstanceAt)
		}
	}
	// Output:
	// run-42 success true
	// run-42 success false
	// error verify-artifact-hash /steps/0/artifacts/0/hash
}

func recordOne(ctx context.Context, dir string) error {
	r, err := record.Start(ctx, record.Options{Dir: dir, RunID: "run-42", Manifest: record.Manifest})
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.SetConfig(record.Input{Hash: record.Digest([]byte(`{}`))}); err != nil {
		return err
	}
	if err := r.SetContract(record.Input{Hash: record.Digest([]byte(`{}`))}); err != nil {
		return err
	}
	if err := r.Plan(record.PlannedStep{ID: "train", Kind: "train"}); err != nil {
		return err
	}
	train := r.Step("train")
	if err := train.Run(func() error {
		if err := os.WriteFile(filepath.Join(dir, "model.bin"), []byte("trees"), 0o600); err != nil {
			return err
		}
		_, err := train.Artifact(record.Artifact{Path: "model.bin", Type: "model"})
		return err
	}); err != nil {
		return err
	}
	_, err = r.Finish()
	return err
}

// A document by itself is held against itself only.
func ExampleDocument() {
	v := verify.Document(context.Background(), "run.json", []byte(`{"run_result_version": "7.0"}`), verify.Options{})
	for _, f := range v.Findings {
		fmt.Printf("%s:%d:%d: %s\n%s\n", f.File, f.Line, f.Column, f.Message, f.Rule().Summary)
	}
	// Output:
	// run.json:1:24: the document is of version "7.0", and no schema of that major version is known here; expected 1.x
	// The document is of a major version that is not known.
}
