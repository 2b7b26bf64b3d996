package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what isRegex reads. What is beyond them, or what no table here
// decides, is given the benefit of the doubt.
const (
	maxRegex      = 64 << 10 // bytes
	maxRegexDepth = 200      // groups inside groups
	maxRegexCount = 1<<31 - 1
)

// isRegex reports whether s is a regular expression of ECMA-262 as the house reads
// it: that of the u flag, and what published schemas write beyond it that can mean
// one thing only. It accepts what the generator's own parser (internal/pattern,
// which this package may not import) does not refuse as bad syntax; a test holds
// the two together.
func isRegex(s string) bool {
	if len(s) > maxRegex {
		return true
	}
	if !utf8.ValidString(s) {
		return false
	}
	r := regexReader{src: s, odd: -1, named: map[string]bool{}}
	if _, ok := r.disjunction(0); !ok {
		return r.doubt
	}
	if r.pos < len(s) || r.highest > r.groups { // only ) ends a disjunction early
		return false
	}
	for _, name := range r.names {
		if !r.named[name] {
			return false
		}
	}
	return !r.repeated
}

// regexReader reads by recursive descent. Methods that return ok false have met
// what is no expression, or with doubt set what nothing here decides.
type regexReader struct {
	src      string
	pos      int
	doubt    bool
	groups   int
	highest  int             // number that a back-reference names
	names    []string        // that back-references name
	named    map[string]bool // groups
	repeated bool            // two groups of one name could both take part in one match
	odd      int             // offset of the first class that other dialects read differently, or -1
}

func (r *regexReader) peek() byte { return r.at(0) }

func (r *regexReader) at(n int) byte {
	if r.pos+n < len(r.src) {
		return r.src[r.pos+n]
	}
	return 0
}

func (r *regexReader) eat(prefix string) bool {
	if strings.HasPrefix(r.src[r.pos:], prefix) {
		r.pos += len(prefix)
		return true
	}
	return false
}

// rune reads one code point.
func (r *regexReader) rune() rune {
	c, width := utf8.DecodeRuneInString(r.src[r.pos:])
	r.pos += width
	return c
}

// disjunction reads alternatives and returns the names of the groups in them.
func (r *regexReader) disjunction(depth int) (names map[string]bool, ok bool) {
	for {
		in, ok := r.alternative(depth)
		if !ok {
			return nil, false
		}
		names, _ = union(names, in)
		if !r.eat("|") {
			return names, true
		}
	}
}

// union adds the smaller set to the larger one and reports whether they met.
func union(a, b map[string]bool) (all map[string]bool, met bool) {
	if len(a) < len(b) {
		a, b = b, a
	}
	for name := range b {
		met = met || a[name]
		a[name] = true
	}
	return a, met
}

func (r *regexReader) alternative(depth int) (names map[string]bool, ok bool) {
	for r.pos < len(r.src) && r.peek() != '|' && r.peek() != ')' {
		in, repeatable, ok := r.atom(depth)
		if !ok || !r.quantifier(repeatable) {
			return nil, false
		}
		met := false
		names, met = union(names, in)
		r.repeated = r.repeated || met
	}
	return names, true
}

func (r *regexReader) atom(depth int) (names map[string]bool, repeatable, ok bool) {
	switch c := r.peek(); c {
	case '^', '$':
		r.pos++
		return nil, false, true
	case '(':
		return r.group(depth)
	case '[':
		return nil, true, r.class()
	case '\\':
		return r.escape()
	case '*', '+', '?':
		return nil, false, false
	case '{':
		if _, _, n := r.braces(); n > 0 {
			return nil, false, false
		}
	case ']':
		if r.odd >= 0 { // the class ended before where its writer thought
			return nil, false, false
		}
	}
	r.rune()
	return nil, true, true
}

