package domain

import (
	"sort"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// order lists all Unicode scalar values once, those first that people read easiest
// in a string. It is the one place that says which character of several is shown.
var order = sync.OnceValue(func() (o struct{ plain, awkward []pattern.Range }) {
	plain := tables(unicode.L, unicode.N, unicode.P, unicode.S).Minus(tables(unicode.Other_Default_Ignorable_Code_Point).Union(mute))
	var seen pattern.Set
	add := func(to *[]pattern.Range, s pattern.Set) {
		fresh := s.Minus(seen)
		*to, seen = append(*to, fresh...), seen.Union(fresh)
	}
	for _, r := range ascii {
		add(&o.plain, pattern.NewSet(r))
	}
	for _, r := range common {
		add(&o.plain, pattern.NewSet(r).Intersect(plain))
	}
	add(&o.plain, plain)
	for _, c := range "\r\f\b\v" {
		add(&o.awkward, pattern.NewSet(pattern.Range{Lo: c, Hi: c}))
	}
	for _, s := range []pattern.Set{
		{{Lo: 1, Hi: 0x1F}}, {{Lo: 0x7F, Hi: 0x7F}}, tables(unicode.Zs), tables(unicode.M), {{Lo: 0x80, Hi: 0x9F}}, mute,
		tables(unicode.Cf, unicode.Other_Default_Ignorable_Code_Point), tables(unicode.Zl, unicode.Zp), tables(unicode.Co),
		pattern.AnyCodePoint().Minus(pattern.NewSet(pattern.Range{})), pattern.AnyCodePoint(), // what has no character yet, and NUL
	} {
		add(&o.awkward, s)
	}
	return o
})

// awkward is the set of the second list.
var awkward = sync.OnceValue(func() pattern.Set { return pattern.NewSet(order().awkward...) })

// Awkward reports whether c is a character that tools trip over or that nobody sees:
// a control other than line feed and tab, a separator or space other than that of
// ASCII, a combining mark, a format character, or one for private use or of no use.
func Awkward(c rune) bool {
	if ' ' <= c && c <= '~' {
		return false
	}
	return awkward().Contains(c)
}

// ascii are the plain characters of ASCII: what can be printed, and the two
// controls that every tool shows as white space.
var ascii = []pattern.Range{
	{Lo: 'a', Hi: 'z'}, {Lo: '0', Hi: '9'}, {Lo: 'A', Hi: 'Z'},
	{Lo: '-', Hi: '-'}, {Lo: '_', Hi: '_'}, {Lo: '.', Hi: '.'}, {Lo: '/', Hi: '/'}, {Lo: ':', Hi: ':'},
	{Lo: '!', Hi: ','}, {Lo: ';', Hi: '@'}, {Lo: '[', Hi: '^'}, {Lo: '`', Hi: '`'}, {Lo: '{', Hi: '~'},
	{Lo: ' ', Hi: ' '}, {Lo: '\n', Hi: '\n'}, {Lo: '\t', Hi: '\t'},
}

// common are blocks that most fonts have.
var common = []pattern.Range{
	{Lo: 0xC0, Hi: 0x24F}, {Lo: 0x386, Hi: 0x3FF}, {Lo: 0x400, Hi: 0x481}, {Lo: 0x3041, Hi: 0x3096},
	{Lo: 0x4E00, Hi: 0x9FFF}, {Lo: 0xAC00, Hi: 0xD7A3}, {Lo: 0xA1, Hi: 0xBF},
	{Lo: 0x2010, Hi: 0x205E}, {Lo: 0x2190, Hi: 0x23FF}, {Lo: 0x1F600, Hi: 0x1F64F},
}

// mute are symbols that show nothing, stand for something else or join what is
// before them.
var mute = pattern.NewSet(
	pattern.Range{Lo: 0x2800, Hi: 0x2800}, pattern.Range{Lo: 0xFFFC, Hi: 0xFFFD},
	pattern.Range{Lo: 0x1F1E6, Hi: 0x1F1FF}, pattern.Range{Lo: 0x1F3FB, Hi: 0x1F3FF}, pattern.Range{Lo: 0x1D159, Hi: 0x1D159},
)

func tables(list ...*unicode.RangeTable) pattern.Set {
	var rs []pattern.Range
	add := func(lo, hi, stride rune) {
		for ; stride > 1 && lo <= hi; lo += stride {
			rs = append(rs, pattern.Range{Lo: lo, Hi: lo})
		}
		if stride == 1 {
			rs = append(rs, pattern.Range{Lo: lo, Hi: hi})
		}
	}
	for _, t := range list {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return pattern.NewSet(rs...)
}

// run is a run of code points in the order of readable, all of one class.
type run struct {
	lo, hi rune
	class  uint8
}

// runsOf cuts ranges at the borders of the automaton's classes.
func runsOf(d *pattern.DFA, ranges []pattern.Range) []run {
	runs := make([]run, 0, len(ranges)+len(d.Wide))
	add := func(lo, hi rune, class uint8) {
		if n := len(runs); n > 0 && runs[n-1].class == class && runs[n-1].hi+1 == lo {
			runs[n-1].hi = hi
			return
		}
		runs = append(runs, run{lo, hi, class})
	}
	for _, r := range ranges {
		for c := r.Lo; c <= r.Hi && c < utf8.RuneSelf; c++ {
			add(c, c, d.ASCII[c])
		}
		first := sort.Search(len(d.Wide), func(i int) bool { return d.Wide[i].Hi >= r.Lo })
		for _, w := range d.Wide[first:] {
			if w.Lo > r.Hi {
				break
			}
			add(max(r.Lo, w.Lo), min(r.Hi, w.Hi), w.Class)
		}
	}
	return runs
}

// nothing is the automaton of no string.
var nothing = &pattern.DFA{
	NumClasses: 1,
	Wide:       everything.Wide,
	Next:       []uint16{0},
	Accept:     []bool{false},
	Always:     []bool{false},
}

// everything is the automaton of all strings.
var everything = &pattern.DFA{
	NumClasses: 1,
	Wide:       []pattern.WideRange{{Lo: utf8.RuneSelf, Hi: 0xD7FF}, {Lo: 0xE000, Hi: unicode.MaxRune}},
	Next:       []uint16{0, 1},
	Accept:     []bool{false, true},
	Always:     []bool{false, true},
	Start:      1,
}
