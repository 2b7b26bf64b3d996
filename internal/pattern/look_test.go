package pattern_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/pattern/patterntest"
	"github.com/atlas-dataflow/runresult/internal/rounds"
)

func parsed(t testing.TB, src string) *pattern.Pattern {
	t.Helper()
	p, err := pattern.Parse(src)
	require.NoError(t, err, src)
	return p
}

// TestLookAroundRandom compares everything that is made of a pattern with the
// backtracking matcher, word by word.
func TestLookAroundRandom(t *testing.T) {
	words := patterntest.Words("ab1", 4)
	r := rand.New(rand.NewPCG(5, 6))
	automata, splits, written, conjunctions := 0, 0, 0, 0
	drawn := rounds.Of(1_000, 20_000)
	for i := range drawn {
		src := patterntest.Random(r, 2+r.IntN(3), true)
		if i%2 == 1 { // splits are rare by chance
			ahead := "(?" + string("=!"[r.IntN(2)]) + patterntest.Random(r, 1+r.IntN(2), true) + ")"
			behind := "(?<" + string("=!"[r.IntN(2)]) + patterntest.Random(r, 1+r.IntN(2), false) + ")"
			src = []string{"^" + ahead + src, "^((" + ahead + src + ")" + ahead + ")", ahead + "^" + behind + src, src + behind + "$",
				"^(?:" + ahead + ")(?:" + ahead + "b?(" + src + "))" + behind + "$"}[r.IntN(5)]
		}
		p, err := pattern.Parse(src)
		if err != nil {
			continue // an alternative cut apart
		}
		d, known := p.DFA(1 << 12)
		wanted, refused := p.Split()
		if !p.Regular() {
			require.False(t, known, src)
			require.Nil(t, wanted, src)
			continue
		}
		require.True(t, known, src)
		automata++
		if wanted != nil {
			splits++
		}
		re, _ := p.Regexp()
		looks := strings.Contains(src, "(?=") || strings.Contains(src, "(?!") || strings.Contains(src, "(?<")
		if looks && re != nil {
			written++
		}
		m, _ := p.Matcher()
		terms, _ := p.Terms()
		if looks && len(terms.All)+len(terms.None) > 1 {
			conjunctions++
		}
		for _, v := range words {
			want := patterntest.Searches(p, v)
			require.Equal(t, want, d.Match(v), "automaton of %s and %q", src, v)
			if wanted != nil {
				all := true
				for _, w := range wanted {
					all = all && patterntest.Searches(w, v)
				}
				for _, w := range refused {
					all = all && !patterntest.Searches(w, v)
				}
				require.Equal(t, want, all, "parts of %s and %q", src, v)
			}
			require.True(t, re == nil || re.MatchString(v) == want, "%s for %s and %q", re, src, v)
			require.True(t, m == nil || m.MatchString(v) == want, "terms of %s and %q", src, v)
		}
	}
	assert.Greater(t, automata, drawn*5/6)
	assert.Greater(t, splits, drawn/3)
	assert.Greater(t, written, drawn/3)
	assert.Greater(t, conjunctions, drawn/6)
}

// TestLookAroundBounds: patterns made to be large end soon.
func TestLookAroundBounds(t *testing.T) {
	for src, want := range map[string]struct{ regular, built bool }{
		`(?<=(?=a)b)c`:               {false, false},
		`(?=(a)\1)`:                  {false, false},
		`(?=a)(?:a{1000}){1000}`:     {true, false},
		`(?=[^a]*b[^c]{30}d)x`:       {true, false},
		strings.Repeat(`(?<=a)`, 40): {true, false},
		`^` + strings.Repeat(`(?![^a]*b[^c]{15}d)`, 3) + `x`:                       {true, false},
		`^(?:(?!a?b?c?d?e?f?g?){9}|(?=(a*)*b)*)*$`:                                 {true, true},
		`(?=` + strings.Repeat("(", 150) + `a?` + strings.Repeat(")*", 150) + `)b`: {true, true},
		`^` + strings.Repeat(`(?=`, 190) + strings.Repeat(`)`, 190):                {true, true},
	} {
		p := parsed(t, src)
		assert.Equal(t, want.regular, p.Regular(), src)
		_, built := p.DFA(1 << 15)
		assert.Equal(t, want.built, built, src)
		_, _ = p.Terms()
	}
}

