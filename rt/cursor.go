package rt

import (
	"math/bits"
	"strings"
)

// MaxDepth is the deepest nesting of arrays and objects a document may have.
const MaxDepth = 10_000

// MaxErrors is the number of violations one decode reports; beyond it the
// report is marked truncated and the rest is only counted as "more".
const MaxErrors = 100

// Cursor reads one JSON text from front to back. It is strict: names match
// case-sensitively and may not repeat within an object; invalid UTF-8, lone
// surrogates, trailing data, nesting beyond MaxDepth and exponents beyond
// MaxExponent are syntax errors. After a syntax error every method returns at
// once, loops end, and Err tells what was wrong; a violation of the schema, by
// contrast, is recorded and reading goes on.
//
// The text is an immutable string, so everything the cursor returns is a
// substring of it and costs no copy; a value that is kept keeps the text
// alive.
type Cursor struct {
	src   string
	pos   int
	depth int
	fresh bool // just behind the '[' or '{' of the container being read
	dead  bool // a syntax error ended the reading
	odd   int  // spellings met that a typed value does not carry

	key   string
	keyAt int

	rules  []Rule
	faults []fault
	lost   int // violations beyond MaxErrors
	syntax Error

	emptied int // 1 + offset of an array whose elements a stream handed out

	names []string // names of the objects being skipped, innermost last

	pushed    []string // strings of the arrays being read, innermost last
	block     []string // room for the next short lists
	blockSize int
}

// NewCursor returns a cursor over text. rules is the table that violation
// codes index; it may be nil when only syntax matters.
func NewCursor(text string, rules []Rule) *Cursor { return &Cursor{src: text, rules: rules} }

// UseRules replaces the table that violation codes index and returns the one
// before: generated code that reads a value for another package's type has a
// table of its own. What was noted so far keeps its rules.
func (c *Cursor) UseRules(rules []Rule) []Rule {
	was := c.rules
	c.rules = rules
	return was
}

// Pos returns the byte offset of the next unread byte.
func (c *Cursor) Pos() int { return c.pos }

// Src returns the text being read.
func (c *Cursor) Src() string { return c.src }

// Span returns the text between two offsets.
func (c *Cursor) Span(from, to int) string { return c.src[from:to] }

// Dead reports whether a syntax error ended the reading.
func (c *Cursor) Dead() bool { return c.dead }

// Odd returns the count of spellings met so far that a typed value does not
// carry (a non-canonical number in an int64, a map out of order). A caller that
// saw it grow keeps the text beside the value.
func (c *Cursor) Odd() int { return c.odd }

// SetOdd sets the count back, after the text that explains it was kept.
func (c *Cursor) SetOdd(n int) { c.odd = n }

// Emptied reports whether the array at that offset lacks its elements because a
// stream handed them out; their number is checked elsewhere.
func (c *Cursor) Emptied(at int) bool { return c.emptied == at+1 }

// MarkOdd notes one such spelling.
func (c *Cursor) MarkOdd() { c.odd++ }

// Peek skips white space and returns the kind of the value that begins there,
// KindInvalid when none does (which the read that follows reports).
func (c *Cursor) Peek() Kind {
	c.space()
	if c.pos >= len(c.src) {
		return KindInvalid
	}
	return kindOf[c.src[c.pos]]
}

var kindOf = func() (t [256]Kind) {
	t['n'], t['t'], t['f'], t['"'] = KindNull, KindBool, KindBool, KindString
	t['['], t['{'], t['-'] = KindArray, KindObject, KindNumber
	for b := '0'; b <= '9'; b++ {
		t[b] = KindNumber
	}
	return t
}()

func (c *Cursor) space() {
	if c.pos < len(c.src) && c.src[c.pos] > ' ' {
		return
	}
	c.spaceSlow()
}

func (c *Cursor) spaceSlow() {
	s, i := c.src, c.pos
	for i < len(s) {
		switch s[i] {
		case ' ', '\t', '\n', '\r':
			i++
			for i+8 <= len(s) && s[i:i+8] == "        " { // indentation
				i += 8
			}
			continue
		}
		break
	}
	c.pos = i
}

