package pattern

import (
	"fmt"
	"slices"
	"strings"
)

// ECMA returns the pattern as `new RegExp(text, "u")` takes it: the source, unless
// that needs the leniency of this package. Then characters and classes are written
// out, and repeated look-ahead is grouped.
func (p *Pattern) ECMA() string {
	if p.strict {
		return p.source
	}
	type edit struct {
		at, end int
		text    string
	}
	var edits []edit
	p.root.Walk(func(n *Node) bool {
		switch {
		case n.Op == OpSet:
			edits = append(edits, edit{n.Offset, n.End, ecmaSet(n.Set)})
		case n.Op == OpRepeat && n.Sub[0].Op == OpLook:
			look := n.Sub[0]
			edits = append(edits, edit{look.Offset, look.Offset, "(?:"}, edit{look.End, look.End, ")"})
		}
		return true
	})
	slices.SortStableFunc(edits, func(a, b edit) int { return a.at - b.at })
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.WriteString(p.source[done:e.at])
		b.WriteString(e.text)
		done = e.end
	}
	b.WriteString(p.source[done:])
	return b.String()
}

func ecmaSet(s Set) string {
	if r, ok := s.single(); ok {
		return ecmaRune(r)
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, r := range s {
		b.WriteString(ecmaRune(r.Lo))
		if r.Hi > r.Lo {
			b.WriteString("-" + ecmaRune(r.Hi))
		}
	}
	b.WriteByte(']')
	return b.String()
}

func ecmaRune(r rune) string {
	if r < 0x80 && (isLetter(byte(r)) || '0' <= r && r <= '9') {
		return string(r)
	}
	return fmt.Sprintf(`\u{%x}`, r)
}
