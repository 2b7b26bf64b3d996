package program_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// compile makes a program of a schema text.
func compile(t testing.TB, schema string, opt graph.Options) (*eval.Program, int, *graph.Graph) {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, opt)
	require.NoError(t, err)
	p, index, err := program.Compile(g)
	require.NoError(t, err)
	return p, index[g.Root], g
}

// TestDrafts holds what the drafts say differently, and the drafts that the
// official suite at hand does not cover. Documents are separated by " | ".
func TestDrafts(t *testing.T) {
	for _, c := range []struct{ drafts, schema, good, bad string }{
		// Draft 4.
		{"draft4", `{"minimum":2,"exclusiveMinimum":true,"maximum":5,"exclusiveMaximum":false}`, `2.1 | 5 | "x"`, `2 | 5.1`},
		{"draft4", `{"minimum":2,"exclusiveMinimum":false}`, `2`, `1.9`},
		{"draft4", `{"id":"http://a/b","definitions":{"x":{"id":"#x","type":"string"}},"$ref":"#/definitions/x"}`, `"a"`, `1`},
		{"draft4", `{"type":"integer"}`, `1 | 1.0 | 1e2`, `1.5`},
		{"draft4", `{"const":1,"contains":{"type":"string"},"propertyNames":{"maxLength":1},"if":{"type":"string"},"then":{"maxLength":0}}`, `2 | [] | {"ab":1} | "a"`, ``},
		{"draft4 draft6 draft7", `{"items":[{"type":"string"}],"additionalItems":{"type":"number"}}`, `["a",1,2] | [] | {}`, `[1] | ["a","b"]`},
		{"draft4 draft6 draft7", `{"items":[{"type":"string"}],"additionalItems":false}`, `["a"]`, `["a",1]`},
		{"draft4 draft6 draft7", `{"additionalItems":false,"items":{"type":"string"}}`, `["a","b"]`, `[1]`},
		{"draft4 draft6 draft7", `{"dependencies":{"a":["b"],"c":{"required":["d"]}}}`, `{} | {"a":1,"b":2} | {"c":1,"d":1} | 1`, `{"a":1} | {"c":1}`},
		{"draft4 draft6 draft7", `{"$ref":"#/definitions/s","maxLength":1,"definitions":{"s":{"type":"string"}}}`, `"long"`, `1`},
		{"draft4", `{"enum":[1,{"a":[1.0]},null]}`, `1.0 | {"a":[1]} | null`, `2 | {"a":1} | false`},
		{"draft4", `{"patternProperties":{"^x":{"type":"number"}},"additionalProperties":false,"properties":{"a":{}}}`, `{"a":1,"x1":2}`, `{"x":"1"} | {"b":1}`},
		{"draft4", `{"uniqueItems":true,"minItems":1,"maxItems":3}`, `[1,"1"] | [{"a":1},{"a":2}]`, `[] | [1,1.0] | [1,2,3,4]`},
		{"draft4", `{"multipleOf":0.1,"not":{"enum":[0.2]}}`, `0.3 | 1e10`, `0.25 | 0.20`},
		{"draft4", `{"allOf":[{"minLength":2}],"anyOf":[{"maxLength":3},{"pattern":"z$"}],"oneOf":[{"pattern":"^a"},{"pattern":"b"}]}`, `"ac" | "xbcz"`, `"a" | "abc" | "axxxx"`},
		// Draft 6 on.
		{"draft6 draft7 draft2019-09 draft2020-12", `{"exclusiveMinimum":2,"exclusiveMaximum":5}`, `2.1 | 4.9`, `2 | 5`},
		{"draft6 draft7 draft2019-09 draft2020-12", `{"const":{"a":[1]}}`, `{"a":[1.0]}`, `{"a":[2]} | null`},
		{"draft6 draft7 draft2019-09 draft2020-12", `{"contains":{"minimum":5}}`, `[1,5] | "x"`, `[] | [4]`},
		{"draft6 draft7 draft2019-09 draft2020-12", `{"propertyNames":{"maxLength":2}}`, `{"ab":1}`, `{"abc":1}`},
		{"draft6 draft7 draft2019-09 draft2020-12", `{"properties":{"a":true,"b":false}}`, `{"a":1}`, `{"b":1}`},
		{"draft6", `{"if":{"type":"string"},"then":{"maxLength":0}}`, `"abc"`, ``},
		{"draft6 draft7", `{"contains":true,"minContains":2,"maxContains":0}`, `[1]`, `[]`},
		{"draft7 draft2019-09 draft2020-12", `{"if":{"type":"string"},"then":{"maxLength":1},"else":{"minimum":3}}`, `"a" | 3 | null`, `"ab" | 2`},
		{"draft7 draft2019-09", `{"if":{"const":1},"else":{"const":2}}`, `1 | 2`, `3`},
		// 2019-09 on.
		{"draft2019-09 draft2020-12", `{"$ref":"#/$defs/s","maxLength":1,"$defs":{"s":{"type":"string"}}}`, `"a"`, `"ab" | 1`},
		{"draft2019-09 draft2020-12", `{"contains":{"type":"string"},"minContains":2,"maxContains":3}`, `["a","b"] | ["a","b","c",1]`, `["a"] | ["a","b","c","d"]`},
		{"draft2019-09 draft2020-12", `{"contains":{"type":"string"},"minContains":0}`, `[] | [1]`, ``},
		{"draft2019-09 draft2020-12", `{"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}}}`, `{"a":1,"b":1} | {"c":1,"d":1}`, `{"a":1} | {"c":1}`},
		{"draft2019-09 draft2020-12", `{"$ref":"#tree","$defs":{"t":{"$anchor":"tree","items":{"$ref":"#tree"},"type":"array"}}}`, `[[],[[]]]`, `[[1]]`},
		{"draft2019-09", `{"items":[{"type":"string"}],"unevaluatedItems":false}`, `["a"] | []`, `["a",1] | [1]`},
		{"draft2019-09", `{"items":[{}],"additionalItems":{"type":"number"},"unevaluatedItems":false}`, `["a",1,2]`, `["a","b"]`},
		{"draft2019-09", `{"contains":{"type":"string"},"unevaluatedItems":false}`, ``, `["a"] | ["a","b"] | [1]`},
		{"draft2020-12", `{"contains":{"type":"string"},"unevaluatedItems":false}`, `["a"] | ["a","b"]`, `["a",1]`},
		{"draft2020-12", `{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}`, `["a",1] | []`, `[1] | ["a","b"]`},
		{"draft2020-12", `{"prefixItems":[{}],"allOf":[{"prefixItems":[{},{"type":"number"}]}],"unevaluatedItems":false}`, `["a",1] | ["a"]`, `["a",1,2]`},
		{"draft2019-09 draft2020-12", `{"properties":{"a":{}},"anyOf":[{"properties":{"b":{}},"required":["b"]},{"patternProperties":{"^c":{}},"required":["c"]},true],"unevaluatedProperties":false}`,
			`{"a":1} | {"a":1,"b":2} | {"b":1,"c":1,"cc":1}`, `{"d":1} | {"cc":1} | {"b":1,"cc":1}`},
		{"draft2019-09 draft2020-12", `{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"x":{}}},"else":{"properties":{"y":{}}},"unevaluatedProperties":{"type":"null"}}`,
			`{"k":1,"x":1} | {"y":1} | {"k":null,"y":1} | {"z":null}`, `{"k":1,"y":1} | {"x":1} | {"k":2}`},
		{"draft2019-09 draft2020-12", `{"not":{"properties":{"a":{}},"required":["zz"]},"dependentSchemas":{"b":{"properties":{"b":{},"c":{}}}},"unevaluatedProperties":false}`, `{} | {"b":1,"c":1}`, `{"a":1} | {"c":1}`},
		{"draft2019-09 draft2020-12", `{"allOf":[{"properties":{"a":{}},"unevaluatedProperties":false}],"properties":{"b":{}}}`, `{"a":1}`, `{"a":1,"b":1} | {"b":1}`},
		{"draft2019-09 draft2020-12", `{"properties":{"b":{}},"allOf":[{"unevaluatedProperties":true}],"unevaluatedProperties":false}`, `{"a":1,"b":1}`, ``},
		{"draft2019-09 draft2020-12", `{"oneOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{}},"required":["b"]}],"unevaluatedProperties":false}`, `{"a":"x"} | {"b":1}`, `{"a":"x","b":1} | {"a":1,"b":1} | {"b":1,"c":1}`},
		{"draft2019-09 draft2020-12", `{"properties":{"o":{"properties":{"a":{}}}},"unevaluatedProperties":false}`, `{"o":{"a":1,"b":2}}`, `{"p":1}`},
	} {
		for _, draft := range strings.Fields(c.drafts) {
			dialect, ok := graph.ParseDialect(draft)
			require.True(t, ok, draft)
			p, root, g := compile(t, c.schema, graph.Options{Draft: dialect})
			for _, doc := range docs(c.good) {
				assert.True(t, judge(t, p, root, doc), "%s %s: %s", draft, c.schema, doc)
			}
			for _, doc := range docs(c.bad) {
				assert.False(t, judge(t, p, root, doc), "%s %s: %s", draft, c.schema, doc)
				pointed(t, p, root, g, doc)
			}
		}
	}
}

