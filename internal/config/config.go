// Package config reads runresult.yaml, the one configuration file of every
// command.
//
// Reading is strict: an unknown key, a value of another type or a path that
// leaves the file's directory is refused with its position. The file's JSON
// Schema is published beside the reader, and a test holds the two together.
//
// The package imports internal/source and internal/suggest.
package config

import (
	_ "embed"
	"path/filepath"
	"regexp"

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
}

// Family is one schema with its versions and what is generated from it.
type Family struct {
	At       *source.Value // where it stands in the file
	Name     string
	Head     Path
	Released Path // zero when nothing was released
	Policy   Policy
	Draft    string          // the name of a dialect, "" for the default
	Map      map[string]Path // URI to file
	Generate []Generate
	Waive    []Waiver
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
var Languages = []string{"go", "typescript", "python", "markdown", "html"}

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

// Read reads the configuration file at path. Errors are *source.Error.
func Read(path string) (*Config, error) {
	data, err := source.ReadBytes(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// Parse reads a configuration from data, YAML or JSON; path is its name in
// messages and gives the directory of its paths. Errors are *source.Error.
func Parse(path string, data []byte) (*Config, error) {
	f, err := source.ParseYAML(path, data)
	if err != nil {
		return nil, err
	}
	r := reader{file: f, dir: filepath.Dir(path)}
	c := &Config{File: f, Dir: r.dir}
	// Another version may mean anything by the rest, so it is not looked at.
	if r.version(field{Value: f.Root.Get("version"), name: "version", at: "/version"}); r.err != nil {
		return nil, r.err
	}
	top := r.object(f.Root, "", "version", "families")
	r.need(top, "version", "families")
	for _, v := range r.array(top.get("families"), 1) {
		c.Families = append(c.Families, r.family(v))
	}
	r.unique(c)
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

func (r *reader) version(v field) {
	if v.Value == nil {
		return
	}
	if v.Kind != source.Number || !source.Equal(v.Value, &source.Value{Kind: source.Number, Text: "1"}) {
		r.fail(v, "write version: 1", "version %s is not known; this tool reads version 1", spell(v.Value))
	}
}

func (r *reader) family(v field) Family {
	o := r.object(v.Value, v.at, "name", "head", "released", "policy", "draft", "map", "generate", "waive")
	r.need(o, "name", "head")
	f := Family{
		At:       v.Value,
		Name:     r.text(o.get("name"), familyName, "small letters and digits, with single hyphens between"),
		Head:     r.path(o.get("head")),
		Released: r.path(o.get("released")),
		Policy:   r.policy(o.get("policy")),
		Draft:    r.word(o.get("draft"), "", "draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"),
	}
	for _, m := range r.members(o.get("map")) {
		if f.Map == nil {
			f.Map = map[string]Path{}
		}
		f.Map[m.name] = r.path(m)
	}
	for _, g := range r.array(o.get("generate"), 0) {
		f.Generate = append(f.Generate, r.generate(g))
	}
	for _, w := range r.array(o.get("waive"), 0) {
		f.Waive = append(f.Waive, r.waiver(w))
	}
	return f
}

func (r *reader) waiver(v field) Waiver {
	o := r.object(v.Value, v.at, "unknown", "from", "to", "why")
	r.need(o, "unknown", "from", "to", "why")
	const full = "a full version such as 1.0.0"
	return Waiver{
		At:      v.Value,
		Unknown: r.text(o.get("unknown"), reasonWord, "the reason that the gate names, such as too-much-work"),
		From:    r.text(o.get("from"), fullVersion, full),
		To:      r.text(o.get("to"), fullVersion, full),
		Why:     r.text(o.get("why"), anyText, "a reason for people"),
	}
}

func (r *reader) policy(v field) Policy {
	p := Policy{Direction: "full", Content: "writer", Transitive: true}
	if v.Value == nil {
		return p
	}
	o := r.object(v.Value, v.at, "direction", "content", "transitive")
	p.Direction = r.word(o.get("direction"), p.Direction, "backward", "forward", "full")
	p.Content = r.word(o.get("content"), p.Content, "writer", "open")
	p.Transitive = r.boolean(o.get("transitive"), true)
	return p
}

func (r *reader) generate(v field) Generate {
	o := r.object(v.Value, v.at, "lang", "out", "package", "type", "int64", "tags", "assert_formats", "import")
	r.need(o, "lang", "out")
	g := Generate{
		At:            v.Value,
		Lang:          r.word(o.get("lang"), "", Languages...),
		Out:           r.path(o.get("out")),
		Package:       r.text(o.get("package"), packageName, "small letters, digits and underscores, a letter first"),
		Type:          r.text(o.get("type"), typeName, "letters and digits, a capital first"),
		Int64:         r.boolean(o.get("int64"), false),
		AssertFormats: r.boolean(o.get("assert_formats"), false),
	}
	for _, t := range r.array(o.get("tags"), 0) {
		tag := r.text(t, packageName, "small letters, digits and underscores, a letter first")
		for _, other := range g.Tags {
			if other == tag && tag != "" {
				r.fail(t, "remove one of them", "the tag %q stands here twice", tag)
			}
		}
		g.Tags = append(g.Tags, tag)
	}
	for _, m := range r.members(o.get("import")) {
		if g.Import == nil {
			g.Import = map[string]string{}
		}
		g.Import[m.name] = r.text(m, importTarget, "a Go import path, with #TYPE behind it if the root type has another name")
	}
	return g
}

// unique refuses what a schema cannot say: two families of one name, unless they
// are majors of one family; two families in one folder of releases; and two
// outputs in one directory, which would take each other's files for strays.
func (r *reader) unique(c *Config) {
	outs := map[string]bool{}
	for i := range c.Families {
		f := &c.Families[i]
		at := field{Value: f.At, at: source.Join("/families", itoa(i))}
		for _, g := range c.Families[:i] {
			same := f.Released == g.Released && !f.Released.IsZero()
			switch {
			case f.Name == "" || g.Name == "" || f.Name == g.Name && same && f.Head != g.Head:
				continue // majors of one family have heads of their own and share their releases
			case f.Name == g.Name:
				r.fail(at, "give each family a name of its own; majors of one family share `released` and differ in `head`",
					"a family called %q stands further up already", f.Name)
			case same:
				r.fail(at, "give each family a folder of its own", "the family %q has its releases in %q already", g.Name, f.Released.Text)
			}
		}
		for j, g := range f.Generate {
			if outs[g.Out.Text] && g.Out.Text != "" {
				r.fail(field{Value: g.At, at: source.Join(at.at, "generate", itoa(j))}, "give each output a directory of its own",
					"another output goes to %q already", g.Out.Text)
			}
			outs[g.Out.Text] = true
		}
	}
}

// pathPart is a part of a Go import path.
const pathPart = `[A-Za-z0-9_]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?`

// The patterns of the schema, in Go's syntax.
var (
	familyName   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	packageName  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	typeName     = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	reasonWord   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	fullVersion  = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$`)
	importTarget = regexp.MustCompile(`^` + pathPart + `(/` + pathPart + `)*(#[A-Z][A-Za-z0-9]*)?$`)
	anyText      = regexp.MustCompile(`.|\n`)
)