// End checks that nothing but white space is left.
func (c *Cursor) End() {
	c.space()
	if !c.dead && c.pos < len(c.src) {
		c.fail(c.pos, "trailing-data", "unexpected "+quoteByte(c.src, c.pos)+" after the end of the document",
			"a document is one JSON value; for one value per line use --ndjson")
	}
}

// Enter consumes the '{' or '[' the cursor stands at, after Peek said so.
func (c *Cursor) Enter() {
	c.depth++
	if c.depth > MaxDepth {
		c.fail(c.pos, "depth", "nesting is deeper than 10000 levels", "")
		return
	}
	c.pos++
	c.fresh = true
}

// Member advances to the next member of the object that was entered: it reads
// the name (see Key) and the colon and returns true, or consumes the closing
// brace and returns false.
func (c *Cursor) Member() bool { return c.toName() && c.name() }

// toName advances to the next member's name; false at the end of the object.
func (c *Cursor) toName() bool {
	c.space()
	s := c.src
	if c.pos >= len(s) {
		return c.unexpectedEnd("object")
	}
	b := s[c.pos]
	if b == '}' {
		c.fresh = false
		c.depth--
		c.pos++
		return false
	}
	if c.fresh {
		c.fresh = false
	} else {
		if b != ',' {
			return c.unexpected("',' or '}' in the object")
		}
		c.pos++
		c.space()
		if c.pos >= len(s) {
			return c.unexpectedEnd("object")
		}
		b = s[c.pos]
	}
	if b != '"' {
		return c.unexpected("a member name in double quotes")
	}
	return true
}

// name reads the member name at hand and its colon.
func (c *Cursor) name() bool {
	c.keyAt = c.pos
	name, ok := c.text()
	if !ok {
		return false
	}
	c.key = name
	c.space()
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("object")
	}
	if c.src[c.pos] != ':' {
		return c.unexpected("':' after the member name")
	}
	c.pos++
	return true
}

// Key returns the decoded name that Member read.
func (c *Cursor) Key() string { return c.key }

// KeyPos returns the offset of that name's opening quote.
func (c *Cursor) KeyPos() int { return c.keyAt }

// Element advances to the next element of the array that was entered and
// returns true, or consumes the closing bracket and returns false.
func (c *Cursor) Element() bool {
	c.space()
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("array")
	}
	b := c.src[c.pos]
	if b == ']' {
		c.fresh = false
		c.depth--
		c.pos++
		return false
	}
	if c.fresh {
		c.fresh = false
		return true
	}
	if b != ',' {
		return c.unexpected("',' or ']' in the array")
	}
	c.pos++
	c.space()
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("array")
	}
	if c.src[c.pos] == ']' {
		return c.unexpected("a value after ','")
	}
	return true
}

// Duplicate reports the name just read as given twice in its object.
func (c *Cursor) Duplicate() {
	c.fail(c.keyAt, "duplicate-name", "member "+Quote(c.key)+" stands twice in one object", "keep one of the two")
}

// Str reads a string; the caller has peeked KindString.
func (c *Cursor) Str() string {
	s, _ := c.text()
	return s
}

// True reads true or false; the caller has peeked KindBool.
func (c *Cursor) True() bool {
	if c.literal("true") {
		return true
	}
	if !c.literal("false") {
		if c.begins("tr") || c.begins("fa") {
			c.unexpected("true or false")
		} else {
			c.unexpected(wantValue)
		}
	}
	return false
}

// Nil reads null; the caller has peeked KindNull.
func (c *Cursor) Nil() {
	if !c.literal("null") {
		if c.begins("nu") {
			c.unexpected("null")
		} else {
			c.unexpected(wantValue)
		}
	}
}

// begins reports whether enough of a literal is there to say that it was meant;
// one letter begins any word.
func (c *Cursor) begins(letters string) bool { return strings.HasPrefix(c.src[c.pos:], letters) }

func (c *Cursor) literal(word string) bool {
	s := c.src[c.pos:]
	if len(s) < len(word) || s[:len(word)] != word {
		return false
	}
	c.pos += len(word)
	return true
}

