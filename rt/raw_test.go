package rt_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

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

	require.Equal(t, "\"\ufffda\"", rt.RawString("\xffa").String(), "a Raw always holds valid JSON")
	require.Equal(t, "[null", string(zero.AppendJSON([]byte("["))))

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
