package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// What is no schema is refused, and says how to name the one inside.
func TestNoSchema(t *testing.T) {
	for _, c := range []struct{ text, phrase, hint string }{
		{`{"openapi":"3.1.0","info":{"title":"t"},"components":{"schemas":{"Pet/1":{"type":"object"}}}}`, "it is an OpenAPI document", "schema.json#/components/schemas/Pet~11"},
		{`{"openapi":"3.0.3","paths":{}}`, "it is an OpenAPI document", "has its schemas at /components/schemas, and there are none here"},
		{`{"swagger":"2.0","definitions":{"Pet":{"type":"object"}}}`, "it is a Swagger document", "schema.json#/definitions/Pet"},
		{`{"asyncapi":"3.0.0","id":"urn:a","components":{"schemas":{"Sent":{}}}}`, "it is an AsyncAPI document", "schema.json#/components/schemas/Sent"},
		{`{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"versions":[{"schema":{"openAPIV3Schema":{"type":"object"}}}]}}`,
			"it is a Kubernetes resource", "schema.json#/spec/versions/0/schema/openAPIV3Schema"},
		{`{"name":"tool","version":"1.0","description":"a package"}`, "no member of it is a keyword", `"$schema"`},
		{`{"id":7,"rows":[1]}`, "no member of it is a keyword", `"$schema"`},
		{`{"x-team":"a","models":{"a":1},"order":{"type":"object"}}`, "no member of it is a keyword", "schema.json#/order"},
		{`{"definitons":{"a":{"type":"string"}}}`, "no member of it is a keyword", `"$schema"`},
	} {
		e := refuse(t, c.text, graph.Options{})
		require.Equal(t, graph.CodeSchema, e.Code, c.text)
		require.Contains(t, e.Message, c.phrase, c.text)
		require.Contains(t, e.Hint, c.hint, c.text)
	}
}

// What says nothing as a schema stays one, with a note; what asserts has none.
func TestAssertsNothing(t *testing.T) {
	for _, text := range []string{
		`{}`, `true`, `{"title":"t"}`, `{"$id":"urn:x","description":"d","unknown":1}`, `{"x-owner":"team"}`, `{"title":"t","x-owner":"team"}`,
		`{"$comment":"c","unknown":1}`, `{"$defs":{"a":{"type":"string"}}}`, `{"definitions":{"a":true},"unknown":1}`, `{"format":"date"}`,
		`{"$schema":"https://json-schema.org/draft/2020-12/schema","openapi":"3.1.0"}`, `{"properties":{}}`,
	} {
		g := load(t, text, graph.Options{})
		require.Len(t, g.Notes, 1, text)
		require.Equal(t, graph.CodeAssertsNothing, g.Notes[0].Code, text)
		require.Equal(t, 1, g.Notes[0].Line, text)
	}
	for _, text := range []string{`false`, `{"type":"object","openapi":"3.1.0"}`, `{"kind":"a","apiVersion":"b","required":["kind"]}`, `{"$defs":{"a":{}},"$ref":"#/$defs/a"}`, `{"properties":{"a":true}}`} {
		require.Empty(t, load(t, text, graph.Options{}).Notes, text)
	}
	g := load(t, `{"const":1}`, graph.Options{Draft: graph.Draft4})
	require.Len(t, g.Notes, 2, "a keyword of another draft makes no data of a schema")
	require.Equal(t, graph.CodeAssertsNothing, g.Notes[0].Code)
	require.Equal(t, graph.CodeUnknownKeyword, g.Notes[1].Code)
}

const described = `{"openapi":"%","title":1,"type":"service","components":{"schemas":{
	"Order":{"type":"object","properties":{"lines":{"items":{"$ref":"#/components/schemas/Line"}}}},
	"Line":{"$anchor":"line","type":"object","required":["sku"],"properties":{"up":{"$ref":"#/components/schemas/Order"},"price":{"minimum":0,"exclusiveMinimum":0}}},
	"Old":{"$schema":"http://json-schema.org/draft-04/schema#","minimum":0,"exclusiveMinimum":true},
	"Flag":{"minimum":0,"exclusiveMinimum":true},
	"Whole":{"$ref":"#"},"Bad":{"type":"strin"}}},
	"list":[{"type":"null"},7,{"a b":{"type":"string"}}]}`

