package gen_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// extensions are schemas with goJSONSchema: what the schema says holds whatever
// Go type holds the value, and nothing of the text is lost.
func extensions() []behaviour {
	const when = `"goJSONSchema":{"type":"time.Time","imports":["time"]}`
	return []behaviour{{
		name: "identifiers of members and types",
		schema: `{"title":"t","type":"object","properties":{"a":{"type":"string","goJSONSchema":{"identifier":"Alpha"}},"b":{"$ref":"#/$defs/x","goJSONSchema":{"identifier":"Beta"}},
			"c":{"type":"object","properties":{"d":true},"goJSONSchema":{"identifier":"Gamma"}},"e":{"type":["string","object"],"properties":{"q":{"type":"integer"}}}},
			"$defs":{"x":{"type":["object","string"],"properties":{"k":{"type":"integer"}},"goJSONSchema":{"identifier":"Thing"}},"unused":{"type":"string","goJSONSchema":{"identifier":"Never"}}}}`,
		has: []string{"Alpha *string", "Beta *Thing", "type ThingObject struct", "Gamma *DocumentC"}, hasNot: []string{"Never"},
		ok: []string{`{"a":"x","b":{"k":1.0},"c":{"d":1},"e":"s"}`, `{"b":"s","Alpha":1}`}, no: []string{`{"a":1}`, `{"b":{"k":"s"}}`},
	}, {
		name: "identifier of the root", root: "Named", schema: `{"type":"object","properties":{"a":{"type":"string"}},"goJSONSchema":{"identifier":"Named"}}`,
		ok: []string{`{"a":"x"}`}, no: []string{`{"a":1}`},
	}, {
		name:   "foreign types keep the text",
		schema: `{"type":"object","properties":{"a":{"type":"string","format":"date-time","pattern":"Z$",` + when + `},"b":{"type":"string",` + when + `}},"required":["b"]}`,
		has:    []string{"A *timepkg.Time", "B timepkg.Time", `timepkg "time"`},
		ok:     []string{`{"a":"2026-01-01T00:00:00.000Z","b":"2026-01-01T00:00:00.10+02:00","c":1}`, `{"b":"2026-01-01T00:00:00Z"}`},
		no:     []string{`{}`, `{"b":1}`, `{"b":null}`, `{"a":null,"b":"2026-01-01T00:00:00Z"}`, `{"b":"2026-01-01T00:00:00Z","a":"2026-01-01T00:00:00+01:00"}`},
	}, {
		name:   "what a foreign type does not take",
		schema: `{"type":"object","properties":{"a":{"type":"string",` + when + `}}}`,
		no:     []string{`{"a":"today"}`}, says: "cannot be held by the Go type time.Time",
	}, {
		name: "foreign types in lists, maps, unions and under null",
		schema: `{"type":"object","properties":{"l":{"type":"array","items":{"type":"string",` + when + `},"uniqueItems":true},"m":{"type":"object","additionalProperties":{"$ref":"#/$defs/n"}},
			"n":{"$ref":"#/$defs/n"},"o":{"anyOf":[{"type":"null"},{"type":"string",` + when + `}]},"s":{"oneOf":[{"type":"string",` + when + `},{"type":"array","items":{"$ref":"#/$defs/n"}}]},
			"x":{"goJSONSchema":{"type":"any"}},"nn":{"type":"array","uniqueItems":true,"items":{"type":"array","items":{"type":"number","goJSONSchema":{"type":"float32"}}}}},"required":["o"],
			"if":{"properties":{"l":{"contains":{"const":"2026-01-01T00:00:00Z"}}},"required":["l"]},"then":{"required":["n"]},
			"$defs":{"n":{"type":["number","null"],"minimum":0,"goJSONSchema":{"type":"float64"}}}}`,
		has: []string{"L []timepkg.Time", "M map[string]*float64", "N rt.Opt[float64]", "O *timepkg.Time", "X *any"},
		ok: []string{`{"l":["2026-01-01T00:00:00.0Z","2026-01-01T00:00:00.00Z"],"o":null}`, `{"o":"2026-01-01T00:00:00.0Z","m":{"b":1e0,"a":null,"c":12345678901234567890.5},"n":null}`,
			`{"o":null,"s":"2026-01-01T00:00:00.0Z"}`, `{"o":null,"s":[1.0,null,2e0]}`, `{"o":null,"x":{"b":1.0,"a":[12345678901234567890]}}`, `{"o":null,"x":null}`,
			`{"o":null,"nn":[[16777216.0],[16777217.0]]}`, `{"o":null,"l":["2026-01-01T00:00:00Z"],"n":1.50}`, `{"o":null,"x":"A"}`},
		no: []string{`{"o":null,"n":-1}`, `{"o":null,"l":["2026-01-01T00:00:00Z","2026-01-01T00:00:00Z"]}`, `{"o":null,"l":["2026-01-01T00:00:00Z"]}`, `{"o":1}`, `{"o":null,"m":{"a":"s"}}`, `{"o":null,"s":[-1]}`,
			`{"o":null,"nn":[[1.0],[1]]}`, `{"o":null,"x":1e999}`},
	}, {
		name: "nil for an absent member",
		schema: `{"type":"object","properties":{"ip":{"type":"string","goJSONSchema":{"type":"net.IP","imports":["net"],"nillable":true}},"l":{"type":"array","goJSONSchema":{"type":"[]string"}},"m":{"type":"object","goJSONSchema":{"type":"map[string]int"}},
			"p":{"type":"string","goJSONSchema":{"type":"*big.Float","imports":["math/big"]}},"raw":{"type":"object","goJSONSchema":{"type":"json.RawMessage","imports":[{"qualifiedName":"encoding/json","name":"json"}],"nillable":true}}},"required":["l"]}`,
		has: []string{"IP netpkg.IP", "L []string", "M map[string]int", "P *bigpkg.Float", "Raw jsonpkg.RawMessage"},
		ok:  []string{`{"l":[],"ip":"127.0.0.1","m":{"b":1,"a":2},"p":"1.50","raw":{"a":1.0}}`, `{"l":["a"]}`},
		no:  []string{`{"l":[1]}`, `{"l":null}`, `{"l":[],"m":null}`, `{"l":[],"ip":"x"}`, `{"l":[],"ip":""}`},
	}, {
		name: "a root, and records that hold themselves", root: "Document",
		schema: `{"type":"string","minLength":3,"goJSONSchema":{"type":"url.URL","imports":["net/url"]}}`, no: []string{`"http://a"`},
		says: "cannot be held by the Go type url.URL",
	}, {
		name: "a default of a foreign type", schema: `{"type":"object","properties":{"a":{"type":"string","default":"2026-01-01T00:00:00Z",` + when + `}}}`,
		has: []string{"func (x Document) AOr() timepkg.Time"}, ok: []string{`{}`, `{"a":"2026-01-01T00:00:00.0Z"}`},
	}}
}

