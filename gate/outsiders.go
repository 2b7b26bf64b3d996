package gate

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// outsiders stand for the imported packages. Each name that the declarations use
// of a package becomes a type of that name. A generic type with arguments becomes
// one type for each list of arguments, called by all of it, because the
// comparison tells types of other packages apart by name alone.
type outsiders map[string]map[string]bool // by import path, the names

// collect notes the names that a file uses of other packages.
func (o outsiders) collect(f *ast.File) {
	paths := map[string]string{}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path[strings.LastIndexByte(path, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		paths[name] = path
		if o[path] == nil {
			o[path] = map[string]bool{}
		}
	}
	r := typeReader{o, paths}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			r.fields(d.Recv)
			r.expr(d.Type)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					s.Type = r.expr(s.Type)
				case *ast.ValueSpec:
					s.Type = r.expr(s.Type)
				}
			}
		}
	}
}

// typeReader goes through the types of one file's declarations.
type typeReader struct {
	outsiders
	paths map[string]string // of imports, by name
}

func (r typeReader) fields(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		f.Type = r.expr(f.Type)
	}
}

// expr notes the imported names in a type and returns the type, with instances
// of generic ones renamed.
func (r typeReader) expr(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		if path := r.path(x); path != "" {
			r.outsiders[path][x.Sel.Name] = true
		}
	case *ast.IndexExpr:
		x.Index = r.expr(x.Index)
		if sel, ok := x.X.(*ast.SelectorExpr); ok && r.path(sel) != "" {
			return r.instance(sel, r.path(sel), []ast.Expr{x.Index})
		}
	case *ast.IndexListExpr:
		for i := range x.Indices {
			x.Indices[i] = r.expr(x.Indices[i])
		}
		if sel, ok := x.X.(*ast.SelectorExpr); ok && r.path(sel) != "" {
			return r.instance(sel, r.path(sel), x.Indices)
		}
	case *ast.StarExpr:
		x.X = r.expr(x.X)
	case *ast.ParenExpr:
		x.X = r.expr(x.X)
	case *ast.ArrayType:
		x.Elt = r.expr(x.Elt)
	case *ast.MapType:
		x.Key, x.Value = r.expr(x.Key), r.expr(x.Value)
	case *ast.ChanType:
		x.Value = r.expr(x.Value)
	case *ast.Ellipsis:
		x.Elt = r.expr(x.Elt)
	case *ast.StructType:
		r.fields(x.Fields)
	case *ast.InterfaceType:
		r.fields(x.Methods)
	case *ast.FuncType:
		r.fields(x.Params)
		r.fields(x.Results)
	}
	return x
}

// path is the import path of what a name is selected from, or "".
func (r typeReader) path(sel *ast.SelectorExpr) string {
	if pkg, ok := sel.X.(*ast.Ident); ok {
		return r.paths[pkg.Name]
	}
	return ""
}

// instance renames an instantiated type.
func (o outsiders) instance(sel *ast.SelectorExpr, path string, args []ast.Expr) ast.Expr {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = types.ExprString(a)
	}
	name := sel.Sel.Name + "[" + strings.Join(words, ", ") + "]"
	o[path][name] = true
	return &ast.SelectorExpr{X: sel.X, Sel: &ast.Ident{NamePos: sel.Sel.NamePos, Name: name}}
}

// Import implements types.Importer.
func (o outsiders) Import(path string) (*types.Package, error) {
	pkg := types.NewPackage(path, path[strings.LastIndexByte(path, '/')+1:])
	for name := range o[path] {
		// Not comparable, like the retained members in every generated struct: the
		// comparison would otherwise take a further slice for a loss.
		signature := types.NewSignatureType(nil, nil, nil, nil, nil, false)
		under := types.NewStruct([]*types.Var{types.NewField(token.NoPos, pkg, "opaque", signature, false)}, nil)
		obj := types.NewTypeName(token.NoPos, pkg, name, nil)
		types.NewNamed(obj, under, nil)
		pkg.Scope().Insert(obj)
	}
	pkg.MarkComplete()
	return pkg, nil
}
