package v5

import (
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suite"
)

// disagreements are the tests of the official suite about which the library,
// given our copy, is known to be wrong: "draft/file: group: test" and why. A
// test that is listed and passes is a failure, so that the list stays true.
var disagreements = map[string]string{}

func TestOfficialSuite(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	met := map[string]bool{}
	count := 0
	for _, group := range official.Groups {
		if group.Optional() {
			continue
		}
		v := suiteValidator(t, group.Title, group.Schema, group.Load)
		lazy, err := CompileSound(v.g, false)
		require.NoError(t, err, group.Title)
		for _, test := range group.Tests {
			count++
			name := test.Title
			got, err := v.Judge(test.Data)
			require.NoError(t, err, name)
			same, err := lazy.Judge(test.Data)
			require.NoError(t, err, name)
			assert.Equal(t, got, same, name)
			agrees := (got == nil) == test.Valid
			if _, known := disagreements[name]; known {
				met[name] = true
				assert.False(t, agrees, "%s: listed as a disagreement, but agrees now", name)
			} else {
				assert.True(t, agrees, "%s: %v", name, got)
			}
			for _, x := range got {
				assert.NotEmpty(t, x.Keyword, "%s: %v", name, x)
				assert.NotEmpty(t, x.Message, "%s: %v", name, x)
				_, ok := test.Data.At(x.InstanceAt)
				assert.True(t, ok, "%s: %v", name, x)
			}
		}
	}
	t.Logf("%d tests", count)
	var unmet []string
	for name := range disagreements {
		if !met[name] {
			unmet = append(unmet, name)
		}
	}
	sort.Strings(unmet)
	assert.True(t, len(unmet) == 0 || !official.Own, "listed as disagreements, but not in the suite: %v", unmet)
}

func suiteValidator(t *testing.T, title string, schema *source.Value, opt graph.Options) *Validator {
	t.Helper()
	f, err := source.ParseJSON("schema.json", schema.AppendJSON(nil))
	require.NoError(t, err, title)
	g, err := graph.Load(f, opt)
	require.NoError(t, err, title)
	v, err := Compile(g, false)
	require.NoError(t, err, title)
	return v
}

func TestVocabulariesLeftOut(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	schema := document(t, `{"$schema":"http://localhost:1234/draft2020-12/metaschema-no-validation.json",
		"properties":{"bad":false,"number":{"minimum":10,"required":["a","a"]}}}`)
	v := suiteValidator(t, "vocabularies", schema, official.Groups[0].Load)
	assert.Empty(t, v.Validate(document(t, `{"number":1}`)), "minimum is no keyword there")
	assert.Len(t, v.Validate(document(t, `{"bad":1}`)), 1)
}
