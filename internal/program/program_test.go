package program_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

func loadGraph(t testing.TB, schema string, opt graph.Options) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, opt)
	require.NoError(t, err)
	return g
}

func TestText(t *testing.T) {
	g := loadGraph(t, `{"$schema":"http://json-schema.org/draft-07/schema#","title":"not part of it","type":["object","null"],
		"properties":{"a/b":{"$ref":"#/definitions/s"},"list":{"items":[{"enum":["x",1.0]}],"additionalItems":false}},
		"patternProperties":{"^\\d+$":true},"dependencies":{"a":["b"]},
		"definitions":{"s":{"type":"string","minLength":1,"pattern":"^x"},"unused":{"type":"number"}}}`, graph.Options{})
	text, index, err := program.Build(g)
	require.NoError(t, err)
	lines := strings.Split(text, "\n")
	assert.Equal(t, `{"eval":1,`, lines[0])
	assert.Contains(t, text, `{"in":0,"at":"/properties/a~1b","ref":`)
	assert.Contains(t, text, `{"in":0,"at":"/properties/list","as":{"prefixItems":"items","items":"additionalItems"},"prefixItems":[`)
	assert.Contains(t, text, `"at":"/additionalItems","never":true}`)
	assert.Contains(t, text, `"enum":["x",1.0]`)
	assert.Contains(t, text, `{"in":0,"at":"/definitions/s","type":["string"],"minLength":1,"pattern":1}`)
	assert.NotContains(t, text, "unused")
	assert.NotContains(t, text, "title")
	assert.Len(t, index, 7)
	_, err = eval.Load(text)
	require.NoError(t, err)

	// From a node inside, only what it reaches is printed, and places stay known.
	s := g.Root.Properties[0].Node.Ref
	text, index, err = program.Build(g, s)
	require.NoError(t, err)
	assert.Equal(t, map[*graph.Node]int{s: 1}, index)
	p, err := eval.Load(text)
	require.NoError(t, err)
	v, err := eval.Parse(`1`)
	require.NoError(t, err)
	var at []string
	assert.False(t, p.Check(1, v, func(x eval.Violation) { at = append(at, x.SchemaAt) }))
	assert.Equal(t, []string{"/definitions/s/type"}, at)
}

func TestOtherDocumentsAreNamed(t *testing.T) {
	g := loadGraph(t, `{"items":{"$ref":"http://x/other#/$defs/a"}}`, graph.Options{
		Map:  map[string]string{"http://x/other": "other.json"},
		Open: func(string) ([]byte, error) { return []byte(`{"$defs":{"a":{"type":"string"}}}`), nil },
	})
	p, index, err := program.Compile(g)
	require.NoError(t, err)
	v, err := eval.Parse(`[1]`)
	require.NoError(t, err)
	p.Check(index[g.Root], v, func(x eval.Violation) {
		assert.Equal(t, "http://x/other#/$defs/a/type", x.SchemaAt)
	})
}

func TestUnsupportedPatternIsRefused(t *testing.T) {
	for schema, pointer := range map[string]string{
		`{"items":{"pattern":"^(a)\\1"}}`:                   "/items/pattern",
		`{"items":{"patternProperties":{"^(a/)\\1":true}}}`: `/items/patternProperties/^(a~1)\1`,
	} {
		_, _, err := program.Build(loadGraph(t, schema, graph.Options{}))
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, program.CodePattern, e.Code)
		assert.Equal(t, pointer, e.Pointer)
		assert.Equal(t, 1, e.Line)
		assert.NotZero(t, e.Column)
	}
}

func TestFormats(t *testing.T) {
	schema := `{"properties":{"d":{"format":"date"},"c":{"format":"colour"}}}`
	p, root, _ := compile(t, schema, graph.Options{})
	assert.True(t, judge(t, p, root, `{"d":"x","c":"x"}`))
	p, root, _ = compile(t, schema, graph.Options{AssertFormats: true})
	assert.False(t, judge(t, p, root, `{"d":"x"}`))
	assert.True(t, judge(t, p, root, `{"d":"2024-01-01","c":"x"}`))
}

func TestPatternsAreTranslated(t *testing.T) {
	p, root, _ := compile(t, `{"pattern":"^\\d+\\S$"}`, graph.Options{})
	assert.True(t, judge(t, p, root, `"1x"`))
	assert.False(t, judge(t, p, root, `"1\ufeff"`), "a byte order mark is white space in ECMA-262")
	var message string
	v, err := eval.Parse(`"x"`)
	require.NoError(t, err)
	p.Check(root, v, func(x eval.Violation) { message = x.Message })
	assert.Equal(t, `"x" does not match the pattern ^\d+\S$`, message)
}

