package domain

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// maxCount is the length in bits of the largest number that is counted to.
const maxCount = 256

// maxInclusions bounds the divisors that are taken out exactly when counting.
const maxInclusions = 8

// Count returns how many members the set has, or a number that is above that
// where it cannot tell exactly; nil stands for infinitely many, or too many to
// reckon with.
func (n *Numbers) Count(work *int64) *big.Int {
	if n.Lower == nil || n.Upper == nil {
		return nil
	}
	step := new(big.Rat)
	for i, m := range n.Multiples {
		if i == 0 {
			step.Set(m)
		} else if step = LeastMultiple(step, m); step == nil {
			return nil
		}
	}
	if len(n.Multiples) == 0 {
		if c := n.Lower.Value.Cmp(n.Upper.Value); c != 0 {
			if c > 0 {
				return new(big.Int)
			}
			return nil
		}
		if n.Lower.Open || n.Upper.Open {
			return new(big.Int)
		}
		return big.NewInt(1)
	}
	avoid := n.NotMultiples
	if len(avoid) > maxInclusions {
		avoid = avoid[:maxInclusions]
	}
	if *work -= 4 << len(avoid); *work <= 0 {
		return nil
	}
	total := n.countMultiples(step, avoid)
	if total == nil || total.Sign() <= 0 {
		return total
	}
	seen := map[string]bool{}
	for _, v := range n.Not {
		*work--
		key := v.RatString()
		if !seen[key] && (&decimalSet{n}).has(v) {
			total.Sub(total, bigOne)
		}
		seen[key] = true
	}
	return total
}

// decimalSet asks a set about exact numbers.
type decimalSet struct{ *Numbers }

func (n *decimalSet) has(x *big.Rat) bool {
	if !reaches(x.Cmp(n.Lower.Value), n.Lower.Open) || !reaches(n.Upper.Value.Cmp(x), n.Upper.Open) {
		return false
	}
	quotient := new(big.Rat)
	for _, m := range n.Multiples {
		if !quotient.Quo(x, m).IsInt() {
			return false
		}
	}
	for _, m := range n.NotMultiples {
		if quotient.Quo(x, m).IsInt() {
			return false
		}
	}
	return true
}

// countMultiples counts the multiples of step between the bounds that are
// multiples of none of avoid: all, less those of the first, which are multiples of
// none of the others.
func (n *Numbers) countMultiples(step *big.Rat, avoid []*big.Rat) *big.Int {
	total := n.between(step)
	if total == nil {
		return nil
	}
	for i, q := range avoid {
		both := LeastMultiple(step, q)
		if both == nil {
			return nil
		}
		less := n.countMultiples(both, avoid[i+1:])
		if less == nil {
			return nil
		}
		total.Sub(total, less)
	}
	return total
}

// between counts the multiples of step between the bounds.
func (n *Numbers) between(step *big.Rat) *big.Int {
	low, exact := quotient(n.Lower.Value, step)
	if !exact || n.Lower.Open {
		low.Add(low, bigOne)
	}
	high, exact := quotient(n.Upper.Value, step)
	if exact && n.Upper.Open {
		high.Sub(high, bigOne)
	}
	total := high.Sub(high, low)
	if total.Add(total, bigOne); total.Sign() < 0 {
		total.SetInt64(0)
	}
	if total.BitLen() > maxCount {
		return nil
	}
	return total
}

// quotient returns x/step rounded down, and whether that is exact.
func quotient(x, step *big.Rat) (*big.Int, bool) {
	q := new(big.Rat).Quo(x, step)
	n, rest := new(big.Int).DivMod(q.Num(), q.Denom(), new(big.Int))
	return n, rest.Sign() == 0
}

