package pattern

// blocks is a partition of the states 0 … n-1 that can only get finer: elements
// holds the states block by block.
type blocks struct {
	elements []int32
	position []int // of a state in elements
	of       []int // block of a state
	first    []int // by block: where it begins in elements
	end      []int // by block: where it ends
	count    int
}

func newBlocks(n int) *blocks {
	p := &blocks{elements: make([]int32, n), position: make([]int, n), of: make([]int, n)}
	for s := range n {
		p.elements[s], p.position[s] = int32(s), s
	}
	p.first, p.end, p.count = []int{0}, []int{n}, 1
	return p
}

func (p *blocks) members(b int) []int32 { return p.elements[p.first[b]:p.end[b]] }

// split separates the states for which in is true.
func (p *blocks) split(in []bool) {
	var marked []int32
	for s, yes := range in {
		if yes {
			marked = append(marked, int32(s))
		}
	}
	p.splitMarked(marked)
}

// splitMarked splits every block that the marked states (no duplicates) cut in
// two, and returns for each the block and the new block beside it, in the order
// in which the blocks were met.
func (p *blocks) splitMarked(marked []int32) (pairs [][2]int) {
	moved := map[int]int{}
	var met []int
	for _, s := range marked { // gather the marked at the front of their block
		b := p.of[s]
		if moved[b] == 0 {
			met = append(met, b)
		}
		to := p.first[b] + moved[b]
		moved[b]++
		other := p.elements[to]
		p.elements[to], p.elements[p.position[s]] = s, other
		p.position[other], p.position[s] = p.position[s], to
	}
	for _, b := range met {
		cut := p.first[b] + moved[b]
		if cut == p.end[b] {
			continue
		}
		fresh := p.count
		p.count++
		p.first, p.end = append(p.first, p.first[b]), append(p.end, cut)
		p.first[b] = cut
		for _, s := range p.members(fresh) {
			p.of[s] = fresh
		}
		pairs = append(pairs, [2]int{b, fresh})
	}
	return pairs
}

// inverse lists predecessors: into(state, class) are the states that go to state
// on class.
type inverse struct {
	classes int
	start   []int32
	from    []int32
}

func (v *inverse) into(state int32, class int) []int32 {
	i := int(state)*v.classes + class
	return v.from[v.start[i]:v.start[i+1]]
}

func (d *draft) inverse() *inverse {
	n := len(d.accept)
	v := &inverse{classes: d.classes, start: make([]int32, n*d.classes+1), from: make([]int32, n*d.classes)}
	slot := func(i int) int { return int(d.next[i])*d.classes + i%d.classes }
	for i := range d.next {
		v.start[slot(i)+1]++
	}
	for i := 1; i < len(v.start); i++ {
		v.start[i] += v.start[i-1]
	}
	fill := make([]int32, n*d.classes)
	for i := range d.next {
		at := slot(i)
		v.from[v.start[at]+fill[at]] = int32(i / d.classes)
		fill[at]++
	}
	return v
}
