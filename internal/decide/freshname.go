package decide

import (
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

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
				core |= r.sideDeps(func(s side) bool { return s.source == p.pattern.Source })
			}
		}
		if !covered && m.schema.additional != nil {
			g.lits = append(g.lits, yes(m.schema.additional))
			core |= r.sideDeps(func(s side) bool { return m.schema.hasPattern(s.source) })
		}
		if len(g.lits) > before {
			core |= m.deps
		}
	}
	st.descend(&g, name)
	if g.in != nil {
		core = r.everyDep() | core // what applies to the member goes by its name
	}
	return g, core
}

func (c *schema) hasPattern(source string) bool {
	return slices.ContainsFunc(c.patterns, func(p patternProperty) bool { return p.pattern.Source == source })
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
		v := st.s.solve(goal{lits: ls, cell: c})
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
func (st *state) refine() bool {
	o := &st.object
	for i := range o.fresh {
		r := &o.fresh[i]
		if p := st.undecided(r); p != nil {
			on := func(c *cell) *form { return &form{op: opSide, n: i, cell: c} }
			st.choose(some(on(&cell{notIn: []*graph.Pattern{p}}), on(&cell{in: []*graph.Pattern{p}})), 0, false)
			return true
		}
		if !r.declared {
			old := *r
			st.trail = append(st.trail, undo{kind: undoFresh, n: i, fresh: &old})
			r.declared = true
			ors := len(st.ors)
			if r.lostHere {
				if core, ok := st.freshLost(r); !ok {
					st.choose(formFalse, core, false)
					return true
				}
			}
			if f := st.freshDeclared(r); f.op != opTrue {
				st.choose(f, r.everyDep(), false)
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
func (st *state) buildFresh(r *freshRec, taken map[string]bool) (status, []source.Member, bits) {
	names, status := st.freshNames(r, taken, true)
	if status != found {
		return status, nil, ^bits(0)
	}
	g, core := st.freshGoal(r, names[0])
	for _, c := range r.uncovered {
		if st.covers(c, names[0], r.cell, false) {
			return empty, nil, ^bits(0)
		}
	}
	for _, m := range st.object.lefts {
		core = ^bits(0)
		if !st.covers(m.schema, names[0], r.cell, false) {
			g.lits = append(g.lits, yes(m.schema.unevaluated))
		}
	}
	v := st.s.solve(g)
	if v.status != found {
		return v.status, nil, core
	}
	members := make([]source.Member, len(names))
	for i, name := range names {
		taken[name] = true
		members[i] = source.Member{Name: name, Value: v.value}
	}
	return found, members, 0
}
