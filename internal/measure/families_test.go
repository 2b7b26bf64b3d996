package main

import (
	"fmt"
	"slices"
	"strings"
)

// family is a pair of schemas of growing size.
type family struct {
	name  string
	sizes []int
	pair  func(n int) (old, new string)
}

var (
	wide = []int{10, 100, 1_000, 10_000}
	deep = []int{10, 100, 1_000}
)

// families are the curves of `make bench-compat`.
var families = []family{
	{"members, one added", wide, func(n int) (string, string) {
		return object(members(n, `{"type":"string","maxLength":%d}`)), object(members(n, `{"type":"string","maxLength":%d}`) + `,"more":{"type":"integer"}`)
	}},
	{"members, required, one no longer", wide, func(n int) (string, string) {
		return demanding(n, n), demanding(n, n-1)
	}},
	{"alternatives, one added", wide, func(n int) (string, string) {
		return union("anyOf", n, false), union("anyOf", n+1, false)
	}},
	{"alternatives, in another order", wide, func(n int) (string, string) {
		return union("anyOf", n, false), union("anyOf", n, true)
	}},
	{"exclusive alternatives, one removed", wide, func(n int) (string, string) {
		return union("oneOf", n+1, false), union("oneOf", n, false)
	}},
	{"exclusive alternatives, one changed", wide, func(n int) (string, string) {
		old := union("oneOf", n, false)
		return old, strings.Replace(old, fmt.Sprintf(`"value":{"maxLength":%d}}`, n/2), `"value":{"maxLength":100000}}`, 1)
	}},
	{"exclusive alternatives that hold objects, one changed", wide, func(n int) (string, string) {
		old := union("oneOf", n, false)
		inner := fmt.Sprintf(`"value":{"maxLength":%d}}`, n/2)
		objects := func(s string) string {
			return strings.ReplaceAll(s, `"value":{`, `"value":{"properties":{"a":{"type":"string"}},`)
		}
		return objects(old), objects(strings.Replace(old, inner, `"value":{"maxLength":100000}}`, 1))
	}},
	{"names from a list, in another order and bounded", wide, func(n int) (string, string) {
		names := func(reverse bool) string {
			list := make([]string, n)
			for i := range list {
				list[i] = fmt.Sprintf(`"n%d"`, i)
			}
			if reverse {
				slices.Reverse(list)
			}
			return `{"type":"object","propertyNames":{"enum":[` + strings.Join(list, ",") + `]}`
		}
		return names(false) + "}", names(true) + fmt.Sprintf(`,"maxProperties":%d}`, n)
	}},
	{"definitions that refer to the next one twice", deep[:2], func(n int) (string, string) {
		return doubled(n, "integer"), doubled(n, "number")
	}},
	{"enum, one value added", wide, func(n int) (string, string) {
		return enum(n), enum(n + 1)
	}},
	{"changes that loosen", wide, func(n int) (string, string) {
		return object(members(n, `{"type":"string","maxLength":%d}`)), object(members(n, `{"type":["string","null"],"maxLength":1%d}`))
	}},
	{"changes, the last one tightens", wide, func(n int) (string, string) {
		old := members(n, `{"type":"string","maxLength":%d}`) + `,"z":{"type":"number"}`
		return object(old), object(members(n, `{"type":["string","null"],"maxLength":1%d}`) + `,"z":{"type":"integer"}`)
	}},
	{"definitions in a chain", deep, func(n int) (string, string) { return chain(n, 5), chain(n, 6) }},
	{"definitions in a circle, one loosened", wide, func(n int) (string, string) { return circle(n, 5), circle(n, 6) }},
	{"depth, the innermost loosened", deep, func(n int) (string, string) { return nested(n, 5), nested(n, 6) }},
	{"depth, the innermost tightened", deep, func(n int) (string, string) { return nested(n, 6), nested(n, 5) }},
	{"arrays in arrays", deep, func(n int) (string, string) {
		return strings.Repeat(`{"type":"array","items":`, n) + `{"minimum":5}` + strings.Repeat("}", n),
			strings.Repeat(`{"type":"array","items":`, n) + `{"minimum":4}` + strings.Repeat("}", n)
	}},
}

func object(members string) string {
	return `{"type":"object","properties":{` + members + `}}`
}

// members writes n members; form takes the number of each.
func members(n int, form string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"m%d":`+form, i, i+1)
	}
	return b.String()
}

func demanding(n, required int) string {
	var names []string
	for i := range required {
		names = append(names, fmt.Sprintf(`"m%d"`, i))
	}
	return `{"type":"object","required":[` + strings.Join(names, ",") + `],"properties":{` + members(n, `{"type":"string","maxLength":%d}`) + `}}`
}

// union writes n alternatives that a member tells apart.
func union(keyword string, n int, reverse bool) string {
	list := make([]string, n)
	for i := range list {
		k := i
		if reverse {
			k = n - 1 - i
		}
		list[i] = fmt.Sprintf(`{"type":"object","properties":{"kind":{"const":"k%d"},"value":{"maxLength":%d}},"required":["kind"]}`, k, k)
	}
	return `{"` + keyword + `":[` + strings.Join(list, ",") + `]}`
}

func enum(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"v%d"`, i)
	}
	return `{"enum":[` + strings.Join(list, ",") + `]}`
}

