package v5

import (
	"strings"
	"testing"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// TestUnheardKeyword: the copy is whole or there is none, also of what stands in a
// wide group, behind a reference that depends on the scope, or as a format that only
// the caller wants asserted. Package confirm takes every row away at every position.
func TestUnheardKeyword(t *testing.T) {
	wide := `{"anyOf":[{"const":0}`
	for range wideFrom {
		wide += `,{"minLength":2}`
	}
	for _, c := range []struct{ keyword, schema, at string }{
		{"minLength", `{"enum":["x","ay"],"minLength":2}`, "/minLength"},
		{"minLength", `{"minimum":1,"$defs":{"x":{"minLength":2}}}`, ""},
		{"minLength", `{"$dynamicRef":"#n","$defs":{"x":{"$dynamicAnchor":"n","minLength":2}}}`, "/$defs/x/minLength"},
		{"anyOf", wide + `]}`, "/anyOf"},
		{"format", `{"properties":{"a":{"format":"date"}}}`, "/properties/a/format"},
		{"format", `{"properties":{"a":{"title":"x"}}}`, ""},
	} {
		g := load(t, c.schema, graph.Options{})
		restore := table.Blind(keyword.Find(c.keyword))
		v, err := CompileSound(g, true)
		restore()
		if c.at == "" {
			assert.NoError(t, err, c.schema)
			continue
		}
		assert.Nil(t, v)
		var named *diag.Error
		require.ErrorAs(t, err, &named, c.schema)
		assert.Equal(t, graph.CodeUnheard, named.Code)
		assert.Equal(t, c.at, named.Pointer)
		assert.Equal(t, `the keyword "`+c.keyword+`" is none that the validation library can judge`, named.Message)
	}
}

// TestEveryKeywordHasWords: what a document does wrong by a keyword is said in words
// of message.go and not in the library's, which speak of the copy. Every keyword has
// an example among the rules; a test of package cli asks for it.
func TestEveryKeywordHasWords(t *testing.T) {
	tried := 0
	for _, r := range report.Rules() {
		example, ok := strings.CutPrefix(r.Example, "schema ")
		if !ok {
			continue
		}
		schema, doc, ok := strings.Cut(example, ", document ")
		require.True(t, ok, r.Example)
		v, err := Compile(load(t, schema, graph.Options{}), true)
		require.NoError(t, err, r.ID)
		j, err := v.borrow(t.Context())
		require.NoError(t, err)
		var size extent
		var wrong *jsonschema.ValidationError
		require.ErrorAs(t, j.validate(t.Context(), convert(document(t, doc), &size), size.values), &wrong, r.ID)
		v.idle <- j
		theirs := map[string]bool{}
		var collect func(e *jsonschema.ValidationError)
		collect = func(e *jsonschema.ValidationError) {
			theirs[e.Message] = true
			for _, cause := range e.Causes {
				collect(cause)
			}
		}
		collect(wrong)
		for _, x := range v.Validate(document(t, doc)) {
			assert.False(t, theirs[x.Message], "%s: message.go has no words for the keyword %q: %s", r.ID, x.Keyword, x.Message)
		}
		tried++
	}
	assert.Greater(t, tried, 30)
}
