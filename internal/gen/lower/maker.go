package lower

import "github.com/atlas-dataflow/runresult/internal/graph"

// maker makes schemas that stand for a part of one of the graph, or for several.
type maker struct {
	root    *graph.Node
	schemas int                            // of the graph's schemas
	next    int                            // ID of the next one made here
	shape   map[*graph.Node]*graph.Node    // see shapeOf
	unions  map[*graph.Node]*graph.Node    // see unionsOf
	groups  map[[2]*graph.Node]*graph.Node // see groupOf
}

func newMaker(g *graph.Graph) *maker {
	return &maker{
		root: g.Root, schemas: len(g.Nodes), next: len(g.Nodes),
		shape: map[*graph.Node]*graph.Node{}, unions: map[*graph.Node]*graph.Node{}, groups: map[[2]*graph.Node]*graph.Node{},
	}
}

// derive returns a copy of n, with an ID of its own, for a place where only a
// part of n applies.
func (m *maker) derive(n *graph.Node, edit func(*graph.Node)) *graph.Node {
	c := *n
	c.ID = m.next
	m.next++
	edit(&c)
	return &c
}

// shapeOf returns n without the conditions that are checked on the type as a
// whole and not on its branches.
func (m *maker) shapeOf(n *graph.Node) *graph.Node {
	if n.AnyOf == nil && n.OneOf == nil && n.Not == nil && n.If == nil && n.Ref == nil && n.AllOf == nil &&
		n.UnevaluatedItems == nil && n.UnevaluatedProperties == nil && n.DynamicRef == nil {
		return n
	}
	if s := m.shape[n]; s != nil {
		return s
	}
	s := m.derive(n, func(c *graph.Node) {
		c.AnyOf, c.OneOf, c.Not, c.If, c.Then, c.Else = nil, nil, nil, nil, nil, nil
		c.Ref, c.AllOf, c.DynamicRef = nil, nil, nil
		c.UnevaluatedItems, c.UnevaluatedProperties = nil, nil
	})
	m.shape[n] = s
	return s
}

func (m *maker) shapes(nodes []*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(nodes))
	for i, n := range nodes {
		out[i] = m.shapeOf(n)
	}
	return out
}

// schemaOf returns all that applies where roots apply as one schema.
func (m *maker) schemaOf(roots []*graph.Node) *graph.Node {
	if len(roots) == 1 {
		return roots[0]
	}
	return m.derive(roots[0], func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.AllOf = roots }) })
}

// anything returns a schema without keywords.
func (m *maker) anything() *graph.Node {
	return m.derive(m.root, func(c *graph.Node) { keepOnly(c, func(*graph.Node) {}) })
}

// keepOnly empties n, keeping where it stands, and lets set put back what is to
// stay.
func keepOnly(n *graph.Node, set func(*graph.Node)) {
	*n = *n.Bare()
	set(n)
}

// unionsOf returns n with nothing but its alternatives.
func (m *maker) unionsOf(n *graph.Node) *graph.Node {
	if m.unions[n] == nil {
		m.unions[n] = m.derive(n, func(c *graph.Node) {
			keepOnly(c, func(k *graph.Node) {
				k.AnyOf, k.OneOf, k.If, k.Then, k.Else = n.AnyOf, n.OneOf, n.If, n.Then, n.Else
			})
		})
	}
	return m.unions[n]
}

// groupOf returns n with nothing but some branches of its union.
func (m *maker) groupOf(n *graph.Node, list []*graph.Node, one bool) *graph.Node {
	key := [2]*graph.Node{n, list[0]}
	if m.groups[key] == nil {
		m.groups[key] = m.derive(n, func(c *graph.Node) {
			keepOnly(c, func(k *graph.Node) {
				if one {
					k.OneOf = list
				} else {
					k.AnyOf = list
				}
			})
		})
	}
	return m.groups[key]
}

// free returns a schema that allows everything, with the words of n.
func (m *maker) free(n *graph.Node) *graph.Node {
	return m.derive(m.anything(), func(c *graph.Node) { c.Title, c.Description = n.Title, n.Description })
}
