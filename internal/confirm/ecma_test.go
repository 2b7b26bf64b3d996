package confirm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/pattern/patterntest"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// beyond are patterns with look-around that cannot be put into words for the first
// two validators, each with a string that matches and one that does not.
var beyond = []struct{ pattern, matches, not string }{
	{`^((?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+[A-Za-z]{2,6}$`, "a-b.cd", "a-.cd"},
	{`^(?:(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,32}|x)$`, "aA345678", "aAbbbbbb"},
	{`^(.(?!foo)){0,20}$`, "ofo", "xfoo"},
	{`^(((?!secret|password|token).)*)$`, "pass", "a password"},
	{`(?=^.{4,253}$)(^((?!-)[a-zA-Z0-9-]{0,62}[a-zA-Z0-9]\.)+[a-zA-Z]{2,63}$)`, "a.bc", "-a.bc"},
	{`^(?:(?=(?:.{3})+$)[ab]|(?<=b)c){5,60}x$`, "aaaabx", "aaaaax"},
}

// TestThirdValidatorReadsLookAround: what neither of the first two can judge is
// confirmed, in values and names, with formats and numbers of many digits beside.
func TestThirdValidatorReadsLookAround(t *testing.T) {
	for _, c := range beyond[:5] {
		p := string(codec.AppendString(nil, c.pattern))
		for _, form := range []struct{ schema, doc string }{
			{`{"pattern":%s}`, `%s`},
			{`{"patternProperties":{%s:true},"additionalProperties":false}`, `{%s:1}`},
			{`{"propertyNames":{"pattern":%s}}`, `{%s:1}`},
			{`{"items":{"anyOf":[{"type":"string","pattern":%s},{"type":"number","minimum":12345678901234567890}]}}`, `[12345678901234567891,%s]`},
		} {
			for text, accepts := range map[string]bool{c.matches: true, c.not: false} {
				doc := parse(t, fmt.Sprintf(form.doc, codec.AppendString(nil, text)))
				claim := Claim{side(t, fmt.Sprintf(form.schema, p)), accepts}
				r := Check(doc, claim)
				assert.Equal(t, Confirmed, r.Outcome, "%s: %s", doc.JSON(), r.Reason)
				assert.Equal(t, ECMA, r.By)
				claim.Accepts = !accepts
				assert.Equal(t, Unconfirmed, Check(doc, claim).Outcome, "nobody else is there to refute")
			}
		}
	}
	s := side(t, `{"pattern":"^(((?!secret|password|token).)*)$","format":"date"}`)
	s.formats = true
	assert.Equal(t, ECMA, Check(parse(t, `"2026-02-28"`), Claim{s, true}).By)
	assert.Equal(t, ECMA, Check(parse(t, `"2026-02-29"`), Claim{s, false}).By)
}

// TestThirdValidatorIsBounded: no pattern, schema or number keeps it busy, and what
// it did not come to the end of it does not judge.
func TestThirdValidatorIsBounded(t *testing.T) {
	const allowed = 50 * time.Millisecond
	slow := 0
	for _, pattern := range []string{`^(?=(a+)+$)b`, `^(?!(a|aa)+$)(?:(?:a*)*)*b`, `^(?:(?!(?:a*)*b)a|aa)*$`, `(?<=(a+)+)b$`, `^(((?=a*a*a*a*a*b)|a)a?)*$`, `(?=(a|a)*c)a`, `^(?=(a+)+$)`} {
		s := side(t, fmt.Sprintf(`{"type":"array","items":{"not":{"pattern":%q}}}`, pattern))
		_, _, err := s.judgeECMA(parse(t, `[]`))
		require.NoError(t, err, pattern)
		s.ecma.judge.matcher.allowed = allowed
		for _, size := range []int{30, 5_000} {
			text := strings.Repeat(`,"`+strings.Repeat("a", size)+`!"`, 5)
			began := time.Now()
			ok, _, err := s.judgeECMA(parse(t, `[`+text[1:]+`]`))
			assert.Less(t, time.Since(began), 20*allowed, pattern)
			if err != nil {
				slow++
				assert.False(t, ok)
				assert.ErrorContains(t, err, "takes too many steps", pattern)
			}
		}
		_, _, err = s.judgeECMA(parse(t, `["a!"]`))
		assert.NoError(t, err, "a document later is judged again")
	}
	assert.Greater(t, slow, 5)

	for schema, why := range map[string]string{
		`{"minimum":1e9999}`:   "more than 1000 digits",
		`{"enum":[[1e-1001]]}`: "more than 1000 digits",
		`{"$dynamicRef":"#a","$defs":{"a":{"$dynamicAnchor":"a"}}}`:                                                      "depend on the way",
		`{"$schema":"https://json-schema.org/draft/2019-09/schema","contains":{"type":"null"},"unevaluatedItems":false}`: "contains means something else",
	} {
		_, _, err := side(t, schema).judgeECMA(parse(t, `1`))
		assert.ErrorContains(t, err, why, schema)
	}
	_, _, err := side(t, `{}`).judgeECMA(parse(t, `[{"a":1e9999}]`))
	assert.ErrorContains(t, err, "more than 1000 digits")
	hard := `{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"items":{"$ref":"#/$defs/a"},"maxItems":0},{"items":{"$ref":"#/$defs/a"},"maxItems":1}]}}}`
	_, _, err = side(t, hard).judgeECMA(parse(t, strings.Repeat("[", 60)+strings.Repeat("]", 60)))
	assert.ErrorContains(t, err, "too many steps")
}

