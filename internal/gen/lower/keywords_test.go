package lower

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestBlindedRow takes each row from the table: a schema with the keyword anywhere
// that values are judged is refused then, by the name of the keyword and its place.
// Where nothing leads the keyword stands in nobody's way.
func TestBlindedRow(t *testing.T) {
	samples := map[keyword.Shape]string{
		keyword.AnyValue: `1`, keyword.Schema: `{"type":"null"}`, keyword.SchemaList: `[{"type":"null"},{}]`,
		keyword.SchemaOrSchemaList: `{"type":"null"}`, keyword.SchemaMap: `{"a":{"type":"null"}}`, keyword.StringListMap: `{"a":["b"]}`,
		keyword.Boolean: `true`, keyword.BooleanOrNumber: `1`, keyword.Num: `1`, keyword.PositiveNumber: `1`,
		keyword.Count: `1`, keyword.Text: `"date"`, keyword.URI: `"#/$defs/leaf"`, keyword.Regex: `"a"`, keyword.TypeNames: `"null"`,
		keyword.TextList: `["a"]`, keyword.ValueList: `[1]`,
	}
	beside := map[string]string{"then": `"if":{},`, "else": `"if":false,`, "minContains": `"contains":{},`, "maxContains": `"contains":{},`}
	positions := []string{
		`%s`, `"description":"x",%s`, `"not":{%s}`, `"if":{%s},"then":{"minLength":1}`, `"oneOf":[{%s},{"title":"x"}]`, `"anyOf":[{"title":"x"},{%s}]`,
		`"allOf":[{%s}]`, `"contains":{%s}`, `"items":{%s}`, `"prefixItems":[{%s}]`, `"properties":{"a":{%s}}`, `"additionalProperties":{%s}`,
		`"patternProperties":{"^x":{%s}}`, `"propertyNames":{%s}`, `"dependentSchemas":{"a":{%s}}`, `"$ref":"#/$defs/leaf/$defs/x"`,
		`"unevaluatedProperties":{%s}`, `"unevaluatedItems":{%s}`, `"enum":["x",[1],{"a":1}],"allOf":[{%s}]`, `"const":"x","allOf":[{%s}]`,
	}
	const nowhere = `"title":"x"`
	load := func(position, members string) *graph.Graph {
		leaf := `{"title":"leaf","$defs":{"x":{` + members + `}}}`
		if strings.Contains(position, "%s") {
			position, leaf = fmt.Sprintf(position, members), `{"title":"leaf"}`
		}
		f, err := source.ParseJSON("schema.json", []byte(`{"$defs":{"leaf":`+leaf+`,"unused":{`+members+`}},`+position+`}`))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{AssertFormats: true})
		require.NoError(t, err, position)
		return g
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		require.True(t, judge.Knows(row), row.Name)
		require.NotEmpty(t, samples[row.Shape], "no value of the form %s", row.Shape)
		members := fmt.Sprintf("%s%q:%s", beside[row.Name], row.Name, samples[row.Shape])
		for _, position := range positions {
			g := load(position, members)
			_, err := Lower(t.Context(), g, Options{})
			require.NoError(t, err, "%s in %s", members, position)
			restore := judge.Blind(row)
			_, err = Lower(t.Context(), g, Options{})
			restore()
			var named *diag.Error
			require.ErrorAs(t, err, &named, "%s in %s", members, position)
			assert.Equal(t, graph.CodeUnheard, named.Code)
			assert.Contains(t, named.Message, fmt.Sprintf("the keyword %q is none that the generator can judge", row.Name))
			assert.Contains(t, named.Pointer, "/"+row.Name)
			assert.NotContains(t, named.Pointer, "/$defs/unused")
		}
		restore := judge.Blind(row)
		_, err := Lower(t.Context(), load(nowhere, members), Options{})
		restore()
		assert.NoError(t, err, row.Name)
	}
}
