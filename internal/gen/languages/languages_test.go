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
	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

var update = flag.Bool("update", false, "write the languages into the JSON Schema of runresult.yaml")

// schema has what comments could end in, and a bit of everything else.
const schema = `{"$id":"urn:x","title":"x\n*/ --> \u2028y","description":"*/ -->\n\"\"\"","type":"object","required":["a"],"properties":{
	"a":{"enum":["x","y"]},"l":{"type":"array","items":{"type":"string"}},"m":{"type":"object","additionalProperties":{"type":"number"}},"o":{"oneOf":[{"type":"string"},{"type":"null"}]}}}`

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
			if field := v.Type().Field(i); field.Type != reflect.TypeFor[target.Rule]() && field.Name != "Lowering" && (field.Name != "PackageOf" || l.Package.Has()) {
				assert.False(t, v.Field(i).IsZero(), "%s: %s is not set", l.Name, field.Name)
			} else if r, ok := v.Field(i).Interface().(target.Rule); ok && r.Has() {
				assert.NotEmpty(t, r.Is, "%s: %s.Is is not set", l.Name, field.Name)
				assert.NotEmpty(t, r.Hint, "%s: %s.Hint is not set", l.Name, field.Name)
			}
		}
		if l.Package.Has() {
			assert.True(t, l.Package.Holds(l.PackageOf("a/Order-v1")), "%s: the name of a directory's package is one", l.Name)
		}
		in := gen.Input{Name: "a/order.v1.json", Schema: []byte(schema)}
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
