package domain

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

const (
	maxReach    = 1 << 21 // words of all reach sets of a machine together
	maxListings = 64      // listings that a machine keeps
	maxListed   = 1 << 20 // bytes of a listing that is kept
	maxTries    = 1 << 13 // strings that a filter is asked about
)

// machine is an automaton with what makes listing its words quick. The tables
// grow as they are asked for.
type machine struct {
	dfa   *pattern.DFA
	runs  []run // of the characters that its words are spelled with, in order
	parts *parts

	// sets[j] are the states from which some word of exactly j code points is
	// accepted. Each set follows from the one before, so they repeat: from
	// sets[first] on, every period sets, once period is above 0.
	sets          [][]uint64
	known         map[string]int
	first, period int
	size          int
	into          [][]uint16 // by state: where it can be reached from in one step

	listings map[[2]int64]*listing
}

// reach returns the states that accept some word of exactly j code points; false
// if that is too much work.
func (m *machine) reach(j int, work *int64) ([]uint64, bool) {
	for {
		if m.period > 0 && j >= m.first {
			return m.sets[m.first+(j-m.first)%m.period], true
		}
		if j < len(m.sets) {
			return m.sets[j], true
		}
		if !m.extend(work) {
			return nil, false
		}
	}
}

// extend computes one more set, or finds the period.
func (m *machine) extend(work *int64) bool {
	states := m.dfa.States()
	width := (states + 63) / 64
	if m.size+width > maxReach || *work <= 0 {
		return false
	}
	set := make([]uint64, width)
	if len(m.sets) == 0 {
		m.prepare()
		*work -= cost(m.dfa)
		for s, accept := range m.dfa.Accept {
			if accept {
				set[s/64] |= 1 << (s % 64)
			}
		}
	} else {
		steps := 0
		for i, word := range m.sets[len(m.sets)-1] {
			for ; word != 0; word &= word - 1 {
				from := m.into[64*i+bits.TrailingZeros64(word)]
				steps += 1 + len(from)
				for _, s := range from {
					set[s/64] |= 1 << (s % 64)
				}
			}
		}
		*work -= 1 + int64(steps+width)>>6
	}
	key := make([]byte, 0, 8*width)
	for _, word := range set {
		key = binary.LittleEndian.AppendUint64(key, word)
	}
	if at, ok := m.known[string(key)]; ok {
		m.first, m.period = at, len(m.sets)-at
		return true
	}
	m.known[string(key)] = len(m.sets)
	m.sets = append(m.sets, set)
	m.size += width
	return true
}

func (m *machine) prepare() {
	m.known = map[string]int{}
	m.into = make([][]uint16, m.dfa.States())
	for s := range m.dfa.States() {
		row := m.dfa.Next[s*m.dfa.NumClasses : (s+1)*m.dfa.NumClasses]
		for i, to := range row {
			if to != 0 && !slices.Contains(row[:i], to) {
				m.into[to] = append(m.into[to], uint16(s))
			}
		}
	}
}

// accepts tells whether some word has exactly n code points.
func (m *machine) accepts(n int, work *int64) (accepts, known bool) {
	set, ok := m.reach(n, work)
	return ok && has(set, m.dfa.Start), ok
}

func has(set []uint64, state uint16) bool { return set[state/64]>>(state%64)&1 == 1 }

// settle finds the period; false if that is too much work.
func (m *machine) settle(work *int64) bool {
	for m.period == 0 {
		if !m.extend(work) {
			return false
		}
	}
	return true
}

// longer tells whether the machine has words of a length from low to high (nil:
// any), however large these are.
func (m *machine) longer(low, high *big.Int, work *int64) (exists, known bool) {
	if !m.settle(work) {
		return false, false
	}
	count := m.first + m.period // as many lengths tell all
	if high != nil {
		if d := new(big.Int).Sub(high, low); d.IsInt64() && d.Int64() < int64(count) {
			count = int(d.Int64()) + 1
		}
	}
	// Lengths from first on repeat.
	at := new(big.Int).Sub(low, big.NewInt(int64(m.first)))
	if at.Sign() >= 0 {
		at.Rem(at, big.NewInt(int64(m.period)))
	}
	from := m.first + int(at.Int64())
	for n := from; n < from+count; n++ {
		if found, _ := m.accepts(n, work); found {
			return true, true
		}
	}
	return false, true
}
