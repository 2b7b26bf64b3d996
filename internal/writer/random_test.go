package writer_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// dice makes schemas and documents out of few names and values, so that they
// meet often.
type dice struct {
	*rand.Rand
	draft graph.Dialect
	words []string // the keywords to choose from
}

var (
	everywhere = []string{"type", "enum", "const", "minimum", "multipleOf", "minLength", "maxLength", "pattern", "format",
		"maxItems", "minItems", "uniqueItems", "minProperties", "maxProperties", "items", "contains", "propertyNames",
		"properties", "properties", "patternProperties", "allOf", "anyOf", "oneOf", "not", "$ref"}
	naming  = []string{"required", "additionalProperties", "dependencies", "dependentRequired", "dependentSchemas", "if then", "if else", "then if else"}
	modern  = []string{"unevaluatedProperties", "unevaluatedItems", "prefixItems", "minContains", "maxContains", "$dynamicRef", "$recursiveRef"}
	numbers = []string{"0", "1", "1.0", "2", "-1", "1.5", "15e-1", "1e2"}
	texts   = []string{`""`, `"a"`, `"ab"`, `"é"`, `"2020-01-01"`}
)

func (d dice) of(list ...string) string { return list[d.Intn(len(list))] }

func (d dice) name() string { return d.of("a", "b", "c", "ab") }

func (d dice) list(least, more int, f func() string) string {
	list := make([]string, least+d.Intn(more+1))
	for i := range list {
		list[i] = f()
	}
	return "[" + strings.Join(list, ",") + "]"
}

