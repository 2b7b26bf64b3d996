package eval

import (
	"math"
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// keyword reads one member of a node.
func (l *loader) keyword(n *node, v *Value) {
	switch v.name {
	case "at":
		n.at = v.text
	case "in":
		// Schemas stand behind the one they are in, which keeps chains finite.
		n.in = l.index(v, l.current)
	case "as":
		n.spelling = make(map[string]string, len(v.kids))
		for i := range v.kids {
			n.spelling[v.kids[i].name] = v.kids[i].text
		}
	case "never":
		n.never = v.truth
	case "scope":
		n.scope = l.index(v, len(l.p.scopes))
	case "type":
		n.types = l.types(v)
	case "enum":
		list := make([]*Value, len(v.kids))
		for i := range v.kids {
			list[i] = &v.kids[i]
		}
		n.enum = newValueSet(list)
	case "const":
		n.constant = newValueSet([]*Value{v})
	case "ref":
		n.ref = l.node(v)
	case "dynamicRef":
		to, anchor := v.Get("to"), v.Get("anchor")
		if to == nil || anchor == nil {
			l.fail("dynamicRef without to or anchor")
			return
		}
		n.dynamic = &dynamicRef{target: l.node(to), anchor: anchor.text}
	case "allOf":
		n.allOf = l.nodes(v)
	case "anyOf":
		n.anyOf = l.nodes(v)
	case "oneOf":
		n.oneOf = l.nodes(v)
	case "not":
		n.not = l.node(v)
	case "if":
		n.cond = l.node(v)
	case "then":
		n.then = l.node(v)
	case "else":
		n.otherwise = l.node(v)
	case "dependentSchemas":
		n.dependent = l.children(v)
	case "unevaluatedItems":
		n.unevaluatedItems = l.node(v)
	case "unevaluatedProperties":
		n.unevaluatedProperties = l.node(v)
	default:
		if !l.numberKeyword(n, v) && !l.stringKeyword(n, v) && !l.arrayKeyword(n, v) && !l.objectKeyword(n, v) {
			l.fail("unknown member %q", v.name)
		}
	}
}

func (l *loader) numberKeyword(n *node, v *Value) bool {
	r := n.number
	if r == nil {
		r = new(numberRules)
	}
	switch v.name {
	case "minimum":
		r.minimum = l.number(v)
	case "maximum":
		r.maximum = l.number(v)
	case "exclusiveMinimum":
		r.above = l.number(v)
	case "exclusiveMaximum":
		r.below = l.number(v)
	case "multipleOf":
		if r.multipleOf = l.number(v); codec.CompareNumbers(r.multipleOf, "0") <= 0 {
			l.fail("multipleOf must be above 0")
		}
	default:
		return false
	}
	n.number = r
	return true
}

func (l *loader) stringKeyword(n *node, v *Value) bool {
	r := n.str
	if r == nil {
		r = &stringRules{maxLength: -1}
	}
	switch v.name {
	case "minLength":
		r.minLength = l.count(v)
	case "maxLength":
		r.maxLength = l.count(v)
	case "pattern":
		if i := l.index(v, len(l.p.patterns)); i >= 0 {
			r.pattern = l.p.patterns[i]
		}
	case "format":
		r.format = v.text
		if r.check = formats[v.text]; r.check == nil {
			l.fail("unknown format %q", v.text)
		}
	default:
		return false
	}
	n.str = r
	return true
}

func (l *loader) arrayKeyword(n *node, v *Value) bool {
	r := n.array
	if r == nil {
		r = &arrayRules{maxItems: -1, items: none, contains: none, minContains: 1, maxContains: -1}
	}
	switch v.name {
	case "minItems":
		r.minItems = l.count(v)
	case "maxItems":
		r.maxItems = l.count(v)
	case "prefixItems":
		r.prefix = l.nodes(v)
	case "items":
		r.items = l.node(v)
	case "contains":
		r.contains = l.node(v)
	case "minContains":
		r.minContains = l.count(v)
	case "maxContains":
		r.maxContains = l.count(v)
	case "containsMarks":
		r.containsMarks = v.truth
	case "uniqueItems":
		r.unique = v.truth
	default:
		return false
	}
	n.array = r
	return true
}

func (l *loader) objectKeyword(n *node, v *Value) bool {
	r := n.object
	if r == nil {
		r = &objectRules{maxMembers: -1, additional: none, names: none}
	}
	switch v.name {
	case "minProperties":
		r.minMembers = l.count(v)
	case "maxProperties":
		r.maxMembers = l.count(v)
	case "required":
		r.required = l.texts(v)
	case "properties":
		r.properties = l.children(v)
		if len(r.properties) >= manyValues {
			r.byName = make(map[string]int32, len(r.properties))
			for _, c := range r.properties {
				r.byName[c.name] = c.node
			}
		}
	case "patternProperties":
		for i := range v.kids {
			pair := &v.kids[i]
			if len(pair.kids) != 2 {
				l.fail("patternProperties: want pairs")
				return true
			}
			c := patternChild{node: l.node(&pair.kids[1])}
			if j := l.index(&pair.kids[0], len(l.p.patterns)); j >= 0 {
				c.pattern = l.p.patterns[j]
			}
			r.patterns = append(r.patterns, c)
		}
	case "additionalProperties":
		r.additional = l.node(v)
	case "propertyNames":
		r.names = l.node(v)
	case "dependentRequired":
		for i := range v.kids {
			r.dependentRequired = append(r.dependentRequired, dependency{v.kids[i].name, l.texts(&v.kids[i])})
		}
	default:
		return false
	}
	n.object = r
	return true
}

// index reads a number in [0, limit).
func (l *loader) index(v *Value, limit int) int32 {
	i, err := strconv.Atoi(v.text)
	if v.kind != rt.KindNumber || err != nil || i < 0 || i >= limit {
		l.fail("%s: no index below %d", v.name, limit)
		return none
	}
	return int32(i)
}

func (l *loader) node(v *Value) int32 { return l.index(v, len(l.p.nodes)) }

func (l *loader) nodes(v *Value) []int32 {
	list := make([]int32, len(v.kids))
	for i := range v.kids {
		list[i] = l.node(&v.kids[i])
	}
	return list
}

func (l *loader) children(v *Value) []child {
	list := make([]child, len(v.kids))
	for i := range v.kids {
		list[i] = child{v.kids[i].name, l.node(&v.kids[i])}
	}
	return list
}

func (l *loader) texts(v *Value) []string {
	list := make([]string, len(v.kids))
	for i := range v.kids {
		if v.kids[i].kind != rt.KindString {
			l.fail("%s: want strings", v.name)
		}
		list[i] = v.kids[i].text
	}
	return list
}

func (l *loader) number(v *Value) string {
	if v.kind != rt.KindNumber {
		l.fail("%s: want a number", v.name)
		return "1"
	}
	return v.text
}

// count reads a number of things. Nothing has more than an int can count, so a
// larger one is as good as the largest int.
func (l *loader) count(v *Value) int {
	if v.kind != rt.KindNumber || !codec.IsInteger(v.text) || codec.CompareNumbers(v.text, "0") < 0 {
		l.fail("%s: want a count", v.name)
		return 0
	}
	if codec.CompareNumbers(v.text, "2147483647") > 0 {
		if l.p.large == nil {
			l.p.large = map[largeCount]string{}
		}
		l.p.large[largeCount{&l.p.nodes[l.current], v.name}] = codec.Shorten(v.text)
		return math.MaxInt32
	}
	n, err := rt.ParseInteger(v.text)
	if err != nil {
		l.fail("%s: %v", v.name, err)
	}
	i, _ := n.Int64()
	return int(i)
}

func (l *loader) types(v *Value) typeSet {
	var set typeSet
	for _, name := range l.texts(v) {
		known := false
		for i := range typeNames {
			if typeNames[i] == name {
				set |= 1 << i
				known = true
			}
		}
		if !known {
			l.fail("unknown type %q", name)
		}
	}
	return set
}