// LeastMultiple returns the least common multiple of two numbers above 0, nil if
// that is too long to reckon with.
func LeastMultiple(a, b *big.Rat) *big.Rat {
	if a.Num().BitLen()+a.Denom().BitLen()+b.Num().BitLen()+b.Denom().BitLen() > 1<<12 {
		return nil
	}
	num := new(big.Int).GCD(nil, nil, a.Num(), b.Num())
	num.Mul(num.Quo(a.Num(), num), b.Num())
	return new(big.Rat).SetFrac(num, new(big.Int).GCD(nil, nil, a.Denom(), b.Denom()))
}

// Count returns how many members the set has, or a number that is above that
// where it cannot tell exactly: excluded constants and patterns without an
// automaton are not taken out. nil stands for infinitely many, or too many to
// reckon with.
func (s *Strings) Count(work *int64) *big.Int {
	if s.MaxLength != nil && s.MinLength != nil && s.MinLength.Cmp(s.MaxLength) > 0 {
		return new(big.Int)
	}
	cache := s.Cache
	if cache == nil {
		cache = NewCache()
	}
	m, _ := cache.machine(s.In, s.NotIn, work)
	if m.dfa.Start == 0 {
		return new(big.Int)
	}
	low, high := 0, maxCounted
	if v := s.MinLength; v != nil && v.Sign() > 0 {
		if low = maxCounted + 1; v.IsInt64() && v.Int64() < int64(low) {
			low = int(v.Int64())
		}
	}
	bounded := s.MaxLength != nil && s.MaxLength.IsInt64() && s.MaxLength.Int64() <= maxCounted
	if bounded {
		high = int(s.MaxLength.Int64())
	}
	return count(m.dfa, low, high, bounded, work)
}

// Finite reports whether the set has finitely many members; known is false where
// that cannot be told with so many work units.
func (s *Strings) Finite(work int64) (finite, known bool) {
	cache := s.Cache
	if cache == nil {
		cache = NewCache()
	}
	m, rest := cache.machine(s.In, s.NotIn, &work)
	if m.dfa.Start == 0 {
		return true, true
	}
	// A word that visits a state twice has infinitely many like it.
	long, known := m.longer(big.NewInt(int64(m.dfa.States())), nil, &work)
	if !known || long && (rest.bad != nil || len(rest.tests) > 0) {
		return false, false
	}
	return !long, true
}

// maxCounted is the longest word that is counted.
const maxCounted = 4096

// count adds up the words of each length. Words that end up where nothing is
// accepted any more are dropped, so that a finite language is known by that.
func count(d *pattern.DFA, low, high int, bounded bool, work *int64) *big.Int {
	sizes := classSizes(d)
	total := new(big.Int)
	now := map[uint16]*big.Int{d.Start: big.NewInt(1)}
	for length := 0; len(now) > 0; length++ {
		if length > high {
			if bounded {
				break
			}
			return nil
		}
		next := map[uint16]*big.Int{}
		for state, n := range now {
			if length >= low && d.Accept[state] {
				total.Add(total, n)
			}
			row := d.Next[int(state)*d.NumClasses : (int(state)+1)*d.NumClasses]
			for class, to := range row {
				if to == 0 || sizes[class] == 0 {
					continue
				}
				if next[to] == nil {
					next[to] = new(big.Int)
				}
				next[to].Add(next[to], new(big.Int).Mul(n, big.NewInt(sizes[class])))
			}
		}
		if *work -= 1 + int64(len(now)*d.NumClasses)>>3; *work <= 0 || total.BitLen() > maxCount {
			return nil
		}
		now = next
	}
	return total
}

// classSizes counts the code points of each class.
func classSizes(d *pattern.DFA) []int64 {
	sizes := make([]int64, d.NumClasses)
	for _, class := range d.ASCII {
		sizes[class]++
	}
	for _, w := range d.Wide {
		sizes[w.Class] += int64(w.Hi-w.Lo) + 1
	}
	return sizes
}

// reaches reports whether a value is within a bound that it compares to so.
func reaches(sign int, open bool) bool { return sign > 0 || sign == 0 && !open }
