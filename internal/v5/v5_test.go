package v5

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func load(t testing.TB, schema string, opt graph.Options) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, opt)
	require.NoError(t, err)
	return g
}

func document(t testing.TB, text string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("doc.json", []byte(text))
	require.NoError(t, err)
	return f.Root
}

// TestVerdicts holds schemas on which the library, given the schema as it
// stands, answers wrongly, panics or loads something, and rules that differ
// between dialects.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name, schema   string
		draft          graph.Dialect
		formats        bool
		valid, invalid []string
	}{
		{"empty enum", `{"enum":[]}`, 0, false, nil, []string{`1`, `null`}},
		{"empty enum beside allOf", `{"allOf":[{}],"enum":[]}`, graph.Draft7, false, nil, []string{`1`}},
		{"values said twice", `{"enum":[1,"a",1.0,{"a":1},{"a":1e0}]}`, 0, false, []string{`1`, `"a"`, `{"a":1}`}, []string{`2`}},
		{"values said twice, draft 7", `{"enum":[1,"a",1.0,{"a":1},{"a":1e0}]}`, graph.Draft7, false, []string{`1`, `"a"`, `{"a":1}`}, []string{`2`}},
		{"format without assertion", `{"format":"email"}`, graph.Draft7, false, []string{`"x"`}, nil},
		{"format without $schema", `{"format":"date-time"}`, 0, false, []string{`"x"`}, nil},
		{"format asserted", `{"format":"email"}`, 0, true, []string{`"a@b.example"`, `1`}, []string{`"x"`}},
		{"format regex is of ECMA-262", `{"format":"regex"}`, 0, true, []string{`"(?=a)\\cA"`, `"[^]"`}, []string{`"(?i)a"`, `"["`}},
		{"content", `{"contentEncoding":"base64","contentMediaType":"application/json"}`, graph.Draft7, false, []string{`"%%%"`}, nil},
		{"regexProperties is no keyword", `{"$comment":"","regexProperties":true}`, 0, false, []string{`{"[":1}`}, nil},
		{"regexProperties of another type", `{"$comment":"","regexProperties":"x"}`, 0, false, []string{`{"[":1}`}, nil},
		{"keywords inside data", `{"enum":[{"pattern":"(","$ref":"x"},{"enum":[]}],"default":{"$id":5},"examples":[{"$ref":1}]}`, 0, false,
			[]string{`{"$ref":"x","pattern":"("}`, `{"enum":[]}`}, []string{`{}`}},
		{"keywords as names", `{"properties":{"pattern":{"type":"string"},"$ref":{"const":{"pattern":"("}},"enum":true}}`, 0, false,
			[]string{`{"pattern":"(","$ref":{"pattern":"("},"enum":[]}`}, []string{`{"pattern":1}`, `{"$ref":1}`}},
		{"pattern of ECMA-262", `{"pattern":"^\\d\\cJ[^]$","patternProperties":{"\\u{1F600}":false}}`, 0, false,
			[]string{`"1\nx"`, `{"a":1}`}, []string{`"\u0661\nx"`, `{"😀":1}`}},
		{"patterns that come out alike", `{"patternProperties":{"^a":{"type":"string"},"^(?:a)":{"minLength":2},"^[a]":{"maxLength":3}}}`, 0, false,
			[]string{`{"a":"xx"}`}, []string{`{"a":"x"}`, `{"a":1}`, `{"a":"xxxx"}`}},
		{"look-around at the ends", `{"pattern":"^(?!x-)(?=.{2,4}$)[a-z-]+(?<!-)$","allOf":[{"not":{"const":"abc"}}],"not":{"const":"abd"}}`, 0, false,
			[]string{`"ab"`, `"a-bc"`, `1`, `["x-"]`, `null`}, []string{`"x-a"`, `"a"`, `"abcde"`, `"ab-"`, `"abc"`, `"abd"`, `"AB"`}},
		{"look-around inside", `{"pattern":"^((?!foo).)*$"}`, graph.Draft7, false, []string{`"fo"`, `1`}, []string{`"foo"`, `"afoo"`}},
		{"look-around in names", `{"patternProperties":{"^(?!links$)\\w+$":{"type":"string"}},"additionalProperties":false}`, graph.Draft4, false,
			[]string{`{"link":"x"}`, `{"links2":"x"}`}, []string{`{"link":1}`, `{"links":"x"}`, `{"-":"x"}`}},
		{"look-around beside an empty enum and a dynamic reference", `{"pattern":"^(?!a)b","enum":[],"$dynamicRef":"#x","$defs":{"x":{"$dynamicAnchor":"x","minLength":2}}}`, 0, false,
			nil, []string{`"bb"`, `1`}},
		{"huge counts", `{"maxLength":1e30,"minItems":123456789012345678901234567890}`, 0, false, []string{`"abc"`}, []string{`[1]`}},
		{"counts with a fraction of zero", `{"minLength":2.0,"maxLength":3e0}`, 0, false, []string{`"ab"`}, []string{`"a"`, `"abcd"`}},
		{"exact numbers", `{"multipleOf":0.1,"maximum":1e10000}`, 0, false, []string{`0.3`, `1e10000`, `1e400`}, []string{`0.35`, `1.1e10000`}},
		{"tiny steps", `{"multipleOf":1e-9999}`, 0, false, []string{`0.5`, `1e10000`}, []string{`1e-10000`}},
		{"equal numbers", `{"enum":[1.0,{"a":[100]}],"uniqueItems":true}`, 0, false, []string{`1`, `10e-1`, `{"a":[1e2]}`}, []string{`1.1`}},
		{"unique items by value", `{"uniqueItems":true}`, 0, false, []string{`[1,true,"1",[1],null]`}, []string{`[1,2,1.0]`, `[{"a":1,"b":2},{"b":2,"a":1}]`}},
		{"one is an integer", `{"type":"integer"}`, graph.Draft4, false, []string{`1.0`, `1e3`}, []string{`1.5`}},
		{"exclusive flags", `{"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":false}`, graph.Draft4, false, []string{`2`, `3`}, []string{`1`, `4`}},
		{"id beside $ref", `{"definitions":{"a":{"$id":"http://x.example/","$ref":"#/definitions/b"},"b":{"type":"string"}},"properties":{"p":{"$ref":"#/definitions/a","type":"number"}}}`, graph.Draft7, false,
			[]string{`{"p":"x"}`}, []string{`{"p":1}`}},
		{"same identifier twice", `{"properties":{"a":{"$id":"http://x.example/i","type":"string"},"b":{"$id":"http://x.example/i","type":"number"}}}`, graph.Draft7, false,
			[]string{`{"a":"x","b":1}`}, []string{`{"a":1}`, `{"b":"x"}`}},
		{"escaped references", `{"$defs":{"a b/c~d%":{"type":"string"}},"$ref":"#/$defs/a%20b~1c~0d%25"}`, 0, false, []string{`"x"`}, []string{`1`}},
		{"urn", `{"$id":"urn:example:s","$defs":{"a":{"$id":"urn:example:t","$anchor":"x","type":"string"}},"$ref":"urn:example:t#x"}`, 0, false, []string{`"x"`}, []string{`1`}},
		{"reference into a place for nothing", `{"x-types":{"a":{"type":"string"}},"$ref":"#/x-types/a"}`, 0, false, []string{`"x"`}, []string{`1`}},
		{"dependencies up to draft 7", `{"dependencies":{"a":["b"],"c":{"required":["d"]},"e":false}}`, graph.Draft7, false, []string{`{"a":1,"b":1}`, `{}`}, []string{`{"a":1}`, `{"c":1}`, `{"e":1}`}},
		{"dependencies of names only", `{"dependencies":{"a":["b"]}}`, graph.Draft6, false, []string{`{"b":1}`}, []string{`{"a":1}`}},
		{"dependencies are gone", `{"dependencies":{"a":["b"]}}`, 0, false, []string{`{"a":1}`}, nil},
		{"dependentRequired", `{"dependentRequired":{"a":["b"]}}`, graph.Draft2019, false, []string{`{"b":1}`}, []string{`{"a":1}`}},
		{"contains evaluates", `{"contains":{"type":"string"},"unevaluatedItems":false}`, 0, false, []string{`["a"]`}, []string{`["a",1]`}},
		{"contains did not evaluate", `{"contains":{"type":"string"},"unevaluatedItems":false}`, graph.Draft2019, false, nil, []string{`["a"]`}},
		{"items list", `{"items":[{"type":"string"}],"additionalItems":false}`, graph.Draft7, false, []string{`[]`, `["a"]`}, []string{`[1]`, `["a","b"]`}},
		{"items list with a schema after it", `{"items":[true],"additionalItems":{"type":"string"}}`, graph.Draft2019, false, []string{`[1,"a"]`}, []string{`[1,2]`}},
		{"no list, no additionalItems", `{"additionalItems":false}`, graph.Draft7, false, []string{`[1]`}, nil},
		{"recursive reference", `{"$id":"http://x.example/t","$recursiveAnchor":true,"$defs":{"n":{"$id":"n","$recursiveAnchor":true,"properties":{"kid":{"$recursiveRef":"#"}}}},"$ref":"n","required":["name"]}`, graph.Draft2019, false,
			[]string{`{"name":1,"kid":{"name":1}}`}, []string{`{"name":1,"kid":{}}`}},
		{"dynamic reference in two scopes", `{"$id":"http://x.example/r","properties":{"s":{"$ref":"strings"},"n":{"$ref":"numbers"}},"$defs":{
			"list":{"$id":"list","items":{"$dynamicRef":"#T"},"$defs":{"T":{"$dynamicAnchor":"T"}}},
			"strings":{"$id":"strings","$ref":"list","$defs":{"T":{"$dynamicAnchor":"T","type":"string"}}},
			"numbers":{"$id":"numbers","$ref":"list","$defs":{"T":{"$dynamicAnchor":"T","type":"number"}}}}}`, 0, false,
			[]string{`{"s":["a"],"n":[1]}`}, []string{`{"s":[1]}`, `{"n":["a"]}`}},
		{"both references", `{"$ref":"#/$defs/a","$dynamicRef":"#b","$defs":{"a":{"type":"string"},"b":{"$dynamicAnchor":"b","minLength":2}}}`, 0, false,
			[]string{`"xx"`}, []string{`"x"`, `12`}},
		{"another dialect inside", `{"$defs":{"old":{"$id":"http://x.example/old","$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"$defs":{"x":5}}},"$ref":"http://x.example/old"}`, 0, false,
			[]string{`["a",1]`}, []string{`[1]`}},
		{"then without if", `{"then":false,"else":false}`, 0, false, []string{`1`}, nil},
		{"unevaluated through a reference", `{"$ref":"#/$defs/a","unevaluatedProperties":false,"$defs":{"a":{"properties":{"x":true}}}}`, 0, false, []string{`{"x":1}`}, []string{`{"y":1}`}},
		{"false", `false`, 0, false, nil, []string{`1`}},
		{"true", `true`, 0, false, []string{`1`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := Compile(load(t, c.schema, graph.Options{Draft: c.draft}), c.formats)
			require.NoError(t, err)
			for _, text := range c.valid {
				list, err := v.Judge(document(t, text))
				require.NoError(t, err, text)
				assert.Empty(t, list, text)
			}
			for _, text := range c.invalid {
				list, err := v.Judge(document(t, text))
				require.NoError(t, err, text)
				assert.NotEmpty(t, list, text)
			}
		})
	}
}

