package gen_test

import (
	"path/filepath"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

func unionTypes() []behaviour {
	return []behaviour{{
		name:   "a discriminated union",
		schema: `{"type":"object","properties":{"shape":{"oneOf":[{"$ref":"#/$defs/Circle"},{"$ref":"#/$defs/Square"}]}},"$defs":{"Circle":{"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},"Square":{"type":"object","properties":{"kind":{"enum":["square","box"]},"side":{"type":"integer","minimum":0,"maximum":9}},"required":["kind","side"],"additionalProperties":false}}}`,
		ok:     []string{`{}`, `{"shape":{"r":1.0,"kind":"circle","x":1}}`, `{"shape":{"kind":"box","side":1.0}}`},
		no:     []string{`{"shape":{"kind":"circle"}}`, `{"shape":{"kind":"square","r":1}}`, `{"shape":{"kind":"line"}}`, `{"shape":{}}`, `{"shape":1}`, `{"shape":{"kind":1}}`},
		has:    []string{"AsCircle() (Circle, bool)", "AsSquare() (Square, bool)"},
	}, {
		name:   "a discriminated union at the root, and recursive",
		schema: `{"anyOf":[{"$ref":"#/$defs/And"},{"$ref":"#/$defs/Leaf"}],"$defs":{"And":{"type":"object","properties":{"op":{"const":"and"},"args":{"type":"array","items":{"$ref":"#"}}},"required":["op","args"]},"Leaf":{"type":"object","properties":{"op":{"const":"leaf"},"v":true},"required":["op"]}}}`,
		ok:     []string{`{"op":"leaf","v":{"b":1.0,"a":2}}`, `{"args":[{"op":"leaf"},{"op":"and","args":[]}],"op":"and"}`},
		no:     []string{`{"op":"and"}`, `{"op":"or"}`, `{"op":"and","args":[{"op":"x"}]}`, `[]`},
	}, {
		name:   "a union by JSON type with constraints on each branch",
		schema: `{"type":"object","properties":{"v":{"oneOf":[{"type":"string","pattern":"^a"},{"type":"integer","minimum":5,"maximum":9},{"type":"array","items":{"type":"string"},"uniqueItems":true},{"type":"object","properties":{"k":{"type":"string"}},"required":["k"]},{"type":"null"},{"const":true}]}},"required":["v"]}`,
		ok:     []string{`{"v":"ab"}`, `{"v":5.0}`, `{"v":["a","b"]}`, `{"v":{"j":1,"k":""}}`, `{"v":null}`, `{"v":true}`},
		no:     []string{`{"v":"b"}`, `{"v":4}`, `{"v":["a","a"]}`, `{"v":{}}`, `{"v":false}`, `{}`},
	}, {
		name:   "branches that overlap",
		schema: `{"type":"object","properties":{"any":{"anyOf":[{"type":"string"},{"type":["string","integer"]}]},"one":{"oneOf":[{"type":"string","minLength":2},{"type":["string","integer"],"maxLength":3}]}}}`,
		ok:     []string{`{"any":"a","one":"a"}`, `{"any":1.0,"one":"abcd"}`, `{"one":1.0}`},
		no:     []string{`{"any":null}`, `{"one":"abc"}`, `{"one":null}`},
	}, {
		name:   "oneOf of objects that nothing tells apart",
		schema: `{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]}]}`,
		ok:     []string{`{"a":""}`, `{"b":1.0,"c":2}`},
		no:     []string{`{}`, `{"a":"","b":1}`, `{"a":1}`, `[]`},
	}, {
		name:   "nullable everything, required and optional",
		schema: `{"type":"object","properties":{` + nullable("r") + `,` + nullable("o") + `},"required":["rs","ri","rn","rb","rl","rm","ro","re","rt","ru","ra"]}`,
		ok: []string{
			`{"rs":null,"ri":null,"rn":null,"rb":null,"rl":null,"rm":null,"ro":null,"re":null,"rt":null,"ru":null,"ra":null}`,
			`{"rs":"","ri":1.0,"rn":1.50,"rb":false,"rl":[],"rm":{},"ro":{},"re":"x","rt":"2026-01-01T00:00:00Z","ru":1,"ra":[1],"os":null,"oi":null,"on":null,"ob":null,"ol":null,"om":null,"oo":null,"oe":null,"ot":null,"ou":null,"oa":null}`,
			`{"oa":{"b":1.0,"a":1},"ou":"a","ot":"x","oe":"y","oo":{"k":"v"},"om":{"b":1.0,"a":2},"ol":[1.0,2],"ob":true,"on":1e2,"oi":-0,"os":"s","rs":null,"ri":2,"rn":0,"rb":true,"rl":[1.0],"rm":{"z":1.0,"y":2},"ro":{"k":null},"re":"y","rt":"","ru":"u","ra":0}`,
		},
		no: []string{`{}`, `{"rs":1,"ri":null,"rn":null,"rb":null,"rl":null,"rm":null,"ro":null,"re":null,"rt":null,"ru":null,"ra":null}`},
	}, {
		name:   "a sum whose branches keep their spelling",
		schema: `{"type":"object","properties":{"a":{"type":["integer","object","array"],"minimum":0,"maximum":9,"additionalProperties":{"type":"integer"},"items":{"type":"integer","minimum":0,"maximum":9}}}}`,
		ok:     []string{`{"a":1.0}`, `{"a":{"b":1.0,"a":2}}`, `{"a":[1.0,2e0]}`},
		no:     []string{`{"a":10}`, `{"a":{"b":1.5}}`, `{"a":[1.5]}`},
	}, {
		name:   "allOf merges into one struct, the tightest constraint wins",
		schema: `{"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":0},"b":{"type":"string"}},"required":["a"]},{"properties":{"a":{"maximum":5},"c":{"type":"boolean"}},"required":["c"]},{"$ref":"#/$defs/more"}],"$defs":{"more":{"properties":{"b":{"maxLength":2},"d":{"type":"array","items":{"type":"string"}}}}}}`,
		ok:     []string{`{"c":true,"a":5.0,"b":"ab","d":["x"]}`},
		no:     []string{`{"a":6,"c":true}`, `{"a":-1,"c":true}`, `{"a":1}`, `{"a":1,"c":true,"b":"abc"}`, `{"a":1,"c":true,"d":[1]}`},
		has:    []string{"A int64"},
	}}
}

// nullable declares one nullable member of every kind.
func nullable(prefix string) string {
	m := func(name, schema string) string { return quoted(prefix+name) + ":" + schema }
	return m("s", `{"type":["string","null"]}`) + "," + m("i", `{"type":["integer","null"],"minimum":0,"maximum":9}`) + "," +
		m("n", `{"type":["null","number"]}`) + "," + m("b", `{"type":["boolean","null"]}`) + "," +
		m("l", `{"type":["array","null"],"items":{"type":"integer","minimum":0,"maximum":9}}`) + "," +
		m("m", `{"type":["object","null"],"additionalProperties":{"type":"integer","minimum":0,"maximum":9}}`) + "," +
		m("o", `{"type":["object","null"],"properties":{"k":{"type":["string","null"]}}}`) + "," +
		m("e", `{"enum":["x","y",null]}`) + "," + m("t", `{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]}`) + "," +
		m("u", `{"type":["string","number","null"]}`) + "," + m("a", `true`)
}

func numbersAndDefaults() []behaviour {
	files := map[string]string{
		"one/x.json": `{"type":"object","properties":{"a":{"type":"object","properties":{"k":{"type":"string"}}}}}`,
		"two/x.json": `{"type":"object","properties":{"a":{"type":"object","properties":{"k":{"type":"integer"}}}}}`,
	}
	return []behaviour{{
		name:   "definitions of the same name in files of the same name",
		schema: `{"$id":"http://example.com/root.json","type":"object","properties":{"one":{"$ref":"one/x.json"},"two":{"$ref":"two/x.json"},"x":{"type":"object","properties":{"a":true}}}}`,
		load: graph.Options{
			Map:  map[string]string{"http://example.com/one/": "one", "http://example.com/two/": "two"},
			Open: func(path string) ([]byte, error) { return []byte(files[filepath.ToSlash(path)]), nil },
		},
		ok: []string{`{"one":{"a":{"k":"s"}},"two":{"a":{"k":1.0}},"x":{"a":[]}}`},
		no: []string{`{"one":{"a":{"k":1}}}`, `{"two":{"a":{"k":"s"}}}`},
	}, {
		name: "formats, asserted", load: graph.Options{AssertFormats: true},
		schema: `{"type":"object","properties":{"u":{"type":"string","format":"uuid"},"t":{"type":"string","format":"date-time"},"x":{"type":"string","format":"no-such-format"},"n":{"format":"ipv4"},"r":{"type":"string","format":"regex"},"i":{"type":"string","format":"idn-email"},"k":{"type":"object","propertyNames":{"format":"ipv6"}}}}`,
		ok:     []string{`{"u":"2eb8aa08-aa98-11ea-b4aa-73b441d16380","t":"2026-01-01T00:00:00Z","x":"anything","i":"no mail","r":"^(a|b)\\d$","n":1,"k":{"::1":1}}`, `{"n":"127.0.0.1"}`},
		no:     []string{`{"u":"2eb8"}`, `{"t":"yesterday"}`, `{"n":"127.0.0"}`, `{"r":"^(abc"}`, `{"r":"(?i)a"}`, `{"k":{"a":1}}`},
	}, {
		name:   "formats, as annotations",
		schema: `{"type":"object","properties":{"u":{"type":"string","format":"uuid"},"t":{"type":"string","format":"date-time"}}}`,
		ok:     []string{`{"u":"2eb8","t":"yesterday"}`},
		no:     []string{`{"u":1}`, `{"t":null}`},
	}, {
		name:   "defaults of every kind have accessors",
		schema: `{"type":"object","properties":{"s":{"type":"string","default":"x"},"i":{"type":"integer","default":10},"j":{"type":"integer","minimum":0,"maximum":9,"default":5.0},"n":{"type":"number","default":1.50},"b":{"type":"boolean","default":true},"l":{"type":"array","items":{"type":"string"},"default":["a"]},"m":{"type":"object","additionalProperties":{"type":"integer"},"default":{"a":1}},"o":{"type":"object","properties":{"k":{"type":"string"}},"default":{"k":"v"}},"e":{"enum":["x","y"],"default":"y"},"t":{"type":"string","format":"date-time","default":"2026-01-01T00:00:00Z"},"u":{"type":["string","integer"],"default":1},"a":{"default":{"any":[1]}},"z":{"type":["string","null"],"default":"z"},"zn":{"type":["string","null"],"default":null},"wrong":{"type":"string","default":1},"list_wrong":{"type":"array","items":{"type":"string"},"minItems":2,"default":["a"]},"req":{"type":"string","default":"r"},"bad":{"type":"object","properties":{"k":{"type":"string"}},"required":["k"],"default":{}}},"required":["req"]}`,
		ok:     []string{`{"req":""}`, `{"s":"","i":0,"j":1.0,"n":0,"b":false,"l":[],"m":{"z":1,"y":2.0},"o":{},"e":"x","t":"","u":"a","a":null,"z":null,"zn":"q","wrong":"w","req":"r"}`},
		no:     []string{`{}`, `{"req":"","wrong":1}`},
		has:    []string{"SOr() string", "IOr() rt.Integer", "JOr() int64", "NOr() rt.Number", "BOr() bool", "LOr() []string", "ZOr() string", "AOr() rt.Raw"},
		hasNot: []string{"ReqOr()"},
	}, {
		name: "int64 on request", int64s: true,
		schema: `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer","minimum":0}}}`,
		ok:     []string{`{"a":9223372036854775807,"b":1.0}`, `{"a":-9223372036854775808}`},
		no:     []string{`{"a":9223372036854775808}`, `{"a":-9223372036854775809}`, `{"b":99999999999999999999}`},
		says:   "does not fit the Go type int64",
		has:    []string{"A *int64"},
	}, {
		name:   "numbers that floats cannot hold",
		schema: `{"type":"object","properties":{"big":{"type":"integer","minimum":18446744073709551616},"exact":{"const":0.1000000000000000000001},"step":{"type":"number","multipleOf":0.0000000000000000000001},"any":{"enum":[1e400,-1e400,1]},"half":{"type":"integer","minimum":0.5,"exclusiveMaximum":3.5}}}`,
		ok:     []string{`{"big":18446744073709551616,"exact":0.10000000000000000000010,"step":0.0000000000000000000003,"any":1e400,"half":3}`, `{"any":10e399,"half":1.0}`},
		no:     []string{`{"big":18446744073709551615}`, `{"exact":0.1}`, `{"step":0.00000000000000000000001}`, `{"any":1e401}`, `{"half":0}`, `{"half":4}`},
	}, {
		name:   "lengths in code points, patterns over wide characters",
		schema: `{"type":"object","properties":{"s":{"type":"string","minLength":2,"maxLength":3},"p":{"type":"string","pattern":"^[α-ω😀]{2}$"},"q":{"type":"string","pattern":"^\\S+$"},"big":{"type":"string","pattern":"^(a|b)*a(a|b){12}$"}}}`,
		ok:     []string{`{"s":"😀😀","p":"α😀","q":"x"}`, `{"s":"éab"}`, `{"big":"abbbbbbbbbbbb"}`},
		no:     []string{`{"s":"😀"}`, `{"s":"abcd"}`, `{"p":"α"}`, `{"p":"ab"}`, `{"q":"a b"}`, `{"q":""}`, `{"big":"bbbbbbbbbbbbb"}`},
	}, {
		name: "look-around in patterns of values and names, small, large and as a condition",
		schema: `{"type":"object","properties":{"s":{"type":"string","pattern":"^(?!.*\\bnative\\b)[a-z]+(\\.[a-z]+)+$"},"f":{"type":"string","pattern":"^((?!foo).)*$"},
			"h":{"type":"string","maxLength":900,"pattern":"^(?=.{3,800}$)(?!-)[a-z.-]+(?<!-)$"},"m":{"type":"object","patternProperties":{"^(?!links$)\\w+$":{"type":"integer"}},"additionalProperties":false},
			"c":{"type":"string"}},"if":{"properties":{"c":{"pattern":"^(?=.{3,800}$)(?!-)a"}},"required":["c"]},"then":{"required":["s"]}}`,
		ok: []string{`{"s":"a.natives","f":"fofo","h":"a-b","m":{"link":1}}`, `{"c":"ab"}`, `{"c":"abc","s":"a.b"}`, `{"c":"-abc"}`},
		no: []string{`{"s":"a.native"}`, `{"s":"a"}`, `{"f":"afoo"}`, `{"h":"ab"}`, `{"h":"-ab"}`, `{"h":"ab-"}`, `{"h":"abC"}`, `{"m":{"links":1}}`, `{"m":{"a":"x"}}`, `{"c":"abc"}`},
	}, {
		name:   "every check on an enum, a timestamp and a boolean",
		schema: `{"type":"object","properties":{"e":{"enum":["aa","b","cc"],"minLength":2,"pattern":"^[ac]"},"t":{"type":"string","format":"date-time","pattern":"Z$","minLength":5},"b":{"type":"boolean","const":true},"n":{"type":"integer","enum":[1,2.0,"x"],"not":{"const":2}}}}`,
		ok:     []string{`{"e":"aa","t":"2026Z","b":true,"n":1.0}`},
		no:     []string{`{"e":"b"}`, `{"e":"dd"}`, `{"t":"Z"}`, `{"t":"2026-01-01"}`, `{"b":false}`, `{"n":2}`, `{"n":3}`},
	}}
}
