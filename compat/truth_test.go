package compat

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// leaf draws a schema that refuses null.
func leaf(r *rand.Rand) string {
	return []string{
		`{"type":"string"}`, `{"type":"string","maxLength":5}`, `{"type":"integer","maximum":10}`, `{"type":"number","minimum":0}`,
		`{"enum":["a","b"]}`, `{"type":"string","enum":["a","b","c"]}`, `{"const":"k"}`, `{"type":"boolean"}`,
		`{"type":"array","items":{"type":"string"}}`, `{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}`,
		`{"$ref":"#/$defs/D"}`, `{"oneOf":[{"type":"object","required":["x"]},{"type":"array","minItems":1}]}`,
		`{"type":"string","description":"What it is."}`,
	}[r.IntN(13)]
}

// hull draws a schema around another.
func hull(r *rand.Rand, inner string) string {
	return fmt.Sprintf([]string{
		`%s`, `{"type":"object","properties":{"c":%s,"z":true}}`, `{"type":"array","items":%s}`, `{"type":"object","additionalProperties":%s}`,
		`{"type":"object","properties":{"c":{"$ref":"#/$defs/E"}},"$defs":{"E":%s}}`, `{"allOf":[{"type":"object"},{"properties":{"c":%s}}]}`,
		`{"type":"object","properties":{"c":{"type":"array","prefixItems":[{"type":"null"},%s]}}}`,
		`{"anyOf":[{"type":"object","required":["t"],"properties":{"t":{"const":"one"},"c":%s}},{"type":"object","required":["t"],"properties":{"t":{"const":"two"}}}]}`,
	}[r.IntN(8)], inner)
}

// withD adds the definition that leaves may refer to.
func withD(t *testing.T, text string) string {
	t.Helper()
	f, err := source.ParseJSON("s", []byte(text))
	require.NoError(t, err, text)
	defs := f.Root.Get("$defs")
	if defs == nil {
		defs = source.NewObject(nil)
	}
	d, err := source.ParseJSON("d", []byte(`{"type":"object","properties":{"d":{"type":"string"}}}`))
	require.NoError(t, err)
	root := source.NewObject(nil)
	for _, m := range f.Root.Members {
		if m.Name != "$defs" {
			root.Members = append(root.Members, m)
		}
	}
	defs = source.NewObject(append(defs.Members, source.Member{Name: "D", Value: d.Root}))
	return source.NewObject(append(root.Members, source.Member{Name: "$defs", Value: defs})).JSON()
}

// singleEdits are edits of a schema that people make: each gives both sides of one that is
// one change, forth and back.
var singleEdits = []func(r *rand.Rand, s string) (old, new string){
	func(r *rand.Rand, s string) (string, string) {
		return s, fmt.Sprintf([]string{`{"anyOf":[%s,{"type":"null"}]}`, `{"oneOf":[{"type":"null"},%s]}`, `{"anyOf":[{"enum":[null]},%s]}`}[r.IntN(3)], s)
	},
	func(r *rand.Rand, s string) (string, string) {
		key := []string{"anyOf", "oneOf"}[r.IntN(2)]
		list := []string{s, `{"type":"object","required":["y"],"maxProperties":4}`, `{"type":"array","maxItems":0}`}
		i := r.IntN(4)
		more := append(append(append([]string{}, list[:i]...), `{"type":"null"}`), list[i:]...)
		return `{"` + key + `":[` + strings.Join(list, ",") + `]}`, `{"` + key + `":[` + strings.Join(more, ",") + `]}`
	},
	func(r *rand.Rand, s string) (string, string) { return s, `{"allOf":[` + s + `]}` },
	func(r *rand.Rand, _ string) (string, string) {
		n, kind := r.IntN(20), []string{"integer", "number"}[r.IntN(2)]
		key := []string{"aximum", "inimum"}[r.IntN(2)]
		return fmt.Sprintf(`{"type":"%s","m%s":%d}`, kind, key, n), fmt.Sprintf(`{"type":"%s","exclusiveM%s":%d}`, kind, key, n)
	},
	func(r *rand.Rand, _ string) (string, string) {
		return []string{`{"enum":["a","b"]}`, `{"type":"string","enum":["a","b"]}`, `{"anyOf":[{"enum":["a","b"]},{"type":"null"}]}`}[r.IntN(3)], ""
	},
	func(r *rand.Rand, _ string) (string, string) {
		return `{"type":["string","integer"]}`, []string{`{"type":["string","integer","boolean"]}`, `{"type":["string","integer","null"]}`, `{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"boolean"}]}`}[r.IntN(3)]
	},
}

var (
	wasAndIs  = regexp.MustCompile(` is (.*), it was (.*)$`)
	typesTold = regexp.MustCompile(`types: (.*) instead of (.*)$`)
)

