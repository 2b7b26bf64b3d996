package gen_test

func objectKeywords() []behaviour {
	return []behaviour{{
		name:   "patternProperties beside declared and additional members",
		schema: `{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":9},"x_b":{"type":"string"}},"patternProperties":{"^x_":{"maxLength":3},"_n$":{"type":"number"}},"additionalProperties":{"type":"boolean"}}`,
		ok:     []string{`{"x_b":"abc","a":1.0}`, `{"x_1":"abc","b_n":1,"c":true}`, `{"x_n":1}`},
		no:     []string{`{"x_b":"abcd"}`, `{"x_1":"abcd"}`, `{"b_n":"1"}`, `{"c":1}`},
	}, {
		name:   "patternProperties alone and closed",
		schema: `{"type":"object","patternProperties":{"^[a-z]+$":{"type":"integer","minimum":0,"maximum":9}},"additionalProperties":false}`,
		ok:     []string{`{}`, `{"b":1.0,"a":2}`},
		no:     []string{`{"B":1}`, `{"a":10}`, `{"a":"1"}`, `{"":1}`},
		has:    []string{"map[string]int64"},
	}, {
		name:   "patternProperties alone and open",
		schema: `{"type":"object","patternProperties":{"^a":{"type":"integer"}},"minProperties":1,"maxProperties":2,"required":["ab"]}`,
		ok:     []string{`{"z":"x","ab":1.0}`},
		no:     []string{`{}`, `{"ab":"1"}`, `{"ab":1,"b":1,"c":1}`, `{"b":1}`},
	}, {
		name:   "propertyNames",
		schema: `{"type":"object","properties":{"abc":true,"abcd":true},"propertyNames":{"maxLength":3,"pattern":"^a","not":{"const":"ax"}}}`,
		ok:     []string{`{"ab":1,"abc":2}`},
		no:     []string{`{"abcd":1}`, `{"b":1}`, `{"ax":1}`},
	}, {
		name:   "propertyNames that only the evaluator can judge",
		schema: `{"type":"object","properties":{"ab":true},"propertyNames":{"oneOf":[{"unevaluatedProperties":false},{"pattern":"^b"}],"not":{"const":"ax"}}}`,
		ok:     []string{`{"ab":1,"cd":2}`},
		no:     []string{`{"b":1}`, `{"ax":1}`},
	}, {
		name:   "no member at all is allowed",
		schema: `{"type":"object","propertyNames":false}`,
		ok:     []string{`{}`},
		no:     []string{`{"a":1}`},
	}, {
		name:   "dependentRequired and dependentSchemas",
		schema: `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"integer"}},"dependentRequired":{"a":["b"],"z":["y","a"]},"dependentSchemas":{"c":{"properties":{"b":{"minLength":2}},"required":["b"]},"q":{"maxProperties":2}}}`,
		ok:     []string{`{}`, `{"b":"1","a":"2"}`, `{"c":1,"b":"12"}`, `{"z":1,"y":2,"a":"","b":""}`, `{"q":1,"b":""}`},
		no:     []string{`{"a":""}`, `{"c":1}`, `{"c":1,"b":"1"}`, `{"z":1}`, `{"z":1,"y":1}`, `{"q":1,"b":"","r":2}`},
	}, {
		name:   "draft 7 dependencies and draft 4 exclusive bounds",
		schema: `{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","properties":{"a":{"type":"number","minimum":0,"exclusiveMinimum":true}},"dependencies":{"a":["b"],"b":{"required":["c"]}}}`,
		ok:     []string{`{"a":0.1,"b":1,"c":2}`},
		no:     []string{`{"a":0,"b":1,"c":2}`, `{"a":1}`, `{"a":1,"b":1}`},
	}, {
		name:   "unevaluatedProperties across allOf, anyOf and if",
		schema: `{"type":"object","allOf":[{"properties":{"a":{"type":"integer"}}}],"anyOf":[{"properties":{"b":{"const":1}},"required":["b"]},{"properties":{"c":true}}],"if":{"required":["d"]},"then":{"properties":{"d":true,"e":true}},"unevaluatedProperties":false}`,
		ok:     []string{`{"a":1.0}`, `{"b":1,"c":2}`, `{"d":1,"e":2,"a":3}`},
		no:     []string{`{"e":1}`, `{"b":2}`, `{"x":1}`},
	}, {
		name:   "unevaluatedProperties with a schema",
		schema: `{"properties":{"a":{"type":"string"}},"patternProperties":{"^x":true},"unevaluatedProperties":{"type":"integer"}}`,
		ok:     []string{`{"a":"","x":[],"b":1.0}`, `[]`, `1`},
		no:     []string{`{"b":""}`, `{"a":1}`},
	}, {
		name:   "not, if and oneOf over members",
		schema: `{"type":"object","properties":{"kind":{"enum":["a","b"]},"n":{"type":"integer"}},"required":["kind"],"if":{"properties":{"kind":{"const":"a"}}},"then":{"required":["n"]},"else":{"not":{"required":["n"]}},"oneOf":[{"properties":{"n":{"minimum":10}},"required":["n"]},{"properties":{"n":{"maximum":5}}}]}`,
		ok:     []string{`{"kind":"a","n":10}`, `{"n":5.0,"kind":"a"}`, `{"kind":"b"}`},
		no:     []string{`{"kind":"a"}`, `{"kind":"b","n":1}`, `{"kind":"a","n":7}`},
	}, {
		name:   "additional members of a struct that are structs themselves",
		schema: `{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"object","properties":{"n":{"type":"integer","minimum":0,"maximum":9}},"required":["n"]}}`,
		ok:     []string{`{"z":{"n":1.0},"a":"","b":{"m":1,"n":2}}`},
		no:     []string{`{"b":{}}`, `{"b":1}`, `{"b":{"n":10}}`},
	}, {
		name:   "an object enum and a const object as a member",
		schema: `{"type":"object","properties":{"a":{"enum":[{"x":1},{"y":[1,2]}]},"b":{"const":{"k":null}}}}`,
		ok:     []string{`{"a":{"x":1.0},"b":{"k":null}}`, `{"a":{"y":[1,2.0]}}`},
		no:     []string{`{"a":{}}`, `{"b":{}}`, `{"a":{"y":[2,1]}}`},
	}, {
		name:   "members required but not declared, and declared false",
		schema: `{"type":"object","properties":{"a":{"type":"string"},"never":false},"required":["a","b"]}`,
		ok:     []string{`{"b":null,"a":""}`},
		no:     []string{`{"a":""}`, `{"a":"","b":1,"never":1}`},
	}}
}

