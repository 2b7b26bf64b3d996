package compat

import (
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
	values := map[keyword.Shape]string{
		keyword.Schema: `{"default":1}`, keyword.SchemaOrSchemaList: `{"default":1}`, keyword.SchemaList: `[{"default":1},true]`, keyword.SchemaMap: `{"a":{"default":1}}`,
		keyword.Count: `1`, keyword.Num: `1`, keyword.BooleanOrNumber: `1`, keyword.PositiveNumber: `1`, keyword.TypeNames: `"object"`, keyword.ValueList: `[{}]`,
		keyword.AnyValue: `{}`, keyword.Regex: `"a"`, keyword.Text: `"date"`, keyword.Boolean: `true`, keyword.TextList: `["a"]`, keyword.StringListMap: `{"a":["b"]}`,
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() || len(row.Becomes) > 0 {
			continue
		}
		assert.True(t, leads.Knows(row), "it is not known whether %s leads to places", row.Name)
		value := values[row.Shape]
		if row.Shape == keyword.URI {
			value = `"#in"`
		}
		require.NotEmpty(t, value, row.Name)
		text := `{"title":"t",` + beside[row.Name] + `"` + row.Name + `":` + value + `,"$defs":{"in":{"$anchor":"in","default":1}}}`
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
			require.NotEmpty(t, c.report.Unknowns)
			u := c.report.Unknowns[0]
			assert.Equal(t, []string{"bump", row.Name, "unsupported-keyword"}, []string{u.Question, u.Keyword, u.Reason})
			c.report.Unknowns = nil
			assert.Contains(t, []Bump{BumpPatch, BumpUnknown}, c.bump(), schema)
			for _, u := range c.report.Unknowns {
				assert.NotEqual(t, "unsupported-keyword", u.Reason)
			}
		}
	}
}
