package graph

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Codes of the notes of a graph.
const (
	// CodeAssertsNothing: the schema refuses no document.
	CodeAssertsNothing = "asserts-nothing"
	// CodeOwnDialect: the document's schemas are of a dialect of its own, and are
	// read as if they were of another.
	CodeOwnDialect = "own-dialect"
)

// A kind of document holds schemas and is none.
type kind struct {
	name string
	// marks are members that a document of the kind has, as strings.
	marks []string
	// schemas are pointers of objects that hold schemas by name or, where they end
	// in "/", of one schema.
	schemas []string
	// dialect is that of its schemas; 0 is what the document or the caller says.
	dialect Dialect
	// own says in words that the dialect of its schemas is none of JSON Schema.
	own string
}

const openAPI30 = "has a dialect of its own: nullable decides nothing here, and exclusiveMinimum is a flag there"

var kinds = []kind{
	{name: "an OpenAPI document", marks: []string{"openapi"}, schemas: []string{"/components/schemas"}},
	{name: "a Swagger document", marks: []string{"swagger"}, schemas: []string{"/definitions"}, own: openAPI30},
	{name: "an AsyncAPI document", marks: []string{"asyncapi"}, schemas: []string{"/components/schemas"}, dialect: Draft7},
	{name: "a Kubernetes resource", marks: []string{"apiVersion", "kind"}, own: openAPI30,
		schemas: []string{"/spec/versions/0/schema/openAPIV3Schema/", "/spec/validation/openAPIV3Schema/"}},
}

// kindOf returns what a document is when it is of a known kind.
func kindOf(v *source.Value) *kind {
next:
	for i := range kinds {
		for _, name := range kinds[i].marks {
			if mark := v.Get(name); mark == nil || mark.Kind != source.String {
				continue next
			}
		}
		k := kinds[i]
		if version := v.Get("openapi"); version != nil && strings.HasPrefix(version.Text, "3.0") {
			k.own = openAPI30
		} else if version != nil {
			k.dialect = Draft2020
		}
		return &k
	}
	return nil
}

// foreign reports whether v, in a place where a schema may be, is something else:
// an object of members of which none says anything in a schema. Names that begin
// with x- are annotations, as are title and description; but beside members that
// mean nothing, and where nothing else tells of a schema, these are data's.
func foreign(v *source.Value, d Dialect) bool {
	if v.Kind != source.Object {
		return v.Kind != source.Bool
	}
	if v.Get("$schema") != nil || len(v.Members) == 0 {
		return false
	}
	known, strange := false, kindOf(v) != nil
	for i := range v.Members {
		name := v.Members[i].Name
		row := keyword.Find(name)
		switch {
		case name == "goJSONSchema" || row != nil && row.Asserts():
			return false
		case row == nil || name == "id" && d != Draft4:
			strange = strange || !strings.HasPrefix(name, "x-")
		case row.Kind != keyword.Annotation:
			known = known || kindOf(v) == nil
		}
	}
	return strange && !known
}

// MayBeSchema reports whether a text looks like a schema: it has a keyword of some draft
// that is more than the word that other data has, too.
func MayBeSchema(f *source.File) bool {
	v := f.Root
	if foreign(v, Draft2020) {
		return false
	}
	if v.Kind == source.Bool || len(v.Members) == 0 || v.Get("$schema") != nil {
		return true
	}
	// The word that a package or a message has for its kind is no type.
	for i := range v.Members {
		m := &v.Members[i]
		known := m.Value.Kind == source.Array || m.Value.Kind == source.String && slices.Contains(typeNames, m.Value.Text)
		if row := keyword.Find(m.Name); row != nil && row.Kind != keyword.Annotation && (m.Name != "type" || known) {
			return true
		}
	}
	return false
}

// whereabouts says where a document of a known kind has its schemas, "" of any other, and
// whether this one has some there.
func whereabouts(v *source.Value) (where string, some bool) {
	k := kindOf(v)
	if k == nil {
		return "", false
	}
	where = k.name + " has its schemas at " + strings.TrimSuffix(k.schemas[0], "/")
	for _, at := range k.schemas {
		if held, _ := v.At(strings.TrimSuffix(at, "/")); held != nil && held.Kind == source.Object && len(held.Members) > 0 {
			return where, true
		}
	}
	return where + ", and there are none here", false
}

// likely returns the pointer of a schema inside of v, or a form of one.
func likely(v *source.Value) string {
	k := kindOf(v)
	if k == nil {
		return "/POINTER"
	}
	for _, at := range k.schemas {
		one := strings.HasSuffix(at, "/")
		switch held, ok := v.At(strings.TrimSuffix(at, "/")); {
		case ok && one:
			return strings.TrimSuffix(at, "/")
		case ok && held.Kind == source.Object && len(held.Members) > 0:
			return source.Join(at, held.Members[0].Name)
		}
	}
	return strings.TrimSuffix(k.schemas[0], "/") + map[bool]string{false: "/NAME"}[strings.HasSuffix(k.schemas[0], "/")]
}