// awkward are strings that engines are known to differ about.
var awkward = []string{
	"", "a", "\n", "a\n", "\r", "\u2028", "\u2029", "\u0085", "\u00a0", "\ufeff", "\u180e", "\u200b", "\v", "\f", "\x00", "\b", "é", "É", "éa", "aé",
	"K", "ſ", "k", "K", "😀", "😀a", "a😀", "😀😀", "_", "-", "Ω", "ß", "中", "٣", "²", "ª", "ǅ", "\u0301", "\u0378", "]", "}", "{a}", "a{,3}", "/", "${a}", " ", "\t", "1",
}

// readings are patterns that engines are known to read differently.
var readings = []string{
	`^.$`, `^\s$`, `^\S$`, `^\w$`, `^\W$`, `^\d$`, `^\D$`, `[\b]`, `\cJ`, `^\0$`, `^\x41$`, `\bé`, `é\b`, `\B`, `a$`, `^[^a]$`, `^[^]$`, `^[]$`,
	`^\u{1F600}$`, `^\uD83D\uDE00$`, `^[\uD83D\uDE00]$`, `^\uD83D`, `(?<=\uD83D)`, `^[^\uD83D]$`, `^.{2}$`, `(?<=^.)a`, `^\p{L}$`, `^\P{L}$`, `^\p{Lu}$`, `^[\p{L}\d]$`,
	`^[^\p{L}]$`, `^\p{Script=Greek}$`, `^\p{sc=Han}$`, `^\p{ASCII}$`, `^\p{Any}$`, `^\p{Nd}$`, `^\p{White_Space}$`, `^k$`, `^[a-z]$`, `^[\W]$`, `^[^\s\S]`, `^[\s\S]$`,
	`^\-$`, `^\_$`, `^\ $`, `^{a}$`, `^a{,3$`, `^]$`, `^}$`, `^[\w-.]$`, `^[.-\w]$`, `^\/$`, `\@`, `^\${a}$`, `(?=a)*`, `^(?=\.|a)?`, `a(?!$)`, `(?<!^)a`, `^(?!.)`, `(?<=.)$`, `^\u2028$`, `\v|\f|\t`,
}

// TestThirdValidatorReadsAsWeDo: the engine says of patterns as the user wrote them
// what our own reading says, where it takes them at all, or the names of its
// Unicode tables would decide.
func TestThirdValidatorReadsAsWeDo(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	words := append(patterntest.Words("ab1\n", 3), awkward...)
	list := append([]string(nil), readings...)
	for _, c := range beyond {
		list = append(list, c.pattern)
		words = append(words, c.matches, c.not)
	}
	for range rounds.Of(300, 20_000) {
		list = append(list, patterntest.Random(r, 2+r.IntN(4), true))
	}
	var refused []string
	for _, src := range list {
		p, err := pattern.Parse(src)
		if err != nil {
			continue // and so is no schema
		}
		f, err := source.ParseJSON("schema.json", fmt.Appendf(nil, `{"pattern":%s}`, codec.AppendString(nil, src)))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{})
		require.NoError(t, err)
		e, err := newECMA(g, false)
		if err != nil {
			refused = append(refused, src)
			continue
		}
		for _, w := range words {
			ok, _, err := e.judge(parse(t, string(codec.AppendString(nil, w))))
			require.NoError(t, err, src)
			require.Equal(t, patterntest.Searches(p, w), ok, "%q on %q", src, w)
		}
	}
	assert.Empty(t, refused)
}

// TestThirdValidatorSaysWhere: where the first validator cannot judge, the third
// names the place and the keyword that the first would.
func TestThirdValidatorSaysWhere(t *testing.T) {
	for _, c := range []struct{ schema, doc string }{
		{`{"pattern":"^a"}`, `"b"`},
		{`{"properties":{"a":{"items":{"pattern":"^a"}}}}`, `{"a":["a","b","c"]}`},
		{`{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}`, `1`},
		{`{"allOf":[true,{"properties":{"a":{"minimum":2}}}]}`, `{"b":1,"a":1}`},
		{`{"propertyNames":{"pattern":"^a"}}`, `{"a":1,"b":2}`},
		{`{"properties":{"x":{"propertyNames":{"maxLength":1}}}}`, `{"x":{"a":1,"bc":2}}`},
		{`{"required":["a","b"]}`, `{"b":1}`},
		{`{"anyOf":[{"type":"null"},{"pattern":"^a"}]}`, `"b"`},
		{`{"not":{"pattern":"^b"}}`, `"b"`},
		{`{"items":{"enum":[1,2]}}`, `[1,3,4]`},
		{`{"properties":{"a":{"const":1},"b":{"const":1}}}`, `{"b":2,"a":3}`},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"format":"x","multipleOf":2}]}`, `[3]`},
		{`{"uniqueItems":true,"minItems":3}`, `[1]`},
		{`{"additionalProperties":false,"properties":{"a":true}}`, `{"a":1,"b":1}`},
	} {
		s, doc := side(t, c.schema), parse(t, c.doc)
		list, err := s.judgeV5(doc)
		require.NoError(t, err)
		require.NotEmpty(t, list, c.schema)
		ok, why, err := s.judgeECMA(doc)
		require.NoError(t, err)
		require.False(t, ok)
		require.NotNil(t, why, c.schema)
		assert.Equal(t, list[0].InstanceAt, why.InstanceAt, c.schema)
		assert.Equal(t, list[0].SchemaAt, why.SchemaAt, c.schema)
		assert.Equal(t, list[0].File, why.File)
		assert.Equal(t, list[0].Name, why.Name, c.schema)
		if n := s.g.Root; n.Pattern != nil || n.Required != nil {
			assert.Equal(t, list[0].Message, why.Message, c.schema)
		}
	}
}
