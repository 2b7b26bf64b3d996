package pattern

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// foreignEscapes are letters that other dialects read after a backslash.
var foreignEscapes = map[byte]string{
	'A': "write ^, which is the begin of the string",
	'Z': "write $, which is the very end of the string",
	'z': "write $, which is the very end of the string",
	'G': "a pattern searches once; drop it",
	'Q': "escape each character by itself",
	'E': "escape each character by itself",
	'a': `write \x07`,
	'e': `write \x1b`,
	'h': `write [ \t]`,
	'H': `write [^ \t]`,
	'R': `write (?:\r\n|\n|\r)`,
	'X': `write . or a class`,
	'K': "a schema only asks whether the pattern matches; drop it",
	'N': `write . for a character of the line`,
	'C': `write [^] for any character`,
	'V': `write [^\n\v\f\r\u2028\u2029]`,
	'i': "write the class out (XML Schema's name start)",
	'I': "write the class out (XML Schema's name start)",
	'l': "write [a-z] or the code of the character",
	'L': "write the characters out",
	'U': "write the characters out",
	'o': `write the code of the character as \xHH or \u{H…}`,
	'g': `write \1 or \k<name>`,
	'm': "write [0-9] or the class meant",
}

// escape reads a backslash and what follows, outside a class.
func (ps *parser) escape() (*Node, *Error) {
	start := ps.pos
	switch c := ps.at(1); {
	case c == 'b' || c == 'B':
		ps.pos += 2
		op := OpWordBoundary
		if c == 'B' {
			op = OpNotWordBoundary
		}
		return &Node{Op: op, Offset: start, End: ps.pos}, nil
	case '1' <= c && c <= '9':
		index := 0
		for ps.pos++; isDigit(ps.peek()); ps.pos++ {
			index = min(index*10+int(ps.peek()-'0'), maxCount)
		}
		return ps.reference(&Node{Op: OpBackReference, Index: index, Offset: start, End: ps.pos}), nil
	case c == 'k':
		if ps.at(2) != '<' {
			return nil, syntaxError(start, `write \k<name>`, "%q needs the name of a group", `\k`)
		}
		ps.pos += 3
		name, err := ps.groupName()
		if err != nil {
			return nil, err
		}
		return ps.reference(&Node{Op: OpBackReference, Name: name, Offset: start, End: ps.pos}), nil
	}
	set, _, err := ps.setEscape(false)
	if err != nil {
		return nil, err
	}
	return ps.set(set, start), nil
}

func (ps *parser) reference(n *Node) *Node {
	ps.refs = append(ps.refs, n)
	return n
}

// setEscape reads an escape that stands for one code point (value, possibly a
// surrogate, whose set is empty) or a class of them (value -1).
func (ps *parser) setEscape(inClass bool) (set Set, value rune, err *Error) {
	start := ps.pos
	ps.pos++
	if ps.pos == len(ps.src) {
		return nil, 0, syntaxError(start, `write \\ for the character`, "the pattern ends with a backslash")
	}
	c, width := utf8.DecodeRuneInString(ps.src[ps.pos:])
	ps.pos += width
	switch c {
	case 'd':
		return digitSet, -1, nil
	case 'D':
		return notDigitSet, -1, nil
	case 'w':
		return wordSet, -1, nil
	case 'W':
		return notWordSet, -1, nil
	case 's':
		return spaceSet, -1, nil
	case 'S':
		return notSpaceSet, -1, nil
	case 'p', 'P':
		set, err = ps.propertyEscape(start, c == 'P')
		return set, -1, err
	}
	if value, err = ps.characterEscape(c, start, inClass); err != nil {
		return nil, 0, err
	}
	return NewSet(Range{value, value}), value, nil
}

func (ps *parser) characterEscape(c rune, start int, inClass bool) (rune, *Error) {
	switch c {
	case 't':
		return '\t', nil
	case 'n':
		return '\n', nil
	case 'v':
		return '\v', nil
	case 'f':
		return '\f', nil
	case 'r':
		return '\r', nil
	case 'c':
		if l := ps.peek(); isLetter(l) {
			ps.pos++
			return rune(l % 32), nil
		}
		return 0, syntaxError(start, `write \cA to \cZ, or the code of the character as \xHH`, "%q needs a letter behind it", `\c`)
	case 'x':
		if v, ok := ps.hex(2); ok {
			return v, nil
		}
		return 0, syntaxError(start, `write \xHH, or \u{H…} for more digits`, "%q needs two hexadecimal digits behind it", `\x`)
	case 'u':
		return ps.unicodeEscape(start)
	case '0':
		if !isDigit(ps.peek()) {
			return 0, nil
		}
		return 0, syntaxError(start, `write the code as \xHH`, "octal escapes are not ECMA-262 with the u flag")
	}
	if inClass && c == 'b' {
		return '\b', nil
	}
	if c < utf8.RuneSelf && isDigit(byte(c)) {
		return 0, syntaxError(start, `write the code of the character as \xHH`, "%q cannot stand in a class: no octal escapes, no back-references", `\`+string(c))
	}
	if c < utf8.RuneSelf && isLetter(byte(c)) {
		hint, known := foreignEscapes[byte(c)]
		if inClass && (c == 'B' || c == 'k') {
			return 0, syntaxError(start, "drop the backslash if the letter is meant", "%q cannot stand in a class", `\`+string(c))
		}
		if !known {
			hint = "drop the backslash if the letter is meant"
		}
		return 0, syntaxError(start, hint, "%q is not an escape of ECMA-262", `\`+string(c))
	}
	if !strings.ContainsRune(`^$\.*+?()[]{}|/`, c) && (c != '-' || !inClass) {
		ps.strict = false
	}
	return c, nil
}

// hex reads exactly n hexadecimal digits, or nothing.
func (ps *parser) hex(n int) (rune, bool) {
	if ps.pos+n > len(ps.src) {
		return 0, false
	}
	var v rune
	for _, c := range []byte(ps.src[ps.pos : ps.pos+n]) {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		v = v<<4 | d
	}
	ps.pos += n
	return v, true
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case isDigit(c):
		return rune(c - '0'), true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10, true
	}
	return 0, false
}

// unicodeEscape reads what follows \u: HHHH, a surrogate pair written as two
// such escapes (one code point), or {H…}.
func (ps *parser) unicodeEscape(start int) (rune, *Error) {
	if ps.eat("{") {
		var v rune
		digits := 0
		for ; ; digits++ {
			d, ok := hexDigit(ps.peek())
			if !ok {
				break
			}
			if v = v<<4 | d; v > unicode.MaxRune {
				return 0, syntaxError(start, "", "the escape is above U+10FFFF, the last code point")
			}
			ps.pos++
		}
		if digits > 0 && ps.eat("}") {
			return v, nil
		}
		return 0, syntaxError(start, `write \u{H…} with hexadecimal digits`, "%q is not closed after hexadecimal digits", `\u{`)
	}
	v, ok := ps.hex(4)
	if !ok {
		return 0, syntaxError(start, `write \uHHHH or \u{H…}`, "%q needs four hexadecimal digits behind it", `\u`)
	}
	if 0xD800 <= v && v < 0xDC00 {
		mark := ps.pos
		if ps.eat(`\u`) {
			if low, ok := ps.hex(4); ok && 0xDC00 <= low && low < 0xE000 {
				return 0x10000 + (v-0xD800)<<10 + (low - 0xDC00), nil
			}
		}
		ps.pos = mark
	}
	return v, nil
}
