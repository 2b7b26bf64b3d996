// Package program turns a resolved schema graph into the program text that
// rt/eval runs: the form in which generated code carries those parts of a
// schema that are not printed as Go.
//
// It imports internal/graph, internal/source and rt/eval, and is used by code
// generation; the text it makes is the only thing that generated code sees.
package program

import (
	"bytes"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Build prints everything that evaluation from roots (g.Root when there are
// none) can reach, roots that are not among g.Nodes included, in the format of eval.Load: one node per line, in the order
// of the graph, so that a change of the schema shows as a small difference. The
// index gives the node number of every reachable node, which is what
// eval.Program.Check takes.
//
// The error is a *source.Error: a pattern that Go's engine cannot run has code
// "unsupported-pattern".
func Build(g *graph.Graph, roots ...*graph.Node) (text string, index map[*graph.Node]int, err error) {
	if len(roots) == 0 {
		roots = []*graph.Node{g.Root}
	}
	r := reach(g, roots)
	p := newPrinter(g, r)
	if err := p.patterns(); err != nil {
		return "", nil, err
	}
	return p.text(), p.index, nil
}

// Compile is Build followed by eval.Load, for a caller that evaluates at once.
func Compile(g *graph.Graph, roots ...*graph.Node) (*eval.Program, map[*graph.Node]int, error) {
	text, index, err := Build(g, roots...)
	if err != nil {
		return nil, nil, err
	}
	p, err := eval.Load(text)
	return p, index, err
}

// UsesDynamicScope reports whether evaluation from n reaches a dynamic
// reference. If so, the verdict about a value may depend on the schemas through
// which n was reached, and checking the value against n alone is not the same
// as checking the whole document against the root.
func UsesDynamicScope(g *graph.Graph, n *graph.Node) bool {
	return len(reach(g, []*graph.Node{n}).anchors) > 0
}

// Reachable returns the schemas that evaluation of n can get to.
func Reachable(g *graph.Graph, n *graph.Node) map[*graph.Node]bool {
	return reach(g, []*graph.Node{n}).nodes
}

// anchor is what a dynamic reference looks for: a $dynamicAnchor, or
// $recursiveAnchor when the name is "".
type anchor string

// in returns the node that a resource declares under the name, or nil.
func (a anchor) in(r *graph.Resource) *graph.Node {
	if a != "" {
		return r.DynamicAnchors[string(a)]
	}
	if r.RecursiveAnchor {
		return r.Root
	}
	return nil
}

// reached is the part of a graph that evaluation can get to.
type reached struct {
	nodes map[*graph.Node]bool
	// resources are those of the nodes, each once, and anchors the names that
	// dynamic references among the nodes look for.
	resources []*graph.Resource
	anchors   []anchor
}

func reach(g *graph.Graph, roots []*graph.Node) *reached {
	r := &reached{nodes: map[*graph.Node]bool{}}
	known := map[*graph.Resource]bool{}
	queue := slices.Clone(roots)
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if n == nil || r.nodes[n] {
			continue
		}
		r.nodes[n] = true
		// Any resource entered may be the one a dynamic reference ends in.
		if !known[n.Resource] {
			known[n.Resource] = true
			r.resources = append(r.resources, n.Resource)
			for _, a := range r.anchors {
				queue = append(queue, a.in(n.Resource))
			}
		}
		if d := n.DynamicRef; d != nil && !d.Plain() {
			if a := anchor(d.Anchor); !slices.Contains(r.anchors, a) {
				r.anchors = append(r.anchors, a)
				for _, res := range r.resources {
					queue = append(queue, a.in(res))
				}
			}
		}
		if n.DynamicRef != nil {
			queue = append(queue, n.DynamicRef.Target)
		}
		queue = append(queue, n.Ref)
		applied(n, func(_ step, c *graph.Node) { queue = append(queue, c) })
	}
	// The order in which things were found must not show in the text.
	slices.Sort(r.anchors)
	slices.SortFunc(r.resources, func(a, b *graph.Resource) int { return a.Root.ID - b.Root.ID })
	return r
}

// step is the way from a schema to one of its subschemas: a keyword by its
// 2020-12 name and a member name or index below it.
type step struct {
	keyword string
	name    string
	hasName bool
}

// applied calls f for every subschema of n that evaluation applies.
func applied(n *graph.Node, f func(step, *graph.Node)) {
	one := func(keyword string, c *graph.Node) {
		if c != nil {
			f(step{keyword: keyword}, c)
		}
	}
	list := func(keyword string, nodes []*graph.Node) {
		for i, c := range nodes {
			f(step{keyword, itoa(i), true}, c)
		}
	}
	list("allOf", n.AllOf)
	list("anyOf", n.AnyOf)
	list("oneOf", n.OneOf)
	one("not", n.Not)
	one("if", n.If)
	one("then", n.Then)
	one("else", n.Else)
	for _, p := range n.DependentSchemas {
		f(step{"dependentSchemas", p.Name, true}, p.Node)
	}
	list("prefixItems", n.PrefixItems)
	one("items", n.Items)
	one("contains", n.Contains)
	one("unevaluatedItems", n.UnevaluatedItems)
	for _, p := range n.Properties {
		f(step{"properties", p.Name, true}, p.Node)
	}
	for _, p := range n.PatternProperties {
		f(step{"patternProperties", p.Pattern.Source, true}, p.Node)
	}
	one("additionalProperties", n.AdditionalProperties)
	one("propertyNames", n.PropertyNames)
	one("unevaluatedProperties", n.UnevaluatedProperties)
}

// text joins the lines of a program.
func (p *printer) text() string {
	var b bytes.Buffer
	b.WriteString(`{"eval":` + itoa(p.version))
	p.table(&b, "patterns", p.patternTexts)
	p.table(&b, "scopes", p.scopeTexts())
	b.WriteString(",\n\"nodes\":[\n")
	for i, n := range p.order {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.Write(p.node(n))
	}
	b.WriteString("\n]}\n")
	return b.String()
}
