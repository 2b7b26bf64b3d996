package wire

// Value is the text of one JSON value, "" for the zero of its type. rt.Raw,
// rt.Number and rt.Integer are defined as it: by conversion rt/codec makes them of
// text that it has just checked, without checking it again, and no other package
// can make one that does not hold valid JSON.
type Value struct{ text string }

// ValueOf returns the value of a text that is known to be valid JSON.
func ValueOf(text string) Value { return Value{text} }

// Text returns the text.
func (v Value) Text() string { return v.text }

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
