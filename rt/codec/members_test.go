package codec_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// thing is a struct as generated code has them, with n declared members named
// f0, f1, … whose values stay text.
type thing struct {
	fields  []string // "" for absent
	members codec.Members
}

func declaredNames(n int) (names, spelled []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("f%d", i))
		spelled = append(spelled, fmt.Sprintf(`"f%d":`, i))
	}
	return names, spelled
}

// decodeThing reads an object as generated code does.
func decodeThing(text string, n int) (thing, error) {
	names, spelled := declaredNames(n)
	x := thing{fields: make([]string, n)}
	c := codec.NewCursor(text, nil)
	if c.Peek() == rt.KindObject {
		c.Enter()
		var rec codec.Recorder
		if n > 64 {
			rec.More = make([]uint64, (n-1)/64)
		}
		for {
			i := rec.Next(c, spelled)
			if i == codec.Done {
				break
			}
			if i == codec.Other {
				if i = slices.Index(names, c.Key()); i >= 0 {
					rec.Field(c, i)
				}
			}
			if i < 0 {
				rec.Unknown(c)
				continue
			}
			x.fields[i] = c.Raw().String()
		}
		x.members = rec.Members()
		if !c.Dead() {
			count := 0
			for i, v := range x.fields {
				if v != "" {
					count++
				}
				if rec.Has(i) != (v != "") {
					return x, fmt.Errorf("Has(%d) is wrong", i)
				}
			}
			for range x.members.All() {
				count++
			}
			if rec.Len() != count {
				return x, fmt.Errorf("Len is %d of %d", rec.Len(), count)
			}
		}
	}
	c.End()
	return x, c.Err()
}

func (x *thing) encode() string {
	b := []byte{'{'}
	for w := x.members.Walk(len(x.fields)); w.Next(); {
		if w.Field() < 0 {
			b = w.AppendUnknown(b)
		} else if v := x.fields[w.Field()]; v != "" {
			b = append(append(codec.AppendString(codec.AppendComma(b), fmt.Sprintf("f%d", w.Field())), ':'), v...)
		}
	}
	return string(append(b, '}'))
}

// pair is a member of the object a test works with beside the thing.
type pair struct{ name, value string }

func written(pairs []pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(p.name)
		b.WriteString(string(name) + ":" + p.value)
	}
	return "{" + b.String() + "}"
}

// sameJSON says whether two texts mean the same to encoding/json.
func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	require.NoError(t, json.Unmarshal([]byte(a), &x), a)
	require.NoError(t, json.Unmarshal([]byte(b), &y), b)
	return reflect.DeepEqual(x, y)
}

// TestMembersOrder: whatever the order of declared and unknown members, it is
// written again; edits of unknown members keep it.
func TestMembersOrder(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 2))
		n := []int{1, 3, 5, 64, 65, 130}[r.IntN(6)]
		var pairs []pair
		for i := range n {
			if r.IntN(2) == 0 {
				pairs = append(pairs, pair{fmt.Sprintf("f%d", i), fmt.Sprint(i)})
			}
		}
		for i := range r.IntN(25) {
			pairs = slices.Insert(pairs, len(pairs)-r.IntN(min(len(pairs)+1, 3)), pair{fmt.Sprintf("u%d", i), fmt.Sprintf(`{"%d":1.0}`, i)})
		}
		for range []int{0, 0, 1, 40}[r.IntN(4)] {
			if len(pairs) > 1 {
				i, j := r.IntN(len(pairs)), r.IntN(len(pairs))
				pairs[i], pairs[j] = pairs[j], pairs[i]
			}
		}
		text := written(pairs)
		x, err := decodeThing(text, n)
		require.NoError(t, err, text)
		require.Equal(t, text, x.encode())

		before := x
		for range r.IntN(6) {
			name := fmt.Sprintf("u%d", r.IntN(30))
			i := slices.IndexFunc(pairs, func(p pair) bool { return p.name == name })
			if r.IntN(2) == 0 {
				require.Equal(t, i >= 0, x.members.Delete(name))
				if i >= 0 {
					pairs = slices.Delete(slices.Clone(pairs), i, i+1)
				}
				continue
			}
			x.members.Set(name, rt.RawString("new"))
			if i >= 0 {
				pairs = slices.Clone(pairs)
				pairs[i].value = `"new"`
			} else {
				pairs = append(slices.Clone(pairs), pair{name, `"new"`})
			}
		}
		require.Equal(t, written(pairs), x.encode(), "seed %d, from %s", seed, text)
		require.Equal(t, text, before.encode(), "the copy made before")
		for _, p := range pairs {
			v, ok := x.members.Unknown(p.name)
			require.Equal(t, p.name[0] == 'u', ok)
			if ok {
				require.Equal(t, p.value, v.String())
			}
		}
		require.Equal(t, sameJSON(t, written(pairs), text), x.members.Equal(&before.members))
	}
}

