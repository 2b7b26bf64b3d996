package rt_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// numeral returns a random JSON number; few digits and exponents near zero, so
// that numbers often meet.
func numeral(r *rand.Rand) string {
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "0000123459"[r.IntN(10)]
		}
		return string(b)
	}
	sizes := []int{1, 2, 3, 17, 18, 19, 20, 40}
	whole := strings.TrimLeft(digits(sizes[r.IntN(len(sizes))]), "0")
	if whole == "" {
		whole = "0"
	}
	s := []string{"", "-"}[r.IntN(2)] + whole
	if r.IntN(2) == 0 {
		s += "." + digits(1+r.IntN(22))
	}
	if r.IntN(2) == 0 {
		s += []string{"e", "E", "e+", "e-", "E-"}[r.IntN(5)] + strconv.Itoa(r.IntN(25))
	}
	return s
}

func rat(t testing.TB, text string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	return v
}

// checkNumbers compares the arithmetic of texts with that of math/big.
func checkNumbers(t testing.TB, a, b string) {
	t.Helper()
	x, y := rat(t, a), rat(t, b)
	require.Equal(t, x.Cmp(y), rt.CompareNumbers(a, b), "%s against %s", a, b)
	require.Equal(t, x.IsInt(), rt.IsInteger(a), a)
	if y.Sign() > 0 {
		require.Equal(t, new(big.Rat).Quo(x, y).IsInt(), rt.IsMultipleOf(a, b), "%s of %s", a, b)
	}
	n, err := rt.ParseNumber(a)
	require.NoError(t, err)
	require.Equal(t, a, n.String())
	require.Zero(t, n.Rat().Cmp(x))
	v, fits := n.Int64()
	require.Equal(t, x.IsInt() && x.Num().IsInt64(), fits, a)
	if fits {
		require.Equal(t, x.Num().Int64(), v, a)
	}
	f, _ := strconv.ParseFloat(a, 64)
	require.Equal(t, f, n.Float64())
	require.Equal(t, rt.EqualJSON(a, b), x.Cmp(y) == 0, "%s and %s", a, b)

	i, err := rt.ParseInteger(a)
	require.Equal(t, x.IsInt(), err == nil, a)
	if err == nil {
		require.Zero(t, i.Big().Cmp(x.Num()))
	} else {
		require.ErrorIs(t, err, rt.ErrNotInteger)
	}

	// The typed reading of generated code, with what it takes for plain.
	c := rt.NewCursor(a, []rt.Rule{{Message: "no integer"}, {Message: "low"}, {Message: "high"}})
	got, _, ok := c.ReadInt(0, 1, 2)
	require.Equal(t, fits, ok, a)
	if ok {
		require.Equal(t, v, got)
		require.Equal(t, strconv.FormatInt(v, 10) != a, c.Odd() == 1, a)
		require.Equal(t, a, string(rt.AppendIntText(nil, v, a)))
		if v < math.MaxInt64 {
			require.Equal(t, strconv.FormatInt(v+1, 10), string(rt.AppendIntText(nil, v+1, a)))
		}
	} else {
		want := "no integer"
		if x.IsInt() {
			if want = "high"; x.Sign() < 0 {
				want = "low"
			}
		}
		require.ErrorContains(t, c.Err(), want, a)
	}
}

// edges are numbers at the limits of types and of the format.
var edges = []string{
	"0", "-0", "0.0", "-0e-5", "0e10000", "1", "-1", "10e-1", "1e0", "0.1e1", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
	"-9223372036854775809", "9.223372036854775807e18", "9223372036854775807.0", "9223372036854775807.1", "922337203685477580.7e1", "92233720368547758080e-1",
	"999999999999999999", "1000000000000000000", "-999999999999999999", "18446744073709551615", "18446744073709551616", "1e18", "1e19", "1e-18", "1.5", "15e-1",
	"0.3", "3e-1", "0.30", "7", "0.7", "1e100", "1e-100", "3.5e-7", "123456789012345678901234567890", "0.000000000000000000000000000001", "5e-324", "1.7976931348623157e308",
}

// TestNumbers: comparing, dividing and converting texts is exact.
func TestNumbers(t *testing.T) {
	for _, a := range edges {
		for _, b := range edges {
			checkNumbers(t, a, b)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		a, b := numeral(r), numeral(r)
		if r.IntN(4) == 0 {
			b = strings.TrimPrefix(edges[r.IntN(len(edges))], "-")
		}
		checkNumbers(t, a, b)
	}
}

// FuzzNumbers: the same for any two numbers of moderate size.
func FuzzNumbers(f *testing.F) {
	for i, a := range edges {
		f.Add(a, edges[len(edges)-1-i])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, text := range []string{a, b} {
			n, err := rt.ParseNumber(text)
			valid := text != "" && strings.Contains("-0123456789", text[:1]) && text == strings.TrimSpace(text) && json.Valid([]byte(text))
			if err == nil && !valid || err != nil && valid && !strings.ContainsAny(text, "eE") {
				t.Fatalf("%q: %v", text, err)
			}
			if err != nil {
				return
			}
			if _, exponent, _ := strings.Cut(strings.ToLower(n.String()), "e"); len(exponent) > 4 {
				return // math/big would take its time
			}
		}
		checkNumbers(t, a, b)
	})
}

// TestHugeNumbers: the largest exponents and the longest texts take no time.
func TestHugeNumbers(t *testing.T) {
	long := "1" + strings.Repeat("0", 1<<20)
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"1e10000", "1e9999", 1}, {"-1e10000", "1e-10000", -1}, {"1e-10000", "0", 1}, {"1e10000", "10e9999", 0}, {long, long + "0", -1}, {long, long + ".0", 0},
	} {
		require.Equal(t, c.want, rt.CompareNumbers(c.a, c.b))
		require.Equal(t, -c.want, rt.CompareNumbers(c.b, c.a))
	}
	require.True(t, rt.IsInteger("1e10000"))
	require.False(t, rt.IsInteger("1e-10000"))
	require.True(t, rt.IsMultipleOf("1e10000", "1e-10000"))
	require.True(t, rt.IsMultipleOf("1e10000", "7e-10000") == false)
	require.True(t, rt.IsMultipleOf(long, "1234567890123456789012345678901") == false)
	_, fits := mustNumber(t, "1e10000").Int64()
	require.False(t, fits)
}

func mustNumber(t testing.TB, text string) rt.Number {
	t.Helper()
	n, err := rt.ParseNumber(text)
	require.NoError(t, err)
	return n
}

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
