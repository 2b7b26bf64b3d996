package v5

import (
	"sort"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// scope is what the dynamic scope of an evaluation decides: for each dynamic
// anchor the outermost resource's node, and the outermost resource that says
// $recursiveAnchor. Scopes are interned; scope 0 binds nothing.
type scope struct {
	anchors   map[string]*graph.Node
	recursive *graph.Node
}

type scopes struct {
	list []scope
	ids  map[string]int
	// dynamic holds, by node ID, whether a dynamic reference can be reached; for
	// every other node the scope does not matter.
	dynamic []bool
}

func newScopes(g *graph.Graph) *scopes {
	return &scopes{list: []scope{{}}, ids: map[string]int{"": 0}, dynamic: reachDynamic(g)}
}

// enter returns the scope in which n is evaluated when it is reached from scope
// id: the resource n belongs to joins the scope, innermost.
func (s *scopes) enter(id int, n *graph.Node) int {
	if !s.dynamic[n.ID] {
		return 0
	}
	now, res := s.list[id], n.Resource
	grow := now.recursive == nil && res.RecursiveAnchor
	for name := range res.DynamicAnchors {
		grow = grow || now.anchors[name] == nil
	}
	if !grow {
		return id
	}
	next := scope{anchors: make(map[string]*graph.Node, len(now.anchors)+len(res.DynamicAnchors)), recursive: now.recursive}
	for name, node := range res.DynamicAnchors {
		next.anchors[name] = node
	}
	for name, node := range now.anchors {
		next.anchors[name] = node
	}
	if next.recursive == nil && res.RecursiveAnchor {
		next.recursive = res.Root
	}
	return s.intern(next)
}

func (s *scopes) intern(next scope) int {
	names := make([]string, 0, len(next.anchors))
	for name := range next.anchors {
		names = append(names, name)
	}
	sort.Strings(names)
	var key strings.Builder
	for _, name := range names {
		key.WriteString(strconv.Quote(name) + strconv.Itoa(next.anchors[name].ID) + ",")
	}
	if next.recursive != nil {
		key.WriteString("r" + strconv.Itoa(next.recursive.ID))
	}
	id, ok := s.ids[key.String()]
	if !ok {
		id = len(s.list)
		s.ids[key.String()] = id
		s.list = append(s.list, next)
	}
	return id
}

// target returns what a dynamic reference means in scope id.
func (s *scopes) target(id int, r *graph.DynamicRef) *graph.Node {
	now := s.list[id]
	if r.Recursive && now.recursive != nil {
		return now.recursive
	}
	if node := now.anchors[r.Anchor]; r.Anchor != "" && node != nil {
		return node
	}
	return r.Target
}

// reachDynamic finds the nodes from which a dynamic reference that depends on
// the scope can be reached.
func reachDynamic(g *graph.Graph) []bool {
	reach := make([]bool, len(g.Nodes))
	from := make([][]int32, len(g.Nodes)) // edges, backwards
	var queue []int
	anchored := dynamicTargets(g)
	for _, n := range g.Nodes {
		for sub := range n.Subschemas() {
			if sub.Row.Role != keyword.NotApplied {
				from[sub.Node.ID] = append(from[sub.Node.ID], int32(n.ID))
			}
		}
		if n.DynamicRef == nil {
			continue
		}
		if !n.DynamicRef.Plain() {
			reach[n.ID] = true
			queue = append(queue, n.ID)
			for _, a := range anchored {
				from[a.ID] = append(from[a.ID], int32(n.ID))
			}
		}
	}
	for len(queue) > 0 {
		id := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, f := range from[id] {
			if !reach[f] {
				reach[f] = true
				queue = append(queue, int(f))
			}
		}
	}
	return reach
}

// dynamicTargets lists what a dynamic reference can lead to.
func dynamicTargets(g *graph.Graph) []*graph.Node {
	var list []*graph.Node
	for _, r := range g.Resources {
		for _, n := range r.DynamicAnchors {
			list = append(list, n)
		}
		if r.RecursiveAnchor {
			list = append(list, r.Root)
		}
	}
	return list
}

// reportTo finds the nodes whose annotations an unevaluatedProperties or
// unevaluatedItems can depend on: those applied in place, however indirectly,
// beside such a keyword.
func reportTo(g *graph.Graph) []bool {
	seen := make([]bool, len(g.Nodes))
	var queue []*graph.Node
	add := func(n *graph.Node) {
		if !seen[n.ID] {
			seen[n.ID] = true
			queue = append(queue, n)
		}
	}
	for _, n := range g.Nodes {
		if n.UnevaluatedProperties != nil || n.UnevaluatedItems != nil {
			add(n)
		}
	}
	anchored := dynamicTargets(g)
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for sub := range n.Subschemas() {
			role := sub.Row.Role
			if (role == keyword.SameInstance || role == keyword.Reference) && sub.Row.Name != "not" {
				add(sub.Node)
			}
		}
		if n.DynamicRef != nil {
			for _, sub := range anchored {
				add(sub)
			}
		}
	}
	return seen
}
