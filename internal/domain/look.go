package domain

import "github.com/atlas-dataflow/runresult/internal/pattern"

// Look-around is regular. What a pattern with look-ahead wants of the rest of a
// string is a Boolean formula over nodes of an automaton, and every character
// turns it into the formula for what is left. What look-behind wants of the
// beginning is a set of nodes carried along. Formula and sets together are a
// state, and there are finitely many.

// automaton returns the automaton of a pattern, or why there is none.
func automaton(p *pattern.Pattern) (d *pattern.DFA, reason string) {
	if d, ok := p.DFA(maxStates); ok {
		return d, ""
	}
	looks, followed := survey(p.Root(), false)
	switch {
	case !followed:
		return nil, UnreadPattern
	case !looks:
		return nil, TooMuchWork
	}
	n := &lookNet{looks: map[*pattern.Node]int32{}}
	n.add(lookNode{op: lookMatch})
	n.begin(p.Root())
	if n.full || !n.classify() {
		return nil, TooMuchWork
	}
	d, ok := n.determine()
	if !ok {
		return nil, TooMuchWork
	}
	// The subset of states that matters is usually far smaller.
	if d, ok = pattern.Intersect([]*pattern.DFA{d}, nil, maxStates); !ok {
		return nil, TooMuchWork
	}
	return d, ""
}

// survey tells whether a tree has look-around, and whether all of it can be
// followed: no back-references, and no look-around inside look-behind.
func survey(n *pattern.Node, behind bool) (looks, followed bool) {
	if n.Op == pattern.OpBackReference || n.Op == pattern.OpLook && behind {
		return true, false
	}
	looks, followed = n.Op == pattern.OpLook, true
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
	assert   pattern.Op
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
	trackers []int32                 // by look-behind: where it begins
	looks    map[*pattern.Node]int32 // what is built: where it begins, or the tracker
	sets     []pattern.Set
	full     bool // too big

	classes classes
	word    []bool   // by class: ASCII word characters
	member  [][]bool // by set and class
	columns map[column]map[int32]formula
	work    int
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
func (n *lookNet) begin(root *pattern.Node) {
	every := n.addSet(pattern.AnyCodePoint())
	n.start = n.add(lookNode{op: lookSplit})
	body := n.build(root, 0)
	skip := n.add(lookNode{op: lookSet, set: every, out: n.start})
	n.nodes[n.start].out, n.nodes[n.start].alt = body, skip
}

func (n *lookNet) addSet(s pattern.Set) int {
	for i, t := range n.sets {
		if t.Equal(s) {
			return i
		}
	}
	n.sets = append(n.sets, s)
	return len(n.sets) - 1
}

// build makes the nodes of a tree in front of next.
func (n *lookNet) build(t *pattern.Node, next int32) int32 {
	if n.full {
		return 0
	}
	switch t.Op {
	case pattern.OpSet:
		return n.add(lookNode{op: lookSet, set: n.addSet(t.Set), out: next})
	case pattern.OpConcat:
		for i := len(t.Sub) - 1; i >= 0; i-- {
			next = n.build(t.Sub[i], next)
		}
	case pattern.OpAlternate:
		entry := n.build(t.Sub[len(t.Sub)-1], next)
		for i := len(t.Sub) - 2; i >= 0; i-- {
			entry = n.add(lookNode{op: lookSplit, out: n.build(t.Sub[i], next), alt: entry})
		}
		return entry
	case pattern.OpGroup:
		return n.build(t.Sub[0], next)
	case pattern.OpRepeat:
		return n.repeat(t, next)
	case pattern.OpBegin, pattern.OpEnd, pattern.OpWordBoundary, pattern.OpNotWordBoundary:
		return n.add(lookNode{op: lookAssert, assert: t.Op, out: next})
	case pattern.OpLook:
		return n.add(n.look(t, next))
	}
	return next
}

// look makes the node of a look-around. What it looks for is built once however
// often the place is written out.
func (n *lookNet) look(t *pattern.Node, next int32) lookNode {
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

func (n *lookNet) repeat(t *pattern.Node, next int32) int32 {
	entry := next
	if t.Max == pattern.Unlimited {
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

// divided splits a pattern that begins with ^ and look-ahead into patterns that
// must match and patterns that must not, which together mean the same; nil if it
// is not of that shape. Parts are smaller than the whole and shared more often.
func divided(p *pattern.Pattern) (wanted, refused []*pattern.Pattern) {
	root, src := p.Root(), p.String()
	if _, followed := survey(root, false); root.Op != pattern.OpConcat || !followed {
		return nil, nil
	}
	anchored, end := false, 0
	var looks []*pattern.Node
	for _, n := range root.Sub {
		if n.Op == pattern.OpBegin {
			anchored = true
		} else if n.Op == pattern.OpLook && !n.Behind {
			looks = append(looks, n)
		} else {
			break
		}
		end = n.End
	}
	if !anchored || len(looks) == 0 {
		return nil, nil
	}
	// A slice that cuts a group apart does not parse.
	rest, err := pattern.Parse("^(?:" + src[end:] + ")")
	if err != nil {
		return nil, nil
	}
	wanted = append(wanted, rest)
	for _, n := range looks {
		look, err := pattern.Parse("^(?:" + src[n.Offset+len("(?="):n.End-1] + ")")
		switch {
		case err != nil:
			return nil, nil
		case n.Negate:
			refused = append(refused, look)
		default:
			wanted = append(wanted, look)
		}
	}
	return wanted, refused
}
