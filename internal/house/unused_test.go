package house

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// forTests lists the internal packages that are there for tests.
var forTests = []string{"internal/attack", "internal/pattern/patterntest", "internal/rounds", "internal/suite"}

// unused lists exported names of internal packages that nothing but their tests
// needs, each with the reason why it stays. One that is used comes off the list.
var unused = map[string]string{
	"internal/graph.Draft6":     "one of the dialects, which are all there",
	"internal/keyword.Dialects": "tests go through the dialects",
	"internal/keyword.Judges":   "tests take rows from every judge",
}

// TestNothingIsUnused: what an internal package exports is used by code that is no
// test. Nobody outside can use it, so a name without such a use is dead.
func TestNothingIsUnused(t *testing.T) {
	dead := deadNames(packages(t))
	for _, name := range dead {
		if unused[name] == "" {
			t.Errorf("%s is exported, and no code but tests uses it", name)
		}
	}
	for name := range unused {
		if !slices.Contains(dead, name) {
			t.Errorf("%s is used, or gone: take it off the list", name)
		}
	}
}

// deadNames lists the exported names of a module's internal packages that its code
// does not use, package-level names and methods.
func deadNames(m *goModule) []string {
	used := map[string]bool{}
	methods := map[string]bool{"Unwrap": true, "Is": true, "As": true} // names that an interface asks for
	for _, p := range m.Packages {
		for id, obj := range p.Info.Uses {
			// A type's own methods do not make it used.
			if !inOwnMethod(p, id, obj) {
				used[nameOf(m, obj)] = true
			}
		}
		for _, imported := range append(p.Types.Imports(), p.Types) {
			for _, name := range imported.Scope().Names() {
				collectMethods(imported.Scope().Lookup(name), methods)
			}
		}
		for _, obj := range p.Info.Defs {
			collectMethods(obj, methods)
		}
	}
	var dead []string
	for _, p := range m.Packages {
		if p.public() || p.Types.Name() == "main" || slices.Contains(forTests, p.Path) {
			continue
		}
		for _, obj := range p.Info.Defs {
			if obj == nil || !obj.Exported() || used[nameOf(m, obj)] {
				continue
			}
			switch o := obj.(type) {
			case *types.Func:
				if o.Signature().Recv() != nil && (methods[o.Name()] || types.IsInterface(o.Signature().Recv().Type())) {
					continue
				}
			case *types.TypeName, *types.Const:
			case *types.Var:
				if o.IsField() {
					continue
				}
			}
			if recv := receiverOf(obj); recv != "" || obj.Parent() == p.Types.Scope() {
				dead = append(dead, nameOf(m, obj))
			}
		}
	}
	slices.Sort(dead)
	return dead
}

// nameOf is a package-level name or a method with its package, as a reader writes
// it: "internal/graph.Node.At".
func nameOf(m *goModule, obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		obj = f.Origin()
	}
	if obj.Pkg() == nil {
		return obj.Name()
	}
	path := strings.TrimPrefix(obj.Pkg().Path(), m.Path+"/")
	if recv := receiverOf(obj); recv != "" {
		return path + "." + recv + "." + obj.Name()
	}
	if obj.Parent() != obj.Pkg().Scope() {
		return "" // local, or a field
	}
	return path + "." + obj.Name()
}

// receiverOf is the name of the type that a method belongs to, or "".
func receiverOf(obj types.Object) string {
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return ""
	}
	t := f.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// collectMethods notes the methods of an interface, which are called without being
// named.
func collectMethods(obj types.Object, into map[string]bool) {
	name, ok := obj.(*types.TypeName)
	if !ok {
		return
	}
	if i, ok := name.Type().Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			into[m.Name()] = true
		}
	}
}

// inOwnMethod reports whether a use of a type's name is the receiver of one of its
// own methods, the use of a function is inside itself, or one is assigned to nothing
// in its own package.
func inOwnMethod(p *goPackage, id *ast.Ident, obj types.Object) bool {
	if obj.Pkg() != p.Types {
		return false
	}
	for _, f := range p.Files {
		if id.Pos() < f.FileStart || id.Pos() >= f.FileEnd {
			continue
		}
		for _, d := range f.Decls {
			if v, ok := d.(*ast.GenDecl); ok && id.Pos() >= v.Pos() && id.Pos() < v.End() && assignsToNothing(v, id) {
				return true
			}
			fn, ok := d.(*ast.FuncDecl)
			if !ok || id.Pos() < fn.Pos() || id.Pos() >= fn.End() {
				continue
			}
			return p.Info.Defs[fn.Name] == obj || fn.Recv != nil && id.Pos() < fn.Recv.End()
		}
	}
	return false
}

// assignsToNothing reports whether a name stands in a `var _ = …`, which uses nothing.
func assignsToNothing(d *ast.GenDecl, id *ast.Ident) bool {
	return slices.ContainsFunc(d.Specs, func(spec ast.Spec) bool {
		v, ok := spec.(*ast.ValueSpec)
		return ok && id.Pos() >= v.Pos() && id.Pos() < v.End() && !slices.ContainsFunc(v.Names, func(n *ast.Ident) bool { return n.Name != "_" })
	})
}

func TestUnusedNotices(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.org/m\n\ngo 1.25.0\n",
		"a.go":   "package a\n\nimport \"example.org/m/internal/b\"\n\nvar _ = b.Used(b.Number)\n\nvar _ = b.Box[int]{}.Get()\n",
		"internal/b/b.go": `package b

type Kind int

const (
	Number Kind = iota
	Text
)

func Used(Kind) string { return inner() }
func inner() string    { return Inner() }
func Inner() string    { return "" }
func Dead() { Dead() }

var _ = Dead

var Nothing int

type Lonely struct{ Field int }

func (Lonely) Method()        {}
func (Kind) String() string   { return "" }
func (Kind) Unasked() string  { return "" }

type Box[T any] struct{ t T }

func (b Box[T]) Get() T   { return b.t }
func (b Box[T]) Other() T { return b.t }
`,
		"internal/b/b_test.go": "package b\n\nvar _ = Nothing\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		write(t, path, text)
	}
	m, err := loadModule(dir, true)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"internal/b.Box.Other", "internal/b.Dead", "internal/b.Kind.String", "internal/b.Kind.Unasked", "internal/b.Lonely", "internal/b.Lonely.Method", "internal/b.Nothing", "internal/b.Text",
	}, deadNames(m))
}
