package writer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// blind takes a row away from the evaluator.
func blind(t *testing.T, name string) (restore func()) {
	t.Helper()
	for _, j := range keyword.Judges() {
		if j.Name() == "writer" {
			return j.Blind(keyword.Find(name))
		}
	}
	t.Fatal("the evaluator is not among the judges")
	return nil
}

// TestUnheardKeywords: what depends on a keyword that the evaluator does not know
// is not judged, and the keyword is named with its place; what does not is judged.
func TestUnheardKeywords(t *testing.T) {
	for _, c := range []struct {
		keyword, schema, doc string
		at                   string // "" when the document is judged all the same
		want                 bool
	}{
		{"maxLength", `{"maxLength":1}`, `"ab"`, "/maxLength", false},
		{"maxLength", `{"maxLength":1}`, `1`, "", true},
		{"maxLength", `{"type":"integer","maxLength":1}`, `"ab"`, "", false},
		{"maxLength", `{"enum":["a","bc"],"maxLength":1}`, `"bc"`, "/maxLength", false},
		{"maxLength", `{"not":{"maxLength":1}}`, `"a"`, "/not/maxLength", false},
		{"maxLength", `{"if":{"maxLength":1},"then":true}`, `"a"`, "/if/maxLength", false},
		{"maxLength", `{"$ref":"#/$defs/a","$defs":{"a":{"maxLength":1}}}`, `"a"`, "/$defs/a/maxLength", false},
		{"maxLength", `{"contains":{"maxLength":1}}`, `["a"]`, "/contains/maxLength", false},
		{"maxLength", `{"unevaluatedProperties":{"maxLength":1}}`, `{"a":"a"}`, "/unevaluatedProperties/maxLength", false},
		{"properties", `{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`, `{"a":1}`, "/allOf/0/properties", false},
		{"prefixItems", `{"prefixItems":[{}],"items":false}`, `[1]`, "/prefixItems", false},
		{"minContains", `{"contains":false,"minContains":0}`, `[]`, "/minContains", false},
		{"then", `{"if":{},"then":false}`, `1`, "/then", false},
		{"$ref", `{"$ref":"#/$defs/a","$defs":{"a":false}}`, `1`, "/$ref", false},
		{"format", `{"format":"date"}`, `"x"`, "", true}, // not asserted
	} {
		restore := blind(t, c.keyword)
		ok, err := writer.NewEvaluator(load(t, c.schema, graph.Options{})).Accepts(parse(t, c.doc))
		restore()
		if c.at == "" {
			require.NoError(t, err, "%s of %s by %s", c.doc, c.keyword, c.schema)
			assert.Equal(t, c.want, ok, "%s by %s", c.doc, c.schema)
			continue
		}
		var gaveUp *writer.GaveUp
		require.ErrorAs(t, err, &gaveUp, "%s by %s: %v", c.doc, c.schema, ok)
		assert.Equal(t, graph.CodeUnheard, gaveUp.Reason)
		assert.Equal(t, c.keyword, gaveUp.Keyword)
		assert.Equal(t, c.at, gaveUp.Node.At(gaveUp.Keyword))
	}
}
