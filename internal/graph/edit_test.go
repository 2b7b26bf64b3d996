package graph

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestWith: a copy of a schema has others in place of every schema that it leads
// to, and shares no list with the original, whatever fields a Node gets, at any
// depth.
func TestWith(t *testing.T) {
	inner, other := &Node{ID: 1}, &Node{ID: 2}
	n := &Node{}
	made := 0
	lead(reflect.ValueOf(n).Elem(), "Node", func(at reflect.Value, _ string) { made++; at.Set(reflect.ValueOf(inner)) })
	assert.Greater(t, made, 20)
	c := n.with(func(x *Node) *Node {
		assert.Same(t, inner, x)
		return other
	})
	seen := 0
	for _, x := range []struct{ n, want *Node }{{&c, other}, {n, inner}} {
		lead(reflect.ValueOf(x.n).Elem(), "Node", func(at reflect.Value, field string) {
			seen++
			assert.Same(t, x.want, at.Interface(), "%s: with does not give a variant schemas of its own there", field)
		})
	}
	assert.Equal(t, 2*made, seen, "a field that leads to schemas was lost")
}

// lead calls f for every place below v that holds a schema, and makes lists,
// maps of nothing and pointers on the way that are nil.
func lead(v reflect.Value, field string, f func(at reflect.Value, field string)) {
	if !v.CanSet() { // an unexported field
		v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
	}
	switch typ := v.Type(); {
	case typ == reflect.TypeFor[*Node]():
		f(v, field)
	case strings.Contains(field, "Resource") || !leads(typ, map[reflect.Type]bool{}):
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			lead(v.Field(i), field+"."+typ.Field(i).Name, f)
		}
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(typ.Elem()))
		}
		lead(v.Elem(), field, f)
	case v.Kind() == reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(typ, 1, 1))
		}
		lead(v.Index(0), field, f)
	default:
		panic(field + ": the test does not know how a " + typ.String() + " leads to schemas")
	}
}

// leads reports whether a value of the type can hold a schema.
func leads(typ reflect.Type, met map[reflect.Type]bool) bool {
	if met[typ] {
		return false
	}
	met[typ] = true
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return typ == reflect.TypeFor[*Node]() || leads(typ.Elem(), met)
	case reflect.Map:
		return leads(typ.Key(), met) || leads(typ.Elem(), met)
	case reflect.Struct:
		for i := range typ.NumField() {
			if leads(typ.Field(i).Type, met) {
				return true
			}
		}
	case reflect.Interface:
		return typ.NumMethod() == 0
	}
	return false
}

// TestEdit: a variant is what reading the edited text gives, whichever schema is
// edited, and leaves the graph as it was.
func TestEdit(t *testing.T) {
	for _, text := range []string{
		`{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"items":{"$ref":"#"}}},"required":["a"],"$defs":{"A":{"enum":[1,2],"not":{"const":3}}}}`,
		`{"anyOf":[{"prefixItems":[{"minimum":1},true],"items":false},{"if":{"type":"string"},"then":{"pattern":"^a"},"else":{"contains":{"minLength":1},"minContains":2}}],"unevaluatedItems":{"type":"null"}}`,
		`{"patternProperties":{"^x":{"maxLength":3}},"additionalProperties":{"$ref":"#/$defs/L"},"$defs":{"L":{"oneOf":[{"type":"null"},{"properties":{"next":{"$ref":"#/$defs/L"}}}]}}}`,
		`{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/definitions/A","minLength":1},"b":{"dependencies":{"x":["y"],"z":{"minProperties":1}}}},"definitions":{"A":{"type":"string"}}}`,
		`{"$id":"https://example.org/tree","$dynamicAnchor":"node","properties":{"data":{"minimum":1},"children":{"items":{"$dynamicRef":"#node"}}},"$defs":{"strict":{"$id":"strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false}},"prefixItems":[{"$ref":"strict"}]}`,
		`{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"properties":{"next":{"$recursiveRef":"#"},"n":{"maximum":4}}}`,
	} {
		f, err := source.ParseJSON("s.json", []byte(text))
		require.NoError(t, err)
		g, err := Load(f, Options{AssertFormats: true})
		require.NoError(t, err)
		before := described(g)
		e := NewEditor(g, true)
		edited := 0
		for _, n := range g.Nodes {
			if n.File != f || n.Resource != g.Root.Resource {
				continue
			}
			for kind, change := range map[string]func(v *source.Value) *source.Value{
				"wrapped": func(v *source.Value) *source.Value { return object("allOf", array(v, object("minimum", number("7")))) },
				"replaced": func(*source.Value) *source.Value {
					return object("properties", object("q", object("type", text0("string"))))
				},
				"extended": func(v *source.Value) *source.Value {
					if v.Kind != source.Object {
						return object("maximum", number("9"))
					}
					return source.NewObject(append(append([]source.Member(nil), v.Members...), source.Member{Name: "maxProperties", Value: number("9")}))
				},
			} {
				changed := change(n.Value)
				want, err := source.ParseJSON("s.json", []byte(replaced(f.Root, n.Value, changed).JSON()))
				require.NoError(t, err)
				plain, err := Load(want, Options{AssertFormats: true})
				if err != nil {
					continue // a reference led into what was replaced, or an identifier would be said twice
				}
				if n == g.Root && n.SchemaID != "" && kind != "extended" {
					continue // it takes the identifier along
				}
				got, err := e.Edit(map[*Node]*source.Value{n: changed}, nil)
				if err != nil {
					assert.ErrorContains(t, err, "cannot be added", "%s %s", n.Ptr(), kind)
					continue
				}
				edited++
				assert.Equal(t, described(plain), described(got), "%s %s in %s", n.Ptr(), kind, text)
				for i, m := range got.Nodes {
					assert.Equal(t, i, m.ID)
				}
			}
		}
		assert.Greater(t, edited, 4, text)
		assert.Equal(t, before, described(g))
	}
}

