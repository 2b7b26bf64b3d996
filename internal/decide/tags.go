package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// The branches of a union are most often told apart by a member, or an item at a
// position, that each of them demands with a value of its own. Once it is known
// which values it may have, only the branches that take one of these have to be
// looked at, however many there are; and two branches that share no value never
// hold together.

// tagIndex tells the branches of a list apart by the values of one member or item.
type tagIndex struct {
	spot
	// at lists the branches that take a value, by its canonical text.
	at map[string][]int32
	// loose: some of these also hold where the item is not there.
	loose bool
	// rest are the branches that do not list values, in order.
	rest []int32
	// values are those of each branch; nil for one of rest.
	values [][]string
	// position is where a literal stands in the list.
	position map[lit]int32
}

// fewBranches is how many branches are demanded or refuted one by one.
const fewBranches = 8

// tagsOf returns what tells the branches of a list of different schemas apart
// when they are applied to objects or to arrays; nil when nothing does.
func (s *search) tagsOf(list []lit, k source.Kind) *tagIndex {
	if len(list) < 2 {
		return nil
	}
	count := map[spot]int{}
	var spots []spot
	position := make(map[lit]int32, len(list))
	for i, x := range list {
		if _, twice := position[x]; twice {
			return nil
		}
		position[x] = int32(i)
		for _, sp := range s.classes[x.class()].tagSpots(k) {
			if count[sp]++; count[sp] == 2 {
				spots = append(spots, sp)
			}
		}
	}
	var best *tagIndex
	for _, sp := range spots {
		s.spend(int64(len(list)) / 16)
		if t := s.tagsAt(sp, list, k); best == nil || t.left() < best.left() {
			best = t
			best.position = position
		}
	}
	return best
}

// tagsAt tells branches apart by one part.
func (s *search) tagsAt(sp spot, list []lit, k source.Kind) *tagIndex {
	t := &tagIndex{spot: sp, at: map[string][]int32{}, values: make([][]string, len(list))}
	for i, x := range list {
		c := s.classes[x.class()]
		demanded := c.demands(sp, 0)
		switch {
		case c.truth < 0 || c.kinds&kindBit(k) == 0:
			t.values[i] = []string{} // never holds
		case demanded || k == source.Array:
			t.values[i] = c.valuesOf(sp, 0)
			t.loose = t.loose || !demanded && t.values[i] != nil
		}
		if t.values[i] == nil {
			t.rest = append(t.rest, int32(i))
		}
		for _, v := range t.values[i] {
			t.at[v] = append(t.at[v], int32(i))
		}
	}
	return t
}

// left adds up, over the values, the branches that each leaves to look at: the fewer,
// the better they are told apart.
func (t *tagIndex) left() int {
	n := len(t.rest) * len(t.values)
	for _, list := range t.at {
		n += len(list) * len(list)
	}
	return n
}

// maxTagDepth bounds how far allOf and references are followed for a tag.
const maxTagDepth = 4

// tagSpots returns the members that c demands with one of a few values, or the items
// that have one of a few.
func (c *schema) tagSpots(k source.Kind) []spot {
	var out []spot
	c.eachSpot(k, 0, func(sp spot) {
		if !slices.Contains(out, sp) && c.valuesOf(sp, 0) != nil {
			out = append(out, sp)
		}
	})
	return out
}

func (c *schema) eachSpot(k source.Kind, depth int, visit func(spot)) {
	if k == source.Array {
		for i := range c.prefix {
			visit(itemSpot(i))
		}
	} else {
		for _, name := range c.required {
			visit(memberSpot(name))
		}
	}
	if depth < maxTagDepth {
		for _, a := range c.all {
			a.eachSpot(k, depth+1, visit)
		}
	}
}

// demands reports that a value has this part where c holds.
func (c *schema) demands(sp spot, depth int) bool {
	if sp.at < 0 && slices.Contains(c.required, sp.name) || sp.at >= 0 && c.minItems != nil && beyond(c.minItems, sp.at) {
		return true
	}
	return depth < maxTagDepth && slices.ContainsFunc(c.all, func(a *schema) bool { return a.demands(sp, depth+1) })
}

// valuesOf returns the values, in canonical text, one of which this part has, if it
// is there, where c holds; nil when c does not list them.
func (c *schema) valuesOf(sp spot, depth int) []string {
	if p := c.part(sp); p != nil {
		if values := p.listed(0); values != nil {
			return values
		}
	}
	if depth < maxTagDepth {
		for _, a := range c.all {
			if values := a.valuesOf(sp, depth+1); values != nil {
				return values
			}
		}
	}
	return nil
}

// listed returns the canonical text of the values that c lists, or what it refers to,
// nil when it lists none.
func (c *schema) listed(depth int) []string {
	if !c.hasEnum && depth < maxTagDepth {
		for _, a := range c.all {
			if values := a.listed(depth + 1); values != nil {
				return values
			}
		}
	}
	if c.texts == nil && c.hasEnum {
		c.texts = make([]string, len(c.enum))
		for i, v := range c.enum {
			c.texts[i] = canonical(v)
		}
		slices.Sort(c.texts)
		c.texts = slices.Compact(c.texts)
	}
	return c.texts
}

