package domain

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
)

func rat(t testing.TB, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	return r
}

// numbersOf reads a set from words: ">1" ">=1" "<2" "<=2" "*0.5" (multiple)
// "/3" (not a multiple) "!7" (not).
func numbersOf(t testing.TB, text string) *Numbers {
	n := &Numbers{}
	for _, word := range strings.Fields(text) {
		value := rat(t, strings.TrimLeft(word, "<>=*/!"))
		bound := &Bound{Value: value, Open: !strings.Contains(word, "=")}
		switch word[0] {
		case '>':
			n.Lower = bound
		case '<':
			n.Upper = bound
		case '*':
			n.Multiples = append(n.Multiples, value)
		case '/':
			n.NotMultiples = append(n.NotMultiples, value)
		case '!':
			n.Not = append(n.Not, value)
		}
	}
	return n
}

func TestSmallestNumbers(t *testing.T) {
	for _, c := range []struct {
		set, want string
		k         int
		complete  bool
	}{
		{set: "", k: 5, want: "0 1 -1 2 -2"},
		{set: ">=0 *1", k: 3, want: "0 1 2"},
		{set: ">0", k: 2, want: "1 2"},
		{set: "<0", k: 2, want: "-1 -2"},
		{set: ">0 <1 *1", k: 3, complete: true},
		{set: ">=1 <=1", k: 3, want: "1", complete: true},
		{set: ">=1 <1", k: 1, complete: true},
		{set: ">1 <=1", k: 1, complete: true},
		{set: ">=2 <=1", k: 1, complete: true},
		{set: ">=-1 <=1 *1", k: 3, want: "0 1 -1", complete: true},
		{set: ">=-1 <=1 *1", k: 2, want: "0 1"},
		{set: ">=-1 <=1 *0.5", k: 9, want: "0 1 -1 0.5 -0.5", complete: true},
		{set: ">=1 <=4 *1 !2 !3.0", k: 9, want: "1 4", complete: true},
		{set: "/1", k: 3, want: "0.1 -0.1 0.2"},
		{set: "/1 /0.1 /0.01", k: 1, want: "0.001"},
		{set: "*1 /1", k: 1, complete: true},
		{set: "*6 /2", k: 1, complete: true},
		{set: "*2 /6", k: 3, want: "2 -2 4"},
		{set: "*2 /3 /5 >0", k: 4, want: "2 4 8 14"},
		{set: "*6 *1.4", k: 2, want: "0 42"},
		{set: ">1.5 <1.6", k: 2, want: "1.51 1.52"},
		{set: ">1.5 <1.6 /0.01", k: 1, want: "1.501"},
		{set: ">0.999 <1.001", k: 2, want: "1 0.9991"},
		{set: ">=12.34", k: 1, want: "13"},
		{set: ">=12.34 *0.01 <12.36", k: 5, want: "12.34 12.35", complete: true},
		{set: ">=1001 *1", k: 1, want: "1001"},
		{set: ">1e400", k: 2, want: "2e400 3e400"},
		{set: ">=1e400 *1", k: 1, want: "1e400"},
		{set: "<-1e400 *7", k: 1, want: "-7e400"},
		{set: ">0 <1e-9999", k: 2, want: "1e-10000 2e-10000"},
		{set: ">0 <1e-9999 *1e-9999", k: 2, complete: true},
		{set: ">0 <=1e-9999 *1e-9999", k: 2, want: "1e-9999", complete: true},
		{set: "*1e-9999 *1e9999 /1e9999", k: 2, complete: true},
		{set: "*1e-9999 >0", k: 2, want: "1 2"},
		{set: "*1e9999", k: 2, want: "0 1e9999"},
		{set: ">0 <1e-10000", k: 1, want: "0.1e-10000"},
		{set: ">9e10000", k: 1, want: "10e10000"},
		{set: ">9007199254740992 *1 <9007199254740995", k: 9, want: "9007199254740993 9007199254740994", complete: true},
		{set: ">99999999999999999999 <100000000000000000002 *1", k: 3, want: "1e20 100000000000000000001", complete: true},
	} {
		t.Run(c.set, func(t *testing.T) {
			n := numbersOf(t, c.set)
			work := int64(100_000)
			got := n.Smallest(c.k, &work)
			assert.Equal(t, c.want, strings.Join(got.Values, " "))
			assert.Equal(t, c.complete, got.Complete)
			assert.Empty(t, got.Reason)
			for _, v := range got.Values {
				assert.True(t, n.Contains(v), v)
			}
			large := n.smallestLarge(c.k, &work)
			assert.Equal(t, strings.Join(got.Values, " "), strings.Join(large.Values, " "), "any size")
			assert.Equal(t, got.Complete, large.Complete, "any size")
		})
	}
}

