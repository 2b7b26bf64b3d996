package program

import (
	"slices"
	"strconv"
	"strings"

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
	for _, emit := range lines {
		emit(p, &o, n)
	}
	return o.end()
}

// emit adds to a line what a keyword says there, if it stands at the node.
type emit func(p *printer, o *object, n *graph.Node)

// printed lists the keywords of a line in their order there.
const printed = `$ref $dynamicRef allOf type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
	minLength maxLength pattern format minItems maxItems prefixItems items contains minContains maxContains uniqueItems
	minProperties maxProperties required properties patternProperties additionalProperties propertyNames
	dependentRequired dependentSchemas not if then else anyOf oneOf unevaluatedItems unevaluatedProperties`

// own has what those say to the evaluator that say more than their schemas or count.
var own = map[string]emit{
	"$ref": func(p *printer, o *object, n *graph.Node) {
		if n.Ref != nil {
			o.number("ref", p.index[n.Ref])
		}
	},
	"$dynamicRef": (*printer).dynamicRef,
	"allOf":       (*printer).allOf,

	"type": func(_ *printer, o *object, n *graph.Node) {
		if n.Types != nil {
			o.strings("type", n.Types)
		}
	},
	"enum": (*printer).enum,
	"const": func(_ *printer, o *object, n *graph.Node) {
		if n.Const != nil {
			o.raw("const", n.Const.AppendJSON(nil))
		}
	},
	"minimum":          number("minimum", func(n *graph.Node) *graph.Number { return n.Minimum }),
	"maximum":          number("maximum", func(n *graph.Node) *graph.Number { return n.Maximum }),
	"exclusiveMinimum": number("exclusiveMinimum", func(n *graph.Node) *graph.Number { return n.ExclusiveMinimum }),
	"exclusiveMaximum": number("exclusiveMaximum", func(n *graph.Node) *graph.Number { return n.ExclusiveMaximum }),
	"multipleOf":       number("multipleOf", func(n *graph.Node) *graph.Number { return n.MultipleOf }),
	"pattern": func(p *printer, o *object, n *graph.Node) {
		if n.Pattern != nil {
			o.number("pattern", p.patternIndex[n.Pattern.Source])
		}
	},
	"format": func(_ *printer, o *object, n *graph.Node) {
		if n.AssertFormat && eval.KnownFormat(n.Format) {
			o.string("format", n.Format)
		}
	},

	"prefixItems": func(p *printer, o *object, n *graph.Node) { p.list(o, "prefixItems", n.PrefixItems) },
	"maxContains": (*printer).maxContains,
	"uniqueItems": func(_ *printer, o *object, n *graph.Node) { o.flag("uniqueItems", n.UniqueItems) },

	"required": func(_ *printer, o *object, n *graph.Node) {
		if len(n.Required) > 0 {
			o.strings("required", n.Required)
		}
	},
	"patternProperties": (*printer).patternProperties,
	"dependentRequired": (*printer).dependentRequired,
}

// judge is the table of what the evaluator is told. A schema with a keyword that
// has no entry has no program.
var judge *keyword.Judge[emit]

var lines []emit // of printed

func init() {
	table := map[string]emit{}
	for _, name := range strings.Fields(printed) {
		table[name] = own[name]
		if table[name] == nil {
			table[name] = plain(keyword.Find(name))
		}
		lines = append(lines, table[name])
	}
	judge = keyword.NewJudge("program", table)
}

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

// plain prints a count, or the numbers of the schemas that a keyword holds.
func plain(row *keyword.Row) emit {
	if row.Shape == keyword.Count {
		return func(_ *printer, o *object, n *graph.Node) {
			if c := n.Count(row.Name); c != nil {
				o.raw(row.Name, c.N.Append(nil, 10))
			}
		}
	}
	return func(p *printer, o *object, n *graph.Node) {
		var names object
		var items [][]byte
		for sub := range n.Under(row) {
			switch i := p.index[sub.Node]; {
			case sub.Index < 0:
				o.number(row.Name, i)
			case sub.Named:
				names.number(sub.Name, i)
			default:
				items = append(items, strconv.AppendInt(nil, int64(i), 10))
			}
		}
		if len(names.text) > 0 {
			o.raw(row.Name, names.end())
		}
		if items != nil {
			o.array(row.Name, items)
		}
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

func number(keyword string, of func(*graph.Node) *graph.Number) emit {
	return func(_ *printer, o *object, n *graph.Node) {
		if x := of(n); x != nil {
			o.raw(keyword, []byte(x.Text))
		}
	}
}
