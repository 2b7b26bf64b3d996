package verify_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/verify"
)

// unprivileged runs f without the rights that the superuser has to every file.
// Only the thread that f runs on gives them up.
func unprivileged(t *testing.T, f func()) {
	if os.Geteuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	require.NoError(t, syscall.Setfsuid(nobody))
	defer func() { _ = syscall.Setfsuid(0) }()
	f()
}

// TestPermissions: what may not be read is told as that, and the rest is judged.
func TestPermissions(t *testing.T) {
	r := goodRun(t)
	// The directories that tests get may be closed to others.
	dir, err := os.MkdirTemp("", "verify")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o755))
	r.dir = dir
	r.write()
	r.opt.Jobs = 1 // all on this thread
	closed := func(name string, mode os.FileMode, do func()) {
		info, err := os.Stat(r.path(name))
		require.NoError(t, err)
		require.NoError(t, os.Chmod(r.path(name), mode))
		unprivileged(t, do)
		require.NoError(t, os.Chmod(r.path(name), info.Mode()))
	}
	for name, want := range map[string][]string{
		"data/clean.csv":        {"verify-artifact-unreadable /steps/0/artifacts/0/path"},
		"data":                  {"verify-artifact-unreadable /steps/0/artifacts/0/path"},
		"manifest.json":         {"verify-manifest-unreadable /references/manifest_path"},
		"config.effective.json": {"verify-reference /references/config_path"},
	} {
		closed(name, 0, func() {
			v := r.verify()
			assert.Equal(t, want, codes(v), "%s: %v", name, v.Findings)
			whole(t, v)
			assert.Contains(t, v.Findings[0].Message, "permission denied")
		})
	}
	closed("runresult.json", 0, func() {
		_, err := verify.Dir(context.Background(), dir, verify.Options{})
		require.ErrorContains(t, err, "permission denied")
		require.ErrorContains(t, err, "hint: ")
	})
	closed(".", 0, func() {
		_, err := verify.Dir(context.Background(), dir, verify.Options{})
		require.ErrorContains(t, err, "permission denied")
	})
	// A directory that may be entered but not listed.
	closed(".", 0o311, func() {
		_, err := verify.Dir(context.Background(), dir, verify.Options{})
		require.Error(t, err)
		require.ErrorContains(t, err, "permission denied")
		data, err := os.ReadFile(filepath.Join(dir, "runresult.json"))
		require.NoError(t, err)
		v := verify.Document(context.Background(), "-", data, verify.Options{Root: dir, Jobs: 1})
		assert.NotContains(t, codes(v), "panic")
	})
}
