package gen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// listedNumbers are enums and constants of numbers, few and many, which are exact
// whatever they are held as.
func listedNumbers() []behaviour {
	many := func(n int, format string) string {
		return `{"enum":[` + times(n, func(i int) string { return fmt.Sprintf(format, i-n/2) }) + `]}`
	}
	return []behaviour{{
		name: "many integers listed", schema: many(1_000, "%d"),
		ok:  []string{`-500`, `499`, `0`, `-0`, `0.0`, `1e2`, `4.99e2`, `-5000e-1`},
		no:  []string{`500`, `-501`, `0.5`, `1e400`, `-1e400`, `499.00000000000000000001`, `"1"`, `null`},
		has: []string{"codec.IsListedInt(list1[:], s)", "-1,"},
	}, {
		name: "many fractions listed", schema: many(1_000, "%d.25"),
		ok:  []string{`-500.25`, `499.25`, `0.25`, `25e-2`, `49925e-2`},
		no:  []string{`0`, `499.250000000000000000001`, `0.35`, `1e400`, `-1`, `[]`},
		has: []string{"codec.IsListedNumber(list1[:]"},
	}, {
		name:   "numbers listed that no Go type of numbers holds",
		schema: `{"enum":[1e400,-1e400,123456789012345678901234567890,0.1,1e-400,9223372036854775808,9007199254740993,1.0,1]}`,
		ok:     []string{`1`, `10e399`, `-1e400`, `123456789012345678901234567890.0`, `0.10`, `0.1e-399`, `9223372036854775808`, `9007199254740993`},
		no:     []string{`1e401`, `123456789012345678901234567891`, `0`, `9223372036854775807`, `9007199254740992`, `0.1000000000000000055`},
	}, {
		name: "numbers listed that fit an int64, and some that do not", int64s: true,
		schema: `{"type":"integer","enum":[-9223372036854775808,9223372036854775807,9223372036854775808,1.5,3,2,1,1.0]}`,
		ok:     []string{`-9223372036854775808`, `9223372036854775807`, `1`, `2.0`, `3`},
		no:     []string{`-9223372036854775807`, `9223372036854775806`, `0`, `4`, `1.5`},
	}, {
		name:   "numbers listed within conditions",
		schema: `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"number"}},"if":{"properties":{"a":{"enum":[1,2,3,5,8,13]},"b":{"enum":[0.5,1,1.5,2,2.5,3]}},"required":["a","b"]},"then":{"required":["c"]}}`,
		ok:     []string{`{"a":4,"b":0.5}`, `{"a":8.0,"b":0.50,"c":1}`, `{"a":8,"b":0.6}`, `{}`, `{"a":1}`},
		no:     []string{`{"a":13,"b":3.0}`, `{"a":1e0,"b":1}`},
	}, {
		name: "many values of all types listed",
		schema: `{"enum":[` + times(600, func(i int) string {
			return fmt.Sprintf([]string{`%d`, `%d.5`, `"%d"`, `[%d]`, `{"a":%d}`}[i%5], i)
		}) + `]}`,
		ok: []string{`595.0`, `596.50`, `"597"`, `[598.0]`, `{"a":599}`},
		no: []string{`596`, `597.5`, `"598"`, `[599]`, `{"a":595}`, `true`, `null`},
	}}
}

// TestListedNumbersAreTables: what generating, building and asking cost does not
// grow with the square of a list: no expression has a term for each value.
func TestListedNumbersAreTables(t *testing.T) {
	for _, format := range []string{"%d", "%d.5", "1%d00000000000000000001"} {
		r, err := generate(t, `{"type":"object","properties":{"n":{"enum":[`+times(20_000, func(i int) string { return fmt.Sprintf(format, i) })+`]}}}`, gen.Options{}, graph.Options{})
		require.NoError(t, err)
		for _, f := range r.Files {
			for line := range strings.Lines(string(f.Data)) {
				if !strings.Contains(line, `\"enum\":`) { // the evaluator's program, one text a node
					assert.Less(t, len(line), 1_000, f.Name)
				}
			}
		}
	}
}