// TestPatternsOfSeveralExpressions: look-around at the ends of a pattern needs
// the second version of the format, for values and for names.
func TestPatternsOfSeveralExpressions(t *testing.T) {
	schema := `{"pattern":"^(?!a)[a-c]+$","patternProperties":{"^(?!a)[a-c]+$":false,"^(?=.{2}$)x(?<!y)$":false},"propertyNames":{"pattern":"^((?!foo).)*$"}}`
	text, _, err := program.Build(loadGraph(t, schema, graph.Options{}))
	require.NoError(t, err)
	assert.Contains(t, text, "{\"eval\":2,\n\"patterns\":[\n"+`{"source":"^(?!a)[a-c]+$","all":["^[a-c]+$"],"none":["^a"]},`)
	p, root, _ := compile(t, schema, graph.Options{})
	for doc, want := range map[string]bool{
		`"b"`: true, `"ab"`: false, `"d"`: false, `{"b":1}`: false, `{"ab":1}`: true, `{"x":1}`: true, `{"xfoox":1}`: false, `[1]`: true,
	} {
		assert.Equal(t, want, judge(t, p, root, doc), doc)
	}
}

// TestFormatsInPrograms: the format regex needs the third version, and what no
// evaluator decides is left out.
func TestFormatsInPrograms(t *testing.T) {
	for format, want := range map[string]string{
		"regex": "{\"eval\":3,\n\"nodes\":[\n{\"format\":\"regex\"}", "date": "{\"eval\":1,\n\"nodes\":[\n{\"format\":\"date\"}", "idn-email": "{\"eval\":1,\n\"nodes\":[\n{}",
	} {
		text, _, err := program.Build(loadGraph(t, `{"format":"`+format+`"}`, graph.Options{AssertFormats: true}))
		require.NoError(t, err)
		assert.Contains(t, text, want)
	}
}

func TestDeepSchemaHasLinearText(t *testing.T) {
	const depth = 4_000
	g := loadGraph(t, strings.Repeat(`{"properties":{"member":`, depth)+`{"type":"null"}`+strings.Repeat("}}", depth), graph.Options{})
	p, index, err := program.Compile(g)
	require.NoError(t, err)
	text, _, err := program.Build(g)
	require.NoError(t, err)
	assert.Less(t, len(text), 100*depth)
	v, err := eval.Parse(strings.Repeat(`{"member":`, depth) + "1" + strings.Repeat("}", depth))
	require.NoError(t, err)
	assert.False(t, p.Check(index[g.Root], v, func(x eval.Violation) {
		assert.Equal(t, strings.Repeat("/properties/member", depth)+"/type", x.SchemaAt)
	}))
}

func TestHostileNamesAreData(t *testing.T) {
	name := "\"`*/\\u0000\n{}"
	schema := fmt.Sprintf(`{"properties":{%q:{"const":%q}},"additionalProperties":false}`, "a\"`*/\n{}", "b\"`\n")
	p, root, _ := compile(t, schema, graph.Options{})
	assert.False(t, judge(t, p, root, fmt.Sprintf(`{%q:1}`, name)))
	assert.True(t, judge(t, p, root, fmt.Sprintf(`{%q:%q}`, "a\"`*/\n{}", "b\"`\n")))
	text, _, err := program.Build(loadGraph(t, schema, graph.Options{}))
	require.NoError(t, err)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		assert.Regexp(t, regexp.MustCompile(`^[{"\]]`), line, "line %d", i)
	}
}

// A dynamic reference can close a circle that no single schema shows.
func TestDynamicCircleEnds(t *testing.T) {
	f, err := source.ParseJSON("schema.json", []byte(`{"$id":"http://x/a","$ref":"http://x/b","$defs":{
		"loop":{"$dynamicAnchor":"n","$ref":"http://x/b"},
		"b":{"$id":"http://x/b","$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n"}}}}}`))
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, graph.CodeCycle, e.Code)
		return
	}
	p, index, err := program.Compile(g)
	require.NoError(t, err)
	v, err := eval.Parse(`1`)
	require.NoError(t, err)
	var list []eval.Violation
	assert.False(t, p.Check(index[g.Root], v, func(x eval.Violation) { list = append(list, x) }))
	require.Len(t, list, 1)
	assert.Contains(t, list[0].Message, "gave up")
}
