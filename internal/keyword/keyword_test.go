package keyword_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func TestRowsAreComplete(t *testing.T) {
	names := map[string]bool{}
	for _, r := range keyword.All() {
		t.Run(r.Name, func(t *testing.T) {
			require.NotEmpty(t, r.Name)
			require.False(t, names[r.Name], "two rows")
			names[r.Name] = true
			require.NotZero(t, r.Drafts)
			require.Zero(t, r.Drafts&r.Legacy, "a draft either defines a keyword or remembers it")
			require.NotEmpty(t, r.Kind.String())
			require.NotEmpty(t, r.Group.String())
			require.NotEmpty(t, r.Shape.String())
			require.Equal(t, r.Kind == keyword.Applicator || r.Shape == keyword.Schema || r.Kind == keyword.Reserved && r.Shape == keyword.SchemaMap,
				r.Role != 0, "what holds schemas says what they are applied to, and nothing else does")
			for _, name := range r.Becomes {
				became := keyword.Find(name)
				require.NotNil(t, became, name)
				require.Empty(t, became.Becomes, "%s becomes %s, which becomes something again", r.Name, name)
				require.True(t, became.In(keyword.Draft2020), name)
				require.Contains(t, []keyword.Role{0, r.Role}, became.Role, name)
			}
			require.False(t, r.Optional && r.Kind != keyword.Annotation, "what always asserts is no option")
			require.NotEmpty(t, r.Path.String(), "nothing says where generated code judges the keyword")
			judged := r.Kind == keyword.Assertion || r.Kind == keyword.Applicator || r.Optional
			require.Equal(t, judged, r.Path != keyword.Nowhere, "what asserts is judged somewhere")
			vocabularies := r.Drafts.Has(keyword.Draft2019) || r.Drafts.Has(keyword.Draft2020)
			require.Equal(t, vocabularies, r.Vocab != 0, "a vocabulary belongs to 2019-09 and later")
			require.Same(t, keyword.Find(r.Name), keyword.Find(r.Name))
			require.Equal(t, r, *keyword.Find(r.Name))
		})
	}
	require.Nil(t, keyword.Find("divisibleBy"))
}

// official returns the meta-schemas of a dialect, vocabularies included.
func official(t *testing.T, d keyword.Dialect) []*source.Value {
	t.Helper()
	uris := []string{d.URI()}
	parts := map[keyword.Dialect]string{
		keyword.Draft2019: "core applicator validation meta-data format content",
		keyword.Draft2020: "core applicator unevaluated validation meta-data format-annotation format-assertion content",
	}
	for _, part := range strings.Fields(parts[d]) {
		uris = append(uris, strings.TrimSuffix(d.URI(), "schema")+"meta/"+part)
	}
	var out []*source.Value
	for _, uri := range uris {
		f, ok := graph.Builtin(uri)
		require.True(t, ok, uri)
		out = append(out, f.Root)
	}
	return out
}

// Every keyword of the official meta-schemas has a row that is right about the
// draft and the vocabulary, and every row is backed by a meta-schema.
func TestTableMatchesMetaSchemas(t *testing.T) {
	for _, d := range keyword.Dialects() {
		t.Run(d.String(), func(t *testing.T) {
			listed := map[string]bool{}
			for _, meta := range official(t, d) {
				var vocab keyword.Vocab
				if v := meta.Get("$vocabulary"); v != nil && len(v.Members) == 1 {
					vocab, _ = keyword.VocabOf(d, v.Members[0].Name)
					require.NotZero(t, vocab)
				}
				if meta.Get("properties") == nil {
					continue
				}
				for _, m := range meta.Get("properties").Members {
					listed[m.Name] = true
					r := keyword.Find(m.Name)
					require.NotNil(t, r, m.Name)
					require.True(t, r.Drafts.Has(d) != r.Legacy.Has(d), "%s: in the draft or a legacy of it", m.Name)
					require.Equal(t, r.In(d), keyword.Lookup(d, keyword.DefaultVocab(d), m.Name) != nil, m.Name)
					if vocab != 0 && r.In(d) {
						require.NotZero(t, vocab&r.Vocab, m.Name)
					}
				}
			}
			// The meta-schema of draft 4 forgets $ref.
			listed["$ref"] = true
			for _, r := range keyword.All() {
				require.Equal(t, listed[r.Name], r.Drafts.Has(d) || r.Legacy.Has(d), r.Name)
			}
		})
	}
}

