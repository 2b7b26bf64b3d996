package contract

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// nodeOf returns a parsed value as something that can be changed.
func nodeOf(v *source.Value) *node {
	n := &node{kind: v.Kind, lit: v.Text}
	switch v.Kind {
	case source.Null:
		return null()
	case source.Bool:
		return boolean(v.Bool)
	case source.String:
		n.lit = quoted(v.Text)
	case source.Array:
		for _, item := range v.Items {
			n.items = append(n.items, nodeOf(item))
		}
	case source.Object:
		for _, m := range v.Members {
			n.members = append(n.members, member{m.Name, quoted(m.Name), nodeOf(m.Value)})
		}
	}
	return n
}

func parsed(t testing.TB, text string) *node { return nodeOf(tree(t, []byte(text))) }

// hop is one step of the way from a RunResult to a field: into a struct field,
// an item, a map entry or what a pointer points at.
type hop struct {
	field, item int
	key         string
	kind        reflect.Kind
}

// replaced returns v with the value at the end of the way replaced. Everything
// on the way is copied, nothing off it: what a caller does who edits a copy.
func replaced(v reflect.Value, way []hop, with reflect.Value) reflect.Value {
	if len(way) == 0 {
		return with
	}
	c := reflect.New(v.Type()).Elem()
	h, rest := way[0], way[1:]
	switch h.kind {
	case reflect.Struct:
		c.Set(v)
		c.Field(h.field).Set(replaced(v.Field(h.field), rest, with))
	case reflect.Slice:
		c.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v))
		c.Index(h.item).Set(replaced(v.Index(h.item), rest, with))
	case reflect.Map:
		c.Set(reflect.MakeMap(v.Type()))
		for it := v.MapRange(); it.Next(); {
			c.SetMapIndex(it.Key(), it.Value())
		}
		k := reflect.ValueOf(h.key)
		c.SetMapIndex(k, replaced(v.MapIndex(k), rest, with))
	case reflect.Pointer:
		c.Set(reflect.New(v.Type().Elem()))
		c.Elem().Set(replaced(v.Elem(), rest, with))
	}
	return c
}

// assigned changes v itself: what a caller does who edits a clone.
func assigned(v reflect.Value, way []hop, with reflect.Value) {
	if len(way) == 0 {
		v.Set(with)
		return
	}
	h, rest := way[0], way[1:]
	switch h.kind {
	case reflect.Struct:
		assigned(v.Field(h.field), rest, with)
	case reflect.Slice:
		assigned(v.Index(h.item), rest, with)
	case reflect.Map:
		k := reflect.ValueOf(h.key)
		entry := reflect.New(v.Type().Elem()).Elem()
		entry.Set(v.MapIndex(k))
		assigned(entry, rest, with)
		v.SetMapIndex(k, entry)
	case reflect.Pointer:
		assigned(v.Elem(), rest, with)
	}
}

// edit sets one field to one value and says what the document becomes.
type edit struct {
	name  string // Type.Field
	way   []hop
	old   reflect.Value
	value reflect.Value
	apply func(root *node)
}

// jsonName returns a field's member name and whether it may be absent.
func jsonName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, options != ""
}

// fieldsOf returns the member names of a generated struct, in schema order.
func fieldsOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			name, _ := jsonName(f)
			names = append(names, name)
		}
	}
	return names
}

// setMember gives a member of n a value, nil for none, where a struct with the
// names would write it: in its recorded place; if new, in schema order unless
// the members were in another one, then at the end.
func setMember(n *node, names []string, name string, v *node) {
	if v == nil {
		n.drop(name)
		return
	}
	if old := n.get(name); old != nil {
		if old.kind != source.Number || v.kind != source.Number || codec.CompareNumbers(old.lit, v.lit) != 0 {
			n.set(name, v) // a number that did not change keeps its spelling
		}
		return
	}
	rank := func(m string) int {
		if i := slices.Index(names, m); i >= 0 {
			return i
		}
		return len(names)
	}
	at := len(n.members)
	if slices.IsSortedFunc(n.members, func(a, b member) int { return rank(a.name) - rank(b.name) }) {
		at = slices.IndexFunc(n.members, func(m member) bool { return rank(m.name) > rank(name) })
		if at < 0 {
			at = len(n.members)
		}
	}
	n.members = slices.Insert(n.members, at, member{name, quoted(name), v})
}

// editor collects the edits of a document.
type editor struct {
	t     testing.TB
	edits []edit
}

