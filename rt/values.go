package rt

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// Opt is a member that may be absent, null, or hold a value: three states
// that JSON tells apart and a Go pointer cannot. The zero Opt is absent.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optNull
	optValue
)

// Some returns an Opt that holds v.
func Some[T any](v T) Opt[T] { return Opt[T]{value: v, state: optValue} }

// Null returns an Opt that is present and null.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Get returns the value and whether there is one; false for absent and null.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optValue }

// Pointer returns a pointer to a copy of the value, nil when there is none.
func (o Opt[T]) Pointer() *T {
	if o.state != optValue {
		return nil
	}
	return &o.value
}

// OptOf returns an Opt that holds *p, or null when p is nil.
func OptOf[T any](p *T) Opt[T] {
	if p == nil {
		return Null[T]()
	}
	return Some(*p)
}

// Or returns the value, or fallback when the member is absent or null.
func (o Opt[T]) Or(fallback T) T {
	if o.state == optValue {
		return o.value
	}
	return fallback
}

// IsPresent reports whether the member is there at all, null included.
func (o Opt[T]) IsPresent() bool { return o.state != optAbsent }

// IsNull reports whether the member is there and null.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether the member is absent (the meaning of `omitzero`).
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// MarshalJSON writes the value or null, also when absent: to leave an absent member
// out takes its `omitzero`.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Pointer()) }

// UnmarshalJSON reads null or a value, with the strictness of encoding/json and T.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	var p *T
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	*o = OptOf(p)
	return nil
}

// Timestamp is an RFC 3339 date-time kept exactly as written, because
// offset, precision and spelling are part of the document. Time parses it.
type Timestamp string

// NewTimestamp spells t in RFC 3339 with as many fractional digits as t needs and the
// offset of t's location, or in UTC where that is none of whole minutes below a day.
// RFC 3339 has the years 0 to 9999: what is made of another is no date-time, as Time
// says.
func NewTimestamp(t time.Time) Timestamp {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -24*60*60 || offset >= 24*60*60 {
		t = t.UTC()
	}
	return Timestamp(t.Format(time.RFC3339Nano))
}

// Time parses the text; a leap second is the first instant of the minute after it. The
// error names the text when it is no RFC 3339 date-time, and wraps the
// *time.ParseError that says where it stops being one.
func (t Timestamp) Time() (time.Time, error) {
	text := strings.ToUpper(string(t))
	const second = len("2006-01-02T15:04:")
	leap := len(text) > second+2 && text[second:second+2] == "60"
	if leap {
		text = text[:second] + "59" + text[second+2:]
	}
	v, err := time.Parse(time.RFC3339Nano, text)
	switch {
	case err == nil && (!dateTime.MatchString(text) || leap && v.UTC().Format("15:04") != "23:59"):
		err = &time.ParseError{Layout: time.RFC3339Nano, Value: string(t)}
	case err == nil && leap:
		v = v.Truncate(time.Second).Add(time.Second)
	}
	if err != nil {
		return time.Time{}, &timestampError{text: string(t), cause: err}
	}
	return v, nil
}

// dateTime is what time.Parse is too lenient about: hours of one digit, fractions
// behind a comma, offsets of a day.
var dateTime = regexp.MustCompile(`^.{11}\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]([01]\d|2[0-3]):[0-5]\d)$`)

// timestampError keeps the cause out of the message: it would repeat the text,
// and speak of layouts, which mean nothing to the reader of a document.
type timestampError struct {
	text  string
	cause error
}

func (e *timestampError) Error() string {
	return fmt.Sprintf("timestamp %q is not an RFC 3339 date-time", e.text)
}

func (e *timestampError) Unwrap() error { return e.cause }

// String returns the text as written.
func (t Timestamp) String() string { return string(t) }

// Kind is the JSON type of a value. Integers are numbers.
type Kind uint8

// The kinds. KindInvalid stands for text that begins no JSON value.
const (
	KindInvalid = Kind(wire.KindInvalid)
	KindNull    = Kind(wire.KindNull)
	KindBool    = Kind(wire.KindBool)
	KindNumber  = Kind(wire.KindNumber)
	KindString  = Kind(wire.KindString)
	KindArray   = Kind(wire.KindArray)
	KindObject  = Kind(wire.KindObject)
)

// String returns the JSON Schema name of the kind.
func (k Kind) String() string {
	switch k {
	case KindNull:
		return "null"
	case KindBool:
		return "boolean"
	case KindNumber:
		return "number"
	case KindString:
		return "string"
	case KindArray:
		return "array"
	case KindObject:
		return "object"
	}
	return "invalid"
}
