package codec_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// TestReads: every Read method returns its type and passes over any other.
func TestReads(t *testing.T) {
	rules := []codec.Rule{{SchemaAt: "/type", Keyword: "type", Message: "wrong type"}, {Message: "low"}, {Message: "high"}}
	for _, value := range []string{`null`, `true`, `-1.5e3`, `7`, `"s"`, `[1,[2]]`, `{"a":{"b":1}}`} {
		var kinds []string
		for name, read := range map[string]func(c *codec.Cursor) bool{
			"null":    func(c *codec.Cursor) bool { _, ok := c.ReadNull(0); return ok },
			"boolean": func(c *codec.Cursor) bool { _, _, ok := c.ReadBool(0); return ok },
			"number":  func(c *codec.Cursor) bool { _, _, ok := c.ReadNumber(0); return ok },
			"string":  func(c *codec.Cursor) bool { _, _, ok := c.ReadString(0); return ok },
			"integer": func(c *codec.Cursor) bool { _, _, ok := c.ReadInteger(0); return ok },
			"int":     func(c *codec.Cursor) bool { _, _, ok := c.ReadInt(0, 1, 2); return ok },
		} {
			text := ` [ ` + value + `, "next"]`
			c := codec.NewCursor(text, rules)
			require.Equal(t, rt.KindArray, c.Peek())
			c.Enter()
			require.True(t, c.Element())
			if read(c) {
				kinds = append(kinds, name)
				require.NoError(t, c.Err())
			} else {
				var list *rt.Errors
				require.ErrorAs(t, c.Err(), &list)
				require.Equal(t, rt.Error{Offset: 3, Line: 1, Column: 4, InstanceAt: "/0", SchemaAt: "/type", Keyword: "type", Message: "wrong type"}, list.List[0])
			}
			require.True(t, c.Element(), "the value was read in full")
			require.Equal(t, "next", c.Str())
			require.False(t, c.Element())
			c.End()
			require.False(t, c.Dead())
		}
		switch value {
		case `[1,[2]]`, `{"a":{"b":1}}`:
			require.Empty(t, kinds)
		case `7`, `-1.5e3`:
			require.ElementsMatch(t, []string{"number", "integer", "int"}, kinds)
		default:
			require.Len(t, kinds, 1)
		}
	}
}

// TestLengths: lengths count code points.
func TestLengths(t *testing.T) {
	for _, unit := range []string{"a", "é", "日", "😀", "e\u0301"} {
		for n := range 10 {
			s := strings.Repeat(unit, n)
			count := utf8.RuneCountInString(s)
			for limit := range 25 {
				require.Equal(t, count < limit, codec.Shorter(s, limit), "%q %d", s, limit)
				require.Equal(t, count > limit, codec.Longer(s, limit), "%q %d", s, limit)
			}
		}
	}
}

// TestReadInt: what an int64 does not carry is odd, what it cannot hold breaks the
// rule on that side, or ends the reading where the schema allows it.
func TestReadInt(t *testing.T) {
	rules := []codec.Rule{{Message: "no integer"}, {Message: "low"}, {Message: "high"}}
	for _, c := range []struct{ text, err string }{
		{"0", ""}, {"-0", ""}, {"10e-1", ""}, {"9223372036854775807", ""}, {"-9223372036854775808", ""}, {"9.223372036854775807e18", ""},
		{"9223372036854775808", "high"}, {"-9223372036854775809", "low"}, {"1.5", "no integer"}, {"1e400", "high"},
	} {
		cur := codec.NewCursor(c.text, rules)
		v, at, ok := cur.ReadInt(0, 1, 2)
		require.Zero(t, at)
		require.Equal(t, c.err == "", ok, c.text)
		if !ok {
			require.ErrorContains(t, cur.Err(), c.err)
			continue
		}
		require.Equal(t, strconv.FormatInt(v, 10) != c.text, cur.Odd() == 1, c.text)
		require.Equal(t, c.text, string(codec.AppendIntText(nil, v, c.text)))
		require.Equal(t, "5", string(codec.AppendIntText(nil, 5, c.text)))
		x, _ := new(big.Rat).SetString(c.text)
		require.Equal(t, x.Num().Int64(), v)
	}
	cur := codec.NewCursor("-9223372036854775809", rules)
	_, _, ok := cur.ReadInt(0, -1, -1)
	require.False(t, ok)
	require.ErrorContains(t, cur.Err(), "does not fit the Go type int64")
}

// TestContainers: objects and arrays are entered, or passed over with a note.
func TestContainers(t *testing.T) {
	rules := []codec.Rule{{Message: "no object"}, {Message: "no array"}}
	c := codec.NewCursor(`{"a":[{"x":1}, {"x":2}],"b":{}}`, rules)
	_, ok := c.Array(1)
	require.False(t, ok)
	require.ErrorContains(t, c.Err(), "no array")

	c = codec.NewCursor(`[{"x":1}, {"x":2}, 3]`, rules)
	at, ok := c.Array(1)
	require.True(t, ok)
	var list []int
	for c.Element() {
		if len(list) == cap(list) {
			list = codec.Grow(c, list, at)
		}
		list = append(list, 0)
		if _, ok := c.Object(0); ok {
			for c.Member() {
				v, _, _ := c.ReadInteger(0)
				got, _ := v.Int64()
				list[len(list)-1] = int(got)
			}
		}
	}
	require.Equal(t, []int{1, 2, 0}, list)
	require.ErrorContains(t, c.Err(), "1:20: at /2: no object")
}

// TestCursorKeeps: what generated code has a cursor keep for it.
func TestCursorKeeps(t *testing.T) {
	one, two := []codec.Rule{{Message: "one"}}, []codec.Rule{{Message: "two"}}
	c := codec.NewCursor("1", one)
	was := c.UseRules(two)
	c.Mismatch(0)
	c.UseRules(was)
	c.Fail(0, 0)
	require.EqualError(t, c.Err(), "1:1: two\n1:1: one")
	c.MarkOdd()
	require.Equal(t, 1, c.Odd())
	c.SetOdd(0)
	require.Zero(t, c.Odd())
	require.Nil(t, c.Companion())
	c.SetCompanion(c)
	require.Same(t, c, c.Companion())

	names := []string{"a", "b"}
	require.True(t, codec.IsListed(names, "b"))
	require.False(t, codec.IsListed(names, "c"))
	require.Equal(t, "-1,true", string(codec.AppendBool(codec.AppendComma(codec.AppendInt(nil, -1)), true)))
}
