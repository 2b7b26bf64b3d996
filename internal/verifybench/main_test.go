package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/verify"
)

// TestWhatIsMeasuredIsGood: a document with findings would measure something
// else.
func TestWhatIsMeasuredIsGood(t *testing.T) {
	m := &measuring{dir: t.TempDir()}
	for _, i := range []int{0, 9} {
		doc := smallRun(i)
		dir := doc.RunID
		require.NoError(t, m.addEvidence(dir, &doc, 3, 1000))
		text, err := doc.MarshalJSON()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(m.dir, dir, documentName), text, 0o600))
		v, err := verify.Dir(context.Background(), filepath.Join(m.dir, dir), verify.Options{})
		require.NoError(t, err)
		assert.Empty(t, v.Findings)
		assert.GreaterOrEqual(t, v.Files, 3)
	}
}

func TestCommandLine(t *testing.T) {
	for _, args := range [][]string{{"-runs", "-1"}, {"x"}, {"-rounds", "0"}, {"-no-such-flag"}} {
		var stderr bytes.Buffer
		assert.Equal(t, exitUsage, run(args, &stderr, &stderr), args)
		assert.NotEmpty(t, stderr.String())
	}
	var stderr bytes.Buffer
	assert.Equal(t, exitInput, run([]string{"-dir", filepath.Join(t.TempDir(), "nope")}, &stderr, &stderr))
}
