package lower

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// maxPredDepth and maxPredSize bound the nesting and the number of schemas
// compiled into one predicate; beyond (a recursive schema, say) the evaluator
// takes over.
const (
	maxPredDepth = 32
	maxPredSize  = 2_000
)

// walk is the place within one compilation.
type walk struct {
	depth int
	left  *int
}

func newWalk() walk {
	left := maxPredSize
	return walk{left: &left}
}

func (w walk) down() walk {
	w.depth++
	*w.left--
	return w
}

func (w walk) over() bool { return w.depth > maxPredDepth || *w.left < 0 }

// pred compiles "a value of type t satisfies n" for values that are sound by
// t's own rules; nil when that has no static form.
func (l *lowerer) pred(t *model.Type, n *graph.Node) *model.Pred { return compile(t, n, newWalk()) }

func compile(t *model.Type, n *graph.Node, at walk) *model.Pred {
	if n.Bool != nil {
		if *n.Bool {
			return model.Always
		}
		return model.NeverTrue
	}
	if t.Import != "" && t.Kind != model.Enum {
		return nil // only the other package sees into it
	}
	list, static := meanings(n)
	if !static || at.over() {
		return nil
	}
	switch t.Kind {
	case model.Box:
		return compile(t.Elem, n, at.down())
	case model.Nullable:
		return compileNullable(t, n, at)
	case model.Sum:
		return compileSum(t, n, at)
	}
	q := question{t, n, at}
	parts := []*model.Pred{own(q, list)}
	for _, m := range list {
		if m.stage == applies {
			parts = append(parts, m.pred(q))
		}
	}
	return allOf(parts)
}

// question is whether a value of type t satisfies a keyword of n.
type question struct {
	t  *model.Type
	n  *graph.Node
	at walk
}

// compile asks whether the value satisfies another schema.
func (q question) compile(n *graph.Node) *model.Pred { return compile(q.t, n, q.at.down()) }

func (q question) each(nodes []*graph.Node) []*model.Pred {
	out := make([]*model.Pred, len(nodes))
	for i, n := range nodes {
		out[i] = q.compile(n)
	}
	return out
}

func allOf(ps []*model.Pred) *model.Pred {
	unknown := false
	for _, p := range ps {
		if p == nil {
			unknown = true
		} else if p.Op == model.False {
			return p
		}
	}
	if unknown {
		return nil
	}
	return model.AllOf(ps...)
}

// compileNullable splits on null. A schema's verdict on null itself is a
// constant.
func compileNullable(t *model.Type, n *graph.Node, at walk) *model.Pred {
	onNull, ok := acceptsNull(n, at)
	elem := compile(t.Elem, n, at.down())
	if !ok || elem == nil {
		return nil
	}
	in := elem
	if elem.Op != model.True {
		in = &model.Pred{Op: model.InElem, Args: []*model.Pred{elem}}
	}
	if onNull {
		return in
	}
	return model.AllOf(model.Negate(&model.Pred{Op: model.IsNull}), in)
}

func compileSum(t *model.Type, n *graph.Node, at walk) *model.Pred {
	var all []*model.Pred
	for i, b := range t.Branches {
		p := compile(b.Type, n, at.down())
		if p == nil {
			return nil
		}
		if p.Op != model.True {
			all = append(all, &model.Pred{Op: model.InBranch, Branch: i, Args: []*model.Pred{p}})
		}
	}
	return model.AllOf(all...)
}

// own compiles the keywords that look at the value itself.
func own(q question, list []*meaning) *model.Pred {
	k := kindsOf(q.t)
	switch {
	case q.t.Kind == model.Any || q.t.Kind == model.Never:
		if asserts(q.n) {
			return nil
		}
		return model.Always
	case k == 0:
		return nil
	}
	var all []*model.Pred
	add := func(at stage) {
		for _, m := range list {
			if m.stage == at && m.about&k != 0 {
				all = append(all, m.pred(q))
			}
		}
	}
	for at := excludes; at < limits; at++ {
		add(at)
		if p := allOf(all); p == nil || p.Op == model.False {
			return p
		}
	}
	add(limits)
	return allOf(all)
}

func holds(c model.Check) *model.Pred { return &model.Pred{Op: model.Holds, Check: &c} }

// The conditions of keywords.

// evaluated is that of a keyword which only the evaluator judges.
func evaluated(question) *model.Pred { return nil }

// withAnother is that of a keyword which is a part of another's.
func withAnother(question) *model.Pred { return model.Always }

func typePred(q question) *model.Pred {
	switch k := kindsOfTypes(q.n.Types) & kindsOf(q.t); {
	case k == 0:
		return model.NeverTrue
	case k == kInteger && q.t.Kind == model.Number:
		return holds(model.Check{Op: model.IsInteger})
	}
	return model.Always
}

