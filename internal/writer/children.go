package writer

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// object applies the keywords for objects, unevaluatedProperties and
// dependentSchemas aside.
func (r *run) object(n *graph.Node, p *place, m mode) bool {
	ok := within(len(p.value.Members), n.MinProperties, n.MaxProperties)
	for _, name := range n.Required {
		ok = p.value.Get(name) != nil && ok
	}
	for i := range n.DependentRequired {
		d := &n.DependentRequired[i]
		if p.value.Get(d.Name) == nil {
			continue
		}
		for _, name := range d.Required {
			ok = p.value.Get(name) != nil && ok
		}
	}
	if r.full {
		r.names(n, p, m)
	}
	for i := range p.value.Members {
		if !r.spend(n, 1) || !ok && !r.full {
			return false
		}
		ok = r.property(n, p, i, m) && ok
	}
	return ok
}

// names records the names that n gives to members, whatever their values.
func (r *run) names(n *graph.Node, p *place, m mode) {
	if m != ghost && r.e.info(n).names {
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

// property applies what n says of member i of the object at p.
func (r *run) property(n *graph.Node, p *place, i int, m mode) bool {
	ok, covered := true, false
	name := p.value.Members[i].Name
	by := func(sub *graph.Node, keyword string, declares bool) {
		covered = true
		r.mark(mark{place: p, index: i, node: n, keyword: keyword, declares: declares, condition: m == condition})
		ok = r.apply(sub, p.kid(i), m) && ok
	}
	if n.PropertyNames != nil {
		ok = r.without(n.PropertyNames, &place{value: &source.Value{Kind: source.String, Text: name}}, m)
	}
	if sub := r.e.property(n, name); sub != nil {
		r.mention(n, "properties", p, i, m, false)
		by(sub, "properties", true)
	}
	for k := range n.PatternProperties {
		pp := &n.PatternProperties[k]
		if r.matches(n, "patternProperties", pp.Pattern, name) {
			r.mention(n, "patternProperties", p, i, m, false)
			by(pp.Node, "patternProperties", true)
		}
	}
	if !covered && n.AdditionalProperties != nil && r.err == nil {
		by(n.AdditionalProperties, "additionalProperties", r.full && r.rejects(n.AdditionalProperties))
	}
	return ok && r.err == nil
}

// array applies the keywords for arrays, unevaluatedItems aside.
func (r *run) array(n *graph.Node, p *place, m mode) bool {
	items := p.value.Items
	ok := within(len(items), n.MinItems, n.MaxItems) && (!n.UniqueItems || r.unique(n, items))
	found := 0
	for i := range items {
		if !r.spend(n, 1) || !ok && !r.full {
			return false
		}
		by, keyword := n.Items, "items"
		if i < len(n.PrefixItems) {
			by, keyword = n.PrefixItems[i], "prefixItems"
		}
		if by != nil {
			r.mark(mark{place: p, index: i, node: n, keyword: keyword})
			ok = r.apply(by, p.kid(i), m) && ok
		}
		if n.Contains != nil && r.apply(n.Contains, p.kid(i), m) {
			found++
			if n.Dialect.ContainsEvaluates() {
				r.mark(mark{place: p, index: i, node: n, keyword: "contains"})
			}
		}
	}
	if n.Contains != nil {
		ok = within(found, n.MinContains, n.MaxContains) && (n.MinContains != nil || found > 0) && ok
	}
	return ok
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
	declares := r.full && p.value.Kind == source.Object && r.rejects(sub)
	for i := range count {
		if evaluated[i] {
			// By n itself, or by schemas that another document may fail.
			if !covered[i] {
				r.haunt(sub, p.kid(i), m)
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
