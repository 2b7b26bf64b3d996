package pattern

import (
	"sort"
	"unicode/utf8"
)

// DFA is a minimal deterministic automaton over code points that accepts the
// strings in which a pattern (or several, see [Intersect]) matches somewhere.
// Its fields are tables for printing into generated code. State 0 is dead: it
// accepts nothing and never leaves itself. Code points that nothing tells apart
// share a class.
type DFA struct {
	NumClasses int
	ASCII      [128]uint8  // class of each ASCII code point
	Wide       []WideRange // classes from U+0080 on without surrogates, sorted, without gaps
	Next       []uint16    // next state, at state*NumClasses + class
	Accept     []bool      // by state: the string may end here
	Always     []bool      // by state: whatever follows, the string is accepted
	Start      uint16
}

// maxStateNumber is what 16 bits can number.
const maxStateNumber = 1<<16 - 1

// DFA returns the automaton of the pattern. It reports false if the minimal
// automaton would have more than maxStates states (the dead one included; never
// more than 65,535 are possible), if building it would take too much work, if
// more than 256 classes of code points are needed, or if the pattern is not
// [Pattern.Regular].
func (p *Pattern) DFA(maxStates int) (*DFA, bool) {
	if maxStates < 1 {
		return nil, false
	}
	if p.untranslatable() != nil {
		d, ok := p.lookDraft(maxStates)
		if !ok {
			return nil, false
		}
		return d.minimal(maxStates)
	}
	a := newNFA(2 * maxExpanded)
	if a.start = a.build(p.root, 0); a.full {
		return nil, false
	}
	b, ok := newSubsets(a, maxStates)
	if !ok || !b.run() {
		return nil, false
	}
	return b.minimal(maxStates)
}

// States returns the number of states, the dead one included.
func (d *DFA) States() int { return len(d.Accept) }

// Match reports whether the automaton accepts s, which must be valid UTF-8
// (another byte counts as U+FFFD).
func (d *DFA) Match(s string) bool {
	state, classes, next, always := int(d.Start), d.NumClasses, d.Next, d.Always
	for i := 0; i < len(s); {
		if state == 0 || always[state] {
			break
		}
		if c := s[i]; c < utf8.RuneSelf {
			state = int(next[state*classes+int(d.ASCII[c])])
			i++
			continue
		}
		r, width := utf8.DecodeRuneInString(s[i:])
		state = int(next[state*classes+d.wide(r)])
		i += width
	}
	return d.Accept[state]
}

func (d *DFA) wide(r rune) int {
	i := sort.Search(len(d.Wide), func(i int) bool { return d.Wide[i].Hi >= r })
	return int(d.Wide[i].Class)
}

// class returns the class of any code point.
func (d *DFA) class(r rune) int {
	if r < utf8.RuneSelf {
		return int(d.ASCII[r])
	}
	return d.wide(r)
}
