package decide

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRefine: the classes are those of refining all schemas round by round, numbers
// included.
func TestRefine(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		list := make([]*schema, 1+r.IntN(40))
		for i := range list {
			list[i] = &schema{id: int32(i), class: int32(r.IntN(1 + r.IntN(3)))}
		}
		for _, c := range list {
			for range r.IntN(3) {
				child := list[r.IntN(len(list))]
				switch r.IntN(4) {
				case 0:
					c.all = append(c.all, child)
				case 1:
					c.not = child
				case 2:
					c.items = child
				default:
					c.prefix = append(c.prefix, child)
				}
			}
		}
		first, shapes := make([]int32, len(list)), newNumbering()
		for _, c := range list { // what shows without following a reference
			c.class = 5 + shapes.of([]byte(fmt.Sprint(c.class, len(c.all), len(c.prefix), c.not != nil, c.items != nil)))
		}
		for i, c := range list {
			first[i] = c.class
		}
		want := roundByRound(list, 9)
		for i, c := range list {
			c.class = first[i]
		}
		refine(list, len(list), 9)
		for i, c := range list {
			require.Equal(t, want[i], c.class, "seed %d, schema %d", seed, i)
		}
	}
}

func roundByRound(list []*schema, first int32) []int32 {
	next := make([]int32, len(list))
	for before := 0; ; {
		round := newNumbering()
		for i, c := range list {
			next[i] = first + round.of(c.appendChildren(binary.AppendVarint(nil, int64(c.class))))
		}
		for i, c := range list {
			c.class = next[i]
		}
		if round.size() == before {
			return slices.Clone(next)
		}
		before = round.size()
	}
}

// TestRefineChain: a cycle of which one schema is another costs no round a schema.
func TestRefineChain(t *testing.T) {
	const n = 200_000
	list := make([]*schema, n)
	for i := range list {
		list[i] = &schema{id: int32(i)}
	}
	for i, c := range list {
		c.items = list[(i+1)%n]
	}
	list[0].class = 1
	refine(list, n, 0)
	require.EqualValues(t, n-1, list[n-1].class)
}
