package codec_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt/codec"
)

// spellings are values, each in texts that mean it.
var spellings = [][]string{
	{"1", "1.0", "10e-1"}, {"0", "-0", "0.0"}, {"1e2", "100", "1E+2"}, {"null"}, {"true"}, {"false"},
	{`"a"`, `"\u0061"`}, {`""`}, {`"1"`}, {`"é"`, `"\u00e9"`}, {"[]", "[ ]"}, {`[1,"a"]`, `[1.0 , "\u0061"]`}, {"[[]]"},
	{"{}", "{ }"}, {`{"a":1,"b":{"c":0}}`, `{"b" : {"c":-0},"a":10e-1}`}, {`{"a":1}`}, {`{"a":null,"b":{"c":0}}`, `{"b":{"c":0.0},"\u0061":null}`},
}

// TestUnique: no two of n values are equal, however they are spelled.
func TestUnique(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 5000 {
		items := make([]string, r.IntN(14))
		seen, want := map[int]bool{}, true
		for i := range items {
			if i%2 == 1 {
				items[i] = codec.IntText(int64(i * 1000))
				continue
			}
			which := r.IntN(len(spellings))
			items[i] = spellings[which][r.IntN(len(spellings[which]))]
			want = want && !seen[which]
			seen[which] = true
		}
		require.Equal(t, want, codec.UniqueJSON(len(items), func(b []byte, i int) []byte { return append(b, items[i]...) }), "%v", items)
	}
	many := make([]int, 1000)
	for i := range many {
		many[i] = i
	}
	require.True(t, codec.Unique(many))
	many[999] = 0
	require.False(t, codec.Unique(many))
	require.False(t, codec.Unique([]string{"a", "b", "a"}))
	require.True(t, codec.Unique([]string{}))
}
