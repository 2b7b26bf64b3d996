package v5

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// child is a subschema that a node applies.
type child struct {
	keyword string // as the node's dialect spells it
	// key is what follows the keyword: a member name, a pattern, an index; ""
	// with alone set when the keyword's value is the schema itself.
	key     string
	alone   bool
	pattern *graph.Pattern // of a child in patternProperties
	node    *graph.Node
}

// children lists the subschemas that n applies, references aside, grouped by
// keyword.
func children(n *graph.Node) []child {
	var list []child
	one := func(keyword string, c *graph.Node) {
		if c != nil {
			list = append(list, child{keyword: keyword, alone: true, node: c})
		}
	}
	each := func(keyword string, cs []*graph.Node) {
		for i, c := range cs {
			list = append(list, child{keyword: keyword, key: strconv.Itoa(i), node: c})
		}
	}
	named := func(keyword string, cs []graph.Property) {
		for _, c := range cs {
			list = append(list, child{keyword: keyword, key: c.Name, node: c.Node})
		}
	}
	prefix, rest, dependent := "prefixItems", "items", "dependentSchemas"
	if n.Dialect < graph.Draft2020 {
		prefix = "items"
		if n.PrefixItems != nil {
			rest = "additionalItems"
		}
	}
	if n.Dialect < graph.Draft2019 {
		dependent = "dependencies"
	}
	named("properties", n.Properties)
	for _, p := range n.PatternProperties {
		list = append(list, child{keyword: "patternProperties", key: p.Pattern.Source, pattern: p.Pattern, node: p.Node})
	}
	one("additionalProperties", n.AdditionalProperties)
	one("unevaluatedProperties", n.UnevaluatedProperties)
	one("propertyNames", n.PropertyNames)
	each(prefix, n.PrefixItems)
	one(rest, n.Items)
	one("contains", n.Contains)
	one("unevaluatedItems", n.UnevaluatedItems)
	named(dependent, n.DependentSchemas)
	each("allOf", n.AllOf)
	each("anyOf", n.AnyOf)
	each("oneOf", n.OneOf)
	one("not", n.Not)
	one("if", n.If)
	one("then", n.Then)
	one("else", n.Else)
	return list
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
