package pattern

import (
	"slices"
	"strings"
)

// Split takes the look-around at the two ends of a pattern out of it: look-ahead
// behind ^ and before anything that takes room, look-behind before $ and behind
// anything that does, both also inside groups (`^(?!a)b`, `^((?=a)b)`,
// `a(?<!b)$`). The pattern matches a string if all of wanted match it and none of
// refused does. Both are nil if there is nothing to take out, or if the pattern
// is not [Pattern.Regular].
func (p *Pattern) Split() (wanted, refused []*Pattern) {
	s := &ends{}
	if s.lead(p.root); !s.anchored {
		s.looks = nil
	}
	atBegin := len(s.looks)
	s.anchored = false
	if s.trail(p.root); !s.anchored {
		s.looks = s.looks[:atBegin]
	}
	if len(s.looks) == 0 || !p.Regular() {
		return nil, nil
	}
	rest, ok := p.without(s.looks)
	if !ok {
		return nil, nil
	}
	wanted = append(wanted, rest)
	for _, n := range s.looks {
		part, err := Parse(p.condition(n))
		switch {
		case err != nil: // too deep
			return nil, nil
		case n.Negate:
			refused = append(refused, part)
		default:
			// What a condition is about may begin with conditions.
			if w, r := part.Split(); w != nil {
				wanted, refused = append(wanted, w...), append(refused, r...)
			} else {
				wanted = append(wanted, part)
			}
		}
	}
	return wanted, refused
}

// ends collects look-around at an end of a pattern.
type ends struct {
	anchored bool
	looks    []*Node
}

// lead goes through what stands at the begin of the string if the pattern is
// anchored there; false where something takes room.
func (s *ends) lead(n *Node) bool { return s.walk(n, OpBegin, false) }

// trail is lead from the other end.
func (s *ends) trail(n *Node) bool { return s.walk(n, OpEnd, true) }

func (s *ends) walk(n *Node, anchor Op, back bool) bool {
	switch n.Op {
	case OpBegin, OpEnd:
		s.anchored = s.anchored || n.Op == anchor
	case OpEmpty, OpWordBoundary, OpNotWordBoundary:
	case OpLook:
		if n.Behind == back {
			s.looks = append(s.looks, n)
		}
	case OpGroup:
		return s.walk(n.Sub[0], anchor, back)
	case OpConcat:
		for i := range n.Sub {
			if back {
				i = len(n.Sub) - 1 - i
			}
			if !s.walk(n.Sub[i], anchor, back) {
				return false
			}
		}
	default:
		return false
	}
	return true
}

// without cuts look-around out of the source. It stands between whole terms that
// mean the same side by side: no repetition follows it, and what is on the side
// of the end takes no room.
func (p *Pattern) without(looks []*Node) (*Pattern, bool) {
	looks = slices.Clone(looks)
	slices.SortFunc(looks, func(a, b *Node) int { return a.Offset - b.Offset })
	var b strings.Builder
	at := 0
	for _, n := range looks {
		b.WriteString(p.source[at:n.Offset])
		at = n.End
	}
	b.WriteString(p.source[at:])
	rest, err := Parse(b.String())
	return rest, err == nil
}

// condition is the pattern of what a look-around at an end asks for.
func (p *Pattern) condition(n *Node) string {
	if n.Behind {
		return "(?:" + p.source[n.Offset+len("(?<="):n.End-1] + ")$"
	}
	return "^(?:" + p.source[n.Offset+len("(?="):n.End-1] + ")"
}
