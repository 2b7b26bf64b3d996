package cli

import (
	"bytes"
	"errors"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run/render"
)

func renderCommand(a *app) *cobra.Command {
	to, out := "text", ""
	cmd := &cobra.Command{
		Use:   "render FILE",
		Short: "Show a run at a glance",
		Long: "Show what happened in a run (- for standard input): its status, what failed and\n" +
			"why, what was blocked by whom, and where the evidence is. The document is\n" +
			"validated first.",
		Args: exactly(1, "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := outGiven(cmd, out); err != nil {
				return err
			}
			if to != "text" {
				return notAvailable("render --to "+to, "use --to text")
			}
			return a.renderText(args[0], out)
		},
	}
	cmd.Flags().Var(newEnum(&to, "text", "markdown", "html", "svg", "mimebundle"), "to", "text, markdown, html, svg or mimebundle; this version has text")
	cmd.Flags().StringVar(&out, "out", "", "write to `FILE` instead of standard output")
	return cmd
}

func (a *app) renderText(arg, out string) error {
	name, data, err := a.readBytes(arg)
	if err != nil {
		return err
	}
	doc, err := runresultv1.UnmarshalRunResult(data)
	if err != nil {
		return a.refuseDocument(name, err)
	}
	opt := render.Options{Color: out == "" && a.colors(a.colorOut) || out != "" && a.color == "always"}
	var text bytes.Buffer
	if err := render.Text(&text, &doc, opt); err != nil {
		return err
	}
	return a.deliver(out, text.Bytes())
}

// refuseDocument tells everything that is wrong with a RunResult as validate
// would, on standard error since nothing was asked of a report; its verdict is
// no.
func (a *app) refuseDocument(name string, err error) error {
	var list *rt.Errors
	if !errors.As(err, &list) {
		return &exitError{code: ExitNo, msg: name + ": " + err.Error(), err: err}
	}
	sink, err := report.Open([]report.Target{{Format: report.Text}}, a.stderr, report.Options{Color: a.colors(a.colorErr)})
	if err != nil {
		return err
	}
	for i := range list.List {
		if err := sink.Add(decodeFinding(name, &list.List[i])); err != nil {
			return err
		}
	}
	if err := sink.Close(); err != nil {
		return err
	}
	if list.More > 0 {
		a.say("runresult: %s: and %s more", name, wording.Count(list.More, "violation"))
	}
	return silentError(ExitNo)
}

// decodeFinding is what generated code refused, as a finding.
func decodeFinding(name string, e *rt.Error) diag.Finding {
	rule := report.RuleParse
	if !e.IsSyntax() {
		rule = report.Violation(e.Keyword)
	}
	f := rule.Find(e.Message)
	f.File, f.Line, f.Column, f.InstanceAt = name, e.Line, e.Column, diag.At(e.InstanceAt)
	if !e.IsSyntax() {
		f.SchemaAt = diag.At(e.SchemaAt)
	}
	if e.IsSyntax() || e.Hint != "" {
		f.Hint = e.Hint
	}
	return f
}