// TestEditRefers: a reference of a new text leads where resolve says, and a
// schema that applies itself is refused as it is when it is read.
func TestEditRefers(t *testing.T) {
	load := func(text string) *Graph {
		f, err := source.ParseJSON("s.json", []byte(text))
		require.NoError(t, err)
		g, err := Load(f, Options{})
		require.NoError(t, err)
		return g
	}
	g := load(`{"properties":{"a":{"type":"string"}},"$defs":{"A":{"type":"null"}}}`)
	other := load(`{"$ref":"#/$defs/B","$defs":{"B":{"items":{"$ref":"#/$defs/B"}}}}`)
	e := NewEditor(g, false)
	a := g.Root.Properties[0].Node
	ref := object("$ref", text0("anything"))

	known, err := e.Edit(map[*Node]*source.Value{a: ref}, func(*source.Value) (*Node, *source.Value, error) { return g.Root.Defs[0].Node, nil, nil })
	require.NoError(t, err)
	assert.Same(t, g.Root.Defs[0].Node, known.Root.Properties[0].Node.Ref, "what is not changed is shared")
	assert.Equal(t, "string", g.Root.Properties[0].Node.Types[0])

	added, err := e.Edit(map[*Node]*source.Value{a: ref}, func(*source.Value) (*Node, *source.Value, error) { return nil, other.Root.Ref.Value, nil })
	require.NoError(t, err)
	b := added.Root.Properties[0].Node.Ref
	assert.Same(t, b, b.Items.Ref)

	_, err = e.Edit(map[*Node]*source.Value{a: ref}, func(*source.Value) (*Node, *source.Value, error) { return a, nil, nil })
	assert.Error(t, err)
	_, err = e.Edit(map[*Node]*source.Value{a: ref}, func(*source.Value) (*Node, *source.Value, error) { return nil, nil, assert.AnError })
	assert.Error(t, err)
	_, err = e.Edit(map[*Node]*source.Value{a: object("$id", text0("x"))}, nil)
	require.NoError(t, err, "the schema itself is not one of its own")
	_, err = e.Edit(map[*Node]*source.Value{a: object("items", object("$id", text0("x")))}, nil)
	assert.ErrorContains(t, err, "cannot be added")
}

func object(name string, v *source.Value) *source.Value {
	return source.NewObject([]source.Member{{Name: name, Value: v}})
}
func array(items ...*source.Value) *source.Value {
	return &source.Value{Kind: source.Array, Items: items}
}
func number(text string) *source.Value { return &source.Value{Kind: source.Number, Text: text} }
func text0(s string) *source.Value     { return &source.Value{Kind: source.String, Text: s} }

// replaced is v with another value in place of one in it.
func replaced(v, old, new *source.Value) *source.Value {
	if v == old {
		return new
	}
	switch v.Kind {
	case source.Array:
		items := make([]*source.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = replaced(item, old, new)
		}
		return array(items...)
	case source.Object:
		members := append([]source.Member(nil), v.Members...)
		for i := range members {
			members[i].Value = replaced(members[i].Value, old, new)
		}
		return source.NewObject(members)
	}
	return v
}

// described writes what a graph means: its schemas in the order in which they are
// met from the root, with what each asserts and leads to.
func described(g *Graph) string {
	number, queue := map[*Node]int{g.Root: 0}, []*Node{g.Root}
	meet := func(n *Node) string {
		if _, ok := number[n]; !ok {
			number[n] = len(queue)
			queue = append(queue, n)
		}
		return strconv.Itoa(number[n])
	}
	var b strings.Builder
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		b.WriteString(strconv.Itoa(i) + ":")
		if n.Bool != nil {
			b.WriteString(strconv.FormatBool(*n.Bool))
		}
		for row := range n.Assertions() {
			b.WriteString(" " + row.Name)
			if v := n.Value.Get(n.Spelling(row.Name)); v != nil && row.Role == 0 && len(v.Items)+len(v.Members) == 0 {
				b.WriteString("=" + v.JSON())
			}
		}
		for sub := range n.Subschemas() {
			if !sub.Row.Asserts() {
				continue // definitions are met by what refers to them
			}
			b.WriteString(" " + sub.Row.Name + "/" + sub.Name + "->" + meet(sub.Node))
		}
		if r := n.DynamicRef; r != nil {
			b.WriteString(" dynamic " + r.Anchor + strconv.FormatBool(r.Recursive))
			for _, res := range g.Resources {
				if a := res.DynamicAnchors[r.Anchor]; a != nil {
					b.WriteString(" " + meet(a))
				}
				if res.RecursiveAnchor && r.Recursive {
					b.WriteString(" " + meet(res.Root))
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
