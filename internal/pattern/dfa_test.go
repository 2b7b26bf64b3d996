package pattern

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
)

func mustDFA(t testing.TB, src string) *DFA {
	d, ok := mustParse(t, src).DFA(5000)
	require.True(t, ok, src)
	wellFormed(t, d)
	return d
}

// wellFormed checks what generated code relies on.
func wellFormed(t testing.TB, d *DFA) {
	require.Len(t, d.Next, d.States()*d.NumClasses)
	require.Len(t, d.Always, d.States())
	require.Less(t, int(d.Start), d.States())
	require.False(t, d.Accept[0])
	for class := range d.NumClasses {
		require.Zero(t, d.Next[class], "state 0 is dead")
	}
	next := rune(0x80)
	for _, w := range d.Wide {
		require.Equal(t, next, w.Lo)
		require.LessOrEqual(t, w.Lo, w.Hi)
		require.Less(t, int(w.Class), d.NumClasses)
		if next = w.Hi + 1; next == surrogateLo {
			next = surrogateHi + 1
		}
	}
	require.Equal(t, rune(unicode.MaxRune+1), next)
	for state, always := range d.Always {
		for class := range d.NumClasses {
			to := int(d.Next[state*d.NumClasses+class])
			require.Less(t, to, d.States())
			require.True(t, !always || d.Accept[state] && to == state)
		}
	}
}

func TestDFASize(t *testing.T) {
	for src, want := range map[string][2]int{ // states with the dead one, classes
		``:                  {2, 1},
		`[]`:                {1, 1},
		`^`:                 {2, 1},
		`$`:                 {2, 1},
		`^$`:                {2, 1},
		`a`:                 {3, 2},
		`^a`:                {3, 2},
		`a$`:                {3, 2},
		`^[a-z]+$`:          {3, 2},
		`^x-`:               {4, 3},
		`^[0-9a-f]{64}$`:    {66, 2},
		`^.{0,100}$`:        {102, 2},
		`(?:a|b)*a[ab]{3}$`: {17, 3},
		`a\b\Bb`:            {1, 1},
		`\d(?=)`:            {3, 2},
		`^(?!x-)`:           {4, 3},
		`(?=(a)\1)`:         {0, 0},
	} {
		d, ok := mustParse(t, src).DFA(1000)
		require.Equal(t, want[0] > 0, ok, src)
		if ok {
			require.Equal(t, want, [2]int{d.States(), d.NumClasses}, src)
			wellFormed(t, d)
		}
	}
}

// Equal languages have equal tables, however they are written.
func TestDFACanonical(t *testing.T) {
	for _, same := range [][]string{
		{`^[a-c]*$`, `^(?:a|b|c)*$`, `^(?:[ab]|c+)*$`, `^(?:c|b|a)*?$`, `^(?:^)(?:[c-c]|[ab])*(?:$){2}`},
		{`a|ab|abc`, `a`, `(?:x|)a`, `a.*|a`},
		{`^(?:ab)+$`, `^ab(?:ab)*$`, `^(?:ab(?:ab)?)+$`},
		{`\bfoo`, `(?:^|\W)foo`, `(?:^|\W)\bfoo`},
		{``, `^`, `$`, `a*`, `\b|\B`, `[^]|$`},
		{`[]`, `a^`, `$a`, `\b\B`, `\uD800`, `a[]b`},
		{`^.{3,5}$`, `^...(?:.(?:.)?)?$`, `^.{3}$|^.{4}$|^.{5}$`},
	} {
		want := mustDFA(t, same[0])
		for _, src := range same[1:] {
			require.Equal(t, want, mustDFA(t, src), "%q and %q", same[0], src)
		}
	}
}

func TestDFABounds(t *testing.T) {
	_, ok := mustParse(t, `^a{50}$`).DFA(51)
	require.False(t, ok)
	_, ok = mustParse(t, `^a{50}$`).DFA(52)
	require.True(t, ok)
	_, ok = mustParse(t, `a`).DFA(0)
	require.False(t, ok)
	_, ok = mustParse(t, `(?:a|b)*a(?:a|b){20}$`).DFA(65_535)
	require.False(t, ok, "two million states")
	_, ok = mustParse(t, classOf(300)).DFA(65_535)
	require.False(t, ok, "more than 256 classes")
	d, ok := mustParse(t, `^.{1,30000}$`).DFA(65_535)
	require.True(t, ok)
	require.Equal(t, 30_002, d.States())
	require.True(t, d.Match(strings.Repeat("é", 30_000)))
	require.False(t, d.Match(strings.Repeat("é", 30_001)))
}

