//go:build unix

package cli

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRootFIFO: a FIFO in the place of the evidence is refused and not waited
// for.
func TestRootFIFO(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	_, err := openRoot(fifo)
	assert.ErrorContains(t, err, "not a directory")
}
