package graph

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Entry is an entry point of a schema: a place by which others refer into it.
type Entry struct {
	// At is the JSON Pointer of the place, counted from the schema that was loaded.
	At string
	// Node is the schema there, nil where there is nothing.
	Node *Node
	// Group: it is no schema, but an object with schemas, entry points themselves.
	Group bool
}

// entries finds the entry points, if they are asked for, and resolves all references.
func (l *loader) entries(res *Resource) {
	if l.err == nil && len(l.opt.Entries) > 0 {
		l.listed(res)
	}
	l.resolveAll()
	if l.err != nil || !l.opt.FindEntries && len(l.opt.Entries) == 0 {
		return
	}
	if len(l.opt.Entries) == 0 {
		l.idle = l.g.idle()
		l.definitions(l.g.Root)
		l.resolveAll()
	}
	l.g.named, l.g.entry = map[*Node]Property{}, map[*Node]bool{}
	for _, e := range l.g.Entries {
		l.g.entry[e.Node] = e.Node != nil
	}
	for _, n := range l.g.Nodes {
		for _, d := range n.Defs {
			l.g.named[d.Node] = d
		}
	}
}

// listed finds the entry points that Options.Entries lists.
func (l *loader) listed(res *Resource) {
	for _, at := range l.opt.Entries {
		e := Entry{At: at}
		switch v, ok := res.File.At(l.opt.At + at); {
		case !ok || v == nil:
		case at == "" && l.g.Root.Container():
			l.err = noSchema(res.File, res.File.Root, "")
			return
		case at == "":
			e.Node = l.g.Root
		default:
			if e.Node = l.enter(res, l.opt.At+at); e.Node == nil {
				return
			}
			if !e.Node.Outermost() {
				l.g.entered = append(l.g.entered, e.Node)
			}
		}
		l.g.Entries = append(l.g.Entries, e)
	}
}

// Entered lists the schemas of which nothing around them says that they are some:
// what Options.At leads to, and such entry points.
func (g *Graph) Entered() []*Node {
	var list []*Node
	if !g.Root.Outermost() && !g.Root.Container() {
		list = append(list, g.Root)
	}
	return append(list, g.entered...)
}

// Nowhere is the error about an entry point that there is neither here nor elsewhere.
func (g *Graph) Nowhere(at string) *diag.Error {
	f, full := g.Root.File, g.opt.At+at
	v, found := f.Root, ""
	for _, token := range strings.Split(full, "/")[min(1, len(full)):] {
		next, _ := v.At("/" + token)
		if next == nil {
			return nothing(f, v, found, token, full)
		}
		v, found = next, found+"/"+token
	}
	return f.Errorf(v, found, CodeReference, "", "%s is no entry point", clip(full))
}

// Holds reports whether there is something at an entry point's place that may be a
// schema.
func (g *Graph) Holds(at string) bool {
	v, ok := g.Root.File.At(g.Root.Ptr() + at)
	return ok && v != nil && (v.Kind == source.Object || v.Kind == source.Bool)
}

// Alike reports whether an entry point's place has equal values in two graphs.
func (g *Graph) Alike(other *Graph, at string) bool {
	one, _ := g.Root.File.At(g.Root.Ptr() + at)
	two, _ := other.Root.File.At(other.Root.Ptr() + at)
	return one != nil && two != nil && source.Equal(one, two)
}

// Nearest is the longest beginning of an entry point's place that leads somewhere, as
// a pointer into the text.
func (g *Graph) Nearest(at string) string {
	at = g.Root.Ptr() + at
	for at != "" {
		if v, ok := g.Root.File.At(at); ok && v != nil {
			break
		}
		at = at[:strings.LastIndexByte(at, '/')]
	}
	return at
}

// SameName is the place of an entry point with the same name under the other of
// definitions and $defs, "" where there is none.
func (g *Graph) SameName(at string) string {
	for _, names := range [][2]string{{"/definitions/", "/$defs/"}, {"/$defs/", "/definitions/"}} {
		if other := strings.Replace(at, names[0], names[1], 1); other != at && g.Holds(other) {
			return g.Root.Ptr() + other
		}
	}
	return ""
}

