package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCheck: what a commit broke is listed, and refused until the CHANGELOG tells.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
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
		ok, err := check(&out, dir, "HEAD")
		require.NoError(t, err)
		return out.String(), ok
	}
	git("init", "-q", "-b", "main")
	write("go.mod", "module example.org/m\n\ngo 1.25.0\n")
	write("run/run.go", "package run\n\nfunc Derive(n int) int { return n }\n")
	write("rt/eval/eval.go", "package eval\n\nfunc Run() {}\n")
	git("add", ".")
	git("commit", "-q", "-m", "x")

	out, ok := judged()
	assert.True(t, ok, out)
	assert.Equal(t, "api: 0 incompatible changes since HEAD, 0 of them untold\n", out)

	write("rt/eval/eval.go", "package eval\n")
	out, ok = judged()
	assert.True(t, ok, "generated code changes together with what it calls: %s", out)

	write("run/run.go", "package run\n\nfunc Derive(n int64) int64 { return n }\n")
	out, ok = judged()
	assert.False(t, ok)
	assert.Equal(t, "run: Derive: changed from func(int) int to func(int64) int64\n"+
		"  hint: name `run.Derive` in a new entry of CHANGELOG.md under [Unreleased] / Tool, with what to write instead\n"+
		"api: 1 incompatible changes since HEAD, 1 of them untold\n", out)
	write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Tool\n\n- `run.Derive` counts in 64 bits.\n")
	out, ok = judged()
	assert.True(t, ok)
	assert.Contains(t, out, "(told)\n")

	_, err := check(&strings.Builder{}, dir, "nothing")
	assert.ErrorContains(t, err, "git archive nothing")
	write("run/run.go", "package run\n\nfunc Derive(n int64) Nothing\n")
	_, err = check(&strings.Builder{}, dir, "HEAD")
	assert.ErrorContains(t, err, "undefined: Nothing")
}
