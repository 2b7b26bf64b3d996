//go:build unix

package verify_test

import (
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// fifoInstead puts a FIFO at a path, in place of what is there.
func fifoInstead(t *testing.T, path string) {
	require.NoError(t, os.RemoveAll(path))
	require.NoError(t, syscall.Mkfifo(path, 0o644))
}

// socket makes a socket that stays until the test ends.
func socket(t *testing.T, dir, name string) {
	// The path of a socket is short, that of a test's directory may not be.
	t.Chdir(dir)
	l, err := net.Listen("unix", name)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
}
