package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape reads a backslash and what follows, outside a class.
func (r *regexReader) escape() (names map[string]bool, repeatable, ok bool) {
	switch c := r.at(1); {
	case c == 'b' || c == 'B':
		r.pos += 2
		return nil, false, true
	case '1' <= c && c <= '9':
		index := 0
		for r.pos++; digit(r.peek()); r.pos++ {
			index = min(index*10+int(r.peek()-'0'), maxRegexCount)
		}
		r.highest = max(r.highest, index)
		return nil, true, true
	case c == 'k':
		if r.at(2) != '<' {
			return nil, false, false
		}
		r.pos += 3
		name, ok := r.groupName()
		r.names = append(r.names, name)
		return nil, true, ok
	}
	_, ok = r.setEscape(false)
	return nil, true, ok
}

// setEscape reads an escape that stands for one code point, or for a class of them
// (value -1).
func (r *regexReader) setEscape(inClass bool) (value rune, ok bool) {
	r.pos++
	if r.pos == len(r.src) {
		return 0, false
	}
	switch c := r.rune(); c {
	case 'd', 'D', 'w', 'W', 's', 'S':
		return -1, true
	case 'p', 'P':
		return -1, r.property()
	case 't':
		return '\t', true
	case 'n':
		return '\n', true
	case 'v':
		return '\v', true
	case 'f':
		return '\f', true
	case 'r':
		return '\r', true
	case 'c':
		l := r.peek()
		r.pos++
		return rune(l % 32), letter(l)
	case 'x':
		return r.hex(2)
	case 'u':
		return r.unicodeEscape()
	case '0':
		return 0, !digit(r.peek())
	case 'b':
		return '\b', inClass
	default:
		// No letter or digit but those above: other dialects read many of them.
		return c, c >= utf8.RuneSelf || !letter(byte(c)) && !digit(byte(c))
	}
}

// hex reads exactly n hexadecimal digits, or nothing.
func (r *regexReader) hex(n int) (rune, bool) {
	if r.pos+n > len(r.src) {
		return 0, false
	}
	var v rune
	for i := r.pos; i < r.pos+n; i++ {
		if !hexDigit(r.src[i]) {
			return 0, false
		}
		v = v<<4 | hexValue(r.src[i])
	}
	r.pos += n
	return v, true
}

func hexValue(b byte) rune {
	if digit(b) {
		return rune(b - '0')
	}
	return rune(b|0x20-'a') + 10
}

// unicodeEscape reads what follows \u: HHHH, a surrogate pair written as two such
// escapes, or {H…}.
func (r *regexReader) unicodeEscape() (rune, bool) {
	if r.eat("{") {
		var v rune
		from := r.pos
		for ; hexDigit(r.peek()); r.pos++ {
			if v = v<<4 | hexValue(r.peek()); v > unicode.MaxRune {
				return 0, false
			}
		}
		return v, r.pos > from && r.eat("}")
	}
	v, ok := r.hex(4)
	if ok && 0xD800 <= v && v < 0xDC00 {
		mark := r.pos
		if r.eat(`\u`) {
			if low, ok := r.hex(4); ok && 0xDC00 <= low && low < 0xE000 {
				return 0x10000 + (v-0xD800)<<10 + (low - 0xDC00), true
			}
		}
		r.pos = mark
	}
	return v, ok
}

// class reads from [ to ].
func (r *regexReader) class() bool {
	start := r.pos
	r.pos++
	r.eat("^")
	first := r.pos
	for r.peek() != ']' || r.pos == len(r.src) {
		if r.pos == len(r.src) {
			return false
		}
		low, ok := r.classAtom(start)
		if !ok {
			return false
		}
		if r.peek() != '-' || r.at(1) == ']' || r.pos+1 >= len(r.src) {
			continue
		}
		r.pos++
		high, ok := r.classAtom(start)
		if !ok || low >= 0 && high >= 0 && low > high {
			return false // beside a class escape the dash means itself
		}
	}
	if r.pos == first && r.odd < 0 {
		r.odd = start // []a] is a set with ] for others
	}
	r.pos++
	return true
}

// classAtom reads one member of the class that began at start: a code point or a
// class escape (value -1).
func (r *regexReader) classAtom(start int) (rune, bool) {
	switch r.peek() {
	case '\\':
		return r.setEscape(true)
	case '[':
		if isPOSIXClass(r.src[r.pos:min(len(r.src), r.pos+20)]) {
			return 0, false
		}
		if r.odd < 0 {
			r.odd = start
		}
	}
	return r.rune(), true
}

// isPOSIXClass reports whether s begins with [:name:] or [:^name:].
func isPOSIXClass(s string) bool {
	s, ok := strings.CutPrefix(s, "[:")
	s = strings.TrimPrefix(s, "^")
	name, _, closed := strings.Cut(s, ":]")
	return ok && closed && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == ""
}

// property reads what follows \p or \P: a property in braces, spelled exactly.
func (r *regexReader) property() bool {
	text, _, closed := strings.Cut(r.src[r.pos:], "}")
	text, opened := strings.CutPrefix(text, "{")
	if !opened || !closed {
		return false
	}
	r.pos += len(text) + 2
	name, value, hasValue := strings.Cut(text, "=")
	if !hasValue {
		if hasWord(doubtfulProperties, name) {
			r.doubt = true
			return false
		}
		return isCategory(name) || hasWord(properties, name)
	}
	switch name {
	case "General_Category", "gc":
		return isCategory(value)
	case "Script", "sc":
		if isScript(value) {
			return true
		}
		r.doubt = len(value) > 2 && isScriptName(value) // younger than our tables
	case "Script_Extensions", "scx":
		r.doubt = true
	}
	return false
}

func isCategory(name string) bool {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	switch name {
	case "Cs", "Cn", "C", "LC":
		return true
	}
	_, ok := unicode.Categories[name]
	return ok
}

func isScript(name string) bool {
	_, ok := unicode.Scripts[name]
	return ok || name == "Unknown" || name == "Zzzz" || hasWord(scriptCodes, name)
}

// isScriptName reports whether name has the form of a script's: words with
// capitals, joined by underscores.
func isScriptName(name string) bool {
	for word := range strings.SplitSeq(name, "_") {
		if word == "" || word[0] < 'A' || word[0] > 'Z' || strings.Trim(word[1:], "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return true
}

// hasWord reports whether a word is in a list, in which one space stands before
// and behind each.
func hasWord(list, word string) bool {
	return word != "" && !strings.Contains(word, " ") && strings.Contains(list, " "+word+" ")
}
