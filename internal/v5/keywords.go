package v5

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// table is what the copy says for each keyword that stands at a schema. A schema
// with a keyword that has no entry is not copied.
var table *keyword.Judge[func(*object, *keyword.Row)]

func init() {
	entries := map[string]func(*object, *keyword.Row){
		"$ref":        func(o *object, _ *keyword.Row) { o.ref(o.n, o.c.key(o.n.Ref, o.k.scope)) },
		"$dynamicRef": (*object).dynamicRef,

		"allOf": func(*object, *keyword.Row) {}, // last: see conjunction

		"type":  (*object).types,
		"enum":  func(o *object, _ *keyword.Row) { o.list(ownEnum, o.n.Enum...) },
		"const": func(o *object, _ *keyword.Row) { o.list(ownConst, o.n.Const) },

		"multipleOf":       func(o *object, _ *keyword.Row) { o.number(ownMultipleOf, o.n.MultipleOf) },
		"minimum":          func(o *object, _ *keyword.Row) { o.number("minimum", o.n.Minimum) },
		"maximum":          func(o *object, _ *keyword.Row) { o.number("maximum", o.n.Maximum) },
		"exclusiveMinimum": func(o *object, row *keyword.Row) { o.exclusive(row, "minimum", o.n.ExclusiveMinimum) },
		"exclusiveMaximum": func(o *object, row *keyword.Row) { o.exclusive(row, "maximum", o.n.ExclusiveMaximum) },

		"uniqueItems": func(o *object, _ *keyword.Row) {
			o.name(ownUnique)
			o.text("true")
		},
		"pattern": (*object).pattern,
		// The library knows formats that no draft defines, which are annotations here
		// as they are in generated code.
		"format": func(o *object, _ *keyword.Row) {
			if eval.KnownFormat(o.n.Format) {
				o.format = o.n.Format
			}
		},
		"required": func(o *object, _ *keyword.Row) {
			o.name("required")
			o.names(o.n.Required)
		},
		"dependentRequired": (*object).dependentRequired,
	}
	for _, name := range strings.Fields(`anyOf oneOf not if then else dependentSchemas properties patternProperties additionalProperties
		propertyNames unevaluatedProperties prefixItems items contains unevaluatedItems`) {
		entries[name] = (*object).group
	}
	for _, name := range strings.Fields("minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains") {
		entries[name] = func(o *object, _ *keyword.Row) { o.count(name, o.n.Count(name)) }
	}
	table = keyword.NewJudge("v5", entries)
}

// assertions yields what the copy of n has to say: what stands there, and a
// format that the caller wants asserted although the schema does not.
func (c *copier) assertions(n *graph.Node) iter.Seq[*keyword.Row] {
	return func(yield func(*keyword.Row) bool) {
		for row := range n.Assertions() {
			if !yield(row) {
				return
			}
		}
		if c.formats && n.Format != "" && !n.AssertFormat {
			yield(keyword.Find("format"))
		}
	}
}

// object is a schema that is being written.
type object struct {
	*writer
	n        *graph.Node
	k        copyKey
	at       site
	children []child
	format   string // that is asserted, "" for none
	wide     map[string]bool
	more     []addition
}

// addition is a schema that the copy says beside the branches of allOf, for want
// of a keyword.
type addition struct {
	keyword string // of the node, that it stands for; "" for a reference
	write   func()
}

func (o *object) besides(keyword string, write func()) {
	o.more = append(o.more, addition{keyword, write})
}

// conjunction writes allOf: the schema's own branches, unless they are put there
// later, and what else was said.
func (o *object) conjunction() {
	own := o.n.AllOf
	if o.wide["allOf"] {
		o.c.graft(o.n, o.of("allOf"), o.k, o.at)
		own = nil
	}
	if own == nil && o.more == nil {
		return
	}
	o.name("allOf")
	o.text("[")
	for i, sub := range own {
		o.comma()
		o.child(sub, o.k, o.below("allOf/"+strconv.Itoa(i)))
	}
	for i, a := range o.more {
		o.comma()
		a.write()
		if a.keyword != "" {
			at := o.below("allOf/" + strconv.Itoa(len(own)+i))
			o.c.places[at.url()] = place{node: o.n, keyword: a.keyword}
		}
	}
	o.text("]")
}

