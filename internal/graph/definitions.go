package graph

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// DefinitionsOnly reports whether the schema rejects nothing, names no member, and holds
// definitions that are entry points, so that there is nothing to it but what others
// refer to.
func (g *Graph) DefinitionsOnly() bool { return len(g.Entries) > 0 && g.idle() }

func (g *Graph) idle() bool { return g.RejectsNone(g.Root) && !g.namesMembers(g.Root) }

// namesMembers reports whether a schema, which rejects nothing, speaks of members by name
// all the same, itself or by what it leads to: that is a contract about them.
func (g *Graph) namesMembers(n *Node) bool {
	seen := map[*Node]bool{}
	for list := []*Node{n}; len(list) > 0; {
		n, list = list[len(list)-1], list[:len(list)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		if len(n.Properties)+len(n.PatternProperties)+len(n.Required)+len(n.DependentRequired)+len(n.DependentSchemas) > 0 {
			return true
		}
		for sub := range n.Subschemas() {
			if sub.Row.Name != "$defs" {
				list = append(list, sub.Node)
			}
		}
		if n.DynamicRef != nil {
			list = append(list, g.DynamicTargets(n.DynamicRef)...)
		}
	}
	return false
}

// definitions adds the definitions of n, and those inside of them, to the entry points.
func (l *loader) definitions(n *Node) {
	for _, d := range n.Defs {
		l.definition(d.Node)
	}
	k := n.strangeDefs()
	if !l.idle || k == nil {
		return
	}
	for i := range k.Value.Members {
		m := &k.Value.Members[i]
		if m.Value.Kind != source.Object && m.Value.Kind != source.Bool {
			continue
		}
		e := l.guess(n, source.Join("/$defs", m.Name), m.At)
		if e.Node == nil {
			l.g.Entries = append(l.g.Entries, e)
			continue
		}
		k.Row, k.Hidden = keyword.Find(k.Name), false
		l.definition(e.Node)
	}
}

// strangeDefs is $defs in a draft that does not have it, nil for none: references into it
// work all the same.
func (n *Node) strangeDefs() *Keyword {
	if k := n.Keyword("$defs"); k != nil && k.Value.Kind == source.Object && n.Dialect < Draft2019 && !n.Later("$defs") {
		return k
	}
	return nil
}

// definition adds one definition. An object that is no schema and holds some is a group:
// its members are entry points where they can be read as schemas.
func (l *loader) definition(n *Node) {
	i := len(l.g.Entries)
	l.g.Entries = append(l.g.Entries, Entry{At: strings.TrimPrefix(n.Ptr(), l.g.Root.Ptr()), Node: n})
	l.definitions(n)
	if !l.idle {
		return
	}
	var inside []Entry
	for _, step := range groups(n.Value, n.Dialect, "", nil) {
		inside = append(inside, l.guess(n, step, n.Value.Start))
	}
	if !slices.ContainsFunc(inside, func(e Entry) bool { return e.Node != nil }) { // it holds data
		return
	}
	l.g.Entries[i].Group = true
	for _, e := range inside {
		l.g.Entries = append(l.g.Entries, e)
		if e.Node != nil {
			l.definitions(e.Node)
		}
	}
}

// guess is the entry point at a place below n where nothing says that there is a schema.
// It is a definition of n from then on.
func (l *loader) guess(n *Node, step string, offset int) Entry {
	pointer := n.Ptr() + step
	e := Entry{At: strings.TrimPrefix(pointer, l.g.Root.Ptr())}
	if l.err != nil || l.opt.Guess != nil && !l.opt.Guess(e.At) {
		return e
	}
	doc := l.g.Resources[0]
	if e.Node = l.walk(pendingRef{from: doc.Root, keyword: "$defs", value: doc.File.Root}, doc, pointer); e.Node != nil {
		n.Defs = append(n.Defs, Property{Name: e.Node.Name(), Node: e.Node, Offset: offset})
		l.g.entered = append(l.g.entered, e.Node)
	}
	return e
}

// groups lists the pointers of the schemas that v, which is none, holds by name.
func groups(v *source.Value, d Dialect, at string, list []string) []string {
	if v.Kind != source.Object || !foreign(v, d) {
		return list
	}
	for i := range v.Members {
		m := &v.Members[i]
		switch {
		case m.Value.Kind != source.Object || keyword.Find(m.Name) != nil || strings.HasPrefix(m.Name, "x-"):
		case foreign(m.Value, d):
			list = groups(m.Value, d, source.Join(at, m.Name), list)
		default:
			list = append(list, source.Join(at, m.Name))
		}
	}
	return list
}
