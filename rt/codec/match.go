package codec

import (
	"regexp"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// DFA decides a pattern, or several at once, in one pass: a deterministic
// automaton over classes of code points. A state is the offset of its row in
// Next; row 0 never accepts again.
type DFA struct {
	ASCII   string   // class of each of the 128 ASCII characters
	Wide    []Wide   // classes of the others, sorted, without gaps
	Classes int      // length of a row
	Start   uint16   // row
	Next    []uint16 // row of the next state, at row + class
	Accept  string   // per state: '0' rejects, '1' accepts, '2' accepts whatever follows
}

// Wide gives the code points up to Hi, beyond the previous entry, one class.
type Wide struct {
	Hi    rune
	Class uint8
}

// longText is the length from which Match looks out for states that accept
// whatever follows.
const longText = 256

// Match reports whether the pattern holds for s, which is valid UTF-8.
func (d *DFA) Match(s string) bool {
	row, next, ascii := uint(d.Start), d.Next, d.ASCII
	if len(ascii) < utf8.RuneSelf {
		return false
	}
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			row = uint(next[row+uint(ascii[b])])
			i++
		} else {
			r, n := utf8.DecodeRuneInString(s[i:])
			row = uint(next[row+uint(d.wide(r))])
			i += n
		}
		if row == 0 {
			return false
		}
		if i&(longText-1) == 0 && d.Accept[row/uint(d.Classes)] == '2' {
			return true
		}
	}
	return d.Accept[row/uint(d.Classes)] != '0'
}

func (d *DFA) wide(r rune) int {
	lo, hi := 0, len(d.Wide)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if r <= d.Wide[mid].Hi {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return int(d.Wide[lo].Class)
}

// Listed returns the text in a sorted list that equals s, and whether there is
// one: the list's own, so that what is kept of a document is not the document.
func Listed(sorted []string, s string) (string, bool) {
	i := sort.SearchStrings(sorted, s)
	if i < len(sorted) && sorted[i] == s {
		return sorted[i], true
	}
	return "", false
}

// IsListed reports whether s is in a sorted list.
func IsListed(sorted []string, s string) bool {
	_, ok := Listed(sorted, s)
	return ok
}

// IsListedInt reports whether v is in a sorted list.
func IsListedInt(sorted []int64, v int64) bool {
	_, found := slices.BinarySearch(sorted, v)
	return found
}

// IsListedNumber reports whether the number that text spells equals one in a list
// of texts that is sorted by value.
func IsListedNumber(sorted []string, text string) bool {
	_, found := slices.BinarySearchFunc(sorted, text, wire.CompareNumbers)
	return found
}

// Regexp decides a pattern whose automaton would be too large to print. It is
// compiled on first use.
type Regexp struct {
	source string
	once   sync.Once
	re     *regexp.Regexp
}

// NewRegexp returns the matcher of a pattern in RE2 syntax, which the generator
// has compiled once already.
func NewRegexp(re2 string) *Regexp { return &Regexp{source: re2} }

// Match reports whether the pattern holds for s.
func (r *Regexp) Match(s string) bool {
	r.once.Do(func() { r.re = regexp.MustCompile(r.source) })
	return r.re.MatchString(s)
}
