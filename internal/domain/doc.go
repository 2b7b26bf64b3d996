// Package domain holds exact sets of JSON numbers and of strings: the part of a
// schema goal that is about one scalar and nothing else.
//
// A set is a conjunction: [Numbers] has bounds, multiples and non-multiples,
// [Strings] has lengths, patterns that must and patterns that must not match;
// both leave out a list of constants. Smallest names members, simplest first,
// and tells whether they are all there are. An answer without members that is
// Complete is a proof that the set is empty, so nothing here is ever estimated:
// what cannot be followed to its end comes back with a Reason instead.
//
// # Order
//
// Numbers are ordered by how people write them: whole numbers before tenths,
// tenths before hundredths, and among equals the smaller magnitude first, the
// positive before the negative (0, 1, -1, 2). Where only huge numbers are left,
// round ones come first (2e400). Strings are ordered by length, then letter by
// letter: a to z, digits, capitals, punctuation, other scripts, controls.
//
// # Bounds
//
// Every step is paid from the caller's work budget. Numbers of more than 2^17
// bits are not computed with, automata of more than some thousand states are not
// built (what they leave out is judged string by string, as far as that helps),
// and words of more than [MaxWord] code points are not spelled; whether such
// words exist is still decided where the automaton tells.
//
// The package imports internal/pattern and the standard library.
package domain

import "github.com/atlas-dataflow/runresult/internal/pattern"

// Why an answer is not complete although no more members are named.
const (
	// TooMuchWork: the budget is spent, or a number or automaton grew past its bound.
	TooMuchWork = "too-much-work"
	// WitnessTooLarge: there are members, all of them longer than MaxWord.
	WitnessTooLarge = "witness-too-large"
	// UnreadPattern: a pattern has back-references, which make it no regular
	// language, or look-around inside look-behind, which is not followed.
	UnreadPattern = "pattern"
)

// MaxWord is the length, in code points, of the longest string that is spelled.
const MaxWord = 1 << 20

// Result is what Smallest found.
type Result struct {
	// Values holds distinct members, simplest first: JSON number text, or the
	// strings themselves. It may be shared between results: do not change it.
	Values []string
	// Complete says that Values is the whole set; with no values, that the set
	// is empty.
	Complete bool
	// Reason says why there are fewer values than asked for although the set may
	// hold more; "" otherwise.
	Reason string
	// Exists says, beside the Reason WitnessTooLarge, that there are more members
	// beyond doubt.
	Exists bool
	// Bad is the pattern behind the Reason, if one is to blame.
	Bad *pattern.Pattern
}
