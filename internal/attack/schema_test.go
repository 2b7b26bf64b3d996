package attack

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// maker makes random schemas of one dialect.
type maker struct {
	c *Choice
	d graph.Dialect
	w words
	// rows are the keywords that may be drawn, focus those of one instance type
	// and of all types: a schema about one thing has more to contradict.
	rows, focus []*keyword.Row
	// refs are the references that a subschema may use.
	refs []reference
}

// reference is a member that refers to another schema.
type reference struct{ name, to string }

func newMaker(c *Choice, d graph.Dialect, w words) *maker {
	m := &maker{c: c, d: d, w: w}
	for _, r := range keyword.All() {
		if r.In(d) && drawn(&r) {
			m.rows = append(m.rows, &r)
		}
	}
	group := of(c, []keyword.Group{keyword.Objects, keyword.Arrays, keyword.Numbers, keyword.Strings})
	for _, r := range m.rows {
		if r.Group == group || r.Group == keyword.Any {
			m.focus = append(m.focus, r)
		}
	}
	return m
}

// drawn says which keywords stand beside others: not those that name schemas or
// refer to them, which need a partner.
func drawn(r *keyword.Row) bool {
	switch r.Kind {
	case keyword.Assertion, keyword.Annotation:
		return true
	case keyword.Applicator:
		return r.Shape != keyword.URI
	}
	return r.Name == "$comment"
}

// document makes a whole schema with definitions that its parts refer to.
func (m *maker) document() *source.Value {
	defs := "$defs"
	if m.d < graph.Draft2019 {
		defs = "definitions"
	}
	m.refs = []reference{{"$ref", "#/" + defs + "/p"}, {"$ref", "#/" + defs + "/q"}, {"$ref", "#"}}
	members := []source.Member{member("$schema", text(m.d.URI()))}
	dynamic := m.d >= graph.Draft2019 && m.c.chance(4)
	var r *source.Value
	if dynamic {
		r = m.dynamic()
		if m.c.pick(2) == 0 {
			members = append(members, m.anchor())
		}
	}
	depth := 1 + m.c.pick(3)
	body, p, q := m.schema(depth), m.schema(2), m.schema(2)
	if m.d >= graph.Draft2019 && p.Kind == source.Object && m.c.chance(4) {
		p = with(p, "$anchor", text("p"))
		m.refs = append(m.refs, reference{"$ref", "#p"})
		body = object(member("allOf", array(body, m.schema(1))))
	}
	definitions := object(member("p", p), member("q", q))
	if r != nil {
		definitions = with(definitions, "r", r)
	}
	members = append(members, member(defs, definitions))
	if body.Kind != source.Object || m.d < graph.Draft2019 && body.Get("$ref") != nil {
		body = object(member("allOf", array(body)))
	}
	return object(append(members, body.Members...)...)
}

// anchor makes the member that a dynamic reference looks for.
func (m *maker) anchor() source.Member {
	if m.d == graph.Draft2019 {
		return member("$recursiveAnchor", boolean(true))
	}
	return member("$dynamicAnchor", text("node"))
}

// dynamic makes an embedded resource with a dynamic reference in it, and lets
// the rest of the document refer to the resource.
func (m *maker) dynamic() *source.Value {
	id := "urn:example:r"
	ref := reference{"$dynamicRef", "#node"}
	if m.d == graph.Draft2019 {
		ref = reference{"$recursiveRef", "#"}
	}
	outside := m.refs
	m.refs = []reference{ref, ref, {"$ref", "#"}}
	body := m.schema(2)
	if body.Kind != source.Object {
		body = object(member("items", object(member(ref.name, text(ref.to)))))
	}
	r := object(append([]source.Member{member("$id", text(id)), m.anchor()}, body.Members...)...)
	m.refs = append(outside, reference{"$ref", id}, reference{"$ref", id})
	return r
}