func (o *object) below(step string) site {
	return site{o.at.document, o.at.location + "/" + step}
}

// of returns the subschemas under a keyword, as the copy spells it.
func (o *object) of(spelled string) []child {
	var list []child
	for _, sub := range o.children {
		if sub.keyword == spelled {
			list = append(list, sub)
		}
	}
	return list
}

// group writes a keyword that holds schemas.
func (o *object) group(row *keyword.Row) {
	spelled := spelling(o.n, row.Name)
	list := o.of(spelled)
	at := o.below(spelled)
	if o.wide[spelled] {
		o.c.graft(o.n, list, o.k, o.at)
		return
	}
	o.name(spelled)
	if list[0].alone {
		o.child(list[0].node, o.k, at)
		return
	}
	array := row.Shape == keyword.SchemaList
	if array {
		o.text("[")
	} else {
		o.text("{")
	}
	for _, sub := range list {
		key := o.c.spelled(o.n, sub)
		if array {
			o.comma()
		} else {
			o.name(key)
		}
		o.child(sub.node, o.k, site{at.document, at.location + "/" + escapeToken(key)})
	}
	if array {
		o.text("]")
		return
	}
	if spelled == "dependencies" {
		o.needs()
	}
	o.text("}")
}

// dependentRequired writes the keyword. Up to draft 7 it is a part of
// dependencies, whose other part is dependentSchemas.
func (o *object) dependentRequired(row *keyword.Row) {
	if dialectOf(o.n) < graph.Draft2019 && len(o.n.DependentSchemas) > 0 {
		return
	}
	o.name(spelling(o.n, row.Name))
	o.text("{")
	o.needs()
	o.text("}")
}

func (o *object) needs() {
	for _, d := range o.n.DependentRequired {
		o.name(d.Name)
		o.names(d.Required)
	}
}

// exclusive writes an exclusive bound, which in draft 4 is a flag beside the other.
func (o *object) exclusive(row *keyword.Row, inclusive string, v *graph.Number) {
	if dialectOf(o.n) != graph.Draft4 {
		o.number(row.Name, v)
		return
	}
	o.number(inclusive, v)
	o.name(row.Name)
	o.text("true")
}

// dynamicRef writes a reference to where the keyword leads in this scope; beside
// $ref, which the library would take it for, it is one more branch.
func (o *object) dynamicRef(*keyword.Row) {
	to := o.c.key(o.c.scopes.target(o.k.scope, o.n.DynamicRef), o.k.scope)
	if o.n.Ref == nil {
		o.ref(o.n, to)
		return
	}
	o.besides("", func() { o.onlyRef(o.n, to) })
}

// types writes the keyword, integers as numbers with a keyword of their own.
func (o *object) types(*keyword.Row) {
	names := slices.DeleteFunc(slices.Clone(o.n.Types), func(name string) bool { return name == "integer" })
	if len(names) < len(o.n.Types) && !slices.Contains(names, "number") {
		names = append(names, "number")
		o.name(ownInteger)
		o.text("true")
	}
	o.name("type")
	o.names(names)
}

// list writes values to compare with.
func (o *object) list(name string, values ...*source.Value) {
	o.name(name)
	o.text("[")
	for _, v := range values {
		o.comma()
		o.buf = v.AppendJSON(o.buf)
	}
	o.text("]")
}

func (o *object) pattern(*keyword.Row) {
	t := o.c.terms(o.n)
	switch {
	case several(t):
		o.besides("pattern", func() { o.terms(t) })
	case len(t.All) == 1:
		o.name("pattern")
		o.buf = codec.AppendString(o.buf, t.All[0])
	}
}

// terms writes a pattern of several expressions: not a string that one of those
// it wants does not match, or one of those it refuses does. It fails as a whole,
// as a pattern does.
func (w *writer) terms(t pattern.Terms) {
	w.text(`{"not":{"type":"string","anyOf":[`)
	for _, text := range t.All {
		w.comma()
		w.text(`{"not":{"pattern":`)
		w.buf = codec.AppendString(w.buf, text)
		w.text("}}")
	}
	for _, text := range t.None {
		w.comma()
		w.text(`{"pattern":`)
		w.buf = codec.AppendString(w.buf, text)
		w.text("}")
	}
	w.text("]}}")
}
