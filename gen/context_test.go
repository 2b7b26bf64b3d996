package gen

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/await/awaittest"
)

// TestContext: wherever the context ends, Generate has its error and no result, and
// the context is looked at for each place and each type, so that no step is long.
func TestContext(t *testing.T) {
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, `%q:{"type":"object","properties":{"a":{"pattern":"^x%d"},"b":{"$ref":"money.json"}},"if":{"required":["a"]},"then":{"required":["b"]}},`, fmt.Sprint("m", i), i)
	}
	in := Input{Name: "s.json", Schema: []byte(`{"properties":{` + b.String() + `"z":{}}}`), Map: map[string]string{"money.json": "money.json"}}
	in.Open = func(string) ([]byte, error) { return []byte(`{"type":"number"}`), nil }

	all := awaittest.Watch(t.Context(), 0)
	r, err := Generate(all, in, Options{})
	require.NoError(t, err)
	total := all.Looks()
	assert.Greater(t, total, int64(4*r.Stats.Types), "lowering, declarations, codec and patterns")
	for end := int64(1); end <= total; end += 1 + total/20 {
		r, err := Generate(awaittest.Watch(t.Context(), end), in, Options{})
		assert.Nil(t, r, "%d of %d", end, total)
		assert.Equal(t, context.Canceled, err, "%d of %d", end, total)
	}
	r, err = Generate(awaittest.Watch(t.Context(), total-1), in, Options{})
	assert.Nil(t, r, "what is not interrupted is not waited for")
	assert.Equal(t, context.Canceled, err)
}

// TestContextAtOnce: a deadline is kept within a fraction of a second, however much
// there is to print.
func TestContextAtOnce(t *testing.T) {
	var b strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&b, `%q:{"type":"object","properties":{"a":{"type":"string"}}},`, fmt.Sprint("m", i))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := Generate(ctx, Input{Name: "s.json", Schema: []byte(`{"properties":{` + b.String() + `"z":{}}}`)}, Options{})
	assert.Equal(t, context.DeadlineExceeded, err)
	assert.Less(t, time.Since(began), time.Second)
}
