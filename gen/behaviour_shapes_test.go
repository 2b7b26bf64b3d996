package gen_test

import (
	"fmt"
	"strconv"
	"strings"
)

// times joins f(0) to f(n-1) with commas.
func times(n int, f func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = f(i)
	}
	return strings.Join(parts, ",")
}

func wideAndDeep() []behaviour {
	const wide = 300
	values := func(i int) string { return quoted("value-" + strconv.Itoa(i)) }
	nested := func(n int, open, core, end string) string {
		return strings.Repeat(open, n) + core + strings.Repeat(end, n)
	}
	doubled := times(40, func(i int) string {
		next := fmt.Sprintf(`{"$ref":"#/$defs/a%d"}`, i+1)
		return fmt.Sprintf(`"a%d":{"anyOf":[%s,%s]}`, i, next, next)
	})
	return []behaviour{{
		name:   "references that double forty times",
		schema: `{"$ref":"#/$defs/a0","$defs":{` + doubled + `,"a40":{"type":"string"}}}`,
		has:    []string{"func UnmarshalDocument"},
	}, {
		name: "sizes of a list that streams",
		schema: `{"type":"object","properties":{"xs":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"object"}},
			"u":{"type":"array","uniqueItems":true}}}`,
		ok:     []string{`{"xs":[{}],"u":[]}`, `{"xs":[{},{}]}`},
		no:     []string{`{"xs":[]}`, `{"xs":[{},{},{}]}`},
		says:   "array of",
		has:    []string{"func (d *DocumentDecoder) Xs()", "U cannot be streamed: uniqueItems"},
		hasNot: []string{"func (d *DocumentDecoder) U()"},
	}, {
		name:   "ten thousand enum values",
		schema: `{"type":"object","properties":{"e":{"enum":[` + times(10_000, values) + `]}}}`,
		ok:     []string{`{"e":"value-0"}`, `{"e":"value-9999"}`},
		no:     []string{`{"e":"value-10000"}`, `{"e":"value"}`},
	}, {
		name: "several hundred members",
		schema: `{"type":"object","properties":{` + times(wide, func(i int) string {
			return fmt.Sprintf(`"m%d":{"type":["integer","null"],"minimum":0,"maximum":100}`, i)
		}) + `},"required":[` + times(wide/2, func(i int) string { return fmt.Sprintf(`"m%d"`, 2*i) }) + `]}`,
		ok: []string{`{` + times(wide, func(i int) string { return fmt.Sprintf(`"m%d":%d.0`, wide-1-i, i%100) }) + `}`},
		no: []string{`{}`, `{` + times(wide-2, func(i int) string { return fmt.Sprintf(`"m%d":1`, i) }) + `}`},
	}, {
		name:   "deep objects",
		schema: nested(100, `{"type":"object","properties":{"a":`, `{"type":"integer"}`, `}}`),
		ok:     []string{nested(100, `{"a":`, `1.0`, `}`), `{}`},
		no:     []string{nested(100, `{"a":`, `"1"`, `}`), nested(101, `{"a":`, `1`, `}`)},
	}, {
		name:   "deep lists",
		schema: nested(60, `{"type":"array","items":`, `{"type":"integer","minimum":0,"maximum":9}`, `}`),
		ok:     []string{nested(60, `[`, `1.0`, `]`), `[[],[[]]]`},
		no:     []string{nested(60, `[`, `"1"`, `]`), nested(61, `[`, `1`, `]`)},
	}, {
		name:   "deep maps",
		schema: nested(60, `{"type":"object","additionalProperties":`, `{"type":"integer","minimum":0,"maximum":9}`, `}`),
		ok:     []string{nested(59, `{"b":{},"a":`, `{"b":1e0,"a":1.0}`, `}`)},
		no:     []string{nested(60, `{"a":`, `"1"`, `}`)},
	}, {
		name:   "deep conditions",
		schema: `{"type":"object","properties":{"a":{"type":"integer"}},` + nested(80, `"not":{`, `"required":["a"]`, `}`) + `}`,
		ok:     []string{`{"a":1}`},
		no:     []string{`{}`},
	}}
}

