package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// checkParts looks at the members or items whose demands have grown.
func (st *state) checkParts() (bits, bool) {
	o := &st.object
	dirty := o.dirty
	if o.allDirty {
		dirty = o.order
	}
	for _, r := range dirty {
		if here, _ := st.there(r.spot); here <= 0 {
			continue
		}
		if core, ok := st.checkMember(r); !ok {
			o.dirty, o.allDirty = o.dirty[:0], false
			return core, false
		}
	}
	o.dirty, o.allDirty = o.dirty[:0], false
	if o.max != nil && big.NewInt(int64(o.present)).Cmp(o.max) > 0 {
		core := o.maxDeps
		for _, r := range o.order {
			if r.present {
				core |= r.pdeps
			}
		}
		return core, false
	}
	if o.min != nil && o.max != nil && o.min.Cmp(o.max) > 0 {
		return o.minDeps | o.maxDeps, false
	}
	if o.min != nil {
		// No object has more members than there are names to choose from.
		for _, d := range o.allNames {
			if c := st.s.classes[d.lit.class()]; !d.lit.negative() && c.hasEnum && o.min.Cmp(big.NewInt(int64(len(c.enum)))) > 0 {
				return o.minDeps | d.deps, false
			}
		}
	}
	return 0, true
}

// checkMember reports whether the demands on a member can still be met.
func (st *state) checkMember(r *nameRec) (bits, bool) {
	if core, ok, sure := st.checkName(r.name); !ok && sure {
		return core | r.pdeps, false
	}
	g, core := st.memberGoal(r, false)
	if st.s.solve(g).status == empty {
		return st.emptyFor(&g, core), false
	}
	return 0, true
}

// emptyFor returns what the failure of a goal for a member rests on: what was
// demanded of the member or, if that is not it, every choice that tells which
// schemas apply there.
func (st *state) emptyFor(g *goal, core bits) bits {
	if !st.conditional() || st.s.solve(goal{lits: g.lits}).status == empty {
		return core
	}
	return ^bits(0)
}

// conditional reports that which schemas apply to members and items depends on
// choices.
func (st *state) conditional() bool {
	for _, m := range []*mentions{st.g.in, st.g.out} {
		if m == nil {
			continue
		}
		if m.close(st.s); m.conditional {
			return true
		}
	}
	return false
}

// checkName judges a spelled-out name by the demands on all names.
func (st *state) checkName(name string) (core bits, ok, sure bool) {
	if len(st.object.allNames) == 0 {
		return 0, true, true
	}
	v := &source.Value{Kind: source.String, Text: name}
	for _, d := range st.object.allNames {
		ok, sure := st.s.meets(&goal{lits: []lit{d.lit}}, v)
		if !ok || !sure {
			return d.deps, false, sure
		}
	}
	return 0, true, true
}

// memberGoal gathers what is demanded of a member. Final goals, when no choice is
// open any more, know also what is left for unevaluatedProperties.
func (st *state) memberGoal(r *nameRec, final bool) (goal, bits) {
	_, core := st.there(r.spot)
	g := goal{lost: r.lost}
	if r.lost {
		core |= r.lostDeps
	}
	for _, d := range r.lits {
		g.lits = append(g.lits, d.lit)
		core |= d.deps
	}
	for _, m := range st.object.members {
		before := len(g.lits)
		g.lits = m.schema.appendPart(st, g.lits, r.spot)
		if len(g.lits) > before {
			core |= m.deps
		}
	}
	if final {
		for _, m := range st.object.lefts {
			if !st.covers(m.schema, r.name, nil, false, possibly) {
				g.lits = append(g.lits, yes(m.schema.unevaluated))
			}
			core |= ^bits(0)
		}
	}
	st.descend(&g, r.spot)
	return g, core
}

// descend says of a goal for a member or an item which schemas apply there.
func (st *state) descend(g *goal, sp spot) {
	if sp.at >= 0 {
		g.in, g.out = st.g.in.item(st.s, sp.at, st), st.g.out.item(st.s, sp.at, st)
		return
	}
	name := sp.name
	g.in, g.out = st.g.in.member(st.s, name, st), st.g.out.member(st.s, name, st)
}

