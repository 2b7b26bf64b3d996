// Package await ends the wait for work that nothing can interrupt, such as the
// formatting of a large file by the standard library.
//
// It imports the standard library only.
package await

import (
	"context"
	"fmt"
	"runtime/debug"
)

// Do returns what work returns, or the error of ctx as soon as that ends: work then
// goes on until it looks at ctx itself, and nobody hears of it. So it must neither
// call the caller's code nor write to what the caller goes on to use. A panic of work
// is one of Do.
func Do[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		value  T
		err    error
		failed any
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o.failed = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
			}
			done <- o
		}()
		o.value, o.err = work()
	}()
	select {
	case <-ctx.Done():
		return outcome{}.value, ctx.Err()
	case o := <-done:
		switch err := ctx.Err(); {
		case err != nil:
			return outcome{}.value, err
		case o.failed != nil:
			panic(o.failed)
		}
		return o.value, o.err
	}
}
