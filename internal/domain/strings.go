package domain

import (
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Strings is a set of strings of Unicode scalar values. The zero value is every
// string.
type Strings struct {
	MinLength, MaxLength *big.Int           // in code points; nil: none
	In, NotIn            []*pattern.Pattern // the string matches all of In and none of NotIn, somewhere
	Not                  []string           // the string is none of these

	// Cache keeps automata from one call to the next; nil is a fresh one.
	Cache *Cache
}

// Smallest returns up to k members, the shortest first and of one length the
// most readable first, and whether they are all. Work units are taken from work;
// nil means without bound.
func (s *Strings) Smallest(k int, work *int64) Result {
	if work == nil {
		unbounded := int64(1) << 62
		work = &unbounded
	}
	if *work--; *work <= 0 {
		return Result{Reason: TooMuchWork}
	}
	if high := s.MaxLength; high != nil && (high.Sign() < 0 || s.MinLength != nil && s.MinLength.Cmp(high) > 0) {
		return Result{Complete: true}
	}
	cache := s.Cache
	if cache == nil {
		cache = NewCache()
	}
	m, rest := cache.machine(s.In, s.NotIn, work)
	if m.dfa.Start == 0 {
		return Result{Complete: true}
	}
	if rest.bad != nil {
		// The machine knows too many strings: it proves emptiness and nothing else.
		if r := m.smallest(s, &rest, 1, work); r.Complete && len(r.Values) == 0 {
			return r
		}
		return Result{Reason: rest.reason, Bad: rest.bad}
	}
	r := m.smallest(s, &rest, max(k, 0), work)
	r.Exists = r.Reason == WitnessTooLarge && len(rest.tests) == 0 && !slices.ContainsFunc(s.Not, func(v string) bool { return len(v) > MaxWord })
	return r
}

// Contains reports whether v is in the set. A pattern that cannot be judged
// (see UnreadPattern) contains nothing and excludes everything.
func (s *Strings) Contains(v string) bool {
	if !utf8.ValidString(v) || slices.Contains(s.Not, v) {
		return false
	}
	if s.MinLength != nil || s.MaxLength != nil {
		n := big.NewInt(int64(utf8.RuneCountInString(v)))
		if s.MinLength != nil && n.Cmp(s.MinLength) < 0 || s.MaxLength != nil && n.Cmp(s.MaxLength) > 0 {
			return false
		}
	}
	cache := s.Cache
	if cache == nil && len(s.In)+len(s.NotIn) > 0 {
		cache = NewCache()
	}
	for _, p := range s.In {
		if match, known := cache.match(p, v); !match || !known {
			return false
		}
	}
	for _, p := range s.NotIn {
		if match, known := cache.match(p, v); match || !known {
			return false
		}
	}
	return true
}
