package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/source"
)

const (
	// maxSplits bounds the choices that are opened one inside the other to count
	// values, and maxWays the alternatives of each: what is left out only makes the
	// count larger.
	maxSplits, maxWays = 3, 64
	// maxCountBits is the length of the largest number that is counted to.
	maxCountBits = 256
	// maxCountedItems is the length of the longest array that is counted.
	maxCountedItems = 256
)

// cardinality returns how many values meet the literals of a goal, or a number
// above that; nil when no bound is known. What the content demands is left out.
func (s *search) cardinality(ls []lit) *big.Int {
	g := goal{lits: ls}
	if !s.normal(&g) {
		return bigZero
	}
	key := g.key()
	if n, ok := s.cards[key]; ok {
		return n
	}
	if s.cards == nil {
		s.cards = map[string]*big.Int{}
	}
	s.cards[key] = nil // as long as it is being counted: a value may hold others of its like
	n := s.countGoal(&g)
	s.cards[key] = n
	return n
}

func (s *search) countGoal(g *goal) *big.Int {
	ks := allKinds
	for _, x := range g.lits {
		c := s.classes[x.class()]
		if x.negative() {
			continue
		}
		ks &= c.kinds
		if c.hasEnum {
			return s.countAmong(g, c.enum)
		}
	}
	total := new(big.Int)
	for _, k := range order {
		if ks&kindBit(k) == 0 {
			continue
		}
		var n *big.Int
		switch k {
		case source.Null:
			n = s.countAmong(g, nulls)
		case source.Bool:
			n = s.countAmong(g, bools)
		default:
			st := newState(s, g, k)
			n = bigZero
			if st.assertAll(g.lits) {
				n = st.count(0)
			}
		}
		if n == nil || total.Add(total, n).BitLen() > maxCountBits {
			return nil
		}
	}
	return total
}

// assertAll demands literals; false is a contradiction.
func (st *state) assertAll(ls []lit) bool {
	for _, x := range ls {
		if _, ok := st.assertLit(x, 0); !ok {
			return false
		}
	}
	return true
}

// countAmong counts the values of a list that meet a goal, or may.
func (s *search) countAmong(g *goal, values []*source.Value) *big.Int {
	seen := map[string]bool{}
	for _, v := range values {
		if ok, sure := s.meets(g, v); ok || !sure {
			seen[canonical(v)] = true
		}
	}
	return big.NewInt(int64(len(seen)))
}

// count adds up the alternatives of a few choices and leaves the others out.
func (st *state) count(level int) *big.Int {
	for {
		pick, _, ok := st.propagate()
		switch {
		case !ok:
			return bigZero
		case st.s.work <= 0:
			return nil
		}
		if d := st.finite(); d != nil {
			return st.s.countAmong(st.g, d.f.values)
		}
		if pick < 0 || level >= maxSplits || len(st.ors[pick].f.sub) > maxWays {
			return st.countLeaf()
		}
		if st.k == source.Number {
			if done, _, ok := st.sweep(); !ok {
				return bigZero
			} else if done {
				continue
			}
		}
		return st.countWays(pick, level)
	}
}

func (st *state) countWays(pick, level int) *big.Int {
	f, negative := st.ors[pick].f, st.ors[pick].negative
	st.settle(pick)
	total := new(big.Int)
	for _, sub := range f.sub {
		m := st.mark()
		n := bigZero
		if _, ok := st.assert(sub, 0, negative); ok {
			n = st.count(level + 1)
		}
		st.back(m)
		if n == nil || total.Add(total, n).BitLen() > maxCountBits {
			return nil
		}
	}
	return total
}

func (st *state) countLeaf() *big.Int {
	switch st.k {
	case source.Number:
		var set domain.Numbers
		st.numbers(&set)
		return set.Count(&st.s.work)
	case source.String:
		set, _ := st.strings()
		return set.Count(&st.s.work)
	case source.Array:
		return st.countArrays()
	}
	return st.countObjects()
}

// countArrays multiplies the values of all positions, for each length. What is
// demanded of some item, or of those that are not evaluated, is left out.
func (st *state) countArrays() *big.Int {
	var rules []rule
	unique, prefix := false, 0
	for _, d := range st.demands {
		switch f := d.f; f.op {
		case opUnique:
			unique = true
		case opItemAt:
			rules = append(rules, rule{f.n, f.n + 1, f.lit})
			prefix = max(prefix, f.n+1)
		case opItems:
			for i, c := range f.schema.prefix {
				rules = append(rules, rule{i, i + 1, yes(c)})
			}
			prefix = max(prefix, len(f.schema.prefix))
			if f.schema.items != nil {
				rules = append(rules, rule{len(f.schema.prefix), -1, yes(f.schema.items)})
			}
		}
	}
	least, most := bigZero, big.NewInt(maxCountedItems+1)
	if st.low > 0 {
		least = st.demands[st.low-1].f.size
	}
	if st.high > 0 && st.demands[st.high-1].f.size.Cmp(most) < 0 {
		most = st.demands[st.high-1].f.size
	}
	total, product := new(big.Int), big.NewInt(1)
	for n := int64(0); big.NewInt(n).Cmp(most) <= 0; n++ {
		if least.Cmp(big.NewInt(n)) <= 0 {
			total.Add(total, product)
		}
		if n >= maxCountedItems || total.BitLen() > maxCountBits || product.BitLen() > maxCountBits {
			return nil
		}
		next := st.s.cardinality(rulesAt(rules, int(n)))
		if next == nil {
			return nil
		}
		if unique && prefix == 0 {
			next = new(big.Int).Sub(next, big.NewInt(n)) // those before are used up
		}
		if next.Sign() <= 0 {
			break
		}
		product = new(big.Int).Mul(product, next)
	}
	return total
}

// countObjects multiplies the values of all members, one more for each that may be
// left out, where no name can be added to those that are spelled out.
func (st *state) countObjects() *big.Int {
	var others []lit
	for _, m := range st.object.members {
		if len(m.schema.patterns) == 0 && m.schema.additional != nil {
			others = append(others, yes(m.schema.additional))
		}
	}
	if r := st.s.solve(goal{lits: others}); r.status != empty || r.low != noFrame {
		return nil // low: it is empty as long as what is being solved is
	}
	names := st.universe()
	product := big.NewInt(1)
	for _, name := range names {
		r := st.object.names[name]
		if r != nil && r.absent {
			continue
		}
		var ls []lit
		if r != nil {
			for _, d := range r.lits {
				ls = append(ls, d.lit)
			}
		}
		for _, m := range st.object.members {
			ls = m.schema.appendPart(st, ls, memberSpot(name))
		}
		n := st.s.cardinality(ls)
		if n == nil {
			return nil
		}
		if r == nil || !r.present {
			n = new(big.Int).Add(n, bigOne)
		}
		if product = new(big.Int).Mul(product, n); product.BitLen() > maxCountBits {
			return nil
		}
	}
	return product
}
