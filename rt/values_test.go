package rt_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// TestOpt: absent, null and a value are three states.
func TestOpt(t *testing.T) {
	absent, null, some := rt.Opt[string]{}, rt.Null[string](), rt.Some("")
	for _, c := range []struct {
		o                                rt.Opt[string]
		present, isNull, isZero, isValue bool
	}{{absent, false, false, true, false}, {null, true, true, false, false}, {some, true, false, false, true}} {
		require.Equal(t, c.present, c.o.IsPresent())
		require.Equal(t, c.isNull, c.o.IsNull())
		require.Equal(t, c.isZero, c.o.IsZero())
		_, ok := c.o.Get()
		require.Equal(t, c.isValue, ok)
		require.Equal(t, c.isValue, c.o.Pointer() != nil)
		if c.isValue {
			require.Equal(t, "", c.o.Or("other"))
		} else {
			require.Equal(t, "other", c.o.Or("other"))
		}
		for _, other := range []rt.Opt[string]{absent, null, some} {
			require.Equal(t, c.o == other, rt.EqualOpt(c.o, other, rt.Is[string]))
		}
	}
	require.Equal(t, null, rt.OptOf[string](nil))
	v := "x"
	o := rt.OptOf(&v)
	v = "changed"
	require.Equal(t, rt.Some("x"), o)
	*o.Pointer() = "changed"
	require.Equal(t, rt.Some("x"), o, "Pointer gives a copy")
	slice := rt.Some([]int{1})
	clone := rt.CloneOpt(slice, func(s []int) []int { return rt.CloneSlice(s, rt.Same[int]) })
	got, _ := clone.Get()
	got[0] = 2
	kept, _ := slice.Get()
	require.Equal(t, 1, kept[0])
	require.Equal(t, rt.Null[[]int](), rt.CloneOpt(rt.Null[[]int](), rt.Same[[]int]))
}

// TestTimestamp keeps its text and parses on demand.
func TestTimestamp(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 120_000_000, time.FixedZone("", 3600))
	stamp := rt.NewTimestamp(at)
	require.Equal(t, "2024-02-29T12:00:00.12+01:00", stamp.String())
	back, err := stamp.Time()
	require.NoError(t, err)
	require.True(t, back.Equal(at))
	for _, bad := range []string{"", "yesterday", "2024-02-30T12:00:00Z", "2024-02-29 12:00:00"} {
		_, err = rt.Timestamp(bad).Time()
		require.EqualError(t, err, "timestamp "+strconv.Quote(bad)+" is not an RFC 3339 date-time")
		var cause *time.ParseError
		require.ErrorAs(t, err, &cause)
	}
	text, err := json.Marshal(rt.Timestamp("2024-02-29T12:00:00.000Z"))
	require.NoError(t, err)
	require.Equal(t, `"2024-02-29T12:00:00.000Z"`, string(text))
}

// TestCollections: clones share nothing, and nil stays nil.
func TestCollections(t *testing.T) {
	one := 1
	p := rt.ClonePtr(&one, rt.Same[int])
	*p = 2
	require.Equal(t, 1, one)
	require.Nil(t, rt.ClonePtr[int](nil, rt.Same[int]))
	require.Nil(t, rt.CloneSlice[int](nil, rt.Same[int]))
	require.NotNil(t, rt.CloneSlice([]int{}, rt.Same[int]))
	require.Nil(t, rt.CloneMap[int](nil, rt.Same[int]))
	require.NotNil(t, rt.CloneMap(map[string]int{}, rt.Same[int]))
	m := map[string]int{"a": 1}
	c := rt.CloneMap(m, rt.Same[int])
	c["a"] = 2
	require.Equal(t, 1, m["a"])

	require.True(t, rt.EqualSlice(nil, []int{}, rt.Is[int]))
	require.False(t, rt.EqualSlice([]int{1}, []int{2}, rt.Is[int]))
	require.True(t, rt.EqualMap(nil, map[string]int{}, rt.Is[int]))
	require.False(t, rt.EqualMap(m, c, rt.Is[int]))
	require.False(t, rt.EqualMap(m, map[string]int{"b": 1}, rt.Is[int]))
	require.True(t, rt.EqualPtr[int](nil, nil, rt.Is[int]))
	require.False(t, rt.EqualPtr(&one, nil, rt.Is[int]))
	require.False(t, rt.EqualPtr(nil, &one, rt.Is[int]))
	uno := 1
	require.True(t, rt.EqualPtr(&one, &uno, rt.Is[int]))
	require.True(t, rt.ExactlyOne(false, true, false))
	require.False(t, rt.ExactlyOne(true, true))
	require.False(t, rt.ExactlyOne())
}

