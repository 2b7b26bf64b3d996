package attack

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// labelMaker makes labelled edits of one schema.
type labelMaker struct {
	c    *Choice
	d    graph.Dialect
	root *source.Value
	g    *graph.Graph
	x    *contexts
	w    words
	// places are those below the root, applied those where a schema is applied to
	// something.
	places, applied [][]int
	refs            []string // every reference in the text
	scoped          bool     // an $id or an anchor stands below the root
	path            []int    // of the edit
	at              *source.Value
}

func newLabelMaker(c *Choice, f *source.File, d graph.Dialect) (*labelMaker, error) {
	g, err := graph.Load(f, graph.Options{Draft: d})
	if err != nil {
		return nil, err
	}
	b := &labelMaker{c: c, d: g.Root.Dialect, root: f.Root, g: g, x: newContexts(g), w: wordsOf(g)}
	nodes := map[*source.Value]*graph.Node{}
	for _, n := range g.Nodes {
		nodes[n.Value] = n
	}
	for _, path := range places(f.Root, b.d) {
		v := at(f.Root, path)
		for _, name := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
			if r := v.Get(name); r != nil {
				b.refs = append(b.refs, r.Text)
			}
		}
		if len(path) == 0 {
			continue
		}
		for _, name := range []string{"$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$recursiveRef", "$dynamicRef"} {
			b.scoped = b.scoped || v.Get(name) != nil && v.Get(name).Kind != source.Object
		}
		if v.Kind == source.Object {
			b.places = append(b.places, path)
			if n := nodes[v]; n != nil && b.x.reached[n] && !b.hidden(v) {
				b.applied = append(b.applied, path)
			}
		}
	}
	return b, nil
}

// hidden says that a $ref makes what stands beside it void.
func (b *labelMaker) hidden(v *source.Value) bool {
	return b.d < graph.Draft2019 && v.Get("$ref") != nil
}

// pointed says that a reference leads below the place by its pointer, so that the place
// may not move.
func (b *labelMaker) pointed(path []int) bool {
	if b.scoped {
		return true
	}
	v, pointer := b.root, ""
	for _, i := range path {
		if v.Kind == source.Object {
			pointer = source.Join(pointer, v.Members[i].Name)
		} else {
			pointer = source.Join(pointer, count(i).Text)
		}
		v = kid(v, i)
	}
	return slices.ContainsFunc(b.refs, func(ref string) bool {
		_, fragment, _ := strings.Cut(ref, "#")
		return strings.Contains(fragment, "%") || strings.HasPrefix(fragment, pointer+"/")
	})
}

// rewritten puts a schema that says the same in the place: whatever applied the one
// applies the other, so every document is judged, and every member declared, as before.
func (b *labelMaker) rewritten(kind string, v *source.Value) *labelledEdit {
	return &labelledEdit{
		kind: kind, old: b.root, new: replace(b.root, b.path, v), relation: same,
		rule: func(l *label, _, _ *contexts) { l.bump = "patch" },
	}
}

func (b *labelMaker) keyword(name string) (int, *source.Value) {
	i := slices.IndexFunc(b.at.Members, func(m source.Member) bool { return m.Name == name })
	if i < 0 {
		return i, nil
	}
	return i, b.at.Members[i].Value
}

// described: words for people.
func (b *labelMaker) described() *labelledEdit {
	return b.rewritten("annotation changed", with(b.at, of(b.c, []string{"description", "title"}), text("Said in other words "+b.c.word()+".")))
}

// reordered: the members of an object have no order, so the two are equal values.
func (b *labelMaker) reordered() *labelledEdit {
	members := slices.Clone(b.at.Members)
	slices.Reverse(members)
	e := b.rewritten("keywords reordered", source.NewObject(members))
	e.rule = func(l *label, _, _ *contexts) { l.bump = "none" }
	return e
}

// wrapped: a conjunction, an alternative or an exclusive alternative of one schema is
// that schema; what it evaluates, they do.
func (b *labelMaker) wrapped() *labelledEdit {
	if b.pointed(b.path) {
		return nil
	}
	name := of(b.c, []string{"allOf", "anyOf", "oneOf"})
	return b.rewritten("wrapped in "+name, object(member(name, array(b.at))))
}

