package pattern

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestECMAIsStrict: what is handed to another engine is free of our leniencies and
// means the same.
func TestECMAIsStrict(t *testing.T) {
	lenient := 0
	for _, r := range ecmaRows(t) {
		p, err := Parse(r.Pattern)
		if err != nil {
			continue
		}
		text := p.ECMA()
		if p.strict {
			require.Equal(t, r.Pattern, text)
			continue
		}
		lenient++
		q, err := Parse(text)
		require.NoError(t, err, text)
		require.True(t, q.strict, text)
		m, err := q.Matcher()
		require.NoError(t, err)
		for _, s := range r.Match {
			require.True(t, m.MatchString(s), "%q for %q on %q", text, r.Pattern, s)
		}
		for _, s := range r.NoMatch {
			require.False(t, m.MatchString(s), "%q for %q on %q", text, r.Pattern, s)
		}
	}
	require.Greater(t, lenient, 10)
	for src, want := range map[string]string{
		`^(?!-)[\w-.]+\-$`:    `^(?!\u{2d})[\u{2d}-\u{2e}0-9A-Z\u{5f}a-z]+\u{2d}$`,
		`(?=(?=\-)*a)?b{1,2}`: `(?:(?=(?:(?=\u{2d}))*a))?b{1,2}`,
		`{a}]`:                `\u{7b}a\u{7d}\u{5d}`,
		`a{0}\_`:              `a{0}\u{5f}`,
	} {
		p, err := Parse(src)
		require.NoError(t, err)
		require.Equal(t, want, p.ECMA())
	}
}
