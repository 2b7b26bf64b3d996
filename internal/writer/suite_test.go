package writer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suite"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// load reads a schema that must load.
func load(t testing.TB, schema string, opt graph.Options) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err, schema)
	g, err := graph.Load(f, opt)
	require.NoError(t, err, schema)
	return g
}

// parse reads a document.
func parse(t testing.TB, doc string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("doc.json", []byte(doc))
	require.NoError(t, err, doc)
	return f.Root
}

// TestOfficialSuite asks for every verdict of the official suite's required
// tests, and once more with everything recorded, which must not change one.
func TestOfficialSuite(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	tests := 0
	for _, group := range official.Groups {
		if group.Optional() {
			continue
		}
		e := writer.NewEvaluator(load(t, group.Schema.JSON(), group.Load))
		for _, test := range group.Tests {
			tests++
			agree(t, test.Title, e, test.Data, test.Valid)
		}
	}
	t.Logf("%d tests", tests)
}

// agree checks that e accepts doc, or not, in every way of asking.
func agree(t testing.TB, title string, e *writer.Evaluator, doc *source.Value, want bool) {
	t.Helper()
	got, err := e.Accepts(doc)
	require.NoError(t, err, title)
	require.Equal(t, want, got, title)
	in, outside, err := e.InWriter(doc)
	require.NoError(t, err, title)
	list, err := e.Undeclared(doc)
	require.NoError(t, err, title)
	require.Equal(t, in, want && len(list) == 0, title)
	require.True(t, want || len(list) == 0, title)
	if want && !in {
		require.Equal(t, list[0], outside, title)
	}
	annotated, _, err := e.InAnnotated(e, doc)
	require.NoError(t, err, title)
	require.True(t, !in || annotated, "%s: W is part of W+", title)
	require.True(t, !annotated || want, "%s: W+ is part of L", title)
}
