package pattern

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// group reads from an opening parenthesis to its partner.
func (ps *parser) group(depth int) (*Node, *Error) {
	start := ps.pos
	if depth >= maxDepth {
		return nil, unsupported(start, "", "groups are nested more than %d deep", maxDepth)
	}
	ps.pos++
	n := &Node{Offset: start}
	switch {
	case ps.eat("?:"):
	case ps.eat("?="):
		n.Op = OpLook
	case ps.eat("?!"):
		n.Op, n.Negate = OpLook, true
	case ps.eat("?<="):
		n.Op, n.Behind = OpLook, true
	case ps.eat("?<!"):
		n.Op, n.Behind, n.Negate = OpLook, true, true
	case ps.eat("?<"):
		name, err := ps.groupName()
		if err != nil {
			return nil, err
		}
		ps.groups++
		n.Op, n.Index, n.Name = OpGroup, ps.groups, name
	case ps.peek() == '?':
		return nil, ps.foreignGroup()
	default:
		ps.groups++
		n.Op, n.Index = OpGroup, ps.groups
	}
	sub, err := ps.disjunction(depth + 1)
	if err != nil {
		return nil, err
	}
	if !ps.eat(")") {
		return nil, syntaxError(start, `write \( for the character`, "the group is not closed")
	}
	if n.Op == OpEmpty {
		return sub, nil
	}
	n.Sub, n.End = []*Node{sub}, ps.pos
	return n, nil
}

// foreignGroup names the syntax behind `(?` that is not ECMA-262's.
func (ps *parser) foreignGroup() *Error {
	at := ps.pos - 1
	rest := ps.src[ps.pos:]
	refuse := func(length int, what, hint string) *Error {
		return syntaxError(at, hint, "%q (%s) is not ECMA-262", "("+rest[:min(length, len(rest))], what)
	}
	switch {
	case strings.HasPrefix(rest, "?P<"):
		return refuse(3, "a named group of Python and RE2", "write (?<name>…)")
	case strings.HasPrefix(rest, "?P="):
		return refuse(3, "a back-reference of Python", `write \k<name>`)
	case strings.HasPrefix(rest, "?P>"), strings.HasPrefix(rest, "?R"), strings.HasPrefix(rest, "?&"):
		return refuse(3, "recursion", "ECMA-262 has no recursion; write the levels out")
	case strings.HasPrefix(rest, "?>"):
		return refuse(2, "an atomic group", "write (?:…); then check that backtracking does not change what is meant")
	case strings.HasPrefix(rest, "?#"):
		return refuse(2, "a comment", "put the comment into $comment")
	case strings.HasPrefix(rest, "?|"):
		return refuse(2, "a branch reset", "write (?:…)")
	case strings.HasPrefix(rest, "?("):
		return refuse(2, "a conditional", "write the cases out as alternatives")
	case strings.HasPrefix(rest, "?'"):
		return refuse(2, "a named group of Perl", "write (?<name>…)")
	}
	flags := 1
	for flags < len(rest) && (isLetter(rest[flags]) || rest[flags] == '-' || rest[flags] == '^') {
		flags++
	}
	if flags > 1 && flags < len(rest) {
		switch rest[flags] {
		case ')':
			return refuse(flags+1, "flags for the rest of the pattern",
				"write out what the flag does, for instance [Aa] for a letter in either case, [^] for any character")
		case ':':
			return unsupported(at, "write out what the flag does, for instance [Aa] for a letter in either case, [^] for any character",
				"the flag group %q is not supported", "("+rest[:flags+1])
		}
	}
	_, width := utf8.DecodeRuneInString(rest[1:])
	return syntaxError(at, "write (?:…) for a group, (?=…) or (?!…) for a look-ahead, (?<name>…) for a named group",
		"%q does not begin a group of ECMA-262", "("+rest[:1+width])
}

// groupName reads an identifier and the > behind it.
func (ps *parser) groupName() (string, *Error) {
	start := ps.pos
	var name []rune
	for ps.pos < len(ps.src) {
		at := ps.pos
		r, width := utf8.DecodeRuneInString(ps.src[ps.pos:])
		ps.pos += width
		if r == '>' && len(name) > 0 {
			return string(name), nil
		}
		if r == '\\' {
			var err *Error
			if !ps.eat("u") {
				return "", syntaxError(at, "", "a group name is an identifier; it has no escape but \\u")
			}
			if r, err = ps.unicodeEscape(at); err != nil {
				return "", err
			}
		}
		if !isIdentifier(r, len(name) == 0) {
			return "", syntaxError(at, "use letters, digits, _ and $", "a group name is an identifier; %q cannot stand here", string(r))
		}
		name = append(name, r)
	}
	return "", syntaxError(start, "", "the group name is not closed by %q", ">")
}

func isIdentifier(r rune, first bool) bool {
	if r < utf8.RuneSelf {
		return r == '$' || r == '_' || isLetter(byte(r)) || !first && isDigit(byte(r))
	}
	if first {
		return binaryProperty("ID_Start").Contains(r)
	}
	return binaryProperty("ID_Continue").Contains(r) || unicode.Is(unicode.Join_Control, r)
}

// resolve ties back-references to groups, now that all are known, and refuses
// two groups of one name that can both take part in one match.
func (ps *parser) resolve(root *Node) *Error {
	byName := map[string]int{}
	if _, err := namesIn(root, byName); err != nil {
		return err
	}
	for _, ref := range ps.refs {
		if ref.Name != "" {
			index, ok := byName[ref.Name]
			if !ok {
				return syntaxError(ref.Offset, "", "there is no group named %q", ref.Name)
			}
			ref.Index = index
		} else if ref.Index > ps.groups {
			return syntaxError(ref.Offset, `for a character write its code as \xHH or \u{H…}`,
				"there is no group %d to refer back to", ref.Index)
		}
	}
	return nil
}

// namesIn returns the named groups below n, and files each name's first group.
func namesIn(n *Node, byName map[string]int) (map[string]bool, *Error) {
	var names map[string]bool
	if n.Op == OpGroup && n.Name != "" {
		names = map[string]bool{n.Name: true}
		if _, ok := byName[n.Name]; !ok {
			byName[n.Name] = n.Index
		}
	}
	for _, s := range n.Sub {
		below, err := namesIn(s, byName)
		if err != nil {
			return nil, err
		}
		if len(below) > len(names) {
			names, below = below, names
		}
		for name := range below {
			if names[name] && n.Op != OpAlternate {
				return nil, syntaxError(n.Offset, "names may repeat in different alternatives only", "two groups are named %q", name)
			}
			names[name] = true
		}
	}
	return names, nil
}
