package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/output"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// generation is one run of the generate command.
type generation struct {
	app     *app
	schema  schemaFlags
	lang    string
	pkg     string
	typ     string
	out     string
	config  string
	imports []string
	tags    []string
	int64   bool
	check   bool
	clean   bool
	stats   bool
	format  []string
}

func generateCommand(a *app) *cobra.Command {
	g := &generation{app: a, lang: languages.Default().Name}
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Generate code from a schema",
		Long: "Generate from a schema, RunResult unless --schema names another. Output is\n" +
			"written whole or not at all, and equal input gives equal bytes. --check writes\n" +
			"nothing and reports every changed, missing or stray file. Each output has a\n" +
			"directory of its own. This version prints\n\n" + printed(),
		Example: "  runresult generate --schema order.json --package order --out internal/order\n" +
			"  runresult generate --config runresult.yaml --check\n" +
			"  //go:generate go tool runresult generate --schema runresult.v1 --package runresultv1 --out runresultv1",
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.run(cmd) },
	}
	g.schema.register(cmd)
	f := cmd.Flags()
	f.Var(newEnum(&g.lang, config.Languages...), "lang", strings.Join(config.Languages, ", ")+"; this version has "+strings.Join(gen.Languages(), ", "))
	f.StringVar(&g.pkg, "package", "", "`NAME` of the package"+forLanguages(func(l *target.Language) target.Rule { return l.Package })+" (default: the output directory's"+packageVars()+")")
	f.StringVar(&g.typ, "type", "", "`NAME` of the root type"+forLanguages(func(l *target.Language) target.Rule { return l.Type })+" (default: from the schema's title or file name)")
	f.StringVar(&g.out, "out", ".", "the `DIR` to write to")
	f.StringVar(&g.config, "config", "", "generate every output that `FILE` names")
	f.StringArrayVar(&g.imports, "import", nil, "`URI=PATH` of a schema whose types live in a package that was generated from it with the same options, and how programs import that; PATH#TYPE names its root type; repeatable"+
		forLanguages(func(l *target.Language) target.Rule { return l.Module }))
	f.BoolVar(&g.int64, "int64", false, "use int64 for every integer; one that does not fit is an error")
	f.StringSliceVar(&g.tags, "tags", nil, "`KEYS` of tags to write, separated by commas"+forLanguages(func(l *target.Language) target.Rule { return l.Tag })+"; those of Go are json by default")
	f.BoolVar(&g.check, "check", false, "write nothing; exit 1 and name every changed, missing or stray file")
	f.BoolVar(&g.clean, "clean", false, "remove files that an earlier run wrote and this one does not")
	f.BoolVar(&g.stats, "stats", false, "say on standard output how much of the schema has static code, as JSON")
	formatFlag(cmd, &g.format)
	return cmd
}

