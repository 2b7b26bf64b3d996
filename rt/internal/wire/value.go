package wire

import "cmp"

// Value is the text of one JSON value, "" for the zero of its type; Number and
// Integer are that of one which is a number, an integer. rt.Raw, rt.Number and
// rt.Integer are defined as them: by conversion rt/codec makes them of text that it
// has just checked, without checking it again, and no other package can make one that
// does not hold valid JSON, nor one from another by conversion.
type (
	Value   struct{ text string }
	Number  struct{ number string }
	Integer struct{ integer string }
)

// ValueOf returns the value of a text that is known to be valid JSON.
func ValueOf(text string) Value { return Value{text} }

// NumberOf returns the number of a text that is known to be one.
func NumberOf(text string) Number { return Number{text} }

// IntegerOf returns the integer of a text that is known to be one.
func IntegerOf(text string) Integer { return Integer{text} }

// Text returns the text.
func (v Value) Text() string { return v.text }

// Text returns the text, 0 for the zero.
func (n Number) Text() string { return cmp.Or(n.number, "0") }

// Text returns the text, 0 for the zero.
func (n Integer) Text() string { return cmp.Or(n.integer, "0") }

// Kind is the JSON type of a value, as rt.Kind.
type Kind uint8

// The kinds. KindInvalid stands for text that begins no JSON value.
const (
	KindInvalid Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)
