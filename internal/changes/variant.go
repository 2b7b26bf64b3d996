package changes

import (
	"errors"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// errNotAlone says that a change cannot be made by itself in the old schema.
var errNotAlone = errors.New("the change cannot be made by itself")

// variants makes copies of the old schema with one change applied.
type variants struct {
	*Difference
	old, new *graph.Graph
	editor   *graph.Editor
	// references finds the schema of the new graph that has a reference.
	references map[*source.Value]*graph.Node
	// renamed finds the old definition that a new one was before.
	renamed map[*graph.Node]*graph.Node
}

func (d *Difference) variants(assertFormats bool) *variants {
	v := &variants{
		Difference: d, old: d.sides[0].graph, new: d.sides[1].graph,
		references: map[*source.Value]*graph.Node{}, renamed: map[*graph.Node]*graph.Node{},
	}
	v.editor = graph.NewEditor(v.old, assertFormats)
	for _, n := range v.new.Nodes {
		if k := n.Keyword("$ref"); k != nil {
			v.references[k.Value] = n
		}
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Rule == definitionRenamed {
			v.renamed[c.NewNode] = c.OldNode
		}
	}
	return v
}

// with returns the old schema with c, and nothing else, changed.
func (v *variants) with(c *Change) (*graph.Graph, error) {
	root := v.old.Root
	if c.edit == nil || root.Dialect != v.new.Root.Dialect {
		return nil, errNotAlone
	}
	texts := map[*graph.Node]*source.Value{}
	for _, s := range c.edit {
		if s.node.File != root.File || s.node.Resource != root.Resource {
			return nil, errNotAlone
		}
		if s.value != nil && s.from != nil {
			if err := v.portable(s.value, s.from); err != nil {
				return nil, err
			}
		}
		text := texts[s.node]
		if text == nil {
			text = s.node.Value
		}
		var err error
		if texts[s.node], err = editSchema(text, s); err != nil {
			return nil, err
		}
	}
	return v.editor.Edit(texts, v.resolve)
}

// portable reports whether a text of the new graph means in the old schema what it
// meant there, once its references are resolved: not with names and identifiers of
// its own.
func (v *variants) portable(text *source.Value, from *graph.Node) error {
	if text.Kind != source.Object && text.Kind != source.Array {
		return nil
	}
	for _, n := range v.new.Nodes {
		if n.File != from.File || n.Value.Start < text.Start || n.Value.End > text.End {
			continue
		}
		if n.SchemaID != "" || n.DynamicRef != nil || n.Resource != from.Resource {
			return errNotAlone
		}
		for i := range n.Keywords {
			switch n.Keywords[i].Name {
			case "$anchor", "$dynamicAnchor", "$recursiveAnchor":
				return errNotAlone
			}
		}
	}
	return nil
}

// resolve says what a reference of the new graph leads to in the old schema: the
// definition that it led to there where the old schema has one, else the new one's
// text.
func (v *variants) resolve(ref *source.Value) (*graph.Node, *source.Value, error) {
	from := v.references[ref]
	if from == nil || from.Ref == nil {
		return nil, nil, errNotAlone
	}
	to := from.Ref
	if old := v.renamed[to]; old != nil {
		return old, nil, nil
	}
	if old := v.sides[0].find(v.sides[1].keyOf(to)); old != nil {
		return old, nil, nil
	}
	return nil, to.Value, v.portable(to.Value, to)
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
	return nil, errNotAlone
}

// editSchema makes one step in the text of a schema.
func editSchema(schema *source.Value, s step) (*source.Value, error) {
	value := s.value
	if s.kind == set && len(s.path) == 0 {
		return value, nil
	}
	if s.kind == remove {
		return without(schema, s.path), nil
	}
	if s.kind == wrap {
		return nested(s.path, &source.Value{Kind: source.Array, Items: []*source.Value{schema, value}}), nil
	}
	if schema.Kind == source.Bool && schema.Bool {
		schema = source.NewObject(nil)
	}
	if schema.Kind != source.Object {
		return nil, errNotAlone
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
		return nil, errNotAlone
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
		return nil, errNotAlone
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