func TestViolationsPointAndSpeak(t *testing.T) {
	for _, c := range []struct {
		schema string
		draft  graph.Dialect
		doc    string
		want   []string // InstanceAt | SchemaAt | Keyword | Message
	}{
		{`{"type":["string","null"]}`, 0, `1`, []string{` | /type | type | value is a number, want string or null`}},
		{`{"enum":["a",{"x":1}]}`, 0, `[1]`, []string{` | /enum | enum | this array is not one of the allowed values: "a", an object`}},
		{`{"const":null}`, 0, `"a"`, []string{` | /const | const | "a" is not null, the only allowed value`}},
		{`{"minimum":2.50,"multipleOf":2}`, 0, `1`, []string{` | /minimum | minimum | 1 is less than 2.50`, ` | /multipleOf | multipleOf | 1 is not a multiple of 2`}},
		{`{"maximum":1,"exclusiveMaximum":true}`, graph.Draft4, `1`, []string{` | /exclusiveMaximum | exclusiveMaximum | 1 is not less than 1`}},
		{`{"exclusiveMinimum":1}`, 0, `1`, []string{` | /exclusiveMinimum | exclusiveMinimum | 1 is not greater than 1`}},
		{`{"minLength":2}`, 0, `"é"`, []string{` | /minLength | minLength | a string of 1 character, at least 2 wanted`}},
		{`{"maxItems":1}`, 0, `[1,2]`, []string{` | /maxItems | maxItems | an array of 2 items, at most 1 wanted`}},
		{`{"pattern":"^a"}`, 0, `"b"`, []string{` | /pattern | pattern | "b" does not match the pattern ^a`}},
		{`{"pattern":"^(?!a)(?=.c)[a-z]+$","allOf":[{"type":"string"}]}`, 0, `"A"`, []string{` | /pattern | pattern | "A" does not match the pattern ^(?!a)(?=.c)[a-z]+$`}},
		{`{"properties":{"p":{"$ref":"#/$defs/d"}},"$defs":{"d":{"propertyNames":{"pattern":"^(?!a)"}}}}`, 0, `{"p":{"ab":1,"b":2}}`, []string{
			`/p/ab | /$defs/d/propertyNames/pattern | pattern | name "ab": "ab" does not match the pattern ^(?!a)`}},
		{`{"anyOf":[{"pattern":"^(?!a)","minLength":1},{"type":"null"}]}`, 0, `"a"`, []string{
			` | /anyOf | anyOf | value matches none of the 2 alternatives ("a" does not match the pattern ^(?!a); value is a string, want null)`}},
		{`{"uniqueItems":true}`, 0, `[1,2,1]`, []string{`/2 | /uniqueItems | uniqueItems | item 2 equals item 0, items must be unique`}},
		{`{"required":["b","a"],"properties":{"c":{"type":"string"}}}`, 0, `{"c":1}`, []string{
			` | /required | required | member "a" is missing`, ` | /required | required | member "b" is missing`, `/c | /properties/c/type | type | value is a number, want string`}},
		{`{"properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":false}`, 0, `{"z":1,"a":1,"x/1":1,"y~":1}`, []string{
			`/z | /additionalProperties | additionalProperties | member "z" is not allowed`, `/y~0 | /additionalProperties | additionalProperties | member "y~" is not allowed`}},
		{`{"properties":{"a":{"unevaluatedProperties":false}}}`, 0, `{"a":{"b":1}}`, []string{`/a/b | /properties/a/unevaluatedProperties | unevaluatedProperties | member "b" is not allowed`}},
		{`{"properties":{"a":false}}`, 0, `{"a":1}`, []string{`/a | /properties/a | properties | member "a" is not allowed`}},
		{`{"prefixItems":[true],"items":false}`, 0, `[1,2]`, []string{`/1 | /items | items | no item is allowed here`}},
		{`{"items":[true],"additionalItems":false}`, graph.Draft7, `[1,2]`, []string{`/1 | /additionalItems | additionalItems | no item is allowed here`}},
		{`{"propertyNames":{"maxLength":1}}`, 0, `{"ab":1}`, []string{`/ab | /propertyNames/maxLength | maxLength | name "ab": a string of 2 characters, at most 1 wanted`}},
		{`{"properties":{"m":{"propertyNames":{"minLength":1}}}}`, 0, `{"m":{"":1}}`, []string{`/m/ | /properties/m/propertyNames/minLength | minLength | name "": a string of 0 characters, at least 1 wanted`}},
		{`{"properties":{"":{"properties":{"m":{"items":{"$ref":"#/$defs/a"}}}}},"$defs":{"a":{"additionalProperties":{"propertyNames":{"pattern":"x"}}}}}`, 0, `{"":{"m":[{},{"":{"y":1,"":2}}]},"m":[]}`, []string{
			`//m/1//y | /$defs/a/additionalProperties/propertyNames/pattern | pattern | name "y": "y" does not match the pattern x`,
			`//m/1// | /$defs/a/additionalProperties/propertyNames/pattern | pattern | name "": "" does not match the pattern x`,
		}},
		{`{"patternProperties":{"^$":{"additionalProperties":false,"type":"object"}}}`, 0, `{"":{"":1,"a":1}}`, []string{
			`// | /patternProperties/^$/additionalProperties | additionalProperties | member "" is not allowed`,
			`//a | /patternProperties/^$/additionalProperties | additionalProperties | member "a" is not allowed`,
		}},
		{`{"additionalProperties":{"additionalProperties":{"anyOf":[{"type":"string"},{"items":false}]}}}`, 0, `{"":{"%25":[0]}}`, []string{
			`//%25 | /additionalProperties/additionalProperties/anyOf | anyOf | value matches none of the 2 alternatives (value is an array, want string; at /0: no item is allowed here)`,
		}},
		{`{"properties":{"propertyNames":{"maxLength":1}}}`, 0, `{"propertyNames":"ab"}`, []string{`/propertyNames | /properties/propertyNames/maxLength | maxLength | a string of 2 characters, at most 1 wanted`}},
		{`{"dependentRequired":{"a/b":["c"]}}`, 0, `{"a/b":1}`, []string{` | /dependentRequired | dependentRequired | member "c" is missing, which "a/b" needs beside it`}},
		{`{"dependencies":{"a":["c"]}}`, graph.Draft7, `{"a":1}`, []string{` | /dependencies | dependencies | member "c" is missing, which "a" needs beside it`}},
		{`{"contains":{"type":"string"}}`, 0, `[1]`, []string{` | /contains | contains | no item matches the schema of contains`}},
		{`{"contains":true,"minContains":2}`, 0, `[1]`, []string{` | /minContains | minContains | at least 2 items must match the schema of contains`}},
		{`{"not":{"type":"string"}}`, 0, `"a"`, []string{` | /not | not | value is what the schema excludes`}},
		{`{"anyOf":[{"type":"string"},{"properties":{"a":{"type":"null"}}}]}`, 0, `{"a":1}`, []string{
			` | /anyOf | anyOf | value matches none of the 2 alternatives (value is an object, want string; at /a: value is a number, want null)`}},
		{`{"oneOf":[true,{"type":"number"}]}`, 0, `1`, []string{` | /oneOf | oneOf | value matches alternatives 1 and 2 of 2, exactly one may match`}},
		{`{"allOf":[{"type":"string"},{"enum":[]}]}`, 0, `1`, []string{` | /allOf/0/type | type | value is a number, want string`, ` | /allOf/1/enum | enum | 1 is not one of the allowed values: none`}},
		{`{"if":{"type":"number"},"then":{"minimum":5}}`, 0, `1`, []string{` | /then/minimum | minimum | 1 is less than 5`}},
		{`{"properties":{"a/b %":{"$ref":"#/$defs/é"}},"$defs":{"é":{"type":"string"}}}`, 0, `{"a/b %":1}`, []string{`/a~1b % | /$defs/é/type | type | value is a number, want string`}},
		{`false`, 0, `1`, []string{` |  | false | no value is allowed here`}},
	} {
		v, err := Compile(load(t, c.schema, graph.Options{Draft: c.draft}), false)
		require.NoError(t, err, c.schema)
		for range 5 { // the library iterates over maps
			var got []string
			for _, x := range v.Validate(document(t, c.doc)) {
				got = append(got, strings.Join([]string{x.InstanceAt, x.SchemaAt, x.Keyword, x.Message}, " | "))
				assert.Equal(t, "schema.json", x.File)
			}
			require.Equal(t, c.want, got, c.schema)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		name, schema, pointer, message, hint string
		draft                                graph.Dialect
		line, column                         int
	}{
		{"meta-schema", "{\"properties\": {\n \"a\": {\"required\": [\"x\", \"x\"]}}}", "/properties/a/required/1", "not a valid draft2020-12 schema: item 1 equals item 0", `"required" takes an array of strings`, 0, 2, 26},
		{"anchor", `{"$anchor":"a b"}`, "/$anchor", "does not match the pattern", "", 0, 1, 12},
		{"inside alternatives", `{"items":[{"type":["string","string"]}]}`, "/items/0/type/1", "item 1 equals item 0", "type name", graph.Draft7, 1, 29},
		{"draft 4 is asked its own rules", `{"required":[]}`, "/required", "draft4 schema: an array of 0 items", "array of strings", graph.Draft4, 1, 13},
		{"look-around", `{"properties":{"a":{"pattern":"^(?<=(?=a)b)"}}}`, "/properties/a/pattern", "pattern \"^(?<=(?=a)b)\" cannot be used", "", 0, 1, 31},
		{"back-reference in a name", `{"patternProperties":{"(a)\\1":{}}}`, `/patternProperties/(a)\1`, "cannot be used", "", 0, 1, 32},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Compile(load(t, c.schema, graph.Options{Draft: c.draft}), false)
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.pointer, e.Pointer)
			assert.Contains(t, e.Message, c.message)
			assert.Contains(t, e.Hint, c.hint)
			assert.Equal(t, []int{c.line, c.column}, []int{e.Line, e.Column}, e.Error())
		})
	}
}

