package graph

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// CodeEdit is the code of an edit that cannot be made in the graph.
const CodeEdit = "unsupported-edit"

// Editor makes variants of a graph: the same schema with another text in a few
// places. What a variant does not change it shares with the graph, so that it
// costs what leads to the places and not what the schema is long. An Editor is not
// safe for concurrent use; variants are what graphs are.
type Editor struct {
	g             *Graph
	assertFormats bool
	// byText finds the schema that a text is of, byReference the one that has a
	// reference.
	byText, byReference map[*source.Value]*Node
	// above holds, by ID, the schemas that hold or refer to a schema.
	above [][]*Node
	// dynamic: what a reference means depends on resources, which then are copied
	// with every node.
	dynamic bool
}

// NewEditor prepares g, which was loaded with formats asserted or not.
func NewEditor(g *Graph, assertFormats bool) *Editor {
	e := &Editor{
		g: g, assertFormats: assertFormats, byText: make(map[*source.Value]*Node, len(g.Nodes)),
		byReference: map[*source.Value]*Node{}, above: make([][]*Node, len(g.Nodes)),
	}
	for _, n := range g.Nodes {
		if e.byText[n.Value] == nil {
			e.byText[n.Value] = n
		}
		for sub := range n.Subschemas() {
			e.above[sub.Node.ID] = append(e.above[sub.Node.ID], n)
		}
		for i := range n.Keywords {
			switch k := &n.Keywords[i]; k.Name {
			case "$ref", "$dynamicRef", "$recursiveRef":
				e.byReference[k.Value] = n
			}
		}
		e.dynamic = e.dynamic || n.DynamicRef != nil && !n.DynamicRef.Plain()
	}
	return e
}

// Edit returns the variant in which texts stand for those of some schemas. Where a
// text holds the text of a schema of the graph, itself and not one like it, that
// schema stands there, unless it is the one that is edited. resolve says what a
// reference of any other origin leads to: a schema of the graph or, when that is
// nil, the text of one that is added. Identifiers and anchors that the graph does
// not have, and a schema that would apply itself to the same instance, are errors.
func (e *Editor) Edit(texts map[*Node]*source.Value, resolve func(ref *source.Value) (*Node, *source.Value, error)) (*Graph, error) {
	v := &variant{Editor: e, texts: texts, resolve: resolve, copies: map[*Node]*Node{}, added: map[*source.Value]*Node{}}
	v.loader = &loader{
		opt: Options{AssertFormats: e.assertFormats}, g: &Graph{Nodes: slices.Clone(e.g.Nodes), Resources: e.g.Resources},
		places: map[place]*Node{}, edit: v,
	}
	v.copyAll()
	for _, n := range e.g.Nodes {
		if texts[n] != nil {
			v.read(n)
		}
	}
	v.follow()
	if v.dynamic {
		v.copyAnchors()
	}
	l := v.loader
	l.g.Root = v.at(e.g.Root)
	if l.err == nil {
		l.findCycle(l.g.Nodes[len(e.g.Nodes):])
	}
	if l.err != nil {
		return nil, l.err
	}
	return l.g, nil
}

// variant is a graph that is being made.
type variant struct {
	*Editor
	loader  *loader
	texts   map[*Node]*source.Value
	resolve func(*source.Value) (*Node, *source.Value, error)
	// copies stand for schemas of the graph from which an edit can be reached; added
	// holds the schemas that only references of new texts lead to.
	copies map[*Node]*Node
	added  map[*source.Value]*Node
	// reading is the schema whose text is being read; kept are those that were met
	// in a new text.
	reading *Node
	kept    map[*Node]bool
}

// at is what stands for a schema of the graph.
func (v *variant) at(n *Node) *Node {
	if c := v.copies[n]; c != nil {
		return c
	}
	return n
}

// copyAll copies the schemas that lead to an edited one.
func (v *variant) copyAll() {
	var list []*Node
	reach := func(n *Node) {
		if v.copies[n] == nil {
			v.copies[n] = &Node{}
			list = append(list, n)
		}
	}
	for _, n := range v.g.Nodes {
		if v.dynamic || v.texts[n] != nil {
			reach(n)
		}
	}
	for i := 0; i < len(list); i++ {
		for _, n := range v.above[list[i].ID] {
			reach(n)
		}
	}
	resources := map[*Resource]*Resource{}
	if v.dynamic {
		for i, r := range v.g.Resources {
			c := *r
			resources[r] = &c
			if i == 0 {
				v.loader.g.Resources = nil
			}
			v.loader.g.Resources = append(v.loader.g.Resources, &c)
		}
		for _, r := range v.loader.g.Resources {
			r.Parent = resources[r.Parent]
		}
	}
	for _, n := range list {
		c := v.copies[n]
		*c = n.with(v.at)
		if r := resources[n.Resource]; r != nil {
			c.Resource = r
		}
		if v.texts[n] == nil { // one that is read anew has a number of its own
			v.loader.g.Nodes[n.ID] = c
		}
	}
}

