package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tables below compare unions of messages like [2, "merge", {…}], told apart
// by what stands at a position, with what becomes of them by a change that is known.
// The expected verdicts follow from how the pairs are made; a budget of work, far
// below what combinations of alternatives would cost, takes the place of a timer:
// so much for each alternative of the one side beside each of the other.
const tupleWork = 150

// messages says how a union is written down.
type messages struct {
	n     int
	draft string // draft-07 or 2020-12
	union string // anyOf, oneOf, mixed, nested
	under string // where the union stands
	tag   string // what tells the alternatives apart
	size  string // what is said of the length
}

func (m messages) String() string {
	return fmt.Sprintf("%d %s %s under %q by %s, %s", m.n, m.draft, m.union, m.under, m.tag, m.size)
}

// change says what is changed in the alternative before the last.
type change struct {
	name string
	// old and new are the record that this alternative ends in.
	old, new schemaOf
	// more: the new union has one alternative more.
	more bool
	// open and writer are the verdicts per content, backward and forward; loses is
	// what becomes of readers.
	open, writer [2]Verdict
	loses        Verdict
	bump         Bump
}

type schemaOf = map[string]any

func record(limit int, more ...string) schemaOf {
	inner := schemaOf{"type": "object", "required": []string{"id"}, "properties": schemaOf{
		"id": schemaOf{"type": "string", "maxLength": limit}, "next": schemaOf{"$ref": "#/definitions/shared"}}}
	for _, name := range more {
		inner["properties"].(schemaOf)[name] = schemaOf{"anyOf": []any{schemaOf{"type": "string"}, schemaOf{"type": "null"}}}
	}
	return schemaOf{"type": "object", "properties": schemaOf{"data": schemaOf{"anyOf": []any{inner, schemaOf{"type": "null"}}}}}
}

var tupleChanges = []change{
	{"the same", record(9), record(9), false, [2]Verdict{Compatible, Compatible}, [2]Verdict{Compatible, Compatible}, Compatible, BumpNone},
	{"narrowed", record(9), record(8), false, [2]Verdict{Incompatible, Compatible}, [2]Verdict{Incompatible, Compatible}, Compatible, BumpMajor},
	{"widened", record(8), record(9), false, [2]Verdict{Compatible, Incompatible}, [2]Verdict{Compatible, Incompatible}, Compatible, BumpMajor},
	{"a member added", record(9), record(9, "flag"), false, [2]Verdict{Incompatible, Compatible}, [2]Verdict{Compatible, Compatible}, Compatible, BumpMinor},
	{"a member removed", record(9, "flag"), record(9), false, [2]Verdict{Compatible, Incompatible}, [2]Verdict{Compatible, Compatible}, Incompatible, BumpMajor},
	{"an alternative added", record(9), record(9), true, [2]Verdict{Compatible, Incompatible}, [2]Verdict{Compatible, Incompatible}, Compatible, BumpMajor},
}

// schema writes the old or the new union down.
func (m messages) schema(t *testing.T, c change, new bool) *Schema {
	prefix, rest := "prefixItems", "items"
	uri := "https://json-schema.org/draft/2020-12/schema"
	if m.draft == "draft-07" {
		prefix, rest = "items", "additionalItems"
		uri = "http://json-schema.org/draft-07/schema#"
	}
	n := m.n
	if new && c.more {
		n++
	}
	defs := schemaOf{"shared": schemaOf{"type": "object", "properties": schemaOf{"again": schemaOf{"$ref": "#/definitions/shared"}}}}
	var list []any
	for i := range n {
		body := record(100 + i)
		if i == m.n-2 {
			body = c.old
			if new {
				body = c.new
			}
		}
		items := m.items(i, body)
		s := schemaOf{"type": "array", prefix: items}
		switch m.size {
		case "exact":
			s["minItems"], s["maxItems"] = len(items), len(items)
		case "closed":
			s["minItems"], s[rest] = len(items), false
		case "least":
			s["minItems"] = len(items)
		case "rest":
			s["minItems"], s[rest] = len(items), schemaOf{"type": "integer"}
		case "growing":
			s["minItems"], s["maxItems"] = len(items), len(items)+i%3
		}
		name := fmt.Sprintf("m%d", i)
		defs[name] = s
		list = append(list, schemaOf{"$ref": "#/definitions/" + name})
	}
	root := m.place(m.join(list, defs), prefix, rest)
	root["$schema"], root["definitions"] = uri, defs
	text, err := json.Marshal(root)
	require.NoError(t, err)
	s, err := Load("tuples.json", text, LoadOptions{})
	require.NoError(t, err)
	return s
}

