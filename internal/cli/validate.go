package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/internal/wording"
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

	judge *v5.Validator
	sink  *report.Sink

	documents, invalid, undecided, unreadable int64
}

func (v *validation) run(args []string) error {
	a := v.app
	targets, err := report.ParseTargets(v.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	for _, arg := range args {
		if arg != "-" {
			continue
		}
		if _, err := a.takeStdin("FILE -"); err != nil {
			return err
		}
	}
	schema, err := a.load(v.schema)
	if err != nil {
		return err
	}
	if v.judge, err = v5.Compile(schema.graph, v.schema.assertFormats); err != nil {
		return err
	}
	v.sink, err = report.Open(targets, a.stdout, report.Options{Color: a.colors(a.colorOut), ToolVersion: toolVersion()})
	if err != nil {
		return cannotWrite(err)
	}
	if v.ndjson {
		defer lightGC()()
	}
	if err := inOrder(workers(v.jobs), v.units(args), v.record); err != nil {
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
	f, err := source.Parse(name, data)
	if err != nil {
		return judgement{findings: []diag.Finding{parseFinding(err, 0)}}
	}
	return v.violations(f, 0)
}

// violations judges a document that was read; its first line is the given
// number of lines into the file.
func (v *validation) violations(f *source.File, lines int) judgement {
	list, err := v.judge.Judge(f.Root)
	if err != nil {
		finding := findingOf(report.RuleUndecided, err, 0)
		finding.File, finding.Line, finding.Column, finding.InstanceAt = f.Name, lines+1, 0, nil
		return judgement{findings: []diag.Finding{finding}, undecided: true}
	}
	var out []diag.Finding
	for _, x := range list {
		finding := report.Violation(x.Keyword).Find(x.Message)
		finding.File, finding.InstanceAt, finding.SchemaAt = f.Name, diag.At(x.InstanceAt), diag.At(x.SchemaAt)
		if at, ok := offset(f, x); ok {
			finding.Line, finding.Column = f.Position(at)
			finding.Line += lines
		}
		out = append(out, finding)
	}
	return judgement{findings: out}
}

// offset is where a violation stands in the text: the value at fault, or the
// name.
func offset(f *source.File, x v5.Violation) (int, bool) {
	if cut := strings.LastIndexByte(x.InstanceAt, '/'); x.Name && cut >= 0 {
		object, _ := f.At(x.InstanceAt[:cut])
		name, _ := source.UnescapePointer(x.InstanceAt[cut+1:])
		if m := object.Member(name); m != nil {
			return m.At, true
		}
	}
	value, ok := f.At(x.InstanceAt)
	if !ok {
		return 0, false
	}
	return value.Start, true
}

// parseFinding turns what the reader refused into a finding; the text begins the
// given number of lines into its file.
func parseFinding(err error, lines int) diag.Finding { return findingOf(report.RuleParse, err, lines) }

// findingOf makes an error into a finding of a rule, with the hint of the error.
func findingOf(rule diag.Rule, err error, lines int) diag.Finding {
	f := rule.Find(err.Error())
	f.Hint = ""
	var e *source.Error
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
