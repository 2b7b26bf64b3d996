package compat

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBump: what no row of the matrix asks of the bump.
func TestBump(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		want           Bump
	}{
		{
			"a default may hide behind a condition",
			`{"type":"object","properties":{"a":{"if":{"type":"string"},"then":{"default":"x"}}}}`,
			`{"type":"object","properties":{"a":{"if":{"type":"string"},"then":{"default":"y"}}}}`, BumpMajor,
		},
		{
			"required by what surely applies",
			`{"type":"object","$ref":"#/$defs/a","properties":{"a":{"default":1}},"$defs":{"a":{"allOf":[{"required":["a"]}]}}}`,
			`{"type":"object","$ref":"#/$defs/a","properties":{"a":{"default":2}},"$defs":{"a":{"allOf":[{"required":["a"]}]}}}`, BumpMinor,
		},
		{
			"required under a condition only",
			`{"type":"object","properties":{"a":{"default":1},"b":true},"if":{"required":["b"]},"then":{"required":["a"]}}`,
			`{"type":"object","properties":{"a":{"default":2},"b":true},"if":{"required":["b"]},"then":{"required":["a"]}}`, BumpMajor,
		},
		{
			"a default that only moved",
			`{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"default":1.0}}}`,
			`{"type":"object","properties":{"a":{"default":1}}}`, BumpPatch,
		},
		{
			"the default of the document itself",
			`{"default":1}`, `{"default":2}`, BumpMinor,
		},
		{
			"the default of members by pattern",
			`{"type":"object","patternProperties":{"^x":{"default":1}}}`, `{"type":"object","patternProperties":{"^x":{"default":2}}}`, BumpMajor,
		},
		{
			"the default of items by position",
			`{"type":"array","prefixItems":[{"default":1}]}`, `{"type":"array","prefixItems":[{"default":2}]}`, BumpMinor,
		},
		{
			"a format deep in a recursion",
			`{"type":"object","properties":{"next":{"$ref":"#"},"at":{"type":"string"}}}`,
			`{"type":"object","properties":{"next":{"$ref":"#"},"at":{"type":"string","format":"date"}}}`, BumpMinor,
		},
		{
			"a map that is one on one side only, in a list",
			`{"type":"array","items":{"type":"object"}}`, `{"type":"array","items":{"type":"object","properties":{"a":true}}}`, BumpMinor,
		},
		{
			"a map that can hold no other name is none",
			`{"type":"object","propertyNames":{"const":"a"}}`, `{"type":"object","propertyNames":{"const":"a"},"properties":{"a":true}}`, BumpPatch,
		},
		{
			"a map under patterns and others",
			`{"type":"object","patternProperties":{"^x":{"type":"object"}},"additionalProperties":{"type":"object"}}`,
			`{"type":"object","patternProperties":{"^x":{"type":"object"}},"additionalProperties":{"type":"object","required":[],"properties":{"b":{}}}}`, BumpMinor,
		},
		{
			"an identifier of an embedded schema is text like any other",
			`{"type":"object","properties":{"a":{"$id":"urn:x:1"}}}`, `{"type":"object","properties":{"a":{"$id":"urn:x:2"}}}`, BumpPatch,
		},
		{
			"behind a dynamic reference",
			`{"$id":"urn:x:1","type":"object","properties":{"a":{"$dynamicRef":"#v"}},"$defs":{"v":{"$dynamicAnchor":"v","default":1}}}`,
			`{"$id":"urn:x:1","type":"object","properties":{"a":{"$dynamicRef":"#v"}},"$defs":{"v":{"$dynamicAnchor":"v","default":2}}}`, BumpMajor,
		},
		{
			"a map in a tuple",
			`{"type":"array","prefixItems":[true,{"type":"object"}]}`, `{"type":"array","prefixItems":[true,{"type":"object","properties":{"a":true}}]}`, BumpMinor,
		},
		{
			"a default, too, inside a map's values",
			`{"type":"object","additionalProperties":{"type":"object","properties":{"b":{"default":1}}}}`,
			`{"type":"object","additionalProperties":{"type":"object","properties":{"b":{"default":2}}}}`, BumpMajor,
		},
		{
			"a loss beside a map that is never empty can be shown by no document that counts",
			`{"type":"object","required":["m"],"properties":{"a":true,"m":{"type":"object","minProperties":1}}}`,
			`{"type":"object","required":["m"],"properties":{"m":{"type":"object","minProperties":1}}}`, BumpUnknown,
		},
		{
			"maps inside a list inside a map",
			`{"additionalProperties":{"type":"array","items":{"additionalProperties":{"properties":{"b":true}}}}}`,
			`{"additionalProperties":{"type":"array","items":{"additionalProperties":{"properties":{"b":true,"c":true}}}}}`, BumpMinor,
		},
		{
			"a map's values named under a condition",
			`{"additionalProperties":{"if":{"required":["b"]},"then":{"properties":{"c":true}}}}`,
			`{"additionalProperties":{"if":{"required":["b"]}}}`, BumpMinor,
		},
		{
			"a map in a constant",
			`{"properties":{"x":{"enum":[{"b":1},{}]}}}`,
			`{"properties":{"x":{"enum":[{"b":1},{}],"properties":{"a":true}}}}`, BumpMinor,
		},
		{
			"a map whose names are all declared in other words",
			`{"type":"object","additionalProperties":{"type":"object","propertyNames":{"enum":["b"]},"additionalProperties":{"type":"string"}}}`,
			`{"type":"object","additionalProperties":{"type":"object","propertyNames":{"const":"b"},"properties":{"b":{"type":"string"}}}}`, BumpPatch,
		},
		{"booleans", `true`, `true`, BumpNone},
		{"a boolean in other words", `true`, `{}`, BumpPatch},
		{"draft 4 calls it id", `{"$schema":"http://json-schema.org/draft-04/schema#","id":"urn:x:1"}`, `{"$schema":"http://json-schema.org/draft-04/schema#","id":"urn:x:2"}`, BumpNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := compare(t, c.old, c.new, Options{Changes: true})
			assert.Equal(t, c.want.String(), r.RequiredBump.String(), "%+v", r.Unknowns)
			explained(t, r)
			assert.Nil(t, r.Fault)
		})
	}
}

