package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

func TestDialectOfTheDocument(t *testing.T) {
	for _, c := range []struct {
		schema string
		draft  graph.Dialect
		want   graph.Dialect
	}{
		{`{}`, 0, graph.Draft2020},
		{`{}`, graph.Draft4, graph.Draft4},
		{`true`, graph.Draft6, graph.Draft6},
		{`{"$schema":"http://json-schema.org/draft-04/schema#"}`, 0, graph.Draft4},
		{`{"$schema":"http://json-schema.org/draft-06/schema"}`, 0, graph.Draft6},
		{`{"$schema":"https://json-schema.org/draft-07/schema"}`, graph.Draft4, graph.Draft7},
		{`{"$schema":"http://json-schema.org/draft/2019-09/schema#"}`, 0, graph.Draft2019},
		{`{"$schema":"https://json-schema.org/draft/2020-12/schema"}`, graph.Draft7, graph.Draft2020},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","definitions":{"a":{}}}`, 0, graph.Draft7},
	} {
		require.Equal(t, c.want, load(t, c.schema, graph.Options{Draft: c.draft}).Root.Dialect, c.schema)
	}
	for _, c := range []struct{ schema, code, pointer string }{
		{`{"$schema":"http://json-schema.org/draft-03/schema#"}`, graph.CodeDialect, "/$schema"},
		{`{"$schema":"http://json-schema.org/schema#"}`, graph.CodeDialect, "/$schema"},
		{`{"$schema":""}`, graph.CodeDialect, "/$schema"},
		{`{"$schema":7}`, graph.CodeKeyword, "/$schema"},
		{`{"properties":{"a":{"$id":"u:x","$schema":"u:y"}}}`, graph.CodeDialect, "/properties/a/$schema"},
		{`{"not":{"$schema":7}}`, graph.CodeKeyword, "/not/$schema"},
		{`[]`, graph.CodeSchema, ""},
		{`null`, graph.CodeSchema, ""},
	} {
		e := refuse(t, c.schema, graph.Options{})
		require.Equal(t, c.code, e.Code, c.schema)
		require.Equal(t, c.pointer, e.Pointer, c.schema)
	}
	require.Contains(t, refuse(t, `{"$schema":"u:mine"}`, graph.Options{}).Hint, "--map")
}

func TestDialectOfAnEmbeddedResource(t *testing.T) {
	g := load(t, `{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$defs": {
			"seven": {
				"$id": "http://example.com/seven", "$schema": "http://json-schema.org/draft-07/schema#",
				"items": [{"type": "string"}], "additionalItems": {"type": "null"}
			},
			"four": {
				"id": "http://example.com/four", "$schema": "http://json-schema.org/draft-04/schema#",
				"minimum": 1, "exclusiveMinimum": true
			},
			"nameless": {"$schema": "http://json-schema.org/draft-07/schema#", "prefixItems": [true]}
		},
		"allOf": [{"$ref": "http://example.com/seven"}, {"$ref": "http://example.com/four"}]
	}`, graph.Options{})
	seven, four := g.Root.AllOf[0].Ref, g.Root.AllOf[1].Ref
	require.Equal(t, graph.Draft7, seven.Dialect)
	require.Equal(t, graph.Draft7, seven.PrefixItems[0].Dialect)
	require.Equal(t, []string{"null"}, seven.Items.Types)
	require.Equal(t, "/$defs/seven/items", seven.At("prefixItems"))
	require.Equal(t, "/$defs/seven/additionalItems", seven.At("items"))
	require.Equal(t, graph.Draft4, four.Dialect)
	require.Equal(t, "1", four.ExclusiveMinimum.Text)
	require.Nil(t, four.Minimum)
	require.Equal(t, "http://example.com/four", four.BaseURI)
	nameless := g.Root.Defs[2].Node
	require.Equal(t, graph.Draft2020, nameless.Dialect, "$schema counts at the root of a resource only")
	require.Len(t, nameless.PrefixItems, 1)
	require.Len(t, g.Resources, 3)
	require.Same(t, g.Resources[0], g.Resources[1].Parent)

	// Draft 7 lets its embedded resources choose as well.
	g = load(t, `{
		"$schema": "http://json-schema.org/draft-07/schema#",
		"properties": {"a": {"$id": "u:a", "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#"}}
	}`, graph.Options{})
	require.Equal(t, graph.Draft7, g.Root.Properties[0].Node.Dialect, "$ref hides $id and $schema beside it")
}

const metaStart = `{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"u:meta","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true`

