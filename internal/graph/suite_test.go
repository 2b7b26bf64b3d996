package graph_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// suiteDir returns the official test suite, which comes with a module the
// project depends on.
func suiteDir(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	require.DirExists(t, dir)
	return dir
}

// TestOfficialSuite loads every schema of the official suite's required tests
// and evaluates every test on the graph: all verdicts must be the suite's.
func TestOfficialSuite(t *testing.T) {
	dir := suiteDir(t)
	for _, draft := range []struct {
		folder  string
		dialect graph.Dialect
		least   int // tests, so that an empty folder is noticed
	}{
		{"draft2020-12", graph.Draft2020, 1000},
		{"draft7", graph.Draft7, 800},
	} {
		t.Run(draft.folder, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(dir, draft.folder, "*.json"))
			require.NoError(t, err)
			tests := 0
			for _, name := range files {
				f, err := source.ReadFile(name)
				require.NoError(t, err)
				for _, group := range f.Root.Items {
					tests += runGroup(t, dir, filepath.Base(name), draft.dialect, group)
				}
			}
			require.GreaterOrEqual(t, tests, draft.least)
			t.Logf("%d tests", tests)
		})
	}
}

func runGroup(t *testing.T, dir, file string, dialect graph.Dialect, group *source.Value) int {
	t.Helper()
	title := file + ": " + group.Get("description").Text
	text := group.Get("schema").AppendJSON(nil)
	f, err := source.ParseJSON(file, text)
	require.NoError(t, err, title)
	g, err := graph.Load(f, graph.Options{
		Draft: dialect,
		Map:   map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")},
	})
	if err != nil {
		t.Errorf("%s: %v", title, err)
		return 0
	}
	checkGraph(t, g)
	tests := group.Get("tests").Items
	for _, test := range tests {
		got, _ := new(naive).valid(g.Root, test.Get("data"))
		if want := test.Get("valid").Bool; got != want {
			t.Errorf("%s: %s: got %v, want %v", title, test.Get("description").Text, got, want)
		}
	}
	return len(tests)
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
