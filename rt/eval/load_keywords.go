package eval

import (
	"math"
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// keyword reads one member of a node.
func (l *loader) keyword(n *node, v *Value) {
	read := readers[v.name]
	if read == nil {
		l.fail("unknown member %q", v.name)
		return
	}
	read(l, n, v)
}

// readers holds what is done with each member of a node. What has no row here is
// refused: a keyword that was passed over would be one that never fails.
var readers = map[string]func(*loader, *node, *Value){
	"at": func(l *loader, n *node, v *Value) { n.at = l.text(v) },
	// Schemas stand behind the one they are in, which keeps chains finite.
	"in":    func(l *loader, n *node, v *Value) { n.in = l.index(v, l.current) },
	"as":    (*loader).readSpelling,
	"never": func(l *loader, n *node, v *Value) { n.never = l.flag(v) },
	"scope": func(l *loader, n *node, v *Value) { n.scope = l.index(v, len(l.p.scopes)) },

	"ref":                   func(l *loader, n *node, v *Value) { n.ref = l.node(v) },
	"dynamicRef":            (*loader).readDynamicRef,
	"allOf":                 func(l *loader, n *node, v *Value) { n.allOf = l.nodes(v) },
	"anyOf":                 func(l *loader, n *node, v *Value) { n.anyOf = l.nodes(v) },
	"oneOf":                 func(l *loader, n *node, v *Value) { n.oneOf = l.nodes(v) },
	"not":                   func(l *loader, n *node, v *Value) { n.not = l.node(v) },
	"if":                    func(l *loader, n *node, v *Value) { n.cond = l.node(v) },
	"then":                  func(l *loader, n *node, v *Value) { n.then = l.node(v) },
	"else":                  func(l *loader, n *node, v *Value) { n.otherwise = l.node(v) },
	"dependentSchemas":      func(l *loader, n *node, v *Value) { n.dependent = l.children(v) },
	"unevaluatedItems":      func(l *loader, n *node, v *Value) { n.unevaluatedItems = l.node(v) },
	"unevaluatedProperties": func(l *loader, n *node, v *Value) { n.unevaluatedProperties = l.node(v) },

	"type":  func(l *loader, n *node, v *Value) { n.types = l.types(v) },
	"enum":  (*loader).readEnum,
	"const": func(l *loader, n *node, v *Value) { n.constant = newValueSet([]*Value{v}) },

	"minimum":          func(l *loader, n *node, v *Value) { n.numbers().minimum = l.number(v) },
	"maximum":          func(l *loader, n *node, v *Value) { n.numbers().maximum = l.number(v) },
	"exclusiveMinimum": func(l *loader, n *node, v *Value) { n.numbers().above = l.number(v) },
	"exclusiveMaximum": func(l *loader, n *node, v *Value) { n.numbers().below = l.number(v) },
	"multipleOf": func(l *loader, n *node, v *Value) {
		n.numbers().multipleOf = l.number(v)
		if codec.CompareNumbers(n.number.multipleOf, "0") <= 0 {
			l.fail("multipleOf must be above 0")
		}
	},

	"minLength": func(l *loader, n *node, v *Value) { n.strings().minLength = l.count(v) },
	"maxLength": func(l *loader, n *node, v *Value) { n.strings().maxLength = l.count(v) },
	"pattern": func(l *loader, n *node, v *Value) {
		if i := l.index(v, len(l.p.patterns)); i >= 0 {
			n.strings().pattern = l.p.patterns[i]
		}
	},
	"format": func(l *loader, n *node, v *Value) {
		r := n.strings()
		r.format = l.text(v)
		if r.check = formats[v.text]; r.check == nil {
			l.fail("unknown format %q", v.text)
		}
	},

	"minItems":      func(l *loader, n *node, v *Value) { n.arrays().minItems = l.count(v) },
	"maxItems":      func(l *loader, n *node, v *Value) { n.arrays().maxItems = l.count(v) },
	"prefixItems":   func(l *loader, n *node, v *Value) { n.arrays().prefix = l.nodes(v) },
	"items":         func(l *loader, n *node, v *Value) { n.arrays().items = l.node(v) },
	"contains":      func(l *loader, n *node, v *Value) { n.arrays().contains = l.node(v) },
	"minContains":   func(l *loader, n *node, v *Value) { n.arrays().minContains = l.count(v) },
	"maxContains":   func(l *loader, n *node, v *Value) { n.arrays().maxContains = l.count(v) },
	"containsMarks": func(l *loader, n *node, v *Value) { n.arrays().containsMarks = l.flag(v) },
	"uniqueItems":   func(l *loader, n *node, v *Value) { n.arrays().unique = l.flag(v) },

	"minProperties":        func(l *loader, n *node, v *Value) { n.objects().minMembers = l.count(v) },
	"maxProperties":        func(l *loader, n *node, v *Value) { n.objects().maxMembers = l.count(v) },
	"required":             func(l *loader, n *node, v *Value) { n.objects().required = l.texts(v) },
	"properties":           (*loader).readProperties,
	"patternProperties":    (*loader).readPatternProperties,
	"additionalProperties": func(l *loader, n *node, v *Value) { n.objects().additional = l.node(v) },
	"propertyNames":        func(l *loader, n *node, v *Value) { n.objects().names = l.node(v) },
	"dependentRequired": func(l *loader, n *node, v *Value) {
		r := n.objects()
		for i := range l.kids(v, rt.KindObject) {
			r.dependentRequired = append(r.dependentRequired, dependency{v.kids[i].name, l.texts(&v.kids[i])})
		}
	},
}

func (l *loader) readSpelling(n *node, v *Value) {
	n.spelling = make(map[string]string, len(v.kids))
	for i := range l.kids(v, rt.KindObject) {
		n.spelling[v.kids[i].name] = l.text(&v.kids[i])
	}
}

func (l *loader) readDynamicRef(n *node, v *Value) {
	to, anchor := v.Get("to"), v.Get("anchor")
	if to == nil || anchor == nil || len(v.kids) != 2 {
		l.fail("dynamicRef: want to and anchor")
		return
	}
	n.dynamic = &dynamicRef{target: l.node(to), anchor: l.text(anchor)}
}

func (l *loader) readEnum(n *node, v *Value) {
	kids := l.kids(v, rt.KindArray)
	list := make([]*Value, len(kids))
	for i := range kids {
		list[i] = &kids[i]
	}
	n.enum = newValueSet(list)
}

func (l *loader) readProperties(n *node, v *Value) {
	r := n.objects()
	r.properties = l.children(v)
	if len(r.properties) >= manyValues {
		r.byName = make(map[string]int32, len(r.properties))
		for _, c := range r.properties {
			r.byName[c.name] = c.node
		}
	}
}

func (l *loader) readPatternProperties(n *node, v *Value) {
	r := n.objects()
	for i := range l.kids(v, rt.KindArray) {
		pair := &v.kids[i]
		if len(pair.kids) != 2 {
			l.fail("patternProperties: want pairs")
			return
		}
		c := patternChild{node: l.node(&pair.kids[1])}
		if j := l.index(&pair.kids[0], len(l.p.patterns)); j >= 0 {
			c.pattern = l.p.patterns[j]
		}
		r.patterns = append(r.patterns, c)
	}
}

// kids returns what an array or object holds, nothing where v is no such thing.
func (l *loader) kids(v *Value, kind rt.Kind) []Value {
	if v.kind != kind {
		l.fail("%s: want an %s", v.name, kind)
		return nil
	}
	return v.kids
}

func (l *loader) text(v *Value) string {
	if v.kind != rt.KindString {
		l.fail("%s: want a string", v.name)
	}
	return v.text
}

func (l *loader) flag(v *Value) bool {
	if v.kind != rt.KindBool {
		l.fail("%s: want true or false", v.name)
	}
	return v.truth
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
	for i := range l.kids(v, rt.KindArray) {
		list[i] = l.node(&v.kids[i])
	}
	return list
}

func (l *loader) children(v *Value) []child {
	list := make([]child, len(v.kids))
	for i := range l.kids(v, rt.KindObject) {
		list[i] = child{v.kids[i].name, l.node(&v.kids[i])}
	}
	return list
}

func (l *loader) texts(v *Value) []string {
	list := make([]string, len(v.kids))
	for i := range l.kids(v, rt.KindArray) {
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
