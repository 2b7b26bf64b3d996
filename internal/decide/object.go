package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// objectState is what has been demanded of an object's members.
type objectState struct {
	names map[string]*nameRec
	order []*nameRec // every record, in the order they were made
	// members, lefts and all name literals that hold for every member.
	members          []memberRec
	lefts            []memberRec
	allNames         []litDep
	some             []someRec
	fresh            []freshRec
	min, max         *big.Int
	minDeps, maxDeps bits
	// dirty: names whose demands grew since they were last checked; allDirty:
	// every name's did.
	dirty    []*nameRec
	allDirty bool
	present  int
}

type litDep struct {
	lit  lit
	deps bits
}

// nameRec is a member that is spoken of by name.
type nameRec struct {
	name            string
	present, absent bool
	pdeps, adeps    bits
	lits            []litDep
	lost            bool
	lostDeps        bits
}

type memberRec struct {
	schema *schema
	deps   bits
}

// someRec is a member that is known to exist, but not yet which one.
type someRec struct {
	f      *form
	deps   bits
	placed bool
}

// freshRec is a number of members with names that no schema spells out.
type freshRec struct {
	cell     *cell
	count    int
	lits     []litDep
	nameLits []litDep
	deps     bits
	lost     bool
	// uncovered: unevaluatedProperties of this schema has to reach them.
	uncovered []*schema
	declared  bool // the content has had its say
	lostHere  bool // the member itself is what a reader loses
}

type objectMark struct {
	members, lefts, allNames, some, fresh int
	min, max                              *big.Int
	minDeps, maxDeps                      bits
	present                               int
}

func (st *state) objectMark() objectMark {
	o := &st.object
	return objectMark{len(o.members), len(o.lefts), len(o.allNames), len(o.some), len(o.fresh), o.min, o.max, o.minDeps, o.maxDeps, o.present}
}

func (st *state) objectBack(m objectMark) {
	o := &st.object
	o.members, o.lefts, o.allNames, o.some, o.fresh = o.members[:m.members], o.lefts[:m.lefts], o.allNames[:m.allNames], o.some[:m.some], o.fresh[:m.fresh]
	o.min, o.max, o.minDeps, o.maxDeps, o.present = m.min, m.max, m.minDeps, m.maxDeps, m.present
	o.dirty, o.allDirty = o.dirty[:0], false
}

// name returns the record of a member.
func (st *state) name(name string) *nameRec {
	o := &st.object
	if r := o.names[name]; r != nil {
		return r
	}
	if o.names == nil {
		o.names = map[string]*nameRec{}
	}
	r := &nameRec{name: name}
	st.trail = append(st.trail, undo{kind: undoName, n: len(o.order), rec: r})
	o.names[name] = r
	o.order = append(o.order, r)
	return r
}

// nameTruth evaluates a demand on one member.
func (st *state) nameTruth(f *form) (int8, bits) {
	r := st.object.names[f.name]
	if r == nil {
		return 0, 0
	}
	switch f.op {
	case opPresent:
		if r.present {
			return 1, 0
		}
		if r.absent {
			return -1, r.adeps
		}
	case opAbsent:
		if r.absent {
			return 1, 0
		}
		if r.present {
			return -1, r.pdeps
		}
	case opMember:
		if r.absent {
			return -1, r.adeps
		}
		return st.pinnedTruth(r, f.lit)
	}
	return 0, 0
}

// pinnedTruth evaluates a demand on a member that one constant is demanded of:
// this is how the branch of a union that a discriminator names settles what
// becomes of the others.
func (st *state) pinnedTruth(r *nameRec, x lit) (int8, bits) {
	v, deps := st.pinned(r)
	if v == nil || !r.present {
		return 0, 0
	}
	h := holder{s: st.s, sure: true}
	ok := h.holds(st.s.classes[x.class()], v) != x.negative()
	switch {
	case !h.sure:
		return 0, 0
	case ok:
		return 1, 0
	}
	return -1, deps | r.pdeps
}

