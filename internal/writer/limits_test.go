package writer_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// TestGaveUp: what cannot be judged has a reason and a place, and every question
// says so.
func TestGaveUp(t *testing.T) {
	deep := strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)
	for _, c := range []struct {
		name, schema, doc       string
		work                    int64
		reason, keyword, at, as string
	}{
		{name: "look-ahead inside look-behind", schema: `{"properties":{"a":{"pattern":"(?<=(?=x)x)"}}}`, doc: `{"a":"x"}`,
			reason: "pattern", keyword: "pattern", at: "/properties/a", as: `"(?<=(?=x)x)"`},
		{name: "a back-reference in patternProperties", schema: `{"patternProperties":{"^(x)\\1":true}}`, doc: `{"a":"x"}`,
			reason: "pattern", keyword: "patternProperties", as: `schema.json:1:1`},
		{name: "work", schema: `{"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]}`, doc: "[" + strings.Repeat("[[1]],", 3_000) + "1]", work: 10_000,
			reason: "too-much-work", as: "too many steps"},
		{name: "depth", schema: `{"allOf":[{"allOf":[{"allOf":[{"allOf":[{"allOf":[{"items":{"$ref":"#"}}]}]}]}]}]}`, doc: deep,
			reason: "too-deep", as: "too deeply"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := writer.NewEvaluator(load(t, c.schema, graph.Options{}))
			e.MaxWork = c.work
			doc := parse(t, c.doc)
			check := func(err error) {
				t.Helper()
				var why *writer.GaveUp
				require.ErrorAs(t, err, &why)
				require.Equal(t, c.reason, why.Reason)
				require.Equal(t, c.keyword, why.Keyword)
				require.Contains(t, why.Error(), c.as)
				if c.at != "" {
					require.Equal(t, c.at, why.Node.Ptr())
				}
			}
			ok, err := e.Accepts(doc)
			require.False(t, ok)
			check(err)
			ok, _, err = e.InWriter(doc)
			require.False(t, ok)
			check(err)
			ok, _, err = e.InAnnotated(writer.NewEvaluator(load(t, `{}`, graph.Options{})), doc)
			require.False(t, ok)
			check(err)
			ok, _, err = writer.NewEvaluator(load(t, `{}`, graph.Options{})).InAnnotated(e, doc)
			require.False(t, ok)
			check(err)
			_, err = e.Undeclared(doc)
			check(err)
			_, err = e.Lost(e, doc)
			check(err)
			ok, err = e.FreeFormEmpty(doc)
			require.False(t, ok)
			check(err)
			ok, err = e.Accepts(parse(t, `0`))
			require.NoError(t, err, "an evaluator can be used again")
			require.True(t, ok)
		})
	}
}

// TestDeep: the deepest document that can be read is judged.
func TestDeep(t *testing.T) {
	e := writer.NewEvaluator(load(t, `{"properties":{"a":{"$ref":"#"}}}`, graph.Options{}))
	doc := parse(t, strings.Repeat(`{"a":`, 9_999)+`{"z":0}`+strings.Repeat(`}`, 9_999))
	ok, err := e.Accepts(doc)
	require.NoError(t, err)
	require.True(t, ok)
	ok, outside, err := e.InWriter(doc)
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, strings.Repeat("/a", 9_999)+"/z", outside.At)
}

// TestWide: large objects and arrays take work in proportion.
func TestWide(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, `,"%s%d":[%s2]`, strings.Repeat("x", i%2), i, strings.Repeat("1,", i%3))
	}
	e := writer.NewEvaluator(load(t, `{"allOf":[{"patternProperties":{"^x":true}}],"unevaluatedProperties":{"unevaluatedItems":{"type":"integer"}}}`, graph.Options{}))
	ok, outside, err := e.InWriter(parse(t, `{`+text.String()[1:]+`}`))
	require.NoError(t, err)
	require.True(t, ok, outside)
	e = writer.NewEvaluator(load(t, `{"uniqueItems":true}`, graph.Options{}))
	ok, err = e.Accepts(parse(t, `[`+strings.Repeat(`{"a":1},`, 20_000)+`{"a":1.0}]`))
	require.NoError(t, err)
	require.False(t, ok)
}

// TestSharedValues: a value that stands at two places is judged at both.
func TestSharedValues(t *testing.T) {
	both := parse(t, `{"x":1,"y":1}`)
	doc := source.NewObject([]source.Member{{Name: "a", Value: both}, {Name: "b", Value: both}})
	list, err := writer.NewEvaluator(load(t, `{"properties":{"a":{"properties":{"x":true}},"b":{"properties":{"y":true}}}}`, graph.Options{})).Undeclared(doc)
	require.NoError(t, err)
	require.Equal(t, []writer.Outside{{At: "/a/y", Name: "y"}, {At: "/b/x", Name: "x"}}, list)
}

func TestPointersAreEscaped(t *testing.T) {
	list, err := writer.NewEvaluator(load(t, `{"items":{"properties":{"a/b":{"required":["c"]}}}}`, graph.Options{})).Undeclared(parse(t, `[{"a/b":{"c":1,"~":1}}]`))
	require.NoError(t, err)
	require.Equal(t, []writer.Outside{{At: "/0/a~1b/~0", Name: "~"}}, list)
}

