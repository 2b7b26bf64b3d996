package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func TestNormalisation(t *testing.T) {
	t.Run("draft 4 exclusive bounds", func(t *testing.T) {
		n := load(t, `{"minimum":1.0,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":false}`, graph.Options{Draft: graph.Draft4}).Root
		require.Nil(t, n.Minimum)
		require.Equal(t, "1.0", n.ExclusiveMinimum.Text)
		require.Equal(t, "3", n.Maximum.Text)
		require.Nil(t, n.ExclusiveMaximum)
		n = load(t, `{"exclusiveMinimum":true}`, graph.Options{Draft: graph.Draft4}).Root
		require.Nil(t, n.ExclusiveMinimum, "no bound to make exclusive")
	})
	t.Run("items", func(t *testing.T) {
		n := load(t, `{"additionalItems":{"type":"null"},"items":[{"type":"string"},true]}`, graph.Options{Draft: graph.Draft2019}).Root
		require.Len(t, n.PrefixItems, 2)
		require.Equal(t, []string{"null"}, n.Items.Types)
		require.Equal(t, "/additionalItems", n.At("items"))
		require.Equal(t, "/items", n.At("prefixItems"))
		require.Equal(t, "/items/0", n.PrefixItems[0].Ptr())
		n = load(t, `{"additionalItems":{"type":"null"},"items":{"type":"string"}}`, graph.Options{Draft: graph.Draft7}).Root
		require.Equal(t, []string{"string"}, n.Items.Types, "additionalItems needs the array form")
		require.Equal(t, "/items", n.At("items"))
		n = load(t, `{"additionalItems":false,"prefixItems":[true],"items":{"type":"string"}}`, graph.Options{}).Root
		require.Equal(t, []string{"string"}, n.Items.Types)
		require.Nil(t, n.Keyword("additionalItems").Row)
		n = load(t, `{"items":[],"additionalItems":false}`, graph.Options{Draft: graph.Draft7}).Root
		require.False(t, *n.Items.Bool)
		n = load(t, `{"items":[],"additionalItems":false}`, graph.Options{Draft: graph.Draft4}).Root
		require.False(t, *n.Items.Bool, "the one place for booleans in draft 4, beside additionalProperties")
	})
	t.Run("dependencies", func(t *testing.T) {
		n := load(t, `{"dependencies":{"a":["b","b"],"c/d":{"required":["e"]}}}`, graph.Options{Draft: graph.Draft6}).Root
		require.Equal(t, []string{"b"}, n.DependentRequired[0].Required)
		require.Equal(t, "c/d", n.DependentSchemas[0].Name)
		require.Equal(t, "/dependencies/c~1d", n.DependentSchemas[0].Node.Ptr())
		require.Equal(t, "/dependencies", n.At("dependentRequired"))
		for _, d := range []graph.Dialect{graph.Draft2019, graph.Draft2020} {
			n = load(t, `{"dependencies":{"a":["b"]},"dependentRequired":{"x":["y"]},"dependentSchemas":{"z":false}}`, graph.Options{Draft: d}).Root
			require.Nil(t, n.Keyword("dependencies").Row)
			require.Equal(t, "x", n.DependentRequired[0].Name)
			require.Equal(t, "z", n.DependentSchemas[0].Name)
		}
	})
	t.Run("without the partner", func(t *testing.T) {
		n := load(t, `{"then":false,"else":false,"minContains":2,"maxContains":3}`, graph.Options{}).Root
		require.Nil(t, n.Then)
		require.Nil(t, n.Else)
		require.Nil(t, n.MinContains)
		require.Nil(t, n.MaxContains)
		n = load(t, `{"then":false,"if":true,"minContains":2,"contains":true}`, graph.Options{}).Root
		require.NotNil(t, n.Then)
		require.Equal(t, "2", n.MinContains.N.String())
	})
	t.Run("other drafts' keywords", func(t *testing.T) {
		n := load(t, `{"const":1,"contains":false,"propertyNames":false,"if":true,"then":false,"$id":"u:x","unevaluatedItems":false}`, graph.Options{Draft: graph.Draft4}).Root
		require.Nil(t, n.Const)
		require.Nil(t, n.Contains)
		require.Nil(t, n.PropertyNames)
		require.Nil(t, n.If)
		require.Nil(t, n.UnevaluatedItems)
		require.Empty(t, n.SchemaID)
		require.Len(t, n.Keywords, 7)
	})
	t.Run("counts and numbers", func(t *testing.T) {
		n := load(t, `{"minLength":2.0,"maxLength":1e2,"maxItems":123456789012345678901234567890,"multipleOf":0.1}`, graph.Options{}).Root
		require.Equal(t, "2", n.MinLength.N.String())
		high, ok := n.MaxLength.Int64()
		require.True(t, ok)
		require.EqualValues(t, 100, high)
		_, ok = n.MaxItems.Int64()
		require.False(t, ok)
		require.Equal(t, "1/10", n.MultipleOf.Rat.String())
	})
	t.Run("values", func(t *testing.T) {
		n := load(t, `{"enum":[],"const":null,"default":null,"type":["string","null","string"],"required":["a","b","a"]}`, graph.Options{}).Root
		require.True(t, n.HasEnum)
		require.Empty(t, n.Enum)
		require.Equal(t, source.Null, n.Const.Kind)
		require.NotNil(t, n.Default)
		require.Equal(t, []string{"string", "null"}, n.Types)
		require.Equal(t, []string{"a", "b"}, n.Required)
		require.Nil(t, load(t, `{}`, graph.Options{}).Root.Const)
	})
	t.Run("documentation from any draft", func(t *testing.T) {
		n := load(t, `{"deprecated":true,"readOnly":true,"$comment":"c","examples":[1]}`, graph.Options{Draft: graph.Draft4}).Root
		require.True(t, n.Deprecated)
		require.True(t, n.ReadOnly)
		require.Equal(t, "c", n.Comment)
		require.Len(t, n.Examples, 1)
		n = load(t, `{"deprecated":"soon"}`, graph.Options{Draft: graph.Draft7}).Root
		require.False(t, n.Deprecated)
	})
	t.Run("formats", func(t *testing.T) {
		require.False(t, load(t, `{"format":"date"}`, graph.Options{}).Root.AssertFormat)
		require.True(t, load(t, `{"format":"date"}`, graph.Options{AssertFormats: true}).Root.AssertFormat)
	})
	t.Run("contains evaluates", func(t *testing.T) {
		for d, want := range map[graph.Dialect]bool{graph.Draft2019: false, graph.Draft2020: true} {
			g := load(t, `{"contains":{"const":1},"unevaluatedItems":false}`, graph.Options{Draft: d})
			require.Equal(t, want, accepts(t, g, `[1]`))
		}
	})
}

