package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// bits is a set of decisions: those that a demand, or a contradiction, rests on.
// Decisions beyond the last bit share it.
type bits uint64

const lastBit = 63

func decision(level int) bits { return 1 << min(level, lastBit) }

// state is the search for a value of one type: the demands made so far, what
// they rest on, and the choices that are open.
type state struct {
	s *search
	g *goal
	k source.Kind

	lits    []litRec
	index   map[int32]int32 // by class, of lits
	ors     []orRec
	nones   []noneRec
	learned map[lit]bits // literals that were found to contradict the demands
	demands []demand     // everything that is not a choice
	// low and high are the places in demands, counted from 1, of the tightest
	// bounds on a number or on a length; 0 when there is none.
	low, high int
	// multiples holds the places in demands, counted from 1, of those on divisors.
	multiples []int
	// tainted: a demand was left out because the search cannot follow it, so
	// that what is found has to be judged; taintedBy says which one.
	tainted   bool
	taintedBy taintMark

	object objectState
	trail  []undo
}

type taintMark struct {
	schema  *schema
	keyword string
}

// taint notes that a demand was left out.
func (st *state) taint(c *schema, keyword string) {
	st.tainted, st.taintedBy = true, taintMark{c, keyword}
}

type litRec struct {
	lit  lit
	deps bits
}

type orRec struct {
	f        *form
	deps     bits
	done     bool
	negative bool // comes from a schema that must be broken: tried first
	late     bool // only settles what is settled by other choices most often
}

type demand struct {
	f    *form
	deps bits
}

func newState(s *search, g *goal, k source.Kind) *state {
	return &state{s: s, g: g, k: k}
}

// begin adds the demands that come with the goal rather than its literals.
func (st *state) begin() bool {
	if st.k == source.Object || st.k == source.Array {
		st.settleAll()
	}
	if st.k == source.Object {
		if st.g.lost {
			return st.beginLost()
		}
	} else if st.k == source.Array && st.g.lost {
		least := big.NewInt(int64(st.firstLoss()) + 1)
		_, ok := st.assert(all(&form{op: opMinItems, size: least}, &form{op: opLostBelow}), 0, false)
		return ok
	}
	return true
}

// has returns what it rests on that a literal is demanded.
func (st *state) has(x lit) (bits, bool) {
	if deps, ok := st.stated(x); ok || len(st.nones) == 0 || !x.negative() {
		return deps, ok
	}
	return st.refuted(x.not())
}

// stated is has for literals that are demanded by themselves.
func (st *state) stated(x lit) (bits, bool) {
	if r := st.about(x); r != nil && r.lit == x {
		return r.deps, true
	}
	return 0, false
}

// about returns what is demanded by itself of the schema of a literal, which is
// never that it holds and does not; nil for nothing.
func (st *state) about(x lit) *litRec {
	if st.index != nil {
		if i, ok := st.index[x.class()]; ok {
			return &st.lits[i]
		}
		return nil
	}
	for i := range st.lits {
		if st.lits[i].lit.class() == x.class() {
			return &st.lits[i]
		}
	}
	return nil
}

// assertLit demands a literal. On a contradiction it returns what that rests on.
func (st *state) assertLit(x lit, deps bits) (bits, bool) {
	if !st.s.spend(1) {
		return 0, true // the run ends at its next step
	}
	if other, ok := st.has(x.not()); ok {
		return deps | other, false
	}
	if other, ok := st.learned[x]; ok {
		return deps | other, false
	}
	if _, ok := st.has(x); ok {
		return 0, true
	}
	return st.state(x, deps)
}

// state files a literal that is neither demanded nor refuted, and demands what it
// means.
func (st *state) state(x lit, deps bits) (bits, bool) {
	if !st.s.spend(1) {
		return 0, true
	}
	if st.index != nil {
		st.index[x.class()] = int32(len(st.lits))
	} else if len(st.lits) >= 12 {
		st.index = make(map[int32]int32, 32)
		for i, r := range st.lits {
			st.index[r.lit.class()] = int32(i)
		}
		st.index[x.class()] = int32(len(st.lits))
	}
	st.lits = append(st.lits, litRec{x, deps})
	return st.assert(st.s.formOf(x, st.k), deps, x.negative())
}

// assert demands a form.
func (st *state) assert(f *form, deps bits, negative bool) (bits, bool) {
	switch f.op {
	case opTrue:
		return 0, true
	case opFalse:
		return deps, false
	case opLit:
		return st.assertLit(f.lit, deps)
	case opAnd:
		for _, sub := range f.sub {
			if core, ok := st.assert(sub, deps, negative); !ok {
				return core, false
			}
		}
		return 0, true
	case opOr:
		st.choose(f, deps, negative)
		return 0, true
	case opOnly:
		if core, ok := st.assertLit(f.list[f.n], deps); !ok {
			return core, false
		}
		return st.none(f, f.n, deps)
	case opNone:
		return st.none(f, -1, deps)
	case opTwo:
		subs := st.s.laterBranches(f)
		st.s.spend(int64(len(subs)) / 16)
		if core, ok := st.assertLit(f.list[f.n], deps); !ok {
			return core, false
		}
		return st.assert(some(subs...), deps, negative)
	case opUnknown:
		st.taint(f.schema, f.name)
		return 0, true
	}
	return st.demand(f, deps)
}

