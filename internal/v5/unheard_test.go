package v5

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
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
