package domain

import "math/big"

// Bound is one end of an interval.
type Bound struct {
	Value *big.Rat
	Open  bool // the value itself is outside
}

// Numbers is a set of JSON numbers, which are the finite decimals. All values
// must be finite decimals themselves, as the numbers of a schema are; a set with
// others is answered with [TooMuchWork]. The zero value is every number.
type Numbers struct {
	Lower, Upper *Bound     // nil: unbounded
	Multiples    []*big.Rat // the number is a multiple of each; all above 0
	NotMultiples []*big.Rat // the number is a multiple of none; all above 0
	Not          []*big.Rat // the number is none of these
}

// Smallest returns up to k members, simplest first, and whether they are all.
// Work units are taken from work; nil means without bound.
//
// Every set of numbers is a grid, the multiples of the least common multiple,
// cut by an interval and thinned out. Without multiples any decimal grid that is
// finer than everything else in the set does: if the interval is more than a
// point, the finest grid has k members of which nothing is thinned out.
func (n *Numbers) Smallest(k int, work *int64) Result {
	if work == nil {
		unbounded := int64(1) << 62
		work = &unbounded
	}
	if *work--; *work <= 0 {
		return Result{Reason: TooMuchWork}
	}
	if r, ok := n.smallestSmall(k, work); ok {
		return r
	}
	return n.smallestLarge(k, work)
}

// levels returns the grids to look at before the whole set: exponents of ten in
// units of 10^-scale, falling, all above 0. near is how many digits the member
// with the smallest magnitude has at least, width how many the length of the
// interval has, -1 if it has no end; both in units of 10^-scale.
func levels(buf []int, scale, near, width int) []int {
	add := func(from, to int) {
		for t := from; t >= to && t > 0; t-- {
			if len(buf) == 0 || t < buf[len(buf)-1] {
				buf = append(buf, t)
			}
		}
	}
	if near-scale <= 15 {
		add(scale, scale-3)
	} else {
		add(near-1, near-3)
	}
	if width >= 0 {
		add(width, width-2)
	}
	return buf
}

// extraPlaces returns how many places finer than everything else a grid must be
// for k members between two neighbours of the coarser grid.
func extraPlaces(k int) int {
	j := 1
	for points := 9; points < k; points = 10*points + 9 {
		j++
	}
	return j
}