// noSchema is the error about a value that is none, at a pointer of its file.
func noSchema(f *source.File, v *source.Value, at string) *diag.Error {
	what := "no member of it is a keyword"
	hint := "name a schema inside of it: " + f.Name + "#" + at + likely(v)
	if k := kindOf(v); k != nil && at == "" {
		what = "it is " + k.name
		if where, some := whereabouts(v); !some {
			hint = where + "; one that stands elsewhere is named as " + f.Name + "#/POINTER"
		}
	} else {
		if i := firstInside(v); i >= 0 {
			hint = "name a schema inside of it: " + f.Name + "#" + source.Join(at, v.Members[i].Name)
		}
		hint += `, or say with "$schema" that it is one`
	}
	return f.Errorf(v, at, CodeSchema, hint, "this is no schema: %s", what)
}

// firstInside returns the first member that looks like a schema, or -1.
func firstInside(v *source.Value) int {
	for i := range v.Members {
		if m := v.Members[i].Value; m.Kind == source.Object && len(m.Members) > 0 && !foreign(m, Draft2020) {
			return i
		}
	}
	return -1
}

// container adds a document that holds schemas and is none: nothing is read of it
// but what references and Options.At lead to.
func (l *loader) container(res *Resource, root *Node) {
	res.Foreign = true
	root.BaseURI, root.ID = res.URI, len(l.g.Nodes)
	l.g.Nodes = append(l.g.Nodes, root)
	k := kindOf(root.Value)
	if k != nil && k.dialect != 0 {
		res.Dialect, res.Vocab = k.dialect, keyword.DefaultVocab(k.dialect)
	}
	if said := root.Value.Get("jsonSchemaDialect"); k != nil && said != nil && said.Kind == source.String &&
		!strings.HasPrefix(said.Text, "https://spec.openapis.org/oas/3.1/dialect/") {
		l.chooseDialect(root, res, said)
	}
	root.Dialect = res.Dialect
	if k != nil && k.own != "" && l.documents == 1 {
		l.note(root, CodeOwnDialect, "state the nearest one with --draft draft4", "%s %s; it is read as %s", k.name, k.own, res.Dialect)
	}
}

// note adds what decides nothing and should be known.
func (l *loader) note(n *Node, code, hint, format string, args ...any) {
	l.g.Notes = append(l.g.Notes, n.File.Errorf(n.Value, n.Ptr(), code, hint, format, args...))
}

// noteNothing notes a schema that refuses no document.
func (l *loader) noteNothing(n *Node) {
	switch {
	case len(l.opt.Entries) > 0:
		return
	case l.idle && slices.ContainsFunc(l.g.Entries, func(e Entry) bool { return e.Node != nil }):
		l.note(n, CodeAssertsNothing, "", "the schema asserts nothing, so its definitions are judged, each by itself")
		return
	}
	if n.Bool != nil && !*n.Bool {
		return
	}
	for range n.Assertions() { // it may declare members
		return
	}
	hint := ""
	if len(n.Defs) > 0 {
		hint = "name one of its definitions: " + n.File.Name + "#" + n.Defs[0].Node.Ptr()
	}
	l.note(n, CodeAssertsNothing, hint, "the schema asserts nothing, so it accepts every document")
}

// enter returns the schema that a pointer leads to, which begins with Options.At. The
// dialect is that of the
// nearest $schema on the way where the document is none itself. It returns nil after
// an error.
func (l *loader) enter(res *Resource, pointer string) *Node {
	f, v, at := res.File, res.File.Root, ""
	for _, token := range strings.Split(pointer, "/")[1:] {
		next, _ := v.At("/" + token)
		if next == nil {
			l.err = nothing(f, v, at, token, pointer)
			return nil
		}
		v, at = next, at+"/"+token
		if schema := v.Get("$schema"); res.Foreign && schema != nil {
			l.chooseDialect(&Node{File: f, Value: v, parent: res.Root, step: at}, res, schema)
		}
	}
	if l.err == nil && foreign(v, res.Dialect) {
		if l.err = noSchema(f, v, at); v.Kind != source.Object {
			l.err = f.Errorf(v, at, CodeSchema, "", "a schema must be an object or a boolean, not %s", describe(v))
		}
	}
	if l.err != nil {
		return nil
	}
	res.Root.Dialect = res.Dialect
	return l.walk(pendingRef{from: res.Root, keyword: "$ref", value: v}, res, pointer)
}
