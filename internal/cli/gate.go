package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/internal/cli/verdict"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// gating is one run of the gate command.
type gating struct {
	app     *app
	config  string
	against string
	fix     bool
	format  []string
}

func gateCommand(a *app) *cobra.Command {
	g := &gating{app: a, config: gate.ConfigName}
	cmd := &cobra.Command{
		Use:   "gate",
		Short: "The CI gate over the schema families",
		Long: "Judge every family of schemas that the configuration names: released versions\n" +
			"are as they were, the head breaks none of its major, its version is at least the\n" +
			"last release plus the owed bump, CHANGELOG.md says what changed, and generated\n" +
			"code is what the head generates. --fix sets $id and drafts CHANGELOG entries.\n" +
			"An answer that is unknown is refused, unless the family's waive names it.\n\n" +
			"Whoever rewrites a released file can rewrite its line in SHA256SUMS too, and who\n" +
			"breaks a schema can take its family or its policy out of the configuration;\n" +
			"nothing in the working tree tells. Only --against finds that: in CI, name the\n" +
			"commit that a change is to be merged into, or their merge base. What the\n" +
			"configuration of that commit would have refused is refused by name.",
		Example: "  runresult gate\n" +
			"  runresult gate --fix\n" +
			"  runresult gate --against git:origin/main --format text --format sarif=gate.sarif",
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&g.config, "config", gate.ConfigName, "the configuration `FILE`")
	f.StringVar(&g.against, "against", "", "compare with the schemas, releases and configuration of `git:REF` too")
	f.BoolVar(&g.fix, "fix", false, "set $id and draft the CHANGELOG entries that are owed")
	formatFlag(cmd, &g.format)
	return cmd
}

func (g *gating) run(cmd *cobra.Command) error {
	a := g.app
	targets, err := report.ParseTargets(g.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	opt := gate.Options{Fix: g.fix}
	if cmd.Flags().Changed("against") {
		if opt.Against, err = against(g.against); err != nil {
			return err
		}
	}
	p, err := project(g.config)
	if err != nil {
		return err
	}
	defer lightGC()()
	r, err := p.Check(cmd.Context(), opt)
	if r == nil {
		return a.gateError(err)
	}
	for _, name := range r.Fixed {
		a.say("runresult: %s: fixed", report.Escape(filepath.ToSlash(name)))
	}
	return a.showGate(targets, r)
}

// project opens the configuration that --config names: a file, because a folder
// there is taken for a slip.
func project(name string) (*gate.Project, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		_, err := source.ReadBytes(name)
		return nil, err
	}
	return gate.Open(name)
}

// gateError tells a fault of ours from everything else.
func (a *app) gateError(err error) error {
	var fault *compat.Fault
	if errors.As(err, &fault) {
		a.fault(fault)
		return silentError(ExitBug)
	}
	var read *diag.Error
	var failed *fs.PathError
	if !errors.As(err, &read) && errors.As(err, &failed) {
		return cannotWrite(err)
	}
	return err
}

// showGate reports what the gate found and gives the exit code.
func (a *app) showGate(targets []report.Target, r *gate.Report) error {
	// The text on standard output has the documents in blocks below the findings.
	shown := map[string]bool{}
	var blocks bytes.Buffer
	if slices.Contains(targets, report.Target{Format: report.Text}) {
		if err := a.evidence(&blocks, r, shown); err != nil {
			return err
		}
	}
	sink, err := report.Open(targets, a.stdout, report.Options{
		Color: a.colors(a.colorOut), ToolVersion: toolVersion(),
		Shown: func(document json.RawMessage) bool { return shown[string(document)] },
	})
	if err != nil {
		return cannotWrite(err)
	}
	for _, f := range r.Findings {
		if err := sink.Add(f); err != nil {
			sink.Abort()
			return cannotWrite(err)
		}
	}
	if err := sink.Close(); err != nil {
		return cannotWrite(err)
	}
	if _, err := a.stdout.Write(blocks.Bytes()); err != nil {
		return cannotWrite(err)
	}
	if code := worse(a.sayFamilies(r), gateCode(r)); code != ExitYes {
		return silentError(code)
	}
	return nil
}

// evidence writes the documents behind the findings so that people can read
// them, and says which these are.
func (a *app) evidence(w io.Writer, r *gate.Report, shown map[string]bool) error {
	if !slices.ContainsFunc(r.Findings, func(f diag.Finding) bool {
		return f.Code() == gate.RuleBreak.ID || f.Code() == gate.RuleReaderLoss.ID
	}) {
		return nil
	}
	for _, f := range r.Families {
		seen := map[string]bool{}
		for _, c := range f.Comparisons {
			if err := verdict.Evidence(w, c.Report, c.With, "the head", seen, a.colors(a.colorOut)); err != nil {
				return err
			}
		}
		maps.Copy(shown, seen)
	}
	return nil
}

// gateCode is the exit code of a report.
func gateCode(r *gate.Report) int {
	switch {
	case r.OK():
		return ExitYes
	case r.Undecided():
		return ExitUndecided
	}
	return ExitNo
}

// sayFamilies gives one line for each family, and the exit code of those that could
// not be judged.
func (a *app) sayFamilies(r *gate.Report) (code int) {
	told := map[string]bool{}
	for _, f := range r.Families {
		if f.Err != nil && !told[f.Err.Error()] { // majors share a folder
			told[f.Err.Error()] = true
			code = worse(code, a.explain(a.gateError(f.Err)))
		}
	}
	for _, f := range r.Families {
		a.tell(f.Notes)
		line := f.Name
		if f.Version != "" {
			line += " " + f.Version
		}
		switch {
		case f.Err != nil:
			line += ": not judged"
		case f.Last == "":
			line += ": nothing released yet"
		default:
			line += fmt.Sprintf(": since %s owed bump %s", f.Last, owedSince(f))
		}
		a.say("runresult: %s", report.Escape(line))
	}
	if r.OK() {
		a.say("runresult: the gate is open")
	} else {
		a.say("runresult: the gate is shut")
	}
	return code
}