// quantifier reads a repetition behind an atom, if there is one.
func (r *regexReader) quantifier(repeatable bool) bool {
	switch r.peek() {
	case '*', '+', '?':
		r.pos++
	case '{':
		low, high, n := r.braces()
		if n == 0 {
			return r.at(1) != ',' || !digit(r.at(2)) // {,3} is {0,3} to some
		}
		if r.pos += n; high < low {
			return false
		}
	default:
		return true
	}
	if !repeatable {
		return false
	}
	r.eat("?")
	switch r.peek() {
	case '*', '+', '?':
		return false
	case '{':
		_, _, n := r.braces()
		return n == 0
	}
	return true
}

// braces reads {n}, {n,} or {n,m} at the position without moving; n is its length,
// 0 if there is none.
func (r *regexReader) braces() (low, high, n int) {
	i := r.pos + 1
	number := func() (int, bool) {
		begin, value := i, 0
		for ; i < len(r.src) && digit(r.src[i]); i++ {
			value = min(value*10+int(r.src[i]-'0'), maxRegexCount)
		}
		return value, i > begin
	}
	low, ok := number()
	if !ok || i >= len(r.src) {
		return 0, 0, 0
	}
	high = low
	if r.src[i] == ',' {
		i++
		if high, ok = number(); !ok {
			high = maxRegexCount
		}
	}
	if i >= len(r.src) || r.src[i] != '}' {
		return 0, 0, 0
	}
	return low, high, i + 1 - r.pos
}

// group reads from an opening parenthesis to its partner.
func (r *regexReader) group(depth int) (names map[string]bool, repeatable, ok bool) {
	if depth >= maxRegexDepth {
		r.doubt = true
		return nil, false, false
	}
	r.pos++
	name := ""
	repeatable = true
	switch {
	case r.eat("?:"), r.eat("?="), r.eat("?!"):
	case r.eat("?<="), r.eat("?<!"):
		repeatable = false
	case r.eat("?<"):
		if name, ok = r.groupName(); !ok {
			return nil, false, false
		}
		r.groups++
	case r.peek() == '?':
		r.doubt = r.isFlagGroup()
		return nil, false, false
	default:
		r.groups++
	}
	if names, ok = r.disjunction(depth + 1); !ok || !r.eat(")") {
		return nil, false, false
	}
	if name != "" {
		r.named[name] = true
		met := false
		names, met = union(names, map[string]bool{name: true})
		r.repeated = r.repeated || met
	}
	return names, repeatable, true
}

// isFlagGroup reports whether what follows a parenthesis is a group with flags,
// which newer editions have.
func (r *regexReader) isFlagGroup() bool {
	i := r.pos + 1
	for i < len(r.src) && (letter(r.src[i]) || r.src[i] == '-' || r.src[i] == '^') {
		i++
	}
	flags := r.src[r.pos+1 : i]
	return flags != "" && flags[0] != 'R' && i < len(r.src) && r.src[i] == ':'
}

// groupName reads an identifier and the > behind it.
func (r *regexReader) groupName() (string, bool) {
	var name []rune
	for r.pos < len(r.src) {
		c := r.rune()
		if c == '>' && len(name) > 0 {
			return string(name), true
		}
		if c == '\\' {
			ok := false
			if !r.eat("u") {
				return "", false
			}
			if c, ok = r.unicodeEscape(); !ok {
				return "", false
			}
		}
		if !isIdentifier(c, len(name) == 0) {
			return "", false
		}
		name = append(name, c)
	}
	return "", false
}

// isIdentifier reports whether c can begin or go on with a name: ID_Start and
// ID_Continue of Unicode, which are made from other properties.
func isIdentifier(c rune, first bool) bool {
	if c < utf8.RuneSelf {
		return c == '$' || c == '_' || letter(byte(c)) || !first && digit(byte(c))
	}
	if !first && unicode.Is(unicode.Join_Control, c) {
		return true
	}
	if unicode.In(c, unicode.Pattern_Syntax, unicode.Pattern_White_Space) {
		return false
	}
	return unicode.In(c, unicode.L, unicode.Nl, unicode.Other_ID_Start) ||
		!first && unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}
