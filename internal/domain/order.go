package domain

import (
	"unicode"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// readable lists all Unicode scalar values once, those first that people read
// easiest in a string.
var readable = func() []pattern.Range {
	rs := []pattern.Range{
		{Lo: 'a', Hi: 'z'}, {Lo: '0', Hi: '9'}, {Lo: 'A', Hi: 'Z'},
		{Lo: '-', Hi: '-'}, {Lo: '_', Hi: '_'}, {Lo: '.', Hi: '.'}, {Lo: ' ', Hi: ' '}, {Lo: '/', Hi: '/'}, {Lo: ':', Hi: ':'},
		{Lo: '!', Hi: ','}, {Lo: ';', Hi: '@'}, {Lo: '[', Hi: '^'}, {Lo: '`', Hi: '`'}, {Lo: '{', Hi: '~'},
		{Lo: 0xC0, Hi: 0x24F}, {Lo: 0x386, Hi: 0x3FF}, {Lo: 0x400, Hi: 0x481}, {Lo: 0x3041, Hi: 0x3096},
		{Lo: 0x4E00, Hi: 0x9FFF}, {Lo: 0xAC00, Hi: 0xD7A3}, {Lo: 0xA1, Hi: 0xAC}, {Lo: 0xAE, Hi: 0xBF},
		{Lo: 0x2010, Hi: 0x2027}, {Lo: 0x2030, Hi: 0x205E}, {Lo: 0x2190, Hi: 0x23FF}, {Lo: 0x1F600, Hi: 0x1F64F},
	}
	seen := pattern.NewSet(rs...)
	controls := pattern.NewSet(pattern.Range{Lo: 0, Hi: 0x1F}, pattern.Range{Lo: 0x7F, Hi: 0xA0})
	rs = append(rs, seen.Union(controls).Complement()...)
	return append(rs, controls...)
}()

// run is a run of code points in the order of readable, all of one class.
type run struct {
	lo, hi rune
	class  uint8
}

// runsOf cuts readable at the borders of the automaton's classes.
func runsOf(d *pattern.DFA) []run {
	runs := make([]run, 0, len(readable)+len(d.Wide))
	add := func(lo, hi rune, class uint8) {
		if n := len(runs); n > 0 && runs[n-1].class == class && runs[n-1].hi+1 == lo {
			runs[n-1].hi = hi
			return
		}
		runs = append(runs, run{lo, hi, class})
	}
	for _, r := range readable {
		for c := r.Lo; c <= r.Hi && c < utf8.RuneSelf; c++ {
			add(c, c, d.ASCII[c])
		}
		for _, w := range d.Wide {
			if lo, hi := max(r.Lo, w.Lo), min(r.Hi, w.Hi); lo <= hi {
				add(lo, hi, w.Class)
			}
		}
	}
	return runs
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
