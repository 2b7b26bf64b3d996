package lower

import (
	"fmt"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// CodeExtension is the code of errors about goJSONSchema.
const CodeExtension = "unsupported-keyword"

// extension is what goJSONSchema says beside a schema, every word of it checked:
// nothing else in it reaches generated code.
type extension struct {
	node *graph.Node
	// identifier is the wanted name, "" for none: of the field when the schema is
	// that of a declared member, else of the type.
	identifier string
	member     bool
	// foreign is the Go type that holds the value, nil for ours.
	foreign *model.Foreign
	// used is set once a name or type was given as wanted.
	used bool
	// met is set where the schema decides a type here.
	met bool
}

// pointer returns where a member of the extension stands.
func (x *extension) pointer(name string) string {
	return x.node.At("goJSONSchema") + "/" + graph.Escape(name)
}

func (x *extension) errorf(name, hint, format string, args ...any) error {
	return x.node.File.Errorf(x.node.GoJSONSchema.Get(name), x.pointer(name), CodeExtension, hint, "goJSONSchema."+name+": "+format, args...)
}

// readExtensions checks every goJSONSchema of the graph, in schemas that nothing
// refers to as well.
func readExtensions(g *graph.Graph) (map[*source.Value]*extension, error) {
	all := map[*source.Value]*extension{}
	for _, n := range g.Nodes {
		if n.GoJSONSchema == nil || n.Resource != nil && n.Resource.Builtin {
			continue
		}
		x, err := readExtension(n)
		if err != nil {
			return nil, err
		}
		all[n.GoJSONSchema] = x
	}
	for _, n := range g.Nodes {
		for _, p := range n.Properties {
			if x := all[p.Node.GoJSONSchema]; x != nil && p.Node.GoJSONSchema != nil {
				x.member = true
			}
		}
	}
	return all, nil
}

func readExtension(n *graph.Node) (*extension, error) {
	x := &extension{node: n}
	v := n.GoJSONSchema
	if v.Kind != source.Object {
		return nil, n.File.Errorf(v, n.At("goJSONSchema"), CodeExtension, "it has the members identifier, type, imports and nillable", "goJSONSchema must be an object")
	}
	for _, m := range v.Members {
		switch m.Name {
		case "identifier":
			if m.Value.Kind != source.String || !token.IsIdentifier(m.Value.Text) || !token.IsExported(m.Value.Text) || len(m.Value.Text) > maxName {
				return nil, x.errorf(m.Name, "write letters and digits, a capital first", "%s is no name of an exported Go field or type", shown(m.Value))
			}
			x.identifier = m.Value.Text
		case "type", "imports":
		case "nillable":
			if m.Value.Kind != source.Bool {
				return nil, x.errorf(m.Name, "write true or false", "%s is not a boolean", shown(m.Value))
			}
		default:
			return nil, x.errorf(m.Name, "remove it: identifier, type, imports and nillable are honoured", "it is not supported by this version")
		}
	}
	if v.Get("type") == nil {
		for _, name := range []string{"imports", "nillable"} {
			if v.Get(name) != nil {
				return nil, x.errorf(name, "remove it, or add the type that it is about", "it says something about type, which is not there")
			}
		}
		return x, nil
	}
	return x, x.readType(v)
}

// shown spells a value in one short line.
func shown(v *source.Value) string { return short(string(v.AppendJSON(nil))) }

var (
	goType   = regexp.MustCompile(`^((?:\*|\[\]|map\[string\])*)(?:([A-Za-z_][A-Za-z0-9_]*)\.)?([A-Za-z][A-Za-z0-9_]*)$`)
	pathPart = `[A-Za-z0-9_]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?`
	goPath   = regexp.MustCompile(`^` + pathPart + `(/` + pathPart + `)*$`)
	version  = regexp.MustCompile(`^v[0-9]+$`)
	dotted   = regexp.MustCompile(`\.v[0-9]+$`)
)

// IsImportPath reports whether a Go program can import a package of types by
// that path: C and unsafe hold none.
func IsImportPath(path string) bool {
	return goPath.MatchString(path) && path != "C" && path != "unsafe" && len(path) <= 500
}

// predeclared are the types that need no import. Others without a package would
// have to stand in the generated one, where nothing but what is generated does.
var predeclared = []string{
	"any", "bool", "byte", "float32", "float64", "int", "int16", "int32", "int64", "int8", "rune", "string", "uint", "uint16", "uint32", "uint64", "uint8",
}

// readType reads type, imports and nillable.
func (x *extension) readType(v *source.Value) error {
	text := v.Get("type")
	if text.Kind != source.String || len(text.Text) > 300 {
		return x.errorf("type", "write a Go type, such as time.Time", "%s is no Go type", shown(text))
	}
	m := goType.FindStringSubmatch(text.Text)
	if m == nil || token.IsKeyword(m[3]) || strings.Contains(m[1], "**") {
		return x.errorf("type", "write NAME or PACKAGE.NAME, with *, [] or map[string] before it", "%s is no Go type of the form that is understood", shown(text))
	}
	imports, err := x.readImports(v.Get("imports"))
	if err != nil {
		return err
	}
	f := &model.Foreign{Prefix: m[1], Name: m[3], Nillable: m[1] != "" || v.Get("nillable") != nil && v.Get("nillable").Bool}
	switch qualifier := m[2]; {
	case qualifier == "" && !slices.Contains(predeclared, f.Name):
		return x.errorf("type", "name a package: PACKAGE."+f.Name+", and its path in imports", "%s is no predeclared type of Go", shown(text))
	case qualifier != "" && !token.IsExported(f.Name):
		return x.errorf("type", "name an exported type", "%s is not exported by its package", shown(text))
	case qualifier != "":
		i := slices.IndexFunc(imports, func(p goImport) bool { return p.name == qualifier })
		if i < 0 && len(imports) == 1 && !imports[0].named {
			i = 0 // a package need not be called what its path ends in
		}
		if i < 0 {
			return x.errorf("type", "add the import path of the package to imports", "no entry of imports is the package %s", qualifier)
		}
		f.Path = imports[i].path
	}
	for i, p := range imports {
		if p.path != f.Path {
			return x.node.File.Errorf(v.Get("imports").Items[i], x.pointer("imports")+"/"+strconv.Itoa(i), CodeExtension, "remove it", "goJSONSchema.imports: type does not use the package %s", p.path)
		}
	}
	x.foreign = f
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
func (x *extension) readImports(v *source.Value) ([]goImport, error) {
	if v == nil {
		return nil, nil
	}
	if v.Kind != source.Array {
		return nil, x.errorf("imports", "write a list of import paths", "%s is not a list", shown(v))
	}
	var out []goImport
	for i, item := range v.Items {
		refuse := func(format string, args ...any) error {
			return x.node.File.Errorf(item, x.pointer("imports")+"/"+strconv.Itoa(i), CodeExtension,
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
		if at == nil || at.Kind != source.String || !IsImportPath(at.Text) {
			return nil, refuse("%s is no Go import path", shown(item))
		}
		p := goImport{name: packageOf(at.Text), path: at.Text}
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

// packageOf guesses the name of the package at an import path.
func packageOf(p string) string {
	base := path.Base(p)
	if version.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	return dotted.ReplaceAllString(base, "")
}

// held returns the type of a place that goJSONSchema gives a Go type, nil where
// it gives none. The schemas judge the text as it stands, so nothing about them
// depends on what the Go type makes of it.
func (l *lowerer) held(v view, first *graph.Node, roots []*graph.Node) *model.Type {
	if v.kinds&^kNull == 0 {
		return nil // nothing, or null alone
	}
	var x *extension
	for _, n := range v.extended {
		y := l.extensions[n.GoJSONSchema]
		if y == nil || y.foreign == nil {
			continue
		}
		if x != nil && *x.foreign != *y.foreign {
			l.fail(y.errorf("type", "leave one of them out", "another type is given where the schema at %q applies too", x.node.Ptr()))
		}
		x, y.used = y, true
	}
	if x == nil {
		return nil
	}
	f := *x.foreign
	null := v.kinds&kNull != 0
	if null && x.node.GoJSONSchema.Get("nillable") != nil && f.Nillable {
		l.fail(x.errorf("nillable", "remove it, or do not allow null", "nil stands for an absent member, and null is a value here"))
	}
	f.Nillable = f.Nillable && !null
	t := &model.Type{
		Kind: model.Held, Foreign: &f, Pointer: first.Ptr(), Doc: docOf(first), Schema: l.schemaOf(roots),
		TypeRule: model.Rule{SchemaAt: x.pointer("type"), Keyword: "goJSONSchema", Message: fmt.Sprintf("cannot be held by the Go type %s", x.node.GoJSONSchema.Get("type").Text)},
	}
	l.origin[t] = first
	parts := (v.kinds &^ kNull).parts()
	if len(parts) == 1 {
		t.Elem = &model.Type{Kind: kindOfPart[parts[0]&^kFraction]}
	}
	if len(v.nodes) > 0 {
		l.eval(t, t.Schema, model.Rule{SchemaAt: first.Ptr(), Keyword: "goJSONSchema", Message: "does not satisfy the schema"})
	}
	if f.Path != "" {
		l.needs(f.Path)
	}
	if null && v.kinds != kAll {
		return &model.Type{Kind: model.Nullable, Elem: t, Pointer: t.Pointer, Doc: t.Doc}
	}
	return t
}

// kindOfPart is what holds a JSON type otherwise.
var kindOfPart = map[kinds]model.Kind{
	kBool: model.Bool, kInteger: model.Number, 0: model.Number, kString: model.String, kArray: model.List, kObject: model.Map,
}

// holdsForeign reports whether equal values of t may be unequal documents,
// because a Go type of somebody else's is in it and nothing keeps the text.
func holdsForeign(t *model.Type) bool {
	switch t.Kind {
	case model.Held:
		return true
	case model.List, model.Map, model.Nullable:
		return holdsForeign(t.Elem)
	}
	return false
}
