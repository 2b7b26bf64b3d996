package graph

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

type edge struct {
	keyword string
	to      *Node
}

// inPlaceEdges lists the schemas that n applies to the same instance.
func (n *Node) inPlaceEdges() []edge {
	var out []edge
	for sub := range n.Subschemas() {
		if sub.Row.Role == keyword.SameInstance || sub.Row.Role == keyword.Reference {
			out = append(out, edge{sub.Row.Name, sub.Node})
		}
	}
	return out
}

// findCycle refuses a schema that applies itself to the very instance it is
// applied to: such a schema means nothing, and checking it would not end. Where
// each turn of the recursion consumes a member or an item there is no harm. What
// applies too many schemas to one instance, each through the one before, is refused
// too: those who judge by a schema go down such chains in recursions.
func (l *loader) findCycle(starts []*Node) {
	type frame struct {
		n     *Node
		edges []edge
		next  int
	}
	const open, done = 1, 2
	state := make([]uint8, len(l.g.Nodes))
	chain := make([]int32, len(l.g.Nodes)) // the longest from a node that is done
	var stack []frame
	for _, start := range starts {
		if state[start.ID] != 0 {
			continue
		}
		state[start.ID] = open
		stack = append(stack[:0], frame{n: start, edges: start.inPlaceEdges()})
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(top.edges) {
				state[top.n.ID] = done
				for _, e := range top.edges {
					chain[top.n.ID] = max(chain[top.n.ID], chain[e.to.ID]+1)
				}
				if int(chain[top.n.ID]) > limits.chain {
					l.fail(place{top.n, ""}, top.n.Value, CodeLimit, "let references lead to their last target at once, and nest allOf, anyOf, oneOf and not less",
						"more than %d schemas apply to one value here, each through the one before", limits.chain)
					return
				}
				stack = stack[:len(stack)-1]
				continue
			}
			to := top.edges[top.next].to
			top.next++
			switch state[to.ID] {
			case 0:
				state[to.ID] = open
				stack = append(stack, frame{n: to, edges: to.inPlaceEdges()})
			case open:
				first := len(stack) - 1
				for stack[first].n != to {
					first--
				}
				chain := make([]*Node, 0, len(stack)-first)
				names := make([]string, 0, len(stack)-first)
				for _, f := range stack[first:] {
					chain = append(chain, f.n)
					names = append(names, f.edges[f.next-1].keyword)
				}
				l.cycle(chain, names)
				return
			}
		}
	}
}

// cycle reports the cycle in which chain[i] applies chain[i+1] by keywords[i],
// at the first reference in it.
func (l *loader) cycle(chain []*Node, keywords []string) {
	at := 0
	for i, name := range keywords {
		if name == "$ref" || name == "$dynamicRef" {
			at = i
			break
		}
	}
	const most = 8
	var b strings.Builder
	for i := 0; i < len(chain) && i < most; i++ {
		b.WriteString(l.point(chain[(at+i)%len(chain)]))
		b.WriteString(" -> ")
	}
	if len(chain) > most {
		b.WriteString("… -> ")
	}
	b.WriteString(l.point(chain[at]))
	n := chain[at]
	name := n.Spelling(keywords[at])
	blame := n.Value
	if k := n.Keyword(name); k != nil {
		blame = k.Value
	}
	l.fail(place{n, "/" + Escape(name)}, blame, CodeCycle, "let the recursion go through a member or an item, or leave the reference out",
		"the reference leads back to itself without consuming any part of the instance: %s", b.String())
}

// point names a node in a message: its pointer, and its file if that is not the
// loaded one.
func (l *loader) point(n *Node) string {
	pointer := "#" + n.Ptr()
	if n.File != l.g.Root.File {
		pointer = n.File.Name + pointer
	}
	return pointer
}
