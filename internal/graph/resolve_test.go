package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		name   string
		draft  graph.Dialect
		schema string
		want   string // pointer of the target of the root's $ref
	}{
		{"definition", 0, `{"$ref":"#/$defs/a","$defs":{"a":{}}}`, "/$defs/a"},
		{"escapes", 0, `{"$ref":"#/$defs/a~1b~0c%25d%22","$defs":{"a/b~c%d\"":{}}}`, "/$defs/a~1b~0c%d\""},
		{"empty name", 0, `{"$ref":"#/$defs/","$defs":{"":{}}}`, "/$defs/"},
		{"array", 0, `{"$ref":"#/$defs/a/allOf/1","$defs":{"a":{"allOf":[{},{}]}}}`, "/$defs/a/allOf/1"},
		{"definitions in 2020-12", 0, `{"$ref":"#/definitions/a","definitions":{"a":{}}}`, "/definitions/a"},
		{"$defs in draft 7", graph.Draft7, `{"$ref":"#/$defs/a","$defs":{"a":{}}}`, "/$defs/a"},
		{"unknown place", 0, `{"$ref":"#/x/y/0","x":{"y":[{"type":"string"}]}}`, "/x/y/0"},
		{"value of an annotation", 0, `{"$ref":"#/default","default":{}}`, "/default"},
		{"anchor", 0, `{"$ref":"#a","$defs":{"x":{"$anchor":"a"}}}`, "/$defs/x"},
		{"dynamic anchor", 0, `{"$ref":"#a","$defs":{"x":{"$dynamicAnchor":"a"}}}`, "/$defs/x"},
		{"anchor in draft 7", graph.Draft7, `{"$ref":"#a","definitions":{"x":{"$id":"#a"}}}`, "/definitions/x"},
		{"anchor in draft 4", graph.Draft4, `{"$ref":"#a","definitions":{"x":{"id":"#a"}}}`, "/definitions/x"},
		{"identifier", 0, `{"$id":"http://example.com/s","$ref":"b","$defs":{"x":{"$id":"b"}}}`, "/$defs/x"},
		{"identifier with anchor", graph.Draft7, `{"$ref":"http://example.com/b#a","definitions":{"x":{"$id":"http://example.com/b","definitions":{"y":{"$id":"#a"}}}}}`, "/definitions/x/definitions/y"},
		{"identifier below a file", 0, `{"$ref":"sub/b.json","$defs":{"x":{"$id":"sub/b.json"}}}`, "/$defs/x"},
		{"urn", 0, `{"$id":"urn:example:a","$ref":"urn:example:b#x","$defs":{"x":{"$id":"urn:example:b","$defs":{"y":{"$anchor":"x"}}}}}`, "/$defs/x/$defs/y"},
		{"own identifier", 0, `{"$id":"urn:example:a","$ref":"urn:example:a#/$defs/x","$defs":{"x":{}}}`, "/$defs/x"},
		{"own file name", 0, `{"$ref":"schema.json#/$defs/x","$defs":{"x":{}}}`, "/$defs/x"},
		{"through a resource", 0, `{"$ref":"#/$defs/x/$defs/y","$defs":{"x":{"$id":"u:x","$defs":{"y":{}}}}}`, "/$defs/x/$defs/y"},
		{"repeated junk identifiers", graph.Draft7, `{"$ref":"#/definitions/x","definitions":{"x":{"$id":"#/properties/a"},"y":{"$id":"#/properties/a"},"z":{"$id":"u:x"},"w":{"$id":"u:x"}}}`, "/definitions/x"},
		{"no identifier in a constant", 0, `{"$ref":"u:x","const":{"$id":"u:x"},"enum":[{"$id":"u:x"}],"$defs":{"a":{"$id":"u:x"}}}`, "/$defs/a"},
		{"empty fragment", 0, `{"$ref":"u:x#","$defs":{"x":{"$id":"u:x#"}}}`, "/$defs/x"},
		{"deeper first", graph.Draft7, `{"$ref":"#/x/properties/p","properties":{"a":{"$ref":"#/x"}},"x":{"properties":{"p":{}}}}`, "/x/properties/p"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := load(t, c.schema, graph.Options{Draft: c.draft})
			require.NotNil(t, g.Root.Ref)
			require.Equal(t, c.want, g.Root.Ref.Ptr())
		})
	}
}

// A place that is both referred to and inside another such place is one node.
func TestLandingTwiceIsOneNode(t *testing.T) {
	g := load(t, `{"$defs":{"p":{"$ref":"#/x/properties/p"},"x":{"$ref":"#/x"},"q":{"$ref":"#/x/properties/p/y/z"},"r":{"$ref":"#/x/properties/p/y/z"}},
		"x":{"properties":{"p":{"y":{"z":{}}}}}}`, graph.Options{})
	defs := g.Root.Defs
	require.Same(t, defs[0].Node.Ref, defs[1].Node.Ref.Properties[0].Node)
	require.Same(t, defs[2].Node.Ref, defs[3].Node.Ref)
}