func docs(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, " | ")
}

// pointed checks that every violation points to a keyword, or to a schema
// false, that the schema has as written.
func pointed(t testing.TB, p *eval.Program, root int, g *graph.Graph, doc string) {
	t.Helper()
	v, err := eval.Parse(doc)
	require.NoError(t, err)
	p.Check(root, v, func(x eval.Violation) {
		at, ok := g.Root.File.At(x.SchemaAt)
		require.True(t, ok, "%s: no %s in the schema", doc, x.SchemaAt)
		if !strings.HasSuffix(x.SchemaAt, "/"+x.Keyword) {
			require.Equal(t, source.Bool, at.Kind, "%s: %s is about %s", doc, x.SchemaAt, x.Keyword)
		}
	})
}

func TestRecursiveRef(t *testing.T) {
	tree := func(anchor string) string {
		return `{"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"http://x/strict","$recursiveAnchor":true,
			"allOf":[{"$ref":"http://x/tree"}],"required":["id"],
			"$defs":{"tree":{"$id":"http://x/tree",` + anchor + `"type":"object",
				"properties":{"kids":{"type":"array","items":{"$recursiveRef":"#"}}}}}}`
	}
	nested := `{"id":1,"kids":[{"kids":[]}]}`
	p, root, _ := compile(t, tree(`"$recursiveAnchor":true,`), graph.Options{})
	assert.False(t, judge(t, p, root, nested), "the kid lacks the id that the outer schema wants")
	assert.True(t, judge(t, p, root, `{"id":1,"kids":[{"id":2}]}`))
	p, root, _ = compile(t, tree(""), graph.Options{})
	assert.True(t, judge(t, p, root, nested), "without an anchor at its target the reference is an ordinary one")
	assert.False(t, judge(t, p, root, `{"id":1,"kids":[1]}`))
	p, root, _ = compile(t, tree(`"$recursiveAnchor":false,`), graph.Options{})
	assert.True(t, judge(t, p, root, nested))

	// A resource in between without the anchor does not end the search: the
	// outermost that has it counts.
	p, root, _ = compile(t, `{"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"http://x/a","$recursiveAnchor":true,"required":["id"],"$ref":"http://x/b",
		"$defs":{"b":{"$id":"http://x/b","$ref":"http://x/c"},
		"c":{"$id":"http://x/c","$recursiveAnchor":true,"properties":{"kid":{"$recursiveRef":"#"}}}}}`, graph.Options{})
	assert.False(t, judge(t, p, root, `{"id":1,"kid":{}}`))
	assert.True(t, judge(t, p, root, `{"id":1,"kid":{"id":1}}`))
}

