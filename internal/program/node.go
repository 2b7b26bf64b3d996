package program

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
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
	for _, k := range printed {
		k.emit(p, &o, n)
	}
	return o.end()
}

// emit adds to a line what a keyword says there, if it stands at the node.
type emit func(p *printer, o *object, n *graph.Node)

// printed lists the keywords of a line in their order there, each with what it
// says to the evaluator.
var printed = []struct {
	keyword string
	emit    emit
}{
	{"$ref", one("ref", func(n *graph.Node) *graph.Node { return n.Ref })},
	{"$dynamicRef", (*printer).dynamicRef},
	{"allOf", (*printer).allOf},

	{"type", func(_ *printer, o *object, n *graph.Node) {
		if n.Types != nil {
			o.strings("type", n.Types)
		}
	}},
	{"enum", (*printer).enum},
	{"const", func(_ *printer, o *object, n *graph.Node) {
		if n.Const != nil {
			o.raw("const", n.Const.AppendJSON(nil))
		}
	}},
	{"minimum", number("minimum", func(n *graph.Node) *graph.Number { return n.Minimum })},
	{"maximum", number("maximum", func(n *graph.Node) *graph.Number { return n.Maximum })},
	{"exclusiveMinimum", number("exclusiveMinimum", func(n *graph.Node) *graph.Number { return n.ExclusiveMinimum })},
	{"exclusiveMaximum", number("exclusiveMaximum", func(n *graph.Node) *graph.Number { return n.ExclusiveMaximum })},
	{"multipleOf", number("multipleOf", func(n *graph.Node) *graph.Number { return n.MultipleOf })},
	{"minLength", count("minLength", func(n *graph.Node) *graph.Count { return n.MinLength })},
	{"maxLength", count("maxLength", func(n *graph.Node) *graph.Count { return n.MaxLength })},
	{"pattern", func(p *printer, o *object, n *graph.Node) {
		if n.Pattern != nil {
			o.number("pattern", p.patternIndex[n.Pattern.Source])
		}
	}},
	{"format", func(_ *printer, o *object, n *graph.Node) {
		if n.AssertFormat && eval.KnownFormat(n.Format) {
			o.string("format", n.Format)
		}
	}},

	{"minItems", count("minItems", func(n *graph.Node) *graph.Count { return n.MinItems })},
	{"maxItems", count("maxItems", func(n *graph.Node) *graph.Count { return n.MaxItems })},
	{"prefixItems", list("prefixItems", func(n *graph.Node) []*graph.Node { return n.PrefixItems })},
	{"items", one("items", func(n *graph.Node) *graph.Node { return n.Items })},
	{"contains", one("contains", func(n *graph.Node) *graph.Node { return n.Contains })},
	{"minContains", count("minContains", func(n *graph.Node) *graph.Count { return n.MinContains })},
	{"maxContains", (*printer).maxContains},
	{"uniqueItems", func(_ *printer, o *object, n *graph.Node) { o.flag("uniqueItems", n.UniqueItems) }},

	{"minProperties", count("minProperties", func(n *graph.Node) *graph.Count { return n.MinProperties })},
	{"maxProperties", count("maxProperties", func(n *graph.Node) *graph.Count { return n.MaxProperties })},
	{"required", func(_ *printer, o *object, n *graph.Node) {
		if len(n.Required) > 0 {
			o.strings("required", n.Required)
		}
	}},
	{"properties", named("properties", func(n *graph.Node) []graph.Property { return n.Properties })},
	{"patternProperties", (*printer).patternProperties},
	{"additionalProperties", one("additionalProperties", func(n *graph.Node) *graph.Node { return n.AdditionalProperties })},
	{"propertyNames", one("propertyNames", func(n *graph.Node) *graph.Node { return n.PropertyNames })},
	{"dependentRequired", (*printer).dependentRequired},
	{"dependentSchemas", named("dependentSchemas", func(n *graph.Node) []graph.Property { return n.DependentSchemas })},

	{"not", one("not", func(n *graph.Node) *graph.Node { return n.Not })},
	{"if", one("if", func(n *graph.Node) *graph.Node { return n.If })},
	{"then", one("then", func(n *graph.Node) *graph.Node { return n.Then })},
	{"else", one("else", func(n *graph.Node) *graph.Node { return n.Else })},
	{"anyOf", list("anyOf", func(n *graph.Node) []*graph.Node { return n.AnyOf })},
	{"oneOf", list("oneOf", func(n *graph.Node) []*graph.Node { return n.OneOf })},
	{"unevaluatedItems", one("unevaluatedItems", func(n *graph.Node) *graph.Node { return n.UnevaluatedItems })},
	{"unevaluatedProperties", one("unevaluatedProperties", func(n *graph.Node) *graph.Node { return n.UnevaluatedProperties })},
}

