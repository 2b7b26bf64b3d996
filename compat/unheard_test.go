package compat

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// TestBumpOfUnheard: with any keyword's entry taken away, the walk over defaults
// and formats owes nothing for certain, wherever the keyword stands.
func TestBumpOfUnheard(t *testing.T) {
	beside := map[string]string{
		"then": `"if":{},`, "else": `"if":{"type":"null"},`, "minContains": `"contains":{},`, "maxContains": `"contains":{},`,
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() || len(row.Becomes) > 0 {
			continue
		}
		assert.True(t, leads.Knows(row), "it is not known whether %s leads to places", row.Name)
		text := `{"title":"t",` + beside[row.Name] + `"` + row.Name + `":` + sampleOf(t, row, `{"default":1}`, "#in") + `,"$defs":{"in":{"$anchor":"in","default":1}}}`
		for _, position := range []string{`%`, `{"properties":{"m":%}}`, `{"not":%}`, `{"$ref":"#/$defs/x","$defs":{"x":%}}`} {
			schema := strings.Replace(position, "%", text, 1)
			side := func(name, text string) *Schema {
				s, err := Load(name, []byte(text), LoadOptions{AssertFormats: true})
				require.NoError(t, err, text)
				return s
			}
			old, new := side("old.json", schema), side("new.json", strings.Replace(schema, `"title":"t"`, `"title":"u"`, 1))
			c := &comparison{ctx: t.Context(), old: newSide(SideOld, old), new: newSide(SideNew, new), report: &Report{Verdict: Compatible}}
			restore := leads.Blind(row)
			bump := c.bump()
			restore()
			assert.Equal(t, BumpUnknown, bump, "%s in %s", row.Name, schema)
			require.NotEmpty(t, c.report.Unknowns, row.Name)
			u := c.report.Unknowns[0]
			assert.Equal(t, []string{"bump", row.Name, "unsupported-keyword"}, []string{u.Question, u.Keyword, u.Reason})
			c.report.Unknowns = nil
			assert.Contains(t, []Bump{BumpPatch, BumpUnknown}, c.bump(), "%s in %s", row.Name, schema)
			for _, u := range c.report.Unknowns {
				assert.NotEqual(t, "unsupported-keyword", u.Reason, "a judge has no entry for %s (see TestBlindRows): %s", u.Keyword, schema)
			}
		}
	}
}

// sampleOf is a value that the keyword of a row takes and that says something, from
// the samples by form of package keyword, with a schema where it holds one.
func sampleOf(t *testing.T, row *keyword.Row, schema, reference string) string {
	t.Helper()
	data, err := os.ReadFile("../internal/keyword/testdata/samples.json")
	require.NoError(t, err)
	var samples map[string]string
	require.NoError(t, json.Unmarshal(data, &samples))
	require.NotEmpty(t, samples[row.Shape.String()], "samples.json of package keyword has no value for %s: %s", row.Name, row.Shape)
	return strings.NewReplacer("SCHEMA", schema, "REFERENCE", reference).Replace(samples[row.Shape.String()])
}
