package eval

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quick fails the test when f is nowhere near linear. The bound is generous: it
// tells seconds from centuries, not fast from slow.
func quick(t *testing.T, f func()) {
	t.Helper()
	start := time.Now()
	f()
	assert.Less(t, time.Since(start), time.Minute)
}

func TestDeepDocuments(t *testing.T) {
	// Every level applies a chain of references and an anyOf with a collector.
	p := load(t, `{"ref":1,"unevaluatedItems":3,"unevaluatedProperties":3}`, `{"anyOf":[2,4]}`,
		`{"items":0,"properties":{"a":0},"uniqueItems":true}`, `{"never":true}`, `{"type":["null"]}`)
	quick(t, func() {
		assert.Empty(t, check(t, p, strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000)))
		assert.Empty(t, check(t, p, strings.Repeat(`{"a":`, 9_999)+"null"+strings.Repeat("}", 9_999)))
		bad := check(t, p, strings.Repeat(`{"a":`, 9_998)+`{"b":1}`+strings.Repeat("}", 9_998))
		assert.Len(t, bad, 1)
	})
}

func TestNestedChoicesAreNotExponential(t *testing.T) {
	// Two alternatives lead back to the root at every level: 2^200 paths.
	p := load(t, `{"anyOf":[1,2,4]}`,
		`{"properties":{"a":0},"required":["b"]}`, `{"properties":{"a":0},"required":["c"]}`, `{}`, `{"type":["string"]}`)
	good := strings.Repeat(`{"c":1,"a":`, 200) + `"x"` + strings.Repeat("}", 200)
	bad := strings.Repeat(`{"b":1,"c":1,"a":`, 200) + `[]` + strings.Repeat("}", 200)
	quick(t, func() {
		assert.Empty(t, check(t, p, good))
		assert.Empty(t, check(t, p, bad), "an array has no members to judge")
	})
	p = load(t, `{"anyOf":[1,2,3]}`,
		`{"type":["object"],"properties":{"a":0}}`, `{"type":["object"],"properties":{"a":0}}`, `{"type":["string"]}`)
	quick(t, func() { assert.NotEmpty(t, check(t, p, bad)) })
}

func TestSharedSubschemasAreNotExponential(t *testing.T) {
	// Node i applies node i+1 twice: 2^60 paths, collecting annotations or not.
	var nodes []string
	for i := range 60 {
		nodes = append(nodes, fmt.Sprintf(`{"allOf":[%d,%d],"anyOf":[%d]}`, i+1, i+1, i+1))
	}
	nodes = append(nodes, `{"properties":{"a":61}}`, `{"type":["string"]}`)
	p := load(t, nodes...)
	quick(t, func() {
		assert.Empty(t, check(t, p, `{"a":"x"}`))
		assert.Len(t, check(t, p, `{"a":1}`), 1, "told once")
	})
	nodes[0] = `{"allOf":[1,1],"unevaluatedProperties":62}`
	p = load(t, append(nodes, `{"never":true}`)...)
	quick(t, func() {
		assert.Empty(t, check(t, p, `{"a":"x"}`))
		assert.NotEmpty(t, check(t, p, `{"a":"x","b":1}`))
		assert.NotEmpty(t, check(t, p, `{"a":1}`))
	})
}

func TestEndlessReferencesEnd(t *testing.T) {
	for _, nodes := range [][]string{
		{`{"ref":0}`}, {`{"ref":1}`, `{"allOf":[0]}`}, {`{"not":0}`}, {`{"anyOf":[0],"unevaluatedProperties":0}`},
	} {
		p := load(t, append(nodes, `{}`)...)
		quick(t, func() {
			list := check(t, p, `{"a":1}`)
			require.Len(t, list, 1)
			assert.Contains(t, list[0].Message, "gave up")
			assert.Empty(t, list[0].Keyword)
		})
	}
}

func TestWorkIsBounded(t *testing.T) {
	// A product of lengths that no memory of answers can shorten: every member of
	// the document against 4,000 patterns.
	var pairs []string
	for range 4_000 {
		pairs = append(pairs, `[0,0]`)
	}
	p := load(t, `{"patternProperties":[`+strings.Join(pairs, ",")+`]}`, `{}`)
	p.baseWork = 1_000
	var doc strings.Builder
	doc.WriteString(`{"z":0`)
	for i := range 3_000 {
		fmt.Fprintf(&doc, `,"x%d":0`, i)
	}
	doc.WriteString("}")
	v, err := Parse(doc.String())
	require.NoError(t, err)
	quick(t, func() {
		var list []Violation
		assert.False(t, p.Check(0, v, func(x Violation) { list = append(list, x) }))
		require.Len(t, list, 1)
		assert.Contains(t, list[0].Message, "too much work")
	})
}

func TestViolationsAreBounded(t *testing.T) {
	p := load(t, `{"items":1}`, `{"type":["string"]}`)
	v, err := Parse("[" + strings.Repeat("1,", 100_000) + "1]")
	require.NoError(t, err)
	n := 0
	assert.False(t, p.Check(0, v, func(Violation) { n++ }))
	assert.Equal(t, MaxViolations, n)
}

