package changes

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// errNoHybrid says that a change cannot be made alone in the old text.
var errNoHybrid = errors.New("the change cannot be made by itself")

// workshop makes hybrids: copies of the old document with one change applied.
type workshop struct {
	old, new *graph.Graph
	load     func(*source.File) (*graph.Graph, error)
	oldSide  *sideInfo
	newSide  *sideInfo
	// renamed finds the old definition that a new one was before.
	renamed map[*graph.Node]*graph.Node
}

// hybrid returns the old schema with c, and nothing else, changed.
func (w *workshop) hybrid(c *Change) (*graph.Graph, error) {
	if c.edit == nil || w.old.Root.Dialect != w.new.Root.Dialect {
		return nil, errNoHybrid
	}
	file := w.old.Root.File
	b := &builder{workshop: w, root: file.Root, imported: map[*graph.Node]string{}}
	for _, s := range c.edit {
		if s.node.File != file || s.node.Resource != w.old.Root.Resource {
			return nil, errNoHybrid
		}
		if err := b.apply(s); err != nil {
			return nil, err
		}
	}
	if err := b.importAll(); err != nil {
		return nil, err
	}
	f, err := source.ParseJSON(file.Name, b.root.AppendJSON(nil))
	if err != nil {
		return nil, err
	}
	return w.load(f)
}

// builder edits one copy of the old document. Values are shared with the
// original, so every edit copies the way to its place.
type builder struct {
	*workshop
	root *source.Value
	// imported names the definitions of the new document that the copy needs;
	// those in waiting are not written yet.
	imported map[*graph.Node]string
	waiting  nodes
}

func (b *builder) apply(s step) error {
	value := s.value
	if value != nil {
		var err error
		if value, err = b.adopt(value, s.from); err != nil {
			return err
		}
	}
	at := tokensOf(s.node.Ptr())
	changed, err := edited(b.root, at, func(schema *source.Value) (*source.Value, error) {
		return editSchema(schema, s, value)
	})
	if err != nil {
		return err
	}
	b.root = changed
	return nil
}

func tokensOf(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, token := range tokens {
		if name, ok := source.UnescapePointer(token); ok {
			tokens[i] = name
		}
	}
	return tokens
}

// edited returns v with the value below it at the path replaced by what f makes
// of it.
func edited(v *source.Value, path []string, f func(*source.Value) (*source.Value, error)) (*source.Value, error) {
	if len(path) == 0 {
		return f(v)
	}
	switch v.Kind {
	case source.Object:
		for i, m := range v.Members {
			if m.Name != path[0] {
				continue
			}
			inner, err := edited(m.Value, path[1:], f)
			if err != nil {
				return nil, err
			}
			members := slices.Clone(v.Members)
			members[i].Value = inner
			return source.NewObject(members), nil
		}
	case source.Array:
		if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < len(v.Items) {
			inner, err := edited(v.Items[i], path[1:], f)
			if err != nil {
				return nil, err
			}
			items := slices.Clone(v.Items)
			items[i] = inner
			return &source.Value{Kind: source.Array, Items: items}, nil
		}
	}
	return nil, errNoHybrid
}

// editSchema makes one step in the text of a schema.
func editSchema(schema *source.Value, s step, value *source.Value) (*source.Value, error) {
	if s.kind == set && len(s.path) == 0 {
		return value, nil
	}
	if s.kind == remove {
		return without(schema, s.path), nil
	}
	if schema.Kind == source.Bool && schema.Bool {
		schema = source.NewObject(nil)
	}
	if schema.Kind != source.Object {
		return nil, errNoHybrid
	}
	hidden := s.node.Dialect.RefHidesSiblings() && schema.Get("$ref") != nil
	if hidden || s.kind == add && reaches(schema, s.path) {
		part := nested(s.path, value)
		if s.kind == push {
			part = nested(s.path, &source.Value{Kind: source.Array, Items: []*source.Value{value}})
		}
		if hidden {
			return source.NewObject([]source.Member{{Name: "allOf", Value: &source.Value{Kind: source.Array, Items: []*source.Value{schema, part}}}}), nil
		}
		return pushed(schema, []string{"allOf"}, part)
	}
	if s.kind == push {
		return pushed(schema, s.path, value)
	}
	return with(schema, s.path, value)
}

func reaches(v *source.Value, path []string) bool {
	for _, name := range path {
		if v = v.Get(name); v == nil {
			return false
		}
	}
	return true
}

// nested is a schema with nothing but a value at a path.
func nested(path []string, v *source.Value) *source.Value {
	for i := len(path) - 1; i >= 0; i-- {
		v = source.NewObject([]source.Member{{Name: path[i], Value: v}})
	}
	return v
}

// with writes a value at a path, making objects on the way.
func with(v *source.Value, path []string, value *source.Value) (*source.Value, error) {
	if len(path) == 0 {
		return value, nil
	}
	if v.Kind == source.Array {
		return edited(v, path[:1], func(inner *source.Value) (*source.Value, error) { return with(inner, path[1:], value) })
	}
	if v.Kind != source.Object {
		return nil, errNoHybrid
	}
	if v.Get(path[0]) == nil {
		return source.NewObject(append(slices.Clone(v.Members), source.Member{Name: path[0], Value: nested(path[1:], value)})), nil
	}
	return edited(v, path[:1], func(inner *source.Value) (*source.Value, error) { return with(inner, path[1:], value) })
}

