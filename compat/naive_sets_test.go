package compat

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// This is README.md once more, read to the letter over values of encoding/json,
// for the keywords of 2020-12 that the random pairs of naive_test.go use. It shares
// no code with the packages that it checks, knows no shortcut, and is as slow as
// that makes it.

type object = map[string]any

// naive is a schema with what references need.
type naive struct{ root any }

// target returns the schema that a reference leads to, and its pointer.
func (s naive) target(ref string) (any, string) {
	if ref == "#" {
		return s.root, ""
	}
	return s.root.(object)["$defs"].(object)[strings.TrimPrefix(ref, "#/$defs/")], strings.TrimPrefix(ref, "#")
}

// part is a schema that another applies, with its pointer.
type part struct {
	schema  any
	at      string
	keyword string
	name    string // under the keyword
}

var patternsCompiled sync.Map

func matches(pattern, name string) bool {
	re, ok := patternsCompiled.Load(pattern)
	if !ok {
		re = regexp.MustCompile(pattern)
		patternsCompiled.Store(pattern, re)
	}
	return re.(*regexp.Regexp).MatchString(name)
}

// closing reports that patterns together leave finitely many names: they match
// every name of a certain length over letters that tell the test's patterns apart.
func closing(patterns object) bool {
	letters := []string{"a", "b", "x", "y", "z", "1", "2"}
	for i := range len(letters) * len(letters) * len(letters) {
		name := letters[i%7] + letters[i/7%7] + letters[i/49] + "q"
		if !slices.ContainsFunc(names(patterns), func(p string) bool { return matches(p, name) }) {
			return false
		}
	}
	return true
}

