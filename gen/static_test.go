package gen_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/suite"
)

// staticForms are schemas in which a keyword is judged by printed code alone, in
// 2020-12 unless they say otherwise. Every keyword that is static, or partly so,
// has some; those of the latter are the forms that must stay static.
var staticForms = map[string][]string{
	"$ref":                 {`{"type":"object","properties":{"a":{"$ref":"#/$defs/d"},"b":{"$ref":"#"}},"$defs":{"d":{"type":"string","minLength":1}}}`, `{"$ref":"#/$defs/d","maxLength":2,"$defs":{"d":{"type":"string"}}}`},
	"allOf":                {`{"allOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"required":["a"],"properties":{"b":{"type":"integer"}}}]}`, `{"type":"string","allOf":[{"minLength":1},{"maxLength":2}]}`, `{"type":"array","allOf":[{"items":{"type":"integer"}},{"items":{"minimum":1}}]}`},
	"anyOf":                {`{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"array","items":{"type":"string"}}]}`, `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]}`, `{"type":"string","anyOf":[{"minLength":3},{"pattern":"^a"}]}`},
	"oneOf":                {`{"oneOf":[{"type":"null"},{"type":"object","properties":{"a":{"type":"string"}}}]}`, `{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"x":{"type":"string"}},"required":["k"]},{"type":"object","properties":{"k":{"enum":["b","c"]}},"required":["k"]}]}`, `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}`},
	"not":                  {`{"type":"string","not":{"const":""}}`, `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"not":{"required":["a","b"]}}`, `{"type":"integer","not":{"minimum":3,"maximum":5}}`},
	"if":                   {`{"type":"object","properties":{"s":{"type":"string"},"e":{"type":"string"}},"if":{"properties":{"s":{"const":"failed"}},"required":["s"]},"then":{"required":["e"]}}`},
	"then":                 {`{"type":"object","properties":{"s":{"enum":["a","b"]},"n":{"type":"integer"}},"required":["s"],"if":{"properties":{"s":{"const":"a"}}},"then":{"properties":{"n":{"minimum":1}},"required":["n"]}}`},
	"else":                 {`{"type":"object","properties":{"s":{"type":"boolean"},"e":{"type":"string"}},"if":{"required":["s"]},"else":{"required":["e"]}}`},
	"dependentSchemas":     {`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"dependentSchemas":{"a":{"required":["b"],"properties":{"b":{"minLength":1}}}}}`},
	"dependencies":         {`{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"dependencies":{"a":["b"],"b":{"required":["a"]}}}`, `{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","dependencies":{"a":["b"]}}`},
	"properties":           {`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"object","properties":{"c":{"type":"number"}}}}}`, `{"properties":{"a":{"type":"string"},"b":false,"c":true}}`},
	"patternProperties":    {`{"type":"object","patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}`, `{"type":"object","patternProperties":{".*":{"type":"integer"}}}`},
	"additionalProperties": {`{"type":"object","additionalProperties":{"type":"integer"}}`, `{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}`, `{"properties":{"a":true},"additionalProperties":{"type":"string"}}`, `{"additionalProperties":false}`},
	"propertyNames":        {`{"type":"object","propertyNames":{"pattern":"^[a-z]+$","maxLength":8}}`, `{"propertyNames":{"enum":["a","b"]}}`, `{"properties":{"a":{"type":"string"}},"propertyNames":{"minLength":1}}`},
	"items":                {`{"type":"array","items":{"type":"string"}}`, `{"items":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}}`, `{"items":false}`},
	"contains":             {`{"type":"array","items":{"type":"string"},"contains":{"const":"a"}}`, `{"type":"array","items":{"type":"object","properties":{"s":{"type":"string"}}},"contains":{"properties":{"s":{"const":"ok"}},"required":["s"]}}`},
	"minContains":          {`{"type":"array","items":{"type":"integer"},"contains":{"minimum":3},"minContains":2}`, `{"type":"array","items":{"type":"integer"},"contains":{"minimum":3},"minContains":0}`},
	"maxContains":          {`{"type":"array","items":{"type":"integer"},"contains":{"minimum":3},"maxContains":2}`},
	"type":                 {`{"type":"string"}`, `{"type":["string","null"]}`, `{"type":["object","array","number","boolean"]}`, `{"type":"integer"}`, `{"type":"null"}`},
	"enum":                 {`{"enum":["a","b",""]}`, `{"enum":[1,2.5,1e400]}`, `{"enum":["a",1,null,true]}`, `{"type":"boolean","enum":[true]}`},
	"const":                {`{"const":"a"}`, `{"const":1.0}`, `{"const":null}`, `{"const":false}`},
	"multipleOf":           {`{"type":"integer","multipleOf":3}`, `{"type":"number","multipleOf":0.01}`, `{"multipleOf":1e-30}`},
	"maximum":              {`{"type":"integer","maximum":9}`, `{"maximum":1e400}`},
	"exclusiveMaximum":     {`{"type":"number","exclusiveMaximum":1.5}`, `{"$schema":"http://json-schema.org/draft-04/schema#","maximum":3,"exclusiveMaximum":true}`},
	"minimum":              {`{"type":"integer","minimum":0}`, `{"minimum":-0.5}`},
	"exclusiveMinimum":     {`{"type":"number","exclusiveMinimum":0}`, `{"$schema":"http://json-schema.org/draft-04/schema#","minimum":3,"exclusiveMinimum":true}`},
	"maxLength":            {`{"type":"string","maxLength":3}`, `{"maxLength":3}`},
	"minLength":            {`{"type":"string","minLength":3}`, `{"minLength":3,"type":["string","null"]}`},
	"pattern":              {`{"type":"string","pattern":"^[0-9a-f]{64}$"}`, `{"pattern":"^(a|b)*a(a|b){12}$"}`, `{"type":"string","pattern":"^(?!x)[a-z]+$"}`},
	"maxItems":             {`{"type":"array","maxItems":3}`, `{"maxItems":0}`},
	"minItems":             {`{"type":"array","items":{"type":"string"},"minItems":1}`, `{"minItems":1}`},
	"uniqueItems":          {`{"type":"array","items":{"type":"string"},"uniqueItems":true}`, `{"uniqueItems":true}`},
	"maxProperties":        {`{"type":"object","maxProperties":3}`, `{"properties":{"a":true},"maxProperties":1}`},
	"minProperties":        {`{"type":"object","minProperties":1}`, `{"properties":{"a":true},"minProperties":1}`},
	"required":             {`{"type":"object","properties":{"a":{"type":"string"}},"required":["a","b"]}`, `{"required":["a"]}`},
	"dependentRequired":    {`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"dependentRequired":{"a":["b"]}}`, `{"dependentRequired":{"a":["b","c"]}}`},
}

