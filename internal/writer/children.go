package writer

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// object applies the keywords for objects, unevaluatedProperties and
// dependentSchemas aside.
func (r *run) object(n *graph.Node, x *nodeInfo, p *place, m mode) bool {
	ok := x.sizesHold(r, n, p.value)
	if r.full {
		r.names(n, p, m)
	}
	for i := range p.value.Members {
		if !r.spend(n, 1) || !ok && !r.full {
			return false
		}
		v := visit{i: i, mode: m}
		fits := true
		for _, part := range x.members {
			fits = part.member(r, n, p, &v) && fits
		}
		ok = fits && r.err == nil && ok
	}
	return ok
}

// visit is a member or an item that the keywords of a schema are applied to.
type visit struct {
	i       int
	mode    mode // in which the schema applies
	of      string
	covered bool // a keyword of the schema applies to the member
	found   int  // the items that contains accepts, so far
}

func (r *run) required(n *graph.Node, v *source.Value) bool {
	for _, name := range n.Required {
		if v.Get(name) == nil {
			return false
		}
	}
	return true
}

func (r *run) dependentRequired(n *graph.Node, v *source.Value) bool {
	for i := range n.DependentRequired {
		d := &n.DependentRequired[i]
		if v.Get(d.Name) == nil {
			continue
		}
		for _, name := range d.Required {
			if v.Get(name) == nil {
				return false
			}
		}
	}
	return true
}

// names records the names that n gives to members, whatever their values.
func (r *run) names(n *graph.Node, p *place, m mode) {
	if m != mentioning && r.e.info(n).names {
		p.structured = true
	}
	for _, name := range n.Required {
		r.name(n, "required", p, name, m)
	}
	for i := range n.DependentRequired {
		d := &n.DependentRequired[i]
		r.name(n, "dependentRequired", p, d.Name, m)
		for _, name := range d.Required {
			r.name(n, "dependentRequired", p, name, m)
		}
	}
	for i := range n.DependentSchemas {
		r.name(n, "dependentSchemas", p, n.DependentSchemas[i].Name, m)
	}
}

// member applies a schema that a keyword of n has for a member.
func (r *run) member(n *graph.Node, keyword string, sub *graph.Node, p *place, v *visit, declares bool) bool {
	v.covered = true
	r.mark(mark{place: p, index: v.i, node: n, keyword: keyword, of: v.of, declares: declares, condition: v.mode == condition})
	return r.apply(sub, p.kid(v.i), v.mode)
}

func (r *run) propertyNames(n *graph.Node, p *place, v *visit) bool {
	name := &source.Value{Kind: source.String, Text: p.value.Members[v.i].Name}
	return r.without(n.PropertyNames, &place{value: name}, v.mode)
}

func (r *run) properties(n *graph.Node, p *place, v *visit) bool {
	sub := r.e.property(n, p.value.Members[v.i].Name)
	if sub == nil {
		return true
	}
	v.of = p.value.Members[v.i].Name
	r.mention(n, "properties", v.of, p, v, false)
	return r.member(n, "properties", sub, p, v, true)
}

func (r *run) patternProperties(n *graph.Node, p *place, v *visit) bool {
	ok := true
	for k := range n.PatternProperties {
		pp := &n.PatternProperties[k]
		if r.matches(n, "patternProperties", pp.Pattern, p.value.Members[v.i].Name) {
			if r.full && (r.unmet || v.mode == condition) && r.mentionsByPattern(n) {
				r.mention(n, "patternProperties", pp.Pattern.Source, p, v, false)
			}
			v.of = pp.Pattern.Source
			ok = r.member(n, "patternProperties", pp.Node, p, v, true) && ok
		}
	}
	return ok
}

func (r *run) additionalProperties(n *graph.Node, p *place, v *visit) bool {
	if v.covered || r.err != nil {
		return true
	}
	return r.member(n, "additionalProperties", n.AdditionalProperties, p, v, r.full && r.e.declares(n.AdditionalProperties))
}

// array applies the keywords for arrays, unevaluatedItems aside.
func (r *run) array(n *graph.Node, x *nodeInfo, p *place, m mode) bool {
	items := p.value.Items
	ok := x.sizesHold(r, n, p.value)
	v := visit{mode: m}
	for v.i = range items {
		if !r.spend(n, 1) || !ok && !r.full {
			return false
		}
		for _, part := range x.items {
			ok = part.item(r, n, p, &v) && ok
		}
	}
	if n.Contains != nil {
		ok = within(v.found, n.MinContains, n.MaxContains) && (n.MinContains != nil || v.found > 0) && ok
	}
	return ok
}

func (r *run) prefixItems(n *graph.Node, p *place, v *visit) bool {
	if v.i >= len(n.PrefixItems) {
		return true
	}
	r.mark(mark{place: p, index: v.i, node: n, keyword: "prefixItems"})
	return r.apply(n.PrefixItems[v.i], p.kid(v.i), v.mode)
}

func (r *run) itemsAfterPrefix(n *graph.Node, p *place, v *visit) bool {
	if v.i < len(n.PrefixItems) {
		return true
	}
	r.mark(mark{place: p, index: v.i, node: n, keyword: "items"})
	return r.apply(n.Items, p.kid(v.i), v.mode)
}

// contains counts the items that it accepts; array compares the count.
func (r *run) contains(n *graph.Node, p *place, v *visit) bool {
	if r.apply(n.Contains, p.kid(v.i), v.mode) {
		v.found++
		if n.Dialect.ContainsEvaluates() {
			r.mark(mark{place: p, index: v.i, node: n, keyword: "contains"})
		}
	}
	return true
}

// unevaluated applies sub to the items or members at p that nothing in the log
// from start on has evaluated.
func (r *run) unevaluated(n *graph.Node, keyword string, sub *graph.Node, p *place, m mode, start int) bool {
	count := max(len(p.value.Items), len(p.value.Members))
	if !r.spend(n, count+len(r.log)-start) {
		return false
	}
	evaluated, covered := make([]bool, count), make([]bool, count)
	each(r.log[start:], p, func(x *mark) {
		r.spend(n, 1)
		evaluated[x.index] = true
		covered[x.index] = covered[x.index] || x.node == n && x.keyword != "contains"
	})
	ok := true
	declares := r.full && p.value.Kind == source.Object && r.e.declares(sub)
	for i := range count {
		if evaluated[i] {
			// By n itself, or by schemas that another document may fail.
			if !covered[i] {
				r.visitUnmet(sub, p.kid(i), m)
			}
			continue
		}
		r.mark(mark{place: p, index: i, node: n, keyword: keyword, declares: declares, condition: m == condition})
		ok = r.apply(sub, p.kid(i), m) && ok
		if r.err != nil || !ok && !r.full {
			return false
		}
	}
	return ok
}

func within(size int, low, high *graph.Count) bool {
	return !(low != nil && compare(size, low) < 0) && !(high != nil && compare(size, high) > 0)
}

func compare(size int, c *graph.Count) int { return big.NewInt(int64(size)).Cmp(c.N) }

// unique reports whether no two items are equal.
func (r *run) unique(n *graph.Node, items []*source.Value) bool {
	if len(items) > 32 {
		return r.spend(n, len(items)) &&
			codec.UniqueJSON(len(items), func(b []byte, i int) []byte { return items[i].AppendJSON(b) })
	}
	for i := range items {
		for k := range i {
			if !r.spend(n, 1) || source.Equal(items[i], items[k]) {
				return false
			}
		}
	}
	return true
}