// TestMatch: automata and expressions as generated code prints them.
func TestMatch(t *testing.T) {
	// a, then any number of é, then the end; or anything that begins with b.
	d := rt.DFA{
		ASCII:   string(func() []byte { b := make([]byte, 128); b['a'], b['b'] = 1, 2; return b }()),
		Wide:    []rt.Wide{{Hi: 'è', Class: 0}, {Hi: 'é', Class: 3}, {Hi: 0x10ffff, Class: 0}},
		Classes: 4, Start: 4,
		Next:   []uint16{0, 0, 0, 0 /**/, 0, 8, 12, 0 /**/, 0, 0, 0, 8 /**/, 12, 12, 12, 12},
		Accept: "0012",
	}
	for s, want := range map[string]bool{"": false, "a": true, "aé": true, "aéé": true, "aè": false, "a\U0001f600": false, "aa": false, "b": true, "bcé": true, "é": false} {
		require.Equal(t, want, d.Match(s), "%q", s)
	}
	for n := 250; n < 260; n++ {
		require.True(t, d.Match("b"+strings.Repeat("é", n)))
		require.True(t, d.Match("a"+strings.Repeat("é", n)))
		require.False(t, d.Match("a"+strings.Repeat("é", n)+"x"))
	}
	re := rt.NewRegexp(`^x+$`)
	require.True(t, re.Match("xx") && !re.Match("y"))
}

// TestTake: strings taken from shared blocks are independent of one another.
func TestTake(t *testing.T) {
	c := rt.NewCursor("", nil)
	var lists [][]string
	for n := range 90 {
		mark := c.Mark()
		for i := range n {
			c.Push(rt.IntText(int64(n*1000 + i)))
			if i == n/2 {
				inner := c.Mark() // an array within the array
				c.Push("inner")
				require.Equal(t, []string{"inner"}, c.Take(inner))
			}
		}
		lists = append(lists, c.Take(mark))
	}
	for n, list := range lists {
		require.NotNil(t, list)
		require.Len(t, list, n)
		_ = append(list, "more")
		for i := range list {
			require.Equal(t, rt.IntText(int64(n*1000+i)), list[i])
			list[i] = "changed"
		}
	}
}

// TestListed: lists are looked up by value, numbers exactly.
func TestListed(t *testing.T) {
	ints := make([]int64, 10_000)
	texts := make([]string, len(ints))
	for i := range ints {
		ints[i], texts[i] = int64(2*i)-10_000, rt.IntText(int64(2*i)-10_000)+".5"
	}
	require.True(t, rt.IsListedInt(ints, -10_000) && rt.IsListedInt(ints, 0) && rt.IsListedInt(ints, 9_998))
	require.False(t, rt.IsListedInt(ints, 1) || rt.IsListedInt(ints, 1<<63-1) || rt.IsListedInt(nil, 0))
	texts[4_999], texts[5_000] = "-1e0", "0.1e1"
	require.True(t, rt.IsListedNumber(texts, "1.0") && rt.IsListedNumber(texts, "99985e-1") && rt.IsListedNumber(texts, "-1"))
	require.False(t, rt.IsListedNumber(texts, "0") || rt.IsListedNumber(texts, "1e400") || rt.IsListedNumber(texts, "1.0000000000000000000001"))
	// A comparison of fractions allocates twice, so this counts them.
	require.Less(t, testing.AllocsPerRun(100, func() { rt.IsListedNumber(texts, "9998.5") }), 2*15.0)
}

// BenchmarkListed: ten thousand numbers cost some comparisons more than ten.
func BenchmarkListed(b *testing.B) {
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = rt.IntText(int64(i)) + ".5"
	}
	for _, n := range []int{10, 10_000} {
		b.Run(rt.IntText(int64(n)), func(b *testing.B) {
			for b.Loop() {
				rt.IsListedNumber(texts[:n], "7.50")
			}
		})
	}
}
