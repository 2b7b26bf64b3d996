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
	st.descend(&g, memberSpot(name))
	if g.in != nil {
		core = r.everyDep() | core // what applies to the member goes by its name
	}
	return g, core
}

// certainGoal is the part of freshGoal that holds on whichever side of the open
// patterns the names are, for any content.
func (st *state) certainGoal(r *freshRec) (goal, bits) {
	core := r.deps
	var g goal
	for _, d := range r.lits {
		g.lits = append(g.lits, d.lit)
		core |= d.deps
	}
	for _, m := range st.object.members {
		before, none := len(g.lits), true
		for _, p := range m.schema.patterns {
			switch r.cell.decided(p.pattern) {
			case 1:
				none = false
				g.lits = append(g.lits, yes(p.schema))
				core |= r.sideDeps(func(s side) bool { return s.source == p.pattern.Source })
			case 0:
				none = false
			}
		}
		if none && m.schema.additional != nil {
			g.lits = append(g.lits, yes(m.schema.additional))
			core |= r.sideDeps(func(s side) bool { return m.schema.hasPattern(s.source) })
		}
		if len(g.lits) > before {
			core |= m.deps
		}
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
	spelled := st.spelled()
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
	for _, x := range ls {
		if c := st.s.classes[x.class()]; !x.negative() && c.hasEnum {
			return st.listedNames(c, ls, r.cell, want, free)
		}
	}
	var out []string
	c := &cell{in: r.cell.in, notIn: r.cell.notIn}
	for len(out) < want {
		// What was found before is compared, and written down with the goal.
		if !st.s.spend(int64(len(c.not)) / 4) {
			st.s.tooMuchWork()
			return out, unknown
		}
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

// listedNames is freshNames for names that have to be among the values of c.
func (st *state) listedNames(c *schema, ls []lit, in *cell, want int, free func(string) bool) ([]string, status) {
	g := goal{lits: ls, cell: in}
	var out []string
	status := empty
	for _, v := range c.enum {
		if !st.s.spend(1) {
			st.s.tooMuchWork()
			return out, unknown
		}
		if v.Kind != source.String || !free(v.Text) {
			continue
		}
		switch ok, sure := st.s.meets(&g, v); {
		case !sure:
			status = unknown
		case ok:
			if out = append(out, v.Text); len(out) == want {
				return out, found
			}
		}
	}
	return out, status
}

// patternNames is freshNames for names that only patterns restrict.
func (st *state) patternNames(c *cell, want, avoid int, free func(string) bool) ([]string, status) {
	set := domain.Strings{Cache: st.s.cache, MinLength: big.NewInt(1)}
	for _, p := range c.in {
		set.In = append(set.In, p.P)
	}
	if want == 1 && len(c.notIn) > 0 {
		// Most often one of the first names will do, and no automaton is needed for
		// what must not match.
		for _, name := range set.Smallest(4, &st.s.work).Values {
			if free(name) && c.leavesOut(st.s, name) {
				return []string{name}, found
			}
		}
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

// leavesOut reports that none of the patterns that must not match does.
func (c *cell) leavesOut(s *search, name string) bool {
	for _, p := range c.notIn {
		if match, ok := s.regexps.match(p, name); match || !ok {
			return false
		}
	}
	return true
}

// refine makes the next choice about fresh members: on which side of a pattern
// their names are, and that the content allows them.
func (st *state) refine() bool {
	o := &st.object
	for i := range o.fresh {
		r := &o.fresh[i]
		if rest := st.excluded(r); len(rest) > 0 {
			deps := r.deps | r.sideDeps(func(s side) bool { return s.in })
			if core, ok := st.share(&form{op: opSide, n: i, cell: &cell{notIn: rest}}, deps); !ok {
				st.choose(formFalse, core, false)
				return true
			}
		}
		if p := st.undecided(r); p != nil {
			if q := st.attempt(r); q != nil {
				p = q
			} else if st.settleName(i) {
				return true
			}
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

// excluded returns the open patterns that no name can match together with those
// that it has to match: there is nothing to choose about them.
func (st *state) excluded(r *freshRec) []*graph.Pattern {
	if len(r.cell.in) == 0 {
		return nil
	}
	set := domain.Strings{Cache: st.s.cache}
	for _, p := range r.cell.in {
		set.In = append(set.In, p.P)
	}
	var out []*graph.Pattern
	n := len(set.In)
	for _, p := range st.patternsAbout() {
		if r.cell.decided(p) != 0 {
			continue
		}
		set.In = append(set.In[:n:n], p.P)
		if both := set.Smallest(1, &st.s.work); both.Complete && len(both.Values) == 0 {
			out = append(out, p)
		}
	}
	return out
}

// attempt tries the first name that the choices made so far leave: if the member
// can have it, nothing more has to be decided. Else it returns a pattern to decide
// on, one that the name matches if there is one, because that is what the value
// failed for.
func (st *state) attempt(r *freshRec) *graph.Pattern {
	open := st.undecided(r)
	if r.count != 1 || r.lostHere || len(r.uncovered) > 0 || len(st.object.lefts) > 0 {
		return open
	}
	names, status := st.freshNames(r, nil, false)
	if status != found {
		return open
	}
	settled := *r
	settled.cell = st.cellAround(r.cell, names[0])
	for _, p := range settled.cell.in {
		if r.cell.decided(p) == 0 {
			open = p
			break
		}
	}
	if f := st.freshDeclared(&settled); f.op != opTrue {
		return open
	}
	g, _ := st.freshGoal(&settled, names[0])
	if st.s.solve(g).status != found {
		return open
	}
	return nil
}

// cellAround narrows a cell to the names that match what this one matches.
func (st *state) cellAround(c *cell, name string) *cell {
	var in, notIn []*graph.Pattern
	for _, p := range st.patternsAbout() {
		if c.decided(p) != 0 {
			continue
		}
		switch match, ok := st.s.regexps.match(p, name); {
		case !ok:
			return c
		case match:
			in = append(in, p)
		default:
			notIn = append(notIn, p)
		}
	}
	return c.with(in, notIn)
}

// settleName narrows the names of a fresh member for which an attempt succeeded.
// That is no choice between alternatives: should something else fail later, it is
// what the member rests on that has to change, or the sides, which are opened
// again then.
func (st *state) settleName(i int) bool {
	r := &st.object.fresh[i]
	names, status := st.freshNames(r, nil, false)
	if status != found {
		return false // the budget ended since the attempt
	}
	narrow := st.cellAround(r.cell, names[0])
	in, notIn := narrow.in[len(r.cell.in):], narrow.notIn[len(r.cell.notIn):]
	alternatives := []*form{{op: opSide, n: i, cell: &cell{in: in, notIn: notIn}}}
	for _, p := range in {
		alternatives = append(alternatives, &form{op: opSide, n: i, cell: &cell{notIn: []*graph.Pattern{p}}})
	}
	for _, p := range notIn {
		alternatives = append(alternatives, &form{op: opSide, n: i, cell: &cell{in: []*graph.Pattern{p}}})
	}
	st.choose(some(alternatives...), 0, false)
	return true
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
	if st.s.content == Annotated && !matches(in.mentionPats) && !matches(st.g.out.mentionPats) {
		return formTrue
	}
	reached := func(c *schema) bool {
		return slices.ContainsFunc(c.patterns, func(p patternProperty) bool { return r.cell.decided(p.pattern) > 0 })
	}
	declared := func(m *mentions) *form {
		return m.declares(st.s, func(x *inplace) bool { return x.inIf && x.schema.mentionsByPattern(possibly) && reached(x.schema) },
			func(c *schema) bool { return reached(c) || c.restricts() })
	}
	f := some(in.freeForm(st.s), declared(in))
	if r.lost && !st.s.keepFree {
		return all(f, declared(st.g.out)) // what is inside a lost member is not told
	}
	return f
}

// buildFresh names and solves fresh members.
func (st *state) buildFresh(r *freshRec, taken map[string]bool) (status, []source.Member, bits) {
	names, status := st.freshNames(r, taken, true)
	if status != found {
		return status, nil, ^bits(0)
	}
	g, core := st.freshGoal(r, names[0])
	for _, c := range r.uncovered {
		if st.covers(c, names[0], r.cell, false, surely) {
			return empty, nil, ^bits(0)
		}
	}
	for _, m := range st.object.lefts {
		core = ^bits(0)
		if !st.covers(m.schema, names[0], r.cell, false, possibly) {
			g.lits = append(g.lits, yes(m.schema.unevaluated))
		}
	}
	v := st.s.solve(g)
	switch v.status {
	case empty:
		return empty, nil, st.emptyFor(&g, core)
	case unknown:
		return unknown, nil, 0
	}
	members := make([]source.Member, len(names))
	for i, name := range names {
		taken[name] = true
		members[i] = source.Member{Name: name, Value: v.value}
	}
	return found, members, 0
}
