package graph

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// document adds a document that was found under the URI retrieved. inherit is
// its dialect unless it names one. It returns nil after an error.
func (l *loader) document(f *source.File, retrieved string, inherit Dialect, builtin bool) *Resource {
	l.documents++
	res := &Resource{
		File: f, Retrieved: retrieved, URI: retrieved, Builtin: builtin,
		Dialect: inherit, Vocab: keyword.DefaultVocab(inherit), LaterKeywords: l.opt.LaterKeywords && !builtin,
	}
	if l.documents > limits.documents {
		l.err = f.Errorf(nil, "", CodeLimit, "", "the schema refers to more than %d documents", limits.documents)
		return nil
	}
	root := &Node{File: f, Value: f.Root}
	if schema := f.Root.Get("$schema"); schema != nil {
		l.chooseDialect(root, res, schema)
	}
	l.g.Resources = append(l.g.Resources, res)
	l.byURI[retrieved] = res
	res.Root = root
	root.Resource = res
	given := l.documents == 1 // and has to be a schema where no other is named
	if !builtin && (given && l.inside || foreign(f.Root, res.Dialect)) && (!given || l.opt.inside()) {
		l.container(res, root)
		if l.err != nil {
			return nil
		}
		return res
	}
	if !l.isSchema(root, res.Dialect, true) {
		return nil
	}
	if !builtin && foreign(f.Root, res.Dialect) {
		l.err = noSchema(f, f.Root, "")
		return nil
	}
	if id := res.ownID(f.Root, res.Dialect); id != nil {
		l.identify(root, res, id)
	}
	l.scan(root)
	if l.err != nil {
		return nil
	}
	return res
}

// child adds the schema v, which stands at step below parent, and everything in
// it. boolean says that true and false are schemas here even in draft 4. It
// returns nil after an error.
func (l *loader) child(parent *Node, step string, v *source.Value, boolean bool) *Node {
	if l.err != nil {
		return nil
	}
	if l.edit != nil {
		if n := l.edit.known(v); n != nil {
			return n
		}
	}
	if n := l.landed[v]; n != nil && n.Resource == parent.Resource && n.Ptr() == parent.Ptr()+step {
		l.places[place{parent, step}] = n
		return n
	}
	n := &Node{File: parent.File, Value: v, Resource: parent.Resource, parent: parent, step: step}
	if !l.isSchema(n, parent.Dialect, boolean) {
		return nil
	}
	l.places[place{parent, step}] = n
	l.embed(n)
	l.scan(n)
	if l.err != nil {
		return nil
	}
	return n
}

// isSchema checks that the node's value can be a schema at all.
func (l *loader) isSchema(n *Node, d Dialect, boolean bool) bool {
	switch n.Value.Kind {
	case source.Object:
		return l.err == nil
	case source.Bool:
		if boolean || d != Draft4 || l.opt.LaterKeywords {
			return l.err == nil
		}
		l.fail(place{n, ""}, n.Value, CodeSchema, "write {} for true and {\"not\": {}} for false, or take them as later drafts do with --later-keywords",
			"draft 4 has no boolean schemas; a schema here must be an object")
		return false
	}
	want := "an object or a boolean"
	if d == Draft4 {
		want = "an object"
	}
	l.fail(place{n, ""}, n.Value, CodeSchema, "", "a schema must be %s, not %s", want, describe(n.Value))
	return false
}

// embed makes the subschema n a resource of its own if it carries an identifier.
func (l *loader) embed(n *Node) {
	outer := n.Resource
	if outer.Dialect.RefHidesSiblings() && hasRef(n.Value) {
		return
	}
	if l.edit != nil {
		if outer.ownID(n.Value, outer.Dialect) != nil || n.Value.Get("$schema") != nil {
			l.fail(place{n, ""}, n.Value, CodeEdit, "", "a schema with an identifier of its own cannot be added")
		}
		return
	}
	res := &Resource{
		File: n.File, Root: n, Parent: outer, Builtin: outer.Builtin,
		Dialect: outer.Dialect, Vocab: outer.Vocab, LaterKeywords: outer.LaterKeywords,
	}
	id := outer.ownID(n.Value, outer.Dialect)
	// $schema counts in a subschema only when it is the root of a resource, and
	// which keyword makes it one can depend on the dialect it names.
	if schema := n.Value.Get("$schema"); schema != nil && schema.Kind == source.String {
		if d, _, ok := l.dialectOf(schema.Text); ok && id == nil {
			id = outer.ownID(n.Value, d)
		}
		if id != nil && id.Kind == source.String && startsResource(id.Text) {
			l.chooseDialect(n, res, schema)
		}
	}
	if id != nil && l.err == nil {
		l.identify(n, res, id)
	}
}

// startsResource reports whether an identifier is more than a fragment.
func startsResource(id string) bool {
	uri, _, _ := strings.Cut(id, "#")
	return uri != ""
}

// ownID returns the identifier of a schema in dialect d, unless a $ref hides it.
func (r *Resource) ownID(v *source.Value, d Dialect) *source.Value {
	if d.RefHidesSiblings() && hasRef(v) {
		return nil
	}
	return v.Get(r.idKeyword(v, d))
}

