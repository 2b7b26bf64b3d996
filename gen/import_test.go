package gen_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	v5 "github.com/atlas-dataflow/runresult/internal/v5"
)

// there is a schema with a type of every kind, which has a package of its own.
const there = `{"$id":"https://example.com/there.json","title":"There","type":"object","required":["id"],"properties":{
	"id":{"type":"string","minLength":1},"n":{"type":["integer","null"],"minimum":0},"next":{"$ref":"#"},"colour":{"$ref":"#/$defs/colour"},
	"tree":{"$ref":"#/$defs/tree"},"either":{"$ref":"#/$defs/either"},"pet":{"$ref":"#/$defs/pet"},"names":{"$ref":"#/$defs/names"},"inline":{"type":"object","properties":{"a":{"type":"integer"}}},
	"deep":{"$ref":"#/$defs/deep"}},
	"if":{"required":["n"]},"then":{"required":["colour"]},
	"$defs":{"colour":{"enum":["a","b"]},"tree":{"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#/$defs/tree"}},"v":{"type":"number"}},"additionalProperties":false},
	"either":{"type":["object","string","integer"],"properties":{"a":{"type":"string"}},"required":["a"]},
	"pet":{"oneOf":[{"$ref":"#/$defs/cat"},{"$ref":"#/$defs/dog"}]},
	"cat":{"type":"object","properties":{"kind":{"const":"cat"},"a":{"type":"integer"}},"required":["kind"]},
	"dog":{"type":"object","properties":{"kind":{"const":"dog"},"b":{"type":"string"}},"required":["kind"]},
	"deep":{"type":"array","items":{"$ref":"#/$defs/deep"}},
	"names":{"type":"array","items":{"type":"string"}},"unused":{"type":"object","properties":{"a":{"type":"string"}}}}}`

// importing are schemas that refer to it, with parts of the code.
var importing = []struct{ schema, has, hasNot string }{
	{`{"type":"object","properties":{"a":{"$ref":"T"},"b":{"$ref":"T"},"c":{"type":"array","items":{"$ref":"T"}},"d":{"type":"object","additionalProperties":{"$ref":"T"}}},"required":["b"]}`,
		"B therepkg.There", "type There"},
	{`{"$ref":"T"}`, "Value therepkg.There", ""},
	{`{"allOf":[{"$ref":"T"}]}`, "Value therepkg.There", ""},
	{`{"type":"array","items":{"$ref":"T#/$defs/tree"},"maxItems":3}`, "[]therepkg.Tree", "type Tree"},
	{`{"type":"array","items":{"$ref":"T#/$defs/colour"},"uniqueItems":true}`, "[]therepkg.Colour", "type Colour"},
	{`{"type":"array","items":{"$ref":"T#/$defs/tree"},"uniqueItems":true}`, "[]therepkg.Tree", "type Tree"},
	{`{"properties":{"a":{"anyOf":[{"$ref":"T"},{"type":"null"}]},"b":{"anyOf":[{"type":"null"},{"$ref":"T#/$defs/colour"}]},"ab":{"$ref":"T#/$defs/deep"}},"required":["b"]}`, "rt.Opt[therepkg.There]", "type There"},
	{`{"properties":{"a":{"anyOf":[{"$ref":"T"},{"type":"string"},{"type":"array","items":{"$ref":"T#/$defs/either"}}]}}}`, "*therepkg.There", ""},
	{`{"properties":{"a":{"type":"object","oneOf":[{"$ref":"T#/$defs/cat"},{"$ref":"T#/$defs/dog"},{"type":"object","properties":{"kind":{"const":"own"}},"required":["kind"]}]}}}`, "*therepkg.Cat", "type Cat"},
	{`{"properties":{"a":{"$ref":"T#/$defs/either"},"b":{"$ref":"T#/$defs/pet"},"c":{"$ref":"T#/$defs/cat"},"ab":{"$ref":"T#/properties/inline"}}}`, "*therepkg.ThereInline", "type Pet"},
	{`{"properties":{"a":{"$ref":"T#/$defs/colour"},"b":{"$ref":"#"}},"additionalProperties":{"$ref":"T#/$defs/tree"},"required":["b","a"]}`, "A therepkg.Colour", ""},
	// More applies than over there: a type of this package, with what is left of the other.
	{`{"properties":{"a":{"allOf":[{"$ref":"T"},{"properties":{"x":{"type":"integer"}},"required":["x"]}]}}}`, "therepkg.Tree", ""},
	{`{"properties":{"a":{"$ref":"T","minProperties":2},"b":{"$ref":"T#/$defs/tree"}}}`, "therepkg.Tree", ""},
	{`{"properties":{"a":{"$ref":"T#/$defs/unused"},"b":{"$ref":"T#/$defs/names"},"c":{"$ref":"T#/$defs/tree"}}}`, "type Unused struct", "Unused therepkg"},
	// A Go type of somebody else's comes before the other package's.
	{`{"properties":{"a":{"$ref":"T#/$defs/either","goJSONSchema":{"type":"json.RawMessage","imports":["encoding/json"]}},"b":{"$ref":"T#/$defs/tree"},"c":{"type":"array","uniqueItems":true,"minItems":1,"items":{"type":["number","null","array"],"goJSONSchema":{"type":"json.RawMessage","imports":["encoding/json"]}}}},"if":{"properties":{"a":{"type":"string"}},"required":["a"]},"then":{"required":["c"]}}`, "A *jsonpkg.RawMessage", ""},
	// Conditions that look across the border.
	{`{"type":"object","properties":{"a":{"$ref":"T"},"b":{"type":"integer"},"c":{"$ref":"T#/$defs/colour"}},"if":{"properties":{"a":{"properties":{"id":{"const":"a"}},"required":["id"]}},"required":["a"]},"then":{"required":["b"]},"else":{"properties":{"c":{"const":"a"}}}}`, "therepkg.There", ""},
	{`{"type":"array","items":{"$ref":"T#/$defs/tree"},"contains":{"required":["v"]},"maxContains":2}`, "[]therepkg.Tree", ""},
	{`{"properties":{"a":{"$ref":"T#/$defs/tree"}},"not":{"properties":{"a":{"type":"object","required":["v"]}},"required":["a"]}}`, "*therepkg.Tree", ""},
	{`{"properties":{"a":{"$ref":"T#/$defs/cat"}},"unevaluatedProperties":false}`, "*therepkg.Cat", ""},
	{`{"properties":{"a":{"$ref":"T#/$defs/cat","unevaluatedProperties":false},"b":{"$ref":"T#/$defs/tree"}}}`, "*therepkg.Tree", "*therepkg.Cat"},
	{`{"$ref":"T","unevaluatedProperties":{"type":"integer"}}`, "therepkg.Tree", ""},
	{`{"properties":{"a":{"$ref":"T#/$defs/tree","default":{"v":1.0}}},"dependentSchemas":{"a":{"required":["b"]}}}`, "AOr() therepkg.Tree", ""},
}

