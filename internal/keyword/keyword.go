// Package keyword is the one table of JSON Schema keywords: every keyword of
// drafts 4, 6, 7, 2019-09 and 2020-12 has exactly one row, and every row says
// what each stage of the toolkit does with it. A stage that meets a keyword
// looks here first, so a keyword can be unsupported but never overlooked.
//
// Whoever gives keywords a meaning (a judge: the decision procedure, the writer's
// evaluator, a copy for another validator, lowering) does so in a table of its
// own, from keyword to function: see Judge. What stands at a schema is said once,
// by internal/graph; a keyword that stands there and has no entry makes the judge
// unsure, by name.
//
// The package imports the standard library only and is imported by
// internal/graph and by every stage that reads schemas.
package keyword

// Row describes one keyword.
type Row struct {
	// Name is the keyword as it is spelled in a schema.
	Name string
	// Drafts are the dialects in which the keyword has its effect.
	Drafts Drafts
	// Legacy are the dialects whose meta-schema still lists the keyword for the
	// sake of old schemas although their specification gives it no effect.
	Legacy Drafts
	// Vocab is the vocabulary that defines the keyword from 2019-09 on; zero for
	// a keyword that only older drafts have.
	Vocab Vocab
	// Kind tells assertions, applicators, annotations, identifiers and reserved
	// places apart.
	Kind Kind
	// Group is the instance type that the keyword looks at.
	Group Group
	// Shape is the value the keyword takes, over all of its drafts.
	Shape Shape
	// Role says what the schemas that the value holds or refers to are applied to;
	// zero when it holds none.
	Role Role
	// Becomes names the keywords of 2020-12 under which the graph states this one,
	// which then stands nowhere under its own name. Judges have entries for those.
	Becomes []string
	// Adjacent: what the keyword means depends on keywords that stand beside it.
	// Every other means the same whatever stands there (2020-12 core, section 10.1),
	// so it can be judged beside one that cannot.
	Adjacent bool
	// Optional marks an annotation that an option or a vocabulary turns into an
	// assertion.
	Optional bool
	// Path says where generated code judges the keyword. The tests of gen hold
	// the code to it.
	Path Path
	// Note says what a reader of the table would not guess; often empty.
	Note string

	index int
}

// In reports whether the keyword has its effect in dialect d.
func (r *Row) In(d Dialect) bool { return r.Drafts.Has(d) }

// Later reports whether only dialects later than d have the keyword.
func (r *Row) Later(d Dialect) bool { return r.Drafts.First() > d }

// Index is the place of the row in the table.
func (r *Row) Index() int { return r.index }

// Asserts reports whether the keyword can bear, under its own name, on which
// instances are valid or on what counts as evaluated: what a judge of schemas has
// to know. The graph says at which nodes it does.
func (r *Row) Asserts() bool {
	return len(r.Becomes) == 0 && (r.Kind == Assertion || r.Kind == Applicator || r.Optional)
}

// Role is what a schema inside another is applied to.
type Role uint8

// The roles of subschemas.
const (
	SameInstance Role = iota + 1 // the instance that the outer schema is applied to
	Reference                    // the same, and it stands elsewhere
	Member                       // the value of a member
	MemberName                   // the name of a member
	Item                         // an item of an array
	NotApplied                   // nothing: it waits to be referred to, or describes
)

// String returns the role in lower case.
func (r Role) String() string {
	return pick([]string{"", "same instance", "reference", "member", "member name", "item", "not applied"}, int(r))
}

// Kind is the role of a keyword.
type Kind uint8

// The roles a keyword can have.
const (
	Assertion  Kind = iota + 1 // limits which instances are valid
	Applicator                 // applies subschemas
	Annotation                 // says something about the instance, limits nothing
	Identifier                 // names a schema or refers to one, or chooses the dialect
	Reserved                   // a place for definitions or remarks
)

