package domain

import (
	"slices"
	"sort"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// formula is a disjunction of clauses, each a conjunction of literals: 2·node
// that the node accepts the rest, 2·node+1 that it does not. Clauses are sorted,
// and none contains another, so that equal formulas mostly look equal.
type formula [][]int32

// always is the formula that wants nothing: one clause without literals.
var always = formula{{}}

func (f formula) always() bool { return len(f) == 1 && len(f[0]) == 0 }

func (e *expansion) or(f, g formula) formula {
	switch {
	case len(f) == 0 || g.always():
		return g
	case len(g) == 0 || f.always():
		return f
	}
	return e.tidy(slices.Concat(f, g))
}

func (e *expansion) and(f, g formula) formula {
	switch {
	case len(f) == 0 || g.always():
		return f
	case len(g) == 0 || f.always():
		return g
	}
	var out formula
	for _, a := range f {
		for _, b := range g {
			if both, ok := join(a, b); ok {
				out = append(out, both)
			}
			if e.net.work += len(a) + len(b); e.net.work > maxLookWork {
				return nil
			}
		}
	}
	return e.tidy(out)
}

// not is the conjunction of the clauses' negations.
func (e *expansion) not(f formula) formula {
	out := always
	for _, clause := range f {
		var some formula
		for _, literal := range clause {
			some = append(some, []int32{literal ^ 1})
		}
		if out = e.and(out, some); len(out) == 0 {
			return nil
		}
	}
	return out
}

// join merges two clauses; false if they contradict each other.
func join(a, b []int32) ([]int32, bool) {
	out := slices.Concat(a, b)
	slices.Sort(out)
	out = slices.Compact(out)
	for i := 1; i < len(out); i++ {
		if out[i]^1 == out[i-1] {
			return nil, false
		}
	}
	return out, true
}

// tidy sorts clauses and drops those that contain another.
func (e *expansion) tidy(f formula) formula {
	sort.Slice(f, func(i, j int) bool {
		if len(f[i]) != len(f[j]) {
			return len(f[i]) < len(f[j])
		}
		return slices.Compare(f[i], f[j]) < 0
	})
	var out formula
	for _, clause := range f {
		e.net.work += len(out)
		if !slices.ContainsFunc(out, func(small []int32) bool { return within(small, clause) }) {
			out = append(out, clause)
		}
	}
	if len(out) > maxClauses {
		e.net.work = maxLookWork + 1
	}
	return out
}

// within tells whether all of small is in large; both are sorted.
func within(small, large []int32) bool {
	i := 0
	for _, v := range large {
		if i < len(small) && small[i] == v {
			i++
		}
	}
	return i == len(small)
}

// classes are the code points by what the sets of a net tell apart.
type classes struct {
	ascii [128]uint8
	wide  []pattern.WideRange
	first []rune // by class: a member
}

// classify finds the classes; false if they are too many.
func (n *lookNet) classify() bool {
	word := pattern.NewSet(pattern.Range{Lo: '0', Hi: '9'}, pattern.Range{Lo: 'A', Hi: 'Z'},
		pattern.Range{Lo: '_', Hi: '_'}, pattern.Range{Lo: 'a', Hi: 'z'})
	sets := append(slices.Clip(n.sets), word)
	cuts := []rune{0, 128, 0xD800, 0xE000, 0x110000}
	for _, s := range sets {
		for _, r := range s {
			cuts = append(cuts, r.Lo, r.Hi+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	if len(cuts)*len(sets) > maxLookWork {
		return false
	}
	ids := map[string]uint8{}
	n.member = make([][]bool, len(sets))
	for i, lo := range cuts[:len(cuts)-1] {
		if lo == 0xD800 {
			continue
		}
		key := make([]byte, len(sets))
		for j, s := range sets {
			if s.Contains(lo) {
				key[j] = 1
			}
		}
		id, ok := ids[string(key)]
		if !ok {
			if len(ids) == 256 {
				return false
			}
			id = uint8(len(ids))
			ids[string(key)] = id
			n.classes.first = append(n.classes.first, lo)
			for j := range sets {
				n.member[j] = append(n.member[j], key[j] == 1)
			}
		}
		hi := cuts[i+1] - 1
		for c := lo; c <= hi && c < 128; c++ {
			n.classes.ascii[c] = id
		}
		if lo >= 128 {
			n.classes.wide = append(n.classes.wide, pattern.WideRange{Lo: lo, Hi: hi, Class: id})
		}
	}
	n.word = n.member[len(sets)-1]
	return true
}