// TestSplit: look-around at the ends is taken out where that means the same.
func TestSplit(t *testing.T) {
	for _, c := range []struct{ pattern, wanted, refused string }{
		{`^(?=.{1,9}$)(?!-)[a-z]+$`, `^[a-z]+$ ^(?:.{1,9}$)`, `^(?:-)`},
		{`^(?!-)[a-z-]+(?<!-)$`, `^[a-z-]+$`, `^(?:-) (?:-)$`},
		{`^(?:(?!x-).*)$`, `^(?:.*)$`, `^(?:x-)`},
		{`^((?!a)(b(?<=c)(?<!d)))$`, `^((b))$ (?:c)$`, `^(?:a) (?:d)$`},
		{`^(?=(?!a)(?=b).)c`, `^c ^(?:.) ^(?:b)`, `^(?:a)`},
		{`^(?!)`, `^`, `^(?:)`},
		{`(?<!a)$`, `$`, `(?:a)$`},
		{`(?!a|b)^(?=(?:c))(?:d)`, `^(?:d) ^(?:(?:c))`, `^(?:a|b)`},
		{`(?!a|b)^(?=(?:c))d|`, "", ""},
		{`^(?<!a)b`, "", ""},
		{`^(?=(a))\1`, "", ""},
		{`(?=a)b`, "", ""},
		{`b(?<!a)`, "", ""},
		{`(?=a)(?:^)b`, `(?:^)b ^(?:a)`, ""},
		{`^(?=a)*b`, "", ""},
		{`^(?:(?=a)b)*`, "", ""},
		{`^a(?=b)`, "", ""},
		{`^a`, "", ""},
	} {
		wanted, refused := parsed(t, c.pattern).Split()
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
}

// TestWithoutLookAround: what one regular expression can say, and what needs
// several.
func TestWithoutLookAround(t *testing.T) {
	for _, c := range []struct {
		pattern, re2 string
		all, none    []string
	}{
		{`^(?!x-)`, `^(?:$|[^x]|x(?:$|[^\-]))`, []string{`^`}, []string{`^x-`}},
		{`^((?!foo).)*$`, "", nil, nil},
		{`^P(?!$)\d*$`, `^P[0-9][0-9]*$`, []string{`^P[0-9][0-9]*$`}, nil},
		{`(?=a)b`, `[^\x00-\x{10FFFF}]`, []string{`[^\x00-\x{10FFFF}]`}, nil},
		{`a(?=)`, "", nil, nil},
		{`^(?=.{1,253}$)a+`, "-", []string{`^a+`, `^[^\n\r\x{2028}\x{2029}]{1,253}$`}, nil},
		{`(?=.{99}$)a+`, "-", nil, nil},
		{`^(?=(a))\1`, "-", nil, nil},
	} {
		p := parsed(t, c.pattern)
		text, err := p.RE2()
		terms, termsErr := p.Terms()
		if c.re2 == "-" {
			assert.ErrorContains(t, err, "look-ahead", c.pattern)
		} else {
			require.NoError(t, err, c.pattern)
		}
		if c.re2 == "-" && c.all == nil {
			assert.ErrorContains(t, termsErr, "look-ahead", c.pattern)
		}
		if len(c.re2) > 1 {
			assert.Equal(t, c.re2, text)
		}
		if c.all != nil {
			assert.Equal(t, pattern.Terms{All: c.all, None: c.none}, terms)
		}
	}
}
