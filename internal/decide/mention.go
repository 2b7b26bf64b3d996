package decide

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// mentions are the schemas of one side that apply at a place of the document,
// whether they hold or not: what the contents W and W+ ask about members. It is
// a superset where conditions decide what applies, so that the search never
// leaves out a document that counts; the judge of whole documents has the last
// word.
type mentions struct {
	id    int32
	roots []applied

	closed  bool
	inplace []inplace
	names   []string // mentioned by properties, required, dependent*, in order
	has     map[string]bool
	pats    []*graph.Pattern
	// named: some schema names members here; surely: one that certainly applies.
	named, surely bool
	members       map[string]*mentions
}

// applied is a schema that applies; surely, unless only under a condition.
type applied struct {
	class  int32
	surely bool
	inIf   bool // below a condition, where every mention declares
	holds  bool // it holds whenever the side's schema does
}

func (a applied) code() uint64 {
	x := uint64(a.class) << 3
	if a.holds {
		x |= 4
	}
	if a.surely {
		x |= 2
	}
	if a.inIf {
		x |= 1
	}
	return x
}

// inplace is a schema that applies to the object itself, and the literals that
// must hold for its annotations to count; never, where they cannot count.
type inplace struct {
	schema *schema
	surely bool
	never  bool
	inIf   bool
	holds  bool
	path   []lit
}

type mentionTable struct {
	byKey map[string]*mentions
}

// at returns the mentions of a set of schemas.
func (s *search) mentionsOf(roots []applied) *mentions {
	slices.SortFunc(roots, func(a, b applied) int { return cmp.Compare(a.code(), b.code()) })
	roots = slices.Compact(roots)
	var key []byte
	for _, r := range roots {
		key = binary.AppendUvarint(key, r.code())
	}
	if s.mention.byKey == nil {
		s.mention.byKey = map[string]*mentions{}
	}
	m := s.mention.byKey[string(key)]
	if m == nil {
		m = &mentions{id: int32(len(s.mention.byKey)), roots: roots}
		s.mention.byKey[string(key)] = m
	}
	return m
}

// close follows the roots through everything applied in place.
func (m *mentions) close(s *search) {
	if m.closed {
		return
	}
	m.closed = true
	m.has = map[string]bool{}
	c := closer{s: s, m: m, visits: map[visit]int{}}
	for _, r := range m.roots {
		root := s.classes[r.class]
		c.walk(root, inplace{surely: r.surely, inIf: r.inIf, holds: r.holds, path: []lit{yes(root)}})
	}
}

type closer struct {
	s      *search
	m      *mentions
	visits map[visit]int
}

type visit struct {
	class                      int32
	surely, never, inIf, holds bool
}

// maxPaths bounds the ways to one schema that are told apart; beyond it the
// annotations of the schema count without a condition, which is more than the
// definition allows.
const maxPaths = 4

func (c *closer) walk(x *schema, how inplace) {
	if x.truth != 0 {
		return
	}
	v := visit{x.class, how.surely, how.never, how.inIf, how.holds}
	c.visits[v]++
	switch n := c.visits[v]; {
	case n > maxPaths:
		return
	case n == maxPaths:
		how.path = nil
	}
	how.schema = x
	c.note(x, how)
	m := c.m
	m.inplace = append(m.inplace, how)
	with := func(next *schema, ls ...lit) {
		h := how
		if how.path != nil {
			h.path = append(slices.Clone(how.path), ls...)
		}
		c.walk(next, h)
	}
	for _, a := range x.all {
		with(a)
	}
	how.holds = false
	for _, list := range [][]*schema{x.any, x.one} {
		for _, a := range list {
			with(a, yes(a))
		}
	}
	if x.not != nil {
		h := how
		h.never = true
		c.walk(x.not, h)
	}
	if x.cond != nil {
		h := how
		h.inIf = true
		if how.path != nil {
			h.path = append(slices.Clone(how.path), yes(x.cond))
		}
		c.walk(x.cond, h)
	}
	how.surely = false
	if x.then != nil {
		with(x.then, yes(x.cond), yes(x.then))
	}
	if x.els != nil {
		with(x.els, no(x.cond), yes(x.els))
	}
	for _, d := range x.dependents {
		with(d.schema, yes(d.schema))
	}
}

// note records the names that x mentions.
func (c *closer) note(x *schema, how inplace) {
	m := c.m
	add := func(name string) {
		if !m.has[name] {
			m.has[name] = true
			m.names = append(m.names, name)
		}
	}
	for _, p := range x.props {
		add(p.name)
	}
	for _, name := range x.required {
		add(name)
	}
	for _, d := range x.dependent {
		add(d.Name)
		for _, name := range d.Required {
			add(name)
		}
	}
	for _, d := range x.dependents {
		add(d.name)
	}
	for _, p := range x.patterns {
		m.pats = append(m.pats, p.pattern)
	}
	if len(x.props)+len(x.required)+len(x.dependent)+len(x.dependents)+len(x.patterns) > 0 {
		m.named = true
		m.surely = m.surely || how.surely
	}
}

