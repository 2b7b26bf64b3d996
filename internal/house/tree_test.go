package house

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the import path of the repository's root.
const module = "github.com/atlas-dataflow/runresult"

// root is the repository's root as seen from this package.
const root = "../.."

// goFile is one parsed Go file of the module.
type goFile struct {
	path      string // slash-separated, from the root
	dir       string // the folder it is in, "." for the root
	test      bool
	generated bool
	nested    bool // in a module of its own, which nobody who requires ours compiles
	lines     int
	ast       *ast.File
	fset      *token.FileSet
	imports   []string
}

// text is one file that a person reads or writes.
type text struct {
	path string
	data []byte
}

// tree is everything the tests look at, read once.
type tree struct {
	gofiles []goFile
	texts   []text
	nested  []string // folders of the modules below the root
}

var readTree = sync.OnceValues(func() (*tree, error) {
	t := &tree{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") && rel != "." && rel != ".ci"
			if hidden || d.Name() == "node_modules" || d.Name() == "dist" {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(file, "go.mod")); err == nil && rel != "." {
				t.nested = append(t.nested, rel)
			}
			return nil
		}
		return t.add(rel)
	})
	return t, err
})

// source returns the tree; it is read once for all tests.
func source(t *testing.T) *tree {
	t.Helper()
	tr, err := readTree()
	require.NoError(t, err)
	require.NotEmpty(t, tr.gofiles, "no Go file was found: the root is elsewhere")
	return tr
}

// add reads one file.
func (t *tree) add(rel string) error {
	if !isText(rel) {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(rel)))
	if err != nil {
		return err
	}
	t.texts = append(t.texts, text{path: rel, data: data})
	// Go files below testdata belong to tests, not to the module.
	if path.Ext(rel) != ".go" || strings.Contains("/"+rel, "/testdata/") {
		return nil
	}
	g := goFile{path: rel, dir: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), fset: token.NewFileSet()}
	g.nested = slices.ContainsFunc(t.nested, func(top string) bool { return under(g.dir, top) })
	g.lines = bytes.Count(data, []byte("\n"))
	if g.ast, err = parser.ParseFile(g.fset, rel, data, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return err
	}
	// Elsewhere the mark hides nothing: no generator writes there.
	g.generated = ast.IsGenerated(g.ast) && (g.nested || under(g.dir, "generated"))
	for _, spec := range g.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		g.imports = append(g.imports, name)
	}
	t.gofiles = append(t.gofiles, g)
	return nil
}

// isText tells the files that people write from recorded data and golden files.
func isText(rel string) bool {
	if under(rel, ".ci") {
		return true
	}
	switch path.Base(rel) {
	case "Makefile", "LICENSE", "go.mod", ".gitignore", ".gitattributes", "package-lock.json":
		return true
	}
	switch path.Ext(rel) {
	case ".go", ".md", ".mjs", ".yaml", ".yml", ".conf", ".txtar", ".sh":
		return true
	}
	return false
}

// under tells whether a folder is, or is below, another one.
func under(dir, top string) bool {
	return dir == top || strings.HasPrefix(dir, top+"/")
}