// pinned returns the one value that a member can have, if a constant says so.
func (st *state) pinned(r *nameRec) (*source.Value, bits) {
	for _, d := range r.lits {
		if v := st.s.classes[d.lit.class()].single(); v != nil && !d.lit.negative() {
			return v, d.deps
		}
	}
	for _, m := range st.object.members {
		if c := m.schema.lookup(r.name); c != nil {
			if v := c.single(); v != nil {
				return v, m.deps
			}
		}
	}
	return nil, 0
}

// single returns the value of a schema that names just one.
func (c *schema) single() *source.Value {
	if c.hasEnum && len(c.enum) == 1 {
		return c.enum[0]
	}
	return nil
}

// demandObject files a demand on members; done is false for one that is not.
func (st *state) demandObject(f *form, deps bits) (core bits, done, ok bool) {
	o := &st.object
	switch f.op {
	case opPresent:
		core, ok = st.present(f.name, deps)
		return core, true, ok
	case opAbsent:
		r := st.name(f.name)
		if r.present {
			return r.pdeps | deps, true, false
		}
		if !r.absent {
			r.absent, r.adeps = true, deps
			st.trail = append(st.trail, undo{kind: undoAbsent, rec: r})
		}
	case opFirst:
		for _, name := range f.names[:f.n] {
			if core, _, ok := st.demandObject(&form{op: opAbsent, name: name}, deps); !ok {
				return core, true, false
			}
		}
		core, ok = st.present(f.names[f.n], deps)
		return core, true, ok
	case opMember:
		if core, ok := st.present(f.name, deps); !ok {
			return core, true, false
		}
		r := st.name(f.name)
		st.trail = append(st.trail, undo{kind: undoLits, rec: r, n: len(r.lits)})
		r.lits = append(r.lits, litDep{f.lit, deps})
		o.dirty = append(o.dirty, r)
	case opMembers:
		o.members = append(o.members, memberRec{f.schema, deps})
		o.allDirty = true
	case opLeft:
		o.lefts = append(o.lefts, memberRec{f.schema, deps})
	case opNames:
		o.allNames = append(o.allNames, litDep{f.lit, deps})
		o.allDirty = true
	case opSomeMember, opSomeName:
		o.some = append(o.some, someRec{f: f, deps: deps})
	case opMinProps:
		if o.min == nil || f.size.Cmp(o.min) > 0 {
			o.min, o.minDeps = f.size, deps
		}
	case opMaxProps:
		if o.max == nil || f.size.Cmp(o.max) < 0 {
			o.max, o.maxDeps = f.size, deps
		}
	case opFresh:
		core, ok = st.addFresh(f, deps)
		return core, true, ok
	case opShare, opSide:
		core, ok = st.share(f, deps)
		return core, true, ok
	case opLostBelow:
		if core, ok := st.present(f.name, deps); !ok {
			return core, true, false
		}
		r := st.name(f.name)
		if !r.lost {
			st.trail = append(st.trail, undo{kind: undoLost, rec: r})
			r.lost, r.lostDeps = true, deps
			o.dirty = append(o.dirty, r)
		}
	case opLostHere:
		core, ok = st.lostHere(f, deps)
		return core, true, ok
	default:
		return 0, false, true
	}
	return 0, true, true
}

// present demands a member, and with it that the content allows it.
func (st *state) present(name string, deps bits) (bits, bool) {
	r := st.name(name)
	if r.absent {
		return r.adeps | deps, false
	}
	if r.present {
		return 0, true
	}
	r.present, r.pdeps = true, deps
	st.object.present++
	st.object.dirty = append(st.object.dirty, r)
	st.trail = append(st.trail, undo{kind: undoPresent, rec: r})
	if f := st.s.declared(st.g, name); f.op != opTrue {
		return st.assert(f, deps, false)
	}
	return 0, true
}