// mentioned reports whether the name is mentioned here.
func (m *mentions) mentioned(s *search, name string) bool {
	if m == nil {
		return false
	}
	m.close(s)
	if m.has[name] {
		return true
	}
	for _, p := range m.pats {
		if match, ok := s.regexps.match(p, name); match || !ok {
			return true
		}
	}
	return false
}

// names reports whether x names a member: required or dependent of a schema that
// applies, or anything that a condition mentions.
func (x *inplace) names(s *search, name string) bool {
	c := x.schema
	if slices.Contains(c.required, name) {
		return true
	}
	for _, d := range c.dependent {
		if d.Name == name || slices.Contains(d.Required, name) {
			return true
		}
	}
	for _, d := range c.dependents {
		if d.name == name {
			return true
		}
	}
	return x.inIf && (c.lookup(name) != nil || c.matches(s, name))
}

func (c *schema) matches(s *search, name string) bool {
	for _, p := range c.patterns {
		if match, ok := s.regexps.match(p.pattern, name); match || !ok {
			return true
		}
	}
	return false
}

// evaluatesMember reports whether c can evaluate a member of this name so that it
// counts as declared.
func (c *schema) evaluatesMember(s *search, name string) bool {
	if c.lookup(name) != nil || c.matches(s, name) {
		return true
	}
	return c.restricts()
}

// restricts reports that c leaves undeclared members to a schema that rejects
// some value.
func (c *schema) restricts() bool {
	return c.additional != nil && !c.additional.trivial() || c.unevaluated != nil && !c.unevaluated.trivial()
}

// member returns the schemas that apply to a member of the name.
func (m *mentions) member(s *search, name string) *mentions {
	if m == nil {
		return nil
	}
	m.close(s)
	if next, ok := m.members[name]; ok {
		return next
	}
	var roots []applied
	for i := range m.inplace {
		x := &m.inplace[i]
		c := x.schema
		add := func(next *schema, surely bool) {
			if next.truth == 0 {
				roots = append(roots, applied{next.class, surely && x.surely, x.inIf, surely && x.holds})
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
	}
	next := s.mentionsOf(roots)
	if m.members == nil {
		m.members = map[string]*mentions{}
	}
	m.members[name] = next
	return next
}

// item returns the schemas that apply to item i; i beyond every prefix stands
// for all further ones.
func (m *mentions) item(s *search, i int) *mentions {
	if m == nil {
		return nil
	}
	m.close(s)
	var roots []applied
	for j := range m.inplace {
		x := &m.inplace[j]
		c := x.schema
		add := func(next *schema, surely bool) {
			if next != nil && next.truth == 0 {
				roots = append(roots, applied{next.class, surely && x.surely, x.inIf, surely && x.holds})
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
		if c.contains != nil && c.contains.truth == 0 {
			roots = append(roots, applied{c.contains.class, x.surely, x.inIf, false})
		}
		if !covered {
			add(c.restItems, false)
		}
	}
	return s.mentionsOf(roots)
}

// declared is what the presence of a member demands of the schemas of a content:
// one of the ways in which the member is declared.
func (s *search) declared(g *goal, name string) *form {
	if g.in == nil {
		return formTrue
	}
	g.in.close(s)
	if !g.in.surely {
		return formTrue
	}
	if s.content == Annotated && !g.in.mentioned(s, name) && !g.out.mentioned(s, name) {
		return formTrue
	}
	return g.in.declares(s, func(x *inplace) bool { return x.names(s, name) },
		func(c *schema) bool { return c.evaluatesMember(s, name) })
}

// within reports that whatever m declares, here and below, other declares too:
// each of its schemas applies there and holds in every document that counts.
func (m *mentions) within(other *mentions) bool {
	for _, r := range m.roots {
		if !slices.ContainsFunc(other.roots, func(o applied) bool { return o.class == r.class && o.holds && (o.inIf || !r.inIf) }) {
			return false
		}
	}
	return true
}

// declares returns the ways in which one of the schemas of m declares a member.
func (m *mentions) declares(s *search, names func(*inplace) bool, evaluates func(*schema) bool) *form {
	var ways []*form
	for i := range m.inplace {
		x := &m.inplace[i]
		if names(x) {
			return formTrue
		}
		if x.never || !evaluates(x.schema) {
			continue
		}
		if x.path == nil {
			return formTrue
		}
		path := make([]*form, len(x.path))
		for j, p := range x.path {
			path[j] = litForm(p)
		}
		ways = append(ways, all(path...))
	}
	return some(ways...)
}
