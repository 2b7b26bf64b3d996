package domain

import (
	"math/big"
)

// large is a set scaled to integers of any size: members are multiples of step.
type large struct {
	lo, hi     *big.Int // nil: unbounded
	step       *big.Int
	scale      int
	avoid, not []*big.Int
	infinite   bool
	words      int64 // an estimate of the size of the numbers, for the budget
}

// smallestLarge is Smallest for sets of any size.
func (n *Numbers) smallestLarge(k int, work *int64) Result {
	g, ok := n.enlarge(max(k, 0), work)
	if !ok {
		return Result{Reason: TooMuchWork}
	}
	if g.lo != nil && g.hi != nil && g.lo.Cmp(g.hi) > 0 {
		return Result{Complete: true}
	}
	rest := new(big.Int)
	for _, q := range g.avoid {
		if *work -= g.words; *work <= 0 {
			return Result{Reason: TooMuchWork}
		}
		if rest.Rem(g.step, q).Sign() == 0 {
			return Result{Complete: true}
		}
	}
	c := tally{keep: max(k, 0), want: max(k, 0)}
	if !g.infinite {
		c.want++
	}
	near, width := g.measure()
	var buf [8]int
	var last *big.Int
	for _, t := range append(levels(buf[:0], g.scale, near, width), 0) {
		step, ok := g.lcm(g.step, power(t), work)
		if !ok {
			if t > 0 && *work > 0 {
				continue
			}
			return Result{Values: c.values, Reason: TooMuchWork}
		}
		if last != nil && step.Cmp(last) == 0 {
			continue
		}
		if c.found < c.want {
			g.collect(&c, step, last, work)
		}
		last = step
		if c.spent {
			return Result{Values: c.values, Reason: TooMuchWork}
		}
	}
	return Result{Values: c.values, Complete: !g.infinite && c.found <= c.keep}
}

// enlarge scales the set; false if that is too much work.
func (n *Numbers) enlarge(k int, work *int64) (*large, bool) {
	scale, bits := 0, 0
	fits := func(r *big.Rat) bool {
		p, ok := places(r)
		scale = max(scale, p)
		bits = max(bits, r.Num().BitLen())
		*work -= 1 + int64(bits>>9)
		return ok && *work > 0
	}
	for _, b := range [2]*Bound{n.Lower, n.Upper} {
		if b != nil && !fits(b.Value) {
			return nil, false
		}
	}
	for _, list := range [3][]*big.Rat{n.Multiples, n.NotMultiples, n.Not} {
		for _, r := range list {
			if !fits(r) {
				return nil, false
			}
		}
	}
	dense := len(n.Multiples) == 0
	if dense {
		scale += extraPlaces(k + 1)
	}
	if bits += scale * 10 / 3; bits > maxBits {
		return nil, false
	}
	g := &large{scale: scale, step: bigOne, words: 1 + int64(bits>>9)}
	unit := power(scale)
	scaled := func(r *big.Rat) *big.Int {
		*work -= g.words
		v := new(big.Int).Mul(r.Num(), unit)
		if !r.IsInt() {
			v.Quo(v, r.Denom())
		}
		return v
	}
	if b := n.Lower; b != nil {
		if g.lo = scaled(b.Value); b.Open {
			g.lo.Add(g.lo, bigOne)
		}
	}
	if b := n.Upper; b != nil {
		if g.hi = scaled(b.Value); b.Open {
			g.hi.Sub(g.hi, bigOne)
		}
	}
	for _, r := range n.Multiples {
		m := scaled(r)
		if m.Sign() <= 0 {
			return nil, false
		}
		var ok bool
		if g.step, ok = g.lcm(g.step, m, work); !ok {
			return nil, false
		}
	}
	for _, r := range n.NotMultiples {
		q := scaled(r)
		if q.Sign() <= 0 {
			return nil, false
		}
		g.avoid = append(g.avoid, q)
	}
	for _, r := range n.Not {
		g.not = append(g.not, scaled(r))
	}
	g.infinite = g.lo == nil || g.hi == nil || dense && g.lo.Cmp(g.hi) < 0
	return g, *work > 0
}

// lcm returns the least common multiple, false if it or the work is too much.
func (g *large) lcm(a, b *big.Int, work *int64) (*big.Int, bool) {
	size := int64(min(a.BitLen(), b.BitLen()) >> 6)
	if *work -= 1 + size*size>>8; *work <= 0 {
		return nil, false
	}
	v := new(big.Int).GCD(nil, nil, a, b)
	v.Quo(a, v)
	if v.BitLen()+b.BitLen() > maxBits {
		return nil, false
	}
	return v.Mul(v, b), true
}

// measure returns the digits of the smallest magnitude and of the width.
func (g *large) measure() (near, width int) {
	width = -1
	if g.lo != nil && g.hi != nil {
		width = digits(new(big.Int).Sub(g.hi, g.lo))
	}
	switch {
	case g.lo != nil && g.lo.Sign() > 0:
		near = digits(g.lo)
	case g.hi != nil && g.hi.Sign() < 0:
		near = digits(g.hi)
	}
	return near, width
}

// collect takes members that are multiples of step but not of last, which have
// been collected before, until enough are found.
func (g *large) collect(c *tally, step, last *big.Int, work *int64) {
	rest := new(big.Int)
	for _, q := range g.avoid {
		if rest.Rem(step, q).Sign() == 0 {
			return
		}
	}
	// up counts away from zero on the positive side, down on the negative.
	up, down := new(big.Int), new(big.Int).Neg(step)
	upEnds, downEnds := false, false
	if g.lo != nil && g.lo.Sign() > 0 {
		up, downEnds = ceil(g.lo, step), true
	}
	if g.hi != nil && g.hi.Sign() < 0 {
		down, upEnds = ceil(new(big.Int).Neg(g.hi), step), true
		down.Neg(down)
	}
	x := new(big.Int)
	for {
		upEnds = upEnds || g.hi != nil && up.Cmp(g.hi) > 0
		downEnds = downEnds || g.lo != nil && down.Cmp(g.lo) < 0
		switch {
		case upEnds && downEnds:
			return
		case downEnds || !upEnds && up.CmpAbs(down) <= 0:
			x.Set(up)
			up.Add(up, step)
		default:
			x.Set(down)
			down.Sub(down, step)
		}
		if *work -= g.words * int64(1+len(g.avoid)+len(g.not)>>4); *work <= 0 {
			c.spent = true
			return
		}
		if last != nil && rest.Rem(x, last).Sign() == 0 || !g.has(x, rest) {
			continue
		}
		if c.found++; c.found <= c.keep {
			c.values = append(c.values, decimalText(x.String(), -g.scale))
		}
		if c.found >= c.want {
			return
		}
	}
}

// has tells whether a multiple of step inside the bounds is a member.
func (g *large) has(x, rest *big.Int) bool {
	for _, q := range g.avoid {
		if rest.Rem(x, q).Sign() == 0 {
			return false
		}
	}
	for _, v := range g.not {
		if v.Cmp(x) == 0 {
			return false
		}
	}
	return true
}

// ceil returns the least multiple of step that is not below x; both above 0.
func ceil(x, step *big.Int) *big.Int {
	v := new(big.Int).Add(x, step)
	v.Sub(v, bigOne)
	v.Quo(v, step)
	return v.Mul(v, step)
}