// items are those of alternative i.
func (m messages) items(i int, body schemaOf) []any {
	word := fmt.Sprintf("t%d", i)
	kinds := []string{"integer", "string", "boolean", "null"}
	kind := func(k int) schemaOf { return schemaOf{"type": kinds[k%len(kinds)]} }
	number := schemaOf{"type": "integer", "minimum": 0}
	switch m.tag {
	case "const":
		return []any{schemaOf{"const": word}, number, body}
	case "enum":
		return []any{schemaOf{"type": "string", "enum": []string{word}}, number, body}
	case "several":
		return []any{schemaOf{"enum": []any{word, word + "b", i}}, body}
	case "later":
		return []any{number, schemaOf{"type": "string"}, body, schemaOf{"const": word}}
	case "two":
		return []any{schemaOf{"const": i % 7}, number, schemaOf{"const": i / 7}, body}
	case "types":
		return []any{kind(i), kind(i / 4), kind(i / 16), body}
	}
	panic(m.tag)
}

// join makes a union of the alternatives.
func (m messages) join(list []any, defs schemaOf) schemaOf {
	switch m.union {
	case "mixed": // of two unions of either sort
		return schemaOf{"oneOf": []any{schemaOf{"anyOf": list[:5]}, schemaOf{"oneOf": list[5:]}}}
	case "nested":
		var all []any
		for i := 0; len(list) > 0; i++ {
			k := min(4, len(list))
			name := fmt.Sprintf("u%d", i)
			defs[name] = schemaOf{"anyOf": list[:k]}
			all, list = append(all, schemaOf{"$ref": "#/definitions/" + name}), list[k:]
		}
		return schemaOf{"anyOf": all}
	}
	return schemaOf{m.union: list}
}

// place puts the union where it stands.
func (m messages) place(u schemaOf, prefix, rest string) schemaOf {
	switch m.under {
	case "":
		return u
	case "items":
		return schemaOf{"type": "array", "items": u}
	case "prefix":
		return schemaOf{"type": "array", "minItems": 2, prefix: []any{schemaOf{"type": "string"}, u}}
	case "rest":
		return schemaOf{"type": "array", prefix: []any{schemaOf{"type": "string"}}, rest: u}
	case "property":
		return schemaOf{"type": "object", "properties": schemaOf{"log": schemaOf{"type": "array", "items": u}}}
	}
	panic(m.under)
}

func forms() []messages {
	base := messages{12, "draft-07", "anyOf", "", "const", "exact"}
	list := []messages{base}
	add := func(edit func(m *messages)) {
		m := base
		edit(&m)
		list = append(list, m)
	}
	for i, x := range []string{"oneOf", "mixed", "nested"} {
		add(func(m *messages) { m.union, m.tag = x, []string{"const", "enum", "types"}[i] })
	}
	for i, x := range []string{"items", "prefix", "rest", "property"} {
		add(func(m *messages) {
			m.under, m.draft, m.union = x, []string{"draft-07", "2020-12"}[i%2], []string{"anyOf", "oneOf"}[i/2]
		})
	}
	for i, x := range []string{"several", "later", "two", "types"} {
		add(func(m *messages) { m.tag, m.union = x, []string{"anyOf", "oneOf"}[i%2] })
	}
	for i, x := range []string{"closed", "least", "rest", "growing", "none"} {
		add(func(m *messages) {
			m.size, m.draft, m.tag = x, []string{"draft-07", "2020-12"}[i%2], []string{"several", "later", "const"}[i%3]
		})
	}
	add(func(m *messages) { m.n, m.size = 40, "none" })
	add(func(m *messages) { m.n, m.union, m.tag, m.size = 40, "oneOf", "types", "least" })
	return list
}

// TestUnionsOfTuples asks everything of every form: the first with every change, the
// others in turn with two of them, because a pair takes some 50 ms.
func TestUnionsOfTuples(t *testing.T) {
	for i, m := range forms() {
		for j, c := range tupleChanges {
			if i > 0 && (i+j)%3 != 0 {
				continue
			}
			t.Run(m.String()+", "+c.name, func(t *testing.T) {
				work := int64(tupleWork * m.n * m.n)
				old, new := m.schema(t, c, false), m.schema(t, c, true)
				r, err := Compare(context.Background(), old, new, Options{Content: Open, MaxWork: work})
				require.NoError(t, err)
				assert.Equal(t, c.open, [2]Verdict{r.Backward.Verdict, r.Forward.Verdict}, "open: %v", r.Unknowns)
				r, err = Compare(context.Background(), old, new, Options{MaxWork: work, Changes: true})
				require.NoError(t, err)
				assert.Equal(t, c.writer, [2]Verdict{r.Backward.Verdict, r.Forward.Verdict}, "writer: %v", r.Unknowns)
				assert.Equal(t, c.loses, r.Reader.Verdict, "%v", r.Unknowns)
				assert.Equal(t, c.bump, r.RequiredBump, "%v", r.Unknowns)
				assert.Empty(t, r.Unknowns)
			})
		}
	}
}