// appendPart appends what properties, patternProperties and additionalProperties of
// c demand of a member, or prefixItems and items of an item.
func (c *schema) appendPart(st *state, ls []lit, sp spot) []lit {
	name, covered := sp.name, false
	if p := c.part(sp); p != nil {
		ls, covered = append(ls, yes(p)), true
	}
	if sp.at >= 0 {
		return ls
	}
	for _, p := range c.patterns {
		match, ok := st.s.regexps.match(p.pattern, name)
		if !ok {
			st.taint(c, "patternProperties")
			covered = true
		}
		if match {
			ls, covered = append(ls, yes(p.schema)), true
		}
	}
	if !covered && c.additional != nil {
		ls = append(ls, yes(c.additional))
	}
	return ls
}

// objectLeaf builds the object when no choice is open, or makes the choices that
// are still needed: which members the existing ones are, and which are added to
// reach the least number.
func (st *state) objectLeaf() (result, bits, bool) {
	o := &st.object
	if st.watch() {
		return result{}, 0, true
	}
	for i := range o.some {
		if !o.some[i].placed {
			o.some[i].placed = true
			st.trail = append(st.trail, undo{kind: undoPlaced, n: i})
			f, rests, sure := st.places(o.some[i].f)
			if !sure {
				st.taint(o.some[i].f.schema, "patternProperties")
			}
			st.choose(f, o.some[i].deps|rests, true)
			return result{}, 0, true
		}
	}
	if st.refine() {
		return result{}, 0, true
	}
	n := o.present
	for _, f := range o.fresh {
		n += f.count
	}
	count := big.NewInt(int64(n))
	if o.max != nil && count.Cmp(o.max) > 0 {
		return result{status: empty}, o.maxDeps | o.everyDep(), false
	}
	if o.min != nil && count.Cmp(o.min) < 0 {
		missing := new(big.Int).Sub(o.min, count)
		if !missing.IsInt64() || missing.Int64() > maxMembers {
			st.s.tell(nil, "minProperties", "witness-too-large", "an object of so many members is not written down")
			return result{status: unknown, exists: st.endless()}, 0, false
		}
		st.choose(st.fill(int(missing.Int64())), o.minDeps|o.everyDep(), false)
		return result{}, 0, true
	}
	r, core := st.buildObject()
	return r, core, false
}

// endless reports that the object exists and can have any number of members beside
// those that it has: nothing limits their names, and all may have one value.
func (st *state) endless() bool {
	o := &st.object
	if len(o.allNames)+len(o.lefts)+len(st.patternsAbout()) > 0 || st.g.lost {
		return false
	}
	r := freshRec{cell: &cell{}, count: 1}
	if t, _ := st.truthOf(st.freshDeclared(&r)); t <= 0 {
		return false
	}
	names, status := st.freshNames(&r, nil, false)
	if status != found {
		return false
	}
	g, _ := st.freshGoal(&r, names[0])
	if v := st.s.solve(g); v.status != found && !v.exists {
		return false
	}
	rest, _ := st.buildObject()
	return rest.status == found || rest.exists
}

// everyDep is what the presence and absence of all members rest on.
func (o *objectState) everyDep() bits {
	var deps bits
	for _, r := range o.order {
		if r.present {
			deps |= r.pdeps
		}
		if r.absent {
			deps |= r.adeps
		}
	}
	for i := range o.fresh {
		deps |= o.fresh[i].deps
	}
	return deps
}

// maxMembers and maxItems bound what is written down as a witness.
const (
	maxMembers = 20_000
	maxItems   = 100_000
)

// buildObject solves the members one by one.
func (st *state) buildObject() (result, bits) {
	o := &st.object
	var members []source.Member
	taken := map[string]bool{}
	out := result{status: found, exists: true}
	for _, r := range o.order {
		if !r.present {
			continue
		}
		if core, ok, sure := st.checkName(r.name); !sure {
			out.status, out.exists = unknown, false
		} else if !ok {
			return result{status: empty}, core | r.pdeps
		}
		g, core := st.memberGoal(r, true)
		m := st.s.solve(g)
		switch m.status {
		case empty:
			return result{status: empty}, st.emptyFor(&g, core)
		case unknown:
			out.status, out.exists = unknown, out.exists && m.exists
		default:
			members = append(members, source.Member{Name: r.name, Value: m.value})
			taken[r.name] = true
		}
	}
	for i := range o.fresh {
		status, more, core := st.buildFresh(&o.fresh[i], taken)
		switch status {
		case empty:
			return result{status: empty}, core
		case unknown:
			out.status, out.exists = unknown, false
		}
		members = append(members, more...)
	}
	if out.status == found {
		out.value, out.exists = source.NewObject(members), false
	}
	return out, 0
}
