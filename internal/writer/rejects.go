package writer

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
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
	if n.Bool != nil {
		return *n.Bool
	}
	if !r.enter(x) {
		return false
	}
	defer delete(r.open, x)
	for row := range n.Assertions() {
		if !r.says(n, row) {
			return false
		}
	}
	return true
}

// says reports that one keyword rejects no value.
func (r *reading) says(n *graph.Node, row *keyword.Row) bool {
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
		return !slices.ContainsFunc(n.DependentRequired, func(d graph.DependentRequired) bool { return len(d.Required) > 0 })
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
func (r *reading) everything(n *graph.Node) bool {
	x := read{n, true}
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

func (r *reading) all(list []*graph.Node, is func(*graph.Node) bool) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(n *graph.Node) bool { return !is(n) })
}

// Closes reports whether the patterns of a schema leave only finitely many names
// of one line unmatched, so that they mention none. known is false where that cannot be told.
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
	return (&domain.Strings{In: []*pattern.Pattern{oneLine}, NotIn: all}).Finite(maxFinite)
}

// oneLine is what names are like that count: a dot matches no others.
var oneLine, _ = pattern.Parse(`^[^\n\r\u2028\u2029]*$`)

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
	mentions, ok := r.e.mentions[n]
	if !ok {
		closes, known := Closes(n)
		if !known {
			return r.giveUp(n, "pattern", "patternProperties", "it cannot be told whether the patterns leave more than finitely many names")
		}
		mentions = !closes
		r.e.mentions[n] = mentions
	}
	return mentions
}
