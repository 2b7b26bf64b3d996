package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// conflicts refuses a keyword that only later dialects have beside one that rules the
// same in the schema's own dialect: what both mean together no draft says.
func (s *scanner) conflicts() {
	n := s.n
	for _, c := range []struct {
		later, own string
		also       bool // what else has to hold
	}{
		{"prefixItems", "items", s.itemsList},
		{"prefixItems", "additionalItems", true},
		{"dependentRequired", "dependencies", true},
		{"dependentSchemas", "dependencies", true},
		{"$dynamicRef", "$recursiveRef", true},
		{"$id", "id", !sameMembers(n.Value, "$id", "id")},
	} {
		k := n.Keyword(c.own)
		if !n.Later(c.later) || k == nil || k.Row == nil || !c.also {
			continue
		}
		own := fmt.Sprintf("%q", c.own)
		if k.Value.Kind == source.Array {
			own = "an array of " + own
		}
		s.fail(place{n, "/" + Escape(c.later)}, n.Keyword(c.later).Value, CodeConflict, "leave one of them out, or name the draft that is meant in \"$schema\"",
			"%q of a later draft beside %s has no meaning in %s", c.later, own, n.Dialect)
	}
}

// sameMembers reports whether an object has two members of the same value.
func sameMembers(v *source.Value, a, b string) bool {
	x, y := v.Get(a), v.Get(b)
	return x != nil && y != nil && source.Equal(x, y)
}

// ReadsLater reports whether something has a meaning only because
// Resource.LaterKeywords gives it one.
func (g *Graph) ReadsLater() bool {
	for _, n := range g.Nodes {
		if !n.Resource.LaterKeywords {
			continue
		}
		if len(n.later) > 0 || n.Bool != nil && n.Dialect == Draft4 {
			return true
		}
		for _, name := range []string{"exclusiveMinimum", "exclusiveMaximum"} {
			if k := n.Keyword(name); n.Dialect == Draft4 && k != nil && k.Value.Kind == source.Number {
				return true
			}
		}
	}
	return false
}

// Later reports whether a keyword stands at n that only later dialects have and that
// has its meaning all the same; see Resource.LaterKeywords.
func (n *Node) Later(name string) bool { return slices.Contains(n.later, name) }

// UnderLater reports whether n stands in such a keyword of the schema around it.
func (n *Node) UnderLater() bool {
	if n.parent == nil || len(n.parent.later) == 0 {
		return false
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(n.step, "/"), "/")
	return n.parent.Later(token)
}