// repeated: an alternative given twice is given.
func (b *labelMaker) repeated() *labelledEdit {
	i, v := b.keyword(of(b.c, []string{"anyOf", "allOf"}))
	if v == nil || v.Kind != source.Array || len(v.Items) == 0 || b.hidden(b.at) || b.scoped {
		return nil
	}
	return b.rewritten("branch repeated", setKid(b.at, i, array(append(slices.Clone(v.Items), of(b.c, v.Items))...)))
}

func (b *labelMaker) defs() string {
	if b.d < graph.Draft2019 {
		return "definitions"
	}
	return "$defs"
}

// define adds a definition to the root of a text.
func (b *labelMaker) define(root *source.Value, name string, v *source.Value) *source.Value {
	defs := root.Get(b.defs())
	if defs == nil {
		defs = object()
	}
	return with(root, b.defs(), with(defs, name, v))
}

func (b *labelMaker) toDefinition(name string) *source.Value {
	return object(member("$ref", text("#/"+b.defs()+"/"+name)))
}

const definition = "zq-definition"

// extracted: a reference is applied as what it refers to.
func (b *labelMaker) extracted() *labelledEdit {
	if b.pointed(b.path) || b.root.Get("$ref") != nil {
		return nil
	}
	e := b.rewritten("extracted into a definition", b.toDefinition(definition))
	e.new = b.define(e.new, definition, b.at)
	return e
}

// inlined is the other way round.
func (b *labelMaker) inlined() *labelledEdit {
	r := b.at.Get("$ref")
	if r == nil || b.scoped || !strings.HasPrefix(r.Text, "#/") || strings.Contains(r.Text, "%") ||
		slices.ContainsFunc(b.at.Members, func(m source.Member) bool { return m.Name != "$ref" && m.Name != "description" && m.Name != "title" }) {
		return nil
	}
	v, ok := b.root.At(r.Text[1:])
	if !ok || v.Kind != source.Object {
		return nil
	}
	return b.rewritten("reference inlined", v)
}

// unused: a definition that nothing refers to is applied to nothing.
func (b *labelMaker) unused() *labelledEdit {
	if b.root.Get("$ref") != nil {
		return nil
	}
	e := b.rewritten("unused definition added", b.at)
	e.new = b.define(b.root, definition, object(member("type", text("integer")), member("default", number("1"))))
	return e
}

// turned: sets have no order.
func (b *labelMaker) turned() *labelledEdit {
	name := of(b.c, []string{"enum", "required", "type", "anyOf", "oneOf", "allOf"})
	i, v := b.keyword(name)
	if v == nil || v.Kind != source.Array || len(v.Items) < 2 || b.hidden(b.at) || b.pointed(b.path) {
		return nil
	}
	items := slices.Clone(v.Items)
	slices.Reverse(items)
	if source.Equal(v, array(items...)) {
		return nil
	}
	return b.rewritten(name+" reordered", setKid(b.at, i, array(items...)))
}

// respelled: the same assertion in other words of the same draft.
func (b *labelMaker) respelled() *labelledEdit {
	if b.hidden(b.at) {
		return nil
	}
	if i, v := b.keyword("type"); v != nil && v.Kind == source.String {
		return b.rewritten("type as a list", setKid(b.at, i, array(v)))
	}
	if i, v := b.keyword("const"); v != nil && b.d >= graph.Draft6 && b.at.Get("enum") == nil {
		return b.rewritten("const as enum", with(without(b.at, i), "enum", array(v)))
	}
	if b.at.Get("allOf") == nil {
		return b.rewritten("empty allOf added", with(b.at, "allOf", array(object())))
	}
	return nil
}

// word makes a word of no schema.
func (c *Choice) word() string {
	return "zq" + string(rune('a'+c.pick(26))) + string(rune('a'+c.pick(26))) + string(rune('a'+c.pick(26)))
}
