package compat

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// sameness finds the schemas of two graphs that are equal JSON values and lead to such:
// of all entry points together it takes a time that is linear in the graphs.
type sameness struct {
	old, new *graph.Graph
	separate [2]map[*graph.Node]bool // by side, whose definitions are entry points
	entries  [2]map[*source.Value]bool
	listed   bool
	index    map[samePair]int
	pairs    []samePair
	differs  []bool
	read     []bool  // the texts were compared
	above    [][]int // the pairs that lead to one
	next     int     // the first that was not followed
	nearness []int   // of the pairs that differ: how many steps it is to a text that does
}

type samePair struct{ old, new *graph.Node }

func newSameness(old, new *graph.Graph, listed bool) *sameness {
	s := &sameness{old: old, new: new, listed: listed, index: map[samePair]int{}}
	for i, g := range []*graph.Graph{old, new} {
		s.separate[i] = map[*graph.Node]bool{g.Root: true}
		s.entries[i] = map[*source.Value]bool{}
		for _, e := range g.Entries {
			s.separate[i][e.Node] = true
			if e.Node != nil {
				s.entries[i][e.Node.Value] = true
			}
		}
	}
	return s
}

// ask adds a pair and all that it leads to.
func (s *sameness) ask(old, new *graph.Node) {
	for s.add(samePair{old, new}, true); s.next < len(s.pairs); s.next++ {
		s.follow(s.next)
	}
}

// of reports whether the schemas of a pair that was asked about are equal.
func (s *sameness) of(old, new *graph.Node) bool { return !s.differs[s.index[samePair{old, new}]] }

// steps says how far a pair is from a text that differs. What is nearest is judged
// first: it costs least, and what shows its break is smallest.
func (s *sameness) steps(p entryPair) int {
	if p.old == nil || p.new == nil {
		return 0
	}
	return s.nearness[s.index[samePair{p.old, p.new}]]
}

// add returns the number of a pair. Of one that stands in another the text is that of
// the other.
func (s *sameness) add(p samePair, read bool) int {
	i, known := s.index[p]
	if !known {
		i = len(s.pairs)
		s.index[p] = i
		s.pairs = append(s.pairs, p)
		s.differs, s.read, s.above = append(s.differs, p.old.Dialect != p.new.Dialect), append(s.read, false), append(s.above, nil)
	}
	if read && !s.read[i] {
		s.read[i] = true
		s.differs[i] = s.differs[i] || !source.Equal(s.text(0, p.old), s.text(1, p.new))
	}
	return i
}

// text is the text of a schema without definitions that are entry points, and without
// the identifier of a document.
func (s *sameness) text(side int, n *graph.Node) *source.Value {
	v := n.Value
	if !s.separate[side][n] || v.Kind != source.Object {
		return v
	}
	if n.Document() {
		v = withoutID(n)
	}
	var kept []source.Member
	for _, m := range v.Members {
		if (m.Name == "$defs" || m.Name == "definitions") && m.Value.Kind == source.Object {
			if m.Value = s.unjudged(side, m.Value); m.Value == nil {
				continue
			}
		}
		kept = append(kept, m)
	}
	return source.NewObject(kept)
}

// unjudged are the definitions that are no entry points, nil for none. Of those that a
// list of entry points leaves out nothing is asked.
func (s *sameness) unjudged(side int, defs *source.Value) *source.Value {
	if s.listed {
		return nil
	}
	kept := slices.DeleteFunc(slices.Clone(defs.Members), func(m source.Member) bool { return s.entries[side][m.Value] })
	if len(kept) == 0 {
		return nil
	}
	return source.NewObject(kept)
}

// follow adds what a pair leads to. Of a pair that differs it does not matter.
func (s *sameness) follow(i int) {
	p := s.pairs[i]
	if s.differs[i] {
		return
	}
	old, new := s.children(0, p.old), s.children(1, p.new)
	if len(old) != len(new) {
		s.differs[i] = true
		return
	}
	for j := range old {
		k := s.add(samePair{old[j].n, new[j].n}, old[j].elsewhere || new[j].elsewhere)
		s.above[k] = append(s.above[k], i)
	}
}

// child is a schema that another leads to: in its text or elsewhere.
type child struct {
	n         *graph.Node
	elsewhere bool
}

func (s *sameness) children(side int, n *graph.Node) []child {
	var list []child
	for sub := range n.Subschemas() {
		switch sub.Row.Name {
		case "$defs":
			if s.separate[side][n] {
				continue
			}
		case "$ref", "$dynamicRef":
			list = append(list, child{sub.Node, true})
			continue
		}
		list = append(list, child{sub.Node, false})
	}
	if n.DynamicRef != nil {
		g := s.old
		if side == 1 {
			g = s.new
		}
		for _, target := range g.DynamicTargets(n.DynamicRef) {
			list = append(list, child{target, true})
		}
	}
	return list
}

// spread lets a pair differ that leads to one that does.
func (s *sameness) spread() {
	var queue []int
	s.nearness = make([]int, len(s.pairs))
	for i, differs := range s.differs {
		if differs {
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range s.above[queue[0]] {
			if !s.differs[i] {
				s.differs[i], s.nearness[i] = true, s.nearness[queue[0]]+1
				queue = append(queue, i)
			}
		}
	}
}
