package attack

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// aim leads a maker of documents to one schema: where there is a choice it takes what
// is nearer, and a value that the schema is applied to is put there by put. A nil aim
// leads nowhere.
type aim struct {
	at  *graph.Node
	far map[*graph.Node]int
	put func(v *source.Value) *source.Value
	// bare says that nothing is made that is not demanded.
	bare bool
}

// lead makes a document with put's value where at is applied, or nil after a number of
// tries in which none was valid.
func (m *documents) lead(x *contexts, at *graph.Node, tries int, put func(v *source.Value) *source.Value) *source.Value {
	defer func() { m.aim = nil }()
	if !x.reached[at] {
		return nil
	}
	m.aim = &aim{at: at, far: x.distances(at)}
	m.stray = false
	for i := range tries {
		there := false
		m.aim.put = func(v *source.Value) *source.Value {
			there = true
			return put(v)
		}
		m.aim.bare = i%3 < 2
		m.left = maxValues
		v := m.value(8, m.judge.g.Root)
		if !there {
			continue
		}
		if doc, err := newDocument(v); err == nil && m.judge.Eval(doc.eval) == Valid {
			return v
		}
	}
	return nil
}

// nearer says that the way from one schema to the aim leads through another.
func (a *aim) nearer(from, to *graph.Node) bool {
	if a == nil || to == nil {
		return false
	}
	f, leads := a.far[from]
	t, also := a.far[to]
	return leads && also && t < f
}

// choose returns one of the branches of n.
func (m *documents) choose(n *graph.Node, branches []*graph.Node) *graph.Node {
	var nearer []*graph.Node
	for _, b := range branches {
		if m.aim.nearer(n, b) {
			nearer = append(nearer, b)
		}
	}
	if nearer != nil {
		return of(m.c, nearer)
	}
	return of(m.c, branches)
}

// members lists the names of members that lead to the aim.
func (a *aim) members(m *documents, x *gathered) []string {
	if a == nil {
		return nil
	}
	var names []string
	for _, n := range x.nodes {
		for _, p := range n.Properties {
			if a.nearer(n, p.Node) {
				names = append(names, p.Name)
			}
		}
		for _, p := range n.PatternProperties {
			if list := m.sample(p.Pattern); a.nearer(n, p.Node) && len(list) > 0 {
				names = append(names, of(m.c, list))
			}
		}
		for _, d := range n.DependentSchemas {
			if a.nearer(n, d.Node) {
				names = append(names, d.Name)
			}
		}
		if a.nearer(n, n.AdditionalProperties) || a.nearer(n, n.UnevaluatedProperties) {
			names = append(names, m.anyName(n))
		}
	}
	if len(names) > 1 {
		return []string{of(m.c, names)}
	}
	return names
}

// anyName makes a name that n has nothing special for.
func (m *documents) anyName(n *graph.Node) string {
	if n.PropertyNames != nil {
		if v := m.value(0, n.PropertyNames); v.Kind == source.String {
			return v.Text
		}
	}
	return of(m.c, []string{"k", "key", "k1", of(m.c, m.w.names)})
}

// item returns the position of an item that leads to the aim, or -1.
func (a *aim) item(x *gathered) int {
	if a == nil {
		return -1
	}
	for _, n := range x.nodes {
		for i, s := range n.PrefixItems {
			if a.nearer(n, s) {
				return i
			}
		}
		if a.nearer(n, n.Items) || a.nearer(n, n.Contains) || a.nearer(n, n.UnevaluatedItems) {
			return len(n.PrefixItems)
		}
	}
	return -1
}

// kinds says what a value has to be to lead on, nil when it need not.
func (a *aim) kinds(m *documents, x *gathered) []string {
	switch {
	case a == nil:
	case a.item(x) >= 0:
		return []string{"array"}
	case a.members(m, x) != nil:
		return []string{"object"}
	}
	return nil
}
