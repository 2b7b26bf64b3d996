package shrink_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/shrink"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

func parse(t testing.TB, doc string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("doc.json", []byte(doc))
	require.NoError(t, err, doc)
	return f.Root
}

func TestShrink(t *testing.T) {
	contains := func(part string) func(*source.Value) bool {
		return func(v *source.Value) bool { return strings.Contains(v.JSON(), part) }
	}
	for _, c := range []struct {
		name, doc string
		keep      func(*source.Value) bool
		want      string
	}{
		{"anything goes", `{"a":[1,2,{"b":"c"}]}`, func(*source.Value) bool { return true }, `null`},
		{"nothing goes", `{"a":[1,2]}`, func(*source.Value) bool { return false }, `{"a":[1,2]}`},
		{"members and items are left out", `{"a":1,"b":[3,4,5],"c":{"d":6}}`, contains(`4`), `{"b":[4]}`},
		{"the names that matter stay", `{"a":1,"b":[3,4,5],"c":{"d":6}}`, func(v *source.Value) bool { return v.Get("c").Get("d") != nil }, `{"c":{"d":null}}`},
		{"order stays", `{"x":1,"b":2,"y":3,"a":4}`, func(v *source.Value) bool { return v.Get("a") != nil && v.Get("b") != nil }, `{"b":null,"a":null}`},
		{"items", `[1,2,3,4,5,6,7,8,9]`, func(v *source.Value) bool { return len(v.Items) >= 3 }, `[null,null,null]`},
		{"true becomes false", `true`, kind(source.Bool), `false`},
		{"numbers", `-12345.678e9`, kind(source.Number), `0`},
		{"numbers above a bound", `98765`, func(v *source.Value) bool { return v.Kind == source.Number && len(v.Text) >= 3 }, `100`},
		{"numbers with a fraction", `12.3456`, contains("."), `1.3`},
		{"numbers above a minimum", `98765`, func(v *source.Value) bool { return v.Kind == source.Number && codec.CompareNumbers(v.Text, "17") >= 0 }, `17`},
		{"numbers of many digits", strings.Repeat("7", 400), func(v *source.Value) bool { return len(v.Text) >= 30 }, "1" + strings.Repeat("0", 29)},
		{"negative numbers", `-17`, contains("-"), `-1`},
		{"strings", `"hello"`, kind(source.String), `""`},
		{"strings of a length", `"hällo!"`, func(v *source.Value) bool { return v.Kind == source.String && utf8.RuneCountInString(v.Text) >= 3 }, `"aaa"`},
		{"plain characters", `["x\u2028\u200dy"]`, func(v *source.Value) bool {
			return len(v.Items) == 1 && strings.HasPrefix(v.Items[0].Text, "x") && strings.HasSuffix(v.Items[0].Text, "y") && utf8.RuneCountInString(v.Items[0].Text) == 4
		}, `["xaay"]`},
		{"a line end where no letter does", `"\u2029"`, func(v *source.Value) bool { return v.Kind == source.String && strings.ContainsAny(v.Text, "\n\u2029") }, `"\n"`},
		{"strings that must differ", `["hello","hello you"]`, func(v *source.Value) bool {
			return len(v.Items) == 2 && v.Items[0].Kind == source.String && v.Items[1].Kind == source.String && v.Items[0].Text != v.Items[1].Text
		}, `["","a"]`},
		{"values around what matters stay", `{"steps":[{"id":"a","status":"partial","note":"n"},{"id":"b","status":"ok"}]}`, func(v *source.Value) bool { return v.Get("steps") != nil && contains(`"partial"`)(v) }, `{"steps":[{"status":"partial"}]}`},
		{"turns of a recursion are left out", `{"kids":[{},{"kids":[{"kids":[{"name":1}]},{}]}]}`, contains(`"name"`), `{"name":null}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := parse(t, c.doc)
			require.Equal(t, c.want, shrink.Shrink(doc, c.keep, 10_000).JSON())
			require.Equal(t, parse(t, c.doc).JSON(), doc.JSON(), "the argument is as before")
		})
	}
}

func kind(k source.Kind) func(*source.Value) bool {
	return func(v *source.Value) bool { return v.Kind == k }
}

func TestLimit(t *testing.T) {
	doc := parse(t, `{"a":1,"b":2,"c":[1,2,3]}`)
	for _, limit := range []int{-1, 0, 1, 2, 5} {
		asked := 0
		last := doc
		got := shrink.Shrink(doc, func(v *source.Value) bool {
			asked++
			require.False(t, v == last)
			if v.Get("c") == nil {
				return false
			}
			last = v
			return true
		}, limit)
		require.LessOrEqual(t, asked, max(0, limit))
		require.Same(t, last, got, "the last that was kept")
	}
}

// TestRandom: whatever keep says, the result is one that it held for, the same
// each time, and no further step is possible.
func TestRandom(t *testing.T) {
	for seed := range int64(300) {
		r := rand.New(rand.NewSource(seed))
		doc := document(r, 4)
		mod := uint32(2 + r.Intn(5))
		keep := func(v *source.Value) bool { return v == doc || hash(v.JSON())%mod == 0 }
		first := shrink.Shrink(doc, keep, 3_000)
		require.True(t, keep(first), doc.JSON())
		require.Equal(t, first.JSON(), shrink.Shrink(doc, keep, 3_000).JSON())
		if first != doc {
			require.LessOrEqual(t, len(first.JSON()), len(doc.JSON())+4, "false may be longer than 0")
		}
		again := shrink.Shrink(first, keep, 3_000)
		require.Equal(t, first.JSON(), again.JSON(), doc.JSON())
	}
}

func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h >> 7
}

func document(r *rand.Rand, depth int) *source.Value {
	switch k := r.Intn(8); {
	case depth > 0 && k < 3:
		var members []source.Member
		for i := range r.Intn(20) {
			members = append(members, source.Member{Name: fmt.Sprint("m", i), Value: document(r, depth-1)})
		}
		return source.NewObject(members)
	case depth > 0 && k < 5:
		var items []*source.Value
		for range r.Intn(6) {
			items = append(items, document(r, depth-1))
		}
		return &source.Value{Kind: source.Array, Items: items}
	case k < 6:
		return &source.Value{Kind: source.Number, Text: fmt.Sprint(r.Intn(2000)-1000, []string{"", ".5", ".25e7", "e3"}[r.Intn(4)])}
	case k < 7:
		return &source.Value{Kind: source.String, Text: strings.Repeat([]string{"x", "é", "yz"}[r.Intn(3)], r.Intn(6))}
	}
	return &source.Value{Kind: source.Bool, Bool: r.Intn(2) == 0}
}

// TestDeep: documents as deep as can be read take no harm.
func TestDeep(t *testing.T) {
	doc := parse(t, strings.Repeat("[", 9_999)+strings.Repeat("]", 9_999))
	got := shrink.Shrink(doc, func(v *source.Value) bool { return v.Kind == source.Array && len(v.Items) == 1 }, 200)
	require.Equal(t, `[null]`, got.JSON())
	got = shrink.Shrink(doc, func(*source.Value) bool { return false }, 2_000)
	require.Same(t, doc, got)
}
