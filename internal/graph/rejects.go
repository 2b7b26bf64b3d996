package graph

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// RejectsNone reports whether the text of a schema of g says that it rejects no
// value: the closed list of compat/README.md. The search reads texts by it as well,
// since that is a matter of spelling and not of what documents mean.
func (g *Graph) RejectsNone(n *Node) bool {
	return (&rejecting{g: g, fuel: maxRejecting, open: map[rejection]bool{}}).none(n)
}

// maxRejecting bounds the schemas that are read for one answer; one that leads to more
// counts as rejecting some value.
const maxRejecting = 10_000

// rejecting is the reading of one schema's text.
type rejecting struct {
	g    *Graph
	fuel int
	open map[rejection]bool
}

// rejection is a question about a schema that is being read: does it reject everything,
// or nothing?
type rejection struct {
	n          *Node
	everything bool
}

// enter reports whether a schema may be read: not inside itself.
func (r *rejecting) enter(x rejection) bool {
	r.fuel--
	if r.open[x] || r.fuel < 0 {
		return false
	}
	r.open[x] = true
	return true
}

// none reports that n rejects no value.
func (r *rejecting) none(n *Node) bool {
	x := rejection{n, false}
	if n.Bool != nil {
		return *n.Bool
	}
	if !r.enter(x) {
		return false
	}
	defer delete(r.open, x)
	for row := range n.Assertions() {
		if fields[row.Name].stands == nil || !r.says(n, row) { // one that nobody reads may reject anything
			return false
		}
	}
	return true
}

// says reports that one keyword rejects no value.
func (r *rejecting) says(n *Node, row *keyword.Row) bool {
	switch row.Name {
	case "if": // by then and else
		return true
	case "type":
		return !slices.ContainsFunc([]string{"null", "boolean", "number", "string", "array", "object"}, func(t string) bool { return !slices.Contains(n.Types, t) })
	case "minLength":
		return n.MinLength.N.Sign() == 0
	case "minItems":
		return n.MinItems.N.Sign() == 0
	case "minProperties":
		return n.MinProperties.N.Sign() == 0
	case "contains", "minContains":
		return n.MinContains != nil && n.MinContains.N.Sign() == 0 && n.MaxContains == nil
	case "dependentRequired":
		return !slices.ContainsFunc(n.DependentRequired, func(d DependentRequired) bool { return len(d.Required) > 0 })
	case "not":
		return r.everything(n.Not)
	case "anyOf":
		return slices.ContainsFunc(n.AnyOf, r.none)
	case "oneOf":
		i := slices.IndexFunc(n.OneOf, r.none)
		return i >= 0 && (len(n.OneOf) == 1 || r.all(slices.Delete(slices.Clone(n.OneOf), i, i+1), r.everything))
	case "$dynamicRef":
		return r.all(r.g.DynamicTargets(n.DynamicRef), r.none)
	case "$ref", "allOf", "then", "else", "dependentSchemas", "properties", "patternProperties", "additionalProperties",
		"unevaluatedProperties", "propertyNames", "prefixItems", "items", "unevaluatedItems":
		for sub := range n.Subschemas() {
			if sub.Row == row && !r.none(sub.Node) {
				return false
			}
		}
		return true
	}
	return false
}

// everything reports that n rejects every value.
func (r *rejecting) everything(n *Node) bool {
	x := rejection{n, true}
	if n.Bool != nil {
		return !*n.Bool
	}
	if !r.enter(x) {
		return false
	}
	defer delete(r.open, x)
	return n.Not != nil && r.none(n.Not) || n.Ref != nil && r.everything(n.Ref) || slices.ContainsFunc(n.AllOf, r.everything) ||
		r.all(n.AnyOf, r.everything) || r.all(n.OneOf, r.everything)
}

func (r *rejecting) all(list []*Node, is func(*Node) bool) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(n *Node) bool { return !is(n) })
}
