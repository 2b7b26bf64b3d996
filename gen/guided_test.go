package gen_test

import (
	"math/rand/v2"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// guide makes documents that have a good chance to satisfy a schema, or to miss
// it narrowly: it follows the keywords it meets and now and then does not.
type guide struct {
	random *rand.Rand
	free   *maker
}

func (g *guide) chance(n int) bool { return g.random.IntN(n) == 0 }

// value makes a value for n; depth bounds it.
func (g *guide) value(n *graph.Node, depth int) string {
	if depth <= 0 || g.chance(25) {
		g.free.data = randomBytes(g.random, 12)
		return g.free.value(1)
	}
	all := g.applied(n, nil, 0)
	for _, m := range all {
		if m.Const != nil && !g.chance(8) {
			return string(m.Const.AppendJSON(nil))
		}
		if len(m.Enum) > 0 && !g.chance(8) {
			return string(m.Enum[g.random.IntN(len(m.Enum))].AppendJSON(nil))
		}
	}
	switch g.kind(all) {
	case "object":
		return g.object(all, depth)
	case "array":
		return g.array(all, depth)
	case "string":
		return makerTexts[g.random.IntN(len(makerTexts))]
	case "number", "integer":
		for _, m := range all {
			for _, x := range []*graph.Number{m.Minimum, m.Maximum, m.MultipleOf, m.ExclusiveMaximum} {
				if x != nil && g.chance(3) {
					return x.Text
				}
			}
		}
		return makerNumbers[g.random.IntN(len(makerNumbers))]
	case "boolean":
		return []string{"true", "false"}[g.random.IntN(2)]
	case "null":
		return "null"
	}
	g.free.data = randomBytes(g.random, 20)
	return g.free.value(2)
}

// applied lists the schemas that a value for n should satisfy together: of
// alternatives, one.
func (g *guide) applied(n *graph.Node, all []*graph.Node, depth int) []*graph.Node {
	if n == nil || depth > 10 {
		return all
	}
	all = append(all, n)
	all = g.applied(n.Ref, all, depth+1)
	for _, a := range n.AllOf {
		all = g.applied(a, all, depth+1)
	}
	for _, list := range [][]*graph.Node{n.AnyOf, n.OneOf} {
		if len(list) > 0 {
			all = g.applied(list[g.random.IntN(len(list))], all, depth+1)
		}
	}
	if n.If != nil {
		if g.chance(2) {
			all = g.applied(n.Then, g.applied(n.If, all, depth+1), depth+1)
		} else {
			all = g.applied(n.Else, all, depth+1)
		}
	}
	for _, d := range n.DependentSchemas {
		if g.chance(2) {
			all = g.applied(d.Node, all, depth+1)
		}
	}
	return all
}

func (g *guide) kind(all []*graph.Node) string {
	for _, n := range all {
		if len(n.Types) > 0 {
			return n.Types[g.random.IntN(len(n.Types))]
		}
	}
	for _, n := range all {
		switch {
		case n.Properties != nil || n.Required != nil || n.PatternProperties != nil || n.AdditionalProperties != nil || n.DependentSchemas != nil:
			return "object"
		case n.Items != nil || n.PrefixItems != nil || n.Contains != nil:
			return "array"
		case n.Pattern != nil || n.MinLength != nil || n.MaxLength != nil:
			return "string"
		case n.Minimum != nil || n.Maximum != nil || n.MultipleOf != nil:
			return "number"
		}
	}
	return ""
}

func (g *guide) object(all []*graph.Node, depth int) string {
	var names, members []string
	values := map[string]string{}
	add := func(name string, n *graph.Node) {
		if _, known := values[name]; known && !g.chance(3) {
			return
		} else if !known {
			names = append(names, name)
		}
		values[name] = "null"
		if n != nil {
			values[name] = g.value(n, depth-1)
		}
	}
	for _, n := range all {
		required := map[string]bool{}
		for _, name := range n.Required {
			required[name] = true
		}
		for _, p := range n.Properties {
			if required[p.Name] && !g.chance(15) || g.chance(2) {
				add(p.Name, p.Node)
			}
			delete(required, p.Name)
		}
		for _, name := range n.Required {
			if required[name] && !g.chance(10) {
				add(name, n.AdditionalProperties)
			}
		}
		for _, p := range n.PatternProperties {
			if g.chance(2) {
				add(makerNames[g.random.IntN(len(makerNames))], p.Node)
			}
		}
		for _, extra := range []*graph.Node{n.AdditionalProperties, n.UnevaluatedProperties} {
			for extra != nil && g.chance(2) {
				add(makerNames[g.random.IntN(len(makerNames))], extra)
			}
		}
		for _, d := range n.DependentRequired {
			for _, name := range d.Required {
				if g.chance(2) {
					add(name, nil)
				}
			}
		}
	}
	if g.chance(4) {
		add("unknown", nil)
	}
	g.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		members = append(members, quoted(name)+":"+values[name])
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (g *guide) array(all []*graph.Node, depth int) string {
	var items []string
	for _, n := range all {
		for i, p := range n.PrefixItems {
			if i == len(items) && !g.chance(6) {
				items = append(items, g.value(p, depth-1))
			}
		}
		for _, rest := range []*graph.Node{n.Items, n.Contains, n.UnevaluatedItems} {
			for rest != nil && len(items) < 5 && !g.chance(2) {
				items = append(items, g.value(rest, depth-1))
			}
		}
	}
	return "[" + strings.Join(items, ",") + "]"
}
