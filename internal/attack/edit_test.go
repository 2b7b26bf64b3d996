package attack

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Editor makes random edits of the text of a schema: the edits that schema
// authors make, and rewrites that should change nothing.
type Editor struct {
	d graph.Dialect
	w words
}

// NewEditor returns an editor of the text that g was read from.
func NewEditor(g *graph.Graph) *Editor {
	e := &Editor{d: g.Root.Dialect, w: wordsOf(g)}
	e.w.patterns = append(e.w.patterns, plain().patterns...)
	return e
}

// Edit makes one edit of root and returns the new text, and the name of what
// was done. An edit may leave the text as it was, or make it one that does not
// load.
func (e *Editor) Edit(c *Choice, root *source.Value) (*source.Value, string) {
	x := &editor{maker: newMaker(c, e.d, e.w), root: root, places: places(root, e.d)}
	for range 8 {
		kind := of(c, edits)
		x.path = of(c, x.places)
		x.at = at(root, x.path)
		if v := kind.edit(x); v != nil {
			return replace(root, x.path, v), kind.name
		}
	}
	return root, "none"
}

// editor makes one edit at one place.
type editor struct {
	*maker
	root   *source.Value
	places [][]int
	path   []int
	at     *source.Value
}

// edits lists the kinds of edit. Each returns the schema that takes the place
// of e.at, or nil when the edit makes no sense there.
var edits = []struct {
	name string
	edit func(e *editor) *source.Value
}{
	{"keyword changed", (*editor).change},
	{"keyword changed", (*editor).change},
	{"keyword dropped", (*editor).drop},
	{"keyword added", (*editor).insert},
	{"keyword added", (*editor).insert},
	{"number bumped", (*editor).bump},
	{"number bumped", (*editor).bump},
	{"value added", (*editor).addValue},
	{"value removed", (*editor).dropValue},
	{"member added", (*editor).addMember},
	{"member removed", (*editor).dropMember},
	{"member renamed", (*editor).rename},
	{"member required", (*editor).require},
	{"branches changed", (*editor).branches},
	{"annotation changed", (*editor).annotate},
	{"condition put around", (*editor).condition},
	{"rewritten", (*editor).rewrite},
	{"rewritten", (*editor).rewrite},
	{"schema replaced", (*editor).substitute},
}

// members lists the indexes of the keywords of e.at that edits may touch.
func (e *editor) members(fits func(row *keyword.Row, v *source.Value) bool) []int {
	var list []int
	for i, m := range e.at.Members {
		if row := keyword.Find(m.Name); row != nil && row.In(e.d) && drawn(row) && fits(row, m.Value) {
			list = append(list, i)
		}
	}
	return list
}

func anyKeyword(*keyword.Row, *source.Value) bool { return true }

// change gives one keyword another value.
func (e *editor) change() *source.Value {
	list := e.members(func(row *keyword.Row, _ *source.Value) bool {
		return row.Shape != keyword.Schema && row.Shape != keyword.SchemaMap && row.Shape != keyword.SchemaList
	})
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	return setKid(e.at, i, e.value(keyword.Find(e.at.Members[i].Name), 1))
}

func (e *editor) drop() *source.Value {
	list := e.members(anyKeyword)
	if list == nil {
		return nil
	}
	return without(e.at, of(e.c, list))
}

func (e *editor) insert() *source.Value {
	if e.at.Kind != source.Object {
		return nil
	}
	row := of(e.c, e.rows)
	if e.at.Get(row.Name) != nil {
		return nil
	}
	return e.add(e.at, row, 1)
}

// bump changes a number by a little.
func (e *editor) bump() *source.Value {
	list := e.members(func(_ *keyword.Row, v *source.Value) bool { return v.Kind == source.Number })
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	m := e.at.Members[i]
	x, ok := short(m.Value.Text)
	if !ok {
		return nil
	}
	step := big.NewRat(1, 1)
	if keyword.Find(m.Name).Shape != keyword.Count && e.c.chance(3) {
		step.SetFrac64(1, 2)
	}
	if e.c.chance(2) {
		step.Neg(step)
	}
	x.Add(x, step)
	if shape := keyword.Find(m.Name).Shape; x.Sign() < 0 && shape != keyword.Num && shape != keyword.BooleanOrNumber || x.Sign() == 0 && shape == keyword.PositiveNumber {
		return nil
	}
	return setKid(e.at, i, number(decimal(x)))
}