func TestLargeArraysAreUniqueInLinearTime(t *testing.T) {
	p := load(t, `{"uniqueItems":true,"items":0}`, `{}`)
	var doc strings.Builder
	doc.WriteString("[")
	for i := range 200_000 {
		fmt.Fprintf(&doc, `{"a":%d,"b":[1,%d]},`, i, i)
	}
	quick(t, func() {
		assert.Empty(t, check(t, p, doc.String()+"0]"))
		assert.Len(t, check(t, p, doc.String()+`{"b":[1.0,5],"a":5}]`), 1)
	})
	// Deep and wide at once: hashing every level anew would be quadratic.
	deep := strings.Repeat("[1,2,3,", 9_000) + "[" + strings.Repeat("[4,5,6,7,8,9,0,1],", 1_000) + "0]" + strings.Repeat("]", 9_000)
	quick(t, func() { assert.NotEmpty(t, check(t, p, deep)) })
}

func TestQuickVerdictDoesNotAllocate(t *testing.T) {
	p := load(t, `{"type":["object"],"required":["a"],"properties":{"a":1,"b":2},"patternProperties":[[0,1]],"unevaluatedProperties":3,"anyOf":[4,5]}`,
		`{"type":["string"],"maxLength":3}`, `{"items":1,"minimum":1}`, `{"never":true}`, `{"required":["q"]}`, `{"properties":{"c":1}}`)
	v, err := Parse(`{"a":"x","b":["y","z"],"x-b":"y","c":"d"}`)
	require.NoError(t, err)
	e := p.pool.New().(*evaluator)
	assert.True(t, e.check(0, v, nil))
	assert.Zero(t, testing.AllocsPerRun(200, func() { e.check(0, v, nil); e.clear() }))
}

func BenchmarkCheck(b *testing.B) {
	p := load(b, `{"type":["object"],"required":["a"],"properties":{"a":1,"b":2},"unevaluatedProperties":3,"anyOf":[4,5]}`,
		`{"type":["string"],"maxLength":3}`, `{"items":1,"minimum":1}`, `{"never":true}`, `{"required":["q"]}`, `{"properties":{"c":1}}`)
	v, err := Parse(`{"a":"x","b":["y","z"],"c":"d"}`)
	require.NoError(b, err)
	for b.Loop() {
		p.Check(0, v, nil)
	}
}

func TestDepthIsBounded(t *testing.T) {
	// 60 schemas nested in place at each of 10,000 levels: the evaluator must
	// stop before the stack does, on systems with small ones too.
	var nodes []string
	for i := range 60 {
		nodes = append(nodes, fmt.Sprintf(`{"anyOf":[%d],"allOf":[%d]}`, i+1, i+1))
	}
	p := load(t, append(nodes, `{"items":0}`)...)
	quick(t, func() {
		list := check(t, p, strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000))
		require.Len(t, list, 1)
		assert.Contains(t, list[0].Message, "nest too deep")
	})
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	assert.Less(t, m.StackSys, uint64(500<<20))
	assert.Empty(t, check(t, p, strings.Repeat("[", 1_000)+strings.Repeat("]", 1_000)))
}

func BenchmarkParse(b *testing.B) {
	step := `{"step_id":"train","status":"success","duration_ms":1234,"warnings":[],"artifacts":[{"name":"a","path":"b/c"}]},`
	doc := "[" + strings.Repeat(step, 2_000) + "0]"
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(doc); err != nil {
			b.Fatal(err)
		}
	}
}

// TestChoicesInChoicesAreLinear: a choice none of whose branches holds is decided
// first and then looked into for the reasons; where choices stand in each other, or
// one recursive choice follows a document down, each is decided a few times only.
func TestChoicesInChoicesAreLinear(t *testing.T) {
	const depth = 3_000
	for _, keyword := range []string{"anyOf", "oneOf"} {
		for _, other := range []string{``, `{"type":["string"]}`, `{"required":["a"]}`} {
			var nodes []string
			for i := range depth {
				if other == "" {
					nodes = append(nodes, fmt.Sprintf(`{"%s":[%d]}`, keyword, i+1))
				} else {
					nodes = append(nodes, fmt.Sprintf(`{"%s":[%d,%d]}`, keyword, depth+1, i+1))
				}
			}
			nodes = append(nodes, `{"required":["b"],"type":["object","string"]}`, `{}`)
			if other != "" {
				nodes[depth+1] = other
			}
			p := load(t, nodes...)
			for _, doc := range []string{`1`, `{}`, `[]`} {
				v, err := Parse(doc)
				require.NoError(t, err)
				e := p.pool.New().(*evaluator)
				e.check(0, v, func(Violation) {})
				assert.Less(t, e.steps, int64(10*depth+2*baseFresh), "%s of %s on %s", keyword, other, doc)
			}
		}
	}
	p := load(t, `{"anyOf":[1,2]}`, `{"type":["object"],"properties":{"c":3},"required":["c"]}`, `{"type":["string"]}`, `{"ref":0}`)
	v, err := Parse(strings.Repeat(`{"c":`, depth) + "1" + strings.Repeat("}", depth))
	require.NoError(t, err)
	e := p.pool.New().(*evaluator)
	assert.False(t, e.check(0, v, func(Violation) {}))
	assert.Less(t, e.steps, int64(10*depth+2*baseFresh+2*freshPerValue*depth))
}