// A schema inside any document is one by itself; its references count from the
// document's root, and what it does not refer to is not read.
func TestInside(t *testing.T) {
	text := replace(described, "3.1.0")
	g := load(t, text, graph.Options{At: "/components/schemas/Order"})
	require.Equal(t, "/components/schemas/Order", g.Root.Ptr())
	require.Equal(t, graph.Draft2020, g.Root.Dialect)
	require.Empty(t, g.Notes)
	require.True(t, accepts(t, g, `{"lines":[{"sku":1,"price":1}]}`))
	require.False(t, accepts(t, g, `{"lines":[{"price":1}]}`))
	require.False(t, accepts(t, g, `{"lines":[{"sku":1,"price":0}]}`))
	require.False(t, accepts(t, g, `{"lines":[{"sku":1,"up":{"lines":[1,{}]}}]}`))
	for _, n := range g.Nodes {
		require.NotContains(t, n.Ptr(), "Bad")
	}

	require.Equal(t, graph.Draft4, load(t, text, graph.Options{At: "/components/schemas/Old"}).Root.Dialect, "the nearest $schema")
	require.Equal(t, []string{"null"}, load(t, text, graph.Options{At: "/list/0"}).Root.Types)
	require.Equal(t, []string{"string"}, load(t, text, graph.Options{At: "/list/2/a b"}).Root.Types)
	require.Equal(t, graph.Draft7, load(t, `{"asyncapi":"2.6.0","s":{"type":"string"}}`, graph.Options{At: "/s"}).Root.Dialect)
	said := `{"openapi":"3.1.0","jsonSchemaDialect":"http://json-schema.org/draft-07/schema#","s":{"type":"string"}}`
	require.Equal(t, graph.Draft7, load(t, said, graph.Options{At: "/s", Draft: graph.Draft2019}).Root.Dialect)

	old := load(t, replace(described, "3.0.1"), graph.Options{At: "/components/schemas/Flag", Draft: graph.Draft4})
	require.Len(t, old.Notes, 1)
	require.Equal(t, graph.CodeOwnDialect, old.Notes[0].Code)
	require.Contains(t, old.Notes[0].Message, "draft4")
	require.False(t, accepts(t, old, "0"))

	for _, c := range []struct{ at, code, pointer, phrase, hint string }{
		{"/components/schemas/Oder", graph.CodeReference, "/components/schemas", "nothing at /components/schemas/Oder", `did you mean "Order"?`},
		{"/list/9", graph.CodeReference, "/list", "nothing at /list/9", ""},
		{"/components/schemas", graph.CodeSchema, "/components/schemas", "this is no schema", "schema.json#/components/schemas/Order"},
		{"/list/1", graph.CodeSchema, "/list/1", "must be an object or a boolean", ""},
		{"/list", graph.CodeSchema, "/list", "must be an object or a boolean", ""},
		{"/components/schemas/Whole", graph.CodeReference, "/components/schemas/Whole/$ref", "which is no schema", "#/components/schemas/Order"},
		{"/components/schemas/Bad", graph.CodeKeyword, "/components/schemas/Bad/type", "", ""},
		{"/components/schemas/Or~2der", graph.CodeReference, "/components/schemas", "broken escape", "write ~ as ~0"},
	} {
		e := refuse(t, strings.Replace(text, `"title":1,"type":"service",`, "", 1), graph.Options{At: c.at})
		require.Equal(t, c.code, e.Code, c.at)
		require.Equal(t, c.pointer, e.Pointer, c.at)
		require.Contains(t, e.Message, c.phrase, c.at)
		require.Contains(t, e.Hint, c.hint, c.at)
	}
}

// Inside of a schema, all that a schema is holds: its identifier, anchors, and the
// reference to the whole.
func TestInsideSchema(t *testing.T) {
	g := load(t, `{"$id":"https://example.com/a","type":"object","properties":{"n":{"$ref":"#"}},
		"$defs":{"x":{"anyOf":[{"$ref":"#y"},{"$ref":"#"}]},"y":{"$anchor":"y","type":"null"}}}`, graph.Options{At: "/$defs/x"})
	require.Equal(t, "https://example.com/a", g.Root.BaseURI)
	require.True(t, accepts(t, g, `{"n":{}}`))
	require.True(t, accepts(t, g, `null`))
	require.False(t, accepts(t, g, `{"n":null}`))
	e := refuse(t, `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"objct","$defs":{"x":{"type":"null"}}}`, graph.Options{At: "/$defs/x"})
	require.Equal(t, "/type", e.Pointer, "a schema is refused as a whole")
}

// A document that is no schema can hold some that others refer to.
func TestReferenceIntoDocument(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.json":   `{"$ref":"api.yaml#/components/schemas/A"}`,
		"all.json": `{"$ref":"api.yaml"}`,
		"api.yaml": "openapi: 3.1.0\ncomponents: {schemas: {A: {type: string, minLength: 2}}}\n",
	})
	g, err := loadFile(t, dir+"/a.json", graph.Options{Root: dir})
	require.NoError(t, err)
	checkGraph(t, g)
	require.False(t, accepts(t, g, `"a"`))
	_, err = loadFile(t, dir+"/all.json", graph.Options{Root: dir})
	require.ErrorContains(t, err, "which is no schema")
	require.ErrorContains(t, err, "api.yaml#/components/schemas/A")
}
