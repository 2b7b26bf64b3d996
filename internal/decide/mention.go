package decide

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
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
	// others are names in constants: they mention nothing, but they are spelled
	// out.
	others []string
	pats   []*graph.Pattern
	// mentionPats are those of pats that surely mention the names they match.
	mentionPats []*graph.Pattern
	// naming lists the schemas, by their place in inplace, that name members.
	naming []int
	// conditional: what applies to members depends on choices made here.
	conditional bool
	members     map[string]*mentions
	// below says which schemas apply to a member, whatever the choices; within
	// and declared are kept as well.
	below    map[string][]reach
	declared map[string]*form
	free     *form // what freeForm said
	// silent: no schema that applies to items mentions anything.
	silent bool
	// open: something that was not heard of applies here and may name, evaluate and
	// mention any member.
	open bool
}

// reach is a schema that the one at a place of inplace applies to a member;
// surely says that the keyword reaches it without doubt.
type reach struct {
	at     int32
	schema *schema
	surely bool
}

// applied is a schema that applies; surely, unless only under a condition.
type applied struct {
	class  int32
	surely bool
	inIf   bool // below a condition, where every mention declares
	// holds: 1, its annotations count in every document that counts; -1, they
	// never do; 0, that depends.
	holds int8
	// own: they count just when the schema itself holds, as those of contains do.
	own bool
}

func (a applied) code() uint64 {
	x := uint64(a.class)<<5 | uint64(a.holds+1)<<2
	if a.own {
		x |= 16
	}
	if a.surely {
		x |= 2
	}
	if a.inIf {
		x |= 1
	}
	return x
}

// inplace is a schema that applies to the object itself.
type inplace struct {
	schema *schema
	root   applied // the schema of the place that it is reached from
	never  bool    // under a not, where annotations do not count
	inIf   bool
	// path holds the literals that must hold for its annotations to count, the
	// root's first; nil when that is not known.
	path []lit
	// needs are the demands under which it applies at all.
	needs []*form
	// counted, barred and opposed are kept once they have been asked for.
	counted, barred, opposed *form
}

// applies reports whether x applies: 1 it does, -1 it does not, 0 that is open.
// Without a state only what holds in every document is known.
func (x *inplace) applies(st *state) int8 {
	t := int8(1)
	for _, need := range x.needs {
		n := int8(0)
		if st != nil {
			n, _ = st.truthOf(need)
		}
		t = min(t, n)
	}
	if t > 0 && !x.root.surely {
		return 0
	}
	return t
}

// counts tells whether the annotations of x count: 1 they do, -1 they do not, 0
// that is open.
func (x *inplace) counts(st *state) int8 {
	if x.never || x.root.holds < 0 {
		return -1
	}
	if x.path == nil {
		return 0
	}
	t := x.root.holds
	if x.root.own && st != nil {
		t, _ = st.litTruth(x.path[0])
	}
	for _, p := range x.path[1:] {
		n := int8(0)
		if st != nil {
			n, _ = st.litTruth(p)
		}
		t = min(t, n)
	}
	for _, need := range x.needs {
		n := int8(0)
		if st != nil {
			n, _ = st.truthOf(need)
		}
		t = min(t, n)
	}
	return t
}

// child is next applied to a member or an item by x; surely says that the
// keyword reaches it without doubt.
func (x *inplace) child(next *schema, surely bool, applies, counts int8) applied {
	if !surely {
		applies, counts = 0, min(counts, 0)
	}
	return applied{class: next.class, surely: applies > 0, inIf: x.inIf, holds: counts}
}

// opposite returns the ways in which x does not apply.
func (x *inplace) opposite(s *search) *form {
	if x.opposed == nil {
		x.opposed = x.oppose(s)
	}
	return x.opposed
}

func (x *inplace) oppose(s *search) *form {
	if !x.root.surely {
		return formTrue
	}
	var ways []*form
	for _, need := range x.needs {
		switch need.op {
		case opLit:
			ways = append(ways, s.litForm(need.lit.not()))
		case opPresent:
			ways = append(ways, &form{op: opAbsent, name: need.name})
		default:
			return formTrue
		}
	}
	return some(ways...)
}

// counting demands that the annotations of x count; its path is known.
func (x *inplace) counting(s *search) *form {
	if x.counted == nil {
		ways := make([]*form, 0, len(x.path)+len(x.needs))
		for _, p := range x.path {
			ways = append(ways, s.litForm(p))
		}
		x.counted = all(append(ways, x.needs...)...)
	}
	return x.counted
}

