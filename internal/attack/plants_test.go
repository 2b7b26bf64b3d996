package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// plant is a pair of schemas, of which one accepts no more than the other, by the words
// of the specification: narrow is wide with one more assertion, or with fewer values.
type plant struct {
	kind         string
	wide, narrow string
	shows        string // a value that wide accepts and narrow does not
	// also is one that narrow accepts and wide does not: then neither is the narrower.
	also    string
	since   graph.Dialect
	until   graph.Dialect // 0: the newest
	members bool          // what it says of members bears on which are declared
}

// plants are put into a place as an optional member whose name nobody uses. None
// accepts a boolean, so that each can stand beside one in a union.
var plants = []plant{
	{kind: "enum value", wide: `{"enum":["a","b","c"]}`, narrow: `{"enum":["a","b"]}`, shows: `"c"`},
	{kind: "enum value of numbers", wide: `{"type":"number","enum":[1,2.5]}`, narrow: `{"type":"number","enum":[1]}`, shows: `2.5`},
	{kind: "constant", wide: `{"const":"a"}`, narrow: `{"const":"b"}`, shows: `"a"`, also: `"b"`, since: graph.Draft6},
	{kind: "nullable type", wide: `{"type":["string","null"]}`, narrow: `{"type":"string"}`, shows: `null`},
	{kind: "nullable union", wide: `{"anyOf":[{"type":"string"},{"type":"null"}]}`, narrow: `{"type":"string"}`, shows: `null`},
	{kind: "integer", wide: `{"type":"number"}`, narrow: `{"type":"integer"}`, shows: `1.5`},
	{kind: "type", wide: `{"type":["integer","string"]}`, narrow: `{"type":"integer"}`, shows: `"s"`},
	{kind: "other type", wide: `{"type":"integer"}`, narrow: `{"type":"string"}`, shows: `1`, also: `"s"`},
	{kind: "minimum", wide: `{"type":"integer","minimum":0}`, narrow: `{"type":"integer","minimum":5}`, shows: `4`},
	{kind: "maximum added", wide: `{"type":"number"}`, narrow: `{"type":"number","maximum":9}`, shows: `9.5`},
	{kind: "exclusive bound", wide: `{"type":"number","minimum":0}`, narrow: `{"type":"number","exclusiveMinimum":0}`, shows: `0`, since: graph.Draft6},
	{kind: "exclusive bound", wide: `{"type":"number","minimum":0}`, narrow: `{"type":"number","minimum":0,"exclusiveMinimum":true}`, shows: `0`, until: graph.Draft4},
	{kind: "multipleOf", wide: `{"type":"integer","multipleOf":3}`, narrow: `{"type":"integer","multipleOf":6}`, shows: `9`},
	{kind: "maxLength", wide: `{"type":"string","maxLength":5}`, narrow: `{"type":"string","maxLength":3}`, shows: `"abcd"`},
	{kind: "minLength", wide: `{"type":"string"}`, narrow: `{"type":"string","minLength":1}`, shows: `""`},
	{kind: "pattern", wide: `{"type":"string"}`, narrow: `{"type":"string","pattern":"^[a-z]+$"}`, shows: `"A"`},
	{kind: "not", wide: `{"type":"integer"}`, narrow: `{"type":"integer","not":{"enum":[3]}}`, shows: `3`},
	{kind: "member of allOf", wide: `{"allOf":[{"type":"string"}]}`, narrow: `{"allOf":[{"type":"string"},{"minLength":2}]}`, shows: `"a"`},
	{kind: "branch of anyOf", wide: `{"anyOf":[{"type":"string","maxLength":3},{"type":"integer"},{"type":"array"}]}`, narrow: `{"anyOf":[{"type":"string","maxLength":3},{"type":"array"}]}`, shows: `7`},
	{kind: "branch of oneOf", wide: `{"oneOf":[{"type":"string"},{"type":"integer"}]}`, narrow: `{"oneOf":[{"type":"string"}]}`, shows: `7`},
	{kind: "overlapping branch of oneOf", wide: `{"oneOf":[{"type":"string"},{"type":"integer"}]}`, narrow: `{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"number"}]}`, shows: `7`, also: `7.5`},
	{kind: "covered branch", wide: `{"anyOf":[{"type":"integer","maximum":9},{"type":"integer","minimum":4}]}`, narrow: `{"anyOf":[{"type":"integer","maximum":9},{"type":"integer","minimum":11}]}`, shows: `10`},
	{kind: "items", wide: `{"type":"array","items":{"type":["integer","string"]}}`, narrow: `{"type":"array","items":{"type":"integer"}}`, shows: `["s"]`},
	{kind: "minItems", wide: `{"type":"array"}`, narrow: `{"type":"array","minItems":1}`, shows: `[]`},
	{kind: "maxItems", wide: `{"type":"array","items":{"type":"integer"},"maxItems":3}`, narrow: `{"type":"array","items":{"type":"integer"},"maxItems":2}`, shows: `[1,2,3]`},
	{kind: "uniqueItems", wide: `{"type":"array","items":{"type":"integer"}}`, narrow: `{"type":"array","items":{"type":"integer"},"uniqueItems":true}`, shows: `[1,1]`},
	{kind: "contains", wide: `{"type":"array"}`, narrow: `{"type":"array","contains":{"type":"integer"}}`, shows: `["s"]`, since: graph.Draft6},
	{kind: "position", wide: `{"type":"array","prefixItems":[{"type":"string"}]}`, narrow: `{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}`, shows: `["s","t"]`, since: graph.Draft2020},
	{kind: "position", wide: `{"type":"array","items":[{"type":"string"}]}`, narrow: `{"type":"array","items":[{"type":"string"},{"type":"integer"}]}`, shows: `["s","t"]`, until: graph.Draft2019},
	{kind: "values of a map", wide: `{"type":"object","additionalProperties":{"type":["integer","string"]}}`, narrow: `{"type":"object","additionalProperties":{"type":"integer"}}`, shows: `{"k":"s"}`},
	{kind: "pattern in a map", wide: `{"type":"object"}`, narrow: `{"type":"object","patternProperties":{"^zk_":{"type":"integer"}}}`, shows: `{"zk_1":"s"}`, members: true},
	{kind: "propertyNames", wide: `{"type":"object"}`, narrow: `{"type":"object","propertyNames":{"maxLength":3}}`, shows: `{"long":1}`, since: graph.Draft6},
	{kind: "maxProperties", wide: `{"type":"object"}`, narrow: `{"type":"object","maxProperties":1}`, shows: `{"k":1,"l":2}`},
	{kind: "required", wide: `{"type":"object","properties":{"p":{"type":"string"}}}`, narrow: `{"type":"object","properties":{"p":{"type":"string"}},"required":["p"]}`, shows: `{}`, members: true},
	{kind: "member's type", wide: `{"type":"object","properties":{"p":{"type":["string","null"]}}}`, narrow: `{"type":"object","properties":{"p":{"type":"string"}}}`, shows: `{"p":null}`, members: true},
	{kind: "dependency", wide: `{"type":"object","properties":{"p":{},"q":{}}}`, narrow: `{"type":"object","properties":{"p":{},"q":{}},"dependencies":{"p":["q"]}}`, shows: `{"p":1}`, until: graph.Draft7, members: true},
	{kind: "dependency", wide: `{"type":"object","properties":{"p":{},"q":{}}}`, narrow: `{"type":"object","properties":{"p":{},"q":{}},"dependentRequired":{"p":["q"]}}`, shows: `{"p":1}`, since: graph.Draft2019, members: true},
	{kind: "condition", wide: `{"type":"object","properties":{"p":{"enum":[1,2]},"q":{"type":"string"}}}`, narrow: `{"type":"object","properties":{"p":{"enum":[1,2]},"q":{"type":"string"}},"if":{"properties":{"p":{"const":1}},"required":["p"]},"then":{"required":["q"]}}`, shows: `{"p":1}`, since: graph.Draft7, members: true},
	{kind: "closing", wide: `{"type":"object","properties":{"p":{"type":"string"}}}`, narrow: `{"type":"object","properties":{"p":{"type":"string"}},"additionalProperties":false}`, shows: `{"p":"s","zq-more":1}`, members: true},
	{kind: "closing by unevaluatedProperties", wide: `{"type":"object","allOf":[{"properties":{"p":{"type":"string"}}}]}`, narrow: `{"type":"object","allOf":[{"properties":{"p":{"type":"string"}}}],"unevaluatedProperties":false}`, shows: `{"p":"s","zq-more":1}`, since: graph.Draft2019, members: true},
	{kind: "closing by names", wide: `{"type":"object","properties":{"p":{"type":"string"}}}`, narrow: `{"type":"object","properties":{"p":{"type":"string"}},"propertyNames":{"enum":["p"]}}`, shows: `{"zq-more":1}`, since: graph.Draft6, members: true},
	{kind: "closing by patterns", wide: `{"type":"object","properties":{"p":{"type":"string"}}}`, narrow: `{"type":"object","properties":{"p":{"type":"string"}},"patternProperties":{"^[^p]":{"not":{}},"^p.":{"not":{}},"^$":{"not":{}}}}`, shows: `{"zq-more":1}`, members: true},
	{kind: "constant object", wide: `{"enum":[{"a":1},{"a":2,"b":[1]}]}`, narrow: `{"enum":[{"a":1}]}`, shows: `{"b":[1],"a":2}`},
	{kind: "minContains", wide: `{"type":"array","contains":{"type":"integer"},"minContains":1}`, narrow: `{"type":"array","contains":{"type":"integer"},"minContains":2}`, shows: `["s",1]`, since: graph.Draft2019},
	{kind: "maxContains", wide: `{"type":"array","contains":{"type":"integer"},"maxContains":3}`, narrow: `{"type":"array","contains":{"type":"integer"},"maxContains":2}`, shows: `[1,2,3]`, since: graph.Draft2019},
	{kind: "stricter pattern", wide: `{"type":"string","pattern":"^[a-z]+$"}`, narrow: `{"type":"string","pattern":"^[a-z]{2,}$"}`, shows: `"a"`},
	{kind: "pattern that looks ahead", wide: `{"type":"string","pattern":"^[a-z]+$"}`, narrow: `{"type":"string","pattern":"^(?!zq)[a-z]+$"}`, shows: `"zqa"`},
	{kind: "message of a union of tuples", wide: `{"anyOf":[{"type":"array","items":[{"enum":["a"]},{"type":"integer"}],"minItems":2,"maxItems":2},{"type":"array","items":[{"enum":["b"]},{"type":"string"}],"minItems":2,"maxItems":2}]}`, narrow: `{"anyOf":[{"type":"array","items":[{"enum":["a"]},{"type":"integer","minimum":0}],"minItems":2,"maxItems":2},{"type":"array","items":[{"enum":["b"]},{"type":"string"}],"minItems":2,"maxItems":2}]}`, shows: `["a",-1]`, until: graph.Draft2019},
	{kind: "message of a union of tuples", wide: `{"oneOf":[{"type":"array","prefixItems":[{"const":"a"},{"type":"integer"}],"minItems":2,"items":false},{"type":"array","prefixItems":[{"const":"b"},{"type":"string"}],"minItems":2,"items":false}]}`, narrow: `{"oneOf":[{"type":"array","prefixItems":[{"const":"a"},{"type":"integer","minimum":0}],"minItems":2,"items":false},{"type":"array","prefixItems":[{"const":"b"},{"type":"string"}],"minItems":2,"items":false}]}`, shows: `["a",-1]`, since: graph.Draft2020},
	{kind: "else", wide: `{"type":["string","integer"],"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":0}}`, narrow: `{"type":["string","integer"],"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":2}}`, shows: `1`, since: graph.Draft7},
	{kind: "if", wide: `{"type":["string","integer"],"if":{"type":"integer"},"then":{"maximum":9}}`, narrow: `{"type":["string","integer"],"if":{"type":["integer","string"]},"then":{"maximum":9,"maxLength":2}}`, shows: `"abc"`, since: graph.Draft7},
	{kind: "dependent schema", wide: `{"type":"object","properties":{"p":{},"q":{"type":"integer"}},"dependentSchemas":{"p":{"properties":{"q":{"minimum":0}}}}}`, narrow: `{"type":"object","properties":{"p":{},"q":{"type":"integer"}},"dependentSchemas":{"p":{"properties":{"q":{"minimum":5}}}}}`, shows: `{"p":1,"q":3}`, since: graph.Draft2019, members: true},
	{kind: "value of a tagged branch", wide: `{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"enum":["a"]},"v":{"type":"integer"}}},{"type":"object","required":["k"],"properties":{"k":{"enum":["b"]},"v":{"type":["string","null"]}}}]}`, narrow: `{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"enum":["a"]},"v":{"type":"integer"}}},{"type":"object","required":["k"],"properties":{"k":{"enum":["b"]},"v":{"type":"string"}}}]}`, shows: `{"k":"b","v":null}`, members: true},
	{kind: "tagged branch", wide: `{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"enum":["a"]}}},{"type":"object","required":["k"],"properties":{"k":{"enum":["b"]},"v":{"type":"integer"}}}]}`, narrow: `{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"enum":["a"]}}}]}`, shows: `{"k":"b","v":1}`, members: true},
}

