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
	if st.low > 0 {
		f := st.demands[st.low-1].f
		set.Lower = &domain.Bound{Value: f.number, Open: f.open}
	}
	if st.high > 0 {
		f := st.demands[st.high-1].f
		set.Upper = &domain.Bound{Value: f.number, Open: f.open}
	}
	for _, d := range st.demands {
		core |= d.deps
		switch f := d.f; f.op {
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

// text solves the demands on a string.
func (st *state) text() (result, bits) {
	set, core := st.strings()
	if st.tainted {
		for _, sample := range formatSamples {
			v := &source.Value{Kind: source.String, Text: sample}
			if ok, sure := st.s.meets(st.g, v); ok && sure {
				return result{status: found, value: v}, 0
			}
		}
	}
	r := set.Smallest(1, &st.s.work)
	if r.Reason != "" && r.Bad != nil && len(r.Values) == 0 {
		st.s.tell(st.patternOwner(r.Bad), "pattern", r.Reason, "the pattern is one that the search does not follow")
		return result{status: unknown}, 0
	}
	return st.fromDomain(r, source.String, core)
}

// strings gathers the demands on a string and what they rest on.
func (st *state) strings() (*domain.Strings, bits) {
	set := &domain.Strings{Cache: st.s.cache}
	var core bits
	if st.low > 0 {
		set.MinLength = st.demands[st.low-1].f.size
	}
	if st.high > 0 {
		set.MaxLength = st.demands[st.high-1].f.size
	}
	for _, d := range st.demands {
		core |= d.deps
		switch f := d.f; f.op {
		case opPattern:
			set.In = append(set.In, f.pat.P)
		case opNoPattern:
			set.NotIn = append(set.NotIn, f.pat.P)
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
	return set, core
}

// patternOwner returns the schema that a demanded pattern is written in.
func (st *state) patternOwner(p *pattern.Pattern) *schema {
	for _, d := range st.demands {
		if d.f.pat != nil && d.f.pat.P == p {
			return d.f.schema
		}
	}
	return nil
}

// formatSamples are strings to try where a format is asserted that has no entry in
// languages: the search cannot make such strings.
var formatSamples = []string{
	"2006-01-02", "15:04:05Z", "2006-01-02T15:04:05Z", "P1D", "a@example.org", "example.org",
	"192.0.2.1", "2001:db8::1", "urn:a:b", "a/b", "urn:a:{b}", "00000000-0000-4000-8000-000000000000",
	"/a", "0/a", "1", "",
}

func (st *state) fromDomain(r domain.Result, k source.Kind, core bits) (result, bits) {
	switch {
	case len(r.Values) > 0:
		return result{status: found, value: &source.Value{Kind: k, Text: r.Values[0]}}, 0
	case r.Complete:
		return result{status: empty}, core
	}
	switch {
	case st.s.work <= 0:
		st.s.tooMuchWork()
	case r.Reason == domain.WitnessTooLarge:
		st.s.tell(nil, "minLength", r.Reason, "the smallest such string is too long to write down")
		return result{status: unknown, exists: r.Exists}, 0
	default:
		st.s.tell(nil, "", r.Reason, "the values of a "+k.String()+" could not be searched to the end")
	}
	return result{status: unknown}, 0
}

// check looks for a contradiction among the demands made so far, before more
// choices are made. Those between bounds are noticed when they are made.
func (st *state) check(choosing bool) (bits, bool) {
	if st.k == source.Object || st.k == source.Array && choosing {
		return st.checkParts()
	}
	return 0, true
}

// bound keeps track of the tightest bounds when the i-th demand, counted from 1,
// is made.
func (st *state) bound(i int) (bits, bool) {
	f := st.demands[i-1].f
	switch f.op {
	case opLow, opMinLength, opMinItems:
		if st.low == 0 || f.compare(st.demands[st.low-1].f) > 0 {
			st.low = i
		}
	case opHigh, opMaxLength, opMaxItems:
		if st.high == 0 || f.compare(st.demands[st.high-1].f) < 0 {
			st.high = i
		}
	case opMultiple, opDivides:
		if t, deps := st.multipleTruth(f); t < 0 {
			return deps | st.demands[i-1].deps, false
		}
		st.multiples = append(st.multiples, i)
		return 0, true
	default:
		return 0, true
	}
	if st.low == 0 || st.high == 0 {
		return 0, true
	}
	low, high := &st.demands[st.low-1], &st.demands[st.high-1]
	if low.f.excludes(high.f) {
		return low.deps | high.deps, false
	}
	return 0, true
}

// compare orders two lower bounds, or two upper bounds, of the same sort.
func (f *form) compare(g *form) int {
	if f.number == nil {
		return f.size.Cmp(g.size)
	}
	if c := f.number.Cmp(g.number); c != 0 || f.open == g.open {
		return c
	}
	if f.open == (f.op == opLow) {
		return 1 // an open lower bound is above the closed one, an upper one below
	}
	return -1
}

// excludes reports that nothing lies between a lower and an upper bound.
func (f *form) excludes(high *form) bool {
	if f.number == nil {
		return f.size.Cmp(high.size) > 0
	}
	c := f.number.Cmp(high.number)
	return c > 0 || c == 0 && (f.open || high.open)
}

// boundTruth evaluates a demand on a number or a length by the tightest bounds
// and by the divisors.
func (st *state) boundTruth(f *form) (int8, bits) {
	same, other := &st.low, &st.high
	switch f.op {
	case opLow, opMinLength, opMinItems:
	case opHigh, opMaxLength, opMaxItems:
		same, other = other, same
	case opMultiple, opDivides:
		return st.multipleTruth(f)
	default:
		return 0, 0
	}
	if *same > 0 {
		c := f.compare(st.demands[*same-1].f)
		if c == 0 || c > 0 == (same == &st.high) {
			return 1, 0
		}
	}
	if *other > 0 {
		d := &st.demands[*other-1]
		low, high := f, d.f
		if other == &st.low {
			low, high = d.f, f
		}
		if low.excludes(high) {
			return -1, d.deps
		}
	}
	return 0, 0
}

// cell is what the name of a member has to match and not to match.
type cell struct {
	in, notIn []*graph.Pattern
	not       []string
	// sides is decided for many patterns, made when it is first needed.
	sides map[string]int8
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