// TestDeclarations: a member's declaration is the keyword that a person would
// point at.
func TestDeclarations(t *testing.T) {
	e := writer.NewEvaluator(load(t, `{
		"if": {"properties": {"a": {"const": 1}, "only": true}}, "then": {"properties": {"a": true, "t": true}},
		"properties": {"a": true, "deep": {"patternProperties": {"^p": true}}, "map": {"type": "object"}},
		"required": ["a"], "anyOf": [{"required": ["r", "s"]}, true], "dependentRequired": {"d": []}, "dependentSchemas": {"e": true},
		"additionalProperties": {"type": "integer"}, "$defs": {}
	}`, graph.Options{}))
	list, err := e.Lost(writer.NewEvaluator(load(t, `{"properties":{"deep":true}}`, graph.Options{})), parse(t, `{"a":1,"t":1,"only":1,"deep":{"pq":1},"map":{"free":1},"r":1,"d":1,"e":1,"more":1}`))
	require.NoError(t, err)
	var got []string
	for _, d := range list {
		got = append(got, d.At+" "+d.By[0].Node.At(d.By[0].Keyword))
	}
	require.Equal(t, []string{
		"/a /then/properties", "/t /then/properties", "/only /additionalProperties", "/deep/pq /properties/deep/patternProperties", "/map /properties",
		"/r /additionalProperties", "/d /additionalProperties", "/e /additionalProperties", "/more /additionalProperties",
	}, got)
	require.Equal(t, "/properties/deep/patternProperties/^p", list[3].By[0].Place())
	require.Equal(t, "^p", list[3].By[0].Of)
	require.Equal(t, "/then/properties/a", list[0].By[0].Place())

	e = writer.NewEvaluator(load(t, `{"if":{"properties":{"a":{"const":1}}},"anyOf":[{"required":["r","s"]},true],"dependentRequired":{"d":["x"]},"dependentSchemas":{"e":true}}`, graph.Options{}))
	none := writer.NewEvaluator(load(t, `true`, graph.Options{}))
	list, err = e.Lost(none, parse(t, `{"a":2,"r":1,"x":1,"e":1}`))
	require.NoError(t, err)
	got = nil
	for _, d := range list {
		got = append(got, d.Name+" "+d.By[0].Place())
	}
	require.Equal(t, []string{"a /if/properties/a", "r /anyOf/0/required", "x /dependentRequired", "e /dependentSchemas/e"}, got)
	list, err = e.Lost(none, parse(t, `{"d":1}`))
	require.NoError(t, err)
	require.Empty(t, list, "not accepted")
}

func TestFreeForm(t *testing.T) {
	e := writer.NewEvaluator(load(t, `{"properties":{"m":{"type":"object"},"s":{"properties":{"a":{}}},"l":{"items":{"type":"object"}}}}`, graph.Options{}))
	for doc, want := range map[string][]string{
		`{}`:                         nil,
		`{"m":{},"s":{"a":{}}}`:      nil,
		`{"l":[{},{"x":{"y":{}}}]}`:  {"/l/1", "/l/1/x"},
		`{"m":{"a":1},"s":{"a":{}}}`: {"/m"},
		`{"s":{"a":{"free":1}}}`:     {"/s/a"},
	} {
		list, err := e.FreeForm(parse(t, doc))
		require.NoError(t, err)
		require.Equal(t, want, list, doc)
		empty, err := e.FreeFormEmpty(parse(t, doc))
		require.NoError(t, err)
		require.Equal(t, want == nil, empty, doc)
	}
}

// TestOneDocument: the functions for callers with one document.
func TestOneDocument(t *testing.T) {
	s, other := load(t, `{"properties":{"a":true}}`, graph.Options{}), load(t, `{"properties":{"b":true}}`, graph.Options{})
	ok, err := writer.NewEvaluator(s).Accepts(parse(t, `{"b":1}`))
	require.NoError(t, err)
	require.True(t, ok)
	ok, outside, err := writer.NewEvaluator(s).InWriter(parse(t, `{"a":1,"z":1}`))
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, "/z", outside.At)
	ok, outside, err = writer.NewEvaluator(s).InAnnotated(writer.NewEvaluator(other), parse(t, `{"z":1,"b":1}`))
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, "/b", outside.At)
}

// TestFormats: formats are asserted where the graph says so, if they are known.
func TestFormats(t *testing.T) {
	schema := `{"format":"date"}`
	for _, c := range []struct {
		assert bool
		doc    string
		want   bool
	}{{false, `"x"`, true}, {true, `"x"`, false}, {true, `"2020-02-29"`, true}, {true, `1`, true}} {
		ok, err := writer.NewEvaluator(load(t, schema, graph.Options{AssertFormats: c.assert})).Accepts(parse(t, c.doc))
		require.NoError(t, err)
		require.Equal(t, c.want, ok, c.doc)
	}
	ok, err := writer.NewEvaluator(load(t, `{"format":"house-style"}`, graph.Options{AssertFormats: true})).Accepts(parse(t, `"x"`))
	require.NoError(t, err)
	require.True(t, ok, "an unknown format is an annotation")
}

func BenchmarkRunResult(b *testing.B) {
	data, err := os.ReadFile("../../schema/runresult.v1.json")
	require.NoError(b, err)
	e := writer.NewEvaluator(load(b, string(data), graph.Options{}))
	run, err := os.ReadFile("../../testdata/manifests/golden/practice-failed.runresult.json")
	require.NoError(b, err)
	doc := parse(b, string(run))
	ok, outside, err := e.InWriter(doc)
	require.NoError(b, err)
	require.True(b, ok, outside)
	b.Run("accepts", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.Accepts(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("writer", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := e.InWriter(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("annotated", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := e.InAnnotated(e, doc); err != nil {
				b.Fatal(err)
			}
		}
	})
}
