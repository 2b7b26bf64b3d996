package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nested returns objects in each other, each with its tag behind what it holds.
func nested(depth int, core string) string {
	return strings.Repeat(`{"n":[`, depth) + core + strings.Repeat(`],"k":"a"}`, depth)
}

func start(text string) *Cursor {
	c := &Cursor{}
	c.Start(text, 0)
	return c
}

func TestLookahead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"k":1}`, "1"}, {` {"a":[{"k":2}],"k":{"k":3}}`, `{"k":3}`}, {`{"k":`, ""}, {`{"a":1}`, ""}, {`[]`, ""},
		{`{"a":{"b":1,"b":2},"k":1}`, ""}, {`{"a":[1,],"k":1}`, ""},
	} {
		cur := start(c.text)
		text, found := cur.Lookahead("k")
		assert.Equal(t, c.want != "", found, c.text)
		if found {
			assert.Equal(t, c.want, text, c.text)
		}
		assert.Zero(t, cur.Pos())
	}
}

// TestLookaheadReadsOnce: what a look ahead has read, those at the levels within
// leap over. The test knows because it makes that text unreadable.
func TestLookaheadReadsOnce(t *testing.T) {
	const depth = 1_000
	text := nested(depth, "1")
	c := start(text)
	_, found := c.Lookahead("k")
	require.True(t, found)
	for level := range depth - 10 {
		inner := `{"n":[` // from the next level's beginning to its end
		from, to := (level+1)*len(inner), len(text)-(level+1)*len(`],"k":"a"}`)
		c.src = text[:from+1] + strings.Repeat("?", to-from-1) + text[to:]
		v, found := c.Lookahead("k")
		require.True(t, found, "level %d", level)
		require.Equal(t, `"a"`, v)
		c.src = text
		c.Peek()
		c.Enter()
		require.True(t, c.Member())
		c.Peek()
		c.Enter()
		require.True(t, c.Element())
	}
	c.RawText()
	assert.False(t, c.Dead())
}

// TestLookaheadForgets: notes are kept while they are of use, so that a long list
// of short objects costs no memory for each.
func TestLookaheadForgets(t *testing.T) {
	one := nested(10, strings.Repeat("1,", 50)+"1")
	c := start("[" + strings.Repeat(one+",", 1_000) + one + "]")
	c.Peek()
	for c.Enter(); c.Element(); {
		_, found := c.Lookahead("k")
		require.True(t, found)
		require.LessOrEqual(t, len(c.extents), 20)
		c.RawText()
	}
	require.Nil(t, c.Fatal())
	c = start(one)
	c.Lookahead("k")
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.lookedTo = 0; c.Lookahead("k") }))
}

// TestLookaheadTwice: an object may be looked into for several members, and
// further than the first time.
func TestLookaheadTwice(t *testing.T) {
	deep := nested(20, "1")
	c := start(`{"a":` + deep + `,"b":1,"c":` + deep + `,"d":2}`)
	for _, name := range []string{"b", "d", "a", "c", "b"} {
		_, found := c.Lookahead(name)
		assert.True(t, found, name)
	}
	from := func(i int) bool { return c.extents[i-1].from < c.extents[i].from && c.extents[i].to > 0 }
	for i := 1; i < len(c.extents); i++ {
		require.True(t, from(i))
	}
}

func BenchmarkLookahead(b *testing.B) {
	text := nested(1_000, "1")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c := start(text)
		for range 1_000 {
			if _, found := c.Lookahead("k"); !found {
				b.Fatal("no tag")
			}
			c.Peek()
			c.Enter()
			c.Member()
			c.Peek()
			c.Enter()
			c.Element()
		}
	}
}
