package gen_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
)

// chain makes definitions a0 to an of which each is made from the next one's
// reference.
func chain(n int, link func(next string) string, last string) string {
	return `"$defs":{` + times(n, func(i int) string {
		return fmt.Sprintf(`"a%d":%s`, i, link(fmt.Sprintf(`{"$ref":"#/$defs/a%d"}`, i+1)))
	}) + fmt.Sprintf(`,"a%d":%s}`, n, last)
}

// TestHostileSizes: schemas that are made to grow, in depth, width, paths or
// combinations, give code of a bounded size, and so in a bounded time.
func TestHostileSizes(t *testing.T) {
	nest := func(n int, open, core, end string) string {
		return strings.Repeat(open, n) + core + strings.Repeat(end, n)
	}
	deep := rounds.Of(1_000, 3_000)
	var cycles []string
	for _, p := range []int{2, 3, 5, 7, 11, 13} {
		cycles = append(cycles, times(p, func(i int) string {
			return fmt.Sprintf(`"c%d_%d":{"type":"object","properties":{"x":{"$ref":"#/$defs/c%d_%d"}}}`, p, i, p, (i+1)%p)
		}))
	}
	for _, c := range []struct {
		name, schema string
		most         int // bytes of code
	}{
		{"deep objects", nest(deep, `{"type":"object","properties":{"a":`, `{}`, `}}`), 1 << 20},
		{"deep objects among others", nest(deep, `{"properties":{"a":`, `{}`, `}}`), 1 << 20},
		{"deep lists", nest(deep, `{"type":"array","items":`, `{}`, `}`), 1 << 20},
		{"deep lists among others", nest(deep, `{"items":`, `{"type":"string"}`, `}`), 1 << 20},
		{"deep maps", nest(deep, `{"additionalProperties":`, `{}`, `}`), 1 << 20},
		{"deep tuples", nest(deep, `{"prefixItems":[`, `{}`, `]}`), 1 << 20},
		{"deep allOf", nest(deep, `{"allOf":[`, `{"type":"string"}`, `]}`), 1 << 20},
		{"deep anyOf", nest(deep, `{"anyOf":[{"type":"object"},`, `{}`, `]}`), 2 << 20},
		{"deep oneOf of members", nest(deep, `{"type":"object","oneOf":[{"required":["a"]},`, `{}`, `]}`), 2 << 20},
		{"deep not", nest(deep, `{"not":`, `{"type":"string"}`, `}`), 1 << 20},
		{"deep if", nest(deep, `{"if":`, `{"required":["a"]}`, `,"then":{"required":["a"]}}`), 4 << 20},
		{"deep unevaluated members", nest(deep, `{"unevaluatedProperties":`, `{}`, `}`), 1 << 20},
		{"a long chain of definitions", `{"$ref":"#/$defs/a0",` + chain(500, func(next string) string { return `{"type":"object","properties":{"n":` + next + `}}` }, `{}`) + `}`, 4 << 20},
		{"anyOf that doubles", `{"$ref":"#/$defs/a0",` + chain(60, func(next string) string { return `{"anyOf":[` + next + `,` + next + `]}` }, `{"type":"string"}`) + `}`, 1 << 20},
		{"oneOf that doubles", `{"properties":{"x":{"$ref":"#/$defs/a0"}},` + chain(60, func(next string) string { return `{"oneOf":[` + next + `,{"not":` + next + `}]}` }, `{"type":"string"}`) + `}`, 1 << 20},
		{"if that triples", `{"type":"object","$ref":"#/$defs/a0",` + chain(60, func(next string) string { return `{"if":` + next + `,"then":` + next + `,"else":` + next + `}` }, `{"required":["x"]}`) + `}`, 1 << 20},
		{"members that double", `{"$ref":"#/$defs/a0",` + chain(60, func(next string) string {
			return `{"properties":{"l":` + next + `,"r":` + next + `},"not":` + next + `}`
		}, `{"type":"string"}`) + `}`, 4 << 20},
		{"cycles of coprime length", `{"allOf":[{"$ref":"#/$defs/c2_0"},{"$ref":"#/$defs/c3_0"},{"$ref":"#/$defs/c5_0"},{"$ref":"#/$defs/c7_0"},{"$ref":"#/$defs/c11_0"},{"$ref":"#/$defs/c13_0"}],"$defs":{` + strings.Join(cycles, ",") + `}}`, 16 << 20},
		{"closed alternatives in alternatives", nest(deep, `{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false},`, `{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":false}`, `]}`), 4 << 20},
		{"unions in the members of alternatives", nest(1_000, `{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false},{"type":"object","additionalProperties":false,"properties":{"b":`, `{}`, `}}]}`), 8 << 20},
		{"many alternatives with many members", `{"anyOf":[` + times(300, func(i int) string {
			return `{"type":"object","additionalProperties":false,"properties":{` + times(30, func(j int) string { return fmt.Sprintf(`"m%d":{"type":"array","items":{"enum":["%d"]}}`, i+j, i) }) + `}}`
		}) + `]}`, 4 << 20},
		{"alternatives that lead to each other", `{"$ref":"#/$defs/a0","$defs":{` + times(40, func(i int) string {
			return fmt.Sprintf(`"a%d":{"anyOf":[{"$ref":"#/$defs/b%d"},{"$ref":"#/$defs/b%d"}]},"b%d":{"type":"object","additionalProperties":false,"properties":{"x":{"$ref":"#/$defs/a%d"},"y":{"$ref":"#/$defs/b%d"}}}`, i, i*7%40, i*11%40, i, (i*3+1)%40, (i*5+2)%40)
		}) + `}}`, 16 << 20},
		{"a long description that many share", `{"properties":{` + times(500, func(i int) string { return fmt.Sprintf(`"p%d":{"$ref":"#/$defs/d"}`, i) }) + `},"$defs":{"d":{"type":"string","description":"` + strings.Repeat("word ", 20_000) + `"}}}`, 4 << 20},
		{"a long name above many", `{"properties":{"` + strings.Repeat("n", 100_000) + `":{"type":"object","properties":{` + times(500, func(i int) string { return fmt.Sprintf(`"p%d":{"type":"string","minLength":2}`, i) }) + `}}}}`, 4 << 20},
		{"enums that many combine", `{"properties":{` + times(200, func(i int) string { return fmt.Sprintf(`"p%d":{"anyOf":[{"$ref":"#/$defs/e"},{"const":"x%[1]d"}]}`, i) }) + `},"$defs":{"e":{"enum":[` + times(5_000, func(i int) string { return fmt.Sprintf(`"v%d"`, i) }) + `]}}}`, 8 << 20},
		{"many alternatives with many tags", `{"oneOf":[` + times(300, func(i int) string {
			return fmt.Sprintf(`{"type":"object","properties":{"k":{"enum":["x%[1]d","y%[1]d"]},"v":{"type":"integer"}},"required":["k"]}`, i)
		}) + `]}`, 8 << 20},
		{"many schemas at one place", `{"allOf":[` + times(60, func(j int) string {
			return `{"properties":{` + times(60, func(i int) string { return fmt.Sprintf(`"p%d":{"minLength":%d}`, i, j) }) + `}}`
		}) + `]}`, 4 << 20},
		{"large patterns", `{"properties":{` + times(50, func(i int) string {
			return fmt.Sprintf(`"p%d":{"type":"string","pattern":"^(a|b)*a(a|b){%d}$"}`, i, 5+i)
		}) + `}}`, 4 << 20},
	} {
		r, err := generate(t, c.schema, gen.Options{}, graph.Options{})
		if !assert.NoError(t, err, c.name) {
			continue
		}
		size := 0
		for _, f := range r.Files {
			size += len(f.Data)
		}
		assert.Less(t, size, c.most, c.name)
	}
}

