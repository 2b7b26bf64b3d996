package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
	"github.com/atlas-dataflow/runresult/run/policy"
	"github.com/atlas-dataflow/runresult/run/record"
	"github.com/atlas-dataflow/runresult/run/render"
	"github.com/atlas-dataflow/runresult/run/verify"
)

const policyText = "version: 1\nname: acme.status\nrevision: 3\nrules:\n  - {glob: 'report.*', critical: false}\n"

// runDir is where the program records its run.
func runDir(dir string) string { return filepath.Join(dir, "run") }

// recording records a run of two steps, one of which fails.
func recording(ctx context.Context, dir string) (err error) {
	status, err := policy.Parse("policy.yaml", []byte(policyText))
	if err != nil {
		return err
	}
	dir = runDir(dir)
	r, err := record.Start(ctx, record.Options{Dir: dir, RunID: "run-1", Policy: status, Manifest: record.Manifest})
	if err != nil {
		return err
	}
	defer r.CloseTo(&err)
	if err := errors.Join(
		r.SetConfig(record.Input{Hash: record.Digest([]byte("{}"))}),
		r.SetContract(record.Input{Hash: record.Digest([]byte("{}"))}),
		r.Plan(record.PlannedStep{ID: "train", Kind: "train"}, record.PlannedStep{ID: "report.html", Kind: "export", DependsOn: []string{"train"}}),
	); err != nil {
		return err
	}
	train := r.Step("train")
	if err := train.Run(func() error {
		if err := write(dir, "model.bin", "trees"); err != nil {
			return err
		}
		_, err := train.Artifact(record.Artifact{Path: "model.bin", Type: "model"})
		return err
	}); err != nil {
		return err
	}
	if err := r.Step("report.html").Run(func() error { return errors.New("no display") }); err == nil {
		return errors.New("the step did not fail")
	}
	doc, err := r.Finish()
	if err != nil {
		return err
	}
	fmt.Println(doc.Status, len(doc.Steps), *doc.StatusPolicy)
	return nil
}

// document is what was recorded.
func document(dir string) (runresultv1.RunResult, error) {
	data, err := os.ReadFile(filepath.Join(runDir(dir), record.DocumentName))
	if err != nil {
		return runresultv1.RunResult{}, err
	}
	return runresultv1.UnmarshalRunResult(data)
}

// reading decodes the document, says what follows from it, and edits it.
func reading(_ context.Context, dir string) error {
	doc, err := document(dir)
	if err != nil {
		return err
	}
	d, err := run.Derive(&doc, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%s by %s, %+v\n", d.Status, d.PolicyID, run.Count(&doc))

	step := doc.Steps[0].Clone()
	elapsed := int64(123456)
	step.DurationMS = &elapsed
	text, err := step.MarshalJSON()
	if err != nil {
		return err
	}
	fmt.Println(strings.Contains(string(text), `"duration_ms":123456`), step.Equal(doc.Steps[0]))
	n, err := rt.ParseNumber("1.50")
	if err != nil {
		return err
	}
	fmt.Println(n, rt.IntegerFromInt64(7), rt.Some("x").IsNull())

	_, err = runresultv1.UnmarshalStep([]byte("{\n  \"id\": 7\n}"))
	var wrong *rt.Errors
	if !errors.As(err, &wrong) {
		return fmt.Errorf("not *rt.Errors: %v", err)
	}
	fmt.Println(strings.Split(err.Error(), "\n")[0])
	return nil
}

// importing makes a document of the manifest that the run left, and reads what the
// manifest says.
func importing(_ context.Context, dir string) error {
	data, err := os.ReadFile(filepath.Join(runDir(dir), record.ManifestName))
	if err != nil {
		return err
	}
	doc, notes, err := atlas.Import(record.ManifestName, data, atlas.Options{})
	if err != nil {
		return err
	}
	facts, err := atlas.ReadFacts(record.ManifestName, data)
	if err != nil {
		return err
	}
	fmt.Println(doc.RunID, doc.Status, len(notes), facts.RunID.Value, len(facts.Steps))
	_, _, err = atlas.Import("m.json", []byte("{}"), atlas.Options{})
	var refused *diag.Error
	fmt.Println(errors.As(err, &refused) && refused.Code == atlas.CodeManifest)
	return nil
}

// verifying holds the run to its evidence, before and after that was edited.
func verifying(ctx context.Context, dir string) error {
	v, err := verify.Dir(ctx, runDir(dir), verify.Options{})
	if err != nil {
		return err
	}
	fmt.Println("ok:", v.OK(), v.RunID, v.Status, v.Files)
	if err := write(runDir(dir), "model.bin", "other trees"); err != nil {
		return err
	}
	if v, err = verify.Dir(ctx, runDir(dir), verify.Options{}); err != nil {
		return err
	}
	fmt.Println("ok:", v.OK(), v.Errors)
	for _, f := range v.Findings {
		fmt.Println(f.Code(), f.Severity(), *f.InstanceAt, f.Line > 0, f.Rule().Summary)
	}
	return nil
}

// rendering shows the run.
func rendering(_ context.Context, dir string) error {
	doc, err := document(dir)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := render.Text(&b, &doc, render.Options{Width: 80}); err != nil {
		return err
	}
	fmt.Println(strings.Contains(b.String(), "run-1"), strings.Contains(b.String(), "no display"))
	return nil
}
