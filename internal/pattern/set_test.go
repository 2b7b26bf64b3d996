package pattern

import (
	"math/rand/v2"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func TestSetOperations(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	probes := []rune{0, 1, 'a', 0x7F, 0x80, surrogateLo - 1, surrogateHi + 1, 0xFFFF, 0x10000, unicode.MaxRune}
	random := func() Set {
		var rs []Range
		for range rng.IntN(6) {
			lo := probes[rng.IntN(len(probes))] + rng.Int32N(5) - 2
			rs = append(rs, Range{lo, lo + rng.Int32N(3)*rng.Int32N(40_000)})
		}
		return NewSet(rs...)
	}
	for range 2000 {
		a, b := random(), random()
		union, both, not, minus := a.Union(b), a.Intersect(b), a.Complement(), a.Minus(b)
		for _, s := range []Set{a, b, union, both, not, minus} {
			for i, r := range s {
				require.True(t, r.Lo <= r.Hi && r.Lo >= 0 && r.Hi <= unicode.MaxRune)
				require.True(t, r.Hi < surrogateLo || r.Lo > surrogateHi)
				require.True(t, i == 0 || s[i-1].Hi+1 < r.Lo, "%v", s)
			}
		}
		for _, at := range probes {
			for r := at - 3; r <= at+3; r++ {
				if r < 0 || r > unicode.MaxRune || r >= surrogateLo && r <= surrogateHi {
					require.False(t, not.Contains(r))
					continue
				}
				ina, inb := a.Contains(r), b.Contains(r)
				require.Equal(t, []bool{ina || inb, ina && inb, !ina, ina && !inb},
					[]bool{union.Contains(r), both.Contains(r), not.Contains(r), minus.Contains(r)})
			}
		}
		require.Equal(t, AnyCodePoint().Len(), a.Len()+not.Len())
		require.True(t, not.Complement().Equal(a))
		require.Equal(t, a.Len() == 0, a.IsEmpty())
	}
	require.Equal(t, 0x110000-2048, AnyCodePoint().Len())
}

// Every table name resolves, names agree with their aliases, and what is derived
// is consistent with what it is derived from.
func TestProperties(t *testing.T) {
	for short, long := range binaryAliases {
		a, aerr := property(short)
		b, berr := property(long)
		require.Equal(t, aerr == nil, berr == nil, short)
		require.True(t, a.Equal(b), short)
		require.True(t, aerr == nil || aerr.Unsupported && unsupportedBinary[long], short)
	}
	for code, name := range scriptCodes {
		require.NotNil(t, script(name), code)
		require.True(t, script(code).Equal(script(name)), code)
	}
	for name := range unicode.Scripts {
		require.NotNil(t, script(name), name)
	}
	set := func(text string) Set {
		s, err := property(text)
		require.Nil(t, err, text)
		return s
	}
	var all Set
	total := 0
	for _, name := range []string{"L", "M", "N", "P", "S", "Z", "C"} {
		all = all.Union(set(name))
		total += set(name).Len()
	}
	require.True(t, all.Equal(AnyCodePoint()))
	require.Equal(t, total, all.Len(), "the main categories are disjoint")
	require.True(t, set("Cc").Union(set("Cf")).Union(set("Cn")).Union(set("Co")).Equal(set("C")))
	require.True(t, set("LC").Equal(set("Lu").Union(set("Ll")).Union(set("Lt"))))
	require.True(t, set("XID_Start").Minus(set("ID_Start")).IsEmpty())
	require.True(t, set("ID_Start").Minus(set("ID_Continue")).IsEmpty())
	require.True(t, set("Cs").IsEmpty())
	require.True(t, fromTable(unicode.Zs).Minus(spaceSet).IsEmpty(), `\s holds all space separators`)
}
