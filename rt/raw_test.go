package rt_test

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

	"github.com/atlas-dataflow/runresult/rt"
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

// TestEqualJSON: equality, and with it the canonical form, is that of values.
func TestEqualJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	same := 0
	for range 50_000 {
		a, b := little(r, 2), little(r, 2)
		want := standard(t, a) == standard(t, b)
		require.Equal(t, want, rt.EqualJSON(a, b), "%s and %s", a, b)
		if want {
			same++
		}
		require.Equal(t, standard(t, a), standard(t, string(rt.AppendCanonical(nil, a))), a)
	}
	require.Greater(t, same, 1000)
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
				items[i] = rt.IntText(int64(i * 1000))
			}
			key := standard(t, items[i])
			want = want && !seen[key]
			seen[key] = true
		}
		require.Equal(t, want, rt.UniqueJSON(len(items), func(b []byte, i int) []byte { return append(b, items[i]...) }), "%v", items)
	}
	many := make([]int, 1000)
	for i := range many {
		many[i] = i
	}
	require.True(t, rt.Unique(many))
	many[999] = 0
	require.False(t, rt.Unique(many))
	require.False(t, rt.Unique([]string{"a", "b", "a"}))
	require.True(t, rt.Unique([]string{}))
}

// TestRaw: a Raw keeps text as written and takes strict JSON only.
func TestRaw(t *testing.T) {
	raw, err := rt.ParseRaw(" \n{\"b\": 1.0, \"a\":[ ]} \t")
	require.NoError(t, err)
	require.Equal(t, `{"b": 1.0, "a":[ ]}`, raw.String())
	require.Equal(t, rt.KindObject, raw.Kind())
	for _, bad := range []string{``, ` `, `{"a":1,"a":2}`, `1 2`, "\"\xff\"", `"\ud800"`, `1e10001`, `[1,]`} {
		_, err := rt.ParseRaw(bad)
		var list *rt.Errors
		require.ErrorAs(t, err, &list, bad)
	}
	var zero rt.Raw
	require.Equal(t, "null", zero.String())
	require.Equal(t, rt.KindNull, zero.Kind())
	require.True(t, zero.Equal(mustRaw(t, "null")) && zero.Clone().Equal(zero))
	for text, kind := range map[string]rt.Kind{`null`: rt.KindNull, `true`: rt.KindBool, `-1`: rt.KindNumber, `"s"`: rt.KindString, `[]`: rt.KindArray, `{}`: rt.KindObject} {
		r := mustRaw(t, text)
		require.Equal(t, kind, r.Kind())
		_, isText := r.Text()
		require.Equal(t, kind == rt.KindString, isText)
		n, isNumber := r.Number()
		require.Equal(t, kind == rt.KindNumber, isNumber)
		if isNumber {
			require.Equal(t, text, n.String())
		}
	}
	from, err := rt.RawFrom(mustNumber(t, "1.50"))
	require.NoError(t, err)
	require.Equal(t, "1.50", from.String())

	var v struct{ A, B rt.Raw }
	require.NoError(t, json.Unmarshal([]byte(`{"A": {"x": 1.0} }`), &v))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.Equal(t, `{"A":{"x":1.0},"B":null}`, string(text))
	require.Error(t, json.Unmarshal([]byte(`{"A":{"x":1,"x":2}}`), &v))
	require.Equal(t, `{"x": 1.0}`, v.A.String(), "a failed decode changes nothing")
	for _, k := range []rt.Kind{rt.KindInvalid, rt.KindNull, rt.KindBool, rt.KindNumber, rt.KindString, rt.KindArray, rt.KindObject} {
		require.NotEmpty(t, k.String())
	}
}

func mustRaw(t testing.TB, text string) rt.Raw {
	t.Helper()
	r, err := rt.ParseRaw(text)
	require.NoError(t, err)
	return r
}
