package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// spot is a part of a value that is spoken of by itself: the member of a name or,
// where at is not negative, the item at that position. What is demanded of one is
// kept in a record, and settles other demands on it before anybody branches: of a
// union whose branches a constant tells apart, those that another constant names.
type spot struct {
	name string
	at   int
}

func memberSpot(name string) spot { return spot{name, -1} }

func itemSpot(i int) spot { return spot{itemName(i), i} }

// part returns the schema that c gives a member by its name, or an item; nil for
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

// demandArray notes what a demand says of single items.
func (st *state) demandArray(f *form, deps bits) {
	o := &st.object
	switch f.op {
	case opMinItems:
		o.allDirty = true
	case opItems:
		o.members = append(o.members, memberRec{f.schema, deps})
		for i := range f.schema.prefix {
			st.record(itemSpot(i))
		}
		o.allDirty = true
	case opItemAt:
		r := st.record(spot{f.name, f.n})
		st.trail = append(st.trail, undo{kind: undoLits, rec: r, n: len(r.lits)})
		r.lits = append(r.lits, litDep{f.lit, deps})
		o.dirty = append(o.dirty, r)
	}
}

// there reports whether a member or an item is there: 1 it is, -1 it is not, 0 that
// is open; and what that rests on.
func (st *state) there(sp spot) (int8, bits) {
	beyond := func(place int) bool { return place > 0 && beyond(st.demands[place-1].f.size, sp.at) }
	switch r := st.object.names[sp.name]; {
	case sp.at >= 0 && beyond(st.low):
		return 1, st.demands[st.low-1].deps
	case sp.at >= 0 && st.high > 0 && !beyond(st.high):
		return -1, st.demands[st.high-1].deps
	case r != nil && r.present:
		return 1, r.pdeps
	case r != nil && r.absent:
		return -1, r.adeps
	}
	return 0, 0
}

// beyond reports that an array of that size has an item at position i.
func beyond(size *big.Int, i int) bool { return size.Cmp(big.NewInt(int64(i))) > 0 }

// eachDemand visits the literals that are demanded of a part by itself, if it is
// there, until visit returns false.
func (st *state) eachDemand(sp spot, visit func(d litDep) bool) {
	if r := st.object.names[sp.name]; r != nil {
		for _, d := range r.lits {
			if !visit(d) {
				return
			}
		}
	}
	for _, m := range st.object.members {
		if c := m.schema.part(sp); c != nil && !visit(litDep{yes(c), m.deps}) {
			return
		}
	}
}

// fewValues is how many listed values are judged to settle a demand.
const fewValues = 8

// partTruth evaluates a literal by what is demanded of a part already, if it is
// there: the literal itself, its opposite, other types or a few values.
func (st *state) partTruth(sp spot, x lit) (t int8, deps bits) {
	if st.s.trivially(x) {
		return 1, 0
	}
	c, not := st.s.classes[x.class()], x.negative()
	var values []*source.Value
	var listed bits
	st.eachDemand(sp, func(d litDep) bool {
		y := st.s.classes[d.lit.class()]
		switch {
		case d.lit == x, not && !d.lit.negative() && y.kinds&c.kinds == 0:
			t = 1
		case d.lit == x.not(), !not && !d.lit.negative() && y.kinds&c.kinds == 0:
			t, deps = -1, d.deps
		case !d.lit.negative() && y.hasEnum && len(y.enum) <= fewValues && (values == nil || len(y.enum) < len(values)):
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
	case first != not:
		return 1, 0
	}
	return -1, listed
}
