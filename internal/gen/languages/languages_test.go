package languages_test

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

var update = flag.Bool("update", false, "write the languages into the JSON Schema of runresult.yaml")

// schema has every kind of type that a schema alone can give, recursion, an enum and
// members whose names and values are no words, and what comments could end in.
const schema = `{"$id":"urn:x","title":"x\n*/ --> \u2028y","description":"*/ -->\n\"\"\"","type":"object","required":["a"],"properties":{
	"a":{"enum":["x","y","","*/","class","\"\n","\u2028","1","é","$(id)","\\"]},
	"l":{"type":"array","items":{"type":"string"}},"m":{"type":"object","additionalProperties":{"type":"number"}},"o":{"oneOf":[{"type":"string"},{"type":"null"}]},
	"when":{"type":"string","format":"date-time"},"small":{"type":"integer","minimum":0,"maximum":9},"count":{"type":"integer"},"nothing":{"type":"array","items":false},
	"null":{"type":"null"},"is":{"type":"boolean"},"any":true,
	"shape":{"oneOf":[{"type":"object","properties":{"kind":{"const":"round"},"r":{"type":"number"}},"required":["kind","r"]},
		{"type":"object","properties":{"kind":{"const":"*/ \"flat\""},"w":{"type":"number"}},"required":["kind","w"]}]},
	"more":{"$ref":"#"},"tree":{"$ref":"#/$defs/tree"},
	"class":{"type":"string","const":"*/"},"":{"type":"string"},"*/":{"type":"string"},"a b":{"type":"string"},"A-B":{"type":"string"},"\"\n":{"type":"string"},"\u2028":{"type":"string"},"constructor":{"type":"string"},"__proto__":{"type":"string"}},
	"$defs":{"tree":{"type":"array","items":{"$ref":"#/$defs/tree"},"description":"--> */ \"\"\" \u202e"}}}`

// TestSchemaHasEveryKind: the schema above leaves out no kind of type, so that a
// language that does not print one is noticed.
func TestSchemaHasEveryKind(t *testing.T) {
	f, err := source.ParseJSON("a.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{AssertFormats: true})
	require.NoError(t, err)
	p, err := lower.Lower(t.Context(), g, lower.Options{RootName: "Root", Language: &lower.Language{}})
	require.NoError(t, err)
	met := map[*model.Type]bool{}
	kinds, tagged := map[model.Kind]bool{}, false
	var look func(x *model.Type)
	look = func(x *model.Type) {
		if x == nil || met[x] {
			return
		}
		met[x], kinds[x.Kind] = true, true
		tagged = tagged || x.Kind == model.Sum && x.Discriminator != ""
		look(x.Elem)
		look(x.Extra)
		for _, f := range x.Fields {
			look(f.Type)
		}
		for _, b := range x.Branches {
			look(b.Type)
		}
	}
	look(p.Root)
	for k := range model.Held { // what is held is another language's type, by an extension
		assert.True(t, kinds[k], "no type of kind %d", k)
	}
	assert.True(t, tagged, "no sum with a tag")
}

// TestEveryLanguageIsWhole: nothing that the toolkit has to know of a language is
// left out, and what it says of itself is true of what it prints.
func TestEveryLanguageIsWhole(t *testing.T) {
	names := languages.Names()
	for i, name := range names {
		assert.NotContains(t, names[:i], name, "a language that is printed is not planned any more")
	}
	for _, l := range languages.Available() {
		v := reflect.ValueOf(*l)
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.Type != reflect.TypeFor[target.Rule]() && !slices.Contains([]string{"Lowering", "Describes", "PackageVar"}, field.Name) &&
				(field.Name != "PackageOf" || l.Package.Has()) && (field.Name != "Unstreamed" || !l.Describes) {
				assert.False(t, v.Field(i).IsZero(), "%s: %s is not set", l.Name, field.Name)
			} else if r, ok := v.Field(i).Interface().(target.Rule); ok && r.Has() {
				assert.NotEmpty(t, r.Is, "%s: %s.Is is not set", l.Name, field.Name)
				assert.NotEmpty(t, r.Hint, "%s: %s.Hint is not set", l.Name, field.Name)
			}
		}
		if l.Package.Has() {
			assert.True(t, l.Package.Holds(l.PackageOf("a/Order-v1")), "%s: the name of a directory's package is one", l.Name)
		}
		in := gen.Input{Name: "a/order.v1.json", Schema: []byte(schema), AssertFormats: true}
		r, err := gen.Generate(t.Context(), in, gen.Options{Lang: l.Name})
		if !assert.NoError(t, err, l.Name) {
			continue
		}
		assert.NotEmpty(t, r.Files, l.Name)
		again, err := gen.Generate(t.Context(), in, gen.Options{Lang: l.Name})
		require.NoError(t, err)
		assert.Equal(t, r, again, "%s: equal input gives equal bytes", l.Name)
		for _, f := range r.Files {
			assert.True(t, strings.HasSuffix(f.Name, l.Suffix) && filepath.IsLocal(f.Name), "%s prints %s", l.Name, f.Name)
			assert.True(t, target.IsGenerated(f.Data), "%s: %s begins with the header of generated code", l.Name, f.Name)
		}
	}
}

// configSchema is the JSON Schema of runresult.yaml.
const configSchema = "../../config/runresult-config.schema.json"

// TestEveryLanguageIsKnown: the configuration and its JSON Schema take every
// language, and a case of the command line generates each.
func TestEveryLanguageIsKnown(t *testing.T) {
	for _, name := range languages.Names() {
		_, err := config.Parse("runresult.yaml", []byte("version: 1\nfamilies:\n- name: x\n  head: x.json\n  generate:\n  - {lang: "+name+", out: x}\n"))
		assert.NoError(t, err, name)
	}
	text, err := os.ReadFile(configSchema)
	require.NoError(t, err)
	names := languages.Names()
	// The schema has patterns for the options of Go and of what is not printed yet.
	patterned := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return languages.Get(name) != nil && name != languages.Default().Name
	})
	for _, list := range []struct {
		before string
		names  []string
	}{{`"The target\.",\s*`, names}, {`"if": \{ "properties": \{ "lang": \{ `, patterned}} {
		listed := regexp.MustCompile(`(` + list.before + `"enum": \[)([^]]*)`)
		want := `"` + strings.Join(list.names, `", "`) + `"`
		if *update {
			text = listed.ReplaceAll(text, []byte("${1}"+want))
			require.NoError(t, os.WriteFile(configSchema, text, 0o644))
		}
		m := listed.FindSubmatch(text)
		require.NotNil(t, m)
		assert.Equal(t, want, string(m[2]), "run: go test ./internal/gen/languages -update")
	}
	cases, err := filepath.Glob("../../../testdata/cli/*.txtar")
	require.NoError(t, err)
	for _, l := range languages.Available() {
		option := "--lang " + l.Name + " "
		if l == languages.Default() {
			option = ""
		}
		assert.True(t, slices.ContainsFunc(cases, func(path string) bool {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			return strings.Contains(string(text), "exits 0 runresult generate ") && strings.Contains(string(text), option)
		}), "no case in testdata/cli generates with --lang %s", l.Name)
	}
}