// evaluatedForms are schemas in which a keyword is the evaluator's. When printed
// code learns to judge one, the table of keywords changes with it.
var evaluatedForms = map[string][]string{
	"$dynamicRef":           {`{"$dynamicAnchor":"n","type":"object","properties":{"a":{"$dynamicRef":"#n"}},"$defs":{"x":{"$id":"x","$dynamicAnchor":"n"}}}`},
	"$recursiveRef":         {`{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"type":"object","properties":{"a":{"$recursiveRef":"#"}}}`},
	"unevaluatedProperties": {`{"type":"object","properties":{"a":true},"anyOf":[{"properties":{"b":true}},true],"unevaluatedProperties":false}`},
	"unevaluatedItems":      {`{"type":"array","contains":{"type":"string"},"unevaluatedItems":false}`},
	"prefixItems":           {`{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}`},
	"additionalItems":       {`{"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":[{"type":"string"}],"additionalItems":false}`},
	"format":                {`{"type":"string","format":"ipv4"}`},
}

// departs reports which keywords of a schema leave the fast path.
func departs(t *testing.T, schema string, load graph.Options) []string {
	t.Helper()
	r, err := generate(t, schema, gen.Options{}, load)
	require.NoError(t, err, schema)
	return leftBehind(t, schema, r)
}

// TestStaticKeywords: what the table of keywords says of where generated code
// judges each of them is so.
func TestStaticKeywords(t *testing.T) {
	for _, row := range keyword.All() {
		forms, evaluated := staticForms[row.Name], evaluatedForms[row.Name]
		assert.Equal(t, row.Path == keyword.Static || row.Path == keyword.Partly, len(forms) > 0, "%s: staticForms has schemas with it just if its Path is static or partly, and that is %s", row.Name, row.Path)
		assert.Equal(t, row.Path == keyword.Evaluated, len(evaluated) > 0, "%s: evaluatedForms has schemas with it just if its Path is evaluated, and that is %s", row.Name, row.Path)
		for _, schema := range forms {
			assert.Contains(t, schema, `"`+row.Name+`":`)
			assert.Empty(t, departs(t, schema, graph.Options{}), "%s is static in %s, and left the fast path", row.Name, schema)
		}
		for _, schema := range evaluated {
			assert.Contains(t, schema, `"`+row.Name+`":`)
			assert.NotEmpty(t, departs(t, schema, graph.Options{AssertFormats: row.Name == "format"}), "%s does not leave the fast path in %s: printed code checks it, and its Path is another, or lower claims what it does not check", row.Name, schema)
		}
	}
}

// pathOf is where the table of keywords says that a keyword is judged.
func pathOf(name string) keyword.Path {
	if row := keyword.Find(name); row != nil {
		return row.Path
	}
	return keyword.Nowhere
}

// leaving says which keywords left the fast path although they are static.
func leaving(outcomes []*outcome, path func(keyword string) keyword.Path) []string {
	var out []string
	for _, o := range outcomes {
		for _, name := range o.left {
			if p := path(name); p == keyword.Static || p == keyword.Nowhere {
				out = append(out, fmt.Sprintf("%s: %s is static, and left the fast path", o.group.Title, name))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestLeavingIsNoticed: a keyword that leaves the fast path is a complaint when it
// is static, and none when it is not.
func TestLeavingIsNoticed(t *testing.T) {
	const schema = `{"type":"object","properties":{"a":{"enum":[[1],[2]]}},"unevaluatedProperties":false}`
	o := &outcome{group: &suite.Group{Title: "a schema"}, left: departs(t, schema, graph.Options{})}
	require.Equal(t, []string{"enum", "unevaluatedProperties"}, o.left)
	assert.Empty(t, leaving([]*outcome{o}, pathOf))
	strict := func(name string) keyword.Path {
		if name == "enum" {
			return keyword.Static
		}
		return pathOf(name)
	}
	assert.Equal(t, []string{"a schema: enum is static, and left the fast path"}, leaving([]*outcome{o, o}, strict))
	assert.Len(t, leaving([]*outcome{{group: o.group, left: []string{"minLength", "no such keyword"}}}, pathOf), 2)
}
