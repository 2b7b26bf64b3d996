package atomicfile

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dead returns the number of a process that has ended.
func dead(t *testing.T) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	require.NoError(t, cmd.Run())
	return cmd.Process.Pid
}

// TestSweep: what a killed process left goes, and nothing else does.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-2 * maxAge)
	pid := dead(t)
	keep := []string{
		"a.json", fmt.Sprintf(".a.json.%d-0.tmp", os.Getpid()), fmt.Sprintf(".b.json.%d-0.tmp", pid), fmt.Sprintf(".a.json.%d-0.old", pid),
		".a.json.tmp", ".a.json.x-0.tmp", ".a.json.0-0.tmp", ".a.json.-5-0.tmp", ".a.json.+5-0.tmp", ".a.json.5-00.tmp", fmt.Sprintf("a.json.%d-0.tmp", pid),
	}
	for _, name := range keep {
		put(t, dir, name, "x")
	}
	stale := []string{fmt.Sprintf(".a.json.%d-1.tmp", os.Getpid())}
	if runtime.GOOS != "windows" {
		stale = append(stale, fmt.Sprintf(".a.json.%d-0.tmp", pid), fmt.Sprintf(".a.json.%d-17.tmp", pid))
	}
	for _, name := range stale {
		put(t, dir, name, "x")
	}
	require.NoError(t, os.Chtimes(filepath.Join(dir, stale[0]), old, old))
	require.NoError(t, os.Mkdir(filepath.Join(dir, fmt.Sprintf(".a.json.%d-9.tmp", pid)), 0o700))
	Sweep(filepath.Join(dir, "a.json"))
	want := map[string]string{fmt.Sprintf(".a.json.%d-9.tmp/", pid): ""}
	for _, name := range keep {
		want[name] = "x"
	}
	assert.Equal(t, want, tree(t, dir))

	Sweep(filepath.Join(dir, "none", "a.json")) // there is nothing to do
}

// TestSweepFollowsLinks: a file behind a symbolic link is written where it is.
func TestSweepFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	name := fmt.Sprintf(".a.json.%d-0.tmp", dead(t))
	put(t, dir, "real/a.json", "x")
	path := put(t, dir, "real/"+name, "x")
	old := time.Now().Add(-2 * maxAge)
	require.NoError(t, os.Chtimes(path, old, old))
	require.NoError(t, os.Symlink("real/a.json", filepath.Join(dir, "link")))
	Sweep(filepath.Join(dir, "link"))
	assert.Equal(t, map[string]string{"real/": "", "real/a.json": "x", "link": "-> real/a.json"}, tree(t, dir))
}