// randomPattern writes a pattern out of pieces that meet each other oddly.
func randomPattern(rng *rand.Rand, depth int) string {
	pieces := []string{
		"a", "b", "ab", ".", `\d`, `\w`, `\W`, `\s`, `[^a]`, "[a-c]", "é", `\u{1F600}`, "😀", `\p{Lu}`, "[]", "[^]", "0",
		"^", "$", `\b`, `\B`, "(?:^)", "(?:$)", "", "-", "_", `\n`, `\-`, "}", `\uD83D`, `[^\p{L}é]`,
	}
	var b strings.Builder
	for range 1 + rng.IntN(4) {
		piece := pieces[rng.IntN(len(pieces))]
		group := false
		if depth > 0 && rng.IntN(3) == 0 {
			group = true
			piece = []string{"(?:", "("}[rng.IntN(2)] + randomPattern(rng, depth-1) + ")"
		}
		b.WriteString(piece)
		if group || piece != "" && !strings.ContainsAny(piece, `^$`) && piece != `\b` && piece != `\B` {
			b.WriteString([]string{"", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "*?"}[rng.IntN(11)])
		}
		if rng.IntN(8) == 0 {
			b.WriteByte('|')
		}
	}
	return b.String()
}

func TestDFAAgainstRE2(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	accepted, rejected, tooBig := 0, 0, 0
	patterns := rounds.Of(700, 10_000)
	for range patterns {
		src := randomPattern(rng, 3)
		p := mustParse(t, src)
		re, err := p.Regexp()
		require.NoError(t, err, src)
		d, ok := p.DFA(2000)
		if !ok {
			tooBig++
			continue
		}
		wellFormed(t, d)
		for _, s := range stringsFor(p, rng, 12) {
			want := re.MatchString(s)
			require.Equal(t, want, d.Match(s), "%q on %q (RE2 %q)", src, s, re)
			if want {
				accepted++
			} else {
				rejected++
			}
		}
	}
	require.Less(t, tooBig, patterns/100)
	require.Greater(t, accepted, patterns*3/2)
	require.Greater(t, rejected, patterns*3/2)
}

func TestIntersect(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range rounds.Of(200, 2_000) {
		n := 1 + rng.IntN(3)
		ds, negate := make([]*DFA, n), make([]bool, n)
		var ps []*Pattern
		var srcs []string
		for i := range n {
			src := randomPattern(rng, 2)
			srcs = append(srcs, src)
			ps = append(ps, mustParse(t, src))
			ds[i], negate[i] = mustDFA(t, src), rng.IntN(2) == 0
		}
		d, ok := Intersect(ds, negate, 5000)
		require.True(t, ok)
		wellFormed(t, d)
		for _, p := range ps {
			for _, s := range stringsFor(p, rng, 8) {
				want := true
				for i := range ds {
					want = want && ds[i].Match(s) != negate[i]
				}
				require.Equal(t, want, d.Match(s), "%q %v on %q", srcs, negate, s)
			}
		}
	}
	a, b := mustDFA(t, `^[^/]+$`), mustDFA(t, `\n`)
	both, ok := Intersect([]*DFA{a, b}, []bool{false, true}, 100)
	require.True(t, ok)
	require.Equal(t, mustDFA(t, `^[^/\n]+$`), both)
	all, ok := Intersect(nil, nil, 10)
	require.True(t, ok)
	require.Equal(t, mustDFA(t, ``), all)
	none, ok := Intersect([]*DFA{a, a}, []bool{false, true}, 10)
	require.True(t, ok)
	require.Equal(t, mustDFA(t, `[]`), none)
	same, ok := Intersect([]*DFA{a}, nil, 10)
	require.True(t, ok)
	require.Equal(t, a, same)
	_, ok = Intersect([]*DFA{mustDFA(t, `^(?:a{7})*$`), mustDFA(t, `^(?:a{11})*$`)}, nil, 77)
	require.False(t, ok)
	_, ok = Intersect([]*DFA{mustDFA(t, `^(?:a{7})*$`), mustDFA(t, `^(?:a{11})*$`)}, nil, 78)
	require.True(t, ok)
}

func BenchmarkMatch(b *testing.B) {
	timestamp := `^(?:[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$`
	for _, c := range [][2]string{
		{timestamp, "2024-02-29T23:59:59.123456Z"},
		{`^(sha256:)?[0-9a-f]{64}$`, "sha256:" + strings.Repeat("ab", 32)},
		{`^[\p{L} ]+$`, strings.Repeat("größer als π ", 4)},
	} {
		p := mustParse(b, c[0])
		d := mustDFA(b, c[0])
		re, err := p.Regexp()
		require.NoError(b, err)
		for name, match := range map[string]func(string) bool{"dfa": d.Match, "regexp": re.MatchString} {
			b.Run(fmt.Sprintf("%s/%.12s", name, c[1]), func(b *testing.B) {
				for b.Loop() {
					match(c[1])
				}
			})
		}
	}
}
