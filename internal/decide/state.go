package decide

import (
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
	index   map[lit]int32
	ors     []orRec
	demands []demand // everything that is not a choice
	// low and high are the places in demands, counted from 1, of the tightest
	// bounds on a number or on a length; 0 when there is none.
	low, high int
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
	if st.k == source.Object {
		if st.g.lost {
			return st.beginLost()
		}
	} else if st.k == source.Array && st.g.lost {
		_, ok := st.assert(&form{op: opLostBelow}, 0, false)
		return ok
	}
	return true
}

// has returns what the presence of a literal rests on.
func (st *state) has(x lit) (bits, bool) {
	if st.index != nil {
		if i, ok := st.index[x]; ok {
			return st.lits[i].deps, true
		}
		return 0, false
	}
	for i := range st.lits {
		if st.lits[i].lit == x {
			return st.lits[i].deps, true
		}
	}
	return 0, false
}

// assertLit demands a literal. On a contradiction it returns what that rests on.
func (st *state) assertLit(x lit, deps bits) (bits, bool) {
	if !st.s.spend(1) {
		return 0, true // the run ends at its next step
	}
	if other, ok := st.has(x.not()); ok {
		return deps | other, false
	}
	if _, ok := st.has(x); ok {
		return 0, true
	}
	if st.index != nil {
		st.index[x] = int32(len(st.lits))
	} else if len(st.lits) >= 12 {
		st.index = make(map[lit]int32, 32)
		for i, r := range st.lits {
			st.index[r.lit] = int32(i)
		}
		st.index[x] = int32(len(st.lits))
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
		for i, x := range f.list {
			if i != f.n {
				x = x.not()
			}
			if core, ok := st.assertLit(x, deps); !ok {
				return core, false
			}
		}
		return 0, true
	case opNone:
		for _, x := range f.list {
			if core, ok := st.assertLit(x.not(), deps); !ok {
				return core, false
			}
		}
		return 0, true
	case opTwo:
		subs := make([]*form, 0, len(f.list)-f.n-1)
		for _, x := range f.list[f.n+1:] {
			subs = append(subs, litForm(x))
		}
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

// choose opens a choice between the alternatives of f.
func (st *state) choose(f *form, deps bits, negative bool) {
	if f.op != opOr {
		f = &form{op: opOr, sub: []*form{f}}
	}
	st.ors = append(st.ors, orRec{f: f, deps: deps, negative: negative})
}

// demand files a demand that the parts for each type understand.
func (st *state) demand(f *form, deps bits) (bits, bool) {
	if st.k == source.Object {
		if core, done, ok := st.demandObject(f, deps); done {
			return core, ok
		}
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
	}
	return st.boundTruth(f)
}

func (st *state) litTruthOpen(x lit) (int8, bits) {
	t, deps := st.litTruth(x)
	return min(t, 0), deps
}

func (st *state) litTruth(x lit) (int8, bits) {
	if _, ok := st.has(x); ok {
		return 1, 0
	}
	if deps, ok := st.has(x.not()); ok {
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

// mark is a point that the state can go back to.
type mark struct {
	lits, ors, demands, trail int
	low, high                 int
	tainted                   bool
	object                    objectMark
}

func (st *state) mark() mark {
	return mark{len(st.lits), len(st.ors), len(st.demands), len(st.trail), st.low, st.high, st.tainted, st.objectMark()}
}

func (st *state) back(m mark) {
	for len(st.trail) > m.trail {
		u := &st.trail[len(st.trail)-1]
		u.undo(st)
		st.trail = st.trail[:len(st.trail)-1]
	}
	if st.index != nil {
		for _, r := range st.lits[m.lits:] {
			delete(st.index, r.lit)
		}
	}
	st.lits, st.ors, st.demands = st.lits[:m.lits], st.ors[:m.ors], st.demands[:m.demands]
	st.low, st.high, st.tainted = m.low, m.high, m.tainted
	st.objectBack(m.object)
}

// everything is the union of what all demands rest on.
func (st *state) everything(level int) bits {
	if level > lastBit {
		level = lastBit
	}
	return 1<<(level+1) - 1
}

// run makes the open choices one after the other. With empty comes what that
// rests on: when the last decision is not part of it, its other alternatives
// fail for the same reason and are not tried.
func (st *state) run(level int) (result, bits) {
	if st.s.work <= 0 {
		st.s.tooMuchWork()
		return result{status: unknown}, 0
	}
	for {
		pick, core, ok := st.propagate()
		if !ok {
			return result{status: empty}, core
		}
		if st.s.work <= 0 {
			st.s.tooMuchWork()
			return result{status: unknown}, 0
		}
		if core, ok := st.check(); !ok {
			return result{status: empty}, core
		}
		if d := st.finite(); d != nil {
			return st.s.candidates(st.g, allKinds, d.f.values), d.deps
		}
		if pick < 0 {
			r, core, more := st.leaf(level)
			if more {
				continue
			}
			return r, core
		}
		return st.branch(pick, level)
	}
}

// propagate settles choices that have one alternative left and picks the next to
// branch on. A single way to break the other schema comes first: it is what the
// value is for. When several have to be found at once, choices about what the
// value is come first, because they settle many of the others. It returns -1 when
// no choice is open.
func (st *state) propagate() (int, bits, bool) {
	for again := true; again; {
		again = false
		breaks := pick{at: -1}
		others := pick{at: -1}
		for i := 0; i < len(st.ors); i++ {
			r := &st.ors[i]
			if r.done {
				continue
			}
			p := &others
			if r.negative {
				p = &breaks
			}
			live, last, rests, holds := st.alternatives(r.f, p.live)
			if !st.s.spend(1) {
				return -1, 0, true
			}
			switch {
			case holds:
				st.settle(i)
			case live == 0:
				return -1, rests | r.deps, false
			case live == 1:
				f, deps, negative := r.f.sub[last], r.deps|rests, r.negative
				st.settle(i)
				if core, ok := st.assert(f, deps, negative); !ok {
					return -1, core, false
				}
				again = true
			default:
				p.offer(i, live)
			}
		}
		if !again {
			if breaks.count == 1 || others.at < 0 {
				return breaks.at, 0, true
			}
			return others.at, 0, true
		}
	}
	return -1, 0, true
}

// pick is the choice with the fewest alternatives of one sort.
type pick struct{ at, live, count int }

func (p *pick) offer(i, live int) {
	p.count++
	if p.at < 0 || live < p.live {
		p.at, p.live = i, live
	}
}

// alternatives counts those of a disjunction that are not refuted. Of a long one
// it may stop counting at most, unless that is 0.
func (st *state) alternatives(f *form, most int) (live, last int, rests bits, holds bool) {
	for i, sub := range f.sub {
		t, deps := st.truthOf(sub)
		switch {
		case t > 0:
			return 0, 0, 0, true
		case t < 0:
			rests |= deps
		default:
			live++
			last = i
		}
		if most > 0 && live > 1 && live >= most && len(f.sub) > 64 {
			return live, last, rests, false
		}
	}
	return live, last, rests, false
}

func (st *state) settle(i int) {
	st.ors[i].done = true
	st.trail = append(st.trail, undo{kind: undoOr, n: i})
}

// branch tries the alternatives of a choice.
func (st *state) branch(pick, level int) (result, bits) {
	f, rests, negative := st.ors[pick].f, st.ors[pick].deps, st.ors[pick].negative
	st.settle(pick)
	own := decision(level)
	out := result{status: empty}
	for _, sub := range f.sub {
		if t, deps := st.truthOf(sub); t < 0 {
			rests |= deps
			continue
		}
		m := st.mark()
		core, ok := st.assert(sub, own, negative)
		r := result{status: empty}
		if ok {
			r, core = st.run(level + 1)
		}
		st.back(m)
		switch r.status {
		case found:
			return r, 0
		case unknown:
			out.status = unknown
			if st.s.work <= 0 {
				return out, 0
			}
		default:
			if core&own == 0 {
				return result{status: empty}, core
			}
			if level < lastBit {
				core &^= own
			}
			rests |= core
		}
	}
	return out, rests
}

// finite returns a demand that leaves a few values only: they are judged by the
// whole goal, so the other demands do not matter any more.
func (st *state) finite() *demand {
	for i := range st.demands {
		if st.demands[i].f.op == opEnum {
			return &st.demands[i]
		}
	}
	return nil
}

// leaf is reached when no choice is open: the demands are solved by the part for
// the type. It may make new choices (more).
func (st *state) leaf(level int) (r result, core bits, more bool) {
	switch st.k {
	case source.Number:
		r, core = st.number()
	case source.String:
		r, core = st.text()
	case source.Array:
		r, core = st.array()
	default:
		r, core, more = st.objectLeaf(level)
	}
	if !more && r.status == found {
		r, core = st.judged(r)
	}
	return r, core, more
}

// judged checks a value that was found although something was left out, and asks
// the judge of whole documents about the outermost value.
func (st *state) judged(r result) (result, bits) {
	if st.tainted {
		if ok, sure := st.s.meets(st.g, r.value); !ok || !sure {
			st.s.tell(st.taintedBy.schema, st.taintedBy.keyword, "not-followed", "the search does not follow the keyword, and the values it tried were refused or could not be judged")
			return result{status: unknown}, 0
		}
	}
	if st.s.doubts(r.value) {
		return result{status: unknown}, 0
	}
	return r, 0
}

// undo takes back one change that truncating lists does not.
type undo struct {
	kind undoKind
	n    int
	rec  *nameRec
	// fresh is the record to restore.
	fresh *freshRec
}

type undoKind uint8

const (
	undoOr undoKind = iota
	undoPresent
	undoAbsent
	undoLits
	undoPlaced
	undoName
	undoFresh
	undoLost
)

func (u *undo) undo(st *state) {
	switch u.kind {
	case undoOr:
		st.ors[u.n].done = false
	case undoPresent:
		u.rec.present = false
	case undoAbsent:
		u.rec.absent = false
	case undoLits:
		u.rec.lits = u.rec.lits[:u.n]
	case undoPlaced:
		st.object.some[u.n].placed = false
	case undoFresh:
		st.object.fresh[u.n] = *u.fresh
	case undoLost:
		u.rec.lost = false
	case undoName:
		delete(st.object.names, u.rec.name)
		st.object.order = st.object.order[:u.n]
	}
}
