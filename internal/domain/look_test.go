package domain

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// TestLookAround: patterns as people write them, the smallest word and words on
// either side.
func TestLookAround(t *testing.T) {
	for _, c := range []struct{ pattern, smallest, in, out string }{
		{`^(?!-)[a-z0-9-]+(?<!-)$`, "a", "a a-b", "- -a a-"},
		{`^(?!.*--)[a-z-]+$`, "a", "a-b -", "a--b --"},
		{`^(?=.*\d)(?=.*[A-Z])[\w]{8,}$`, "aaaaaa0A", "A1bcdefg", "abcdefgh ABCDEFGH A1"},
		{`^((?!foo).)*$`, "", "fo barfo", "foo xfoox"},
		{`^(?:(?!x-).*)$`, "", "x -x", "x- x-a"},
		{`(?<=\$)\d+`, "$0", "$1 a$12", "1 $a"},
		{`(?<!a)b`, "b", "b bb ,ab,b", "ab aab"},
		{`a(?=b|$)`, "a", "a ab ca cab", "ac b"},
		{`^(?=(?!b).)[a-c]$`, "a", "a c", "b d"},
		{`(?=a)b`, "", "", "a b ab"},
		{`(?<=^|,)x(?=,|$)`, "x", "x a,x x,y a,x,b", "xx ax a,xx"},
		{`(?:(?=a)|b)*c`, "c", "c bc ac", "a b"},
		{`\b(?=\w)(?!\d)`, "a", "a a1", "1 -"},
		{`^(?!$)`, "a", "a", ""},
		{`(?!)`, "", "", "a b"},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			s := &Strings{In: patterns(t, c.pattern), Cache: NewCache()}
			got := s.Smallest(1, nil)
			require.Empty(t, got.Reason)
			if c.in == "" {
				assert.True(t, got.Complete)
				assert.Empty(t, got.Values)
			} else {
				assert.Equal(t, []string{c.smallest}, got.Values)
			}
			for _, v := range strings.Fields(c.in) {
				assert.True(t, s.Contains(v), v)
			}
			for _, v := range strings.Fields(c.out) {
				assert.False(t, s.Contains(v), v)
			}
		})
	}
}

// TestLookAroundRandom compares automata with the matcher, word by word.
func TestLookAroundRandom(t *testing.T) {
	words := allWords("ab1", 5)
	r := rand.New(rand.NewPCG(5, 6))
	automata := 0
	for range 3000 {
		p := patterns(t, randomPattern(r, 2+r.IntN(3), true))[0]
		looks, followed := survey(p.Root(), false)
		d, why := automaton(p)
		if !followed {
			require.Equal(t, UnreadPattern, why, p)
			continue
		}
		require.NotNil(t, d, "%s: %s", p, why)
		if looks {
			automata++
		}
		for _, v := range words {
			if d.Match(v) != searches(p, v) {
				t.Fatalf("%s and %q: %v", p, v, d.Match(v))
			}
		}
	}
	assert.Greater(t, automata, 600)
}

// TestLookAroundBounds: patterns made to be large end soon, with a reason.
func TestLookAroundBounds(t *testing.T) {
	for src, want := range map[string]string{
		`(?<=(?=a)b)c`:               UnreadPattern,
		`(?=(a)\1)`:                  UnreadPattern,
		`(?=a)(?:a{1000}){1000}`:     TooMuchWork,
		`(?=[^a]*b[^c]{30}d)x`:       TooMuchWork,
		strings.Repeat(`(?<=a)`, 40): TooMuchWork,
		`^` + strings.Repeat(`(?![^a]*b[^c]{15}d)`, 3) + `x`:                       TooMuchWork,
		`^(?:(?!a?b?c?d?e?f?g?){9}|(?=(a*)*b)*)*$`:                                 "",
		`(?=` + strings.Repeat("(", 150) + `a?` + strings.Repeat(")*", 150) + `)b`: "",
	} {
		p, err := pattern.Parse(src)
		require.NoError(t, err)
		d, why := automaton(p)
		assert.Equal(t, want, why, src)
		assert.Equal(t, want == "", d != nil, src)
	}
}

// TestDivided: what begins with ^ and look-ahead is split where that means the
// same, so that no product has to be built.
func TestDivided(t *testing.T) {
	for _, c := range []struct{ pattern, wanted, refused string }{
		{`^(?=.{1,9}$)(?!-)[a-z]+$`, `^(?:[a-z]+$) ^(?:.{1,9}$)`, `^(?:-)`},
		{`(?!a|b)^(?=(?:c))d|`, "", ""},
		{`(?!a|b)^(?=(?:c))(?:d)`, `^(?:(?:d)) ^(?:(?:c))`, `^(?:a|b)`},
		{`^(?<!a)b`, "", ""},
		{`^(?=(a))\1`, "", ""},
		{`(?=a)b`, "", ""},
		{`(?=a)(?:^)b`, "", ""},
		{`^(?=a)*b`, "", ""},
	} {
		wanted, refused := divided(patterns(t, c.pattern)[0])
		text := func(ps []*pattern.Pattern) string {
			var out []string
			for _, p := range ps {
				out = append(out, p.String())
			}
			return strings.Join(out, " ")
		}
		assert.Equal(t, c.wanted, text(wanted), c.pattern)
		assert.Equal(t, c.refused, text(refused), c.pattern)
	}

	host := `^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`
	long := `^(?=[^a]*b[^c]{30}d)(?=.{32}$)`
	s := &Strings{In: patterns(t, host), Cache: NewCache()}
	got := s.Smallest(2, nil)
	assert.Equal(t, []string{"a.aa", "a.ab"}, got.Values)
	assert.False(t, s.Contains(strings.Repeat("a.", 130)+"aa"))
	s = &Strings{NotIn: patterns(t, host), Cache: s.Cache}
	assert.Equal(t, []string{"", "a"}, s.Smallest(2, nil).Values)
	s = &Strings{In: patterns(t, long), Cache: s.Cache}
	got = s.Smallest(1, nil)
	assert.Equal(t, Result{Reason: TooMuchWork, Bad: s.In[0]}, got)
	assert.True(t, s.Contains("b"+strings.Repeat("x", 30)+"d"))
}