func (g *generation) run(cmd *cobra.Command) error {
	a := g.app
	switch {
	case g.check && g.clean:
		return usagef("leave one of them out", "--check writes nothing and --clean removes files")
	case len(g.format) > 0 && !g.check:
		return usagef("add --check", "--format is the format of the report that --check makes")
	}
	targets, err := report.ParseTargets(g.format)
	if err != nil {
		return usagef("write --format FORMAT or --format FORMAT=PATH", "%v", err)
	}
	if g.check && g.stats {
		for _, t := range targets {
			if t.Path == "" && t.Format != report.Text {
				return usagef("send the report to a file with --format FORMAT=PATH", "--stats and the report both go to standard output")
			}
		}
	}
	jobs, err := g.jobs(cmd)
	if err != nil {
		return err
	}
	for _, j := range jobs { // before any work: none or all
		if languages.Get(j.opt.Lang) == nil {
			return notAvailable("generate --lang "+j.opt.Lang, "use --lang "+strings.Join(gen.Languages(), " or "))
		}
	}
	var all []*generated
	for _, j := range jobs {
		o, err := g.generate(cmd.Context(), j)
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	if g.stats {
		if err := a.printStats(all); err != nil {
			return err
		}
	}
	if g.check {
		return g.report(all, targets)
	}
	return g.write(all)
}

// job is one schema and where its code goes.
type job struct {
	schema schemaFlags
	opt    gen.Options
	out    string
}

// jobs are what the flags ask for, or what the configuration names.
func (g *generation) jobs(cmd *cobra.Command) ([]job, error) {
	if !cmd.Flags().Changed("config") {
		if err := g.checkNames(); err != nil {
			return nil, err
		}
		opt := gen.Options{
			Lang: g.lang, Package: g.pkg, Type: g.typ, Int64: g.int64, Tags: g.tags,
		}
		if cmd.Flags().Changed("out") && g.out == "" {
			return nil, usagef("name a directory, . for the current one", "--out is empty")
		}
		var err error
		if opt.Imports, err = g.parseImports(); err != nil {
			return nil, err
		}
		return []job{{schema: g.schema, opt: opt, out: g.out}}, nil
	}
	for _, name := range []string{
		"schema", "draft", "any-dialect", "later-keywords", "assert-formats", "map", "lang", "package", "type", "out", "import", "int64", "tags",
	} {
		if cmd.Flags().Changed(name) {
			return nil, usagef("write it into the configuration, or leave --config out", "--%s and --config exclude each other", name)
		}
	}
	c, err := config.Read(g.config)
	if err != nil {
		return nil, err
	}
	var jobs []job
	for _, f := range c.Families {
		s := schemaFlags{
			schema: f.Head.OS(), isPath: true, draft: f.Draft, dialects: f.Dialects, laterKeywords: f.LaterKeywords, mapped: map[string]string{},
		}
		for uri, p := range f.Map {
			s.mapped[uri] = p.OS()
		}
		for _, o := range f.Generate {
			imports, err := gen.NewImports(o.Lang, o.Import)
			if err != nil {
				return nil, c.File.Errorf(o.At, "", config.Code, "write the path that Go programs import the package by, and #TYPE behind it if its root type has another name", "%v", err)
			}
			s.assertFormats = o.AssertFormats
			jobs = append(jobs, job{
				schema: s, out: o.Out.OS(),
				opt: gen.Options{
					Lang: o.Lang, Package: o.Package, Type: o.Type, Int64: o.Int64, Tags: o.Tags, Imports: imports,
				},
			})
		}
	}
	return jobs, nil
}

// checkNames refuses what the flags cannot mean before a schema is read.
func (g *generation) checkNames() error {
	lang := languages.Get(g.lang)
	if lang == nil {
		return nil // said elsewhere
	}
	for _, o := range []struct {
		name  string
		given bool
		rule  target.Rule
	}{
		{"package", g.pkg != "", lang.Package}, {"type", g.typ != "", lang.Type},
		{"import", len(g.imports) > 0, lang.Module}, {"tags", len(g.tags) > 0, lang.Tag},
	} {
		if o.given && !o.rule.Has() {
			return usagef("leave it out", "--%s has no meaning with --lang %s", o.name, g.lang)
		}
	}
	switch {
	case g.pkg != "" && !lang.Package.Holds(g.pkg):
		return usagef(lang.Package.Hint, "--package %s is no name for a package of types", g.pkg)
	case g.typ != "" && !lang.Type.Holds(g.typ):
		return usagef(lang.Type.Hint, "--type %s is no %s", g.typ, lang.Type.Is)
	}
	return nil
}

// printed lists the languages with what comes out.
func printed() string {
	var lines []string
	for _, l := range languages.Available() {
		lines = append(lines, fmt.Sprintf("  %-12s %s", l.Name, l.Prints))
	}
	return strings.Join(lines, "\n")
}

// forLanguages names the languages that have an option, unless all have.
func forLanguages(rule func(*target.Language) target.Rule) string {
	var names []string
	for _, l := range languages.Available() {
		if rule(l).Has() {
			names = append(names, l.Name)
		}
	}
	if len(names) == len(gen.Languages()) {
		return ""
	}
	return ", with --lang " + cmp.Or(strings.Join(names, " or "), "none")
}

// packageVars names the variables that have a default package in them.
func packageVars() (text string) {
	for _, l := range languages.Available() {
		if l.PackageVar != "" {
			text += ", or $" + l.PackageVar + " when that is the current one"
		}
	}
	return text
}

// parseImports reads the values of --import.
func (g *generation) parseImports() ([]gen.Import, error) {
	var list []gen.Import
	for _, v := range g.imports {
		i, err := gen.ParseImport(g.lang, v)
		if err != nil {
			return nil, usagef("write --import URI=GO/PATH, or URI=GO/PATH#TYPE", "--import %s: %v", v, err)
		}
		list = append(list, i)
	}
	slices.SortFunc(list, func(a, b gen.Import) int { return strings.Compare(a.URI, b.URI) })
	for k := 1; k < len(list); k++ {
		if list[k].URI == list[k-1].URI {
			return nil, usagef("leave one of them out", "--import gives two packages for %s", list[k].URI)
		}
	}
	return list, nil
}

// generate computes the files of one job; nothing is written.
func (g *generation) generate(ctx context.Context, j job) (*generated, error) {
	t, err := g.app.readSchema(j.schema)
	if err != nil {
		return nil, err
	}
	lang, nameless := languages.Get(j.opt.Lang), ""
	if j.opt.Package == "" {
		if name := defaultPackage(lang, j.out); name == "" || lang.Package.Holds(name) {
			j.opt.Package = name
		} else {
			nameless = name // what is wrong with the schema is told first
		}
	}
	result, err := gen.Generate(ctx, t.input(j.schema), j.opt)
	if err != nil {
		return nil, err
	}
	g.app.tell(result.Notes)
	if nameless != "" {
		return nil, usagef("name the package with --package, or a directory of its own with --out", "the default package name %s is none for a package of types", nameless)
	}
	return &generated{dir: j.out, schema: j.schema.schema, result: result}, nil
}

// input is the schema as package gen takes it.
func (t *schemaText) input(s schemaFlags) gen.Input {
	return gen.Input{
		Name: t.name, Schema: t.data, YAML: t.yaml(),
		Draft: s.draft, AnyDialect: s.anyDialect, Dialects: s.dialects, LaterKeywords: s.laterKeywords, AssertFormats: s.assertFormats, Map: t.mapped, Root: t.root, Open: t.open, At: t.at,
	}
}

// generated is the outcome of one generation and the directory it belongs to.
type generated struct {
	dir    string
	schema string // as named by the user
	result *gen.Result
}

// compare holds the outcome against the directory.
func (g *generated) compare() (*output.Drift, error) { return output.Compare(g.dir, g.result.Files) }

// write puts everything in place, or nothing.
func (g *generation) write(all []*generated) error {
	a := g.app
	var changes []atomicfile.Change
	for _, o := range all {
		d, err := o.compare()
		if err != nil {
			return err
		}
		if len(d.Foreign) > 0 {
			return trouble(nil, "move the file away, or generate into another directory with --out",
				"%s is in the way: it does not carry the header of generated code", d.Path(d.Foreign[0]))
		}
		changes = append(changes, d.Changes()...)
		strays := d.Stray
		if g.clean {
			for _, name := range strays {
				changes = append(changes, atomicfile.Change{Dir: o.dir, Name: name, Remove: true})
			}
			continue
		}
		for _, name := range strays {
			a.note(d.Path(name), 0, 0, "", "an earlier run wrote this file and this one does not; --clean removes it")
		}
	}
	if err := atomicfile.Apply(changes); err != nil {
		return cannotWrite(err)
	}
	a.sayWritten(all, changes)
	return nil
}

func (a *app) sayWritten(all []*generated, changes []atomicfile.Change) {
	wrote, removed, total := map[string]int{}, map[string]int{}, 0
	for _, c := range changes {
		if c.Remove {
			removed[c.Dir]++
		} else {
			wrote[c.Dir]++
		}
	}
	for _, o := range all {
		total = len(o.result.Files)
		line := fmt.Sprintf("%s: %s", report.Escape(o.dir), wording.Count(total, "file"))
		switch w, r := wrote[o.dir], removed[o.dir]; {
		case w == 0 && r == 0:
			line += ", all up to date"
		case r == 0:
			line += fmt.Sprintf(", %d written", w)
		default:
			line += fmt.Sprintf(", %d written, %d removed", w, r)
		}
		a.say("runresult: %s", line)
	}
}

// report makes the findings of --check.
func (g *generation) report(all []*generated, targets []report.Target) error {
	a := g.app
	sink, err := report.Open(targets, a.stdout, report.Options{Color: a.colors(a.colorOut), ToolVersion: toolVersion()})
	if err != nil {
		return cannotWrite(err)
	}
	for _, o := range all {
		d, err := o.compare()
		if err != nil {
			sink.Abort()
			return err
		}
		for _, f := range d.Findings(o.schema, g.repair(false), g.repair(true)) {
			if err := sink.Add(f); err != nil {
				sink.Abort()
				return cannotWrite(err)
			}
		}
	}
	if err := sink.Close(); err != nil {
		return cannotWrite(err)
	}
	if !sink.OK() {
		a.say("runresult: %s", wording.Count(sink.Total(), "generated file")+" out of date")
		return silentError(ExitNo)
	}
	files := 0
	for _, o := range all {
		files += len(o.result.Files)
	}
	a.say("runresult: %s up to date", wording.Count(files, "generated file"))
	return nil
}

// repair is the command that undoes the drift: this one without --check and
// without what only --check takes.
func (g *generation) repair(clean bool) string {
	words := []string{"runresult"}
	skip := false
	for _, arg := range g.app.args {
		switch {
		case skip:
			skip = false
		case arg == "--check" || strings.HasPrefix(arg, "--check=") || strings.HasPrefix(arg, "--format="):
		case arg == "--format":
			skip = true
		default:
			words = append(words, arg)
		}
	}
	if clean {
		words = append(words, "--clean")
	}
	return strings.Join(words, " ")
}

// printStats says how much of each schema has static code.
func (a *app) printStats(all []*generated) error {
	type stats struct {
		Schema string `json:"schema"`
		Out    string `json:"out"`
		Stats  any    `json:"stats"`
	}
	out := struct {
		FormatVersion string  `json:"format_version"`
		Outputs       []stats `json:"outputs"`
	}{FormatVersion: "1"}
	for _, o := range all {
		out.Outputs = append(out.Outputs, stats{Schema: o.schema, Out: filepath.ToSlash(filepath.Clean(o.dir)), Stats: o.result.Stats})
	}
	return writeJSON(a.stdout, out)
}
