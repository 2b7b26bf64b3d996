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
	seen := comparePlaces(c.old.graph(), c.new.graph())
	switch {
	case seen.defaultBroken:
		return BumpMajor
	case r.Verdict == Unknown:
		c.undecided(bumpQuestion, "undecided", "the verdict is unknown, and nothing else owes a major version")
		return BumpUnknown
	case seen.stopped:
		c.undecided(bumpQuestion, "too-much-work", "the schemas have too many places to compare their defaults and formats")
		return BumpUnknown
	case sameText(c.old, c.new):
		return BumpNone
	case seen.formatChanged, seen.defaultChanged:
		return BumpMinor
	}
	return c.minorOrPatch(seen)
}

// minorOrPatch asks whether L or W differ. The writers' inclusions hold, and
// readers of new lose nothing.
func (c *comparison) minorOrPatch(seen places) Bump {
	var unknown []decide.Unknown
	gained := decide.Losses(decide.LossQuestion{Old: c.new.graph(), New: c.old.graph(), MaxWork: c.opt.MaxWork, Limit: 1})
	if len(gained.Losses) > 0 {
		return BumpMinor
	}
	unknown = append(unknown, gained.Unknown...)
	for _, pair := range [][2]*side{{c.old, c.new}, {c.new, c.old}} {
		answer := decide.Decide(decide.Question{In: pair[0].graph(), Out: pair[1].graph(), MaxWork: c.opt.MaxWork})
		if answer.Verdict == decide.Found {
			return BumpMinor
		}
		unknown = append(unknown, answer.Unknown...)
	}
	for _, p := range seen.maps {
		switch differs, why := c.mapDiffers(p); {
		case differs:
			return BumpMinor
		case why != nil:
			unknown = append(unknown, why...)
		}
	}
	if len(unknown) > 0 {
		c.unresolved(bumpQuestion, unknown)
		return BumpUnknown
	}
	return BumpPatch
}

// mapDiffers reports whether writers of one side may use names in the map at p
// that writers of the other may not: whether a document that the one emits, with
// a name of its own there, is not one that the other emits. L is the same on both
// sides.
func (c *comparison) mapDiffers(p mapPlace) (bool, []decide.Unknown) {
	free, named := c.old, c.new
	if p.freeIsNew {
		free, named = c.new, c.old
	}
	answer := decide.Decide(decide.Question{In: free.graph(), Out: p.onlyNames(), Content: decide.Writer, MaxWork: c.opt.MaxWork})
	switch answer.Verdict {
	case decide.Empty:
		if !p.elsewhere {
			return false, nil
		}
	case decide.Undecided:
		return false, answer.Unknown
	default:
		if ok, _, err := named.writer().InWriter(answer.Witness); err == nil && !ok {
			return true, nil
		}
	}
	if p.allDeclared {
		return false, nil
	}
	return false, []decide.Unknown{{
		Node: named.graph().Root, Reason: "free-form",
		Message: "an object is a map on one side only, and it is not known whether writers of the other side can emit every name",
	}}
}

// sameText reports whether the texts of both sides are equal JSON values, $id
// aside, read by the rules of the same drafts.
func sameText(a, b *side) bool {
	x, y := a.graph(), b.graph()
	if !source.Equal(withoutID(x.Root), withoutID(y.Root)) || len(x.Resources) != len(y.Resources) {
		return false
	}
	same := func(p, q *graph.Resource) bool {
		return p.Dialect == q.Dialect && (p.File == x.Root.File && q.File == y.Root.File || source.Equal(p.File.Root, q.File.Root))
	}
	return slices.EqualFunc(x.Resources, y.Resources, same)
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
