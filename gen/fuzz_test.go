package gen_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// FuzzGenerate: whatever the schema, generation ends with code that parses and
// type-checks, or with an error that names a place in the schema. Input that is
// no JSON stands for the schema that maker makes of it.
func FuzzGenerate(f *testing.F) {
	for _, b := range behaviours() {
		if len(b.schema) < 8_000 {
			f.Add([]byte(b.schema))
		}
	}
	f.Add([]byte(collisions))
	for _, s := range []string{
		`{"$ref":"#"}`, `{"allOf":[{"$ref":"#"}]}`, `{"$ref":"http://example.com/a"}`, `{"pattern":"(a)\\1"}`, `{"pattern":"(?=a)b"}`,
		`{"$schema":"http://json-schema.org/draft-04/schema#","id":"x","minimum":1,"exclusiveMinimum":true}`,
		`{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"items":{"$recursiveRef":"#"}}`,
		`{"properties":{"a":{"$ref":"#/properties/b"},"b":{"$ref":"#/properties/a/items"}}}`, `{"$ref":"https://json-schema.org/draft/2020-12/schema"}`,
		`{"type":"object","properties":{"a":{"goJSONSchema":{"type":"time.Time"}}}}`, "\x01\x02\x03", "made by maker \x90\xa1\x07\x33\x18\x04\x55\x61\x02",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 8_000 {
			return
		}
		file, err := source.ParseJSON("schema.json", data)
		if err != nil {
			file, err = source.ParseJSON("schema.json", []byte((&maker{data: data}).document()))
			require.NoError(t, err)
		}
		var refused *diag.Error
		g, err := graph.Load(file, graph.Options{})
		if err != nil {
			require.ErrorAs(t, err, &refused)
			return
		}
		r, err := gen.FromGraph(g, gen.Options{})
		if err != nil {
			require.True(t, errors.As(err, &refused), "%v\n%s", err, file.Data)
			require.NotEmpty(t, refused.Code)
			return
		}
		require.NotEmpty(t, r.Files)
		for _, generated := range r.Files {
			require.True(t, target.IsGenerated(generated.Data))
			// What a schema repeats is bounded, so its size bounds the code.
			require.Less(t, len(generated.Data), 200_000+2_000*len(file.Data))
		}
	})
}
