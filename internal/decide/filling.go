package decide

import (
	"github.com/atlas-dataflow/runresult/internal/source"
)

// filling is an array in the making.
type filling struct {
	p      *arrayPlan
	goals  []goal
	left   []int // by feature: items that are still missing
	room   []int // by feature: items that may still have it; < 0: any number
	status status
	value  *source.Value
}

func (p *arrayPlan) solve() result {
	f := &filling{p: p, left: make([]int, len(p.features)), room: make([]int, len(p.features))}
	for j, x := range p.features {
		f.left[j], f.room[j] = x.least, x.most
	}
	if f.place(0) {
		return result{status: found, value: f.value}
	}
	return result{status: f.status}
}

func (f *filling) stop() bool {
	if f.p.st.s.spend(1) {
		return false
	}
	f.status = unknown
	f.p.st.s.tooMuchWork()
	return true
}

// place fills the array from position i on. It reports success.
func (f *filling) place(i int) bool {
	p := f.p
	if f.stop() {
		return false
	}
	if i >= p.min && f.satisfied() {
		return f.realise()
	}
	if p.max >= 0 && i >= p.max {
		return false
	}
	if i >= p.prefix {
		return f.seed(i)
	}
	return f.position(i, 0, func() bool { return f.place(i + 1) })
}

// seed begins the tail with the items that must be alike.
func (f *filling) seed(i int) bool {
	p := f.p
	if p.seeds == 0 {
		return f.tail(i, 0)
	}
	base := p.base(p.prefix)
	for set := range 1 << len(p.features) {
		room := true
		for j := range p.features {
			room = room && (set&(1<<j) == 0 || f.room[j] < 0 || f.room[j] >= p.seeds)
		}
		g, ok := p.with(base, p.prefix, set)
		if !room || !ok {
			continue
		}
		switch p.st.s.solve(g).status {
		case empty:
			continue
		case unknown:
			f.status = unknown
			continue
		}
		for range p.seeds {
			f.goals = append(f.goals, g)
		}
		f.count(set, p.seeds)
		if f.tail(i+p.seeds, 0) {
			return true
		}
		f.count(set, -p.seeds)
		f.goals = f.goals[:len(f.goals)-p.seeds]
	}
	return false
}

func (f *filling) satisfied() bool {
	for _, n := range f.left {
		if n > 0 {
			return false
		}
	}
	return true
}

// position tries every combination of features for position i, from the given
// one on.
func (f *filling) position(i, from int, next func() bool) bool {
	base := f.p.base(i)
	for set := from; set < 1<<len(f.p.features); set++ {
		if !f.takes(set) {
			continue
		}
		g, ok := f.p.with(base, i, set)
		if !ok {
			continue
		}
		switch f.p.st.s.solve(g).status {
		case empty:
			continue
		case unknown:
			f.status = unknown
			continue
		}
		f.goals = append(f.goals, g)
		f.count(set, 1)
		if next() {
			return true
		}
		f.count(set, -1)
		f.goals = f.goals[:len(f.goals)-1]
		if f.p.st.s.work <= 0 {
			return false
		}
	}
	return false
}

// takes reports whether one more item may have these features.
func (f *filling) takes(set int) bool {
	for j := range f.p.features {
		if set&(1<<j) == 0 {
			continue
		}
		if f.room[j] == 0 {
			return false
		}
		if f.room[j] < 0 && f.left[j] <= 0 {
			return false // nothing is gained by it
		}
	}
	return true
}

// helps reports whether an item with these features is one of those that are
// still missing.
func (f *filling) helps(set int) bool {
	for j, n := range f.left {
		if set&(1<<j) != 0 && n > 0 {
			return true
		}
	}
	return false
}

func (f *filling) count(set, n int) {
	for j := range f.p.features {
		if set&(1<<j) != 0 {
			f.left[j] -= n
			if f.room[j] >= 0 {
				f.room[j] -= n
			}
		}
	}
}

