package gen_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// suiteChoice is the environment variable that says which groups of the suite
// TestConformance takes: "all", or those whose title contains the text. Without
// it, it takes every sixth.
const suiteChoice = "RUNRESULT_CONFORMANCE"

// suiteDir returns the official test suite, which comes with a module the
// project depends on.
func suiteDir(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/jsonschema-go").Output()
	require.NoError(t, err)
	dir := filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	require.DirExists(t, dir, "the official test suite is missing")
	return dir
}

// knownDisagreements reads the list: a test's title, " => " and the reason.
func knownDisagreements(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("testdata/known-disagreements.txt")
	require.NoError(t, err)
	known := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			title, reason, _ := strings.Cut(line, " => ")
			require.NotEmpty(t, reason, "%s: no reason is given", title)
			known[title] = true
		}
	}
	return known
}

// suiteCase is one test of the suite.
type suiteCase struct {
	title string
	doc   string
	valid bool
}

// TestConformance: code generated for the schemas of the official suite accepts
// and refuses what the suite says, and encodes every valid document as it was.
// A test that disagrees must be listed, and one that is listed must disagree.
func TestConformance(t *testing.T) {
	dir := suiteDir(t)
	known := knownDisagreements(t)
	every, choice := 6, os.Getenv(suiteChoice)
	if choice != "" {
		every = 1
	}
	s := newScratch(t)
	var cases []suiteCase
	var questions []question
	n := 0
	for _, draft := range []struct {
		folder  string
		dialect graph.Dialect
		least   int // groups, so that an empty folder is noticed
	}{
		{"draft2020-12", graph.Draft2020, 250},
		{"draft7", graph.Draft7, 200},
	} {
		files, err := filepath.Glob(filepath.Join(dir, draft.folder, "*.json"))
		require.NoError(t, err)
		groups := 0
		for _, name := range files {
			f, err := source.ReadFile(name)
			require.NoError(t, err)
			for _, group := range f.Root.Items {
				groups++
				n++
				title := draft.folder + "/" + filepath.Base(name) + ": " + group.Get("description").Text
				if n%every != 0 || choice != "all" && !strings.Contains(title, choice) {
					continue
				}
				pkg := fmt.Sprintf("g%04d", n)
				r, err := generate(t, string(group.Get("schema").AppendJSON(nil)), gen.Options{Package: pkg, Type: "Document"}, graph.Options{
					Draft: draft.dialect,
					Map:   map[string]string{"http://localhost:1234/": filepath.Join(dir, "remotes")},
				})
				if !assert.NoError(t, err, title) {
					continue
				}
				s.add(t, pkg, "Document", r)
				for _, test := range group.Get("tests").Items {
					doc := string(test.Get("data").AppendJSON(nil))
					cases = append(cases, suiteCase{title + ": " + test.Get("description").Text, doc, test.Get("valid").Bool})
					questions = append(questions, question{pkg, doc})
				}
			}
		}
		assert.GreaterOrEqual(t, groups, draft.least, draft.folder)
	}
	agree := 0
	for i, answer := range ask(t, s.build(t), questions) {
		c := cases[i]
		want := "no "
		if c.valid {
			want = "ok " + compact(t, c.doc)
		}
		ok := strings.HasPrefix(answer, want) && (!c.valid || answer == want)
		if ok {
			agree++
		}
		if ok == known[c.title] {
			t.Errorf("%s\n  document %s in package %s\n  want %s\n  got  %s\n  listed as a known disagreement: %v", c.title, c.doc, questions[i].pkg, want, answer, known[c.title])
		}
		delete(known, c.title)
	}
	if choice == "all" {
		assert.Empty(t, known, "listed disagreements that the suite no longer has")
	}
	t.Logf("%d of %d tests agree, %d packages", agree, len(cases), len(s.roots))
}
