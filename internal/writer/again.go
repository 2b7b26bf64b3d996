package writer

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// A schema that is applied to the same place again says the same again: the
// verdict, the annotations and the names it mentions depend on nothing but the
// schema, the place, the mode and the dynamic scope. A schema that refers to its
// parts twice, and these to theirs, would otherwise be applied as often as there
// are ways to it.

// application is what a verdict depends on.
type application struct {
	node  *graph.Node
	place *place
	mode  mode
	scope int32
}

// outcome is what is known of an application: nothing but that there was one, or
// what came of it.
type outcome struct {
	known, ok bool
	marks     *segment
}

// segment is a part of the log that stands in it more than once.
type segment struct {
	place *place
	marks []mark
}

const (
	// enough steps make it worth while to remember applications, and many of them
	// are too many.
	enough = 256
	many   = 200_000
)

// refer finds the schemas to which more than one way may lead.
func (e *Evaluator) refer() {
	e.targets = map[*graph.Node]bool{}
	for _, n := range e.g.Nodes {
		if n.Ref != nil {
			e.targets[n.Ref] = true
		}
		if n.DynamicRef == nil {
			continue
		}
		e.targets[n.DynamicRef.Target] = true
		if !n.DynamicRef.Plain() {
			e.dynamic = true
		}
	}
}

// remembers reports whether applications of n are remembered. Where a dynamic
// reference means depends on the scope, any schema may be the target of one.
func (r *run) remembers(n *graph.Node) bool {
	if r.budget-r.work < enough {
		return false
	}
	if r.e.targets == nil {
		r.e.refer()
	}
	return r.e.targets[n] || r.e.dynamic
}

// recall applies n, unless the outcome is known: it is from the second
// application on, so that what is applied once leaves nothing behind.
func (r *run) recall(n *graph.Node, p *place, m mode) bool {
	key := application{n, p, m, r.dynamicScope()}
	x, seen := r.outcomes[key]
	if x.known {
		if x.ok && len(x.marks.marks) > 0 {
			r.log = append(r.log, mark{place: p, again: x.marks})
		}
		return x.ok
	}
	if !seen && len(r.outcomes) >= many {
		return r.enter(n, p, m)
	}
	start := len(r.log)
	ok := r.enter(n, p, m)
	if r.err != nil {
		return false
	}
	if r.outcomes == nil {
		r.outcomes = map[application]outcome{}
	}
	if seen {
		x = outcome{known: true, ok: ok, marks: &segment{p, slices.Clone(r.log[start:])}}
		if len(x.marks.marks) > 0 {
			r.log = append(r.log[:start], mark{place: p, again: x.marks})
		}
	}
	r.outcomes[key] = x
	return ok
}

// dynamicScope numbers the chain of resources that evaluation has entered, as far
// as anything depends on it.
func (r *run) dynamicScope() int32 {
	if !r.e.dynamic {
		return 0
	}
	scope := int32(0)
	for _, resource := range r.scope {
		step := entry{scope, resource}
		next, ok := r.scopes[step]
		if !ok {
			if r.scopes == nil {
				r.scopes = map[entry]int32{}
			}
			next = int32(len(r.scopes) + 1)
			r.scopes[step] = next
		}
		scope = next
	}
	return scope
}

// entry is the entering of a resource from a dynamic scope.
type entry struct {
	from     int32
	resource *graph.Resource
}

// each visits the marks of a log about a place, or all of them when p is nil,
// those that stand in it more than once only the first time.
func each(log []mark, p *place, visit func(*mark)) {
	var seen map[*segment]bool
	var walk func([]mark)
	walk = func(log []mark) {
		for i := range log {
			x := &log[i]
			switch {
			case p != nil && x.place != p:
			case x.again == nil:
				visit(x)
			case !seen[x.again]:
				if seen == nil {
					seen = map[*segment]bool{}
				}
				seen[x.again] = true
				walk(x.again.marks)
			}
		}
	}
	walk(log)
}
