package pattern

import "slices"

// minimal returns the smallest automaton equal to the draft, whose start is
// state 0: states merged by Hopcroft's partition refinement, classes merged
// where no state tells them apart, states numbered breadth first (the dead one
// first), so that equal languages give equal tables.
func (d *draft) minimal(maxStates int) (*DFA, bool) {
	block, blocks := d.refine()
	// One representative per block stands for all.
	rep := make([]int, blocks)
	for s := len(block) - 1; s >= 0; s-- {
		rep[block[s]] = s
	}
	step := func(b, class int) int { return block[d.next[rep[b]*d.classes+class]] }
	dead := -1
	for b := range blocks {
		if !d.accept[rep[b]] && d.closed(b, step) {
			dead = b
		}
	}
	// Breadth first from the start; 0 is dead whether or not it is reached.
	names := make([]int, blocks)
	for i := range names {
		names[i] = -1
	}
	order := []int{dead}
	if dead >= 0 {
		names[dead] = 0
	}
	visit := func(b int) {
		if names[b] < 0 {
			names[b] = len(order)
			order = append(order, b)
		}
	}
	visit(block[0])
	for i := 1; i < len(order); i++ {
		for class := range d.classes {
			visit(step(order[i], class))
		}
	}
	if len(order) > min(maxStates, maxStateNumber) {
		return nil, false
	}
	classes, columns := d.mergeClasses(order, step)
	out := &DFA{
		NumClasses: columns, Start: uint16(names[block[0]]),
		Next:   make([]uint16, len(order)*columns),
		Accept: make([]bool, len(order)), Always: make([]bool, len(order)),
	}
	out.ASCII, out.Wide = tables(classes.intervals)
	for state, b := range order {
		if state == 0 {
			continue
		}
		out.Accept[state] = d.accept[rep[b]]
		out.Always[state] = out.Accept[state] && d.closed(b, step)
		for column, class := range classes.first {
			out.Next[state*columns+column] = uint16(names[step(b, class)])
		}
	}
	return out, true
}

// closed reports whether a block never leaves itself.
func (d *draft) closed(b int, step func(b, class int) int) bool {
	for class := range d.classes {
		if step(b, class) != b {
			return false
		}
	}
	return true
}

// mergedClasses are the classes that remain: their intervals, and for each the
// first old class in it.
type mergedClasses struct {
	intervals []interval
	first     []int
}

func (d *draft) mergeClasses(order []int, step func(b, class int) int) (mergedClasses, int) {
	columns := map[string]int{}
	renamed := make([]int, d.classes)
	var out mergedClasses
	for class := range d.classes {
		key := make([]byte, 0, 4*len(order))
		for _, b := range order {
			if b >= 0 {
				to := step(b, class)
				key = append(key, byte(to), byte(to>>8), byte(to>>16))
			}
		}
		column, ok := columns[string(key)]
		if !ok {
			column = len(columns)
			columns[string(key)] = column
			out.first = append(out.first, class)
		}
		renamed[class] = column
	}
	out.intervals = slices.Clone(d.intervals)
	for i := range out.intervals {
		out.intervals[i].class = renamed[out.intervals[i].class]
	}
	return out, len(columns)
}

// refine returns for each state the number of its equivalence class, and how
// many there are (Hopcroft 1971: O(classes · n · log n)).
func (d *draft) refine() (block []int, blocks int) {
	n := len(d.accept)
	before := d.inverse()
	p := newBlocks(n)
	p.split(d.accept)
	queued := make([]bool, n+1)
	var queue []int
	enqueue := func(b int) { queue, queued[b] = append(queue, b), true }
	for b := range p.count {
		enqueue(b)
	}
	mark := make([]bool, n)
	for len(queue) > 0 {
		splitter := queue[len(queue)-1]
		queue, queued[splitter] = queue[:len(queue)-1], false
		states := slices.Clone(p.members(splitter))
		for class := range d.classes {
			var touched []int32
			for _, s := range states {
				for _, from := range before.into(s, class) {
					if !mark[from] {
						mark[from] = true
						touched = append(touched, from)
					}
				}
			}
			for _, pair := range p.splitMarked(touched) {
				old, fresh := pair[0], pair[1]
				switch {
				case queued[old]:
					enqueue(fresh)
				case len(p.members(old)) < len(p.members(fresh)):
					enqueue(old)
				default:
					enqueue(fresh)
				}
			}
			for _, s := range touched {
				mark[s] = false
			}
		}
	}
	return p.of, p.count
}
