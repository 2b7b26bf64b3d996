package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// beginLost demands, of an object somewhere in which a reader loses a member,
// that the loss is here or in a member.
func (st *state) beginLost() bool {
	g := st.g
	g.in.close(st.s)
	if len(g.in.naming) == 0 && !g.in.open && !st.s.keepFree {
		return false // free-form, so left empty
	}
	if !st.s.keepFree {
		if _, ok := st.assert(g.in.structured(), 0, false); !ok {
			return false
		}
	}
	g.out.close(st.s)
	names := st.universe()
	var here, doubtful, below []*form
	for _, name := range names {
		way := &form{op: opLostHere, name: name}
		if st.s.keepFree && g.out.mayDeclare(st.s, name) {
			doubtful = append(doubtful, way)
		} else {
			here = append(here, way)
		}
		next := g.in.member(st.s, name, nil)
		if st.s.keepFree {
			next = g.out.member(st.s, name, nil)
		}
		if len(next.roots) > 0 {
			below = append(below, all(&form{op: opLostBelow, name: name}, st.kept(name)))
		}
	}
	// What may turn out to be declared, once the whole document is judged, comes
	// last: there is nothing else to go back to.
	_, ok := st.assert(some(slices.Concat(here, below, st.unnamedLosses(), doubtful)...), 0, true)
	return ok
}

// mayDeclare reports that a schema that may apply here declares the name, if only
// under a condition.
func (m *mentions) mayDeclare(s *search, name string) bool {
	return slices.ContainsFunc(m.inplace, func(x inplace) bool {
		return x.names(s, name, possibly) || x.schema.evaluatesMember(s, name)
	})
}

// unnamedLosses returns the ways in which a member without a spelled-out name of
// its own may be lost or hold a loss: those that the old side declares and, in a
// map, all others.
func (st *state) unnamedLosses() []*form {
	g := st.g
	if g.in.open || st.s.keepFree && g.in.freeForm(st.s).op != opFalse {
		return st.freshLosses(&cell{}, true)
	}
	var subs []*form
	for i := range g.in.inplace {
		c := g.in.inplace[i].schema
		for _, p := range c.patterns {
			if !st.s.keepFree && g.out.keepsPattern(p) {
				continue
			}
			in := &cell{in: []*graph.Pattern{p.pattern}}
			subs = append(subs, st.freshLosses(in, !st.s.lost[declarer{c.class, "patternProperties", p.pattern.Source}])...)
		}
		if c.restricts() {
			subs = append(subs, st.freshLosses(&cell{}, !st.s.lost[declarer{c.class, c.restKeyword(), ""}])...)
		}
	}
	return subs
}

// lossless reports that no value shows a loss, whatever is demanded of it: both
// sides declare the same, or the new side looks at no member.
func (s *search) lossless(in, out *mentions) bool {
	if !s.keepFree {
		return !in.leadsToNames(s) || in.within(s, out)
	}
	if !out.leadsToNames(s) {
		return true
	}
	if len(out.roots) == 0 {
		return true
	}
	// What is a map for the old side has to be one for the new side as well.
	for _, o := range out.roots {
		if o.class == s.opaque.class || !slices.ContainsFunc(in.roots, func(r applied) bool { return r.class == o.class && r.surely }) {
			return false
		}
	}
	return in.within(s, out)
}

// firstLoss returns the first position of an array at which a loss may be: no member
// is lost before it, whatever is decided of the schemas that apply there.
func (st *state) firstLoss() int {
	g, i := st.g, 0
	for n := max(g.in.longestPrefix(st.s), g.out.longestPrefix(st.s)); i < n; i++ {
		if !st.s.lossless(g.in.item(st.s, i, nil), g.out.item(st.s, i, nil)) {
			break
		}
	}
	return i
}

// leadsToNames reports whether a schema that applies here, or to anything below,
// names members. Where none does all objects are free-form.
func (m *mentions) leadsToNames(s *search) bool {
	return slices.ContainsFunc(m.roots, func(a applied) bool { return s.leadsToNames(s.classes[a.class]) })
}

func (s *search) leadsToNames(c *schema) bool {
	if s.leading == nil {
		s.leading = s.findLeading()
	}
	return int(c.class) >= len(s.leading) || s.leading[c.class]
}

// findLeading follows all schemas back from those that name members.
func (s *search) findLeading() []bool {
	parents := make([][]int32, len(s.classes))
	leading := make([]bool, len(s.classes))
	var queue []int32
	for i, c := range s.classes {
		if c == nil {
			continue
		}
		c.children(func(child *schema) { parents[child.class] = append(parents[child.class], int32(i)) })
		if c.kindsOpen != 0 || len(c.props)+len(c.patterns)+len(c.required)+len(c.dependent)+len(c.dependents) > 0 {
			leading[i] = true
			queue = append(queue, int32(i))
		}
	}
	for len(queue) > 0 {
		class := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, p := range parents[class] {
			if !leading[p] {
				leading[p] = true
				queue = append(queue, p)
			}
		}
	}
	return leading
}

// keepsPattern reports that the members of a pattern are declared here, too, and
// by the same schema, so that what it declares of them is not lost.
func (m *mentions) keepsPattern(p patternProperty) bool {
	for i := range m.inplace {
		x := &m.inplace[i]
		if x.counts(nil) <= 0 {
			continue
		}
		for _, q := range x.schema.patterns {
			if q.pattern.Source == p.pattern.Source && q.schema.class == p.schema.class {
				return true
			}
		}
	}
	return false
}