// checkObject looks at the members whose demands have grown.
func (st *state) checkObject() (bits, bool) {
	o := &st.object
	dirty := o.dirty
	if o.allDirty {
		dirty = o.order
	}
	for _, r := range dirty {
		if !r.present {
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
	return 0, true
}

// checkMember reports whether the demands on a member can still be met.
func (st *state) checkMember(r *nameRec) (bits, bool) {
	if core, ok, sure := st.checkName(r.name); !ok && sure {
		return core | r.pdeps, false
	}
	g, core := st.memberGoal(r, false)
	if st.s.solve(g).status == empty {
		return core, false
	}
	return 0, true
}

// checkName judges a spelled-out name by the demands on all names.
func (st *state) checkName(name string) (core bits, ok, sure bool) {
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
	core := r.pdeps
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
		g.lits = m.schema.appendMember(st, g.lits, r.name)
		if len(g.lits) > before {
			core |= m.deps
		}
	}
	if final {
		for _, m := range st.object.lefts {
			if !st.covers(m.schema, r.name, nil, false) {
				g.lits = append(g.lits, yes(m.schema.unevaluated))
			}
			core |= ^bits(0)
		}
	}
	st.descend(&g, r.name)
	return g, core
}

// descend says of a goal for a member which schemas apply there.
func (st *state) descend(g *goal, name string) {
	g.in, g.out = st.g.in.member(st.s, name, st), st.g.out.member(st.s, name, st)
	g.place = st.g.place.member(st.s, name, nil)
}

// appendMember appends what properties, patternProperties and
// additionalProperties of c demand of a member.
func (c *schema) appendMember(st *state, ls []lit, name string) []lit {
	covered := false
	if p := c.lookup(name); p != nil {
		ls, covered = append(ls, yes(p)), true
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
func (st *state) objectLeaf(level int) (result, bits, bool) {
	o := &st.object
	if st.watch() {
		return result{}, 0, true
	}
	for i := range o.some {
		if !o.some[i].placed {
			o.some[i].placed = true
			st.trail = append(st.trail, undo{kind: undoPlaced, n: i})
			f, ok := st.places(o.some[i].f)
			if !ok {
				st.taint(o.some[i].f.schema, "patternProperties")
			}
			st.choose(f, o.some[i].deps|st.everything(level), true)
			return result{}, 0, true
		}
	}
	if st.refine(level) {
		return result{}, 0, true
	}
	n := o.present
	for _, f := range o.fresh {
		n += f.count
	}
	count := big.NewInt(int64(n))
	if o.max != nil && count.Cmp(o.max) > 0 {
		return result{status: empty}, st.everything(level), false
	}
	if o.min != nil && count.Cmp(o.min) < 0 {
		missing := new(big.Int).Sub(o.min, count)
		if !missing.IsInt64() || missing.Int64() > maxMembers {
			st.s.tell(nil, "minProperties", "witness-too-large", "the smallest such object has too many members to write down")
			return result{status: unknown}, 0, false
		}
		st.choose(st.fill(int(missing.Int64())), st.everything(level), false)
		return result{}, 0, true
	}
	r, core := st.buildObject(level)
	return r, core, false
}

// maxMembers and maxItems bound what is written down as a witness.
const (
	maxMembers = 20_000
	maxItems   = 100_000
)

// buildObject solves the members one by one.
func (st *state) buildObject(level int) (result, bits) {
	o := &st.object
	var members []source.Member
	taken := map[string]bool{}
	out := result{status: found}
	for _, r := range o.order {
		if !r.present {
			continue
		}
		if core, ok, sure := st.checkName(r.name); !sure {
			out.status = unknown
		} else if !ok {
			return result{status: empty}, core | r.pdeps
		}
		g, core := st.memberGoal(r, true)
		m := st.s.solve(g)
		switch m.status {
		case empty:
			return result{status: empty}, core
		case unknown:
			out.status = unknown
		default:
			members = append(members, source.Member{Name: r.name, Value: m.value})
			taken[r.name] = true
		}
	}
	for i := range o.fresh {
		status, more := st.buildFresh(&o.fresh[i], taken)
		switch status {
		case empty:
			return result{status: empty}, st.everything(level)
		case unknown:
			out.status = unknown
		}
		members = append(members, more...)
	}
	if out.status == found {
		out.value = source.NewObject(members)
	}
	return out, 0
}
