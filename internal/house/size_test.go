package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is still taken in at one look: beyond it a function or a struct does
// several things, and is cut by topic.
const (
	maxFuncLines = 80
	maxParams    = 6
	maxFields    = 24
)

// oversized lists what is known to be larger: it may not spread, and comes off the
// list when it is cut.
var oversized = []string{
	"internal/graph.Node",
}

// TestSizes: functions and structs stay small enough to be read in one go. Tests
// may have long tables; generated code is read by compilers.
func TestSizes(t *testing.T) {
	found := map[string]string{}
	for _, file := range source(t).gofiles {
		if file.test || file.generated || file.nested {
			continue
		}
		for name, why := range large(file.fset, file.ast) {
			found[file.dir+"."+name] = why
		}
	}
	for _, name := range oversized {
		if found[name] == "" {
			t.Errorf("%s is small enough now: take it off the list", name)
		}
	}
	for name, why := range found {
		if !slices.Contains(oversized, name) {
			t.Errorf("%s: %s: cut it by topic", name, why)
		}
	}
}

// large lists what is too large in a file, by its name, with the reason.
func large(fset *token.FileSet, file *ast.File) map[string]string {
	out := map[string]string{}
	add := func(name, format string, args ...any) { out[name] = fmt.Sprintf(format, args...) }
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := f.Name.Name
		if f.Recv != nil {
			name = receiver(f) + "." + name
		}
		if n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1; n > maxFuncLines {
			add(name, "the function has %d lines, more than %d", n, maxFuncLines)
		} else if n := f.Type.Params.NumFields(); n > maxParams {
			add(name, "the function has %d parameters, more than %d", n, maxParams)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for i, value := range v.Values { // a function by another name
				f, ok := value.(*ast.FuncLit)
				if !ok {
					continue
				}
				if n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1; n > maxFuncLines {
					add(v.Names[i].Name, "the function has %d lines, more than %d", n, maxFuncLines)
				}
			}
		}
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok {
			if n := s.Fields.NumFields(); n > maxFields {
				add(spec.Name.Name, "the struct has %d fields, more than %d", n, maxFields)
			}
		}
		return true
	})
	return out
}

// receiver is the name of a method's type.
func receiver(f *ast.FuncDecl) string {
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}

func TestSizesNotice(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\n", n) }
	fields := func(n int) string { return strings.TrimSuffix(strings.Repeat("a, ", n), ", ") + " int" }
	for code, want := range map[string]string{
		"func f() {" + lines(80) + "}":                            "f: the function has 81 lines, more than 80",
		"func f() {" + lines(79) + "}":                            "",
		"func (x *T[A]) m(" + fields(7) + ") {}":                  "T.m: the function has 7 parameters, more than 6",
		"func f(" + fields(6) + ") {}":                            "",
		"type S struct{ " + fields(25) + " }":                     "S: the struct has 25 fields, more than 24",
		"type S struct{ " + fields(24) + " }":                     "",
		"func f() { type S struct{ a int; " + fields(24) + " } }": "S: the struct has 25 fields, more than 24",
		"func f() { _ = func(" + fields(9) + ") {} }":             "",
		"var f, g = 1, func() {" + lines(80) + "}":                "g: the function has 81 lines, more than 80",
		"var f = func() {" + lines(79) + "}":                      "",
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a.go", "package a\n"+code, 0)
		require.NoError(t, err, code)
		var got []string
		for name, why := range large(fset, file) {
			got = append(got, name+": "+why)
		}
		assert.Equal(t, want, strings.Join(got, "; "), "%.60s", code)
	}
}
