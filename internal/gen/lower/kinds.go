package lower

import (
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// kinds is a set of JSON types; fraction stands for the numbers that are no
// integers, so that "number" is integer and fraction together.
type kinds uint8

const (
	kNull kinds = 1 << iota
	kBool
	kInteger
	kFraction
	kString
	kArray
	kObject

	kNumber = kInteger | kFraction
	kAll    = kNull | kBool | kNumber | kString | kArray | kObject
)

// singles lists the JSON types a value has exactly one of.
var singles = []kinds{kNull, kBool, kNumber, kString, kArray, kObject}

// parts returns the JSON types in k, numbers in whichever form k allows.
func (k kinds) parts() []kinds {
	var out []kinds
	for _, s := range singles {
		if k&s != 0 {
			out = append(out, k&s)
		}
	}
	return out
}

func kindsOfTypes(names []string) kinds {
	if names == nil {
		return kAll
	}
	var k kinds
	for _, n := range names {
		switch n {
		case "null":
			k |= kNull
		case "boolean":
			k |= kBool
		case "integer":
			k |= kInteger
		case "number":
			k |= kNumber
		case "string":
			k |= kString
		case "array":
			k |= kArray
		case "object":
			k |= kObject
		}
	}
	return k
}

// kindsOf returns the JSON types of the values of a type that has none of several
// shapes, 0 for another.
func kindsOf(t *model.Type) kinds {
	switch t.Kind {
	case model.Null:
		return kNull
	case model.Bool:
		return kBool
	case model.String, model.Timestamp, model.Enum:
		return kString
	case model.Int64, model.Integer, model.Number:
		return kNumber
	case model.List:
		return kArray
	case model.Map, model.Struct:
		return kObject
	}
	return 0
}

func kindOfValue(v *source.Value) kinds {
	switch v.Kind {
	case source.Null:
		return kNull
	case source.Bool:
		return kBool
	case source.Number:
		if isInteger(v.Text) {
			return kInteger
		}
		return kFraction
	case source.String:
		return kString
	case source.Array:
		return kArray
	}
	return kObject
}

// maxTypeDepth bounds how far allOf, anyOf and $ref are followed to find out
// which JSON types a schema accepts; deeper, it is taken to accept all.
const maxTypeDepth = 64

// kindMemo remembers what kindsOf found for a schema, so that one which many
// paths lead to is looked at once. A nil memo remembers nothing.
type kindMemo map[*graph.Node]kinds

// of returns a superset of the JSON types that n accepts. A schema that leads
// back to itself is taken to accept all.
func (m kindMemo) of(n *graph.Node) kinds { return m.deep(n, 0) }

func (m kindMemo) deep(n *graph.Node, depth int) kinds {
	if n.Bool != nil {
		if *n.Bool {
			return kAll
		}
		return 0
	}
	if depth > maxTypeDepth {
		return kAll
	}
	if k, ok := m[n]; ok {
		return k
	}
	if m != nil {
		m[n] = kAll // while it is looked at
	}
	k := m.own(n, depth)
	if n.Ref != nil {
		k &= m.deep(n.Ref, depth+1)
	}
	for _, a := range n.AllOf {
		k &= m.deep(a, depth+1)
	}
	if m != nil {
		m[n] = k
	}
	return k
}

// own is of without what $ref and allOf contribute.
func (m kindMemo) own(n *graph.Node, depth int) kinds {
	return plainKinds(n) & m.union(n.AnyOf, depth) & m.union(n.OneOf, depth)
}

func (m kindMemo) union(branches []*graph.Node, depth int) kinds {
	if branches == nil {
		return kAll
	}
	var k kinds
	for _, b := range branches {
		k |= m.deep(b, depth+1)
	}
	return k
}

// plainKinds is the JSON types that n's own type, enum and const leave.
func plainKinds(n *graph.Node) kinds {
	if n.Bool != nil {
		if *n.Bool {
			return kAll
		}
		return 0
	}
	k := kindsOfTypes(n.Types)
	if n.HasEnum {
		var e kinds
		for _, v := range n.Enum {
			e |= kindOfValue(v)
		}
		k &= e
	}
	if n.Const != nil {
		k &= kindOfValue(n.Const)
	}
	return k
}
