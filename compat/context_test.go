package compat

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ending is a context that is done as soon as something has begun under it.
type ending struct {
	context.Context
	begun *bool
}

func (e ending) Done() <-chan struct{} {
	*e.begun = true
	return e.Context.Done()
}

func (e ending) Err() error {
	if !*e.begun {
		return nil
	}
	return e.Context.Err()
}

// TestStopped: a context that is done leaves every question open, by name, when
// it was done before and when it is done within a search.
func TestStopped(t *testing.T) {
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for name, ctx := range map[string]context.Context{"before": done, "within": ending{done, new(bool)}} {
		t.Run(name, func(t *testing.T) {
			r := must(Compare(ctx, load(t, "old.json", []byte(threeStates)), load(t, "new.json", []byte(twoStates)), Options{Changes: true}))
			assert.Equal(t, Unknown, r.Verdict)
			assert.Equal(t, Unknown, r.Backward.Verdict)
			assert.Equal(t, Unknown, r.Forward.Verdict)
			assert.Equal(t, Unknown, r.Reader.Verdict)
			assert.Equal(t, BumpUnknown, r.RequiredBump)
			assert.Empty(t, r.Changes)
			var asked []string
			for _, u := range r.Unknowns {
				asked = append(asked, u.Question)
				assert.Equal(t, Stopped, u.Reason)
				assert.Contains(t, u.Message, context.Canceled.Error())
			}
			assert.Equal(t, []string{"backward", "forward", "reader", "bump", "changes"}, asked)
		})
	}
}

// TestConcurrently: schemas serve several comparisons at a time, on either side.
func TestConcurrently(t *testing.T) {
	a, b := load(t, "a.json", []byte(threeStates)), load(t, "b.json", []byte(twoStates))
	want, err := json.Marshal(must(Compare(t.Context(), a, b, Options{Changes: true})))
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			got, err := json.Marshal(must(Compare(t.Context(), a, b, Options{Changes: true})))
			assert.NoError(t, err)
			assert.Equal(t, string(want), string(got))
			assert.Equal(t, Incompatible, must(Compare(t.Context(), b, a, Options{})).Verdict)
		})
	}
	all.Wait()
}