func arrayKeywords() []behaviour {
	return []behaviour{{
		name:   "tuple, open",
		schema: `{"type":"array","prefixItems":[{"type":"string"},{"type":"integer","minimum":0,"maximum":9}]}`,
		ok:     []string{`[]`, `["a"]`, `["a",1.0,null]`},
		no:     []string{`[1]`, `["a","b"]`, `["a",10]`},
	}, {
		name:   "tuple, with more of one type, and closed",
		schema: `{"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}},"b":{"type":"array","prefixItems":[{"type":"string"}],"items":false,"minItems":1}}}`,
		ok:     []string{`{"a":["a",1.0],"b":["b"]}`},
		no:     []string{`{"a":["a","b"]}`, `{"b":[]}`, `{"b":["b","c"]}`},
	}, {
		name:   "two item schemas, one of them behind a tuple",
		schema: `{"type":"array","allOf":[{"items":{"type":"integer"}},{"prefixItems":[{"minimum":5}],"items":{"maximum":3}}]}`,
		ok:     []string{`[5,3,1.0]`, `[]`},
		no:     []string{`[4]`, `[5,4]`, `[5,"a"]`},
	}, {
		name:   "contains, counted",
		schema: `{"type":"array","items":{"type":"integer"},"contains":{"minimum":5},"minContains":2,"maxContains":3}`,
		ok:     []string{`[5,1,6]`, `[5,6,7.0]`},
		no:     []string{`[]`, `[5]`, `[5,6,7,8]`},
	}, {
		name:   "contains of nothing, of anything and of none at least",
		schema: `{"type":"object","properties":{"a":{"type":"array","contains":false},"b":{"type":"array","contains":true,"maxContains":1},"c":{"type":"array","contains":{"const":1},"minContains":0}}}`,
		ok:     []string{`{"b":[1],"c":[]}`},
		no:     []string{`{"a":[]}`, `{"a":[1]}`, `{"b":[]}`, `{"b":[1,2]}`},
	}, {
		name:   "uniqueItems of every kind",
		schema: `{"type":"object","properties":{"any":{"type":"array","uniqueItems":true},"s":{"type":"array","items":{"type":"string"},"uniqueItems":true},"n":{"type":"array","items":{"type":"number"},"uniqueItems":true},"i":{"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"uniqueItems":true},"o":{"type":"array","items":{"type":"object","properties":{"a":{"type":"integer"}}},"uniqueItems":true},"l":{"type":"array","items":{"type":"array","items":{"type":["boolean","null"]}},"uniqueItems":true},"u":{"type":"array","items":{"type":["string","number"]},"uniqueItems":true},"m":{"type":"array","items":{"type":"object","additionalProperties":{"type":"number"}},"uniqueItems":true}}}`,
		ok:     []string{`{"any":[1,"1",true,null,[1],{"a":1},{"a":2}],"s":["a","b"],"n":[1,1.5],"i":[1.0,2],"o":[{"a":1},{"a":1,"b":2}],"l":[[true],[null]],"u":[1,"1"],"m":[{"b":1,"a":2},{"b":2,"a":1}]}`},
		no:     []string{`{"any":[1,1.0]}`, `{"any":[{"a":1,"b":2},{"b":2.0,"a":1}]}`, `{"s":["a","\u0061"]}`, `{"n":[1,10e-1]}`, `{"i":[1,1.0]}`, `{"o":[{"a":1,"b":2},{"b":2,"a":1.0}]}`, `{"l":[[true],[true]]}`, `{"u":["1","1"]}`, `{"m":[{"b":1,"a":2},{"a":2,"b":1.0}]}`},
		says:   "equal",
	}, {
		name:   "unevaluatedItems",
		schema: `{"type":"array","prefixItems":[{"type":"string"}],"anyOf":[{"prefixItems":[true,{"const":1}]},{"contains":{"const":"x"}}],"unevaluatedItems":{"type":"null"}}`,
		ok:     []string{`["a",1]`, `["a",1.0,null]`, `["a","x"]`, `["x","x",null]`},
		no:     []string{`["a","b"]`, `["a",1,2]`, `[1,1]`},
	}, {
		name:   "sizes beyond any document",
		schema: `{"type":"array","maxItems":99999999999999999999,"items":{"type":"string","maxLength":99999999999999999999,"minLength":1e0}}`,
		ok:     []string{`["a"]`},
		no:     []string{`[""]`},
	}, {
		name:   "lists of nullable lists of maps of nullable integers",
		schema: `{"type":"array","items":{"type":["array","null"],"items":{"type":"object","additionalProperties":{"type":["integer","null"],"minimum":0,"maximum":9}}}}`,
		ok:     []string{`[null,[],[{"b":1.0,"a":null},{}],[{"a":2}]]`},
		no:     []string{`[[null]]`, `[[{"a":"x"}]]`, `[[{"a":10}]]`},
	}}
}
