package pattern

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRE2Text(t *testing.T) {
	for src, want := range map[string]string{
		``:                          ``,
		`^[a-z][a-z0-9-]*$`:         `^[a-z][\-0-9a-z]*$`,
		`^x-`:                       `^x-`,
		`foo|bar`:                   `foo|bar`,
		`(foo|bar)+`:                `(?:foo|bar)+`,
		`(?<n>foo)?`:                `(?:foo)?`,
		`a(?:b|)c`:                  `a(?:b|)c`,
		`(?:a*)*`:                   `(?:a*)*`,
		`.`:                         `[^\n\r\x{2028}\x{2029}]`,
		`[^]`:                       `(?s:.)`,
		`[]`:                        `[^\x00-\x{10FFFF}]`,
		`\uD800`:                    `[^\x00-\x{10FFFF}]`,
		`[^\uD800]`:                 `(?s:.)`,
		`\d\D\w\W`:                  `[0-9][^0-9][0-9A-Z_a-z][^0-9A-Z_a-z]`,
		`\bé😀\x{41}`:                ``,
		`\bé😀\u{1F600}\/\-\cA`:      `\bé\x{1f600}\x{1f600}/-\x01`,
		`[\]\[\\^-]`:                `[\-\[-\^]`,
		`{}]`:                       `\{\}\]`,
		`a{0}b{1}c{2}d{3,}e{4,5}f?`: `bc{2}d{3,}e{4,5}f?`,
		`a{2500}`:                   `a{1000}a{1000}a{500}`,
		`a{2500,}`:                  `a{1000}a{1000}a{500,}`,
		`a{0,2500}`:                 `(?:a{1000}(?:a{1000}a{0,500}|a{0,999})|a{0,999})`,
		`(?:a{300}){4}`:             `(?:a{300}){3}a{300}`,
		`(?:a{600}){0,2}`:           `(?:a{600}(?:a{600})?)?`,
		`(?:^)*a(?:$){3}`:           `(?:)a$`,
	} {
		p, err := Parse(src)
		if want == "" && src != "" {
			require.Error(t, err, src)
			continue
		}
		require.NoError(t, err, src)
		got, err := p.RE2()
		require.NoError(t, err, src)
		require.Equal(t, want, got, src)
		_, err = p.Regexp()
		require.NoError(t, err, src)
	}
}

func TestLiteral(t *testing.T) {
	type answer struct {
		text string
		kind LiteralKind
	}
	for src, want := range map[string]answer{
		``:             {"", LiteralContains},
		`^`:            {"", LiteralPrefix},
		`$`:            {"", LiteralSuffix},
		`^$`:           {"", LiteralExact},
		`abc`:          {"abc", LiteralContains},
		`^x-`:          {"x-", LiteralPrefix},
		`\.json$`:      {".json", LiteralSuffix},
		`^a[b]\u{63}$`: {"abc", LiteralExact},
		`^a😀$`:         {"a😀", LiteralExact},
		`a`:            {"a", LiteralContains},
		`a.`:           {"", NotLiteral},
		`a^b`:          {"", NotLiteral},
		`(ab)`:         {"", NotLiteral},
		`ab?`:          {"", NotLiteral},
		`[]a`:          {"", NotLiteral},
		`a|b`:          {"", NotLiteral},
	} {
		text, kind := mustParse(t, src).Literal()
		require.Equal(t, want, answer{text, kind}, src)
	}
}
