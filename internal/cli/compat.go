package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/cli/verdict"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func compatCommand(a *app) *cobra.Command {
	c := &comparison{app: a, direction: "full", content: "writer", failOn: "major"}
	cmd := &cobra.Command{
		Use:   "compat OLD NEW",
		Short: "Decide whether a schema change breaks anybody",
		Long: "Compare two versions of a schema: does the new one refuse documents of the old\n" +
			"(backward), the old one documents of the new (forward), does a reader lose a\n" +
			"member, and which bump is owed? Every no comes with a small document that shows\n" +
			"it. OLD and NEW are what --schema is elsewhere: a path, -, an embedded name or\n" +
			"git:REF:PATH, with #/pointer for a schema inside a document.\n" +
			"Of two folders every schema is compared, with the one that has its $id or its path.\n" +
			"Where a schema asserts nothing itself, each of its definitions is compared.\n\n" +
			"--documents counts how many documents that exist the change refuses, by kind: those\n" +
			"of OLD that NEW refuses or, under --direction forward, those of NEW that OLD\n" +
			"refuses. A file whose name ends in .json, .yaml or .yml is one document, every\n" +
			"other and - have one a line. It changes neither the verdict nor the exit code,\n" +
			"except to 3 when a file cannot be read.\n\n" +
			"--batch reads {\"id\":…,\"old\":SCHEMA,\"new\":SCHEMA,\"draft\":…} a line and writes one\n" +
			"answer a line, in order; it exits with 3 when a line could not be processed.",
		Example: "  runresult compat git:main:schema/order.json schema/order.json\n" +
			"  runresult compat old.json new.json --format text --format markdown=comment.md\n" +
			"  runresult compat git:main:schema/order.json schema/order.json --documents orders.ndjson\n" +
			"  runresult compat --direction backward --content open --batch pairs.jsonl",
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("batch") {
				return none(cmd, args)
			}
			if len(args) > 2 && len(c.documents) > 0 {
				return usagef("write --documents before each file", "unexpected argument %q", args[2])
			}
			return exactly(2, "OLD or NEW")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	f := cmd.Flags()
	f.Var(newEnum(&c.direction, "backward", "forward", "full"), "direction", "backward, forward or full")
	f.Var(newEnum(&c.content, "writer", "open"), "content", "the documents that count: writer, what disciplined writers emit, or open, all that are valid")
	f.Var(newEnum(&c.failOn, "major", "minor"), "fail-on", "the owed bump that gives exit 1: major or minor")
	f.StringVar(&c.batch, "batch", "", "read pairs of schemas from `FILE` or -, one JSON object a line")
	f.Int64Var(&c.maxWork, "max-work", 0, "work units before the answer is unknown (default: enough for schemas that people write)")
	f.StringArrayVar(&c.documents, "documents", nil, "count the refused documents of `FILE` or -, repeatable")
	jobsFlag(cmd, &c.jobs)
	f.BoolVar(&c.allowUnknown, "allow-unknown", false, "exit 0 when the answer is unknown")
	f.StringArrayVar(&c.entries, "entry", nil, "compare the schema at `POINTER`, such as /$defs/Order, by itself and nothing else; repeatable (default: each definition, of schemas that assert nothing themselves)")
	c.schema.registerReading(cmd)
	f.Lookup("map").Usage += "; serves both OLD and NEW"
	f.StringArrayVar(&c.mapOld, "map-old", nil, "as --map, for OLD only and before it, `URI=PATH`")
	f.StringArrayVar(&c.mapNew, "map-new", nil, "as --map, for NEW only and before it, `URI=PATH`")
	formatFlag(cmd, &c.format)
	return cmd
}

// comparison is one run of the command.
type comparison struct {
	app                        *app
	schema                     schemaFlags
	direction, content, failOn string
	batch                      string
	mapOld, mapNew             []string
	entries                    []string
	documents                  []string
	jobs                       int
	maxWork                    int64
	allowUnknown               bool
	format                     []string

	options compat.Options
}

// points reads the entry points.
func (c *comparison) points() error {
	for i, at := range c.entries {
		c.entries[i] = strings.TrimPrefix(at, "#")
		switch _, ok := source.UnescapePointer(c.entries[i]); {
		case c.entries[i] != "" && c.entries[i][0] != '/':
			return usagef("write one such as /$defs/Order", "--entry %s is no JSON Pointer", at)
		case !ok:
			return usagef("write ~ as ~0 and / as ~1", "--entry %s is no JSON Pointer: it has a broken escape", at)
		case slices.Contains(c.entries[:i], c.entries[i]):
			return usagef("name each entry point once", "--entry %s is given twice", at)
		}
	}
	return nil
}

