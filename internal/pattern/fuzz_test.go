package pattern

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzPattern: parsing never fails but with an *Error that points into the
// pattern, every translation compiles, and the automaton and the translation
// agree.
func FuzzPattern(f *testing.F) {
	for i, r := range ecmaRows(f) {
		text := "a"
		if len(r.Match) > 0 {
			text = r.Match[0]
		}
		f.Add(r.Pattern, text, uint64(i))
	}
	f.Add(`^(?:a{700}){0,3}$`, "aaa", uint64(1))
	f.Add(`(?:\b|$|^a)*?[^\D]{2,1200}`, "a 0", uint64(2))
	f.Fuzz(func(t *testing.T, src, text string, seed uint64) {
		p, err := Parse(src)
		if err != nil {
			perr, ok := err.(*Error)
			require.True(t, ok)
			require.NotEmpty(t, perr.Message)
			require.True(t, perr.Offset >= 0 && perr.Offset <= len(src))
			return
		}
		again, err := Parse(p.String())
		require.NoError(t, err)
		require.Equal(t, p, again)
		p.Literal()
		re, err := p.Regexp()
		d, ok := p.DFA(300)
		texts := stringsFor(p, rand.New(rand.NewPCG(seed, 1)), 6)
		if utf8.ValidString(text) {
			texts = append(texts, text)
		}
		if m, merr := p.Matcher(); ok && merr == nil {
			for _, s := range texts {
				require.Equal(t, m.MatchString(s), d.Match(s), "terms of %q on %q", src, s)
			}
		}
		if err != nil {
			require.True(t, err.(*Error).Unsupported, "%v", err)
			return
		}
		if !ok || len(re.String()) > 2000 {
			return
		}
		wellFormed(t, d)
		not, ok := Intersect([]*DFA{d}, []bool{true}, 301)
		require.True(t, ok)
		for _, s := range texts {
			require.Equal(t, re.MatchString(s), d.Match(s), "%q on %q", src, s)
			require.Equal(t, d.Match(s), !not.Match(s), "complement of %q on %q", src, s)
		}
		text, kind := p.Literal()
		if kind == LiteralExact {
			require.True(t, d.Match(text))
			require.False(t, d.Match(text+"x"))
		}
	})
}
