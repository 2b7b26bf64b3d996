package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// The items of an array that have a position of their own are told apart as the
// members of an object are: what is demanded of one is kept in a record, and what
// that says already settles demands on it before anybody branches. So of a union of
// tuples, told apart by a constant at a position, the branches that another
// constant names are settled at once.

// spot is a part of a value that is spoken of by itself: the member of a name or,
// where at is not negative, the item at that position.
type spot struct {
	name string
	at   int
}

func memberSpot(name string) spot { return spot{name, -1} }

func itemSpot(i int) spot { return spot{itemName(i), i} }

// part returns the schema that c gives a member by its name or an item; nil for
// none.
func (c *schema) part(sp spot) *schema {
	switch {
	case sp.at < 0:
		return c.lookup(sp.name)
	case sp.at < len(c.prefix):
		return c.prefix[sp.at]
	}
	return c.items
}

// itemAt demands that there is an item at a position and that it satisfies x.
func itemAt(i int, x lit) *form {
	return &form{op: opItemAt, n: i, name: itemName(i), lit: x, size: big.NewInt(int64(i) + 1)}
}

// demandArray notes what a demand says of single items.
func (st *state) demandArray(f *form, deps bits) (bits, bool) {
	o := &st.object
	switch f.op {
	case opMinItems, opMaxItems:
		o.allDirty = true
	case opItems:
		o.members = append(o.members, memberRec{f.schema, deps})
		for i := range f.schema.prefix {
			st.record(itemSpot(i))
		}
		o.allDirty = true
		if c := f.schema.items; c != nil && c.truth < 0 {
			return st.demand(&form{op: opMaxItems, size: big.NewInt(int64(len(f.schema.prefix)))}, deps)
		}
	case opItemAt:
		r := st.record(spot{f.name, f.n})
		st.trail = append(st.trail, undo{kind: undoLits, rec: r, n: len(r.lits)})
		r.lits = append(r.lits, litDep{f.lit, deps})
		o.dirty = append(o.dirty, r)
		if t, _ := st.there(r.spot); t <= 0 {
			return st.demand(&form{op: opMinItems, size: f.size}, deps)
		}
	case opItemFrom:
		o.allDirty = true
	}
	return 0, true
}

// there reports whether a member or an item is there: 1 it is, -1 it is not, 0 that
// is open; and what that rests on.
func (st *state) there(sp spot) (int8, bits) {
	if sp.at < 0 {
		r := st.object.names[sp.name]
		switch {
		case r != nil && r.present:
			return 1, r.pdeps
		case r != nil && r.absent:
			return -1, r.adeps
		}
		return 0, 0
	}
	if !(st.low > 0 && beyond(st.demands[st.low-1].f.size, sp.at) || st.high > 0 && !beyond(st.demands[st.high-1].f.size, sp.at)) {
		return 0, 0
	}
	// The first bound that says so rests on the fewest decisions.
	for _, d := range st.demands {
		switch {
		case d.f.op == opMinItems && beyond(d.f.size, sp.at):
			return 1, d.deps
		case d.f.op == opMaxItems && !beyond(d.f.size, sp.at):
			return -1, d.deps
		}
	}
	return 0, 0
}

// beyond reports that an array of that size has an item at position i.
func beyond(size *big.Int, i int) bool {
	return !size.IsInt64() || size.Int64() > int64(i)
}

// eachDemand visits the literals that are demanded of a part, if it is there,
// until visit returns false.
func (st *state) eachDemand(sp spot, visit func(d litDep) bool) {
	if r := st.object.names[sp.name]; r != nil {
		for _, d := range r.lits {
			if !visit(d) {
				return
			}
		}
	}
	for _, m := range st.object.members {
		if c := m.schema.part(sp); c != nil && c.truth <= 0 && !visit(litDep{yes(c), m.deps}) {
			return
		}
	}
}

// itemTruth evaluates a demand on the item at a position.
func (st *state) itemTruth(f *form) (int8, bits) {
	sp := spot{f.name, f.n}
	here, deps := st.there(sp)
	if here < 0 {
		return -1, deps
	}
	t, deps := st.itemSays(sp, f.lit)
	if t > 0 && here == 0 {
		return 0, 0
	}
	return t, deps
}

// fewValues is how many listed values are judged to settle a demand.
const fewValues = 8

