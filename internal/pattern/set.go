package pattern

import (
	"slices"
	"sort"
	"unicode"
)

// Range is a closed interval of code points, Lo <= Hi.
type Range struct{ Lo, Hi rune }

// Set is a set of Unicode scalar values (code points without surrogates) as
// sorted ranges that neither overlap nor touch; the ranges up to U+D7FF and from
// U+E000 on never merge. The empty set is nil or of length 0. Sets are shared
// between nodes: treat them as immutable.
type Set []Range

const (
	surrogateLo = 0xD800
	surrogateHi = 0xDFFF
)

// AnyCodePoint returns the set of all Unicode scalar values.
func AnyCodePoint() Set { return Set{{0, surrogateLo - 1}, {surrogateHi + 1, unicode.MaxRune}} }

// NewSet builds a set from ranges in any order; surrogates, values outside
// Unicode and ranges with Lo > Hi are left out.
func NewSet(ranges ...Range) Set { return normalise(slices.Clone(ranges)) }

// normalise sorts and merges in place where it can.
func normalise(rs []Range) Set {
	if !slices.IsSortedFunc(rs, compareRanges) {
		slices.SortFunc(rs, compareRanges)
	}
	out := make(Set, 0, len(rs)+1)
	add := func(lo, hi rune) {
		if lo > hi {
			return
		}
		if n := len(out); n > 0 && lo <= out[n-1].Hi+1 {
			out[n-1].Hi = max(out[n-1].Hi, hi)
			return
		}
		out = append(out, Range{lo, hi})
	}
	for _, r := range rs {
		lo, hi := max(r.Lo, 0), min(r.Hi, unicode.MaxRune)
		add(lo, min(hi, surrogateLo-1))
		add(max(lo, surrogateHi+1), hi)
	}
	return slices.Clip(out)
}

func compareRanges(a, b Range) int {
	if a.Lo != b.Lo {
		return int(a.Lo - b.Lo)
	}
	return int(a.Hi - b.Hi)
}

// Contains reports whether r is in the set.
func (s Set) Contains(r rune) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].Hi >= r })
	return i < len(s) && s[i].Lo <= r
}

// IsEmpty reports whether the set has no member, so that nothing matches it.
func (s Set) IsEmpty() bool { return len(s) == 0 }

// Len returns the number of code points in the set.
func (s Set) Len() int {
	n := 0
	for _, r := range s {
		n += int(r.Hi-r.Lo) + 1
	}
	return n
}

// Equal reports whether both sets have the same members.
func (s Set) Equal(t Set) bool { return slices.Equal(s, t) }

// Union returns the members of either set.
func (s Set) Union(t Set) Set { return normalise(slices.Concat(s, t)) }

// Complement returns all Unicode scalar values that are not in the set.
func (s Set) Complement() Set {
	out := make(Set, 0, len(s)+2)
	next := rune(0)
	for _, r := range s {
		if r.Lo > next {
			out = append(out, Range{next, r.Lo - 1})
		}
		next = r.Hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, Range{next, unicode.MaxRune})
	}
	return normalise(out)
}

// Intersect returns the members of both sets.
func (s Set) Intersect(t Set) Set {
	var out Set
	for i, j := 0, 0; i < len(s) && j < len(t); {
		if lo, hi := max(s[i].Lo, t[j].Lo), min(s[i].Hi, t[j].Hi); lo <= hi {
			out = append(out, Range{lo, hi})
		}
		if s[i].Hi < t[j].Hi {
			i++
		} else {
			j++
		}
	}
	return out
}

// Minus returns the members of s that are not in t.
func (s Set) Minus(t Set) Set { return s.Intersect(t.Complement()) }

// single returns the only member of a one-element set.
func (s Set) single() (rune, bool) {
	if len(s) == 1 && s[0].Lo == s[0].Hi {
		return s[0].Lo, true
	}
	return 0, false
}

// The sets behind the class escapes and the dot.
var (
	digitSet = Set{{'0', '9'}}
	wordSet  = Set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	// White space and line terminators of ECMAScript: Zs is spelled out because
	// it has not changed for years and must not change under our feet.
	spaceSet = Set{
		{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A},
		{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF},
	}
	notDigitSet = digitSet.Complement()
	notWordSet  = wordSet.Complement()
	notSpaceSet = spaceSet.Complement()
	dotSet      = Set{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}.Complement()
)
