package cli

import "runtime/debug"

// inOrder runs units of work on a number of goroutines and hands the results to
// consume one by one in the order in which produce yielded the units. At most
// twice as many units as workers are in flight, so memory does not depend on
// their number. The first error of consume, or a panic anywhere, ends the run.
func inOrder[T any](workers int, produce func(yield func(func() T) bool) error, consume func(T) error) error {
	type result struct {
		value T
		panic *workerPanic
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
				r.panic = guard(func() { r.value = t.unit() })
				t.out <- r
			}
		}()
	}
	failed := make(chan error, 1)
	go func() {
		defer close(work)
		defer close(order)
		var err error
		p := guard(func() {
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

// guard runs f and returns what it panicked with.
func guard(f func()) (p *workerPanic) {
	defer func() {
		if r := recover(); r != nil {
			p = &workerPanic{value: r, stack: debug.Stack()}
		}
	}()
	f()
	return nil
}
