package pattern

import "encoding/binary"

// Intersect returns the minimal automaton of the strings that every ds[i]
// accepts, or rejects where negate[i] is true (negate may be nil: none). No
// automata at all accept every string. It reports false past maxStates, past 256
// classes, or when it would be too much work.
func Intersect(ds []*DFA, negate []bool, maxStates int) (*DFA, bool) {
	if maxStates < 1 {
		return nil, false
	}
	p := &product{ds: ds, negate: make([]bool, len(ds)), ids: map[string]int32{}}
	copy(p.negate, negate)
	p.limit = 4*min(maxStates, maxStateNumber) + 64
	if !p.align() || !p.run() {
		return nil, false
	}
	return p.minimal(maxStates)
}

// product explores tuples of states.
type product struct {
	draft
	ds     []*DFA
	negate []bool
	column [][]int // by class of the product and automaton: the automaton's class
	tuples [][]uint16
	ids    map[string]int32
	limit  int
}

// align finds classes fine enough for all automata.
func (p *product) align() bool {
	var sets []Set
	ranges := 0
	for _, d := range p.ds {
		bySet := make([][]Range, d.NumClasses)
		for c, class := range d.ASCII {
			bySet[class] = append(bySet[class], Range{rune(c), rune(c)})
		}
		for _, w := range d.Wide {
			bySet[w.Class] = append(bySet[w.Class], Range{w.Lo, w.Hi})
		}
		for _, rs := range bySet {
			sets = append(sets, normalise(rs))
			ranges += len(rs)
		}
	}
	if len(sets)*(2*ranges+8) > maxWork {
		return false
	}
	var ok bool
	if p.intervals, _, p.classes, ok = partition(sets); !ok {
		return false
	}
	p.column = make([][]int, p.classes)
	for _, iv := range p.intervals {
		if p.column[iv.class] == nil {
			columns := make([]int, len(p.ds))
			for i, d := range p.ds {
				columns[i] = d.class(iv.Lo)
			}
			p.column[iv.class] = columns
		}
	}
	return true
}

func (p *product) run() bool {
	start := make([]uint16, len(p.ds))
	for i, d := range p.ds {
		start[i] = d.Start
	}
	p.state(start)
	work := 0
	for state := 0; state < len(p.tuples); state++ {
		tuple := p.tuples[state]
		p.accept = append(p.accept, p.accepts(tuple))
		next := make([]uint16, len(tuple))
		for class := range p.classes {
			if work += len(tuple) + 1; work > maxWork || len(p.tuples) > p.limit {
				return false
			}
			for i, d := range p.ds {
				next[i] = d.Next[int(tuple[i])*d.NumClasses+p.column[class][i]]
			}
			p.next = append(p.next, p.state(next))
		}
	}
	return true
}

// state returns the number of a tuple. Tuples that can never accept share one.
func (p *product) state(tuple []uint16) int32 {
	key := make([]byte, 0, 2*len(tuple)+1)
	for i, s := range tuple {
		if p.negate[i] && p.ds[i].Always[s] || !p.negate[i] && s == 0 {
			key = append(key[:0], 'x')
			break
		}
		key = binary.LittleEndian.AppendUint16(key, s)
	}
	id, ok := p.ids[string(key)]
	if !ok {
		id = int32(len(p.tuples))
		p.ids[string(key)] = id
		p.tuples = append(p.tuples, append([]uint16(nil), tuple...))
	}
	return id
}

func (p *product) accepts(tuple []uint16) bool {
	for i, s := range tuple {
		if p.ds[i].Accept[s] == p.negate[i] {
			return false
		}
	}
	return true
}
