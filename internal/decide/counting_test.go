package decide

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCounting: how many items there are, and how many values for them.
func TestCounting(t *testing.T) {
	contains := func(n int, more string) string {
		return `{"type":"array","allOf":[` + list(n, func(i int) string { return fmt.Sprintf(`{"contains":{"const":%d}}`, i) }) + `]` + more + `}`
	}
	enum := func(n int) string { return `{"enum":[` + list(n, strconv.Itoa) + `]}` }
	booleans := `{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"boolean"},"c":{"type":"boolean"}},"additionalProperties":false%s}`
	unique := func(items string, least int) string {
		return fmt.Sprintf(`{"type":"array","items":%s,"uniqueItems":true,"minItems":%d}`, items, least)
	}
	for _, c := range []struct {
		in, out string
		want    Verdict
	}{
		// Counts of one thing, however large.
		{`{"type":"array","contains":{"type":"integer"},"maxContains":999999999}`, `{"type":"array","contains":{"type":"integer"},"maxContains":1000000000}`, Empty},
		{`{"type":"array","contains":{"type":"integer"},"maxContains":1000000000}`, `{"type":"array","contains":{"type":"integer"},"maxContains":999999999}`, Undecided},
		{`{"type":"array","contains":{"type":"integer"},"minContains":1000000000}`, `{"minItems":1000000000}`, Empty},
		{`{"type":"array","contains":{"type":"integer"},"minContains":1000000000}`, `{"minItems":1000000001}`, Undecided},
		{`{"type":"array","items":{"type":"integer"},"minItems":1000000000}`, `{"contains":{"type":"integer"},"minContains":1000000000}`, Empty},
		{`{"type":"array","items":{"type":"number"},"minItems":1000000000}`, `{"contains":{"type":"integer"},"minContains":1000000000}`, Undecided},
		{`{"type":"array","items":{"type":"number"},"minItems":3}`, `{"contains":{"type":"integer"},"minContains":3}`, Found},
		{`{"minItems":1000000000}`, `{"minItems":999999999}`, Empty},
		{`{"type":"array","minItems":7,"allOf":[{"contains":{"type":"integer"},"maxContains":3},{"contains":{"not":{"type":"integer"}},"maxContains":3}]}`, `false`, Empty},
		{`{"type":"array","minItems":6,"allOf":[{"contains":{"type":"integer"},"maxContains":3},{"contains":{"not":{"type":"integer"}},"maxContains":3}]}`, `false`, Found},

		// Items that have to be different ones.
		{contains(20, `,"maxItems":19`), `false`, Empty},
		{contains(20, `,"maxItems":20`), `false`, Found},
		{contains(20, ``), `{"minItems":20}`, Empty},
		{contains(20, ``), `{"minItems":21}`, Found},
		{contains(20, `,"prefixItems":[{"type":"string"}]`), `{"minItems":20}`, Empty},
		{contains(20, `,"prefixItems":[{"type":"string"}]`), `{"minItems":22}`, Found},
		{contains(20, `,"uniqueItems":true`), `{"minItems":21}`, Found},
		{contains(3, `,"maxItems":2,"items":{"type":"integer"}`), `false`, Empty},

		// Values that there are.
		{unique(enum(1000), 1001), `false`, Empty},
		{unique(enum(1000), 1000), `false`, Found},
		{unique(fmt.Sprintf(booleans, ""), 28), `false`, Empty},
		{unique(fmt.Sprintf(booleans, ""), 8), `false`, Found},
		{unique(fmt.Sprintf(booleans, `,"required":["a"]`), 19), `false`, Empty},
		{unique(`{"type":"string","maxLength":1}`, 1112066), `false`, Empty},
		{unique(`{"type":"string","maxLength":1}`, 1112065), `false`, Undecided},
		{unique(`{"type":"string","pattern":"^[ab]{3}$"}`, 9), `false`, Empty},
		{unique(`{"type":"string","pattern":"^[ab]{3}$"}`, 8), `false`, Found},
		{unique(`{"type":"integer","minimum":0,"maximum":1000000000,"not":{"multipleOf":2}}`, 500000001), `false`, Empty},
		{unique(`{"type":"integer","minimum":0,"maximum":10,"not":{"multipleOf":2}}`, 6), `false`, Empty},
		{unique(`{"type":"integer","minimum":0,"maximum":10,"not":{"multipleOf":2}}`, 5), `false`, Found},
		{unique(`{"anyOf":[{"type":"boolean"},{"type":"integer","minimum":1,"maximum":1000000}]}`, 1000003), `false`, Empty},
		{unique(`{"type":"array","items":{"type":"boolean"},"maxItems":2}`, 8), `false`, Empty},
		{unique(`{"type":"array","items":{"type":"boolean"},"maxItems":2}`, 7), `false`, Found},
		{unique(`{"type":"array","items":{"type":"boolean"},"uniqueItems":true}`, 6), `false`, Empty},
		{unique(`{"type":"array","items":{"type":"boolean"},"uniqueItems":true}`, 5), `false`, Found},
		{unique(`{"type":"array","prefixItems":[{"type":"null"}],"items":{"type":"boolean"},"maxItems":2,"unevaluatedItems":false}`, 5), `false`, Empty},
		{unique(`{"type":"array","prefixItems":[{"type":"null"}],"items":{"type":"boolean"},"maxItems":2,"unevaluatedItems":false}`, 4), `false`, Found},
		{`{"type":"array","uniqueItems":true,"prefixItems":[{"type":"string"}],"items":{"type":"boolean"},"minItems":1000}`, `false`, Empty},
		{`{"type":"array","uniqueItems":true,"contains":{"type":"boolean"},"minContains":3}`, `false`, Empty},
		{`{"type":"array","uniqueItems":true,"contains":{"type":"boolean"},"minContains":2}`, `false`, Found},
	} {
		name := c.in
		if len(name) > 200 {
			name = name[:200]
		}
		t.Run(name+" in "+c.out, func(t *testing.T) {
			q := Question{In: load(t, c.in), Out: load(t, c.out)}
			a := Decide(q)
			verify(t, q, a, c.want)
			for _, u := range a.Unknown {
				assert.Equal(t, "witness-too-large", u.Reason)
			}
		})
	}
}

