package attack

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Edits of what is there. What they say of acceptance is that of one assertion more or
// less; what they break, only documents show. All of them may bear on members.

// instead makes such an edit: v takes the place.
func (b *labelMaker) instead(kind string, r relation, v *source.Value, shows ...show) *labelledEdit {
	return &labelledEdit{kind: kind, old: b.root, new: replace(b.root, b.path, v), at: b.path, atNew: b.path, relation: r, members: true, shows: shows}
}

func (b *labelMaker) here(forward bool, put func(*source.Value) *source.Value) show {
	return show{forward: forward, at: b.path, put: put}
}

// list returns a keyword whose value is an array of so many at least.
func (b *labelMaker) list(name string, least int) (int, *source.Value) {
	i, v := b.keyword(name)
	if v == nil || v.Kind != source.Array || len(v.Items) < least || b.hidden(b.at) {
		return -1, nil
	}
	return i, v
}

func (b *labelMaker) valueRemoved() *labelledEdit {
	i, v := b.list("enum", 2)
	if v == nil {
		return nil
	}
	k := b.c.pick(len(v.Items))
	return b.instead("value removed from enum", narrower, setKid(b.at, i, without(v, k)), b.here(false, always(v.Items[k])))
}

func (b *labelMaker) valueAdded() *labelledEdit {
	i, v := b.list("enum", 1)
	if v == nil {
		return nil
	}
	more := text(b.c.word())
	return b.instead("value added to enum", wider, setKid(b.at, i, array(append(slices.Clone(v.Items), more)...)), b.here(true, always(more)))
}

// sample values of the types.
var ofType = map[string]*source.Value{
	"null": {Kind: source.Null}, "boolean": boolean(true), "integer": number("7"), "number": number("7.5"),
	"string": text("zq"), "array": array(), "object": object(),
}

// typed removes a type from a list or adds one. An integer stays where "number" does,
// and "number" is no fewer for it.
func (b *labelMaker) typed() *labelledEdit {
	i, v := b.keyword("type")
	if v == nil || b.hidden(b.at) {
		return nil
	}
	types := v.Items
	if v.Kind == source.String {
		types = []*source.Value{v}
	}
	has := func(name string) bool {
		return slices.ContainsFunc(types, func(t *source.Value) bool { return t.Text == name })
	}
	if b.c.chance(2) {
		if name := of(b.c, []string{"null", "boolean", "string"}); !has(name) {
			return b.instead("type added", wider, setKid(b.at, i, array(append(slices.Clone(types), text(name))...)), b.here(true, always(ofType[name])))
		}
		return nil
	}
	if len(types) < 2 {
		return nil
	}
	k := b.c.pick(len(types))
	return b.instead("type removed", narrower, setKid(b.at, i, without(array(types...), k)), b.here(false, always(ofType[types[k].Text])))
}

// nullable makes a union of the place and null.
func (b *labelMaker) nullable() *labelledEdit {
	if b.pointed(b.path) {
		return nil
	}
	name := of(b.c, []string{"anyOf", "oneOf"})
	r := wider
	if name == "oneOf" {
		r = crossed // the place may accept null
	}
	return b.instead("made nullable by "+name, r, object(member(name, array(b.at, object(member("type", text("null")))))), b.here(true, always(ofType["null"])))
}

var bounds = []struct {
	name  string
	upper bool
	limit func(n int) *source.Value // a value that is just within
}{
	{"maxLength", true, func(n int) *source.Value { return text(strings.Repeat("a", n)) }},
	{"minLength", false, func(n int) *source.Value { return text(strings.Repeat("a", n)) }},
	{"maximum", true, func(n int) *source.Value { return count(n) }},
	{"minimum", false, func(n int) *source.Value { return count(n) }},
	{"maxItems", true, nil},
	{"minItems", false, nil},
}

