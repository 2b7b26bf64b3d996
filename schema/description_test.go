package schema

import (
	"encoding/json"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryFieldIsDescribed: the schema is the documentation that editors show
// and that generated code carries, so a field without a description is a field
// that nobody can use.
func TestEveryFieldIsDescribed(t *testing.T) {
	for _, e := range List() {
		text, err := Get(e.Name)
		require.NoError(t, err)
		assert.Empty(t, undescribed(t, text), e.Path)
	}
}

// TestUndescribedNotices: the check above can fail.
func TestUndescribedNotices(t *testing.T) {
	text, err := Get(Default)
	require.NoError(t, err)
	for what, damage := range map[string]struct{ old, new string }{
		"":                                {`"description": "Atlas DataFlow RunResult v1`, `"$comment": "Atlas DataFlow RunResult v1`},
		"/properties/run_id":              {`"description": "Unique identifier of the run."`, `"description": "  "`},
		"/$defs/Hash":                     {`"description": "Cryptographic digest`, `"$comment": "Cryptographic digest`},
		"/$defs/Producer/properties/name": {`"description": "Name of the producing software."`, `"description": ""`},
	} {
		damaged := strings.Replace(string(text), damage.old, damage.new, 1)
		require.NotEqual(t, string(text), damaged, what)
		assert.Equal(t, []string{what}, undescribed(t, []byte(damaged)))
	}
}

// undescribed returns the JSON Pointers of the root, the definitions and the
// declared fields that have no description of their own. The `properties` of a
// condition (below if, then, not, …) declare nothing: they restrict fields that
// are declared, and described, beside the condition.
func undescribed(t *testing.T, text []byte) []string {
	t.Helper()
	type node struct {
		Description string                     `json:"description"`
		Properties  map[string]json.RawMessage `json:"properties"`
		Defs        map[string]json.RawMessage `json:"$defs"`
	}
	var missing []string
	var visit func(text []byte, at string)
	visit = func(text []byte, at string) {
		var n node
		require.NoError(t, json.Unmarshal(text, &n), at)
		if strings.TrimSpace(n.Description) == "" {
			missing = append(missing, at)
		}
		for name, field := range n.Properties {
			visit(field, at+"/properties/"+name)
		}
		for name, def := range n.Defs {
			visit(def, at+"/$defs/"+name)
		}
	}
	visit(text, "")
	sort.Strings(missing)
	return missing
}
