package pattern

import (
	"slices"
	"sort"
)

// formula is a disjunction of clauses, each a conjunction of literals: 2·node
// that the node accepts the rest, 2·node+1 that it does not. Clauses are sorted,
// and none contains another, so that equal formulas mostly look equal.
type formula [][]int32

// nothingWanted is the formula that is always true: one clause without literals.
var nothingWanted = formula{{}}

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
	out := nothingWanted
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