func TestDynamicRef(t *testing.T) {
	schema := func(anchor string) string {
		return `{"$id":"http://x/strict","$dynamicAnchor":"node","$ref":"http://x/tree","unevaluatedProperties":false,
			"$defs":{"tree":{"$id":"http://x/tree",` + anchor + `"type":"object",
				"properties":{"data":true,"kids":{"type":"array","items":{"$dynamicRef":"#node"}}}}}}`
	}
	p, root, g := compile(t, schema(`"$dynamicAnchor":"node",`), graph.Options{})
	assert.True(t, judge(t, p, root, `{"kids":[{"data":1}]}`))
	assert.False(t, judge(t, p, root, `{"kids":[{"daat":1}]}`))
	assert.True(t, program.UsesDynamicScope(g, g.Root))
	p, root, g = compile(t, schema(`"$anchor":"node",`), graph.Options{})
	assert.True(t, judge(t, p, root, `{"kids":[{"daat":1}]}`))
	assert.False(t, program.UsesDynamicScope(g, g.Root))

	// Both kinds of reference beside each other.
	p, root, _ = compile(t, `{"$ref":"#/$defs/a","$dynamicRef":"#/$defs/b","$defs":{"a":{"minimum":1},"b":{"maximum":2}}}`, graph.Options{})
	assert.True(t, judge(t, p, root, `1`))
	assert.False(t, judge(t, p, root, `0`))
	assert.False(t, judge(t, p, root, `3`))
}
