// Package validate judges JSON documents against a JSON Schema of drafts 4, 6, 7,
// 2019-09 or 2020-12.
//
// New compiles a schema, Embedded one of those that come with the toolkit; a
// schema that cannot be judged by is an error then, and never one of a document.
// A Schema is safe for concurrent use and holds no document.
//
// Documents are read strictly: a member name twice in one object, invalid UTF-8, a
// lone surrogate, anything after the value, nesting beyond 10,000 levels or an
// exponent beyond ±10,000 makes a text that no schema is asked about. It is not
// valid.
//
// Valid is for those who only want to know. Validate tells the three answers apart:
// nil is valid, an [*Error] says why a document is not, an [*UndecidedError] says
// that the schema would take too much work on this document to tell. What is
// undecided is never reported as valid. Work is bounded by a million steps and two
// thousand for each value of the document, a step being a schema applied to a value or
// some microseconds of computing with a number of more than a thousand digits; no
// number may have more than 400,000, and no more than 40,000 applications may be under
// way inside one another.
//
// References resolve inside the schema, to the official meta-schemas, and to what
// Options give; nothing is ever read from the network. Formats describe and do not
// decide unless Options.AssertFormats is set.
//
// Words in messages may change between versions; codes, keywords, pointers and
// positions are what programs may rely on.
//
// The package may import diag, rt, schema and the rooms under internal.
package validate

import (
	"math"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/schema"
)

// DefaultMaxViolations is how many violations an [Error] holds unless Options say
// otherwise.
const DefaultMaxViolations = 1000

// Options direct New. The zero value is right for a schema that refers to nothing
// but itself and the official meta-schemas.
type Options struct {
	// Draft is the dialect of a schema that names none with $schema: draft4,
	// draft6, draft7, draft2019-09 or draft2020-12, which "" is too.
	Draft string
	// YAML reads the schema as YAML whatever its name ends in.
	YAML bool
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
	// Map gives files for URIs: the absolute URI without its fragment, or one that
	// ends in "/" for everything below it, to a path.
	Map map[string]string
	// Root is the directory that relative references may resolve into; "" allows
	// no file.
	Root string
	// Open reads a file instead of the file system. It gets a path from Map, or one
	// below Root, and has to keep to the directory itself.
	Open func(path string) ([]byte, error)
	// At is the JSON Pointer of the schema in its text, which may be any document
	// then, such as an OpenAPI description; "" is the text itself. References count
	// from the root of the text all the same.
	At string
	// MaxViolations bounds the violations that Validate lists for a document; 0 is
	// DefaultMaxViolations.
	MaxViolations int
}

// Schema is a compiled schema. It is safe for concurrent use. The zero value, and a
// nil one, decide nothing: every document is undecided.
type Schema struct {
	name  string
	judge *v5.Validator
	most  int
	notes []*diag.Error
}

// New compiles a schema, read as YAML when its name ends in .yaml or .yml, else as
// JSON. Name is what errors call it. Every error is a [*diag.Error] with its code
// and, where there is one, the place in the schema and the way out: the text cannot
// be read, the schema is none by its meta-schema, a reference leads nowhere, or a
// keyword has a value that cannot be judged by.
func New(name string, schema []byte, opt Options) (*Schema, error) {
	parse := source.Parse
	if opt.YAML {
		parse = source.ParseYAML
	}
	f, err := parse(name, schema)
	if err != nil {
		return nil, err
	}
	o := graph.Options{Root: opt.Root, Map: opt.Map, Open: opt.Open, AssertFormats: opt.AssertFormats, At: opt.At}
	reading := graph.Reading{Draft: opt.Draft, AnyDialect: opt.AnyDialect, Dialects: opt.Dialects, LaterKeywords: opt.LaterKeywords}
	if err = reading.Direct(&o, name); err != nil {
		return nil, err
	}
	g, err := graph.Load(f, o)
	if err != nil {
		return nil, err
	}
	s := &Schema{name: name, notes: g.Notes, most: min(opt.MaxViolations, math.MaxInt-1)}
	if s.most <= 0 {
		s.most = DefaultMaxViolations
	}
	if s.judge, err = v5.Compile(g, opt.AssertFormats); err != nil {
		return nil, err
	}
	s.judge.MaxViolations = s.most + 1 // one more tells that there are more
	return s, nil
}

// Embedded compiles a schema that comes with the toolkit: "runresult.v1" is the
// head of major version 1, "runresult.v1@1.0.0" a released version. The error about
// a name that is not known is a [*schema.UnknownError].
func Embedded(name string) (*Schema, error) {
	text, err := schema.Get(name)
	if err != nil {
		return nil, err
	}
	return New(name, text, Options{})
}

// Name is what the schema was called when it was compiled.
func (s *Schema) Name() string {
	if s == nil {
		return ""
	}
	return s.name
}

// Notes tell of what decides nothing and should be known, such as a schema that
// accepts every document. None of them is a reason not to use the schema.
func (s *Schema) Notes() []*diag.Error { return s.notes }
