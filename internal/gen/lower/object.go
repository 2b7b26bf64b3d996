package lower

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func (l *lowerer) fillArray(t *model.Type, v view) {
	t.Kind = model.List
	var items []*graph.Node
	tuple := false
	for _, n := range v.nodes {
		if n.MinItems != nil {
			t.Checks = append(t.Checks, countCheck(n, model.MinItems, "minItems", n.MinItems, "must have at least %s items"))
		}
		if n.MaxItems != nil {
			t.Checks = append(t.Checks, countCheck(n, model.MaxItems, "maxItems", n.MaxItems, "must have at most %s items"))
		}
		if n.UniqueItems {
			t.Checks = append(t.Checks, model.Check{Op: model.UniqueItems, Rule: model.Rule{
				SchemaAt: n.At("uniqueItems"), Keyword: "uniqueItems", Message: "must not hold equal items",
			}})
		}
		if n.PrefixItems != nil {
			tuple = true
			only := l.derive(n, func(c *graph.Node) {
				keepOnly(c, func(k *graph.Node) { k.PrefixItems, k.Items = n.PrefixItems, n.Items })
			})
			l.eval(t, only, model.Rule{SchemaAt: n.At("prefixItems"), Keyword: "prefixItems", Message: "does not hold the items the schema lists"})
		} else if n.Items != nil {
			items = append(items, n.Items)
		}
	}
	l.listed(t, v, source.Array)
	defer l.uniqueTexts(t, v)
	if tuple || len(items) == 0 {
		l.contain(t, []*graph.Node{l.anything()}, kAll)
		if !tuple {
			return
		}
		for _, n := range items {
			only := l.derive(l.anything(), func(c *graph.Node) { c.Items = n })
			l.eval(t, only, model.Rule{SchemaAt: n.Ptr(), Keyword: "items", Message: "holds an item that does not satisfy the schema"})
		}
		return
	}
	l.contain(t, items, kAll)
}

// uniqueTexts has the evaluator compare items whose text a type of the language does not keep.
func (l *lowerer) uniqueTexts(t *model.Type, v view) {
	if !holdsNative(t.Elem) {
		return
	}
	for _, n := range v.nodes {
		if n.UniqueItems {
			i := slices.IndexFunc(t.Checks, func(c model.Check) bool { return c.Op == model.UniqueItems })
			rule := t.Checks[i].Rule
			t.Checks = slices.Delete(t.Checks, i, i+1)
			l.eval(t, l.derive(n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.UniqueItems = true }) }), rule)
		}
	}
}

// listed adds what enum and const say about arrays or objects.
func (l *lowerer) listed(t *model.Type, v view, kind source.Kind) {
	for _, n := range v.nodes {
		if n.HasEnum && slices.ContainsFunc(n.Enum, func(x *source.Value) bool { return x.Kind == kind }) {
			only := l.derive(n, func(c *graph.Node) {
				keepOnly(c, func(k *graph.Node) { k.Enum, k.HasEnum = n.Enum, true })
			})
			l.eval(t, only, valueLists([]*graph.Node{only2(n, true)})[0].rule)
		}
		if n.Const != nil && n.Const.Kind == kind {
			only := l.derive(n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.Const = n.Const }) })
			l.eval(t, only, valueLists([]*graph.Node{only2(n, false)})[0].rule)
		}
	}
}

func only2(n *graph.Node, enum bool) *graph.Node {
	c := *n
	if enum {
		c.Const = nil
	} else {
		c.HasEnum = false
	}
	return &c
}

func (l *lowerer) fillObject(t *model.Type, v view) {
	names := memberNames(v.nodes)
	if len(names) == 0 {
		l.fillMap(t, v)
	} else {
		l.fillStruct(t, v, names)
	}
	l.listed(t, v, source.Object)
	for _, n := range v.nodes {
		if n.PropertyNames != nil {
			l.names(t, n)
		}
		if n.MinProperties != nil {
			t.Checks = append(t.Checks, countCheck(n, model.MinProperties, "minProperties", n.MinProperties, "must have at least %s members"))
		}
		if n.MaxProperties != nil {
			t.Checks = append(t.Checks, countCheck(n, model.MaxProperties, "maxProperties", n.MaxProperties, "must have at most %s members"))
		}
	}
}

