package pattern

import (
	"strings"
	"unicode/utf8"
)

// Parse reads an ECMA-262 pattern (the text between the slashes, u flag). The
// error is always an *[Error].
func Parse(src string) (*Pattern, error) {
	p, err := parse(src)
	if err != nil {
		return nil, err
	}
	return p, nil
}

func parse(src string) (*Pattern, *Error) {
	if len(src) > maxSource {
		return nil, unsupported(maxSource, "split it into several patterns under anyOf or allOf",
			"the pattern is %d bytes long, more than the %d that are read", len(src), maxSource)
	}
	if !utf8.ValidString(src) {
		at := 0
		for i, r := range src {
			if r == utf8.RuneError && !strings.HasPrefix(src[i:], "\uFFFD") {
				at = i
				break
			}
		}
		return nil, syntaxError(at, "", "the pattern is not valid UTF-8")
	}
	ps := &parser{src: src, strict: true, odd: -1}
	root, err := ps.disjunction(0)
	if err != nil {
		return nil, err
	}
	if ps.pos < len(src) { // only `)` ends a disjunction early
		return nil, syntaxError(ps.pos, `write \) for the character`, "there is no group for this %q to close", ")")
	}
	if err := ps.resolve(root); err != nil {
		return nil, err
	}
	return &Pattern{source: src, root: root, strict: ps.strict, size: root.expandedSize()}, nil
}

// parser reads by recursive descent; only groups recurse, and they are counted.
type parser struct {
	src    string
	pos    int
	groups int
	strict bool
	refs   []*Node // back-references, resolved when all groups are known
	ranges int     // spent of maxClass
	odd    int     // offset of the first class that other dialects read differently, or -1
}

// peek returns the byte at the position, 0 at the end (NUL itself is an ordinary
// pattern character, so the callers' comparisons stay right).
func (ps *parser) peek() byte { return ps.at(0) }

func (ps *parser) at(n int) byte {
	if ps.pos+n < len(ps.src) {
		return ps.src[ps.pos+n]
	}
	return 0
}

func (ps *parser) eat(prefix string) bool {
	if strings.HasPrefix(ps.src[ps.pos:], prefix) {
		ps.pos += len(prefix)
		return true
	}
	return false
}

func (ps *parser) disjunction(depth int) (*Node, *Error) {
	start := ps.pos
	var alternatives []*Node
	for {
		alternative, err := ps.alternative(depth)
		if err != nil {
			return nil, err
		}
		alternatives = append(alternatives, alternative)
		if !ps.eat("|") {
			break
		}
	}
	if len(alternatives) == 1 {
		return alternatives[0], nil
	}
	return &Node{Op: OpAlternate, Sub: alternatives, Offset: start, End: ps.pos}, nil
}

