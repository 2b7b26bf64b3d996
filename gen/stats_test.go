package gen_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// TestStats: members are counted as the schema declares them, by hand here, and
// those whose values are kept raw do not count as typed.
func TestStats(t *testing.T) {
	for _, c := range []struct {
		name, schema           string
		members, static, typed int
	}{
		{"one type, null aside", `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["null","integer"]},"c":{},"d":{"type":["string","integer"]},"e":{"enum":[1,2.5]},"f":{"const":null},"g":false}}`, 6, 4, 4},
		{"types that meet", `{"type":"object","properties":{"a":{"type":["string","integer"]},"b":true},"allOf":[{"properties":{"a":{"type":["integer","array"]}}},{"$ref":"#/$defs/d"}],"$defs":{"d":{"properties":{"b":{"type":"boolean"}}}}}`, 2, 2, 2},
		{"a definition counts once", `{"type":"object","properties":{"x":{"$ref":"#/$defs/d"},"y":{"type":"array","items":{"$ref":"#/$defs/d"}},"z":{"additionalProperties":{"$ref":"#/$defs/d"}}},"$defs":{"d":{"type":"object","properties":{"k":{"type":"string"},"d":{"$ref":"#/$defs/d"}}},"unused":{"properties":{"u":{"type":"string"}}}}}`, 5, 4, 4},
		// The members of undeclared members are out of reach of a struct.
		{"below raw members", `{"type":"object","properties":{"a":{"type":"string"}},"patternProperties":{"^x-":{"type":"object","properties":{"b":{"type":"string"}}}}}`, 2, 2, 1},
		{"below raw items", `{"type":"array","prefixItems":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"string"}]}`, 1, 1, 0},
		{"a place that is typed here and raw there", `{"type":"object","properties":{"d":{"$ref":"#/$defs/d"},"t":{"type":"array","prefixItems":[{"$ref":"#/$defs/d"}]}},"$defs":{"d":{"type":"object","properties":{"k":{"type":"string"}}}}}`, 3, 3, 2},
		{"alternatives that leave members free", `{"anyOf":[{"type":"object","properties":{"a":{"type":"string"},"n":{"type":"object","properties":{"m":{"type":"string"}}}}},{"type":"object","properties":{"b":{"type":"string"}}}]}`, 4, 0, 0},
		{"alternatives that tags tell apart", `{"oneOf":[{"type":"object","properties":{"t":{"const":"a"},"v":{"type":"string"}},"required":["t"]},{"type":"object","properties":{"t":{"const":"b"},"v":{"type":"integer"},"w":{}},"required":["t"]}]}`, 5, 4, 4},
		{"alternatives of other JSON types", `{"type":"object","properties":{"a":{"oneOf":[{"type":"string"},{"type":"object","properties":{"k":{"type":"string"}}}]}}}`, 2, 1, 1},
		{"nothing declared", `{"type":"array","items":{"type":"string"}}`, 0, 0, 0},
	} {
		r, err := generate(t, c.schema, gen.Options{Type: "Document"}, graph.Options{})
		require.NoError(t, err, c.name)
		assert.Equal(t, []int{c.members, c.static, c.typed}, []int{r.Stats.Members, r.Stats.Static, r.Stats.Typed}, c.name)
		assert.Equal(t, gen.Share(c.typed, c.static), r.Stats.Share, c.name)
	}
	assert.Equal(t, 100.0, gen.Share(0, 0))
	assert.Equal(t, 66.6, gen.Share(2, 3))
}

// TestStatsOfDescriptions: what only describes has no typed members, and nothing
// that is checked or streamed.
func TestStatsOfDescriptions(t *testing.T) {
	lang := languages.Default()
	defer func(as target.Language) { *lang = as }(*lang)
	const schema = `{"type":"object","properties":{"a":{"type":"string"},"b":{}},"unevaluatedProperties":false,"anyOf":[{"properties":{"c":true}},{"required":["a"]}]}`
	code, err := generate(t, schema, gen.Options{}, graph.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, code.Stats.Dynamic)
	require.NotZero(t, code.Stats.Typed)
	lang.Describes = true
	page, err := generate(t, schema, gen.Options{}, graph.Options{})
	require.NoError(t, err)
	want := code.Stats
	want.Typed, want.Share, want.Dynamic, want.Unstreamed = 0, 0, nil, nil
	assert.Equal(t, want, page.Stats)
}

// TestStatsOfUnions: what unions of objects leave for their members; each that
// is of one type then is typed.
func TestStatsOfUnions(t *testing.T) {
	closed := func(members string) string {
		return `{"type":"object","properties":{` + members + `},"additionalProperties":false}`
	}
	for _, c := range []struct {
		name, schema    string
		members, static int
	}{
		{"closed alternatives", `{"anyOf":[` + closed(`"a":{"type":"string"},"c":{"type":"string"}`) + `,` + closed(`"b":{"type":"integer"},"c":{"type":["string","null"]}`) + `]}`, 3, 3},
		{"an alternative of another type", `{"anyOf":[{"type":"string"},` + closed(`"a":{"type":"string"}`) + `,` + closed(`"b":{"type":"string"}`) + `]}`, 2, 2},
		{"alternatives that disagree", `{"anyOf":[` + closed(`"a":{"type":"string"}`) + `,` + closed(`"a":{"type":"integer"}`) + `]}`, 1, 0},
		{"the base says it", `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}`, 2, 2},
		{"members below", `{"type":"object","properties":{"n":{"anyOf":[` + closed(`"o":`+closed(`"x":{"type":"string"}`)) + `,` + closed(`"o":`+closed(`"x":{"type":"string"},"y":{}`)) + `]}}}`, 4, 3},
		{"then and else", `{"type":"object","if":{"required":["k"]},"then":{"properties":{"a":{"type":"string"},"b":{"type":"string"}}},"else":{"properties":{"a":{"type":"string"}}}}`, 2, 1},
		{"an alternative that forbids", `{"type":"object","oneOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"not":{"required":["a"]}}]}`, 1, 1},
		{"recursion", `{"anyOf":[` + closed(`"l":{"$ref":"#"}`) + `,` + closed(`"r":{"type":"array","items":{"$ref":"#"}}`) + `]}`, 2, 2},
		{"patterns of a closed alternative", `{"anyOf":[{"type":"object","patternProperties":{"^x":{"type":"string"}},"additionalProperties":false},` + closed(`"xa":{"type":"string"},"b":{"type":"string"}`) + `]}`, 2, 2},
	} {
		r, err := generate(t, c.schema, gen.Options{Type: "Document"}, graph.Options{})
		require.NoError(t, err, c.name)
		assert.Equal(t, []int{c.members, c.static, c.static}, []int{r.Stats.Members, r.Stats.Static, r.Stats.Typed}, c.name)
	}
}
