package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/validate"
)

func validateCommand(a *app) *cobra.Command {
	v := &validation{app: a}
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Validate documents against a schema",
		Long: "Validate JSON documents (YAML when the name ends in .yaml or .yml, - for standard\n" +
			"input) against a schema, RunResult unless --schema names another. With --ndjson\n" +
			"every line that is not blank is a document; memory does not depend on how many\n" +
			"there are.",
		Example: "  runresult validate run_result.json\n" +
			"  runresult validate --ndjson --jobs 4 runs.ndjson\n" +
			"  runresult validate --schema git:main:schema/order.json order.json --format json",
		Args: atLeastOne("FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return v.run(args) },
	}
	v.schema.register(cmd)
	cmd.Flags().BoolVar(&v.ndjson, "ndjson", false, "one document a line")
	jobsFlag(cmd, &v.jobs)
	formatFlag(cmd, &v.format)
	return cmd
}

// validation is one run of the command.
type validation struct {
	app    *app
	schema schemaFlags
	ndjson bool
	jobs   int
	format []string

	judge *validate.Schema
	sink  *report.Sink

	documents, invalid, undecided, unreadable int64
}

func (v *validation) run(args []string) error {
	a := v.app
	targets, err := report.ParseTargets(v.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	if err := a.takeStdinOf("FILE", args); err != nil {
		return err
	}
	t, err := a.readSchema(v.schema)
	if err != nil {
		return err
	}
	v.judge, err = validate.New(t.name, t.data, validate.Options{
		Draft: v.schema.draft, AnyDialect: v.schema.anyDialect, LaterKeywords: v.schema.laterKeywords,
		YAML: t.yaml(), AssertFormats: v.schema.assertFormats,
		Map: t.mapped, Root: t.root, Open: t.open, At: t.at,
	})
	if err != nil {
		return err
	}
	a.tell(v.judge.Notes())
	v.sink, err = report.Open(targets, a.stdout, report.Options{Color: a.colors(a.colorOut), ToolVersion: toolVersion()})
	if err != nil {
		return cannotWrite(err)
	}
	if v.ndjson {
		defer lightGC()()
	}
	if err := parallel.InOrder(workers(v.jobs), v.units(args), v.record); err != nil {
		v.sink.Abort()
		return err
	}
	if err := v.sink.Close(); err != nil {
		return cannotWrite(err)
	}
	v.summarise()
	return nil
}

// judgement is what is known about one document.
type judgement struct {
	findings  []diag.Finding
	trouble   error // it could not be read at all
	undecided bool  // the schema is too much for the validator with this document
}

// units yields the work: each unit reads and judges one document. Lines are cut
// here, in order, and judged by the workers.
func (v *validation) units(args []string) func(yield func(func() judgement) bool) error {
	return func(yield func(func() judgement) bool) error {
		for _, arg := range args {
			if v.ndjson {
				if !v.lines(arg, yield) {
					return nil
				}
				continue
			}
			if !yield(func() judgement { return v.document(arg) }) {
				return nil
			}
		}
		return nil
	}
}

// document reads and judges one whole file.
func (v *validation) document(arg string) judgement {
	var data []byte
	var err error
	name := arg
	if arg == "-" {
		name = stdinName
		data, err = source.ReadAll(name, v.app.stdin)
	} else {
		data, err = source.ReadBytes(arg)
		err = orStdin(err)
	}
	if err != nil {
		return judgement{trouble: err}
	}
	return judged(name, v.judge.ValidateFile(name, data), 0)
}

// judged makes findings of what is wrong with a document of a file; its first line
// is the given number of lines into the file.
func judged(file string, err error, lines int) judgement {
	var invalid *validate.Error
	var undecided *validate.UndecidedError
	switch {
	case err == nil:
		return judgement{}
	case errors.As(err, &undecided):
		f := findingOf(report.RuleUndecided, err, 0)
		f.File, f.Line, f.Column, f.InstanceAt = file, lines+1, 0, nil
		return judgement{findings: []diag.Finding{f}, undecided: true}
	case !errors.As(err, &invalid) || len(invalid.Violations) == 0:
		f := parseFinding(err, lines)
		f.File = file
		return judgement{findings: []diag.Finding{f}}
	}
	out := make([]diag.Finding, len(invalid.Violations))
	for i, x := range invalid.Violations {
		f := report.Violation(x.Keyword).Find(x.Message)
		f.File, f.InstanceAt, f.SchemaAt = file, diag.At(x.InstanceAt), diag.At(x.SchemaAt)
		if x.Line > 0 {
			f.Line, f.Column = x.Line+lines, x.Column
		}
		out[i] = f
	}
	return judgement{findings: out}
}

// parseFinding turns what the reader refused into a finding; the text begins the
// given number of lines into its file.
func parseFinding(err error, lines int) diag.Finding { return findingOf(report.RuleParse, err, lines) }

// findingOf makes an error into a finding of a rule, with the hint of the error.
func findingOf(rule diag.Rule, err error, lines int) diag.Finding {
	f := rule.Find(err.Error())
	f.Hint = ""
	var e *diag.Error
	if errors.As(err, &e) {
		f.File, f.Line, f.Column, f.Message, f.Hint = e.File, e.Line, e.Column, e.Message, e.Hint
		f.InstanceAt = diag.At(e.Pointer)
		if f.Line > 0 {
			f.Line += lines
		}
	}
	return f
}

// unreadableFinding is a document that standard error told about already.
func unreadableFinding(trouble error) diag.Finding {
	f := findingOf(report.RuleUnreadable, trouble, 0)
	f.Diagnosed, f.InstanceAt = true, nil
	if f.Hint == "" {
		f.Hint = f.Rule().Hint
	}
	return f
}

// record takes the verdicts in the order of the documents.
func (v *validation) record(r judgement) error {
	if r.trouble != nil {
		v.unreadable++
		v.app.code = worse(v.app.code, ExitTrouble)
		v.app.printError(r.trouble)
		return v.add(unreadableFinding(r.trouble))
	}
	v.documents++
	switch {
	case r.undecided:
		v.undecided++
		v.app.code = worse(v.app.code, ExitUndecided)
	case len(r.findings) > 0:
		v.invalid++
		v.app.code = worse(v.app.code, ExitNo)
	}
	for _, f := range r.findings {
		if err := v.add(f); err != nil {
			return err
		}
	}
	return nil
}

func (v *validation) add(f diag.Finding) error {
	if err := v.sink.Add(f); err != nil {
		return cannotWrite(err)
	}
	return nil
}

func (v *validation) summarise() {
	line := wording.Count(v.documents, "document") + ": "
	switch {
	case v.documents == 0:
		line = "0 documents"
	case v.invalid+v.undecided == 0:
		line += "valid"
	case v.invalid == v.documents:
		line += "invalid"
	default:
		line += fmt.Sprintf("%d valid, %d invalid", v.documents-v.invalid-v.undecided, v.invalid)
		if v.undecided > 0 {
			line += fmt.Sprintf(", %d undecided", v.undecided)
		}
	}
	if v.unreadable > 0 {
		line += fmt.Sprintf("; %d could not be read", v.unreadable)
	}
	v.app.say("runresult: %s", line)
}
