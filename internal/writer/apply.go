package writer

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// apply reports whether n accepts what is at p. When it does, the log holds what
// was evaluated on the way; when it does not, the log is as before.
func (r *run) apply(n *graph.Node, p *place, m mode) bool {
	if !r.spend(n, 1) {
		return false
	}
	if n.Bool != nil {
		return *n.Bool
	}
	if r.depth >= maxDepth {
		return r.giveUp(n, "too-deep", "", "schemas apply inside one another too deeply")
	}
	if r.remembers(n) {
		return r.recall(n, p, m)
	}
	return r.enter(n, p, m)
}

// enter is apply for a schema that holds keywords, with nothing remembered.
func (r *run) enter(n *graph.Node, p *place, m mode) bool {
	r.depth++
	entered := len(r.scope) == 0 || r.scope[len(r.scope)-1] != n.Resource
	if entered {
		r.scope = append(r.scope, n.Resource)
	}
	start := len(r.log)
	ok := r.keywords(n, p, m, start) && r.err == nil
	if !ok {
		r.log = r.log[:start]
	}
	if entered {
		r.scope = r.scope[:len(r.scope)-1]
	}
	r.depth--
	return ok
}

// keywords applies every keyword of n. Unless the run is full it stops at the
// first that fails. A keyword that the evaluator has not heard of ends the
// judgement, unless it looks at other types of values or one that stands beside it
// and means the same without it refuses the value.
func (r *run) keywords(n *graph.Node, p *place, m mode, start int) bool {
	x := r.e.info(n)
	kind := p.value.Kind
	ok := true
	goOn := func() bool { return r.err == nil && (ok || r.full) }
	for _, part := range x.values {
		if part.looksAt(kind) && !part.value(r, n, p.value) {
			ok = false
			break
		}
	}
	if !goOn() {
		return ok
	}
	for _, row := range x.unheard {
		if looksAt(row.Group, kind) {
			return r.giveUp(n, graph.CodeUnheard, row.Name, "the evaluator does not know the keyword "+strconv.Quote(row.Name))
		}
	}
	for _, part := range x.inPlace {
		if goOn() {
			ok = part.place(r, n, p, m) && ok
		}
	}
	switch kind {
	case source.Object:
		if x.object && goOn() {
			ok = r.object(n, x, p, m) && ok
		}
	case source.Array:
		if x.array && goOn() {
			ok = r.array(n, x, p, m) && ok
		}
	}
	for _, part := range x.rest {
		if part.looksAt(kind) && goOn() {
			ok = r.unevaluated(n, part.row.Name, part.rest(n), p, m, start) && ok
		}
	}
	return ok
}

// without applies n and takes back what it evaluated.
func (r *run) without(n *graph.Node, p *place, m mode) bool {
	start := len(r.log)
	ok := r.apply(n, p, m)
	r.log = r.log[:start]
	return ok
}

// visitUnmet visits a schema whose condition is not met, if names that it mentions
// matter.
func (r *run) visitUnmet(n *graph.Node, p *place, m mode) {
	switch {
	case n == nil || !r.full:
	case m == condition:
		r.without(n, p, condition)
	case r.unmet:
		r.without(n, p, mentioning)
	}
}

func (r *run) ref(n *graph.Node, p *place, m mode) bool { return r.apply(n.Ref, p, m) }

func (r *run) dynamicRef(n *graph.Node, p *place, m mode) bool {
	return r.apply(r.dynamic(n.DynamicRef), p, m)
}

func (r *run) allOf(n *graph.Node, p *place, m mode) bool {
	ok := true
	for _, sub := range n.AllOf {
		if r.err == nil && (ok || r.full) {
			ok = r.apply(sub, p, m) && ok
		}
	}
	return ok
}

func (r *run) anyOf(n *graph.Node, p *place, m mode) bool { return r.count(n.AnyOf, p, m, 1) > 0 }

func (r *run) oneOf(n *graph.Node, p *place, m mode) bool { return r.count(n.OneOf, p, m, 2) == 1 }

func (r *run) not(n *graph.Node, p *place, m mode) bool { return !r.without(n.Not, p, m) }

func (r *run) dependentSchemas(n *graph.Node, p *place, m mode) bool {
	ok := true
	for i := range n.DependentSchemas {
		d := &n.DependentSchemas[i]
		switch {
		case r.err != nil || !ok && !r.full:
		case p.value.Get(d.Name) != nil:
			ok = r.apply(d.Node, p, m) && ok
		case p.value.Kind == source.Object:
			r.visitUnmet(d.Node, p, m)
		}
	}
	return ok
}

// count returns how many of list accept, up to enough if nothing else matters.
func (r *run) count(list []*graph.Node, p *place, m mode, enough int) int {
	k := 0
	for _, sub := range list {
		if r.apply(sub, p, m) {
			k++
		}
		if r.err != nil || k >= enough && !r.full && !r.e.evaluates {
			break
		}
	}
	return k
}

func (r *run) conditional(n *graph.Node, p *place, m mode) bool {
	inside := m
	if m == applied {
		inside = condition
	}
	branch, other := n.Else, n.Then
	if r.apply(n.If, p, inside) {
		branch, other = n.Then, n.Else
	}
	if r.err != nil {
		return false
	}
	r.visitUnmet(other, p, m)
	return branch == nil || r.apply(branch, p, m)
}

// dynamic returns the schema that a dynamic reference means here.
func (r *run) dynamic(d *graph.DynamicRef) *graph.Node {
	if d.Plain() || !r.spend(d.Target, len(r.scope)) {
		return d.Target
	}
	for _, resource := range r.scope {
		if d.Recursive && resource.RecursiveAnchor {
			return resource.Root
		}
		if d.Anchor != "" && resource.DynamicAnchors[d.Anchor] != nil {
			return resource.DynamicAnchors[d.Anchor]
		}
	}
	return d.Target
}
