// Package parallel works on many things at a time and tells of them one by one, in
// order.
//
// It imports the standard library only.
package parallel

import (
	"fmt"
	"runtime/debug"
)

// Panic carries a panic from the goroutine that it happened in.
type Panic struct {
	Value any
	Stack []byte
}

// Error is what the goroutine panicked with.
func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// InOrder runs units of work on a number of goroutines and hands the results to
// consume one by one in the order in which produce yielded the units. At most
// twice as many units as workers are in flight, so memory does not depend on
// their number. The first error of consume, or a panic anywhere, which is returned as a
// [*Panic], ends the run.
func InOrder[T any](workers int, produce func(yield func(func() T) bool) error, consume func(T) error) error {
	type result struct {
		value T
		panic *Panic
	}
	type ticket struct {
		unit func() T
		out  chan result
	}
	work := make(chan ticket, workers)
	order := make(chan chan result, workers)
	stop := make(chan struct{})
	defer close(stop)

	for range workers {
		go func() {
			for t := range work {
				var r result
				r.panic = Guard(func() { r.value = t.unit() })
				t.out <- r
			}
		}()
	}
	failed := make(chan error, 1)
	go func() {
		defer close(work)
		defer close(order)
		var err error
		p := Guard(func() {
			err = produce(func(unit func() T) bool {
				t := ticket{unit, make(chan result, 1)}
				select {
				case order <- t.out:
				case <-stop:
					return false
				}
				select {
				case work <- t:
					return true
				case <-stop:
					return false
				}
			})
		})
		if p != nil {
			err = p
		}
		failed <- err
	}()
	for out := range order {
		r := <-out
		if r.panic != nil {
			return r.panic
		}
		if err := consume(r.value); err != nil {
			return err
		}
	}
	return <-failed
}

// Guard runs f and returns what it panicked with.
func Guard(f func()) (p *Panic) {
	defer func() {
		if r := recover(); r != nil {
			p = &Panic{Value: r, Stack: debug.Stack()}
		}
	}()
	f()
	return nil
}