// judge is the table of what the evaluator is told. A schema with a keyword that
// has no entry has no program.
var judge = keyword.NewJudge("program", func() map[string]emit {
	table := make(map[string]emit, len(printed))
	for _, k := range printed {
		table[k.keyword] = k.emit
	}
	return table
}())

// unheard returns the error about the first keyword that cannot be printed.
func (p *printer) unheard() error {
	for _, n := range p.order {
		if !p.nodes[n] {
			continue
		}
		if row := judge.Unknown(n.Assertions()); row != nil {
			return n.Unheard("the evaluator", row)
		}
	}
	return nil
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
			if s := n.Spelling(k.keyword); s != k.keyword {
				as.string(k.keyword, s)
			}
		}
	}
	if len(as.text) > 0 {
		o.raw("as", as.end())
	}
}

// dynamicRef prints a reference that depends on the dynamic scope; another one is
// an ordinary reference, and the second of them one more schema that applies.
func (p *printer) dynamicRef(o *object, n *graph.Node) {
	switch d := n.DynamicRef; {
	case d == nil:
	case !d.Plain():
		var to object
		to.number("to", p.index[d.Target])
		to.string("anchor", d.Anchor)
		o.raw("dynamicRef", to.end())
	case n.Ref == nil:
		o.number("ref", p.index[d.Target])
	}
}

func (p *printer) allOf(o *object, n *graph.Node) {
	all := n.AllOf
	if d := n.DynamicRef; d != nil && d.Plain() && n.Ref != nil {
		all = append(slices.Clone(all), d.Target)
	}
	p.list(o, "allOf", all)
}

func (p *printer) enum(o *object, n *graph.Node) {
	if !n.HasEnum {
		return
	}
	items := make([][]byte, len(n.Enum))
	for i, v := range n.Enum {
		items[i] = v.AppendJSON(nil)
	}
	o.array("enum", items)
}

// maxContains ends what there is to say of contains.
func (p *printer) maxContains(o *object, n *graph.Node) {
	if n.MaxContains != nil {
		o.raw("maxContains", n.MaxContains.N.Append(nil, 10))
	}
	o.flag("containsMarks", n.Contains != nil && n.Dialect.ContainsEvaluates())
}

func (p *printer) patternProperties(o *object, n *graph.Node) {
	if len(n.PatternProperties) == 0 {
		return
	}
	pairs := make([][]byte, len(n.PatternProperties))
	for i, c := range n.PatternProperties {
		pairs[i] = []byte("[" + strconv.Itoa(p.patternIndex[c.Pattern.Source]) + "," + strconv.Itoa(p.index[c.Node]) + "]")
	}
	o.array("patternProperties", pairs)
}

func (p *printer) dependentRequired(o *object, n *graph.Node) {
	if len(n.DependentRequired) == 0 {
		return
	}
	var deps object
	for _, d := range n.DependentRequired {
		deps.strings(d.Name, d.Required)
	}
	o.raw("dependentRequired", deps.end())
}

// one prints the number of a subschema, if there is one.
func one(keyword string, of func(*graph.Node) *graph.Node) emit {
	return func(p *printer, o *object, n *graph.Node) {
		if c := of(n); c != nil {
			o.number(keyword, p.index[c])
		}
	}
}

func list(keyword string, of func(*graph.Node) []*graph.Node) emit {
	return func(p *printer, o *object, n *graph.Node) { p.list(o, keyword, of(n)) }
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

func named(keyword string, of func(*graph.Node) []graph.Property) emit {
	return func(p *printer, o *object, n *graph.Node) {
		list := of(n)
		if len(list) == 0 {
			return
		}
		var names object
		for _, c := range list {
			names.number(c.Name, p.index[c.Node])
		}
		o.raw(keyword, names.end())
	}
}

func number(keyword string, of func(*graph.Node) *graph.Number) emit {
	return func(_ *printer, o *object, n *graph.Node) {
		if x := of(n); x != nil {
			o.raw(keyword, []byte(x.Text))
		}
	}
}

func count(keyword string, of func(*graph.Node) *graph.Count) emit {
	return func(_ *printer, o *object, n *graph.Node) {
		if c := of(n); c != nil {
			o.raw(keyword, c.N.Append(nil, 10))
		}
	}
}