// TestNumbersBudget: work that is spent, numbers that are no decimals and
// numbers too long to count with end in a reason and never in a proof.
func TestNumbersBudget(t *testing.T) {
	stopped := Result{Reason: TooMuchWork}
	for range 2 {
		work := int64(1)
		assert.Equal(t, stopped, (&Numbers{}).Smallest(1, &work))
	}
	work := int64(50)
	got := numbersOf(t, "*1 >=0").Smallest(100, &work)
	assert.Equal(t, TooMuchWork, got.Reason)
	assert.NotEmpty(t, got.Values)
	assert.False(t, got.Complete)

	assert.Equal(t, stopped, numbersOf(t, ">1/3 <1/2").Smallest(1, nil))
	long := numbersOf(t, ">1e50000")
	assert.Equal(t, stopped, long.Smallest(1, nil))
	work = 100
	assert.Equal(t, stopped, numbersOf(t, "*1e-9999 *3e9999 /7e9998").Smallest(1, &work))
}

func naive(n *Numbers, x *big.Rat) bool {
	if b := n.Lower; b != nil && (x.Cmp(b.Value) < 0 || b.Open && x.Cmp(b.Value) == 0) {
		return false
	}
	if b := n.Upper; b != nil && (x.Cmp(b.Value) > 0 || b.Open && x.Cmp(b.Value) == 0) {
		return false
	}
	for _, m := range n.Multiples {
		if !new(big.Rat).Quo(x, m).IsInt() {
			return false
		}
	}
	for _, m := range n.NotMultiples {
		if new(big.Rat).Quo(x, m).IsInt() {
			return false
		}
	}
	for _, v := range n.Not {
		if v.Cmp(x) == 0 {
			return false
		}
	}
	return true
}

func randomNumbers(r *rand.Rand) *Numbers {
	quarter := func(low, high int) *big.Rat { return big.NewRat(int64(low+r.IntN(high-low+1)), 4) }
	n := &Numbers{}
	if r.IntN(4) > 0 {
		n.Lower = &Bound{quarter(-40, 40), r.IntN(2) == 0}
	}
	if r.IntN(4) > 0 {
		n.Upper = &Bound{quarter(-40, 40), r.IntN(2) == 0}
	}
	for range r.IntN(3) {
		n.Multiples = append(n.Multiples, quarter(1, 9))
	}
	for range r.IntN(4) {
		n.NotMultiples = append(n.NotMultiples, quarter(1, 14))
	}
	for range r.IntN(5) * r.IntN(5) {
		n.Not = append(n.Not, quarter(-40, 40))
	}
	return n
}

// TestNumbersAgainstEnumeration compares with every quarter from -10 to 10.
func TestNumbersAgainstEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	proofs := 0
	sets := rounds.Of(2_500, 100_000)
	for range sets {
		n := randomNumbers(r)
		k := []int{0, 1, 2, 3, 10, 100}[r.IntN(6)]
		got := n.Smallest(k, nil)
		describe := func() string { return describeNumbers(n) }
		large := n.smallestLarge(k, budget())
		require.Equal(t, got.Values, nilIfEmpty(large.Values, got.Values), describe())
		require.Equal(t, got.Complete, large.Complete, describe())
		require.Empty(t, got.Reason, describe())
		values := map[string]bool{}
		for _, v := range got.Values {
			x := rat(t, v)
			require.False(t, values[x.RatString()], "%s twice in %s", v, describe())
			values[x.RatString()] = true
			require.True(t, naive(n, x), "%s in %s", v, describe())
		}
		require.LessOrEqual(t, len(got.Values), k)
		if !got.Complete {
			require.Len(t, got.Values, k, describe())
		} else {
			proofs++
		}
		finite := len(n.Multiples) > 0 && n.Lower != nil && n.Upper != nil
		members := 0
		for i := int64(-40); i <= 40; i++ {
			x := big.NewRat(i, 4)
			in := naive(n, x)
			if in != n.Contains(x.FloatString(2)) {
				t.Fatalf("%s in %s: %v", x.RatString(), describe(), in)
			}
			if in {
				members++
			}
			if in && got.Complete && !values[x.RatString()] {
				t.Fatalf("%s is in %s", x.RatString(), describe())
			}
		}
		if finite {
			require.Equal(t, members <= k, got.Complete, describe())
		}
	}
	assert.Greater(t, proofs, sets/20)
}

func nilIfEmpty(values, like []string) []string {
	if len(values) == 0 {
		return like
	}
	return values
}

func describeNumbers(n *Numbers) string {
	var b strings.Builder
	for i, bound := range [2]*Bound{n.Lower, n.Upper} {
		if bound != nil {
			b.WriteString([2]string{">", "<"}[i] + map[bool]string{false: "="}[bound.Open] + bound.Value.RatString() + " ")
		}
	}
	for i, list := range [3][]*big.Rat{n.Multiples, n.NotMultiples, n.Not} {
		for _, v := range list {
			b.WriteString([3]string{"*", "/", "!"}[i] + v.RatString() + " ")
		}
	}
	return b.String()
}

