package writer_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
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
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	for _, draft := range []struct {
		folder  string
		dialect graph.Dialect
		least   int // tests, so that an empty folder is noticed
	}{
		{"draft2020-12", graph.Draft2020, 1000},
		{"draft7", graph.Draft7, 800},
	} {
		files, err := filepath.Glob(filepath.Join(dir, draft.folder, "*.json"))
		require.NoError(t, err)
		tests := 0
		for _, name := range files {
			f, err := source.ReadFile(name)
			require.NoError(t, err)
			for _, group := range f.Root.Items {
				title := draft.folder + "/" + filepath.Base(name) + ": " + group.Get("description").Text
				g := load(t, group.Get("schema").JSON(), graph.Options{
					Draft: draft.dialect,
					Map:   map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")},
				})
				e := writer.NewEvaluator(g)
				for _, test := range group.Get("tests").Items {
					tests++
					agree(t, title+": "+test.Get("description").Text, e, test.Get("data"), test.Get("valid").Bool)
				}
			}
		}
		require.GreaterOrEqual(t, tests, draft.least)
		t.Logf("%s: %d tests", draft.folder, tests)
	}
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
