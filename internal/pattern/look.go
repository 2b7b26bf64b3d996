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
	n := &lookNet{nfa: newNFA(maxLookNodes)}
	n.search(p.root)
	if n.full || len(n.trackers) > maxLookTrackers || !n.classify() {
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

// Bounds of the construction.
const (
	maxLookNodes    = 20_000
	maxLookStates   = 1 << 14
	maxLookWork     = 1 << 20
	maxClauses      = 256
	maxLookTrackers = 16
)

// lookNet is the automaton of a pattern with look-around, and what it takes to
// determinise it.
type lookNet struct {
	*nfa

	intervals []interval
	classes   int
	members   []classSet // by set
	word      classSet   // ASCII word characters
	columns   map[column]map[int32]formula
	work      int
}

// search builds the search: the pattern may match anywhere.
func (n *lookNet) search(root *Node) {
	every := n.intern(AnyCodePoint())
	n.start = n.add(nfaNode{op: nfaSplit})
	body := n.build(root, 0)
	skip := n.add(nfaNode{op: nfaSet, set: every, out: n.start})
	n.nodes[n.start].out, n.nodes[n.start].alt = body, skip
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
