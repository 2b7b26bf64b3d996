package graph

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestReading: what is said of dialects that are not known, and what cannot be said.
func TestReading(t *testing.T) {
	for _, c := range []struct {
		say         Reading
		schema      string
		dialect     Dialect // of the root, or of the definition that there is
		noted       bool
		code, error string
	}{
		{say: Reading{Draft: "draft4"}, schema: `{"$schema":"u:d","type":"null"}`, code: CodeDialect, error: `names an unknown dialect: "u:d"`},
		{say: Reading{Draft: "draft4", AnyDialect: true}, schema: `{"$schema":"u:d#","type":"null"}`, dialect: Draft4, noted: true},
		{say: Reading{Draft: "draft4", AnyDialect: true}, schema: `{"$schema":"http://json-schema.org/draft-06/schema#"}`, dialect: Draft6},
		{say: Reading{AnyDialect: true}, schema: `{}`, code: CodeDialect, error: "none is stated"},
		{say: Reading{Draft: "draft5"}, schema: `{}`, code: CodeDialect, error: "there is no draft called draft5"},
		{say: Reading{Dialects: map[string]string{"u:d": "draft6"}}, schema: `{"$schema":"u:d","type":"null"}`, dialect: Draft6, noted: true},
		{say: Reading{Dialects: map[string]string{"u:d#": "draft6"}, Draft: "draft4", AnyDialect: true}, schema: `{"$schema":"u:d","type":"null"}`, dialect: Draft6, noted: true},
		{say: Reading{Dialects: map[string]string{"u:e": "draft6"}}, schema: `{"$schema":"u:d","type":"null"}`, code: CodeDialect, error: "unknown dialect"},
		{say: Reading{Dialects: map[string]string{"u:d": "draft5"}}, schema: `{}`, code: CodeDialect, error: "there is no draft called draft5"},
		{say: Reading{Dialects: map[string]string{"https://json-schema.org/draft-07/schema#": "draft4"}}, schema: `{}`, code: CodeDialect, error: "is known, and cannot be read as another"},
		// A meta-schema that is there is no unknown dialect; one that the caller names is.
		{say: Reading{Draft: "draft4", AnyDialect: true}, schema: `{"$schema":"u:meta","type":"null"}`, dialect: Draft7},
		{say: Reading{Dialects: map[string]string{"u:meta": "draft6"}}, schema: `{"$schema":"u:meta","type":"null"}`, dialect: Draft6, noted: true},
		{say: Reading{Draft: "draft6", AnyDialect: true}, schema: `{"$schema":"u:odd","type":"null"}`, dialect: Draft6},
		// Inside of a schema, what is a resource of its own.
		{say: Reading{Draft: "draft7", AnyDialect: true}, schema: `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"a":{"$id":"u:a","$schema":"u:d","items":[{}]}}}`, dialect: Draft7, noted: true},
		{say: Reading{Dialects: map[string]string{"u:d": "draft4"}}, schema: `{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"id":"u:a","$schema":"u:d","minimum":1,"exclusiveMinimum":true}}}`, dialect: Draft4, noted: true},
		{say: Reading{Draft: "draft7"}, schema: `{"definitions":{"a":{"$id":"u:a","$schema":"u:d"}}}`, code: CodeDialect, error: "unknown dialect"},
	} {
		opt := Options{Map: map[string]string{"u:meta": "meta", "u:odd": "odd"}, Open: func(path string) ([]byte, error) {
			return []byte(map[string]string{"meta": `{"$schema":"http://json-schema.org/draft-07/schema#"}`, "odd": `{"$schema":"u:elsewhere"}`}[path]), nil
		}}
		f, err := source.ParseJSON("s.json", []byte(c.schema))
		require.NoError(t, err)
		var g *Graph
		if err = c.say.Direct(&opt, "s.json"); err == nil {
			g, err = Load(f, opt)
		}
		if c.error != "" {
			var e *diag.Error
			require.ErrorAs(t, err, &e, c.schema)
			assert.Equal(t, c.code, e.Code, c.schema)
			assert.Contains(t, e.Message, c.error, c.schema)
			assert.Equal(t, "s.json", e.File)
			continue
		}
		require.NoError(t, err, c.schema)
		n := g.Root
		if len(n.Defs) > 0 {
			n = n.Defs[0].Node
		}
		assert.Equal(t, c.dialect, n.Dialect, c.schema)
		noted := false
		for _, x := range g.Notes {
			noted = noted || x.Code == CodeStatedDialect && x.Pointer == n.Ptr()+"/$schema"
		}
		assert.Equal(t, c.noted, noted, c.schema)
		if c.noted {
			assert.Empty(t, n.Resource.CustomMeta(), c.schema)
		}
	}
}
