package program

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// node prints one line: a schema, or just a place when n itself is not reached.
func (p *printer) node(n *graph.Node) []byte {
	var o object
	if around := p.around[n]; around != nil {
		o.number("in", p.position[around])
	}
	if at := p.at(n); at != "" {
		o.string("at", at)
	}
	if !p.nodes[n] {
		return o.end()
	}
	if n.Bool != nil {
		o.flag("never", !*n.Bool)
		return o.end()
	}
	p.spelling(&o, n)
	if i, ok := p.scopeIndex[n.Resource]; ok {
		o.number("scope", i)
	}
	p.references(&o, n)
	p.scalars(&o, n)
	p.arrays(&o, n)
	p.objects(&o, n)
	p.one(&o, "not", n.Not)
	p.one(&o, "if", n.If)
	p.one(&o, "then", n.Then)
	p.one(&o, "else", n.Else)
	p.list(&o, "anyOf", n.AnyOf)
	p.list(&o, "oneOf", n.OneOf)
	p.one(&o, "unevaluatedItems", n.UnevaluatedItems)
	p.one(&o, "unevaluatedProperties", n.UnevaluatedProperties)
	return o.end()
}

// spelling tells the keywords that the schema does not write as 2020-12 does,
// as far as violations name them.
func (p *printer) spelling(o *object, n *graph.Node) {
	var as object
	for _, k := range [...]struct {
		keyword string
		used    bool
	}{
		{"prefixItems", n.PrefixItems != nil}, {"items", n.Items != nil},
		{"dependentRequired", n.DependentRequired != nil}, {"dependentSchemas", n.DependentSchemas != nil},
	} {
		if k.used {
			if s := spell(n, k.keyword); s != k.keyword {
				as.string(k.keyword, s)
			}
		}
	}
	if len(as.text) > 0 {
		o.raw("as", as.end())
	}
}

func (p *printer) references(o *object, n *graph.Node) {
	d := n.DynamicRef
	switch {
	case d == nil:
		p.one(o, "ref", n.Ref)
		p.list(o, "allOf", n.AllOf)
	case !d.Plain():
		p.one(o, "ref", n.Ref)
		var to object
		to.number("to", p.index[d.Target])
		to.string("anchor", d.Anchor)
		o.raw("dynamicRef", to.end())
		p.list(o, "allOf", n.AllOf)
	case n.Ref == nil:
		p.one(o, "ref", d.Target)
		p.list(o, "allOf", n.AllOf)
	default:
		// Two ordinary references: the second is one more schema that applies.
		p.one(o, "ref", n.Ref)
		p.list(o, "allOf", append(slices.Clone(n.AllOf), d.Target))
	}
}

func (p *printer) scalars(o *object, n *graph.Node) {
	if n.Types != nil {
		o.strings("type", n.Types)
	}
	if n.HasEnum {
		items := make([][]byte, len(n.Enum))
		for i, v := range n.Enum {
			items[i] = v.AppendJSON(nil)
		}
		o.array("enum", items)
	}
	if n.Const != nil {
		o.raw("const", n.Const.AppendJSON(nil))
	}
	number(o, "minimum", n.Minimum)
	number(o, "maximum", n.Maximum)
	number(o, "exclusiveMinimum", n.ExclusiveMinimum)
	number(o, "exclusiveMaximum", n.ExclusiveMaximum)
	number(o, "multipleOf", n.MultipleOf)
	count(o, "minLength", n.MinLength)
	count(o, "maxLength", n.MaxLength)
	if n.Pattern != nil {
		o.number("pattern", p.patternIndex[n.Pattern.Source])
	}
	if n.AssertFormat && eval.KnownFormat(n.Format) {
		o.string("format", n.Format)
	}
}

func (p *printer) arrays(o *object, n *graph.Node) {
	count(o, "minItems", n.MinItems)
	count(o, "maxItems", n.MaxItems)
	p.list(o, "prefixItems", n.PrefixItems)
	p.one(o, "items", n.Items)
	if n.Contains != nil {
		p.one(o, "contains", n.Contains)
		count(o, "minContains", n.MinContains)
		count(o, "maxContains", n.MaxContains)
		o.flag("containsMarks", n.Dialect.ContainsEvaluates())
	}
	o.flag("uniqueItems", n.UniqueItems)
}

func (p *printer) objects(o *object, n *graph.Node) {
	count(o, "minProperties", n.MinProperties)
	count(o, "maxProperties", n.MaxProperties)
	if len(n.Required) > 0 {
		o.strings("required", n.Required)
	}
	p.named(o, "properties", n.Properties)
	if len(n.PatternProperties) > 0 {
		pairs := make([][]byte, len(n.PatternProperties))
		for i, c := range n.PatternProperties {
			pairs[i] = []byte("[" + strconv.Itoa(p.patternIndex[c.Pattern.Source]) + "," + strconv.Itoa(p.index[c.Node]) + "]")
		}
		o.array("patternProperties", pairs)
	}
	p.one(o, "additionalProperties", n.AdditionalProperties)
	p.one(o, "propertyNames", n.PropertyNames)
	if len(n.DependentRequired) > 0 {
		var deps object
		for _, d := range n.DependentRequired {
			deps.strings(d.Name, d.Required)
		}
		o.raw("dependentRequired", deps.end())
	}
	p.named(o, "dependentSchemas", n.DependentSchemas)
}

// one prints the number of a subschema, if there is one.
func (p *printer) one(o *object, keyword string, c *graph.Node) {
	if c != nil {
		o.number(keyword, p.index[c])
	}
}

func (p *printer) list(o *object, keyword string, nodes []*graph.Node) {
	if nodes == nil {
		return
	}
	items := make([][]byte, len(nodes))
	for i, c := range nodes {
		items[i] = strconv.AppendInt(nil, int64(p.index[c]), 10)
	}
	o.array(keyword, items)
}

func (p *printer) named(o *object, keyword string, list []graph.Property) {
	if len(list) == 0 {
		return
	}
	var names object
	for _, c := range list {
		names.number(c.Name, p.index[c.Node])
	}
	o.raw(keyword, names.end())
}

func number(o *object, keyword string, n *graph.Number) {
	if n != nil {
		o.raw(keyword, []byte(n.Text))
	}
}

func count(o *object, keyword string, c *graph.Count) {
	if c != nil {
		o.raw(keyword, c.N.Append(nil, 10))
	}
}
