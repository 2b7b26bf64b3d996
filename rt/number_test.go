package rt_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// TestNumberTypes: the API of Number and Integer.
func TestNumberTypes(t *testing.T) {
	for _, bad := range []string{"", " 1", "1 ", "+1", "01", "1.", "1e10001", "NaN", "0x1", "1,0", "--1", "1e"} {
		_, err := rt.ParseNumber(bad)
		require.ErrorIs(t, err, rt.ErrNotNumber, bad)
		_, err = rt.ParseInteger(bad)
		require.ErrorIs(t, err, rt.ErrNotNumber, bad)
	}
	require.Equal(t, "0", rt.Number{}.String())
	require.Equal(t, "0", rt.Integer{}.String())
	for _, v := range []float64{0, 1, -1.5, 1e21, 1e20, 1e-7, 123456.789, math.MaxFloat64, math.SmallestNonzeroFloat64, -1e300} {
		n, err := rt.NumberFromFloat64(v)
		require.NoError(t, err)
		require.Equal(t, v, n.Float64(), n.String())
		require.True(t, json.Valid([]byte(n.String())))
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := rt.NumberFromFloat64(v)
		require.Error(t, err)
	}
	require.True(t, math.IsInf(mustNumber(t, "1e400").Float64(), 1))
	require.Equal(t, "-5", rt.NumberFromInt64(-5).String())
	require.Equal(t, "-5", rt.IntegerFromInt64(-5).String())
	huge, _ := new(big.Int).SetString(strings.Repeat("9", 400), 10)
	require.Zero(t, rt.IntegerFromBig(huge).Big().Cmp(huge))

	type both struct {
		N rt.Number
		I rt.Integer
	}
	var v both
	require.NoError(t, json.Unmarshal([]byte(`{"N": 1.50e2 , "I": 1e3}`), &v))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.Equal(t, `{"N":1.50e2,"I":1e3}`, string(text))
	kept := v
	require.Error(t, json.Unmarshal([]byte(`{"N":"1"}`), &v))
	require.Error(t, json.Unmarshal([]byte(`{"I":1.5}`), &v))
	require.Equal(t, kept, v)
	require.True(t, v.N.Equal(mustNumber(t, "150")) && v.N.Clone().Equal(v.N))
	require.True(t, v.I.Equal(rt.IntegerFromInt64(1000)) && v.I.Clone().Equal(v.I) && v.I.Number().Cmp(v.N) > 0)
	require.Equal(t, -1, rt.IntegerFromInt64(1).Cmp(v.I))
	require.Equal(t, "1e3", string(v.I.AppendJSON(nil)))
}

// TestNumberValues: what numbers convert to is exact, or said to be none.
func TestNumberValues(t *testing.T) {
	for text, v := range map[string]int64{"0": 0, "-0": 0, "1e3": 1000, "10e-1": 1, "9223372036854775807": math.MaxInt64, "-9223372036854775808.0": math.MinInt64} {
		n := mustNumber(t, text)
		got, fits := n.Int64()
		require.True(t, fits, text)
		require.Equal(t, v, got, text)
		require.Zero(t, n.Rat().Cmp(new(big.Rat).SetInt64(v)), text)
		i, err := rt.ParseInteger(text)
		require.NoError(t, err)
		got, fits = i.Int64()
		require.True(t, fits && got == v, text)
	}
	for _, text := range []string{"9223372036854775808", "1.5", "1e-1"} {
		_, fits := mustNumber(t, text).Int64()
		require.False(t, fits, text)
	}
	_, err := rt.ParseInteger("1.5")
	require.ErrorIs(t, err, rt.ErrNotInteger)
}

func mustNumber(t testing.TB, text string) rt.Number {
	t.Helper()
	n, err := rt.ParseNumber(text)
	require.NoError(t, err)
	return n
}
