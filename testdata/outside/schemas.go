package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/schema"
	"github.com/atlas-dataflow/runresult/validate"
)

const (
	twoStates = `{"$id": "urn:example:order:1.0.0", "type": "object", "properties": {"status": {"enum": ["open", "paid"]}}}`
	oneState  = `{"$id": "urn:example:order:1.0.0", "type": "object", "properties": {"status": {"enum": ["open"]}}}`
)

// schemas asks for the embedded ones.
func schemas(context.Context, string) error {
	for _, e := range schema.List() {
		if !e.Released {
			continue
		}
		text, err := schema.Get(e.Name)
		if err != nil {
			return err
		}
		version, ok := schema.VersionOf(text)
		fmt.Println(e.Family, e.Version, "says", version, ok)
	}
	_, err := schema.Get("nonsense")
	var unknown *schema.UnknownError
	fmt.Println("nonsense is unknown:", errors.As(err, &unknown))
	return nil
}

// validating judges documents, and tells what a document is from what nobody can
// judge by.
func validating(ctx context.Context, _ string) error {
	s, err := validate.New("order.json", []byte(twoStates), validate.Options{MaxViolations: 1})
	if err != nil {
		return err
	}
	fmt.Println(s.Valid([]byte(`{"status": "paid"}`)), s.Valid([]byte(`{"status": "paid", "status": "open"}`)))
	var invalid *validate.Error
	if err := s.ValidateReader(ctx, strings.NewReader(`{"status": "lost"}`)); !errors.As(err, &invalid) {
		return fmt.Errorf("not a *validate.Error: %v", err)
	}
	v := &invalid.Violations[0]
	fmt.Println(v.Line, v.Column, v.InstanceAt, v.Keyword, v.SchemaFile, v.SchemaAt, string(v.Got()), string(v.Want()))
	run, err := validate.Embedded(schema.Default)
	if err != nil {
		return err
	}
	fmt.Println(run.Name(), run.Valid([]byte(`{}`)))
	_, err = validate.New("loop.json", []byte(`{"$ref": "#"}`), validate.Options{})
	var wrong *diag.Error
	if !errors.As(err, &wrong) {
		return fmt.Errorf("not a *diag.Error: %v", err)
	}
	fmt.Println(wrong.Place(), wrong.Code)
	return nil
}

// comparing asks what a change breaks, and tells a mistake by its place.
func comparing(ctx context.Context, _ string) error {
	was, err := compat.Load("old.json", []byte(twoStates), compat.LoadOptions{})
	if err != nil {
		return err
	}
	now, err := compat.Load("new.json", []byte(oneState), compat.LoadOptions{})
	if err != nil {
		return err
	}
	r, err := compat.Compare(ctx, was, now, compat.Options{Changes: true})
	if err != nil {
		return err
	}
	fmt.Println(r.Verdict, r.RequiredBump, "shown by", string(r.Backward.Witness))
	for _, c := range r.Changes {
		rule, ok := compat.RuleByID(c.Rule)
		fmt.Println(c.Rule, c.OldAt, c.InstancePath, ok, rule.Topic != "")
	}

	_, err = compat.Load("wrong.json", []byte("{\n  \"type\": 7\n}"), compat.LoadOptions{})
	var wrong *diag.Error
	if !errors.As(err, &wrong) {
		return fmt.Errorf("not a *diag.Error: %v", err)
	}
	fmt.Println(wrong.Place(), wrong.Pointer, wrong.Code)
	return nil
}

// generating asks for code, and for what cannot be had.
func generating(ctx context.Context, _ string) error {
	in := gen.Input{Name: "order.json", Schema: []byte(twoStates)}
	r, err := gen.Generate(ctx, in, gen.Options{Lang: gen.Languages()[0], Package: "order"})
	if err != nil {
		return err
	}
	for _, f := range r.Files {
		fmt.Println(f.Name, len(f.Data) > 0)
	}
	fmt.Println(r.Stats.Types, r.Stats.Typed, r.Stats.Static)

	in.Schema = []byte("{\n  \"properties\": {\"a\": {\"$ref\": \"#/$defs/none\"}}\n}")
	_, err = gen.Generate(ctx, in, gen.Options{})
	var wrong *diag.Error
	if !errors.As(err, &wrong) {
		return fmt.Errorf("not a *diag.Error: %v", err)
	}
	fmt.Println(wrong.Place(), wrong.Pointer, wrong.Code)
	return nil
}

// gating holds a project to what it released.
func gating(ctx context.Context, dir string) error {
	dir = filepath.Join(dir, "project")
	for name, text := range map[string]string{
		"runresult.yaml": "version: 1\nfamilies:\n  - {name: order, head: order.v1.json, released: released/order}\n",
		"order.v1.json":  twoStates,
		"CHANGELOG.md":   "# Changelog\n\n## [Unreleased]\n\n### Schema order\n\n- Orders.\n",
	} {
		if err := write(dir, name, text); err != nil {
			return err
		}
	}
	p, err := gate.Open(dir)
	if err != nil {
		return err
	}
	released, err := p.Release(ctx, gate.ReleaseOptions{})
	if err != nil {
		return err
	}
	fmt.Println("released", released.Name, released.Version)
	if err := write(dir, "order.v1.json", oneState); err != nil {
		return err
	}
	report, err := p.Check(ctx, gate.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open:", report.OK())
	for _, f := range report.Findings {
		fmt.Println(f.Severity() == diag.SeverityError, f.Code(), f.Rule() == gate.RuleBreak)
	}
	if _, err = gate.Open(filepath.Join(dir, "elsewhere")); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no project, and the error says %w", err)
	}
	return nil
}
