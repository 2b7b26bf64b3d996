// Package suggest finds the word somebody probably meant.
//
// It imports the standard library only.
package suggest

import "strings"

// Closest returns the candidate nearest to word by edits of one letter (swapped
// neighbours count as one), the first of several. ok is false when none is near
// enough to be a slip of the pen: one edit for up to four letters, else two,
// or three from nine letters on. Case does not count.
func Closest(word string, candidates []string) (best string, ok bool) {
	limit := 2
	switch n := len([]rune(word)); {
	case n <= 4:
		limit = 1
	case n >= 9:
		limit = 3
	}
	if len(word) > 100 {
		return "", false // no slip of the pen, and the distance takes time
	}
	least := limit + 1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least, ok = c, d, true
		}
	}
	return best, ok
}

// distance is the optimal string alignment distance.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(t)]
}
