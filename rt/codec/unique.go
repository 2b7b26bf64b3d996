package codec

import (
	"hash/maphash"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// secrets make hashes that nobody can foretell, so that nobody can prepare a
// document whose values all hash alike. They differ from process to process.
type secrets struct {
	seed                               maphash.Seed
	null, yes, no, number, str, member uint64
	array, object                      uint64
}

func newSecrets() *secrets {
	s := &secrets{seed: maphash.MakeSeed()}
	for i, p := range []*uint64{&s.null, &s.yes, &s.no, &s.number, &s.str, &s.member, &s.array, &s.object} {
		*p = maphash.Bytes(s.seed, []byte{byte(i)})
	}
	return s
}

var processSecrets = newSecrets()

// hashedList is the hash of a list that UniqueItems has read.
type hashedList struct {
	from, to int
	sum      uint64
}

// UniqueItems reports whether no two of the n items are equal of the array that
// begins at offset at and that was just read. Lists in each other are judged from
// the inside out; each remembers its hash for those around it, so that together
// they read the text about once.
func (c *Cursor) UniqueItems(at, n int) bool {
	if n < 2 {
		return true
	}
	first := len(c.hashed)
	for first > 0 && c.hashed[first-1].from > at {
		first--
	}
	h := textHasher{secrets: processSecrets, known: c.hashed[first:], buf: c.hashBuf}
	h.Start(c.Src(), 0)
	h.Leap(at)
	items := make([]hashedList, 0, n)
	last := make(map[uint64]int32, n)
	before := make([]int32, 0, n) // the previous item with the same hash, or -1
	sum := h.array
	h.Peek()
	for h.Enter(); h.Element(); {
		item := hashedList{from: h.Begin()}
		item.sum = h.hash()
		item.to = h.Pos()
		i, found := last[item.sum]
		if !found {
			i = -1
		}
		before = append(before, i)
		for ; i >= 0; i = before[i] {
			if wire.EqualJSON(c.Src()[items[i].from:items[i].to], c.Src()[item.from:item.to]) {
				return false
			}
		}
		last[item.sum] = int32(len(items))
		items = append(items, item)
		sum = mix(sum) + item.sum
	}
	c.hashBuf = h.buf
	c.hashed = append(c.hashed[:first], hashedList{at, h.Pos(), mix(sum + uint64(len(items)))})
	return true
}

// textHasher hashes values so that equal ones hash alike: member order and the
// spelling of numbers and strings do not count.
type textHasher struct {
	wire.Cursor
	*secrets
	known []hashedList // those still to come
	buf   []byte
}

// hash reads one value.
func (h *textHasher) hash() uint64 {
	switch h.Peek() {
	case wire.KindNull:
		h.Nil()
		return h.null
	case wire.KindBool:
		if h.True() {
			return h.yes
		}
		return h.no
	case wire.KindNumber:
		h.buf = wire.AppendCanonicalNumber(h.buf[:0], h.Num())
		return mix(maphash.Bytes(h.seed, h.buf) + h.number)
	case wire.KindString:
		return mix(maphash.String(h.seed, h.Str()) + h.str)
	case wire.KindArray:
		if len(h.known) > 0 && h.known[0].from == h.Pos() {
			sum := h.known[0].sum
			h.Leap(h.known[0].to)
			h.known = h.known[1:]
			return sum
		}
		sum, n := h.array, uint64(0)
		for h.Enter(); h.Element(); n++ {
			sum = mix(sum) + h.hash()
		}
		return mix(sum + n)
	case wire.KindObject:
		sum, n := h.object, uint64(0)
		for h.Enter(); h.Member(); n++ {
			// A sum, because order does not count; of terms that nobody knows.
			name := maphash.String(h.seed, h.Key())
			sum += mix(mix(name+h.member) + h.hash())
		}
		return mix(sum + n)
	}
	h.Skip()
	return 0
}

// mix spreads every bit of x over the whole word.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