func TestRefHidesSiblings(t *testing.T) {
	g := load(t, `{
		"$ref": "#/definitions/a", "$id": "http://example.com/x", "type": "string", "description": "d",
		"goJSONSchema": {"type": "T"}, "minLength": "malformed",
		"definitions": {"a": {"$id": "#named"}, "b": {"$ref": "#named"}}
	}`, graph.Options{Draft: graph.Draft7})
	n := g.Root
	require.Same(t, n.Defs[0].Node, n.Ref)
	require.Nil(t, n.Types)
	require.Empty(t, n.Description+n.SchemaID)
	require.Equal(t, graph.RootScheme+":///schema.json", n.BaseURI)
	require.NotNil(t, n.Extension)
	require.False(t, n.Keyword("$ref").Hidden)
	require.True(t, n.Keyword("type").Hidden)
	require.Same(t, n.Ref, n.Defs[1].Node.Ref)

	n = load(t, `{"$ref":"#/$defs/a","type":"string","$defs":{"a":{}}}`, graph.Options{Draft: graph.Draft2019}).Root
	require.Equal(t, []string{"string"}, n.Types)
	require.NotNil(t, n.Ref)
}

func TestPositions(t *testing.T) {
	g := load(t, "{\n  \"properties\": {\n    \"a~b/c\": {\"é\": 1, \"type\": \"string\"}\n  }\n}", graph.Options{})
	n := g.Root.Properties[0].Node
	require.Equal(t, "/properties/a~0b~1c", n.Ptr())
	require.Equal(t, "/properties/a~0b~1c/type", n.At("type"))
	file, line, col := n.Location()
	require.Equal(t, "schema.json", file)
	require.Equal(t, []int{3, 14}, []int{line, col})
	require.Equal(t, "é", n.Keywords[0].Name)
	require.Nil(t, n.Keywords[0].Row)
	require.Equal(t, "type", n.Keywords[1].Row.Name)
	require.Equal(t, "", g.Root.Ptr())
	require.Equal(t, "/$id", g.Root.At("$id"))
	require.Equal(t, "/id", load(t, `{}`, graph.Options{Draft: graph.Draft4}).Root.At("$id"))
	require.Equal(t, "/$recursiveRef", load(t, `{}`, graph.Options{Draft: graph.Draft2019}).Root.At("$dynamicRef"))
}

