package program_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestUnheardKeyword: what evaluation reaches has to be told whole; what it does not
// reach may hold keywords that cannot be told, and so may a schema beside them.
// Package confirm takes every row away at every position.
func TestUnheardKeyword(t *testing.T) {
	for _, j := range keyword.Judges() {
		if j.Name() == "program" {
			defer j.Blind(keyword.Find("minLength"))()
		}
	}
	for _, c := range []struct{ schema, at string }{
		{`{"enum":["x","ay"],"minLength":2}`, "/minLength"},
		{`{"minimum":1,"$defs":{"x":{"minLength":2}}}`, ""},
		{`{"contentSchema":{"minLength":2}}`, ""},
		{`{"then":{"minLength":2}}`, ""},
		{`{"$ref":"#/$defs/x/not","$defs":{"x":{"not":{"minLength":2}}}}`, "/$defs/x/not/minLength"},
		{`{"$dynamicRef":"#n","$defs":{"x":{"$dynamicAnchor":"n","minLength":2}}}`, "/$defs/x/minLength"},
		{`{"items":{"unevaluatedProperties":{"minLength":2}}}`, "/items/unevaluatedProperties/minLength"},
	} {
		f, err := source.ParseJSON("s.json", []byte(c.schema))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{})
		require.NoError(t, err, c.schema)
		_, _, err = program.Compile(g)
		reached := 0
		for n := range program.Reachable(g, g.Root) {
			if n.MinLength != nil {
				reached++
			}
		}
		if c.at == "" {
			assert.NoError(t, err, c.schema)
			assert.Zero(t, reached, c.schema)
			continue
		}
		assert.Equal(t, 1, reached, c.schema)
		var named *diag.Error
		require.ErrorAs(t, err, &named, c.schema)
		assert.Equal(t, graph.CodeUnheard, named.Code)
		assert.Equal(t, c.at, named.Pointer)
		assert.Equal(t, `the keyword "minLength" is none that the evaluator can judge`, named.Message)
	}
}