func TestUnresolvedReferences(t *testing.T) {
	for _, c := range []struct {
		draft                         graph.Dialect
		schema, pointer, code, phrase string
	}{
		{0, `{"$ref":"#/$defs/a"}`, "/$ref", graph.CodeReference, "nothing at /$defs"},
		{0, `{"$ref":"#/definitions/a","$defs":{"a":{}}}`, "/$ref", graph.CodeReference, "nothing at /definitions"},
		{0, `{"$ref":"#/$defs/a/b","$defs":{"a":true}}`, "/$ref", graph.CodeReference, "nothing at /$defs/a/b"},
		{0, `{"$ref":"#/allOf/01","allOf":[true,true]}`, "/$ref", graph.CodeReference, "nothing at /allOf/01"},
		{0, `{"$ref":"#/allOf/-1","allOf":[true,true]}`, "/$ref", graph.CodeReference, "nothing"},
		{0, `{"$ref":"#/allOf/99999999999999999999","allOf":[true,true]}`, "/$ref", graph.CodeReference, "nothing"},
		{0, `{"$ref":"#/title","title":"x"}`, "/$ref", graph.CodeReference, "where a schema is needed"},
		{0, `{"$ref":"#/x","x":{"type":"any"}}`, "/x/type", graph.CodeKeyword, "must be one of"},
		{0, `{"$ref":"#nowhere"}`, "/$ref", graph.CodeReference, "no anchor \"nowhere\""},
		{0, `{"$ref":"#/a~2"}`, "/$ref", graph.CodeReference, "broken escape"},
		{0, `{"$ref":"#%zz"}`, "/$ref", graph.CodeReference, "percent-encoding"},
		{0, `{"$ref":"::::"}`, "/$ref", graph.CodeRemote, "not a valid URI"},
		{0, `{"$id":"urn:example:a","$ref":"b.json"}`, "/$ref", graph.CodeRemote, "no path to resolve it against"},
		{0, `{"$ref":"//host/x"}`, "/$ref", graph.CodeRemote, "no scheme"},
		{0, `{"properties":{"a":{"$ref":"http://example.com/a"}}}`, "/properties/a/$ref", graph.CodeRemote, "nothing is read from the network"},
		{0, `{"$ref":"urn:example:b"}`, "/$ref", graph.CodeRemote, "nothing is read from the network"},
		{0, `{"$ref":"file:///etc/passwd"}`, "/$ref", graph.CodeRemote, "outside the directory"},
		{0, `{"$ref":"other.json"}`, "/$ref", graph.CodeRemote, "no directory"},
		{0, `{"$ref":"../other.json"}`, "/$ref", graph.CodeRemote, "leads out of the directory"},
		{0, `{"$dynamicRef":"#nowhere"}`, "/$dynamicRef", graph.CodeReference, "no anchor"},
		{0, `{"$ref":"#a","$defs":{"x":{"$anchor":"a"},"y":{"$anchor":"a"}}}`, "/$ref", graph.CodeAmbiguous, "several schemas"},
		{0, `{"$ref":"u:a","$defs":{"x":{"$id":"u:a"},"y":{"$id":"u:a"}}}`, "/$ref", graph.CodeAmbiguous, "two schemas: schema.json#/$defs/x and schema.json#/$defs/y"},
		{0, `{"$ref":"u:a","x":{"$id":"u:a"}}`, "/$ref", graph.CodeRemote, "u:a"},
		{graph.Draft7, `{"$ref":"u:a","$id":"u:a"}`, "/$ref", graph.CodeRemote, "u:a"},
	} {
		e := refuse(t, c.schema, graph.Options{Draft: c.draft})
		require.Equal(t, c.pointer, e.Pointer, c.schema)
		require.Equal(t, c.code, e.Code, c.schema)
		require.Contains(t, e.Message, c.phrase, c.schema)
	}
	require.Contains(t, refuse(t, `{"$ref":"#/definitions/a","$defs":{"a":{}}}`, graph.Options{}).Hint, "$defs")
	require.Contains(t, refuse(t, `{"$ref":"http://example.com/a#x"}`, graph.Options{}).Hint, "--map http://example.com/a=PATH")
	require.Contains(t, refuse(t, `{"$ref":"other.json"}`, graph.Options{}).Hint, "--map other.json=PATH")
}