func recursion() []behaviour {
	return []behaviour{{
		name:   "a list of lists of itself",
		schema: `{"type":"array","items":{"$ref":"#"}}`,
		ok:     []string{`[]`, `[[],[[[]]]]`},
		no:     []string{`[1]`, `[[{}]]`, `null`},
	}, {
		name:   "a map of itself",
		schema: `{"type":"object","additionalProperties":{"$ref":"#"}}`,
		ok:     []string{`{}`, `{"b":{},"a":{"z":{},"y":{}}}`},
		no:     []string{`{"a":1}`, `[]`},
	}, {
		name:   "a sum of itself",
		schema: `{"type":["array","object","string","integer"],"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"},"minimum":0,"maximum":10}`,
		ok:     []string{`1.0`, `"a"`, `[1.0,["a",{"b":[],"a":1e0}]]`, `{"z":{"b":1,"a":-0}}`},
		no:     []string{`null`, `[1,[null]]`, `11`, `{"a":{"a":1.5}}`},
	}, {
		name:   "a struct that contains itself by requirement",
		schema: `{"type":"object","properties":{"self":{"$ref":"#"},"n":{"type":"integer"}},"required":["self"]}`,
		no:     []string{`{}`, `{"self":{}}`, `{"self":{"self":{"self":null}}}`},
	}, {
		name:   "structs that contain each other by requirement or null",
		schema: `{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]},"other":{"$ref":"#/$defs/o"}},"required":["next"],"$defs":{"o":{"type":"object","properties":{"back":{"$ref":"#"},"list":{"type":"array","items":{"$ref":"#/$defs/o"}}},"required":["back"]}}}`,
		ok:     []string{`{"next":null}`, `{"next":{"next":null},"other":{"back":{"next":null},"list":[]}}`},
		no:     []string{`{}`, `{"next":{}}`, `{"next":null,"other":{}}`},
	}, {
		name:   "recursion through allOf, nullable and unevaluated members",
		schema: `{"$ref":"#/$defs/node","$defs":{"node":{"allOf":[{"$ref":"#/$defs/base"}],"properties":{"left":{"oneOf":[{"type":"null"},{"$ref":"#/$defs/node"}]},"right":{"$ref":"#/$defs/node"}},"unevaluatedProperties":false},"base":{"type":"object","properties":{"value":{"type":"number"}},"required":["value"]}}}`,
		ok:     []string{`{"value":1}`, `{"right":{"value":1.50},"value":2,"left":null}`, `{"value":1,"left":{"value":1e2}}`},
		no:     []string{`{}`, `{"value":1,"x":1}`, `{"value":1,"left":{"value":1,"x":1}}`},
	}, {
		name:   "two recursive schemas at one place",
		schema: `{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}],"$defs":{"a":{"type":"object","properties":{"x":{"$ref":"#/$defs/a"},"n":{"type":"integer"}}},"b":{"type":"object","properties":{"x":{"$ref":"#/$defs/b"},"n":{"minimum":0}}}}}`,
		ok:     []string{`{"x":{"x":{"n":1}},"n":2}`},
		no:     []string{`{"x":{"x":{"n":-1}}}`, `{"x":{"x":{"n":1.5}}}`, `{"x":1}`},
	}, {
		name:   "mutual recursion of lists and nullables",
		schema: `{"$ref":"#/$defs/l","$defs":{"l":{"type":["array","null"],"items":{"$ref":"#/$defs/m"}},"m":{"type":["object","null"],"additionalProperties":{"$ref":"#/$defs/l"}}}}`,
		ok:     []string{`null`, `[null,{"b":null,"a":[{"x":[]}]}]`},
		no:     []string{`[[]]`, `{}`, `[{"a":{}}]`},
	}, {
		name:   "a tree that a dynamic reference extends",
		schema: `{"$id":"urn:strict","$dynamicAnchor":"node","$ref":"#/$defs/tree","unevaluatedProperties":false,"$defs":{"tree":{"$id":"urn:tree","$dynamicAnchor":"node","type":"object","properties":{"data":true,"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}}}`,
		ok:     []string{`{"children":[{"data":1.0},{"children":[{"data":null}]}]}`},
		no:     []string{`{"children":[{"daat":1}]}`, `{"children":[{"children":[{"daat":1}]}]}`, `{"daat":1}`, `{"children":[1]}`},
	}}
}

