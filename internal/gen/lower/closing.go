package lower

import (
	"regexp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// A schema closes off a member by other means than additionalProperties: not
// with required, propertyNames and unevaluatedProperties.

// maxClosing bounds how far schemas are followed to find that out; farther, a
// member is taken to be open.
const maxClosing = 16

// forbids reports whether no object with a member of that name satisfies n, as
// far as that shows without a look at the value.
func (p *places) forbids(n *graph.Node, name string) bool {
	return n.Not != nil && requires(n.Not, name, 0) || n.PropertyNames != nil && p.refuses(n.PropertyNames, name, 0)
}

// requires reports whether every object with a member of that name satisfies n,
// so that its negation forbids the member.
func requires(n *graph.Node, name string, depth int) bool {
	rest := *n
	switch {
	case depth > maxClosing || n.Ref != nil || n.AllOf != nil || n.DynamicRef != nil:
		return false
	case n.AnyOf != nil:
		rest.AnyOf = nil
		return !asserts(&rest) && slices.ContainsFunc(n.AnyOf, func(b *graph.Node) bool { return requires(b, name, depth+1) })
	}
	rest.Required = nil
	return len(n.Required) == 1 && n.Required[0] == name && !asserts(&rest)
}

// refuses reports whether n does not accept a text.
func (p *places) refuses(n *graph.Node, text string, depth int) bool {
	if depth > maxClosing {
		return false
	}
	p.left--
	refused := func(b *graph.Node) bool { return p.refuses(b, text, depth+1) }
	is := func(v *source.Value) bool { return v.Kind == source.String && v.Text == text }
	switch {
	case n.Bool != nil:
		return !*n.Bool
	case plainKinds(n)&kString == 0, n.Const != nil && !is(n.Const), n.HasEnum && !slices.ContainsFunc(n.Enum, is):
		return true
	case n.Ref != nil && refused(n.Ref), slices.ContainsFunc(n.AllOf, refused):
		return true
	case n.Pattern != nil:
		if r := p.regexp(n.Pattern.P); r != nil && !r.MatchString(text) {
			return true
		}
	}
	all := func(list []*graph.Node) bool {
		return list != nil && !slices.ContainsFunc(list, func(b *graph.Node) bool { return !refused(b) })
	}
	return all(n.AnyOf) || all(n.OneOf)
}

// unevaluated reports whether unevaluatedProperties of n applies to a place,
// because nothing in n or in what applies with it speaks of it. That it may
// apply although something does is left aside.
func (p *places) unevaluated(n *graph.Node, at label) bool {
	if n.UnevaluatedProperties == nil || at.kind != named && at.kind != others {
		return false
	}
	rest := *n
	rest.UnevaluatedProperties = nil
	return !p.evaluates(&rest, at, 0)
}

// evaluates reports whether n or a schema that it applies to the same object
// may speak of a place.
func (p *places) evaluates(n *graph.Node, at label, depth int) bool {
	p.left--
	if depth > maxClosing || p.left < 0 || n.AdditionalProperties != nil || n.UnevaluatedProperties != nil || n.DynamicRef != nil {
		return true
	}
	if at.kind == named {
		for _, x := range n.PatternProperties {
			if r := p.regexp(x.Pattern.P); r == nil || r.MatchString(at.text) {
				return true
			}
		}
		if slices.ContainsFunc(n.Properties, func(x graph.Property) bool { return x.Name == at.text }) {
			return true
		}
	}
	for sub := range n.Subschemas() {
		role := sub.Row.Role
		if (role == keyword.SameInstance || role == keyword.Reference) && sub.Row.Name != "not" && p.evaluates(sub.Node, at, depth+1) {
			return true
		}
	}
	return false
}

// regexp returns a pattern in RE2 syntax, nil where that has no such thing.
func (p *places) regexp(x *pattern.Pattern) *regexp.Regexp {
	r, ok := p.regexps[x]
	if !ok {
		r, _ = x.Regexp()
		p.regexps[x] = r
	}
	return r
}
