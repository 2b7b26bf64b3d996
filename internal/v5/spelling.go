package v5

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// dialectOf is the dialect by whose rules the copy of n is judged: its own, or where
// keywords of later drafts have their meaning the oldest that has words for all of
// them; as up to there, contains evaluates nothing.
func dialectOf(n *graph.Node) graph.Dialect {
	if n.Resource.LaterKeywords {
		return max(n.Dialect, graph.Draft2019)
	}
	return n.Dialect
}

// spelling is how the copy of n writes the keyword called name in 2020-12.
func spelling(n *graph.Node, name string) string {
	if !n.Resource.LaterKeywords || n.Dialect >= graph.Draft2020 {
		return n.Spelling(name)
	}
	switch {
	case name == "prefixItems":
		return "items"
	case name == "items" && n.PrefixItems != nil:
		return "additionalItems"
	}
	return name
}

// written is how n itself writes a keyword of its copy.
func written(n *graph.Node, copied string) string {
	for _, name := range []string{"prefixItems", "items", "dependentRequired", "dependentSchemas"} {
		if n.Resource.LaterKeywords && spelling(n, name) == copied && (name != "prefixItems" || n.PrefixItems != nil) {
			return n.Spelling(name)
		}
	}
	return copied
}
