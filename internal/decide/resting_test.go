package decide

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a tentative result rests on is that of the run it is in. Here every result
// is told its own, one by one, as the definition has it.
func TestTentativeResultsRestOnTheShallowestFailure(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := &search{solving: solving{memo: map[string]*result{}}}
		var plain []string // tentative, by the definition
		low := map[string]int32{}
		keys := 0
		var goal func(depth int32)
		goal = func(depth int32) {
			keys++
			key := strconv.Itoa(keys)
			s.frames = append(s.frames, frame{key: key, low: noFrame, since: len(s.tentative)})
			since := len(plain)
			for range rng.IntN(4) {
				if depth < 8 && rng.IntN(3) > 0 {
					goal(depth + 1)
				} else if rng.IntN(2) == 0 {
					s.lower(rng.Int32N(depth + 1))
				}
			}
			f := s.frames[depth]
			s.frames = s.frames[:depth]
			st := []status{empty, empty, empty, unknown, found}[rng.IntN(5)]
			s.finish(key, depth, f, result{status: st})

			mine := plain[since:]
			low[key] = noFrame
			switch {
			case st != empty:
				for _, k := range mine {
					delete(low, k)
				}
				plain = plain[:since]
				if st == unknown && f.low < depth {
					plain, low[key] = append(plain, key), f.low
				}
			case f.low >= depth:
				for _, k := range mine {
					low[k] = noFrame
				}
				plain = plain[:since]
			default:
				for _, k := range mine {
					low[k] = min(low[k], f.low)
				}
				plain, low[key] = append(plain, key), f.low
			}
			require.Equal(t, len(plain), len(s.tentative))
			require.Len(t, s.memo, len(low))
			for k, want := range low {
				require.Equal(t, want, s.filed(k).low)
			}
		}
		goal(0)
		require.Empty(t, s.tentative)
		require.Empty(t, s.resting)
	}
}

// A ring of schemas rests on its first one all the way round. It is followed in a
// time that is linear in its length: the runs that are kept never pile up.
func TestRunsOfOneRingAreOne(t *testing.T) {
	s := &search{solving: solving{memo: map[string]*result{}}}
	const n = 1000
	for i := range n {
		s.frames = append(s.frames, frame{key: strconv.Itoa(i), low: noFrame})
	}
	s.lower(0)
	for depth := int32(n - 1); depth > 0; depth-- {
		f := s.frames[depth]
		s.frames = s.frames[:depth]
		s.finish(f.key, depth, f, result{status: empty})
		require.Len(t, s.resting, 1)
	}
	require.Equal(t, int32(0), s.filed(strconv.Itoa(n-1)).low)
}
