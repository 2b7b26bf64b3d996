package compat

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

const bumpQuestion = "bump"

// bump says which bump the change owes; the directions and the readers' question
// are answered. Questions that only tell minor from patch are asked last, and no
// more of them than the answer needs.
func (c *comparison) bump() Bump {
	r := c.report
	if r.Verdict == Incompatible {
		return BumpMajor
	}
	if c.stopped(bumpQuestion) {
		return BumpUnknown
	}
	if c.same {
		return BumpNone
	}
	c.seen = comparePlaces(c.old.graph(), c.new.graph())
	seen := c.seen
	switch {
	case seen.unheard != nil:
		c.unresolved(bumpQuestion, []decide.Unknown{*seen.unheard})
		return BumpUnknown
	case seen.defaultBroken:
		return BumpMajor
	case r.Verdict == Unknown:
		c.undecided(bumpQuestion, "undecided", "the verdict is unknown, and nothing else owes a major version")
		return BumpUnknown
	case seen.doubtful != nil:
		c.unresolved(bumpQuestion, []decide.Unknown{*seen.doubtful})
		return BumpUnknown
	case seen.stopped:
		c.undecided(bumpQuestion, "too-much-work", "the schemas have too many places to compare their defaults and formats")
		return BumpUnknown
	case seen.formatChanged, seen.defaultChanged:
		return BumpMinor
	}
	return c.minorOrPatch()
}

// Defaults says whether every default that old has for a member which may be absent
// is that of new too: incompatible owes a major version, whatever is asked of
// documents. It is for a bump under a policy; Compare asks it by itself with the bump.
// Entry points that only one side has are a matter of the directions.
func Defaults(old, new *Schema) Verdict {
	pairs, err := entryPairs(old, new)
	if err != nil {
		return Unknown
	}
	if pairs == nil {
		return comparePlaces(old.graph, new.graph).defaults()
	}
	worst := Compatible
	for _, p := range pairs {
		if p.old != nil && p.new != nil {
			a, b := newSide(SideOld, old).part(p.old), newSide(SideNew, new).part(p.new)
			worst = worse(worst, comparePlaces(a.graph(), b.graph()).defaults())
		}
	}
	return worst
}

func (p places) defaults() Verdict {
	switch {
	case p.defaultBroken:
		return Incompatible
	case p.unheard != nil, p.doubtful != nil, p.stopped:
		return Unknown
	}
	return Compatible
}

// minorOrPatch asks whether L or W differ. The writers' inclusions hold, and
// readers of new lose nothing outside maps. What only one side's writers emit,
// maps and all, comes first: it is the most common difference, and it is one of W
// whatever L is. Where L is the same, nothing else is in the one W and not in the
// other.
func (c *comparison) minorOrPatch() Bump {
	var unknown []decide.Unknown
	pairs := [][2]*side{{c.new, c.old}, {c.old, c.new}}
	for _, p := range pairs {
		answer := c.losses(decide.LossQuestion{Limit: 1, KeepFreeForm: true}, p[0], p[1])
		if len(answer.Losses) > 0 {
			return BumpMinor
		}
		unknown = append(unknown, answer.Unknown...)
	}
	for _, p := range pairs {
		answer := c.decide(p[0], p[1], decide.Open)
		if answer.Verdict == decide.Found {
			return BumpMinor
		}
		unknown = append(unknown, answer.Unknown...)
	}
	if len(unknown) > 0 {
		c.unresolved(bumpQuestion, unknown)
		return BumpUnknown
	}
	return BumpPatch
}

// sameText reports whether the texts of both sides are equal JSON values, $id
// aside, read by the rules of the same drafts.
func sameText(a, b *side) bool {
	x, y := a.graph(), b.graph()
	if !x.Root.Document() || !y.Root.Document() {
		return x.Root.ID == y.Root.ID && slices.EqualFunc(x.Nodes, y.Nodes, sameNode)
	}
	if !source.Equal(withoutID(x.Root), withoutID(y.Root)) || len(x.Resources) != len(y.Resources) {
		return false
	}
	// A root inside its document may refer to what stands beside it.
	whole := x.Root.Value == x.Root.File.Root && y.Root.Value == y.Root.File.Root
	same := func(p, q *graph.Resource) bool {
		return p.Dialect == q.Dialect && (whole && p.File == x.Root.File && q.File == y.Root.File || source.Equal(p.File.Root, q.File.Root))
	}
	return slices.EqualFunc(x.Resources, y.Resources, same)
}

// sameNode reports whether two schemas of graphs that were read in the same order say
// the same and refer to the same.
func sameNode(a, b *graph.Node) bool {
	to := func(n *graph.Node) int {
		switch {
		case n.Ref != nil:
			return n.Ref.ID
		case n.DynamicRef != nil:
			return n.DynamicRef.Target.ID
		}
		return -1
	}
	return a.Dialect == b.Dialect && to(a) == to(b) && (a.Container() && b.Container() || source.Equal(a.Value, b.Value))
}

// withoutID returns the text of a root schema without its identifier.
func withoutID(n *graph.Node) *source.Value {
	if n.Value.Kind != source.Object {
		return n.Value
	}
	id := "$id"
	if n.Dialect == graph.Draft4 {
		id = "id"
	}
	members := slices.DeleteFunc(slices.Clone(n.Value.Members), func(m source.Member) bool { return m.Name == id })
	return source.NewObject(members)
}