func (p *plant) in(d graph.Dialect) bool { return d >= p.since && (p.until == 0 || d <= p.until) }

// planted makes an edit of a planted pair, wrapped at random, tightening it or
// loosening it.
func (b *labelMaker) planted() *labelledEdit {
	p := of(b.c, plants)
	if !p.in(b.d) {
		return nil
	}
	return b.plantedAs(p, b.c.chance(2), of(b.c, []int{0, 1, 1, 2}))
}

// plantedAs makes one of a planted pair, loosening it where forward says so.
func (b *labelMaker) plantedAs(p plant, forward bool, wraps int) *labelledEdit {
	before, after := quick(p.wide), quick(p.narrow)
	e := &labelledEdit{kind: p.kind + " tightened", relation: narrower, members: p.members}
	if forward {
		before, after = after, before
		e.kind, e.relation = p.kind+" loosened", wider
	}
	if p.also != "" {
		e.relation = crossed
	}
	h := b.host(before, after, e, wraps, wrappers)
	if h == nil {
		return nil
	}
	e.shows = append(e.shows, show{forward: forward, at: h.member, put: h.shows(p.shows)})
	if p.also != "" {
		e.shows = append(e.shows, show{forward: !forward, at: h.member, put: h.shows(p.also)})
	}
	return e
}