// String returns the role in lower case.
func (k Kind) String() string {
	return pick([]string{"", "assertion", "applicator", "annotation", "identifier", "reserved"}, int(k))
}

// Group is the instance type that a keyword looks at; instances of another type
// satisfy it without being looked at.
type Group uint8

// The instance types.
const (
	Any Group = iota + 1
	Numbers
	Strings
	Arrays
	Objects
)

// String returns the instance type in lower case.
func (g Group) String() string {
	return pick([]string{"", "any", "number", "string", "array", "object"}, int(g))
}

// Shape is the form a keyword's value must have.
type Shape uint8

// The forms of values.
const (
	AnyValue Shape = iota + 1
	Schema
	SchemaList         // non-empty array of schemas
	SchemaOrSchemaList // "items" up to 2019-09
	SchemaMap          // object of schemas
	DependencyMap      // object of schemas or string arrays
	StringListMap      // object of string arrays
	Boolean
	BooleanOrNumber // "exclusiveMinimum": boolean in draft 4, number after it
	Num
	PositiveNumber
	Count // non-negative integer
	Text
	URI
	Regex
	TypeNames // a type name or an array of them
	TextList
	ValueList
	VocabularyMap // object of booleans
)

// String returns the form in words fit for an error message ("a schema").
func (s Shape) String() string {
	return pick([]string{
		"", "any value", "a schema", "an array of schemas", "a schema or an array of schemas",
		"an object whose values are schemas", "an object whose values are schemas or arrays of strings",
		"an object whose values are arrays of strings", "true or false",
		"true or false in draft 4, a number after it", "a number", "a number above 0",
		"a non-negative integer", "a string", "a URI reference", "a regular expression",
		"a type name or an array of type names", "an array of strings", "an array",
		"an object whose values are true or false",
	}, int(s))
}

// Path is where generated code judges a keyword: in printed code, which is the
// fast path, or in the general evaluator.
type Path uint8

// The paths.
const (
	// Static: printed code judges it in whatever schema it stands.
	Static Path = iota + 1
	// Partly: printed code judges the common forms of it, the evaluator the rest.
	Partly
	// Evaluated: the evaluator judges it.
	Evaluated
	// Nowhere: there is nothing to judge.
	Nowhere
)

// String returns the path in lower case.
func (p Path) String() string {
	return pick([]string{"", "static", "partly", "evaluated", "nowhere"}, int(p))
}

func pick(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

// All returns every row in table order. The rows must not be changed.
func All() []Row { return table }

// Find returns the row of the keyword name, or nil if no supported draft has it.
func Find(name string) *Row { return byName[name] }

// Lookup returns the row of the keyword name if it has its effect in dialect d
// under the vocabularies v, or nil when it is an unknown keyword there, which is
// an annotation without effect.
func Lookup(d Dialect, v Vocab, name string) *Row {
	r := byName[name]
	if r == nil || !r.Drafts.Has(d) {
		return nil
	}
	if d >= Draft2019 && v&r.Vocab == 0 {
		return nil
	}
	return r
}

// LookupLater returns the row of a keyword that only dialects later than d have, if it
// can be given its meaning in d: it asserts, applies schemas, names them or holds
// definitions. Annotations describe in every dialect, and what says how meta-schemas
// are read has no meaning elsewhere.
func LookupLater(d Dialect, v Vocab, name string) *Row {
	r := byName[name]
	if r == nil || !r.Later(d) || d >= Draft2019 && v&r.Vocab == 0 {
		return nil
	}
	switch r.Kind {
	case Annotation:
		return nil
	case Identifier:
		if r.Shape == VocabularyMap {
			return nil
		}
	case Reserved:
		if r.Role == 0 {
			return nil
		}
	}
	return r
}

var byName = func() map[string]*Row {
	m := make(map[string]*Row, len(table))
	for i := range table {
		table[i].index = i
		m[table[i].Name] = &table[i]
	}
	return m
}()
