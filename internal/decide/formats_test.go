package decide

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// samples are strings of the formats and near them.
var samples = []string{
	"", "2000-02-29", "1900-02-29", "2024-02-29", "2023-02-29", "2023-04-31", "2023-12-31", "0000-02-29", "2023-00-10", "2023-13-01", "2023-1-01",
	"00:00:00Z", "23:59:60Z", "23:58:60z", "22:59:60Z", "00:59:60+01:00", "00:59:60+00:59", "01:30:60+01:31", "01:30:60+01:30", "22:29:60-01:30", "22:29:60-01:31", "23:59:60+00:00", "23:59:60-00:00",
	"12:00:00.5+05:30", "24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:00", "12:00:00.Z", "12:00:00+24:00",
	"2000-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-06-30t23:59:60z", "2024-06-30T23:58:60Z", "2024-07-01T01:59:60.25+02:00", "2024-07-01 00:00:00Z",
	"P1D", "P", "PT", "P1W", "P1WT1H", "P1Y1D", "P1Y2M3DT4H5M6S", "PT1H1S", "P1M", "PT1M", "P1YT1S", "1D",
	"a@b", "a@b.c", `"a b"@c`, `"a\"@b"@c`, `"a"b"@c`, "a..b@c", ".a@b", "@b", "a@", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@[::1]", "a@[127.0.0.01]", "a@-b", "a@b@c",
	strings.Repeat("a", 64) + "@b", strings.Repeat("a", 65) + "@b", `"` + strings.Repeat("@", 62) + `"@b`, `"` + strings.Repeat("@", 63) + `"@b`,
	"example.org", "a", "-a", "a-", "a.", "a..b", "a_b", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a.", 126) + "a", strings.Repeat("a.", 127) + "a", "a@" + strings.Repeat("a.", 126) + "a", "a@" + strings.Repeat("a.", 126) + "aa",
	"127.0.0.1", "256.0.0.1", "1.2.3", "1.2.3.04", "0.0.0.0", "1.2.3.4.5",
	"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "1::2::3", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "12345::", "::1%eth0", "fe80::1:", ":1", "1:2:3:4:5::1.2.3.4", "1:2:3:4:5:6::1.2.3.4",
	"urn:a", "http://a/b?c#d", "http://[::1]:80/", "http://[v1.a]/", "http://[::1]x/", "http://a:b@c:80", "http://a@b@c", "http://a:b:c/", "http://[::g]/", "//a/b", "a/b:c", "a:b", "1:b", ":a", "/a//b", "///", "a//b", "?a?b", "#a#b", "%41", "%4", "%zz", "http://ä/ö", "ä", "a b", "[a]", "http:///", "http://:80", "http://a:x", "a:///b", "http://[v1.[a]/", "http://[1.2.3.4]",
	"{a}", "{+a,b*}", "{a:12}", "{a:0}", "{a:12345}", "{a:1*}", "{}", "{a", "a}", "{,a}", "{a,}", "{a.b}", "{a..b}", "{%41}", "{%4}", "a|b", "ä{ä}",
	"00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-00000000000", "0000000g-0000-4000-8000-000000000000", "ABCDEF00-0000-0000-0000-00000000000f",
	"/", "/a/b", "/~0~1", "/~2", "/~", "a/", "0", "0#", "0/a", "01", "10/~1", "1##", "/\n", "0/ä", "\n", "12:00:00Z\n", "::1\n",
}

