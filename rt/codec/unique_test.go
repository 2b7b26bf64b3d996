package codec

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// unique reads arrays as generated code does, from the inside out, and returns the
// number of those with equal items.
func unique(c *Cursor) (repeats int) {
	at := c.Begin()
	switch c.Peek() {
	case rt.KindArray:
		n := 0
		for c.Enter(); c.Element(); n++ {
			repeats += unique(c)
		}
		if !c.Dead() && !c.UniqueItems(at, n) {
			repeats++
		}
	case rt.KindObject:
		for c.Enter(); c.Member(); {
			repeats += unique(c)
		}
	default:
		c.Raw()
	}
	return repeats
}

func TestUniqueItems(t *testing.T) {
	for text, want := range map[string]int{
		`[]`: 0, `[1]`: 0, `[1,2,"1",true,null,[],{},[1],{"a":1},false,0]`: 0, `[1,1.0]`: 1, `[0,-0]`: 1, `["a","\u0061"]`: 1, `[null,null]`: 1, `[true,false,true]`: 1,
		`[{"a":1,"b":[2,3]}, {"b" : [2,3e0],"a":10e-1}]`: 1, `[{"a":1,"b":2},{"a":2,"b":1}]`: 0, `[[1,2],[2,1]]`: 0, `[[[1,2],3],[[1,2],3]]`: 1,
		`[[1,1],[2,2]]`: 2, `[{"x":[1,2]},{"x":[1,2]}]`: 1, `[[],[[]],[[[]]],[[],[[]]]]`: 0, `[{},{"":{}},{"":[]}]`: 0, `[[[[],[]]],[[[]],[]]]`: 1,
	} {
		c := NewCursor(text, nil)
		assert.Equal(t, want, unique(c), text)
		c.End()
		require.NoError(t, c.Err(), text)
	}
}

// TestUniqueItemsReadsOnce: lists in each other are hashed once. The test knows
// because it makes what was hashed unreadable.
func TestUniqueItemsReadsOnce(t *testing.T) {
	const depth = 2_000
	text := strings.Repeat(`[{"a":1},{"n":`, depth) + "[[1],[2]]" + strings.Repeat("}]", depth)
	c := NewCursor(text, nil)
	require.Zero(t, unique(c))
	require.Len(t, c.hashed, 1, "of lists in others only the outermost is remembered")
	// One level around the list that is known, of which only its ends are read.
	around := `[{"a":1},{"n":[` + strings.Repeat("?", len(text)-2) + `]}]`
	outer := NewCursor(around, nil)
	outer.hashed = []hashedList{{14, 14 + len(text), c.hashed[0].sum}}
	require.True(t, outer.UniqueItems(0, 2))
	allocated := testing.AllocsPerRun(5, func() { unique(NewCursor(text, nil)) })
	require.Less(t, allocated, 12.0*depth)
}

// TestHashesAreSecret: no value hashes alike under two seeds, so nobody can prepare
// values that collide; those without any text, which a seeded hash of text does not
// cover, included.
func TestHashesAreSecret(t *testing.T) {
	one, two := newSecrets(), newSecrets()
	hash := func(s *secrets, text string) uint64 {
		h := textHasher{secrets: s}
		h.Start(text, 0)
		return h.hash()
	}
	seen := map[uint64]string{}
	for _, text := range []string{`null`, `true`, `false`, `0`, `1`, `""`, `"a"`, `[]`, `{}`, `[null]`, `[[]]`, `[[],[]]`, `[true,false]`, `[false,true]`, `[[true]]`, `{"":null}`, `{"a":[]}`, `{"a":true,"b":false}`, `{"a":false,"b":true}`} {
		assert.NotEqual(t, hash(one, text), hash(two, text), text)
		sum := hash(one, text)
		assert.Empty(t, seen[sum], text)
		seen[sum] = text
	}
}

func BenchmarkUniqueItems(b *testing.B) {
	text := strings.Repeat(`[{"a":1},{"n":`, 3_000) + "1" + strings.Repeat("}]", 3_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		unique(NewCursor(text, nil))
	}
}
