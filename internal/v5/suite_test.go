package v5

import (
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// disagreements are the tests of the official suite about which the library,
// given our copy, is known to be wrong: "draft/file: group: test" and why. A
// test that is listed and passes is a failure, so that the list stays true.
var disagreements = map[string]string{}

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

func TestOfficialSuite(t *testing.T) {
	dir := suiteDir(t)
	met := map[string]bool{}
	for folder, suite := range map[string]struct {
		draft graph.Dialect
		least int // tests, so that an empty folder is noticed
	}{
		"draft2020-12": {graph.Draft2020, 1000},
		"draft7":       {graph.Draft7, 800},
	} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*.json"))
		require.NoError(t, err)
		count := 0
		for _, path := range files {
			f, err := source.ReadFile(path)
			require.NoError(t, err)
			for _, group := range f.Root.Items {
				title := folder + "/" + filepath.Base(path) + ": " + group.Get("description").Text
				v := suiteValidator(t, title, dir, suite.draft, group.Get("schema"))
				for _, test := range group.Get("tests").Items {
					count++
					name := title + ": " + test.Get("description").Text
					got, err := v.Judge(test.Get("data"))
					require.NoError(t, err, name)
					agrees := (got == nil) == test.Get("valid").Bool
					if _, known := disagreements[name]; known {
						met[name] = true
						assert.False(t, agrees, "%s: listed as a disagreement, but agrees now", name)
					} else {
						assert.True(t, agrees, "%s: %v", name, got)
					}
					for _, x := range got {
						assert.NotEmpty(t, x.Keyword, "%s: %v", name, x)
						assert.NotEmpty(t, x.Message, "%s: %v", name, x)
						_, ok := test.Get("data").At(x.InstanceAt)
						assert.True(t, ok, "%s: %v", name, x)
					}
				}
			}
		}
		require.GreaterOrEqual(t, count, suite.least)
		t.Logf("%s: %d tests", folder, count)
	}
	var unmet []string
	for name := range disagreements {
		if !met[name] {
			unmet = append(unmet, name)
		}
	}
	sort.Strings(unmet)
	assert.Empty(t, unmet, "listed as disagreements, but not in the suite")
}

func suiteValidator(t *testing.T, title, dir string, draft graph.Dialect, schema *source.Value) *Validator {
	t.Helper()
	f, err := source.ParseJSON("schema.json", schema.AppendJSON(nil))
	require.NoError(t, err, title)
	g, err := graph.Load(f, graph.Options{
		Draft: draft,
		Map:   map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")},
	})
	require.NoError(t, err, title)
	v, err := Compile(g, false)
	require.NoError(t, err, title)
	return v
}

func TestVocabulariesLeftOut(t *testing.T) {
	dir := suiteDir(t)
	schema := document(t, `{"$schema":"http://localhost:1234/draft2020-12/metaschema-no-validation.json",
		"properties":{"bad":false,"number":{"minimum":10,"required":["a","a"]}}}`)
	v := suiteValidator(t, "vocabularies", dir, graph.Draft2020, schema)
	assert.Empty(t, v.Validate(document(t, `{"number":1}`)), "minimum is no keyword there")
	assert.Len(t, v.Validate(document(t, `{"bad":1}`)), 1)
}
