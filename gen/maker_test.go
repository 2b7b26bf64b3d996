package gen_test

import (
	"strconv"
	"strings"
)

// maker makes schemas and documents out of bytes. It draws from few names and
// values, so that keywords and members meet in the same places often. The same
// bytes give the same text, which lets the fuzzer's engine grow them.
type maker struct {
	data []byte
	old  bool // draft 7 and not 2020-12
}

// pick returns a number below n; when the bytes are used up it is always 0, and
// what is made from then on is as small as it can be.
func (m *maker) pick(n int) int {
	if len(m.data) == 0 {
		return 0
	}
	c := int(m.data[0])
	m.data = m.data[1:]
	return c % n
}

func (m *maker) of(list ...string) string { return list[m.pick(len(list))] }

var (
	makerNames    = []string{"a", "b", "ab", "c", "a_b"}
	makerTexts    = []string{`""`, `"a"`, `"b"`, `"ab"`, `"äb"`, `"2026-01-01T00:00:00Z"`}
	makerNumbers  = []string{"0", "1", "2", "1.5", "-1", "1.0", "20e-1", "3", "-0", "1e400", "9223372036854775808"}
	makerPatterns = []string{`"^a"`, `"b$"`, `"."`, `"^[ab]+$"`}
)

// value makes a document, or a part of one.
func (m *maker) value(depth int) string {
	switch k := m.pick(10); {
	case k <= 1 || depth == 0 && k >= 6:
		return m.of(makerTexts...)
	case k <= 3:
		return m.of(makerNumbers...)
	case k == 4:
		return m.of("null", "true", "false")
	case k == 5 || k == 6:
		return "[" + strings.Join(m.times(4, func() string { return m.value(depth - 1) }), ",") + "]"
	}
	return m.object(4, func() string { return m.value(depth - 1) })
}

// times calls f fewer than n times.
func (m *maker) times(n int, f func() string) []string {
	list := make([]string, m.pick(n))
	for i := range list {
		list[i] = f()
	}
	return list
}

// object makes an object with some of the names.
func (m *maker) object(n int, f func() string) string {
	var members []string
	used := map[string]bool{}
	for range m.pick(n) {
		name := m.of(makerNames...)
		if !used[name] {
			used[name] = true
			members = append(members, strconv.Quote(name)+":"+f())
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// document makes a whole schema, with definitions that its parts may refer to.
func (m *maker) document() string {
	m.old = m.pick(4) == 0
	uri, word := "https://json-schema.org/draft/2020-12/schema", "$defs"
	if m.old {
		uri, word = "http://json-schema.org/draft-07/schema#", "definitions"
	}
	body := m.schema(4)
	p, q := m.schema(3), m.schema(3)
	if body == "true" || body == "false" {
		return body
	}
	if m.old && strings.HasPrefix(body, `{"$ref"`) {
		body = `{"allOf":[` + body + `]}`
	}
	sep := ","
	if body == "{}" {
		sep = ""
	}
	return `{"$schema":"` + uri + `","` + word + `":{"p":` + p + `,"q":` + q + `}` + sep + body[1:]
}

func (m *maker) schema(depth int) string {
	if depth == 0 || m.pick(10) == 0 {
		return m.of(`{"type":"string"}`, "true", "{}", `{"type":"number"}`, `{"type":"integer"}`, "false", `{"const":1}`, `{"type":["object","null"]}`,
			`{"type":"integer","minimum":0,"maximum":2}`, `{"enum":["a","b",null]}`, `{"type":["string","integer","array"]}`)
	}
	if m.pick(8) == 0 {
		return `{"$ref":` + m.reference() + `}`
	}
	if m.pick(3) == 0 {
		return m.typical(depth - 1)
	}
	var members []string
	used := map[string]bool{}
	for range 1 + m.pick(4) {
		if name, text := m.keyword(depth - 1); !used[name] {
			used[name] = true
			members = append(members, `"`+name+`":`+text)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// typical makes what people write: one type and its main keywords.
func (m *maker) typical(depth int) string {
	sub := func() string { return m.schema(depth) }
	switch m.pick(6) {
	case 0:
		return `{"type":"array","items":` + sub() + `}`
	case 1:
		return `{"type":"object","additionalProperties":` + sub() + `}`
	case 2:
		return `{"type":["object","null"],"properties":` + m.object(4, sub) + `}`
	case 3:
		return `{"oneOf":[{"type":"object","properties":{"a":{"const":"a"},"b":` + sub() + `},"required":["a"]},{"type":"object","properties":{"a":{"const":"b"},"c":` + sub() + `},"required":["a"]}]}`
	}
	if m.pick(3) == 0 {
		return `{"type":"object","patternProperties":{` + m.of(`".*"`, `"^a"`, `"^[ab]+$"`) + `:` + sub() + `},"additionalProperties":` + m.of("false", "true", `{"type":"integer"}`) + `}`
	}
	return `{"type":"object","properties":` + m.object(5, sub) + `,"required":` + m.of(`["a"]`, `["b","a"]`, `[]`, `["ab"]`) + `}`
}

func (m *maker) reference() string {
	word := "$defs"
	if m.old {
		word = "definitions"
	}
	return m.of(`"#/`+word+`/p"`, `"#/`+word+`/q"`, `"#"`)
}

func (m *maker) keyword(depth int) (name, text string) {
	sub := func() string { return m.schema(depth) }
	list := func() string { return "[" + strings.Join(append(m.times(3, sub), sub()), ",") + "]" }
	words := []string{
		"type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
		"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "contains", "minProperties",
		"maxProperties", "required", "properties", "patternProperties", "additionalProperties", "propertyNames",
		"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "items", "properties", "allOf", "anyOf", "format", "default",
	}
	if m.old {
		words = append(words, "items list", "additionalItems", "dependencies", "dependencies list")
	} else {
		words = append(words, "prefixItems", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
			"unevaluatedItems", "unevaluatedProperties", "unevaluatedProperties", "$ref")
	}
	name = m.of(words...)
	switch name {
	case "type":
		return name, m.of(`"string"`, `"number"`, `"integer"`, `"object"`, `"array"`, `"null"`, `"boolean"`, `["object","string"]`, `["integer","array"]`)
	case "enum":
		return name, "[" + strings.Join(append(m.times(4, func() string { return m.value(1) }), m.value(1)), ",") + "]"
	case "const", "default":
		return name, m.value(2)
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		return name, m.of(makerNumbers...)
	case "multipleOf":
		return name, m.of("1", "2", "0.5", "1.5")
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		return name, m.of("0", "1", "2", "3")
	case "pattern":
		return name, m.of(makerPatterns...)
	case "format":
		return name, m.of(`"date-time"`, `"uuid"`, `"unknown"`)
	case "uniqueItems":
		return name, "true"
	case "required":
		return name, m.of(`["a"]`, `["a","b"]`, `["ab"]`, `[]`)
	case "properties", "dependentSchemas", "dependencies":
		return name, m.object(4, sub)
	case "dependencies list":
		return "dependencies", m.object(3, func() string { return m.of(`["b"]`, `["a","c"]`) })
	case "dependentRequired":
		return name, m.object(3, func() string { return m.of(`["b"]`, `["a","c"]`, `[]`) })
	case "patternProperties":
		return name, "{" + m.of(makerPatterns...) + ":" + sub() + "}"
	case "allOf", "anyOf", "oneOf", "prefixItems":
		return name, list()
	case "items list":
		return "items", list()
	case "$ref":
		return name, m.reference()
	}
	return name, sub()
}