// TestManyPlaces: a comparison of places that would not end is given up.
func TestManyPlaces(t *testing.T) {
	var defs, refs []string
	for _, name := range strings.Split("abcdefghijklmnopqr", "") {
		defs = append(defs, `"`+name+`":{"type":"object","properties":{"`+name+`":{"anyOf":[{"$ref":"#"},{"$ref":"#/$defs/`+name+`"}]},"x":{"$ref":"#/$defs/`+name+`"}}}`)
		refs = append(refs, `{"$ref":"#/$defs/`+name+`"}`)
	}
	s := load(t, "s.json", []byte(`{"anyOf":[`+strings.Join(refs, ",")+`],"properties":{"y":{}},"$defs":{`+strings.Join(defs, ",")+`}}`))
	seen := comparePlaces(s.graph, s.graph)
	assert.False(t, seen.defaultBroken || seen.formatChanged)
}

// TestRewritesAreOneChange: what says the same in other words is told as that, once.
func TestRewritesAreOneChange(t *testing.T) {
	r := compare(t, `{"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"number"}}}}`,
		`{"type":"object","properties":{"m":{"type":"object","patternProperties":{"^a":{"type":"number"}},"additionalProperties":{"type":"number"}}}}`, Options{Changes: true})
	assert.Equal(t, BumpPatch, r.RequiredBump)
	require.Len(t, r.Changes, 1)
	assert.Equal(t, "m says the same in other words", r.Changes[0].Message)
	assert.Equal(t, "/properties/m", r.Changes[0].OldAt)
	assert.Equal(t, BumpPatch, r.Changes[0].Bump)
}
