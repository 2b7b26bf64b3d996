package attack

import (
	"regexp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// documents makes documents for one schema, with words of several.
type documents struct {
	c     *Choice
	judge *Judge
	w     words
	// stray lets a document ignore one of the schemas now and then.
	stray bool
	// left is the number of values that the document may still grow by.
	left int
	// aim leads to a schema, see lead; nil when documents are made at random.
	aim     *aim
	regexps map[*graph.Pattern]*regexp.Regexp
	samples map[*graph.Pattern][]string
}

// maxValues bounds the size of a generated document.
const maxValues = 200

// deepest is how far below the depth aimed at a document may go for the sake of
// what is required.
const deepest = 6

func newDocuments(c *Choice, j *Judge, w words) *documents {
	return &documents{c: c, judge: j, w: w, regexps: map[*graph.Pattern]*regexp.Regexp{}, samples: map[*graph.Pattern][]string{}}
}

// make makes a document that has a good chance of being valid, or of just
// missing it.
func (m *documents) make() *source.Value {
	m.left = maxValues
	m.stray = m.c.chance(3)
	return m.value(5, m.judge.g.Root)
}

// value makes a value meant to satisfy all of nodes.
func (m *documents) value(depth int, nodes ...*graph.Node) *source.Value {
	m.left--
	if depth < -deepest || m.left < -maxValues { // a schema without small documents
		return &source.Value{Kind: source.Null}
	}
	x := m.gather(nodes...)
	var best *source.Value
	for range 3 {
		best = m.attempt(depth, x)
		if m.stray && m.c.chance(3) || m.satisfies(best, x) || m.left <= 0 {
			break
		}
	}
	if m.aim != nil && x.seen[m.aim.at] {
		return m.aim.put(best)
	}
	return best
}

// satisfies asks the evaluator whether v is what was wanted. A large value is
// not asked about: its parts were.
func (m *documents) satisfies(v *source.Value, x *gathered) bool {
	if kids(v) > 8 {
		return true
	}
	doc, err := eval.Parse(v.JSON())
	if err != nil {
		return true
	}
	for _, n := range x.nodes {
		if m.judge.evalAt(n, doc) == Invalid {
			return false
		}
	}
	return true
}

func (m *documents) attempt(depth int, x *gathered) *source.Value {
	var constants []*source.Value
	for _, n := range x.nodes {
		if n.Const != nil {
			constants = append(constants, n.Const)
		}
		if len(n.Enum) > 0 {
			constants = append(constants, of(m.c, n.Enum))
		}
	}
	if len(constants) > 0 && !m.c.chance(12) {
		return of(m.c, constants)
	}
	types := x.types()
	if kinds := m.aim.kinds(m, x); kinds != nil {
		types = kinds
	} else if m.c.chance(30) {
		types = []string{"null", "boolean", "number", "string", "array", "object"}
	}
	switch of(m.c, types) {
	case "boolean":
		return boolean(m.c.pick(2) == 0)
	case "number":
		return m.number(x)
	case "string":
		return m.string(x)
	case "array":
		return m.array(depth, x)
	case "object":
		return m.object(depth, x)
	}
	return &source.Value{Kind: source.Null}
}

func (m *documents) number(x *gathered) *source.Value {
	var near []string
	for _, n := range x.nodes {
		for _, b := range []*graph.Number{n.Minimum, n.Maximum, n.ExclusiveMinimum, n.ExclusiveMaximum, n.MultipleOf} {
			if b != nil {
				near = append(near, around(b)...)
			}
		}
	}
	if len(near) > 0 && !m.c.chance(4) {
		return number(of(m.c, near))
	}
	return number(of(m.c, m.w.numbers))
}

func (m *documents) string(x *gathered) *source.Value {
	least, most := x.bounds(func(n *graph.Node) (*graph.Count, *graph.Count) { return n.MinLength, n.MaxLength })
	var candidates []string
	for _, n := range x.nodes {
		if n.Pattern != nil {
			candidates = append(candidates, m.sample(n.Pattern)...)
		}
	}
	if len(candidates) == 0 || m.c.chance(4) {
		candidates = append(candidates, of(m.c, m.w.texts), of(m.c, m.w.texts))
	}
	s := of(m.c, candidates)
	if n := len([]rune(s)); n < least {
		s += strings.Repeat(of(m.c, []string{"a", "b", "1", "é"}), least-n)
	} else if most >= 0 && n > most {
		s = string([]rune(s)[:most])
	}
	return text(s)
}

func (m *documents) array(depth int, x *gathered) *source.Value {
	least, most := x.bounds(func(n *graph.Node) (*graph.Count, *graph.Count) { return n.MinItems, n.MaxItems })
	longest := 0
	if i := m.aim.item(x); i >= 0 {
		least = max(least, i+1)
	}
	for _, n := range x.nodes {
		longest = max(longest, len(n.PrefixItems))
		if n.Contains != nil {
			longest++
		}
		if n.MinContains != nil {
			if k, ok := n.MinContains.Int64(); ok {
				least = max(least, int(min(k, 20)))
			}
		}
	}
	length := least + m.c.pick(longest+3)
	if most >= 0 {
		length = min(length, most+m.c.pick(8)/7) // now and then one too many
	}
	if depth <= 0 || m.left <= 0 {
		length = min(least, length)
	}
	items := make([]*source.Value, min(length, 40))
	for i := range items {
		var apply []*graph.Node
		for _, n := range x.nodes {
			switch {
			case i < len(n.PrefixItems):
				apply = append(apply, n.PrefixItems[i])
			case n.Items != nil:
				apply = append(apply, n.Items)
			case n.UnevaluatedItems != nil:
				apply = append(apply, n.UnevaluatedItems)
			}
			if n.Contains != nil && m.c.pick(3) > 0 {
				apply = append(apply, n.Contains)
			}
		}
		items[i] = m.value(depth-1, apply...)
		if i > 0 && m.c.chance(12) {
			items[i] = items[m.c.pick(i)]
		}
	}
	return array(items...)
}

// object makes an object of the names that the schemas speak about.
func (m *documents) object(depth int, x *gathered) *source.Value {
	least, most := x.bounds(func(n *graph.Node) (*graph.Count, *graph.Count) { return n.MinProperties, n.MaxProperties })
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) && len(names) < 60 {
			names = append(names, name)
		}
	}
	rare := 2 + m.c.pick(3)
	if depth <= 0 || m.left <= 0 || m.aim != nil && m.aim.bare {
		rare = 1_000
	}
	for _, name := range m.aim.members(m, x) {
		add(name)
	}
	for _, n := range x.nodes {
		for _, name := range n.Required {
			if !m.stray || !m.c.chance(10) {
				add(name)
			}
		}
		for _, p := range n.Properties {
			if m.c.chance(rare) {
				add(p.Name)
			}
		}
		for _, p := range n.PatternProperties {
			if list := m.sample(p.Pattern); len(list) > 0 && m.c.chance(rare) {
				add(of(m.c, list))
			}
		}
		for _, d := range n.DependentSchemas {
			if m.c.chance(rare) {
				add(d.Name)
			}
		}
		if n.PropertyNames != nil && m.c.chance(2) {
			if v := m.value(0, n.PropertyNames); v.Kind == source.String {
				add(v.Text)
			}
		}
	}
	for m.c.chance(rare) || len(names) < least && least < 40 && m.c.pick(200) > 0 {
		add(of(m.c, m.w.names))
	}
	for range 2 {
		for _, n := range x.nodes {
			for _, d := range n.DependentRequired {
				if slices.Contains(names, d.Name) && !m.c.chance(8) {
					for _, name := range d.Required {
						add(name)
					}
				}
			}
		}
	}
	for most >= 0 && len(names) > most && !m.c.chance(8) {
		names = slices.Delete(names, len(names)-1, len(names))
	}
	members := make([]source.Member, len(names))
	for i, name := range names {
		members[i] = member(name, m.value(depth-1, m.applied(x, name)...))
	}
	return object(members...)
}

// applied returns the schemas for the member of that name.
func (m *documents) applied(x *gathered, name string) []*graph.Node {
	var list []*graph.Node
	for _, n := range x.nodes {
		covered := false
		for _, p := range n.Properties {
			if p.Name == name {
				list, covered = append(list, p.Node), true
			}
		}
		for _, p := range n.PatternProperties {
			if m.matches(p.Pattern, name) {
				list, covered = append(list, p.Node), true
			}
		}
		if covered {
			continue
		}
		if n.AdditionalProperties != nil {
			list = append(list, n.AdditionalProperties)
		} else if n.UnevaluatedProperties != nil {
			list = append(list, n.UnevaluatedProperties)
		}
	}
	return list
}

func (m *documents) matches(p *graph.Pattern, s string) bool {
	re, seen := m.regexps[p]
	if !seen {
		re, _ = p.P.Regexp()
		m.regexps[p] = re
	}
	return re != nil && re.MatchString(s)
}

func (m *documents) sample(p *graph.Pattern) []string {
	list, seen := m.samples[p]
	if !seen {
		list = matching(p.P)
		m.samples[p] = list
	}
	return list
}
