package attack

import "math/rand/v2"

// Choice makes every random choice of this package. It repeats: the same seed
// gives the same choices on every machine.
type Choice struct {
	r    *rand.Rand
	data []byte // when r is nil
}

// NewChoice returns the choices of one pair of a run.
func NewChoice(seed, pair uint64) *Choice {
	return &Choice{r: rand.New(rand.NewPCG(seed, pair))}
}

// FromBytes returns choices that a fuzzer directs. When the bytes are used up,
// every choice is the first one, so whatever is being made ends soon.
func FromBytes(data []byte) *Choice { return &Choice{data: data} }

// pick returns a number below n, and 0 when n is not positive.
func (c *Choice) pick(n int) int {
	if n <= 1 {
		return 0
	}
	if c.r != nil {
		return c.r.IntN(n)
	}
	if len(c.data) == 0 {
		return 0
	}
	x := int(c.data[0])
	c.data = c.data[1:]
	if n > 256 && len(c.data) > 0 {
		x = x<<8 | int(c.data[0])
		c.data = c.data[1:]
	}
	return x % n
}

// chance is true in one of n cases.
func (c *Choice) chance(n int) bool { return c.pick(n) == n-1 }

// of returns one of list, which is not empty.
func of[T any](c *Choice, list []T) T { return list[c.pick(len(list))] }

// some returns between least and most members of list, in its order, without
// repetition.
func some[T any](c *Choice, list []T, least, most int) []T {
	want := least + c.pick(min(most, len(list))-least+1)
	var out []T
	for i, x := range list {
		if left := len(list) - i; len(out) < want && c.pick(left) < want-len(out) {
			out = append(out, x)
		}
	}
	return out
}
