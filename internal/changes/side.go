package changes

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// sideInfo is what is known about one of the two graphs.
type sideInfo struct {
	graph *graph.Graph
	files map[*source.File]int
	hash  []digest
	// defs holds every definition of the given documents; byKey finds the schema
	// that a key stands for.
	defs  []definition
	byKey map[string]*graph.Node
	// names holds what definitions are called.
	names map[*graph.Node]string
	// places holds, for each file, where the schemas begin that a document can
	// meet, in order.
	places map[*source.File][]int
	// openEnded says that unevaluatedProperties or unevaluatedItems is used, to
	// which even a schema that accepts everything makes a difference.
	openEnded bool
}

// definition is a schema under $defs or definitions.
type definition struct {
	name  string
	key   string
	node  *graph.Node
	owner *graph.Node
}

// isDef reports whether a schema is a definition.
func (s *sideInfo) isDef(n *graph.Node) bool {
	_, ok := s.names[n]
	return ok
}

func newSide(g *graph.Graph) *sideInfo {
	s := &sideInfo{graph: g, files: map[*source.File]int{}, byKey: map[string]*graph.Node{}, names: map[*graph.Node]string{}}
	for _, r := range g.Resources {
		if _, ok := s.files[r.File]; !ok {
			s.files[r.File] = len(s.files)
		}
	}
	for _, n := range g.Nodes {
		s.openEnded = s.openEnded || n.UnevaluatedItems != nil || n.UnevaluatedProperties != nil
		if n.Resource != nil && n.Resource.Builtin {
			continue
		}
		for _, p := range n.Defs {
			def := definition{name: p.Name, node: p.Node, owner: n}
			def.key = s.keyOf(p.Node)
			s.defs = append(s.defs, def)
			s.byKey[def.key] = p.Node
			s.names[p.Node] = p.Name
		}
	}
	s.hash = hashes(g)
	s.reach()
	return s
}

// find returns the schema that a key of the other side stands for: a definition, the
// root, or one of another document.
func (s *sideInfo) find(key string) *graph.Node {
	switch {
	case s.byKey[key] != nil:
		return s.byKey[key]
	case key == "#":
		return s.graph.Root
	case strings.HasPrefix(key, "#"):
		return nil
	}
	i := slices.IndexFunc(s.graph.Nodes, func(n *graph.Node) bool { return s.keyOf(n) == key })
	if i < 0 {
		return nil
	}
	return s.graph.Nodes[i]
}

// keyOf names a schema by its place in its document, the same whichever keyword
// holds definitions. Documents other than the given one are told apart by URI.
func (s *sideInfo) keyOf(n *graph.Node) string {
	if n == s.graph.Root {
		return "#"
	}
	pointer := n.Ptr()
	if strings.Contains(pointer, "/definitions/") {
		tokens := strings.Split(pointer, "/")
		for i, token := range tokens {
			if token == "definitions" {
				tokens[i] = "$defs"
			}
		}
		pointer = strings.Join(tokens, "/")
	}
	r := n.Resource
	for r != nil && r.Parent != nil {
		r = r.Parent
	}
	if r == nil || r == s.graph.Resources[0] {
		return "#" + cmp.Or(pointer, "/") // that of the document around the schema is no other's
	}
	return r.Retrieved + "#" + pointer
}

// reach finds the nodes that a document can meet.
func (s *sideInfo) reach() {
	s.places = map[*source.File][]int{}
	used := make([]bool, len(s.graph.Nodes))
	anchors := map[string]nodes{}
	var recursive nodes
	for _, r := range s.graph.Resources {
		for name, n := range r.DynamicAnchors {
			anchors[name] = append(anchors[name], n)
		}
		if r.RecursiveAnchor {
			recursive = append(recursive, r.Root)
		}
	}
	list := nodes{s.graph.Root}
	for len(list) > 0 {
		n := list[len(list)-1]
		list = list[:len(list)-1]
		if used[n.ID] {
			continue
		}
		used[n.ID] = true
		s.places[n.File] = append(s.places[n.File], n.Value.Start)
		list = append(list, children(n)...)
		if r := n.DynamicRef; r != nil {
			list = append(list, anchors[r.Anchor]...)
			if r.Recursive {
				list = append(list, recursive...)
			}
		}
	}
	for _, starts := range s.places {
		slices.Sort(starts)
	}
}

// inUse reports whether a document can meet the schema, or one that stands inside
// it: definitions are also grouped in objects that are no schemas of their own.
func (s *sideInfo) inUse(n *graph.Node) bool {
	starts := s.places[n.File]
	i, _ := slices.BinarySearch(starts, n.Value.Start)
	return i < len(starts) && starts[i] < n.Value.End
}

func (s *sideInfo) position(p place) position {
	offset := 0
	if p.value != nil {
		offset = p.value.Start
	}
	return position{s.files[p.node.File], offset}
}

// children returns every schema that n refers to or holds, definitions aside.
func children(n *graph.Node) nodes {
	var out nodes
	for sub := range n.Subschemas() {
		if sub.Row.Name != "$defs" {
			out = append(out, sub.Node)
		}
	}
	return out
}
