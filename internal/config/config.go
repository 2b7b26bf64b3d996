// Package config reads runresult.yaml, the one configuration file of every
// command.
//
// Reading is strict: an unknown key, a value of another type or a path that
// leaves the file's directory is refused with its position. The file's JSON
// Schema is published beside the reader, and a test holds the two together.
//
// The package imports internal/form, internal/gen/languages, internal/gen/target and
// internal/source.
package config

import (
	_ "embed"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/form"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Schema is the JSON Schema of runresult.yaml.
//
//go:embed runresult-config.schema.json
var Schema []byte

// SchemaName is what the command line calls Schema.
const SchemaName = "runresult.config"

// Code is the code of every error that Read and Parse make about contents that
// are YAML but not a configuration.
const Code = "config"

// Config is the contents of one configuration file.
type Config struct {
	File     *source.File
	Dir      string // the directory that every path in the file is relative to
	Families []Family
	// Dialects are drafts by the URI of a dialect that is not known.
	Dialects map[string]string
}

// Family is one schema with its versions and what is generated from it.
type Family struct {
	At       *source.Value // where it stands in the file
	Name     string
	Head     Path
	Released Path // zero when nothing was released
	Policy   Policy
	Draft    string // the name of a dialect, "" for the default
	// LaterKeywords gives keywords of later drafts their meaning.
	LaterKeywords bool
	Dialects      map[string]string // those of the configuration
	Map           map[string]Path   // URI to file
	Generate      []Generate
	Waive         []Waiver
	Entries       []string // JSON Pointers of the schemas that are judged by themselves
}

// Policy is what a change may break before it needs a new major version.
type Policy struct {
	Direction  string // backward, forward or full
	Content    string // writer or open
	Transitive bool
}

// Waiver lets the gate pass although one question about one pair of versions is
// undecided. It names the pair, so it ends with the next version.
type Waiver struct {
	At       *source.Value
	Unknown  string // the reason that the gate named
	From, To string // versions: a release, and the head
	Why      string
}

// Generate is one output of the generator.
type Generate struct {
	At            *source.Value
	Lang          string // one of Languages
	Package, Type string // "" for the default
	Out           Path
	Int64         bool
	Tags          []string
	AssertFormats bool
	Import        map[string]string // URI to Go import path, with #TYPE behind it or not
}

// Languages are the values of lang that the format knows.
var Languages = languages.Names()

// languageOf finds the language of an output, nil where this version does not
// print it.
var languageOf = languages.Get

// Path is a path in a configuration file: slash-separated and relative to it.
type Path struct {
	Text string // as written
	dir  string
}

// OS is the path for the operating system, relative to the working directory or
// absolute as the configuration file's own path was.
func (p Path) OS() string { return filepath.Join(p.dir, filepath.FromSlash(p.Text)) }

// IsZero reports whether the file names no such path.
func (p Path) IsZero() bool { return p.Text == "" }

// Read reads the configuration file at path. Errors are *diag.Error.
func Read(path string) (*Config, error) {
	data, err := source.ReadBytes(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// Parse reads a configuration from data, YAML or JSON; path is its name in
// messages and gives the directory of its paths. Errors are *diag.Error.
func Parse(path string, data []byte) (*Config, error) {
	f, err := source.ParseYAML(path, data)
	if err != nil {
		return nil, err
	}
	r := reader{Reader: form.Reader{File: f, Code: Code}, dir: filepath.Dir(path)}
	c := &Config{File: f, Dir: r.dir}
	// Another version may mean anything by the rest, so it is not looked at.
	if r.Version(r.Root().Get("version"), "write version: 1"); r.Err() != nil {
		return nil, r.Err()
	}
	top := r.Object(r.Root(), "version", "families", "dialects")
	r.Need(top, "version", "families")
	for _, m := range r.Members(top.Get("dialects"), "name a URI") {
		if c.Dialects == nil {
			c.Dialects = map[string]string{}
		}
		uri := strings.TrimSuffix(m.Name, "#")
		if c.Dialects[uri] != "" {
			r.Fail(m, "leave one of them out", "the dialect %q stands here twice", uri)
		}
		c.Dialects[uri] = r.Word(m, "", drafts...)
	}
	for _, v := range r.Array(top.Get("families"), 1) {
		f := r.family(v)
		f.Dialects = c.Dialects
		c.Families = append(c.Families, f)
	}
	r.unique(c)
	if r.Err() != nil {
		return nil, r.Err()
	}
	return c, nil
}

// reader is a form.Reader that knows what paths are relative to.
type reader struct {
	form.Reader
	dir string
}

func (r *reader) family(v form.Field) Family {
	o := r.Object(v, "name", "head", "released", "policy", "draft", "later_keywords", "map", "generate", "waive", "entries")
	r.Need(o, "name", "head")
	f := Family{
		At:       v.Value,
		Name:     r.Text(o.Get("name"), familyName, "small letters and digits, with single hyphens between"),
		Head:     r.path(o.Get("head")),
		Released: r.path(o.Get("released")),
		Policy:   r.policy(o.Get("policy")),
		Draft:    r.Word(o.Get("draft"), "", drafts...),

		LaterKeywords: r.Bool(o.Get("later_keywords"), false),
	}
	for _, m := range r.Members(o.Get("map"), "name a URI") {
		if f.Map == nil {
			f.Map = map[string]Path{}
		}
		f.Map[m.Name] = r.path(m)
	}
	for _, g := range r.Array(o.Get("generate"), 0) {
		f.Generate = append(f.Generate, r.generate(g))
	}
	for _, w := range r.Array(o.Get("waive"), 0) {
		f.Waive = append(f.Waive, r.waiver(w))
	}
	for _, e := range r.Array(o.Get("entries"), 0) {
		at := r.Text(e, pointer, "the JSON Pointer of a schema in the head, such as /$defs/Order")
		if slices.Contains(f.Entries, at) && e.Value.Text == at {
			r.Fail(e, "remove one of them", "the entry point %q stands here twice", at)
		}
		f.Entries = append(f.Entries, at)
	}
	return f
}

func (r *reader) waiver(v form.Field) Waiver {
	o := r.Object(v, "unknown", "from", "to", "why")
	r.Need(o, "unknown", "from", "to", "why")
	const full = "a full version such as 1.0.0"
	return Waiver{
		At:      v.Value,
		Unknown: r.Text(o.Get("unknown"), reasonWord, "the reason that the gate names, such as too-much-work"),
		From:    r.Text(o.Get("from"), fullVersion, full),
		To:      r.Text(o.Get("to"), fullVersion, full),
		Why:     r.Text(o.Get("why"), anyText, "a reason for people"),
	}
}

func (r *reader) policy(v form.Field) Policy {
	p := Policy{Direction: "full", Content: "writer", Transitive: true}
	if v.Value == nil {
		return p
	}
	o := r.Object(v, "direction", "content", "transitive")
	p.Direction = r.Word(o.Get("direction"), p.Direction, "backward", "forward", "full")
	p.Content = r.Word(o.Get("content"), p.Content, "writer", "open")
	p.Transitive = r.Bool(o.Get("transitive"), true)
	return p
}

func (r *reader) generate(v form.Field) Generate {
	o := r.Object(v, "lang", "out", "package", "type", "int64", "tags", "assert_formats", "import")
	r.Need(o, "lang", "out")
	g := Generate{
		At:            v.Value,
		Lang:          r.Word(o.Get("lang"), "", Languages...),
		Out:           r.path(o.Get("out")),
		Int64:         r.Bool(o.Get("int64"), false),
		AssertFormats: r.Bool(o.Get("assert_formats"), false),
	}
	own := languageOf(g.Lang)
	if own == nil || own == languages.Default() {
		own = &patterned
	}
	g.Package = r.option(o.Get("package"), own.Package)
	g.Type = r.option(o.Get("type"), own.Type)
	for _, t := range r.Array(o.Get("tags"), 0) {
		tag := r.option(t, own.Tag)
		for _, other := range g.Tags {
			if other == tag && tag != "" {
				r.Fail(t, "remove one of them", "the tag %q stands here twice", tag)
			}
		}
		g.Tags = append(g.Tags, tag)
	}
	for _, m := range r.Members(o.Get("import"), "name a URI") {
		if g.Import == nil {
			g.Import = map[string]string{}
		}
		g.Import[m.Name] = r.option(m, imported(own))
	}
	return g
}

// option reads the value of an option by the rule that the language has for it.
func (r *reader) option(v form.Field, rule target.Rule) string {
	text := r.Text(v, nil, "")
	switch {
	case v.Value == nil || v.Kind != source.String || rule.Holds(text):
	case !rule.Has():
		r.Fail(v, "leave the option out", "it has no meaning in this language")
	default:
		r.Fail(v, rule.Hint, "%s does not have the right form", form.Spell(v.Value))
	}
	return text
}

// imported is the rule for PATH or PATH#TYPE.
func imported(lang *target.Language) target.Rule {
	rule := lang.Module
	if lang != &patterned && rule.Has() {
		rule.Fits = func(text string) bool {
			path, name, named := strings.Cut(text, "#")
			return lang.Module.Holds(path) && (!named || lang.Type.Holds(name))
		}
	}
	return rule
}

// unique refuses what a schema cannot say: two families of one name, unless they
// are majors of one family; two families with one head, with one folder of releases or
// with one inside the other's; and two outputs in one directory, which would take each
// other's files for strays.
func (r *reader) unique(c *Config) {
	names, heads, folders, outs := map[string]*Family{}, map[string]*Family{}, map[string]*Family{}, map[string]bool{}
	for i := range c.Families {
		f := &c.Families[i]
		at := form.Field{Value: f.At, At: source.Join("/families", strconv.Itoa(i))}
		first, head := names[f.Name], heads[f.Head.Text]
		shares := first != nil && first.Released == f.Released && !f.Released.IsZero()
		switch {
		case f.Name == "" || f.Head.IsZero():
			continue
		case first != nil && (!shares || head != nil && head.Name == f.Name):
			// Majors of one family have heads of their own and share their releases.
			r.Fail(at, "give each family a name of its own; majors of one family share `released` and differ in `head`",
				"a family called %q stands further up already", f.Name)
		case head != nil:
			r.Fail(at, "give each family a schema of its own, or remove one of them", "%q is the head of the family %q already", f.Head.Text, head.Name)
		}
		if first == nil {
			r.folder(at, f, folders)
			names[f.Name] = f
		}
		heads[f.Head.Text] = f
		for j, g := range f.Generate {
			if outs[g.Out.Text] && g.Out.Text != "" {
				r.Fail(form.Field{Value: g.At, At: source.Join(at.At, "generate", strconv.Itoa(j))}, "give each output a directory of its own",
					"another output goes to %q already", g.Out.Text)
			}
			outs[g.Out.Text] = true
		}
	}
	for i := range c.Families {
		f := &c.Families[i]
		for dir := path.Dir(f.Released.Text); !f.Released.IsZero() && dir != "."; dir = path.Dir(dir) {
			if outer := folders[dir]; outer != nil {
				r.Fail(form.Field{Value: f.At, At: source.Join("/families", strconv.Itoa(i))}, "put the folders beside each other",
					"its releases in %q stand among those of the family %q", f.Released.Text, outer.Name)
				break
			}
		}
	}
}

// folder notes the folder of a family's releases.
func (r *reader) folder(at form.Field, f *Family, folders map[string]*Family) {
	if f.Released.IsZero() {
		return
	}
	if other := folders[f.Released.Text]; other != nil {
		r.Fail(at, "give each family a folder of its own", "the family %q has its releases in %q already", other.Name, f.Released.Text)
	}
	folders[f.Released.Text] = f
}

// path reads a path that stays below the configuration file.
func (r *reader) path(v form.Field) Path {
	text := r.Text(v, anyText, "a path")
	if text == "" || text == "." {
		return Path{Text: text, dir: r.dir}
	}
	for _, part := range strings.Split(text, "/") {
		problem := ""
		switch {
		case strings.Contains(part, `\`):
			problem = `holds \`
		case strings.Contains(part, ":"):
			problem = "holds a colon"
		case strings.IndexFunc(part, func(c rune) bool { return c < 0x20 }) >= 0:
			problem = "holds a control character"
		case part == "..":
			problem = "leaves the directory of the configuration file"
		case part == "." || part == "":
			problem = "has an empty part, is absolute, or has a part ."
		default:
			continue
		}
		r.Fail(v, "write a path relative to this file, below it, with / between its parts", "the path %s %s", form.Spell(v.Value), problem)
		break
	}
	return Path{Text: text, dir: r.dir}
}

// drafts are the names of the dialects.
var drafts = []string{"draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"}

// pathPart is a part of a Go import path.
const pathPart = `[A-Za-z0-9_]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?`

// The patterns of the schema, in Go's syntax.
var (
	familyName   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	word         = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	typeName     = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	reasonWord   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	fullVersion  = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$`)
	importTarget = regexp.MustCompile(`^` + pathPart + `(/` + pathPart + `)*(#[A-Z][A-Za-z0-9]*)?$`)
	pointer      = regexp.MustCompile(`^(/([^~/]|~[01])*)+$`)
	anyText      = regexp.MustCompile(`.|\n`)
)

// patterned has the rules that the schema has patterns for: those of Go, which are
// narrower than the language, and of languages that this version does not print.
// Every other language judges the values of its options itself.
var patterned = target.Language{
	Package: target.Rule{Fits: word.MatchString, Hint: "write small letters, digits and underscores, a letter first"},
	Tag:     target.Rule{Fits: word.MatchString, Hint: "write small letters, digits and underscores, a letter first"},
	Type:    target.Rule{Fits: typeName.MatchString, Hint: "write letters and digits, a capital first"},
	Module:  target.Rule{Fits: importTarget.MatchString, Hint: "write a Go import path, with #TYPE behind it if the root type has another name"},
}