// owedSince is the bump that is owed since the last release, and why when it is
// not the documents. What the head owes to older releases counts only where it
// is a reason to refuse it.
func owedSince(f gate.Family) string {
	switch {
	case f.Bump == compat.BumpMajor || f.Bump == compat.BumpUnknown:
		if f.GoAPI == compat.BumpMajor && f.Contract < compat.BumpMajor && f.Contract != compat.BumpUnknown {
			return "major, because of the generated Go API"
		}
		return f.Bump.String()
	case f.GoAPI > f.Contract:
		return f.GoAPI.String() + ", because of the generated Go API"
	}
	return f.Contract.String()
}

// against is the state that --against names.
func against(arg string) (*gate.Against, error) {
	ref, ok := strings.CutPrefix(arg, "git:")
	if !ok || strings.Contains(ref, ":") {
		return nil, usagef("write git:REF, for example git:main", "--against %s names no REF", arg)
	}
	if _, err := parseGit(arg + ":x"); err != nil {
		return nil, usagef("write git:REF, for example git:main", "--against %s names no single REF", arg)
	}
	if err := verifyCommit(ref); err != nil {
		return nil, err
	}
	prefix, err := gitPrefix(ref)
	if err != nil {
		return nil, err
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if here, err = filepath.EvalSymlinks(here); err != nil { // where git thinks it is
		return nil, err
	}
	// at is what a path is in the commit, "" where it is outside of the repository.
	at := func(name string) string {
		if filepath.IsAbs(name) {
			name, _ = filepath.Rel(here, name)
		}
		if name = path.Join(prefix, filepath.ToSlash(name)); !filepath.IsLocal(filepath.FromSlash(name)) {
			return ""
		}
		return name
	}
	return &gate.Against{Name: arg, Files: func() ([]string, error) { return changedSince(ref) }, Read: func(name string) ([]byte, error) {
		// A path as it is written is one of the commit, whatever links it leads
		// through now; only where it is none, the folder that it leads to counts.
		written := at(name)
		err := trouble(nil, "keep it in the repository", "%s is outside of the repository, so %s says nothing about it", filepath.ToSlash(name), arg)
		if written != "" {
			var data []byte
			if data, err = (gitBlob{ref: ref, path: written}).read(); !errors.Is(err, fs.ErrNotExist) {
				return data, err
			}
		}
		abs, linked := filepath.Abs(name)
		if linked == nil {
			abs, linked = filepath.EvalSymlinks(filepath.Dir(abs))
		}
		leads := at(filepath.Join(abs, filepath.Base(name)))
		if linked != nil || leads == "" || leads == written {
			return nil, err
		}
		return gitBlob{ref: ref, path: leads}.read()
	}}, nil
}

func releaseCommand(a *app) *cobra.Command {
	opt := gate.ReleaseOptions{}
	var file, date string
	cmd := &cobra.Command{
		Use:   "release [FAMILY]",
		Short: "Freeze the head of a schema as a version",
		Long: "Freeze the head of a family, when the gate lets it pass, as the version that its\n" +
			"$id names: a copy among the released versions, its line in SHA256SUMS, and the\n" +
			"CHANGELOG's [Unreleased] entries as the section of the version. All of it is\n" +
			"written, or nothing. FAMILY is a name from the configuration, needed when that\n" +
			"has several; NAME.vMAJOR when a family has several majors. --major releases the\n" +
			"head as the first version of the next major, in a file of its own.",
		Example: "  runresult release --dry-run\n" +
			"  runresult release runresult --date 2026-12-01",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef(seeHelp(cmd), "unexpected argument %q", args[1])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				opt.Family = args[0]
			}
			p, err := project(file)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("date") {
				opt.Date, err = time.Parse(time.DateOnly, date)
				if err != nil || opt.Date.Format(time.DateOnly) != date {
					return usagef("write it as 2026-11-22", "the date %q is none of the form YYYY-MM-DD", date)
				}
				opt.Date = opt.Date.Add(12 * time.Hour) // no day is the zero time
			}
			return a.release(cmd.Context(), p, opt)
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "config", gate.ConfigName, "the configuration `FILE`")
	f.BoolVar(&opt.Major, "major", false, "release the head as the first version of the next major")
	f.StringVar(&date, "date", "", "the date in the CHANGELOG, `YYYY-MM-DD` (default: today, UTC)")
	f.BoolVar(&opt.DryRun, "dry-run", false, "say what would be written, and write nothing")
	return cmd
}

func (a *app) release(ctx context.Context, p *gate.Project, opt gate.ReleaseOptions) error {
	r, err := p.Release(ctx, opt)
	var choice *gate.ChoiceError
	var shut *gate.RefusedError
	switch {
	case errors.As(err, &shut):
		return a.showGate([]report.Target{{Format: report.Text}}, shut.Check)
	case errors.As(err, &choice):
		return usagef(choice.Hint, "%s", choice.Message)
	case err != nil:
		return a.gateError(err)
	}
	for _, s := range r.Steps {
		fmt.Fprintf(a.stdout, "%s: %s\n", report.Escape(filepath.ToSlash(s.Path)), report.Escape(s.What))
	}
	if opt.DryRun {
		a.say("runresult: %s %s would be released; nothing was written", report.Escape(r.Name), r.Version)
	} else {
		a.say("runresult: %s %s released", report.Escape(r.Name), r.Version)
	}
	return nil
}
