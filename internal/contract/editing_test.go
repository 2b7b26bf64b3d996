package contract

import (
	"cmp"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
)

// structs are the generated types that are objects.
var structs = []reflect.Type{
	reflect.TypeFor[runresultv1.RunResult](), reflect.TypeFor[runresultv1.Step](), reflect.TypeFor[runresultv1.Artifact](),
	reflect.TypeFor[runresultv1.ErrorInfo](), reflect.TypeFor[runresultv1.References](), reflect.TypeFor[runresultv1.Producer](),
}

// TestEdits: each field set in turn gives the new value at its place and keeps
// everything else, and neither a copy nor a clone that is edited touches the
// value it was made from.
func TestEdits(t *testing.T) {
	done := map[string]bool{}
	count := 0
	for seed := range uint64(rounds.Of(15, 60)) {
		g := newMaker(seed)
		g.tame = seed%6 != 0
		text := g.document().text(nil)
		if seed == 0 {
			text = []byte(plain)
		}
		x, err := runresultv1.UnmarshalRunResult(text)
		require.NoError(t, err)
		before := string(x.AppendJSON(nil))
		doc := tree(t, text)
		e := &editor{t: t}
		e.visit(reflect.ValueOf(x), nil, func(root *node) *node { return root }, nodeOf(doc))
		for _, c := range e.edits {
			done[c.name] = true
			count++
			want := nodeOf(doc)
			c.apply(want)
			wantText := want.text(nil)

			copied := replaced(reflect.ValueOf(x), c.way, c.value).Interface().(runresultv1.RunResult)
			got := copied.AppendJSON(nil)
			requireSame(t, wantText, got, c.name+" set in a copy")

			clone := x.Clone()
			assigned(reflect.ValueOf(&clone).Elem(), c.way, c.value)
			require.Equal(t, string(got), string(clone.AppendJSON(nil)), "%s set in a clone", c.name)
			require.Equal(t, before, string(x.AppendJSON(nil)), "setting %s changed the value it was copied from", c.name)

			same := source.Equal(doc, tree(t, got))
			require.Equal(t, same, x.Equal(copied), "Equal after setting %s\n%s\n%s", c.name, before, got)
			require.Equal(t, same, copied.Equal(x))
			require.True(t, copied.Equal(clone) && clone.Equal(copied), c.name)

			back := replaced(reflect.ValueOf(copied), c.way, c.old).Interface().(runresultv1.RunResult)
			require.Equal(t, before, string(back.AppendJSON(nil)), "%s set and set back", c.name)
			if copied.Validate() == nil {
				checkLossless(t, got)
			}
		}
	}
	t.Logf("%d edits", count)
	for _, typ := range structs {
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				require.True(t, done[typ.Name()+"."+f.Name], "%s.%s was never set", typ.Name(), f.Name)
			}
		}
	}
}

// TestEditKeepsNumberText: a number keeps its spelling while the field has its
// value, and only then.
func TestEditKeepsNumberText(t *testing.T) {
	text := `{"name":"n","path":"p","hash":"` + hashA + `","type":"t","size_bytes":1.20e1}`
	a, err := runresultv1.UnmarshalArtifact([]byte(text))
	require.NoError(t, err)
	require.Equal(t, int64(12), *a.SizeBytes)
	require.Contains(t, string(a.AppendJSON(nil)), `:1.20e1}`)
	*a.SizeBytes = 13
	require.Contains(t, string(a.AppendJSON(nil)), `:13}`)
	*a.SizeBytes = 12
	require.Contains(t, string(a.AppendJSON(nil)), `:1.20e1}`)
	a.SizeBytes = nil
	require.NotContains(t, string(a.AppendJSON(nil)), `size_bytes`)
}

// TestCloneSharesNothing: no slice, map or pointer of a clone is one of the
// original's.
func TestCloneSharesNothing(t *testing.T) {
	for seed := range uint64(200) {
		text := newMaker(seed).document().text(nil)
		x, err := runresultv1.UnmarshalRunResult(text)
		require.NoError(t, err)
		y := x.Clone()
		mine := map[uintptr]bool{}
		references(reflect.ValueOf(x), func(p uintptr) { mine[p] = true })
		references(reflect.ValueOf(y), func(p uintptr) { require.False(t, mine[p], "seed %d", seed) })
		require.True(t, x.Equal(y))
		require.Equal(t, string(x.AppendJSON(nil)), string(y.AppendJSON(nil)))
	}
	var zero runresultv1.RunResult
	require.True(t, zero.Clone().Equal(zero))
	require.Nil(t, zero.Clone().Steps, "nil stays nil")
	empty := runresultv1.RunResult{Steps: []runresultv1.Step{}, Environment: map[string]string{}}
	require.NotNil(t, empty.Clone().Steps)
	require.NotNil(t, empty.Clone().Environment, "empty stays empty")
}

