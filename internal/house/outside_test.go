package house

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what the outside program prints to testdata/outside/want.txt")

// outsider is a module of its own in a temporary folder, which requires this one
// as it lies here. No network is asked: what the module needs is in the cache,
// because this one was built.
type outsider struct {
	t   *testing.T
	dir string
}

func newOutsider(t *testing.T) *outsider {
	t.Helper()
	o := &outsider{t, t.TempDir()}
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(o.dir, "go.sum"), sums, 0o666))
	o.run("go", "mod", "init", "example.org/outside")
	o.run("go", "mod", "edit", "-go=1.25.0", "-require="+module+"@v0.0.0", "-replace="+module+"="+here)
	return o
}

// run runs a command in the module and returns what it printed.
func (o *outsider) run(name string, args ...string) string {
	o.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = o.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	var diag strings.Builder
	cmd.Stderr = &diag
	out, err := cmd.Output()
	require.NoError(o.t, err, "%s %s\n%s%s", name, strings.Join(args, " "), out, diag.String())
	return string(out)
}

// TestOutside: a program of another module uses every public package, and gets
// what the packages promise.
func TestOutside(t *testing.T) {
	o := newOutsider(t)
	require.NoError(t, os.CopyFS(filepath.Join(o.dir, "program"), os.DirFS(filepath.Join(root, "testdata", "outside"))))
	require.NoError(t, os.Remove(filepath.Join(o.dir, "program", "go.mod")))
	got := o.run("go", "run", "./program", t.TempDir())
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join(root, "testdata", "outside", "want.txt"), []byte(got), 0o666))
	}
	assert.Equal(t, read(t, "testdata/outside/want.txt"), got)

	imported := strings.Fields(o.run("go", "list", "-f", `{{join .Imports "\n"}}`, "./..."))
	for _, p := range packages(t).Packages {
		if p.public() && isStable(p.Path) && !slices.Contains(imported, module+"/"+p.Path) {
			t.Errorf("testdata/outside does not use %s", p.Path)
		}
	}
}

// outsideProgram decodes, edits and encodes with nothing but generated code and
// package rt.
const outsideProgram = `package main

import (
	"fmt"
	"os"

	"` + module + `/rt"

	"example.org/outside/order"
)

func main() {
	o, err := order.UnmarshalOrder([]byte(os.Args[1]))
	if err != nil {
		fmt.Println(err)
		return
	}
	o.Total = rt.IntegerFromInt64(7)
	text, err := o.MarshalJSON()
	fmt.Println(string(text), err)
}
`

// outsideSchema has members with types of rt, and a keyword that the evaluator
// judges.
const outsideSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "total": {"type": "integer"},
    "at": {"type": "string", "format": "date-time"},
    "note": {"type": ["string", "null"]},
    "lines": {"type": "array", "contains": {"required": ["sku"]}, "unevaluatedItems": {"type": "integer"}}
  },
  "required": ["total"]
}
`

// TestGeneratedCodeNeedsNothingElse: what generate writes compiles in a module that
// requires this one and no other, and nothing but this one and the standard
// library gets into its program.
func TestGeneratedCodeNeedsNothingElse(t *testing.T) {
	o := newOutsider(t)
	write(t, filepath.Join(o.dir, "order.schema.json"), outsideSchema)
	write(t, filepath.Join(o.dir, "main.go"), outsideProgram)
	run := program(t)
	out, code := run("generate", "--schema", filepath.Join(o.dir, "order.schema.json"), "--type", "Order", "--package", "order", "--out", filepath.Join(o.dir, "order"))
	require.Zero(t, code, out)
	out, code = run("generate", "--schema", "runresult.v1", "--package", "contract", "--out", filepath.Join(o.dir, "contract"))
	require.Zero(t, code, out)

	binary := filepath.Join(t.TempDir(), "program")
	o.run("go", "build", "-o", binary, ".")
	o.run("go", "build", "./contract")
	assert.Equal(t, `{"total":7,"x":1.0} <nil>`+"\n", o.run(binary, `{"total":1e0,"x":1.0}`))
	assert.Contains(t, o.run(binary, `{"total":"1"}`), "/total")

	assert.Equal(t, []string{module + " v0.0.0"}, o.required(), "one requirement")
	assert.Equal(t, []string{"rt", "rt/codec", "rt/eval"}, o.needed(), "the standard library and our own packages only")

	// Whatever needs more shows here.
	write(t, filepath.Join(o.dir, "more", "more.go"), "package more\n\nimport _ \""+module+"/compat\"\n")
	o.run("go", "build", "./more")
	assert.Greater(t, len(o.required()), 1)
	assert.Contains(t, o.needed(), "compat")
}

// required lists what the module's go.mod requires.
func (o *outsider) required() []string {
	o.t.Helper()
	var out []string
	for line := range strings.Lines(o.run("go", "mod", "edit", "-print")) {
		if fields := strings.Fields(strings.TrimPrefix(line, "require ")); len(fields) > 1 && strings.HasPrefix(fields[1], "v") {
			out = append(out, fields[0]+" "+fields[1])
		}
	}
	return out
}

// needed lists the packages that get into the module's programs, the standard
// library's, its own and what package rt is made of aside.
func (o *outsider) needed() []string {
	o.t.Helper()
	var out []string
	for _, path := range strings.Fields(o.run("go", "list", "-deps", "./...")) {
		first, _, _ := strings.Cut(path, "/")
		path = strings.TrimPrefix(path, module+"/")
		if strings.Contains(first, ".") && first != "example.org" && !strings.HasPrefix(path, "rt/internal/") {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}
