package graph

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Every keyword of the table is read, and nothing else is.
func TestReadersMatchTheTable(t *testing.T) {
	var want, got []string
	for _, row := range keyword.All() {
		require.Contains(t, []keyword.Use{keyword.Acts, keyword.Carries}, row.Graph, row.Name)
		want = append(want, row.Name)
	}
	for name := range readers {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	require.Equal(t, want, got)
}

func TestLimits(t *testing.T) {
	saved := limits
	t.Cleanup(func() { limits = saved })
	limits.nodes, limits.documents, limits.digits = 3, 2, 22
	for _, c := range []struct{ schema, pointer, message string }{
		{`{"allOf":[true,true]}`, "", ""},
		{`{"allOf":[true,true,true]}`, "/allOf/2", "more than 3 subschemas"},
		{`{"minimum":1e10,"maximum":12345678}`, "", ""},
		{`{"minimum":1e10,"maximum":123456789}`, "/maximum", "more than 22 digits"},
		{`{"minimum":1e-30}`, "/minimum", "more than 22 digits"},
	} {
		f, err := source.ParseJSON("s.json", []byte(c.schema))
		require.NoError(t, err)
		_, err = Load(f, Options{})
		if c.message == "" {
			require.NoError(t, err, c.schema)
			continue
		}
		var e *source.Error
		require.ErrorAs(t, err, &e, c.schema)
		require.Equal(t, CodeLimit, e.Code)
		require.Equal(t, c.pointer, e.Pointer)
		require.Contains(t, e.Message, c.message)
	}
	limits = saved
	limits.documents = 2
	f, err := source.ParseJSON("s.json", []byte(`{"$ref":"u:a"}`))
	require.NoError(t, err)
	docs := map[string]string{"a": `{"$ref":"u:b"}`, "b": `{}`}
	_, err = Load(f, Options{
		Map:  map[string]string{"u:a": "a", "u:b": "b"},
		Open: func(path string) ([]byte, error) { return []byte(docs[path]), nil },
	})
	require.ErrorContains(t, err, "more than 2 documents")
}
