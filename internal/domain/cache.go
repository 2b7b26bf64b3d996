package domain

import (
	"encoding/binary"
	"regexp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Limits of the automata. What a cache holds is bounded too: past maxCombined
// combinations it starts anew.
const (
	maxStates   = 1 << 13
	maxCombined = 1 << 12
)

// Cache keeps the automata of patterns, by source text, and of their
// combinations. Make one with [NewCache] and use it for all sets of a search; it
// is not safe for concurrent use.
type Cache struct {
	patterns map[string]*compiled
	combined map[string]*machine // nil: too big
	all      *machine
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{patterns: map[string]*compiled{}, combined: map[string]*machine{}, all: &machine{dfa: everything}}
}

// compiled is one pattern. It has an automaton, or else a regular expression to
// judge single strings with, or else it cannot be followed.
type compiled struct {
	id     uint32
	source *pattern.Pattern
	dfa    *pattern.DFA
	re     *regexp.Regexp
	reason string // why there is no automaton
}

func (c *compiled) match(v string) bool {
	if c.dfa != nil {
		return c.dfa.Match(v)
	}
	return c.re.MatchString(v)
}

// filter is what an automaton leaves of a set to judge string by string.
type filter struct {
	tests  []test
	reason string           // with bad
	bad    *pattern.Pattern // a pattern that cannot even be judged
}

type test struct {
	*compiled
	negate bool
}

func (f *filter) passes(v string) bool {
	for _, t := range f.tests {
		if t.match(v) == t.negate {
			return false
		}
	}
	return true
}

// compile returns what is known of a pattern.
func (c *Cache) compile(p *pattern.Pattern, work *int64) *compiled {
	if known, ok := c.patterns[p.String()]; ok {
		return known
	}
	made := &compiled{id: uint32(len(c.patterns)), source: p}
	c.patterns[p.String()] = made
	if made.dfa, made.reason = automaton(p); made.dfa != nil {
		*work -= cost(made.dfa)
		return made
	}
	*work -= 1 << 10
	made.re, _ = p.Regexp() // which refuses what it cannot say
	return made
}

func cost(d *pattern.DFA) int64 { return 1 + int64(len(d.Next)>>4) }

// match judges one string; known is false if the pattern cannot be followed.
func (c *Cache) match(p *pattern.Pattern, v string) (matches, known bool) {
	var free int64
	made := c.compile(p, &free)
	if made.dfa == nil && made.re == nil {
		return false, false
	}
	return made.match(v), true
}

// machine returns the automaton of the strings that match all of in and none of
// notIn, as far as that can be built, and what it leaves out.
func (c *Cache) machine(in, notIn []*pattern.Pattern, work *int64) (*machine, filter) {
	var rest filter
	if len(in)+len(notIn) == 0 {
		return c.all, rest
	}
	var buffer [8]part
	parts := buffer[:0]
	for i, list := range [2][]*pattern.Pattern{in, notIn} {
		for _, p := range list {
			made := c.compile(p, work)
			switch {
			case made.dfa != nil:
				parts = append(parts, part{made, 2*made.id + uint32(i)})
			case made.re != nil:
				rest.tests = append(rest.tests, test{made, i == 1})
			case rest.bad == nil:
				rest.bad, rest.reason = p, made.reason
			}
		}
	}
	if len(parts) > 1 {
		slices.SortFunc(parts, func(a, b part) int { return int(a.key) - int(b.key) })
		parts = slices.CompactFunc(parts, func(a, b part) bool { return a.key == b.key })
	}
	return c.combine(parts, &rest, work), rest
}

// part is an automaton of a combination, negated if its key is odd.
type part struct {
	*compiled
	key uint32
}

// combine intersects automata one after the other, so that combinations with a
// common beginning share it. Parts that would make the product too big are left
// to the filter.
func (c *Cache) combine(parts []part, rest *filter, work *int64) *machine {
	var buffer [64]byte
	key := buffer[:0]
	for _, p := range parts {
		key = binary.LittleEndian.AppendUint32(key, p.key)
	}
	if m, ok := c.combined[string(key)]; ok && m != nil {
		return m // made of all parts
	}
	m, key := c.all, key[:0]
	for _, p := range parts {
		longer := binary.LittleEndian.AppendUint32(slices.Clip(key), p.key)
		next, ok := c.combined[string(longer)]
		if !ok {
			next = m.and(p, work)
			if len(c.combined) >= maxCombined {
				clear(c.combined)
			}
			c.combined[string(longer)] = next
		}
		if next == nil {
			rest.tests = append(rest.tests, test{p.compiled, p.key&1 == 1})
			continue
		}
		m, key = next, longer
	}
	return m
}

// and returns the intersection with one more part, nil if it is too big.
func (m *machine) and(p part, work *int64) *machine {
	negate := p.key&1 == 1
	if m.dfa == everything && !negate {
		return &machine{dfa: p.dfa}
	}
	if m.dfa.Start == 0 {
		return m
	}
	d, ok := pattern.Intersect([]*pattern.DFA{m.dfa, p.dfa}, []bool{false, negate}, maxStates)
	if !ok {
		*work -= 1 << 12
		return nil
	}
	*work -= cost(d)
	return &machine{dfa: d}
}