// Name is the last token of the node's place.
func (n *Node) Name() string {
	at := n.Ptr()
	name, _ := source.UnescapePointer(at[strings.LastIndexByte(at, '/')+1:])
	return name
}

// Part is the graph of a schema of g and of what it leads to, as a graph of its own:
// it costs what is in it, however large g is. The definitions of g's root and of its
// entry points are in it as far as something leads to them.
func (g *Graph) Part(root *Node) *Graph {
	p := &part{g: g, copies: map[*Node]*Node{}, held: map[*Node][]Property{}}
	p.reach(root)
	for i := 0; i < len(p.list); i++ {
		p.follow(p.list[i])
	}
	p.holders()
	slices.SortFunc(p.list, func(a, b *Node) int { return a.ID - b.ID })
	out := &Graph{opt: g.opt, Nodes: make([]*Node, 0, len(p.list))}
	p.resources(out, root)
	for _, n := range p.list {
		said := *n
		if held := p.held[n]; held != nil {
			said = *n.Bare()
			said.Defs = held
		} else if p.separate(n) {
			said.Defs = slices.DeleteFunc(slices.Clone(n.Defs), func(d Property) bool { return p.copies[d.Node] == nil })
		}
		c := p.copies[n]
		*c = said.with(p.at)
		c.ID, c.Resource = len(out.Nodes), p.resource[n.Resource]
		out.Nodes = append(out.Nodes, c)
	}
	out.Root = p.copies[root]
	return out
}

// part is a Part in the making.
type part struct {
	g      *Graph
	list   []*Node
	copies map[*Node]*Node
	// held are the definitions of the part by those that hold them and nothing else.
	held     map[*Node][]Property
	resource map[*Resource]*Resource
}

func (p *part) at(n *Node) *Node {
	if c := p.copies[n]; c != nil {
		return c
	}
	return n
}

func (p *part) reach(n *Node) {
	if p.copies[n] == nil {
		p.copies[n] = &Node{}
		p.list = append(p.list, n)
	}
}

// separate reports whether the definitions that n holds are entry points.
func (p *part) separate(n *Node) bool { return n == p.g.Root || p.g.entry[n] }

func (p *part) follow(n *Node) {
	for sub := range n.Subschemas() {
		if sub.Row.Name != "$defs" || !p.separate(n) {
			p.reach(sub.Node)
		}
	}
	if n.DynamicRef != nil {
		for _, target := range p.g.DynamicTargets(n.DynamicRef) {
			p.reach(target)
		}
	}
}

// holders adds, of the schemas that hold definitions of the part and are not in it,
// as much as gives these their names.
func (p *part) holders() {
	for _, n := range p.list {
		d, named := p.g.named[n]
		if !named || n.parent == nil {
			continue
		}
		if p.copies[n.parent] == nil {
			p.held[n.parent] = []Property{}
			p.reach(n.parent)
		}
		if p.held[n.parent] != nil {
			p.held[n.parent] = append(p.held[n.parent], d)
		}
	}
}

// resources copies the resources of the part, that of the document of root first.
func (p *part) resources(out *Graph, root *Node) {
	p.resource = map[*Resource]*Resource{}
	var used func(r *Resource)
	used = func(r *Resource) {
		if r == nil || p.resource[r] != nil {
			return
		}
		used(r.Parent)
		c := *r
		p.resource[r] = &c
		c.Parent, c.Root = p.resource[r.Parent], p.at(r.Root)
		c.Anchors, c.DynamicAnchors = p.anchors(r.Anchors), p.anchors(r.DynamicAnchors)
		c.RecursiveAnchor = r.RecursiveAnchor && p.copies[r.Root] != nil
		p.resource[r] = &c
		out.Resources = append(out.Resources, &c)
	}
	used(root.Resource)
	for _, n := range p.list {
		used(n.Resource)
	}
}

func (p *part) anchors(all map[string]*Node) map[string]*Node {
	var kept map[string]*Node
	for name, n := range all {
		if c := p.copies[n]; c != nil {
			if kept == nil {
				kept = map[string]*Node{}
			}
			kept[name] = c
		}
	}
	return kept
}
