package codec

import (
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// Cursor reads one JSON text from front to back. It is strict: names match
// case-sensitively and may not repeat within an object; invalid UTF-8, lone
// surrogates, trailing data, nesting beyond rt.MaxDepth and exponents beyond
// rt.MaxExponent are syntax errors. After a syntax error every method returns at
// once, loops end, and Err tells what was wrong; a violation of the schema, by
// contrast, is recorded and reading goes on.
//
// The text is an immutable string, so everything the cursor returns is a
// substring of it and costs no copy; a value that is kept keeps the text
// alive.
type Cursor struct {
	wire.Cursor

	odd int // spellings met that a typed value does not carry

	rules  []Rule
	faults []fault
	lost   int // violations beyond rt.MaxErrors

	emptied int // 1 + offset of an array whose elements a stream handed out

	hashed  []hashedList // see UniqueItems
	hashBuf []byte

	companion any

	pushed    []string // strings of the arrays being read, innermost last
	block     []string // room for the next short lists
	blockSize int
}

// NewCursor returns a cursor over text. rules is the table that violation
// codes index; it may be nil when only syntax matters.
func NewCursor(text string, rules []Rule) *Cursor {
	c := &Cursor{rules: rules}
	c.Start(text, 0)
	return c
}

// UseRules replaces the table that violation codes index and returns the one
// before: generated code that reads a value for another package's type has a
// table of its own. What was noted so far keeps its rules.
func (c *Cursor) UseRules(rules []Rule) []Rule {
	was := c.rules
	c.rules = rules
	return was
}

// Odd returns the count of spellings met so far that a typed value does not
// carry (a non-canonical number in an int64, a map out of order). A caller that
// saw it grow keeps the text beside the value.
func (c *Cursor) Odd() int { return c.odd }

// SetOdd sets the count back, after the text that explains it was kept.
func (c *Cursor) SetOdd(n int) { c.odd = n }

// MarkOdd notes one such spelling.
func (c *Cursor) MarkOdd() { c.odd++ }

// Emptied reports whether the array at that offset lacks its elements because a
// stream handed them out; their number is checked elsewhere.
func (c *Cursor) Emptied(at int) bool { return c.emptied == at+1 }

// Peek skips white space and returns the kind of the value that begins there,
// rt.KindInvalid when none does (which the read that follows reports).
func (c *Cursor) Peek() rt.Kind { return rt.Kind(c.Cursor.Peek()) }

// Raw reads one value of any kind and returns its text.
func (c *Cursor) Raw() rt.Raw { return rt.Raw(wire.ValueOf(c.RawText())) }

// Lookahead returns the text of member name of the object at hand, without
// moving. It stops quietly at anything malformed: the reading that follows
// reports it.
func (c *Cursor) Lookahead(name string) (rt.Raw, bool) {
	text, found := c.Cursor.Lookahead(name)
	return rt.Raw(wire.ValueOf(text)), found
}

// Companion returns what SetCompanion gave the cursor to keep, nil at first:
// package eval keeps there what it knows of the document.
func (c *Cursor) Companion() any { return c.companion }

// SetCompanion has the cursor keep v.
func (c *Cursor) SetCompanion(v any) { c.companion = v }
