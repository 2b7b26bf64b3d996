package changes

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
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
		out = append(out, c.Rule.ID)
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
			taken := slices.ContainsFunc(report.Rules(), func(other diag.Rule) bool { return other.ID == r.ID })
			assert.False(t, taken, "the ID is a finding's code")
			assert.True(t, strings.HasSuffix(r.Summary, "."), r.Summary)
			assert.GreaterOrEqual(t, len(r.Explanation), 40)
			assert.NotEmpty(t, r.Message)
			assert.Contains(t, []string{BumpPatch, BumpMinor}, r.Bump)
			assert.True(t, len(r.Keywords) > 0 || r == unknownKeywordChanged || r == ignoredKeywordChanged, "no keyword")
			for _, b := range slices.Concat(r.Breaks, r.Open) {
				assert.Contains(t, []string{Backward, Forward, Reader}, b)
			}
			old, new := schemaText(t, "old.json", r.Old), schemaText(t, "new.json", r.New)
			list := Diff(old, new).Changes
			require.Equal(t, []string{r.ID}, rulesOf(list))
			assert.NotZero(t, r.by&list[0].by, "another comparison found it than the rule says")
			assert.NotContains(t, list[0].Message(), "{", "something is not filled in")
			assert.Empty(t, Diff(old, old).Changes)
			assert.Empty(t, Diff(new, new).Changes)
		})
	}
}

// TestRulesExpectBreaks: a direction that the example of a rule breaks is one that
// the rule lets expect.
func TestRulesExpectBreaks(t *testing.T) {
	for _, r := range Rules() {
		d := Diff(schemaText(t, "old.json", r.Old), schemaText(t, "new.json", r.New))
		c := decided(d.sides[0].graph, d.sides[1].graph)
		a := newAttribution(d, c)
		expected := a.expected(&d.Changes[0])
		for _, name := range []string{Backward, Forward} {
			if a.question(name).Broken {
				assert.Contains(t, expected, name, "%s: the example breaks more than the rule says", r.ID)
			}
		}
	}
}

// TestRulesAreFound: a rule is told by the comparisons that it names and by no
// other, and every comparison has a rule.
func TestRulesAreFound(t *testing.T) {
	var all finder
	for _, r := range Rules() {
		all |= r.by
		assert.NotZero(t, r.by, "%s: nothing finds it", r.ID)
	}
	for _, x := range fixtures(t) {
		for _, c := range Diff(schemaOf(t, "old.json", x.old), schemaOf(t, "new.json", x.new)).Changes {
			assert.NotZero(t, c.Rule.by&c.by, "%s is told by a comparison that its rule does not name: %s", c.Rule.ID, x.old.JSON())
		}
	}
	made := byDialects | byDefinitions | byNotes
	for i := range aspects {
		if aspects[i].compare != nil {
			made |= aspects[i].is
		}
	}
	assert.Equal(t, made, all, "a comparison without a rule, or the other way round")
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
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if row.Asserts() {
			assert.True(t, comparing.Knows(row) && printing.Knows(row), "no aspect has the keyword %s", row.Name)
		}
		assert.True(t, covered[row.Name] || slices.Contains(through, row.Name), "no rule covers %s", row.Name)
	}
}
