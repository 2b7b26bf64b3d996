package parallel

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInOrderKeepsOrderAndIsBounded(t *testing.T) {
	const n, limit = 2000, 4
	var running, most atomic.Int64
	next := 0
	err := InOrder(limit, func(yield func(func() int) bool) error {
		for i := range n {
			if !yield(func() int {
				most.Store(max(most.Load(), running.Add(1)))
				if i%7 == 0 {
					time.Sleep(100 * time.Microsecond)
				}
				running.Add(-1)
				return i
			}) {
				return nil
			}
		}
		return nil
	}, func(i int) error {
		require.Equal(t, next, i)
		next++
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, n, next)
	assert.LessOrEqual(t, most.Load(), int64(limit))

	stop := errors.New("enough")
	seen := 0
	err = InOrder(2, func(yield func(func() int) bool) error {
		for yield(func() int { return 0 }) {
		}
		return nil
	}, func(int) error {
		if seen++; seen == 10 {
			return stop
		}
		return nil
	})
	require.ErrorIs(t, err, stop)
}