func (d dice) object(more int, f func() string) string {
	var members, used []string
	for range d.Intn(more + 1) {
		if name := d.name(); !slices.Contains(used, name) {
			used = append(used, name)
			members = append(members, fmt.Sprintf("%q:%s", name, f()))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (d dice) doc(depth int) string {
	below := func() string { return d.doc(depth - 1) }
	switch k := d.Intn(10); {
	case depth > 0 && k < 4:
		return d.object(4, below)
	case depth > 0 && k < 6:
		return d.list(0, 3, below)
	case k < 7:
		return d.of(numbers...)
	case k < 9:
		return d.of(texts...)
	}
	return d.of("null", "true", "false")
}

func (d dice) schema(depth int) string {
	if depth == 0 || d.Intn(8) == 0 {
		list := []string{"{}", `{"type":"string"}`, `{"type":["object","array"]}`, `{"title":"t"}`, `{"not":{}}`}
		if d.draft > graph.Draft4 {
			list = append(list, "true", "false")
		}
		return d.of(list...)
	}
	var members, used []string
	for range 1 + d.Intn(4) {
		for _, word := range strings.Fields(d.of(d.words...)) {
			if !slices.Contains(used, word) {
				used = append(used, word)
				members = append(members, fmt.Sprintf("%q:%s", word, d.keyword(word, depth-1)))
			}
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (d dice) keyword(word string, depth int) string {
	below := func() string { return d.schema(depth) }
	names := func() string { return d.list(1, 1, func() string { return `"` + d.name() + `"` }) }
	switch word {
	case "type":
		return d.of(`"object"`, `"array"`, `"integer"`, `"string"`, `["object","number","null"]`)
	case "enum":
		return d.list(1, 3, func() string { return d.doc(1) })
	case "const":
		return d.doc(1)
	case "minimum", "multipleOf":
		return d.of("1", "2", "0.5", "1e1")
	case "minLength", "maxLength", "maxItems", "minItems", "minProperties", "maxProperties", "minContains", "maxContains":
		return d.of("0", "1", "2", "2.0")
	case "uniqueItems":
		return "true"
	case "pattern":
		return d.of(`"^a"`, `"b$"`, `"^.$"`)
	case "format":
		return d.of(`"date"`, `"regex"`, `"nonsense"`)
	case "required":
		return `["a","b"]`[:d.Intn(2)*4+4] + "]"
	case "properties", "dependentSchemas":
		return d.object(4, below)
	case "dependencies", "dependentRequired":
		return d.object(2, names)
	case "patternProperties":
		return `{` + d.of(`"^a"`, `"b"`) + `:` + below() + `}`
	case "allOf", "anyOf", "oneOf", "prefixItems":
		return d.list(1, 2, below)
	case "$ref":
		return d.of(`"#/definitions/p"`, `"#/definitions/q"`)
	case "$dynamicRef":
		return d.of(`"#p"`, `"http://x/q#p"`)
	case "$recursiveRef":
		return `"#"`
	}
	return below()
}

// definitions are what references refer to: two schemas, the second of which is
// a resource of its own that overrides what dynamic references mean.
func (d dice) definitions() string {
	body := func(head string) string {
		return head + `"properties":` + d.object(3, func() string { return d.schema(1) }) + `}`
	}
	inner := `"definitions":{"p":` + body(`{"$dynamicAnchor":"p",`) + `,"q":` + body(`{`) + `},`
	return `"definitions":{"p":` + body(`{"$dynamicAnchor":"p",`) + `,"q":` + body(`{"$id":"http://x/q","$recursiveAnchor":true,`+inner) + `}`
}

func (d dice) document(head string, body string) string {
	if d.draft < graph.Draft2019 {
		body = `{"allOf":[` + body + `]}`
	}
	return `{` + head + d.definitions() + `,` + strings.TrimPrefix(body, "{")
}

// roll loads a schema that d made; it is nil when references go
// round in circles.
func roll(t testing.TB, d dice, formats bool, schema string) *graph.Graph {
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err, schema)
	g, err := graph.Load(f, graph.Options{Draft: d.draft, AssertFormats: formats})
	if err != nil {
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		require.Contains(t, []string{graph.CodeCycle, graph.CodeAmbiguous}, e.Code, "%s: %v", schema, err)
		return nil
	}
	return g
}

func evaluator(t testing.TB, g *graph.Graph) func(doc *source.Value) bool {
	p, index, err := program.Compile(g)
	require.NoError(t, err)
	return func(doc *source.Value) bool {
		v, err := eval.Parse(doc.JSON())
		require.NoError(t, err)
		return p.Check(index[g.Root], v, nil)
	}
}

// TestEvaluatorAgrees compares verdicts about L with the evaluator of generated
// code, which shares nothing with this package but the graph.
func TestEvaluatorAgrees(t *testing.T) {
	drafts := []graph.Dialect{graph.Draft4, graph.Draft6, graph.Draft7, graph.Draft2019, graph.Draft2020}
	judged, valid, written, seeds := 0, 0, 0, rounds.Of(6_000, 60_000)
	for seed := range int64(seeds) {
		d := dice{rand.New(rand.NewSource(seed)), drafts[seed%5], slices.Concat(everywhere, naming, modern, modern)}
		body := d.schema(3)
		if !strings.HasPrefix(body, `{"`) {
			continue
		}
		schema := d.document(d.of("", `"$recursiveAnchor":true,`), body)
		g := roll(t, d, seed%3 == 0, schema)
		if g == nil {
			continue
		}
		e, ask := writer.NewEvaluator(g), evaluator(t, g)
		for range 8 {
			text := d.doc(3)
			if d.Intn(4) > 0 {
				text = d.object(4, func() string { return d.doc(2) })
			}
			doc := parse(t, text)
			want := ask(doc)
			title := fmt.Sprintf("%s %s %s", d.draft, schema, doc.JSON())
			agree(t, title, e, doc, want)
			judged++
			if want {
				valid++
			}
			if in, _, _ := e.InWriter(doc); in {
				written++
			}
		}
	}
	t.Logf("%d documents, %d valid, %d of a writer", judged, valid, written)
	require.Greater(t, judged, 10*seeds/3)
	require.Greater(t, valid, judged/8)
	require.Greater(t, valid, written+judged/20)
}

// TestUnevaluatedAgrees checks declarations with another evaluator's eyes: where
// members are only named by keywords that evaluate them, the members of the root
// that are not declared are those that unevaluatedProperties would apply to.
func TestUnevaluatedAgrees(t *testing.T) {
	compared, closed, seeds := 0, 0, rounds.Of(6_000, 60_000)
	for seed := range int64(seeds) {
		d := dice{rand.New(rand.NewSource(seed)), []graph.Dialect{graph.Draft2019, graph.Draft2020}[seed%2], slices.Concat(everywhere, modern[1:])}
		body, defs := d.schema(3), d.definitions()
		if strings.Contains(body, "$recursiveRef") || strings.Contains(defs, "$recursiveRef") {
			continue // it would mean the schema around
		}
		g := roll(t, d, seed%3 == 0, `{`+defs+`,"allOf":[`+body+`]}`)
		around := roll(t, d, seed%3 == 0, `{`+defs+`,"allOf":[`+body+`],"unevaluatedProperties":false}`)
		if g == nil || around == nil {
			continue
		}
		e, ask := writer.NewEvaluator(g), evaluator(t, around)
		for range 8 {
			doc := parse(t, d.object(4, func() string { return d.doc(2) }))
			if accepted, err := e.Accepts(doc); err != nil || !accepted {
				continue
			}
			free, err := e.FreeForm(doc)
			require.NoError(t, err)
			if slices.Contains(free, "") {
				continue
			}
			list, err := e.Undeclared(doc)
			require.NoError(t, err)
			atRoot := slices.ContainsFunc(list, func(x writer.Outside) bool { return strings.Count(x.At, "/") == 1 })
			require.Equal(t, ask(doc), !atRoot, "%s %s %v", body, doc.JSON(), list)
			compared++
			if atRoot {
				closed++
			}
		}
	}
	t.Logf("%d documents, %d with undeclared members", compared, closed)
	require.Greater(t, compared, seeds/3)
	require.Greater(t, closed, seeds/20)
}
