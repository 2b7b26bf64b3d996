package writer

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// RejectsNone reports whether the text of a schema of g says that it rejects no
// value: the closed list of compat/README.md. The search reads texts by it as well,
// since that is a matter of spelling and not of what documents mean.
func RejectsNone(g *graph.Graph, n *graph.Node) bool {
	return (&reading{g: g, fuel: maxRead, open: map[read]bool{}}).none(n)
}

// maxRead bounds the schemas that are read for one answer; one that leads to more
// counts as rejecting some value.
const maxRead = 10_000

// reading is the reading of one schema's text.
type reading struct {
	g    *graph.Graph
	fuel int
	open map[read]bool
}

// read is a question about a schema that is being read: does it reject everything,
// or nothing?
type read struct {
	n          *graph.Node
	everything bool
}

// enter reports whether a schema may be read: not inside itself.
func (r *reading) enter(x read) bool {
	r.fuel--
	if r.open[x] || r.fuel < 0 {
		return false
	}
	r.open[x] = true
	return true
}

// none reports that n rejects no value.
func (r *reading) none(n *graph.Node) bool {
	x := read{n, false}
	if n == nil || n.Bool != nil {
		return n == nil || *n.Bool
	}
	if !r.enter(x) {
		return false
	}
	defer delete(r.open, x)
	for row := range n.Assertions() {
		if says, ok := spellings[row.Name]; !ok || !says(r, n) {
			return false
		}
	}
	return true
}

// everything reports that n rejects every value.
func (r *reading) everything(n *graph.Node) bool {
	x := read{n, true}
	if n.Bool != nil {
		return !*n.Bool
	}
	if !r.enter(x) {
		return false
	}
	defer delete(r.open, x)
	all := func(list []*graph.Node) bool {
		return len(list) > 0 && !slices.ContainsFunc(list, func(sub *graph.Node) bool { return !r.everything(sub) })
	}
	return n.Not != nil && r.none(n.Not) || n.Ref != nil && r.everything(n.Ref) || slices.ContainsFunc(n.AllOf, r.everything) ||
		all(n.AnyOf) || all(n.OneOf)
}

func (r *reading) every(list []*graph.Node) bool {
	return !slices.ContainsFunc(list, func(sub *graph.Node) bool { return !r.none(sub) })
}

func (r *reading) named(list []graph.Property) bool {
	return !slices.ContainsFunc(list, func(p graph.Property) bool { return !r.none(p.Node) })
}

func zero(c *graph.Count) bool { return c != nil && c.N.Sign() == 0 }

// spellings says of the keywords of the list when they reject nothing.
var spellings map[string]func(*reading, *graph.Node) bool

func init() { // not a literal: its functions lead back to it
	spellings = map[string]func(*reading, *graph.Node) bool{
		"type": func(_ *reading, n *graph.Node) bool {
			return !slices.ContainsFunc([]string{"null", "boolean", "number", "string", "array", "object"}, func(t string) bool { return !slices.Contains(n.Types, t) })
		},
		"minLength":     func(_ *reading, n *graph.Node) bool { return zero(n.MinLength) },
		"minItems":      func(_ *reading, n *graph.Node) bool { return zero(n.MinItems) },
		"minProperties": func(_ *reading, n *graph.Node) bool { return zero(n.MinProperties) },
		"contains":      func(_ *reading, n *graph.Node) bool { return zero(n.MinContains) && n.MaxContains == nil },
		"minContains":   func(_ *reading, n *graph.Node) bool { return zero(n.MinContains) },
		"dependentRequired": func(_ *reading, n *graph.Node) bool {
			return !slices.ContainsFunc(n.DependentRequired, func(d graph.DependentRequired) bool { return len(d.Required) > 0 })
		},
		"$ref": func(r *reading, n *graph.Node) bool { return r.none(n.Ref) },
		"$dynamicRef": func(r *reading, n *graph.Node) bool {
			if n.DynamicRef.Plain() {
				return r.none(n.DynamicRef.Target)
			}
			return r.every(r.g.DynamicTargets(n.DynamicRef))
		},
		"allOf": func(r *reading, n *graph.Node) bool { return r.every(n.AllOf) },
		"anyOf": func(r *reading, n *graph.Node) bool { return slices.ContainsFunc(n.AnyOf, r.none) },
		"oneOf": func(r *reading, n *graph.Node) bool {
			i := slices.IndexFunc(n.OneOf, r.none)
			return i >= 0 && !slices.ContainsFunc(slices.Delete(slices.Clone(n.OneOf), i, i+1), func(sub *graph.Node) bool { return !r.everything(sub) })
		},
		"not":                  func(r *reading, n *graph.Node) bool { return r.everything(n.Not) },
		"if":                   func(*reading, *graph.Node) bool { return true }, // by then and else
		"then":                 func(r *reading, n *graph.Node) bool { return r.none(n.Then) },
		"else":                 func(r *reading, n *graph.Node) bool { return r.none(n.Else) },
		"dependentSchemas":     func(r *reading, n *graph.Node) bool { return r.named(n.DependentSchemas) },
		"properties":           func(r *reading, n *graph.Node) bool { return r.named(n.Properties) },
		"additionalProperties": func(r *reading, n *graph.Node) bool { return r.none(n.AdditionalProperties) },
		"patternProperties": func(r *reading, n *graph.Node) bool {
			return !slices.ContainsFunc(n.PatternProperties, func(p graph.PatternProperty) bool { return !r.none(p.Node) })
		},
		"unevaluatedProperties": func(r *reading, n *graph.Node) bool { return r.none(n.UnevaluatedProperties) },
		"propertyNames":         func(r *reading, n *graph.Node) bool { return r.none(n.PropertyNames) },
		"prefixItems":           func(r *reading, n *graph.Node) bool { return r.every(n.PrefixItems) },
		"items":                 func(r *reading, n *graph.Node) bool { return r.none(n.Items) },
		"unevaluatedItems":      func(r *reading, n *graph.Node) bool { return r.none(n.UnevaluatedItems) },
	}
}

// Closes reports whether the patterns of a schema leave only finitely many names
// unmatched, so that they mention none. known is false where that cannot be told.
func Closes(n *graph.Node) (closes, known bool) {
	all := make([]*pattern.Pattern, 0, len(n.PatternProperties))
	begins := true // with some text: most names do not
	for _, p := range n.PatternProperties {
		text, kind := p.Pattern.P.Literal()
		begins = begins && text != "" && (kind == pattern.LiteralPrefix || kind == pattern.LiteralExact)
		all = append(all, p.Pattern.P)
	}
	if begins {
		return false, true
	}
	return (&domain.Strings{NotIn: all}).Finite(maxFinite)
}

// maxFinite is the work that telling finite sets of names from others may take.
const maxFinite = 1 << 20

// declares reports whether the text of a schema says that it rejects some value,
// so that what it is applied to is declared.
func (e *Evaluator) declares(n *graph.Node) bool {
	said, ok := e.limits[n]
	if !ok {
		said = !RejectsNone(e.g, n)
		e.limits[n] = said
	}
	return said
}

// mentionsByPattern reports whether patterns of n that match a name mention it.
func (r *run) mentionsByPattern(n *graph.Node) bool {
	x, ok := r.e.closing[n]
	if !ok {
		x.closes, x.known = Closes(n)
		r.e.closing[n] = x
	}
	if !x.known {
		return r.giveUp(n, "pattern", "patternProperties", "it cannot be told whether the patterns leave more than finitely many names")
	}
	return !x.closes
}

// closing is what [Closes] said of a schema.
type closing struct{ closes, known bool }
