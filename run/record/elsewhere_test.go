package record

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
)

// TestBuildsElsewhere: the recorder is a library of other people's programs, and
// builds where the operating system knows less than ours. The types are checked in
// every run; the compiler, which makes a standard library for each of the systems,
// is asked in the long one.
func TestBuildsElsewhere(t *testing.T) {
	for _, target := range []string{"js/wasm", "plan9/amd64", "windows/amd64"} {
		system, processor, _ := strings.Cut(target, "/")
		env := append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=0")
		checkTypes(t, target, env)
		if rounds.Of(0, 1) == 1 {
			cmd := exec.Command("go", "build", ".")
			cmd.Env = env
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, "%s: %s", target, out)
		}
	}
}

// elsewhere imports packages as they were checked for another system.
type elsewhere struct {
	checked map[string]*types.Package
	renamed map[string]string // what the package being checked calls its imports
}

func (e *elsewhere) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if to := e.renamed[path]; to != "" {
		path = to
	}
	return e.checked[path], nil
}

// checkTypes checks this package and all that it imports, the standard library
// without the bodies of its functions.
func checkTypes(t *testing.T, target string, env []string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Standard,ImportMap", ".")
	cmd.Env = env
	out, err := cmd.Output()
	require.NoError(t, err, target)
	files := token.NewFileSet()
	e := &elsewhere{checked: map[string]*types.Package{}}
	ours := 0
	for list := json.NewDecoder(bytes.NewReader(out)); ; { // what is imported comes first
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
			Standard        bool
			ImportMap       map[string]string
		}
		if err := list.Decode(&p); err == io.EOF {
			break
		} else {
			require.NoError(t, err, target)
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			require.NoError(t, err, target)
			parsed = append(parsed, f)
		}
		e.renamed = p.ImportMap
		conf := types.Config{Importer: e, Sizes: types.SizesFor("gc", target[strings.Index(target, "/")+1:]), IgnoreFuncBodies: p.Standard}
		e.checked[p.ImportPath], err = conf.Check(p.ImportPath, files, parsed, nil)
		assert.NoError(t, err, "%s: %s", target, p.ImportPath)
		if !p.Standard {
			ours++
		}
	}
	assert.Greater(t, ours, 5, "%s: the packages that this one imports were not found", target)
}