// tail adds items after the prefix, which are alike, in the order of their
// combination of features.
func (f *filling) tail(i, from int) bool {
	if f.stop() {
		return false
	}
	p := f.p
	if i >= p.min && f.satisfied() {
		return f.realise()
	}
	if p.max >= 0 && i >= p.max {
		return false
	}
	if f.satisfied() && !p.unique {
		return f.pad(i)
	}
	base := p.base(p.prefix)
	padding := f.satisfied()
	for set := from; set < 1<<len(p.features); set++ {
		if !f.takes(set) || !padding && !f.helps(set) {
			continue
		}
		g, ok := p.with(base, p.prefix, set)
		if !ok {
			continue
		}
		switch p.st.s.solve(g).status {
		case empty:
			continue
		case unknown:
			f.status = unknown
			continue
		}
		n := f.atOnce(set, p.min-i)
		for range n {
			f.goals = append(f.goals, g)
		}
		f.count(set, n)
		next := set
		if !padding && f.satisfied() {
			next = 0 // from here on any combination may fill up
		}
		if f.tail(i+n, next) {
			return true
		}
		f.count(set, -n)
		f.goals = f.goals[:len(f.goals)-n]
		if p.st.s.work <= 0 {
			return false
		}
	}
	return false
}

// atOnce returns how many items of one combination are added in one step: with a
// single feature there is no reason to stop before it is satisfied.
func (f *filling) atOnce(set, missing int) int {
	if len(f.p.features) == 1 && set == 1 && f.left[0] > 1 {
		n := f.left[0]
		if f.p.max >= 0 {
			n = min(n, max(1, f.p.max-len(f.goals)))
		}
		return n
	}
	if set == 0 && len(f.p.features) == 0 && missing > 1 {
		return missing
	}
	return 1
}

// pad adds the items that are missing for the least length when all features are
// there, most of one kind at once.
func (f *filling) pad(i int) bool {
	p := f.p
	if i >= p.min {
		return f.realise()
	}
	base := p.base(p.prefix)
	for set := 0; set < 1<<len(p.features); set++ {
		n := p.min - i
		fits := true
		for j := range p.features {
			if set&(1<<j) == 0 {
				continue
			}
			switch {
			case f.room[j] < 0:
				fits = false // an item without a limited feature is counted as none
			default:
				n = min(n, f.room[j])
			}
		}
		if !fits || n <= 0 {
			continue
		}
		g, ok := p.with(base, p.prefix, set)
		if !ok {
			continue
		}
		switch p.st.s.solve(g).status {
		case empty:
			continue
		case unknown:
			f.status = unknown
			continue
		}
		for range n {
			f.goals = append(f.goals, g)
		}
		f.count(set, n)
		if f.pad(i + n) {
			return true
		}
		f.count(set, -n)
		f.goals = f.goals[:len(f.goals)-n]
		if set != 0 && len(p.features) > 1 {
			f.status = unknown // another split between the combinations might do
			p.st.s.tell(nil, "contains", "too-much-work", "several bounds on contains meet in one array")
		}
	}
	return false
}

// realise finds values for the goals of all positions.
func (f *filling) realise() bool {
	p, s := f.p, f.p.st.s
	if p.equal[0] != p.equal[1] {
		i, j := p.equal[0], p.equal[1]
		if j >= len(f.goals) {
			return false
		}
		goals := append([]goal(nil), f.goals...)
		both := goals[i]
		both.lits = append(append([]lit(nil), both.lits...), goals[j].lits...)
		both.lost = both.lost || goals[j].lost
		if both.in != nil {
			both.in = s.union(both.in, goals[j].in)
			both.out = s.union(both.out, goals[j].out)
		}
		goals[i], goals[j] = both, both
		return f.build(goals)
	}
	if p.unique && len(f.goals) > 1 {
		return f.distinct()
	}
	return f.build(f.goals)
}

func (f *filling) build(goals []goal) bool {
	items := make([]*source.Value, len(goals))
	for i, g := range goals {
		r := f.p.st.s.solve(g)
		if r.status != found {
			f.status = max(f.status, r.status)
			return false
		}
		items[i] = r.value
	}
	f.value = &source.Value{Kind: source.Array, Items: items}
	return true
}
