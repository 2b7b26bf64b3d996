package pattern

import (
	"slices"
	"unicode"
)

// maxClasses is what one byte can number.
const maxClasses = 256

// interval is a run of code points that belong to one class.
type interval struct {
	Range
	class int
}

// partition splits all code points into classes no set can tell apart. members
// says for each set which classes it is made of. It reports false when there are
// more than maxClasses.
func partition(sets []Set) (intervals []interval, members []classSet, count int, ok bool) {
	var cuts []rune
	for _, s := range sets {
		for _, r := range s {
			cuts = append(cuts, r.Lo, r.Hi+1)
		}
	}
	// ASCII is looked up by byte and the surrogates are no code points, so an
	// interval never crosses their borders.
	cuts = append(cuts, 0, 0x80, surrogateLo, surrogateHi+1, unicode.MaxRune+1)
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i, lo := range cuts[:len(cuts)-1] {
		if lo != surrogateLo {
			intervals = append(intervals, interval{Range{lo, cuts[i+1] - 1}, 0})
		}
	}
	count = 1
	for _, s := range sets {
		if count, ok = split(intervals, s, count); !ok {
			return nil, nil, 0, false
		}
	}
	number(intervals)
	members = make([]classSet, len(sets))
	for i, s := range sets {
		for j, k := 0, 0; j < len(intervals) && k < len(s); {
			if intervals[j].Lo > s[k].Hi {
				k++
				continue
			}
			if intervals[j].Lo >= s[k].Lo {
				members[i].add(intervals[j].class)
			}
			j++
		}
	}
	return intervals, members, count, true
}

// split refines the classes by one set.
func split(intervals []interval, s Set, count int) (int, bool) {
	var total, within [maxClasses]int
	inside := func(visit func(int)) {
		k := 0
		for j := range intervals {
			for k < len(s) && s[k].Hi < intervals[j].Lo {
				k++
			}
			if k < len(s) && s[k].Lo <= intervals[j].Lo {
				visit(j)
			}
		}
	}
	for _, iv := range intervals {
		total[iv.class]++
	}
	inside(func(j int) { within[intervals[j].class]++ })
	var renamed [maxClasses]int
	for class := range count {
		if within[class] > 0 && within[class] < total[class] {
			if count == maxClasses {
				return 0, false
			}
			renamed[class] = count
			count++
		}
	}
	inside(func(j int) {
		if to := renamed[intervals[j].class]; to > 0 {
			intervals[j].class = to
		}
	})
	return count, true
}

// number renames the classes in order of their first code point, so that tables
// come out the same however they were made.
func number(intervals []interval) {
	var names [maxClasses]int
	next := 0
	for i := range intervals {
		c := intervals[i].class
		if names[c] == 0 {
			next++
			names[c] = next
		}
		intervals[i].class = names[c] - 1
	}
}

// classSet is a set of classes.
type classSet [maxClasses / 64]uint64

func (c *classSet) add(class int)      { c[class/64] |= 1 << (class % 64) }
func (c *classSet) has(class int) bool { return c[class/64]>>(class%64)&1 == 1 }

// WideRange gives the class of the code points from Lo to Hi.
type WideRange struct {
	Lo, Hi rune
	Class  uint8
}

// tables turns intervals into the lookup tables of a DFA.
func tables(intervals []interval) (ascii [128]uint8, wide []WideRange) {
	for _, iv := range intervals {
		class := uint8(iv.class)
		if iv.Hi < 0x80 {
			for r := iv.Lo; r <= iv.Hi; r++ {
				ascii[r] = class
			}
			continue
		}
		if n := len(wide); n > 0 && wide[n-1].Class == class && wide[n-1].Hi+1 == iv.Lo {
			wide[n-1].Hi = iv.Hi
			continue
		}
		wide = append(wide, WideRange{iv.Lo, iv.Hi, class})
	}
	return ascii, wide
}
