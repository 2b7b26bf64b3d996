package verify

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// decompositionText lists the characters that Unicode also spells as a sequence
// of others: the code point, then its full canonical decomposition, in
// hexadecimal.
//
//go:embed decompositions.txt
var decompositionText string

var decompositions = sync.OnceValue(func() map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(decompositionText) {
		var points []rune
		for _, field := range strings.Fields(line) {
			n, err := strconv.ParseUint(field, 16, 32)
			if err == nil {
				points = append(points, rune(n))
			}
		}
		if len(points) > 1 {
			table[points[0]] = string(points[1:])
		}
	}
	return table
})

// foldName brings names into one form that differ in case or in the Unicode form
// of their characters, which some file systems take for the same.
func foldName(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return strings.ToLower(s)
	}
	table := decompositions()
	var b strings.Builder
	for _, r := range strings.ToLower(strings.ToUpper(s)) {
		const first, last, jamoL, jamoV, jamoT, vowels, tails = 0xAC00, 0xD7A3, 0x1100, 0x1161, 0x11A7, 21, 28
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case first <= r && r <= last: // Hangul syllables are computed
			n := r - first
			b.WriteRune(jamoL + n/(vowels*tails))
			b.WriteRune(jamoV + n%(vowels*tails)/tails)
			if t := n % tails; t > 0 {
				b.WriteRune(jamoT + t)
			}
		default:
			if d, ok := table[r]; ok {
				b.WriteString(d)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