// freshLosses returns the ways in which a member without a spelled-out name may
// hold a loss or, when here, be lost.
func (st *state) freshLosses(c *cell, here bool) []*form {
	subs := []*form{{op: opFresh, n: 1, cell: c, lostMember: true}}
	if here {
		subs = append(subs, &form{op: opFresh, n: 1, cell: c, lostHere: true})
	}
	return subs
}

// lostHere demands that the member is there and that no schema of the new side
// declares it.
func (st *state) lostHere(f *form, deps bits) (bits, bool) {
	g := st.g
	if core, ok := st.assert(st.newlyDeclared(f.name), deps, false); !ok {
		return core, false
	}
	if core, ok := st.present(f.name, deps); !ok {
		return core, false
	}
	g.out.close(st.s)
	st.settleFor(f.name)
	if st.s.keepFree {
		// A free-form object of the new side keeps what it gets.
		if core, ok := st.assert(g.out.structured(), deps, false); !ok {
			return core, false
		}
	}
	return st.undeclared(deps, func(x *inplace) bool { return x.names(st.s, f.name, surely) },
		func(c *schema) bool { return c.evaluatesSurely(st.s, f.name) })
}

// undeclared demands that every way in which the new side could declare a member
// is barred.
func (st *state) undeclared(deps bits, names func(*inplace) bool, evaluates func(*schema) bool) (bits, bool) {
	for _, f := range st.g.out.bars(st.s, names, evaluates) {
		if core, ok := st.assert(f, deps, false); !ok {
			return core, false
		}
	}
	return 0, true
}

// bars returns what bars every way in which the schemas of m could declare a member.
func (m *mentions) bars(s *search, names func(*inplace) bool, evaluates func(*schema) bool) []*form {
	var list []*form
	for i := range m.inplace {
		x := &m.inplace[i]
		if names(x) {
			list = append(list, x.opposite(s))
		}
		if x.never || x.root.holds <= 0 && !x.root.own || x.path == nil || !evaluates(x.schema) {
			continue
		}
		list = append(list, x.bar(s))
	}
	return list
}

// freshLost demands the same of a member without a spelled-out name, once it is
// known which patterns match it.
func (st *state) freshLost(r *freshRec) (bits, bool) {
	g := st.g
	g.out.close(st.s)
	if st.s.keepFree {
		if core, ok := st.assert(g.out.structured(), r.everyDep(), false); !ok {
			return core, false
		}
	}
	reached := func(c *schema) bool {
		return slices.ContainsFunc(c.patterns, func(p patternProperty) bool { return r.cell.decided(p.pattern) > 0 })
	}
	return st.undeclared(r.everyDep(), func(x *inplace) bool { return x.inIf && x.schema.mentionsByPattern(surely) && reached(x.schema) },
		func(c *schema) bool {
			return reached(c) || c.restrictsSurely(func(a *schema) bool { return len(a.patterns) > 0 })
		})
}

// couldLose reports whether a reader may lose a member of v; the judge of whole
// documents has the last word.
func (s *search) couldLose(in, out *mentions, v *source.Value) bool {
	if v.Kind != source.Array && v.Kind != source.Object {
		return false
	}
	p := place{in, out, v}
	ok, known := s.losable[p]
	if known || !s.spend(1) {
		return ok || !known
	}
	ok = p.loses(s) || p.below(s, s.couldLose, false)
	if s.losable == nil {
		s.losable = map[place]bool{}
	}
	s.losable[p] = ok
	return ok
}

// loses reports whether a member of the object itself may be lost.
func (p place) loses(s *search) bool {
	p.in.close(s)
	p.out.close(s)
	h := &holder{s: s, sure: true}
	if len(p.in.naming) == 0 && !p.in.open && !s.keepFree || s.keepFree && p.out.surelyFree(h, p.value) {
		return false
	}
	return slices.ContainsFunc(p.value.Members, func(m source.Member) bool { return !p.out.keeps(h, m.Name, p.value) })
}

// surelyFree reports that no schema that applies to v names members.
func (m *mentions) surelyFree(h *holder, v *source.Value) bool {
	m.close(h.s)
	if m.open {
		return false
	}
	for _, n := range m.naming {
		if h.possible(all(m.inplace[n].needs...), v) {
			return false
		}
	}
	return true
}

// keeps reports that the member of v is no loss here, whatever the rest of the
// document.
func (m *mentions) keeps(h *holder, name string, v *source.Value) bool {
	certain := func(fs ...*form) bool {
		f := all(fs...)
		return !h.possible(h.s.negation(f), v)
	}
	for i := range m.inplace {
		x := &m.inplace[i]
		if x.root.surely && x.names(h.s, name, surely) && certain(x.needs...) {
			return true
		}
		if x.never || x.root.holds <= 0 && !x.root.own || x.path == nil || !x.schema.evaluatesSurely(h.s, name) {
			continue
		}
		if certain(x.counting(h.s)) {
			return true
		}
	}
	return false
}

// negation returns the opposite of what declares a member; it is true where there
// is no telling.
func (s *search) negation(f *form) *form {
	switch f.op {
	case opTrue:
		return formFalse
	case opFalse:
		return formTrue
	case opLit:
		return s.litForm(f.lit.not())
	case opPresent:
		return &form{op: opAbsent, name: f.name}
	case opAbsent:
		return &form{op: opPresent, name: f.name}
	case opAnd:
		ways := make([]*form, len(f.sub))
		for i, sub := range f.sub {
			ways[i] = s.negation(sub)
		}
		return some(ways...)
	}
	return formTrue
}
