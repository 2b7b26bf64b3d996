package eval

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// read reads one value as generated code does, which has a node judge every object
// and array once its parts are read.
func read(c *codec.Cursor, p *Program, node int) {
	at := c.Begin()
	switch c.Peek() {
	case rt.KindObject:
		for c.Enter(); c.Member(); {
			read(c, p, node)
		}
	case rt.KindArray:
		for c.Enter(); c.Element(); {
			read(c, p, node)
		}
	default:
		c.Raw()
		return
	}
	if c.Sound() {
		Apply(c, p, at, node, 0)
	}
}

// recursive returns programs, told apart by how a level leads to the next one.
func recursive(t testing.TB) map[string]*Program {
	return map[string]*Program{
		"unevaluated": load(t, `{"properties":{"c":1,"s":2},"items":1,"unevaluatedProperties":3}`, `{"ref":0}`, `{"format":"date"}`, `{"never":true}`),
		"choice":      load(t, `{"anyOf":[1,2]}`, `{"required":["c"],"properties":{"c":3,"s":4},"items":3}`, `{"maxProperties":1,"properties":{"s":4}}`, `{"ref":0}`, `{"format":"date"}`),
		"unique":      load(t, `{"properties":{"c":1,"s":2},"items":1,"uniqueItems":true,"unevaluatedProperties":3}`, `{"ref":0}`, `{"format":"date"}`, `{"never":true}`),
		"within":      load(t, `{"ref":1}`, `{"properties":{"c":2,"s":4},"items":2}`, `{"ref":1,"unevaluatedProperties":3}`, `{"never":true}`, `{"format":"date"}`),
	}
}

// TestNestedChecksAreLinear: types in each other have their values judged from the
// inside out, and each value is parsed and judged a few times, not once for each
// level around it.
func TestNestedChecksAreLinear(t *testing.T) {
	for name, p := range recursive(t) {
		judged := 0
		for i := range p.nodes {
			if s := p.nodes[i].str; s != nil {
				s.check = func(string) bool { judged++; return true }
			}
		}
		for _, level := range []string{`{"s":"x","c":`, `[1,2,{"s":"x"},{"s":"x","c":0},`} {
			measure := func(depth int) (allocated uint64) {
				judged = 0
				text := strings.Repeat(level, depth) + `0` + strings.Repeat(map[byte]string{'{': "}", '[': "]"}[level[0]], depth)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				c := codec.NewCursor(text, nil)
				read(c, p, 0)
				runtime.ReadMemStats(&after)
				require.NoError(t, c.Err(), name)
				d := documentOf(c, p)
				assert.Less(t, d.parsed, 3*len(text)+2*parsedTwice+depth*20, name)
				assert.Less(t, judged, 20*depth+5_000, name)
				return after.TotalAlloc - before.TotalAlloc
			}
			measure(100)
			assert.Less(t, measure(8_000), uint64(8_000*6_000), "%s %s", name, level)
		}
	}
}

// TestNestedChecksKeepNothing: where types in each other are few, nothing is kept.
func TestNestedChecksKeepNothing(t *testing.T) {
	p := recursive(t)["unevaluated"]
	text := `[` + strings.Repeat(`{"s":"x","c":{"s":"y"}},`, 10_000) + `{}]`
	c := codec.NewCursor(text, nil)
	for c.Begin(); c.Pos() == 0; {
		for c.Peek(); c.Pos() == 0; c.Enter() {
		}
	}
	for c.Element() {
		at := c.Begin()
		c.Raw()
		Apply(c, p, at, 0, 0)
	}
	d := documentOf(c, p)
	assert.False(t, d.deep)
	assert.Empty(t, d.trees)
	assert.Empty(t, d.verdicts)
}

// TestNestedChecksAgree: with what is kept the verdicts, and the places of what is
// wrong, are those of one check of the whole.
func TestNestedChecksAgree(t *testing.T) {
	for name, p := range recursive(t) {
		for _, core := range []string{`{"s":"2024-02-29"}`, `{"s":"x"}`, `{"z":1}`, `{"s":"2024-02-29","c":[1,2,3,1]}`, `[{"s":"2024-01-01"},{"c":{}}]`} {
			const depth = 600
			text := strings.Repeat(`{"s":"2024-01-01","c":`, depth) + core + strings.Repeat("}", depth)
			whole, err := Parse(text)
			require.NoError(t, err)
			c := codec.NewCursor(text, []codec.Rule{{Message: "wrong"}})
			read(c, p, 0)
			assert.Equal(t, p.Check(0, whole, nil), c.Err() == nil, "%s %s: %v", name, core, c.Err())
			if err := c.Err(); err != nil {
				assert.Greater(t, err.(*rt.Errors).List[0].Offset, depth, name)
			}
		}
	}
}

// TestTwoProgramsOneText: each program remembers its own verdicts.
func TestTwoProgramsOneText(t *testing.T) {
	yes, no := load(t, `{"required":["c"]}`, `{}`), load(t, `{"maxProperties":0}`, `{}`)
	c := codec.NewCursor(`{"c":1}`, []codec.Rule{{Message: "wrong"}})
	c.Raw()
	Apply(c, yes, 0, 0, 0)
	require.True(t, c.Sound())
	Apply(c, no, 0, 0, 0)
	require.False(t, c.Sound())
	Apply(c, yes, 0, 0, 0)
	assert.Equal(t, 1, c.Faults())
}

func BenchmarkNestedChecks(b *testing.B) {
	p := recursive(b)["unevaluated"]
	text := strings.Repeat(`{"c":`, 9_990) + `{}` + strings.Repeat("}", 9_990)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c := codec.NewCursor(text, nil)
		if read(c, p, 0); !c.Sound() {
			b.Fatal(c.Err())
		}
	}
}
