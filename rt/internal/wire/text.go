package wire

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text reads the string whose opening quote the cursor stands at. Strings
// without escapes are substrings of the document.
func (c *Cursor) Text() (string, bool) {
	if c.dead {
		return "", false
	}
	s := c.src
	start := c.pos + 1
	i := start
	for {
		for i+8 <= len(s) {
			b := s[i : i+8]
			w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
				uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
			if m := nonPlain(w); m != 0 {
				i += trailing(m)
				break
			}
			i += 8
		}
		if i >= len(s) {
			return "", c.unexpectedEnd("string")
		}
		switch b := s[i]; {
		case b == '"':
			c.pos = i + 1
			return s[start:i], true
		case b == '\\':
			return c.escaped(start, i)
		case b < ' ':
			return "", c.control(i)
		case b < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return "", c.badUTF8(i)
			}
			i += n
		}
	}
}

// escaped goes on with a string whose first backslash is at i.
func (c *Cursor) escaped(start, i int) (string, bool) {
	s := c.src
	buf := make([]byte, 0, len(s[start:i])+32)
	buf = append(buf, s[start:i]...)
	for i < len(s) {
		b := s[i]
		switch {
		case b == '"':
			c.pos = i + 1
			return string(buf), true
		case b == '\\':
			var n int
			buf, n = c.escape(buf, i)
			if n == 0 {
				return "", false
			}
			i += n
		case b < ' ':
			return "", c.control(i)
		case b < utf8.RuneSelf:
			buf = append(buf, b)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return "", c.badUTF8(i)
			}
			buf = append(buf, s[i:i+n]...)
			i += n
		}
	}
	return "", c.unexpectedEnd("string")
}

// escape decodes the escape at i and returns its length, 0 after an error.
func (c *Cursor) escape(buf []byte, i int) ([]byte, int) {
	s := c.src
	if i+1 >= len(s) {
		c.unexpectedEnd("string")
		return buf, 0
	}
	switch s[i+1] {
	case '"', '\\', '/':
		return append(buf, s[i+1]), 2
	case 'b':
		return append(buf, '\b'), 2
	case 'f':
		return append(buf, '\f'), 2
	case 'n':
		return append(buf, '\n'), 2
	case 'r':
		return append(buf, '\r'), 2
	case 't':
		return append(buf, '\t'), 2
	case 'u':
		r, ok := hex4(s, i+2)
		if !ok {
			c.Stop(i, "escape", `\u must be followed by four hexadecimal digits`, "")
			return buf, 0
		}
		if r < 0xd800 || r > 0xdfff {
			return utf8.AppendRune(buf, r), 6
		}
		if r < 0xdc00 && i+12 <= len(s) && s[i+6] == '\\' && s[i+7] == 'u' {
			if low, ok := hex4(s, i+8); ok && low >= 0xdc00 && low <= 0xdfff {
				return utf8.AppendRune(buf, 0x10000+(r-0xd800)<<10+(low-0xdc00)), 12
			}
		}
		c.Stop(i, "surrogate", s[i:i+6]+" is half of a surrogate pair", "write the character itself, or both halves")
		return buf, 0
	}
	c.Stop(i, "escape", "a backslash before "+quoteByte(s, i+1)+" is no JSON escape", `escape a backslash as \\`)
	return buf, 0
}

func hex4(s string, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, b := range []byte(s[i : i+4]) {
		switch {
		case b >= '0' && b <= '9':
			b -= '0'
		case b >= 'a' && b <= 'f':
			b -= 'a' - 10
		case b >= 'A' && b <= 'F':
			b -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(b)
	}
	return r, true
}

func (c *Cursor) control(at int) bool {
	c.Stop(at, "control-character", "control character "+quoteByte(c.src, at)+" in a string",
		"escape it, for example \\n for a line feed; is a closing quote missing?")
	return false
}

func (c *Cursor) badUTF8(at int) bool {
	c.Stop(at, "utf8", "byte 0x"+strconv.FormatUint(uint64(c.src[at]), 16)+" is not valid UTF-8", "save the file as UTF-8")
	return false
}

const (
	badNumber        = "malformed number"
	exponentTooLarge = "exponent beyond ±10000"
)

// ScanNumber returns the end of the JSON number at i, or where and why it is
// none.
func ScanNumber(s string, i int) (end int, why string) {
	if i < len(s) && s[i] == '-' {
		i++
	}
	switch {
	case i >= len(s):
		return i, badNumber
	case s[i] == '0':
		i++
		if i < len(s) && isDigit(s[i]) {
			return i, "number with a leading zero"
		}
	case isDigit(s[i]):
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
	default:
		return i, badNumber
	}
	if i < len(s) && s[i] == '.' {
		i++
		if i >= len(s) || !isDigit(s[i]) {
			return i, "no digit after the decimal point"
		}
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		at := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if i >= len(s) || !isDigit(s[i]) {
			return i, "no digit in the exponent"
		}
		exp := 0
		for ; i < len(s) && isDigit(s[i]); i++ {
			if exp = exp*10 + int(s[i]-'0'); exp > MaxExponent {
				return at, exponentTooLarge
			}
		}
	}
	return i, ""
}

func isDigit(b byte) bool { return b-'0' <= 9 }

// Quote returns s in JSON quotes, shortened when it is long, for messages.
func Quote(s string) string {
	const limit = 80
	if len(s) > limit {
		cut := limit
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		return Visible(string(AppendString(nil, s[:cut]))) + "…"
	}
	return Visible(string(AppendString(nil, s)))
}

// Visible returns s with everything escaped that does not print.
func Visible(s string) string {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func quoteByte(s string, at int) string {
	r, n := utf8.DecodeRuneInString(s[at:])
	if r == utf8.RuneError && n == 1 {
		return "byte 0x" + strconv.FormatUint(uint64(s[at]), 16)
	}
	return strconv.QuoteRune(r)
}
