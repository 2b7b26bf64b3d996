package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// universe returns every name that is spelled out by anything that bears on the
// object; all other names differ by the patterns they match only.
func (st *state) universe() []string {
	o := &st.object
	if at := o.size(); o.universe == nil || at != o.universeAt {
		o.universe, o.spelled = st.gatherNames(), nil
		o.universeAt = at
	}
	return o.universe
}

// spelled is universe for looking names up.
func (st *state) spelled() map[string]bool {
	names, o := st.universe(), &st.object
	if o.spelled == nil {
		o.spelled = make(map[string]bool, len(names))
		for _, name := range names {
			o.spelled[name] = true
		}
	}
	return o.spelled
}

func (st *state) gatherNames() []string {
	names, has := []string{}, &st.s.gathered
	has.round++
	if has.rounds == nil {
		has.rounds = map[string]int{}
	}
	add := func(name string) {
		if has.rounds[name] != has.round {
			has.rounds[name] = has.round
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
			for _, name := range m.others {
				add(name)
			}
		}
	}
	return names
}

// patternsAbout returns the patterns that tell members without a spelled-out name
// apart.
func (st *state) patternsAbout() []*graph.Pattern {
	o := &st.object
	if at := o.size(); o.patterns == nil || at != o.patternsAt {
		o.patterns, o.patternsAt = st.gatherPatterns(), at
	}
	return o.patterns
}

func (st *state) gatherPatterns() []*graph.Pattern {
	out := []*graph.Pattern{}
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
// one. No other choice adds spelled-out names once this one is made, so these are
// all; rests is what it depends on that some names are left out. sure is false
// when a name could not be judged.
func (st *state) places(f *form) (choice *form, rests bits, sure bool) {
	var subs []*form
	sure = true
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
	names := st.universe()
	for _, name := range names {
		if r := st.object.names[name]; r != nil && r.absent {
			rests |= r.adeps
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
	if left != nil {
		rests = ^bits(0) // what is covered depends on many choices
	}
	return some(append(subs, fresh)...), rests, sure
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
	return !st.covers(c, name, nil, false, surely), true
}

// fill returns the ways to add members to an object that has too few: a
// spelled-out one, those before it left out for good, or new ones.
func (st *state) fill(missing int) *form {
	names := st.universe()
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
	if r.lost || r.lostHere {
		st.settleFor("")
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
	r.cell = r.cell.with(f.cell.in, f.cell.notIn)
	for _, p := range f.cell.in {
		r.sides = append(slices.Clip(r.sides), side{p.Source, true, deps})
	}
	for _, p := range f.cell.notIn {
		r.sides = append(slices.Clip(r.sides), side{p.Source, false, deps})
	}
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
func (c *cell) decided(p *graph.Pattern) int8 {
	if c.sides == nil && len(c.in)+len(c.notIn) > 16 {
		c.sides = make(map[string]int8, len(c.in)+len(c.notIn))
		for _, q := range c.notIn {
			c.sides[q.Source] = -1
		}
		for _, q := range c.in {
			c.sides[q.Source] = 1
		}
	}
	if c.sides != nil {
		return c.sides[p.Source]
	}
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
		if slices.ContainsFunc(r.cell.notIn, func(q *graph.Pattern) bool { return q.Source == p.Source }) {
			return core | r.sideDeps(func(s side) bool { return s.source == p.Source }), false
		}
	}
	if !st.s.spend(4) {
		return 0, true
	}
	names, status := st.freshNames(r, nil, false)
	if status == empty {
		// Most often it is the patterns to match that exclude each other.
		wider := *r
		wider.cell = &cell{in: r.cell.in}
		_, status := st.freshNames(&wider, nil, false)
		return core | r.sideDeps(func(s side) bool { return s.in || status != empty }), false
	}
	if status == unknown {
		return 0, true
	}
	if st.undecided(r) == nil {
		g, core := st.freshGoal(r, names[0])
		if st.s.solve(g).status == empty {
			return st.emptyFor(&g, core), false
		}
		return 0, true
	}
	if r.lost {
		return 0, true
	}
	// More patterns that match only demand more.
	g, core := st.certainGoal(r)
	return core, st.s.solve(g).status != empty
}

// side is a choice about the names of fresh members, and what it rests on.
type side struct {
	source string // the pattern
	in     bool
	deps   bits
}

// sideDeps is what some of the choices about the names rest on.
func (r *freshRec) sideDeps(which func(side) bool) bits {
	var deps bits
	for _, s := range r.sides {
		if which(s) {
			deps |= s.deps
		}
	}
	return deps
}

// everyDep is what the member and all choices about its name rest on.
func (r *freshRec) everyDep() bits {
	return r.deps | r.sideDeps(func(side) bool { return true })
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