// bounded moves a bound by one, or adds one.
func (b *labelMaker) bounded() *labelledEdit {
	row := of(b.c, bounds)
	i, v := b.keyword(row.name)
	if b.hidden(b.at) || b.at.Get("exclusiveMinimum") != nil || b.at.Get("exclusiveMaximum") != nil {
		return nil
	}
	put := func(n int) func(*source.Value) *source.Value {
		if row.limit != nil {
			return always(row.limit(n))
		}
		return func(v *source.Value) *source.Value { // a list of that length, made longer or shorter
			if v.Kind != source.Array || len(v.Items) == 0 {
				return v
			}
			items := slices.Clone(v.Items)
			for len(items) < n {
				items = append(items, items[len(items)-1])
			}
			return array(items[:n]...)
		}
	}
	if v == nil {
		types := b.at.Get("type")
		if types == nil || types.Kind != source.String {
			return nil
		}
		name, limit, kind := map[string]string{"string": "maxLength", "integer": "maximum", "array": "maxItems"}[types.Text], 3, ""
		if kind = name; name == "" || b.at.Get(name) != nil {
			return nil
		}
		for _, r := range bounds {
			if r.name == name {
				row = r
			}
		}
		return b.instead(kind+" added", narrower, with(b.at, name, count(limit)), b.here(false, put(limit+1)))
	}
	n, err := strconv.Atoi(v.Text)
	if err != nil || n > 400 {
		return nil
	}
	by := []int{1, -1}[b.c.pick(2)]
	if n+by < 0 && row.name[3:] != "imum" {
		return nil
	}
	r, kind := wider, row.name+" loosened"
	if row.upper != (by > 0) {
		r, kind = narrower, row.name+" tightened"
	}
	limit := n
	if r == wider {
		limit = n + by
	}
	return b.instead(kind, r, setKid(b.at, i, count(n+by)), b.here(r == wider, put(limit)))
}

func (b *labelMaker) patterned() *labelledEdit {
	if b.hidden(b.at) {
		return nil
	}
	i, v := b.keyword("pattern")
	odd := b.here(v != nil, always(text("Zq 9!")))
	if v != nil {
		return b.instead("pattern removed", wider, without(b.at, i), odd)
	}
	if t := b.at.Get("type"); t == nil || t.Text != "string" || b.at.Get("enum") != nil {
		return nil
	}
	return b.instead("pattern added", narrower, with(b.at, "pattern", text("^[a-z]{2,}$")), odd)
}

// asked requires a declared member, or no longer.
func (b *labelMaker) asked() *labelledEdit {
	if i, v := b.list("required", 1); v != nil && b.c.chance(2) {
		k := b.c.pick(len(v.Items))
		rest := setKid(b.at, i, without(v, k))
		if len(v.Items) == 1 {
			rest = without(b.at, i)
		}
		name := v.Items[k].Text
		return b.instead("required member made optional", wider, rest, b.here(true, func(v *source.Value) *source.Value { return less(v, name) }))
	}
	p := b.at.Get("properties")
	if p == nil || b.hidden(b.at) || len(p.Members) == 0 {
		return nil
	}
	name := of(b.c, p.Members).Name
	root := b.root
	if !b.demand(&root, name) {
		return nil
	}
	e := b.instead("declared member required", narrower, b.at, b.here(false, func(v *source.Value) *source.Value { return less(v, name) }))
	e.new = root
	return e
}

// unlisted removes a declared member, or gives it another name.
func (b *labelMaker) unlisted() *labelledEdit {
	i, v := b.keyword("properties")
	if v == nil || v.Kind != source.Object || len(v.Members) < 2 || b.hidden(b.at) || b.pointed(append(slices.Clone(b.path), i)) {
		return nil
	}
	k := b.c.pick(len(v.Members))
	s := show{at: append(slices.Clone(b.path), i, k), put: itself}
	if b.c.chance(2) {
		members := slices.Clone(v.Members)
		members[k] = member("zq-"+members[k].Name, members[k].Value)
		return b.instead("declared member renamed", crossed, setKid(b.at, i, source.NewObject(members)), s)
	}
	return b.instead("declared member removed", crossed, setKid(b.at, i, without(v, k)), s)
}

