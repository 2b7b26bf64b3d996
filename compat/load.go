package compat

import (
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// LoadOptions direct Load. The zero value is right for a schema that refers to
// nothing but itself and the official meta-schemas.
type LoadOptions struct {
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
	// Place is the path that references count from, when that is not the name: that of
	// the schema which a copy was made of.
	Place string
	// Open reads a file instead of the file system.
	Open func(path string) ([]byte, error)
	// At is the JSON Pointer of the schema in its text, which may be any document
	// then, such as an OpenAPI description; "" is the text itself. References count
	// from the root of the text all the same.
	At string
	// Entries are JSON Pointers, counted from At, of the schemas in the text that are
	// judged, each by itself, and nothing else then; the text may be any document, too.
	// One that is not there is none of this schema, but may be one of the other. Without
	// any it is each definition where the schema asserts nothing itself.
	Entries []string
}

// Schema is a schema that was read, resolved and found to be one. It is safe for
// concurrent use.
type Schema struct {
	file  *source.File
	graph *graph.Graph
	// plain is the graph without asserted formats when graph has them, else nil.
	plain         *graph.Graph
	assertFormats bool
	laterKeywords bool
	entries       []string // that were listed
}

// Load reads a schema, YAML when its name ends in .yaml or .yml, else JSON, and
// refuses what its meta-schema refuses. Every error is a [*diag.Error]: file, line,
// column, pointer and, where there is one, the way out.
func Load(name string, data []byte, opt LoadOptions) (*Schema, error) {
	f, err := source.Parse(name, data)
	if err != nil {
		return nil, err
	}
	o := graph.Options{
		Root: opt.Root, Place: opt.Place, Map: opt.Map, Open: opt.Open, AssertFormats: opt.AssertFormats,
		At: opt.At, Entries: opt.Entries, FindEntries: true,
	}
	reading := graph.Reading{Draft: opt.Draft, AnyDialect: opt.AnyDialect, Dialects: opt.Dialects, LaterKeywords: opt.LaterKeywords}
	if err = reading.Direct(&o, name); err != nil {
		return nil, err
	}
	g, err := sound(f, o)
	if err != nil {
		var r readable
		if g, err = r.load(f, o, err); err != nil {
			return nil, err
		}
		o.Guess = r.guess
	}
	s := &Schema{file: f, graph: g, assertFormats: opt.AssertFormats, laterKeywords: opt.LaterKeywords, entries: opt.Entries}
	if opt.AssertFormats {
		o.AssertFormats = false
		if s.plain, err = graph.Load(f, o); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// sound loads a schema that its meta-schema accepts.
func sound(f *source.File, o graph.Options) (*graph.Graph, error) {
	g, err := graph.Load(f, o)
	if err == nil {
		err = v5.Check(g)
	}
	return g, err
}

// Name returns what the schema was called when it was loaded.
func (s *Schema) Name() string { return s.file.Name }

// Files names the files that the schema's meaning hangs on: those that it refers to,
// directly or not, and the meta-schemas that say which keywords count. Its own and
// official meta-schemas are not among them.
func (s *Schema) Files() []string {
	var out []string
	for _, f := range s.graph.MetaFiles {
		if !slices.Contains(out, f.Name) {
			out = append(out, f.Name)
		}
	}
	for _, r := range s.graph.Resources {
		if !r.Builtin && r.File != s.file && !slices.Contains(out, r.File.Name) {
			out = append(out, r.File.Name)
		}
	}
	return out
}

// LaterKeywords reports whether something in the schema has a meaning only because
// LoadOptions.LaterKeywords gives it one.
func (s *Schema) LaterKeywords() bool { return s.graph != nil && s.graph.ReadsLater() }

// Notes tell of what decides nothing and should be known, such as a schema that
// accepts every document. None of them is a reason not to compare the schema.
func (s *Schema) Notes() []*diag.Error { return s.graph.Notes }

// Position returns line and column, counted from 1, of the value that a JSON
// Pointer leads to in the schema's text; 0, 0 when there is none.
func (s *Schema) Position(pointer string) (line, column int) { return s.PositionIn("", pointer) }

// PositionIn is Position in a file that the schema refers to, as reports name it; ""
// is the schema's own.
func (s *Schema) PositionIn(file, pointer string) (line, column int) {
	f := s.file
	for _, r := range s.graph.Resources {
		if file != "" && r.File.Name == file {
			f = r.File
			break
		}
	}
	v, ok := f.At(pointer)
	if !ok || file != "" && f.Name != file {
		return 0, 0
	}
	return f.Position(v.Start)
}
