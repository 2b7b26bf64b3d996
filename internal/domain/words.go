package domain

import (
	"math/big"
	"slices"
	"unicode/utf8"
)

// unlimited stands for a length beyond every automaton's word.
const unlimited = int64(1) << 40

// smallest lists words of the machine that are in the set and pass the filter.
func (m *machine) smallest(s *Strings, rest *filter, k int, work *int64) Result {
	low, high := int64(0), unlimited
	if v := s.MinLength; v != nil && v.Sign() > 0 {
		if low = unlimited; v.IsInt64() {
			low = min(v.Int64(), unlimited)
		}
	}
	if v := s.MaxLength; v != nil && v.IsInt64() {
		high = min(v.Int64(), unlimited)
	}
	if low > MaxWord {
		return m.tail(s.MinLength, s.MaxLength, work)
	}
	key := [2]int64{low, high}
	list := m.listings[key]
	if list == nil {
		list = &listing{machine: m, length: low, high: high}
		if m.listings == nil || len(m.listings) >= maxListings {
			m.listings = map[[2]int64]*listing{}
		}
		m.listings[key] = list
	}
	r := list.take(s, rest, k, work)
	if list.bytes > maxListed {
		delete(m.listings, key)
	}
	return r
}

// tail answers for lengths beyond MaxWord: nothing is spelled, but that there is
// nothing can be proved.
func (m *machine) tail(low, high *big.Int, work *int64) Result {
	exists, known := m.longer(low, high, work)
	switch {
	case !known:
		return Result{Reason: TooMuchWork}
	case exists:
		return Result{Reason: WitnessTooLarge}
	}
	return Result{Complete: true}
}

// listing spells the words of a machine in order, as far as they are asked for.
type listing struct {
	machine      *machine
	words        []string
	bytes        int
	length, high int64    // the length of the words being listed, and the last
	part         *machine // whose words of that length are being listed; nil: none yet
	mixed        bool     // that it is the second part
	place        []frame  // of the last word; empty: none of this length yet
	idle         int      // lengths without words since the last one with
	stop         string   // why there are no more: "" is that there are none
	ended        bool
}

// frame is a choice in a word: the state it was made in, and the code point.
type frame struct {
	state uint16
	run   int32
	char  rune
}

// take returns up to k members.
func (l *listing) take(s *Strings, rest *filter, k int, work *int64) Result {
	var r Result
	if len(s.Not) == 0 && len(rest.tests) == 0 {
		more, why := l.more(k, work)
		if more && !l.another() {
			more, why = l.more(k+1, work)
		}
		r.Values = l.words[:min(k, len(l.words)):min(k, len(l.words))]
		if r.Complete = !more && why == ""; len(r.Values) < k || k == 0 {
			r.Reason = why
		}
		return r
	}
	var not map[string]bool
	if len(s.Not) > 16 {
		not = make(map[string]bool, len(s.Not))
		for _, v := range s.Not {
			not[v] = true
		}
		*work -= int64(len(s.Not)) >> 3
	}
	tries := 0
	for i := 0; ; i++ {
		more, why := l.more(i+1, work)
		if !more {
			if r.Complete = why == ""; len(r.Values) < k || k == 0 {
				r.Reason = why
			}
			return r
		}
		v := l.words[i]
		if not[v] || not == nil && slices.Contains(s.Not, v) {
			continue
		}
		if len(rest.tests) > 0 {
			tries++
			*work -= 1 + int64(len(v))>>5
			if tries > maxTries || *work <= 0 {
				if len(r.Values) < k || k == 0 {
					r.Reason, r.Bad = TooMuchWork, rest.big
				}
				return r
			}
			if !passes(rest.tests, v) {
				continue
			}
		}
		if len(r.Values) == k {
			return r
		}
		r.Values = append(r.Values, v)
	}
}

