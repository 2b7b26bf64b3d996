package v5

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// child is a subschema that a node applies.
type child struct {
	keyword string // as the copy spells it
	// key is what follows the keyword: a member name, a pattern, an index; ""
	// with alone set when the keyword's value is the schema itself.
	key     string
	alone   bool
	pattern *graph.Pattern // of a child in patternProperties
	node    *graph.Node
}

// children lists the subschemas that n applies, references aside, grouped by
// keyword: those for parts of an instance first, because what stands in the same
// document as its parent needs no reference, and documents nest.
func children(n *graph.Node) []child {
	var parts, whole []child
	for sub := range n.Subschemas() {
		if sub.Row.Role == keyword.Reference || sub.Row.Role == keyword.NotApplied {
			continue
		}
		c := child{keyword: spelling(n, sub.Row.Name), key: sub.Name, alone: sub.Index < 0, node: sub.Node}
		switch {
		case sub.Row.Name == "patternProperties":
			c.pattern = n.PatternProperties[sub.Index].Pattern
		case !sub.Named && sub.Index >= 0:
			c.key = strconv.Itoa(sub.Index)
		}
		if sub.Row.Role == keyword.SameInstance {
			whole = append(whole, c)
		} else {
			parts = append(parts, c)
		}
	}
	return append(parts, whole...)
}

// escapeToken writes a name as the library writes it in locations: a JSON
// Pointer token, percent-encoded.
func escapeToken(name string) string { return url.PathEscape(graph.Escape(name)) }

// plainPointer turns a location of the library back into a JSON Pointer.
func plainPointer(location string) string {
	if !strings.Contains(location, "%") {
		return location
	}
	tokens := strings.Split(location, "/")
	for i, token := range tokens {
		if plain, err := url.PathUnescape(token); err == nil {
			tokens[i] = plain
		}
	}
	return strings.Join(tokens, "/")
}