// TestMembersRefuse: a second member of a name is refused at its name, declared
// or not, however many there are, whatever its value.
func TestMembersRefuse(t *testing.T) {
	for _, n := range []int{3, 70} {
		for _, count := range []int{1, 15, 16, 17, 200} {
			var pairs []pair
			for i := range min(n, 3) {
				pairs = append(pairs, pair{fmt.Sprintf("f%d", i), "1"})
			}
			if n > 64 {
				pairs = append(pairs, pair{"f69", "1"})
			}
			for i := range count {
				pairs = append(pairs, pair{fmt.Sprintf("u%d", i), "1"})
			}
			for _, again := range []string{"f0", "f2", "u0", pairs[len(pairs)-1].name, "f69"} {
				if again == "f69" && n <= 64 {
					continue
				}
				text := strings.TrimSuffix(written(pairs), "}") + `,"` + again + `":[broken`
				_, err := decodeThing(text, n)
				var list *rt.Errors
				require.ErrorAs(t, err, &list)
				require.Equal(t, "duplicate-name", list.List[0].Code, again)
				require.Equal(t, strings.LastIndex(text, `"`+again), list.List[0].Offset)
				require.Equal(t, "/"+again, list.List[0].InstanceAt)
			}
		}
	}
}

// TestMembersEmpty: in schema order, nothing is retained.
func TestMembersEmpty(t *testing.T) {
	x, err := decodeThing(` { "f0":1 , "f2" : 2 }`, 3)
	require.NoError(t, err)
	require.True(t, x.members.IsEmpty())
	require.Equal(t, "", x.members.FieldText(0))
	x.fields[1] = "7"
	require.Equal(t, `{"f0":1,"f1":7,"f2":2}`, x.encode())

	x, err = decodeThing(`{"f2":2,"u":0,"f0":1}`, 3)
	require.NoError(t, err)
	require.False(t, x.members.IsEmpty())
	x.fields[1] = "7"
	require.Equal(t, `{"f2":2,"u":0,"f0":1,"f1":7}`, x.encode(), "a new member comes last when the order was another")
	x.fields[2] = ""
	require.Equal(t, `{"u":0,"f0":1,"f1":7}`, x.encode())

	m := codec.MembersOfText("1.0")
	require.Equal(t, "1.0", m.FieldText(0))
	require.Equal(t, "", m.FieldText(1))
}

// TestOrderOf: recorded order first, then the others by name.
func TestOrderOf(t *testing.T) {
	m := map[string]int{"a": 1, "b": 2, "c": 3, "é": 4}
	require.Equal(t, []codec.Place{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "é"}}, codec.OrderOf("", m))
	require.Equal(t, []codec.Place{{Name: "c", Text: "3.0"}, {Name: "a", Text: "1"}, {Name: "b"}, {Name: "é"}}, codec.OrderOf(`{"c": 3.0, "gone": [], "a":1}`, m))
	require.Empty(t, codec.OrderOf(`{"c":1}`, map[string]int{}))
	require.True(t, codec.HasKey(m, "a"))
	require.False(t, codec.HasKey(m, "A"))
}

// TestTrail: the texts of an array's elements, one by one.
func TestTrail(t *testing.T) {
	trail := codec.TrailOf(` [1.0, {"a":[ ]} ,"x"]`)
	for _, want := range []string{"1.0", `{"a":[ ]}`, `"x"`, "", ""} {
		require.Equal(t, want, trail.Next())
	}
	for _, text := range []string{"", "{}", "1", "[]", "null"} {
		trail := codec.TrailOf(text)
		require.Equal(t, "", trail.Next())
	}
	v, ok := codec.ValueOfMember([]byte(`{"a":1.0`))
	require.True(t, ok)
	require.Equal(t, "1.0", v.String())
	_, ok = codec.ValueOfMember([]byte(`{`))
	require.False(t, ok)
}