// more makes sure of n words; if there are not so many, why says what stopped
// the listing, "" that these are all.
func (l *listing) more(n int, work *int64) (ok bool, why string) {
	for len(l.words) < n {
		if l.ended {
			return false, l.stop
		}
		if *work--; *work <= 0 {
			return false, TooMuchWork
		}
		if len(l.place) == 0 && !l.seek(work) {
			if !l.ended {
				return false, TooMuchWork
			}
			continue
		}
		if l.next(work) {
			word := l.spell()
			l.words = append(l.words, word)
			l.bytes += len(word) + 16
			*work -= int64(len(word)) >> 4
		} else if *work <= 0 {
			return false, TooMuchWork
		}
	}
	return true, ""
}

// another tells whether the place is in the middle of a run, so that there is
// one word more without a look at it.
func (l *listing) another() bool {
	n := len(l.place)
	return n > 0 && l.place[n-1].char < l.part.runs[l.place[n-1].run].hi
}

// seek finds the next length with words; false if there is none (ended) or the
// work is too much.
func (l *listing) seek(work *int64) bool {
	m := l.machine
	for ; ; l.length++ {
		switch {
		case l.length > l.high:
			l.ended = true
			return false
		case l.length > MaxWord:
			var high *big.Int
			if l.high < unlimited {
				high = big.NewInt(l.high)
			}
			exists, known := m.longer(big.NewInt(l.length), high, work)
			if !known {
				return false
			}
			if l.ended = true; exists {
				l.stop = WitnessTooLarge
			}
			return false
		case m.period > 0 && l.length >= int64(m.first) && l.idle >= m.period:
			l.ended = true // a whole period of lengths has none
			return false
		}
		found, known := m.accepts(int(l.length), work)
		if !known {
			return false
		}
		if found {
			l.idle = 0
			return true
		}
		if m.period > 0 && l.length >= int64(m.first) {
			l.idle++
		}
		*work--
	}
}

// next moves to the next word of the length; false if there is none in this part,
// with the part or the length moved on, or the work is spent.
func (l *listing) next(work *int64) bool {
	n := int(l.length)
	if l.part == nil && !l.begin(work) {
		return false
	}
	if len(l.place) == 0 {
		if n == 0 { // the empty word is the only one
			l.length, l.part = l.length+1, nil
			return true
		}
		if ok, known := l.part.accepts(n, work); !known {
			if *work > 0 {
				l.ended, l.stop = true, TooMuchWork
			}
			return false
		} else if ok {
			l.place = append(l.place, frame{state: l.part.dfa.Start, run: -1})
		}
	}
	*work -= int64(n-len(l.place)) >> 4
	for depth := len(l.place) - 1; depth >= 0; {
		to, ok := l.step(&l.place[depth], n-depth-1, work)
		switch {
		case !ok:
			l.place = l.place[:depth]
			depth--
		case depth == n-1:
			return true
		default:
			l.place = append(l.place, frame{state: to, run: -1})
			depth++
		}
	}
	l.advance(work)
	return false
}

// begin takes up the first part of the length.
func (l *listing) begin(work *int64) bool {
	l.part, l.mixed = l.machine.divided(work).plain, false
	return *work > 0
}

// advance takes up the second part of the length, or the next length.
func (l *listing) advance(work *int64) {
	if next := l.machine.divided(work).mixing(l.machine, work); next != nil && !l.mixed {
		l.part, l.mixed = next, true
		return
	}
	l.length, l.part = l.length+1, nil
}

// step makes the frame's next choice from which left more code points lead to
// acceptance, and returns the state behind it.
func (l *listing) step(f *frame, left int, work *int64) (uint16, bool) {
	m := l.part
	set, _ := m.reach(left, work) // known: longer words were reached
	row := m.dfa.Next[int(f.state)*m.dfa.NumClasses:]
	if f.run >= 0 {
		if r := m.runs[f.run]; f.char < r.hi {
			f.char++
			return row[r.class], true
		}
	}
	for f.run++; int(f.run) < len(m.runs); f.run++ {
		if r := m.runs[f.run]; has(set, row[r.class]) {
			f.char = r.lo
			return row[r.class], true
		}
	}
	return 0, false
}

// spell writes the word of the place; an empty place is the empty word.
func (l *listing) spell() string {
	word := make([]byte, 0, len(l.place)+8)
	for _, f := range l.place {
		word = utf8.AppendRune(word, f.char)
	}
	return string(word)
}
