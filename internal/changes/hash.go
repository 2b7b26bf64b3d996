package changes

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// digest stands for what a schema says, annotations included and spelling left
// out. Equal digests mean equal schemas if both are exact; a schema that leads
// into a recursion has a digest that is good for matching only.
type digest struct {
	sum   [16]byte
	exact bool
}

func (d digest) same(e digest) bool { return d.exact && e.exact && d.sum == e.sum }

// recursionRounds is how often the digests of schemas that refer to each other
// in a circle are refined.
const recursionRounds = 4

// hashes computes the digest of every node, circles of references together and
// after what they refer to.
func hashes(g *graph.Graph) []digest {
	out := make([]digest, len(g.Nodes))
	for _, circle := range components(g) {
		if len(circle) == 1 && !slices.Contains(children(circle[0]), circle[0]) {
			n := circle[0]
			out[n.ID] = hashNode(n, out)
			continue
		}
		for range recursionRounds {
			next := make([]digest, len(circle))
			for i, n := range circle {
				next[i] = hashNode(n, out)
			}
			for i, n := range circle {
				next[i].exact = false
				out[n.ID] = next[i]
			}
		}
	}
	return out
}

// components returns the strongly connected components of the graph, each after
// those it leads to (Tarjan's algorithm, with a stack of its own).
func components(g *graph.Graph) []nodes {
	type frame struct {
		n    *graph.Node
		next nodes
	}
	var (
		out    []nodes
		open   nodes
		stack  []frame
		number = make([]int, len(g.Nodes))
		low    = make([]int, len(g.Nodes))
		onOpen = make([]bool, len(g.Nodes))
		count  int
	)
	enter := func(n *graph.Node) {
		count++
		number[n.ID], low[n.ID] = count, count
		open, onOpen[n.ID] = append(open, n), true
		stack = append(stack, frame{n, children(n)})
	}
	for _, root := range g.Nodes {
		if number[root.ID] == 0 {
			enter(root)
		}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if len(top.next) > 0 {
				child := top.next[0]
				top.next = top.next[1:]
				if number[child.ID] == 0 {
					enter(child)
				} else if onOpen[child.ID] {
					low[top.n.ID] = min(low[top.n.ID], number[child.ID])
				}
				continue
			}
			n := top.n
			stack = stack[:len(stack)-1]
			if len(stack) > 0 {
				parent := stack[len(stack)-1].n
				low[parent.ID] = min(low[parent.ID], low[n.ID])
			}
			if low[n.ID] == number[n.ID] {
				at := len(open)
				for closed := false; !closed; closed = open[at] == n {
					at--
					onOpen[open[at].ID] = false
				}
				out = append(out, slices.Clone(open[at:]))
				open = open[:at]
			}
		}
	}
	return out
}

// groupHash is the digest of schemas that apply together.
func (s *sideInfo) groupHash(g nodes) digest {
	var list []digest
	for _, n := range g {
		if !accepting(n) {
			list = append(list, s.hash[n.ID])
		}
	}
	return together(list)
}

// nothing is the digest of a schema without keywords.
var nothing = digest{sha([]byte("{}")), true}

// together is the digest of a conjunction.
func together(list []digest) digest {
	slices.SortFunc(list, func(a, b digest) int { return slices.Compare(a.sum[:], b.sum[:]) })
	list = slices.CompactFunc(list, func(a, b digest) bool { return a.sum == b.sum })
	switch len(list) {
	case 0:
		return nothing
	case 1:
		return list[0]
	}
	p := printer{exact: true}
	p.text("all")
	p.digests(list)
	return p.digest()
}

func sha(data []byte) (sum [16]byte) {
	full := sha256.Sum256(data)
	copy(sum[:], full[:])
	return sum
}

// hashNode computes the digest of one node from those of its children.
func hashNode(n *graph.Node, known []digest) digest {
	var parts []digest
	for _, c := range conjuncts(n) {
		if !accepting(c) {
			parts = append(parts, known[c.ID])
		}
	}
	p := printer{known: known, exact: true}
	p.local(n)
	if len(p.out) > 0 {
		parts = append(parts, p.digest())
	}
	return together(parts)
}

// printer writes what a schema says in a form that does not depend on spelling.
type printer struct {
	known []digest
	out   []byte
	exact bool
	// said is what the schema that is being written says of the value as such.
	said values
}

func (p *printer) digest() digest { return digest{sha(p.out), p.exact} }

// text writes words so that no two sequences of them are written alike.
func (p *printer) text(words ...string) {
	for _, w := range words {
		p.out = binary.AppendUvarint(p.out, uint64(len(w)))
		p.out = append(p.out, w...)
	}
}

func (p *printer) digests(list []digest) {
	for _, d := range list {
		p.out = append(p.out, d.sum[:]...)
		p.exact = p.exact && d.exact
	}
}

// child writes the digest of a schema, or that there is none.
func (p *printer) child(keyword string, n *graph.Node) {
	if n == nil {
		return
	}
	p.text(keyword)
	p.digests([]digest{p.of(n)})
}

func (p *printer) of(n *graph.Node) digest {
	if accepting(n) {
		return nothing
	}
	return p.known[n.ID]
}

// set writes words that have no order.
func (p *printer) set(keyword string, words []string) {
	if len(words) == 0 {
		return
	}
	words = slices.Clone(words)
	slices.Sort(words)
	p.text(keyword)
	p.text(slices.Compact(words)...)
	p.text(";")
}

// children writes schemas that have no order.
func (p *printer) children(keyword string, list nodes) {
	digests := make([]digest, len(list))
	for i, n := range list {
		digests[i] = p.of(n)
	}
	slices.SortFunc(digests, func(a, b digest) int { return slices.Compare(a.sum[:], b.sum[:]) })
	p.text(keyword)
	p.digests(digests)
	p.text(";")
}

// byName writes schemas with names.
func (p *printer) byName(keyword string, list []graph.Property) {
	if len(list) == 0 {
		return
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b graph.Property) int { return strings.Compare(a.Name, b.Name) })
	p.text(keyword)
	for _, m := range list {
		p.child(m.Name, m.Node)
	}
	p.text(";")
}
