package lower

import (
	"math"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
)

// eval leaves the values of t to the general evaluator, as far as node is about
// them, and lists that. What reaches a dynamic reference means something only
// as a part of the root, which is evaluated as a whole then.
func (l *lowerer) eval(t *model.Type, node *graph.Node, rule model.Rule) {
	if of, ok := l.memberNames[t]; ok {
		l.evalNames(of)
		return
	}
	l.pkg.Dynamic = append(l.pkg.Dynamic, rule)
	if l.dynamic == nil || !program.UsesDynamicScope(l.g, node) {
		t.Checks = append(t.Checks, model.Check{Op: model.Eval, Node: node, Rule: rule})
	}
}

// conditions adds the checks of a type that no single keyword value states.
// They are compiled once every type is known, because a condition may look into
// any of them.
func (l *lowerer) conditions(t *model.Type, v view) {
	if t.Kind == model.Never {
		return
	}
	for _, n := range v.whole {
		l.whole(t, n)
	}
	for _, n := range v.nodes {
		if !l.invented(n) {
			l.pending = append(l.pending, func() { l.condition(t, n) })
		}
	}
}

func (l *lowerer) whole(t *model.Type, n *graph.Node) {
	row, message := unclaimed(n)
	l.eval(t, n, model.Rule{SchemaAt: n.At(row.Name), Keyword: row.Name, Message: message})
}

func (l *lowerer) condition(t *model.Type, n *graph.Node) {
	add := func(keyword, message string, p *model.Pred, only func(*graph.Node)) {
		r := model.Rule{SchemaAt: n.At(keyword), Keyword: keyword, Message: explain(n, message)}
		switch {
		case p == nil:
			l.eval(t, l.derive(n, func(c *graph.Node) { keepOnly(c, only) }), r)
		case p.Op == model.True:
		case p.Op == model.False:
			t.Checks = append(t.Checks, model.Check{Op: model.Reject, Rule: r})
		default:
			t.Checks = append(t.Checks, model.Check{Op: model.Clause, Pred: p, Rule: r})
		}
	}
	if n.Not != nil {
		add("not", "must not satisfy the schema under not", negate(l.pred(t, n.Not)), func(c *graph.Node) { c.Not = n.Not })
	}
	if n.If != nil && (n.Then != nil || n.Else != nil) {
		cond := l.pred(t, n.If)
		if n.Then != nil {
			add("then", "must satisfy the schema under then", implies(cond, l.pred(t, n.Then)), func(c *graph.Node) { c.If, c.Then = n.If, n.Then })
		}
		if n.Else != nil {
			add("else", "must satisfy the schema under else", implies(negate(cond), l.pred(t, n.Else)), func(c *graph.Node) { c.If, c.Else = n.If, n.Else })
		}
	}
	if n.AnyOf != nil {
		add("anyOf", "must satisfy one of the alternatives", anyOf(l.preds(t, n.AnyOf)), func(c *graph.Node) { c.AnyOf = n.AnyOf })
	}
	if n.OneOf != nil {
		add("oneOf", "must satisfy exactly one of the alternatives", exactlyOne(l.preds(t, n.OneOf)), func(c *graph.Node) { c.OneOf = n.OneOf })
	}
	if t.Kind == model.List && n.Contains != nil {
		p := contains(t, n, newWalk())
		add("contains", "does not hold the items the schema asks for", p, func(c *graph.Node) {
			c.Contains, c.MinContains, c.MaxContains = n.Contains, n.MinContains, n.MaxContains
		})
	}
	if t.Kind == model.Struct || t.Kind == model.Map {
		for _, d := range n.DependentRequired {
			add("dependentRequired", "lacks a member that "+member(d.Name)+" asks for", dependentRequired(t, d), func(c *graph.Node) {
				c.DependentRequired = []graph.DependentRequired{d}
			})
		}
		for _, d := range n.DependentSchemas {
			add("dependentSchemas", "must satisfy what the member "+member(d.Name)+" asks for",
				implies(present(t, d.Name), l.pred(t, d.Node)), func(c *graph.Node) { c.DependentSchemas = []graph.Property{d} })
		}
	}
}

// explain prefers what the author wrote about a condition.
func explain(n *graph.Node, fallback string) string {
	if n.Comment != "" {
		return cut(n.Comment, 200)
	}
	return fallback
}

func negate(p *model.Pred) *model.Pred {
	if p == nil {
		return nil
	}
	return model.Negate(p)
}

func implies(a, b *model.Pred) *model.Pred {
	if a == nil || b == nil {
		return nil
	}
	return model.AnyOf(model.Negate(a), b)
}

func anyOf(ps []*model.Pred) *model.Pred {
	for _, p := range ps {
		if p == nil {
			return nil
		}
	}
	return model.AnyOf(ps...)
}

func exactlyOne(ps []*model.Pred) *model.Pred {
	var keep []*model.Pred
	for _, p := range ps {
		if p == nil {
			return nil
		}
		if p.Op != model.False {
			keep = append(keep, p)
		}
	}
	switch len(keep) {
	case 0:
		return model.NeverTrue
	case 1:
		return keep[0]
	}
	return &model.Pred{Op: model.ExactlyOne, Args: keep}
}

func (l *lowerer) preds(t *model.Type, nodes []*graph.Node) []*model.Pred {
	out := make([]*model.Pred, len(nodes))
	for i, n := range nodes {
		out[i] = l.pred(t, n)
	}
	return out
}

func contains(t *model.Type, n *graph.Node, at walk) *model.Pred {
	p := compile(t.Elem, n.Contains, at.down())
	if p == nil {
		return nil
	}
	low, high := int64(1), int64(-1)
	if n.MinContains != nil {
		low = clamp(n.MinContains)
	}
	if n.MaxContains != nil {
		high = clamp(n.MaxContains)
	}
	if low == 0 && high < 0 {
		return model.Always
	}
	return &model.Pred{Op: model.Count, Args: []*model.Pred{p}, Min: low, Max: high}
}

func clamp(c *graph.Count) int64 {
	if v, ok := c.Int64(); ok {
		return v
	}
	return math.MaxInt64
}

// present returns the condition that an object has a member of that name.
func present(t *model.Type, name string) *model.Pred {
	if t.Kind == model.Map {
		return &model.Pred{Op: model.HasKey, Text: name}
	}
	for _, f := range t.Fields {
		if f.JSON == name {
			if f.Required {
				return model.Always
			}
			return &model.Pred{Op: model.Present, Field: f}
		}
	}
	return nil
}

func dependentRequired(t *model.Type, d graph.DependentRequired) *model.Pred {
	var all []*model.Pred
	for _, r := range d.Required {
		p := present(t, r)
		if p == nil {
			return nil
		}
		all = append(all, p)
	}
	return implies(present(t, d.Name), model.AllOf(all...))
}