func TestContainsNumber(t *testing.T) {
	for _, c := range []struct{ set, in, out string }{
		{"", "0 -0 1 1.50 1e999999999 -1E+5 0e99999", "x 01 1. .5 -- 1e 1e+-5 +1 1e99999999999999999999"},
		{"*1", "0 1.0 1e3 1e999999999 10e-1", "0.5 1e-999999999 1e-1"},
		{">0 <1", "0.5 1e-999999999", "0 1 1e999999999 -1e-999999999"},
		{"*7", "7e999999999 -14", "1e999999999 7e-999999999"},
		{"/7", "1e999999999 7e-999999999 1", "7e999999999 0 49"},
		{"!1 !0", "1e-999999999 2", "1.0 0.0 10e-1 -0"},
		{">=-1e5", "0 -1e5", "-1.00001e5 -1e999999999"},
		{"*0.01 >1e9999", "1e10000 2e9999", "1e9999 0.01"},
	} {
		n := numbersOf(t, c.set)
		for _, v := range strings.Fields(c.in) {
			assert.True(t, n.Contains(v), "%s in %q", v, c.set)
		}
		for _, v := range strings.Fields(c.out) {
			assert.False(t, n.Contains(v), "%s in %q", v, c.set)
		}
	}
}

func TestDecimalText(t *testing.T) {
	for _, c := range []struct {
		digits string
		exp    int
		want   string
	}{
		{"0", 5, "0"}, {"1", 0, "1"}, {"-30", 0, "-30"}, {"5", -1, "0.5"}, {"123", -5, "0.00123"}, {"1", -6, "0.000001"},
		{"1", -7, "1e-7"}, {"123", -9, "1.23e-7"}, {"1", 15, "1000000000000000"}, {"1", 16, "1e16"}, {"1000", -2, "10"},
		{"123456789012345678", 0, "123456789012345678"}, {"-15", 399, "-1.5e400"}, {"1", 10001, "10e10000"}, {"12", 10001, "120e10000"},
		{"123", 9999, "12.3e10000"}, {"1", -10001, "0.1e-10000"}, {"12", -10003, "0.012e-10000"},
	} {
		assert.Equal(t, c.want, decimalText(c.digits, c.exp))
	}
}

func TestDigits(t *testing.T) {
	for n := range 400 {
		for _, d := range []int64{-1, 0, 1} {
			x := new(big.Int).Add(power(n), big.NewInt(d))
			want := len(x.String())
			if x.Sign() == 0 {
				want = 0
			}
			assert.Equal(t, want, digits(x), "%s", x)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, e := range []int{0, 1, 2, 17, 18, 19, 27, 28, 40, 333, 10_000} {
		for _, mantissa := range []int64{1, 2, 4, 5, 25, 10, 7} {
			r := new(big.Rat).SetFrac(big.NewInt(mantissa), power(e))
			want := 0
			for v := new(big.Rat).Set(r); !v.IsInt() && e < 50; v.Mul(v, big.NewRat(10, 1)) {
				want++
			}
			got, ok := places(r)
			assert.True(t, ok)
			if e < 50 {
				assert.Equal(t, want, got, "%d/10^%d", mantissa, e)
			}
		}
	}
	for _, text := range []string{"1/3", "1/30", "1/7000000000000000000000000000000"} {
		_, ok := places(rat(t, text))
		assert.False(t, ok, text)
	}
}

func FuzzNumbers(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, 3, "0.5", int16(0))
	}
	f.Add(uint64(3), 2, "1e-9999", int16(9999))
	f.Add(uint64(5), 40, "7e400", int16(-400))
	f.Fuzz(func(t *testing.T, seed uint64, k int, text string, shift int16) {
		r := rand.New(rand.NewPCG(seed, 7))
		n := randomNumbers(r)
		if d, ok := parse(text); ok && d.exp > -20_000 && d.exp < 20_000 && len(text) < 1000 {
			if v, ok := new(big.Rat).SetString(text); ok {
				n.Not = append(n.Not, v)
				if v.Sign() > 0 && seed%2 == 0 {
					n.NotMultiples = append(n.NotMultiples, v)
				}
				if n.Upper != nil && seed%3 == 0 {
					n.Upper.Value = v
				}
			}
		}
		k = min(max(k, -1), 50)
		work := int64(200_000)
		got := n.Smallest(k, &work)
		for _, v := range got.Values {
			x := rat(t, v)
			if !naive(n, x) || !n.Contains(v) {
				t.Fatalf("%s is not in %s", v, describeNumbers(n))
			}
		}
		if len(got.Values) > max(k, 0) || got.Complete && got.Reason != "" {
			t.Fatalf("%+v", got)
		}
		if got.Complete && n.Contains(text) {
			x, found := rat(t, text), false
			for _, v := range got.Values {
				found = found || rat(t, v).Cmp(x) == 0
			}
			if !found {
				t.Fatalf("%s is left out of %s", text, describeNumbers(n))
			}
		}
	})
}

func BenchmarkNumbers(b *testing.B) {
	for _, set := range []string{"", "*1 >=0", "*1 >=1 <=100 !5", ">0 <1", "*0.01 >0", ">1e400"} {
		b.Run(set, func(b *testing.B) {
			n := numbersOf(b, set)
			b.ReportAllocs()
			for b.Loop() {
				work := int64(1000)
				n.Smallest(1, &work)
			}
		})
	}
}

func budget() *int64 {
	work := int64(1) << 40
	return &work
}