func (ps *parser) alternative(depth int) (*Node, *Error) {
	start := ps.pos
	var terms []*Node
	for ps.pos < len(ps.src) && ps.peek() != '|' && ps.peek() != ')' {
		term, err := ps.term(depth)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	switch len(terms) {
	case 0:
		return &Node{Op: OpEmpty, Offset: start, End: ps.pos}, nil
	case 1:
		return terms[0], nil
	}
	return &Node{Op: OpConcat, Sub: terms, Offset: start, End: ps.pos}, nil
}

func (ps *parser) term(depth int) (*Node, *Error) {
	start := ps.pos
	atom, err := ps.atom(depth)
	if err != nil {
		return nil, err
	}
	atom, err = ps.quantified(atom, start)
	if err != nil {
		return nil, err
	}
	return atom, nil
}

func (ps *parser) atom(depth int) (*Node, *Error) {
	start := ps.pos
	switch c := ps.peek(); c {
	case '^':
		ps.pos++
		return &Node{Op: OpBegin, Offset: start, End: ps.pos}, nil
	case '$':
		ps.pos++
		return &Node{Op: OpEnd, Offset: start, End: ps.pos}, nil
	case '.':
		ps.pos++
		return ps.set(dotSet, start), nil
	case '(':
		return ps.group(depth)
	case '[':
		return ps.class()
	case '\\':
		return ps.escape()
	case '*', '+', '?':
		return nil, syntaxError(start, `write \`+string(c)+` for the character`, "there is nothing to repeat before %q", string(c))
	case '{':
		if _, _, n := ps.braces(); n > 0 {
			return nil, syntaxError(start, `write \{ for the character`, "there is nothing to repeat before %q", ps.src[start:start+n])
		}
		ps.strict = false
	case '}':
		ps.strict = false
	case ']':
		if ps.odd >= 0 {
			return nil, syntaxError(start, `write \[ and \] for the characters; a class has no classes or set operations inside`,
				"%q closes nothing here: the class at offset %d has ended before", "]", ps.odd)
		}
		ps.strict = false
	}
	r, width := utf8.DecodeRuneInString(ps.src[start:])
	ps.pos += width
	return ps.set(NewSet(Range{r, r}), start), nil
}

func (ps *parser) set(s Set, start int) *Node {
	return &Node{Op: OpSet, Set: s, Offset: start, End: ps.pos}
}

// quantified reads a repetition behind an atom, if there is one.
func (ps *parser) quantified(atom *Node, start int) (*Node, *Error) {
	at := ps.pos
	low, high := 0, Unlimited
	switch ps.peek() {
	case '*':
		ps.pos++
	case '+':
		low = 1
		ps.pos++
	case '?':
		high = 1
		ps.pos++
	case '{':
		var n int
		low, high, n = ps.braces()
		if n == 0 {
			if ps.at(1) == ',' && isDigit(ps.at(2)) {
				return nil, syntaxError(at, `write {0,n} for "at most n", or \{ for the character`,
					"a repetition needs its lower bound: some dialects read this as {0,n}, ECMA-262 as plain text")
			}
			return atom, nil
		}
		ps.pos += n
		if high != Unlimited && high < low {
			return nil, syntaxError(at, "", "the bounds of the repetition %q are in the wrong order", ps.src[at:ps.pos])
		}
	default:
		return atom, nil
	}
	if atom.Offset == start { // not so for (?:^)*, where the group takes the repetition
		switch atom.Op {
		case OpLook:
			if !atom.Behind {
				ps.strict = false
				break
			}
			fallthrough
		case OpBegin, OpEnd, OpWordBoundary, OpNotWordBoundary:
			return nil, syntaxError(at, "", "the assertion %q cannot be repeated", ps.src[start:at])
		}
	}
	lazy := ps.eat("?")
	if c := ps.peek(); c == '*' || c == '+' || c == '?' {
		hint := "put the repeated part into a group: (?:…)"
		if c == '+' {
			hint = "possessive repetition is not ECMA-262; drop the second +"
		}
		return nil, syntaxError(ps.pos, hint, "there is nothing to repeat before %q", string(c))
	} else if c == '{' {
		if _, _, n := ps.braces(); n > 0 {
			return nil, syntaxError(ps.pos, "put the repeated part into a group: (?:…)",
				"there is nothing to repeat before %q", ps.src[ps.pos:ps.pos+n])
		}
	}
	return &Node{Op: OpRepeat, Sub: []*Node{atom}, Min: low, Max: high, Lazy: lazy, Offset: start, End: ps.pos}, nil
}

// braces reads {n}, {n,} or {n,m} at the position without moving; n is its
// length, 0 if there is none.
func (ps *parser) braces() (low, high, n int) {
	i := ps.pos + 1
	number := func() (int, bool) {
		begin, value := i, 0
		for ; i < len(ps.src) && isDigit(ps.src[i]); i++ {
			value = min(value*10+int(ps.src[i]-'0'), maxCount)
		}
		return value, i > begin
	}
	low, ok := number()
	if !ok || i >= len(ps.src) {
		return 0, 0, 0
	}
	high = low
	if ps.src[i] == ',' {
		i++
		if high, ok = number(); !ok {
			high = Unlimited
		}
	}
	if i >= len(ps.src) || ps.src[i] != '}' {
		return 0, 0, 0
	}
	return low, high, i + 1 - ps.pos
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