// with is a copy of n with others in place of the schemas that it holds or refers
// to.
func (n *Node) with(at func(*Node) *Node) Node {
	c := *n
	for _, p := range []**Node{
		&c.Ref, &c.AdditionalProperties, &c.UnevaluatedProperties, &c.PropertyNames, &c.Items, &c.Contains, &c.UnevaluatedItems,
		&c.Not, &c.If, &c.Then, &c.Else, &c.ContentSchema, &c.parent,
	} {
		if *p != nil {
			*p = at(*p)
		}
	}
	if c.DynamicRef != nil {
		r := *c.DynamicRef
		r.Target = at(r.Target)
		c.DynamicRef = &r
	}
	for _, p := range []*[]*Node{&c.PrefixItems, &c.AllOf, &c.AnyOf, &c.OneOf} {
		*p = each(*p, at)
	}
	for _, p := range []*[]Property{&c.Properties, &c.DependentSchemas, &c.Defs} {
		*p = each(*p, func(x Property) Property { x.Node = at(x.Node); return x })
	}
	c.PatternProperties = each(c.PatternProperties, func(x PatternProperty) PatternProperty { x.Node = at(x.Node); return x })
	c.held = each(c.held, func(x Subschema) Subschema { x.Node = at(x.Node); return x })
	return c
}

// each is a list with another in place of each of its elements.
func each[T any](list []T, other func(T) T) []T {
	list = slices.Clone(list)
	for i := range list {
		list[i] = other(list[i])
	}
	return list
}

// read reads the new text of a schema into its copy.
func (v *variant) read(n *Node) {
	c := v.copies[n]
	*c = Node{File: c.File, Value: v.texts[n], Resource: c.Resource, SchemaID: c.SchemaID, parent: c.parent, step: c.step}
	v.reading = n
	if v.loader.isSchema(c, n.Dialect, true) {
		v.loader.scan(c)
	}
}

// known returns the schema that stands where a text of the graph is met again.
func (v *variant) known(text *source.Value) *Node {
	n := v.byText[text]
	if n == nil || n == v.reading {
		return nil
	}
	if v.kept == nil {
		v.kept = map[*Node]bool{}
	}
	v.kept[n] = true
	return v.at(n)
}

// follow resolves the references of what was read, and reads what they add.
func (v *variant) follow() {
	l := v.loader
	v.reading = nil
	for i := 0; i < len(l.pending) && l.err == nil; i++ {
		p := l.pending[i]
		if owner := v.byReference[p.value]; owner != nil {
			if p.keyword == "$ref" {
				p.from.Ref = v.at(owner.Ref)
			} else {
				p.from.DynamicRef = &DynamicRef{Target: v.at(owner.DynamicRef.Target), Anchor: owner.DynamicRef.Anchor, Recursive: owner.DynamicRef.Recursive}
			}
			continue
		}
		n, text, err := v.resolve(p.value)
		switch {
		case err != nil || p.keyword != "$ref":
			l.fail(place{p.from, p.step()}, p.value, CodeEdit, "", "the reference leads out of the schema")
		case n != nil:
			p.from.Ref = v.at(n)
		default:
			p.from.Ref = v.add(text)
		}
	}
	l.pending = nil
}

// add reads a schema that nothing of the graph holds.
func (v *variant) add(text *source.Value) *Node {
	n := v.added[text]
	if n == nil {
		root := v.at(v.g.Root)
		n = &Node{File: root.File, Value: text, Resource: root.Resource, parent: root, step: "/$defs/added-" + strconv.Itoa(len(v.added))}
		v.added[text] = n
		if v.loader.isSchema(n, root.Dialect, true) {
			v.loader.scan(n)
		}
	}
	return n
}

// copyAnchors has resources lead to the copies of their schemas. An anchor goes with
// the schema that has it.
func (v *variant) copyAnchors() {
	for _, r := range v.loader.g.Resources {
		r.Root = v.at(r.Root)
		for _, anchors := range []*map[string]*Node{&r.Anchors, &r.DynamicAnchors} {
			var next map[string]*Node
			for name, n := range *anchors {
				if !v.gone(n) {
					if next == nil {
						next = map[string]*Node{}
					}
					next[name] = v.at(n)
				}
			}
			*anchors = next
		}
	}
}

// gone reports that a schema stood in a text that was edited and has it no more.
func (v *variant) gone(n *Node) bool {
	for ; n != nil; n = n.parent {
		switch {
		case v.kept[n] || v.texts[n] != nil:
			return false
		case n.parent != nil && v.texts[n.parent] != nil:
			return true
		}
	}
	return false
}
