package confirm

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

func parse(t *testing.T, text string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("text.json", []byte(text))
	require.NoError(t, err)
	return f.Root
}

func side(t *testing.T, schema string) *Side {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err)
	return NewSide(g, false)
}

// broken is a side of which only some validators can judge.
func broken(t *testing.T, schema string, able ...string) *Side {
	t.Helper()
	s := side(t, schema)
	if !slices.Contains(able, V5) {
		s.once.v5.Do(func() { s.v5.err = assert.AnError })
	}
	if !slices.Contains(able, Google) {
		s.once.google.Do(func() { s.google.err = assert.AnError })
	}
	if !slices.Contains(able, ECMA) {
		s.once.ecma.Do(func() { s.ecma.err = assert.AnError })
	}
	return s
}

// lying is a side whose validators judge by different schemas; one without a
// schema cannot judge.
func lying(t *testing.T, first, second, third string) *Side {
	t.Helper()
	of := func(schema string) *Side {
		if schema == "" {
			return broken(t, `{}`)
		}
		return side(t, schema)
	}
	s, b, c := of(first), of(second), of(third)
	_, _, _ = b.judgeGoogle(parse(t, `null`))
	_, _, _ = c.judgeECMA(parse(t, `null`))
	s.once.google, s.google = sync.Once{}, b.google
	s.once.ecma, s.ecma = sync.Once{}, c.ecma
	s.once.google.Do(func() {})
	s.once.ecma.Do(func() {})
	return s
}

func TestWitness(t *testing.T) {
	anything, text, number := `{}`, `{"type":"string"}`, `{"type":"number"}`
	for _, c := range []struct {
		name             string
		accepts, rejects *Side
		want             Outcome
		by, reason       string
		at               string
	}{
		{name: "all agree", accepts: side(t, text), rejects: side(t, number), want: Confirmed, by: V5, at: "/type"},
		{name: "one cannot judge", accepts: broken(t, text, Google), rejects: side(t, number), want: Confirmed, by: Google, at: "/type"},
		{name: "one cannot judge the refusal", accepts: side(t, text), rejects: broken(t, number, Google), want: Confirmed, by: Google},
		{name: "the third is asked", accepts: broken(t, text, ECMA), rejects: broken(t, number, Google), want: Confirmed, by: ECMA},
		{name: "the third is asked about the refusal", accepts: broken(t, text, Google), rejects: broken(t, number, ECMA), want: Confirmed, by: ECMA, at: "/type"},
		{
			name: "none can judge", accepts: broken(t, text), rejects: side(t, number), want: Unconfirmed, at: "/type",
			reason: "cannot judge: " + assert.AnError.Error(),
		},
		{
			name: "nobody sides with the claim", accepts: side(t, text), rejects: broken(t, anything, Google), want: Unconfirmed,
			reason: Google + " accepts the document",
		},
		{
			name: "the third alone is against the claim", accepts: side(t, text), rejects: broken(t, anything, ECMA), want: Unconfirmed,
			reason: ECMA + " accepts the document",
		},
		{
			name: "the second sides with the claim", accepts: lying(t, number, text, number), rejects: side(t, number), want: Confirmed, by: Google, at: "/type",
		},
		{
			name: "the third settles what the first got wrong", accepts: lying(t, number, "", text), rejects: side(t, number), want: Confirmed, by: ECMA, at: "/type",
		},
		{
			name: "the third settles what the second got wrong", accepts: lying(t, "", number, text), rejects: side(t, number), want: Confirmed, by: ECMA, at: "/type",
		},
		{
			name: "the first two refute", accepts: lying(t, number, number, text), rejects: side(t, number), want: Refuted, at: "/type",
			reason: V5 + " refuses the document; " + Google + " refuses the document",
		},
		{
			name: "the first and the third refute", accepts: lying(t, number, "", number), rejects: side(t, number), want: Refuted, at: "/type",
			reason: ECMA + " refuses the document",
		},
		{
			name: "the second and the third refute", accepts: lying(t, "", number, number), rejects: side(t, number), want: Refuted, at: "/type",
			reason: ECMA + " refuses the document",
		},
		{
			name: "refuted counts more than unconfirmed", accepts: broken(t, text), rejects: side(t, anything), want: Refuted,
			reason: V5 + " accepts the document; " + Google + " accepts the document",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Check(parse(t, `"a"`), Claim{c.accepts, true}, Claim{c.rejects, false})
			assert.Equal(t, c.want, r.Outcome, r.Reason)
			assert.Equal(t, c.by, r.By)
			assert.Contains(t, r.Reason, c.reason)
			assert.Equal(t, c.want == Confirmed, r.Reason == "")
			if c.at == "" {
				assert.Nil(t, r.Violation)
			} else if assert.NotNil(t, r.Violation) {
				assert.Equal(t, c.at, r.Violation.SchemaAt)
			}
		})
	}
}

