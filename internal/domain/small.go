package domain

import (
	"math/big"
	"slices"
)

// Fast path: sets whose numbers, scaled to integers, fit an int64 with room to
// spare. Nearly every set of a dense schema is one.
const (
	smallLimit = int64(1e17) // what the numbers of the set may be, scaled
	smallEnd   = int64(4e18) // where counting upwards gives up
)

// small is a set scaled to integers: members are multiples of step.
type small struct {
	lo, hi       int64
	below, above bool // lo, hi bind
	step         int64
	scale        int
	avoid, not   []int64
	infinite     bool
}

// smallestSmall is Smallest for small sets; false if this is none.
func (n *Numbers) smallestSmall(k int, work *int64) (Result, bool) {
	var g small
	if !g.fill(n, k) {
		return Result{}, false
	}
	if g.below && g.above && g.lo > g.hi {
		return Result{Complete: true}, true
	}
	for _, q := range g.avoid {
		if g.step%q == 0 {
			return Result{Complete: true}, true
		}
	}
	c := tally{keep: max(k, 0), want: max(k, 0)}
	if !g.infinite {
		c.want++ // one more tells whether k are all
	}
	near, width := g.measure()
	var buf [8]int
	last := int64(0)
	for _, t := range append(levels(buf[:0], g.scale, near, width), 0) {
		if t >= len(tens) {
			continue
		}
		step, ok := lcmSmall(g.step, tens[t])
		if !ok {
			if t == 0 {
				return Result{}, false
			}
			continue
		}
		if step == last {
			continue
		}
		if c.found < c.want {
			g.collect(&c, step, last, work)
		}
		last = step
		if c.overflow {
			return Result{}, false
		}
		if c.spent {
			return Result{Values: c.values, Reason: TooMuchWork}, true
		}
	}
	return Result{Values: c.values, Complete: !g.infinite && c.found <= c.keep}, true
}

// tally is what has been collected of a set.
type tally struct {
	values          []string
	found           int
	keep, want      int
	overflow, spent bool
}

// fill scales the set; false if it does not fit.
func (g *small) fill(n *Numbers, k int) bool {
	scale := 0
	fits := func(r *big.Rat) bool {
		p, ok := places(r)
		scale = max(scale, p)
		return ok && p < 16
	}
	for _, b := range [2]*Bound{n.Lower, n.Upper} {
		if b != nil && !fits(b.Value) {
			return false
		}
	}
	for _, list := range [3][]*big.Rat{n.Multiples, n.NotMultiples, n.Not} {
		for _, r := range list {
			if !fits(r) {
				return false
			}
		}
	}
	dense := len(n.Multiples) == 0
	if dense {
		scale += extraPlaces(k + 1)
	}
	if scale > 16 {
		return false
	}
	g.scale, g.step = scale, 1
	ok := true
	scaled := func(r *big.Rat) int64 {
		v, fit := scaleSmall(r, scale)
		ok = ok && fit
		return v
	}
	if b := n.Lower; b != nil {
		g.lo, g.below = scaled(b.Value), true
		if b.Open {
			g.lo++
		}
	}
	if b := n.Upper; b != nil {
		g.hi, g.above = scaled(b.Value), true
		if b.Open {
			g.hi--
		}
	}
	for _, r := range n.Multiples {
		m := scaled(r)
		if !ok || m <= 0 {
			return false
		}
		if g.step, ok = lcmSmall(g.step, m); !ok {
			return false
		}
	}
	for _, r := range n.NotMultiples {
		q := scaled(r)
		if q <= 0 {
			return false
		}
		g.avoid = append(g.avoid, q)
	}
	for _, r := range n.Not {
		g.not = append(g.not, scaled(r))
	}
	if len(g.not) > 8 {
		slices.Sort(g.not)
	}
	g.infinite = !g.below || !g.above || dense && g.lo < g.hi
	return ok
}

// scaleSmall returns r·10^scale, which is an integer, if it is small.
func scaleSmall(r *big.Rat, scale int) (int64, bool) {
	num := r.Num()
	if !num.IsInt64() {
		return 0, false
	}
	v, by := num.Int64(), tens[scale]
	if !r.IsInt() {
		den := r.Denom()
		if !den.IsInt64() {
			return 0, false
		}
		by /= den.Int64()
	}
	if v > smallLimit/by || v < -smallLimit/by {
		return 0, false
	}
	return v * by, true
}

func gcdSmall(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func lcmSmall(a, b int64) (int64, bool) {
	a /= gcdSmall(a, b)
	if a > smallLimit/b {
		return 0, false
	}
	return a * b, true
}

// measure returns the digits of the smallest magnitude and of the width.
func (g *small) measure() (near, width int) {
	width = -1
	if g.below && g.above {
		width = digitsSmall(g.hi - g.lo)
	}
	switch {
	case g.below && g.lo > 0:
		near = digitsSmall(g.lo)
	case g.above && g.hi < 0:
		near = digitsSmall(-g.hi)
	}
	return near, width
}

func digitsSmall(x int64) int {
	n := 0
	for ; x > 0; x /= 10 {
		n++
	}
	return n
}

// collect takes members that are multiples of step but not of last, which have
// been collected before, until enough are found.
func (g *small) collect(c *tally, step, last int64, work *int64) {
	for _, q := range g.avoid {
		if step%q == 0 {
			return
		}
	}
	// up counts away from zero on the positive side, down on the negative.
	up, down := int64(0), -step
	if g.below && g.lo > 0 {
		up = (g.lo + step - 1) / step * step
	}
	if g.above && g.hi < 0 {
		down = -((-g.hi + step - 1) / step * step)
	}
	upEnds, downEnds := g.above && g.hi < 0, g.below && g.lo > 0
	for {
		upEnds = upEnds || g.above && up > g.hi
		downEnds = downEnds || g.below && down < g.lo
		var x int64
		switch {
		case upEnds && downEnds:
			return
		case downEnds || !upEnds && up <= -down:
			x = up
			up += step
		default:
			x = down
			down -= step
		}
		if up > smallEnd || down < -smallEnd {
			c.overflow = true
			return
		}
		if *work--; *work <= 0 {
			c.spent = true
			return
		}
		if last != 0 && x%last == 0 || !g.has(x) {
			continue
		}
		if c.found++; c.found <= c.keep {
			c.values = append(c.values, smallText(x, g.scale))
		}
		if c.found >= c.want {
			return
		}
	}
}

// has tells whether a multiple of step inside the bounds is a member.
func (g *small) has(x int64) bool {
	for _, q := range g.avoid {
		if x%q == 0 {
			return false
		}
	}
	if len(g.not) > 8 {
		_, found := slices.BinarySearch(g.not, x)
		return !found
	}
	return !slices.Contains(g.not, x)
}
