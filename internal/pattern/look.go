package pattern

import "slices"

// Look-around is regular. What a pattern with look-ahead wants of the rest of a
// string is a Boolean formula over nodes of an automaton, and every character
// turns it into the formula for what is left. What look-behind wants of the
// beginning is a set of nodes carried along. Formula and sets together are a
// state, and there are finitely many.

// lookDraft builds the automaton of a pattern with look-around, not minimal;
// false if it is one that is not followed, or past a bound. states is how many
// states the minimal automaton may have.
func (p *Pattern) lookDraft(states int) (*draft, bool) {
	looks, followed := survey(p.root, false)
	if !looks || !followed {
		return nil, false
	}
	n := &lookNet{looks: map[*Node]int32{}}
	n.add(lookNode{op: lookMatch})
	n.begin(p.root)
	if n.full || !n.classify() {
		return nil, false
	}
	// What tells states apart here may not tell their languages apart.
	return n.determine(min(maxLookStates, 32*states+1024))
}

// Regular reports whether the pattern is one that automata follow, so that
// nothing but its size can keep [Pattern.DFA] from an answer: it has no
// back-references, and no look-around inside look-behind.
func (p *Pattern) Regular() bool {
	_, followed := survey(p.root, false)
	return followed
}

// survey tells whether a tree has look-around, and whether all of it can be
// followed: no back-references, and no look-around inside look-behind.
func survey(n *Node, behind bool) (looks, followed bool) {
	if n.Op == OpBackReference || n.Op == OpLook && behind {
		return true, false
	}
	looks, followed = n.Op == OpLook, true
	behind = behind || looks && n.Behind
	for _, s := range n.Sub {
		l, f := survey(s, behind)
		looks, followed = looks || l, followed && f
	}
	return looks, followed
}

// lookOp is the kind of a node of a lookNet.
type lookOp uint8

const (
	lookMatch  lookOp = iota // the pattern, or the look-around, has matched
	lookSet                  // a code point of the set, then out
	lookSplit                // out or alt
	lookAssert               // out, if the assertion holds
	lookAhead                // out, if the automaton at alt accepts the rest (or does not)
	lookBehind               // out, if the tracker has matched here (or has not)
)

type lookNode struct {
	op       lookOp
	negate   bool
	assert   Op
	set      int // lookSet: the set. lookBehind: the tracker
	out, alt int32
}

// Bounds of the construction.
const (
	maxLookNodes    = 20_000
	maxLookStates   = 1 << 14
	maxLookWork     = 1 << 20
	maxClauses      = 256
	maxLookTrackers = 16
)

// lookNet is the automaton of a pattern with look-around; node 0 is the match.
type lookNet struct {
	nodes    []lookNode
	start    int32
	trackers []int32         // by look-behind: where it begins
	looks    map[*Node]int32 // what is built: where it begins, or the tracker
	sets     []Set
	full     bool // too big

	intervals []interval
	classes   int
	members   []classSet // by set
	word      classSet   // ASCII word characters
	columns   map[column]map[int32]formula
	work      int
}

func (n *lookNet) add(node lookNode) int32 {
	if len(n.nodes) >= maxLookNodes {
		n.full = true
		return 0
	}
	n.nodes = append(n.nodes, node)
	return int32(len(n.nodes) - 1)
}

// begin builds the search: the pattern may match anywhere.
func (n *lookNet) begin(root *Node) {
	every := n.addSet(AnyCodePoint())
	n.start = n.add(lookNode{op: lookSplit})
	body := n.build(root, 0)
	skip := n.add(lookNode{op: lookSet, set: every, out: n.start})
	n.nodes[n.start].out, n.nodes[n.start].alt = body, skip
}

func (n *lookNet) addSet(s Set) int {
	for i, t := range n.sets {
		if t.Equal(s) {
			return i
		}
	}
	n.sets = append(n.sets, s)
	return len(n.sets) - 1
}

// build makes the nodes of a tree in front of next.
func (n *lookNet) build(t *Node, next int32) int32 {
	if n.full {
		return 0
	}
	switch t.Op {
	case OpSet:
		return n.add(lookNode{op: lookSet, set: n.addSet(t.Set), out: next})
	case OpConcat:
		for i := len(t.Sub) - 1; i >= 0; i-- {
			next = n.build(t.Sub[i], next)
		}
	case OpAlternate:
		entry := n.build(t.Sub[len(t.Sub)-1], next)
		for i := len(t.Sub) - 2; i >= 0; i-- {
			entry = n.add(lookNode{op: lookSplit, out: n.build(t.Sub[i], next), alt: entry})
		}
		return entry
	case OpGroup:
		return n.build(t.Sub[0], next)
	case OpRepeat:
		return n.repeat(t, next)
	case OpBegin, OpEnd, OpWordBoundary, OpNotWordBoundary:
		return n.add(lookNode{op: lookAssert, assert: t.Op, out: next})
	case OpLook:
		return n.add(n.look(t, next))
	}
	return next
}

// look makes the node of a look-around. What it looks for is built once however
// often the place is written out.
func (n *lookNet) look(t *Node, next int32) lookNode {
	at, known := n.looks[t]
	if !known {
		if at = n.build(t.Sub[0], 0); t.Behind {
			n.trackers = append(n.trackers, at)
			at = int32(len(n.trackers) - 1)
			n.full = n.full || len(n.trackers) > maxLookTrackers
		}
		n.looks[t] = at
	}
	if t.Behind {
		return lookNode{op: lookBehind, negate: t.Negate, set: int(at), out: next}
	}
	return lookNode{op: lookAhead, negate: t.Negate, alt: at, out: next}
}

func (n *lookNet) repeat(t *Node, next int32) int32 {
	entry := next
	if t.Max == Unlimited {
		entry = n.add(lookNode{op: lookSplit, alt: next})
		body := n.build(t.Sub[0], entry)
		n.nodes[entry].out = body
	} else {
		for range t.Max - t.Min {
			if n.full {
				return 0
			}
			entry = n.add(lookNode{op: lookSplit, out: n.build(t.Sub[0], entry), alt: next})
		}
	}
	for range t.Min {
		if n.full {
			return 0
		}
		entry = n.build(t.Sub[0], entry)
	}
	return entry
}

// classify finds the classes of code points; false if they are too many.
func (n *lookNet) classify() bool {
	sets, size := append(slices.Clip(n.sets), wordSet), 0
	for _, s := range sets {
		size += len(s)
	}
	if len(sets)*(2*size+8) > maxWork {
		return false
	}
	var ok bool
	if n.intervals, n.members, n.classes, ok = partition(sets); ok {
		n.word = n.members[len(sets)-1]
	}
	return ok
}