// itemSays evaluates a literal by what is demanded of an item already: the literal
// itself, its opposite, other types or a few values.
func (st *state) itemSays(sp spot, x lit) (t int8, deps bits) {
	if st.s.trivially(x) {
		return 1, 0
	}
	c := st.s.classes[x.class()]
	sign := int8(1)
	if x.negative() {
		sign = -1
	}
	var values []*source.Value
	var listed bits
	st.eachDemand(sp, func(d litDep) bool {
		y := st.s.classes[d.lit.class()]
		switch {
		case d.lit == x:
			t = 1
		case d.lit == x.not():
			t, deps = -1, d.deps
		case d.lit.negative():
		case y.kinds&c.kinds == 0:
			if t = -sign; t < 0 {
				deps = d.deps
			}
		case y.hasEnum && len(y.enum) <= fewValues && (values == nil || len(y.enum) < len(values)):
			values, listed = y.enum, d.deps
		}
		return t == 0
	})
	if t != 0 || len(values) == 0 {
		return t, deps
	}
	h := holder{s: st.s, sure: true}
	first := h.holds(c, values[0])
	for _, v := range values[1:] {
		if h.sure && h.holds(c, v) != first {
			return 0, 0
		}
	}
	switch {
	case !h.sure:
		return 0, 0
	case first == (sign > 0):
		return 1, 0
	}
	return -1, listed
}

// laterItemTruth evaluates a demand on some item from a position on.
func (st *state) laterItemTruth(f *form) (int8, bits) {
	if here, deps := st.there(itemSpot(f.n)); here != 0 && (here < 0 || st.s.trivially(f.lit)) {
		return here, deps
	}
	for _, d := range st.demands {
		switch c := d.f.schema; {
		case d.f.op == opItemFrom && d.f.lit == f.lit && d.f.n >= f.n:
			return 1, 0
		case d.f.op == opItems && c.items != nil && len(c.prefix) <= f.n && yes(c.items) == f.lit.not():
			return -1, d.deps
		}
	}
	return 0, 0
}

// checkArray looks at the items whose demands have grown. Where there cannot be
// one the array ends before it, which may settle more (grown).
func (st *state) checkArray() (grown bool, core bits, ok bool) {
	o := &st.object
	dirty, any := o.dirty, len(o.dirty) > 0 || o.allDirty
	if o.allDirty {
		dirty = o.order
	}
	o.dirty, o.allDirty = o.dirty[:0], false
	for _, r := range dirty {
		here, rests := st.there(r.spot)
		if here < 0 {
			continue
		}
		g, core := st.itemGoal(r.spot)
		if here == 0 && !st.s.plain(g.lits) {
			continue
		}
		if here == 0 {
			g = goal{lits: g.lits}
		}
		if st.s.solve(g).status != empty {
			continue
		}
		if here > 0 {
			return false, st.emptyFor(&g, core) | rests, false
		}
		if core, ok := st.demand(&form{op: opMaxItems, size: big.NewInt(int64(r.at))}, core); !ok {
			return false, core, false
		}
		grown = true
	}
	for i := 0; any && i < len(st.demands); i++ {
		if d := st.demands[i]; d.f.op == opItemFrom {
			if core, ok := st.servable(d); !ok {
				return false, core, false
			}
		}
	}
	return grown, 0, true
}

// plain reports that literals are cheap to solve: a few values are listed, or no
// type is left.
func (s *search) plain(ls []lit) bool {
	ks := allKinds
	for _, x := range ls {
		if c := s.classes[x.class()]; !x.negative() {
			if c.hasEnum && len(c.enum) <= fewValues {
				return len(ls) > 1
			}
			ks &= c.kinds
		}
	}
	return ks == 0
}

// itemGoal gathers what is demanded of an item, and what that rests on.
func (st *state) itemGoal(sp spot) (g goal, core bits) {
	st.eachDemand(sp, func(d litDep) bool {
		g.lits = append(g.lits, d.lit)
		core |= d.deps
		return true
	})
	g.in, g.out = st.g.in.item(st.s, sp.at, st), st.g.out.item(st.s, sp.at, st)
	g.place = st.g.place.item(st.s, sp.at, nil)
	return g, core
}

// servable reports whether some item can be the one that a demand on a later item
// asks for.
func (st *state) servable(d demand) (core bits, ok bool) {
	last := d.f.n
	for _, m := range st.object.members {
		last = max(last, len(m.schema.prefix))
	}
	for _, r := range st.object.order {
		last = max(last, r.at+1)
	}
	core, last = d.deps, st.apart(last)
	if last > d.f.n+maxApart {
		return 0, true
	}
	for i := d.f.n; i <= last; i++ {
		here, rests := st.there(itemSpot(i))
		if here < 0 {
			return core | rests, false
		}
		g, deps := st.itemGoal(itemSpot(i))
		g.lits = append(g.lits, d.f.lit)
		if st.s.solve(g).status != empty {
			return 0, true
		}
		core |= st.emptyFor(&g, deps)
	}
	return core, false
}

// maxApart bounds the positions that are looked at for one demand.
const maxApart = 64