func TestDynamicReferences(t *testing.T) {
	// A list whose items are strings because the outer schema says so.
	g := load(t, `{
		"$id": "u:strings", "$ref": "u:list",
		"$defs": {
			"item": {"$dynamicAnchor": "item", "type": "string"},
			"list": {"$id": "u:list", "type": "array", "items": {"$dynamicRef": "#item"}, "$defs": {"any": {"$dynamicAnchor": "item"}}}
		}
	}`, graph.Options{})
	ref := g.Root.Ref.Items.DynamicRef
	require.Equal(t, "item", ref.Anchor)
	require.False(t, ref.Plain())
	require.Equal(t, "/$defs/list/$defs/any", ref.Target.Ptr())
	require.Equal(t, "/$defs/item", g.Root.Resource.DynamicAnchors["item"].Ptr())
	require.True(t, accepts(t, g, `["a"]`))
	require.False(t, accepts(t, g, `[1]`))

	// Without a dynamic anchor at the target it is an ordinary reference.
	for _, schema := range []string{
		`{"$dynamicRef":"#a","$defs":{"x":{"$anchor":"a"}}}`,
		`{"$dynamicRef":"#/$defs/x","$defs":{"x":{"$dynamicAnchor":"a"}}}`,
	} {
		require.True(t, load(t, schema, graph.Options{}).Root.DynamicRef.Plain(), schema)
	}

	tree := `{
		"$schema": "https://json-schema.org/draft/2019-09/schema",
		"$id": "u:strict", "$recursiveAnchor": true, "$ref": "u:tree", "unevaluatedProperties": false,
		"$defs": {"tree": {"$id": "u:tree", "$recursiveAnchor": %, "properties": {"child": {"$recursiveRef": "#"}}}}
	}`
	for anchor, strict := range map[string]bool{"true": true, "false": false} {
		g := load(t, replace(tree, anchor), graph.Options{})
		require.Equal(t, strict, g.Root.Ref.Properties[0].Node.DynamicRef.Recursive)
		require.True(t, g.Root.Resource.RecursiveAnchor)
		require.True(t, accepts(t, g, `{"child":{"child":{}}}`))
		require.Equal(t, !strict, accepts(t, g, `{"child":{"x":1}}`))
	}
}

func TestCycles(t *testing.T) {
	for _, c := range []struct {
		draft                   graph.Dialect
		schema, pointer, phrase string
	}{
		{0, `{"$ref":"#"}`, "/$ref", "# -> #"},
		{0, `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`, "/$defs/a/$ref", "#/$defs/a -> #/$defs/b -> #/$defs/a"},
		{0, `{"allOf":[{"$ref":"#"}]}`, "/allOf/0/$ref", "#/allOf/0 -> # -> #/allOf/0"},
		{0, `{"properties":{"a":{"anyOf":[true,{"not":{"$ref":"#/properties/a"}}]}}}`, "/properties/a/anyOf/1/not/$ref", ""},
		{0, `{"oneOf":[{"$ref":"#"}]}`, "/oneOf/0/$ref", ""},
		{0, `{"if":{"$ref":"#"}}`, "/if/$ref", ""},
		{0, `{"if":true,"then":{"$ref":"#"}}`, "/then/$ref", ""},
		{0, `{"if":true,"else":{"$ref":"#"}}`, "/else/$ref", ""},
		{0, `{"dependentSchemas":{"a":{"$ref":"#"}}}`, "/dependentSchemas/a/$ref", ""},
		{graph.Draft7, `{"dependencies":{"a":{"$ref":"#"}}}`, "/dependencies/a/$ref", ""},
		{0, `{"$dynamicAnchor":"a","allOf":[{"$dynamicRef":"#a"}]}`, "/allOf/0/$dynamicRef", ""},
		{graph.Draft2019, `{"allOf":[{"$recursiveRef":"#"}]}`, "/allOf/0/$recursiveRef", ""},
		{0, `{"$defs":{"unused":{"$ref":"#/$defs/unused"}}}`, "/$defs/unused/$ref", ""},
		{graph.Draft4, `{"$ref":"#"}`, "/$ref", ""},
	} {
		e := refuse(t, c.schema, graph.Options{Draft: c.draft})
		require.Equal(t, graph.CodeCycle, e.Code, c.schema)
		require.Equal(t, c.pointer, e.Pointer, c.schema)
		require.Contains(t, e.Message, c.phrase, c.schema)
	}
	for _, schema := range []string{
		`{"properties":{"a":{"$ref":"#"}}}`,
		`{"items":{"$ref":"#"}}`,
		`{"propertyNames":{"$ref":"#"}}`,
		`{"contains":{"$ref":"#"}}`,
		`{"unevaluatedItems":{"$ref":"#"}}`,
		`{"then":{"$ref":"#"}}`,
		`{"contentSchema":{"$ref":"#"}}`,
		`{"$defs":{"a":{"$ref":"#"}}}`,
		`{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"additionalProperties":{"$ref":"#"}}}}`,
	} {
		load(t, schema, graph.Options{})
	}
}
