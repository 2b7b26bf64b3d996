package changes

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// rewrites tells where the texts differ although nothing else is different: the
// innermost schemas that are written otherwise.
func (d *differ) rewrites() {
	before := len(d.changes)
	w := rewriting{d, [2]map[*source.Value]*graph.Node{}}
	for side, s := range d.sides {
		w.schemas[side] = make(map[*source.Value]*graph.Node, len(s.graph.Nodes))
		for _, n := range s.graph.Nodes {
			w.schemas[side][n.Value] = n
		}
	}
	old, new := d.sides[0].documents(), d.sides[1].documents()
	differ := len(old) != len(new)
	for i := 0; i < min(len(old), len(new)); i++ {
		w.walk(old[i].Value, new[i].Value, old[i], new[i], context{})
		differ = differ || !source.Equal(old[i].File.Root, new[i].File.Root)
	}
	if differ && len(d.changes) == before && !d.sameButID() {
		w.tell(d.sides[0].graph.Root, d.sides[1].graph.Root, context{})
	}
}

// sameButID reports whether the one document of either side differs in nothing but
// its identifier.
func (d *differ) sameButID() bool {
	if len(d.sides[0].documents()) != 1 || len(d.sides[1].documents()) != 1 {
		return false
	}
	o, n := d.sides[0].graph.Root, d.sides[1].graph.Root
	return source.Equal(withoutID(o), withoutID(n)) && o.Dialect == n.Dialect
}

func withoutID(n *graph.Node) *source.Value {
	if n.Value.Kind != source.Object {
		return n.Value
	}
	return source.NewObject(slices.DeleteFunc(slices.Clone(n.Value.Members), func(m source.Member) bool { return idKeyword(m.Name) }))
}

func idKeyword(name string) bool { return name == "$id" || name == "id" }

// documents are the root and the other documents that a side was read from.
func (s *sideInfo) documents() nodes {
	out := nodes{s.graph.Root}
	for i, r := range s.graph.Resources {
		if i > 0 && r.Parent == nil && !r.Builtin && r.Root != nil && r.Root != s.graph.Root {
			out = append(out, r.Root)
		}
	}
	return out
}

// rewriting walks two texts side by side.
type rewriting struct {
	*differ
	schemas [2]map[*source.Value]*graph.Node
}

func (w *rewriting) tell(o, n *graph.Node, ctx context) {
	e := edit{{kind: set, node: o, value: n.Value, from: n}}
	w.tellIn(ctx, sameInOtherWords, present(whole(o)), present(whole(n)), subject{edit: e})
}

// walk compares two texts inside the schemas o and n.
func (w *rewriting) walk(a, b *source.Value, o, n *graph.Node, ctx context) {
	if source.Equal(a, b) {
		return
	}
	isA, isB := w.schemas[0][a], w.schemas[1][b]
	if isA != nil && isB != nil {
		o, n = isA, isB
	}
	switch {
	case (isA == nil) != (isB == nil), a.Kind != b.Kind, a.Kind == source.Array && len(a.Items) != len(b.Items):
		w.tell(o, n, ctx)
	case a.Kind == source.Object:
		w.members(a, b, o, n, isA != nil, ctx)
	case a.Kind == source.Array:
		for i := range a.Items {
			if !source.Equal(a.Items[i], b.Items[i]) && (w.schemas[0][a.Items[i]] == nil || w.schemas[1][b.Items[i]] == nil) {
				w.tell(o, n, ctx)
				return
			}
		}
		for i := range a.Items {
			w.walk(a.Items[i], b.Items[i], o, n, ctx)
		}
	default:
		w.tell(o, n, ctx)
	}
}

// members compares two objects: schemas, or what is inside of one.
func (w *rewriting) members(a, b *source.Value, o, n *graph.Node, schema bool, ctx context) {
	// Definitions are told where they are used, and an identifier of the whole is no
	// change.
	apart := func(name string) bool {
		return schema && (name == "$defs" || name == "definitions" || o.Document() && idKeyword(name))
	}
	lacks := func(v, other *source.Value) bool {
		return slices.ContainsFunc(v.Members, func(m source.Member) bool { return !apart(m.Name) && other.Get(m.Name) == nil })
	}
	if lacks(a, b) || lacks(b, a) {
		w.tell(o, n, ctx)
		return
	}
	for _, m := range a.Members {
		x := b.Get(m.Name)
		switch {
		case x == nil || schema && o.Document() && idKeyword(m.Name):
		case apart(m.Name):
			w.definitions(m.Value, x)
		case schema:
			w.keyword(m.Name, m.Value, x, o, n, ctx)
		default:
			w.walk(m.Value, x, o, n, ctx)
		}
	}
}

