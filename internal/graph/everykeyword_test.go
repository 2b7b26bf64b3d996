package graph

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// samplesOf are values that the keyword of a row takes, of each form that it has.
func samplesOf(t *testing.T, row *keyword.Row) []string {
	list := []string{sampleOf(t, row, `{"type":"null"}`, "#")}
	if row.Shape == keyword.SchemaOrSchemaList {
		list = append(list, `[{"type":"null"}]`)
	}
	return list
}

// sampleOf is a value that the keyword of a row takes and that says something, from
// the samples by form of package keyword, with a schema where it holds one.
func sampleOf(t *testing.T, row *keyword.Row, schema, reference string) string {
	t.Helper()
	data, err := os.ReadFile("../keyword/testdata/samples.json")
	require.NoError(t, err)
	var samples map[string]string
	require.NoError(t, json.Unmarshal(data, &samples))
	require.NotEmpty(t, samples[row.Shape.String()], "samples.json of package keyword has no value for %s: %s", row.Name, row.Shape)
	return strings.NewReplacer("SCHEMA", schema, "REFERENCE", reference).Replace(samples[row.Shape.String()])
}

// beside is what a keyword needs beside it to have an effect.
var beside = map[string]string{
	"then": `"if":{}`, "else": `"if":{}`, "minContains": `"contains":{}`, "maxContains": `"contains":{}`, "additionalItems": `"items":[{}]`,
}

// listing are the forms of lists and maps of schemas.
var listing = map[keyword.Shape]bool{
	keyword.SchemaList: true, keyword.SchemaOrSchemaList: true, keyword.SchemaMap: true, keyword.DependencyMap: true,
}