// Num reads a number and returns its text; the caller has peeked KindNumber.
func (c *Cursor) Num() string {
	if c.dead {
		return "0"
	}
	start := c.pos
	end, why := scanNumber(c.src, start)
	if why != "" {
		code := "number"
		if why == exponentTooLarge {
			code = "exponent"
		}
		c.fail(end, code, why, "")
		return "0"
	}
	c.pos = end
	return c.src[start:end]
}

// Skip reads and checks one value of any kind.
func (c *Cursor) Skip() {
	switch c.Peek() {
	case KindNull:
		c.Nil()
	case KindBool:
		c.True()
	case KindNumber:
		c.Num()
	case KindString:
		c.text()
	case KindArray:
		for c.Enter(); c.Element(); {
			c.Skip()
		}
	case KindObject:
		c.skipObject()
	default:
		if c.pos >= len(c.src) {
			c.unexpectedEnd("value")
			return
		}
		c.unexpected(wantValue)
	}
}

// Raw reads one value of any kind and returns its text.
func (c *Cursor) Raw() Raw {
	c.space()
	start := c.pos
	c.Skip()
	if c.dead {
		return Raw{}
	}
	return Raw{c.src[start:c.pos]}
}

// smallObject is the member count up to which names are compared pairwise.
const smallObject = 16

func (c *Cursor) skipObject() {
	base := len(c.names)
	var seen map[string]struct{}
	for c.Enter(); c.Member(); {
		key := c.key
		if seen == nil && len(c.names)-base == smallObject {
			seen = make(map[string]struct{}, 4*smallObject)
			for _, n := range c.names[base:] {
				seen[n] = struct{}{}
			}
		}
		if seen != nil {
			if _, dup := seen[key]; dup {
				c.Duplicate()
				break
			}
			seen[key] = struct{}{}
		} else {
			for _, n := range c.names[base:] {
				if n == key {
					c.Duplicate()
					break
				}
			}
			c.names = append(c.names, key)
		}
		c.Skip()
	}
	c.names = c.names[:base]
}

// unexpected reports the byte at hand; it returns false for its callers'
// convenience.
func (c *Cursor) unexpected(want string) bool {
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("value")
	}
	c.fail(c.pos, "syntax", "unexpected "+quoteByte(c.src, c.pos)+", want "+want, hintFor(c.src, c.pos))
	return false
}

func (c *Cursor) unexpectedEnd(in string) bool {
	if strings.Trim(c.src, " \t\r\n") == "" {
		c.fail(len(c.src), "empty", "the document is empty", "write a JSON value")
		return false
	}
	c.fail(len(c.src), "truncated", "the document ends inside this "+in, truncatedHint)
	return false
}

const (
	wantValue     = "a JSON value"
	truncatedHint = "is the file truncated?"
)

// hintFor names the usual causes of a byte that no JSON text has there.
func hintFor(s string, at int) string {
	rest := s[at:]
	switch {
	case len(rest) >= 3 && rest[:3] == "\xef\xbb\xbf":
		return "the file begins with a byte order mark; save it as UTF-8 without one"
	case len(rest) >= 2 && (rest[:2] == "\xff\xfe" || rest[:2] == "\xfe\xff"):
		return "the file is UTF-16; save it as UTF-8"
	case rest[0] == '/' || rest[0] == '#':
		return "JSON has no comments"
	case rest[0] == '\'':
		return "JSON strings stand in double quotes"
	case rest[0] == ']' || rest[0] == '}':
		return "remove the comma before it"
	case len(rest) >= 3 && (rest[:3] == "NaN" || rest[:3] == "Inf"):
		return "JSON has no NaN and no infinities"
	}
	return ""
}

// nonPlain has the high bit of each byte of w set that ends or complicates a
// string: a quote, a backslash, a control character or a non-ASCII byte.
func nonPlain(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	quote := w ^ ones*'"'
	slash := w ^ ones*'\\'
	return (w | (w - ones*0x20) | (quote-ones)&^quote | (slash-ones)&^slash) & highs
}

func trailing(m uint64) int { return bits.TrailingZeros64(m) >> 3 }
