package gen

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// ParseImport reads URI=PATH or URI=PATH#TYPE, as the command line writes an import,
// with a path as the language wants it.
func ParseImport(lang, text string) (Import, error) {
	i := strings.LastIndexByte(text, '=') // a URI may hold = in its query, a path does not
	if i <= 0 || i == len(text)-1 {
		return Import{}, errors.New("it names no URI and Go import path")
	}
	return newImport(lang, text[:i], text[i+1:])
}

func newImport(lang, uri, text string) (Import, error) {
	path, name, named := strings.Cut(text, "#")
	if l := languages.Get(lang); l != nil {
		if err := l.Module.Check(path); err != nil {
			return Import{}, err
		}
		if err := l.Type.Check(name); named && err != nil {
			return Import{}, err
		}
	}
	return Import{URI: uri, Path: path, Type: name}, nil
}

// NewImports makes imports of PATH or PATH#TYPE by URI, as the configuration file
// writes them, in an order that does not depend on the map's.
func NewImports(lang string, targets map[string]string) ([]Import, error) {
	var list []Import
	for _, uri := range slices.Sorted(maps.Keys(targets)) {
		i, err := newImport(lang, uri, targets[uri])
		if err != nil {
			return nil, fmt.Errorf("import of %s: %w", uri, err)
		}
		list = append(list, i)
	}
	return list, nil
}

// resolveImports finds the documents that imports name.
func resolveImports(g *graph.Graph, lang *target.Language, list []Import) ([]lower.Import, error) {
	refuse := func(hint, format string, args ...any) error {
		return g.Root.File.Errorf(g.Root.Value, "", lower.CodeImport, hint, format, args...)
	}
	var out []lower.Import
	for _, i := range list {
		if !lang.Module.Has() {
			return nil, refuse("leave the import out", "types cannot be imported with --lang %s", lang.Name)
		}
		if !lang.Module.Holds(i.Path) {
			return nil, refuse(lang.Module.Hint, "%q is no %s", i.Path, lang.Module.Is)
		}
		r := g.Find(i.URI)
		switch {
		case r == nil:
			return nil, refuse(known(g), "the schema refers to no document %s, whose types are to be imported", i.URI)
		case r.Root == g.Root:
			return nil, refuse("leave the import out", "%s is the schema itself, whose types are generated here", i.URI)
		case r.Builtin:
			return nil, refuse("leave the import out", "%s is a meta-schema, which no package is generated from", i.URI)
		case r.MetaSchema == "" && r.Dialect != graph.Draft2020 && g.Root.Resource.MetaSchema != "":
			return nil, refuse("write $schema into it and generate its package again", "%s has no $schema: it is read as %s here, and its package was generated as draft2020-12", i.URI, r.Dialect)
		case r.Parent != nil:
			return nil, refuse("move it into a file of its own, which the package is generated from", "%s is embedded in %s, and types are imported for whole documents", i.URI, r.File.Name)
		}
		for k, o := range out {
			switch {
			case o.Root == r.Root:
				return nil, refuse("leave one of them out", "%s and %s are the same schema", list[k].URI, i.URI)
			case o.Path == i.Path:
				return nil, refuse("generate a package for each", "%s and %s cannot both live in the package %q, which is generated from one schema", list[k].URI, i.URI, i.Path)
			}
		}
		out = append(out, lower.Import{
			URI: i.URI, Root: r.Root, Path: i.Path, RootName: cmp.Or(i.Type, lang.RootName(r.File.Root, r.File.Name)),
		})
	}
	return out, nil
}

// known lists what can be imported, for a hint.
func known(g *graph.Graph) string {
	var uris []string
	for _, r := range g.Resources {
		if r.Root != g.Root && r.Parent == nil && !r.Builtin {
			uris = append(uris, g.Name(r))
		}
	}
	if len(uris) == 0 {
		return "leave the import out: the schema refers to no other document"
	}
	return "the documents it refers to are " + strings.Join(uris[:min(len(uris), 10)], ", ")
}
