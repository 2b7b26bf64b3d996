package decide

import (
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// universe returns every name that is spelled out by anything that bears on the
// object; all other names differ by the patterns they match only.
func (st *state) universe() ([]string, map[string]bool) {
	var names []string
	has := map[string]bool{}
	add := func(name string) {
		if !has[name] {
			has[name] = true
			names = append(names, name)
		}
	}
	o := &st.object
	for _, m := range o.members {
		for _, p := range m.schema.props {
			add(p.name)
		}
	}
	for _, r := range o.some {
		if r.f.schema != nil {
			for _, p := range r.f.schema.props {
				add(p.name)
			}
		}
	}
	for _, r := range o.order {
		add(r.name)
	}
	for _, m := range []*mentions{st.g.in, st.g.out} {
		if m != nil {
			m.close(st.s)
			for _, name := range m.names {
				add(name)
			}
		}
	}
	return names, has
}

// patternsAbout returns the patterns that tell members without a spelled-out name
// apart.
func (st *state) patternsAbout() []*graph.Pattern {
	var out []*graph.Pattern
	seen := map[string]bool{}
	add := func(p *graph.Pattern) {
		if !seen[p.Source] {
			seen[p.Source] = true
			out = append(out, p)
		}
	}
	o := &st.object
	for _, m := range o.members {
		for _, p := range m.schema.patterns {
			add(p.pattern)
		}
	}
	for _, r := range o.some {
		if r.f.schema != nil {
			for _, p := range r.f.schema.patterns {
				add(p.pattern)
			}
		}
	}
	for _, m := range []*mentions{st.g.in, st.g.out} {
		if m != nil {
			m.close(st.s)
			for _, p := range m.pats {
				add(p)
			}
		}
	}
	return out
}

// places returns the members that a demand on some member may mean: one that is
// there already under a name of its own, one with a spelled-out name, or a new
// one. It reports false when a name could not be judged.
func (st *state) places(f *form) (*form, bool) {
	var subs []*form
	sure := true
	in, notIn := f.cellOf()
	var left *schema
	if f.op == opSomeMember && f.part == partLeft {
		left = f.schema
	}
	for i := range st.object.fresh {
		share := &form{op: opShare, n: i, cell: &cell{in: in, notIn: notIn}, lit: f.lit, schema: left}
		share.open = f.op == opSomeName
		subs = append(subs, share)
	}
	names, _ := st.universe()
	for _, name := range names {
		if r := st.object.names[name]; r != nil && r.absent {
			continue
		}
		if f.op == opSomeName {
			ok, known := st.s.meets(&goal{lits: []lit{f.lit}}, &source.Value{Kind: source.String, Text: name})
			sure = sure && known
			if ok {
				subs = append(subs, &form{op: opPresent, name: name})
			}
			continue
		}
		reached, known := st.reaches(f, name)
		sure = sure && known
		if reached {
			subs = append(subs, &form{op: opMember, name: name, lit: f.lit})
		}
	}
	fresh := &form{op: opFresh, n: 1, cell: &cell{in: in, notIn: notIn}, list: []lit{f.lit}, open: f.op == opSomeName, schema: left}
	return some(append(subs, fresh)...), sure
}

// cellOf returns the patterns that a demand on some member's value is about.
func (f *form) cellOf() (in, notIn []*graph.Pattern) {
	if f.op != opSomeMember {
		return nil, nil
	}
	switch f.part {
	case partPattern:
		in = []*graph.Pattern{f.schema.patterns[f.n].pattern}
	case partAdditional:
		for _, p := range f.schema.patterns {
			notIn = append(notIn, p.pattern)
		}
	}
	return in, notIn
}

// reaches reports whether the part of a schema that f is about applies to a
// member of this name.
func (st *state) reaches(f *form, name string) (yes, sure bool) {
	c := f.schema
	switch f.part {
	case partPattern:
		return st.s.regexps.match(c.patterns[f.n].pattern, name)
	case partAdditional:
		if c.lookup(name) != nil {
			return false, true
		}
		for _, p := range c.patterns {
			match, ok := st.s.regexps.match(p.pattern, name)
			if match || !ok {
				return false, ok
			}
		}
		return true, true
	}
	return !st.covers(c, name, nil, false), true
}

// fill returns the ways to add members to an object that has too few: a
// spelled-out one, those before it left out for good, or new ones.
func (st *state) fill(missing int) *form {
	names, _ := st.universe()
	var open []string
	for _, name := range names {
		if r := st.object.names[name]; r == nil || !r.absent && !r.present {
			open = append(open, name)
		}
	}
	var subs []*form
	for i := range open {
		subs = append(subs, &form{op: opFirst, names: open, n: i})
	}
	if missing > 1 {
		subs = append(subs, &form{op: opFresh, n: missing, cell: &cell{}})
	}
	return some(append(subs, &form{op: opFresh, n: 1, cell: &cell{}})...)
}

// addFresh adds members without a spelled-out name.
func (st *state) addFresh(f *form, deps bits) (bits, bool) {
	r := freshRec{cell: f.cell, count: f.n, deps: deps, lost: f.lostMember, lostHere: f.lostHere}
	for _, x := range f.list {
		if f.open {
			r.nameLits = append(r.nameLits, litDep{x, deps})
		} else {
			r.lits = append(r.lits, litDep{x, deps})
		}
	}
	if f.schema != nil {
		r.uncovered = []*schema{f.schema}
	}
	st.object.fresh = append(st.object.fresh, r)
	return st.checkFresh(&st.object.fresh[len(st.object.fresh)-1])
}

// share makes a fresh member also the one that another demand is about.
func (st *state) share(f *form, deps bits) (bits, bool) {
	r := &st.object.fresh[f.n]
	if r.count != 1 {
		return deps | r.deps, false
	}
	old := *r
	st.trail = append(st.trail, undo{kind: undoFresh, n: f.n, fresh: &old})
	r.deps |= deps
	r.cell = r.cell.with(f.cell.in, f.cell.notIn)
	if f.schema != nil {
		r.uncovered = append(slices.Clip(r.uncovered), f.schema)
	}
	if f.op == opShare {
		if f.open {
			r.nameLits = append(slices.Clip(r.nameLits), litDep{f.lit, deps})
		} else {
			r.lits = append(slices.Clip(r.lits), litDep{f.lit, deps})
		}
	}
	return st.checkFresh(r)
}

func (c *cell) with(in, notIn []*graph.Pattern) *cell {
	if len(in)+len(notIn) == 0 {
		return c
	}
	return &cell{in: append(slices.Clip(c.in), in...), notIn: append(slices.Clip(c.notIn), notIn...)}
}

// decided reports on which side of a pattern the names of the cell are: 1 they
// match, -1 they do not, 0 that is open.
func (c *cell) decided(p *graph.Pattern) int {
	for _, q := range c.in {
		if q.Source == p.Source {
			return 1
		}
	}
	for _, q := range c.notIn {
		if q.Source == p.Source {
			return -1
		}
	}
	return 0
}

// checkFresh reports whether the names and, when nothing about them is open, the
// values of fresh members can exist.
func (st *state) checkFresh(r *freshRec) (bits, bool) {
	core := r.deps
	for _, d := range r.nameLits {
		core |= d.deps
	}
	for _, d := range st.object.allNames {
		core |= d.deps
	}
	for _, p := range r.cell.in {
		if r.cell.decided(p) != 0 && slices.ContainsFunc(r.cell.notIn, func(q *graph.Pattern) bool { return q.Source == p.Source }) {
			return core, false
		}
	}
	names, status := st.freshNames(r, nil, false)
	if status == empty {
		return core | ^bits(0), false // the universe of names grew by choices, too
	}
	if status == unknown || st.undecided(r) != nil {
		return 0, true
	}
	g, core := st.freshGoal(r, names[0])
	if st.s.solve(g).status == empty {
		return core, false
	}
	return 0, true
}

// undecided returns a pattern that matters to the member and that its names are
// on neither side of, or nil.
func (st *state) undecided(r *freshRec) *graph.Pattern {
	for _, p := range st.patternsAbout() {
		if r.cell.decided(p) == 0 {
			return p
		}
	}
	return nil
}

// freshGoal gathers what is demanded of the value of a fresh member, one of whose
// names is given.
func (st *state) freshGoal(r *freshRec, name string) (goal, bits) {
	core := r.deps
	g := goal{lost: r.lost}
	for _, d := range r.lits {
		g.lits = append(g.lits, d.lit)
		core |= d.deps
	}
	for _, m := range st.object.members {
		before := len(g.lits)
		covered := false
		for _, p := range m.schema.patterns {
			if r.cell.decided(p.pattern) > 0 {
				covered = true
				g.lits = append(g.lits, yes(p.schema))
			}
		}
		if !covered && m.schema.additional != nil {
			g.lits = append(g.lits, yes(m.schema.additional))
		}
		if len(g.lits) > before {
			core |= m.deps
		}
	}
	st.descend(&g, name)
	return g, core
}

// freshNames returns names for fresh members that nothing spells out and taken
// does not hold: all of them, or just one.
func (st *state) freshNames(r *freshRec, taken map[string]bool, every bool) ([]string, status) {
	want := 1
	if every {
		want = r.count
	}
	_, spelled := st.universe()
	free := func(name string) bool { return !spelled[name] && !taken[name] }
	ls := make([]lit, 0, len(r.nameLits)+len(st.object.allNames))
	for _, d := range r.nameLits {
		ls = append(ls, d.lit)
	}
	for _, d := range st.object.allNames {
		ls = append(ls, d.lit)
	}
	if len(ls) == 0 {
		return st.patternNames(r.cell, want, len(spelled)+len(taken), free)
	}
	var out []string
	c := &cell{in: r.cell.in, notIn: r.cell.notIn}
	for len(out) < want {
		v := st.s.solve(goal{lits: slices.Clone(ls), cell: c})
		if v.status != found {
			return out, v.status
		}
		if free(v.value.Text) {
			out = append(out, v.value.Text)
		}
		c = &cell{in: c.in, notIn: c.notIn, not: append(slices.Clip(c.not), v.value.Text)}
	}
	return out, found
}

// patternNames is freshNames for names that only patterns restrict.
func (st *state) patternNames(c *cell, want, avoid int, free func(string) bool) ([]string, status) {
	set := domain.Strings{Cache: st.s.cache, MinLength: big.NewInt(1)}
	for _, p := range c.in {
		set.In = append(set.In, p.P)
	}
	for _, p := range c.notIn {
		set.NotIn = append(set.NotIn, p.P)
	}
	for pass := 0; ; pass++ {
		k := want
		if pass > 0 {
			k = want + avoid
		}
		r := set.Smallest(k, &st.s.work)
		var out []string
		for _, name := range r.Values {
			if free(name) && len(out) < want {
				out = append(out, name)
			}
		}
		switch {
		case len(out) == want:
			return out, found
		case r.Reason != "" || !r.Complete && pass > 1:
			if r.Reason != "" {
				st.s.tell(nil, "patternProperties", r.Reason, "member names could not be searched to the end")
			}
			return out, unknown
		case r.Complete && set.MinLength != nil:
			set.MinLength = nil // the empty name is the last resort
			pass = 0
		case r.Complete:
			return out, empty
		}
	}
}

// refine makes the next choice about fresh members: on which side of a pattern
// their names are, and that the content allows them.
func (st *state) refine(level int) bool {
	o := &st.object
	for i := range o.fresh {
		r := &o.fresh[i]
		if p := st.undecided(r); p != nil {
			side := func(c *cell) *form { return &form{op: opSide, n: i, cell: c} }
			st.choose(some(side(&cell{notIn: []*graph.Pattern{p}}), side(&cell{in: []*graph.Pattern{p}})), r.deps, false)
			return true
		}
		if !r.declared {
			old := *r
			st.trail = append(st.trail, undo{kind: undoFresh, n: i, fresh: &old})
			r.declared = true
			ors := len(st.ors)
			if r.lostHere {
				if _, ok := st.freshLost(r); !ok {
					st.choose(formFalse, st.everything(level), false)
					return true
				}
			}
			if f := st.freshDeclared(r); f.op != opTrue {
				st.choose(f, st.everything(level), false)
				return true
			}
			if len(st.ors) > ors {
				return true
			}
		}
	}
	return false
}

// freshDeclared is what the content demands of a member without a spelled-out
// name.
func (st *state) freshDeclared(r *freshRec) *form {
	in := st.g.in
	if in == nil {
		return formTrue
	}
	matches := func(ps []*graph.Pattern) bool {
		return slices.ContainsFunc(ps, func(p *graph.Pattern) bool { return r.cell.decided(p) > 0 })
	}
	if st.s.content == Annotated && !matches(in.pats) && !matches(st.g.out.pats) {
		return formTrue
	}
	reached := func(c *schema) bool {
		return slices.ContainsFunc(c.patterns, func(p patternProperty) bool { return r.cell.decided(p.pattern) > 0 })
	}
	return in.declares(st.s, func(x *inplace) bool { return x.inIf && reached(x.schema) },
		func(c *schema) bool { return reached(c) || c.restricts() })
}

// buildFresh names and solves fresh members.
func (st *state) buildFresh(r *freshRec, taken map[string]bool) (status, []source.Member) {
	names, status := st.freshNames(r, taken, true)
	if status != found {
		return status, nil
	}
	g, _ := st.freshGoal(r, names[0])
	for _, c := range r.uncovered {
		if st.covers(c, names[0], r.cell, false) {
			return empty, nil
		}
	}
	for _, m := range st.object.lefts {
		if !st.covers(m.schema, names[0], r.cell, false) {
			g.lits = append(g.lits, yes(m.schema.unevaluated))
		}
	}
	v := st.s.solve(g)
	if v.status != found {
		return v.status, nil
	}
	members := make([]source.Member, len(names))
	for i, name := range names {
		taken[name] = true
		members[i] = source.Member{Name: name, Value: v.value}
	}
	return found, members
}