// visit collects edits of every field below v, whose node find returns.
func (e *editor) visit(v reflect.Value, way []hop, find func(root *node) *node, doc *node) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			e.visit(v.Elem(), append(way[:len(way):len(way)], hop{kind: reflect.Pointer}), find, doc)
		}
	case reflect.Slice:
		for i := range v.Len() {
			e.visit(v.Index(i), append(way[:len(way):len(way)], hop{kind: reflect.Slice, item: i}),
				func(root *node) *node { return find(root).items[i] }, doc.items[i])
		}
	case reflect.Struct:
		if v.NumField() == 0 || !v.Type().Field(0).IsExported() {
			return // Opt, MetricValue and Raw are set as a whole
		}
		names := fieldsOf(v.Type())
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name, optional := jsonName(f)
			here := append(way[:len(way):len(way)], hop{kind: reflect.Struct, field: i})
			for _, c := range e.changes(v.Field(i), optional, doc.get(name)) {
				e.edits = append(e.edits, edit{v.Type().Name() + "." + f.Name, here, v.Field(i), c.value,
					func(root *node) { setMember(find(root), names, name, c.text) }})
			}
			if doc.get(name) != nil {
				e.visit(v.Field(i), here, func(root *node) *node { return find(root).get(name) }, doc.get(name))
			}
		}
	}
}

// change is a value for a field and what it is in JSON, nil for absent.
type change struct {
	value reflect.Value
	text  *node
}

const (
	newStep = `{"step_id":"new","kind":"k","status":"success","started_at":null,"finished_at":null,"duration_ms":null,` +
		`"summary":"","warnings":[],"artifacts":[],"critical":false}`
	newArtifact = `{"name":"n","path":"p","hash":"h","type":"t","size_bytes":-5}`
)

// changes returns values to set a field to that holds cur, which is doc in JSON.
func (e *editor) changes(cur reflect.Value, optional bool, doc *node) []change {
	absent := null()
	if optional {
		absent = nil
	}
	typ := cur.Type()
	to := func(v any, text string) change {
		return change{reflect.ValueOf(v).Convert(typ), parsed(e.t, text)}
	}
	pointer := func(v any, text string) change {
		p := reflect.New(typ.Elem())
		p.Elem().Set(reflect.ValueOf(v).Convert(typ.Elem()))
		return change{p, parsed(e.t, text)}
	}
	none := change{reflect.Zero(typ), absent}
	switch cur.Interface().(type) {
	case string, rt.Timestamp, runresultv1.RunStatus, runresultv1.StepStatus:
		return []change{to("new ☃\n", `"new ☃\n"`), to("", `""`), to("success", `"success"`)}
	case int64:
		return []change{to(cur.Int()+1, number(string(codec.AppendInt(nil, cur.Int()+1))).lit), to(-7, `-7`), to(100, `100`)}
	case *string, *rt.Timestamp:
		return []change{none, pointer("new", `"new"`), pointer("", `""`)}
	case *int64:
		return []change{none, pointer(0, `0`), pointer(12345, `12345`)}
	case *bool:
		return []change{none, pointer(true, `true`), pointer(false, `false`)}
	case rt.Opt[string]:
		return []change{none, to(rt.Null[string](), `null`), to(rt.Some("new"), `"new"`), to(rt.Some(""), `""`)}
	case *runresultv1.ErrorInfo:
		return []change{none, pointer(runresultv1.ErrorInfo{Type: "t", Message: "m", Hint: rt.Null[string]()}, `{"type":"t","message":"m","hint":null}`)}
	case *runresultv1.Producer:
		return []change{none, pointer(runresultv1.Producer{Name: "n"}, `{"name":"n","version":""}`)}
	case runresultv1.References:
		return []change{to(runresultv1.References{ManifestPath: "m"}, `{"manifest_path":"m","config_hash":"","contract_hash":""}`)}
	case []string:
		return e.listChanges(cur, optional, doc, reflect.ValueOf("new"), `"new"`)
	case []runresultv1.Step:
		critical := false
		return e.listChanges(cur, optional, doc, reflect.ValueOf(runresultv1.Step{StepID: "new", Kind: "k", Status: "success", Critical: &critical}), newStep)
	case []runresultv1.Artifact:
		size := int64(-5)
		return e.listChanges(cur, optional, doc, reflect.ValueOf(runresultv1.Artifact{Name: "n", Path: "p", Hash: "h", Type: "t", SizeBytes: &size}), newArtifact)
	case map[string]string:
		return e.mapChanges(cur, optional, doc, map[string]reflect.Value{`"new"`: reflect.ValueOf("new")})
	case map[string]rt.Raw:
		raw, err := rt.ParseRaw(`{"b":1.0,"a":[]}`)
		require.NoError(e.t, err)
		return e.mapChanges(cur, optional, doc, map[string]reflect.Value{`{"b":1.0,"a":[]}`: reflect.ValueOf(raw), `null`: reflect.ValueOf(rt.Raw{})})
	case map[string]runresultv1.MetricValue:
		big, err := rt.ParseNumber("1.50e2")
		require.NoError(e.t, err)
		return e.mapChanges(cur, optional, doc, map[string]reflect.Value{
			`1.50e2`: reflect.ValueOf(runresultv1.NewMetricValueNumber(big)), `"s"`: reflect.ValueOf(runresultv1.NewMetricValueString("s")),
			`true`: reflect.ValueOf(runresultv1.NewMetricValueBool(true)), `null`: reflect.ValueOf(runresultv1.NewMetricValueNull()),
		})
	}
	e.t.Fatalf("no edits are known for the type %s", typ)
	return nil
}