func constPred(q question) *model.Pred { return listedPred(q.t, []*source.Value{q.n.Const}) }

// listedPred is the condition that a value is one of a list. Those of lists and
// objects have no static form unless none is of the right kind.
func listedPred(t *model.Type, values []*source.Value) *model.Pred {
	k := kindsOf(t)
	var fit []*source.Value
	for _, x := range values {
		if kindOfValue(x)&k != 0 {
			fit = append(fit, x)
		}
	}
	if fit == nil {
		return model.NeverTrue
	}
	texts := func() (out []string) {
		for _, x := range fit {
			out = append(out, x.Text)
		}
		return out
	}
	switch k {
	case kNull:
		return model.Always
	case kBool:
		if slices.ContainsFunc(fit, func(x *source.Value) bool { return x.Bool != fit[0].Bool }) {
			return model.Always
		}
		return holds(model.Check{Op: model.BoolIs, Bool: fit[0].Bool})
	case kString:
		return holds(model.Check{Op: model.StringIn, Texts: stringsIn(fit)})
	case kNumber:
		return holds(model.Check{Op: model.NumberIn, Texts: texts()})
	}
	return nil
}

func patternPred(q question) *model.Pred {
	if toEvaluator(q.n.Pattern) {
		return nil
	}
	return holds(patternCheck(q.n))
}

func minItemsPred(q question) *model.Pred {
	if q.n.MinItems.N.Sign() == 0 {
		return model.Always
	}
	return holds(countCheck(q.n, model.MinItems, "minItems", q.n.MinItems, ""))
}

func maxItemsPred(q question) *model.Pred {
	return holds(countCheck(q.n, model.MaxItems, "maxItems", q.n.MaxItems, ""))
}

func uniquePred(q question) *model.Pred {
	if holdsNative(q.t.Elem) {
		return nil
	}
	return holds(model.Check{Op: model.UniqueItems})
}

func itemsPred(q question) *model.Pred {
	p := compile(q.t.Elem, q.n.Items, q.at.down())
	if p == nil || p.Op == model.True {
		return p
	}
	return &model.Pred{Op: model.All, Args: []*model.Pred{p}}
}

func additionalPred(q question) *model.Pred {
	if isTrue(q.n.AdditionalProperties) {
		return model.Always
	}
	return nil
}

func minPropertiesPred(q question) *model.Pred {
	if q.n.MinProperties.N.Sign() == 0 {
		return model.Always
	}
	return nil
}

func requiredPred(q question) *model.Pred {
	var all []*model.Pred
	for _, r := range q.n.Required {
		all = append(all, present(q.t, r))
	}
	return allOf(all)
}

func propertiesPred(q question) *model.Pred {
	var all []*model.Pred
	for _, p := range q.n.Properties {
		all = append(all, compileMember(q.t, p, q.at))
	}
	return allOf(all)
}

func dependentRequiredPred(q question) *model.Pred {
	var all []*model.Pred
	for _, d := range q.n.DependentRequired {
		all = append(all, dependentRequired(q.t, d))
	}
	return allOf(all)
}

func dependentSchemasPred(q question) *model.Pred {
	var all []*model.Pred
	for _, d := range q.n.DependentSchemas {
		all = append(all, implies(present(q.t, d.Name), q.compile(d.Node)))
	}
	return allOf(all)
}

func ifPred(q question) *model.Pred {
	cond := q.compile(q.n.If)
	var all []*model.Pred
	if q.n.Then != nil {
		all = append(all, implies(cond, q.compile(q.n.Then)))
	}
	if q.n.Else != nil {
		all = append(all, implies(negate(cond), q.compile(q.n.Else)))
	}
	return allOf(all)
}

func compileMember(t *model.Type, p graph.Property, at walk) *model.Pred {
	if isTrue(p.Node) {
		return model.Always
	}
	if t.Kind == model.Struct {
		for _, f := range t.Fields {
			if f.JSON != p.Name {
				continue
			}
			in := compile(f.Type, p.Node, at.down())
			if in == nil || in.Op == model.True {
				return in
			}
			if in.Op == model.False {
				if f.Required {
					return model.NeverTrue
				}
				return model.Negate(&model.Pred{Op: model.Present, Field: f})
			}
			return &model.Pred{Op: model.InField, Field: f, Args: []*model.Pred{in}}
		}
	}
	return nil
}

// acceptsNull decides a schema on null; ok is false where that would take a
// closer look.
func acceptsNull(n *graph.Node, at walk) (accepts, ok bool) {
	if n.Bool != nil {
		return *n.Bool, true
	}
	if at.over() {
		return false, false
	}
	p := compile(&model.Type{Kind: model.Null}, n, at.down())
	if p == nil {
		return false, false
	}
	return p.Op == model.True, p.Op == model.True || p.Op == model.False
}
