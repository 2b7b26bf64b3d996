package lower

import (
	"math/big"
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
	if at.over() || n.UnevaluatedItems != nil || n.UnevaluatedProperties != nil ||
		n.DynamicRef != nil || n.AssertFormat {
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
	parts := []*model.Pred{own(t, n, at), applied(t, n, at)}
	return allOf(parts)
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

// applied compiles the keywords that apply other schemas to the same value.
func applied(t *model.Type, n *graph.Node, at walk) *model.Pred {
	var all []*model.Pred
	add := func(p *model.Pred) { all = append(all, p) }
	each := func(nodes []*graph.Node) []*model.Pred {
		out := make([]*model.Pred, len(nodes))
		for i, m := range nodes {
			out[i] = compile(t, m, at.down())
		}
		return out
	}
	if n.Ref != nil {
		add(compile(t, n.Ref, at.down()))
	}
	for _, p := range each(n.AllOf) {
		add(p)
	}
	if n.AnyOf != nil {
		add(anyOf(each(n.AnyOf)))
	}
	if n.OneOf != nil {
		add(exactlyOne(each(n.OneOf)))
	}
	if n.Not != nil {
		add(negate(compile(t, n.Not, at.down())))
	}
	if n.If != nil {
		cond := compile(t, n.If, at.down())
		if n.Then != nil {
			add(implies(cond, compile(t, n.Then, at.down())))
		}
		if n.Else != nil {
			add(implies(negate(cond), compile(t, n.Else, at.down())))
		}
	}
	return allOf(all)
}

// own compiles the keywords that look at the value itself.
func own(t *model.Type, n *graph.Node, at walk) *model.Pred {
	switch t.Kind {
	case model.Any, model.Never:
		if !asserts(n) && n.DependentRequired == nil && n.DependentSchemas == nil {
			return model.Always
		}
		return nil
	case model.Null:
		return constant(plainKinds(n)&kNull != 0)
	case model.Bool:
		return ownBool(n)
	case model.String, model.Timestamp, model.Enum:
		return ownString(n)
	case model.Int64, model.Integer, model.Number:
		return ownNumber(t, n)
	case model.List:
		return ownList(t, n, at)
	case model.Map, model.Struct:
		return ownObject(t, n, at)
	}
	return nil
}

func constant(b bool) *model.Pred {
	if b {
		return model.Always
	}
	return model.NeverTrue
}

func holds(c model.Check) *model.Pred { return &model.Pred{Op: model.Holds, Check: &c} }

func ownBool(n *graph.Node) *model.Pred {
	all := []*model.Pred{constant(kindsOfTypes(n.Types)&kBool != 0)}
	for _, list := range valueLists([]*graph.Node{n}) {
		yes, no := false, false
		for _, x := range list.values {
			yes = yes || x.Kind == source.Bool && x.Bool
			no = no || x.Kind == source.Bool && !x.Bool
		}
		switch {
		case yes && no:
		case !yes && !no:
			return model.NeverTrue
		default:
			all = append(all, holds(model.Check{Op: model.BoolIs, Bool: yes}))
		}
	}
	return model.AllOf(all...)
}

func ownString(n *graph.Node) *model.Pred {
	all := []*model.Pred{constant(kindsOfTypes(n.Types)&kString != 0)}
	for _, list := range valueLists([]*graph.Node{n}) {
		texts := stringsIn(list.values)
		if texts == nil {
			return model.NeverTrue
		}
		all = append(all, holds(model.Check{Op: model.StringIn, Texts: texts}))
	}
	if toEvaluator(n.Pattern) {
		return nil
	}
	for _, c := range stringChecks(n) {
		all = append(all, holds(c))
	}
	return model.AllOf(all...)
}

func ownNumber(t *model.Type, n *graph.Node) *model.Pred {
	k := kindsOfTypes(n.Types) & kNumber
	if k == 0 {
		return model.NeverTrue
	}
	var all []*model.Pred
	if k == kInteger && t.Kind == model.Number {
		all = append(all, holds(model.Check{Op: model.IsInteger}))
	}
	for _, list := range valueLists([]*graph.Node{n}) {
		var texts []string
		for _, x := range list.values {
			if x.Kind == source.Number {
				texts = append(texts, x.Text)
			}
		}
		if texts == nil {
			return model.NeverTrue
		}
		all = append(all, holds(model.Check{Op: model.NumberIn, Texts: texts}))
	}
	for _, c := range numericChecks(n) {
		all = append(all, holds(c))
	}
	return model.AllOf(all...)
}

// composite handles what lists and objects have in common: the type, and listed
// values, which have no static form unless none is of the right kind.
func composite(n *graph.Node, kind source.Kind, k kinds) (p *model.Pred, static bool) {
	if kindsOfTypes(n.Types)&k == 0 {
		return model.NeverTrue, true
	}
	lists := valueLists([]*graph.Node{n})
	for _, list := range lists {
		if !slices.ContainsFunc(list.values, func(x *source.Value) bool { return x.Kind == kind }) {
			return model.NeverTrue, true
		}
	}
	return nil, len(lists) > 0
}

func ownList(t *model.Type, n *graph.Node, at walk) *model.Pred {
	if p, done := composite(n, source.Array, kArray); done {
		return p
	}
	if n.PrefixItems != nil {
		return nil
	}
	var all []*model.Pred
	if n.MinItems != nil && n.MinItems.N.Sign() > 0 {
		all = append(all, holds(countCheck(n, model.MinItems, "minItems", n.MinItems, "")))
	}
	if n.MaxItems != nil {
		all = append(all, holds(countCheck(n, model.MaxItems, "maxItems", n.MaxItems, "")))
	}
	if n.UniqueItems && holdsNative(t.Elem) {
		return nil
	}
	if n.UniqueItems {
		all = append(all, holds(model.Check{Op: model.UniqueItems}))
	}
	if n.Items != nil {
		p := compile(t.Elem, n.Items, at.down())
		if p == nil {
			return nil
		}
		if p.Op != model.True {
			all = append(all, &model.Pred{Op: model.All, Args: []*model.Pred{p}})
		}
	}
	if n.Contains != nil {
		p := contains(t, n, at)
		if p == nil {
			return nil
		}
		all = append(all, p)
	}
	return model.AllOf(all...)
}

func ownObject(t *model.Type, n *graph.Node, at walk) *model.Pred {
	if p, done := composite(n, source.Object, kObject); done {
		return p
	}
	if n.PatternProperties != nil || n.PropertyNames != nil || n.AdditionalProperties != nil && !isTrue(n.AdditionalProperties) ||
		n.MinProperties != nil && n.MinProperties.N.Cmp(new(big.Int)) > 0 || n.MaxProperties != nil {
		return nil
	}
	var all []*model.Pred
	for _, r := range n.Required {
		all = append(all, present(t, r))
	}
	for _, p := range n.Properties {
		all = append(all, compileMember(t, p, at))
	}
	for _, d := range n.DependentRequired {
		all = append(all, dependentRequired(t, d))
	}
	for _, d := range n.DependentSchemas {
		all = append(all, implies(present(t, d.Name), compile(t, d.Node, at.down())))
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
