// Package gen turns a JSON Schema into source code: it lowers the resolved
// schema to a language-neutral model (internal/gen/lower, internal/gen/model)
// and has one package per target language print it.
//
// It imports internal/gen, internal/graph, internal/source and rt/eval (for the
// formats it knows); it never imports compat or run. Generation is a function of
// the schema and the options: no clock, no environment, no map order reaches the
// output.
package gen

import (
	"bytes"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/gen/golang"
	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Options direct a generation.
type Options struct {
	Lang    string // one of Languages; "" means go
	Package string // package name; "" means "schema"
	Type    string // name of the root type; "" takes the schema's title
	// Int64 makes every integer an int64, with an error for values beyond it.
	Int64 bool
	// Tags lists the struct tag keys to print; nil means json.
	Tags []string
	// Imports name schemas whose types live in packages of their own.
	Imports []Import
	// SchemaName is how the header names a schema that has no $id.
	SchemaName string
}

// Import says that the types of a schema live in another package, which was
// generated from it with the same options.
type Import struct {
	URI  string // the schema's $id, or its path as the importing schema refers to it
	Path string // Go import path of the package
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
	out := make([]string, 0, len(targets))
	for name := range targets {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// targets is the table of languages: one line each.
var targets = map[string]func(*model.Package, Options) ([]File, error){
	"go": emitGo,
}

// ErrLanguage is returned for a language that no target prints.
type ErrLanguage struct{ Lang string }

// Error names the language.
func (e *ErrLanguage) Error() string {
	return fmt.Sprintf("no generator for language %q", e.Lang)
}

// Generate returns the files for a schema. A schema that cannot be generated is
// refused with a *source.Error that names keyword and pointer.
func Generate(g *graph.Graph, opt Options) (*Result, error) {
	emit := targets[opt.Lang]
	if opt.Lang == "" {
		emit = targets["go"]
	}
	if emit == nil {
		return nil, &ErrLanguage{opt.Lang}
	}
	imports, err := resolveImports(g, opt.Imports)
	if err != nil {
		return nil, err
	}
	p, err := lower.Lower(g, lower.Options{RootName: opt.Type, Int64: opt.Int64, Imports: imports})
	if err != nil {
		return nil, err
	}
	files, err := emit(p, opt)
	if err != nil {
		return nil, err
	}
	stats := Stats{Types: len(p.Types), Members: p.Members, Static: p.Static, Typed: p.Typed, Share: Share(p.Typed, p.Static)}
	for _, d := range p.Dynamic {
		stats.Dynamic = append(stats.Dynamic, Dynamic{Keyword: d.Keyword, SchemaAt: d.SchemaAt})
	}
	for _, u := range golang.Unstreamed(p) {
		stats.Unstreamed = append(stats.Unstreamed, Unstreamed{Member: u[0], Keyword: u[1]})
	}
	stats.Described = described(g)
	return &Result{Files: files, Stats: stats}, nil
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

func emitGo(p *model.Package, opt Options) ([]File, error) {
	name := opt.Package
	if name == "" {
		name = "schema"
	}
	if !IsPackageName(name) {
		return nil, fmt.Errorf("%q is no Go package name", name)
	}
	if opt.Type != "" && !IsTypeName(opt.Type) {
		return nil, fmt.Errorf("%q is no name of an exported Go type", opt.Type)
	}
	for _, key := range opt.Tags {
		if !isTagKey(key) {
			return nil, fmt.Errorf("%q is no key of a Go struct tag", key)
		}
	}
	from := p.SchemaID
	if from == "" {
		from = opt.SchemaName
	}
	if from == "" {
		from = "a schema without $id"
	}
	files, err := golang.Emit(p, golang.Options{Package: name, Source: from, Tags: opt.Tags})
	if err != nil {
		return nil, err
	}
	out := make([]File, len(files))
	for i, f := range files {
		out[i] = File(f)
	}
	return out, nil
}

// IsPackageName reports whether a Go package can have that name.
func IsPackageName(name string) bool {
	return token.IsIdentifier(name) && name != "_" && name != "main" && !strings.ContainsFunc(name, unicode.IsUpper) && len(name) <= 100
}

// IsTypeName reports whether a root type can have that name.
func IsTypeName(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name) && len(name) <= 100
}

// isTagKey reports whether a struct tag can have that key: the characters that
// reflect.StructTag ends a key at, and those that end a tag, are refused.
func isTagKey(key string) bool {
	return key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return r <= ' ' || r > '~' || r == ':' || r == '"' || r == '`' || r == '\\'
	})
}

// IsGenerated reports whether a file begins with the header that every file of
// ours has, in whichever language.
func IsGenerated(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return bytes.Contains(line, []byte("Code generated by runresult from ")) && bytes.HasSuffix(bytes.TrimSpace(line), []byte("DO NOT EDIT."))
}