// schema makes a schema at most depth levels deep.
func (m *maker) schema(depth int) *source.Value {
	if depth <= 0 || m.c.chance(10) {
		return m.leaf()
	}
	if len(m.refs) > 0 && m.c.chance(10) {
		return m.reference(depth)
	}
	if depth > 1 && m.c.chance(12) {
		return m.messages(depth)
	}
	v := object()
	for range 1 + m.c.pick(3) {
		row := of(m.c, m.focus)
		if m.c.chance(5) {
			row = of(m.c, m.rows)
		}
		if row.Kind == keyword.Annotation && !m.c.chance(4) {
			row = of(m.c, m.focus)
		}
		v = m.add(v, row, depth-1)
	}
	return v
}

// reference makes a schema that refers to another one; sometimes with keywords
// beside it, which old dialects hide.
func (m *maker) reference(depth int) *source.Value {
	r := of(m.c, m.refs)
	v := object(member(r.name, text(r.to)))
	if m.c.chance(4) {
		v = m.add(v, of(m.c, m.focus), depth-1)
	}
	return v
}

// messages makes a union of tuples that what stands at a position tells apart.
func (m *maker) messages(depth int) *source.Value {
	prefix, rest := "prefixItems", "items"
	if m.d < graph.Draft2020 {
		prefix, rest = "items", "additionalItems"
	}
	before, tags := m.c.pick(2), m.list(2, 11).Items
	list := make([]*source.Value, len(tags))
	for i, tag := range tags {
		var items []*source.Value
		for range before {
			items = append(items, m.leaf())
		}
		told := object(member("enum", array(tag)))
		switch k := m.c.pick(8); {
		case k == 0:
			told = object(member("type", m.types()))
		case k == 1:
			told = object(member("enum", array(tags[:i+1]...)))
		case k <= 4 && m.d >= graph.Draft6:
			told = object(member("const", tag))
		}
		items = append(items, told, m.schema(1+m.c.pick(depth-1)/2))
		v := object(member("type", text("array")), member(prefix, array(items...)))
		if m.c.pick(3) > 0 {
			v = with(v, "minItems", count(len(items)-m.c.pick(2)))
		}
		switch m.c.pick(4) {
		case 0:
			v = with(v, "maxItems", count(len(items)))
		case 1:
			v = with(v, rest, boolean(false))
		case 2:
			v = with(v, rest, m.leaf())
		}
		list[i] = v
	}
	return object(member(of(m.c, []string{"anyOf", "oneOf"}), array(list...)))
}

func (m *maker) leaf() *source.Value {
	k := m.c.pick(8)
	switch {
	case k == 0 && m.d >= graph.Draft6:
		return boolean(true)
	case k == 1 && m.d >= graph.Draft6:
		return boolean(false)
	case k == 1:
		return object(member("not", object()))
	case k <= 2:
		return object()
	case k == 3:
		return object(member("enum", m.list(1, 3)))
	}
	return object(member("type", m.types()))
}

// add puts a keyword into a schema, with the keywords beside it without which
// it has no effect.
func (m *maker) add(v *source.Value, row *keyword.Row, depth int) *source.Value {
	v = with(v, row.Name, m.value(row, depth))
	beside := ""
	switch row.Name {
	case "if":
		beside = of(m.c, []string{"then", "else", "then"})
	case "then", "else":
		beside = "if"
	case "contains":
		beside = of(m.c, []string{"", "minContains", "maxContains"})
	case "minContains", "maxContains":
		beside = "contains"
	case "additionalItems":
		if items := v.Get("items"); items == nil || items.Kind != source.Array {
			return with(v, "items", m.schemas(depth))
		}
	case "exclusiveMinimum", "exclusiveMaximum":
		if m.d == graph.Draft4 { // demanded by the meta-schema
			beside = map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}[row.Name]
		}
	}
	if partner := keyword.Find(beside); partner != nil && partner.In(m.d) && v.Get(beside) == nil {
		v = with(v, beside, m.value(partner, depth))
	}
	return v
}

