package eval

import (
	"hash/maphash"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// seed is secret and differs from process to process, so nobody can prepare a
// document whose values all hash alike.
var seed = maphash.MakeSeed()

// secrets are what hashes of values without text begin with: with known numbers
// there, arrays of nothing but null and true could be found that hash alike.
type secrets struct{ null, yes, no, number, array, object, member uint64 }

var processSecrets = secretsOf(seed)

func secretsOf(seed maphash.Seed) (s secrets) {
	for i, p := range []*uint64{&s.null, &s.yes, &s.no, &s.number, &s.array, &s.object, &s.member} {
		*p = maphash.Bytes(seed, []byte{byte(i)})
	}
	return s
}

// hasher hashes values so that equal values (see Equal) hash alike. Hashes of
// containers are remembered, by the offset of a value in its text: with
// uniqueItems on every level of a deep document each value is still hashed once.
type hasher struct {
	known map[int]uint64
	buf   []byte
}

// scalarHash is the hash of a value without kids.
func (h *hasher) scalarHash(v *Value) uint64 {
	s := &processSecrets
	switch v.kind {
	case rt.KindString:
		return maphash.String(seed, v.text)
	case rt.KindNumber:
		h.buf = codec.AppendCanonical(h.buf[:0], v.text)
		return mix(maphash.Bytes(seed, h.buf) + s.number)
	case rt.KindBool:
		if v.truth {
			return s.yes
		}
		return s.no
	}
	return s.null
}

func (h *hasher) hash(v *Value) uint64 {
	if v.kind != rt.KindArray && v.kind != rt.KindObject {
		return h.scalarHash(v)
	}
	if sum, ok := h.known[v.offset]; ok {
		return sum
	}
	var sum uint64
	if v.kind == rt.KindArray {
		sum = processSecrets.array
		for i := range v.kids {
			sum = mix(sum) + h.hash(&v.kids[i])
		}
	} else {
		// A sum, because member order does not count. What is summed is mixed
		// from secrets, so sums cannot be steered.
		for i := range v.kids {
			kid := &v.kids[i]
			sum += mix(mix(maphash.String(seed, kid.name)+processSecrets.member) + h.hash(kid))
		}
		sum += processSecrets.object
	}
	sum = mix(sum + uint64(len(v.kids)))
	if v.size > 8 {
		if h.known == nil {
			h.known = make(map[int]uint64)
		}
		h.known[v.offset] = sum
	}
	return sum
}

// mix spreads every bit of x over the whole word.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// firstRepeat returns the positions of the first item that equals an earlier
// one, and of that earlier one; ok is false when all differ. The work is
// linear in the size of v.
func (h *hasher) firstRepeat(v *Value) (first, repeat int, ok bool) {
	n := len(v.kids)
	if n <= 3 {
		for j := 1; j < n; j++ {
			for i := 0; i < j; i++ {
				if Equal(&v.kids[i], &v.kids[j]) {
					return i, j, true
				}
			}
		}
		return 0, 0, false
	}
	last := make(map[uint64]int32, n)
	before := make([]int32, n) // the previous item with the same hash, or -1
	for j := range v.kids {
		sum := h.hash(&v.kids[j])
		i, found := last[sum]
		if !found {
			i = -1
		}
		before[j] = i
		for ; i >= 0; i = before[i] {
			if Equal(&v.kids[i], &v.kids[j]) {
				return int(i), j, true
			}
		}
		last[sum] = int32(j)
	}
	return 0, 0, false
}