// names returns the names of an object in order.
func names(v any) []string {
	var list []string
	for name := range asObject(v) {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func asObject(v any) object { o, _ := v.(object); return o }
func asList(v any) []any    { l, _ := v.([]any); return l }
func has(o object, name string) bool {
	_, ok := o[name]
	return ok
}

func texts(v any) []string {
	var list []string
	for _, x := range asList(v) {
		list = append(list, x.(string))
	}
	return list
}

// inPlace lists the schemas that S applies to the same value, whatever holds.
func (s naive) inPlace(p part) []part {
	o, list := asObject(p.schema), []part(nil)
	if ref, ok := o["$ref"]; ok {
		to, at := s.target(ref.(string))
		list = append(list, part{to, at, "$ref", ""})
	}
	for _, k := range []string{"allOf", "anyOf", "oneOf"} {
		for i, x := range asList(o[k]) {
			list = append(list, part{x, p.at + "/" + k + "/" + strconv.Itoa(i), k, ""})
		}
	}
	for _, k := range []string{"not", "if", "then", "else"} {
		if has(o, k) && (has(o, "if") || k == "not") {
			list = append(list, part{o[k], p.at + "/" + k, k, ""})
		}
	}
	for _, name := range names(o["dependentSchemas"]) {
		list = append(list, part{asObject(o["dependentSchemas"])[name], p.at + "/dependentSchemas/" + name, "dependentSchemas", name})
	}
	return list
}

// memberParts lists what keywords of S itself but unevaluatedProperties apply to a
// member.
func memberParts(p part, name string) []part {
	o, list := asObject(p.schema), []part(nil)
	if x, ok := asObject(o["properties"])[name]; ok {
		list = append(list, part{x, p.at + "/properties/" + name, "properties", name})
	}
	for _, pattern := range names(o["patternProperties"]) {
		if matches(pattern, name) {
			list = append(list, part{asObject(o["patternProperties"])[pattern], p.at + "/patternProperties/" + pattern, "patternProperties", pattern})
		}
	}
	if x, ok := o["additionalProperties"]; ok && list == nil {
		list = append(list, part{x, p.at + "/additionalProperties", "additionalProperties", ""})
	}
	return list
}

// itemParts lists what keywords of S but contains and unevaluatedItems apply to an
// item.
func itemParts(p part, i int) []part {
	o := asObject(p.schema)
	if prefix := asList(o["prefixItems"]); i < len(prefix) {
		return []part{{prefix[i], p.at + "/prefixItems/" + strconv.Itoa(i), "prefixItems", ""}}
	}
	if x, ok := o["items"]; ok {
		return []part{{x, p.at + "/items", "items", ""}}
	}
	return nil
}

// said is what is said of an object of a document.
type said struct {
	structured bool
	named      map[string][]string // declared by naming: by what
	mentioned  map[string]bool
}

// judgement is one document under one schema.
type judgement struct {
	naive
	all     bool // everything is applied, for mentions
	objects map[string]*said
	ok      bool
	by      map[string][]string // by member: what evaluates it so that it is declared
}

// mark says that a member or an item was evaluated.
type mark struct {
	object, name string
	by           string // "": it is not declared by that
}

func (s naive) judge(v any, all bool) *judgement {
	j := &judgement{naive: s, all: all, objects: map[string]*said{}, by: map[string][]string{}}
	ok, marks := j.apply(part{schema: s.root}, v, "", false)
	j.ok = ok
	for _, m := range marks {
		if m.by != "" {
			at := m.object + "/" + m.name
			j.by[at] = append(j.by[at], m.by)
		}
	}
	return j
}

func (j *judgement) object(at string) *said {
	if j.objects[at] == nil {
		j.objects[at] = &said{named: map[string][]string{}, mentioned: map[string]bool{}}
	}
	return j.objects[at]
}

// apply judges v and returns what was evaluated, nothing if it fails. inIf says
// that S is part of a condition.
func (j *judgement) apply(p part, v any, at string, inIf bool) (bool, []mark) {
	if b, ok := p.schema.(bool); ok {
		return b, nil
	}
	o := asObject(p.schema)
	ok := assertions(o, v)
	var marks []mark
	sub := func(q part, w any, to string, cond bool) bool {
		good, more := j.apply(q, w, to, cond)
		if good {
			marks = append(marks, more...)
		}
		return good
	}
	if members, is := v.(object); is {
		j.say(p, members, at, inIf)
	}
	results := map[string][]bool{}
	for _, q := range j.inPlace(p) {
		switch q.keyword {
		case "$ref", "allOf":
			ok = sub(q, v, at, inIf) && ok
		case "anyOf", "oneOf":
			results[q.keyword] = append(results[q.keyword], sub(q, v, at, inIf))
		case "not":
			good, _ := j.apply(q, v, at, inIf)
			ok = ok && !good
		case "if":
			results["if"] = []bool{sub(q, v, at, true)}
		case "then", "else":
			if results["if"][0] == (q.keyword == "then") {
				ok = sub(q, v, at, inIf) && ok
			} else if j.all || inIf {
				j.apply(q, v, at, inIf)
			}
		case "dependentSchemas":
			if members, is := v.(object); is && has(members, q.name) {
				ok = sub(q, v, at, inIf) && ok
			} else if is && (j.all || inIf) {
				j.apply(q, v, at, inIf)
			}
		}
	}
	if has(o, "anyOf") {
		ok = slices.Contains(results["anyOf"], true) && ok
	}
	if has(o, "oneOf") {
		n := 0
		for _, good := range results["oneOf"] {
			if good {
				n++
			}
		}
		ok = n == 1 && ok
	}
	switch w := v.(type) {
	case object:
		ok = j.members(p, w, at, inIf, &marks) && ok
	case []any:
		ok = j.items(p, w, at, inIf, &marks) && ok
	}
	if !ok {
		return false, nil
	}
	return true, marks
}

// members applies schemas to members.
func (j *judgement) members(p part, v object, at string, inIf bool, marks *[]mark) bool {
	o, ok := asObject(p.schema), true
	one := func(q part, name string, by string) {
		*marks = append(*marks, mark{at, name, by})
		good, more := j.apply(q, v[name], at+"/"+name, inIf)
		if ok = good && ok; good {
			*marks = append(*marks, more...)
		}
	}
	for _, name := range names(v) {
		if x, there := o["propertyNames"]; there {
			good, _ := (&judgement{naive: j.naive, objects: map[string]*said{}}).apply(part{schema: x}, name, "", false)
			ok = good && ok
		}
		for _, q := range memberParts(p, name) {
			by := q.at
			if q.keyword == "additionalProperties" && rejectsNone(j.naive, q.schema, 0) {
				by = ""
			}
			one(q, name, by)
		}
	}
	if x, there := o["unevaluatedProperties"]; there {
		evaluated := slices.Clone(*marks)
		for _, name := range names(v) {
			q := part{x, p.at + "/unevaluatedProperties", "unevaluatedProperties", ""}
			if slices.ContainsFunc(evaluated, func(m mark) bool { return m.object == at && m.name == name }) {
				if (j.all || inIf) && memberParts(p, name) == nil {
					j.apply(q, v[name], at+"/"+name, inIf) // others evaluated it
				}
				continue
			}
			by := q.at
			if rejectsNone(j.naive, x, 0) {
				by = ""
			}
			one(q, name, by)
		}
	}
	return ok
}

// items applies schemas to items.
func (j *judgement) items(p part, v []any, at string, inIf bool, marks *[]mark) bool {
	o, ok, found := asObject(p.schema), true, 0
	for i, item := range v {
		to := at + "/" + strconv.Itoa(i)
		for _, q := range itemParts(p, i) {
			*marks = append(*marks, mark{at, strconv.Itoa(i), ""})
			good, more := j.apply(q, item, to, inIf)
			if ok = good && ok; good {
				*marks = append(*marks, more...)
			}
		}
		if x, there := o["contains"]; there {
			good, more := j.apply(part{x, p.at + "/contains", "contains", ""}, item, to, inIf)
			if good {
				found++
				*marks = append(append(*marks, mark{at, strconv.Itoa(i), ""}), more...)
			}
		}
	}
	if has(o, "contains") {
		least := 1.0
		if n, there := o["minContains"]; there {
			least = n.(float64)
		}
		ok = ok && float64(found) >= least
	}
	return ok
}

// say notes what S says of the names of an object's members.
func (j *judgement) say(p part, v object, at string, inIf bool) {
	o, x := asObject(p.schema), j.object(at)
	name := func(n, by string) {
		x.structured = true
		if x.mentioned[n] = true; has(v, n) {
			x.named[n] = append(x.named[n], by)
		}
	}
	for _, n := range texts(o["required"]) {
		name(n, p.at+"/required "+n)
	}
	for _, d := range names(o["dependentRequired"]) {
		for _, n := range append(texts(asObject(o["dependentRequired"])[d]), d) {
			name(n, p.at+"/dependentRequired "+n)
		}
	}
	for _, n := range names(o["dependentSchemas"]) {
		name(n, p.at+"/dependentSchemas/"+n)
	}
	mention := func(n, by string) {
		if x.mentioned[n] = true; inIf && has(v, n) {
			x.named[n] = append(x.named[n], by)
		}
	}
	for _, n := range names(o["properties"]) {
		x.structured = true
		mention(n, p.at+"/properties/"+n)
	}
	if patterns := asObject(o["patternProperties"]); len(patterns) > 0 {
		x.structured = true
		closes := closing(patterns)
		for _, pattern := range names(patterns) {
			for _, n := range names(v) {
				if !closes && matches(pattern, n) {
					mention(n, p.at+"/patternProperties/"+pattern)
				}
			}
		}
	}
}

// assertions judges v by the keywords that hold no schemas.
func assertions(o object, v any) bool {
	if t, ok := o["type"]; ok {
		types := asList(t)
		if types == nil {
			types = []any{t}
		}
		if !slices.ContainsFunc(types, func(t any) bool { return isType(v, t.(string)) }) {
			return false
		}
	}
	if c, ok := o["const"]; ok && !reflect.DeepEqual(c, v) {
		return false
	}
	if list, ok := o["enum"]; ok && !slices.ContainsFunc(asList(list), func(x any) bool { return reflect.DeepEqual(x, v) }) {
		return false
	}
	number := func(name string, otherwise float64) float64 {
		if n, ok := o[name]; ok {
			return n.(float64)
		}
		return otherwise
	}
	within := func(n float64, kind string) bool {
		return n >= number("min"+kind, 0) && n <= number("max"+kind, math.Inf(1))
	}
	switch v := v.(type) {
	case float64:
		return v >= number("minimum", math.Inf(-1))
	case string:
		pattern, ok := o["pattern"]
		return within(float64(utf8.RuneCountInString(v)), "Length") && (!ok || matches(pattern.(string), v))
	case []any:
		return within(float64(len(v)), "Items")
	case object:
		for _, name := range texts(o["required"]) {
			if !has(v, name) {
				return false
			}
		}
		for d, list := range asObject(o["dependentRequired"]) {
			for _, name := range texts(list) {
				if has(v, d) && !has(v, name) {
					return false
				}
			}
		}
		return within(float64(len(v)), "Properties")
	}
	return true
}

func isType(v any, t string) bool {
	switch v := v.(type) {
	case nil:
		return t == "null"
	case bool:
		return t == "boolean"
	case float64:
		return t == "number" || t == "integer" && v == math.Trunc(v)
	case string:
		return t == "string"
	case []any:
		return t == "array"
	}
	return t == "object"
}

// rejectsNone is the closed list of the page; depth stands for a schema that comes
// back to itself.
func rejectsNone(s naive, schema any, depth int) bool {
	if b, ok := schema.(bool); ok {
		return b
	}
	if depth > 8 {
		return false
	}
	none := func(x any) bool { return rejectsNone(s, x, depth+1) }
	o := asObject(schema)
	for _, k := range names(o) {
		x := o[k]
		ok := false
		switch k {
		case "title", "default", "format", "$defs", "description", "if":
			ok = true
		case "type":
			ok = len(asList(x)) >= 6
		case "minLength", "minItems", "minProperties":
			ok = x.(float64) == 0
		case "required":
			ok = len(asList(x)) == 0
		case "dependentRequired":
			ok = !slices.ContainsFunc(names(x), func(d string) bool { return len(asList(asObject(x)[d])) > 0 })
		case "$ref":
			to, _ := s.target(x.(string))
			ok = none(to)
		case "allOf", "prefixItems":
			ok = !slices.ContainsFunc(asList(x), func(y any) bool { return !none(y) })
		case "properties", "patternProperties", "dependentSchemas":
			ok = !slices.ContainsFunc(names(x), func(n string) bool { return !none(asObject(x)[n]) })
		case "additionalProperties", "unevaluatedProperties", "propertyNames", "items", "then", "else":
			ok = none(x) || (k == "then" || k == "else") && !has(o, "if")
		case "contains", "minContains":
			n, there := o["minContains"]
			ok = there && n.(float64) == 0 || k == "minContains" && !has(o, "contains")
		case "anyOf":
			ok = slices.ContainsFunc(asList(x), none)
		case "oneOf":
			i := slices.IndexFunc(asList(x), none)
			ok = i >= 0
			for n, y := range asList(x) {
				ok = ok && (n == i || rejectsAll(s, y, depth+1))
			}
		case "not":
			ok = rejectsAll(s, x, depth+1)
		}
		if !ok {
			return false
		}
	}
	return true
}

func rejectsAll(s naive, schema any, depth int) bool {
	if b, ok := schema.(bool); ok {
		return !b
	}
	if depth > 8 {
		return false
	}
	all := func(x any) bool { return rejectsAll(s, x, depth+1) }
	o := asObject(schema)
	each := func(x any) bool {
		return len(asList(x)) > 0 && !slices.ContainsFunc(asList(x), func(y any) bool { return !all(y) })
	}
	if ref, ok := o["$ref"]; ok {
		if to, _ := s.target(ref.(string)); all(to) {
			return true
		}
	}
	return has(o, "not") && rejectsNone(s, o["not"], depth+1) || slices.ContainsFunc(asList(o["allOf"]), all) || each(o["anyOf"]) || each(o["oneOf"])
}

// objectsIn visits the objects of a document, outer ones first.
func objectsIn(v any, at string, visit func(o object, at string)) {
	switch v := v.(type) {
	case object:
		visit(v, at)
		for _, name := range names(v) {
			objectsIn(v[name], at+"/"+name, visit)
		}
	case []any:
		for i, item := range v {
			objectsIn(item, at+"/"+strconv.Itoa(i), visit)
		}
	}
}

// declarers returns what declares a member.
func (j *judgement) declarers(at, name string) []string {
	return append(slices.Clone(j.by[at+"/"+name]), j.object(at).named[name]...)
}

// inW: the document is one of a disciplined writer.
func (j *judgement) inW(v any) bool {
	in := j.ok
	objectsIn(v, "", func(o object, at string) {
		for name := range o {
			in = in && (!j.object(at).structured || len(j.declarers(at, name)) > 0)
		}
	})
	return in
}

// inPlus: the document is one of W+(old, new), j being that of old.
func (j *judgement) inPlus(other naive, v any) bool {
	mine, theirs := j.naive.judge(v, true), other.judge(v, true)
	in := j.ok
	objectsIn(v, "", func(o object, at string) {
		for name := range o {
			in = in && (!j.object(at).structured || len(j.declarers(at, name)) > 0 || !mine.object(at).mentioned[name] && !theirs.object(at).mentioned[name])
		}
	})
	return in
}

// emptyMaps: every object that is free-form is empty.
func (j *judgement) emptyMaps(v any) bool {
	empty := true
	objectsIn(v, "", func(o object, at string) { empty = empty && (len(o) == 0 || j.object(at).structured) })
	return empty
}

// lost lists the members that are lost to new, with what declares each.
func (j *judgement) lost(new *judgement, v any) map[string][]string {
	out := map[string][]string{}
	objectsIn(v, "", func(o object, at string) {
		for at := at; at != ""; at = at[:strings.LastIndex(at, "/")] {
			if has2(out, at) {
				return
			}
		}
		for _, name := range names(o) {
			if by := j.declarers(at, name); len(by) > 0 && j.object(at).structured && len(new.declarers(at, name)) == 0 {
				out[at+"/"+name] = by
			}
		}
	})
	return out
}

func has2(m map[string][]string, name string) bool {
	_, ok := m[name]
	return ok
}

func parsed2(text string) any {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return v
}
