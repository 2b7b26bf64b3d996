package decide

import (
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
)

// Choices between below and above. Every range that a number has to stay out of
// is one, and made one by one they are exponentially many: between two
// neighbours among the integers lies nothing, but no single choice shows it. So
// they are made together (sweep): the ranges in order, what they leave free
// between them is the list of alternatives.

// gap is an interval that is left free; nil ends are unbounded.
type gap struct{ low, high *form }

// sweep replaces the open choices between below and above by one between what
// they leave free. It reports whether it did; with nothing free, what that rests
// on.
func (st *state) sweep() (done bool, core bits, ok bool) {
	var chosen []int
	var ranges []gap
	for i := range st.ors {
		r := &st.ors[i]
		if r.done {
			continue
		}
		if out, rests, ok := st.outside(r.f); ok {
			chosen, ranges, core = append(chosen, i), append(ranges, out), core|rests|r.deps
		}
	}
	if len(chosen) < 2 || !st.s.spend(int64(len(chosen))) {
		return false, 0, true
	}
	step, rests := st.grid()
	core |= rests
	left := gap{}
	for _, end := range []struct {
		at int
		to **form
	}{{st.low, &left.low}, {st.high, &left.high}} {
		if end.at > 0 {
			*end.to, core = st.demands[end.at-1].f, core|st.demands[end.at-1].deps
		}
	}
	free := left.without(ranges, step)
	if len(free) == 0 {
		return true, core, false
	}
	negative := false
	for _, i := range chosen {
		negative = negative || st.ors[i].negative
		st.settle(i)
	}
	st.choose(some(free...), core, negative)
	return true, 0, true
}

// outside returns the range that a choice demands to stay out of: below high or
// above low of the gap, which are its alternatives. ok is false for a choice that
// has others.
func (st *state) outside(f *form) (out gap, rests bits, ok bool) {
	for _, sub := range f.sub {
		t, deps := st.truthOf(sub)
		switch {
		case t < 0:
			rests |= deps
		case sub.op == opHigh && out.high == nil:
			out.high = sub
		case sub.op == opLow && out.low == nil:
			out.low = sub
		default:
			return out, 0, false
		}
	}
	return out, rests, out.low != nil && out.high != nil
}

// grid returns the number that all numbers have to be multiples of, nil if there
// is none or it is too long to reckon with.
func (st *state) grid() (*big.Rat, bits) {
	var step *big.Rat
	var rests bits
	for _, i := range st.multiples {
		d := st.demands[i-1]
		if d.f.op != opMultiple {
			continue
		}
		rests |= d.deps
		if step == nil {
			step = d.f.number
		} else if step = domain.LeastMultiple(step, d.f.number); step == nil {
			return nil, 0
		}
	}
	return step, rests
}

// without returns what is left of a gap when the ranges are taken away. A range
// is given by the bounds beside it: numbers below its high and above its low are
// outside.
func (g gap) without(ranges []gap, step *big.Rat) []*form {
	slices.SortFunc(ranges, func(a, b gap) int { return a.high.compare(b.high) })
	var free []*form
	low := g.low
	leave := func(high *form) {
		if piece := (gap{low, high}); piece.holdsSome(step) {
			free = append(free, piece.form())
		}
	}
	for _, r := range ranges {
		if g.high != nil && r.high.compare(g.high) >= 0 {
			break // this range and all further ones begin where the gap has ended
		}
		leave(r.high)
		if low == nil || r.low.compare(low) > 0 {
			low = r.low
		}
	}
	leave(g.high)
	return free
}

// holdsSome reports that an interval has a number of the grid in it.
func (g gap) holdsSome(step *big.Rat) bool {
	if g.low == nil || g.high == nil {
		return true
	}
	if g.low.excludes(g.high) {
		return false
	}
	if step == nil {
		return true
	}
	least := multipleFrom(g.low.number, step)
	if g.low.open && least.Cmp(g.low.number) == 0 {
		least.Add(least, step)
	}
	c := least.Cmp(g.high.number)
	return c < 0 || c == 0 && !g.high.open
}

// multipleFrom returns the least multiple of step that is not below x.
func multipleFrom(x, step *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(x, step)
	n, rest := new(big.Int).DivMod(q.Num(), q.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		n.Add(n, bigOne)
	}
	return q.SetInt(n).Mul(q, step)
}

func (g gap) form() *form {
	var ends []*form
	for _, f := range []*form{g.low, g.high} {
		if f != nil {
			ends = append(ends, f)
		}
	}
	return all(ends...)
}

// multipleTruth evaluates a demand on divisors by those made before: multiples of
// 6 are multiples of 3, and what is no multiple of 3 is none of 6.
func (st *state) multipleTruth(f *form) (int8, bits) {
	for _, i := range st.multiples {
		d := st.demands[i-1]
		if d.f.op == opMultiple && divides(f.number, d.f.number) || d.f.op == opDivides && divides(d.f.number, f.number) {
			if d.f.op == f.op {
				return 1, 0
			}
			return -1, d.deps
		}
	}
	return 0, 0
}

// maxDividedBits bounds the numbers that are divided just to settle a choice.
const maxDividedBits = 4096

// divides reports that n is a multiple of d.
func divides(d, n *big.Rat) bool {
	if d.IsInt() && n.IsInt() && d.Num().IsInt64() && n.Num().IsInt64() {
		return n.Num().Int64()%d.Num().Int64() == 0
	}
	return d.Num().BitLen()+n.Num().BitLen() <= maxDividedBits && new(big.Rat).Quo(n, d).IsInt()
}