func (w *rewriting) definitions(a, b *source.Value) {
	for _, m := range a.Members {
		o := w.schemas[0][m.Value]
		x := b.Get(m.Name)
		if o == nil || x == nil || w.schemas[1][x] == nil {
			continue
		}
		ctx := context{path: &path{text: m.Name}}
		if !w.sides[0].inUse(o) {
			ctx = unusedContext(m.Name)
		}
		w.walk(m.Value, x, o, w.schemas[1][x], ctx)
	}
}

// keyword compares the values of one keyword, each below the path of what it
// applies to.
func (w *rewriting) keyword(name string, a, b *source.Value, o, n *graph.Node, ctx context) {
	switch name {
	case "properties", "patternProperties":
		if len(a.Members) != len(b.Members) || slices.ContainsFunc(a.Members, func(m source.Member) bool { return b.Get(m.Name) == nil }) {
			w.tell(o, n, ctx)
			return
		}
		for _, m := range a.Members {
			step := member(m.Name)
			if name == "patternProperties" {
				step = "{" + m.Name + "}"
			}
			w.walk(m.Value, b.Get(m.Name), o, n, ctx.under(step))
		}
	case "prefixItems", "items":
		if a.Kind != source.Array || b.Kind != source.Array || len(a.Items) != len(b.Items) {
			w.walk(a, b, o, n, ctx.under("[]"))
			return
		}
		for i := range a.Items {
			w.walk(a.Items[i], b.Items[i], o, n, ctx.under("["+strconv.Itoa(i)+"]"))
		}
	case "additionalItems", "contains", "unevaluatedItems":
		w.walk(a, b, o, n, ctx.under("[]"))
	case "additionalProperties", "unevaluatedProperties":
		w.walk(a, b, o, n, ctx.under(".*"))
	case "propertyNames":
		w.walk(a, b, o, n, ctx.under("(name)"))
	case "anyOf", "oneOf", "allOf", "enum", "type", "required":
		w.list(name, a, b, o, n, ctx)
	default:
		w.walk(a, b, o, n, ctx)
	}
}

// listed says what the items of a keyword are whose order means nothing.
var listed = map[string]string{
	"anyOf": "alternatives", "oneOf": "alternatives", "allOf": "parts", "enum": "values", "type": "types", "required": "required members",
}

// list compares the items of such a keyword: equal ones first, the others by turns.
func (w *rewriting) list(name string, a, b *source.Value, o, n *graph.Node, ctx context) {
	if a.Kind != source.Array || b.Kind != source.Array || len(a.Items) != len(b.Items) {
		w.walk(a, b, o, n, ctx)
		return
	}
	partner, rest := partners(a.Items, b.Items)
	if rest > 0 && w.schemas[0][a.Items[0]] == nil {
		w.tell(o, n, ctx) // other values, and no schemas of their own
		return
	}
	if !slices.IsSorted(partner) {
		w.tellIn(ctx, orderChanged, here(o, name, "", a), here(n, name, "", b), subject{
			keyword: name, says: "the order of the " + listed[name] + " of {at} changed",
			edit: edit{{kind: set, node: o, value: n.Value, from: n}},
		})
	}
	for i, j := range partner {
		w.walk(a.Items[i], b.Items[j], o, n, ctx)
	}
}

// partners gives for each value the place of its partner in the other list, which is
// as long, and says how many have one that differs.
func partners(a, b []*source.Value) (partner []int, rest int) {
	places := map[string][]int{}
	for j, v := range b {
		key := canonical(v)
		places[key] = append(places[key], j)
	}
	partner, taken := make([]int, len(a)), make([]bool, len(b))
	for i, v := range a {
		key := canonical(v)
		partner[i] = -1
		if free := places[key]; len(free) > 0 {
			partner[i], places[key], taken[free[0]] = free[0], free[1:], true
		}
	}
	next := 0
	for i := range partner {
		if partner[i] >= 0 {
			continue
		}
		for taken[next] {
			next++
		}
		partner[i], taken[next] = next, true
		rest++
	}
	return partner, rest
}

// Rewritten is the change told as what it is where both schemas mean the same: its
// schema is written in other words.
func (c *Change) Rewritten() Change {
	x := *c
	x.Rule, x.says, x.Keyword, x.Name, x.NewName = sameInOtherWords, "", "", "", ""
	x.OldAt, x.NewAt = c.OldNode.Ptr(), c.NewNode.Ptr()
	x.Old, x.New = c.OldNode.Value, c.NewNode.Value
	return x
}
