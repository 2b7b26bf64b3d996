// Package model is the language-neutral description of the types that a schema
// asks for: what internal/gen/lower produces and each target language prints. All names
// of types, fields and constants are settled here, as words; a target only
// spells them.
//
// It imports internal/graph, internal/pattern and the standard library.
package model

import (
	"math"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Kind says what a Type holds.
type Kind uint8

// The kinds of types.
const (
	Any       Kind = iota // any JSON value, kept as written
	Never                 // no value at all
	Null                  // null
	Bool                  // true or false
	String                // a string
	Timestamp             // a string whose format is date-time
	Enum                  // a string out of Values
	Int64                 // an integer that provably fits 64 bits (or was asked to)
	Integer               // an integer of any size
	Number                // an exact decimal
	List                  // an array of Elem
	Map                   // an object of Elem by name
	Struct                // an object with Fields
	Sum                   // one of Branches
	Nullable              // Elem or null
	Box                   // a named wrapper around Elem, for roots and recursion
	Held                  // what a native type of the language holds; Elem, if it is set, tells the JSON type
)

// Package is everything that is generated from one schema.
type Package struct {
	Root *Type
	// Types holds the named types (Enum, Struct, Sum, Box): the root first, then
	// in order of first use.
	Types []*Type
	// SchemaID and Title describe the schema for headers and docs.
	SchemaID, Title, Description string
	// Graph is the schema the types were lowered from.
	Graph *graph.Graph
	// Members counts the members that the schema declares, once for each place
	// that declares them; Static those of them that have one static type by the
	// schema, and Typed those of Static that have a typed field wherever the
	// place is met.
	Members, Static, Typed int
	// Imports lists the packages that declare types used here, as the user and
	// the schema name them, sorted.
	Imports []string
	// Scoped is set when a reference depends on the dynamic scope.
	Scoped bool
	// Dynamic lists keywords, by schema pointer, that are not enforced by static
	// code but by the general evaluator.
	Dynamic []Rule
}

// Rule is one demand of the schema.
type Rule struct {
	SchemaAt string // JSON Pointer
	Keyword  string
	Message  string // completes "the value …" for a reader of a report
}

// Doc is what the schema says about a type or field in words.
type Doc struct {
	Title, Description  string
	Deprecated          bool
	ReadOnly, WriteOnly bool
	Constraints         []string // one short phrase per constraint
}

// Type is a JSON value position's type.
type Type struct {
	Kind Kind
	// Name is set on named types.
	Name string
	// Import is the package that declares the type, as the user names it, "" for
	// this one. What the type is made of is that package's business: only Kind,
	// Name and, of a Box, Elem are known here.
	Import string
	Doc    Doc
	// Pointer identifies the schema that the type comes from, for naming and
	// messages.
	Pointer string
	// Schema is all that applies to a named type's values, for the evaluator to
	// explain what is wrong with one.
	Schema *graph.Node
	// TypeRule is broken by a value of another JSON type.
	TypeRule Rule
	// Checks are the assertions on the value, in schema order.
	Checks []Check

	Elem *Type // List, Map, Nullable, Box

	Native *Native // Held

	// Struct
	Fields    []*Field
	Forbidden []Forbidden
	// Missing lists required names that no field declares.
	Missing []Missing
	// Extra is the type of undeclared members; nil leaves them free.
	Extra *Type

	// Map and Struct: what every member name must satisfy, as types of strings.
	Names []*Type
	// Map: required names.
	Required []Missing

	// Sum
	Branches []*Branch
	// Discriminator is the member that tells object branches apart, "" when
	// their JSON types do.
	Discriminator string

	Values []Value // Enum

	// Low and High are broken by an Int64 beyond 64 bits; without a keyword the
	// schema allows it and the type does not.
	Low, High Rule
}

// Named reports whether the type gets a declaration.
func (t *Type) Named() bool {
	switch t.Kind {
	case Enum, Struct, Sum, Box:
		return true
	}
	return false
}

// Native is a type of the target language that is not generated: values are decoded
// and encoded as its own package does it, and the schema judges their text.
type Native struct {
	// Spelling is how the language names the type, for its printer alone; equal
	// spellings are the same type.
	Spelling any
	Package  string // the package that it comes from, "" for none
	Nillable bool   // it can tell by itself that there is no value
}

// Field is a declared member.
type Field struct {
	JSON     string // name in documents
	Name     string // name in code
	Type     *Type
	Required bool
	Rule     Rule // broken when a required member is missing
	Doc      Doc
	// Default is the JSON text of the default, "" when there is none.
	Default string
}

// Forbidden is a member that must not be there.
type Forbidden struct {
	JSON string
	Rule Rule
}

// Missing is a required name.
type Missing struct {
	JSON string
	Rule Rule
}

// Branch is one alternative of a Sum.
type Branch struct {
	Name string // for accessors: Number, String, or the branch's own name
	New  string // name of the function that makes a sum of it
	Type *Type
	// Tags holds the discriminator's values (JSON text) that select the branch.
	Tags []string
}

// Value is one constant of an Enum.
type Value struct {
	Text string
	Name string // name of the constant
}

// Op is the kind of a Check.
type Op uint8

// The checks. Each applies to values of the kinds in parentheses.
const (
	MinLength        Op = iota // Int (strings)
	MaxLength                  // Int (strings)
	Pattern                    // Pattern (strings)
	StringIn                   // Texts, decoded strings (strings)
	Minimum                    // Text (numbers)
	Maximum                    // Text (numbers)
	ExclusiveMinimum           // Text (numbers)
	ExclusiveMaximum           // Text (numbers)
	MultipleOf                 // Text (numbers)
	IsInteger                  // (Number)
	NumberIn                   // Texts, number texts (numbers)
	BoolIs                     // Bool (booleans)
	MinItems                   // Int (lists)
	MaxItems                   // Int (lists)
	UniqueItems                // (lists)
	MinProperties              // Int (maps, structs)
	MaxProperties              // Int (maps, structs)
	Clause                     // Pred (any)
	Eval                       // Node (any), on the value's text
	Reject                     // never holds (any)
)

// Check is one assertion on a value.
type Check struct {
	Op      Op
	Rule    Rule
	Int     int64
	Text    string
	Texts   []string
	Bool    bool
	Pattern *pattern.Pattern
	Pred    *Pred
	Node    *graph.Node
}

// MaxStates bounds the automata that generated code holds as tables.
const MaxStates = 600

// Printable reports whether the rows of an automaton can be numbered in a table.
func Printable(d *pattern.DFA) bool { return d.States()*d.NumClasses <= math.MaxUint16 }
