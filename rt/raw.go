package rt

import (
	"errors"
	"sort"
	"strings"
)

// Raw is one JSON value of any type, as written. The zero Raw is null. Raws
// are made by decoding, ParseRaw and RawOf…, so a Raw always holds valid JSON.
type Raw struct{ text string }

// ParseRaw checks that text is exactly one strict JSON value (see Cursor) and
// keeps it. The error is an *Errors.
func ParseRaw(text string) (Raw, error) {
	c := NewCursor(text, nil)
	r := c.Raw()
	c.End()
	if err := c.Err(); err != nil {
		return Raw{}, err
	}
	return r, nil
}

// RawString returns s as a JSON string. Invalid UTF-8 becomes U+FFFD.
func RawString(s string) Raw { return Raw{string(AppendString(nil, strings.ToValidUTF8(s, "\ufffd")))} }

// RawFrom keeps what v.AppendJSON writes: the value of a generated type,
// Number or Integer.
func RawFrom(v interface{ AppendJSON([]byte) []byte }) (Raw, error) {
	return ParseRaw(string(v.AppendJSON(nil)))
}

// String returns the text as written.
func (r Raw) String() string {
	if r.text == "" {
		return "null"
	}
	return r.text
}

// Kind returns the JSON type of the value.
func (r Raw) Kind() Kind { return kindOf[r.String()[0]] }

// Equal reports whether both hold the same JSON value; member order, string
// escapes and the spelling of numbers do not count.
func (r Raw) Equal(o Raw) bool { return EqualJSON(r.String(), o.String()) }

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
	return NewCursor(r.text, nil).Str(), true
}

// Number returns the number and true when the value is a number.
func (r Raw) Number() (Number, bool) {
	if r.Kind() != KindNumber {
		return Number{}, false
	}
	return Number(r), true
}

// ErrDeclared is returned by a generated SetUnknown for a name that the type
// declares: set the field instead.
var ErrDeclared = errors.New("the member is declared by the schema: set its field instead")

// EqualJSON reports whether two valid JSON texts are the same value.
func EqualJSON(a, b string) bool {
	return a == b || string(AppendCanonical(nil, a)) == string(AppendCanonical(nil, b))
}

// AppendCanonical appends one spelling per JSON value: members sorted by name,
// no space, strings and numbers normalised. Equal values, and only they, have
// equal canonical text. text must be valid JSON.
func AppendCanonical(b []byte, text string) []byte {
	c := NewCursor(text, nil)
	return c.canonical(b)
}

func (c *Cursor) canonical(b []byte) []byte {
	switch c.Peek() {
	case KindNull:
		c.Nil()
		return append(b, "null"...)
	case KindBool:
		if c.True() {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case KindNumber:
		return appendCanonicalNumber(b, c.Num())
	case KindString:
		return AppendString(b, c.Str())
	case KindArray:
		b = append(b, '[')
		n := len(b)
		for c.Enter(); c.Element(); {
			if len(b) > n {
				b = append(b, ',')
			}
			b = c.canonical(b)
		}
		return append(b, ']')
	case KindObject:
		return c.canonicalObject(b)
	}
	return b
}

func (c *Cursor) canonicalObject(b []byte) []byte {
	type member struct {
		name     string
		from, to int
	}
	var members []member
	var values []byte
	for c.Enter(); c.Member(); {
		m := member{name: c.key, from: len(values)}
		values = c.canonical(values)
		m.to = len(values)
		members = append(members, m)
	}
	sort.Slice(members, func(i, j int) bool { return members[i].name < members[j].name })
	b = append(b, '{')
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(AppendString(b, m.name), ':')
		b = append(b, values[m.from:m.to]...)
	}
	return append(b, '}')
}
