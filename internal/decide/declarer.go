package decide

import (
	"cmp"
	"path"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// declarer is what declares members, by the class of its schema: a name or a
// pattern of a keyword, or the keyword itself.
type declarer struct {
	class         int32
	keyword, name string
}

// declarers returns what a declaration is called here; a schema that dynamic scopes
// tell apart is of several classes.
func (s *search) declarers(d *writer.Declaration) []declarer {
	if s.byNode == nil {
		s.byNode = map[*graph.Node][]int32{}
		for _, c := range s.schemas {
			if c.node != nil {
				s.byNode[c.node] = append(s.byNode[c.node], c.class)
			}
		}
	}
	by := d.By()
	var list []declarer
	for _, class := range s.byNode[by.Node] {
		list = append(list, declarer{class, by.Keyword, by.Name})
	}
	return list
}

// knows reports whether the loss of what declares a member was found before.
func (s *search) knows(d *writer.Declaration) bool {
	return slices.ContainsFunc(s.declarers(d), func(x declarer) bool { return s.lost[x] })
}

// know notes that it is found, and reports whether that is new.
func (s *search) know(d *writer.Declaration) bool {
	isNew := !s.knows(d)
	for _, x := range s.declarers(d) {
		s.lost[x] = true
	}
	return isNew
}

// tellApart adds to apart the schemas of one class when several of the old side
// lose a member as one of them was found to do, each under its place, so that the
// next search looks at each by itself and those that did not change are equal to
// their like on the new side. It reports whether there are any.
func (s *search) tellApart(apart map[*graph.Node]string) bool {
	losing, count, old := map[int32]bool{}, map[int32]int{}, s.graphs[0]
	for d := range s.lost {
		losing[d.class] = true
	}
	found := map[*graph.Node]int32{}
	for _, c := range s.schemas {
		if _, told := found[c.node]; told || c.node == nil || !losing[c.class] || apart[c.node] != "" {
			continue
		}
		found[c.node] = c.class
		if n := c.node; n.ID < len(old.Nodes) && old.Nodes[n.ID] == n {
			count[c.class]++
		}
	}
	more := false
	for n, class := range found {
		if count[class] < 2 {
			continue
		}
		more = true
		apart[n] = n.Ptr()
		if roots := [2]*graph.Node{s.graphs[0].Root, s.graphs[1].Root}; n.File != roots[0].File && n.File != roots[1].File {
			apart[n] = path.Base(n.File.Name) + "#" + n.Ptr()
		}
	}
	return more
}

// restKeyword is the keyword by which c restricts the members that are left.
func (c *schema) restKeyword() string {
	if c.additional != nil {
		return "additionalProperties"
	}
	return "unevaluatedProperties"
}

// way is one of the ways in which a member may be declared.
type way struct {
	x   *inplace
	by  declarer
	how *form // when it does
}

// ways lists those of a name, in the order in which evaluation comes to them, those
// outside conditions first and what only names the member last.
func (m *mentions) ways(s *search, name string) []way {
	var lists [4][]way // evaluated, evaluated in an if, named, named in an if
	for i := range m.inplace {
		x := &m.inplace[i]
		c := x.schema
		add := func(rank int, keyword, name string, how *form) {
			if x.inIf {
				rank++
			}
			lists[rank] = append(lists[rank], way{x, declarer{c.class, keyword, name}, how})
		}
		if !x.never && x.root.holds >= 0 {
			counts := formTrue
			if x.path != nil {
				parts := make([]*form, 0, len(x.path)+len(x.needs))
				for _, p := range x.path {
					parts = append(parts, litForm(p))
				}
				counts = all(append(parts, x.needs...)...)
			}
			covered := false
			if c.lookup(name) != nil {
				covered = true
				add(0, "properties", name, counts)
			}
			for _, p := range c.patterns {
				if match, ok := s.regexps.match(p.pattern, name); match || !ok {
					if covered = true; c.lookup(name) == nil {
						add(0, "patternProperties", p.pattern.Source, counts)
					}
					break
				}
			}
			if !covered && c.restricts() {
				add(0, c.restKeyword(), "", counts)
			}
		}
		if x.names(s, name, possibly) {
			keyword := "required"
			switch {
			case slices.Contains(c.required, name):
			case slices.ContainsFunc(c.dependent, func(d graph.DependentRequired) bool { return d.Name == name || slices.Contains(d.Required, name) }):
				keyword = "dependentRequired"
			case slices.ContainsFunc(c.dependents, func(p property) bool { return p.name == name }):
				keyword = "dependentSchemas"
			default:
				keyword = "properties"
			}
			add(2, keyword, name, all(x.needs...))
		}
	}
	for _, list := range lists {
		slices.SortStableFunc(list, func(a, b way) int { return cmp.Compare(a.x.order, b.x.order) })
	}
	return slices.Concat(lists[:]...)
}

// newlyDeclared demands that a member is declared by something whose loss is not
// known.
func (st *state) newlyDeclared(name string) *form {
	if st.s.keepFree || st.g.in.open || len(st.s.lost) == 0 {
		return formTrue
	}
	st.g.in.close(st.s)
	var ways, before []*form
	for _, w := range st.g.in.ways(st.s, name) {
		if st.s.lost[w.by] {
			before = append(before, w.how.negation())
		} else {
			ways = append(ways, all(append(slices.Clip(before), w.how)...))
		}
	}
	if before == nil {
		return formTrue
	}
	return some(ways...)
}

// kept demands that the new side declares a member: what is inside a lost one is
// not told.
func (st *state) kept(name string) *form {
	if st.s.keepFree {
		return formTrue
	}
	st.g.out.close(st.s)
	return st.g.out.declaresName(st.s, name)
}
