package pattern

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct {
		src     string
		offset  int
		message string
		hint    string
	}{
		{`ab\Z`, 2, `"\\Z" is not an escape of ECMA-262`, "write $"},
		{`\Afoo`, 0, `"\\A" is not an escape`, "write ^"},
		{`\y`, 0, `"\\y" is not an escape`, "drop the backslash"},
		{`x(?i)y`, 1, `"(?i)" (flags for the rest of the pattern)`, "[Aa]"},
		{`(?P<n>a)`, 0, `"(?P<" (a named group`, "(?<name>…)"},
		{`a(?>b)`, 1, `"(?>" (an atomic group)`, "(?:…)"},
		{`(?é)`, 0, `"(?é" does not begin a group`, "(?:…)"},
		{`[a[:digit:]]`, 2, `"[:digit:]" is a class of POSIX`, `\p{…}`},
		{`[a-z&&[^b]]`, 10, `the class at offset 0 has ended before`, "set operations"},
		{`[]a]`, 3, `the class at offset 0 has ended before`, `\[`},
		{`a{,3}`, 1, "lower bound", "{0,n}"},
		{`ab++`, 3, "nothing to repeat", "possessive"},
		{`a{5,2}`, 1, `"{5,2}" are in the wrong order`, ""},
		{`(ab`, 0, "not closed", `\(`},
		{`ab)`, 2, "no group", `\)`},
		{`ab[c`, 2, "the class is not closed", `\[`},
		{`a\`, 1, "ends with a backslash", `\\`},
		{`(a)\2`, 3, "no group 2", ""},
		{`\k<x>(?<y>a)`, 0, `no group named "x"`, ""},
		{`(?<x>a)(?<x>b)`, 0, `two groups are named "x"`, "alternatives"},
		{`(?<x y>a)`, 4, "cannot stand here", ""},
		{`\pL`, 0, `"\\p" needs a property`, `\p{L}`},
		{`\p{Greek}`, 0, "names no property", `\p{Script=Greek}`},
		{`\p{IsHan}`, 0, "names no property", `\p{Script=Han}`},
		{`\p{^Lu}`, 0, "names no property", `\P{Lu}`},
		{"a\xff", 1, "not valid UTF-8", ""},
		{"\uFFFD\xff", 3, "not valid UTF-8", ""},
	} {
		_, err := Parse(tc.src)
		require.Error(t, err, tc.src)
		got := err.(*Error)
		require.Equal(t, tc.offset, got.Offset, tc.src)
		require.Contains(t, got.Message, tc.message, tc.src)
		require.Contains(t, got.Hint, tc.hint, tc.src)
		require.False(t, got.Unsupported, tc.src)
	}
	_, err := Parse(`ab\Z`)
	require.EqualError(t, err, `"\\Z" is not an escape of ECMA-262 (at offset 2 of the pattern)`)
}

func TestUnsupported(t *testing.T) {
	for _, tc := range []struct {
		src     string
		offset  int
		message string
	}{
		{`(?i:a)`, 0, `"(?i:"`},
		{`a(?-i:b)`, 1, `"(?-i:"`},
		{`\p{Script_Extensions=Greek}`, 0, "Script_Extensions"},
		{`a\p{Emoji}`, 1, "Emoji"},
		{`\p{Script=Sidetic}`, 0, "not in the tables of Unicode"},
		{`^(?!a)(b)\1`, 1, `look-ahead "(?!a)"`},
		{`a(?<=(?!c)b{2,})`, 1, `look-behind "(?<=(?!c)b{2,})"`},
		{`(a)(?:b|\1)`, 8, `back-reference "\\1"`},
		{`(?<n>a)\k<n>`, 7, `back-reference "\\k<n>"`},
		{`a{100001}`, 0, "more than 100000 parts"},
		{`((((a{1000}){1000}){1000}){1000}){1000}`, 0, "more than 100000 parts"},
		{`a{99999999999999999999}`, 0, "more than 100000 parts"},
	} {
		p, err := Parse(tc.src)
		if err == nil {
			_, ok := p.DFA(1000)
			require.False(t, ok, tc.src)
			_, err = p.Regexp()
		}
		require.Error(t, err, tc.src)
		got := err.(*Error)
		require.True(t, got.Unsupported, tc.src)
		require.Equal(t, tc.offset, got.Offset, tc.src)
		require.Contains(t, got.Message, tc.message, tc.src)
	}
}

func TestTree(t *testing.T) {
	p, err := Parse(`^(?<year>\d{4})(?:-(a|b)){2,5}?(?<!x)\k<year>\2$`)
	require.NoError(t, err)
	require.Equal(t, 2, groups(p))
	require.True(t, p.strict)
	var ops []Op
	p.Root().Walk(func(n *Node) bool {
		ops = append(ops, n.Op)
		require.LessOrEqual(t, n.Offset, n.End)
		return n.Op != OpLook
	})
	require.Equal(t, []Op{
		OpConcat, OpBegin, OpGroup, OpRepeat, OpSet, OpRepeat, OpConcat, OpSet, OpGroup, OpAlternate, OpSet, OpSet,
		OpLook, OpBackReference, OpBackReference, OpEnd,
	}, ops)
	sub := p.Root().Sub
	require.Equal(t, "year", sub[1].Name)
	require.Equal(t, 1, sub[1].Index)
	require.Equal(t, []any{2, 5, true}, []any{sub[2].Min, sub[2].Max, sub[2].Lazy})
	require.Equal(t, []bool{true, true}, []bool{sub[3].Behind, sub[3].Negate})
	require.Equal(t, 1, sub[4].Index)
	require.Equal(t, 2, sub[5].Index)
	require.Equal(t, `(?<year>\d{4})`, p.String()[sub[1].Offset:sub[1].End])
	require.Equal(t, "OpEmpty", map[Op]string{OpEmpty: "OpEmpty"}[mustParse(t, "").Root().Op])
	require.NoError(t, func() error { _, err := Parse(`(?<a>x)|(?<a>y)`); return err }(), "one name in two alternatives")
	require.Equal(t, 3, groups(mustParse(t, `(?<ab\u{63}\u0064>x)(?:)(y)(z)`)))
	require.False(t, mustParse(t, `\p{L}{L}`).strict)
}

// groups counts the capturing groups.
func groups(p *Pattern) (count int) {
	p.Root().Walk(func(n *Node) bool {
		if n.Op == OpGroup {
			count++
		}
		return true
	})
	return count
}

func mustParse(t testing.TB, src string) *Pattern {
	p, err := Parse(src)
	require.NoError(t, err, src)
	return p
}

// Patterns made to hurt: each must be answered at once.
func TestHostile(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("(", n) + "a" + strings.Repeat(")", n) }
	nested := func(n int) string { return strings.Repeat("(?:", n) + "a" + strings.Repeat("b?|c)*", n) }
	for name, src := range map[string]string{
		"100k parentheses":       deep(100_000),
		"30k parentheses":        deep(30_000),
		"parentheses at limit":   deep(maxDepth),
		"nested alternatives":    nested(maxDepth),
		"open parentheses":       strings.Repeat("(", 60_000),
		"stars":                  strings.Repeat("(a*)*", 10_000),
		"many properties":        strings.Repeat(`\p{L}`, 13_000),
		"one class, properties":  "[" + strings.Repeat(`\p{L}`, 13_000) + "]",
		"negated properties":     strings.Repeat(`[^\p{L}]`, 8_000),
		"unions with properties": strings.Repeat(`[a\p{L}]`, 8_000),
		"many names":             strings.Repeat(`(?<a`, 1) + strings.Repeat("b", 60_000) + ">)",
		"counts in counts":       "((((((a{20}){20}){20}){20}){20}){20})",
		"count of class":         `(?:[\p{L}]{3}){60000}`,
		"counts just allowed":    `((\p{L}{500}){195})`,
		"odd chunks":             strings.Repeat("(?:", 8) + `\p{L}{501}` + strings.Repeat("){2}", 8),
		"bounded optional":       `^(?:.{0,1000}x){0,90}$`,
		"long bound":             `^.{0,65535}$`,
		"exponential subsets":    `(?:a|b)*a(?:a|b){18}$`,
		"many literals":          strings.Repeat("abcdefghij|", 5_000),
		"many code points":       classOf(300),
		"many distinct classes":  distinctClasses(4_000),
		"zero-width counts":      `(?:^|\b|){1000000000}(?:(?:){2147483647}){2147483647}`,
		"empty sets":             strings.Repeat(`[]`, 30_000),
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			p, err := Parse(src)
			if err == nil {
				if re, rerr := p.Regexp(); rerr == nil {
					re.MatchString("aaaaabbbbb")
				} else {
					require.True(t, rerr.(*Error).Unsupported, "%v", rerr)
				}
				if d, ok := p.DFA(5000); ok {
					d.Match("aaaaabbbbb")
				}
			}
			require.Less(t, time.Since(began), 20*time.Second)
			t.Log(time.Since(began), err)
		})
	}
}

// classOf alternates n code points, too many for classes in a byte.
func classOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4E00 + 2*i))
		b.WriteByte('x')
	}
	return b.String()
}

func distinctClasses(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte('[')
		b.WriteRune(rune(0x4E00 + i))
		b.WriteByte('-')
		b.WriteRune(rune(0x9000 + i))
		b.WriteByte(']')
	}
	return b.String()
}
