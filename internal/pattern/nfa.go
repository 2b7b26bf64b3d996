package pattern

// nfaOp is the kind of an NFA node.
type nfaOp uint8

const (
	nfaSet    nfaOp = iota // consume a code point of set, go to out
	nfaSplit               // go to out or alt
	nfaAssert              // if the assertion holds go to out
	nfaAhead               // if the automaton at alt accepts the rest (or does not) go to out
	nfaBehind              // if the tracker has matched here (or has not) go to out
	nfaMatch               // the pattern, or the look-around, has matched
)

type nfaNode struct {
	op       nfaOp
	negate   bool // nfaAhead, nfaBehind: what is looked for must not be there
	assert   Op   // nfaAssert
	set      int  // nfaSet: the set. nfaBehind: the tracker
	out, alt int32
}

// nfa is Thompson's automaton of a pattern with repetitions written out; node 0
// is the match. Look-around stands in it as nodes that ask about another part of
// the same automaton.
type nfa struct {
	nodes      []nfaNode
	start      int32
	sets       []Set           // distinct
	boundaries bool            // the pattern asks for word boundaries
	looks      map[*Node]int32 // look-around that is built: where it begins, or the tracker
	trackers   []int32         // by look-behind: where it begins
	room       int             // for so many nodes more
	full       bool            // there was not enough

	setIndex map[string]int
}

// newNFA begins an automaton of at most so many nodes with its match.
func newNFA(room int) *nfa {
	a := &nfa{room: room, looks: map[*Node]int32{}, setIndex: map[string]int{}}
	a.add(nfaNode{op: nfaMatch})
	return a
}

func (a *nfa) add(n nfaNode) int32 {
	if len(a.nodes) >= a.room {
		a.full = true
		return 0
	}
	a.nodes = append(a.nodes, n)
	return int32(len(a.nodes) - 1)
}

// build makes the nodes of a tree in front of next: back to front, each part
// knowing where to go on. The caller has made sure that the tree has no
// back-references.
func (a *nfa) build(n *Node, next int32) int32 {
	if a.full {
		return 0
	}
	switch n.Op {
	case OpSet:
		return a.add(nfaNode{op: nfaSet, set: a.intern(n.Set), out: next})
	case OpConcat:
		for i := len(n.Sub) - 1; i >= 0; i-- {
			next = a.build(n.Sub[i], next)
		}
	case OpAlternate:
		entry := a.build(n.Sub[len(n.Sub)-1], next)
		for i := len(n.Sub) - 2; i >= 0; i-- {
			entry = a.add(nfaNode{op: nfaSplit, out: a.build(n.Sub[i], next), alt: entry})
		}
		return entry
	case OpGroup:
		return a.build(n.Sub[0], next)
	case OpRepeat:
		return a.repeat(n, next)
	case OpBegin, OpEnd, OpWordBoundary, OpNotWordBoundary:
		a.boundaries = a.boundaries || n.Op == OpWordBoundary || n.Op == OpNotWordBoundary
		return a.add(nfaNode{op: nfaAssert, assert: n.Op, out: next})
	case OpLook:
		return a.add(a.look(n, next))
	}
	return next
}

// look makes the node of a look-around. What it looks for is built once however
// often the place is written out.
func (a *nfa) look(n *Node, next int32) nfaNode {
	at, known := a.looks[n]
	if !known {
		if at = a.build(n.Sub[0], 0); n.Behind {
			a.trackers = append(a.trackers, at)
			at = int32(len(a.trackers) - 1)
		}
		a.looks[n] = at
	}
	if n.Behind {
		return nfaNode{op: nfaBehind, negate: n.Negate, set: int(at), out: next}
	}
	return nfaNode{op: nfaAhead, negate: n.Negate, alt: at, out: next}
}

func (a *nfa) repeat(n *Node, next int32) int32 {
	sub := n.Sub[0]
	if sub.zeroWidth() {
		if n.Min > 0 {
			return a.build(sub, next)
		}
		return next
	}
	entry := next
	if n.Max == Unlimited {
		entry = a.add(nfaNode{op: nfaSplit, alt: next})
		body := a.build(sub, entry)
		a.nodes[entry].out = body
	} else {
		for range n.Max - n.Min {
			if a.full {
				return 0
			}
			entry = a.add(nfaNode{op: nfaSplit, out: a.build(sub, entry), alt: next})
		}
	}
	for range n.Min {
		if a.full {
			return 0
		}
		entry = a.build(sub, entry)
	}
	return entry
}

func (a *nfa) intern(s Set) int {
	key := make([]byte, 0, 8*len(s))
	for _, r := range s {
		key = append(key, byte(r.Lo>>16), byte(r.Lo>>8), byte(r.Lo), byte(r.Hi>>16), byte(r.Hi>>8), byte(r.Hi))
	}
	index, ok := a.setIndex[string(key)]
	if !ok {
		index = len(a.sets)
		a.sets = append(a.sets, s)
		a.setIndex[string(key)] = index
	}
	return index
}
