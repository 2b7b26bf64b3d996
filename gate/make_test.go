package gate

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMakeGate: make gate compares with the commit where the branch left main, on
// main with the commit before, and without either it says what that costs.
func TestMakeGate(t *testing.T) {
	makefile, err := filepath.Abs(filepath.Join("..", "Makefile"))
	require.NoError(t, err)
	dir := t.TempDir()
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "GIT_") || slices.Contains([]string{"AGAINST", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES"}, name)
	})
	env = append(env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir),
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	in := func(dir, name string, args ...string) (string, string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		var out, diag bytes.Buffer
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &out, &diag
		require.NoError(t, cmd.Run(), "%s %v: %s%s", name, args, out.String(), diag.String())
		return strings.TrimSpace(out.String()), diag.String()
	}
	git := func(args ...string) string {
		t.Helper()
		out, _ := in(dir, "git", args...)
		return out
	}
	commit := func() string {
		t.Helper()
		git("commit", "-q", "--allow-empty", "-m", "x")
		return git("rev-parse", "HEAD")
	}
	// gate returns what the tool is asked to compare with; RUNRESULT only prints.
	gate := func(dir string, args ...string) string {
		t.Helper()
		out, diag := in(dir, "make", append([]string{"-f", makefile, "gate", "RUNRESULT=echo runresult"}, args...)...)
		lines := strings.Split(out, "\n")
		rest, ok := strings.CutPrefix(lines[len(lines)-1], "runresult gate --config runresult.yaml")
		require.True(t, ok, out)
		assert.Equal(t, rest == "", strings.Contains(diag, "gate: note: compared with no other commit"), "%s%s", out, diag)
		return strings.TrimPrefix(rest, " --against ")
	}

	assert.Empty(t, gate(dir), "no repository")
	git("init", "-q", "-b", "main")
	assert.Empty(t, gate(dir), "no commit")
	first := commit()
	assert.Empty(t, gate(dir), "nothing before the first commit")
	second := commit()
	assert.Equal(t, "git:"+first, gate(dir), "on main, the commit before")
	git("checkout", "-q", "-b", "topic")
	third := commit()
	fourth := commit()
	assert.Equal(t, "git:"+second, gate(dir), "where the branch left main")
	assert.Equal(t, "git:"+third, gate(dir, "AGAINST=git:"+third))
	assert.Empty(t, gate(dir, "AGAINST=none"))

	shallow := filepath.Join(t.TempDir(), "shallow")
	in(dir, "git", "clone", "-q", "--depth", "1", "--branch", "main", "file://"+dir, shallow)
	cmd := exec.Command("make", "-f", makefile, "gate", "RUNRESULT=echo runresult")
	cmd.Dir, cmd.Env = shallow, env
	out, err := cmd.CombinedOutput()
	assert.Error(t, err, "the commit may be in the repository, and is not here")
	assert.Contains(t, string(out), "git fetch --unshallow origin")
	assert.NotContains(t, string(out), "runresult gate --config")
	assert.Empty(t, gate(shallow, "AGAINST=none"))

	clone := filepath.Join(t.TempDir(), "clone")
	in(dir, "git", "clone", "-q", dir, clone)
	assert.Equal(t, "git:"+third, gate(clone), "a clone of %s, whose main branch is what it was cloned from", fourth)
	in(clone, "git", "remote", "remove", "origin")
	assert.Empty(t, gate(clone), "a clone without a remote and without main")
}
