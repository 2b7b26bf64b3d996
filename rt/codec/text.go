package codec

import "github.com/atlas-dataflow/runresult/rt/internal/wire"

// What follows serves rt/eval and the toolkit itself: they tell the meaning of
// texts and speak of them in messages, and do it as decoding does.

// CompareNumbers compares two JSON number texts by value, exactly, in time
// linear in their length.
func CompareNumbers(a, b string) int { return wire.CompareNumbers(a, b) }

// IsInteger reports whether the value of a JSON number text has no fraction;
// `1.0` has none, in every draft.
func IsInteger(text string) bool { return wire.IsInteger(text) }

// IsMultipleOf reports whether a / of is an integer, exactly. Both are JSON
// number texts, of > 0.
func IsMultipleOf(a, of string) bool { return wire.IsMultipleOf(a, of) }

// AppendCanonical appends one spelling per JSON value: members sorted by name,
// no space, strings and numbers normalised. Equal values, and only they, have
// equal canonical text. text must be valid JSON.
func AppendCanonical(b []byte, text string) []byte { return wire.AppendCanonical(b, text) }

// Quote returns s in JSON quotes, shortened when it is long, for messages.
func Quote(s string) string { return wire.Quote(s) }

// ShortPointer cuts the middle out of a pointer that is too long to read, for
// messages; fields of errors hold it in full.
func ShortPointer(p string) string { return wire.ShortPointer(p) }