// quick reads a text that is known to be JSON.
func quick(s string) *source.Value { return must(source.ParseJSON("plant.json", []byte(s))).Root }

// wrapper puts a schema into a larger one. Each is monotone in what it wraps, and a
// value that it puts in is accepted where the inner one is: see the comments.
type wrapper struct {
	name  string
	wrap  func(v *source.Value) *source.Value
	value func(v *source.Value) *source.Value
	inner bool // the schema comes to apply to a part of the value
	since graph.Dialect
}

var wrappers = []wrapper{
	{name: "allOf", value: itself, // a conjunction with what accepts everything
		wrap: func(v *source.Value) *source.Value { return object(member("allOf", array(object(), v))) }},
	{name: "anyOf", value: itself, // the other branch accepts booleans, which no plant does
		wrap: func(v *source.Value) *source.Value {
			return object(member("anyOf", array(object(member("type", text("boolean"))), v)))
		}},
	{name: "oneOf", value: itself, // likewise; a branch without a type is still apart from it
		wrap: func(v *source.Value) *source.Value {
			return object(member("oneOf", array(v, object(member("type", text("boolean"))))))
		}},
	{name: "definition", value: itself}, // see define
	{name: "recursion", inner: true, // a definition whose values hold others of its kind
		value: func(v *source.Value) *source.Value { return object(member("next", object(member("v", v)))) }},
	{name: "items", inner: true,
		wrap: func(v *source.Value) *source.Value {
			return object(member("type", text("array")), member("items", v))
		},
		value: func(v *source.Value) *source.Value { return array(v) }},
	{name: "member", inner: true,
		wrap: func(v *source.Value) *source.Value {
			return object(member("type", text("object")), member("properties", object(member("w", v))))
		},
		value: func(v *source.Value) *source.Value { return object(member("w", v)) }},
	{name: "map", inner: true,
		wrap: func(v *source.Value) *source.Value {
			return object(member("type", text("object")), member("additionalProperties", v))
		},
		value: func(v *source.Value) *source.Value { return object(member("w", v)) }},
	{name: "pattern", inner: true,
		wrap: func(v *source.Value) *source.Value {
			return object(member("type", text("object")), member("patternProperties", object(member("^w", v))))
		},
		value: func(v *source.Value) *source.Value { return object(member("w", v)) }},
	{name: "then", since: graph.Draft7, value: itself, // no plant accepts a boolean
		wrap: func(v *source.Value) *source.Value {
			return object(member("if", object(member("type", text("boolean")))), member("then", object(member("enum", array(boolean(true))))), member("else", v))
		}},
}

