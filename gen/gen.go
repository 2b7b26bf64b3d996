// Package gen turns a JSON Schema into source code: bytes in, files out. Nothing is
// written; the caller puts the files where it wants them.
//
// Generation is a function of the schema, what it refers to, and the options: no
// clock, no environment and no map order reaches the output. Every keyword is
// enforced by what comes out, or the schema is refused by its name. All functions
// are safe for concurrent use.
//
// It imports diag, internal/gen, internal/graph, internal/source, internal/v5 (which
// checks a schema against its meta-schema) and rt/eval (for the formats it knows);
// it never imports compat or run.
package gen

import (
	"cmp"
	"context"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	v5 "github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Input is a schema as it is read.
type Input struct {
	// Name is what errors call the schema, and the path that its references count
	// from. A name that ends in .yaml or .yml says that the text is YAML.
	Name   string
	Schema []byte
	// YAML says so whatever the name is.
	YAML bool
	// Draft is the dialect of a schema that names none (draft4 draft6 draft7
	// draft2019-09 draft2020-12); "" is draft2020-12.
	Draft string
	// AnyDialect reads a schema whose $schema names an unknown dialect as Draft, which
	// has to be there; Dialects gives drafts for the URIs of such dialects.
	AnyDialect bool
	Dialects   map[string]string
	// LaterKeywords gives keywords that only later drafts than the schema's have the
	// meaning that they have there, such as const in draft 4; without it they mean
	// nothing. A keyword of the schema's own draft that rules the same beside one of
	// them is an error.
	LaterKeywords bool
	// AssertFormats makes every format whose language is known an assertion.
	AssertFormats bool
	// Map gives files for URIs, and Root is the directory that references may
	// resolve into; "" allows no file.
	Map  map[string]string
	Root string
	// Place is the path that references count from, when that is not Name: that of
	// the schema which a copy was made of.
	Place string
	// Open reads a file instead of the file system.
	Open func(path string) ([]byte, error)
	// At is the JSON Pointer of the schema in its text, which may be any document
	// then; "" is the text itself. References count from the root of the text.
	At string
}

// Options direct a generation.
type Options struct {
	Lang    string // one of Languages; "" is go
	Package string // name of the package; "" is schema
	Type    string // name of the root type; "" takes the schema's title or the name of its file
	// Int64 makes every integer an int64, with an error for values beyond it.
	Int64 bool
	// Tags lists the struct tag keys to print; nil is json.
	Tags []string
	// Imports name schemas whose types live in packages of their own.
	Imports []Import
}

// Import says that the types of a schema live in another package, which was
// generated from it with the same options.
type Import struct {
	URI  string // the schema's $id, or its path as the importing schema refers to it
	Path string // the package, as programs import it
	Type string // name of the root type there; "" for what it is called by default
}

// File is one generated file, named relative to the output directory.
type File struct {
	Name string
	Data []byte
}

// Result is what one schema gave.
type Result struct {
	Files []File
	Stats Stats
	// Notes tell of what decides nothing and should be known, such as a schema that
	// accepts every document.
	Notes []*diag.Error
}

// Stats says how much of a schema became static code.
type Stats struct {
	Types int `json:"types"`
	// Members counts the declared members, once for each place that declares
	// them; a definition is one place, however many refer to it.
	Members int `json:"members"`
	Static  int `json:"static"` // members for which the schema leaves one type, null aside
	Typed   int `json:"typed"`  // static members with a typed field
	// Share is Typed of Static in percent.
	Share float64 `json:"share"`
	// Dynamic lists what the general evaluator checks instead of static code.
	Dynamic []Dynamic `json:"dynamic,omitempty"`
	// Unstreamed lists array members of the root that the streaming decoder
	// cannot hand out one by one, with the keyword that needs the whole array.
	Unstreamed []Unstreamed `json:"unstreamed,omitempty"`
	// Described lists formats that describe although formats are to decide, for
	// want of an exact definition.
	Described []Described `json:"described,omitempty"`
}

// Described is a format that does not decide.
type Described struct {
	Format   string `json:"format"`
	SchemaAt string `json:"schema_at"`
}

// Dynamic is a keyword that left the fast path.
type Dynamic struct {
	Keyword  string `json:"keyword"`
	SchemaAt string `json:"schema_at"`
}

// Unstreamed is an array member that cannot be streamed.
type Unstreamed struct {
	Member  string `json:"member"`
	Keyword string `json:"keyword"`
}

// Languages lists the target languages.
func Languages() []string {
	var out []string
	for _, l := range languages.Available() {
		out = append(out, l.Name)
	}
	return out
}

// Generate returns the files for a schema. A schema that cannot be read, that its
// meta-schema refuses or that cannot be generated is refused with a [*diag.Error],
// which says where it stands; so are options that mean nothing.
//
// Once ctx ends, Generate returns its error: it looks at it around the loading,
// at every type and before every file that it formats.
func Generate(ctx context.Context, in Input, opt Options) (*Result, error) {
	if err := source.NeedContext(ctx); err != nil {
		return nil, err
	}
	lang, err := languageOf(opt.Lang)
	if err != nil {
		return nil, err
	}
	g, err := in.load(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := v5.Compile(g, in.AssertFormats); err != nil {
		return nil, err
	}
	if err := check(lang, opt); err != nil {
		return nil, err
	}
	if opt.Type == "" {
		opt.Type = lang.RootName(g.Root.Value, cmp.Or(lastName(in.At), in.Name))
	}
	r, err := fromGraph(ctx, g, lang, opt)
	if err == nil {
		r.Notes = g.Notes
	}
	return r, err
}

// lastName is the name that a JSON Pointer ends in.
func lastName(at string) string {
	name, _ := source.UnescapePointer(at[strings.LastIndexByte(at, '/')+1:])
	return name
}

func languageOf(name string) (*target.Language, error) {
	if name == "" {
		return languages.Default(), nil
	}
	if lang := languages.Get(name); lang != nil {
		return lang, nil
	}
	return nil, &diag.Error{Code: source.CodeOption, Message: "no generator for language \"" + name + "\""}
}

func (in *Input) load(ctx context.Context) (*graph.Graph, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parse := source.Parse
	if in.YAML {
		parse = source.ParseYAML
	}
	f, err := parse(in.Name, in.Schema)
	if err != nil {
		return nil, err
	}
	opt := graph.Options{Root: in.Root, Place: in.Place, Map: in.Map, Open: in.Open, AssertFormats: in.AssertFormats, At: in.At}
	reading := graph.Reading{Draft: in.Draft, AnyDialect: in.AnyDialect, Dialects: in.Dialects, LaterKeywords: in.LaterKeywords}
	if err = reading.Direct(&opt, in.Name); err != nil {
		return nil, err
	}
	g, err := graph.Load(f, opt)
	if ended := ctx.Err(); ended != nil {
		return nil, ended
	}
	return g, err
}

// fromGraph generates from a schema that was resolved.
func fromGraph(ctx context.Context, g *graph.Graph, lang *target.Language, opt Options) (*Result, error) {
	imports, err := resolveImports(g, lang, opt.Imports)
	if err != nil {
		return nil, err
	}
	p, err := lower.Lower(ctx, g, lower.Options{RootName: opt.Type, Int64: opt.Int64, Language: &lang.Lowering, Imports: imports})
	if err != nil {
		return nil, err
	}
	from := p.SchemaID
	if from == "" {
		from = target.SchemaName(g.Root.File)
	}
	files, err := lang.Print(ctx, p, target.Options{Package: cmp.Or(opt.Package, "schema"), Source: from, Tags: opt.Tags})
	if ended := ctx.Err(); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, err
	}
	r := &Result{Stats: Stats{Types: len(p.Types), Members: p.Members, Static: p.Static}}
	for _, f := range files {
		r.Files = append(r.Files, File(f))
	}
	if !lang.Describes {
		r.Stats.count(p, lang)
	}
	r.Stats.Share = Share(r.Stats.Typed, r.Stats.Static)
	r.Stats.Described = described(g)
	return r, nil
}

// count says how much of the schema is in code.
func (s *Stats) count(p *model.Package, lang *target.Language) {
	s.Typed = p.Typed
	for _, d := range p.Dynamic {
		s.Dynamic = append(s.Dynamic, Dynamic{Keyword: d.Keyword, SchemaAt: d.SchemaAt})
	}
	for _, u := range lang.Unstreamed(p) {
		s.Unstreamed = append(s.Unstreamed, Unstreamed(u))
	}
}

// check refuses values of options that the language has no use for.
func check(lang *target.Language, opt Options) error {
	if opt.Package != "" {
		if err := lang.Package.Check(opt.Package); err != nil {
			return err
		}
	}
	if opt.Type != "" {
		if err := lang.Type.Check(opt.Type); err != nil {
			return err
		}
	}
	for _, key := range opt.Tags {
		if err := lang.Tag.Check(key); err != nil {
			return err
		}
	}
	return nil
}

func described(g *graph.Graph) []Described {
	var out []Described
	for _, n := range g.Nodes {
		if n.AssertFormat && n.Format != "" && !eval.KnownFormat(n.Format) && (n.Resource == nil || !n.Resource.Builtin) {
			out = append(out, Described{Format: n.Format, SchemaAt: n.At("format")})
		}
	}
	return out
}

// Share returns typed of static in percent, with one decimal, rounded down; all
// of nothing is 100.
func Share(typed, static int) float64 {
	if static == 0 {
		return 100
	}
	return float64(typed*1000/static) / 10
}
