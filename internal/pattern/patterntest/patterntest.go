// Package patterntest judges patterns independently of everything that package
// pattern makes of them: by a backtracking matcher straight from the meaning of
// the tree, on all short words. It is for tests.
//
// It imports internal/pattern and the standard library.
package patterntest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Searches reports whether p matches somewhere in v, look-around included.
// Back-references are matched by nothing.
func Searches(p *pattern.Pattern, v string) bool {
	text := []rune(v)
	for i := 0; i <= len(text); i++ {
		if ends(p.Root(), text, i, func(int) bool { return true }) {
			return true
		}
	}
	return false
}

// ends calls then for the ends of matches of n from i until it says true.
func ends(n *pattern.Node, text []rune, i int, then func(int) bool) bool {
	switch n.Op {
	case pattern.OpEmpty:
		return then(i)
	case pattern.OpSet:
		return i < len(text) && n.Set.Contains(text[i]) && then(i+1)
	case pattern.OpConcat:
		return sequence(n.Sub, text, i, then)
	case pattern.OpAlternate:
		for _, s := range n.Sub {
			if ends(s, text, i, then) {
				return true
			}
		}
		return false
	case pattern.OpGroup:
		return ends(n.Sub[0], text, i, then)
	case pattern.OpRepeat:
		return repeats(n, 0, text, i, then)
	case pattern.OpBegin:
		return i == 0 && then(i)
	case pattern.OpEnd:
		return i == len(text) && then(i)
	case pattern.OpWordBoundary, pattern.OpNotWordBoundary:
		word := func(j int) bool { return j >= 0 && j < len(text) && strings.ContainsRune(wordCharacters, text[j]) }
		return (word(i-1) != word(i)) == (n.Op == pattern.OpWordBoundary) && then(i)
	case pattern.OpLook:
		found := false
		if n.Behind {
			for j := 0; j <= i && !found; j++ {
				found = ends(n.Sub[0], text, j, func(e int) bool { return e == i })
			}
		} else {
			found = ends(n.Sub[0], text, i, func(int) bool { return true })
		}
		return found != n.Negate && then(i)
	}
	return false
}

const wordCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

func sequence(subs []*pattern.Node, text []rune, i int, then func(int) bool) bool {
	if len(subs) == 0 {
		return then(i)
	}
	return ends(subs[0], text, i, func(j int) bool { return sequence(subs[1:], text, j, then) })
}

func repeats(n *pattern.Node, done int, text []rune, i int, then func(int) bool) bool {
	if done >= n.Min && then(i) {
		return true
	}
	if n.Max != pattern.Unlimited && done >= n.Max {
		return false
	}
	return ends(n.Sub[0], text, i, func(j int) bool {
		if j == i && done >= n.Min {
			return false // an empty turn gets nowhere
		}
		return repeats(n, done+1, text, j, then)
	})
}

// Words are the words over an alphabet up to a length, in order.
func Words(alphabet string, length int) []string {
	words, last := []string{""}, []string{""}
	for range length {
		var next []string
		for _, w := range last {
			for _, c := range alphabet {
				next = append(next, w+string(c))
			}
		}
		words, last = append(words, next...), next
	}
	return words
}

// Random writes a pattern over a, b and 1 of so many levels, with look-around if
// look is set.
func Random(r *rand.Rand, depth int, look bool) string {
	atoms := []string{"a", "b", "1", "[ab]", ".", "[^a]", "\\d", "", "ab"}
	if depth == 0 {
		return atoms[r.IntN(len(atoms))]
	}
	part := func() string { return Random(r, depth-1, look) }
	switch r.IntN(14) {
	case 0, 1, 2, 3:
		return part() + part()
	case 4, 5:
		return "(?:" + part() + "|" + part() + ")"
	case 6, 7:
		return "(?:" + part() + ")" + []string{"*", "+", "?", "{2}", "{1,2}", "{0,3}?", "{2,}"}[r.IntN(7)]
	case 8:
		return "^" + part()
	case 9:
		return part() + "$"
	case 10:
		return "(" + part() + ")"
	case 11:
		return part() + []string{"\\b", "\\B"}[r.IntN(2)] + part()
	}
	if !look {
		return part()
	}
	return fmt.Sprintf("(?%s%s)", []string{"=", "!", "=", "!", "<=", "<!"}[r.IntN(6)], part()) + part()
}