// TestChangesAreTrue: edits drawn at random are one change each, forth and back; the
// list explains the bump; and what the sentence says is so.
func TestChangesAreTrue(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 7))
	for range rounds.Of(400, 5_000) {
		before, after := singleEdits[r.IntN(len(singleEdits))](r, leaf(r))
		if after == "" { // a value joins
			after = strings.Replace(before, `"b"`, `"b","w"`, 1)
		}
		seed := r.Uint64()
		around := func(s string) string { return withD(t, hull(rand.New(rand.NewPCG(seed, 1)), s)) }
		for _, p := range [][2]string{{around(before), around(after)}, {around(after), around(before)}} {
			report := compare(t, p[0], p[1], Options{Changes: true})
			why := p[0] + "\n" + p[1]
			if !assert.Len(t, report.Changes, 1, why) {
				for _, c := range report.Changes {
					t.Log(c.Rule, c.Message)
				}
				continue
			}
			explained(t, report)
			checkTruth(t, report, &report.Changes[0], p)
		}
	}
}

// checkTruth holds the sentence of a change against both schemas.
func checkTruth(t *testing.T, r *Report, c *Change, texts [2]string) {
	t.Helper()
	why := c.Rule + ": " + c.Message + "\n" + texts[0] + "\n" + texts[1]
	for _, b := range c.Breaks {
		v := map[string]Verdict{"reader": r.Reader.Verdict, "backward": r.Backward.Verdict, "forward": r.Forward.Verdict}[b]
		assert.Equal(t, Incompatible, v, "a change breaks what is not broken: %s", why)
	}
	assert.Equal(t, len(c.Breaks) > 0, r.Verdict == Incompatible, "the one change breaks what is broken: %s", why)
	if m := wasAndIs.FindStringSubmatch(c.Message); m != nil {
		assert.NotEqual(t, m[1], m[2], why)
	}
	if m := typesTold.FindStringSubmatch(c.Message); m != nil {
		assert.NotEqual(t, m[1], m[2], why)
	}
	accepts := func(doc string) (old, new bool) {
		return atPlace(t, texts[0], c.OldAt, doc), atPlace(t, texts[1], c.NewAt, doc)
	}
	switch {
	case strings.HasSuffix(c.Message, "may be null too"):
		old, new := accepts("null")
		assert.True(t, !old && new, why)
	case strings.HasSuffix(c.Message, "may no longer be null"):
		old, new := accepts("null")
		assert.True(t, old && !new, why)
	case c.Rule == "enum-value-added":
		old, new := accepts(string(c.New))
		assert.True(t, !old && new, why)
	case c.Rule == "enum-value-removed":
		old, new := accepts(string(c.Old))
		assert.True(t, old && !new, why)
	case strings.HasSuffix(c.Message, ", excluded now"):
		old, new := accepts(string(c.New))
		assert.True(t, old && !new, why)
	case strings.HasSuffix(c.Message, ", included now"):
		old, new := accepts(string(c.New))
		assert.True(t, !old && new, why)
	case c.Rule == "same-in-other-words", c.Rule == "order-changed":
		assert.Equal(t, Compatible, r.Verdict, why)
	}
}

// keywordEnd is what leads from a schema to what the sentences are about.
var keywordEnd = regexp.MustCompile(`(/(anyOf|oneOf)(/\d+)?|/type|/enum(/\d+)?|/const|/(exclusiveM|m)(ax|in)imum)$`)

// atPlace says whether the schema around a place, as a whole, accepts a document.
func atPlace(t *testing.T, text, pointer, doc string) bool {
	t.Helper()
	for keywordEnd.MatchString(pointer) {
		pointer = keywordEnd.ReplaceAllString(pointer, "")
	}
	s := must(Load("s.json", []byte(text), LoadOptions{At: pointer}))
	ok, err := writer.NewEvaluator(s.graph).Accepts(document([]byte(doc)))
	require.NoError(t, err)
	return ok
}

// TestListExplainsBump: of schemas drawn at random and edited, or only respelled, the
// list has a change that owes what the whole owes, none that owes more, and nothing
// where nothing is owed.
func TestListExplainsBump(t *testing.T) {
	known := 0
	for i := range rounds.Of(150, 6_000) {
		r := drawn{rand.New(rand.NewPCG(99, uint64(i)))}
		old := r.whole()
		new, _ := r.edited(any(old), 0).(object)
		if r.IntN(3) == 0 {
			new = r.stripped(any(old)).(object)
		}
		if new == nil || !valid(old) {
			continue
		}
		if new["$defs"] = old["$defs"]; !valid(new) {
			continue
		}
		report := compare(t, string(text2(old)), string(text2(new)), Options{Changes: true, MaxWork: 100_000})
		if report.RequiredBump == BumpUnknown {
			continue
		}
		known++
		explained(t, report)
		assert.Equal(t, report.RequiredBump == BumpNone, len(report.Changes) == 0)
		for _, c := range report.Changes {
			if strings.HasSuffix(c.Message, " at some place is another, or gone") {
				seen := comparePlaces(load(t, "old.json", text2(old)).graph, load(t, "new.json", text2(new)).graph)
				assert.True(t, seen.defaultBroken || seen.defaultChanged || seen.formatChanged, c.Message)
			}
		}
		if t.Failed() {
			t.Fatalf("round %d:\n%s\n%s", i, text2(old), text2(new))
		}
	}
	assert.Greater(t, known, rounds.Of(100, 4_000))
}