// listChanges: nothing, empty, one more at either end, the first gone, reversed.
func (e *editor) listChanges(cur reflect.Value, optional bool, doc *node, item reflect.Value, text string) []change {
	if doc == nil {
		doc = array()
	}
	typ := cur.Type()
	list := func(v reflect.Value, items ...*node) change {
		return change{v, array(slices.Clone(items)...)}
	}
	empty := reflect.MakeSlice(typ, 0, 0)
	one := reflect.Append(empty, item)
	out := []change{
		list(empty), list(one, parsed(e.t, text)),
		list(reflect.AppendSlice(one, cur), append([]*node{parsed(e.t, text)}, doc.items...)...),
		list(reflect.Append(reflect.AppendSlice(empty, cur), item), append(slices.Clone(doc.items), parsed(e.t, text))...),
	}
	if optional {
		out = append(out, change{reflect.Zero(typ), nil})
	} else {
		out = append(out, change{reflect.Zero(typ), array()})
	}
	if n := cur.Len(); n > 0 {
		reversed, items := reflect.MakeSlice(typ, n, n), slices.Clone(doc.items)
		slices.Reverse(items)
		for i := range n {
			reversed.Index(i).Set(cur.Index(n - 1 - i))
		}
		out = append(out, list(cur.Slice(1, n), doc.items[1:]...), list(reversed, items...))
	}
	return out
}

// mapChanges: nothing, empty, two more, one gone, each one changed.
func (e *editor) mapChanges(cur reflect.Value, optional bool, doc *node, values map[string]reflect.Value) []change {
	if doc == nil {
		doc = object()
	}
	typ := cur.Type()
	with := func(change func(m reflect.Value)) reflect.Value {
		m := reflect.MakeMap(typ)
		for it := cur.MapRange(); it.Next(); {
			m.SetMapIndex(it.Key(), it.Value())
		}
		change(m)
		return m
	}
	out := []change{{reflect.MakeMap(typ), object()}}
	if optional {
		out = append(out, change{reflect.Zero(typ), nil})
	} else {
		out = append(out, change{reflect.Zero(typ), object()})
	}
	byName := func(a, b member) int { return strings.Compare(a.name, b.name) }
	for text, v := range values {
		more := doc.clone()
		for _, name := range []string{"!new", "new.z"} {
			more.set(name, parsed(e.t, text))
		}
		if slices.IsSortedFunc(doc.members, byName) {
			slices.SortFunc(more.members, byName)
		}
		out = append(out, change{with(func(m reflect.Value) {
			m.SetMapIndex(reflect.ValueOf("new.z"), v)
			m.SetMapIndex(reflect.ValueOf("!new"), v)
		}), more})
		for _, old := range doc.members {
			other := doc.clone()
			other.set(old.name, parsed(e.t, text))
			out = append(out, change{with(func(m reflect.Value) { m.SetMapIndex(reflect.ValueOf(old.name), v) }), other})
		}
	}
	for _, old := range doc.members {
		less := doc.clone()
		less.drop(old.name)
		out = append(out, change{with(func(m reflect.Value) { m.SetMapIndex(reflect.ValueOf(old.name), reflect.Value{}) }), less})
	}
	return out
}