func importOptions() graph.Options {
	return graph.Options{
		Map:  map[string]string{"https://example.com/there.json": "there.json"},
		Open: func(string) ([]byte, error) { return []byte(there), nil },
	}
}

// TestImport: code that uses another package's types accepts, refuses and gives
// back the same as a validator that knows of no packages.
func TestImport(t *testing.T) {
	s := newScratch(t)
	f, err := source.ParseJSON("there.json", []byte(there))
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err)
	r, err := gen.FromGraph(g, gen.Options{Package: "there", Type: "There"})
	require.NoError(t, err)
	s.add(t, "there", "There", r)

	var questions []question
	var schemas []string
	var valid []bool
	accepted := 0
	for i, c := range importing {
		schema := strings.ReplaceAll(c.schema, `"T`, `"https://example.com/there.json`)
		f, err := source.ParseJSON("schema.json", []byte(schema))
		require.NoError(t, err)
		g, err := graph.Load(f, importOptions())
		require.NoError(t, err, schema)
		pkg := fmt.Sprintf("i%02d", i)
		r, err := gen.FromGraph(g, gen.Options{Package: pkg, Type: "Document", Imports: []gen.Import{{URI: "https://example.com/there.json", Path: "scratch/there"}}})
		require.NoError(t, err, schema)
		var code strings.Builder
		for _, f := range r.Files {
			code.Write(f.Data)
		}
		spaced := strings.Join(strings.Fields(code.String()), " ")
		assert.Contains(t, spaced, c.has, schema)
		if c.hasNot != "" {
			assert.NotContains(t, spaced, c.hasNot, schema)
		}
		s.add(t, pkg, "Document", r)
		judge, err := v5.Compile(g, false)
		require.NoError(t, err)
		random := rand.New(rand.NewPCG(uint64(i), 6))
		guide := &guide{random, &maker{}}
		for range rounds.Of(75, 500) {
			doc := guide.value(g.Root, 7)
			d, err := source.ParseJSON("document", []byte(doc))
			require.NoError(t, err, doc)
			ok := len(judge.Validate(d.Root)) == 0
			if ok {
				accepted++
			}
			questions, schemas, valid = append(questions, question{pkg, doc}), append(schemas, schema), append(valid, ok)
		}
	}
	failures := 0
	for i, answer := range ask(t, s.build(t), questions) {
		want := "no "
		if valid[i] {
			want = "ok " + compact(t, questions[i].doc)
		}
		if !strings.HasPrefix(answer, want) || valid[i] && answer != want {
			if failures++; failures <= 10 {
				t.Errorf("%s\n  document %s\n  want %s\n  got  %s", schemas[i], clip(questions[i].doc), clip(want), clip(answer))
			}
		}
	}
	s.vet(t)
	assert.Greater(t, accepted, len(questions)/8, "of %d documents", len(questions))
	t.Logf("%d documents, %d of them valid", len(questions), accepted)
}

