package compat

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// What the entry points of a schema take together is bounded in work units: by their
// searches, and by what it costs to look at a schema and to have one confirm a
// document.
const (
	entriesWork = 16 * decide.DefaultMaxWork
	schemaWork  = 8
	confirmWork = 200
)

// entryPair is an entry point with the schemas that stand there, nil where there is
// none.
type entryPair struct {
	at       string
	old, new *graph.Node
	group    bool   // no schema, but an object with entry points
	name     string // of a schema of a bundle
	elsewise bool   // the other side has something there that was not read as a schema
}

// entryPairs lists the entry points that are to be compared; without any it is the
// schemas as wholes. The error is about one that neither side has.
func entryPairs(old, new *Schema) ([]entryPair, error) {
	a, b := old.graph, new.graph
	listed := len(old.entries) > 0
	if !listed && !a.DefinitionsOnly() && !b.DefinitionsOnly() {
		return nil, nil
	}
	var list []entryPair
	if !listed {
		list = append(list, entryPair{old: a.Root, new: b.Root})
	}
	places := map[string]graph.Entry{}
	for _, e := range b.Entries {
		places[e.At] = e
	}
	before := map[string]bool{}
	for _, e := range a.Entries {
		before[e.At] = true
		n := places[e.At]
		switch nowhere := e.Node == nil && n.Node == nil; {
		case nowhere && listed:
			return nil, b.Nowhere(e.At)
		case nowhere && a.Alike(b, e.At): // neither was read
			continue
		}
		list = append(list, entryPair{
			at: e.At, old: e.Node, new: n.Node, group: e.Group || n.Group,
			elsewise: e.Node == nil && a.Holds(e.At) || n.Node == nil && b.Holds(e.At),
		})
	}
	for _, e := range b.Entries {
		if !before[e.At] {
			list = append(list, entryPair{at: e.At, new: e.Node, group: e.Group, elsewise: a.Holds(e.At)})
		}
	}
	return list, nil
}

// oneEntry returns the schemas that documents are of: the entry point, if there is one,
// and the wholes if there is none.
func oneEntry(old, new *Schema) (*Schema, *Schema, error) {
	pairs, err := entryPairs(old, new)
	if pairs == nil || err != nil {
		return old, new, err
	}
	if p := pairs[0]; len(pairs) == 1 && p.old != nil && p.new != nil {
		return newSide(SideOld, old).part(p.old).schema, newSide(SideNew, new).part(p.new).schema, nil
	}
	return nil, nil, source.Misuse("name one entry point that both have, such as with --entry", "documents are of one schema, and these are several")
}

// entries compares every entry point by itself. Of what is equal on both sides nothing
// is asked.
func (c *comparison) entries(list []entryPair) {
	left := max(entriesWork, 16*c.opt.MaxWork)
	same := newSameness(c.old.graph(), c.new.graph(), c.listed())
	for _, p := range list {
		if p.old != nil && p.new != nil {
			same.ask(p.old, p.new)
		}
	}
	same.spread()
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(same.steps(list[i]), same.steps(list[j])) })
	judged := make([]Entry, len(list))
	for _, i := range order {
		if !list[i].group {
			judged[i] = c.entry(list[i], same, &left)
			c.report.showing(judged[i].Report)
		}
	}
	var out []Entry
	var groups []entryPair
	for i, p := range list {
		if p.group {
			groups = append(groups, p)
		} else if e := judged[i]; p.at != "" || c.listed() || e.Differs() || len(list) == 1 {
			out = append(out, e)
		}
	}
	for _, p := range groups {
		inside := func(e Entry) bool { return strings.HasPrefix(e.At, p.at+"/") && e.Differs() }
		if !slices.ContainsFunc(out, inside) {
			out = append(out, c.entry(p, same, &left))
		}
	}
	c.report.gather(out)
}

// listed reports whether the entry points were named.
func (c *comparison) listed() bool { return len(c.old.schema.entries) > 0 }

// entry compares one entry point.
func (c *comparison) entry(p entryPair, same *sameness, left *int64) Entry {
	e := Entry{At: p.at, Report: &Report{FormatVersion: FormatVersion}}
	one := &comparison{ctx: c.ctx, opt: c.opt, report: e.Report, left: left, called: p.at}
	switch {
	case p.elsewise:
		one.unasked("not-followed", "what stands at "+p.at+" is not read as a schema on both sides")
	case p.old == nil:
		e.Only = SideNew
		one.added(c.old, c.new, p)
	case p.new == nil:
		e.Only = SideOld
		one.removed(c.old, c.new, p)
	case !same.of(p.old, p.new) && *left <= 0:
		one.unasked("too-much-work", "the entry points before this one took all the work that there is")
	default:
		if one.same = same.of(p.old, p.new); one.same {
			one.old, one.new, one.opt.Changes = c.old, c.new, false // nothing is asked of them
		} else {
			one.old, one.new = c.old.part(p.old), c.new.part(p.new)
		}
		one.run()
		if size := int64(len(one.old.graph().Nodes) + len(one.new.graph().Nodes)); !one.same {
			*left -= schemaWork * size
			if e.Report.Verdict == Incompatible {
				*left -= confirmWork * size
			}
		}
	}
	c.askedBumps(e.Report.Changes)
	return e
}