// bar demands that the annotations of x do not count; its path is known.
func (x *inplace) bar(s *search) *form {
	if x.barred == nil {
		ways := make([]*form, 0, len(x.path)+1)
		for _, p := range x.path {
			ways = append(ways, s.litForm(p.not()))
		}
		if len(x.needs) > 0 {
			ways = append(ways, x.opposite(s)) // or it does not even apply
		}
		x.barred = some(ways...)
	}
	return x.barred
}

type mentionTable struct {
	byKey map[string]*mentions
	roots []applied // room for a set of schemas whose mentions are looked up
	key   []byte    // and for its key
}

// mentionsOf returns the mentions of a set of schemas, which it sorts and does not
// keep.
func (s *search) mentionsOf(roots []applied) *mentions {
	s.spend(int64(len(roots)))
	slices.SortFunc(roots, func(a, b applied) int { return cmp.Compare(a.code(), b.code()) })
	roots = slices.Compact(roots)
	key := s.mention.key[:0]
	for _, r := range roots {
		key = binary.AppendUvarint(key, r.code())
	}
	s.mention.key = key
	if s.mention.byKey == nil {
		s.mention.byKey = map[string]*mentions{}
	}
	m := s.mention.byKey[string(key)]
	if m == nil {
		m = &mentions{id: int32(len(s.mention.byKey)), roots: slices.Clone(roots)}
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
		c.walk(root, inplace{root: r, inIf: r.inIf, path: []lit{yes(root)}})
	}
	s.spend(4 * int64(len(m.inplace)))
	m.silent = !slices.ContainsFunc(m.inplace, func(x inplace) bool {
		y := x.schema
		return y.opens(source.Array) || slices.ContainsFunc(append(slices.Clip(y.prefix), y.items, y.contains, y.restItems), func(c *schema) bool { return c != nil && c.mentioning })
	})
}

type closer struct {
	s      *search
	m      *mentions
	visits map[visit]int
}

type visit struct {
	class       int32
	root        applied
	never, inIf bool
}

// maxPaths bounds the ways to one schema that are told apart; beyond it nothing
// is known about when the schema applies and counts.
const maxPaths = 24

func (c *closer) walk(x *schema, how inplace) {
	if x.truth != 0 {
		return
	}
	v := visit{x.class, how.root, how.never, how.inIf}
	c.visits[v]++
	switch n := c.visits[v]; {
	case n > maxPaths:
		return
	case n == maxPaths:
		how.path, how.needs = nil, []*form{{op: opUnknown}}
	}
	how.schema = x
	c.note(x)
	m := c.m
	m.inplace = append(m.inplace, how)
	m.conditional = m.conditional || len(how.needs) > 0 || len(how.path) > 1 || how.root.own
	with := func(next *schema, needs []*form, ls ...lit) {
		h := how
		if how.path != nil {
			h.path = append(slices.Clone(how.path), ls...)
		}
		if !how.inIf { // what a condition mentions counts under any condition
			h.needs = append(slices.Clip(how.needs), needs...)
		}
		c.walk(next, h)
	}
	for _, a := range x.all {
		with(a, nil)
	}
	for _, list := range [][]*schema{x.any, x.one} {
		for _, a := range list {
			with(a, nil, yes(a))
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
	if x.then != nil {
		with(x.then, []*form{c.s.litForm(yes(x.cond))}, yes(x.cond), yes(x.then))
	}
	if x.els != nil {
		with(x.els, []*form{c.s.litForm(no(x.cond))}, no(x.cond), yes(x.els))
	}
	for _, d := range x.dependents {
		with(d.schema, []*form{{op: opPresent, name: d.name}}, yes(d.schema))
	}
}

// note records the names that x mentions.
func (c *closer) note(x *schema) {
	m := c.m
	m.open = m.open || x.opens(source.Object)
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
		if x.mentionsByPattern(surely) {
			m.mentionPats = append(m.mentionPats, p.pattern)
		}
	}
	for _, v := range x.enum {
		for _, member := range v.Members {
			m.others = append(m.others, member.Name)
		}
	}
	if len(x.props)+len(x.required)+len(x.dependent)+len(x.dependents)+len(x.patterns) > 0 {
		m.naming = append(m.naming, len(m.inplace))
	}
}
