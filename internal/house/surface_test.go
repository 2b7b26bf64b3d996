package house

import (
	"fmt"
	"go/build"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var readModule = sync.OnceValues(func() (*goModule, error) { return loadModule(root, true) })

// packages returns the packages of the module with their types; they are read
// once for all tests.
func packages(t *testing.T) *goModule {
	t.Helper()
	m, err := readModule()
	require.NoError(t, err)
	return m
}

// TestPublicPackages: the list of public packages is the packages that other
// modules can import.
func TestPublicPackages(t *testing.T) {
	listed := slices.Collect(maps.Keys(publicPackages))
	for _, p := range packages(t).Packages {
		if i := slices.Index(listed, p.Path); i >= 0 && p.public() {
			listed = slices.Delete(listed, i, i+1)
		} else if p.public() {
			t.Errorf("other modules can import %s: say in internal/house/public_test.go what they may rely on, or move it below internal", p.Path)
		}
	}
	assert.Empty(t, listed, "internal/house/public_test.go lists what no other module can import")
}

// TestNoInternalTypes: an exported signature, field or alias of a public package
// mentions types that other modules can name: those of public packages and of the
// standard library. What only generated code calls is as it needs it.
func TestNoInternalTypes(t *testing.T) {
	for _, p := range packages(t).Packages {
		if !p.public() || !isStable(p.Path) {
			continue
		}
		for _, f := range shown(p.Types) {
			t.Errorf("%s: %s, which other modules cannot name", p.Path, f)
		}
	}
}

// TestOneAPIEverywhere: a public package consists of the same files on every system
// and under every build tag, or the API that the other tests see is one of several.
func TestOneAPIEverywhere(t *testing.T) {
	for _, file := range source(t).gofiles {
		if _, public := publicPackages[file.dir]; public && !file.test {
			full, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(file.path)))
			require.NoError(t, err)
			assert.Empty(t, leftOut(t, full), "%s: move it below internal", file.path)
		}
	}
	dir := t.TempDir()
	for name, want := range map[string]string{"a.go": "", "a_windows.go": "linux", "a_unix.go": "", "a_arm64.go": "linux"} {
		write(t, filepath.Join(dir, name), "package a\n")
		assert.Equal(t, want, leftOut(t, filepath.Join(dir, name)), name)
	}
	for tag, want := range map[string]string{"unix": "windows", "!windows": "windows", "extra": "linux", "linux || windows": "darwin"} {
		write(t, filepath.Join(dir, "a.go"), "//go:build "+tag+"\n\npackage a\n")
		assert.Equal(t, want, leftOut(t, filepath.Join(dir, "a.go")), tag)
	}
}

// leftOut names a system on which a file is not compiled, "" for none.
func leftOut(t *testing.T, path string) string {
	t.Helper()
	for _, system := range []string{"linux", "darwin", "windows"} {
		c := build.Default
		c.GOOS, c.GOARCH, c.CgoEnabled = system, "amd64", false
		in, err := c.MatchFile(filepath.Split(path))
		require.NoError(t, err)
		if !in {
			return system
		}
	}
	return ""
}

// shown lists the types in a package's API that other modules cannot name, or that
// belong to another module, with where they stand.
func shown(p *types.Package) []string {
	s := &surface{pkg: p, seen: map[types.Type]bool{}}
	for _, name := range p.Scope().Names() {
		if obj := p.Scope().Lookup(name); obj.Exported() {
			s.where = name
			s.object(obj)
		}
	}
	slices.Sort(s.found)
	return slices.Compact(s.found)
}

// surface goes through what programs that import a package can reach.
type surface struct {
	pkg   *types.Package
	seen  map[types.Type]bool
	where string
	found []string
}

func (s *surface) object(obj types.Object) {
	if name, ok := obj.(*types.TypeName); ok && name.IsAlias() {
		s.typ(types.Unalias(obj.Type()))
		return
	}
	s.typ(obj.Type())
}

// named judges a type by its name, and goes into it when it is the package's own.
func (s *surface) named(obj *types.TypeName) bool {
	pkg := obj.Pkg()
	if pkg == nil || pkg == s.pkg { // error and its like; our own, exported or reachable
		return true
	}
	first, _, _ := strings.Cut(pkg.Path(), "/")
	path, ours := strings.CutPrefix(pkg.Path(), module+"/")
	if strings.Contains(first, ".") && (!ours || under(path, "internal") || strings.Contains(path, "/internal/")) {
		s.found = append(s.found, s.where+" mentions "+pkg.Path()+"."+obj.Name())
	}
	return false
}

// member judges a field or method of the type at hand.
func (s *surface) member(obj types.Object) {
	defer func(where string) { s.where = where }(s.where)
	s.where += "." + obj.Name()
	s.typ(obj.Type())
}