// TestNothingOverlaps: no two pointers or slices of a decoded value reach the
// same memory, spare capacity included, so that writing through one of them
// changes one field.
func TestNothingOverlaps(t *testing.T) {
	type span struct{ from, to uintptr }
	for seed := range uint64(300) {
		x, err := runresultv1.UnmarshalRunResult(newMaker(seed).document().text(nil))
		require.NoError(t, err)
		clone := x.Clone()
		var spans []span
		for _, v := range []runresultv1.RunResult{x, clone} {
			owned(reflect.ValueOf(v), func(from, size uintptr) { spans = append(spans, span{from, from + size}) })
		}
		slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
		for i := 1; i < len(spans); i++ {
			require.LessOrEqual(t, spans[i-1].to, spans[i].from, "seed %d", seed)
		}
		runtime.KeepAlive(x)
		runtime.KeepAlive(clone)
	}
}

// owned calls f with the memory that each pointer and slice of v reaches.
func owned(v reflect.Value, f func(from, size uintptr)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			f(v.Pointer(), v.Type().Elem().Size())
			owned(v.Elem(), f)
		}
	case reflect.Slice:
		if v.Cap() > 0 {
			f(v.Pointer(), v.Type().Elem().Size()*uintptr(v.Cap()))
		}
		for i := range v.Len() {
			owned(v.Index(i), f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				owned(v.Field(i), f)
			}
		}
	}
}

// references calls f with every address through which v's exported fields can
// be changed.
func references(v reflect.Value, f func(uintptr)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			f(v.Pointer())
			references(v.Elem(), f)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			f(v.Pointer())
		}
		for i := range v.Len() {
			references(v.Index(i), f)
		}
	case reflect.Map:
		if !v.IsNil() {
			f(v.Pointer())
		}
		for it := v.MapRange(); it.Next(); {
			references(it.Value(), f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				references(v.Field(i), f)
			}
		}
	}
}

// TestEqual: order, space and the spelling of numbers and strings do not count.
func TestEqual(t *testing.T) {
	for seed := range uint64(300) {
		g := newMaker(seed)
		g.tame = true
		n := g.document()
		x, err := runresultv1.UnmarshalRunResult(n.text(nil))
		require.NoError(t, err)
		g.respell(n)
		y, err := runresultv1.UnmarshalRunResult(n.text(blanks(g.Rand)))
		require.NoError(t, err)
		require.True(t, x.Equal(x) && x.Equal(y) && y.Equal(x), "seed %d:\n%s\n%s", seed, x.AppendJSON(nil), y.AppendJSON(nil))

		g.mutate(n)
		z, err := runresultv1.UnmarshalRunResult(n.text(nil))
		if err != nil {
			continue
		}
		same := source.Equal(tree(t, x.AppendJSON(nil)), tree(t, z.AppendJSON(nil)))
		require.Equal(t, same, x.Equal(z), "seed %d:\n%s\n%s", seed, x.AppendJSON(nil), z.AppendJSON(nil))
		require.Equal(t, same, z.Equal(x))
	}
}

// respell writes the same value in another way.
func (g *maker) respell(n *node) {
	switch n.kind {
	case source.String:
		n.lit = spelled(unquote(n.lit), func() int { return g.IntN(8) })
	case source.Number:
		if v, err := rt.ParseInteger(n.lit); err == nil {
			if i, fits := v.Int64(); fits && i >= 0 {
				n.lit = g.integer(i).lit
			}
		}
	}
	for _, item := range n.items {
		g.respell(item)
	}
	for i := range n.members {
		n.members[i].key = spelled(n.members[i].name, func() int { return g.IntN(8) })
		g.respell(n.members[i].value)
	}
	g.Shuffle(len(n.members), func(i, j int) { n.members[i], n.members[j] = n.members[j], n.members[i] })
}
