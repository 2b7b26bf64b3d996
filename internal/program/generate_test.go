package program_test

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// maker makes small schemas and documents out of bytes. It draws from few names
// and values, so that keywords meet in the same places often.
type maker struct {
	data    []byte
	dialect graph.Dialect
}

// pick returns a number below n; when the bytes are used up it is always 0, so
// everything made from then on is as small as it can be.
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
	makerNames    = []string{"a", "b", "ab", "c"}
	makerTexts    = []string{`""`, `"a"`, `"b"`, `"ab"`, `"äb"`}
	makerNumbers  = []string{"0", "1", "2", "1.5", "-1", "1.0", "20e-1", "3"}
	makerPatterns = []string{`"^a"`, `"b$"`, `"."`, `"^[ab]+$"`}
)

func (m *maker) value(depth int) string {
	switch k := m.pick(8); {
	case k <= 1 || depth == 0 && k >= 6:
		return m.of(makerTexts...)
	case k <= 3:
		return m.of(makerNumbers...)
	case k == 4:
		return m.of("null", "true", "false")
	case k == 6:
		return "[" + strings.Join(m.times(4, func() string { return m.value(depth - 1) }), ",") + "]"
	case k == 7 || k == 5 && depth > 0:
		return m.object(4, func() string { return m.value(depth - 1) })
	}
	return "null"
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

// document makes a whole schema with definitions that its parts may refer to.
func (m *maker) document() string {
	defs := "$defs"
	if m.dialect < graph.Draft2019 {
		defs = "definitions"
	}
	body := m.schema(3)
	p, q := m.schema(2), m.schema(2)
	if body == "true" || body == "false" {
		return body
	}
	if m.dialect < graph.Draft2019 && strings.Contains(body[:min(len(body), 8)], "$ref") {
		body = `{"allOf":[` + body + `]}`
	}
	sep := ","
	if body == "{}" {
		sep = ""
	}
	return `{"$schema":"` + schemaURI(m.dialect) + `","` + defs + `":{"p":` + p + `,"q":` + q + `}` + sep + body[1:]
}

func schemaURI(d graph.Dialect) string {
	switch d {
	case graph.Draft4:
		return "http://json-schema.org/draft-04/schema#"
	case graph.Draft6:
		return "http://json-schema.org/draft-06/schema#"
	case graph.Draft7:
		return "http://json-schema.org/draft-07/schema#"
	case graph.Draft2019:
		return "https://json-schema.org/draft/2019-09/schema"
	}
	return "https://json-schema.org/draft/2020-12/schema"
}

func (m *maker) schema(depth int) string {
	if depth == 0 || m.pick(12) == 0 {
		if m.dialect == graph.Draft4 {
			return m.of("{}", `{"type":"string"}`, `{"type":"number"}`, `{"enum":[1]}`, `{"not":{}}`)
		}
		return m.of("true", "{}", `{"type":"string"}`, `{"type":"number"}`, "false", `{"const":1}`, `{"type":["object","null"]}`)
	}
	if m.pick(10) == 0 {
		return m.reference()
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

func (m *maker) reference() string {
	if m.dialect < graph.Draft2019 {
		return `{"$ref":"#/definitions/` + m.of("p", "q") + `"}`
	}
	return `{"$ref":"#/$defs/` + m.of("p", "q") + `"}`
}

func (m *maker) keyword(depth int) (name, text string) {
	sub := func() string { return m.schema(depth) }
	list := func() string { return "[" + strings.Join(append(m.times(3, sub), sub()), ",") + "]" }
	count := func() string { return m.of("0", "1", "2", "3") }
	words := []string{
		"type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
		"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "contains", "minProperties",
		"maxProperties", "required", "properties", "patternProperties", "additionalProperties", "propertyNames",
		"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "items", "properties", "allOf", "anyOf",
	}
	if m.dialect >= graph.Draft2019 {
		words = append(words, "minContains", "maxContains", "dependentRequired", "dependentSchemas",
			"unevaluatedItems", "unevaluatedProperties", "unevaluatedProperties", "unevaluatedItems", "$ref")
	} else {
		words = append(words, "dependencies", "dependencies list")
	}
	if m.dialect >= graph.Draft2020 {
		words = append(words, "prefixItems")
	} else {
		words = append(words, "items list", "additionalItems")
	}
	name = m.of(words...)
	switch name {
	case "exclusiveMinimum", "exclusiveMaximum":
		if m.dialect == graph.Draft4 {
			return name, m.of("true", "false")
		}
		return name, m.of(makerNumbers...)
	case "type":
		return name, m.of(`"string"`, `"number"`, `"integer"`, `"object"`, `"array"`, `"null"`, `"boolean"`, `["object","string"]`, `["integer","array"]`)
	case "enum":
		return name, "[" + strings.Join(append(m.times(4, func() string { return m.value(1) }), m.value(1)), ",") + "]"
	case "const":
		return name, m.value(2)
	case "minimum", "maximum":
		return name, m.of(makerNumbers...)
	case "multipleOf":
		return name, m.of("1", "2", "0.5", "1.5")
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		return name, count()
	case "pattern":
		return name, m.of(makerPatterns...)
	case "uniqueItems":
		return name, "true"
	case "required":
		return name, m.of(`["a"]`, `["a","b"]`, `["ab"]`, `[]`)
	case "properties", "dependentSchemas":
		return name, m.object(4, sub)
	case "dependencies":
		return name, m.object(3, sub)
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
		r := m.reference()
		return name, r[len(`{"$ref":`) : len(r)-1]
	}
	return name, sub()
}