// The libraries that judge schemas beside ours know no keyword that the table
// does not.
func TestTableKnowsTheLibrariesKeywords(t *testing.T) {
	// A remnant in one library's copy of draft 4: it stands for "pattern
	// properties are regular expressions" and is no keyword of any draft.
	foreign := map[string]bool{"regexProperties": true}
	for module, texts := range map[string][]string{
		"santhosh-tekuri/jsonschema/v5": goLiterals(t, "github.com/santhosh-tekuri/jsonschema/v5", "draft.go"),
		"google/jsonschema-go":          jsonFiles(t, "github.com/google/jsonschema-go", "jsonschema/meta-schemas"),
	} {
		known := map[string]bool{}
		for _, text := range texts {
			f, err := source.ParseJSON("meta", []byte(text))
			if err != nil || f.Root.Get("properties") == nil {
				continue
			}
			for _, m := range f.Root.Get("properties").Members {
				known[m.Name] = true
				require.True(t, foreign[m.Name] || keyword.Find(m.Name) != nil, "%s: %s", module, m.Name)
			}
		}
		require.Greater(t, len(known), 50, module)
	}
}

func moduleDir(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// goLiterals returns the string literals of a Go file.
func goLiterals(t *testing.T, module, name string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(moduleDir(t, module), name), nil, 0)
	require.NoError(t, err)
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			out = append(out, text)
		}
		return true
	})
	return out
}

// jsonFiles returns the JSON files in a folder of a module.
func jsonFiles(t *testing.T, module, folder string) (out []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Join(moduleDir(t, module), folder), func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		data, err := os.ReadFile(path)
		out = append(out, string(data))
		return err
	}))
	return out
}

func TestDialects(t *testing.T) {
	for _, d := range keyword.Dialects() {
		got, ok := keyword.ParseDialect(d.String())
		require.True(t, ok)
		require.Equal(t, d, got)
		_, rest, _ := strings.Cut(d.URI(), ":")
		for _, uri := range []string{"http:" + rest, "https:" + rest, "http:" + rest + "#", "https:" + rest + "#"} {
			got, ok = keyword.DialectOf(uri)
			require.True(t, ok, uri)
			require.Equal(t, d, got)
		}
	}
	for text, want := range map[string]keyword.Dialect{
		"draft-04": keyword.Draft4, "4": keyword.Draft4, "Draft7": keyword.Draft7, "draft-07": keyword.Draft7,
		"2019-09": keyword.Draft2019, "draft2019": keyword.Draft2019, "2020": keyword.Draft2020,
	} {
		got, ok := keyword.ParseDialect(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "draft", "3", "draft3", "draft5", "2021-01", "draft2020-12x"} {
		_, ok := keyword.ParseDialect(text)
		require.False(t, ok, text)
	}
	for _, uri := range []string{"", "#", "http://json-schema.org/schema#", "http://json-schema.org/draft-03/schema#", "https://json-schema.org/draft/2020-12/schema#/x", "draft7"} {
		_, ok := keyword.DialectOf(uri)
		require.False(t, ok, uri)
	}
	require.Empty(t, keyword.Dialect(0).String())
	require.Empty(t, keyword.Dialect(99).String()+keyword.Dialect(99).URI())
	require.False(t, keyword.From(keyword.Draft4).Has(0))
}

func TestLookupFollowsVocabularies(t *testing.T) {
	require.NotNil(t, keyword.Lookup(keyword.Draft2020, keyword.VocabCore|keyword.VocabValidation, "minimum"))
	require.Nil(t, keyword.Lookup(keyword.Draft2020, keyword.VocabCore, "minimum"))
	require.NotNil(t, keyword.Lookup(keyword.Draft7, 0, "minimum"), "older dialects have no vocabularies")
	require.Nil(t, keyword.Lookup(keyword.Draft2020, keyword.DefaultVocab(keyword.Draft2020), "dependencies"))
	require.Nil(t, keyword.Lookup(keyword.Draft7, 0, "$defs"))
	_, ok := keyword.VocabOf(keyword.Draft2019, "https://json-schema.org/draft/2020-12/vocab/core")
	require.False(t, ok)
}

// TestSamples: testdata/samples.json has a value for every form of values that the
// table has, and for no other; tests of other packages take theirs from there.
func TestSamples(t *testing.T) {
	data, err := os.ReadFile("testdata/samples.json")
	require.NoError(t, err)
	var samples map[string]string
	require.NoError(t, json.Unmarshal(data, &samples))
	shapes := map[string]bool{}
	for _, r := range keyword.All() {
		shapes[r.Shape.String()] = true
		text := samples[r.Shape.String()]
		require.NotEmpty(t, text, "testdata/samples.json has no value for %s: %s", r.Name, r.Shape)
		require.True(t, json.Valid([]byte(strings.ReplaceAll(text, "SCHEMA", "{}"))), text)
		require.Equal(t, r.Role != 0 && r.Role != keyword.Reference, strings.Contains(text, "SCHEMA"), "%s: where its schemas are", r.Name)
	}
	require.Len(t, samples, len(shapes))
}