// namesOf is an object type and the schema whose propertyNames its names obey.
type namesOf struct {
	t *model.Type
	n *graph.Node
}

// evalNames leaves propertyNames to the evaluator, which is asked about the
// object, because a name is no value of the document.
func (l *lowerer) evalNames(of namesOf) {
	only := l.derive(of.n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.PropertyNames = of.n.PropertyNames }) })
	l.eval(of.t, only, model.Rule{SchemaAt: of.n.At("propertyNames"), Keyword: "propertyNames", Message: "holds a member whose name is not allowed"})
}

// names turns propertyNames into the checks of a string type.
func (l *lowerer) names(t *model.Type, n *graph.Node) {
	nt := &model.Type{Pointer: n.PropertyNames.Ptr()}
	l.memberNames[nt] = namesOf{t, n}
	v := l.kinds.flatten([]*graph.Node{n.PropertyNames}, kString)
	l.fillPart(nt, v)
	l.conditions(nt, v)
	if nt.Kind == model.Never {
		nt = &model.Type{Kind: model.String, Checks: []model.Check{{Op: model.Reject, Rule: model.Rule{
			SchemaAt: n.At("propertyNames"), Keyword: "propertyNames", Message: "is not an allowed member name",
		}}}}
	}
	nt.Kind = model.String
	t.Names = append(t.Names, nt)
}

func memberNames(nodes []*graph.Node) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range nodes {
		for _, p := range n.Properties {
			if !seen[p.Name] {
				seen[p.Name] = true
				out = append(out, p.Name)
			}
		}
	}
	return out
}

func requiredRules(nodes []*graph.Node) []model.Missing {
	var out []model.Missing
	seen := map[string]bool{}
	for _, n := range nodes {
		for _, name := range n.Required {
			if seen[name] {
				continue
			}
			seen[name] = true
			out = append(out, model.Missing{JSON: name, Rule: model.Rule{
				SchemaAt: n.At("required"), Keyword: "required", Message: "lacks the required member " + member(name),
			}})
		}
	}
	return out
}

func (l *lowerer) fillMap(t *model.Type, v view) {
	t.Kind = model.Map
	t.Required = requiredRules(v.nodes)
	var values []*graph.Node
	for _, n := range v.nodes {
		switch {
		case n.PatternProperties != nil:
			if value := l.onePattern(t, n); value != nil {
				values = append(values, value)
			} else {
				l.byPattern(t, n)
			}
		case n.AdditionalProperties != nil:
			values = append(values, n.AdditionalProperties)
		}
	}
	if len(values) == 0 {
		values = []*graph.Node{l.anything()}
	}
	l.contain(t, values, kAll)
}

// onePattern returns the schema of every member where n has one pattern, and
// either all names match it or others are not allowed, which is a check on the
// names; nil elsewhere.
func (l *lowerer) onePattern(t *model.Type, n *graph.Node) *graph.Node {
	if len(n.PatternProperties) != 1 {
		return nil
	}
	p := n.PatternProperties[0]
	if d, ok := p.Pattern.P.DFA(100); ok && d.Always[d.Start] {
		return p.Node
	}
	if n.AdditionalProperties == nil || n.AdditionalProperties.Bool == nil || *n.AdditionalProperties.Bool {
		return nil
	}
	if _, err := p.Pattern.P.RE2(); err != nil {
		return nil
	}
	t.Names = append(t.Names, &model.Type{Kind: model.String, Checks: []model.Check{{
		Op: model.Pattern, Pattern: p.Pattern.P, Text: p.Pattern.Source, Rule: model.Rule{
			SchemaAt: n.At("additionalProperties"), Keyword: "additionalProperties", Message: "is not a member the schema knows",
		},
	}}})
	return p.Node
}

