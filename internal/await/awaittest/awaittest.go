// Package awaittest has a context for tests of what looks at contexts.
//
// It imports the standard library only, and tests alone import it.
package awaittest

import (
	"context"
	"sync/atomic"
)

// Watched is a context that counts how often Err was asked, and ends just after the
// time that it was made for.
type Watched struct {
	context.Context
	looks atomic.Int64
	end   int64
	done  chan struct{}
}

// Watch makes a Watched that ends after so many looks; 0 is never.
func Watch(ctx context.Context, end int64) *Watched {
	return &Watched{Context: ctx, end: end, done: make(chan struct{})}
}

// Looks is how often the context was looked at before it ended.
func (w *Watched) Looks() int64 { return w.looks.Load() }

// Done implements context.Context.
func (w *Watched) Done() <-chan struct{} { return w.done }

// Err implements context.Context.
func (w *Watched) Err() error {
	select {
	case <-w.done:
		return context.Canceled
	default:
	}
	if w.looks.Add(1) == w.end {
		close(w.done)
	}
	return nil
}