func rootTypes() []behaviour {
	anything := []string{`null`, `true`, `1.0`, `1e2`, `-0`, `"a"`, `[]`, `[1.0,{"b":1,"a":[]}]`, `{"b":1,"a":{"d":0.10,"c":null}}`, strings.Repeat("9", 400)}
	return []behaviour{
		{name: "string", schema: `{"type":"string","minLength":1}`, ok: []string{`"a"`, `"é😀"`, `"\u0000"`}, no: []string{`""`, `1`, `null`, `[]`, `{}`}},
		{name: "integer", schema: `{"type":"integer"}`, ok: []string{`1`, `1.0`, `1e3`, `-0`, strings.Repeat("9", 400)}, no: []string{`1.5`, `"1"`, `1e-1`, `null`}},
		{name: "small integer", schema: `{"type":"integer","minimum":-5,"maximum":5}`, ok: []string{`1`, `1.0`, `50e-1`, `-0`, `-5`}, no: []string{`6`, `1.5`, `-6`, `99999999999999999999`, `-99999999999999999999`}},
		{name: "64-bit integer", schema: `{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}`, ok: []string{`9223372036854775807`, `-9223372036854775808`, `-9223372036854775808.0`, `9.223372036854775807e18`}, no: []string{`9223372036854775808`, `-9223372036854775809`}},
		{name: "number", schema: `{"type":"number","multipleOf":0.01}`, ok: []string{`1.0`, `0.07`, `1e3`, `-0.0`, strings.Repeat("9", 400)}, no: []string{`0.001`, `"1"`}},
		{name: "boolean", schema: `{"type":"boolean"}`, ok: []string{`true`, `false`}, no: []string{`null`, `0`, `"true"`}},
		{name: "null", schema: `{"type":"null"}`, ok: []string{`null`}, no: []string{`0`, `false`, `""`}},
		{name: "array", schema: `{"type":"array"}`, ok: []string{`[]`, `[1.0,null,{"b":1,"a":2}]`}, no: []string{`{}`, `null`}},
		{name: "object", schema: `{"type":"object"}`, ok: []string{`{}`, `{"b":1.0,"a":{"d":1,"c":2}}`}, no: []string{`[]`, `null`}},
		{name: "enum", schema: `{"enum":["a","b"]}`, ok: []string{`"a"`}, no: []string{`"c"`, `1`}},
		{name: "const", schema: `{"const":1.50}`, ok: []string{`1.5`, `1.50`, `15e-1`}, no: []string{`1`, `"1.5"`}},
		{name: "enum of everything", schema: `{"enum":[null,true,1,"a",[1],{"a":1},{}]}`, ok: []string{`null`, `true`, `1.0`, `"a"`, `[1.0]`, `{"a":1e0}`, `{}`}, no: []string{`false`, `2`, `"b"`, `[]`, `[1,1]`, `{"a":2}`, `{"a":1,"b":1}`}},
		{name: "true", schema: `true`, ok: anything},
		{name: "no keyword", schema: `{}`, ok: anything},
		{name: "false", schema: `false`, no: anything},
		{name: "empty enum", schema: `{"enum":[]}`, no: anything},
		{name: "contradiction", schema: `{"type":"object","properties":{"a":{"type":"string","const":1}},"required":["a"]}`, no: []string{`{}`, `{"a":1}`, `{"a":"1"}`}},
		{name: "two types", schema: `{"type":["integer","string"]}`, ok: []string{`1.0`, `"a"`}, no: []string{`null`, `1.5`}},
		{name: "every type by name", schema: `{"type":["null","boolean","number","string","array","object"]}`, ok: anything},
		{name: "every type but one", schema: `{"not":{"type":"string"}}`, ok: []string{`1`, `null`, `[]`}, no: []string{`""`}},
		{name: "nullable object", schema: `{"type":["object","null"],"properties":{"a":{"type":"integer","minimum":0,"maximum":9}}}`, ok: []string{`null`, `{"a":1.0}`, `{}`}, no: []string{`{"a":"x"}`, `[]`}},
		{name: "nullable map", schema: `{"type":["object","null"],"additionalProperties":{"type":"integer","minimum":0,"maximum":9}}`, ok: []string{`null`, `{"b":1.0,"a":2}`}, no: []string{`{"a":"x"}`}},
		{name: "list of numbers", schema: `{"type":"array","items":{"type":"integer","minimum":0,"maximum":9}}`, ok: []string{`[1.0,2,3e0]`, `[ 1.0 , 2 ]`}, no: []string{`[10]`}},
		{name: "a reference", schema: `{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}`, ok: []string{`"a"`}, no: []string{`1`}},
	}
}
