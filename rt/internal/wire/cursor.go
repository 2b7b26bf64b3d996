package wire

import (
	"math/bits"
	"strings"
)

// MaxDepth is the deepest nesting of arrays and objects a document may have.
const MaxDepth = 10_000

// Cursor reads one JSON text from front to back; codec.Cursor, which embeds it,
// says how strictly. The text is an immutable string, so everything the cursor
// returns is a substring of it and costs no copy.
type Cursor struct {
	src   string
	pos   int
	depth int
	fresh bool // just behind the '[' or '{' of the container being read
	dead  bool // an error ended the reading

	key   string
	keyAt int

	fatal Fatal

	names []string // names of the objects being skipped, innermost last

	extents  []extent // of values that Lookahead has skipped, see there
	lookedTo int      // how far it has skipped
	noting   bool     // Skip notes extents, and leaps over those it knows
}

// Fatal is the error that ended the reading.
type Fatal struct {
	Offset              int
	Code, Message, Hint string
}

// Start puts a new cursor before a text that stands that deep in its document.
func (c *Cursor) Start(text string, depth int) { c.src, c.depth = text, depth }

// Pos returns the byte offset of the next unread byte.
func (c *Cursor) Pos() int { return c.pos }

// Src returns the text being read.
func (c *Cursor) Src() string { return c.src }

// Span returns the text between two offsets.
func (c *Cursor) Span(from, to int) string { return c.src[from:to] }

// Dead reports whether an error ended the reading.
func (c *Cursor) Dead() bool { return c.dead }

// Fatal returns the error that ended the reading, nil while none has.
func (c *Cursor) Fatal() *Fatal {
	if !c.dead {
		return nil
	}
	return &c.fatal
}

// Stop ends the reading with an error.
func (c *Cursor) Stop(at int, code, message, hint string) {
	if c.dead {
		return
	}
	c.dead = true
	c.fatal = Fatal{Offset: at, Code: code, Message: message, Hint: hint}
	c.pos = len(c.src)
}

// Begin skips white space and returns the offset of the value that follows.
func (c *Cursor) Begin() int {
	c.space()
	return c.pos
}

// Peek skips white space and returns the kind of the value that begins there,
// KindInvalid when none does (which the read that follows reports).
func (c *Cursor) Peek() Kind {
	c.space()
	if c.pos >= len(c.src) {
		return KindInvalid
	}
	return kindOf[c.src[c.pos]]
}

// KindOf returns the kind of the values that begin with that byte.
func KindOf(b byte) Kind { return kindOf[b] }

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
		c.Stop(c.pos, "trailing-data", "unexpected "+quoteByte(c.src, c.pos)+" after the end of the document",
			"a document is one JSON value; for one value per line use --ndjson")
	}
}

// Enter consumes the '{' or '[' the cursor stands at, after Peek said so.
func (c *Cursor) Enter() {
	c.depth++
	if c.depth > MaxDepth {
		c.Stop(c.pos, "depth", "nesting is deeper than 10000 levels", "")
		return
	}
	c.pos++
	c.fresh = true
}

// Member advances to the next member of the object that was entered: it reads
// the name (see Key) and the colon and returns true, or consumes the closing
// brace and returns false.
func (c *Cursor) Member() bool { return c.ToName() && c.Name() }

// ToName advances to the next member's name; false at the end of the object.
func (c *Cursor) ToName() bool {
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
			return c.Unexpected("',' or '}' in the object")
		}
		c.pos++
		c.space()
		if c.pos >= len(s) {
			return c.unexpectedEnd("object")
		}
		b = s[c.pos]
	}
	if b != '"' {
		return c.Unexpected("a member name in double quotes")
	}
	return true
}

// Name reads the member name at hand and its colon.
func (c *Cursor) Name() bool {
	c.keyAt = c.pos
	name, ok := c.Text()
	if !ok {
		return false
	}
	c.key = name
	c.space()
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("object")
	}
	if c.src[c.pos] != ':' {
		return c.Unexpected("':' after the member name")
	}
	c.pos++
	return true
}

// TakeName reads the member name at hand, which is spelled as name, quotes and colon
// included.
func (c *Cursor) TakeName(name string) {
	c.key, c.keyAt = name[1:len(name)-2], c.pos
	c.pos += len(name)
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
		return c.Unexpected("',' or ']' in the array")
	}
	c.pos++
	c.space()
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("array")
	}
	if c.src[c.pos] == ']' {
		return c.Unexpected("a value after ','")
	}
	return true
}

// Duplicate reports the name just read as given twice in its object.
func (c *Cursor) Duplicate() {
	c.Stop(c.keyAt, "duplicate-name", "member "+Quote(c.key)+" stands twice in one object", "keep one of the two")
}

// Str reads a string; the caller has peeked KindString.
func (c *Cursor) Str() string {
	s, _ := c.Text()
	return s
}

// True reads true or false; the caller has peeked KindBool.
func (c *Cursor) True() bool {
	if c.literal("true") {
		return true
	}
	if !c.literal("false") {
		if c.begins("tr") || c.begins("fa") {
			c.Unexpected("true or false")
		} else {
			c.Unexpected(WantValue)
		}
	}
	return false
}

// Nil reads null; the caller has peeked KindNull.
func (c *Cursor) Nil() {
	if !c.literal("null") {
		if c.begins("nu") {
			c.Unexpected("null")
		} else {
			c.Unexpected(WantValue)
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
	end, why := ScanNumber(c.src, start)
	if why != "" {
		code := "number"
		if why == exponentTooLarge {
			code = "exponent"
		}
		c.Stop(end, code, why, "")
		return "0"
	}
	c.pos = end
	return c.src[start:end]
}

// Unexpected reports the byte at hand; it returns false for its callers'
// convenience.
func (c *Cursor) Unexpected(want string) bool {
	if c.pos >= len(c.src) {
		return c.unexpectedEnd("value")
	}
	c.Stop(c.pos, "syntax", "unexpected "+quoteByte(c.src, c.pos)+", want "+want, hintFor(c.src, c.pos))
	return false
}

func (c *Cursor) unexpectedEnd(in string) bool {
	if strings.Trim(c.src, " \t\r\n") == "" {
		c.Stop(len(c.src), "empty", "the document is empty", "write a JSON value")
		return false
	}
	c.Stop(len(c.src), "truncated", "the document ends inside this "+in, TruncatedHint)
	return false
}

// Words of messages that reading piece by piece gives too.
const (
	WantValue     = "a JSON value"
	TruncatedHint = "is the file truncated?"
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
