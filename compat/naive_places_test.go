package compat

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// stand is what a side applies at a place.
type stand struct {
	naive
	parts []standing
}

type standing struct {
	part
	sure  bool
	start bool // it leads to the place, rather than being applied in place there
}

// close adds what is applied in place.
func (s naive) close(parts []standing) stand {
	var out stand
	out.naive = s
	var add func(p standing)
	add = func(p standing) {
		for i := range out.parts {
			if out.parts[i].at == p.at && (out.parts[i].sure || !p.sure) {
				out.parts[i].start = out.parts[i].start || p.start
				return
			}
		}
		i := slices.IndexFunc(out.parts, func(q standing) bool { return q.at == p.at })
		if i >= 0 {
			out.parts[i].sure = true
		} else {
			out.parts = append(out.parts, p)
		}
		for _, q := range s.inPlace(p.part) {
			add(standing{q, p.sure && (q.keyword == "allOf" || q.keyword == "$ref"), false})
		}
	}
	for _, p := range parts {
		add(p)
	}
	return out
}

// surelyIn lists S and what it surely applies.
func (s naive) surelyIn(p part) []part {
	list := []part{p}
	for i := 0; i < len(list); i++ {
		for _, q := range s.inPlace(list[i]) {
			if (q.keyword == "allOf" || q.keyword == "$ref") && !slices.ContainsFunc(list, func(r part) bool { return r.at == q.at }) {
				list = append(list, q)
			}
		}
	}
	return list
}

// member, item and propertyNames go one step into the document.
func (s stand) member(name string) stand {
	var out []standing
	for _, p := range s.parts {
		for _, q := range memberParts(p.part, name) {
			out = append(out, standing{q, p.sure, true})
		}
		if x, ok := asObject(p.schema)["unevaluatedProperties"]; ok && !slices.ContainsFunc(s.surelyIn(p.part), func(q part) bool {
			return memberParts(q, name) != nil || q.at != p.at && has(asObject(q.schema), "unevaluatedProperties")
		}) {
			out = append(out, standing{part{schema: x, at: p.at + "/unevaluatedProperties"}, false, true})
		}
	}
	return s.close(out)
}

func (s stand) item(i int) stand {
	var out []standing
	for _, p := range s.parts {
		for _, q := range itemParts(p.part, i) {
			out = append(out, standing{q, p.sure, true})
		}
		o := asObject(p.schema)
		if x, ok := o["contains"]; ok {
			out = append(out, standing{part{schema: x, at: p.at + "/contains"}, false, true})
		}
		if x, ok := o["unevaluatedItems"]; ok && !slices.ContainsFunc(s.surelyIn(p.part), func(q part) bool {
			return itemParts(q, i) != nil || q.at != p.at && has(asObject(q.schema), "unevaluatedItems")
		}) {
			out = append(out, standing{part{schema: x, at: p.at + "/unevaluatedItems"}, false, true})
		}
	}
	return s.close(out)
}

func (s stand) propertyNames() stand {
	var out []standing
	for _, p := range s.parts {
		if x, ok := asObject(p.schema)["propertyNames"]; ok {
			out = append(out, standing{part{schema: x, at: p.at + "/propertyNames"}, false, true})
		}
	}
	return s.close(out)
}

// requires: the page's rule of members that are never absent.
func (s stand) requires(name string) bool {
	demands := func(p part) bool { return slices.Contains(texts(asObject(p.schema)["required"]), name) }
	sure, starts, all := false, 0, true
	for _, p := range s.parts {
		if p.sure {
			if sure = true; demands(p.part) {
				return true
			}
		}
		if p.start {
			starts++
			all = all && slices.ContainsFunc(s.surelyIn(p.part), demands)
		}
	}
	return !sure && starts > 0 && all
}

// values lists what the schemas have for an annotation, each once.
func (s stand) values(keyword string) []any {
	var list []any
	for _, p := range s.parts {
		if v, ok := asObject(p.schema)[keyword]; ok && !slices.ContainsFunc(list, func(x any) bool { return reflect.DeepEqual(x, v) }) {
			list = append(list, v)
		}
	}
	return list
}

func sameSet(a, b []any) bool {
	in := func(list []any, v any) bool {
		return slices.ContainsFunc(list, func(x any) bool { return reflect.DeepEqual(x, v) })
	}
	return len(a) == len(b) && !slices.ContainsFunc(a, func(v any) bool { return !in(b, v) })
}

