package pattern

// nfaOp is the kind of an NFA node.
type nfaOp uint8

const (
	nfaSet    nfaOp = iota // consume a code point of set, go to out
	nfaSplit               // go to out or alt
	nfaAssert              // if the assertion holds go to out
	nfaMatch
)

type nfaNode struct {
	op       nfaOp
	assert   Op // nfaAssert
	set      int
	out, alt int32
}

// nfa is Thompson's automaton of a pattern with repetitions written out.
type nfa struct {
	nodes      []nfaNode
	start      int32
	sets       []Set // distinct
	boundaries bool  // the pattern asks for word boundaries

	setIndex map[string]int
}

// newNFA builds the automaton back to front, each part knowing where to go on.
// The caller has made sure that the pattern can be expressed and is not too big.
func newNFA(root *Node) *nfa {
	a := &nfa{setIndex: map[string]int{}}
	match := a.add(nfaNode{op: nfaMatch})
	a.start = a.build(root, match)
	return a
}

func (a *nfa) add(n nfaNode) int32 {
	a.nodes = append(a.nodes, n)
	return int32(len(a.nodes) - 1)
}

func (a *nfa) build(n *Node, next int32) int32 {
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
	}
	return next
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
			entry = a.add(nfaNode{op: nfaSplit, out: a.build(sub, entry), alt: next})
		}
	}
	for range n.Min {
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
