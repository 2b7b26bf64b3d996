package domain

import (
	"cmp"
	"encoding/binary"
	"regexp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Limits of the automata of one pattern and of several. What a cache holds is
// bounded too: past maxCombined combinations it starts anew.
const (
	maxStates   = 1 << 15
	maxProduct  = 1 << 13
	maxCombined = 1 << 12
)

// What it costs to find out that an automaton is too big.
const (
	failedPattern = 1 << 15
	failedProduct = 1 << 16
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

// compiled is one pattern. It has an automaton, or parts that must all hold, or
// a regular expression to judge single strings with; or else it cannot be
// followed.
type compiled struct {
	id     uint32
	source *pattern.Pattern
	dfa    *pattern.DFA
	parts  []part
	re     *regexp.Regexp
	reason string // why there is no automaton
}

// judges tells whether match can be asked.
func (c *compiled) judges() bool { return c.dfa != nil || c.parts != nil || c.re != nil }

func (c *compiled) match(v string) bool {
	switch {
	case c.dfa != nil:
		return c.dfa.Match(v)
	case c.re != nil:
		return c.re.MatchString(v)
	}
	return passes(c.parts, v)
}

// part is a pattern of a combination, negated if its key is odd.
type part struct {
	*compiled
	key uint32
}

// passes tells whether v is in all parts.
func passes(parts []part, v string) bool {
	for _, p := range parts {
		if p.match(v) == p.negated() {
			return false
		}
	}
	return true
}

func (p part) negated() bool { return p.key&1 == 1 }

// filter is what an automaton leaves of a set to judge string by string.
type filter struct {
	tests  []part
	big    *pattern.Pattern // the first pattern behind tests
	bad    *pattern.Pattern // a pattern that cannot even be judged
	reason string           // with bad
}

// compile returns what is known of a pattern.
func (c *Cache) compile(p *pattern.Pattern, work *int64) *compiled {
	if known, ok := c.patterns[p.String()]; ok {
		return known
	}
	made := &compiled{id: uint32(len(c.patterns)), source: p}
	c.patterns[p.String()] = made
	if c.divide(made, work) {
		return made
	}
	var ok bool
	if made.dfa, ok = p.DFA(maxStates); ok {
		*work -= cost(made.dfa)
		return made
	}
	*work -= failedPattern
	if made.reason = TooMuchWork; !p.Regular() {
		made.reason = UnreadPattern
	}
	made.re, _ = p.Regexp() // which refuses what it cannot say
	return made
}

// divide makes parts of a pattern with look-around at its ends, and one automaton
// of them if it is not too big; false if the pattern is not one of these.
func (c *Cache) divide(made *compiled, work *int64) bool {
	wanted, refused := made.source.Split()
	if wanted == nil {
		return false
	}
	var parts []part
	for i, list := range [2][]*pattern.Pattern{wanted, refused} {
		for _, p := range list {
			sub := c.compile(p, work)
			if !sub.judges() {
				return false
			}
			parts = append(parts, part{sub, 2*sub.id + uint32(i)})
		}
	}
	var rest filter
	if m := c.combine(slices.Clone(parts), &rest, work); len(rest.tests) == 0 {
		made.dfa = m.dfa
	} else {
		made.parts, made.reason = parts, TooMuchWork
	}
	return true
}

func cost(d *pattern.DFA) int64 { return 1 + int64(len(d.Next)>>4) }

// match judges one string; known is false if the pattern cannot be followed.
func (c *Cache) match(p *pattern.Pattern, v string) (matches, known bool) {
	var free int64
	made := c.compile(p, &free)
	if !made.judges() {
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
			if i == 1 && slices.ContainsFunc(in, func(q *pattern.Pattern) bool { return c.patterns[q.String()] == made }) {
				return &machine{dfa: nothing}, filter{} // however big it is
			}
			switch {
			case !made.judges():
				if rest.bad == nil {
					rest.bad, rest.reason = p, made.reason
				}
			case made.parts != nil && i == 0:
				parts = append(parts, made.parts...)
			default:
				parts = append(parts, part{made, 2*made.id + uint32(i)})
			}
		}
	}
	m := c.combine(parts, &rest, work)
	if len(rest.tests) > 0 {
		rest.big = c.blame(rest.tests[0], in, notIn)
	}
	return m, rest
}

// blame returns the pattern that a test is, or is a part of.
func (c *Cache) blame(t part, in, notIn []*pattern.Pattern) *pattern.Pattern {
	for _, list := range [2][]*pattern.Pattern{in, notIn} {
		for _, p := range list {
			made := c.patterns[p.String()]
			if made == t.compiled || slices.Contains(made.parts, t) {
				return p
			}
		}
	}
	return nil
}

// combine intersects automata one after the other, in an order of their own, so
// that combinations with a common beginning share it. Parts without an automaton
// and those that would make the product too big are left to the filter.
func (c *Cache) combine(parts []part, rest *filter, work *int64) *machine {
	all := parts
	parts = parts[:0]
	for _, p := range all {
		if p.dfa != nil {
			parts = append(parts, p)
		} else {
			rest.tests = append(rest.tests, p)
		}
	}
	if len(parts) > 1 {
		slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.key, b.key) })
		parts = slices.CompactFunc(parts, func(a, b part) bool { return a.key == b.key })
	}
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
			rest.tests = append(rest.tests, p)
			continue
		}
		m, key = next, longer
	}
	return m
}

// and returns the intersection with one more part, nil if it is too big.
func (m *machine) and(p part, work *int64) *machine {
	if m.dfa == everything && !p.negated() {
		return &machine{dfa: p.dfa}
	}
	if m.dfa.Start == 0 {
		return m
	}
	d, ok := pattern.Intersect([]*pattern.DFA{m.dfa, p.dfa}, []bool{false, p.negated()}, maxProduct)
	if !ok {
		*work -= failedProduct
		return nil
	}
	*work -= cost(d) + min(int64(m.dfa.States())*int64(p.dfa.States()), 4*maxProduct)>>4
	return &machine{dfa: d}
}