// owed is what defaults and formats owe: none, minor or major. names are names
// enough to tell all places apart.
func owed(old, new naive, names []string) Bump {
	out := BumpNone
	worst := func(b Bump) { out = max(out, b) }
	seen := map[string]bool{}
	var visit func(a, b stand, absent bool, depth int)
	visit = func(a, b stand, absent bool, depth int) {
		key := strings.Repeat("!", depth)
		for _, p := range a.parts {
			key += p.at + " "
		}
		key += "|"
		for _, p := range b.parts {
			key += p.at + " "
		}
		if absent {
			key += "?"
		}
		if depth > 4 || len(a.parts)+len(b.parts) == 0 || seen[key] {
			return
		}
		seen[key] = true
		if x, y := a.values("default"), b.values("default"); !sameSet(x, y) {
			worst(BumpMinor)
			if absent && len(x) > 0 {
				worst(BumpMajor)
			}
		}
		if !sameSet(a.values("format"), b.values("format")) {
			worst(BumpMinor)
		}
		left, right := a.branches(), b.branches()
		for key, parts := range left {
			if right[key] != nil {
				visit(a.only(parts), b.only(right[key]), absent, depth+1)
			}
		}
		for _, name := range names {
			visit(a.member(name), b.member(name), !(a.requires(name) && b.requires(name)), depth+1)
		}
		for i := range 3 {
			visit(a.item(i), b.item(i), false, depth+1)
		}
		visit(a.propertyNames(), b.propertyNames(), false, depth+1)
	}
	visit(old.close([]standing{{part{schema: old.root}, true, true}}), new.close([]standing{{part{schema: new.root}, true, true}}), false, 0)
	return out
}

// branches groups the branches of a place by what they say, annotations aside, and
// by the condition that they are under.
func (s stand) branches() map[string][]standing {
	out := map[string][]standing{}
	for _, p := range s.parts {
		for _, q := range s.inPlace(p.part) {
			key := s.meaning(q.schema, 5)
			switch q.keyword {
			case "$ref", "allOf":
				continue
			case "anyOf", "oneOf":
			case "then", "else":
				key += " " + q.keyword + " " + s.meaning(asObject(p.schema)["if"], 5)
			default:
				key += " " + q.keyword + " " + q.name
			}
			out[key] = append(out[key], standing{q, true, false})
		}
	}
	return out
}

// only is what applies at the place by some of its branches; what surely applies
// to it demands members all the same.
func (s stand) only(parts []standing) stand {
	out := s.close(parts)
	for _, p := range s.parts {
		if demands := asObject(p.schema)["required"]; p.sure && demands != nil {
			out.parts = append(out.parts, standing{part{schema: object{"required": demands}, at: p.at + " required"}, true, false})
		}
	}
	return out
}

// meaning spells a schema without annotations and references, as deep as is asked.
func (s naive) meaning(schema any, depth int) string {
	o, is := schema.(object)
	if !is || depth == 0 {
		return fmt.Sprint(schema == true, is)
	}
	var list []string
	for _, k := range names(o) {
		x := o[k]
		switch k {
		case "default", "format", "$defs":
			continue
		case "required":
			if len(asList(x)) == 0 {
				continue
			}
		case "type":
			if t, one := x.(string); one {
				x = []any{t}
			}
		case "const":
			k, x = "enum", []any{x}
		}
		if ref, is := x.(string); is && k == "$ref" {
			to, _ := s.target(ref)
			if !slices.ContainsFunc(names(o), func(k string) bool { return k != "$ref" && k != "default" && k != "format" && k != "$defs" }) {
				return s.meaning(to, depth) // it is that schema
			}
			list = append(list, "all:"+s.meaning(to, depth-1))
			continue
		}
		switch k {
		case "allOf", "anyOf", "oneOf", "prefixItems":
			var subs []string
			for _, y := range asList(x) {
				subs = append(subs, s.meaning(y, depth-1))
			}
			if k != "prefixItems" {
				slices.Sort(subs)
			}
			list = append(list, k+fmt.Sprint(subs))
		case "properties", "patternProperties", "dependentSchemas":
			for _, name := range names(x) {
				list = append(list, k+" "+name+":"+s.meaning(asObject(x)[name], depth-1))
			}
		case "additionalProperties", "unevaluatedProperties", "propertyNames", "items", "contains", "not", "if", "then", "else":
			list = append(list, k+":"+s.meaning(x, depth-1))
		default:
			list = append(list, fmt.Sprint(k, x))
		}
	}
	if list == nil {
		return fmt.Sprint(true, false)
	}
	return fmt.Sprint(list)
}