func (c *comparison) run(cmd *cobra.Command, args []string) error {
	a := c.app
	if cmd.Flags().Changed("max-work") && c.maxWork < 1 {
		return usagef("write a whole number from 1", "--max-work %d is no limit", c.maxWork)
	}
	defer lightGC()()
	direction, _ := compat.ParseDirection(c.direction) // the flags take known words only
	content, _ := compat.ParseContent(c.content)
	c.options = compat.Options{Direction: direction, Content: content, MaxWork: c.maxWork}
	full := direction == compat.Full && content == compat.Writer
	if cmd.Flags().Changed("fail-on") && !full {
		a.say("runresult: note: --fail-on has no effect here: the owed bump needs both directions and content writer")
	}
	if err := c.points(); err != nil {
		return err
	}
	if cmd.Flags().Changed("batch") {
		if len(c.documents) > 0 {
			return usagef("compare one pair", "--documents does not go with --batch")
		}
		return c.runBatch(cmd)
	}
	targets, err := report.ParseTargets(c.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	if args[0] == "-" && args[1] == "-" {
		return usagef("give one of them a file", "OLD and NEW cannot both read standard input")
	}
	if slices.Contains(c.documents, "") {
		return usagef("name a file, or - for standard input", "--documents is empty")
	}
	if err := a.takeStdinOf("--documents", c.documents); err != nil {
		return err
	}
	c.options.Changes = true
	both, err := bundles(args[0], args[1])
	if err != nil {
		return err
	}
	if both {
		old, now, err := c.loadBundles(args)
		if err != nil {
			return err
		}
		r, err := compat.CompareBundles(cmd.Context(), old, now, c.options)
		if err != nil {
			return err
		}
		return c.deliver(targets, r, old, now)
	}
	old, err := c.load("OLD", args[0], c.mapOld)
	if err != nil {
		return err
	}
	now, err := c.load("NEW", args[1], c.mapNew)
	if err != nil {
		return err
	}
	return c.compare(cmd.Context(), targets, old, now)
}

// load reads one of the two schemas.
func (c *comparison) load(arg, name string, maps []string) (*compat.Schema, error) {
	s := c.schema
	s.arg, s.schema = arg, name
	var err error
	if s.mapped, err = c.maps("--map-"+strings.ToLower(arg), maps); err != nil {
		return nil, err
	}
	t, err := c.app.readSchema(s)
	if err != nil {
		return nil, err
	}
	if t.yaml() {
		t.name += ".yaml" // a schema's name tells JSON from YAML
	}
	loaded, err := compat.Load(t.name, t.data, compat.LoadOptions{
		Draft: s.draft, AnyDialect: s.anyDialect, LaterKeywords: s.laterKeywords, AssertFormats: s.assertFormats,
		Map: t.mapped, Root: t.root, Open: t.open, At: t.at, Entries: c.entries,
	})
	if err != nil {
		return nil, err
	}
	c.app.tell(loaded.Notes())
	return loaded, nil
}

// maps is what --map says of both sides, and what a flag for one says instead.
func (c *comparison) maps(flag string, one []string) (map[string]string, error) {
	mapped, err := parseMaps("--map", c.schema.maps)
	if err != nil {
		return nil, err
	}
	own, err := parseMaps(flag, one)
	if mapped == nil {
		return own, err
	}
	maps.Copy(mapped, own)
	return mapped, err
}

// compare compares two schemas, and counts documents.
func (c *comparison) compare(ctx context.Context, targets []report.Target, old, now *compat.Schema) error {
	r, err := compat.Compare(ctx, old, now, c.options)
	if err != nil {
		return err
	}
	if len(c.documents) > 0 && r.Fault == nil {
		if r.Impact, err = c.measure(ctx, old, now); err != nil {
			return err
		}
		r.Fault = contradicted(r)
	}
	return c.deliver(targets, r, old, now)
}

// deliver reports and gives the exit code.
func (c *comparison) deliver(targets []report.Target, r *compat.Report, old, now verdict.Source) error {
	a := c.app
	if r.Fault != nil {
		a.fault(r.Fault)
		return silentError(ExitBug)
	}
	v := verdict.View{Report: r, Old: old, New: now, FailOn: c.threshold(), AllowUnknown: c.allowUnknown, Rules: rules().ByID}
	seen := false
	err := report.Deliver(targets, a.stdout, func(w io.Writer, t report.Target) error {
		seen = seen || t.Path == "" && t.Format == report.Text
		return a.writeVerdict(w, t, v)
	})
	if err != nil {
		return cannotWrite(err)
	}
	if !seen {
		a.say("runresult: %s", v.Summary())
		if r.Impact != nil {
			a.say("runresult: %s", v.Effect())
		}
	}
	if code := c.code(r); code != ExitYes {
		return silentError(code)
	}
	return nil
}

func (a *app) writeVerdict(w io.Writer, t report.Target, v verdict.View) error {
	onTerminal := t.Path == "" && a.colors(a.colorOut)
	switch t.Format {
	case report.Text:
		return verdict.Text(w, v, onTerminal)
	case report.Markdown:
		return verdict.Markdown(w, v)
	case report.JSON:
		return writeLine(w, v.Report)
	}
	return report.Write(w, t.Format, report.Options{Color: onTerminal, ToolVersion: toolVersion()}, v.Findings())
}

// threshold is the bump that --fail-on names.
func (c *comparison) threshold() compat.Bump {
	if c.failOn == "minor" {
		return compat.BumpMinor
	}
	return compat.BumpMajor
}

// code is the exit code of a report.
func (c *comparison) code(r *compat.Report) int {
	asked := r.Reader != nil // and with it the bump
	switch {
	case r.Verdict == compat.Incompatible, asked && r.RequiredBump >= c.threshold():
		return ExitNo
	case r.Verdict == compat.Unknown, asked && r.RequiredBump == compat.BumpUnknown:
		if !c.allowUnknown {
			return ExitUndecided
		}
	}
	return ExitYes
}

// fault tells about an answer that this program cannot trust.
func (a *app) fault(f *compat.Fault) {
	_ = a.stdout.finish()
	fmt.Fprintf(a.stderr, "runresult: internal error: %s\n", report.Escape(f.Error()))
	fmt.Fprintf(a.stderr, "  This is a bug in runresult, not in your schemas. Nothing was decided.\n")
	fmt.Fprintf(a.stderr, "  hint: report the lines here, with both schemas, at https://github.com/atlas-dataflow/runresult/issues\n")
	fmt.Fprintf(a.stderr, "  version: %s, %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
