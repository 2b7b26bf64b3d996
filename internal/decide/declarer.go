package decide

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// declarer is what declares members, by the class of its schema; see
// [writer.Declarer].
type declarer struct {
	class       int32
	keyword, of string
}

// declarerOf returns what a declarer is called here.
func (s *search) declarerOf(d writer.Declarer) declarer {
	if s.byNode == nil {
		s.byNode = map[*graph.Node]int32{}
		for _, c := range s.schemas {
			if c.node != nil {
				s.byNode[c.node] = c.class
			}
		}
	}
	return declarer{s.byNode[d.Node], d.Keyword, d.Of}
}

// isNew reports whether a loss was not found before.
func (s *search) isNew(d writer.Declaration) bool {
	unknown, _ := s.unknown(&d)
	return d.By == nil || len(unknown) > 0
}

// unknown lists the closest of what declares the member and is not known to lose
// it, and says whether that names it.
func (s *search) unknown(d *writer.Declaration) ([]writer.Declarer, bool) {
	list, named := d.Closest()
	return slices.DeleteFunc(slices.Clone(list), func(by writer.Declarer) bool { return s.lost[s.declarerOf(by)] }), named
}

// know notes that a loss is found and puts first what it is told for. What names a
// member stands for all that do.
func (s *search) know(d *writer.Declaration) {
	unknown, named := s.unknown(d)
	for i, by := range unknown {
		if i == 0 {
			d.By = append([]writer.Declarer{by}, d.By...)
		}
		if i == 0 || named {
			s.lost[s.declarerOf(by)] = true
		}
	}
}

// twins returns the schemas of the classes that lose a member, if several of the
// old side are of one: only one of them was found to lose it.
func (s *search) twins() map[*graph.Node]bool {
	losing, count := map[int32]bool{}, map[int32]int{}
	for d := range s.lost {
		losing[d.class] = true
	}
	apart, several := map[*graph.Node]bool{}, false
	for _, c := range s.schemas {
		if n := c.node; n != nil && losing[c.class] && !apart[n] {
			apart[n] = true
			if n.ID < len(s.graphs[0].Nodes) && s.graphs[0].Nodes[n.ID] == n {
				count[c.class]++
				several = several || count[c.class] > 1
			}
		}
	}
	if !several {
		return nil
	}
	return apart
}

// newlyDeclared demands that a member is declared by something whose loss is not
// known.
func (st *state) newlyDeclared(name string) *form {
	s, m := st.s, st.g.in
	if s.keepFree || m.open || len(s.lost) == 0 {
		return formTrue
	}
	m.close(s)
	isNew := func(c *schema, keyword, of string) bool { return !s.lost[declarer{c.class, keyword, of}] }
	always := func(*schema, string, string) bool { return true }
	// named are the ways in which something names the member, of what is asked for.
	named := func(asked func(*schema, string, string) bool) *form {
		return m.declares(s, func(x *inplace) bool {
			c := x.schema
			return slices.Contains(c.required, name) && asked(c, "required", name) || c.dependsOn(name) && asked(c, "dependentRequired", name) ||
				slices.ContainsFunc(c.dependents, func(p property) bool { return p.name == name }) && asked(c, "dependentSchemas", name) ||
				x.inIf && c.lookup(name) != nil && asked(c, "properties", name)
		}, func(c *schema) bool { return c.lookup(name) != nil && asked(c, "properties", name) })
	}
	matched := func(c *schema) bool {
		return slices.ContainsFunc(c.patterns, func(p patternProperty) bool {
			match, ok := s.regexps.match(p.pattern, name)
			return (match || !ok) && isNew(c, "patternProperties", p.pattern.Source)
		})
	}
	rest := m.declares(s, func(x *inplace) bool { return x.inIf && matched(x.schema) }, func(c *schema) bool {
		return matched(c) || c.restricts() && c.lookup(name) == nil && !c.matches(s, name, surely) && isNew(c, c.restKeyword(), "")
	})
	return some(named(isNew), all(rest, s.negation(named(always))))
}

// dependsOn reports that dependentRequired of c names a member.
func (c *schema) dependsOn(name string) bool {
	return slices.ContainsFunc(c.dependent, func(d graph.DependentRequired) bool { return d.Name == name || slices.Contains(d.Required, name) })
}

// restKeyword is the keyword by which c restricts the members that are left.
func (c *schema) restKeyword() string {
	if c.additional != nil {
		return "additionalProperties"
	}
	return "unevaluatedProperties"
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
