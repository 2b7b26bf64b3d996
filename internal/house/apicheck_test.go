package house

import (
	"archive/tar"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/changelog"
)

var base = flag.String("base", "", "the commit that TestAPI compares the exported Go API with, besides its own cases")

// TestAPI: what breaks programs that were written for the public packages of
// another commit is listed, and refused unless a new entry of CHANGELOG.md names it.
// With -base it is this repository that is compared, as `make api` does.
func TestAPI(t *testing.T) {
	t.Run("told", testTold)
	if *base != "" {
		ok, err := checkAPI(os.Stdout, root, *base)
		require.NoError(t, err)
		assert.True(t, ok, "name the changes above that have a hint in CHANGELOG.md")
	}
}

// checkAPI compares the module in a directory with one of its commits and writes what
// it found. It reports whether everything that breaks is told.
func checkAPI(w io.Writer, dir, base string) (bool, error) {
	before, err := os.MkdirTemp("", "apicheck")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(before)
	if err := checkout(dir, base, before); err != nil {
		return false, err
	}
	old, err := loadModule(before, false)
	if err != nil {
		return false, err
	}
	now, err := loadModule(dir, false)
	if err != nil {
		return false, err
	}
	breaks := apiBreaks(old, now, isStable)
	logs := [2]*changelog.File{}
	for i, at := range []string{before, dir} {
		data, err := os.ReadFile(filepath.Join(at, "CHANGELOG.md"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return false, err
		}
		logs[i] = changelog.Parse(data)
	}
	left := untold(breaks, logs[0], logs[1])
	for _, b := range breaks {
		if slices.Contains(left, b) {
			fmt.Fprintf(w, "%s\n  hint: %s\n", b, b.hint())
		} else {
			fmt.Fprintf(w, "%s (told)\n", b)
		}
	}
	fmt.Fprintf(w, "api: %d incompatible changes since %s, %d of them untold\n", len(breaks), base, len(left))
	return len(left) == 0, nil
}

// checkout writes the files of a commit to a directory.
func checkout(dir, commit, to string) error {
	cmd := exec.Command("git", "archive", "--format=tar", "--end-of-options", commit)
	var out, diag bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &diag
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("git archive %s: %w\n%s", commit, err, diag.String())
	}
	for r := tar.NewReader(&out); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := filepath.Join(to, filepath.FromSlash(h.Name))
		switch {
		case !filepath.IsLocal(filepath.FromSlash(h.Name)):
			return fmt.Errorf("the commit %s has a file called %q", commit, h.Name)
		case h.Typeflag == tar.TypeDir:
			err = os.MkdirAll(name, 0o777)
		case h.Typeflag == tar.TypeReg:
			if err = os.MkdirAll(filepath.Dir(name), 0o777); err == nil {
				var data []byte
				if data, err = io.ReadAll(r); err == nil {
					err = os.WriteFile(name, data, 0o666)
				}
			}
		}
		if err != nil {
			return err
		}
	}
}

// testTold: what a commit broke is listed, and refused until the CHANGELOG tells.
func testTold(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		write(t, filepath.Join(dir, name), text)
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
		cmd.Env = append(cmd.Env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a",
			"GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	judged := func() (string, bool) {
		t.Helper()
		var out strings.Builder
		ok, err := checkAPI(&out, dir, "HEAD")
		require.NoError(t, err)
		return out.String(), ok
	}
	git("init", "-q", "-b", "main")
	put("go.mod", "module example.org/m\n\ngo 1.25.0\n")
	put("run/run.go", "package run\n\nfunc Derive(n int) int { return n }\n")
	put("rt/eval/eval.go", "package eval\n\nfunc Run() {}\n")
	git("add", ".")
	git("commit", "-q", "-m", "x")

	out, ok := judged()
	assert.True(t, ok, out)
	assert.Equal(t, "api: 0 incompatible changes since HEAD, 0 of them untold\n", out)

	put("rt/eval/eval.go", "package eval\n")
	out, ok = judged()
	assert.True(t, ok, "generated code changes together with what it calls: %s", out)

	put("run/run.go", "package run\n\nfunc Derive(n int64) int64 { return n }\n")
	out, ok = judged()
	assert.False(t, ok)
	assert.Equal(t, "run: Derive: changed from func(int) int to func(int64) int64\n"+
		"  hint: name `run.Derive` in a new entry of CHANGELOG.md under [Unreleased] / Tool, with what to write instead\n"+
		"api: 1 incompatible changes since HEAD, 1 of them untold\n", out)
	put("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Tool\n\n- `run.Derive` counts in 64 bits.\n")
	out, ok = judged()
	assert.True(t, ok)
	assert.Contains(t, out, "(told)\n")

	_, err := checkAPI(&strings.Builder{}, dir, "nothing")
	assert.ErrorContains(t, err, "git archive nothing")
	put("run/run.go", "package run\n\nfunc Derive(n int64) Nothing\n")
	_, err = checkAPI(&strings.Builder{}, dir, "HEAD")
	assert.ErrorContains(t, err, "undefined: Nothing")
}
