package compat

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// edits are the rows of testdata/edits.yaml.
func edits(t *testing.T) []*source.Value {
	t.Helper()
	f, err := source.ReadFile("testdata/edits.yaml")
	require.NoError(t, err)
	return f.Root.Items
}

// TestEditsAreTold: an edit as people make it is told as the one thing that it is.
func TestEditsAreTold(t *testing.T) {
	for _, row := range edits(t) {
		t.Run(row.Get("edit").Text, func(t *testing.T) {
			r := compare(t, row.Get("old").JSON(), row.Get("new").JSON(), Options{Changes: true})
			want, got := []string{}, []string{}
			for _, v := range row.Get("says").Items {
				want = append(want, v.Text)
			}
			for _, c := range r.Changes {
				got = append(got, c.Rule+": "+c.Message)
			}
			assert.Equal(t, want, got)
			assert.Equal(t, row.Get("bump").Text, r.RequiredBump.String())
			explained(t, r)
		})
	}
}

// explained: the list says why a bump is owed: something owes as much, nothing
// owes more.
func explained(t *testing.T, r *Report) {
	t.Helper()
	most := BumpNone
	for _, c := range r.Changes {
		most = max(most, c.Bump)
	}
	if r.RequiredBump != BumpUnknown {
		assert.Equal(t, r.RequiredBump.String(), most.String(), "the greatest bump of the list")
	}
}
