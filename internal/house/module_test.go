package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goModule is a Go module as the compiler sees it, its tests aside.
type goModule struct {
	// Path is the module's own, Dir its root.
	Path, Dir string
	// Packages come after those that they import.
	Packages []*goPackage
	// Fset knows the positions in all files.
	Fset *token.FileSet
}

// goPackage is one package of a module.
type goPackage struct {
	// Path is relative to the module: "run/verify".
	Path  string
	Files []*ast.File
	Types *types.Package
	// Info has what the names in the files stand for, bodies of functions
	// included when loadModule was asked for them.
	Info *types.Info
}

// public reports whether programs of other modules can import the package.
func (p *goPackage) public() bool {
	return p.Types.Name() != "main" && !strings.HasPrefix(p.Path, "internal/") && !strings.Contains(p.Path, "/internal/")
}

// loadModule reads the module in a directory. Without bodies only declarations are
// checked, which is faster and all that an API consists of. Packages of other
// modules are read as the compiler left them in its cache.
func loadModule(dir string, bodies bool) (*goModule, error) {
	all, err := goList(dir, "-deps", "./...")
	if err != nil {
		return nil, err
	}
	m := &goModule{Dir: dir, Fset: token.NewFileSet()}
	var foreign []string
	for _, p := range all {
		if p.main() {
			m.Path = p.Module.Path
		} else if p.ImportPath != "unsafe" {
			foreign = append(foreign, p.ImportPath)
		}
	}
	if m.Path == "" {
		return nil, fmt.Errorf("%s: no package of a module is here", dir)
	}
	var compiled []listed
	if len(foreign) > 0 {
		if compiled, err = goList(dir, append([]string{"-export"}, foreign...)...); err != nil {
			return nil, err
		}
	}
	im := &importing{own: map[string]*types.Package{}, files: map[string]string{}}
	for _, p := range compiled {
		im.files[p.ImportPath] = p.Export
	}
	im.foreign = importer.ForCompiler(m.Fset, "gc", im.open)
	for _, p := range all {
		if !p.main() {
			continue
		}
		checked, err := m.check(p, im, bodies)
		if err != nil {
			return nil, err
		}
		im.own[p.ImportPath] = checked.Types
		m.Packages = append(m.Packages, checked)
	}
	return m, nil
}

// check reads one package of the module.
func (m *goModule) check(p listed, im types.Importer, bodies bool) (*goPackage, error) {
	out := &goPackage{
		Path: strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, m.Path), "/"),
		Info: &types.Info{
			Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
			Types: map[ast.Expr]types.TypeAndValue{},
		},
	}
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(m.Fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		out.Files = append(out.Files, f)
	}
	conf := types.Config{Importer: im, IgnoreFuncBodies: !bodies}
	var err error
	if out.Types, err = conf.Check(p.ImportPath, m.Fset, out.Files, out.Info); err != nil {
		return nil, err
	}
	return out, nil
}

// importing finds imported packages: those of the module among what was checked
// before, the others in the compiler's cache.
type importing struct {
	own     map[string]*types.Package
	files   map[string]string // of export data, by import path
	foreign types.Importer
}

// Import implements types.Importer.
func (im *importing) Import(path string) (*types.Package, error) {
	if p := im.own[path]; p != nil {
		return p, nil
	}
	return im.foreign.Import(path)
}

// open gives the export data of a package of another module.
func (im *importing) open(path string) (io.ReadCloser, error) {
	name := im.files[path]
	if name == "" {
		return nil, fmt.Errorf("package %s was not compiled", path)
	}
	return os.Open(name)
}

// listed is what `go list` says about a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	Module                  *struct {
		Path string
		Main bool
	}
}

func (p listed) main() bool { return p.Module != nil && p.Module.Main }

// goList asks the go command.
func goList(dir string, args ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Export,GoFiles,Module"}, args...)...)
	var diag bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &diag
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w\n%s", dir, err, diag.String())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", dir, err)
		}
		all = append(all, p)
	}
}
