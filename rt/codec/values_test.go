package codec_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// TestOpt: absent, null and a value are copied and compared as three states.
func TestOpt(t *testing.T) {
	states := []rt.Opt[string]{{}, rt.Null[string](), rt.Some(""), rt.Some("x")}
	for _, a := range states {
		for _, b := range states {
			require.Equal(t, a == b, codec.EqualOpt(a, b, codec.Is[string]))
		}
	}
	v := 1
	require.Same(t, &v, codec.PointerOf(codec.OptOfPointer(&v)))
	require.Nil(t, codec.PointerOf(codec.OptOfPointer[int](nil)))
	require.True(t, codec.OptOfPointer[int](nil).IsNull())
	slice := rt.Some([]int{1})
	clone := codec.CloneOpt(slice, func(s []int) []int { return codec.CloneSlice(s, codec.Same[int]) })
	got, _ := clone.Get()
	got[0] = 2
	kept, _ := slice.Get()
	require.Equal(t, 1, kept[0])
	require.Equal(t, rt.Null[[]int](), codec.CloneOpt(rt.Null[[]int](), codec.Same[[]int]))
}

// TestCollections: clones share nothing, and nil stays nil.
func TestCollections(t *testing.T) {
	one := 1
	p := codec.ClonePtr(&one, codec.Same[int])
	*p = 2
	require.Equal(t, 1, one)
	require.Nil(t, codec.ClonePtr[int](nil, codec.Same[int]))
	require.Nil(t, codec.CloneSlice[int](nil, codec.Same[int]))
	require.NotNil(t, codec.CloneSlice([]int{}, codec.Same[int]))
	require.Nil(t, codec.CloneMap[int](nil, codec.Same[int]))
	require.NotNil(t, codec.CloneMap(map[string]int{}, codec.Same[int]))
	m := map[string]int{"a": 1}
	c := codec.CloneMap(m, codec.Same[int])
	c["a"] = 2
	require.Equal(t, 1, m["a"])

	require.True(t, codec.EqualSlice(nil, []int{}, codec.Is[int]))
	require.False(t, codec.EqualSlice([]int{1}, []int{2}, codec.Is[int]))
	require.True(t, codec.EqualMap(nil, map[string]int{}, codec.Is[int]))
	require.False(t, codec.EqualMap(m, c, codec.Is[int]))
	require.False(t, codec.EqualMap(m, map[string]int{"b": 1}, codec.Is[int]))
	require.True(t, codec.EqualPtr[int](nil, nil, codec.Is[int]))
	require.False(t, codec.EqualPtr(&one, nil, codec.Is[int]))
	require.False(t, codec.EqualPtr(nil, &one, codec.Is[int]))
	uno := 1
	require.True(t, codec.EqualPtr(&one, &uno, codec.Is[int]))
	require.True(t, codec.ExactlyOne(false, true, false))
	require.False(t, codec.ExactlyOne(true, true))
	require.False(t, codec.ExactlyOne())
}

// TestMatch: automata and expressions as generated code prints them.
func TestMatch(t *testing.T) {
	// a, then any number of é, then the end; or anything that begins with b.
	d := codec.DFA{
		ASCII:   string(func() []byte { b := make([]byte, 128); b['a'], b['b'] = 1, 2; return b }()),
		Wide:    []codec.Wide{{Hi: 'è', Class: 0}, {Hi: 'é', Class: 3}, {Hi: 0x10ffff, Class: 0}},
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
	re := codec.NewRegexp(`^x+$`)
	require.True(t, re.Match("xx") && !re.Match("y"))
}

// TestTake: strings taken from shared blocks are independent of one another.
func TestTake(t *testing.T) {
	c := codec.NewCursor("", nil)
	var lists [][]string
	for n := range 90 {
		mark := c.Mark()
		for i := range n {
			c.Push(codec.IntText(int64(n*1000 + i)))
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
			require.Equal(t, codec.IntText(int64(n*1000+i)), list[i])
			list[i] = "changed"
		}
	}
}

// TestListed: lists are looked up by value, numbers exactly.
func TestListed(t *testing.T) {
	ints := make([]int64, 10_000)
	texts := make([]string, len(ints))
	for i := range ints {
		ints[i], texts[i] = int64(2*i)-10_000, codec.IntText(int64(2*i)-10_000)+".5"
	}
	require.True(t, codec.IsListedInt(ints, -10_000) && codec.IsListedInt(ints, 0) && codec.IsListedInt(ints, 9_998))
	require.False(t, codec.IsListedInt(ints, 1) || codec.IsListedInt(ints, 1<<63-1) || codec.IsListedInt(nil, 0))
	texts[4_999], texts[5_000] = "-1e0", "0.1e1"
	require.True(t, codec.IsListedNumber(texts, "1.0") && codec.IsListedNumber(texts, "99985e-1") && codec.IsListedNumber(texts, "-1"))
	require.False(t, codec.IsListedNumber(texts, "0") || codec.IsListedNumber(texts, "1e400") || codec.IsListedNumber(texts, "1.0000000000000000000001"))
	// A comparison of fractions allocates twice, so this counts them.
	require.Less(t, testing.AllocsPerRun(100, func() { codec.IsListedNumber(texts, "9998.5") }), 2*15.0)
}

// BenchmarkListed: ten thousand numbers cost some comparisons more than ten.
func BenchmarkListed(b *testing.B) {
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = codec.IntText(int64(i)) + ".5"
	}
	for _, n := range []int{10, 10_000} {
		b.Run(codec.IntText(int64(n)), func(b *testing.B) {
			for b.Loop() {
				codec.IsListedNumber(texts[:n], "7.50")
			}
		})
	}
}
