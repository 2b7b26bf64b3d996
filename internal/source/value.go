package source

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Kind is the JSON type of a Value.
type Kind uint8

// The six JSON types. Null is the zero value.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String returns the JSON Schema name of the type: "null", "boolean", "number",
// "string", "array" or "object".
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	}
	return "unknown"
}

// Article returns the name with its article, for messages: "null", "a string",
// "an array".
func (k Kind) Article() string {
	switch k {
	case Null:
		return "null"
	case Array, Object:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// Value is one JSON value and its place in the text it was read from. Only the
// fields that belong to its Kind are meaningful. Values are shared freely
// (YAML aliases, references between schemas) and must not be modified once
// they have been handed out.
type Value struct {
	Kind Kind
	Bool bool // Bool
	// Text is the decoded text of a String, or the literal of a Number: as
	// written in JSON, respelled as a JSON number (every digit kept) in YAML.
	Text    string
	Items   []*Value // Array
	Members []Member // Object: in source order, names unique
	// Start and End delimit the value in File.Data, End exclusive, in bytes.
	// The value of a YAML alias is where the alias is, what it holds inside is
	// where the anchor is.
	Start, End int

	// index finds members of large objects; small ones are scanned.
	index map[string]int
}

// Member is one name/value pair of an object.
type Member struct {
	Name  string // decoded
	At    int    // byte offset of the name in File.Data, its quote included
	Value *Value
}

// indexFrom is the number of members from which an object gets an index.
const indexFrom = 16

// NewObject returns an Object of members, whose names must differ, with quick
// lookup by name however many there are.
func NewObject(members []Member) *Value {
	v := &Value{Kind: Object, Members: members}
	v.buildIndex()
	return v
}

func (v *Value) buildIndex() {
	if len(v.Members) < indexFrom {
		return
	}
	v.index = make(map[string]int, len(v.Members))
	for i := range v.Members {
		v.index[v.Members[i].Name] = i
	}
}

// Get returns the member's value, or nil when v is nil, not an object, or has
// no such member. Names are compared exactly.
func (v *Value) Get(name string) *Value {
	if i := v.find(name); i >= 0 {
		return v.Members[i].Value
	}
	return nil
}

// Member returns the member of that name, or nil as Get does.
func (v *Value) Member(name string) *Member {
	if i := v.find(name); i >= 0 {
		return &v.Members[i]
	}
	return nil
}

func (v *Value) find(name string) int {
	if v == nil || v.Kind != Object {
		return -1
	}
	if v.index != nil {
		if i, ok := v.index[name]; ok && i < len(v.Members) && v.Members[i].Name == name {
			return i
		}
		return -1
	}
	for i := range v.Members {
		if v.Members[i].Name == name {
			return i
		}
	}
	return -1
}

// AppendJSON appends v as compact JSON to dst and returns it: members in order,
// numbers as their Text, strings with the fewest escapes JSON allows.
func (v *Value) AppendJSON(dst []byte) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	switch v.Kind {
	case Bool:
		return strconv.AppendBool(dst, v.Bool)
	case Number:
		return append(dst, v.Text...)
	case String:
		return codec.AppendString(dst, v.Text)
	case Array:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for i := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = codec.AppendString(dst, v.Members[i].Name)
			dst = append(dst, ':')
			dst = v.Members[i].Value.AppendJSON(dst)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// JSON returns v as compact JSON; see AppendJSON.
func (v *Value) JSON() string { return string(v.AppendJSON(nil)) }