// laterBranches are the alternatives for the second of two branches (opTwo).
func (s *search) laterBranches(f *form) []*form {
	if f.tags != nil {
		if later, all := f.tags.later(f.n); !all {
			subs := make([]*form, len(later))
			for i, j := range later {
				subs[i] = s.litForm(f.list[j])
			}
			return subs
		}
	}
	subs := make([]*form, 0, len(f.list)-f.n-1)
	for _, x := range f.list[f.n+1:] {
		subs = append(subs, s.litForm(x))
	}
	return subs
}

// choose opens a choice between the alternatives of f.
func (st *state) choose(f *form, deps bits, negative bool) {
	if f.op != opOr {
		f = &form{op: opOr, sub: []*form{f}}
	}
	st.ors = append(st.ors, orRec{f: f, deps: deps, negative: negative})
}

// demand files a demand that the parts for each type understand.
func (st *state) demand(f *form, deps bits) (bits, bool) {
	switch st.k {
	case source.Object:
		if core, done, ok := st.demandObject(f, deps); done {
			return core, ok
		}
	case source.Array:
		st.demandArray(f, deps)
	}
	st.demands = append(st.demands, demand{f, deps})
	return st.bound(len(st.demands))
}

// truthOf evaluates a form by what is demanded already: 1 true, -1 false, 0 open;
// false comes with what it rests on.
func (st *state) truthOf(f *form) (int8, bits) {
	switch f.op {
	case opTrue:
		return 1, 0
	case opFalse:
		return -1, 0
	case opLit:
		return st.litTruth(f.lit)
	case opAnd:
		all := int8(1)
		for _, sub := range f.sub {
			t, deps := st.truthOf(sub)
			if t < 0 {
				return -1, deps
			}
			all = min(all, t)
		}
		return all, 0
	case opOr:
		var rests bits
		for _, sub := range f.sub {
			t, deps := st.truthOf(sub)
			if t >= 0 {
				return t, 0
			}
			rests |= deps
		}
		return -1, rests
	case opOnly:
		return st.litTruthOpen(f.list[f.n])
	case opTwo:
		return st.litTruthOpen(f.list[f.n])
	case opPresent, opAbsent, opMember:
		return st.nameTruth(f)
	case opItemAt:
		return st.partTruth(spot{f.name, f.n}, f.lit)
	}
	return st.boundTruth(f)
}

func (st *state) litTruthOpen(x lit) (int8, bits) {
	t, deps := st.litTruth(x)
	return min(t, 0), deps
}

func (st *state) litTruth(x lit) (int8, bits) {
	if r := st.about(x); r != nil {
		if r.lit == x {
			return 1, 0
		}
		return -1, r.deps
	}
	if len(st.nones) > 0 {
		if _, ok := st.has(x); ok {
			return 1, 0
		}
		if deps, ok := st.has(x.not()); ok {
			return -1, deps
		}
	}
	if deps, ok := st.learned[x]; ok {
		return -1, deps
	}
	switch st.s.formOf(x, st.k).op {
	case opTrue:
		return 1, 0
	case opFalse:
		return -1, 0
	}
	return 0, 0
}

// learn notes that a literal contradicts the demands made so far, so that another
// way to it is not followed again.
func (st *state) learn(x lit, deps bits) {
	if _, ok := st.learned[x]; ok {
		return
	}
	if st.learned == nil {
		st.learned = map[lit]bits{}
	}
	st.learned[x] = deps
	st.trail = append(st.trail, undo{kind: undoLearned, n: int(x)})
}

// mark is a point that the state can go back to.
type mark struct {
	lits, ors, nones, demands int
	trail                     int
	low, high, multiples      int
	tainted                   bool
	object                    objectMark
}

func (st *state) mark() mark {
	return mark{len(st.lits), len(st.ors), len(st.nones), len(st.demands), len(st.trail), st.low, st.high, len(st.multiples), st.tainted, st.objectMark()}
}

func (st *state) back(m mark) {
	for len(st.trail) > m.trail {
		u := &st.trail[len(st.trail)-1]
		u.undo(st)
		st.trail = st.trail[:len(st.trail)-1]
	}
	if st.index != nil {
		for _, r := range st.lits[m.lits:] {
			delete(st.index, r.lit.class())
		}
	}
	st.lits, st.ors, st.nones, st.demands = st.lits[:m.lits], st.ors[:m.ors], st.nones[:m.nones], st.demands[:m.demands]
	st.low, st.high, st.tainted = m.low, m.high, m.tainted
	st.multiples = st.multiples[:m.multiples]
	st.objectBack(m.object)
}
