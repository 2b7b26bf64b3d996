package codec

import (
	"maps"
	"slices"

	"github.com/atlas-dataflow/runresult/rt"
)

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
func CloneOpt[T any](o rt.Opt[T], clone func(T) T) rt.Opt[T] {
	if v, ok := o.Get(); ok {
		return rt.Some(clone(v))
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
func EqualOpt[T any](a, b rt.Opt[T], equal func(a, b T) bool) bool {
	v, held := a.Get()
	w, too := b.Get()
	if held || too {
		return held && too && equal(v, w)
	}
	return a.IsNull() == b.IsNull()
}

// OptOfPointer returns an Opt that holds the pointer p, or null when p is nil: the
// form of a member whose type contains itself.
func OptOfPointer[T any](p *T) rt.Opt[*T] {
	if p == nil {
		return rt.Null[*T]()
	}
	return rt.Some(p)
}

// PointerOf returns the pointer that o holds, nil when there is none.
func PointerOf[T any](o rt.Opt[*T]) *T {
	p, _ := o.Get()
	return p
}