// value makes a value for a keyword.
func (m *maker) value(row *keyword.Row, depth int) *source.Value {
	switch row.Shape {
	case keyword.Schema:
		return m.schema(depth)
	case keyword.SchemaList:
		return m.schemas(depth)
	case keyword.SchemaOrSchemaList:
		if m.d < graph.Draft2020 && m.c.chance(3) {
			return m.schemas(depth)
		}
		return m.schema(depth)
	case keyword.SchemaMap:
		keys := m.w.names
		if row.Name == "patternProperties" {
			keys = m.w.patterns
		}
		return m.object(keys, 3, func() *source.Value { return m.schema(depth) })
	case keyword.DependencyMap:
		return m.object(m.w.names, 2, func() *source.Value {
			if m.c.chance(2) {
				return m.names(1)
			}
			return m.schema(depth)
		})
	case keyword.StringListMap:
		return m.object(m.w.names, 2, func() *source.Value { return m.names(0) })
	case keyword.Boolean:
		return boolean(!m.c.chance(8))
	case keyword.BooleanOrNumber:
		if m.d == graph.Draft4 {
			return boolean(!m.c.chance(4))
		}
		return number(of(m.c, m.w.numbers))
	case keyword.Num:
		return number(of(m.c, m.w.numbers))
	case keyword.PositiveNumber:
		return number(of(m.c, []string{"2", "1", "0.5", "3", "1.5", "0.1", "10"}))
	case keyword.Count:
		return count(of(m.c, m.w.counts))
	case keyword.Regex:
		return text(of(m.c, m.w.patterns))
	case keyword.TypeNames:
		return m.types()
	case keyword.TextList:
		if m.d == graph.Draft4 { // must not be empty there
			return m.names(1)
		}
		return m.names(0)
	case keyword.ValueList:
		return m.list(1, 4)
	case keyword.Text:
		return text(of(m.c, []string{"date", "ipv4", "some words"}))
	case keyword.AnyValue:
		return m.constant(1)
	}
	panic("the maker of schemas makes no value for " + row.Name + ": " + row.Shape.String())
}

var typeNames = []string{"object", "string", "array", "number", "integer", "null", "boolean"}

func (m *maker) types() *source.Value {
	if m.c.chance(3) {
		return texts(some(m.c, typeNames, 1, 3))
	}
	return text(of(m.c, typeNames))
}

func (m *maker) names(least int) *source.Value { return texts(some(m.c, m.w.names, least, 2)) }

func (m *maker) schemas(depth int) *source.Value {
	items := []*source.Value{m.schema(depth)}
	for range m.c.pick(3) {
		items = append(items, m.schema(depth))
	}
	return array(items...)
}

// object makes an object of up to most members with names from keys.
func (m *maker) object(keys []string, most int, value func() *source.Value) *source.Value {
	var members []source.Member
	for range 1 + m.c.pick(most) {
		members = append(members, member(of(m.c, keys), value()))
	}
	return object(members...)
}

// list makes a list of constants that differ from each other.
func (m *maker) list(least, most int) *source.Value {
	var items []*source.Value
next:
	for range least + m.c.pick(most-least+1) {
		v := m.constant(1)
		for _, x := range items {
			if source.Equal(x, v) {
				continue next
			}
		}
		items = append(items, v)
	}
	return array(items...)
}

// constant makes a JSON value at most depth levels deep.
func (m *maker) constant(depth int) *source.Value {
	if len(m.w.values) > 0 && m.c.chance(3) {
		return of(m.c, m.w.values)
	}
	switch k := m.c.pick(9); {
	case k <= 2:
		return text(of(m.c, m.w.texts))
	case k <= 4:
		return number(of(m.c, m.w.numbers))
	case k == 5:
		return boolean(m.c.pick(2) == 0)
	case k == 6 && depth > 0:
		var items []*source.Value
		for range m.c.pick(3) {
			items = append(items, m.constant(depth-1))
		}
		return array(items...)
	case k == 7 && depth > 0:
		if m.c.chance(4) {
			return object()
		}
		return m.object(m.w.names, 2, func() *source.Value { return m.constant(depth - 1) })
	}
	return &source.Value{Kind: source.Null}
}