// idKeyword is the keyword that identifies a schema in dialect d.
func (r *Resource) idKeyword(v *source.Value, d Dialect) string {
	if own := d.IDKeyword(); !r.LaterKeywords || v.Get(own) != nil {
		return own
	}
	return "$id"
}

func hasRef(v *source.Value) bool {
	ref := v.Get("$ref")
	return ref != nil && ref.Kind == source.String
}

// identify applies the identifier id to n: it names the new resource res, whose
// URI is still that of the surroundings, or up to draft 7 gives an anchor.
func (l *loader) identify(n *Node, res *Resource, id *source.Value) {
	keyword := res.idKeyword(n.Value, res.Dialect)
	step := "/" + keyword
	if id.Kind != source.String {
		l.fail(place{n, step}, id, CodeKeyword, "", "%q must be a URI reference, not %s", keyword, describe(id))
		return
	}
	n.SchemaID = id.Text
	text, fragment, _ := strings.Cut(id.Text, "#")
	if fragment != "" && res.Dialect >= Draft2019 {
		l.fail(place{n, step}, id, CodeKeyword, "name a place with $anchor", "%q must not have a fragment: %q", keyword, id.Text)
		return
	}
	if text != "" {
		base := res.URI
		if res.Parent != nil {
			base = res.Parent.URI
		}
		uri, err := resolveURI(base, text)
		if err != nil {
			l.fail(place{n, step}, id, CodeKeyword, err.hint, "%q is not a usable identifier: %s", id.Text, err.problem)
			return
		}
		res.URI = uri
		if res.Parent != nil {
			l.g.Resources = append(l.g.Resources, res)
			n.Resource = res
		}
		switch other := l.byURI[uri]; {
		case other == nil:
			l.byURI[uri] = res
		case other != res && l.landing == 0:
			l.twice[uri] = res
		}
		if was := l.led[uri]; was.to != nil && was.to != res && l.landing == 0 {
			l.ambiguous(was.by, uri, was.to, res)
		}
	}
	// A fragment that is a pointer restates the place; it names nothing.
	if fragment != "" && fragment[0] != '/' {
		l.anchor(n, fragment, false)
	}
}

// anchor gives the node a plain name in its resource.
func (l *loader) anchor(n *Node, name string, dynamic bool) {
	if l.edit != nil { // names lead to the schemas that had them
		if dynamic && n != l.edit.copies[l.edit.reading] {
			l.fail(place{n, ""}, n.Value, CodeEdit, "", "a schema that dynamic references can lead to cannot be added")
		}
		return
	}
	res := n.Resource
	if res.Anchors == nil {
		res.Anchors = map[string]*Node{}
	}
	if other := res.Anchors[name]; other != nil && other != n {
		if res.twice == nil {
			res.twice = map[string]bool{}
		}
		res.twice[name] = true
	} else {
		res.Anchors[name] = n
	}
	if dynamic {
		if res.DynamicAnchors == nil {
			res.DynamicAnchors = map[string]*Node{}
		}
		if res.DynamicAnchors[name] == nil {
			res.DynamicAnchors[name] = n
		}
	}
}

// scan numbers the node, reads its keywords and adds the schemas in it. The
// recursion is as deep as the text, which the reader has bounded.
func (l *loader) scan(n *Node) {
	if l.err != nil {
		return
	}
	n.BaseURI, n.Dialect = n.Resource.URI, n.Resource.Dialect
	n.ID = len(l.g.Nodes)
	if n.ID >= limits.nodes {
		l.fail(place{n, ""}, n.Value, CodeLimit, "", "the schema has more than %d subschemas", limits.nodes)
		return
	}
	l.g.Nodes = append(l.g.Nodes, n)
	if n.Value.Kind == source.Bool {
		value := n.Value.Bool
		n.Bool = &value
		return
	}
	members := n.Value.Members
	hiding := n.Dialect.RefHidesSiblings() && hasRef(n.Value)
	s := scanner{loader: l, n: n}
	n.Keywords = make([]Keyword, 0, len(members))
	for i := range members {
		m := &members[i]
		row := keyword.Lookup(n.Dialect, n.Resource.Vocab, m.Name)
		// $schema at the root of a document is read before $ref can hide it.
		hidden := hiding && m.Name != "$ref" && !(m.Name == "$schema" && n.parent == nil)
		if row == nil && n.Resource.LaterKeywords {
			if row = keyword.LookupLater(n.Dialect, n.Resource.Vocab, m.Name); row != nil && !hidden {
				n.later = append(n.later, m.Name)
			}
		}
		n.Keywords = append(n.Keywords, Keyword{Name: m.Name, Value: m.Value, Offset: m.At, Row: row, Hidden: hidden})
		switch {
		case m.Name == "goJSONSchema":
			n.Extension = m.Value
		case hidden:
			if m.Name == "definitions" && m.Value.Kind == source.Object {
				s.defs(m)
			}
		case row != nil:
			if f, ok := fields[m.Name]; ok {
				f.read(&s, m)
			} else {
				s.hold(m, row)
			}
		default:
			s.unknown(m)
		}
		if l.err != nil {
			return
		}
	}
	s.finish()
}
