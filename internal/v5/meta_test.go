package v5

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// A custom meta-schema judges the schemas that name it, those in them too, and is
// a schema itself.
func TestCustomMetaSchema(t *testing.T) {
	official := `"$schema":"https://json-schema.org/draft/2020-12/schema",`
	for _, c := range []struct{ meta, schema, pointer, message string }{
		{`{` + official + `"required":["title"]}`, `{"$schema":"u:meta#","title":"a"}`, "", ""},
		{`{` + official + `"required":["title"]}`, `{"$schema":"u:meta"}`, "", `not a valid u:meta schema: member "title" is missing`},
		{`{"not":{}}`, `{"$schema":"u:meta"}`, "", "not a valid u:meta schema: value is what the schema excludes"},
		{`1`, `{"$schema":"u:meta"}`, "", "a schema must be an object or a boolean"},
		{`{"minimum":"1"}`, `{"$schema":"u:meta"}`, "/minimum", "must be a number"},
		{`{"required":["a","a"]}`, `{"$schema":"u:meta"}`, "/required/1", "not a valid draft2020-12 schema"},
		{`{"$schema":"u:strict"}`, `{"$schema":"u:meta"}`, "", "not a valid u:strict schema"},
		{`{"$ref":"u:other"}`, `{"$schema":"u:meta"}`, "", "describes what it refers to itself"},
		{`{}`, `{"$schema":"u:meta","maxLength":-1}`, "/maxLength", "must be"},
		{`{"$dynamicAnchor":"meta","$ref":"https://json-schema.org/draft/2020-12/schema","properties":{"type":{"const":"object"}}}`,
			`{"$schema":"u:meta","properties":{"a":{"type":"string"}}}`, "/properties/a/type", `only allowed value`},
		{`{"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true},"properties":{"own":{"type":"integer"}}}`,
			`{"$schema":"u:meta","own":"x","minimum":"annotation"}`, "/own", "value is a string"},
		{`{"properties":{"$defs":false}}`, `{"$defs":{"a":{"$id":"u:a","$schema":"u:meta","$defs":{}}}}`, "/$defs/a/$defs", "u:meta schema"},
		{`{"not":{}}`, `{"$schema":"https://json-schema.org/draft/2020-12/schema"}`, "", ""},
	} {
		open := func(path string) ([]byte, error) {
			return []byte(map[string]string{"meta": c.meta, "strict": `{"not":{}}`, "other": `{"$schema":"u:meta"}`}[path]), nil
		}
		f, err := source.ParseJSON("s.json", []byte(c.schema))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{Map: map[string]string{"u:meta": "meta", "u:strict": "strict", "u:other": "other"}, Open: open})
		if err == nil {
			err = Check(g)
		}
		if c.message == "" {
			assert.NoError(t, err, c.meta)
			continue
		}
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, c.meta) {
			assert.Contains(t, e.Message, c.message)
			assert.Equal(t, c.pointer, e.Pointer, c.meta)
		}
	}
}

func TestMetaSchemaOfEmbeddedDialect(t *testing.T) {
	// "required" is a boolean in no draft; the outer meta-schema must not judge
	// what belongs to the inner one, and the inner one must.
	ok := `{"$defs":{"old":{"$id":"http://x.example/old","$schema":"http://json-schema.org/draft-04/schema#","id":"http://x.example/old"}}}`
	_, err := Compile(load(t, ok, graph.Options{}), false)
	require.NoError(t, err)
	bad := `{"$defs":{"old":{"$id":"http://x.example/old","$schema":"http://json-schema.org/draft-07/schema#","items":[{"required":["a","a"]}]}}}`
	_, err = Compile(load(t, bad, graph.Options{}), false)
	var e *diag.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "/$defs/old/items/0/required/1", e.Pointer)
	assert.Contains(t, e.Message, "draft7")
}
