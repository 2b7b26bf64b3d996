package graph_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// load loads the schema text and checks what holds for every graph.
func load(t *testing.T, text string, opt graph.Options) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(text))
	require.NoError(t, err, text)
	g, err := graph.Load(f, opt)
	require.NoError(t, err, text)
	checkGraph(t, g)
	return g
}

// refuse loads the schema text, which must fail, and returns the error.
func refuse(t *testing.T, text string, opt graph.Options) *diag.Error {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(text))
	require.NoError(t, err, text)
	g, err := graph.Load(f, opt)
	require.Nil(t, g, text)
	var e *diag.Error
	require.ErrorAs(t, err, &e, text)
	require.NotEmpty(t, e.File)
	require.NotZero(t, e.Line, "%s: %v", text, e)
	return e
}

// accepts evaluates a document on the graph.
func accepts(t *testing.T, g *graph.Graph, document string) bool {
	t.Helper()
	f, err := source.ParseJSON("document", []byte(document))
	require.NoError(t, err)
	ok, _ := new(naive).valid(g.Root, f.Root)
	return ok
}

// tree writes files below a new directory and returns it.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

// loadFile loads a file.
func loadFile(t *testing.T, path string, opt graph.Options) (*graph.Graph, error) {
	t.Helper()
	f, err := source.ReadFile(path)
	require.NoError(t, err)
	return graph.Load(f, opt)
}

// replace puts value in the place of the one % in text.
func replace(text, value string) string { return strings.Replace(text, "%", value, 1) }
