package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
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

// disagreements reads the list of known disagreements with the suite: one
// "draft/file: group: test" a line.
func disagreements(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("testdata/disagreements.txt")
	require.NoError(t, err)
	known := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			known[line] = true
		}
	}
	return known
}

// TestOfficialSuite runs every required test of the official suite through
// graph, program and evaluator. A test that disagrees must be listed, and one
// that is listed must disagree.
func TestOfficialSuite(t *testing.T) {
	dir := suiteDir(t)
	known := disagreements(t)
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
				p, root := suiteProgram(t, dir, draft.dialect, title, group)
				for _, test := range group.Get("tests").Items {
					tests++
					title := title + ": " + test.Get("description").Text
					got := judge(t, p, root, string(test.Get("data").AppendJSON(nil)))
					if agree := got == test.Get("valid").Bool; agree == known[title] {
						t.Errorf("%s: valid is %v, listed as a known disagreement is %v", title, got, known[title])
					}
					delete(known, title)
				}
			}
		}
		assert.GreaterOrEqual(t, tests, draft.least)
		t.Logf("%s: %d tests", draft.folder, tests)
	}
	assert.Empty(t, known, "listed disagreements that the suite no longer has")
}

func suiteProgram(t *testing.T, dir string, dialect graph.Dialect, title string, group *source.Value) (*eval.Program, int) {
	t.Helper()
	f, err := source.ParseJSON("schema.json", group.Get("schema").AppendJSON(nil))
	require.NoError(t, err, title)
	g, err := graph.Load(f, graph.Options{
		Draft: dialect,
		Map:   map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")},
	})
	require.NoError(t, err, title)
	text, index, err := program.Build(g)
	require.NoError(t, err, title)
	again, _, err := program.Build(g)
	require.NoError(t, err, title)
	require.Equal(t, text, again, title)
	p, err := eval.Load(text)
	require.NoError(t, err, title)
	return p, index[g.Root]
}

// judge checks a document with and without violations, which must agree, and
// checks that violations point into the schema.
func judge(t testing.TB, p *eval.Program, root int, doc string) bool {
	t.Helper()
	v, err := eval.Parse(doc)
	require.NoError(t, err)
	var list []eval.Violation
	ok := p.Check(root, v, func(x eval.Violation) { list = append(list, x) })
	require.Equal(t, ok, p.Check(root, v, nil), doc)
	require.Equal(t, ok, len(list) == 0, "%s: %v", doc, list)
	for _, x := range list {
		require.NotEmpty(t, x.Message)
		require.NotEmpty(t, x.Keyword)
		require.LessOrEqual(t, x.Offset, len(doc))
	}
	return ok
}