// pushed appends to the list at a path, making it if there is none.
func pushed(v *source.Value, path []string, value *source.Value) (*source.Value, error) {
	list := v
	for _, name := range path {
		list = list.Get(name)
	}
	if list != nil && list.Kind != source.Array {
		return nil, errNoHybrid
	}
	longer := &source.Value{Kind: source.Array}
	if list != nil {
		longer.Items = slices.Clone(list.Items)
	}
	longer.Items = append(longer.Items, value)
	return with(v, path, longer)
}

// without takes away what is at a path, and the lists of names and schemas that
// would be left empty, which some dialects refuse.
func without(v *source.Value, path []string) *source.Value {
	name := path[0]
	switch v.Kind {
	case source.Object:
		m := v.Member(name)
		if m == nil {
			return v
		}
		inner := m.Value
		if len(path) > 1 {
			inner = without(inner, path[1:])
			if !(name != "enum" && inner.Kind == source.Array && len(inner.Items) == 0) {
				changed, err := edited(v, path[:1], func(*source.Value) (*source.Value, error) { return inner, nil })
				if err != nil {
					return v
				}
				return changed
			}
		}
		return source.NewObject(slices.DeleteFunc(slices.Clone(v.Members), func(m source.Member) bool { return m.Name == name }))
	case source.Array:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(v.Items) {
			return v
		}
		items := slices.Clone(v.Items)
		if len(path) > 1 {
			items[i] = without(items[i], path[1:])
		} else {
			items = slices.Delete(items, i, i+1)
		}
		return &source.Value{Kind: source.Array, Items: items}
	}
	return v
}

// adopt copies a value of the new document so that its references lead to what
// they led to there: to the same definition of the old document, where it has
// one, else to a copy of the new one's.
func (b *builder) adopt(v *source.Value, from *graph.Node) (*source.Value, error) {
	if from == nil || v.Kind != source.Object && v.Kind != source.Array {
		return v, nil
	}
	texts := map[*source.Value]string{}
	for _, n := range b.new.Nodes {
		if n.File != from.File || n.Value.Start < v.Start || n.Value.End > v.End {
			continue
		}
		if n.SchemaID != "" || n.DynamicRef != nil || n.Resource != from.Resource {
			return nil, errNoHybrid
		}
		for i := range n.Keywords {
			switch k := &n.Keywords[i]; k.Name {
			case "$anchor", "$dynamicAnchor", "$recursiveAnchor":
				return nil, errNoHybrid
			case "$ref":
				text, err := b.reference(n)
				if err != nil {
					return nil, err
				}
				texts[k.Value] = text
			}
		}
	}
	if len(texts) == 0 {
		return v, nil
	}
	return rewritten(v, texts), nil
}

// reference writes how the copy refers to the target of a new reference.
func (b *builder) reference(n *graph.Node) (string, error) {
	target := n.Ref
	if target == nil {
		return "", errNoHybrid
	}
	if target.File != b.new.Root.File {
		text := n.Value.Get("$ref").Text
		if strings.HasPrefix(text, "#") {
			return "", errNoHybrid
		}
		return text, nil
	}
	old := b.renamed[target]
	if old == nil {
		old = b.oldSide.byKey[b.newSide.keyOf(target)]
	}
	switch {
	case old != nil:
		return "#" + fragment(old.Ptr()), nil
	case target == b.new.Root:
		return "#", nil
	}
	name, ok := b.imported[target]
	if !ok {
		name = "imported-" + strconv.Itoa(len(b.imported))
		b.imported[target] = name
		b.waiting = append(b.waiting, target)
	}
	return "#/" + b.home() + "/" + name, nil
}

func fragment(pointer string) string { return (&url.URL{Fragment: pointer}).EscapedFragment() }

// home is the keyword that holds imported definitions.
func (b *builder) home() string {
	if b.old.Root.Dialect < graph.Draft2019 {
		return "definitions"
	}
	return "$defs"
}

// importAll writes the definitions that adopted values refer to, and those that
// they refer to in turn.
func (b *builder) importAll() error {
	for len(b.waiting) > 0 {
		target := b.waiting[0]
		b.waiting = b.waiting[1:]
		value, err := b.adopt(target.Value, target)
		if err != nil {
			return err
		}
		path := []string{b.home(), b.imported[target]}
		if b.root.Kind != source.Object || reaches(b.root, path) {
			return errNoHybrid
		}
		if b.root, err = with(b.root, path, value); err != nil {
			return err
		}
	}
	return nil
}

// rewritten copies a value with other texts in place of some.
func rewritten(v *source.Value, texts map[*source.Value]string) *source.Value {
	if text, ok := texts[v]; ok {
		return textValue(text)
	}
	switch v.Kind {
	case source.Array:
		items := make([]*source.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = rewritten(item, texts)
		}
		return &source.Value{Kind: source.Array, Items: items}
	case source.Object:
		members := slices.Clone(v.Members)
		for i := range members {
			members[i].Value = rewritten(members[i].Value, texts)
		}
		return source.NewObject(members)
	}
	return v
}
