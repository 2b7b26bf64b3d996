package v5

import (
	"regexp"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// wideFrom is the number of subschemas under one keyword from which they are
// kept out of their schema's document and put in place after compilation: the
// library's time grows with the square of the schemas in a document.
const wideFrom = 64

// graft is a wide group: the subschemas of one keyword of one schema.
type graft struct {
	parent  string // URL
	keyword string
	keys    []string
	urls    []string
}

// wideGroups names the keywords of a schema whose subschemas are grafted.
func wideGroups(list []child) map[string]bool {
	if len(list) < wideFrom {
		return nil
	}
	wide := map[string]bool{}
	count := map[string]int{}
	for _, sub := range list {
		count[sub.keyword]++
	}
	for _, keyword := range []string{"properties", "patternProperties", "anyOf", "oneOf", "allOf"} {
		wide[keyword] = count[keyword] >= wideFrom
	}
	return wide
}

// graft notes a group that is left out of its document.
func (c *copier) graft(n *graph.Node, list []child, k copyKey, at site) {
	g := graft{parent: at.url(), keyword: list[0].keyword}
	for _, sub := range list {
		g.keys = append(g.keys, c.spelled(n, sub))
		g.urls = append(g.urls, c.sites[c.key(sub.node, k.scope)].url())
	}
	url := documentURL(at.document)
	c.grafts[url] = append(c.grafts[url], &g)
}

// apply puts a group in its place.
func (g *graft) apply(c *jsonschema.Compiler) error {
	parent, err := c.Compile(g.parent)
	if err != nil {
		return err
	}
	list := make([]*jsonschema.Schema, len(g.urls))
	for i, url := range g.urls {
		if list[i], err = c.Compile(url); err != nil {
			return err
		}
	}
	switch g.keyword {
	case "properties":
		parent.Properties = make(map[string]*jsonschema.Schema, len(list))
		for i, key := range g.keys {
			parent.Properties[key] = list[i]
		}
	case "patternProperties":
		parent.PatternProperties = make(map[*regexp.Regexp]*jsonschema.Schema, len(list))
		for i, key := range g.keys {
			re, err := regexp.Compile(key)
			if err != nil {
				return err
			}
			parent.PatternProperties[re] = list[i]
		}
	case "anyOf":
		parent.AnyOf = list
	case "oneOf":
		parent.OneOf = list
	case "allOf":
		parent.AllOf = append(list, parent.AllOf...) // what the copy says beside them is there
	}
	return nil
}
