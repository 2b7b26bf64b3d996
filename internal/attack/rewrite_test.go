package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// branches removes, repeats, adds or reorders alternatives.
func (e *editor) branches() *source.Value {
	list := e.members(func(row *keyword.Row, v *source.Value) bool {
		return v.Kind == source.Array && len(v.Items) > 0 && (row.Shape == keyword.SchemaList || row.Shape == keyword.SchemaOrSchemaList)
	})
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	old := e.at.Members[i].Value
	items := slices.Clone(old.Items)
	k := e.c.pick(len(items))
	switch e.c.pick(4) {
	case 0:
		if len(items) == 1 {
			return nil
		}
		items = slices.Delete(items, k, k+1)
	case 1:
		items = append(items, items[k])
	case 2:
		items = append(items, e.schema(1))
	default:
		items[0], items[k] = items[k], items[0]
	}
	return setKid(e.at, i, array(items...))
}

// annotate changes what is no constraint.
func (e *editor) annotate() *source.Value {
	if e.at.Kind != source.Object {
		return nil
	}
	if e.c.chance(4) {
		return with(e.at, "default", e.constant(1))
	}
	return with(e.at, of(e.c, []string{"description", "title"}), text("Said in other words."))
}

// condition makes the schema hold under a condition only.
func (e *editor) condition() *source.Value {
	if len(e.path) == 0 {
		return nil
	}
	if e.d < graph.Draft7 || e.c.chance(3) {
		return object(member(of(e.c, []string{"anyOf", "oneOf"}), array(e.at, e.schema(1))))
	}
	return object(member("if", e.schema(1)), member(of(e.c, []string{"then", "else"}), e.at))
}

// rewrite says the same in another way.
func (e *editor) rewrite() *source.Value {
	v := e.at
	if v.Kind != source.Object {
		return nil
	}
	switch e.c.pick(6) {
	case 0:
		if c := v.Get("const"); c != nil && e.d >= graph.Draft6 && v.Get("enum") == nil {
			return with(without(v, slices.IndexFunc(v.Members, func(m source.Member) bool { return m.Name == "const" })), "enum", array(c))
		}
		return nil
	case 1:
		members := slices.Clone(v.Members)
		slices.Reverse(members)
		return source.NewObject(members)
	}
	if len(e.path) == 0 { // the root keeps $schema, definitions and its place
		return e.rewriteRoot()
	}
	switch e.c.pick(4) {
	case 0:
		return object(member("allOf", array(v)))
	case 1:
		return object(member("not", object(member("not", v))))
	case 2:
		return object(member("anyOf", array(v, v)))
	default:
		return object(member("oneOf", array(v)))
	}
}

// rewriteRoot moves one keyword of the root into an allOf of its own.
func (e *editor) rewriteRoot() *source.Value {
	list := e.members(func(row *keyword.Row, _ *source.Value) bool {
		return row.Kind == keyword.Assertion && (row.Name != "minimum" && row.Name != "maximum" || e.d > graph.Draft4)
	})
	if list == nil || e.at.Get("allOf") != nil {
		return nil
	}
	i := of(e.c, list)
	m := e.at.Members[i]
	switch m.Name {
	case "minContains", "maxContains", "exclusiveMinimum", "exclusiveMaximum":
		return nil // they lean on a neighbour
	}
	return with(without(e.at, i), "allOf", array(object(member(m.Name, m.Value))))
}

// Described returns the text of a schema with another description at its root:
// an edit of annotations only.
func Described(root *source.Value) *source.Value {
	return with(root, "description", text("Said in other words than before."))
}
