package lower

import (
	"context"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// CodeImport is the code of errors about imports.
const CodeImport = "import"

// Import is a schema whose types live in another package, which was generated
// from it with the same options.
type Import struct {
	URI      string      // as the user wrote it, for messages
	Root     *graph.Node // the root of its document
	Path     string      // the package, as the language names it
	RootName string      // name of the root type
}

// foreign is what is known of an import: which place of its document has which
// type of its package.
type foreign struct {
	Import
	types map[string]*model.Type // by border key
	used  map[string]*model.Type // the same as types of the package at hand
}

// lookInto finds the names of the types in other packages, by lowering their
// schemas as they were lowered there. known holds those that were looked into
// already, nil for those being looked into: packages cannot import each other in
// a circle, and so nor do their schemas here.
func (l *lowerer) lookInto(ctx context.Context, known map[*graph.Node]*foreign) error {
	l.foreign = make(map[*source.File]*foreign, len(l.opt.Imports))
	for _, imp := range l.opt.Imports {
		f, seen := known[imp.Root]
		if !seen {
			known[imp.Root] = nil
			g := *l.g
			g.Root = imp.Root
			others := slices.DeleteFunc(slices.Clone(l.opt.Imports), func(o Import) bool { return o.Root == imp.Root })
			there, err := lowerAll(ctx, &g, Options{RootName: imp.RootName, Int64: l.opt.Int64, Language: l.opt.Language, Imports: others, collect: true}, known)
			if err != nil {
				return err
			}
			f = &foreign{Import: imp, types: there.atBorder()}
			known[imp.Root] = f
		}
		if f != nil {
			l.foreign[imp.Root.File] = &foreign{Import: f.Import, types: f.types, used: map[string]*model.Type{}}
		}
	}
	return nil
}

// atBorder returns the named types of the package by the places that other
// packages can find them by.
func (l *lowerer) atBorder() map[string]*model.Type {
	declared := map[*model.Type]bool{}
	for _, t := range l.pkg.Types {
		declared[t] = true
	}
	out := map[string]*model.Type{}
	for key, e := range l.places {
		t := e.t
		if e.box != nil {
			t = e.box
		}
		if declared[t] {
			out[key] = t
		}
	}
	// Whatever the root is, a type of that name was made for it.
	root := []*graph.Node{l.g.Root}
	v := l.kinds.flatten(root, kAll)
	if key := l.border(v, primary(root)); key != "" && primary(root) == l.g.Root {
		out[key] = l.pkg.Root
	}
	return out
}

// border identifies the place where v applies across packages: the schemas that
// say something there and the one the type is named after. What only limits the
// JSON type is part of the kinds. A place where something applies that is no
// whole schema of the text has none.
func (l *lowerer) border(v view, first *graph.Node) string {
	if len(l.opt.Imports) == 0 && l.places == nil {
		return ""
	}
	own := view{kinds: v.kinds}
	for _, n := range v.nodes {
		switch {
		case n != first && onlyTypes(n):
		case n.ID >= len(l.g.Nodes):
			return ""
		default:
			own.nodes = append(own.nodes, n)
		}
	}
	if first.ID >= len(l.g.Nodes) {
		return ""
	}
	return own.key(first)
}

// onlyTypes reports whether n asserts nothing but JSON types.
func onlyTypes(n *graph.Node) bool {
	if n.Bool != nil {
		return false
	}
	c := *n
	c.Types = nil
	return !asserts(&c)
}

// imported returns the type of another package for the place at a border, nil
// when the types of this package are to be used: the place belongs to no import,
// more applies to it than in the other package, or what applies depends on the
// schemas it was reached through.
func (l *lowerer) imported(border string, first *graph.Node, roots []*graph.Node) *model.Type {
	f := l.foreign[first.File]
	if f == nil || border == "" {
		return nil
	}
	there := f.types[border]
	if there == nil || l.dynamic != nil && slices.ContainsFunc(roots, func(n *graph.Node) bool { return program.UsesDynamicScope(l.g, n) }) {
		return nil
	}
	t := f.used[border]
	if t == nil {
		t = &model.Type{
			Kind: there.Kind, Name: there.Name, Import: f.Path, Doc: there.Doc, Pointer: there.Pointer,
			TypeRule: there.TypeRule, Schema: l.schemaOf(roots),
		}
		if t.Kind == model.Box {
			t.Elem = there.Elem // tells the JSON type
		}
		l.origin[t] = first
		f.used[border] = t
		l.needs(f.Path)
	}
	return t
}

// needs notes that a type of the package at that path is used.
func (l *lowerer) needs(path string) {
	if !slices.Contains(l.pkg.Imports, path) {
		l.pkg.Imports = append(l.pkg.Imports, path)
		slices.Sort(l.pkg.Imports)
	}
}

// unusedImport refuses an import that gives no type: the user expects one.
func (l *lowerer) unusedImport() error {
	for _, imp := range l.opt.Imports {
		if f := l.foreign[imp.Root.File]; len(f.used) == 0 {
			return l.g.Root.File.Errorf(l.g.Root.Value, "", CodeImport,
				"leave the import out; a type is taken from another package where a $ref to a schema of its own stands alone, and nothing it reaches is a $dynamicRef",
				"no type of the package %q is used: no member, item or value is what a named type of %s is", imp.Path, imp.URI)
		}
	}
	return nil
}
