package pattern

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// row is one pattern of testdata/ecma.json, judged by a real ECMAScript engine.
type row struct {
	Pattern string
	Valid   string // "u", "annex-b" (without the flag only) or "no"
	Match   []string
	NoMatch []string
}

func ecmaRows(t testing.TB) []row {
	data, err := os.ReadFile("testdata/ecma.json")
	require.NoError(t, err)
	var rows []row
	require.NoError(t, json.Unmarshal(data, &rows))
	require.Greater(t, len(rows), 300)
	return rows
}

// Valid ECMA-262 whose property tables we do not have.
var withoutTable = map[string]bool{
	`\p{scx=Grek}`: true, `\p{Emoji}`: true, `\p{Extended_Pictographic}`: true, `\p{Bidi_M}`: true,
}

func TestAgainstECMAScript(t *testing.T) {
	compared, single := 0, 0
	for _, r := range ecmaRows(t) {
		p, err := Parse(r.Pattern)
		if withoutTable[r.Pattern] {
			require.ErrorAs(t, err, new(*Error), r.Pattern)
			require.True(t, err.(*Error).Unsupported, r.Pattern)
			continue
		}
		// A row that only the laxer syntax accepts lists strings where the one
		// possible meaning makes us accept it too.
		if r.Valid == "no" || r.Valid == "annex-b" && len(r.Match)+len(r.NoMatch) == 0 {
			require.Error(t, err, r.Pattern)
			require.False(t, err.(*Error).Unsupported, r.Pattern)
			require.LessOrEqual(t, err.(*Error).Offset, len(r.Pattern))
			continue
		}
		require.NoError(t, err, r.Pattern)
		require.Equal(t, r.Valid == "u", p.strict, r.Pattern)
		re, err := p.Regexp()
		m, merr := p.Matcher()
		d, ok := p.DFA(10_000)
		require.Equal(t, p.Regular(), ok, r.Pattern)
		if !ok {
			require.True(t, err.(*Error).Unsupported)
			require.Regexp(t, "look-|back-reference", err.Error(), r.Pattern)
			require.Equal(t, err, merr, r.Pattern)
			continue
		}
		require.NoError(t, merr, r.Pattern)
		if err != nil {
			require.Regexp(t, "look-", err.Error(), r.Pattern)
		} else {
			single++
		}
		check := func(strings []string, want bool) {
			for _, s := range strings {
				require.True(t, re == nil || re.MatchString(s) == want, "RE2 of %q on %q", r.Pattern, s)
				require.Equal(t, want, m.MatchString(s), "terms of %q on %q", r.Pattern, s)
				require.Equal(t, want, d.Match(s), "DFA of %q on %q", r.Pattern, s)
				compared++
			}
		}
		check(r.Match, true)
		check(r.NoMatch, false)
	}
	require.Greater(t, compared, 800)
	require.Greater(t, single, 230)
}
