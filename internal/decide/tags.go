package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// The branches of a union are most often told apart by a member that each of
// them demands with a value of its own. Once it is known which values the member
// may have, only the branches that take one of these have to be looked at,
// however many there are; and two branches that share no value never hold
// together.

// tagIndex tells the branches of a list apart by the values of one member.
type tagIndex struct {
	name string
	// at lists the branches that take a value, by its canonical text.
	at map[string][]int32
	// rest are the branches that do not demand the member, in order.
	rest []int32
	// values are those of each branch; nil for one of rest.
	values [][]string
	// position is where a literal stands in the list.
	position map[lit]int32
}

// fewBranches is how many branches are demanded or refuted one by one.
const fewBranches = 8

// tagsOf returns what tells the branches of a list of different schemas apart
// when they are applied to objects; nil when nothing does.
func (s *search) tagsOf(list []lit) *tagIndex {
	if len(list) < 2 {
		return nil
	}
	count := map[string]int{}
	best := ""
	for _, x := range list {
		for _, name := range s.classes[x.class()].tagNames() {
			if count[name]++; count[name] > count[best] {
				best = name
			}
		}
	}
	s.spend(int64(len(list)) / 16)
	if count[best] < 2 {
		return nil
	}
	t := &tagIndex{name: best, at: map[string][]int32{}, values: make([][]string, len(list)), position: make(map[lit]int32, len(list))}
	for i, x := range list {
		if _, twice := t.position[x]; twice {
			return nil
		}
		t.position[x] = int32(i)
		c := s.classes[x.class()]
		switch {
		case c.truth < 0 || c.kinds&kindBit(source.Object) == 0:
			t.values[i] = []string{} // never holds
		case !c.demands(best, 0):
			t.rest = append(t.rest, int32(i))
		default:
			t.values[i] = c.valuesOf(best, 0)
			if t.values[i] == nil {
				t.rest = append(t.rest, int32(i))
			}
		}
		for _, v := range t.values[i] {
			t.at[v] = append(t.at[v], int32(i))
		}
	}
	return t
}

// maxTagDepth bounds how far allOf and references are followed for a tag.
const maxTagDepth = 4

// tagNames returns the members that c demands with one of a few values.
func (c *schema) tagNames() []string {
	var out []string
	c.eachRequired(0, func(name string) {
		if !slices.Contains(out, name) && c.valuesOf(name, 0) != nil {
			out = append(out, name)
		}
	})
	return out
}

func (c *schema) eachRequired(depth int, visit func(string)) {
	for _, name := range c.required {
		visit(name)
	}
	if depth < maxTagDepth {
		for _, a := range c.all {
			a.eachRequired(depth+1, visit)
		}
	}
}

// demands reports that an object has a member of this name where c holds.
func (c *schema) demands(name string, depth int) bool {
	if slices.Contains(c.required, name) {
		return true
	}
	return depth < maxTagDepth && slices.ContainsFunc(c.all, func(a *schema) bool { return a.demands(name, depth+1) })
}

// valuesOf returns the values, in canonical text, one of which a member of this
// name has, if it is there, where c holds; nil when c does not list them.
func (c *schema) valuesOf(name string, depth int) []string {
	if p := c.lookup(name); p != nil {
		if values := p.listed(); values != nil {
			return values
		}
	}
	if depth < maxTagDepth {
		for _, a := range c.all {
			if values := a.valuesOf(name, depth+1); values != nil {
				return values
			}
		}
	}
	return nil
}

// listed returns the canonical text of the values that c lists, nil when it
// lists none.
func (c *schema) listed() []string {
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

// with returns the branches that may hold when the member, if it is there, has one
// of the values; in order.
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
	if t.values[i] == nil {
		return nil, true
	}
	list = t.with(t.values[i])
	for len(list) > 0 && int(list[0]) <= i {
		list = list[1:]
	}
	return list, false
}

// enumerated returns values, in canonical text, one of which a member has if it
// is there, and what that rests on. It reports false when no demand lists them.
func (st *state) enumerated(name string) (values []string, deps bits, ok bool) {
	consider := func(list []string, rests bits) {
		if list != nil && (!ok || len(list) < len(values)) {
			values, deps, ok = list, rests, true
		}
	}
	if r := st.object.names[name]; r != nil {
		if r.absent {
			return nil, r.adeps, true
		}
		for _, d := range r.lits {
			if !d.lit.negative() {
				consider(st.s.classes[d.lit.class()].listed(), d.deps)
			}
		}
	}
	for _, m := range st.object.members {
		if p := m.schema.lookup(name); p != nil {
			consider(p.listed(), m.deps)
		}
	}
	return values, deps, ok
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
		values, _, known := st.enumerated(r.f.tags.name)
		if !known && !all {
			continue
		}
		st.nones[i].done = true
		st.trail = append(st.trail, undo{kind: undoNone, n: i})
		if known {
			for _, j := range r.f.tags.with(values) {
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
	if f.tags != nil && st.k == source.Object {
		if values, deps, ok := st.enumerated(f.tags.name); ok {
			list := f.tags.with(values)
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
