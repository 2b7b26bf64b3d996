package codec_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// spot is a value in a text that a test has written itself.
type spot struct {
	offset  int
	pointer string
}

// scatter writes a random value and notes where each value in it stands.
func scatter(r *rand.Rand, b []byte, pointer string, depth int, spots *[]spot) []byte {
	blank := func() {
		for r.IntN(2) == 0 {
			b = append(b, " \t\r\n"[r.IntN(4)])
		}
	}
	blank()
	*spots = append(*spots, spot{len(b), pointer})
	switch k := r.IntN(6); {
	case k < 2 || depth == 0:
		b = append(b, []string{`1`, `-2.5e3`, `"é😀"`, `"\n\u00e9"`, `null`, `true`, `""`}[r.IntN(7)]...)
	case k < 4:
		b = append(b, '[')
		for i := range r.IntN(4) {
			if i > 0 {
				b = append(b, ',')
			}
			b = scatter(r, b, pointer+"/"+strconv.Itoa(i), depth-1, spots)
		}
		blank()
		b = append(b, ']')
	default:
		b = append(b, '{')
		for i := range r.IntN(4) {
			if i > 0 {
				b = append(b, ',')
			}
			blank()
			name := []string{"a", "é", "~", "/", "", "😀"}[r.IntN(6)] + strconv.Itoa(i)
			b = append(codec.AppendString(b, name), ':')
			b = scatter(r, b, pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), depth-1, spots)
		}
		blank()
		b = append(b, '}')
	}
	return b
}

// TestPositions: every violation gets pointer, line and column of its value.
func TestPositions(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		var spots []spot
		text := string(scatter(r, nil, "", 5, &spots))
		c := codec.NewCursor(text, []codec.Rule{{Message: "m"}})
		c.Raw()
		c.End()
		require.NoError(t, c.Err(), text)
		spots = spots[:min(len(spots), rt.MaxErrors)]
		for _, i := range r.Perm(len(spots)) {
			c.Fail(spots[i].offset, 0)
		}
		var list *rt.Errors
		require.True(t, errors.As(c.Err(), &list))
		require.Len(t, list.List, len(spots))
		for i, e := range list.List {
			before := text[:spots[i].offset]
			require.Equal(t, spots[i].offset, e.Offset)
			require.Equal(t, spots[i].pointer, e.InstanceAt, text)
			require.Equal(t, 1+strings.Count(before, "\n"), e.Line)
			require.Equal(t, 1+utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]), e.Column)
		}
	}
}

// TestErrorList: what a list of errors says, with and without positions.
func TestErrorList(t *testing.T) {
	c := codec.NewCursor("[1,\n 2]", []codec.Rule{{SchemaAt: "/a", Keyword: "a", Message: "first"}})
	c.Raw()
	c.FailWith(5, codec.Rule{SchemaAt: "/b", Keyword: "b", Message: "second"})
	c.Fail(1, 0)
	for range rt.MaxErrors {
		c.Fail(0, 0)
	}
	require.Equal(t, rt.MaxErrors+2, c.Faults())
	require.False(t, c.Sound())
	err := c.Err()
	var list *rt.Errors
	require.ErrorAs(t, err, &list)
	require.Equal(t, 2, list.More)
	require.True(t, strings.HasPrefix(err.Error(), "1:1: first\n1:1: first\n"))
	require.True(t, strings.HasSuffix(err.Error(), "1:2: at /0: first\n2:2: at /1: second\nand 2 more"), err.Error())
	last := list.List[rt.MaxErrors-1]
	require.Equal(t, rt.Error{Offset: 5, Line: 2, Column: 2, InstanceAt: "/1", SchemaAt: "/b", Keyword: "b", Message: "second"}, last)
	require.False(t, last.IsSyntax())

	require.NoError(t, codec.WithoutPositions(nil))
	require.ErrorAs(t, codec.WithoutPositions(err), &list)
	require.Equal(t, "at /1: second", list.List[rt.MaxErrors-1].Error())

	c = codec.NewCursor("[1,2]", nil)
	c.Stop(3, "not-representable", "too large", "use another type")
	c.Fail(1, 0)
	require.ErrorAs(t, c.Err(), &list)
	require.Equal(t, []rt.Error{{Offset: 3, Line: 1, Column: 4, InstanceAt: "/1", Code: "not-representable", Message: "too large", Hint: "use another type"}}, list.List)
}

// TestLookahead finds a member without moving, and leaves faults to the reading
// that follows.
func TestLookahead(t *testing.T) {
	c := codec.NewCursor(`{"a":1,"b":{"c":2}}`, nil)
	v, ok := c.Lookahead("b")
	require.True(t, ok)
	require.Equal(t, `{"c":2}`, v.String())
	_, ok = c.Lookahead("c")
	require.False(t, ok)
	c.Raw()
	c.End()
	require.NoError(t, c.Err())
	for _, text := range []string{``, `[]`, `1`, `{"a":1,`, `{"a":tru}`, `{"b`} {
		c := codec.NewCursor(text, nil)
		_, ok := c.Lookahead("a")
		require.Equal(t, text == `{"a":1,`, ok, text)
		require.False(t, c.Dead())
	}
}