// TestEmits: that writers emit something is known without a document of that size.
func TestEmits(t *testing.T) {
	doubled := `{"type":"object","properties":{"a":{"const":1},"b":{"const":1}},"required":["a","b"]}`
	for range 25 {
		doubled = `{"type":"object","properties":{"a":` + doubled + `,"b":` + doubled + `},"required":["a","b"]}`
		if len(doubled) > 4000 {
			break
		}
	}
	levels := `{"$ref":"#/$defs/l25","$defs":{"l0":{"type":"integer"},` + list(25, func(i int) string {
		return fmt.Sprintf(`"l%d":{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#/$defs/l%d"},"b":{"$ref":"#/$defs/l%d"}}}`, i+1, i, i)
	}) + `}}`
	for _, c := range []struct {
		in   string
		want Verdict
	}{
		{`{"type":"array","minItems":1000000000}`, Found},
		{`{"type":"array","minItems":1000000000,"items":false}`, Empty},
		{`{"type":"array","minItems":1000000000,"items":{"type":"object","properties":{"a":true},"required":["a"]}}`, Found},
		{`{"type":"array","minItems":1000000000,"items":{"type":"object","properties":{"a":true},"minProperties":2}}`, Undecided},
		{`{"type":"array","contains":{"type":"integer"},"minContains":1000000000}`, Found},
		{`{"type":"array","contains":{"type":"integer"},"maxContains":3,"minItems":1000000000}`, Found},
		{`{"type":"array","contains":{"type":"integer"},"maxContains":3,"minItems":1000000000,"items":{"type":"integer"}}`, Empty},
		{`{"type":"string","minLength":1000000001}`, Found},
		{`{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":1000000001}}}`, Found},
		{`{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":1000000001}},"minProperties":2}`, Undecided},
		{`{"type":"object","minProperties":1000000000}`, Found},
		{`{"type":"object","minProperties":1000000000,"additionalProperties":{"type":"string"},"required":["a"]}`, Found},
		{`{"type":"object","minProperties":1000000000,"properties":{"a":true}}`, Undecided},
		{`{"type":"object","minProperties":1000000000,"additionalProperties":{"type":"object","properties":{"a":true},"minProperties":2}}`, Undecided},
		{doubled, Found},
		{levels, Found},
	} {
		a := Emits(load(t, c.in), 0, nil)
		assert.Equal(t, c.want, a.Verdict, "%s: %v", c.in[:min(len(c.in), 200)], a.Unknown)
	}
}
