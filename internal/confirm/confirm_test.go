package confirm

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
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

// broken is a side whose first validator cannot judge, and whose second cannot
// either unless google is set.
func broken(t *testing.T, schema string, google bool) *Side {
	t.Helper()
	s := side(t, schema)
	s.once.v5.Do(func() { s.v5.err = assert.AnError })
	if !google {
		s.once.google.Do(func() { s.google.err = assert.AnError })
	}
	return s
}

// lying is a side whose first validator judges by another schema than the second.
func lying(t *testing.T, first, second string) *Side {
	t.Helper()
	a, b := side(t, first), side(t, second)
	_, err := b.judgeGoogle(parse(t, `null`))
	require.NoError(t, err)
	a.once.google.Do(func() { a.google = b.google })
	return a
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
		{name: "both agree", accepts: side(t, text), rejects: side(t, number), want: Confirmed, by: V5, at: "/type"},
		{name: "one cannot judge", accepts: broken(t, text, true), rejects: side(t, number), want: Confirmed, by: Google, at: "/type"},
		{name: "one cannot judge the refusal", accepts: side(t, text), rejects: broken(t, number, true), want: Confirmed, by: Google},
		{
			name: "neither can judge", accepts: broken(t, text, false), rejects: side(t, number), want: Unconfirmed, at: "/type",
			reason: "cannot judge: " + assert.AnError.Error(),
		},
		{
			name: "nobody sides with the claim", accepts: side(t, text), rejects: broken(t, anything, true), want: Unconfirmed,
			reason: Google + " accepts the document",
		},
		{
			name: "the second sides with the claim", accepts: lying(t, number, text), rejects: side(t, number), want: Confirmed, by: Google, at: "/type",
		},
		{
			name: "both refute", accepts: side(t, number), rejects: side(t, number), want: Refuted, at: "/type",
			reason: V5 + " refuses the document; " + Google + " refuses the document",
		},
		{
			name: "refuted counts more than unconfirmed", accepts: broken(t, text, false), rejects: side(t, anything), want: Refuted,
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
		_, err := side(t, schema).judgeGoogle(parse(t, `1`))
		assert.ErrorContains(t, err, why, schema)
	}
	s := side(t, `{"format":"date"}`)
	s.formats = true
	_, err := s.judgeGoogle(parse(t, `1`))
	assert.ErrorContains(t, err, "formats are asserted")
	_, err = side(t, `{}`).judgeGoogle(parse(t, `[12345678901234567]`))
	assert.ErrorContains(t, err, "does not fit")

	hard := `{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"items":{"$ref":"#/$defs/a"},"maxItems":0},{"items":{"$ref":"#/$defs/a"},"maxItems":1}]}}}`
	_, err = side(t, hard).judgeGoogle(parse(t, strings.Repeat("[", 60)+strings.Repeat("]", 60)))
	assert.ErrorContains(t, err, "too many steps")
}

// TestSecondValidatorKnowsTheSuite: the copy that the second validator gets says
// the same as the schema, in every draft that the official suite here covers.
func TestSecondValidatorKnowsTheSuite(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	for folder, draft := range map[string]graph.Dialect{"draft2020-12": graph.Draft2020, "draft7": graph.Draft7} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*.json"))
		require.NoError(t, err)
		judged, refused := 0, 0
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
					ok, err := s.judgeGoogle(test.Get("data"))
					if err != nil {
						refused++
						continue
					}
					judged++
					assert.Equal(t, test.Get("valid").Bool, ok, "%s: %s", name, test.Get("description").Text)
				}
			}
		}
		t.Logf("%s: %d judged, %d refused", folder, judged, refused)
		assert.Greater(t, judged, 800)
		assert.Less(t, refused, judged/10)
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