// TestLanguages: the patterns that stand for a format say what the assertion does,
// of samples, and of what a few changes make of them.
func TestLanguages(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	alphabet := []rune("0129:-.+TZzPYMDWHS@/~#?%[]{}aAf\"\\ \n,*vä")
	texts := append([]string(nil), samples...)
	for range rounds.Of(4_000, 200_000) {
		v := []rune(samples[r.IntN(len(samples))])
		for range 1 + r.IntN(3) {
			i, c := r.IntN(len(v)+1), alphabet[r.IntN(len(alphabet))]
			switch {
			case r.IntN(3) == 0 || i == len(v):
				v = append(v[:i:i], append([]rune{c}, v[i:]...)...)
			case r.IntN(2) == 0:
				v = append(v[:i:i], v[i+1:]...)
			default:
				v[i] = c
			}
		}
		texts = append(texts, string(v))
	}
	for h := range 24 {
		for m := range 60 {
			texts = append(texts, fmt.Sprintf("%02d:%02d:60+%02d:%02d", h, m, (h+r.IntN(2))%24, (m+r.IntN(3))%60), fmt.Sprintf("%02d:%02d:60-%02d:%02d", h, m, 23-h, 59-m))
		}
	}
	for _, name := range eval.Formats() {
		known := languages[name]
		if known == nil {
			assert.Equal(t, "regex", name)
			continue
		}
		l, both := known(), [2]int{}
		var matchers []*pattern.Matcher
		for _, p := range l.patterns {
			m, err := p.P.Matcher()
			require.NoError(t, err)
			matchers = append(matchers, m)
		}
		for _, text := range texts {
			in := l.longest == nil || int64(utf8.RuneCountInString(text)) <= l.longest.Int64()
			for _, m := range matchers {
				in = in && m.MatchString(text)
			}
			require.Equal(t, eval.MatchFormat(name, text), in, "%s: %q", name, text)
			if in {
				both[0]++
			} else {
				both[1]++
			}
		}
		assert.Greater(t, min(both[0], both[1]), 5, name)
	}
}

func assertedGraph(t testing.TB, text string) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(text))
	require.NoError(t, err, text)
	g, err := graph.Load(f, graph.Options{AssertFormats: true})
	require.NoError(t, err, text)
	return g
}

// included are the formats each of whose strings is of another.
var included = map[string][]string{
	"uri": {"uri-reference", "iri", "iri-reference"}, "uri-reference": {"iri-reference"}, "iri": {"iri-reference"},
	"ipv4": {"hostname", "uri-reference", "iri-reference", "uri-template"}, "uuid": {"hostname", "uri-reference", "iri-reference", "uri-template"},
	"date": {"hostname", "uri-reference", "iri-reference", "uri-template"}, "hostname": {"uri-reference", "iri-reference", "uri-template"},
	"duration": {"uri-reference", "iri-reference", "uri-template"}, "ipv6": {"uri-template"}, "time": {"uri-template"}, "date-time": {"uri-template"},
}

// TestFormatPairs: each format against each other is decided, alone and beside
// other keywords, and what is found is judged by the assertion.
func TestFormatPairs(t *testing.T) {
	for a := range languages {
		for b := range languages {
			in, out := assertedGraph(t, fmt.Sprintf(`{"type":"string","format":%q}`, a)), assertedGraph(t, fmt.Sprintf(`{"format":%q}`, b))
			answer := Decide(Question{In: in, Out: out})
			want := Found
			if a == b || slices.Contains(included[a], b) {
				want = Empty
			}
			verify(t, Question{In: in, Out: out}, answer, answer.Verdict)
			assert.Equal(t, want, answer.Verdict, "%s in %s: %v", a, b, answer.Unknown)
		}
	}
}