// TestExtensionRefused: what goJSONSchema cannot mean is refused where it stands,
// and no text in it becomes code.
func TestExtensionRefused(t *testing.T) {
	member := func(ext string) string {
		return `{"type":"object","properties":{"a":{"type":"string","goJSONSchema":` + ext + `}}}`
	}
	type refusal struct{ schema, pointer, says string }
	cases := []refusal{
		{member(`[]`), "/properties/a/goJSONSchema", "must be an object"},
		{member(`{"pointer":true}`), "/properties/a/goJSONSchema/pointer", "not supported"},
		{member(`{"extraTags":{"a":"b"}}`), "/properties/a/goJSONSchema/extraTags", "not supported"},
		{member(`{"nillable":true}`), "/properties/a/goJSONSchema/nillable", "type, which is not there"},
		{member(`{"imports":["time"],"identifier":"X"}`), "/properties/a/goJSONSchema/imports", "type, which is not there"},
		{member(`{"type":"any","nillable":1}`), "/properties/a/goJSONSchema/nillable", "not a boolean"},
		{member(`{"type":"time.Time"}`), "/properties/a/goJSONSchema/type", "no entry of imports"},
		{member(`{"type":"Time","imports":["time"]}`), "/properties/a/goJSONSchema/type", "no predeclared type"},
		{member(`{"type":"time.time","imports":["time"]}`), "/properties/a/goJSONSchema/type", "not exported"},
		{member(`{"type":"time.Time","imports":["time","os"]}`), "/properties/a/goJSONSchema/imports/1", "does not use"},
		{member(`{"type":"time.Time","imports":"time"}`), "/properties/a/goJSONSchema/imports", "not a list"},
		{member(`{"type":"time.Time","imports":[{"name":"time"}]}`), "/properties/a/goJSONSchema/imports/0", "no Go import path"},
		{member(`{"type":"time.Time","imports":[{"qualifiedName":"time","alias":"t"}]}`), "/properties/a/goJSONSchema/imports/0", "not known"},
		{member(`{"identifier":"Equal"}`), "/properties/a/goJSONSchema/identifier", "a method Equal"},
		{`{"properties":{"a":{"goJSONSchema":{"identifier":"B"}},"b":true}}`, "/properties/a/goJSONSchema/identifier", "called B already"},
		{`{"properties":{"a":{"goJSONSchema":{"identifier":"X"}},"b":{"goJSONSchema":{"identifier":"X"}}}}`, "/properties/a/goJSONSchema/identifier", "called X already"},
		{`{"properties":{"a":{"$ref":"#/$defs/x"},"b":{"$ref":"#/$defs/y"}},"$defs":{"x":{"type":"object","properties":{"k":true},"goJSONSchema":{"identifier":"Y"}},"y":{"enum":["a"]}}}`, "/$defs/x/goJSONSchema/identifier", "called Y already"},
		{`{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"object","properties":{"k":true},"goJSONSchema":{"identifier":"UnmarshalDocument"}}}}`, "/$defs/x/goJSONSchema/identifier", "already"},
		{`{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"string","goJSONSchema":{"identifier":"Y"}}}}`, "/$defs/x/goJSONSchema/identifier", "nothing that is generated"},
		{`{"not":{"type":"string","goJSONSchema":{"type":"any"}}}`, "/not/goJSONSchema/type", "no value here"},
		{`{"properties":{"a":{"type":"string","allOf":[{"goJSONSchema":{"type":"any"}},{"goJSONSchema":{"type":"string"}}]}}}`, "/properties/a/allOf/1/goJSONSchema/type", "another type"},
		{`{"properties":{"a":{"type":["array","null"],"goJSONSchema":{"type":"[]string","nillable":true}}}}`, "/properties/a/goJSONSchema/nillable", "null is a value"},
		{`{"properties":{"a":{"oneOf":[{"type":"null","goJSONSchema":{"type":"any"}},{"type":"string"},{"type":"array"}]}}}`, "/properties/a/oneOf/0/goJSONSchema/type", "no value here"},
		{`{"patternProperties":{"^a":{"goJSONSchema":{"type":"any"}},"^b":{"type":"string"}}}`, "/patternProperties/^a/goJSONSchema/type", "no value here"},
		{`{"type":"object","goJSONSchema":{"identifier":"Other"}}`, "/goJSONSchema/identifier", "is to be called Document"},
		{`{"$defs":{"unused":{"goJSONSchema":{"identifier":"a b"}}}}`, "/$defs/unused/goJSONSchema/identifier", "is no name"},
	}
	for _, evil := range []string{
		"A\nB", "A; import \"os\"", "A{}", "A /*", "*/ A", "A`", "A\"", "A//", "a.A\u2028B", "", " A", "A ", "A.B.C", "func()", "struct{}", "interface{}", "chan int", "[3]int", "map[int]string", "map[string]", "**A", "A[int]", "A\x00", "…A", "[]", "*", "a.", ".A", "a..A", strings.Repeat("*[]", 150) + "int", "type", "func",
	} {
		text, err := json.Marshal(evil)
		require.NoError(t, err)
		cases = append(cases,
			refusal{member(`{"identifier":` + string(text) + `}`), "/properties/a/goJSONSchema/identifier", "is no name"},
			refusal{member(`{"type":` + string(text) + `,"imports":["a"]}`), "/properties/a/goJSONSchema/type", "goJSONSchema.type"},
			refusal{member(`{"type":"a.A","imports":[{"name":"a","qualifiedName":` + string(must(json.Marshal(evil+"\n"))) + `}]}`), "/properties/a/goJSONSchema/imports/0", "is no Go import path"},
			refusal{member(`{"type":"a.A","imports":[{"qualifiedName":"a","name":` + string(must(json.Marshal(evil+";"))) + `}]}`), "/properties/a/goJSONSchema/imports/0", "is no name of a package"},
		)
	}
	for _, c := range cases {
		_, err := generate(t, c.schema, gen.Options{Type: "Document"}, graph.Options{})
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, c.schema) {
			assert.Equal(t, c.pointer, e.Pointer, c.schema)
			assert.Contains(t, e.Message, c.says, c.schema)
			assert.Contains(t, e.Message, "goJSONSchema", c.schema)
			assert.NotEmpty(t, e.Hint, c.schema)
			assert.NotZero(t, e.Line, c.schema)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
