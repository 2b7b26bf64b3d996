package pattern

import (
	"regexp"
	"unicode/utf8"
)

var posixClass = regexp.MustCompile(`^\[:\^?[a-z]+:\]`)

// class reads from [ to ].
func (ps *parser) class() (*Node, *Error) {
	start := ps.pos
	ps.pos++
	negate := ps.eat("^")
	first := ps.pos
	var ranges []Range
	add := func(s ...Range) *Error {
		ranges = append(ranges, s...)
		return ps.spend(start, len(s))
	}
	for ps.peek() != ']' || ps.pos == len(ps.src) {
		if ps.pos == len(ps.src) {
			return nil, syntaxError(start, `write \[ for the character`, "the class is not closed")
		}
		at := ps.pos
		set, low, err := ps.classAtom(start)
		if err != nil {
			return nil, err
		}
		if ps.peek() != '-' || ps.at(1) == ']' || ps.pos+1 >= len(ps.src) {
			if err := add(set...); err != nil {
				return nil, err
			}
			continue
		}
		ps.pos++ // the dash
		to, high, err := ps.classAtom(start)
		if err != nil {
			return nil, err
		}
		switch {
		case low < 0 || high < 0: // beside a class escape the dash means itself
			ps.strict = false
			err = add(append(append([]Range{{'-', '-'}}, set...), to...)...)
		case low > high:
			return nil, syntaxError(at, `write \- for the character`, "the range %q runs backwards", ps.src[at:ps.pos])
		default:
			err = add(Range{low, high})
		}
		if err != nil {
			return nil, err
		}
	}
	if ps.pos == first && ps.odd < 0 {
		ps.odd = start // []a] is a set with ] for others
	}
	ps.pos++
	set := normalise(ranges)
	if negate {
		set = set.Complement()
	}
	return ps.set(set, start), nil
}

// spend counts ranges, so that a pattern cannot make us hold gigabytes of them.
func (ps *parser) spend(at, n int) *Error {
	if ps.ranges += n; ps.ranges > maxClass {
		return unsupported(at, "", "the classes of the pattern have more than %d ranges together", maxClass)
	}
	return nil
}

// classAtom reads one member of a class: a code point (possibly a surrogate) or
// a class escape (value -1).
func (ps *parser) classAtom(class int) (Set, rune, *Error) {
	switch ps.peek() {
	case '\\':
		return ps.setEscape(true)
	case '[':
		if name := posixClass.FindString(ps.src[ps.pos:min(len(ps.src), ps.pos+20)]); name != "" {
			return nil, 0, syntaxError(ps.pos, `write the characters out, for instance a-zA-Z, or use \p{…}`,
				"%q is a class of POSIX, not of ECMA-262", name)
		}
		if ps.odd < 0 {
			ps.odd = class
		}
	}
	r, width := utf8.DecodeRuneInString(ps.src[ps.pos:])
	ps.pos += width
	return Set{{r, r}}, r, nil
}