// closed closes an object, or opens it.
func (b *labelMaker) closed() *labelledEdit {
	if b.hidden(b.at) {
		return nil
	}
	more := func(v *source.Value) *source.Value { return with(v, "zq-more", text("x")) }
	i, v := b.keyword("additionalProperties")
	switch {
	case v == nil && b.at.Get("properties") != nil:
		return b.instead("object closed", narrower, with(b.at, "additionalProperties", boolean(false)), b.here(false, more))
	case v != nil && v.Kind == source.Bool && !v.Bool:
		return b.instead("object opened", wider, without(b.at, i), b.here(true, more))
	}
	return nil
}

// branched removes a branch of a union or adds one. Of branches that exclude each
// other oneOf is anyOf.
func (b *labelMaker) branched() *labelledEdit {
	name := of(b.c, []string{"anyOf", "oneOf"})
	i, v := b.list(name, 2)
	if v == nil || b.pointed(b.path) {
		return nil
	}
	n := nodeAt(b.g, b.path)
	r := crossed
	if name == "anyOf" || n != nil && exclusive(n.OneOf) {
		r = narrower
	}
	if b.c.chance(2) {
		k := b.c.pick(len(v.Items))
		return b.instead("branch of "+name+" removed", r, setKid(b.at, i, without(v, k)), show{at: append(slices.Clone(b.path), i, k), put: itself})
	}
	more := object(member("type", text("string")), member("pattern", text("^zq-branch$")))
	r = crossed // another branch may accept the text
	if name == "anyOf" {
		r = wider
	}
	e := b.instead("branch of "+name+" added", r, setKid(b.at, i, array(append(slices.Clone(v.Items), more)...)), b.here(true, always(text("zq-branch"))))
	return e
}

// narrowed puts a conjunction with a further assertion in the place.
func (b *labelMaker) narrowed() *labelledEdit {
	if b.pointed(b.path) {
		return nil
	}
	t := of(b.c, []string{"string", "boolean", "array", "object", "integer"})
	if n := nodeAt(b.g, b.path); n == nil || !slices.ContainsFunc(conjuncts(n), func(o *graph.Node) bool { return slices.Contains(o.Types, t) }) {
		return nil
	}
	v := object(member("allOf", array(b.at, object(member("not", object(member("type", text(t))))))))
	return b.instead("member of allOf added", narrower, v, b.here(false, itself), b.here(false, always(ofType[t])))
}

// redefault changes the default of a declared member that no schema there requires. The
// new one is that of no other schema, so the sets differ, and the member may be absent.
func (b *labelMaker) redefault() *labelledEdit {
	i, v := b.keyword("default")
	if v == nil || b.hidden(b.at) || len(b.path) < 2 {
		return nil
	}
	owner := b.path[:len(b.path)-2]
	outer := at(b.root, owner)
	if outer.Kind != source.Object || b.hidden(outer) || outer.Members[b.path[len(owner)]].Name != "properties" {
		return nil
	}
	name := outer.Members[b.path[len(owner)]].Value.Members[b.path[len(owner)+1]].Name
	e := b.instead("default of a declared member changed", same, setKid(b.at, i, text(b.c.word())))
	e.rule = func(l *label, old, new *contexts) {
		for _, x := range []*contexts{old, new} {
			n := nodeAt(x.g, owner)
			if n == nil || !x.reached[n] || n.Value.Get("properties") == nil || slices.ContainsFunc(x.beside(n), func(o *graph.Node) bool { return slices.Contains(o.Required, name) }) {
				return
			}
		}
		l.bump = "major"
	}
	return e
}

// reformat changes a format, which limits nothing, to one that no other schema has.
func (b *labelMaker) reformat() *labelledEdit {
	i, v := b.keyword("format")
	if v == nil || b.hidden(b.at) {
		return nil
	}
	e := b.instead("format of a declared value changed", same, setKid(b.at, i, text(b.c.word())))
	e.rule = func(l *label, _, _ *contexts) { l.bump = "minor" }
	return e
}