// TestRefusals: the second validator does not judge what it would judge wrongly.
func TestRefusals(t *testing.T) {
	for schema, why := range map[string]string{
		`{"multipleOf":0.1}`:              "multiples of 0.1",
		`{"minimum":1234567890123456789}`: "does not fit",
		`{"const":1e-400}`:                "does not fit",
		`{"pattern":"(a)\\1"}`:            "pattern",
		`{"$dynamicRef":"#a","$defs":{"a":{"$dynamicAnchor":"a"}}}`:                                                      "depend on the way",
		`{"$schema":"https://json-schema.org/draft/2019-09/schema","contains":{"type":"null"},"unevaluatedItems":false}`: "contains means something else",
	} {
		_, _, err := side(t, schema).judgeGoogle(parse(t, `1`))
		assert.ErrorContains(t, err, why, schema)
	}
	s := side(t, `{"format":"date"}`)
	s.formats = true
	_, _, err := s.judgeGoogle(parse(t, `1`))
	assert.ErrorContains(t, err, "formats are asserted")
	_, _, err = side(t, `{}`).judgeGoogle(parse(t, `[12345678901234567]`))
	assert.ErrorContains(t, err, "does not fit")

	hard := `{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"items":{"$ref":"#/$defs/a"},"maxItems":0},{"items":{"$ref":"#/$defs/a"},"maxItems":1}]}}}`
	_, _, err = side(t, hard).judgeGoogle(parse(t, strings.Repeat("[", 60)+strings.Repeat("]", 60)))
	assert.ErrorContains(t, err, "too many steps")
}

// TestValidatorsKnowTheSuite: the copies that the second validator and the third
// get say the same as the schema, in every draft that the official suite here
// covers.
func TestValidatorsKnowTheSuite(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	for folder, draft := range map[string]graph.Dialect{"draft2020-12": graph.Draft2020, "draft7": graph.Draft7} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*.json"))
		require.NoError(t, err)
		judged, refused := map[string]int{}, map[string]int{}
		for _, path := range files {
			f, err := source.ReadFile(path)
			require.NoError(t, err)
			for _, group := range f.Root.Items {
				name := folder + "/" + filepath.Base(path) + ": " + group.Get("description").Text
				schema, err := source.ParseJSON("schema.json", group.Get("schema").AppendJSON(nil))
				require.NoError(t, err)
				g, err := graph.Load(schema, graph.Options{Draft: draft, Map: map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")}})
				require.NoError(t, err, name)
				s := NewSide(g, false)
				for _, test := range group.Get("tests").Items {
					for who, judge := range map[string]func(*source.Value) (bool, *v5.Violation, error){Google: s.judgeGoogle, ECMA: s.judgeECMA} {
						ok, _, err := judge(test.Get("data"))
						if err != nil {
							refused[who]++
							continue
						}
						judged[who]++
						assert.Equal(t, test.Get("valid").Bool, ok, "%s: %s: %s", who, name, test.Get("description").Text)
					}
				}
			}
		}
		t.Logf("%s: judged %v, refused %v", folder, judged, refused)
		for _, who := range []string{Google, ECMA} {
			assert.Greater(t, judged[who], 800)
			assert.Less(t, refused[who], judged[who]/10)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	s, o := side(t, `{"type":"string"}`), side(t, `{"type":"number"}`)
	done := make(chan Result)
	for range 8 {
		go func() { done <- Check(parse(t, `"a"`), Claim{s, true}, Claim{o, false}) }()
	}
	for range 8 {
		assert.Equal(t, Confirmed, (<-done).Outcome)
	}
}
