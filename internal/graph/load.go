// Package graph turns a JSON Schema into a resolved graph: every $ref followed,
// every keyword normalised to its 2020-12 meaning whatever draft it was written
// in, every position in the text kept. Generation, evaluation and comparison
// all consume this one form.
//
// Nothing is ever read from the network. A reference resolves to a schema in
// the loaded text, to an official meta-schema (built in), to a file the caller
// mapped to the URI, or to a file below the directory the caller named.
//
// The package imports internal/source, internal/keyword, internal/pattern and
// the standard library. It does not check a schema against its meta-schema; it
// refuses only what it cannot read.
package graph

// RootScheme is the scheme of the private base URI that a document without an
// absolute $id gets: "schema-root:///a/b.json" is the file a/b.json below
// Options.Root. It never appears in a schema and never leaves the process.
const RootScheme = "schema-root"

// Options direct Load. The zero value loads a 2020-12 schema that refers to
// nothing but itself and the official meta-schemas.
type Options struct {
	// Draft is the dialect of a document without $schema. When zero, the loaded
	// document is Draft2020 and a document it refers to takes the dialect of the
	// schema that refers to it.
	Draft Dialect
	// Root is the directory that references may resolve into; "" allows no file.
	Root string
	// Map gives files for URIs: an absolute URI without fragment -> path. A URI
	// that ends in "/" maps everything below it into the directory path. Mapped
	// paths may lie outside Root.
	Map map[string]string
	// Open reads a file instead of the file system. Its argument is a mapped
	// path, or a path below Root (Root joined with the relative path). It takes
	// over the duty of not following links out of the directory.
	Open func(path string) ([]byte, error)
	// AssertFormats sets Node.AssertFormat on every format.
	AssertFormats bool
}