// byPattern leaves the members of n to the evaluator: which schema applies to
// one depends on its name. Declared members have a type that checks them, so
// only their names matter there.
func (l *lowerer) byPattern(t *model.Type, n *graph.Node) {
	only := l.derive(n, func(c *graph.Node) {
		keepOnly(c, func(k *graph.Node) {
			k.PatternProperties, k.AdditionalProperties = n.PatternProperties, n.AdditionalProperties
			for _, p := range n.Properties {
				always := l.derive(p.Node, func(c *graph.Node) {
					keepOnly(c, func(k *graph.Node) { yes := true; k.Bool = &yes })
				})
				k.Properties = append(k.Properties, graph.Property{Name: p.Name, Node: always, Offset: p.Offset})
			}
		})
	})
	l.eval(t, only, model.Rule{
		SchemaAt: n.At("patternProperties"), Keyword: "patternProperties", Message: "holds a member that does not satisfy the schema for its name",
	})
}

func (l *lowerer) fillStruct(t *model.Type, v view, names []string) {
	t.Kind = model.Struct
	required, declaredNames := map[string]model.Rule{}, map[string]bool{}
	for _, name := range names {
		declaredNames[name] = true
	}
	for _, m := range requiredRules(v.nodes) {
		required[m.JSON] = m.Rule
		if !declaredNames[m.JSON] {
			t.Missing = append(t.Missing, m)
		}
	}
	var extra []*graph.Node
	for _, n := range v.nodes {
		if n.PatternProperties != nil {
			l.byPattern(t, n)
		} else if n.AdditionalProperties != nil && !isTrue(n.AdditionalProperties) {
			extra = append(extra, n.AdditionalProperties)
		}
	}
	declared := map[string]*graph.Node{}
	for _, n := range v.nodes {
		for i := range n.Properties {
			if p := &n.Properties[i]; declared[p.Name] == nil {
				declared[p.Name] = p.Node
			}
		}
	}
	byName := make([]map[string]*graph.Node, len(v.nodes))
	for i, n := range v.nodes {
		byName[i] = make(map[string]*graph.Node, len(n.Properties))
		for _, p := range n.Properties {
			byName[i][p.Name] = p.Node
		}
	}
	for _, name := range names {
		roots := []*graph.Node{declared[name]}
		for i, n := range v.nodes {
			if p := byName[i][name]; p != nil {
				if p != declared[name] {
					roots = append(roots, p)
				}
			} else if n.AdditionalProperties != nil && n.PatternProperties == nil {
				roots = append(roots, n.AdditionalProperties)
			}
		}
		l.field(t, name, roots, required)
	}
	if extra != nil {
		t.Extra = l.lower(extra, kAll)
		if t.Extra.Kind == model.Never {
			for _, n := range v.nodes {
				if a := n.AdditionalProperties; a != nil && a.Bool != nil && !*a.Bool {
					t.Extra = &model.Type{Kind: model.Never, TypeRule: model.Rule{
						SchemaAt: n.At("additionalProperties"), Keyword: "additionalProperties", Message: "is not a member the schema knows",
					}}
				}
			}
		}
	}
}

func (l *lowerer) field(t *model.Type, name string, roots []*graph.Node, required map[string]model.Rule) {
	declared := roots[0]
	ft := l.lower(roots, kAll)
	if ft.Kind == model.Never {
		t.Forbidden = append(t.Forbidden, model.Forbidden{JSON: name, Rule: ft.TypeRule})
		if r, ok := required[name]; ok {
			t.Missing = append(t.Missing, model.Missing{JSON: name, Rule: r})
		}
		return
	}
	f := &model.Field{JSON: name, Type: ft, Doc: docOf(declared)}
	f.Rule, f.Required = required[name]
	l.wish(f, roots)
	if declared.Default != nil {
		f.Default = string(declared.Default.AppendJSON(nil))
	}
	if f.Doc.Description == "" {
		f.Doc.Description = cut(ft.Doc.Description, maxInherited)
	}
	for _, c := range ft.Checks {
		if p := phrase(c); p != "" {
			f.Doc.Constraints = append(f.Doc.Constraints, p)
		}
	}
	t.Fields = append(t.Fields, f)
}

// maxInherited bounds what a member repeats of the description of its type.
const maxInherited = 1_000

func isTrue(n *graph.Node) bool { return n.Bool != nil && *n.Bool }
