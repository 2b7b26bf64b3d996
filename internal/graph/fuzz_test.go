package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// FuzzLoad: whatever the text, Load returns a sound graph or an error with a
// place, in every dialect, and it returns.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		`true`, `{}`, `[]`, `{"$ref":"#"}`, `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/x/y"}},"x":{"y":{"$id":"u:x","items":{"$ref":"#"}}}}`,
		`{"$schema":"http://json-schema.org/draft-04/schema#","id":"http://a/b","minimum":1,"exclusiveMinimum":true,"items":[{}],"additionalItems":false}`,
		`{"$id":"a:b","$ref":"c","allOf":[{"$id":"d/e#f"},{"$anchor":"x"},{"$dynamicRef":"#x"},{"$recursiveRef":"#"}]}`,
		`{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"https://json-schema.org/draft/2019-09/schema"}`,
		`{"properties":{"a/b":{"pattern":"^(?:a|b)*$"}},"patternProperties":{"x":{"dependentRequired":{"a":["b"]}}},"dependencies":{"a":["b"],"c":{}}}`,
		`{"definitions":{"a":{"$id":"#a"},"b":{"$id":"#a"}},"$ref":"#a","if":{},"then":true,"else":false}`,
		`{"$ref":"../x.json","properties":{"x":{"$ref":"file:///a"},"y":{"$ref":"//h/x"},"z":{"$ref":"?q#/a~1%25"}}}`,
		`{"multipleOf":1e-400,"maximum":1E+9999,"minLength":2.0,"enum":[],"const":null,"type":["string","null"],"required":["a","a"]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := source.ParseJSON("schema.json", data)
		if err != nil {
			return
		}
		for _, d := range []graph.Dialect{0, graph.Draft4, graph.Draft7, graph.Draft2019} {
			g, err := graph.Load(file, graph.Options{Draft: d})
			if err != nil {
				require.Nil(t, g)
				var e *diag.Error
				require.ErrorAs(t, err, &e)
				require.NotEmpty(t, e.Code)
				require.NotZero(t, e.Line)
				if e.File == file.Name {
					_, ok := file.At(e.Pointer)
					require.True(t, ok, "%s is no place", e.Pointer)
				}
				continue
			}
			checkGraph(t, g)
		}
	})
}