// TestImportRefused: an import that gives nothing, or that cannot be told what it
// is, is refused with a way out.
func TestImportRefused(t *testing.T) {
	const uri = "https://example.com/there.json"
	embedded := `{"$id":"https://example.com/x.json","properties":{"a":{"$ref":"in.json"},"b":{"$ref":"there.json"}},"$defs":{"in":{"$id":"in.json","type":"object","properties":{"a":{"type":"string"}}}}}`
	uses := `{"$id":"https://example.com/x.json","properties":{"a":{"$ref":"there.json"}}}`
	for _, c := range []struct {
		schema  string
		imports []gen.Import
		says    string
	}{
		{uses, []gen.Import{{URI: uri, Path: "a b"}}, "is no Go import path"},
		{uses, []gen.Import{{URI: uri, Path: "a\"\nimport \"os"}}, "is no Go import path"},
		{uses, []gen.Import{{URI: uri, Path: "C"}}, "is no Go import path"},
		{uses, []gen.Import{{URI: "urn:other", Path: "a"}}, "refers to no document urn:other"},
		{uses, []gen.Import{{URI: "https://example.com/x.json", Path: "a"}}, "is the schema itself"},
		{uses, []gen.Import{{URI: uri, Path: "a"}, {URI: "there.json", Path: "b"}}, "are the same schema"},
		{embedded, []gen.Import{{URI: "in.json", Path: "a"}}, "is embedded in"},
		{`{"$ref":"https://json-schema.org/draft/2020-12/schema"}`, []gen.Import{{URI: "https://json-schema.org/draft/2020-12/schema", Path: "a"}}, "is a meta-schema"},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"` + uri + `"}}}`, []gen.Import{{URI: uri, Path: "a"}}, "is read as draft7 here"},
		{`{"properties":{"a":{"$ref":"` + uri + `#/$defs/names"}}}`, []gen.Import{{URI: uri, Path: "a"}}, "no type of the package"},
		{`{"properties":{"a":{"$ref":"` + uri + `","type":"object"}},"$defs":{"x":{"$ref":"` + uri + `#/$defs/tree"}}}`, []gen.Import{{URI: uri + "#/$defs/tree", Path: "a"}}, "refers to no document"},
	} {
		_, err := generate(t, c.schema, gen.Options{Imports: c.imports}, importOptions())
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, c.says) {
			assert.Contains(t, e.Message, c.says)
			assert.NotEmpty(t, e.Hint)
			assert.Equal(t, "import", e.Code)
		}
	}
}

// TestImportDynamic: what a dynamic reference makes of a schema depends on who
// refers to it, so its types are not taken from elsewhere.
func TestImportDynamic(t *testing.T) {
	list := `{"$id":"https://example.com/there.json","$dynamicAnchor":"node","type":"object","properties":{"next":{"$dynamicRef":"#node"},"plain":{"$ref":"#/$defs/plain"}},"$defs":{"plain":{"type":"object","properties":{"a":{"type":"string"}}}}}`
	opt := importOptions()
	opt.Open = func(string) ([]byte, error) { return []byte(list), nil }
	imports := []gen.Import{{URI: "https://example.com/there.json", Path: "example.com/there"}}
	_, err := generate(t, `{"$dynamicAnchor":"node","$ref":"https://example.com/there.json","required":["next"]}`, gen.Options{Imports: imports}, opt)
	require.NoError(t, err, "the plain one can be")
	r, err := generate(t, `{"properties":{"a":{"$ref":"https://example.com/there.json"},"b":{"$ref":"https://example.com/there.json#/$defs/plain"}}}`, gen.Options{Imports: imports}, opt)
	require.NoError(t, err)
	types := string(r.Files[0].Data)
	assert.Contains(t, types, "*therepkg.Plain")
	assert.NotContains(t, types, "therepkg.There")
}

// TestImportAliases: packages of one name are told apart, and none is called
// what something else is.
func TestImportAliases(t *testing.T) {
	opt := graph.Options{
		Map: map[string]string{"https://example.com/": "."},
		Open: func(string) ([]byte, error) {
			return []byte(`{"title":"Rules","type":"object","properties":{"a":{"type":"string"}}}`), nil
		},
	}
	var imports []gen.Import
	var members []string
	for i, path := range []string{"a.com/rt", "a.com/x/v2", "a.com/x", "a.com/1", "a.com/---", "rules", "A.com/X_Y/v3"} {
		path = strings.ReplaceAll(path, "---", "_")
		uri := fmt.Sprintf("https://example.com/%d.json", i)
		imports = append(imports, gen.Import{URI: uri, Path: path})
		members = append(members, fmt.Sprintf(`"m%d":{"$ref":%q}`, i, uri))
	}
	r, err := generate(t, `{"properties":{`+strings.Join(members, ",")+`}}`, gen.Options{Imports: imports}, opt)
	require.NoError(t, err)
	for _, name := range []string{`rtpkg "a.com/rt"`, `xpkg "a.com/x"`, `xx2pkg "a.com/x/v2"`, `p1pkg "a.com/1"`, `ppkg "a.com/_"`, `rulespkg "rules"`, `xypkg "A.com/X_Y/v3"`} {
		assert.Contains(t, string(r.Files[0].Data), name)
	}
}
