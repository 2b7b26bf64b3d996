package codec

import (
	"strconv"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// The Read methods read a value of one JSON type: they return it with the
// offset it stands at and true; or they note that the rule typ is broken, skip
// the value and return false.

// Mismatch notes a broken rule for the value at hand and skips it.
func (c *Cursor) Mismatch(rule int) {
	if c.Peek() != rt.KindInvalid {
		c.Fail(c.Pos(), rule)
	}
	c.Skip()
}

// ReadString reads a string.
func (c *Cursor) ReadString(typ int) (string, int, bool) {
	at := c.Begin()
	if src := c.Src(); at < len(src) && src[at] == '"' {
		s, ok := c.Text()
		return s, at, ok
	}
	c.Mismatch(typ)
	return "", at, false
}

// ReadBool reads true or false.
func (c *Cursor) ReadBool(typ int) (bool, int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k == rt.KindBool {
		v := c.True()
		return v, at, !c.Dead()
	}
	c.Mismatch(typ)
	return false, at, false
}

// ReadNull reads null.
func (c *Cursor) ReadNull(typ int) (int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k == rt.KindNull {
		c.Nil()
		return at, !c.Dead()
	}
	c.Mismatch(typ)
	return at, false
}

// ReadNumber reads a number.
func (c *Cursor) ReadNumber(typ int) (rt.Number, int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k == rt.KindNumber {
		text := c.Num()
		return rt.Number(wire.NumberOf(text)), at, !c.Dead()
	}
	c.Mismatch(typ)
	return rt.Number{}, at, false
}

// ReadInteger reads a number without a fraction, of any size.
func (c *Cursor) ReadInteger(typ int) (rt.Integer, int, bool) {
	n, at, ok := c.ReadNumber(typ)
	if ok && !wire.IsInteger(n.String()) {
		c.Fail(at, typ)
		return rt.Integer{}, at, false
	}
	return rt.Integer(wire.IntegerOf(n.String())), at, ok
}

// ReadInt reads an integer into an int64. A value below or above what int64
// holds breaks the rule low or high, which the schema sets no further out; a
// negative rule there means that the schema allows such values and the Go type
// does not, which ends the reading with the code "not-representable".
func (c *Cursor) ReadInt(typ, low, high int) (int64, int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k != rt.KindNumber {
		c.Mismatch(typ)
		return 0, at, false
	}
	text := c.Num()
	if c.Dead() {
		return 0, at, false
	}
	if v, ok := wire.SmallInt(text); ok {
		if v == 0 && text[0] == '-' {
			c.odd++
		}
		return v, at, true
	}
	if !wire.IsInteger(text) {
		c.Fail(at, typ)
		return 0, at, false
	}
	v, ok := wire.Int64(text)
	if !ok {
		rule := high
		if text[0] == '-' {
			rule = low
		}
		if rule < 0 {
			c.Stop(at, "not-representable", "integer "+Shorten(text)+" does not fit the Go type int64",
				"generate without --int64 to keep integers of any size")
			return 0, at, false
		}
		c.Fail(at, rule)
		return 0, at, false
	}
	if strconv.FormatInt(v, 10) != text {
		c.odd++
	}
	return v, at, true
}

// Object enters an object and returns its offset.
func (c *Cursor) Object(typ int) (int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k == rt.KindObject {
		c.Enter()
		return at, !c.Dead()
	}
	c.Mismatch(typ)
	return at, false
}

// Array enters an array and returns its offset.
func (c *Cursor) Array(typ int) (int, bool) {
	k := c.Peek()
	at := c.Pos()
	if k == rt.KindArray {
		c.Enter()
		return at, !c.Dead()
	}
	c.Mismatch(typ)
	return at, false
}

// Shorter reports whether s has fewer than n code points.
func Shorter(s string, n int) bool {
	return len(s) < n || len(s) < n*utf8.UTFMax && utf8.RuneCountInString(s) < n
}

// Longer reports whether s has more than n code points.
func Longer(s string, n int) bool {
	return len(s) > n && (len(s) > n*utf8.UTFMax || utf8.RuneCountInString(s) > n)
}

// Shorten cuts long text for a message.
func Shorten(s string) string {
	if len(s) > 40 {
		return s[:37] + "…"
	}
	return s
}
