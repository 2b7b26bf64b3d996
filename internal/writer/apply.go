package writer

import (
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
// first that fails.
func (r *run) keywords(n *graph.Node, p *place, m mode, start int) bool {
	x := r.e.info(n)
	ok := r.scalar(n, p.value)
	goOn := func() bool { return r.err == nil && (ok || r.full) }
	if x.places && goOn() {
		ok = r.inPlace(n, p, m) && ok
	}
	switch p.value.Kind {
	case source.Object:
		if x.object && goOn() {
			ok = r.object(n, p, m) && ok
		}
		if n.UnevaluatedProperties != nil && goOn() {
			ok = r.unevaluated(n, "unevaluatedProperties", n.UnevaluatedProperties, p, m, start) && ok
		}
	case source.Array:
		if x.array && goOn() {
			ok = r.array(n, p, m) && ok
		}
		if n.UnevaluatedItems != nil && goOn() {
			ok = r.unevaluated(n, "unevaluatedItems", n.UnevaluatedItems, p, m, start) && ok
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

// haunt visits a schema whose condition does not hold, if names that it mentions
// matter.
func (r *run) haunt(n *graph.Node, p *place, m mode) {
	switch {
	case n == nil || !r.full:
	case m == condition:
		r.without(n, p, condition)
	case r.ghosts:
		r.without(n, p, ghost)
	}
}

// inPlace applies the keywords that apply schemas at the same place.
func (r *run) inPlace(n *graph.Node, p *place, m mode) bool {
	ok := true
	goOn := func() bool { return r.err == nil && (ok || r.full) }
	if n.Ref != nil {
		ok = r.apply(n.Ref, p, m)
	}
	if n.DynamicRef != nil && goOn() {
		ok = r.apply(r.dynamic(n.DynamicRef), p, m) && ok
	}
	for _, sub := range n.AllOf {
		if goOn() {
			ok = r.apply(sub, p, m) && ok
		}
	}
	if n.AnyOf != nil && goOn() {
		ok = r.count(n.AnyOf, p, m, 1) > 0 && ok
	}
	if n.OneOf != nil && goOn() {
		ok = r.count(n.OneOf, p, m, 2) == 1 && ok
	}
	if n.Not != nil && goOn() {
		ok = !r.without(n.Not, p, m) && ok
	}
	if n.If != nil && goOn() {
		ok = r.conditional(n, p, m) && ok
	}
	for i := range n.DependentSchemas {
		d := &n.DependentSchemas[i]
		switch {
		case !goOn():
		case p.value.Get(d.Name) != nil:
			ok = r.apply(d.Node, p, m) && ok
		case p.value.Kind == source.Object:
			r.haunt(d.Node, p, m)
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
	r.haunt(other, p, m)
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

// rejects reports whether the text of n says that it rejects some value; see the
// package documentation. A dynamic reference means what it means here.
func (r *run) rejects(n *graph.Node) bool {
	if constrains(n) {
		return true
	}
	if n.Ref == nil && n.DynamicRef == nil || !r.spend(n, 1) {
		return false
	}
	if r.depth >= maxDepth {
		return r.giveUp(n, "too-deep", "", "references lead to one another too often")
	}
	r.depth++
	r.scope = append(r.scope, n.Resource)
	found := n.Ref != nil && r.rejects(n.Ref) || n.DynamicRef != nil && r.rejects(r.dynamic(n.DynamicRef))
	r.scope = r.scope[:len(r.scope)-1]
	r.depth--
	return found
}

// constrains reports whether n holds more than annotations and references.
func constrains(n *graph.Node) bool {
	if n.Bool != nil {
		return !*n.Bool
	}
	return n.Types != nil || n.HasEnum || n.Const != nil ||
		n.MultipleOf != nil || n.Minimum != nil || n.Maximum != nil || n.ExclusiveMinimum != nil || n.ExclusiveMaximum != nil ||
		n.MinLength != nil || n.MaxLength != nil || n.Pattern != nil || n.AssertFormat ||
		n.MinItems != nil || n.MaxItems != nil || n.UniqueItems || n.Contains != nil ||
		n.MinProperties != nil || n.MaxProperties != nil || n.PropertyNames != nil ||
		len(n.Required) > 0 || len(n.DependentRequired) > 0 || len(n.DependentSchemas) > 0 ||
		len(n.Properties) > 0 || len(n.PatternProperties) > 0 ||
		n.AdditionalProperties != nil || n.UnevaluatedProperties != nil ||
		len(n.PrefixItems) > 0 || n.Items != nil || n.UnevaluatedItems != nil ||
		n.AllOf != nil || n.AnyOf != nil || n.OneOf != nil || n.Not != nil || n.If != nil
}
