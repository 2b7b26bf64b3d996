package codec

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/atlas-dataflow/runresult/rt"
)

// A foreign type is one that a schema names for its values (goJSONSchema.type).
// The schema judges the text of the value; the type then takes it through
// encoding/json. What it cannot hold of the text is not lost as long as the value
// is not edited, because the text is kept beside it.

// ReadForeign decodes the text between offset at and where c stands into v, which
// is zero, and reports whether the type takes it.
func ReadForeign[T any](c *Cursor, at int, v *T) bool {
	return unmarshalForeign(c.Span(at, c.Pos()), v) == nil
}

// unmarshalForeign decodes text into v. A string is spelled anew before, with as
// few escapes as can be: some types, time.Time among them, do not undo escapes.
func unmarshalForeign(text string, v any) error {
	data := []byte(text)
	if text[0] == '"' {
		data = AppendString(nil, NewCursor(text, nil).Str())
	}
	return json.Unmarshal(data, v)
}

// AppendForeign appends v as its type encodes it, or text as it stands while v is
// encoded as what was decoded from text is. A value that cannot be encoded leaves
// nothing, so that what is appended to is no JSON and checking it fails.
func AppendForeign[T any](b []byte, v T, text string) []byte {
	out, err := encodeForeign(&v)
	if err != nil {
		return b
	}
	if text != "" {
		var was T
		if unmarshalForeign(text, &was) == nil {
			if same, err := encodeForeign(&was); err == nil && bytes.Equal(out, same) {
				return append(b, text...)
			}
		}
	}
	return append(b, out...)
}

// encodeForeign encodes *v. It is a pointer so that methods of the pointer count,
// as those of big.Int; what a map holds has no address and is copied.
func encodeForeign[T any](v *T) ([]byte, error) {
	r := reflect.ValueOf(v).Elem()
	if r.Kind() == reflect.Map && !r.IsNil() && r.Type().Elem().Kind() == reflect.Struct {
		if _, own := any(v).(json.Marshaler); !own {
			m := reflect.MakeMapWithSize(reflect.MapOf(r.Type().Key(), reflect.PointerTo(r.Type().Elem())), r.Len())
			for it := r.MapRange(); it.Next(); {
				p := reflect.New(r.Type().Elem())
				p.Elem().Set(it.Value())
				m.SetMapIndex(it.Key(), p)
			}
			return json.Marshal(m.Interface())
		}
	}
	return json.Marshal(v)
}

// CloneForeign returns a copy of v by way of its encoding, v itself when that does
// not carry it: when it cannot be encoded, or the encoding be decoded to something
// that is encoded alike.
func CloneForeign[T any](v T) T {
	var w T
	out, err := encodeForeign(&v)
	if err != nil || json.Unmarshal(out, &w) != nil {
		return v
	}
	if again, err := encodeForeign(&w); err != nil || !bytes.Equal(out, again) {
		return v
	}
	return w
}

// EqualForeign reports whether v and w are encoded as the same JSON value. One
// that cannot be encoded equals nothing.
func EqualForeign[T any](v, w T) bool {
	a, err := encodeForeign(&v)
	if err != nil {
		return false
	}
	b, err := encodeForeign(&w)
	if err != nil {
		return false
	}
	x, err := rt.ParseRaw(string(a))
	if err != nil {
		return false
	}
	y, err := rt.ParseRaw(string(b))
	return err == nil && x.Equal(y)
}
