package decide

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

func load(t testing.TB, text string) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(text))
	require.NoError(t, err, text)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err, text)
	return g
}

// verify checks what an answer says against the naive evaluator.
func verify(t *testing.T, q Question, a Answer, want Verdict) {
	t.Helper()
	require.Equal(t, want, a.Verdict, "%v %s", a.Unknown, text(a.Witness))
	assert.Equal(t, want == Undecided, len(a.Unknown) > 0)
	if want != Found {
		assert.Nil(t, a.Witness)
		return
	}
	in, err := writer.NewEvaluator(q.In).Accepts(a.Witness)
	require.NoError(t, err)
	out, err := writer.NewEvaluator(q.Out).Accepts(a.Witness)
	require.NoError(t, err)
	assert.True(t, in && !out, text(a.Witness))
}

func text(v *source.Value) string {
	if v == nil {
		return ""
	}
	return string(v.AppendJSON(nil))
}

// TestDecide holds small questions, by JSON type. Each is asked for open content;
// the expected answer was worked out by hand.
func TestDecide(t *testing.T) {
	for _, c := range []struct {
		in, out string
		want    Verdict
	}{
		// Types and constants.
		{`{}`, `{}`, Empty},
		{`{}`, `true`, Empty},
		{`true`, `false`, Found},
		{`false`, `false`, Empty},
		{`{"type":"integer"}`, `{"type":"number"}`, Empty},
		{`{"type":"number"}`, `{"type":"integer"}`, Found},
		{`{"type":["null","boolean"]}`, `{"enum":[null,true,false]}`, Empty},
		{`{"enum":[1,"a",[2]]}`, `{"enum":[[2.0],"a",1e0,7]}`, Empty},
		{`{"enum":[]}`, `false`, Empty},
		{`{"not":{"type":["null","boolean","number","string","array"]}}`, `{"type":"object"}`, Empty},
		{`{"const":{"a":[1]}}`, `{"properties":{"a":{"items":{"const":1}}}}`, Empty},
		{`{"type":"object"}`, `{"not":{"const":{"a":1}}}`, Found},
		{`{"type":"object","required":["a"],"properties":{"a":{"const":1}},"not":{"const":{"a":1}}}`, `{"minProperties":2}`, Empty},
		{`{"type":"array","maxItems":1,"items":{"const":1},"not":{"const":[1]}}`, `{"const":[]}`, Empty},

		// Numbers.
		{`{"minimum":3}`, `{"exclusiveMinimum":2.5}`, Empty},
		{`{"type":"integer","minimum":3}`, `{"exclusiveMinimum":2}`, Empty},
		{`{"type":"integer","exclusiveMinimum":2}`, `{"minimum":3}`, Empty},
		{`{"exclusiveMinimum":2}`, `{"minimum":3}`, Found},
		{`{"multipleOf":6}`, `{"multipleOf":3}`, Empty},
		{`{"multipleOf":3}`, `{"multipleOf":6}`, Found},
		{`{"allOf":[{"multipleOf":4},{"multipleOf":6}]}`, `{"multipleOf":12}`, Empty},
		{`{"multipleOf":0.1}`, `{"multipleOf":0.01}`, Empty},
		{`{"minimum":1,"maximum":5,"not":{"multipleOf":2}}`, `{"enum":[1,3,5]}`, Found}, // 1.5, or any other type
		{`{"type":"integer","minimum":1,"maximum":5,"not":{"multipleOf":2}}`, `{"type":"number","enum":[1,3,5]}`, Empty},
		{`{"type":"number","minimum":0,"maximum":0}`, `{"const":0}`, Empty},
		{`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0}`, `false`, Empty},
		{`{"type":"integer","allOf":[{"not":{"multipleOf":2}},{"not":{"multipleOf":3}}],"minimum":2}`, `{"minimum":5}`, Empty},
		{`{"minimum":9007199254740993}`, `{"exclusiveMinimum":9007199254740992}`, Empty},

		{`{"type":"integer","minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":1,"maximum":2},{"minimum":3,"maximum":4}]}`, Empty},
		{`{"type":"number","minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":1,"maximum":2},{"minimum":3,"maximum":4}]}`, Found},
		{`{"type":"number","minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":1,"exclusiveMaximum":2},{"exclusiveMinimum":2,"maximum":4}]}`, Found},
		{`{"type":"number","minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":1,"exclusiveMaximum":2},{"minimum":2,"maximum":4}]}`, Empty},
		{`{"type":"number","multipleOf":0.5,"minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":0,"maximum":2},{"minimum":2.25,"maximum":3},{"exclusiveMinimum":3,"maximum":9}]}`, Empty},
		{`{"type":"number","multipleOf":0.5,"minimum":1,"maximum":4}`, `{"anyOf":[{"minimum":0,"maximum":2},{"exclusiveMinimum":2.5,"maximum":3},{"exclusiveMinimum":3,"maximum":9}]}`, Found},
		{`{"type":"integer","minimum":-5,"maximum":5,"not":{"const":0}}`, `{"anyOf":[{"minimum":-9,"maximum":-1},{"minimum":1,"maximum":3},{"minimum":4,"maximum":5}]}`, Empty},
		{`{"type":"integer","minimum":-5,"maximum":5,"not":{"const":1}}`, `{"anyOf":[{"minimum":-9,"maximum":-1},{"minimum":1,"maximum":3},{"minimum":4,"maximum":5}]}`, Found},
		{`{"type":"integer"}`, `{"anyOf":[{"maximum":0},{"minimum":1,"maximum":2},{"minimum":3,"maximum":4},{"minimum":5}]}`, Empty},
		{`{"type":"integer"}`, `{"anyOf":[{"maximum":0},{"minimum":1,"maximum":2},{"minimum":4,"maximum":5},{"minimum":6}]}`, Found},

		// Strings.
		{`{"minLength":3}`, `{"minLength":2}`, Empty},
		{`{"type":"string","maxLength":0}`, `{"const":""}`, Empty},
		{`{"pattern":"^a+$"}`, `{"pattern":"^a"}`, Empty},
		{`{"pattern":"^a"}`, `{"pattern":"^a+$"}`, Found},
		{`{"type":"string","pattern":"^[ab]{2}$","not":{"pattern":"a"}}`, `{"const":"bb"}`, Empty},
		{`{"type":"string","pattern":"^a*$","minLength":2,"maxLength":2}`, `{"const":"aa"}`, Empty},
		{`{"type":"string","format":"date"}`, `{"pattern":"^[0-9]"}`, Found},

		// Arrays.
		{`{"type":"array","items":{"type":"integer"}}`, `{"items":{"type":"number"}}`, Empty},
		{`{"items":{"type":"number"}}`, `{"items":{"type":"integer"}}`, Found},
		{`{"type":"array","items":false}`, `{"const":[]}`, Empty},
		{`{"prefixItems":[{"type":"string"}]}`, `{"items":{"type":"string"}}`, Found},
		{`{"prefixItems":[{"type":"string"}],"items":false}`, `{"items":{"type":"string"}}`, Empty},
		{`{"type":"array","contains":{"const":1}}`, `{"minItems":1}`, Empty},
		{`{"type":"array","contains":{"const":1},"maxItems":1}`, `{"const":[1]}`, Empty},
		{`{"type":"array","contains":{"type":"integer"},"items":{"maximum":0}}`, `{"contains":{"type":"number"}}`, Empty},
		{`{"contains":{"const":1},"minContains":2,"uniqueItems":true,"type":"array"}`, `false`, Empty},
		{`{"contains":{"enum":[1,2]},"minContains":2,"uniqueItems":true}`, `{"minItems":2}`, Empty},
		{`{"contains":{"type":"integer"},"maxContains":1}`, `{"contains":{"type":"integer"},"maxContains":2}`, Empty},
		{`{"contains":{"type":"integer"},"maxContains":2}`, `{"contains":{"type":"integer"},"maxContains":1}`, Found},
		{`{"type":"array","allOf":[{"contains":{"minimum":1}},{"contains":{"maximum":0}}]}`, `{"minItems":2}`, Found}, // a string is both
		{`{"type":"array","items":{"type":"number"},"allOf":[{"contains":{"minimum":1}},{"contains":{"maximum":0}}]}`, `{"minItems":2}`, Empty},
		{`{"type":"array","items":{"type":"boolean"},"uniqueItems":true}`, `{"maxItems":2}`, Empty},
		{`{"type":"array","items":{"type":"boolean"},"minItems":3}`, `{"uniqueItems":true}`, Found},
		{`{"type":"array","items":{"type":"boolean"},"minItems":3,"uniqueItems":true}`, `false`, Empty},
		{`{"type":"array","prefixItems":[{"enum":[1,2]},{"enum":[1,2]},{"enum":[1,2]}],"minItems":3}`, `{"uniqueItems":false}`, Empty},
		{`{"type":"array","prefixItems":[{"enum":[1,2]},{"enum":[1,2]},{"enum":[1,2]}],"minItems":3,"uniqueItems":true}`, `false`, Empty},
		{`{"type":"array","prefixItems":[{"enum":[1,2]},{"enum":[1]},{"enum":[2,3]}],"minItems":3,"maxItems":3,"uniqueItems":true}`, `{"const":[2,1,3]}`, Empty},
		{`{"type":"array","items":{"const":1},"not":{"uniqueItems":true}}`, `{"minItems":2}`, Empty},
		{`{"contains":{}}`, `{"contains":{},"minContains":4}`, Found},
		{`{"not":{"uniqueItems":true},"maxContains":1,"contains":{"const":true}}`, `false`, Found},
		{`{"not":{"uniqueItems":true},"contains":{"const":true},"items":{"const":true}}`, `{"minItems":2}`, Empty},
		{`{"type":"array","not":{"uniqueItems":true},"maxContains":1,"contains":{"const":true}}`, `{"minItems":3}`, Empty},
		{`{"type":"array","not":{"uniqueItems":true},"prefixItems":[{"const":1},{"const":2}],"maxItems":3}`, `{"items":{"enum":[1,2]}}`, Empty},
		{`{"items":{"prefixItems":[{},{"type":"integer"}]},"contains":{"const":true},"maxContains":2}`, `{"items":{"prefixItems":[{},{"type":"integer"}]},"contains":{"const":true},"maxContains":1}`, Found},
		{`{"contains":{},"maxContains":0}`, `{"not":{"type":"array"}}`, Empty}, // minContains is 1
		{`{"contains":{},"maxContains":0}`, `{"contains":{}}`, Empty},
		{`{"contains":{"const":1},"maxContains":1,"minContains":2}`, `{"not":{"type":"array"}}`, Empty},
		{`{"contains":{"const":1},"maxContains":0,"minContains":0}`, `{"not":{"type":"array"}}`, Found},
		{`{"type":"array"}`, `{"not":{"contains":{"const":1},"maxContains":0}}`, Empty},
		{`{"items":{"contains":{},"maxContains":0},"type":"array"}`, `{"items":{"contains":{}}}`, Empty},
		{`{"properties":{"a":{"contains":{},"maxContains":0}}}`, `{"properties":{"a":{"contains":{"type":"null"}}}}`, Empty},
		{`{"properties":{"a":{"contains":{},"maxContains":1}}}`, `{"properties":{"a":{"contains":{"type":"null"}}}}`, Found},
		{`{"prefixItems":[true],"unevaluatedItems":false}`, `{"maxItems":1}`, Empty},
		{`{"anyOf":[{"prefixItems":[{"const":1}]},true],"unevaluatedItems":false,"type":"array"}`, `{"maxItems":1}`, Empty},
		{`{"contains":{"type":"integer"},"unevaluatedItems":{"type":"string"}}`, `{"items":{"type":["integer","string"]}}`, Empty},
		{`{"items":{"type":["integer","string"]},"contains":true}`, `{"contains":{"type":"integer"},"unevaluatedItems":{"type":"string"}}`, Found},

		// Objects.
		{`{"required":["a","b"]}`, `{"required":["a"]}`, Empty},
		{`{"required":["a"]}`, `{"required":["a","b"]}`, Found},
		{`{"type":"object","required":["a","b"]}`, `{"minProperties":2}`, Empty},
		{`{"type":"object","minProperties":1,"propertyNames":{"enum":["a"]}}`, `{"required":["a"]}`, Empty},
		{`{"type":"object","minProperties":2,"propertyNames":{"enum":["a"]}}`, `false`, Empty},
		{`{"type":"object","minProperties":2,"propertyNames":{"enum":["a","b","c"]}}`, `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`, Empty},
		{`{"type":"object","additionalProperties":false,"patternProperties":{"^[ab]$":true},"minProperties":2}`, `{"required":["a","b"]}`, Empty},
		{`{"type":"object","additionalProperties":false,"patternProperties":{"^[ab]$":true},"minProperties":3}`, `false`, Empty},
		{`{"properties":{"a":{"type":"integer"}},"additionalProperties":false}`, `{"additionalProperties":{"type":"integer"}}`, Empty},
		{`{"properties":{"a":{"type":"integer"}}}`, `{"additionalProperties":{"type":"integer"}}`, Found},
		{`{"patternProperties":{"^a":{"type":"integer"}}}`, `{"properties":{"ab":{"type":"number"}}}`, Empty},
		{`{"patternProperties":{"^a":{"type":"integer"}}}`, `{"patternProperties":{"^ab":{"type":"integer"}}}`, Empty},
		{`{"patternProperties":{"^ab":{"type":"integer"}}}`, `{"patternProperties":{"^a":{"type":"integer"}}}`, Found},
		{`{"patternProperties":{"a":{"minimum":1},"b":{"maximum":0}}}`, `{"properties":{"ab":{"not":{"type":"number"}}}}`, Empty},
		{`{"type":"object","maxProperties":1,"required":["a"]}`, `{"not":{"required":["b"]}}`, Empty},
		{`{"type":"object","propertyNames":{"maxLength":1}}`, `{"not":{"required":["ab"]}}`, Empty},
		{`{"dependentRequired":{"a":["b"]}}`, `{"dependentSchemas":{"a":{"required":["b"]}}}`, Empty},
		{`{"dependentSchemas":{"a":{"required":["b"]}}}`, `{"dependentRequired":{"a":["b","c"]}}`, Found},
		{`{"type":"object","unevaluatedProperties":false,"properties":{"a":true}}`, `{"maxProperties":1}`, Empty},
		{`{"type":"object","unevaluatedProperties":false,"anyOf":[{"properties":{"a":{"const":1}}},{"required":["a"]}]}`, `{"properties":{"a":{"const":1}}}`, Empty},
		{`{"unevaluatedProperties":false,"if":{"properties":{"k":{"const":"x"}},"required":["k"]},"then":{"properties":{"v":true}}}`, `{"dependentRequired":{"v":["k"]}}`, Empty},
		{`{"properties":{"a":true},"additionalProperties":false}`, `{"properties":{"a":true},"unevaluatedProperties":false}`, Empty},
		{`{"properties":{"a":true},"unevaluatedProperties":false}`, `{"properties":{"a":true},"additionalProperties":false}`, Empty},

		// Combinations.
		{`{"allOf":[{"type":["string","null"]},{"type":["null","integer"]}]}`, `{"const":null}`, Empty},
		{`{"oneOf":[{"type":"integer"},{"minimum":2}]}`, `{"anyOf":[{"type":"integer"},{"minimum":2}]}`, Empty},
		{`{"anyOf":[{"type":"integer"},{"minimum":2}]}`, `{"oneOf":[{"type":"integer"},{"minimum":2}]}`, Found},
		{`{"anyOf":[{"type":"integer","maximum":1},{"minimum":2,"type":"number"}]}`, `{"oneOf":[{"type":"integer","maximum":1},{"minimum":2,"type":"number"}]}`, Empty},
		{`{"not":{"oneOf":[true,true]}}`, `false`, Found},
		{`{"not":{"oneOf":[{"type":"string"},{"type":"null"}]}}`, `{"type":["array","boolean","number","object"]}`, Empty},
		{`{"if":{"type":"string"},"then":{"maxLength":2},"else":{"type":"null"}}`, `{"anyOf":[{"type":"string","maxLength":2},{"type":"null"}]}`, Empty},
		{`{"anyOf":[{"type":"string","maxLength":2},{"type":"null"}]}`, `{"if":{"type":"string"},"then":{"maxLength":2},"else":{"type":"null"}}`, Empty},
		{`{"not":{"not":{"type":"string"}}}`, `{"type":"string"}`, Empty},
		{`{"type":"object","properties":{"k":{"enum":["a","b"]}},"required":["k"],"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"string"}}},{"properties":{"k":{"const":"b"},"v":{"type":"integer"}}}]}`,
			`{"properties":{"v":{"type":["string","integer"]}}}`, Empty},

		// Drafts are compared by meaning.
		{`{"$schema":"http://json-schema.org/draft-04/schema#","minimum":3,"exclusiveMinimum":true}`, `{"exclusiveMinimum":3}`, Empty},
		{`{"exclusiveMinimum":3}`, `{"$schema":"http://json-schema.org/draft-04/schema#","minimum":3,"exclusiveMinimum":true}`, Empty},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}],"additionalItems":false}`, `{"prefixItems":[{"type":"null"}],"items":false}`, Empty},
		{`{"const":1}`, `{"anyOf":[{"$ref":"#/$defs/s","const":1}],"$defs":{"s":{"type":"string"}}}`, Found},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"s":{"type":"string"}},"$ref":"#/definitions/s","maxLength":1}`, `{"maxLength":1}`, Found},
	} {
		t.Run(c.in+" in "+c.out, func(t *testing.T) {
			q := Question{In: load(t, c.in), Out: load(t, c.out)}
			verify(t, q, Decide(q), c.want)
		})
	}
}

