package rt

import (
	"maps"
	"slices"
)

// Keys returns the names of a map in the order it is written when no order was
// recorded: sorted.
func Keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// CloneSlice copies a slice with its elements; nil stays nil.
func CloneSlice[T any](s []T, clone func(T) T) []T {
	if s == nil {
		return nil
	}
	out := make([]T, len(s))
	for i := range s {
		out[i] = clone(s[i])
	}
	return out
}

// CloneMap copies a map with its values; nil stays nil.
func CloneMap[T any](m map[string]T, clone func(T) T) map[string]T {
	if m == nil {
		return nil
	}
	out := make(map[string]T, len(m))
	for k, v := range m {
		out[k] = clone(v)
	}
	return out
}

// ClonePtr copies what p points at; nil stays nil.
func ClonePtr[T any](p *T, clone func(T) T) *T {
	if p == nil {
		return nil
	}
	v := clone(*p)
	return &v
}

// CloneOpt copies the value an Opt holds.
func CloneOpt[T any](o Opt[T], clone func(T) T) Opt[T] {
	if o.state == optValue {
		o.value = clone(o.value)
	}
	return o
}

// Same returns v: the clone of a value without references.
func Same[T any](v T) T { return v }

// Is compares two values with ==.
func Is[T comparable](a, b T) bool { return a == b }

// EqualSlice compares two slices element by element; nil equals empty.
func EqualSlice[T any](a, b []T, equal func(a, b T) bool) bool { return slices.EqualFunc(a, b, equal) }

// EqualMap compares two maps by name; nil equals empty.
func EqualMap[T any](a, b map[string]T, equal func(a, b T) bool) bool {
	return maps.EqualFunc(a, b, equal)
}

// EqualPtr compares what two pointers point at; nil equals only nil.
func EqualPtr[T any](a, b *T, equal func(a, b T) bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return equal(*a, *b)
}

// EqualOpt compares two Opts; absent, null and a value are never equal to one
// another.
func EqualOpt[T any](a, b Opt[T], equal func(a, b T) bool) bool {
	return a.state == b.state && (a.state != optValue || equal(a.value, b.value))
}
