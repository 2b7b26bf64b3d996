package pattern

// LiteralKind says how a pattern that is nothing but text compares with a string.
type LiteralKind uint8

// The kinds of literal pattern.
const (
	NotLiteral      LiteralKind = iota
	LiteralContains             // text: the string contains it
	LiteralPrefix               // ^text: the string begins with it
	LiteralSuffix               // text$: the string ends with it
	LiteralExact                // ^text$: the string is it
)

// Literal reports whether the pattern is plain text between optional anchors, so
// that a comparison of strings decides it (`^x-` is LiteralPrefix "x-"). The
// empty pattern is LiteralContains "".
func (p *Pattern) Literal() (text string, kind LiteralKind) {
	nodes := []*Node{p.root}
	if p.root.Op == OpConcat {
		nodes = p.root.Sub
	}
	kind = LiteralContains
	if len(nodes) > 0 && nodes[0].Op == OpBegin {
		kind, nodes = LiteralPrefix, nodes[1:]
	}
	if len(nodes) > 0 && nodes[len(nodes)-1].Op == OpEnd {
		if nodes = nodes[:len(nodes)-1]; kind == LiteralPrefix {
			kind = LiteralExact
		} else {
			kind = LiteralSuffix
		}
	}
	var out []rune
	for _, n := range nodes {
		r, ok := n.Set.single()
		if n.Op != OpSet && n.Op != OpEmpty || n.Op == OpSet && !ok {
			return "", NotLiteral
		}
		if ok {
			out = append(out, r)
		}
	}
	return string(out), kind
}