// TestRecursion: what a goal needs of itself can be empty, finite or endless.
func TestRecursion(t *testing.T) {
	list := `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","required":["v"],"properties":{"v":{"type":"%s"},"next":{"$ref":"#/$defs/n"}}}}}`
	for _, c := range []struct {
		name, in, out string
		want          Verdict
	}{
		{"the same list", fmt.Sprintf(list, "integer"), fmt.Sprintf(list, "integer"), Empty},
		{"wider values", fmt.Sprintf(list, "integer"), fmt.Sprintf(list, "number"), Empty},
		{"narrower values", fmt.Sprintf(list, "number"), fmt.Sprintf(list, "integer"), Found},
		{"no end", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/$defs/n"}}}}}`, `false`, Empty},
		{"two that need each other", `{"$ref":"#/$defs/a","$defs":{"a":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/b"}},"b":{"type":"object","required":["x"],"properties":{"x":{"$ref":"#/$defs/a"}}}}}`, `false`, Empty},
		{"one of them ends", `{"$ref":"#/$defs/a","$defs":{"a":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/b"}},"b":{"anyOf":[{"type":"object","required":["x"],"properties":{"x":{"$ref":"#/$defs/a"}}},{"const":7}]}}}`, `{"items":{"const":7}}`, Found},
		{"only the third level breaks", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"c":{"$ref":"#/$defs/n"}},"additionalProperties":false}}}`, `{"properties":{"c":{"properties":{"c":{"properties":{"c":false}}}}}}`, Found},
		{"different shapes of one recursion", `{"$ref":"#/$defs/n","$defs":{"n":{"type":"array","items":{"$ref":"#/$defs/n"}}}}`, `{"type":"array","items":{"type":"array","items":{"$ref":"#"}}}`, Empty},
		{"three different values of itself, without a start", `{"$ref":"#/$defs/s","$defs":{"s":{"type":"array","items":{"$ref":"#/$defs/s"},"uniqueItems":true,"minItems":3}}}`, `false`, Empty},
		{"three different values of itself", `{"$ref":"#/$defs/s","$defs":{"s":{"type":["array","null","boolean"],"items":{"$ref":"#/$defs/s"},"uniqueItems":true,"minItems":3}}}`, `{"type":["null","boolean"]}`, Found},
		{"dynamic references", `{"$id":"urn:t","$dynamicAnchor":"n","type":"array","items":{"$dynamicRef":"#n"}}`, `{"type":"array","items":{"type":"array"}}`, Empty},
		{"an extended tree", `{"$id":"urn:strict","$dynamicAnchor":"n","$ref":"urn:tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"urn:tree","$dynamicAnchor":"n","type":"object","properties":{"kids":{"type":"array","items":{"$dynamicRef":"#n"}}}}}}`,
			`{"properties":{"kids":{"items":{"propertyNames":{"const":"kids"}}}}}`, Empty},
		{"dynamic references on both sides", `{"$dynamicAnchor":"n","properties":{"a":{"$dynamicRef":"#n"},"b":{"type":"integer"}}}`,
			`{"$dynamicAnchor":"n","properties":{"a":{"$dynamicRef":"#n"},"b":{"type":"number"}}}`, Empty},
		{"dynamic references on both sides, narrowed", `{"$dynamicAnchor":"n","properties":{"a":{"$dynamicRef":"#n"}}}`,
			`{"properties":{"a":{"$dynamicRef":"#n"}},"$dynamicAnchor":"n","required":["c"]}`, Found},
		{"an extended tree, let go", `{"$id":"urn:tree","$dynamicAnchor":"n","type":"object","properties":{"kids":{"type":"array","items":{"$dynamicRef":"#n"}}}}`,
			`{"properties":{"kids":{"items":{"propertyNames":{"const":"kids"}}}}}`, Found},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := Question{In: load(t, c.in), Out: load(t, c.out)}
			verify(t, q, Decide(q), c.want)
		})
	}
}

