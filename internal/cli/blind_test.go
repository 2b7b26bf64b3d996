package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// TestUnheardKeyword: a schema with a keyword that no judge has been taught is
// trouble, by the keyword's name and place, and never a verdict or code.
func TestUnheardKeyword(t *testing.T) {
	dir := t.TempDir()
	schema, doc := filepath.Join(dir, "schema.json"), filepath.Join(dir, "doc.json")
	require.NoError(t, os.WriteFile(schema, []byte(`{"properties":{"a":{"enum":["x","ay"],"minLength":2}}}`), 0o600))
	require.NoError(t, os.WriteFile(doc, []byte(`{"a":"x"}`), 0o600))
	for _, j := range keyword.Judges() {
		defer j.Blind(keyword.Find("minLength"))()
	}
	for _, args := range [][]string{
		{"validate", "--schema", schema, doc},
		{"generate", "--schema", schema, "--package", "p", "--out", filepath.Join(dir, "p")},
	} {
		code, stdout, stderr := call("", args...)
		assert.Equal(t, ExitTrouble, code, args)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, `schema.json:1:51: at /properties/a/minLength: the keyword "minLength" is none that`)
	}
}