// lists finds the keywords whose value is a list of values or names.
func (e *editor) lists() []int {
	return e.members(func(row *keyword.Row, v *source.Value) bool {
		return v.Kind == source.Array && (row.Shape == keyword.ValueList || row.Shape == keyword.TextList || row.Shape == keyword.TypeNames)
	})
}

func (e *editor) addValue() *source.Value {
	list := e.lists()
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	old := e.at.Members[i]
	var v *source.Value
	switch keyword.Find(old.Name).Shape {
	case keyword.ValueList:
		v = e.constant(1)
	case keyword.TypeNames:
		v = text(of(e.c, typeNames))
	default:
		v = text(of(e.c, e.w.names))
	}
	for _, x := range old.Value.Items {
		if source.Equal(x, v) {
			return nil
		}
	}
	return setKid(e.at, i, array(append(append([]*source.Value{}, old.Value.Items...), v)...))
}

func (e *editor) dropValue() *source.Value {
	list := e.lists()
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	items := e.at.Members[i].Value
	if len(items.Items) < 2 {
		return nil
	}
	return setKid(e.at, i, without(items, e.c.pick(len(items.Items))))
}

// maps finds the keywords whose value maps names to schemas.
func (e *editor) maps() []int {
	return e.members(func(row *keyword.Row, v *source.Value) bool {
		return v.Kind == source.Object && row.Shape == keyword.SchemaMap
	})
}

func (e *editor) addMember() *source.Value {
	if e.at.Kind != source.Object {
		return nil
	}
	properties := e.at.Get("properties")
	if properties == nil || properties.Kind != source.Object {
		properties = object()
	}
	name := of(e.c, append([]string{"added"}, e.w.names...))
	if properties.Get(name) != nil {
		return nil
	}
	return with(e.at, "properties", with(properties, name, e.schema(1)))
}

func (e *editor) dropMember() *source.Value {
	list := e.maps()
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	inner := e.at.Members[i].Value
	if len(inner.Members) == 0 {
		return nil
	}
	return setKid(e.at, i, without(inner, e.c.pick(len(inner.Members))))
}

func (e *editor) rename() *source.Value {
	list := e.maps()
	if list == nil {
		return nil
	}
	i := of(e.c, list)
	inner := e.at.Members[i]
	if len(inner.Value.Members) == 0 {
		return nil
	}
	k := e.c.pick(len(inner.Value.Members))
	name := inner.Value.Members[k].Name + "2"
	if inner.Name == "patternProperties" {
		name = of(e.c, e.w.patterns)
	}
	if inner.Value.Get(name) != nil {
		return nil
	}
	moved := member(name, inner.Value.Members[k].Value)
	members := append([]source.Member{}, inner.Value.Members...)
	members[k] = moved
	return setKid(e.at, i, source.NewObject(members))
}

// require demands a declared member, or no longer.
func (e *editor) require() *source.Value {
	if e.at.Kind != source.Object || e.at.Get("$ref") != nil && e.d < graph.Draft2019 {
		return nil
	}
	names := e.w.names
	if p := e.at.Get("properties"); p != nil && len(p.Members) > 0 {
		names = []string{of(e.c, p.Members).Name}
	}
	name := of(e.c, names)
	required := e.at.Get("required")
	if required == nil || required.Kind != source.Array {
		return with(e.at, "required", texts([]string{name}))
	}
	for i, x := range required.Items {
		if x.Text == name {
			if len(required.Items) == 1 {
				return nil
			}
			return with(e.at, "required", without(required, i))
		}
	}
	return with(e.at, "required", array(append(append([]*source.Value{}, required.Items...), text(name))...))
}

// substitute puts another subschema of the text, or a new one, in the place.
func (e *editor) substitute() *source.Value {
	if len(e.path) == 0 {
		return nil
	}
	if e.c.chance(2) {
		return e.schema(1)
	}
	return at(e.root, of(e.c, e.places))
}
