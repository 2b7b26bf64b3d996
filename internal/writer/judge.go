package writer

import (
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// part is what the evaluator does for one keyword: a function by what it is applied
// to, or none where another keyword's does the work. One that judges an array or an
// object by itself can have a value beside its member or item.
type part struct {
	row *keyword.Row
	// value judges values of the keyword's types by themselves.
	value func(*run, *graph.Node, *source.Value) bool
	// place applies schemas at the same place.
	place func(*run, *graph.Node, *place, mode) bool
	// member and item apply schemas to one member or item.
	member, item func(*run, *graph.Node, *place, *visit) bool
	// rest is the schema for what all other keywords leave.
	rest func(*graph.Node) *graph.Node
	// names says that the keyword names members, which makes an object structured.
	names bool
}

func (p *part) looksAt(k source.Kind) bool { return looksAt(p.row.Group, k) }

// looksAt reports whether keywords of a group look at values of a type.
func looksAt(g keyword.Group, k source.Kind) bool {
	switch g {
	case keyword.Numbers:
		return k == source.Number
	case keyword.Strings:
		return k == source.String
	case keyword.Arrays:
		return k == source.Array
	case keyword.Objects:
		return k == source.Object
	}
	return true
}

// judge is what the evaluator makes of each keyword. Those of one sort are applied
// in the order of the keyword table.
var judge *keyword.Judge[*part]

func init() {
	parts := map[string]*part{
		"$ref":             {place: (*run).ref},
		"$dynamicRef":      {place: (*run).dynamicRef},
		"allOf":            {place: (*run).allOf},
		"anyOf":            {place: (*run).anyOf},
		"oneOf":            {place: (*run).oneOf},
		"not":              {place: (*run).not},
		"if":               {place: (*run).conditional},
		"then":             {}, // by if
		"else":             {}, // by if
		"dependentSchemas": {place: (*run).dependentSchemas, names: true},

		"properties":            {member: (*run).properties, names: true},
		"patternProperties":     {member: (*run).patternProperties, names: true},
		"additionalProperties":  {member: (*run).additionalProperties},
		"propertyNames":         {member: (*run).propertyNames},
		"unevaluatedProperties": {rest: func(n *graph.Node) *graph.Node { return n.UnevaluatedProperties }},

		"prefixItems":      {item: (*run).prefixItems},
		"items":            {item: (*run).itemsAfterPrefix},
		"contains":         {item: (*run).contains},
		"minContains":      {}, // by contains
		"maxContains":      {}, // by contains
		"unevaluatedItems": {rest: func(n *graph.Node) *graph.Node { return n.UnevaluatedItems }},

		"type":  {value: func(_ *run, n *graph.Node, v *source.Value) bool { return hasType(n.Types, v) }},
		"enum":  {value: (*run).listed},
		"const": {value: func(_ *run, n *graph.Node, v *source.Value) bool { return source.Equal(n.Const, v) }},

		"multipleOf": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return codec.IsMultipleOf(v.Text, n.MultipleOf.Text)
		}},
		"minimum": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return codec.CompareNumbers(v.Text, n.Minimum.Text) >= 0
		}},
		"maximum": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return codec.CompareNumbers(v.Text, n.Maximum.Text) <= 0
		}},
		"exclusiveMinimum": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return codec.CompareNumbers(v.Text, n.ExclusiveMinimum.Text) > 0
		}},
		"exclusiveMaximum": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return codec.CompareNumbers(v.Text, n.ExclusiveMaximum.Text) < 0
		}},

		"minLength": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return within(utf8.RuneCountInString(v.Text), n.MinLength, nil)
		}},
		"maxLength": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return within(utf8.RuneCountInString(v.Text), nil, n.MaxLength)
		}},
		"pattern": {value: func(r *run, n *graph.Node, v *source.Value) bool {
			return r.matches(n, "pattern", n.Pattern, v.Text)
		}},
		"format": {value: (*run).format},

		"minItems": {value: func(_ *run, n *graph.Node, v *source.Value) bool { return within(len(v.Items), n.MinItems, nil) }},
		"maxItems": {value: func(_ *run, n *graph.Node, v *source.Value) bool { return within(len(v.Items), nil, n.MaxItems) }},
		"uniqueItems": {value: func(r *run, n *graph.Node, v *source.Value) bool {
			return r.unique(n, v.Items)
		}},

		"minProperties": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return within(len(v.Members), n.MinProperties, nil)
		}},
		"maxProperties": {value: func(_ *run, n *graph.Node, v *source.Value) bool {
			return within(len(v.Members), nil, n.MaxProperties)
		}},
		"required":          {value: (*run).required, names: true},
		"dependentRequired": {value: (*run).dependentRequired, names: true},
	}
	for name, p := range parts {
		p.row = keyword.Find(name)
	}
	judge = keyword.NewJudge("writer", parts)
}

// nodeInfo is what is worth knowing about a node before it is applied.
type nodeInfo struct {
	ready bool
	// unheard are the keywords at the node that the evaluator does not know.
	unheard []*keyword.Row
	// The parts of the others by what they are applied to. sizes are those that
	// judge arrays and objects by themselves.
	values, inPlace, sizes, members, items, rest []*part

	object bool // has keywords for objects
	array  bool // has keywords for arrays
	names  bool // names members
	// index finds a property by name; nil when there are few.
	index map[string]int
}

// info returns what is known about n.
func (e *Evaluator) info(n *graph.Node) *nodeInfo {
	if e.nodes == nil {
		e.nodes = make([]nodeInfo, len(e.g.Nodes))
	}
	x := &e.nodes[n.ID]
	if x.ready {
		return x
	}
	x.ready = true
	for row := range n.Assertions() {
		p, ok := judge.Of(row)
		if !ok {
			x.unheard = append(x.unheard, row)
			continue
		}
		x.add(p)
	}
	if len(n.Properties) > 8 {
		x.index = make(map[string]int, len(n.Properties))
		for i := range n.Properties {
			x.index[n.Properties[i].Name] = i
		}
	}
	return x
}

// add files a part by what it is applied to.
func (x *nodeInfo) add(p *part) {
	x.names = x.names || p.names
	if p.place != nil || p.rest != nil {
		if p.place != nil {
			x.inPlace = append(x.inPlace, p)
		} else {
			x.rest = append(x.rest, p)
		}
		x.object = x.object || p.names
		return
	}
	if p.member != nil {
		x.members = append(x.members, p)
	}
	if p.item != nil {
		x.items = append(x.items, p)
	}
	switch {
	case p.value == nil:
	case p.row.Group == keyword.Arrays || p.row.Group == keyword.Objects:
		x.sizes = append(x.sizes, p)
	default:
		x.values = append(x.values, p)
	}
	x.object = x.object || p.row.Group == keyword.Objects
	x.array = x.array || p.row.Group == keyword.Arrays
}

// sizesHold applies the parts that judge an array or an object by itself.
func (x *nodeInfo) sizesHold(r *run, n *graph.Node, v *source.Value) bool {
	for _, p := range x.sizes {
		if p.looksAt(v.Kind) && !p.value(r, n, v) {
			return false
		}
	}
	return true
}