// hosted says where a plant stands.
type hosted struct {
	member []int // the schema of the planted member, wrapped
	wraps  []wrapper
}

// shows puts a value of the plant into the wrappers.
func (h *hosted) shows(s string) func(*source.Value) *source.Value {
	v := quick(s)
	for _, w := range h.wraps {
		v = w.value(v)
	}
	return always(v)
}

// fresh is the name of the planted member.
const fresh = "zq-plant"

// mayHost says that an object could hold a further member by what the schema itself
// says.
func (b *labelMaker) mayHost() bool {
	types := b.at.Get("type")
	return !b.hidden(b.at) && b.at.Get("enum") == nil && b.at.Get("const") == nil && b.at.Get(fresh) == nil &&
		(types == nil || types.Text == "object" || slices.ContainsFunc(types.Items, func(t *source.Value) bool { return t.Text == "object" })) &&
		(types != nil || b.at.Get("properties") != nil || b.at.Get("required") != nil || b.c.chance(8))
}

// host plants before into the old text and after into the new one: as an optional
// member of the place, wrapped so many times, sometimes behind a definition of its own.
func (b *labelMaker) host(before, after *source.Value, e *labelledEdit, wraps int, from []wrapper) *hosted {
	if beside := b.c.pick(8); beside < 2 && !b.pointed(b.path) { // any value may have an alternative
		return b.branch([]string{"anyOf", "oneOf"}[beside], before, after, e)
	} else if !b.mayHost() {
		return nil
	} else if beside == 2 && !b.pointed(b.path) {
		return b.branch("allOf", before, after, e)
	}
	h := &hosted{}
	oldRoot, newRoot := b.root, b.root
	for range wraps {
		w := of(b.c, from)
		if w.since > b.d {
			continue
		}
		h.wraps = append(h.wraps, w)
		if e.kind += ", in " + w.name; w.wrap != nil {
			before, after = w.wrap(before), w.wrap(after)
			continue
		}
		name := definition + string(rune('0'+len(h.wraps)))
		if w.inner {
			recursive := func(v *source.Value) *source.Value {
				return object(member("type", text("object")), member("properties", object(member("v", v), member("next", b.toDefinition(name)))))
			}
			before, after = recursive(before), recursive(after)
		}
		oldRoot, newRoot = b.define(oldRoot, name, before), b.define(newRoot, name, after)
		before, after = b.toDefinition(name), b.toDefinition(name)
	}
	e.old = b.plant(oldRoot, fresh, before)
	e.new = b.plant(newRoot, fresh, after)
	h.member = pathOf(e.old, b.path, "properties", fresh)
	e.at, e.atNew = h.member, h.member
	return h
}