// TestWideObjects: the code of a wide object grows with the object.
func TestWideObjects(t *testing.T) {
	size := func(n int) int {
		r, err := generate(t, `{"type":"object","properties":{`+times(n, func(i int) string { return fmt.Sprintf(`"m%05d":{"type":"string"}`, i) })+`}}`, gen.Options{}, graph.Options{})
		require.NoError(t, err)
		require.Equal(t, n, r.Stats.Typed)
		total := 0
		for _, f := range r.Files {
			total += len(f.Data)
		}
		return total
	}
	n := rounds.Of(2_500, 10_000)
	assert.Less(t, size(n), 11*size(n/10))
}

// TestRefused: what cannot be generated is refused with the place and the reason.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ schema, pointer, says string }{
		{`{"allOf":[{"$ref":"#"}]}`, "/allOf/0/$ref", "leads back to itself"},
		{`{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}}}`, "/$defs/a/$ref", "leads back to itself"},
		{`{"properties":{"a":{"not":{"$ref":"#/properties/a"}}}}`, "/properties/a/not/$ref", "leads back to itself"},
		{`{"items":{"$ref":"http://example.com/x.json"}}`, "/items/$ref", "example.com"},
		{`{"items":{"$ref":"file:///etc/passwd"}}`, "/items/$ref", "passwd"},
		{`{"items":{"$ref":"../x.json"}}`, "/items/$ref", "x.json"},
		{`{"properties":{"a":{"type":"string","pattern":"^(a)\\1$"}}}`, "/properties/a/pattern", "pattern"},
		{`{"properties":{"a":{"goJSONSchema":{"pointer":true}}}}`, "/properties/a/goJSONSchema/pointer", "goJSONSchema"},
	} {
		_, err := generate(t, c.schema, gen.Options{}, graph.Options{})
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, c.schema) {
			assert.Equal(t, c.pointer, e.Pointer, c.schema)
			assert.Contains(t, e.Error(), c.says, c.schema)
			assert.NotZero(t, e.Line, c.schema)
			assert.NotEmpty(t, e.Code, c.schema)
		}
	}
	_, err := generate(t, `{}`, gen.Options{Lang: "cobol"}, graph.Options{})
	assert.ErrorContains(t, err, `no generator for language "cobol"`)
	for _, name := range []string{"func", "Upper", "a-b", "_", "main", "a.b", "1a", " ", "rt\nimport"} {
		_, err := generate(t, `{}`, gen.Options{Package: name}, graph.Options{})
		assert.Error(t, err, name)
	}
	for _, name := range []string{"func", "lower", "A-B", "_", "A.B", "1A", " ", "A{}\nfunc init()"} {
		_, err := generate(t, `{}`, gen.Options{Type: name}, graph.Options{})
		assert.Error(t, err, name)
	}
	for _, key := range []string{"", "a b", "a:", "`", `"`, "\n", `\`} {
		_, err := generate(t, `{}`, gen.Options{Tags: []string{key}}, graph.Options{})
		assert.Error(t, err, key)
	}
}

// TestFormatsThatDescribe: formats that do not decide although they should are
// named, and are not among what the evaluator checks.
func TestFormatsThatDescribe(t *testing.T) {
	schema := `{"properties":{"a":{"type":"string","format":"idn-email"},"b":{"type":"string","format":"regex"},"c":{"format":"colour"}}}`
	r, err := generate(t, schema, gen.Options{}, graph.Options{AssertFormats: true})
	require.NoError(t, err)
	assert.Equal(t, []gen.Described{{Format: "idn-email", SchemaAt: "/properties/a/format"}, {Format: "colour", SchemaAt: "/properties/c/format"}}, r.Stats.Described)
	assert.Equal(t, []gen.Dynamic{{Keyword: "format", SchemaAt: "/properties/b/format"}}, r.Stats.Dynamic)
	r, err = generate(t, schema, gen.Options{}, graph.Options{})
	require.NoError(t, err)
	assert.Empty(t, r.Stats.Described)
}

// TestDeepPlacesAreNamed: what lies too deep for a type of its own is said to have
// left the static code, by the keyword it stands under.
func TestDeepPlacesAreNamed(t *testing.T) {
	for _, c := range []struct{ open, end, keyword string }{
		{`{"type":"array","items":`, `}`, "items"}, {`{"type":"object","properties":{"items":`, `}}`, "properties"}, {`{"additionalProperties":`, `}`, "additionalProperties"},
	} {
		const deep = 100
		r, err := generate(t, strings.Repeat(c.open, deep)+`{"type":"string"}`+strings.Repeat(c.end, deep), gen.Options{}, graph.Options{})
		require.NoError(t, err)
		require.NotEmpty(t, r.Stats.Dynamic)
		for _, d := range r.Stats.Dynamic {
			assert.Equal(t, c.keyword, d.Keyword)
		}
	}
}

// A chain of definitions that is longer than the stack is deep ends in raw JSON.
func TestChainBeyondTheStack(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(20 << 20))
	schema := `{"$ref":"#/$defs/a0",` + chain(3_000, func(next string) string { return `{"items":` + next + `}` }, `{}`) + `}`
	r, err := gen.Generate(t.Context(), gen.Input{Name: "s.json", Schema: []byte(schema)}, gen.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, r.Files)
}
