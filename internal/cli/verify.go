package cli

import (
	"context"
	"os"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run/policy"
	"github.com/atlas-dataflow/runresult/run/verify"
)

func verifyCommand(a *app) *cobra.Command {
	v := &verification{app: a}
	cmd := &cobra.Command{
		Use:   "verify PATH...",
		Short: "Check runs beyond their schema: status, times, counters, evidence",
		Long: "Check what a RunResult says against itself and against its evidence. PATH is a run\n" +
			"directory, whose document is looked for in it and whose files are the evidence, or\n" +
			"a document (- for standard input), whose evidence is looked at when --root says\n" +
			"where it is. With --ndjson every line that is not blank is a document, its\n" +
			"evidence is in DIR/<run_id> of --root DIR, and memory does not depend on how many\n" +
			"there are. A run that failed and says so truthfully is verified; --fail-on partial\n" +
			"asks for success as well. Warnings alone leave the exit code 0.",
		Example: "  runresult verify runs/58d10887f8ac\n" +
			"  runresult verify run_result.json --root runs/58d10887f8ac --policy policy.yaml\n" +
			"  producer | runresult verify --ndjson - --root runs --fail-on partial --format json",
		Args: atLeastOne("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("root") && v.root == "" {
				return usagef("name a directory, or leave --root out", "--root is empty")
			}
			if cmd.Flags().Changed("policy") && v.policy == "" {
				return usagef("name a file, or leave --policy out", "--policy is empty")
			}
			return v.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&v.root, "root", "", "the `DIR` of a document's evidence; of an NDJSON document DIR/<run_id>")
	f.StringVar(&v.policy, "policy", "", "the policy `FILE` that says which steps are critical (- for standard input)")
	f.Var(newEnum(&v.failOn, "partial"), "fail-on", "partial: also exit 1 on a run that is partial or failed")
	f.BoolVar(&v.ndjson, "ndjson", false, "one document a line")
	jobsFlag(cmd, &v.jobs)
	formatFlag(cmd, &v.format)
	return cmd
}

// maxRun is the longest line with a run that is read, in bytes: a few lines for
// each processor are in memory at a time.
const maxRun = 64 << 20

// verification is one run of the command.
type verification struct {
	app                  *app
	root, policy, failOn string
	ndjson               bool
	jobs                 int
	format               []string

	options verify.Options
	base    *os.Root // of --ndjson with --root: what holds the runs' directories
	sink    *report.Sink

	count  verifyCounts
	judged atomic.Int64 // runs, for the status line
	hashed atomic.Int64 // bytes of evidence, for the status line
}

func (v *verification) run(ctx context.Context, args []string) error {
	a := v.app
	targets, err := report.ParseTargets(v.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	if err := a.takeStdinOf("PATH", args); err != nil {
		return err
	}
	if err := v.prepare(args); err != nil {
		return err
	}
	if v.base != nil {
		defer v.base.Close()
	}
	v.sink, err = report.Open(targets, a.stdout, report.Options{Color: a.colors(a.colorOut), ToolVersion: toolVersion()})
	if err != nil {
		return cannotWrite(err)
	}
	if v.ndjson {
		defer lightGC()()
	}
	stop := a.showStatus(v.soFar)
	err = parallel.InOrder(workers(v.jobs), v.units(ctx, args), v.record)
	stop()
	if err != nil {
		v.sink.Abort()
		return err
	}
	if err := v.sink.Close(); err != nil {
		return cannotWrite(err)
	}
	a.say("runresult: %s", v.count.line())
	return nil
}

// prepare reads what the verdicts depend on besides the documents.
func (v *verification) prepare(args []string) error {
	v.options.Jobs = 1
	if !v.ndjson {
		// Few runs share the processors between their files.
		n := workers(v.jobs)
		busy := min(n, len(args))
		v.options.Jobs = (n + busy - 1) / busy
	}
	if v.policy != "" {
		p, err := v.readPolicy()
		if err != nil {
			return err
		}
		v.options.Policy = p
	}
	if v.root == "" {
		return nil
	}
	root, err := openRoot(v.root)
	if err != nil {
		return err
	}
	if v.ndjson {
		v.base = root
		return nil
	}
	if err := root.Close(); err != nil {
		return err
	}
	for _, arg := range args {
		if arg != "-" && isDirectory(arg) {
			return usagef("leave --root out", "--root is for documents; the run directory %s holds its own evidence", arg)
		}
	}
	return nil
}

// readPolicy reads the policy once, so that standard input or a pipe will do.
func (v *verification) readPolicy() (*policy.File, error) {
	if v.policy != "-" {
		p, err := policy.Read(v.policy)
		return p, orStdin(err)
	}
	stdin, err := v.app.takeStdin("--policy -")
	if err != nil {
		return nil, err
	}
	data, err := source.ReadAll(stdinName, stdin)
	if err != nil {
		return nil, err
	}
	return policy.Parse(stdinName, data)
}
