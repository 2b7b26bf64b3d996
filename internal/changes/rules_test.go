package changes

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// schemaOf loads a schema from a value of a test file.
func schemaOf(t testing.TB, name string, v *source.Value) *graph.Graph {
	t.Helper()
	return schemaText(t, name, v.JSON())
}

func schemaText(t testing.TB, name, text string) *graph.Graph {
	t.Helper()
	f, err := source.ParseJSON(name, []byte(text))
	require.NoError(t, err, text)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err, text)
	return g
}

func rulesOf(list []Change) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, c.Rule)
	}
	return out
}

// TestRulesAreComplete: every rule is explained, has a message, and an example
// that is this change and no other.
func TestRulesAreComplete(t *testing.T) {
	words := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			assert.Regexp(t, words, r.ID)
			assert.False(t, seen[r.ID], "the ID is used twice")
			seen[r.ID] = true
			_, taken := report.RuleByID(r.ID)
			assert.False(t, taken, "the ID is a finding's code")
			assert.True(t, strings.HasSuffix(r.Summary, "."), r.Summary)
			assert.GreaterOrEqual(t, len(r.Explanation), 40)
			assert.NotEmpty(t, r.Message)
			assert.Contains(t, []string{BumpPatch, BumpMinor}, r.Bump)
			for _, b := range slices.Concat(r.Breaks, r.Open) {
				assert.Contains(t, []string{Backward, Forward, Reader}, b)
			}
			require.NotNil(t, r.Old)
			require.NotNil(t, r.New)
			old, new := schemaOf(t, "old.json", r.Old), schemaOf(t, "new.json", r.New)
			list := Diff(old, new)
			require.Equal(t, []string{r.ID}, rulesOf(list))
			assert.NotContains(t, list[0].Message(), "{", "something is not filled in")
			assert.Empty(t, Diff(old, old))
			assert.Empty(t, Diff(new, new))
		})
	}
}

// through are keywords that are compared by what they lead to, in its place.
var through = []string{"allOf"}

// TestEveryKeywordHasARule: a change of any keyword is told.
func TestEveryKeywordHasARule(t *testing.T) {
	covered := map[string]bool{}
	for _, r := range Rules() {
		for _, k := range r.Keywords {
			assert.NotNil(t, keyword.Find(k), "%s: no dialect has the keyword %s", r.ID, k)
			covered[k] = true
		}
	}
	for _, row := range keyword.All() {
		assert.True(t, covered[row.Name] || slices.Contains(through, row.Name), "no rule covers %s", row.Name)
	}
}
