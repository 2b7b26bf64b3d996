package program_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// TestRuleExamples: the evaluator, and the one that knows what writers emit, refuse
// the example of every finding about documents, of which each keyword that can be
// violated has one.
func TestRuleExamples(t *testing.T) {
	tried := 0
	for _, r := range report.Rules() {
		text, ok := strings.CutPrefix(r.Example, "schema ")
		if !ok {
			continue
		}
		schema, doc, ok := strings.Cut(text, ", document ")
		require.True(t, ok, r.Example)
		f, err := source.ParseJSON("schema.json", []byte(schema))
		require.NoError(t, err, r.ID)
		g, err := graph.Load(f, graph.Options{AssertFormats: true})
		require.NoError(t, err, r.ID)
		p, index, err := program.Compile(g)
		require.NoError(t, err, r.ID)
		assert.False(t, judge(t, p, index[g.Root], doc), "%s: %s", r.ID, r.Example)
		d, err := source.ParseJSON("doc.json", []byte(doc))
		require.NoError(t, err, r.ID)
		accepts, err := writer.NewEvaluator(g).Accepts(d.Root)
		require.NoError(t, err, r.ID)
		assert.False(t, accepts, "%s: %s", r.ID, r.Example)
		tried++
	}
	assert.Greater(t, tried, 30, "no example was found: the test misses them")
}
