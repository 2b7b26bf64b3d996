package graph

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Every keyword of the table is read, and nothing else is; what can assert says
// where it stands, and what holds schemas shows them.
func TestFieldsMatchTheTable(t *testing.T) {
	for _, row := range keyword.All() {
		f, ok := fields[row.Name]
		require.True(t, ok, "%s is not read", row.Name)
		if row.Asserts() {
			require.NotNil(t, f.stands, "%s: nothing says where it stands", row.Name)
		}
		if len(row.Becomes) == 0 {
			require.Equal(t, row.Role != 0, f.holds != nil, "%s: its schemas are shown if it has any", row.Name)
		}
	}
	for name := range fields {
		require.NotNil(t, keyword.Find(name), "%s has no row", name)
	}
}

func TestLimits(t *testing.T) {
	saved := limits
	t.Cleanup(func() { limits = saved })
	limits.nodes, limits.documents, limits.digits, limits.number, limits.chain = 3, 2, 22, 9, 1
	for _, c := range []struct{ schema, pointer, message string }{
		{`{"allOf":[true,true]}`, "", ""},
		{`{"allOf":[true,true,true]}`, "/allOf/2", "more than 3 subschemas"},
		{`{"minimum":1e10,"maximum":12345678}`, "", ""},
		{`{"minimum":1e10,"maximum":123456789}`, "/maximum", "more than 22 digits"},
		{`{"minimum":1e-30}`, "/minimum", "more than 22 digits"},
		{`{"maximum":1234567890}`, "/maximum", "more than 9 digits"},
		{`{"items":{"not":{}}}`, "", ""},
		{`{"items":{"$ref":"#/allOf/0"},"allOf":[{}]}`, "", ""},
		{`{"allOf":[{"not":{}}]}`, "", "more than 1 schemas apply to one value"},
		{`{"items":{"$ref":"#"},"allOf":[{}]}`, "/items", "more than 1 schemas apply to one value"},
	} {
		f, err := source.ParseJSON("s.json", []byte(c.schema))
		require.NoError(t, err)
		_, err = Load(f, Options{})
		if c.message == "" {
			require.NoError(t, err, c.schema)
			continue
		}
		var e *diag.Error
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
