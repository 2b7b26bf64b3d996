package pattern

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// sample writes a string that n would consume if its assertions hold.
func sample(n *Node, rng *rand.Rand, out *strings.Builder) {
	if out.Len() > 4000 {
		return
	}
	switch n.Op {
	case OpSet:
		if len(n.Set) > 0 {
			r := n.Set[rng.IntN(len(n.Set))]
			if rng.IntN(4) > 0 {
				r.Hi = min(r.Hi, r.Lo+30)
			}
			out.WriteRune(r.Lo + rng.Int32N(r.Hi-r.Lo+1))
		}
	case OpAlternate:
		sample(n.Sub[rng.IntN(len(n.Sub))], rng, out)
	case OpRepeat:
		times := n.Min
		if n.Max == Unlimited {
			times += rng.IntN(4)
		} else if spread := n.Max - n.Min; spread > 0 {
			switch rng.IntN(4) {
			case 0:
				times = n.Max
			case 1:
				times += rng.IntN(min(spread, 8) + 1)
			}
		}
		for range min(times, 3000) {
			sample(n.Sub[0], rng, out)
		}
	case OpLook:
	default:
		for _, s := range n.Sub {
			sample(s, rng, out)
		}
	}
}

// interesting are characters on which dialects and boundaries differ.
var interesting = []rune("aZz09_ \t\n\r\v-.^$|/\\{}[]()éßπΣ\u00a0\u2028\u2029\u180e\ufeff\u200b\u0660\u212a\u017f\U0001F600\U00010400\ufffd\x00\x7f")

// strings returns test strings for a pattern: samples, samples with small
// damage, and unrelated ones.
func stringsFor(p *Pattern, rng *rand.Rand, n int) []string {
	out := []string{"", "a", "\n"}
	for len(out) < n {
		var b strings.Builder
		sample(p.root, rng, &b)
		s := []rune(b.String())
		for range rng.IntN(4) {
			at := rng.IntN(len(s) + 1)
			r := interesting[rng.IntN(len(interesting))]
			switch rng.IntN(4) {
			case 0:
				s = append(s[:at:at], append([]rune{r}, s[at:]...)...)
			case 1:
				if at < len(s) {
					s = append(s[:at:at], s[at+1:]...)
				}
			case 2:
				if at < len(s) {
					s[at] = r
				}
			case 3:
				if at < len(s) && s[at] < unicode.MaxRune && (s[at]+1 < surrogateLo || s[at]+1 > surrogateHi) {
					s[at]++
				}
			}
		}
		out = append(out, string(s))
	}
	return out
}
