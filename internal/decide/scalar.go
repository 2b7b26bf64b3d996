package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// number solves the demands on a number.
func (st *state) number() (result, bits) {
	var set domain.Numbers
	core := st.numbers(&set)
	r := set.Smallest(1, &st.s.work)
	return st.fromDomain(r, source.Number, core)
}

// numbers gathers the demands on a number and what they rest on.
func (st *state) numbers(set *domain.Numbers) bits {
	var core bits
	for _, d := range st.demands {
		core |= d.deps
		switch f := d.f; f.op {
		case opLow:
			if set.Lower == nil || tighter(f.number.Cmp(set.Lower.Value), f.open) {
				set.Lower = &domain.Bound{Value: f.number, Open: f.open}
			}
		case opHigh:
			if set.Upper == nil || tighter(-f.number.Cmp(set.Upper.Value), f.open) {
				set.Upper = &domain.Bound{Value: f.number, Open: f.open}
			}
		case opMultiple:
			set.Multiples = append(set.Multiples, f.number)
		case opDivides:
			set.NotMultiples = append(set.NotMultiples, f.number)
		case opNotEnum:
			for _, v := range f.values {
				if x, ok := new(big.Rat).SetString(v.Text); ok {
					set.Not = append(set.Not, x)
				}
			}
		}
	}
	return core
}

func tighter(cmp int, open bool) bool { return cmp > 0 || cmp == 0 && open }

// text solves the demands on a string.
func (st *state) text() (result, bits) {
	set := domain.Strings{Cache: st.s.cache}
	var core bits
	origin := map[*pattern.Pattern]*schema{}
	for _, d := range st.demands {
		core |= d.deps
		switch f := d.f; f.op {
		case opMinLength:
			if set.MinLength == nil || f.size.Cmp(set.MinLength) > 0 {
				set.MinLength = f.size
			}
		case opMaxLength:
			if set.MaxLength == nil || f.size.Cmp(set.MaxLength) < 0 {
				set.MaxLength = f.size
			}
		case opPattern:
			set.In = append(set.In, f.pat.P)
			origin[f.pat.P] = f.schema
		case opNoPattern:
			set.NotIn = append(set.NotIn, f.pat.P)
			origin[f.pat.P] = f.schema
		case opNotEnum:
			for _, v := range f.values {
				set.Not = append(set.Not, v.Text)
			}
		}
	}
	if c := st.g.cell; c != nil {
		for _, p := range c.in {
			set.In = append(set.In, p.P)
		}
		for _, p := range c.notIn {
			set.NotIn = append(set.NotIn, p.P)
		}
		set.Not = append(set.Not, c.not...)
	}
	r := set.Smallest(1, &st.s.work)
	if r.Reason != "" && r.Bad != nil && len(r.Values) == 0 {
		st.s.tell(origin[r.Bad], "pattern", r.Reason, "the pattern is one that the search does not follow")
		return result{status: unknown}, 0
	}
	return st.fromDomain(r, source.String, core)
}

func (st *state) fromDomain(r domain.Result, k source.Kind, core bits) (result, bits) {
	switch {
	case len(r.Values) > 0:
		return result{status: found, value: &source.Value{Kind: k, Text: r.Values[0]}}, 0
	case r.Complete:
		return result{status: empty}, core
	}
	switch r.Reason {
	case domain.WitnessTooLarge:
		st.s.tell(nil, "", r.Reason, "the smallest such string is too long to write down")
	default:
		st.s.tell(nil, "", r.Reason, "the values of a "+k.String()+" could not be searched to the end")
	}
	return result{status: unknown}, 0
}

// check looks for a contradiction among the demands made so far, before more
// choices are made.
func (st *state) check() (bits, bool) {
	switch st.k {
	case source.Number:
		return st.checkNumber()
	case source.String:
		return st.checkSizes(opMinLength, opMaxLength)
	case source.Array:
		return st.checkSizes(opMinItems, opMaxItems)
	}
	return st.checkObject()
}

func (st *state) checkNumber() (bits, bool) {
	var low, high *demand
	for i := range st.demands {
		d := &st.demands[i]
		switch d.f.op {
		case opLow:
			if low == nil || tighter(d.f.number.Cmp(low.f.number), d.f.open) {
				low = d
			}
		case opHigh:
			if high == nil || tighter(-d.f.number.Cmp(high.f.number), d.f.open) {
				high = d
			}
		}
	}
	if low != nil && high != nil {
		if c := low.f.number.Cmp(high.f.number); c > 0 || c == 0 && (low.f.open || high.f.open) {
			return low.deps | high.deps, false
		}
	}
	return 0, true
}

// checkSizes compares the greatest lower bound with the least upper one.
func (st *state) checkSizes(least, most op) (bits, bool) {
	var low, high *demand
	for i := range st.demands {
		d := &st.demands[i]
		switch d.f.op {
		case least:
			if low == nil || d.f.size.Cmp(low.f.size) > 0 {
				low = d
			}
		case most:
			if high == nil || d.f.size.Cmp(high.f.size) < 0 {
				high = d
			}
		}
	}
	if low != nil && high != nil && low.f.size.Cmp(high.f.size) > 0 {
		return low.deps | high.deps, false
	}
	return 0, true
}

// cell is what the name of a member has to match and not to match.
type cell struct {
	in, notIn []*graph.Pattern
	not       []string
}

func (c *cell) key() []byte {
	var b []byte
	add := func(mark byte, s string) {
		b = append(b, mark)
		b = append(b, s...)
		b = append(b, 0)
	}
	for _, p := range c.in {
		add('+', p.Source)
	}
	for _, p := range c.notIn {
		add('-', p.Source)
	}
	for _, s := range c.not {
		add('=', s)
	}
	return b
}
