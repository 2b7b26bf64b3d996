package decide

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trap is a pair that makes naive procedures explode, with the work that it may
// take in either direction and for every content.
type trap struct {
	name    string
	in, out string
	work    int64
}

func tagged(keyword string, n, changed int, payload func(i int, changed bool) string) string {
	return `{"` + keyword + `":[` + list(n, func(i int) string {
		return fmt.Sprintf(`{"type":"object","required":["t"],"properties":{"t":{"const":"t%d"},"v":%s}}`, i, payload(i, i == changed))
	}) + `]}`
}

func integers(i int, changed bool) string {
	if changed {
		return `{"type":"number"}`
	}
	return fmt.Sprintf(`{"type":"integer","minimum":%d}`, i)
}

func objects(i int, changed bool) string {
	a := "integer"
	if changed {
		a = "number"
	}
	return fmt.Sprintf(`{"type":"object","properties":{"a%d":{"type":%q},"b":{"maximum":%d}}}`, i, a, i)
}

// referred is a union whose tags are said by references and allOf.
func referred(n, changed int) string {
	return `{"oneOf":[` + list(n, func(i int) string {
		tag := fmt.Sprintf(`{"$ref":"#/$defs/t%d"}`, i)
		if i%2 == 1 {
			tag = `{"allOf":[` + tag + `]}`
		}
		return fmt.Sprintf(`{"type":"object","required":["t"],"properties":{"t":%s,"v":%s}}`, tag, objects(i, i == changed))
	}) + `],"$defs":{` + list(n, func(i int) string { return fmt.Sprintf(`"t%d":{"const":"t%d"}`, i, i) }) + `}}`
}

// doubled is a chain of definitions, each of which refers to the next one twice.
func doubled(n int, leaf string) string {
	return `{"$ref":"#/$defs/n0","$defs":{` + list(n, func(i int) string {
		return fmt.Sprintf(`"n%d":{"allOf":[{"$ref":"#/$defs/n%d"},{"$ref":"#/$defs/n%d"}],"minimum":%d}`, i, i+1, i+1, n-i)
	}) + fmt.Sprintf(`,"n%d":{"type":%q}}}`, n, leaf)
}

func namesOf(n int, reverse bool, more string) string {
	return `{"type":"object","propertyNames":{"enum":[` + list(n, func(i int) string {
		if reverse {
			i = n - 1 - i
		}
		return fmt.Sprintf(`"name%d"`, i)
	}) + `]}` + more + `}`
}

func traps() []trap {
	return []trap{
		{"one branch of 1,000 changed", tagged("oneOf", 1000, -1, integers), tagged("oneOf", 1000, 500, integers), 50_000},
		{"one branch of 1,000 with objects changed", tagged("oneOf", 1000, -1, objects), tagged("oneOf", 1000, 500, objects), 50_000},
		{"oneOf becomes anyOf", tagged("oneOf", 1000, -1, integers), tagged("anyOf", 1000, -1, integers), 50_000},
		{"every branch changed", tagged("oneOf", 300, -1, integers), tagged("oneOf", 300, -1, func(i int, _ bool) string { return integers(i, true) }), 50_000},
		{"tags behind references", referred(60, -1), referred(60, 30), 20_000},
		{"a tag moved behind a reference", tagged("oneOf", 60, -1, objects), referred(60, 30), 20_000},
		{"doubled references", doubled(200, "integer"), doubled(200, "number"), 20_000},
		{"names from a list", namesOf(1000, false, ""), namesOf(1000, true, `,"maxProperties":1000`), 50_000},
	}
}

// TestTrapsOfReview: these end in an answer, whichever side and content is asked
// about, within the work they may take.
func TestTrapsOfReview(t *testing.T) {
	for _, c := range traps() {
		t.Run(c.name, func(t *testing.T) {
			for _, content := range []Content{Open, Writer, Annotated} {
				for _, q := range []Question{
					{In: load(t, c.in), Out: load(t, c.out), Content: content},
					{In: load(t, c.out), Out: load(t, c.in), Content: content},
				} {
					a := Decide(q)
					require.NotEqual(t, Undecided, a.Verdict, "content %d: %v", content, a.Unknown)
					assert.Less(t, a.Work, c.work, "content %d", content)
				}
			}
		})
	}
}

// TestPlaces: whenever the budget ends, the place and the keyword of a schema of
// either side are named.
func TestPlaces(t *testing.T) {
	ask := traps()
	for _, c := range []struct{ in, out string }{
		{`{"type":"array","uniqueItems":true,"minItems":3,"items":{"$ref":"#"}}`, `{"maxItems":4}`},
		{`{"type":"string","pattern":"^(a|b)*a(a|b){9}$"}`, `{"pattern":"^(a|b)*b(a|b){9}$"}`},
		{`{"oneOf":[{"multipleOf":7919},{"multipleOf":7907}]}`, `{"anyOf":[{"multipleOf":7901},{"multipleOf":7883}]}`},
		{`{"type":"object","minProperties":100}`, `{"type":"object","patternProperties":{"^a":{"type":"null"}},"maxProperties":101}`},
	} {
		ask = append(ask, trap{c.in, c.in, c.out, 0})
	}
	for _, c := range ask {
		in, out := load(t, c.in), load(t, c.out)
		for _, work := range []int64{1, 3, 10, 30, 100, 1000} {
			a := Decide(Question{In: in, Out: out, Content: Writer, MaxWork: work})
			l := Losses(LossQuestion{Old: in, New: out, MaxWork: work})
			for _, u := range append(a.Unknown, l.Unknown...) {
				assert.NotNil(t, u.Node, "%s, %d units: %s", c.name, work, u.Message)
				assert.NotEmpty(t, u.Keyword, "%s, %d units: %s", c.name, work, u.Message)
				if u.Node != nil {
					assert.True(t, in.Nodes[u.Node.ID%len(in.Nodes)] == u.Node || out.Nodes[u.Node.ID%len(out.Nodes)] == u.Node)
				}
			}
		}
	}
}
