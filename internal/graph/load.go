// Package graph turns a JSON Schema into a resolved graph: every $ref followed,
// every keyword normalised to its 2020-12 meaning whatever draft it was written
// in, every position in the text kept. Generation, evaluation and comparison
// all consume this one form.
//
// What stands at a node is said here, once, from the table of keywords:
// Node.Assertions yields the keywords that bear on a verdict, by the row of their
// 2020-12 name, Node.Subschemas the schemas that a node holds or refers to, with
// what they are applied to. A reader of schemas walks along these and looks each
// keyword up in its own table (keyword.Judge); one that stands there and is not in
// the table leaves it unsure. A keyword appears in both as soon as it has a row
// here and a line in readers.go, and in the first without that line.
//
// Nothing is ever read from the network. A reference resolves to a schema in
// the loaded text, to an official meta-schema (built in), to a file the caller
// mapped to the URI, or to a file below the directory the caller named.
//
// The package imports internal/source, internal/keyword, internal/pattern and
// the standard library. It does not check a schema against its meta-schema; it
// refuses only what it cannot read.
package graph

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// RootScheme is the scheme of the private base URI that a document without an
// absolute $id gets: "schema-root:///a/b.json" is the file a/b.json below
// Options.Root. A reference whose path begins with "/" counts from there too.
const RootScheme = "schema-root"

// Options direct Load. The zero value loads a 2020-12 schema that refers to
// nothing but itself and the official meta-schemas.
type Options struct {
	// Draft is the dialect of a document without $schema. When zero, the loaded
	// document is Draft2020 and a document it refers to takes the dialect of the
	// schema that refers to it.
	Draft Dialect
	// Root is the directory that references may resolve into; "" allows no file.
	// A loaded file that lies below it resolves its references from its own
	// place, any other as if it lay in it directly.
	Root string
	// Place is the path that the loaded text stands at as far as its references go,
	// when that is not where the file's name says; "" is its name.
	Place string
	// Map gives files for URIs: an absolute URI without fragment -> path. A URI
	// that ends in "/" maps everything below it into the directory path; the
	// longest such URI wins. A relative key maps the file of that path below
	// Root. Mapped paths may lie outside Root.
	Map map[string]string
	// Open reads a file instead of the file system. Its argument is a mapped
	// path, or a path below Root (Root joined with the relative path). It takes
	// over the duty of not following links out of the directory.
	Open func(path string) ([]byte, error)
	// AssertFormats sets Node.AssertFormat on every format.
	AssertFormats bool
	// AnyDialect reads what names an unknown dialect with $schema as Draft, unless its
	// meta-schema is mapped; Dialects gives the dialect that such a URI, without an
	// empty fragment, stands for.
	AnyDialect bool
	Dialects   map[string]Dialect
	// LaterKeywords gives keywords that only later drafts than a schema's have the
	// meaning that they have there; see Resource.LaterKeywords.
	LaterKeywords bool
	// At is the JSON Pointer of the schema in the text that is loaded, which may be
	// any document then; "" is the text itself. References count from the root of
	// the text all the same.
	At string
	// Entries are JSON Pointers, counted from At, of schemas that are entry points; the
	// text may be any document then, too. FindEntries takes the definitions instead,
	// where there are none. Either fills Graph.Entries.
	Entries     []string
	FindEntries bool
	// Guess, where it is set, is asked about each place whose looks alone say that there
	// is a definition: in $defs of a draft that does not have it, and in an object among
	// the definitions that is no schema. What it refuses is not read; its argument is
	// counted from At.
	Guess func(at string) bool
}

// limits are the bounds of a graph. They are far above the largest schemas in
// use and keep a hostile one from filling the memory.
var limits = struct {
	nodes, documents int
	// digits bounds the digits of all numeric bounds together, with exponents
	// written out.
	digits int
	// number bounds the text of one of them: reading it takes a time that grows with
	// the square.
	number int
	// chain bounds the schemas that apply to one value each through the one before,
	// as along references.
	chain int
}{nodes: 1_000_000, documents: 10_000, digits: 1 << 24, number: 50_000, chain: 10_000}

// Load resolves the schema in f. Every error is a *diag.Error that names the
// place in the schema and, where there is one, the way out. The graph keeps f.
func Load(f *source.File, opt Options) (*Graph, error) {
	g, err := load(f, opt, false)
	if err != nil && opt.inside() && f.Root.Get("$schema") == nil && f.Root.Get("$id") == nil {
		// The root may have members that are called like keywords.
		if inside, again := load(f, opt, true); again == nil {
			return inside, nil
		}
	}
	return g, err
}

// inside reports whether schemas inside the text are named.
func (o *Options) inside() bool { return o.At != "" || len(o.Entries) > 0 }

// load is Load; inside says that the text is no schema itself.
func load(f *source.File, opt Options, inside bool) (*Graph, error) {
	l := &loader{
		opt:    opt,
		first:  f,
		inside: inside,
		g:      &Graph{opt: opt},
		byURI:  map[string]*Resource{},
		twice:  map[string]*Resource{},
		led:    map[string]led{},
		places: map[place]*Node{},
		landed: map[*source.Value]*Node{},
		metas:  map[string]*metaSchema{},
		states: map[string]bool{},
	}
	dialect := opt.Draft
	if dialect == 0 {
		dialect = Draft2020
	}
	root := l.document(f, l.rootURI(l.standing(f)), dialect, false)
	if l.err == nil {
		l.g.Root = root.Root
		if opt.At != "" {
			l.g.Root = l.enter(root, opt.At)
		}
		l.entries(root)
	}
	if l.err == nil {
		l.findCycle(l.g.Nodes)
		l.noteNothing(l.g.Root)
		l.noteKeywords()
	}
	if l.err != nil {
		return nil, l.err
	}
	return l.g, nil
}

// loader is the state of one Load. The first error stops it.
type loader struct {
	opt    Options
	first  *source.File // the loaded text
	inside bool
	g      *Graph
	err    *diag.Error

	// byURI holds the resources under their canonical URI and, for documents,
	// the one they were retrieved by. twice marks URIs that several resources
	// claim; only a reference to one is an error, because generated schemas
	// repeat meaningless identifiers a lot. led holds the references that were followed
	// by URI, because a file that is loaded later may claim it as well.
	byURI map[string]*Resource
	twice map[string]*Resource
	led   map[string]led

	// places finds a node by its place below another. landed holds the nodes
	// made for a reference to a place where no schema was expected.
	places map[place]*Node
	landed map[*source.Value]*Node
	// landing counts the references being followed into such places; identifiers
	// there do not contest those of schemas in known places.
	landing int

	// pending are the references still to resolve, in document order.
	pending []pendingRef

	// idle: the loaded schema has nothing to it but its definitions.
	idle bool

	metas     map[string]*metaSchema
	states    map[string]bool // unknown dialects that were read as a stated one
	documents int
	digits    int

	// edit is the variant of a graph that is being made, nil for a graph from text.
	edit *variant
}

// place is a position below a node: step is an escaped JSON Pointer.
type place struct {
	parent *Node
	step   string
}

// fail records the first error, at a place and the value v that stands there.
func (l *loader) fail(at place, v *source.Value, code, hint, format string, args ...any) {
	if l.err == nil {
		pointer := string(append(at.parent.appendPtr(nil, len(at.step)), at.step...))
		l.err = at.parent.File.Errorf(v, pointer, code, hint, format, args...)
	}
}
