package graph

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// samples are values of each form that say something, and say how many schemas
// are in them.
var samples = map[keyword.Shape][]string{
	keyword.AnyValue: {`1`}, keyword.Schema: {`{"type":"null"}`}, keyword.SchemaList: {`[{"type":"null"},{}]`},
	keyword.SchemaOrSchemaList: {`{"type":"null"}`, `[{"type":"null"}]`}, keyword.SchemaMap: {`{"a":{"type":"null"}}`},
	keyword.DependencyMap: {`{"a":["b"],"c":{"type":"null"}}`}, keyword.StringListMap: {`{"a":["b"]}`},
	keyword.Boolean: {`true`}, keyword.BooleanOrNumber: {`1`}, keyword.Num: {`1`}, keyword.PositiveNumber: {`1`},
	keyword.Count: {`1`}, keyword.Text: {`"a"`}, keyword.URI: {`"#"`}, keyword.Regex: {`"a"`}, keyword.TypeNames: {`"null"`},
	keyword.TextList: {`["a"]`}, keyword.ValueList: {`[1]`}, keyword.VocabularyMap: {`{"a":true}`},
}

// beside is what a keyword needs beside it to have an effect.
var beside = map[string]string{
	"then": `"if":{}`, "else": `"if":{}`, "minContains": `"contains":{}`, "maxContains": `"contains":{}`, "additionalItems": `"items":[{}]`,
}

// TestEveryKeywordStates: of every row, in every draft, a node says that it stands
// there, under the name that the row gives; also when nobody reads it.
func TestEveryKeywordStates(t *testing.T) {
	node := func(row *keyword.Row, d Dialect, value string) *Node {
		members := fmt.Sprintf("%q:%s", row.Name, value)
		if more := beside[row.Name]; more != "" {
			members = more + "," + members
		}
		text := `{"properties":{"x":{` + members + `}}}`
		if row.Name == "properties" {
			text = `{"allOf":[{` + members + `}]}`
		}
		f, err := source.ParseJSON("s.json", []byte(text))
		require.NoError(t, err)
		g, err := Load(f, Options{Draft: d, AssertFormats: true})
		require.NoError(t, err, "%s in %s", row.Name, d)
		return g.Nodes[1]
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		require.NotEmpty(t, samples[row.Shape], "no value of the form %s", row.Shape)
		for _, d := range keyword.Dialects() {
			for _, value := range samples[row.Shape] {
				if d >= Draft2020 && (row.Name == "additionalItems" || row.Name == "items" && value[0] == '[') {
					continue // an array of items is refused
				}
				want := row.Becomes
				switch {
				case row.Asserts():
					want = []string{row.Name}
				case row.Role == keyword.NotApplied, row.Kind == keyword.Identifier:
					want = nil
				}
				switch {
				case !row.In(d):
					want = nil
				case row.Name == "items" && value[0] == '[':
					want = []string{"prefixItems"}
				case row.Shape == keyword.BooleanOrNumber && d == Draft4:
					value, want = `false`, nil
				}
				n := node(row, d, value)
				got, schemas := stands(n)
				for _, name := range want {
					assert.Contains(t, got, name, "%s of %s in %s", row.Name, value, d)
					assert.NotNil(t, n.Keyword(n.Spelling(name)), "%s of %s in %s: the place of %s", row.Name, value, d, name)
				}
				if len(want) == 0 {
					assert.NotContains(t, got, row.Name, "%s of %s in %s", row.Name, value, d)
				}
				if row.In(d) && row.Role != 0 {
					assert.True(t, slices.ContainsFunc(schemas, func(s Subschema) bool {
						return s.Row.Role == row.Role
					}), "%s in %s shows no schema", row.Name, d)
				}
			}
			if !row.Asserts() || !row.In(d) {
				continue
			}
			// A keyword that nobody reads is stated all the same.
			func() {
				saved := fields[row.Name]
				delete(fields, row.Name)
				index()
				defer func() { fields[row.Name] = saved; index() }()
				for _, value := range samples[row.Shape] {
					got, _ := stands(node(row, d, value))
					assert.Contains(t, got, row.Name, "%s is not read, in %s", row.Name, d)
				}
			}()
		}
	}
}

// stands collects what a node says.
func stands(n *Node) (assertions []string, subschemas []Subschema) {
	for row := range n.Assertions() {
		assertions = append(assertions, row.Name)
	}
	return assertions, slices.Collect(n.Subschemas())
}
