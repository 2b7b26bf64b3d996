package lower

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// sampleOf is a value that the keyword of a row takes and that says something, from
// the samples by form of package keyword, with a schema where it holds one.
func sampleOf(t *testing.T, row *keyword.Row, schema, reference string) string {
	t.Helper()
	data, err := os.ReadFile("../../keyword/testdata/samples.json")
	require.NoError(t, err)
	var samples map[string]string
	require.NoError(t, json.Unmarshal(data, &samples))
	require.NotEmpty(t, samples[row.Shape.String()], "samples.json of package keyword has no value for %s: %s", row.Name, row.Shape)
	return strings.NewReplacer("SCHEMA", schema, "REFERENCE", reference).Replace(samples[row.Shape.String()])
}

// beside is what a keyword needs beside it to have an effect.
var beside = map[string]string{"then": `"if":{},`, "else": `"if":false,`, "minContains": `"contains":{},`, "maxContains": `"contains":{},`}

// TestBlindedRow takes each row from the table: a schema with the keyword anywhere
// that values are judged is refused then, by the name of the keyword and its place.
// Where nothing leads the keyword stands in nobody's way.
func TestBlindedRow(t *testing.T) {
	positions := []string{
		`%s`, `"description":"x",%s`, `"not":{%s}`, `"if":{%s},"then":{"minLength":1}`, `"oneOf":[{%s},{"title":"x"}]`, `"anyOf":[{"title":"x"},{%s}]`,
		`"allOf":[{%s}]`, `"contains":{%s}`, `"items":{%s}`, `"prefixItems":[{%s}]`, `"properties":{"a":{%s}}`, `"additionalProperties":{%s}`,
		`"patternProperties":{"^x":{%s}}`, `"propertyNames":{%s}`, `"dependentSchemas":{"a":{%s}}`, `"$ref":"#/$defs/leaf/$defs/x"`,
		`"unevaluatedProperties":{%s}`, `"unevaluatedItems":{%s}`, `"enum":["x",[1],{"a":1}],"allOf":[{%s}]`, `"const":"x","allOf":[{%s}]`,
	}
	const nowhere = `"title":"x"`
	load := func(position, members string) *graph.Graph {
		leaf := `{"title":"leaf","$defs":{"x":{` + members + `}}}`
		if strings.Contains(position, "%s") {
			position, leaf = fmt.Sprintf(position, members), `{"title":"leaf"}`
		}
		f, err := source.ParseJSON("schema.json", []byte(`{"$defs":{"leaf":`+leaf+`,"unused":{`+members+`}},`+position+`}`))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{AssertFormats: true})
		require.NoError(t, err, position)
		return g
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		require.True(t, judge.Knows(row), row.Name)
		members := fmt.Sprintf("%s%q:%s", beside[row.Name], row.Name, sampleOf(t, row, `{"type":"null"}`, "#/$defs/leaf"))
		for _, position := range positions {
			g := load(position, members)
			_, err := Lower(t.Context(), g, Options{})
			require.NoError(t, err, "%s in %s", members, position)
			restore := judge.Blind(row)
			_, err = Lower(t.Context(), g, Options{})
			restore()
			var named *diag.Error
			require.ErrorAs(t, err, &named, "%s in %s", members, position)
			assert.Equal(t, graph.CodeUnheard, named.Code)
			assert.Contains(t, named.Message, fmt.Sprintf("the keyword %q is none that the generator can judge", row.Name))
			assert.Contains(t, named.Pointer, "/"+row.Name)
			assert.NotContains(t, named.Pointer, "/$defs/unused")
		}
		restore := judge.Blind(row)
		_, err := Lower(t.Context(), load(nowhere, members), Options{})
		restore()
		assert.NoError(t, err, row.Name)
	}
}

// TestClaims takes the claim of each keyword away, that a type or a condition checks
// it: the evaluator judges it then, so that a keyword which nobody thought of is not
// left out. And a claim is true: what is generated differs from what is generated
// without the keyword.
func TestClaims(t *testing.T) {
	lowered := func(members string) *model.Package {
		f, err := source.ParseJSON("schema.json", []byte(`{"$defs":{"leaf":{"type":"null"}},"properties":{"p":{`+members+`}}}`))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{AssertFormats: true})
		require.NoError(t, err, members)
		pkg, err := Lower(t.Context(), g, Options{})
		require.NoError(t, err, members)
		return pkg
	}
	left := func(pkg *model.Package, name, message string) bool {
		return slices.ContainsFunc(pkg.Dynamic, func(r model.Rule) bool { return r.Keyword == name && r.Message == message })
	}
	types := map[keyword.Group]string{keyword.Numbers: "number", keyword.Strings: "string", keyword.Arrays: "array", keyword.Objects: "object"}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		m, _ := judge.Of(row)
		message := cmp.Or(m.message, "does not satisfy "+row.Name)
		for _, typ := range slices.Compact([]string{types[row.Group], ""}) {
			before := beside[row.Name]
			if typ != "" {
				before = `"type":"` + typ + `",` + before
			}
			members := fmt.Sprintf("%s%q:%s", before, row.Name, sampleOf(t, row, `{"type":"null"}`, "#/$defs/leaf"))
			with := lowered(members)
			assert.Equal(t, !m.claimed, left(with, row.Name, message), "who judges %s, in %s", row.Name, members)
			if !m.claimed {
				continue
			}
			m.claimed = false
			assert.True(t, left(lowered(members), row.Name, message), "%s is not claimed, and nobody judges it, in %s", row.Name, members)
			m.claimed = true
			if typ != types[row.Group] || row.Name == "if" || row.Name == "minContains" { // say nothing alone
				continue
			}
			bare := lowered(strings.TrimSuffix(before, ","))
			assert.False(t, described(bare) == described(with), "%s is claimed, and nothing checks it, in %s", row.Name, members)
		}
	}
}

// described writes what code is generated from: types, their checks and members,
// and the schemas that the evaluator gets, by what they say.
func described(pkg *model.Package) string {
	var b strings.Builder
	met := map[any]bool{}
	var write func(v reflect.Value)
	write = func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case *graph.Node:
			if x != nil {
				for row := range x.Assertions() {
					b.WriteString(row.Name + " ")
				}
			}
			return
		case *graph.Graph, *pattern.Pattern, model.Doc:
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !met[v.Interface()] {
				met[v.Interface()] = true
				write(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && f.Name != "Schema" {
					b.WriteString(f.Name + "(")
					write(v.Field(i))
					b.WriteString(")")
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				write(v.Index(i))
			}
		default:
			fmt.Fprint(&b, v)
		}
	}
	write(reflect.ValueOf(pkg))
	return b.String()
}