// A value of the wrong form is an error at its place, whatever the keyword.
func TestWrongShapes(t *testing.T) {
	for _, c := range []struct {
		draft                    graph.Dialect
		schema, pointer, message string
	}{
		{0, `{"$ref":1}`, "/$ref", "a URI reference"},
		{graph.Draft7, `{"$ref":{}}`, "/$ref", "a URI reference"},
		{0, `{"$id":[]}`, "/$id", "a URI reference"},
		{graph.Draft4, `{"id":1}`, "/id", "a URI reference"},
		{0, `{"$id":"u:a#frag"}`, "/$id", "must not have a fragment"},
		{0, `{"$id":"%zz"}`, "/$id", "not a usable identifier"},
		{0, `{"$id":"schema-root:///x"}`, "/$id", "internal use"},
		{0, `{"$anchor":1}`, "/$anchor", "a string"},
		{0, `{"$dynamicAnchor":{}}`, "/$dynamicAnchor", "a string"},
		{0, `{"$dynamicRef":null}`, "/$dynamicRef", "a URI reference"},
		{graph.Draft2019, `{"$recursiveAnchor":"x"}`, "/$recursiveAnchor", "true or false"},
		{graph.Draft2019, `{"$recursiveRef":true}`, "/$recursiveRef", "a URI reference"},
		{0, `{"$vocabulary":[]}`, "/$vocabulary", "an object"},
		{0, `{"$vocabulary":{"u:x":1}}`, "/$vocabulary/u:x", "true or false"},
		{0, `{"$defs":[]}`, "/$defs", "an object"},
		{0, `{"$defs":{"a":1}}`, "/$defs/a", "a schema must be an object or a boolean"},
		{0, `{"definitions":null}`, "/definitions", "an object"},
		{0, `{"$comment":1}`, "/$comment", "a string"},
		{0, `{"allOf":{}}`, "/allOf", "an array"},
		{0, `{"anyOf":[]}`, "/anyOf", "at least one"},
		{0, `{"oneOf":[{},"x"]}`, "/oneOf/1", "not the string \"x\""},
		{0, `{"not":null}`, "/not", "not null"},
		{0, `{"if":1,"then":true}`, "/if", "a schema"},
		{0, `{"dependentSchemas":{"a":[]}}`, "/dependentSchemas/a", "not an array"},
		{graph.Draft7, `{"dependencies":[]}`, "/dependencies", "an object"},
		{graph.Draft7, `{"dependencies":{"a":"b"}}`, "/dependencies/a", "not the string"},
		{graph.Draft7, `{"dependencies":{"a":[1]}}`, "/dependencies/a/0", "an array of strings"},
		{0, `{"properties":[]}`, "/properties", "an object"},
		{0, `{"properties":{"a/b":[]}}`, "/properties/a~1b", "a schema"},
		{0, `{"patternProperties":true}`, "/patternProperties", "an object"},
		{0, `{"patternProperties":{"(":true}}`, "/patternProperties/(", "cannot be read"},
		{0, `{"additionalProperties":"no"}`, "/additionalProperties", "a schema"},
		{0, `{"prefixItems":{}}`, "/prefixItems", "an array of schemas"},
		{0, `{"items":[true]}`, "/items", "must be a schema in 2020-12"},
		{graph.Draft7, `{"items":[1]}`, "/items/0", "a schema"},
		{graph.Draft4, `{"not":true}`, "/not", "no boolean schemas"},
		{graph.Draft4, `true`, "", ""},
		{0, `{"type":"any"}`, "/type", "must be one of"},
		{0, `{"type":[]}`, "/type", "at least one"},
		{0, `{"type":["string",{}]}`, "/type/1", "must be one of"},
		{0, `{"type":{}}`, "/type", "a type name"},
		{0, `{"enum":{}}`, "/enum", "an array"},
		{0, `{"multipleOf":0}`, "/multipleOf", "a number above 0"},
		{0, `{"multipleOf":"1"}`, "/multipleOf", "a number above 0"},
		{0, `{"maximum":"1"}`, "/maximum", "a number"},
		{graph.Draft4, `{"exclusiveMinimum":1}`, "/exclusiveMinimum", "true or false in draft 4"},
		{graph.Draft6, `{"exclusiveMaximum":true}`, "/exclusiveMaximum", "a number after draft 4"},
		{0, `{"minLength":-1}`, "/minLength", "a non-negative integer"},
		{0, `{"maxItems":1.5}`, "/maxItems", "a non-negative integer"},
		{0, `{"minContains":null}`, "/minContains", "a non-negative integer"},
		{0, `{"pattern":1}`, "/pattern", "a regular expression"},
		{0, `{"pattern":"["}`, "/pattern", "cannot be read"},
		{0, `{"format":1}`, "/format", "a string"},
		{0, `{"uniqueItems":"yes"}`, "/uniqueItems", "true or false"},
		{0, `{"required":"a"}`, "/required", "an array of strings"},
		{graph.Draft4, `{"properties":{"a":{"required":true}}}`, "/properties/a/required", "an array of strings"},
		{0, `{"dependentRequired":{"a":"b"}}`, "/dependentRequired/a", "an array of strings"},
		{0, `{"title":1}`, "/title", "a string"},
		{0, `{"deprecated":1}`, "/deprecated", "true or false"},
		{0, `{"examples":1}`, "/examples", "an array"},
		{0, `{"contentSchema":1}`, "/contentSchema", "a schema"},
	} {
		if c.message == "" {
			load(t, c.schema, graph.Options{Draft: c.draft})
			continue
		}
		e := refuse(t, c.schema, graph.Options{Draft: c.draft})
		require.Equal(t, c.pointer, e.Pointer, c.schema)
		require.Contains(t, e.Message, c.message, c.schema)
	}
}