// branch plants beside the schema of the place rather than in it: in a member of allOf,
// or in another alternative, which the former may cover. As before, what is said of the
// plant holds of the root as far as the steps that lead there allow, and the documents
// show the rest.
func (b *labelMaker) branch(union string, before, after *source.Value, e *labelledEdit) *hosted {
	e.kind += ", in a branch of " + union
	beside := func(v *source.Value) *source.Value {
		branch := object(member("type", text("object")), member("properties", object(member(fresh, v))))
		if union != "allOf" {
			branch = with(with(branch, "required", texts([]string{"zq-kind"})), "properties", object(member("zq-kind", object(member("enum", texts([]string{"zq"})))), member(fresh, v)))
		}
		return replace(b.root, b.path, object(member(union, array(b.at, branch))))
	}
	e.old, e.new = beside(before), beside(after)
	h := &hosted{member: pathOf(e.old, append(slices.Clone(b.path), 0, 1), "properties", fresh)}
	e.at, e.atNew = h.member, h.member
	return h
}

// plant puts a member into the place, in a text that is that of the root with further
// definitions.
func (b *labelMaker) plant(root *source.Value, name string, v *source.Value) *source.Value {
	properties := b.at.Get("properties")
	if properties == nil {
		properties = object()
	}
	properties = with(properties, name, v)
	// The place itself may be inside the definitions, whose place does not move: a
	// definition is added at their end.
	return replace(root, b.path, with(at(root, b.path), "properties", properties))
}
