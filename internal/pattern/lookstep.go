package pattern

import (
	"encoding/binary"
	"math"
	"slices"
)

// column is all that a node's formula depends on: the character before, the
// class of the next character (-1: the end), and which look-behinds hold here.
type column struct {
	before context
	next   int
	holds  uint32
}

// lookState is a state of the determinised net: what is wanted of the rest, the
// character before and, by tracker, the nodes it is at.
type lookState struct {
	want   formula
	before context
	at     [][]int32
}

func (s lookState) key() string {
	key := []byte{byte(s.before)}
	list := func(v []int32) {
		key = binary.AppendUvarint(key, uint64(len(v)))
		for _, n := range v {
			key = binary.AppendUvarint(key, uint64(n))
		}
	}
	key = binary.AppendUvarint(key, uint64(len(s.want)))
	for _, clause := range s.want {
		list(clause)
	}
	for _, at := range s.at {
		list(at)
	}
	return string(key)
}

// determine builds an automaton of at most so many states; false past a bound.
func (n *lookNet) determine(limit int) (*draft, bool) {
	n.columns = map[column]map[int32]formula{}
	d := &draft{intervals: n.intervals, classes: n.classes}
	start := lookState{want: formula{{2 * n.start}}, at: make([][]int32, len(n.trackers))}
	for i, entry := range n.trackers {
		start.at[i] = []int32{entry}
	}
	states, ids := []lookState{start}, map[string]int32{start.key(): 0}
	for i := 0; i < len(states); i++ {
		end, ok := n.step(states[i], -1)
		if !ok {
			return nil, false
		}
		d.accept = append(d.accept, end.want.always())
		for class := range n.classes {
			next, ok := n.step(states[i], class)
			if !ok || len(states) > limit {
				return nil, false
			}
			key := next.key()
			id, known := ids[key]
			if !known {
				id = int32(len(states))
				states, ids[key] = append(states, next), id
			}
			d.next = append(d.next, id)
		}
	}
	return d, true
}

// step moves a state over a character of a class, or (-1) to the end, where what
// is still wanted is nothing or impossible.
func (n *lookNet) step(s lookState, class int) (lookState, bool) {
	c := column{before: s.before, next: class}
	next := lookState{before: afterOther}
	if class >= 0 && n.word.has(class) {
		next.before = afterWord
	}
	for i, at := range s.at {
		holds, moved := n.track(at, c)
		if holds {
			c.holds |= 1 << i
		}
		moved = append(moved, n.trackers[i])
		slices.Sort(moved)
		next.at = append(next.at, slices.Compact(moved))
	}
	x := n.columns[c]
	if x == nil {
		x = map[int32]formula{}
		n.columns[c] = x
	}
	e := expansion{net: n, column: c, known: x, depth: map[int32]int{}}
	for _, clause := range s.want {
		n.work += 1 + len(clause)
		all := nothingWanted
		for _, literal := range clause {
			f, _ := e.expand(literal >> 1)
			if literal&1 == 1 {
				f = e.not(f)
			}
			all = e.and(all, f)
		}
		next.want = e.or(next.want, all)
	}
	if next.want.always() || len(next.want) == 0 { // nothing matters any more
		next = lookState{want: next.want}
	}
	return next, n.work <= maxLookWork
}

// track moves the nodes of a look-behind over a character, and tells whether it
// has matched before it.
func (n *lookNet) track(at []int32, c column) (holds bool, moved []int32) {
	seen := map[int32]bool{}
	stack := slices.Clone(at)
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[i] {
			continue
		}
		seen[i] = true
		n.work++
		switch node := &n.nodes[i]; node.op {
		case nfaMatch:
			holds = true
		case nfaSet:
			if c.next >= 0 && n.members[node.set].has(c.next) {
				moved = append(moved, node.out)
			}
		case nfaSplit:
			stack = append(stack, node.out, node.alt)
		case nfaAssert:
			if n.asserts(node.assert, c) {
				stack = append(stack, node.out)
			}
		}
	}
	return holds, moved
}

func (n *lookNet) asserts(op Op, c column) bool {
	switch op {
	case OpBegin:
		return c.before == atBegin
	case OpEnd:
		return c.next < 0
	}
	boundary := (c.before == afterWord) != (c.next >= 0 && n.word.has(c.next))
	return boundary == (op == OpWordBoundary)
}

// expansion computes the formulas of nodes in one column.
type expansion struct {
	net    *lookNet
	column column
	known  map[int32]formula
	depth  map[int32]int // of the nodes whose formulas are being computed
}

// expand returns what the node wants of the rest behind the next character. A
// node met again on the way to itself adds nothing: the formulas are the least
// that solve the equations, and loops run through disjunctions and look-around
// conditions only. low is the outermost such node that the result depends on;
// it is kept only if there is none.
func (e *expansion) expand(i int32) (f formula, low int) {
	if f, ok := e.known[i]; ok {
		return f, math.MaxInt
	}
	if d, ok := e.depth[i]; ok {
		return nil, d
	}
	n := e.net
	if n.work++; n.work > maxLookWork {
		return nil, math.MaxInt
	}
	depth := len(e.depth)
	e.depth[i] = depth
	low = math.MaxInt
	sub := func(to int32) formula {
		f, l := e.expand(to)
		low = min(low, l)
		return f
	}
	switch node := &n.nodes[i]; node.op {
	case nfaMatch:
		f = nothingWanted
	case nfaSet:
		if e.column.next >= 0 && n.members[node.set].has(e.column.next) {
			if f = (formula{{2 * node.out}}); node.out == 0 {
				f = nothingWanted
			}
		}
	case nfaSplit:
		f = e.or(sub(node.out), sub(node.alt))
	case nfaAssert:
		if n.asserts(node.assert, e.column) {
			f = sub(node.out)
		}
	case nfaAhead:
		f = sub(node.alt)
		if node.negate {
			f = e.not(f)
		}
		f = e.and(f, sub(node.out))
	case nfaBehind:
		if (e.column.holds>>node.set&1 == 1) != node.negate {
			f = sub(node.out)
		}
	}
	delete(e.depth, i)
	if low >= depth {
		e.known[i], low = f, math.MaxInt
	}
	return f, low
}
