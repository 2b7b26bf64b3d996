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
	_, ok := s.untold(&d)
	return d.By == nil || ok
}

// untold returns what a loss is to be told for: of what names the member the first,
// unless one of them is told already; where nothing names it, the first that declares
// it and is not told.
func (s *search) untold(d *writer.Declaration) (by writer.Declarer, ok bool) {
	told := func(by writer.Declarer) bool { return s.lost[s.declarerOf(by)] }
	list, named := d.Closest()
	if named && slices.ContainsFunc(list, told) {
		return writer.Declarer{}, false
	}
	if i := slices.IndexFunc(list, func(by writer.Declarer) bool { return !told(by) }); i >= 0 {
		return list[i], true
	}
	return writer.Declarer{}, false
}

// know notes that a loss is found, and puts first what it is told for.
func (s *search) know(d *writer.Declaration) {
	if by, ok := s.untold(d); ok {
		d.By = append([]writer.Declarer{by}, d.By...)
		s.lost[s.declarerOf(by)] = true
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

// asked says which of what names members is asked for.
type asked func(c *schema, keyword, of string) bool

// naming returns what names a member, as the two ways in which a schema may.
func naming(name string, ask asked) (names func(*inplace) bool, evaluates func(*schema) bool) {
	listed := func(c *schema) bool { return c.lookup(name) != nil && ask(c, "properties", name) }
	return func(x *inplace) bool {
		c := x.schema
		return slices.Contains(c.required, name) && ask(c, "required", name) || c.dependsOn(name) && ask(c, "dependentRequired", name) ||
			slices.ContainsFunc(c.dependents, func(p property) bool { return p.name == name }) && ask(c, "dependentSchemas", name) ||
			x.inIf && listed(c)
	}, listed
}

// newlyDeclared demands that a member is declared by something whose loss is not
// known: one is told for all that name it beside it.
func (st *state) newlyDeclared(name string) *form {
	s, m := st.s, st.g.in
	if s.keepFree || m.open || len(s.lost) == 0 {
		return formTrue
	}
	m.close(s)
	isTold := func(c *schema, keyword, of string) bool { return s.lost[declarer{c.class, keyword, of}] }
	isNew := func(c *schema, keyword, of string) bool { return !isTold(c, keyword, of) }
	always := func(*schema, string, string) bool { return true }
	named := func(ask asked) *form {
		names, evaluates := naming(name, ask)
		return m.declares(s, names, evaluates)
	}
	unnamed := func(ask asked) *form {
		names, evaluates := naming(name, ask)
		return all(m.bars(s, names, evaluates)...)
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
	return some(all(named(isNew), unnamed(isTold)), all(rest, unnamed(always)))
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
