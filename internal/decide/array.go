package decide

import (
	"math/big"
)

// arrayPlan is everything that is demanded of an array, sorted out. Items before
// prefix are told apart one by one; all further ones, the tail, are alike.
type arrayPlan struct {
	st       *state
	prefix   int
	min, max int // max < 0: no bound
	// low and high are the bounds as they are demanded, counts the same for
	// features, however large; high is nil for no bound.
	low, high *big.Int
	counts    []tally
	unique    bool
	repeats   bool
	rules     []rule
	features  []feature
	equal     [2]int // positions before the tail that must hold one value, when they differ
	seeds     int    // this many items of the tail must be alike
	core      bits
	tooLarge  bool
	plain     bool // items are not asked what the content demands
}

// rule holds for every item from position from up to, not including, to (to < 0:
// all further ones).
type rule struct {
	from, to int
	lit      lit
}

// feature is something that at least least and at most most items have: they
// satisfy lits. A feature without an upper bound is not missed by an item that
// happens to have it uncounted.
type feature struct {
	lits        []lit
	lost        bool
	counted     bool // it comes from a count
	from, to    int  // the positions that count; to < 0: all further ones
	least, most int  // most < 0: no bound
}

// plan sorts out the demands on an array.
func (st *state) plan() *arrayPlan {
	p := &arrayPlan{st: st, max: -1, low: bigZero}
	large := big.NewInt(maxItems)
	for _, d := range st.demands {
		p.core |= d.deps
		f := d.f
		switch f.op {
		case opMinItems:
			p.atLeast(f.size)
			if f.size.Cmp(large) > 0 {
				p.tooLarge = true
			} else {
				p.min = max(p.min, int(f.size.Int64()))
			}
		case opMaxItems:
			if p.high == nil || f.size.Cmp(p.high) < 0 {
				p.high = f.size
			}
			if f.size.Cmp(large) <= 0 && (p.max < 0 || int(f.size.Int64()) < p.max) {
				p.max = int(f.size.Int64())
			}
		case opUnique:
			p.unique = true
		case opRepeats:
			p.repeats = true
		case opItems:
			for i, c := range f.schema.prefix {
				p.addRule(i, i+1, c)
			}
			if f.schema.items != nil {
				p.addRule(len(f.schema.prefix), -1, f.schema.items)
			}
		case opItemAt:
			p.rules = append(p.rules, rule{f.n, f.n + 1, f.lit})
		case opItemFrom:
			p.features = append(p.features, feature{lits: []lit{f.lit}, from: f.n, to: -1, least: 1, most: -1})
		case opLostBelow:
			p.features = append(p.features, feature{lost: true, to: -1, least: 1, most: -1})
		case opCount:
			p.addCount(f, large)
		case opRest, opRestFails:
			p.core = ^bits(0)
			p.addRest(f)
		}
	}
	for _, r := range p.rules {
		p.prefix = max(p.prefix, r.from, r.to)
	}
	for _, f := range p.features {
		p.prefix = max(p.prefix, f.from, f.to)
	}
	p.prefix = st.apart(p.prefix)
	return p
}

func (p *arrayPlan) addRule(from, to int, c *schema) {
	if !c.trivial() {
		p.rules = append(p.rules, rule{from, to, yes(c)})
		return
	}
	p.prefix = max(p.prefix, from)
}

func (p *arrayPlan) atLeast(n *big.Int) {
	if n.Cmp(p.low) > 0 {
		p.low = n
	}
}

func (p *arrayPlan) addCount(f *form, large *big.Int) {
	p.counts = append(p.counts, tally{f.lit, f.size, f.most})
	if f.size.Cmp(large) > 0 {
		p.tooLarge = true
		return
	}
	c := feature{lits: []lit{f.lit}, counted: true, to: -1, least: int(f.size.Int64()), most: -1}
	if f.most != nil {
		if f.most.Sign() == 0 {
			p.rules = append(p.rules, rule{0, -1, f.lit.not()})
			return
		}
		if f.most.Cmp(large) <= 0 {
			c.most = int(f.most.Int64())
		}
	}
	if c.least > 0 || c.most >= 0 {
		p.features = append(p.features, c)
	}
}

// addRest adds what unevaluatedItems demands, now that it is known which schemas
// beside it hold.
func (p *arrayPlan) addRest(f *form) {
	c := f.schema
	var cover itemCover
	how := possibly
	if f.op == opRestFails {
		how = surely
	}
	p.st.coversItems(c, false, &cover, how)
	if f.op == opRestFails {
		if cover.all {
			p.features = append(p.features, feature{lits: []lit{yes(p.st.s.no)}, to: -1, least: 1, most: -1})
			return
		}
		ls := []lit{no(c.restItems)}
		for _, x := range cover.some {
			ls = append(ls, x.not())
		}
		p.features = append(p.features, feature{lits: ls, from: cover.upTo, to: -1, least: 1, most: -1})
		return
	}
	if cover.all {
		return
	}
	rest := c.restItems
	if len(cover.some) > 0 {
		rest = p.st.s.either(append(cover.some, yes(c.restItems)))
	}
	p.addRule(cover.upTo, -1, rest)
}

