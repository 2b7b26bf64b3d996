package gen

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

	all := &watched{Context: t.Context()}
	r, err := Generate(all, in, Options{})
	require.NoError(t, err)
	total := all.looks
	assert.Greater(t, total, int64(3*r.Stats.Types), "lowering, declarations, codec and patterns")
	for end := int64(1); end < total; end += 1 + total/20 {
		r, err := Generate(&watched{t.Context(), 0, end}, in, Options{})
		assert.Nil(t, r, "%d of %d", end, total)
		assert.Equal(t, context.Canceled, err, "%d of %d", end, total)
	}
}

// watched is a context that counts how often Err was asked, and ends after so many
// times; 0 is never.
type watched struct {
	context.Context
	looks, end int64
}

func (w *watched) Err() error {
	if w.looks++; w.end > 0 && w.looks > w.end {
		return context.Canceled
	}
	return nil
}
