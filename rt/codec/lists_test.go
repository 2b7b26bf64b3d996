package codec_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt/codec"
)

// canon writes a value that encoding/json has read in a form of its own: equal
// for equal values.
func canon(v any) string {
	switch v := v.(type) {
	case json.Number:
		r, _ := new(big.Rat).SetString(v.String())
		return "#" + r.RatString()
	case string:
		return fmt.Sprintf("%q", v)
	case []any:
		s := "["
		for _, item := range v {
			s += canon(item) + ";"
		}
		return s + "]"
	case map[string]any:
		var keys []string
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		s := "{"
		for _, k := range keys {
			s += fmt.Sprintf("%q:", k) + canon(v[k]) + ";"
		}
		return s + "}"
	}
	return fmt.Sprint(v)
}

func standard(t testing.TB, text string) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	require.NoError(t, d.Decode(&v), text)
	return canon(v)
}

// little writes a small random value, so that two are often equal.
func little(r *rand.Rand, depth int) string {
	k := r.IntN(10)
	if depth == 0 {
		k %= 7
	}
	switch k {
	case 0, 1, 2:
		return []string{"1", "1.0", "10e-1", "0", "-0", "0.0", "1e2", "100", "1E+2"}[r.IntN(9)]
	case 3, 4:
		return []string{`"a"`, `"\u0061"`, `""`, `"1"`, `"é"`, `"\u00e9"`}[r.IntN(6)]
	case 5, 6:
		return []string{"null", "true", "false"}[r.IntN(3)]
	case 7, 8:
		var members []string
		for _, name := range []string{`"a"`, `"b"`, `"c"`}[:r.IntN(4)] {
			members = append(members, name+[]string{":", " : "}[r.IntN(2)]+little(r, depth-1))
		}
		r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		return "{" + strings.Join(members, ",") + "}"
	}
	var items []string
	for range r.IntN(3) {
		items = append(items, little(r, depth-1))
	}
	return "[" + strings.Join(items, " , ") + "]"
}

// TestUnique: no two of n values are equal, however they are spelled.
func TestUnique(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 5000 {
		items := make([]string, r.IntN(14))
		seen, want := map[string]bool{}, true
		for i := range items {
			items[i] = little(r, 1)
			if i%2 == 1 {
				items[i] = codec.IntText(int64(i * 1000))
			}
			key := standard(t, items[i])
			want = want && !seen[key]
			seen[key] = true
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
