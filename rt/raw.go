package rt

import (
	"errors"
	"strings"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// Raw is one JSON value of any type, as written. The zero Raw is null. Raws
// are made by decoding, ParseRaw, RawString and RawFrom, so a Raw always holds valid JSON.
type Raw wire.Value

// ParseRaw checks that text is exactly one strict JSON value and keeps it: names
// may not repeat within an object, and invalid UTF-8, lone surrogates, trailing
// data, nesting beyond MaxDepth and exponents beyond MaxExponent are refused. The
// error is an *Errors.
func ParseRaw(text string) (Raw, error) {
	var c wire.Cursor
	c.Start(text, 0)
	r := c.RawText()
	c.End()
	if f := c.Fatal(); f != nil {
		at := wire.Locate(text, f.Offset)[0]
		return Raw{}, &Errors{List: []Error{{
			Offset: f.Offset, Line: at.Line, Column: at.Column, InstanceAt: at.Pointer, Code: f.Code, Message: f.Message, Hint: f.Hint,
		}}}
	}
	return Raw(wire.ValueOf(r)), nil
}

// RawString returns s as a JSON string. Invalid UTF-8 becomes U+FFFD.
func RawString(s string) Raw {
	return Raw(wire.ValueOf(string(wire.AppendString(nil, strings.ToValidUTF8(s, "\ufffd")))))
}

// RawFrom keeps what v.AppendJSON writes: the value of a generated type,
// Number or Integer.
func RawFrom(v interface{ AppendJSON([]byte) []byte }) (Raw, error) {
	return ParseRaw(string(v.AppendJSON(nil)))
}

// String returns the text as written.
func (r Raw) String() string {
	if text := wire.Value(r).Text(); text != "" {
		return text
	}
	return "null"
}

// Kind returns the JSON type of the value.
func (r Raw) Kind() Kind { return Kind(wire.KindOf(r.String()[0])) }

// Equal reports whether both hold the same JSON value; member order, string
// escapes and the spelling of numbers do not count.
func (r Raw) Equal(o Raw) bool { return wire.EqualJSON(r.String(), o.String()) }

// Clone returns r, which is immutable.
func (r Raw) Clone() Raw { return r }

// AppendJSON appends the text as written.
func (r Raw) AppendJSON(b []byte) []byte { return append(b, r.String()...) }

// MarshalJSON returns the text as written.
func (r Raw) MarshalJSON() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalJSON keeps one JSON value.
func (r *Raw) UnmarshalJSON(data []byte) error {
	v, err := ParseRaw(string(data))
	if err == nil {
		*r = v
	}
	return err
}

// Text returns the decoded string and true when the value is a string.
func (r Raw) Text() (string, bool) {
	if r.Kind() != KindString {
		return "", false
	}
	var c wire.Cursor
	c.Start(r.String(), 0)
	return c.Str(), true
}

// Number returns the number and true when the value is a number.
func (r Raw) Number() (Number, bool) {
	if r.Kind() != KindNumber {
		return Number{}, false
	}
	return numberOf(r.String()), true
}

// ErrDeclared is returned by a generated SetUnknown for a name that the type
// declares: set the field instead.
var ErrDeclared = errors.New("the member is declared by the schema: set its field instead")
