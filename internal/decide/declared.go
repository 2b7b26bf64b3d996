package decide

import (
	"cmp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// mentioned reports whether the name is mentioned here for certain.
func (m *mentions) mentioned(s *search, name string) bool {
	if m == nil {
		return false
	}
	m.close(s)
	if m.has[name] {
		return true
	}
	for _, p := range m.mentionPats {
		if match, ok := s.regexps.match(p, name); match && ok {
			return true
		}
	}
	return false
}

// names reports whether x names a member: required or dependent of a schema that
// applies, or anything that a condition mentions; a pattern that cannot be run does
// so possibly.
func (x *inplace) names(s *search, name string, how coverage) bool {
	c := x.schema
	if slices.Contains(c.required, name) || c.dependsOn(name) {
		return true
	}
	for _, d := range c.dependents {
		if d.name == name {
			return true
		}
	}
	return x.inIf && (c.lookup(name) != nil || c.mentionsByPattern(how) && c.matches(s, name, how))
}

// mentionsByPattern reports whether patterns of c that match a name mention it.
func (c *schema) mentionsByPattern(how coverage) bool {
	return !c.closes && (c.closesKnown || how == possibly)
}

func (c *schema) matches(s *search, name string, how coverage) bool {
	for _, p := range c.patterns {
		if match, ok := s.regexps.match(p.pattern, name); match && ok || !ok && how == possibly {
			return true
		}
	}
	return false
}

// evaluatesMember reports whether c can evaluate a member of this name so that it
// counts as declared.
func (c *schema) evaluatesMember(s *search, name string) bool {
	if c.lookup(name) != nil || c.matches(s, name, possibly) {
		return true
	}
	return c.restricts()
}

// restricts reports that c leaves undeclared members to a schema that rejects
// some value.
func (c *schema) restricts() bool { return c.limits }

// restrictsSurely leaves out an unevaluatedProperties that may not come to see a
// member because a schema beside it evaluates that: by additionalProperties, or as
// reaches tells.
func (c *schema) restrictsSurely(reaches func(*schema) bool) bool {
	return c.restricts() && (c.additional != nil || !c.besides(reaches, map[*schema]bool{}))
}

// besides reports that a schema applied in place by c may evaluate a member.
func (c *schema) besides(reaches func(*schema) bool, seen map[*schema]bool) bool {
	if seen[c] {
		return false
	}
	seen[c] = true
	found := c.opens(source.Object)
	visit := func(a *schema) {
		found = found || a != nil && (a.additional != nil || a.unevaluated != nil || reaches(a) || a.besides(reaches, seen))
	}
	for _, list := range [][]*schema{c.all, c.any, c.one, {c.cond, c.then, c.els}} {
		for _, a := range list {
			visit(a)
		}
	}
	for _, d := range c.dependents {
		visit(d.schema)
	}
	return found
}

// evaluatesSurely is evaluatesMember without what depends on other schemas or on a
// pattern that cannot be run.
func (c *schema) evaluatesSurely(s *search, name string) bool {
	if c.lookup(name) != nil || c.restrictsSurely(func(a *schema) bool { return a.lookup(name) != nil || a.matches(s, name, possibly) }) {
		return true
	}
	return c.matches(s, name, surely)
}

// member returns the schemas that apply to a member of the name, as far as the
// choices made in st, which may be nil, tell.
func (m *mentions) member(s *search, name string, st *state) *mentions {
	if m == nil {
		return nil
	}
	m.close(s)
	if !m.conditional {
		st = nil
	}
	if next, ok := m.members[name]; ok && st == nil {
		return next
	}
	roots := s.mention.roots[:0]
	last, applies, counts := int32(-1), int8(0), int8(0)
	plan := m.reaches(s, name)
	for _, r := range plan {
		x := &m.inplace[r.at]
		if r.at != last {
			last, applies = r.at, x.applies(st)
			if applies >= 0 {
				counts = x.counts(st)
			}
		}
		if applies >= 0 {
			roots = append(roots, x.child(r.schema, r.surely, applies, counts))
		}
	}
	s.spend(int64(len(plan)) / 8)
	s.mention.roots = roots
	next := s.mentionsOf(roots)
	if st == nil {
		if m.members == nil {
			m.members = map[string]*mentions{}
		}
		m.members[name] = next
	}
	return next
}

// reaches lists the schemas that may apply to a member, those left out that
// mention nothing.
func (m *mentions) reaches(s *search, name string) []reach {
	if plan, ok := m.below[name]; ok {
		return plan
	}
	var plan []reach
	for i := range m.inplace {
		c := m.inplace[i].schema
		add := func(next *schema, surely bool) {
			if next.truth == 0 && next.mentioning {
				plan = append(plan, reach{int32(i), next, surely})
			}
		}
		covered := false
		if p := c.lookup(name); p != nil {
			covered = true
			add(p, true)
		}
		for _, p := range c.patterns {
			match, ok := s.regexps.match(p.pattern, name)
			if match || !ok {
				covered = covered || match
				add(p.schema, match)
			}
		}
		if !covered && c.additional != nil {
			add(c.additional, true)
			covered = true
		}
		if !covered && c.unevaluated != nil {
			add(c.unevaluated, false)
		}
		if c.opens(source.Object) {
			add(s.opaque, false)
		}
	}
	s.spend(int64(1 + len(m.inplace)/8))
	if m.below == nil {
		m.below = map[string][]reach{}
	}
	m.below[name] = plan
	return plan
}

// item returns the schemas that apply to item i; i beyond every prefix stands
// for all further ones.
func (m *mentions) item(s *search, i int, st *state) *mentions {
	if m == nil {
		return nil
	}
	m.close(s)
	if m.silent {
		return s.mentionsOf(nil)
	}
	roots := s.mention.roots[:0]
	s.spend(int64(len(m.inplace)) / 8)
	for j := range m.inplace {
		x := &m.inplace[j]
		c := x.schema
		applies, counts := x.applies(st), x.counts(st)
		if applies < 0 || x.needsMember() {
			continue
		}
		add := func(next *schema, surely bool) {
			if next != nil && next.truth == 0 && next.mentioning {
				roots = append(roots, x.child(next, surely, applies, counts))
			}
		}
		covered := true
		switch {
		case i < len(c.prefix):
			add(c.prefix[i], true)
		case c.items != nil:
			add(c.items, true)
		default:
			covered = false
		}
		if c.contains != nil && c.contains.truth == 0 && c.contains.mentioning {
			found := x.child(c.contains, true, applies, min(counts, 0))
			found.own = counts > 0
			roots = append(roots, found)
		}
		if !covered {
			add(c.restItems, false)
		}
		if c.opens(source.Array) {
			add(s.opaque, false)
		}
	}
	s.mention.roots = roots
	return s.mentionsOf(roots)
}

// needsMember reports that x applies only where a member is present: never to an
// array.
func (x *inplace) needsMember() bool {
	return slices.ContainsFunc(x.needs, func(f *form) bool { return f.op == opPresent })
}

// declared is what the presence of a member demands of the schemas of a content:
// one of the ways in which the member is declared.
func (s *search) declared(g *goal, name string) *form {
	if g.in == nil {
		return formTrue
	}
	g.in.close(s)
	if g.in.open || s.content == Annotated && !g.in.mentioned(s, name) && !g.out.mentioned(s, name) {
		return formTrue
	}
	f, ok := g.in.declared[name]
	if !ok {
		f = some(g.in.freeForm(s), g.in.declaresName(s, name))
		if g.in.declared == nil {
			g.in.declared = map[string]*form{}
		}
		g.in.declared[name] = f
	}
	return f
}

// freeForm returns the ways in which no schema of m that applies names a member.
func (m *mentions) freeForm(s *search) *form {
	if m.free == nil {
		ways := make([]*form, len(m.naming))
		for i, n := range m.naming {
			ways[i] = m.inplace[n].opposite(s)
		}
		m.free = all(ways...)
	}
	return m.free
}

// structured returns the ways in which some schema of m names members.
func (m *mentions) structured() *form {
	if m.open {
		return formTrue // it may
	}
	ways := make([]*form, len(m.naming))
	for i, n := range m.naming {
		ways[i] = all(m.inplace[n].needs...)
	}
	return some(ways...)
}

// within reports that whatever m declares, here and below, other declares too:
// each of its schemas applies there and holds in every document that counts.
func (m *mentions) within(s *search, other *mentions) bool {
	for _, r := range m.roots {
		if r.class == s.opaque.class {
			return false
		}
		// Roots are in the order of their classes.
		i, _ := slices.BinarySearchFunc(other.roots, r.class, func(o applied, class int32) int { return cmp.Compare(o.class, class) })
		declares := false
		for ; i < len(other.roots) && other.roots[i].class == r.class; i++ {
			o := other.roots[i]
			declares = declares || (o.holds > 0 || o.own) && (o.inIf || !r.inIf)
		}
		if !declares {
			return false
		}
	}
	return true
}

// declaresName returns the ways in which one of the schemas of m declares a member
// of a name.
func (m *mentions) declaresName(s *search, name string) *form {
	return m.declares(s, func(x *inplace) bool { return x.names(s, name, possibly) },
		func(c *schema) bool { return c.evaluatesMember(s, name) })
}

// declares returns the ways in which one of the schemas of m declares a member.
func (m *mentions) declares(s *search, names func(*inplace) bool, evaluates func(*schema) bool) *form {
	if m.open {
		return formTrue // it may
	}
	var ways []*form
	s.spend(int64(len(m.inplace)) / 8)
	for i := range m.inplace {
		x := &m.inplace[i]
		if names(x) {
			if len(x.needs) == 0 {
				return formTrue
			}
			ways = append(ways, all(x.needs...))
		}
		if x.never || x.root.holds < 0 || !evaluates(x.schema) {
			continue
		}
		if x.path == nil {
			return formTrue
		}
		ways = append(ways, x.counting(s))
	}
	return some(ways...)
}