// part is the side of a schema in the one that the side is of.
func (s *side) part(n *graph.Node) *side {
	sub := *s.schema
	sub.graph = s.schema.graph.Part(n)
	if s.schema.plain != nil {
		sub.plain = s.schema.plain.Part(s.schema.plain.Nodes[n.ID])
	}
	return newSide(s.name, &sub)
}

// unasked leaves every question open, for one reason.
func (c *comparison) unasked(reason, message string) {
	r := c.report
	if c.opt.Direction != Forward {
		r.Backward = &Inclusion{Content: c.opt.Content}
	}
	if c.opt.Direction != Backward {
		r.Forward = &Inclusion{Content: c.opt.Content}
	}
	if c.bumpAsked() {
		r.Reader = &Reader{}
	}
	r.Unknowns = append(r.Unknowns, Unresolved{Question: "entries", Reason: reason, Message: message})
}

// added answers about an entry point that only new has: nobody refers to it yet.
func (c *comparison) added(old, new *side, p entryPair) {
	r := c.report
	r.Verdict = Compatible
	if c.opt.Direction != Forward {
		r.Backward = &Inclusion{Content: c.opt.Content, Verdict: Compatible}
	}
	if c.opt.Direction != Backward {
		r.Forward = &Inclusion{Content: c.opt.Content, Verdict: Compatible}
	}
	if c.bumpAsked() {
		r.Reader, r.RequiredBump = &Reader{Verdict: Compatible}, BumpMinor
	}
	if c.opt.Changes {
		change := entryChange(changes.EntryAdded, cmp.Or(p.name, p.new.Name()), old.graph().Nearest(p.at), p.new.Ptr())
		change.NewFile, change.New = new.elsewhere(p.new), raw(p.new.Value)
		r.Changes = []Change{change}
	}
}

// removed answers about an entry point that new has not: whoever refers to it finds
// nothing, and no document of it is valid. What writers of old emit shows it, where
// they emit something.
func (c *comparison) removed(old, new *side, p entryPair) {
	r := c.report
	r.Verdict = Compatible
	at := new.graph().Nearest(p.at)
	if c.opt.Direction != Forward {
		c.old, c.new = old.part(p.old), newSide(SideNew, absent(old.schema.assertFormats))
		r.Backward = c.inclusion("backward", c.old, c.new)
		r.Unknowns = nil // it is a break whatever writers of old emit
		r.Verdict, r.Backward.Verdict = Incompatible, Incompatible
		r.Backward.SchemaAt, r.Backward.SchemaFile, r.Backward.Keyword = &at, "", ""
		r.Backward.Message = "there is no schema " + cmp.Or(p.name, "at "+p.at)
	}
	if c.opt.Direction != Backward {
		r.Forward = &Inclusion{Content: c.opt.Content, Verdict: Compatible}
	}
	if c.bumpAsked() {
		r.Reader, r.RequiredBump = &Reader{Verdict: Compatible}, BumpMajor
	}
	if !c.opt.Changes {
		return
	}
	change := entryChange(changes.EntryRemoved, cmp.Or(p.name, p.old.Name()), p.old.Ptr(), at)
	change.OldFile, change.Old = old.elsewhere(p.old), raw(p.old.Value)
	change.Bump = BumpMajor
	if r.Backward != nil {
		change.Breaks, change.Witness = []string{"backward"}, r.Backward.Witness
	}
	if moved := new.graph().SameName(p.at); moved != "" {
		change.Message += "; " + moved + " has its name, and references to the old place do not find it"
	}
	r.Changes = []Change{change}
}

// absent is a schema that no document satisfies: what an entry point is that is not
// there.
func absent(assertFormats bool) *Schema {
	f, err := source.ParseJSON("false", []byte("false"))
	if err != nil {
		panic(err)
	}
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		panic(err)
	}
	s := &Schema{file: f, graph: g, assertFormats: assertFormats}
	if assertFormats {
		s.plain = g
	}
	return s
}

// entryChange is a change of a definition as a whole.
func entryChange(rule *changes.Rule, name, oldAt, newAt string) Change {
	x := changes.Change{Rule: rule, OldAt: oldAt, NewAt: newAt, Name: name}
	return Change{Rule: rule.ID, OldAt: oldAt, NewAt: newAt, Bump: bumpOf(rule.Bump), Keyword: "$defs", Name: x.Name, Message: x.Message(), Decided: true}
}