// TestUnknown: what cannot be followed is named, with its keyword and reason.
func TestUnknown(t *testing.T) {
	for _, c := range []struct {
		in, out, keyword, reason string
	}{
		{`{"pattern":"^(a|b)\\1$"}`, `{"maxLength":1}`, "pattern", "pattern"},
		{`{"type":"string","minLength":1000000000}`, `{"maxLength":5}`, "minLength", "witness-too-large"},
		{`{"type":"array","minItems":1000000000}`, `{"maxItems":5}`, "minItems", "witness-too-large"},
		{`{"type":"object","minProperties":1000000000}`, `{"maxProperties":5}`, "minProperties", "witness-too-large"},
		{`{"type":"object","required":["aa"],"patternProperties":{"^(a)\\1$":true},"unevaluatedProperties":false}`, `{"maxProperties":0}`, "patternProperties", "not-followed"},
	} {
		t.Run(c.in, func(t *testing.T) {
			q := Question{In: load(t, c.in), Out: load(t, c.out)}
			a := Decide(q)
			verify(t, q, a, Undecided)
			assert.Equal(t, c.keyword, a.Unknown[0].Keyword)
			assert.Equal(t, c.reason, a.Unknown[0].Reason)
		})
	}
}

// TestFormats: the search does not make strings of a format that is no regular
// language, but it tries some, and judges what it finds.
func TestFormats(t *testing.T) {
	asserted := func(text string) *graph.Graph {
		f, err := source.ParseJSON("schema.json", []byte(text))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{AssertFormats: true})
		require.NoError(t, err)
		return g
	}
	date := asserted(`{"type":"string","format":"date"}`)
	for _, c := range []struct {
		in, out *graph.Graph
		want    Verdict
	}{
		{date, load(t, `{"pattern":"^[0-9]"}`), Empty},
		{date, load(t, `{"pattern":"^[1-9]"}`), Found},
		{asserted(`{"type":"string","format":"regex"}`), load(t, `{"pattern":"^[^(]*$"}`), Undecided},
		{date, load(t, `{"maxLength":9}`), Found},
		{load(t, `{"type":"string"}`), date, Found},
		{date, date, Empty},
		{asserted(`{"format":"email"}`), asserted(`{"format":"date"}`), Found},
		{asserted(`{"format":"colour"}`), asserted(`{}`), Empty},
	} {
		q := Question{In: c.in, Out: c.out}
		a := Decide(q)
		verify(t, q, a, c.want)
		if c.want == Undecided {
			assert.Equal(t, "format", a.Unknown[0].Keyword)
			assert.Same(t, c.in.Root, a.Unknown[0].Node)
		}
	}
}

