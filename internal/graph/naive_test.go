package graph_test

import (
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// naive is an evaluator as simple as the specification allows. It exists to
// check the graph against the official suite without any other room: what it
// gets wrong, the graph has read wrong.
type naive struct{ scope []*graph.Resource }

// seen holds what a schema evaluated: member names and item indices.
type seen struct {
	names map[string]bool
	items map[int]bool
}

func (s *seen) name(n string) {
	if s.names == nil {
		s.names = map[string]bool{}
	}
	s.names[n] = true
}

func (s *seen) item(i int) {
	if s.items == nil {
		s.items = map[int]bool{}
	}
	s.items[i] = true
}

func (s *seen) add(o seen) {
	for n := range o.names {
		s.name(n)
	}
	for i := range o.items {
		s.item(i)
	}
}

func (e *naive) valid(n *graph.Node, v *source.Value) (bool, seen) {
	var s seen
	if n.Bool != nil {
		return *n.Bool, s
	}
	e.scope = append(e.scope, n.Resource)
	defer func() { e.scope = e.scope[:len(e.scope)-1] }()
	ok := e.inPlace(n, v, &s) && e.scalar(n, v)
	switch v.Kind {
	case source.Array:
		ok = ok && e.array(n, v, &s)
	case source.Object:
		ok = ok && e.object(n, v, &s)
	}
	if !ok {
		return false, seen{}
	}
	return true, s
}

func (e *naive) dynamic(r *graph.DynamicRef) *graph.Node {
	if r.Plain() {
		return r.Target
	}
	for _, res := range e.scope {
		if r.Recursive && res.RecursiveAnchor {
			return res.Root
		}
		if to := res.DynamicAnchors[r.Anchor]; r.Anchor != "" && to != nil {
			return to
		}
	}
	return r.Target
}

func (e *naive) inPlace(n *graph.Node, v *source.Value, s *seen) bool {
	all := true
	apply := func(m *graph.Node) bool {
		ok, t := e.valid(m, v)
		s.add(t)
		return ok
	}
	if n.Ref != nil {
		all = apply(n.Ref) && all
	}
	if n.DynamicRef != nil {
		all = apply(e.dynamic(n.DynamicRef)) && all
	}
	for _, m := range n.AllOf {
		all = apply(m) && all
	}
	count := func(list []*graph.Node) (k int) {
		for _, m := range list {
			if apply(m) {
				k++
			}
		}
		return k
	}
	if n.AnyOf != nil {
		all = count(n.AnyOf) > 0 && all
	}
	if n.OneOf != nil {
		all = count(n.OneOf) == 1 && all
	}
	if n.Not != nil {
		ok, _ := e.valid(n.Not, v)
		all = !ok && all
	}
	if n.If != nil {
		branch := n.Else
		if apply(n.If) {
			branch = n.Then
		}
		if branch != nil {
			all = apply(branch) && all
		}
	}
	for _, p := range n.DependentSchemas {
		if v.Get(p.Name) != nil {
			all = apply(p.Node) && all
		}
	}
	for _, p := range n.DependentRequired {
		for _, name := range p.Required {
			all = (v.Get(p.Name) == nil || v.Get(name) != nil) && all
		}
	}
	return all
}

func (e *naive) scalar(n *graph.Node, v *source.Value) bool {
	equal := func(o *source.Value) bool { return source.Equal(o, v) }
	if n.HasEnum && !slices.ContainsFunc(n.Enum, equal) || n.Const != nil && !equal(n.Const) {
		return false
	}
	r := new(big.Rat)
	if v.Kind == source.Number {
		r.SetString(v.Text)
	}
	if n.Types != nil && !slices.Contains(n.Types, v.Kind.String()) &&
		!(v.Kind == source.Number && r.IsInt() && slices.Contains(n.Types, "integer")) {
		return false
	}
	switch v.Kind {
	case source.Number:
		return (n.Minimum == nil || r.Cmp(n.Minimum.Rat) >= 0) &&
			(n.Maximum == nil || r.Cmp(n.Maximum.Rat) <= 0) &&
			(n.ExclusiveMinimum == nil || r.Cmp(n.ExclusiveMinimum.Rat) > 0) &&
			(n.ExclusiveMaximum == nil || r.Cmp(n.ExclusiveMaximum.Rat) < 0) &&
			(n.MultipleOf == nil || new(big.Rat).Quo(r, n.MultipleOf.Rat).IsInt())
	case source.String:
		return within(utf8.RuneCountInString(v.Text), n.MinLength, n.MaxLength) && (n.Pattern == nil || matches(n.Pattern, v.Text))
	}
	return true
}

func within(size int, low, high *graph.Count) bool {
	n := big.NewInt(int64(size))
	return (low == nil || n.Cmp(low.N) >= 0) && (high == nil || n.Cmp(high.N) <= 0)
}

func matches(p *graph.Pattern, text string) bool {
	re, err := p.P.Regexp()
	if err != nil {
		panic(err)
	}
	return re.MatchString(text)
}

func (e *naive) array(n *graph.Node, v *source.Value, s *seen) bool {
	ok := within(len(v.Items), n.MinItems, n.MaxItems)
	found := 0
	for i, item := range v.Items {
		for _, other := range v.Items[:i] {
			ok = ok && !(n.UniqueItems && source.Equal(item, other))
		}
		by := n.Items
		if i < len(n.PrefixItems) {
			by = n.PrefixItems[i]
		}
		if by != nil {
			good, _ := e.valid(by, item)
			ok = ok && good
			s.item(i)
		}
		if n.Contains != nil {
			if good, _ := e.valid(n.Contains, item); good {
				found++
				if n.Dialect.ContainsEvaluates() {
					s.item(i)
				}
			}
		}
	}
	if n.Contains != nil {
		ok = ok && within(found, n.MinContains, n.MaxContains) && (n.MinContains != nil || found > 0)
	}
	if n.UnevaluatedItems != nil {
		for i, item := range v.Items {
			if !s.items[i] {
				good, _ := e.valid(n.UnevaluatedItems, item)
				ok = ok && good
				s.item(i)
			}
		}
	}
	return ok
}

func (e *naive) object(n *graph.Node, v *source.Value, s *seen) bool {
	ok := within(len(v.Members), n.MinProperties, n.MaxProperties)
	for _, name := range n.Required {
		ok = ok && v.Get(name) != nil
	}
	for _, m := range v.Members {
		covered := false
		apply := func(by *graph.Node) {
			good, _ := e.valid(by, m.Value)
			ok = ok && good
			covered = true
			s.name(m.Name)
		}
		if n.PropertyNames != nil {
			good, _ := e.valid(n.PropertyNames, &source.Value{Kind: source.String, Text: m.Name})
			ok = ok && good
		}
		for _, p := range n.Properties {
			if p.Name == m.Name {
				apply(p.Node)
			}
		}
		for _, p := range n.PatternProperties {
			if matches(p.Pattern, m.Name) {
				apply(p.Node)
			}
		}
		if !covered && n.AdditionalProperties != nil {
			apply(n.AdditionalProperties)
		}
	}
	if n.UnevaluatedProperties != nil {
		for _, m := range v.Members {
			if !s.names[m.Name] {
				good, _ := e.valid(n.UnevaluatedProperties, m.Value)
				ok = ok && good
				s.name(m.Name)
			}
		}
	}
	return ok
}
