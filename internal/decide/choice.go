package decide

import (
	"github.com/atlas-dataflow/runresult/internal/source"
)

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
		// Without a choice to make, the leaf finds out by itself.
		if core, ok := st.check(pick >= 0 || level > 0); !ok {
			return result{status: empty}, core
		}
		if d := st.finite(); d != nil {
			return st.s.candidates(st.g, allKinds, d.f.values), d.deps
		}
		if pick < 0 {
			r, core, more := st.leaf()
			if more {
				continue
			}
			return r, core
		}
		if st.k == source.Number {
			if done, core, ok := st.sweep(); !ok {
				return result{status: empty}, core
			} else if done {
				continue
			}
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
		late := pick{at: -1}
		for i := 0; i < len(st.ors); i++ {
			r := &st.ors[i]
			if r.done {
				continue
			}
			p := &others
			switch {
			case r.late:
				p = &late
			case r.negative:
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
			did, core, ok := st.refute(breaks.at < 0 && others.at < 0 && late.at < 0)
			if !ok {
				return -1, core, false
			}
			if again = did; again {
				continue
			}
			switch {
			case breaks.at >= 0 && (breaks.count == 1 || others.at < 0):
				return breaks.at, 0, true
			case others.at >= 0:
				return others.at, 0, true
			}
			return late.at, 0, true
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
	looked := int64(0)
	left := st.eachAlternative(f, func(i int, sub *form) bool {
		looked++
		t, deps := st.truthOf(sub)
		switch {
		case t > 0:
			holds = true
			return false
		case t < 0:
			rests |= deps
		default:
			live++
			last = i
		}
		return most == 0 || live < 2 || live < most || len(f.sub) <= 64
	})
	st.s.spend(looked / 16)
	return live, last, rests | left, holds
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
	work, outer := st.s.work, st.s.inner
	st.s.inner = 0
	out := result{status: empty}
	over := false // out says all there is to say
	left := st.eachAlternative(f, func(_ int, sub *form) bool {
		if t, deps := st.truthOf(sub); t < 0 {
			rests |= deps
			return true
		}
		m := st.mark()
		core, ok := st.hopeful(sub, own, negative)
		if ok {
			core, ok = st.assert(sub, own, negative)
		}
		r := result{status: empty}
		if ok {
			r, core = st.run(level + 1)
		}
		st.back(m)
		switch r.status {
		case found:
			out, rests, over = r, 0, true
		case unknown:
			out.status, out.exists = unknown, out.exists || r.exists
			over = st.s.work <= 0
		default:
			if core&own == 0 {
				out, rests, over = result{status: empty}, core, true
				break
			}
			if level < lastBit {
				core &^= own
			}
			rests |= core
			if sub.op == opLit {
				st.learn(sub.lit, core)
			}
		}
		return !over
	})
	cost := work - st.s.work
	st.s.blame(st.g, f, cost-st.s.inner)
	st.s.inner = outer + cost
	if over {
		return out, rests
	}
	return out, rests | left
}

// wideOne is how many branches of oneOf make it worth a look at the chosen one alone.
const wideOne = 16

// hopeful looks at a branch of oneOf by itself, before it is demanded of all others
// that they do not hold: most are refuted without.
func (st *state) hopeful(f *form, deps bits, negative bool) (bits, bool) {
	if f.op != opOnly || len(f.list) < wideOne {
		return 0, true
	}
	m := st.mark()
	core, ok := st.assertLit(f.list[f.n], deps)
	if ok {
		_, core, ok = st.propagate()
	}
	st.back(m)
	return core, ok
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
func (st *state) leaf() (r result, core bits, more bool) {
	switch st.k {
	case source.Number:
		r, core = st.number()
	case source.String:
		r, core = st.text()
	case source.Array:
		r, core = st.array()
	default:
		r, core, more = st.objectLeaf()
	}
	if !more && r.status == found {
		r, core = st.judged(r)
	}
	r.exists = r.exists && !st.tainted
	return r, core, more
}

// judged checks a value that was found although something was left out, and asks
// the judge of whole documents about the outermost value.
func (st *state) judged(r result) (result, bits) {
	if st.tainted {
		ok, sure := st.s.meets(st.g, r.value)
		if !sure && st.s.judgeKnows() && st.s.judge(r.value) {
			return r, 0
		}
		if !ok || !sure {
			st.s.tellTaint(st.taintedBy)
			return result{status: unknown}, 0
		}
	}
	if st.s.doubts(r.value) || !st.s.fits(st.g, r.value) {
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
	undoNone
	undoLearned
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
	case undoLearned:
		delete(st.learned, lit(u.n))
	case undoNone:
		st.nones[u.n].done = false
	case undoLost:
		u.rec.lost = false
	case undoName:
		delete(st.object.names, u.rec.name)
		st.object.order = st.object.order[:u.n]
	}
}
