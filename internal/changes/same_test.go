package changes

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestSameMeaning: other spellings, moves and reordering are the same in other words,
// unless the texts are equal JSON.
func TestSameMeaning(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"const and enum of one", `{"const":"a"}`, `{"enum":["a"]}`},
		{"const in another spelling", `{"const":1}`, `{"const":1.0}`},
		{"members of a constant reordered", `{"const":{"a":1,"b":2}}`, `{"const":{"b":2.0,"a":1}}`},
		{"type as list", `{"type":"string"}`, `{"type":["string"]}`},
		{"types reordered", `{"type":["string","null"]}`, `{"type":["null","string"]}`},
		{"number includes integer", `{"type":["number","integer"]}`, `{"type":"number"}`},
		{"type beside enum", `{"type":"string","enum":["a","b"]}`, `{"enum":["b","a"]}`},
		{"value of a type that is not allowed", `{"type":"string","enum":["a",1]}`, `{"type":"string","enum":["a"]}`},
		{"null as a value", `{"type":"null"}`, `{"const":null}`},
		{"boolean as values", `{"type":"boolean"}`, `{"enum":[true,false]}`},
		{"integers by multipleOf", `{"type":"integer"}`, `{"type":"number","multipleOf":1}`},
		{"bound of integers", `{"type":"integer","exclusiveMinimum":0}`, `{"type":"integer","minimum":1}`},
		{"upper bound of integers", `{"type":"integer","exclusiveMaximum":10}`, `{"type":"integer","maximum":9.5}`},
		{"the weaker bound", `{"minimum":1,"exclusiveMinimum":1}`, `{"exclusiveMinimum":1.0}`},
		{"bounds that say nothing", `{"minLength":0,"minItems":0,"minProperties":0,"uniqueItems":false}`, `{}`},
		{"minContains of one", `{"contains":{"type":"string"}}`, `{"contains":{"type":"string"},"minContains":1}`},
		{"required reordered", `{"required":["a","b"]}`, `{"required":["b","a"]}`},
		{"properties reordered", `{"properties":{"a":{"type":"string"},"b":{"type":"null"}}}`, `{"properties":{"b":{"type":"null"},"a":{"type":"string"}}}`},
		{"keywords reordered", `{"type":"string","title":"t"}`, `{"title":"t","type":"string"}`},
		{"moved behind a reference", `{"properties":{"a":{"type":"string","minLength":1}}}`, `{"properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"string","minLength":1}}}`},
		{"part moved behind a reference", `{"properties":{"a":{"type":"string","title":"t"}}}`, `{"properties":{"a":{"$ref":"#/$defs/A","title":"t"}},"$defs":{"A":{"type":"string"}}}`},
		{"inlined", `{"properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"string"}}}`, `{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}`},
		{"inlined below a title of its own", `{"properties":{"a":{"$ref":"#/$defs/A","title":"x"}},"$defs":{"A":{"type":"string","title":"t"}}}`, `{"properties":{"a":{"type":"string","title":"x"}}}`},
		{"reference through a reference", `{"$ref":"#/$defs/A","$defs":{"A":{"type":"string"}}}`, `{"$ref":"#/$defs/B","$defs":{"B":{"$ref":"#/$defs/A"},"A":{"type":"string"}}}`},
		{"reference in allOf", `{"$ref":"#/$defs/A","$defs":{"A":{"type":"string"}}}`, `{"allOf":[{"$ref":"#/$defs/A"}],"$defs":{"A":{"type":"string"}}}`},
		{"allOf taken apart", `{"allOf":[{"type":"string"},{"minLength":1}]}`, `{"type":"string","minLength":1}`},
		{"allOf reordered", `{"allOf":[{"if":{"required":["a"]},"then":{"required":["b"]}},{"if":{"required":["c"]},"then":{"required":["d"]}}]}`,
			`{"allOf":[{"if":{"required":["c"]},"then":{"required":["d"]}},{"if":{"required":["a"]},"then":{"required":["b"]}}]}`},
		{"condition out of allOf", `{"allOf":[{"if":{"required":["a"]},"then":{"required":["b"]}}]}`, `{"if":{"required":["a"]},"then":{"required":["b"]}}`},
		{"one branch", `{"anyOf":[{"type":"string"}]}`, `{"type":"string"}`},
		{"one branch of oneOf", `{"oneOf":[{"type":"string"}]}`, `{"allOf":[{"type":"string"}]}`},
		{"branches reordered", `{"anyOf":[{"type":"string"},{"minimum":1}]}`, `{"anyOf":[{"minimum":1},{"type":"string"}]}`},
		{"choice of types", `{"anyOf":[{"type":"string"},{"type":"null"}]}`, `{"type":["string","null"]}`},
		{"choice of values", `{"oneOf":[{"const":"a"},{"const":"b"}]}`, `{"enum":["a","b"]}`},
		{"items that accept everything", `{"items":true,"additionalProperties":{},"propertyNames":true}`, `{}`},
		{"false in other words", `{"properties":{"a":false}}`, `{"properties":{"a":{"not":{}}}}`},
		{"unevaluated with nothing beside it", `{"properties":{"a":true},"unevaluatedProperties":false}`, `{"properties":{"a":true},"additionalProperties":false}`},
		{"one name that another demands", `{"dependentSchemas":{"a":{"required":["b"]}}}`, `{"dependentRequired":{"a":["b"]}}`},
		{"identifier of the document", `{"$id":"https://example.org/1"}`, `{"$id":"https://example.org/2"}`},
		{"marks that say nothing", `{"deprecated":false,"readOnly":false}`, `{}`},
		{"draft 7 tuple", `{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":{"type":"null"}}`,
			`{"$schema":"http://json-schema.org/draft-07/schema#","additionalItems":{"type":"null"},"items":[{"type":["string"]}]}`},
		{"recursion under another shape", `{"properties":{"next":{"$ref":"#"}}}`, `{"properties":{"next":{"properties":{"next":{"$ref":"#"}}}}}`},
		{"definitions in a group", `{"properties":{"a":{"type":"string"}}}`, `{"properties":{"a":{"$ref":"#/$defs/group/one"}},"$defs":{"group":{"one":{"type":"string"}}}}`},
		{"members of two layers", `{"properties":{"a":{"type":"string"}},"allOf":[{"properties":{"b":true}}]}`, `{"allOf":[{"properties":{"a":{"type":"string"},"b":true}}]}`},
		{"a member under two schemas", `{"properties":{"a":{"type":"string"}},"allOf":[{"properties":{"a":{"minLength":1}}}]}`, `{"properties":{"a":{"type":"string","minLength":1}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := schemaText(t, "old.json", c.old), schemaText(t, "new.json", c.new)
			equal := source.Equal(withoutID(old.Root), withoutID(new.Root))
			for _, list := range [][]Change{Diff(old, new).Changes, Diff(new, old).Changes} {
				assert.Equal(t, equal, len(list) == 0, "what is written otherwise is told")
				for _, c := range list {
					assert.Contains(t, []*Rule{sameInOtherWords, orderChanged}, c.Rule)
				}
			}
		})
	}
}

// TestDialects: what the dialects spell differently is one meaning, and the
// dialect itself is the only change.
func TestDialects(t *testing.T) {
	const seven, latest = `"$schema":"http://json-schema.org/draft-07/schema#",`, `"$schema":"https://json-schema.org/draft/2020-12/schema",`
	for _, c := range []struct{ name, old, new string }{
		{"tuple", `{` + seven + `"items":[{"type":"string"}],"additionalItems":false}`, `{` + latest + `"prefixItems":[{"type":"string"}],"items":false}`},
		{"dependencies", `{` + seven + `"dependencies":{"a":["b"],"c":{"minProperties":3}}}`, `{` + latest + `"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"minProperties":3}}}`},
		{"definitions", `{` + seven + `"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"string"}}}`, `{` + latest + `"properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"string"}}}`},
		{"draft 4 bounds", `{"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true}`, `{` + latest + `"exclusiveMinimum":1}`},
		{"recursive reference", `{"$schema":"https://json-schema.org/draft/2019-09/schema","properties":{"a":{"$recursiveRef":"#"}}}`, `{` + latest + `"properties":{"a":{"$ref":"#"}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := schemaText(t, "old.json", c.old), schemaText(t, "new.json", c.new)
			assert.Equal(t, []string{"dialect-changed"}, rulesOf(Diff(old, new).Changes))
		})
	}
}
