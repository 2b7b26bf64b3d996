package main

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

// The demo runs from start to end, and what it says depends on the manifest.
func TestDemo(t *testing.T) {
	manifests := filepath.Join("..", "..", "testdata", "manifests")
	for _, c := range []struct{ manifest, status, page string }{
		{"", "success", "SUCCESS  run "},
		{filepath.Join(manifests, "documented-partial.json"), "partial", "PARTIAL  run "},
		{filepath.Join(manifests, "practice-failed.json"), "failed", "FAILED  run "},
	} {
		t.Run(c.status, func(t *testing.T) {
			var out, diag bytes.Buffer
			var args []string
			if c.manifest != "" {
				args = []string{"-manifest", c.manifest}
			}
			require.Zero(t, run(args, &out, &diag), "%s%s", out.String(), diag.String())
			lines := strings.Split(out.String(), "\n")
			assert.Contains(t, lines, "status: "+c.status)
			for _, other := range []string{"success", "failed", "partial"} {
				if other != c.status {
					assert.NotContains(t, lines, "status: "+other)
				}
			}
			assert.Contains(t, out.String(), c.page)
			assert.Contains(t, out.String(), "nothing lost")
			assert.Contains(t, out.String(), "$ runresult validate run_result.json\nrunresult: 1 document: valid\n")
			assert.Empty(t, diag.String())
		})
	}
}

// make demo passes its MANIFEST on, and without one shows what the program shows
// by itself.
func TestMakeDemo(t *testing.T) {
	for _, c := range []struct{ arg, manifest string }{
		{"", "testdata/manifests/" + defaultManifest},
		{"MANIFEST=x.json", "x.json"},
		{"MANIFEST=a run/x.json", "a run/x.json"},
	} {
		args := []string{"-n", "demo"}
		if c.arg != "" {
			args = append(args, c.arg)
		}
		cmd := exec.Command("make", args...)
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
			name, _, _ := strings.Cut(v, "=")
			return slices.Contains([]string{"MANIFEST", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "GO"}, name)
		})
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Equal(t, `go run ./internal/demo -manifest "`+c.manifest+`"`+"\n", string(out))
	}
}

func TestDemoFailures(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var out, diag bytes.Buffer
	assert.Equal(t, 2, run([]string{"-nope"}, &out, &diag))
	assert.Equal(t, 2, run([]string{"extra"}, &out, &diag))
	diag.Reset()
	assert.Equal(t, 1, run([]string{"-manifest", filepath.Join(dir, "none.json")}, &out, &diag))
	assert.Contains(t, diag.String(), "no such file")
	assert.Contains(t, diag.String(), "demo: runresult import gave exit code 3")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range left {
		assert.NotContains(t, e.Name(), "runresult-demo", "nothing is left behind")
	}
}
