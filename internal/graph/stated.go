package graph

import (
	"iter"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Assertions yields the keywords that stand at n and bear on which instances are
// valid or on what counts as evaluated, applicators included: each once, by the
// row of its 2020-12 name, in table order. Left out is what says nothing: what a
// $ref hides, what the dialect or its vocabularies do not define, then without if,
// an empty properties, a format that is not asserted. n.At(row.Name) is the place
// of one.
//
// A keyword that the table has and this package does not read is among them, after
// the others: nobody can say that it means nothing. So is, of a node that was
// derived from another by editing its fields, what the fields say.
func (n *Node) Assertions() iter.Seq[*keyword.Row] {
	return func(yield func(*keyword.Row) bool) {
		if n.Bool != nil {
			return
		}
		for i := range stated {
			if stated[i].stands(n) && !yield(stated[i].row) {
				return
			}
		}
		for i := range n.Keywords {
			k := &n.Keywords[i]
			if k.Row != nil && !k.Hidden && unread[k.Row.Index()] && !yield(k.Row) {
				return
			}
		}
	}
}

// Subschema is a schema that a keyword of another holds or refers to.
type Subschema struct {
	// Row is that of the keyword, by its 2020-12 name. Row.Role says what the
	// schema is applied to.
	Row  *keyword.Row
	Node *Node
	// Index is its place in the keyword's list or map, -1 when the keyword holds
	// one schema.
	Index int
	// Name is the member name or the pattern it stands under when Named is set.
	Name  string
	Named bool
}

// Subschemas yields every schema that n holds or refers to, definitions and others
// that are not applied included, in table order and that of the text, after them those of
// keywords that this package does not read. What has no effect (then without if)
// is left out.
func (n *Node) Subschemas() iter.Seq[Subschema] {
	return func(yield func(Subschema) bool) {
		if n.Bool != nil {
			return
		}
		for i := range holding {
			if !holding[i].holds(n, holding[i].row, yield) {
				return
			}
		}
		for _, sub := range n.held {
			if !yield(sub) {
				return
			}
		}
	}
}

// Under yields the schemas that n holds under the keyword of a row.
func (n *Node) Under(row *keyword.Row) iter.Seq[Subschema] {
	return func(yield func(Subschema) bool) { fields[row.Name].holds(n, row, yield) }
}

// field is what a Node keeps of one keyword.
type field struct {
	row  *keyword.Row // of those that are indexed
	read func(*scanner, *source.Member)
	// stands reports whether the keyword stands at the node with an effect; nil for
	// one that never does under its own name.
	stands func(*Node) bool
	// holds yields its schemas; nil for one that holds none. It returns false once
	// yield does.
	holds func(n *Node, row *keyword.Row, yield func(Subschema) bool) bool
	count func(*Node) **Count // nil for one whose value is no count
}

// The fields by their index in the table; set by index.
var (
	stated, holding []field
	// unread marks the keywords that can assert, under whatever name, and have no field.
	unread []bool
)

// index sorts the fields into the order of the table.
func index() {
	stated, holding, unread = nil, nil, make([]bool, len(keyword.All()))
	for i := range keyword.All() {
		row := &keyword.All()[i]
		f := fields[row.Name]
		f.row = row
		unread[i] = f.stands == nil && (row.Asserts() || f.read == nil && (row.Kind == keyword.Assertion || row.Kind == keyword.Applicator))
		if row.Asserts() && f.stands != nil {
			stated = append(stated, f)
		}
		if f.holds != nil {
			holding = append(holding, f)
		}
	}
}

// unstated is the field of a keyword that never asserts under its own name.
func unstated(read func(*scanner, *source.Member)) field { return field{read: read} }

// value is the field of a keyword that holds no schemas.
func value(read func(*scanner, *source.Member), stands func(*Node) bool) field {
	return field{read: read, stands: stands}
}

// size is the field of a keyword whose value is a count and depends on no other.
func size(at func(*Node) **Count) field {
	return counted(func(s *scanner, m *source.Member) { *at(s.n) = s.count(m) }, at)
}

func counted(read func(*scanner, *source.Member), at func(*Node) **Count) field {
	return field{read: read, stands: func(n *Node) bool { return *at(n) != nil }, count: at}
}

// Count is the value of a keyword that is a count, nil where it does not stand.
func (n *Node) Count(keyword string) *Count { return *fields[keyword].count(n) }

// one is the field of a keyword with one schema.
func one(read func(*scanner, *source.Member), at func(*Node) *Node) field {
	return field{
		read:   read,
		stands: func(n *Node) bool { return at(n) != nil },
		holds: func(n *Node, row *keyword.Row, yield func(Subschema) bool) bool {
			to := at(n)
			return to == nil || yield(Subschema{Row: row, Node: to, Index: -1})
		},
	}
}

// schema, schemaList and schemaMap are fields of keywords whose value is that and
// which depend on no other.

func schema(at func(*Node) **Node) field {
	return one(func(s *scanner, m *source.Member) { *at(s.n) = s.schema(m) }, func(n *Node) *Node { return *at(n) })
}

func schemaList(at func(*Node) *[]*Node) field {
	return list(func(s *scanner, m *source.Member) { *at(s.n) = s.schemas(m) }, func(n *Node) []*Node { return *at(n) })
}

func schemaMap(at func(*Node) *[]Property) field {
	return named(func(s *scanner, m *source.Member) { *at(s.n) = s.schemaMap(m) }, func(n *Node) []Property { return *at(n) })
}

// list is the field of a keyword with an array of schemas.
func list(read func(*scanner, *source.Member), at func(*Node) []*Node) field {
	return several(read, at, func(n *Node) Subschema { return Subschema{Node: n} })
}

// named is the field of a keyword with schemas by name.
func named(read func(*scanner, *source.Member), at func(*Node) []Property) field {
	return several(read, at, func(p Property) Subschema { return Subschema{Node: p.Node, Name: p.Name, Named: true} })
}

// patterned is the field of patternProperties.
func patterned(read func(*scanner, *source.Member)) field {
	return several(read, func(n *Node) []PatternProperty { return n.PatternProperties },
		func(p PatternProperty) Subschema { return Subschema{Node: p.Node, Name: p.Pattern.Source, Named: true} })
}

func several[T any](read func(*scanner, *source.Member), at func(*Node) []T, sub func(T) Subschema) field {
	return field{
		read:   read,
		stands: func(n *Node) bool { return len(at(n)) > 0 },
		holds: func(n *Node, row *keyword.Row, yield func(Subschema) bool) bool {
			for i, x := range at(n) {
				s := sub(x)
				if s.Row, s.Index = row, i; !yield(s) {
					return false
				}
			}
			return true
		},
	}
}
