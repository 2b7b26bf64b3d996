package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/suite"
)

// TestOfficialSuite loads every schema of the official suite's required tests
// and evaluates every test on the graph: all verdicts must be the suite's.
func TestOfficialSuite(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	tests := 0
	for _, group := range official.Groups {
		if group.Optional() {
			continue
		}
		f, err := group.Source()
		require.NoError(t, err, group.Title)
		g, err := graph.Load(f, group.Load)
		if !assert.NoError(t, err, group.Title) {
			continue
		}
		checkGraph(t, g)
		for _, test := range group.Tests {
			tests++
			got, _ := new(naive).valid(g.Root, test.Data)
			assert.Equal(t, test.Valid, got, test.Title)
		}
	}
	t.Logf("%d tests", tests)
}

// checkGraph checks what holds for every graph.
func checkGraph(t *testing.T, g *graph.Graph) {
	t.Helper()
	require.NotNil(t, g.Root)
	for i, n := range g.Nodes {
		require.Equal(t, i, n.ID)
		at, ok := n.File.At(n.Ptr())
		require.True(t, ok, n.Ptr())
		require.Same(t, n.Value, at, n.Ptr())
		require.Equal(t, n.Resource.Dialect, n.Dialect)
		require.Equal(t, n.Resource.URI, n.BaseURI)
		require.NotZero(t, n.Dialect)
		for _, k := range n.Keywords {
			if k.Hidden || k.Row == nil {
				continue
			}
			switch k.Name {
			case "$ref":
				require.NotNil(t, n.Ref, n.Ptr())
			case "$dynamicRef", "$recursiveRef":
				require.NotNil(t, n.DynamicRef, n.Ptr())
			}
		}
	}
	require.Nil(t, g.Resources[0].Parent)
	for _, r := range g.Resources {
		require.NotNil(t, r.Root)
		require.NotEmpty(t, r.URI)
		require.Same(t, g.Nodes[r.Root.ID], r.Root)
	}
}