// TestEveryKeywordStates: of every row, in every draft, a node says that it stands
// there, under the name that the row gives; also when nobody reads it.
func TestEveryKeywordStates(t *testing.T) {
	load := func(row *keyword.Row, d Dialect, value string) (*Node, error) {
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
		if err != nil {
			return nil, err
		}
		return g.Nodes[1], nil
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		samples := samplesOf(t, row)
		for _, d := range keyword.Dialects() {
			for _, value := range samples {
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
				n, err := load(row, d, value)
				require.NoError(t, err, "%s in %s", row.Name, d)
				got, schemas := stands(n)
				for _, name := range want {
					assert.Contains(t, got, name, "%s of %s in %s", row.Name, value, d)
					assert.NotNil(t, n.Keyword(n.Spelling(name)), "%s of %s in %s: the place of %s", row.Name, value, d, name)
				}
				if len(want) == 0 {
					assert.NotContains(t, got, row.Name, "%s of %s in %s", row.Name, value, d)
				}
				indexed(t, n, schemas)
				if row.In(d) && row.Role != 0 {
					assert.True(t, slices.ContainsFunc(schemas, func(s Subschema) bool {
						return s.Row.Role == row.Role
					}), "%s in %s shows no schema", row.Name, d)
				}
			}
			if !row.In(d) {
				continue
			}
			// A keyword that nobody reads is stated all the same.
			func() {
				saved := fields[row.Name]
				delete(fields, row.Name)
				index()
				defer func() { fields[row.Name] = saved; index() }()
				for _, value := range samples {
					if row.Shape == keyword.BooleanOrNumber && d == Draft4 {
						value = `false`
					}
					n, err := load(row, d, value)
					if err != nil {
						var e *diag.Error
						require.ErrorAs(t, err, &e, row.Name)
						assert.Equal(t, CodeUnheard, e.Code, "%s of %s is not read, in %s", row.Name, value, d)
						assert.Equal(t, fmt.Sprintf("nothing reads the keyword %q", row.Name), e.Message)
						assert.True(t, row.Kind == keyword.Identifier || !listing[row.Shape] && row.Shape != keyword.Schema || row.Shape == keyword.DependencyMap, "%s is refused", row.Name)
						continue
					}
					got, schemas := stands(n)
					if row.Kind == keyword.Assertion || row.Kind == keyword.Applicator || row.Asserts() {
						assert.Contains(t, got, row.Name, "%s is not read, in %s", row.Name, d)
					}
					indexed(t, n, schemas)
					if row.Role != 0 && row.Role != keyword.Reference {
						assert.NotEmpty(t, schemas, "%s is not read, in %s, and shows no schema", row.Name, d)
					}
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

// indexed: a schema in a list or a map has its place there, another -1.
func indexed(t *testing.T, n *Node, schemas []Subschema) {
	t.Helper()
	for _, s := range schemas {
		switch list := listing[s.Row.Shape] && s.Node.Ptr() != n.At(s.Row.Name); {
		case !list:
			assert.Equal(t, -1, s.Index, "%s: Index of a schema that is in no list or map", s.Row.Name)
		case s.Named:
			assert.True(t, s.Index >= 0 && strings.HasSuffix(s.Node.Ptr(), "/"+Escape(s.Name)), "%s: %d, %s", s.Row.Name, s.Index, s.Name)
		default:
			assert.True(t, strings.HasSuffix(s.Node.Ptr(), "/"+strconv.Itoa(s.Index)), "%s: %d", s.Row.Name, s.Index)
		}
	}
}

// TestUnreadHidesNothing: names inside a keyword that nobody reads count as they do
// when it is read, so that no reference elsewhere leads to something else.
func TestUnreadHidesNothing(t *testing.T) {
	for _, c := range []struct{ keyword, value string }{
		{"contains", `%s`}, {"allOf", `[true,%s]`}, {"dependentSchemas", `{"a/b":%s}`}, {"items", `%s`}, {"contentSchema", `%s`},
	} {
		inner := fmt.Sprintf(c.value, `{"$dynamicAnchor":"n","type":"integer","$defs":{"v":{"$id":"urn:v","$anchor":"w"}}}`)
		text := `{"$id":"urn:r","$ref":"urn:t","properties":{"v":{"$ref":"urn:v#w"}},"$defs":{
			"t":{"$id":"urn:t","properties":{"p":{"$dynamicRef":"#n"}},"$defs":{"n":{"$dynamicAnchor":"n","type":"string"}}},
			"u":{"` + c.keyword + `":` + inner + `}}}`
		f, err := source.ParseJSON("s.json", []byte(text))
		require.NoError(t, err)
		names := func() (out []string) {
			g, err := Load(f, Options{})
			require.NoError(t, err, c.keyword)
			for _, r := range g.Resources {
				for name, n := range r.DynamicAnchors {
					out = append(out, r.URI+"#"+name+" is "+n.Ptr())
				}
			}
			slices.Sort(out)
			return append(out, "urn:v#w is "+g.Root.Properties[0].Node.Ref.Ptr(), strconv.Itoa(len(g.Nodes)))
		}
		read := names()
		require.Len(t, read, 4)
		saved := fields[c.keyword]
		delete(fields, c.keyword)
		index()
		unread := names()
		fields[c.keyword] = saved
		index()
		assert.Equal(t, read, unread, "%s is not read", c.keyword)
	}
}

// TestUnreadInVariants: a variant has schemas of its own in keywords that nobody reads.
func TestUnreadInVariants(t *testing.T) {
	saved := fields["contains"]
	delete(fields, "contains")
	index()
	defer func() { fields["contains"] = saved; index() }()
	f, err := source.ParseJSON("s.json", []byte(`{"contains":{"type":"string"},"not":{"maximum":1}}`))
	require.NoError(t, err)
	g, err := Load(f, Options{})
	require.NoError(t, err)
	held := slices.Collect(g.Root.Subschemas())
	require.Len(t, held, 2)
	v, err := NewEditor(g, false).Edit(map[*Node]*source.Value{held[1].Node: object("type", text0("null"))}, nil)
	require.NoError(t, err)
	edited := slices.Collect(v.Root.Subschemas())
	assert.Equal(t, []string{"null"}, edited[1].Node.Types)
	assert.Equal(t, []string{"string"}, slices.Collect(g.Root.Subschemas())[1].Node.Types)
	assert.NotEqual(t, held[1].Node, edited[1].Node)
	assert.Equal(t, "contains", edited[1].Row.Name)
}
