package eval

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzLoad feeds damaged programs: each is refused, or judges documents without
// a panic, within its limits, and with the same verdict both ways.
func FuzzLoad(f *testing.F) {
	for _, nodes := range []string{
		`{"type":["object"],"properties":{"a":1},"patternProperties":[[0,1]],"additionalProperties":1,"required":["a"]},{"minLength":1}`,
		`{"ref":0}`, `{"scope":0,"dynamicRef":{"to":0,"anchor":"a"}}`, `{"enum":[1,"a",[]],"not":0,"oneOf":[0,0]}`,
		`{"prefixItems":[0],"contains":0,"minContains":0,"uniqueItems":true,"unevaluatedItems":0}`,
		`{"if":0,"then":0,"else":0,"dependentSchemas":{"a":0},"dependentRequired":{"a":["b"]},"propertyNames":0}`,
		`{"minimum":1,"multipleOf":0.1,"format":"uri","pattern":0,"maxLength":1e3,"as":{"items":"x"}}`,
	} {
		f.Add(`{"eval":1,"patterns":["^a",["\\d","[0-9]"]],"scopes":[{"a":0}],"nodes":[`+nodes+`]}`, `{"a":[1,"a",{"b":null}]}`)
	}
	f.Fuzz(func(t *testing.T, program, doc string) {
		if len(program) > 2_000 || len(doc) > 200 {
			return
		}
		v, err := Parse(doc)
		if err != nil {
			return
		}
		require.True(t, Equal(v, v))
		p, err := Load(program)
		if err != nil {
			return
		}
		for i := range p.Len() {
			n := 0
			ok := p.Check(i, v, func(Violation) { n++ })
			require.Equal(t, ok, n == 0)
			require.Equal(t, ok, p.Check(i, v, nil))
		}
	})
}
