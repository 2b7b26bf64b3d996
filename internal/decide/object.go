package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// objectState is what has been demanded of an object's members or, of an array, of
// the items that have a position of their own.
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

	// universe, spelled and patterns are those of fresh.go, as of a size.
	universe               []string
	spelled                map[string]bool
	patterns               []*graph.Pattern
	universeAt, patternsAt objectSize
	shrunk                 int // counts how often the lists became shorter
}

// objectSize tells whether names or patterns may have come or gone.
type objectSize struct{ members, some, order, shrunk int }

func (o *objectState) size() objectSize {
	return objectSize{len(o.members), len(o.some), len(o.order), o.shrunk}
}

type litDep struct {
	lit  lit
	deps bits
}

// nameRec is a member that is spoken of by name, or an item by its position; whether
// an item is there, the bounds on the length say.
type nameRec struct {
	spot
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
	sides    []side
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
	if len(o.members) > m.members || len(o.some) > m.some {
		o.shrunk++
	}
	o.members, o.lefts, o.allNames, o.some, o.fresh = o.members[:m.members], o.lefts[:m.lefts], o.allNames[:m.allNames], o.some[:m.some], o.fresh[:m.fresh]
	o.min, o.max, o.minDeps, o.maxDeps, o.present = m.min, m.max, m.minDeps, m.maxDeps, m.present
	o.dirty, o.allDirty = o.dirty[:0], false
}

// name returns the record of a member.
func (st *state) name(name string) *nameRec { return st.record(memberSpot(name)) }

// record returns the record of a member or an item.
func (st *state) record(sp spot) *nameRec {
	o := &st.object
	if r := o.names[sp.name]; r != nil {
		return r
	}
	if o.names == nil {
		o.names = map[string]*nameRec{}
	}
	r := &nameRec{spot: sp}
	st.trail = append(st.trail, undo{kind: undoName, n: len(o.order), rec: r})
	o.names[sp.name] = r
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
		if !r.present {
			return 0, 0
		}
		t, deps := st.partTruth(r.spot, f.lit)
		return t, deps | r.pdeps
	}
	return 0, 0
}

// trivially reports that every value satisfies a literal, by its form.
func (s *search) trivially(x lit) bool {
	t := s.classes[x.class()].truth
	return t != 0 && t > 0 != x.negative()
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
			st.settleFor(f.name)
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
