package verify_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/verify"
)

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

// TestContext: wherever the context ends, the verdict says so and is no yes, also
// while the schema judges what it refuses.
func TestContext(t *testing.T) {
	data := []byte(`{"run_id":7,"steps":[` + strings.Repeat(`{"status":"bogus"},`, 100) + `{}]}`)
	all := &watched{Context: t.Context()}
	v := verify.Document(all, "-", data, verify.Options{})
	require.NoError(t, v.Err)
	require.NotZero(t, v.Errors)
	require.Greater(t, all.looks, int64(25), "one for each check, and those of the schema")
	for end := int64(1); end < all.looks; end += 1 + all.looks/20 {
		v := verify.Document(&watched{t.Context(), 0, end}, "-", data, verify.Options{})
		assert.ErrorIs(t, v.Err, context.Canceled, "%d of %d", end, all.looks)
		assert.False(t, v.OK())
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	v = verify.Document(ended, "-", data, verify.Options{})
	assert.ErrorIs(t, v.Err, context.Canceled)
	assert.Empty(t, v.Findings)
}
