package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tree lists every file below dir with its contents, so that a test sees
// leftovers as well.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		if d.IsDir() {
			out[filepath.ToSlash(rel)+"/"] = ""
			return nil
		}
		if d.Type()&fs.ModeSymlink != 0 {
			link, _ := os.Readlink(p)
			out[filepath.ToSlash(rel)] = "-> " + link
			return nil
		}
		data, err := os.ReadFile(p)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	}))
	return out
}

func put(t *testing.T, dir, name, data string) string {
	t.Helper()
	p := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o777))
	require.NoError(t, os.WriteFile(p, []byte(data), 0o666))
	return p
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	p := put(t, dir, "a.txt", "old")
	require.NoError(t, os.Chmod(p, 0o640))
	require.NoError(t, WriteFile(p, []byte("new")))
	require.NoError(t, WriteFile(filepath.Join(dir, "b.txt"), []byte("fresh")))
	require.NoError(t, os.Symlink("a.txt", filepath.Join(dir, "link")))
	require.NoError(t, WriteFile(filepath.Join(dir, "link"), []byte("through")))
	assert.Equal(t, map[string]string{"a.txt": "through", "b.txt": "fresh", "link": "-> a.txt"}, tree(t, dir))
	info, err := os.Stat(p)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o640), info.Mode().Perm(), "the permissions of a replaced file are kept")
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "dangling")))
	put(t, dir, "file", "x")
	for _, name := range []string{".", "dangling", "file/below", "no/such/dir"} {
		_, err := Create(filepath.Join(dir, name))
		assert.Error(t, err, name)
	}
	assert.Equal(t, map[string]string{"dangling": "-> nowhere", "file": "x"}, tree(t, dir))
}

func TestWriteFileToDevice(t *testing.T) {
	require.NoError(t, WriteFile(os.DevNull, []byte("gone")))
}

func TestAbortLeavesTheTarget(t *testing.T) {
	dir := t.TempDir()
	p := put(t, dir, "a.txt", "old")
	w, err := Create(p)
	require.NoError(t, err)
	_, err = w.Write([]byte("half"))
	require.NoError(t, err)
	assert.Equal(t, "old", tree(t, dir)["a.txt"], "nothing shows before Commit")
	w.Abort()
	w.Abort()
	require.Error(t, w.Commit())
	assert.Equal(t, map[string]string{"a.txt": "old"}, tree(t, dir))
}

func TestPrepare(t *testing.T) {
	dir := t.TempDir()
	p := put(t, dir, "a.txt", "old")
	w, err := Create(p)
	require.NoError(t, err)
	_, err = w.Write([]byte("new"))
	require.NoError(t, err)
	require.NoError(t, w.Prepare())
	require.NoError(t, w.Prepare(), "once is enough, twice does no harm")
	assert.Equal(t, "old", tree(t, dir)["a.txt"], "nothing shows before Commit")
	_, err = w.Write([]byte("more"))
	require.Error(t, err)
	require.NoError(t, w.Commit())
	assert.Equal(t, map[string]string{"a.txt": "new"}, tree(t, dir))

	w, err = Create(p)
	require.NoError(t, err)
	require.NoError(t, w.Prepare())
	w.Abort()
	require.NoError(t, w.Prepare(), "there is nothing left to do")
	assert.Equal(t, map[string]string{"a.txt": "new"}, tree(t, dir))
}

func TestApply(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "out/a.go", "old a")
	put(t, dir, "out/stray.go", "stray")
	require.NoError(t, Apply([]Change{
		{Dir: filepath.Join(dir, "out"), Name: "a.go", Data: []byte("new a")},
		{Dir: filepath.Join(dir, "out"), Name: "sub/b.go", Data: []byte("new b")},
		{Dir: filepath.Join(dir, "out"), Name: "stray.go", Remove: true},
		{Dir: filepath.Join(dir, "out"), Name: "never-there.go", Remove: true},
		{Dir: filepath.Join(dir, "x/y"), Name: "c.go", Data: []byte("new c")},
	}))
	assert.Equal(t, map[string]string{
		"out/": "", "out/a.go": "new a", "out/sub/": "", "out/sub/b.go": "new b", "x/": "", "x/y/": "", "x/y/c.go": "new c",
	}, tree(t, dir))
}

// Nothing may change when any part of a set cannot be written, whether that
// shows while staging or while replacing.
func TestApplyIsAllOrNothing(t *testing.T) {
	outside := t.TempDir()
	cases := []struct {
		name string
		bad  Change
		want string
	}{
		{"parent", Change{Name: "../evil", Data: []byte("x")}, "outside the output directory"},
		{"absolute", Change{Name: filepath.Join(outside, "evil"), Data: []byte("x")}, "outside the output directory"},
		{"directory itself", Change{Name: ".", Data: []byte("x")}, "outside the output directory"},
		{"link out", Change{Name: "out", Data: []byte("x")}, "leads out"},
		{"directory link out", Change{Name: "outdir/evil", Data: []byte("x")}, "escape"},
		{"new directory behind a link out", Change{Name: "outdir/new/evil", Data: []byte("x")}, "escape"},
		{"target is a directory", Change{Name: "dir", Data: []byte("x")}, "not a regular file"},
		{"parent is a file", Change{Name: "a.go/b.go", Data: []byte("x")}, ""},
		{"link loop", Change{Name: "loop", Data: []byte("x")}, "too many"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "a.go", "old a")
			put(t, dir, "stray.go", "stray")
			put(t, dir, "dir/keep", "keep")
			require.NoError(t, os.Symlink(filepath.Join(outside, "evil"), filepath.Join(dir, "out")))
			require.NoError(t, os.Symlink(outside, filepath.Join(dir, "outdir")))
			require.NoError(t, os.Symlink("loop", filepath.Join(dir, "loop")))
			before := tree(t, dir)
			c.bad.Dir = dir
			err := Apply([]Change{
				{Dir: dir, Name: "a.go", Data: []byte("new a")},
				{Dir: dir, Name: "new/b.go", Data: []byte("new b")},
				{Dir: dir, Name: "stray.go", Remove: true},
				c.bad,
			})
			require.Error(t, err)
			assert.ErrorContains(t, err, c.want)
			assert.Equal(t, before, tree(t, dir))
			assert.Empty(t, tree(t, outside))
		})
	}
}

func TestApplyUndoesWhatWasReplaced(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.go", "old a")
	put(t, dir, "stray.go", "stray")
	before := tree(t, dir)
	// The second name needs the first to be a directory, which only shows once
	// the first is in place.
	err := Apply([]Change{
		{Dir: dir, Name: "stray.go", Remove: true},
		{Dir: dir, Name: "a.go", Data: []byte("new a")},
		{Dir: dir, Name: "n", Data: []byte("file")},
		{Dir: dir, Name: "n/b.go", Data: []byte("new b")},
	})
	require.Error(t, err)
	assert.Equal(t, before, tree(t, dir))
}

func TestApplyWritesThroughLinksInside(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "real/a.go", "old")
	require.NoError(t, os.Symlink("real/a.go", filepath.Join(dir, "a.go")))
	require.NoError(t, Apply([]Change{{Dir: dir, Name: "a.go", Data: []byte("new")}}))
	assert.Equal(t, map[string]string{"real/": "", "real/a.go": "new", "a.go": "-> real/a.go"}, tree(t, dir))
}
