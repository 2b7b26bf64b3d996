package decide

import (
	"math/big"
	"slices"
)

// What counting alone says of an array, however long it has to be: nothing here
// writes items down.

// tally is a demand on how many items satisfy a literal; most is nil for no bound.
type tally struct {
	lit         lit
	least, most *big.Int
}

// maxPairs bounds the demands of which all pairs are compared.
const maxPairs = 128

// tooFew reports that there cannot be as many items as are demanded: the counts of
// one literal exclude each other, items that have to be different ones are more
// than the array holds, items that every item is one of are fewer, or there are
// not so many values.
func (p *arrayPlan) tooFew() bool {
	if p.high != nil && p.low.Cmp(p.high) > 0 {
		return true
	}
	if len(p.counts) > maxPairs {
		return false
	}
	for _, a := range p.counts {
		if p.high != nil && a.least.Cmp(p.high) > 0 {
			return true
		}
		for _, b := range p.counts {
			if a.lit == b.lit && b.most != nil && a.least.Cmp(b.most) > 0 {
				return true
			}
		}
	}
	if p.tooLarge && p.low.Cmp(big.NewInt(int64(p.prefix))) > 0 && p.st.s.solve(p.base(p.prefix)).status == empty {
		return true
	}
	return p.crowded() || p.cramped() || p.unique && p.scarce()
}

// rulesForAll returns what is demanded of every item.
func (p *arrayPlan) rulesForAll() []lit {
	var ls []lit
	for _, r := range p.rules {
		if r.from == 0 && r.to < 0 {
			ls = append(ls, r.lit)
		}
	}
	return ls
}

func (p *arrayPlan) excluded(ls ...lit) bool {
	return p.st.s.solve(goal{lits: append(p.rulesForAll(), ls...)}).status == empty
}

// crowded reports that counts which no item serves two of add up to more than the
// array holds.
func (p *arrayPlan) crowded() bool {
	if p.high == nil {
		return false
	}
	wanted := make([]tally, 0, len(p.counts)+len(p.features))
	total := new(big.Int)
	add := func(c tally) {
		wanted = append(wanted, c)
		total.Add(total, c.least)
	}
	for _, c := range p.counts {
		if c.least.Sign() > 0 {
			add(c)
		}
	}
	for _, f := range p.features {
		if f.most < 0 && f.least == 1 && len(f.lits) == 1 && !f.lost {
			add(tally{f.lits[0], bigOne, nil})
		}
	}
	if len(wanted) < 2 || total.Cmp(p.high) <= 0 || len(wanted) > maxPairs {
		return false
	}
	apart := make([][]bool, len(wanted))
	for i, a := range wanted {
		apart[i] = make([]bool, len(wanted))
		for j, b := range wanted[:i] {
			if a.lit != b.lit && p.excluded(a.lit, b.lit) {
				apart[i][j], apart[j][i] = true, true
			}
		}
	}
	for first := range wanted {
		if p.sumApart(wanted, apart, first).Cmp(p.high) > 0 {
			return true
		}
	}
	return false
}

// sumApart adds up counts that exclude each other, beginning with one.
func (p *arrayPlan) sumApart(wanted []tally, apart [][]bool, first int) *big.Int {
	total := new(big.Int).Set(wanted[first].least)
	chosen := []int{first}
next:
	for i, c := range wanted {
		for _, j := range chosen {
			if !apart[i][j] {
				continue next
			}
		}
		chosen = append(chosen, i)
		total.Add(total, c.least)
	}
	return total
}

// cramped reports that every item is one of those that limits are set for, and
// that these allow fewer than there have to be.
func (p *arrayPlan) cramped() bool {
	if p.low.Sign() == 0 {
		return false
	}
	total := new(big.Int)
	var none []lit
	for _, c := range p.counts {
		if c.most == nil {
			continue
		}
		if c.most.Cmp(p.low) < 0 && p.excluded(c.lit.not()) {
			return true
		}
		total.Add(total, c.most)
		none = append(none, c.lit.not())
	}
	return len(none) > 1 && total.Cmp(p.low) < 0 && p.excluded(none...)
}

// scarce reports that there are fewer values than items that have to differ.
func (p *arrayPlan) scarce() bool {
	more := func(least *big.Int, ls []lit) bool {
		if least.Cmp(bigOne) <= 0 {
			return false
		}
		n := p.st.s.cardinality(ls)
		return n != nil && n.Cmp(least) < 0
	}
	all := p.rulesForAll()
	if more(p.low, all) {
		return true
	}
	tail := new(big.Int).Sub(p.low, big.NewInt(int64(p.prefix)))
	if p.prefix > 0 && more(tail, rulesAt(p.rules, p.prefix)) {
		return true
	}
	for _, c := range p.counts {
		if more(c.least, append(all[:len(all):len(all)], c.lit)) {
			return true
		}
	}
	return false
}

// exists reports that there is such an array, though it is too long to write down:
// known where at most one count is demanded, by as many items that have what is
// counted as that asks for, and others beside them.
func (p *arrayPlan) exists() bool {
	if p.unique || p.repeats || p.prefix > maxItems || len(p.counts) > 1 || len(p.counts) == 1 && p.prefix > 0 {
		return false
	}
	if slices.ContainsFunc(p.features, func(f feature) bool { return !f.counted }) {
		return false
	}
	var c tally
	if len(p.counts) == 1 {
		c = p.counts[0]
	}
	there := func(i int, ls ...lit) bool {
		g := p.base(i)
		g.lits = append(g.lits, ls...)
		r := p.st.s.solve(g)
		return r.status == found || r.exists
	}
	for i := range p.prefix {
		if !there(i) {
			return false
		}
	}
	switch {
	case c.least == nil:
		return there(p.prefix)
	case !there(0, c.lit):
		// None has it, so none may be asked for.
		return c.least.Sign() == 0 && there(0, c.lit.not())
	case c.most == nil || c.most.Cmp(p.low) >= 0:
		return true // all of them have it
	}
	return there(0, c.lit.not())
}

// many solves an array of which more is demanded than combinations are tried: each
// demand goes to the first item that can serve it, beside those before it.
func (p *arrayPlan) many() (result, bits) {
	f := &filling{p: p}
	if f.serve() {
		return result{status: found, value: f.value}, 0
	}
	p.st.s.tell(nil, "contains", "too-much-work", "too many demands on some item meet in one array")
	return result{status: unknown}, 0
}

func (f *filling) serve() bool {
	p, s := f.p, f.p.st.s
	if p.repeats {
		return false
	}
	room := func() bool { return (p.max < 0 || len(f.goals) < p.max) && len(f.goals) < maxItems }
	for _, x := range p.features {
		if x.most >= 0 {
			return false
		}
		for n, at := x.least, max(x.from, 0); n > 0; at++ {
			if f.stop() || x.to >= 0 && at >= x.to {
				return false
			}
			for at >= len(f.goals) {
				if !room() {
					return false
				}
				f.goals = append(f.goals, p.base(len(f.goals)))
			}
			g := f.goals[at]
			g.lits = append(append([]lit(nil), g.lits...), x.lits...)
			g.lost = g.lost || x.lost
			if s.solve(g).status == found {
				f.goals[at] = g
				n--
			}
		}
	}
	for len(f.goals) < p.min {
		if !room() {
			return false
		}
		f.goals = append(f.goals, p.base(len(f.goals)))
	}
	return f.realise()
}