// with returns the branches that may hold when the part is there and has one of the
// values or, if they are not loose, is not there; in order.
func (t *tagIndex) with(values []string) []int32 {
	if len(values) == 1 && len(t.rest) == 0 {
		return t.at[values[0]]
	}
	out := slices.Clone(t.rest)
	for _, v := range values {
		out = append(out, t.at[v]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// later returns the branches after i that may hold together with it; all of them
// when it cannot tell.
func (t *tagIndex) later(i int) (list []int32, all bool) {
	if t.values[i] == nil || t.loose {
		return nil, true
	}
	list = t.with(t.values[i])
	for len(list) > 0 && int(list[0]) <= i {
		list = list[1:]
	}
	return list, false
}

// leaves returns the branches that what is known of the part leaves open, and what
// that rests on. It reports false when nothing is known.
func (st *state) leaves(t *tagIndex) (list []int32, deps bits, ok bool) {
	here, deps := st.there(t.spot)
	switch {
	case t.loose && here <= 0:
		return nil, 0, false
	case here < 0:
		return t.rest, deps, true
	case !t.loose:
		deps = 0 // where it is not there, no more of them hold
	}
	var values []string
	var rests bits
	st.eachDemand(t.spot, func(d litDep) bool {
		if !d.lit.negative() {
			if list := st.s.classes[d.lit.class()].listed(0); list != nil && (!ok || len(list) < len(values)) {
				values, rests, ok = list, d.deps, true
			}
		}
		return true
	})
	if !ok {
		return nil, 0, false
	}
	return t.with(values), deps | rests, true
}

// noneRec is a demand that no branch of a list holds, one excepted, whose
// branches are refuted only as far as the member that tells them apart leaves
// them open.
type noneRec struct {
	f      *form
	except int // -1 for no exception
	deps   bits
	done   bool
}

// refutes reports that the demand covers a literal.
func (r *noneRec) refutes(x lit) bool {
	i, ok := r.f.tags.position[x]
	return ok && int(i) != r.except
}

// none demands that no branch of f holds but, unless it is -1, one.
func (st *state) none(f *form, except int, deps bits) (bits, bool) {
	if f.tags == nil || len(f.list) <= fewBranches {
		for i, x := range f.list {
			if i == except {
				continue
			}
			if core, ok := st.assertLit(x.not(), deps); !ok {
				return core, false
			}
		}
		return 0, true
	}
	rec := noneRec{f: f, except: except, deps: deps}
	for i := range st.lits {
		if r := &st.lits[i]; rec.refutes(r.lit) {
			return r.deps | deps, false
		}
	}
	st.s.spend(int64(1 + len(st.lits)/64))
	st.nones = append(st.nones, rec)
	return 0, true
}

// refuted returns what the refutation of a branch rests on that a demand of none
// holds for.
func (st *state) refuted(x lit) (bits, bool) {
	for i := range st.nones {
		if r := &st.nones[i]; r.refutes(x) {
			return r.deps, true
		}
	}
	return 0, false
}

// refute refutes the branches that the tags leave open, or, with all, every
// branch of one list. It reports whether it did anything.
func (st *state) refute(all bool) (did bool, core bits, ok bool) {
	for i := range st.nones {
		r := st.nones[i]
		if r.done {
			continue
		}
		list, _, known := st.leaves(r.f.tags)
		if !known && !all {
			continue
		}
		st.nones[i].done = true
		st.trail = append(st.trail, undo{kind: undoNone, n: i})
		if known {
			for _, j := range list {
				if core, ok := st.refuteBranch(&r, int(j)); !ok {
					return true, core, false
				}
			}
			did = true
			continue
		}
		for j := range r.f.list {
			if core, ok := st.refuteBranch(&r, j); !ok {
				return true, core, false
			}
		}
		return true, 0, true
	}
	return did, 0, true
}

func (st *state) refuteBranch(r *noneRec, j int) (bits, bool) {
	if j == r.except {
		return 0, true
	}
	x := r.f.list[j].not()
	if _, ok := st.stated(x); ok {
		return 0, true
	}
	return st.state(x, r.deps)
}

// eachAlternative visits the alternatives of a disjunction that the tags leave
// open, until visit returns false, and returns what it rests on that the others
// are left out.
func (st *state) eachAlternative(f *form, visit func(i int, sub *form) bool) (rests bits) {
	if f.tags != nil {
		if i, deps, ok := st.only(f); ok {
			visit(i, f.sub[i])
			return deps
		}
		if list, deps, ok := st.leaves(f.tags); ok {
			if len(list) < len(f.sub) {
				rests = deps
			}
			for _, i := range list {
				if !visit(int(i), f.sub[i]) {
					break
				}
			}
			return rests
		}
	}
	for i, sub := range f.sub {
		if !visit(i, sub) {
			break
		}
	}
	return 0
}

// only returns the alternative of oneOf whose branch is demanded already: all others
// would have it that this one does not hold.
func (st *state) only(f *form) (i int, deps bits, ok bool) {
	if f.sub[0].op != opOnly {
		return 0, 0, false
	}
	st.s.spend(int64(len(st.lits)) / 16)
	for _, r := range st.lits {
		if i, ok := f.tags.position[r.lit]; ok {
			return int(i), r.deps, true
		}
	}
	return 0, 0, false
}