func TestBoundedWork(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/a0","$defs":{`)
	for i := range 60 {
		fmt.Fprintf(&b, `"a%d":{"anyOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]},`, i, i+1, i+1)
	}
	b.WriteString(`"a60":false}}`)
	v, err := Compile(load(t, b.String(), graph.Options{}), false)
	require.NoError(t, err)
	seen, err := v.Judge(document(t, `1`))
	require.NoError(t, err, "what was judged once is known")
	assert.NotEmpty(t, seen)

	// Nothing is known about an empty array: it cannot be told from others.
	start := time.Now()
	_, err = v.Judge(document(t, `[]`))
	var e *diag.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, CodeLimit, e.Code)
	assert.Less(t, time.Since(start), 2*time.Minute)
	list := v.Validate(document(t, `[]`))
	require.Len(t, list, 1)
	assert.Empty(t, list[0].Keyword)
}

func TestDeepDocument(t *testing.T) {
	v, err := Compile(load(t, `{"items":{"$ref":"#"},"type":"array"}`, graph.Options{}), false)
	require.NoError(t, err)
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	assert.Empty(t, v.Validate(document(t, deep)))
	assert.Len(t, v.Validate(document(t, strings.Repeat("[", 9_000)+"1"+strings.Repeat("]", 9_000))), 1)
}