// TestFormatsBesideOthers: formats together, negated, in unions and beside other
// keywords of strings are decided.
func TestFormatsBesideOthers(t *testing.T) {
	const date, instant, host, v4 = `{"format":"date"}`, `{"format":"date-time"}`, `{"format":"hostname"}`, `{"format":"ipv4"}`
	for _, c := range []struct {
		in, out string
		want    Verdict
	}{
		{`{"allOf":[` + date + `,` + instant + `]}`, `false`, Empty},
		{`{"allOf":[` + date + `,` + host + `]}`, date, Empty},
		{date, `{"allOf":[` + date + `,` + host + `]}`, Empty},
		{host, `{"anyOf":[` + v4 + `,` + date + `]}`, Found},
		{`{"anyOf":[` + v4 + `,` + date + `]}`, `{"anyOf":[` + date + `,` + host + `]}`, Empty},
		{`{"format":"date"}`, `{"pattern":"^[0-9]{4}-[01][0-9]-[0-3][0-9]$"}`, Empty},
		{`{"format":"date"}`, `{"pattern":"^[12]"}`, Found},
		{`{"pattern":"^2023-02-(?:0[1-9]|[12][0-9])$"}`, date, Found},
		{`{"pattern":"^2024-02-(?:0[1-9]|[12][0-9])$"}`, date, Empty},
		{date, `{"minLength":10,"maxLength":10}`, Empty},
		{host, `{"maxLength":253}`, Empty},
		{host, `{"maxLength":252}`, Found},
		{`{"format":"hostname","minLength":254}`, `false`, Empty},
		{`{"format":"uuid"}`, `{"maxLength":36,"pattern":"-"}`, Empty},
		{`{"format":"uuid","pattern":"^[0-9a-f-]*$"}`, `{"format":"uuid"}`, Empty},
		{`{"format":"time"}`, `{"pattern":"^[0-9:.]*(?:[Zz]|[+-][0-9:]*)$"}`, Empty},
		{`{"format":"time"}`, `{"not":{"pattern":":60"}}`, Found},
		{`{"format":"time","pattern":"^23:59:60Z$"}`, `false`, Found},
		{`{"format":"time","pattern":"^23:58:60Z$"}`, `false`, Empty},
		{`{"enum":["2023-02-29","2024-02-30"]}`, `{"not":` + date + `}`, Empty},
		{`{"enum":["2023-02-29","2024-02-29"]}`, `{"not":` + date + `}`, Found},
		{`{"const":"23:59:60+01:00"}`, `{"format":"time"}`, Found},
		{`{"const":"00:59:60+01:00"}`, `{"format":"time"}`, Empty},
		{`{"not":` + date + `}`, `{"not":{"allOf":[` + date + `,` + host + `]}}`, Empty},
		{`{"not":` + host + `}`, `{"not":` + date + `}`, Empty},
		{`{"type":"object","propertyNames":` + date + `}`, `{"propertyNames":` + host + `}`, Empty},
		{`{"type":"object","propertyNames":` + host + `}`, `{"propertyNames":` + date + `}`, Found},
		{`{"type":"object","minProperties":1,"propertyNames":{"allOf":[` + date + `,` + v4 + `]}}`, `false`, Empty},
		{`{"type":"array","minItems":2,"uniqueItems":true,"items":{"format":"ipv6","maxLength":3}}`, `{"items":{"pattern":"^::.$"}}`, Found},
		{`{"format":"email"}`, `{"pattern":"@"}`, Empty},
		{`{"format":"email"}`, `{"maxLength":318}`, Empty},
		{`{"format":"email"}`, `{"maxLength":50}`, Found},
		{`{"format":"regex"}`, `{"pattern":"^a"}`, Found},
		{`{"format":"regex"}`, `{"pattern":"^[^]*$"}`, Empty},
		{`{"format":"regex"}`, `{"pattern":"^[^(]*$"}`, Undecided},
	} {
		q := Question{In: assertedGraph(t, `{"allOf":[{"type":["string","array","object"]},`+c.in+`]}`), Out: assertedGraph(t, c.out)}
		if !strings.Contains(c.in, "array") && !strings.Contains(c.in, "object") {
			q.In = assertedGraph(t, `{"allOf":[{"type":"string"},`+c.in+`]}`)
		}
		answer := Decide(q)
		if assert.Equal(t, c.want, answer.Verdict, "%s in %s: %v", c.in, c.out, answer.Unknown) {
			verify(t, q, answer, c.want)
		}
		if c.want == Undecided {
			assert.Equal(t, "format", answer.Unknown[0].Keyword)
		}
	}
}