// either returns a schema that accepts what one of the literals does.
func (s *search) either(ls []lit) *schema {
	key := "|"
	for _, x := range ls {
		key += "," + itemName(int(x))
	}
	if c := s.constants[key]; c != nil {
		return c
	}
	c := s.fresh()
	for _, x := range ls {
		c.any = append(c.any, s.classes[x.class()])
	}
	c.class = int32(len(s.classes))
	s.classes = append(s.classes, c)
	s.constants[key] = c
	return c
}

// base returns what every item at position i has to satisfy; positions from
// prefix on are alike.
func (p *arrayPlan) base(i int) goal {
	st := p.st
	if p.plain {
		return goal{lits: rulesAt(p.rules, i)}
	}
	g := goal{in: st.g.in.item(st.s, i, st), out: st.g.out.item(st.s, i, st)}
	g.lits = rulesAt(p.rules, i)
	return g
}

// rulesAt returns what rules say of position i.
func rulesAt(rules []rule, i int) []lit {
	var ls []lit
	for _, r := range rules {
		if r.from <= i && (r.to < 0 || i < r.to) {
			ls = append(ls, r.lit)
		}
	}
	return ls
}

// with adds the features whose bit is set to a goal for position i, and forbids
// the others where they are limited. It reports false when a set one does not
// count there.
func (p *arrayPlan) with(g goal, i int, set int) (goal, bool) {
	g.lits = append([]lit(nil), g.lits...)
	for j, f := range p.features {
		counts := f.from <= i && (f.to < 0 || i < f.to)
		switch {
		case set&(1<<j) != 0:
			if !counts {
				return g, false
			}
			g.lits = append(g.lits, f.lits...)
			g.lost = g.lost || f.lost
		case f.most >= 0 && counts:
			g.lits = append(g.lits, f.lits[0].not())
		}
	}
	return g, true
}

// apart returns how many items are told apart by their position: as many as the
// demands tell, or more where the content does.
func (st *state) apart(demanded int) int {
	g, n := st.g, max(st.g.in.longestPrefix(st.s), st.g.out.longestPrefix(st.s))
	same := func(m *mentions) bool { return m.item(st.s, n-1, st) == m.item(st.s, n, st) }
	for n > demanded && same(g.in) && same(g.out) {
		n--
	}
	return max(n, demanded)
}

// maxFeatures bounds the features whose combinations are tried.
const maxFeatures = 10

// array solves the demands on an array.
func (st *state) array() (result, bits) {
	p := st.plan()
	if p.max >= 0 && p.min > p.max || p.unique && p.repeats || p.tooFew() {
		return result{status: empty}, p.core
	}
	if p.tooLarge || p.prefix > maxItems {
		st.s.tell(nil, "minItems", "witness-too-large", "an array of so many items is not written down")
		return result{status: unknown, exists: p.exists()}, 0
	}
	if len(p.features) > maxFeatures {
		return p.many()
	}
	r := p.fill()
	if r.status == empty && st.conditional() {
		// Is it empty whatever applies to the items, or because of the choices that
		// tell what does?
		if p.plain = true; st.g.lost || p.fill().status != empty {
			p.core = ^bits(0)
		}
	}
	return r, p.core
}

func (p *arrayPlan) fill() result {
	if p.repeats {
		return p.repeated()
	}
	return p.solve()
}

// repeated looks for an array with two equal items: both before the tail, one of
// them in the tail, or both. Equal items have the same features, and those of the
// tail may stand in any order, so the ones meant are its first.
func (p *arrayPlan) repeated() result {
	out := result{status: empty}
	least := p.min
	defer func() { p.min = least }()
	try := func(i, j, seeds, length int) bool {
		if p.max >= 0 && length > p.max {
			return false
		}
		p.equal, p.seeds, p.min = [2]int{i, j}, seeds, max(least, length)
		r := p.solve()
		out.status = max(out.status, r.status)
		if r.status == found {
			out = r
		}
		return r.status == found || p.st.s.work <= 0
	}
	for j := range p.prefix {
		for i := range j {
			if try(i, j, 0, j+1) {
				return out
			}
		}
	}
	for i := range p.prefix {
		if try(i, p.prefix, 1, p.prefix+1) {
			return out
		}
	}
	try(0, 0, 2, p.prefix+2)
	return out
}