func TestVocabularies(t *testing.T) {
	schema := `{"$schema":"u:meta","minimum":10,"properties":{"a":{"type":"string"}},"format":"date","title":"t"}`
	opt := func(meta string) graph.Options {
		return graph.Options{
			Map: map[string]string{"u:meta": "meta.json", "u:base": "base.json"},
			Open: func(path string) ([]byte, error) {
				return []byte(map[string]string{"meta.json": meta, "base.json": metaStart + `}}`}[path]), nil
			},
		}
	}
	vocab := func(name, required string) string {
		return `,"https://json-schema.org/draft/2020-12/vocab/` + name + `":` + required
	}

	n := load(t, schema, opt(metaStart+`}}`)).Root
	require.Nil(t, n.Minimum)
	require.Empty(t, n.Properties)
	require.Nil(t, n.Keyword("minimum").Row, "an unknown annotation")
	require.Equal(t, "u:meta", n.Resource.MetaSchema)

	n = load(t, schema, opt(metaStart+vocab("applicator", "true")+`}}`)).Root
	require.Nil(t, n.Minimum)
	require.Len(t, n.Properties, 1)
	require.Nil(t, n.Properties[0].Node.Types, "subschemas have the same vocabularies")

	n = load(t, schema, opt(metaStart+vocab("validation", "false")+`,"u:custom":false}}`)).Root
	require.NotNil(t, n.Minimum, "a known vocabulary is used even if it is optional")
	require.Empty(t, n.Format)

	n = load(t, schema, opt(metaStart+vocab("format-assertion", "false")+`}}`)).Root
	require.Equal(t, "date", n.Format)
	require.True(t, n.AssertFormat)

	n = load(t, schema, opt(metaStart+vocab("format-annotation", "true")+`}}`)).Root
	require.False(t, n.AssertFormat)

	n = load(t, schema, opt(`{"$schema":"http://json-schema.org/draft-07/schema#","$vocabulary":{"u:custom":true}}`)).Root
	require.Equal(t, graph.Draft7, n.Dialect)
	require.NotNil(t, n.Minimum, "draft 7 knows no vocabularies")

	n = load(t, schema, opt(`{"$schema":"u:base","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/validation":true}}`)).Root
	require.Equal(t, graph.Draft2020, n.Dialect, "the dialect comes from the meta-schema's meta-schema")
	require.NotNil(t, n.Minimum)

	e := refuse(t, schema, opt(metaStart+`,"u:custom":true}}`))
	require.Equal(t, graph.CodeVocabulary, e.Code)
	require.Equal(t, "/$vocabulary/u:custom", e.Pointer)
	require.Equal(t, "meta.json", e.File)

	e = refuse(t, schema, opt(`{"$schema":"u:meta"}`))
	require.Equal(t, graph.CodeDialect, e.Code)
	e = refuse(t, schema, opt(`{`))
	require.Equal(t, "meta.json", e.File)
}

// The official meta-schemas are built in, resolve, and describe themselves.
func TestBuiltinMetaSchemas(t *testing.T) {
	for _, d := range []graph.Dialect{graph.Draft4, graph.Draft6, graph.Draft7, graph.Draft2019, graph.Draft2020} {
		f, ok := graph.Builtin(d.URI())
		require.True(t, ok)
		require.Equal(t, d.URI(), f.Name)
		g, err := graph.Load(f, graph.Options{})
		require.NoError(t, err)
		checkGraph(t, g)
		require.Equal(t, d, g.Root.Dialect)
		require.True(t, accepts(t, g, string(f.Data)), d.String())
		require.False(t, accepts(t, g, `{"type":"any"}`), d.String())
		require.False(t, accepts(t, g, `{"properties":{"a":{"allOf":[{"type":1}]}}}`), "recursion through the vocabularies, "+d.String())

		g = load(t, `{"$ref":"`+d.URI()+`"}`, graph.Options{})
		require.True(t, g.Root.Ref.Resource.Builtin)
		require.False(t, accepts(t, g, `{"not":{"maxLength":-1}}`), d.String())
	}
	load(t, `{"$ref":"https://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger"}`, graph.Options{})
	for _, uri := range []string{"", "u:x", "https://json-schema.org/draft/2020-12/meta/none", "https://json-schema.org/draft/2018-01/schema", "https://json-schema.org/2020-12/schema", "https://json-schema.org/draft/2020-12/../x"} {
		_, ok := graph.Builtin(uri)
		require.False(t, ok, uri)
	}
}
