package v5

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// TestFormatsAnswer gives every format of the library text that parsers trip
// over; each must give an answer, and that of the evaluator.
func TestFormatsAnswer(t *testing.T) {
	texts := []string{"", " ", "0", "/", "#", "~", "-", ":", "@", "a@", "@a", "[", "]", "{", "}", "%", "%zz", "P", "PT", "P1", "T", "é", "\x00", "\x7f", "::", "1.2.3", "[::", "a@[", "a@[IPv6:", "00000000-0000-0000-0000-00000000000",
		"2020-01-01T", "2020-01-01T00:00:60Z", "23:59:60+00:00", "24:00:00Z", "12:00:00+", "12:00:00.Z", "0#", "01", "P1Y2W", "http://[", "http://a b", "{a", "a}", "{{}}", "p/p", "PT1S/",
		"1.+2.3.4", "12:00:00+01:-0", "a.b-c.", "http://a@b@c", "a:#b#c", "é@b.c", "@[IPv6:::1]", "http://a/{b,c*}{?d:3}", "http://é/\"b", "../a?b#^c"}
	for name := range jsonschema.Formats {
		schema := string(source.NewObject([]source.Member{{Name: "format", Value: &source.Value{Kind: source.String, Text: name}}}).AppendJSON(nil))
		v, err := Compile(load(t, schema, graph.Options{}), true)
		require.NoError(t, err)
		for _, text := range texts {
			list, err := v.Judge(&source.Value{Kind: source.String, Text: text})
			require.NoError(t, err, "%s of %q", name, text)
			if name != "regex" {
				// What no draft defines holds everything.
				require.Equal(t, eval.MatchFormat(name, text), len(list) == 0, "%s of %q", name, text)
			}
		}
	}
}

// TestRegexIsPattern: the format regex, which generated code decides without the
// house's parser, accepts what that parser does not refuse as bad syntax.
func TestRegexIsPattern(t *testing.T) {
	pieces := strings.Split("a b 1 9 , - ^ $ . * + ? | ( ) [ ] { } \\ / : = ! < > # & ' \\d \\W \\b \\B \\1 \\2 \\0 \\k<a> \\k<b> \\cA \\c \\x4 \\x41 \\u \\u0041 "+
		"\\ud83d\\ude00 \\u{41} \\u{ \\p{L} \\P{Lu} \\p{Script=Greek} \\p{sc=Grek} \\p{scx=Grek} \\p{Foo} \\p{Emoji} \\p{AHex} \\p{Script=Newest_Script} \\p{Script=new} \\p{gc=Letter} \\pL "+
		"(?: (?= (?! (?<= (?<! (?<a> (?<b> (?<é> (?<1> (?P<a> (?i) (?i: (?R: (?> (?# (?( [^ [: :] [[:alpha:] [a-z] [z-a] [\\w-x] [] [^] {2} {2,} {,3} {3,2} {1,2 *? +? a++ \\- \\_ \\A \\Z \\é é \u2028 \U0001f600", " ")
	random := rand.New(rand.NewPCG(1, 2))
	verdicts := map[bool]int{}
	judge := func(text string) {
		_, err := pattern.Parse(text)
		var why *pattern.Error
		want := err == nil || errors.As(err, &why) && why.Unsupported
		require.Equal(t, want, eval.MatchFormat("regex", text), "%q: %v", text, err)
		verdicts[want]++
	}
	for range 200_000 {
		var b strings.Builder
		for range 1 + random.IntN(7) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		judge(b.String())
	}
	for _, text := range []string{
		strings.Repeat("(", 199) + strings.Repeat(")", 199), strings.Repeat("(", 201) + strings.Repeat(")", 201), strings.Repeat("(", 300),
		strings.Repeat("(", 1<<17), strings.Repeat("[", 1<<16), strings.Repeat("(?<a>x)|", 1_000), "a{99999999999999999999,9}", "\xff", "a\xffb", "\ufffd",
	} {
		judge(text)
	}
	require.Greater(t, verdicts[true], 10_000)
	require.Greater(t, verdicts[false], 10_000)
}

// TestFormatsThatDecide: formats have one meaning in the house, and those that have
// none describe.
func TestFormatsThatDecide(t *testing.T) {
	for _, name := range append(eval.Formats(), "idn-email", "idn-hostname", "period", "ip-address", "colour", "") {
		schema := string(source.NewObject([]source.Member{{Name: "format", Value: &source.Value{Kind: source.String, Text: name}}}).AppendJSON(nil))
		v, err := Compile(load(t, schema, graph.Options{}), true)
		require.NoError(t, err)
		for _, text := range []string{"", "a", "a@b.c", "a@b.", `"a b"@c`, "A <a@b>", "host.", "-a", "a_b", "256.0.0.1", "1.2.3.4", "::1", "::1%eth0", "1::2::3", "http://a", "http://a b", "//a", "a\\b", "#a#b", "http://[::1", "ä:b", "/~2", "1/a", "01",
			"P1Y1D", "P1W", "P1WT1H", "2020-02-30", "2020-02-29", "23:59:60Z", "12:00:60Z", "24:00:00Z", "2020-02-29t00:00:00z", "{a", "{a}", "x{+a:3}", "^(abc", "(?=a)\\cA", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380"} {
			list, err := v.Judge(&source.Value{Kind: source.String, Text: text})
			require.NoError(t, err)
			require.Equal(t, eval.MatchFormat(name, text), len(list) == 0, "%s of %q", name, text)
		}
	}
}
