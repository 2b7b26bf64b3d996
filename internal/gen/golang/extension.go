package golang

import (
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// extensionKeyword is the keyword by which a schema speaks to Go alone.
const extensionKeyword = "goJSONSchema"

// native spells a Go type that is not generated, which is model.Native.Spelling.
type native struct {
	Prefix string // any of *, [] and map[string], in Go's order
	Path   string // import path of its package, "" for a predeclared type
	Name   string
}

// readExtension reads the goJSONSchema of a schema, every word of it.
func readExtension(n *graph.Node) (*lower.Extension, error) {
	x := &lower.Extension{Keyword: extensionKeyword, Node: n}
	v := n.Extension
	if v.Kind != source.Object {
		return nil, n.File.Errorf(v, n.At(extensionKeyword), lower.CodeExtension, "it has the members identifier, type, imports and nillable", "goJSONSchema must be an object")
	}
	for _, m := range v.Members {
		switch m.Name {
		case "identifier":
			if m.Value.Kind != source.String || !isTypeName(m.Value.Text) {
				return nil, x.Errorf(m.Name, "write letters and digits, a capital first", "%s is no name of an exported Go field or type", shown(m.Value))
			}
			x.Identifier = m.Value.Text
		case "type", "imports":
		case "nillable":
			if m.Value.Kind != source.Bool {
				return nil, x.Errorf(m.Name, "write true or false", "%s is not a boolean", shown(m.Value))
			}
		default:
			return nil, x.Errorf(m.Name, "remove it: identifier, type, imports and nillable are honoured", "it is not supported by this version")
		}
	}
	if v.Get("type") == nil {
		for _, name := range []string{"imports", "nillable"} {
			if v.Get(name) != nil {
				return nil, x.Errorf(name, "remove it, or add the type that it is about", "it says something about type, which is not there")
			}
		}
		return x, nil
	}
	return x, readType(x, v)
}

// shown spells a value in one short line.
func shown(v *source.Value) string { return lower.Short(string(v.AppendJSON(nil))) }

var (
	goType   = regexp.MustCompile(`^((?:\*|\[\]|map\[string\])*)(?:([A-Za-z_][A-Za-z0-9_]*)\.)?([A-Za-z][A-Za-z0-9_]*)$`)
	pathPart = `[A-Za-z0-9_]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?`
	goPath   = regexp.MustCompile(`^` + pathPart + `(/` + pathPart + `)*$`)
	version  = regexp.MustCompile(`^v[0-9]+$`)
	dotted   = regexp.MustCompile(`\.v[0-9]+$`)
)

// isImportPath reports whether a Go program can import a package of types by
// that path: C and unsafe hold none.
func isImportPath(path string) bool {
	return goPath.MatchString(path) && path != "C" && path != "unsafe" && len(path) <= 500
}

// predeclared are the types that need no import. Others without a package would
// have to stand in the generated one, where nothing but what is generated does.
var predeclared = []string{
	"any", "bool", "byte", "float32", "float64", "int", "int16", "int32", "int64", "int8", "rune", "string", "uint", "uint16", "uint32", "uint64", "uint8",
}

// readType reads type, imports and nillable.
func readType(x *lower.Extension, v *source.Value) error {
	text := v.Get("type")
	if text.Kind != source.String || len(text.Text) > 300 {
		return x.Errorf("type", "write a Go type, such as time.Time", "%s is no Go type", shown(text))
	}
	m := goType.FindStringSubmatch(text.Text)
	if m == nil || token.IsKeyword(m[3]) || strings.Contains(m[1], "**") {
		return x.Errorf("type", "write NAME or PACKAGE.NAME, with *, [] or map[string] before it", "%s is no Go type of the form that is understood", shown(text))
	}
	imports, err := readImports(x, v.Get("imports"))
	if err != nil {
		return err
	}
	f := &native{Prefix: m[1], Name: m[3]}
	switch qualifier := m[2]; {
	case qualifier == "" && !slices.Contains(predeclared, f.Name):
		return x.Errorf("type", "name a package: PACKAGE."+f.Name+", and its path in imports", "%s is no predeclared type of Go", shown(text))
	case qualifier != "" && !token.IsExported(f.Name):
		return x.Errorf("type", "name an exported type", "%s is not exported by its package", shown(text))
	case qualifier != "":
		i := slices.IndexFunc(imports, func(p goImport) bool { return p.name == qualifier })
		if i < 0 && len(imports) == 1 && !imports[0].named {
			i = 0 // a package need not be called what its path ends in
		}
		if i < 0 {
			return x.Errorf("type", "add the import path of the package to imports", "no entry of imports is the package %s", qualifier)
		}
		f.Path = imports[i].path
	}
	for i, p := range imports {
		if p.path != f.Path {
			return x.Node.File.Errorf(v.Get("imports").Items[i], x.Pointer("imports")+"/"+strconv.Itoa(i), lower.CodeExtension, "remove it", "goJSONSchema.imports: type does not use the package %s", p.path)
		}
	}
	x.Native = &model.Native{Spelling: *f, Package: f.Path, Nillable: m[1] != "" || v.Get("nillable") != nil && v.Get("nillable").Bool}
	x.Unfit = "cannot be held by the Go type " + text.Text
	return nil
}

// goImport is one entry of imports.
type goImport struct {
	name  string // what the type calls the package
	named bool   // the entry says so; else it follows from the path
	path  string
}

// readImports reads a list of import paths, each alone or as qualifiedName with
// the name of the package beside it.
func readImports(x *lower.Extension, v *source.Value) ([]goImport, error) {
	if v == nil {
		return nil, nil
	}
	if v.Kind != source.Array {
		return nil, x.Errorf("imports", "write a list of import paths", "%s is not a list", shown(v))
	}
	var out []goImport
	for i, item := range v.Items {
		refuse := func(format string, args ...any) error {
			return x.Node.File.Errorf(item, x.Pointer("imports")+"/"+strconv.Itoa(i), lower.CodeExtension,
				`write an import path, or {"name": PACKAGE, "qualifiedName": PATH}`, "goJSONSchema.imports: "+format, args...)
		}
		at, name := item, (*source.Value)(nil)
		if item.Kind == source.Object {
			at, name = item.Get("qualifiedName"), item.Get("name")
			for _, m := range item.Members {
				if m.Name != "name" && m.Name != "qualifiedName" {
					return nil, refuse("the member %q is not known", m.Name)
				}
			}
		}
		if at == nil || at.Kind != source.String || !isImportPath(at.Text) {
			return nil, refuse("%s is no Go import path", shown(item))
		}
		p := goImport{name: packageAt(at.Text), path: at.Text}
		if name != nil {
			if name.Kind != source.String || !token.IsIdentifier(name.Text) || name.Text == "_" {
				return nil, refuse("%s is no name of a package", shown(name))
			}
			p.name, p.named = name.Text, true
		}
		out = append(out, p)
	}
	return out, nil
}

// packageAt guesses the name of the package at an import path.
func packageAt(p string) string { return dotted.ReplaceAllString(lastPart(p), "") }

// lastPart returns the last part of an import path that is no version.
func lastPart(p string) string {
	base := path.Base(p)
	if version.MatchString(base) && strings.Contains(p, "/") {
		return path.Base(path.Dir(p))
	}
	return base
}