func chain(n, last int) string {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/d0","$defs":{`)
	for i := range n {
		fmt.Fprintf(&b, `"d%d":{"type":"object","properties":{"next":{"$ref":"#/$defs/d%d"}}},`, i, i+1)
	}
	fmt.Fprintf(&b, `"d%d":{"type":"string","maxLength":%d}}}`, n, last)
	return b.String()
}

// circle is a chain of definitions whose last refers to the first.
func circle(n, last int) string {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/d0","$defs":{`)
	for i := range n {
		fmt.Fprintf(&b, `"d%d":{"type":"object","properties":{"next":{"$ref":"#/$defs/d%d"}}},`, i, i+1)
	}
	fmt.Fprintf(&b, `"d%d":{"type":"object","properties":{"next":{"$ref":"#/$defs/d0"},"end":{"type":"string","maxLength":%d}}}}}`, n, last)
	return b.String()
}

// doubled is a chain of definitions, each of which refers to the next one twice.
func doubled(n int, leaf string) string {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/d0","$defs":{`)
	for i := range n {
		fmt.Fprintf(&b, `"d%d":{"allOf":[{"$ref":"#/$defs/d%d"},{"$ref":"#/$defs/d%d"}],"minimum":%d},`, i, i+1, i+1, n-i)
	}
	fmt.Fprintf(&b, `"d%d":{"type":%q}}}`, n, leaf)
	return b.String()
}

func nested(n, last int) string {
	return strings.Repeat(`{"type":"object","properties":{"a":`, n) + fmt.Sprintf(`{"type":"string","maxLength":%d}`, last) + strings.Repeat("}}", n)
}

// traps are pairs that make naive procedures explode.
var traps = []struct {
	name     string
	old, new string
}{
	{"oneOf in oneOf, eight deep", nestedOneOf(8, "string"), nestedOneOf(8, "integer")},
	{"anyOf × anyOf, 40 by 40", both(40, "a"), both(40, "b")},
	{"coprime multipleOf", `{"allOf":[{"multipleOf":7919},{"multipleOf":7907},{"multipleOf":7901},{"multipleOf":7883}],"exclusiveMinimum":0}`, `{"minimum":1000000}`},
	{"enum of 10,000 values against as many", enum(10_000), strings.Replace(enum(10_000), `"v9999"`, `"w"`, 1)},
	{"recursion through every applicator", everywhere(3), everywhere(2)},
	{"items that differ, recursive", unique(3), unique(4)},
	{"lengths of a thousand million", `{"type":"string","minLength":1000000000}`, `{"type":"string","minLength":1000000001}`},
	{"counts of a thousand million", `{"type":"array","minItems":1000000000}`, `{"type":"array","items":{"type":"string"}}`},
	{"not in not, 200 deep", strings.Repeat(`{"not":`, 200) + `{"type":"string"}` + strings.Repeat("}", 200), strings.Repeat(`{"not":`, 202) + `{"type":"string"}` + strings.Repeat("}", 202)},
	{"thirty conditions", conditions(30, 1), conditions(30, 2)},
	{"many names that need each other", dependent(60), dependent(59)},
}

func nestedOneOf(depth int, leaf string) string {
	s := `{"type":"` + leaf + `"}`
	for i := range depth {
		s = fmt.Sprintf(`{"oneOf":[%s,{"properties":{"a%d":%s},"minProperties":%d},{"items":%s,"minItems":%d}]}`, s, i, s, i, s, i)
	}
	return s
}

func both(n int, name string) string {
	side := func(prefix string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{"properties":{"%s%d":{"type":"string","minLength":%d}},"required":["%s%d"]}`, prefix, i, i, prefix, i)
		}
		return `{"anyOf":[` + strings.Join(list, ",") + `]}`
	}
	return `{"type":"object","allOf":[` + side("x") + `,` + side(name) + `]}`
}

func everywhere(n int) string {
	return fmt.Sprintf(`{"$ref":"#/$defs/t","$defs":{"t":{"anyOf":[{"type":"integer","minimum":%d},{"type":"array","items":{"$ref":"#/$defs/t"},"contains":{"$ref":"#/$defs/t"}},`+
		`{"type":"object","additionalProperties":{"$ref":"#/$defs/t"},"propertyNames":{"maxLength":%d},"minProperties":1,"not":{"required":["x"]},"if":{"required":["y"]},"then":{"properties":{"y":{"$ref":"#/$defs/t"}}}},`+
		`{"oneOf":[{"type":"string"},{"type":"array","prefixItems":[{"$ref":"#/$defs/t"},{"type":"null"}],"minItems":2}]}]}}}`, n, n)
}

func unique(n int) string {
	return fmt.Sprintf(`{"$ref":"#/$defs/s","$defs":{"s":{"type":"array","items":{"$ref":"#/$defs/s"},"uniqueItems":true,"minItems":%d}}}`, n)
}

func conditions(n, least int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"if":{"properties":{"c%d":{"const":true}},"required":["c%d"]},"then":{"required":["d%d"]},"else":{"properties":{"d%d":{"minimum":%d}}}}`, i, i, i, i, least)
	}
	return `{"type":"object","allOf":[` + strings.Join(list, ",") + `]}`
}

func dependent(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"m%d":["m%d","m%d"]`, i, (i+1)%n, (i+2+i%(n-3))%n)
	}
	return `{"type":"object","minProperties":1,"dependentRequired":{` + strings.Join(list, ",") + `}}`
}
