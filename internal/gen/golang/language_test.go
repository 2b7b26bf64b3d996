package golang

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func TestNames(t *testing.T) {
	for title, want := range map[string]string{
		`{"title":"Run result"}`: "RunResult", `{"title":"one two three four five"}`: "Order", `{"title":"7"}`: "Order", `{"title":7}`: "Order",
		`{}`: "Order", `true`: "Order",
	} {
		f, err := source.ParseJSON("x", []byte(title))
		require.NoError(t, err)
		assert.Equal(t, want, Language.RootName(f.Root, "a/order.v1.schema.json"), title)
		assert.Equal(t, "Document", Language.RootName(&source.Value{}, "1.0.0.json"))
	}
	for dir, want := range map[string]string{"a/Order-v1": "orderv1", "a/1x": "p1x", "a/func": "funcpkg", "a/---": "schema"} {
		assert.Equal(t, want, Language.PackageOf(dir))
	}
	for text, want := range map[string]string{`{"$id":"urn:x"}`: "urn:x", `{"id":"urn:y"}`: "urn:y", `{"$id":7}`: "b.json", `[]`: "b.json"} {
		f, err := source.ParseJSON("a/b.json", []byte(text))
		require.NoError(t, err)
		assert.Equal(t, want, target.SchemaName(f))
	}
}
