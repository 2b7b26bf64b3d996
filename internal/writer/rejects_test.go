package writer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// TestRejectsNone: the closed list of spellings, and what looks like one of it.
func TestRejectsNone(t *testing.T) {
	for text, want := range map[string]bool{
		`true`: true, `false`: false, `{}`: true, `{"title":"x","default":1,"format":"date"}`: true,
		`{"type":["null","boolean","number","string","array","object"]}`: true, `{"type":["null","boolean","integer","string","array","object"]}`: false,
		`{"minLength":0,"minItems":0,"minProperties":0,"uniqueItems":false,"required":[]}`: true, `{"minLength":1}`: false, `{"maxLength":9}`: false,
		`{"uniqueItems":true}`: false, `{"required":["a"]}`: false, `{"pattern":""}`: false, `{"minimum":0}`: false,
		`{"dependentRequired":{"a":[]}}`: true, `{"dependentRequired":{"a":["b"]}}`: false,
		`{"dependentSchemas":{"a":{}}}`: true, `{"dependentSchemas":{"a":false}}`: false,
		`{"allOf":[{},true]}`: true, `{"allOf":[{},false]}`: false, `{"anyOf":[false,{}]}`: true, `{"anyOf":[{"type":"null"},{"not":{"type":"null"}}]}`: false,
		`{"oneOf":[{}]}`: true, `{"oneOf":[false,{}]}`: true, `{"oneOf":[{},{}]}`: false, `{"oneOf":[{"type":"null"},{}]}`: false,
		`{"not":false}`: true, `{"not":{"not":{}}}`: true, `{"not":{}}`: false, `{"not":{"allOf":[{"type":"null"},false]}}`: true, `{"not":{"anyOf":[false,{"not":true}]}}`: true,
		`{"not":{"anyOf":[false,{"type":"null"}]}}`: false, `{"not":{"oneOf":[false]}}`: true, `{"not":{"type":"null"}}`: false,
		`{"if":{"type":"null"},"then":{},"else":true}`: true, `{"if":{"type":"null"},"then":{"type":"null"}}`: false, `{"if":{"type":"null"}}`: true, `{"then":false}`: true,
		`{"items":true,"prefixItems":[{}],"unevaluatedItems":true}`: true, `{"prefixItems":[{},false]}`: false,
		`{"contains":{"type":"null"},"minContains":0}`: true, `{"contains":{"type":"null"}}`: false, `{"contains":{},"minContains":0,"maxContains":3}`: false,
		`{"properties":{"a":{}},"patternProperties":{"b":true},"additionalProperties":{},"unevaluatedProperties":true,"propertyNames":{}}`: true,
		`{"properties":{"a":{"properties":{"b":false}}}}`: false, `{"patternProperties":{"b":{"const":1}}}`: false, `{"propertyNames":{"minLength":1}}`: false,
		`{"$ref":"#/$defs/a","$defs":{"a":{"minItems":0}}}`: true, `{"$ref":"#/$defs/a","$defs":{"a":{"minItems":1}}}`: false,
		`{"not":{"$ref":"#/$defs/a"},"$defs":{"a":{"not":{}}}}`: true, `{"properties":{"a":{"$ref":"#"}}}`: false,
		`{"$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n"}}}`: true, `{"$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n","const":1}}}`: false,
	} {
		g := load(t, text, graph.Options{})
		assert.Equal(t, want, g.RejectsNone(g.Root), text)
	}
}

// TestCloses: which patterns leave finitely many names of one line.
func TestCloses(t *testing.T) {
	for patterns, want := range map[string]bool{
		`{"":{}}`: true, `{".*":{}}`: true, `{"^.+$":{}}`: true, `{"^(?!id$)":{}}`: true, `{"^(?!(a|b)$).*$":{}}`: true, `{"^[^]{3,}$":{}}`: true,
		`{"^x":{}}`: false, `{"^x$":{}}`: false, `{"x":{}}`: false, `{"^(?!id)":{}}`: false, `{"^[a-z]+$":{}}`: false,
		`{"^[^x]":{},"^x":{}}`: true, `{"^[^x]":{},"^x.":{}}`: true, `{"^[^x]":{}}`: false, `{"^[^x]":{},"^xx":{}}`: false,
	} {
		g := load(t, `{"patternProperties":`+patterns+`}`, graph.Options{})
		closes, known := writer.Closes(g.Root)
		assert.True(t, known, patterns)
		assert.Equal(t, want, closes, patterns)
	}
	g := load(t, `{"patternProperties":{"(.)\\1":true}}`, graph.Options{})
	_, known := writer.Closes(g.Root)
	assert.False(t, known, "a back-reference")
}