func TestWideAndLongSchemas(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"properties":{"first":{"type":"null"}`)
	for i := range 20_000 {
		fmt.Fprintf(&b, `,"k%d":{"$ref":"#/$defs/d%d"}`, i, i%3)
	}
	b.WriteString(`},"additionalProperties":false,"anyOf":[{"type":"object"}`)
	for i := range 2000 {
		fmt.Fprintf(&b, `,{"const":%d}`, i)
	}
	b.WriteString(`],"$defs":{"d0":{"type":"string"},"d1":{"type":"number"},"d2":{"items":{"$ref":"#/$defs/d1"}}}}`)
	start := time.Now()
	v, err := Compile(load(t, b.String(), graph.Options{}), false)
	require.NoError(t, err)
	assert.Less(t, time.Since(start), 30*time.Second)
	assert.Empty(t, v.Validate(document(t, `{"k0":"a","k1":1,"k2":[1],"first":null}`)))
	assert.Empty(t, v.Validate(document(t, `1999`)))
	assert.Len(t, v.Validate(document(t, `{"k0":1,"k19999":"a","k2":["a"],"first":0,"other":1}`)), 5)
}

func TestConcurrentUse(t *testing.T) {
	v, err := Compile(load(t, `{"properties":{"a":{"type":"string"}}}`, graph.Options{}), false)
	require.NoError(t, err)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 50 {
				assert.Len(t, v.Validate(document(t, fmt.Sprintf(`{"a":%d}`, i))), 1)
				assert.Empty(t, v.Validate(document(t, fmt.Sprintf(`{"a":"%d"}`, i))))
			}
		})
	}
	group.Wait()
}

// FuzzCompile: no schema and no document makes the library panic, load anything
// or fail in a way that is not the schema's or the document's fault.
func FuzzCompile(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"type":"object","properties":{"a":{"enum":[]}},"required":["b"]}`, `{"a":1}`},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"pattern":"^a"}],"additionalItems":false}`, `["b",1]`},
		{`{"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true}`, `1`},
		{`{"$dynamicRef":"#a","$defs":{"b":{"$dynamicAnchor":"a","not":{"$ref":"#/$defs/b/x"},"x":{"const":1}}}}`, `1`},
		{`{"patternProperties":{"[":1}}`, `{}`}, {`{"allOf":[{"$ref":"#"}]}`, `1`}, {`{"$ref":"http://x.example/"}`, `1`},
		{`{"anyOf":[{"contains":{"multipleOf":0.1},"maxContains":2},{"uniqueItems":true}],"unevaluatedItems":false}`, `[0.3,0.3,1e400]`},
		{`{"dependencies":{"a":["b"],"c":false},"propertyNames":{"format":"regex"}}`, `{"a":1,"c":2}`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, schema, doc []byte) {
		s, err := source.ParseJSON("schema.json", schema)
		if err != nil {
			return
		}
		d, err := source.ParseJSON("doc.json", doc)
		if err != nil {
			return
		}
		for _, draft := range []graph.Dialect{graph.Draft2020, graph.Draft7, graph.Draft4} {
			g, err := graph.Load(s, graph.Options{Draft: draft})
			if err != nil {
				continue
			}
			v, err := Compile(g, true)
			var e *diag.Error
			if err != nil {
				require.ErrorAs(t, err, &e)
				require.NotEqual(t, CodeLibrary, e.Code, "%v", err)
				continue
			}
			if _, err := v.Judge(d.Root); err != nil {
				require.ErrorAs(t, err, &e)
				require.Equal(t, CodeLimit, e.Code, "%v", err)
			}
		}
	})
}