func (s *surface) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		if s.named(t.Obj()) {
			s.typ(t.Rhs())
		}
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			s.typ(t.TypeArgs().At(i))
		}
		if !s.named(t.Obj()) || s.seen[t] {
			return
		}
		s.seen[t] = true
		defer func(where string) { s.where = where }(s.where)
		s.where = t.Obj().Name()
		for i := range t.TypeParams().Len() {
			s.typ(t.TypeParams().At(i).Constraint())
		}
		s.typ(t.Underlying())
		// Promoted methods are reachable as well.
		for _, recv := range []types.Type{t, types.NewPointer(t)} {
			for sel := range types.NewMethodSet(recv).Methods() {
				if sel.Obj().Exported() {
					s.member(sel.Obj())
				}
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				s.member(f)
			} else if f.Embedded() { // its exported fields are promoted
				inner := f.Type()
				if p, ok := inner.(*types.Pointer); ok {
					inner = p.Elem()
				}
				s.typ(inner.Underlying())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if m.Exported() {
				s.member(m)
			}
		}
		for e := range t.EmbeddedTypes() {
			s.typ(e)
		}
	case *types.Union:
		for term := range t.Terms() {
			s.typ(term.Type())
		}
	case *types.Signature:
		for _, list := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range list.Variables() {
				s.typ(v.Type())
			}
		}
		for i := range t.TypeParams().Len() {
			s.typ(t.TypeParams().At(i).Constraint())
		}
	case *types.Map:
		s.typ(t.Key())
		s.typ(t.Elem())
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		s.typ(t.Elem())
	}
}

// write writes a file and the folders above it.
func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
}

// TestSurfaceNotices: every way in which a type can show is looked at, and what
// cannot be reached from outside is not.
func TestSurfaceNotices(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module "+module+"\n\ngo 1.25.0\n")
	write(t, filepath.Join(dir, "internal", "deep", "deep.go"), "package deep\n\ntype Thing struct{}\n\ntype Iface interface{ M() }\n\ntype Number int\n")
	wanted, decls := map[string][]string{}, map[string]string{}
	const hidden = " mentions " + module + "/internal/deep.Thing"
	for decl, want := range map[string][]string{
		"func F(deep.Thing) {}":                                                  {"F" + hidden},
		"func F() map[string][]*deep.Thing":                                      {"F" + hidden},
		"func F(func(...chan deep.Thing)) {}":                                    {"F" + hidden},
		"func F[T interface{ ~int; deep.Iface }]() {}":                           {"F mentions " + module + "/internal/deep.Iface"},
		"func F() Box[deep.Thing]":                                               {"F" + hidden},
		"type T struct{ A, B deep.Thing }":                                       {"T.A" + hidden, "T.B" + hidden},
		"type T struct{ deep.Thing }":                                            {"T.Thing" + hidden},
		"type T struct{ part }; type part struct{ P *deep.Thing }":               {"T.P" + hidden},
		"type T struct{ *part }; type part struct{}; func (part) M() deep.Thing": {"T.M" + hidden},
		"type T int; func (*T) M(deep.Thing) {}":                                 {"T.M" + hidden},
		"type T interface{ M(deep.Thing) }":                                      {"T.M" + hidden},
		"type T = deep.Thing":                                                    {"T" + hidden},
		"type T = []deep.Thing":                                                  {"T" + hidden},
		"type T = Box[deep.Thing]":                                               {"T" + hidden},
		"var V deep.Thing":                                                       {"V" + hidden},
		"const C deep.Number = 1":                                                {"C mentions " + module + "/internal/deep.Number"},
		"func F() part; type part struct{}; func (part) M() deep.Thing":          {"part.M" + hidden},
		"func f(deep.Thing) {}":                                                  nil,
		"type t struct{ A deep.Thing }":                                          nil,
		"type T struct{ a deep.Thing }":                                          nil,
		"type T int; func (T) m(deep.Thing) {}":                                  nil,
		"func F(fmt.Stringer, ast.Node, error, any) {}":                          nil,
	} {
		name := fmt.Sprintf("p%d", len(wanted))
		write(t, filepath.Join(dir, name, "a.go"), "package a\n\nimport (\n\t\"fmt\"\n\t\"go/ast\"\n\n\t\""+module+"/internal/deep\"\n)\n\n"+
			"type Box[T any] struct{ t T }\n\nvar _ = fmt.Sprint(ast.IsExported, deep.Thing{})\n\n"+decl+"\n")
		wanted[name], decls[name] = want, decl
	}
	m, err := loadModule(dir, false)
	require.NoError(t, err)
	for _, p := range m.Packages {
		if p.public() {
			assert.Equal(t, wanted[p.Path], shown(p.Types), "%s", decls[p.Path])
		}
	}
}
