package record_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/policy"
	"github.com/atlas-dataflow/runresult/run/record"
)

// A run of three steps: one succeeds and leaves a file, one that is not critical
// fails, and the last one is blocked by it.
func Example() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := engine(dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// partial: 3 steps: 1 succeeded, 1 failed (evaluate.chart), 1 blocked
	// train.forest     success  succeeded, with 1 artifact
	// evaluate.chart   failed   failed: no display
	// report.html      blocked  never started: dependency_failed (evaluate.chart)
	// policy acme.status/v1, manifest true
}

func engine(dir string) (err error) {
	status, err := policy.Parse("status-policy.yaml", []byte("version: 1\nname: acme.status\nrevision: 1\n"+
		"rules:\n  - {glob: 'report.*', critical: false}\n  - {id: evaluate.chart, critical: false}\n"))
	if err != nil {
		return err
	}
	// An interrupted run leaves a document, too.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	r, err := record.Start(ctx, record.Options{Dir: dir, RunID: "run-42", Policy: status, Manifest: record.Manifest,
		Producer: &runresultv1.Producer{Name: "acme-engine", Version: "1.2.0"}})
	if err != nil {
		return err
	}
	defer r.CloseTo(&err) // for early returns and panics

	plan := []record.PlannedStep{
		{ID: "train.forest", Kind: "train"},
		{ID: "evaluate.chart", Kind: "evaluate", DependsOn: []string{"train.forest"}},
		{ID: "report.html", Kind: "export", DependsOn: []string{"evaluate.chart"}},
	}
	if err := errors.Join(
		r.SetConfig(record.Input{Hash: record.Digest([]byte(`{"trees":300}`))}),
		r.SetContract(record.Input{Hash: record.Digest([]byte(`{}`))}),
	); err != nil {
		return err
	}
	if err := r.Plan(plan...); err != nil {
		return err
	}

	train := r.Step("train.forest")
	if err := train.Start(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "model.bin"), []byte("trees"), 0o600); err != nil {
		return err
	}
	if _, err := train.Artifact(record.Artifact{Path: "model.bin", Type: "model"}); err != nil {
		return err
	}
	if err := errors.Join(r.Metric("champion.f1", 0.91), train.Succeed("succeeded, with 1 artifact")); err != nil {
		return err
	}

	chart := r.Step("evaluate.chart")
	if err := errors.Join(chart.Start(), chart.Fail(errors.New("no display"))); err != nil {
		return err
	}

	doc, err := r.Finish() // blocks what never started
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s\n", doc.Status, doc.Summary)
	for _, s := range doc.Steps {
		fmt.Printf("%-16s %-8s %s\n", s.StepID, s.Status, s.Summary)
	}
	fmt.Printf("policy %s, manifest %t\n", *doc.StatusPolicy, doc.References.ManifestHash != nil)
	return nil
}
