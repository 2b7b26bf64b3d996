package decide

import (
	"cmp"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// classify gives two schemas the same class when they have the same structure
// however far one follows their references: the coarsest bisimulation over both
// sides. Schemas that lead to no cycle are numbered bottom-up in one pass; the
// rest is refined until nothing splits any more.
func (l *loader) classify() {
	locals := newNumbering()
	local := make([]int32, len(l.schemas))
	var buf []byte
	for i, c := range l.schemas {
		buf = c.appendLocal(buf[:0])
		local[i] = locals.of(buf)
	}
	cyclic := l.cyclic()
	classes := newNumbering()
	for _, c := range cyclic.acyclicOrder {
		buf = c.appendChildren(binary.AppendVarint(buf[:0], int64(local[c.id])))
		c.class = classes.of(buf)
	}
	fixed := int32(classes.size())
	rest := cyclic.rest
	for _, c := range rest {
		c.class = fixed + local[c.id]
	}
	refine(rest, len(l.schemas), fixed)
}

// numbering gives equal keys equal numbers, counting from 0.
type numbering struct{ m map[string]int32 }

func newNumbering() numbering { return numbering{map[string]int32{}} }

func (n numbering) size() int { return len(n.m) }

func (n numbering) of(key []byte) int32 {
	if id, ok := n.m[string(key)]; ok {
		return id
	}
	id := int32(len(n.m))
	n.m[string(key)] = id
	return id
}

type cycles struct {
	acyclicOrder []*schema // children before parents
	rest         []*schema // on a cycle, or leading to one
}

// cyclic orders the schemas from which no cycle can be reached.
func (l *loader) cyclic() cycles {
	waiting := make([]int32, len(l.schemas))
	parents := make([][]int32, len(l.schemas))
	var out cycles
	var ready []*schema
	for _, c := range l.schemas {
		c.children(func(child *schema) {
			waiting[c.id]++
			parents[child.id] = append(parents[child.id], c.id)
		})
		if waiting[c.id] == 0 {
			ready = append(ready, c)
		}
	}
	for len(ready) > 0 {
		c := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		out.acyclicOrder = append(out.acyclicOrder, c)
		for _, p := range parents[c.id] {
			if waiting[p]--; waiting[p] == 0 {
				ready = append(ready, l.schemas[p])
			}
		}
	}
	for _, c := range l.schemas {
		if waiting[c.id] > 0 {
			out.rest = append(out.rest, c)
		}
	}
	return out
}

// appendChildren appends the classes of the schemas that c applies; the order of
// the branches of allOf, anyOf and oneOf does not matter.
func (c *schema) appendChildren(b []byte) []byte {
	number := func(s *schema) { b = binary.AppendVarint(b, int64(s.class)) }
	for _, list := range [][]*schema{c.all, c.any, c.one} {
		if !slices.IsSortedFunc(list, byClass) {
			list = slices.Clone(list)
			slices.SortFunc(list, byClass)
		}
		for _, s := range list {
			number(s)
		}
	}
	for _, s := range c.prefix {
		number(s)
	}
	c.others(number)
	return b
}

func byClass(a, b *schema) int { return cmp.Compare(a.class, b.class) }

// children visits every schema that c applies.
func (c *schema) children(visit func(*schema)) {
	for _, list := range [][]*schema{c.all, c.any, c.one, c.prefix} {
		for _, s := range list {
			visit(s)
		}
	}
	c.others(visit)
}

// others visits the children that stand in no list of schemas.
func (c *schema) others(visit func(*schema)) {
	for _, s := range []*schema{c.not, c.cond, c.then, c.els, c.additional, c.unevaluated, c.names, c.items, c.contains, c.restItems} {
		if s != nil {
			visit(s)
		}
	}
	for _, p := range sortedProperties(c.props) {
		visit(p.schema)
	}
	for _, p := range sortedProperties(c.dependents) {
		visit(p.schema)
	}
	for _, p := range sortedPatterns(c.patterns) {
		visit(p.schema)
	}
}

func sortedProperties(ps []property) []property {
	less := func(a, b property) int { return strings.Compare(a.name, b.name) }
	if slices.IsSortedFunc(ps, less) {
		return ps
	}
	ps = slices.Clone(ps)
	slices.SortFunc(ps, less)
	return ps
}

func sortedPatterns(ps []patternProperty) []patternProperty {
	less := func(a, b patternProperty) int { return strings.Compare(a.pattern.Source, b.pattern.Source) }
	if slices.IsSortedFunc(ps, less) {
		return ps
	}
	ps = slices.Clone(ps)
	slices.SortFunc(ps, less)
	return ps
}

// appendLocal appends everything about c but its children: two schemas with
// equal text and children of equal classes mean the same.
func (c *schema) appendLocal(b []byte) []byte {
	t := localText{b}
	t.number(int(c.truth))
	c.appendAny(&t)
	c.appendBounds(&t)
	if c.pattern != nil {
		t.text(c.pattern.Source)
	}
	t.number(-1)
	t.text(c.format)
	t.text(string(c.identity))
	c.appendNames(&t)
	c.appendShape(&t)
	return t.b
}

// localText writes numbers and texts so that no two lists of them read the same.
type localText struct{ b []byte }

func (t *localText) number(n int) { t.b = binary.AppendVarint(t.b, int64(n)) }

func (t *localText) text(s string) {
	t.number(len(s))
	t.b = append(t.b, s...)
}

func (t *localText) texts(list []string) {
	list = slices.Sorted(slices.Values(list))
	t.number(len(list))
	for _, s := range list {
		t.text(s)
	}
}

func (c *schema) appendAny(t *localText) {
	t.number(int(c.kinds))
	flags := 0
	for i, f := range []bool{c.integers, c.hasEnum, c.unique, c.containsEvaluates, c.konst != nil, c.limits} {
		if f {
			flags |= 1 << i
		}
	}
	t.number(flags)
	t.b = appendValues(t.b, c.enum)
	if c.konst != nil {
		t.b = appendValues(t.b, []*source.Value{c.konst})
	}
}

func (c *schema) appendBounds(t *localText) {
	for _, bounds := range [][]bound{c.low, c.high} {
		t.number(len(bounds))
		for _, x := range bounds {
			t.text(x.value.RatString())
			if x.open {
				t.number(1)
			}
			t.number(0)
		}
	}
	if c.multipleOf != nil {
		t.text(c.multipleOf.RatString())
	}
	t.number(0)
	for _, n := range []*big.Int{c.minLength, c.maxLength, c.minItems, c.maxItems, c.minProps, c.maxProps, c.minContains, c.maxContains} {
		if n == nil {
			t.text("")
		} else {
			t.text(n.String())
		}
	}
}

func (c *schema) appendNames(t *localText) {
	t.texts(c.required)
	dependent := slices.Clone(c.dependent)
	slices.SortFunc(dependent, func(a, b graph.DependentRequired) int { return strings.Compare(a.Name, b.Name) })
	t.number(len(dependent))
	for _, d := range dependent {
		t.text(d.Name)
		t.texts(d.Required)
	}
}

// appendShape appends where the children stand.
func (c *schema) appendShape(t *localText) {
	for _, n := range []int{len(c.all), len(c.any), len(c.one), len(c.prefix)} {
		t.number(n)
	}
	for _, ps := range [][]property{sortedProperties(c.props), sortedProperties(c.dependents)} {
		t.number(len(ps))
		for _, p := range ps {
			t.text(p.name)
		}
	}
	t.number(len(c.patterns))
	for _, p := range sortedPatterns(c.patterns) {
		t.text(p.pattern.Source)
	}
	for _, s := range []*schema{c.not, c.cond, c.then, c.els, c.additional, c.unevaluated, c.names, c.items, c.contains, c.restItems} {
		if s == nil {
			t.number(0)
		} else {
			t.number(1)
		}
	}
}

// appendValues appends the set of values: one spelling each, sorted.
func appendValues(b []byte, values []*source.Value) []byte {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = canonical(v)
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	b = binary.AppendVarint(b, int64(len(texts)))
	for _, t := range texts {
		b = binary.AppendVarint(b, int64(len(t)))
		b = append(b, t...)
	}
	return b
}

// canonical returns one spelling per JSON value.
func canonical(v *source.Value) string {
	return string(codec.AppendCanonical(nil, string(v.AppendJSON(nil))))
}
