// Package program turns a resolved schema graph into the program text that
// rt/eval runs: the form in which generated code carries those parts of a
// schema that are not printed as Go.
//
// It imports internal/keyword, internal/graph, internal/source and rt/eval, and is used by code
// generation; the text it makes is the only thing that generated code sees.
package program

import (
	"bytes"
	"iter"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Build prints everything that evaluation from roots (g.Root when there are
// none) can reach, roots that are not among g.Nodes included, in the format of eval.Load: one node per line, in the order
// of the graph, so that a change of the schema shows as a small difference. The
// index gives the node number of every reachable node, which is what
// eval.Program.Check takes.
//
// The error is a *diag.Error: a pattern that Go's engine cannot run has code
// CodePattern, a keyword that the evaluator is not told of graph.CodeUnheard.
func Build(g *graph.Graph, roots ...*graph.Node) (text string, index map[*graph.Node]int, err error) {
	if len(roots) == 0 {
		roots = []*graph.Node{g.Root}
	}
	r := reach(g, roots)
	p := newPrinter(g, r)
	if err := p.unheard(); err != nil {
		return "", nil, err
	}
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
		for sub := range n.Subschemas() {
			if sub.Row.Role != keyword.NotApplied {
				queue = append(queue, sub.Node)
			}
		}
	}
	// The order in which things were found must not show in the text.
	slices.Sort(r.anchors)
	slices.SortFunc(r.resources, func(a, b *graph.Resource) int { return a.Root.ID - b.Root.ID })
	return r
}

// applied yields the subschemas of n that evaluation applies.
func applied(n *graph.Node) iter.Seq[graph.Subschema] {
	return func(yield func(graph.Subschema) bool) {
		for sub := range n.Subschemas() {
			if role := sub.Row.Role; role != keyword.Reference && role != keyword.NotApplied && !yield(sub) {
				return
			}
		}
	}
}

// text joins the lines of a program.
func (p *printer) text() string {
	for _, n := range p.order {
		if n.AssertFormat && n.Format == "regex" {
			p.version = 3 // the first whose readers know it
		}
	}
	var b bytes.Buffer
	b.WriteString(`{"eval":` + strconv.Itoa(p.version))
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
