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
	for _, c := range []struct {
		manifest, edit, status, page string
		refused                      []string // what the schema's edit is refused with
	}{
		{"", "", "success", "SUCCESS  run ", []string{"incompatible, owed bump: major", "backward: incompatible", `"status": "partial"`, "enum-value-removed"}},
		{filepath.Join(manifests, "documented-partial.json"), "add-enum-value", "partial", "PARTIAL  run ",
			[]string{"incompatible, owed bump: major", "forward: incompatible", `"status": "cancelled"`, "enum-value-added"}},
		{filepath.Join(manifests, "practice-failed.json"), "add-optional-member", "failed", "FAILED  run ", nil},
	} {
		t.Run(c.status, func(t *testing.T) {
			var out, diag bytes.Buffer
			var args []string
			if c.manifest != "" {
				args = []string{"-manifest", c.manifest, "-edit", c.edit}
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
			_, passed, found := strings.Cut(out.String(), "$ runresult compat runresult.v1 add-optional-member.json\n")
			require.True(t, found)
			assert.True(t, strings.HasPrefix(passed, "compatible, owed bump: minor\n"), passed)
			for _, want := range c.refused {
				assert.Contains(t, out.String(), want)
			}
			assert.Equal(t, len(c.refused) > 0, strings.Contains(out.String(), "incompatible"))
		})
	}
}

// make demo passes its MANIFEST and EDIT on, and without them shows what the program shows
// by itself.
func TestMakeDemo(t *testing.T) {
	const usual = "testdata/manifests/" + defaultManifest
	for _, c := range []struct {
		args           []string
		manifest, edit string
	}{
		{nil, usual, defaultEdit},
		{[]string{"MANIFEST=x.json"}, "x.json", defaultEdit},
		{[]string{"MANIFEST=a run/x.json", "EDIT=close-object"}, "a run/x.json", "close-object"},
		{[]string{"EDIT=list"}, usual, "list"},
	} {
		cmd := exec.Command("make", append([]string{"-n", "demo"}, c.args...)...)
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
			name, _, _ := strings.Cut(v, "=")
			return slices.Contains([]string{"MANIFEST", "EDIT", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "GO"}, name)
		})
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Equal(t, `go run ./internal/demo -manifest "`+c.manifest+`" -edit "`+c.edit+`"`+"\n", string(out))
	}
}

func TestDemoFailures(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var out, diag bytes.Buffer
	assert.Equal(t, 2, run([]string{"-nope"}, &out, &diag))
	assert.Equal(t, 2, run([]string{"extra"}, &out, &diag))
	diag.Reset()
	assert.Equal(t, 2, run([]string{"-edit", "drop-enum-valu"}, &out, &diag))
	assert.Contains(t, diag.String(), `demo: there is no edit "drop-enum-valu"; did you mean drop-enum-value? There are:`)
	for _, e := range edits {
		assert.Contains(t, diag.String(), "\n  "+e.name+" ")
	}
	out.Reset()
	diag.Reset()
	assert.Zero(t, run([]string{"-edit", "list"}, &out, &diag), "make demo EDIT=list, as the README says")
	assert.Empty(t, diag.String())
	assert.Equal(t, len(edits), strings.Count(out.String(), "\n"))
	for _, e := range edits {
		assert.Contains(t, out.String(), e.name+" ")
		assert.Contains(t, out.String(), e.what)
	}
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