func TestWideGroupsOfEveryKeyword(t *testing.T) {
	var names, patterns, all strings.Builder
	for i := range 100 {
		fmt.Fprintf(&names, `,"n%d":{"type":"string"}`, i)
		fmt.Fprintf(&patterns, `,"^p%d$":{"type":"number"}`, i)
		fmt.Fprintf(&all, `,{"not":{"const":%d}}`, i)
	}
	schema := `{"properties":{"no":false` + names.String() + `},"patternProperties":{"^q$":false` + patterns.String() +
		`},"allOf":[true` + all.String() + `],"unevaluatedProperties":false}`
	for _, draft := range []graph.Dialect{graph.Draft2019, graph.Draft2020} {
		v, err := Compile(load(t, schema, graph.Options{Draft: draft}), false)
		require.NoError(t, err)
		assert.Empty(t, v.Validate(document(t, `{"n5":"a","p99":1}`)))
		var got []string
		for _, x := range v.Validate(document(t, `{"no":1,"q":1,"n7":1,"p7":"a","z":1}`)) {
			got = append(got, x.InstanceAt+" "+x.SchemaAt+" "+x.Keyword)
		}
		assert.Equal(t, []string{"/no /properties/no properties", "/q /patternProperties/^q$ patternProperties",
			"/n7 /properties/n7/type type", "/p7 /patternProperties/^p7$/type type", "/z /unevaluatedProperties unevaluatedProperties"}, got)
		got = nil
		for _, x := range v.Validate(document(t, `99`)) {
			got = append(got, x.SchemaAt)
		}
		assert.Equal(t, []string{"/allOf/100/not"}, got)
	}
	v, err := Compile(load(t, `{"pattern":"^(?!a)b","allOf":[true`+all.String()+`]}`, graph.Options{}), false)
	require.NoError(t, err)
	assert.Empty(t, v.Validate(document(t, `"b"`)))
	assert.Equal(t, "/pattern", v.Validate(document(t, `"a"`))[0].SchemaAt)
	assert.Equal(t, "/allOf/8/not", v.Validate(document(t, `7`))[0].SchemaAt)
}
