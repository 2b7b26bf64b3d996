package graph

import (
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
	if !l.idle {
		return
	}
	for _, name := range n.StrangeDefs() {
		if e := l.guess(source.Join(n.Ptr()+"/$defs", name)); e.Node != nil {
			l.definition(e.Node)
		} else {
			l.g.Entries = append(l.g.Entries, e)
		}
	}
}

// StrangeDefs names what may be definitions in the $defs of a draft that does not have
// the keyword: references into it work all the same.
func (n *Node) StrangeDefs() []string {
	k := n.Keyword("$defs")
	if k == nil || k.Value.Kind != source.Object || n.Dialect >= Draft2019 || k.Row != nil && !k.Hidden {
		return nil
	}
	var names []string
	for i := range k.Value.Members {
		if m := &k.Value.Members[i]; m.Value.Kind == source.Object || m.Value.Kind == source.Bool {
			names = append(names, m.Name)
		}
	}
	return names
}

// definition adds one definition. An object that is no schema and holds some is a group:
// its members are entry points where they can be read as schemas.
func (l *loader) definition(n *Node) {
	i := len(l.g.Entries)
	l.g.Entries = append(l.g.Entries, Entry{At: strings.TrimPrefix(n.Ptr(), l.g.Root.Ptr()), Node: n})
	if l.idle {
		for _, step := range groups(n.Value, n.Dialect, "", nil) {
			e := l.guess(n.Ptr() + step)
			l.g.Entries = append(l.g.Entries, e)
			if e.Node != nil {
				l.g.Entries[i].Group = true
				l.definitions(e.Node)
			}
		}
		if !l.g.Entries[i].Group { // it holds data
			l.g.Entries = l.g.Entries[:i+1]
		}
	}
	l.definitions(n)
}

// guess is the entry point at a place where nothing says that there is a schema.
func (l *loader) guess(pointer string) Entry {
	e := Entry{At: strings.TrimPrefix(pointer, l.g.Root.Ptr())}
	if l.err != nil || l.opt.Guess != nil && !l.opt.Guess(e.At) {
		return e
	}
	doc := l.g.Resources[0]
	if e.Node = l.walk(pendingRef{from: doc.Root, keyword: "$defs", value: doc.File.Root}, doc, pointer); e.Node != nil {
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
