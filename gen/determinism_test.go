package gen_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// collisions has names that meet after they were made into identifiers, and
// schemas that several others lead to.
const collisions = `{"type":"object","properties":{
	"a-b":{"type":"object","properties":{"x":{"type":"string"}}},"a_b":{"type":"object","properties":{"x":{"type":"integer"}}},"aB":{"enum":["p-q","p_q","pQ","P Q"]},"A b":{"type":["string","integer"]},
	"merged":{"allOf":[{"$ref":"#/$defs/z"},{"$ref":"#/$defs/a"}]},"again":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/z"}]},
	"shape":{"oneOf":[{"$ref":"#/$defs/one"},{"$ref":"#/$defs/two"}]},"loop":{"$ref":"#/$defs/loop"},"list":{"type":"array","items":{"$ref":"#/$defs/loop"}},
	"value":{"$ref":"#/$defs/value"},"other":{"$ref":"#/$defs/value"},"self":{"$ref":"#"},
	"foo":{"type":["string","number"]},"new_foo":{"type":"object","properties":{"string":{"type":"object","properties":{"a":true}}}}},
	"$defs":{"z":{"type":"object","properties":{"m":{"type":"object","properties":{"k":{"type":"string"}}},"only_z":{"type":"object","properties":{"q":true}}}},
		"a":{"type":"object","properties":{"m":{"type":"object","properties":{"l":{"type":"string"}}},"z":{"type":"string"}},"required":["m"]},
		"one":{"type":"object","properties":{"kind":{"const":"1"},"next":{"$ref":"#/properties/shape"}},"required":["kind"]},
		"two":{"type":"object","properties":{"kind":{"const":"2"},"value":{"$ref":"#/$defs/value"}},"required":["kind"]},
		"loop":{"type":["object","array","null"],"additionalProperties":{"$ref":"#/$defs/loop"},"items":{"$ref":"#/$defs/pool"}},
		"pool":{"type":["array","null"],"items":{"$ref":"#/$defs/loop"}},
		"value":{"type":["null","boolean","string","array"],"items":{"$ref":"#/$defs/value"}}}}`

func determined(t *testing.T) map[string]string {
	t.Helper()
	runResult, err := os.ReadFile("../schema/runresult.v1.json")
	require.NoError(t, err)
	out := map[string]string{"RunResult": string(runResult), "collisions": collisions}
	for _, b := range behaviours() {
		if len(b.schema) < 50_000 && b.load.Map == nil {
			out[b.name] = b.schema
		}
	}
	return out
}

// TestSameBytes: the same schema gives the same bytes.
func TestSameBytes(t *testing.T) {
	for name, schema := range determined(t) {
		first, err := generate(t, schema, gen.Options{}, graph.Options{})
		require.NoError(t, err, name)
		again, err := generate(t, schema, gen.Options{}, graph.Options{})
		require.NoError(t, err, name)
		require.Equal(t, first.Stats, again.Stats, name)
		require.Len(t, again.Files, len(first.Files), name)
		for i, f := range first.Files {
			require.Equal(t, f.Name, again.Files[i].Name)
			require.Equal(t, string(f.Data), string(again.Files[i].Data), "%s: %s", name, f.Name)
		}
	}
}

// TestNamesDoNotDependOnOrder: whatever the order of the members and definitions
// of a schema, every type, field, constant, function and method has the same
// name and the same type.
func TestNamesDoNotDependOnOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, schema := range determined(t) {
		want := declared(t, schema)
		for range rounds.Of(1, 4) {
			f, err := source.ParseJSON("schema.json", []byte(schema))
			require.NoError(t, err)
			shuffle(f.Root, random, false)
			got := declared(t, string(f.Root.AppendJSON(nil)))
			if !assert.Equal(t, strings.Join(want, "\n"), strings.Join(got, "\n"), name) {
				break
			}
		}
	}
}

// TestNamesSurviveNewMembers: a member or definition more renames nothing and
// changes no type.
func TestNamesSurviveNewMembers(t *testing.T) {
	for name, schema := range determined(t) {
		f, err := source.ParseJSON("schema.json", []byte(schema))
		require.NoError(t, err)
		properties := f.Root.Get("properties")
		if properties == nil || f.Root.Get("additionalProperties") != nil {
			continue
		}
		want := declared(t, schema)
		added, err := source.ParseJSON("added.json", []byte(`{"type":"object","properties":{"a_member_more":{"enum":["x"]},"type":{"type":"string"}}}`))
		require.NoError(t, err)
		properties.Members = append([]source.Member{{Name: "a_member_more", Value: added.Root}}, properties.Members...)
		assert.Subset(t, declared(t, string(f.Root.AppendJSON(nil))), want, name)
	}
}

// shuffle changes the order of members where that means nothing, enum and const
// aside, whose order is part of the value.
func shuffle(v *source.Value, random *rand.Rand, names bool) {
	if v.Kind == source.Object {
		if names {
			random.Shuffle(len(v.Members), func(i, j int) { v.Members[i], v.Members[j] = v.Members[j], v.Members[i] })
		}
		for _, m := range v.Members {
			switch {
			case !names && (m.Name == "enum" || m.Name == "const" || m.Name == "default" || m.Name == "examples"):
			default:
				shuffle(m.Value, random, !names && (m.Name == "properties" || m.Name == "$defs" || m.Name == "definitions"))
			}
		}
	}
	for _, item := range v.Items {
		shuffle(item, random, false)
	}
}

// declared lists what a package declares for its users, with types, sorted.
func declared(t *testing.T, schema string) []string {
	t.Helper()
	r, err := generate(t, schema, gen.Options{}, graph.Options{})
	require.NoError(t, err)
	var out []string
	for _, f := range r.Files {
		file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() {
					receiver := ""
					if d.Recv != nil {
						receiver = "(" + types.ExprString(d.Recv.List[0].Type) + ") "
					}
					out = append(out, "func "+receiver+d.Name.Name+types.ExprString(d.Type))
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					out = append(out, specs(s)...)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

func specs(s ast.Spec) []string {
	var out []string
	switch s := s.(type) {
	case *ast.ValueSpec:
		for i, n := range s.Names {
			if n.IsExported() {
				out = append(out, "const "+n.Name+" = "+types.ExprString(s.Values[i]))
			}
		}
	case *ast.TypeSpec:
		if !s.Name.IsExported() {
			break
		}
		fields, ok := s.Type.(*ast.StructType)
		if !ok {
			return append(out, "type "+s.Name.Name+" "+types.ExprString(s.Type))
		}
		out = append(out, "type "+s.Name.Name)
		for _, f := range fields.Fields.List {
			for _, n := range f.Names {
				if n.IsExported() {
					tag := ""
					if f.Tag != nil {
						tag = f.Tag.Value
					}
					out = append(out, "type "+s.Name.Name+"."+n.Name+" "+types.ExprString(f.Type)+" "+tag)
				}
			}
		}
	}
	return out
}
