package program_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/suite"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

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
	official, err := suite.Read()
	require.NoError(t, err)
	known := disagreements(t)
	tests := 0
	for _, group := range official.Groups {
		if group.Optional() {
			continue
		}
		p, root := suiteProgram(t, &group)
		for _, test := range group.Tests {
			tests++
			got := judge(t, p, root, string(test.Data.AppendJSON(nil)))
			if agree := got == test.Valid; agree == known[test.Title] {
				t.Errorf("%s: valid is %v, listed as a known disagreement is %v", test.Title, got, known[test.Title])
			}
			delete(known, test.Title)
		}
	}
	t.Logf("%d tests", tests)
	assert.True(t, len(known) == 0 || !official.Own, "listed disagreements that the suite no longer has: %v", known)
}

func suiteProgram(t *testing.T, group *suite.Group) (*eval.Program, int) {
	t.Helper()
	title := group.Title
	f, err := group.Source()
	require.NoError(t, err, title)
	g, err := graph.Load(f, group.Load)
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
