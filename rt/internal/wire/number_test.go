package wire_test

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
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
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
	require.Equal(t, x.Cmp(y), codec.CompareNumbers(a, b), "%s against %s", a, b)
	require.Equal(t, x.IsInt(), codec.IsInteger(a), a)
	if y.Sign() > 0 {
		require.Equal(t, new(big.Rat).Quo(x, y).IsInt(), codec.IsMultipleOf(a, b), "%s of %s", a, b)
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
	require.Equal(t, wire.EqualJSON(a, b), x.Cmp(y) == 0, "%s and %s", a, b)

	i, err := rt.ParseInteger(a)
	require.Equal(t, x.IsInt(), err == nil, a)
	if err == nil {
		require.Zero(t, i.Big().Cmp(x.Num()))
	} else {
		require.ErrorIs(t, err, rt.ErrNotInteger)
	}

	// The typed reading of generated code, with what it takes for plain.
	c := codec.NewCursor(a, []codec.Rule{{Message: "no integer"}, {Message: "low"}, {Message: "high"}})
	got, _, ok := c.ReadInt(0, 1, 2)
	require.Equal(t, fits, ok, a)
	if ok {
		require.Equal(t, v, got)
		require.Equal(t, strconv.FormatInt(v, 10) != a, c.Odd() == 1, a)
		require.Equal(t, a, string(codec.AppendIntText(nil, v, a)))
		if v < math.MaxInt64 {
			require.Equal(t, strconv.FormatInt(v+1, 10), string(codec.AppendIntText(nil, v+1, a)))
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
		require.Equal(t, c.want, codec.CompareNumbers(c.a, c.b))
		require.Equal(t, -c.want, codec.CompareNumbers(c.b, c.a))
	}
	require.True(t, codec.IsInteger("1e10000"))
	require.False(t, codec.IsInteger("1e-10000"))
	require.True(t, codec.IsMultipleOf("1e10000", "1e-10000"))
	require.True(t, codec.IsMultipleOf("1e10000", "7e-10000") == false)
	require.True(t, codec.IsMultipleOf(long, "1234567890123456789012345678901") == false)
	_, fits := mustNumber(t, "1e10000").Int64()
	require.False(t, fits)
}

func mustNumber(t testing.TB, text string) rt.Number {
	t.Helper()
	n, err := rt.ParseNumber(text)
	require.NoError(t, err)
	return n
}
