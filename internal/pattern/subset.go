package pattern

import (
	"encoding/binary"
	"slices"
)

// maxWork bounds the steps of building one automaton: NFA nodes visited plus
// table entries made. Real patterns need some thousands.
const maxWork = 1 << 22

// context is what an assertion needs to know of the character before.
type context uint8

const (
	atBegin context = iota // nothing before
	afterOther
	afterWord // an ASCII word character before
)

// draft is an automaton before minimisation: states numbered from 0, transitions
// next[state*classes+class].
type draft struct {
	intervals []interval
	classes   int
	next      []int32
	accept    []bool
}

// subsets is the subset construction. A DFA state is the set of NFA nodes that
// consume a character or wait for a condition on what follows, together with the
// character before where \b needs it. The start of the NFA joins every set,
// because matching searches; a match, once found, stays found.
type subsets struct {
	draft
	nfa       *nfa
	members   []classSet // by set of the NFA
	word      classSet   // classes of ASCII word characters
	maxStates int
	work      int

	sets   [][]int32 // by state: NFA nodes, sorted
	before []context // by state
	ids    map[string]int32
	seen   []int // by NFA node: last closure that visited it
	stamp  int
	stack  []int32
}

func newSubsets(a *nfa, maxStates int) (*subsets, bool) {
	b := &subsets{nfa: a, ids: map[string]int32{}, seen: make([]int, len(a.nodes))}
	// Minimisation may merge states, so leave the raw automaton some room.
	b.maxStates = 4*min(maxStates, maxStateNumber) + 64
	sets := a.sets
	if a.boundaries {
		sets = append(slices.Clip(sets), wordSet)
	}
	size := 0
	for _, s := range sets {
		size += len(s)
	}
	if len(sets)*(2*size+8) > maxWork {
		return nil, false
	}
	var ok bool
	if b.intervals, b.members, b.classes, ok = partition(sets); !ok {
		return nil, false
	}
	if a.boundaries {
		b.word = b.members[len(sets)-1]
	}
	return b, true
}

// run explores all states; false when a bound is reached.
func (b *subsets) run() bool {
	b.state(b.closure([]int32{b.nfa.start}, atBegin), atBegin)
	for state := 0; state < len(b.sets); state++ {
		if !b.expand(int32(state)) {
			return false
		}
	}
	return true
}

// state returns the number of the state for a closed set, making it if new; a
// set that holds a match is the matched state whatever else it holds.
func (b *subsets) state(set []int32, before context) int32 {
	if len(set) > 0 && set[0] == 0 { // node 0 is the match
		set, before = set[:1], afterOther
	}
	key := make([]byte, 1, 1+4*len(set))
	key[0] = byte(before)
	for _, n := range set {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	id, ok := b.ids[string(key)]
	if !ok {
		id = int32(len(b.sets))
		b.ids[string(key)] = id
		b.sets = append(b.sets, slices.Clone(set))
		b.before = append(b.before, before)
		b.work += len(set)
	}
	return id
}

// closure follows the edges that need no further character: from nodes, with
// what is before known. Assertions on what comes after stay in the result.
func (b *subsets) closure(from []int32, before context) []int32 {
	return b.follow(from, func(assert Op) (holds, later bool) {
		if assert == OpBegin {
			return before == atBegin, false
		}
		return false, true
	})
}

// settle resolves the remaining assertions of a set when what comes after is
// known: a character (word or not), or the end.
func (b *subsets) settle(set []int32, before context, end, word bool) []int32 {
	boundary := (before == afterWord) != word
	return b.follow(set, func(assert Op) (holds, later bool) {
		switch assert {
		case OpBegin:
			return before == atBegin, false
		case OpEnd:
			return end, false
		case OpWordBoundary:
			return boundary, false
		}
		return !boundary, false
	})
}

func (b *subsets) follow(from []int32, ask func(Op) (holds, later bool)) []int32 {
	b.stamp++
	var out []int32
	push := func(n int32) {
		if b.seen[n] != b.stamp {
			b.seen[n] = b.stamp
			b.stack = append(b.stack, n)
		}
	}
	for _, n := range from {
		push(n)
	}
	for len(b.stack) > 0 {
		at := b.stack[len(b.stack)-1]
		b.stack = b.stack[:len(b.stack)-1]
		b.work++
		switch n := &b.nfa.nodes[at]; n.op {
		case nfaSplit:
			push(n.alt)
			push(n.out)
		case nfaAssert:
			holds, later := ask(n.assert)
			if holds {
				push(n.out)
			} else if later {
				out = append(out, at)
			}
		default:
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

// expand makes the transitions of a state.
func (b *subsets) expand(state int32) bool {
	set, before := b.sets[state], b.before[state]
	final := len(set) > 0 && set[0] == 0
	atEnd := b.settle(set, before, true, false)
	b.accept = append(b.accept, final || len(atEnd) > 0 && atEnd[0] == 0)
	var settled [2][]int32 // by whether the character is a word character
	var done [2]bool
	for class := range b.classes {
		if b.work++; b.work > maxWork || len(b.sets) > b.maxStates {
			return false
		}
		if final {
			b.next = append(b.next, state)
			continue
		}
		kind, after := 0, afterOther
		if b.word.has(class) {
			kind, after = 1, afterWord
		}
		if !done[kind] {
			done[kind], settled[kind] = true, b.settle(set, before, false, kind == 1)
		}
		now := settled[kind]
		if len(now) > 0 && now[0] == 0 {
			b.next = append(b.next, b.state(now, after))
			continue
		}
		targets := []int32{b.nfa.start}
		for _, at := range now {
			if n := &b.nfa.nodes[at]; b.members[n.set].has(class) {
				targets = append(targets, n.out)
			}
		}
		b.work += len(now)
		b.next = append(b.next, b.state(b.closure(targets, after), after))
	}
	return true
}
