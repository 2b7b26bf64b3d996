package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// matching returns a few strings in which p matches: a shortest one, one that
// takes another way through the automaton, and one with something behind it.
// It returns none for a pattern without an automaton of moderate size.
func matching(p *pattern.Pattern) []string {
	d, ok := p.DFA(2_000)
	if !ok {
		return nil
	}
	short, ok := shortest(d, false)
	if !ok {
		return nil
	}
	list := []string{short}
	if other, ok := shortest(d, true); ok && other != short {
		list = append(list, other)
	}
	for _, tail := range []string{"a", "zz"} {
		if d.Match(short + tail) {
			list = append(list, short+tail)
		}
	}
	return list
}

// readable returns one code point for each class, a letter or digit where there
// is one.
func readable(d *pattern.DFA) []rune {
	reps := make([]rune, d.NumClasses)
	for i := range reps {
		reps[i] = -1
	}
	for _, x := range []struct{ lo, hi rune }{{'a', 'z'}, {'0', '9'}, {'A', 'Z'}, {' ', '~'}, {0, 127}} {
		for r := x.lo; r <= x.hi; r++ {
			if class := d.ASCII[r]; reps[class] < 0 {
				reps[class] = r
			}
		}
	}
	for _, w := range d.Wide {
		if reps[w.Class] < 0 {
			reps[w.Class] = w.Lo
		}
	}
	return reps
}

// shortest returns a shortest accepted string; reverse tries the classes of
// characters in the other order and so often finds another.
func shortest(d *pattern.DFA, reverse bool) (string, bool) {
	reps := readable(d)
	order := make([]int, d.NumClasses)
	for i := range order {
		order[i] = i
	}
	if reverse {
		slices.Reverse(order)
	}
	type step struct {
		from int
		by   rune
	}
	came := map[int]step{int(d.Start): {from: -1}}
	for queue := []int{int(d.Start)}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		if d.Accept[s] {
			var word []rune
			for came[s].from >= 0 {
				word = append(word, came[s].by)
				s = came[s].from
			}
			slices.Reverse(word)
			return string(word), true
		}
		for _, class := range order {
			next := int(d.Next[s*d.NumClasses+class])
			if _, seen := came[next]; !seen && next != 0 && reps[class] >= 0 {
				came[next] = step{s, reps[class]}
				queue = append(queue, next)
			}
		}
	}
	return "", false
}
