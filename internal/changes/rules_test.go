package changes

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/decide"
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
			assert.NotEmpty(t, r.Topic, "a topic without a name")
			assert.Contains(t, []string{BumpPatch, BumpMinor}, r.Bump)
			assert.True(t, len(r.Keywords) > 0 || r == unknownKeywordChanged || r == ignoredKeywordChanged, "no keyword")
			for _, b := range slices.Concat(r.Breaks, r.Open) {
				assert.Contains(t, []string{Backward, Forward, Reader}, b)
			}
			old, new := schemaText(t, "old.json", r.Old), schemaText(t, "new.json", r.New)
			list := Diff(old, new).Changes
			if r.by == byEntries {
				return // compat tells it
			}
			require.Equal(t, []string{r.ID}, rulesOf(list))
			assert.NotZero(t, r.by&list[0].by, "another comparison found it than the rule says")
			assert.NotRegexp(t, `[{](at|name|new_name|old|new)[}]`, list[0].Message(), "something is not filled in")
			assert.Empty(t, Diff(old, old).Changes)
			assert.Empty(t, Diff(new, new).Changes)
		})
	}
}

// beyondExample are the directions that a rule lets expect although its example,
// which is small, breaks something else. More does than these examples show.
var beyondExample = map[string][]string{
	"pattern-changed":                     {Backward},
	"additional-properties-scope-changed": {Forward},
	"dynamic-reference-changed":           {Backward, Forward},
	"dynamic-anchor-changed":              {Backward, Forward},
}

// readersMiss are the rules whose example hides a member from readers besides,
// which is looked at change by change and not expected.
var readersMiss = []string{"unevaluated-properties-relaxed", "any-of-branch-removed", "condition-loosened", "any-of-removed", "one-of-removed", "condition-removed"}

// owesAnyway are the rules that owe a minor version although the example leaves
// both schemas with the same documents.
var owesAnyway = []string{"format-changed", "default-changed", "dynamic-reference-changed", "dynamic-anchor-changed"}

// TestRulesExpectBreaks: a direction that the example of a rule breaks is one that
// the rule lets expect, and the other way round; and a rule owes no more than a
// patch exactly where its example changes nothing for documents and readers.
func TestRulesExpectBreaks(t *testing.T) {
	for _, r := range Rules() {
		if r.by == byEntries {
			continue
		}
		d := Diff(schemaText(t, "old.json", r.Old), schemaText(t, "new.json", r.New))
		old, new := d.sides[0].graph, d.sides[1].graph
		c := decided(old, new)
		a := newAttribution(d, c)
		expected := a.expected(&d.Changes[0])
		for _, name := range []string{Backward, Forward, Reader} {
			if a.question(name).Broken && (name != Reader || !slices.Contains(readersMiss, r.ID)) {
				assert.Contains(t, expected, name, "%s: the example breaks more than the rule says", r.ID)
			}
		}
		broken := map[string]bool{
			Backward: decide.Decide(decide.Question{In: old, Out: new, Content: decide.Open}).Verdict == decide.Found,
			Forward:  decide.Decide(decide.Question{In: new, Out: old, Content: decide.Open}).Verdict == decide.Found,
			Reader:   c.Reader.Broken,
		}
		for _, name := range slices.Concat(r.Breaks, r.Open) {
			assert.NotEqual(t, slices.Contains(beyondExample[r.ID], name), broken[name], "%s: the rule says that it breaks %s, the example does not", r.ID, name)
		}
		means := broken[Backward] || broken[Forward] || c.Reader.Broken
		assert.Equal(t, means || slices.Contains(owesAnyway, r.ID), r.Bump != BumpPatch, "%s owes %s; its example changes what documents mean: %v", r.ID, r.Bump, means)
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
	made := byDialects | byDefinitions | byEntries | byNotes | byRewrites
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
