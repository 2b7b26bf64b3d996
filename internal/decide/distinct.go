package decide

import (
	"github.com/atlas-dataflow/runresult/internal/source"
)

// distinct finds values for all positions of which no two are equal: for each
// goal as many values as there are positions, or all there are, and then a
// matching of positions and values. Without one there is no such array, if every
// list that is too short is known to be complete.
func (f *filling) distinct() bool {
	s := f.p.st.s
	n := len(f.goals)
	lists := map[string][]*source.Value{}
	values := make([][]int, n)
	number := map[string]int{}
	var all []*source.Value
	partial := false
	for i, g := range f.goals {
		if !s.normal(&g) {
			return false
		}
		key := g.key()
		list, ok := lists[key]
		if !ok {
			var st status
			list, st = s.several(g, n)
			partial = partial || st == unknown
			lists[key] = list
		}
		for _, v := range list {
			text := canonical(v)
			id, ok := number[text]
			if !ok {
				id = len(all)
				number[text] = id
				all = append(all, v)
			}
			values[i] = append(values[i], id)
		}
	}
	owner := make([]int, len(all))
	for i := range owner {
		owner[i] = -1
	}
	for i := range values {
		if !s.spend(int64(n)) || !augment(i, values, owner, make([]bool, len(all))) {
			if partial || s.work <= 0 {
				f.status = unknown
			}
			return false
		}
	}
	items := make([]*source.Value, n)
	for id, i := range owner {
		if i >= 0 {
			items[i] = all[id]
		}
	}
	f.value = &source.Value{Kind: source.Array, Items: items}
	return true
}

// augment gives position i a value, moving other positions to other values of
// theirs where needed.
func augment(i int, values [][]int, owner []int, tried []bool) bool {
	for _, id := range values[i] {
		if tried[id] {
			continue
		}
		tried[id] = true
		if owner[id] < 0 || augment(owner[id], values, owner, tried) {
			owner[id] = i
			return true
		}
	}
	return false
}

// several returns up to k different values that meet a goal, and found, or empty
// when there are no more, or unknown when that cannot be told.
func (s *search) several(g goal, k int) ([]*source.Value, status) {
	for _, x := range g.lits {
		if c := s.classes[x.class()]; c.hasEnum && !x.negative() {
			return s.severalOf(&g, c.enum, k)
		}
	}
	var out []*source.Value
	for len(out) < k {
		next := g
		next.lits = append([]lit(nil), g.lits...)
		for _, v := range out {
			next.lits = append(next.lits, no(s.constant(v)))
		}
		r := s.solve(next)
		if r.status != found {
			return out, r.status
		}
		out = append(out, r.value)
	}
	return out, found
}

// severalOf is several for a goal that leaves listed values only.
func (s *search) severalOf(g *goal, values []*source.Value, k int) ([]*source.Value, status) {
	var out []*source.Value
	st := empty
	seen := map[string]bool{}
	for _, v := range values {
		if len(out) == k {
			return out, found
		}
		key := canonical(v)
		if seen[key] {
			continue
		}
		seen[key] = true
		switch ok, sure := s.meets(g, v); {
		case !sure:
			st = unknown
		case ok:
			out = append(out, v)
		}
	}
	if len(out) == k {
		st = found
	}
	return out, st
}

// union returns what applies where either of two places' schemas apply.
func (s *search) union(a, b *mentions) *mentions {
	if a == nil || a == b {
		return b
	}
	if b == nil {
		return a
	}
	return s.mentionsOf(append(append([]applied(nil), a.roots...), b.roots...))
}