// TestBudget: past the budget the answer is that nothing is known, and the same
// question takes the same work every time.
func TestBudget(t *testing.T) {
	var parts []string
	for i := range 40 {
		parts = append(parts, fmt.Sprintf(`{"anyOf":[{"required":["a%d"]},{"required":["b%d"]}]}`, i, i))
	}
	in := `{"type":"object","allOf":[` + strings.Join(parts, ",") + `]}`
	q := Question{In: load(t, in), Out: load(t, `{"maxProperties":39}`), MaxWork: 50}
	a := Decide(q)
	require.Equal(t, Undecided, a.Verdict)
	assert.Equal(t, "too-much-work", a.Unknown[0].Reason)
	q.MaxWork = 0
	a = Decide(q)
	verify(t, q, a, Found)
	for range 3 {
		again := Decide(Question{In: load(t, in), Out: load(t, `{"maxProperties":39}`)})
		assert.Equal(t, a.Work, again.Work)
		assert.Equal(t, text(a.Witness), text(again.Witness))
	}
}

// list joins n texts.
func list(n int, item func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = item(i)
	}
	return strings.Join(parts, ",")
}

// TestTraps: what makes naive procedures explode ends within the budget.
func TestTraps(t *testing.T) {
	nested := func(leaf string) string {
		s := leaf
		for i := range 8 {
			s = fmt.Sprintf(`{"oneOf":[%s,{"type":"object","properties":{"p%d":%s},"required":["p%d"]}]}`, s, i, s, i)
		}
		return s
	}
	intervals := func(width int) string {
		return `{"type":"number","anyOf":[` + list(100, func(i int) string { return fmt.Sprintf(`{"minimum":%d,"maximum":%d}`, i*10, i*10+width) }) + `]}`
	}
	union := func(slack int) string {
		return `{"oneOf":[` + list(60, func(i int) string {
			return fmt.Sprintf(`{"type":"object","properties":{"kind":{"const":"k%d"},"v":{"maximum":%d}},"required":["kind"]}`, i, i+slack)
		}) + `]}`
	}
	conditions := func(slack int) string {
		return `{"type":"object","allOf":[` + list(50, func(i int) string {
			return fmt.Sprintf(`{"if":{"properties":{"kind":{"const":"k%d"}},"required":["kind"]},"then":{"required":["a%d"]},"else":{"properties":{"a%d":{"maximum":%d}}}}`, i, i, i, i+slack)
		}) + `]}`
	}
	pairs := func(n int, more string) string {
		return `{"anyOf":[` + list(n, func(i int) string {
			return fmt.Sprintf(`{"type":"integer","minimum":%d,"maximum":%d%s}`, 2*(i*7%n), 2*(i*7%n)+1, more)
		}) + `]}`
	}
	deep := func(leaf string) string {
		return strings.Repeat(`{"properties":{"a":`, 500) + leaf + strings.Repeat(`}}`, 500)
	}
	members := func(slack int) string {
		return `{"type":"object","properties":{` + list(2000, func(i int) string { return fmt.Sprintf(`"p%d":{"type":"integer","maximum":%d}`, i, i+slack) }) + `}}`
	}
	for _, c := range []struct {
		name, in, out string
		want          Verdict
	}{
		{"nested oneOf", nested(`{"type":"integer"}`), nested(`{"type":"number"}`), Found},
		{"wide unions of intervals", intervals(5), intervals(6), Empty},
		{"wide unions of intervals, narrowed", intervals(6), intervals(5), Found},
		{"neighbouring ranges of integers", `{"type":"integer","minimum":0,"maximum":1999}`, pairs(1000, ""), Empty},
		{"neighbouring ranges of integers, one more", `{"type":"integer","minimum":0,"maximum":2000}`, pairs(1000, ""), Found},
		{"neighbouring ranges of integers, all numbers", `{"type":"number","minimum":0,"maximum":1999}`, pairs(1000, ""), Found},
		{"neighbouring ranges of integers, the other way", pairs(1000, ""), `{"type":"integer","minimum":0,"maximum":1999}`, Empty},
		{"neighbouring ranges of even numbers", `{"multipleOf":2,"type":"number","minimum":0,"maximum":1999}`, pairs(1000, `,"multipleOf":2`), Empty},
		{"neighbouring ranges of even numbers, odd ones too", `{"type":"integer","minimum":0,"maximum":1999}`, pairs(1000, `,"multipleOf":2`), Found},
		{"neighbouring ranges of multiples of 6", `{"multipleOf":6,"type":"number","minimum":0,"maximum":1999}`, pairs(1000, `,"multipleOf":2`), Empty},
		{"one of neighbouring ranges", strings.Replace(pairs(1000, ""), "anyOf", "oneOf", 1), `{"type":"integer","minimum":0,"maximum":1999}`, Empty},
		{"one of neighbouring ranges, narrowed", strings.Replace(pairs(1000, ""), "anyOf", "oneOf", 1), `{"type":"integer","minimum":0,"maximum":1998}`, Found},
		{"unions with a discriminator", union(0), union(1), Empty},
		{"unions with a discriminator, narrowed", union(1), union(0), Found},
		{"many conditions", conditions(0), conditions(1), Empty},
		{"many conditions, tightened", conditions(1), conditions(0), Found},
		{"a deep place", deep(`{"maximum":5}`), deep(`{"maximum":6}`), Empty},
		{"a deep place, narrowed", deep(`{"maximum":6}`), deep(`{"maximum":5}`), Found},
		{"many members", members(0), members(1), Empty},
		{"many members, narrowed", members(1), members(0), Found},
		{"coprime divisors", `{"type":"integer","minimum":2,"allOf":[` + list(8, func(i int) string {
			return fmt.Sprintf(`{"not":{"multipleOf":%d}}`, []int{2, 3, 5, 7, 11, 13, 17, 19}[i])
		}) + `]}`, `{"minimum":23}`, Empty},
		{"long enums", `{"enum":[` + list(5000, strconv.Itoa) + `]}`, `{"enum":[` + list(5001, func(i int) string { return strconv.Itoa(5000 - i) }) + `]}`, Empty},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := Question{In: load(t, c.in), Out: load(t, c.out)}
			a := Decide(q)
			verify(t, q, a, c.want)
			assert.Less(t, a.Work, int64(200_000))
		})
	}
}
