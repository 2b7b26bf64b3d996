package changes

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// local writes everything a schema says by itself; what applies together with it
// (conjuncts) is not part of that. Of a keyword that is not known it writes the
// text, and the digest is not exact.
func (p *printer) local(n *graph.Node) {
	p.said = readValues(nodes{n}, disjunctions)
	for i := range aspects {
		if a := &aspects[i]; a.print != nil {
			a.print(p, n)
		}
	}
	for _, note := range readNotes(n) {
		p.text(note.rule.ID, note.name, note.key)
	}
	for row := range n.Assertions() {
		if !printing.Knows(row) {
			p.exact = false
			p.text("unheard", row.Name)
			if v := written(n, row.Name); v != nil {
				p.text(canonical(v))
			}
		}
	}
}

// values writes type, enum and const as one, with what a multiple or a not says of
// them.
func (p *printer) values(*graph.Node) {
	if p.said.never != nil {
		p.text("never")
	}
	if keys, ok := p.said.keys(); ok {
		p.set("values", append(keys, ""))
	} else if p.said.effective != anyType {
		p.text("types", strconv.Itoa(int(p.said.effective)))
	}
}

func (p *printer) limits(n *graph.Node) {
	for i := range numberLimits {
		of := &numberLimits[i]
		if l := readLimit(nodes{n}, of, p.said.whole()); l != nil {
			p.text(of.inclusive, l.num.RatString(), strconv.FormatBool(l.open))
		}
	}
}

func (p *printer) sizes(n *graph.Node) {
	for i := range counts {
		of := &counts[i]
		if c := readCount(nodes{n}, of); c != nil {
			p.text(of.keyword, c.n.String())
		}
	}
}

func (p *printer) multiples(n *graph.Node) {
	for _, m := range readMultiples(nodes{n}, p.said.whole()) {
		p.text("multipleOf", m.key)
	}
}

func (p *printer) patterns(n *graph.Node) {
	if n.Pattern != nil {
		p.text("pattern", n.Pattern.Source)
	}
}

func (p *printer) formats(n *graph.Node) {
	if n.Format != "" {
		p.text("format", n.Format, strconv.FormatBool(n.AssertFormat))
	}
}

func (p *printer) unique(n *graph.Node) {
	if n.UniqueItems {
		p.text("uniqueItems")
	}
}

func (p *printer) choices(n *graph.Node) {
	for _, d := range disjunctions(n) {
		if !d.foldable() {
			p.children(d.keyword, d.list)
			continue
		}
		for _, b := range d.list { // read with the values, but for what describes them
			p.exact = p.exact && p.of(b).exact
			if notes := readNotes(b); len(notes) > 0 {
				p.child(d.keyword, b)
			}
		}
	}
}

func (p *printer) nots(n *graph.Node) {
	if n.Not != nil && !accepting(n.Not) {
		p.child("not", n.Not)
	}
}

func (p *printer) conditions(n *graph.Node) {
	if n.If != nil {
		p.child("if", n.If)
		p.child("then", n.Then)
		p.child("else", n.Else)
		p.text(";")
	}
}

func (p *printer) dynamic(n *graph.Node) {
	if r := n.DynamicRef; r != nil && !r.Plain() {
		p.text("$dynamicRef", r.Anchor)
	}
}

func (p *printer) arrays(n *graph.Node) {
	if len(n.PrefixItems) > 0 {
		p.text("prefixItems")
		for _, c := range n.PrefixItems {
			p.child("", c)
		}
		p.text(";")
	}
	if rest := itemsOf(n); rest != nil && !accepting(rest) {
		p.child("items", rest)
	}
	if n.Contains != nil {
		p.child("contains", n.Contains)
		p.text(countText(n.MinContains), countText(n.MaxContains))
	}
	if n.UnevaluatedItems != nil && itemsOf(n) != n.UnevaluatedItems {
		p.child("unevaluatedItems", n.UnevaluatedItems)
	}
}

func countText(c *graph.Count) string {
	if c == nil {
		return ""
	}
	return c.N.String()
}

func (p *printer) objects(n *graph.Node) {
	p.set("required", n.Required)
	p.byName("properties", n.Properties)
	if len(n.PatternProperties) > 0 {
		var list []graph.Property
		for _, pp := range n.PatternProperties {
			list = append(list, graph.Property{Name: pp.Pattern.Source, Node: pp.Node})
		}
		p.byName("patternProperties", list)
	}
	if rest := membersOf(n); rest != nil {
		p.child("additionalProperties", rest)
	}
	if n.PropertyNames != nil && !accepting(n.PropertyNames) {
		p.child("propertyNames", n.PropertyNames)
	}
	if n.UnevaluatedProperties != nil && membersOf(n) != n.UnevaluatedProperties {
		p.child("unevaluatedProperties", n.UnevaluatedProperties)
	}
}

func (p *printer) dependents(n *graph.Node) {
	needs, schemas := readDependents(nodes{n})
	for _, d := range n.DependentSchemas { // those that only demand members are read as demands
		p.exact = p.exact && p.of(d.Node).exact
	}
	for _, need := range needs {
		p.set("dependent "+need.name, append(need.names(), need.name))
	}
	for _, s := range schemas {
		p.text("dependentSchema", s.name)
		p.children("", s.group)
	}
}

// conjuncts returns the schemas that apply together with a schema: what it
// refers to, the branches of allOf, and a choice of one.
func conjuncts(n *graph.Node) nodes {
	var out nodes
	if n.Ref != nil {
		out = append(out, n.Ref)
	}
	if r := n.DynamicRef; r != nil {
		out = append(out, r.Target) // what it is beyond that is a mark of its own
	}
	out = append(out, n.AllOf...)
	if len(n.AnyOf) == 1 {
		out = append(out, n.AnyOf[0])
	}
	if len(n.OneOf) == 1 {
		out = append(out, n.OneOf[0])
	}
	return out
}

// flat reports whether no other schema applies in the place of this one through
// it, so that what nothing evaluated is what its own keywords leave.
func flat(n *graph.Node) bool {
	for sub := range n.Subschemas() {
		if sub.Row.Role == keyword.SameInstance || sub.Row.Role == keyword.Reference {
			return false
		}
	}
	return true
}

// itemsOf returns the schema of the items after prefixItems, if it is one
// schema: items, or unevaluatedItems where it means the same.
func itemsOf(n *graph.Node) *graph.Node {
	if n.Items == nil && n.UnevaluatedItems != nil && n.Contains == nil && flat(n) {
		return n.UnevaluatedItems
	}
	return n.Items
}

// membersOf returns the schema of the members that properties and
// patternProperties leave: additionalProperties, or unevaluatedProperties where
// it means the same.
func membersOf(n *graph.Node) *graph.Node {
	if n.AdditionalProperties == nil && n.UnevaluatedProperties != nil && flat(n) {
		return n.UnevaluatedProperties
	}
	return n.AdditionalProperties
}

// dependentNames are the names that one member demands.
type dependentNames struct {
	name  string
	needs []marked // key is the demanded name
}

func (d dependentNames) names() []string {
	var out []string
	for _, m := range d.needs {
		out = append(out, m.key)
	}
	return out
}

// namedGroup is a group of schemas under one name.
type namedGroup struct {
	name  string
	group nodes
	at    []place
}

// readDependents gathers what members demand by their presence. A dependent
// schema that only demands members counts as a list of names.
func readDependents(layers nodes) ([]dependentNames, []namedGroup) {
	var needs []dependentNames
	index := map[string]int{}
	demand := func(name string, list []string, at func(i int) place) {
		if len(list) == 0 {
			return
		}
		i, ok := index[name]
		if !ok {
			i = len(needs)
			index[name] = i
			needs = append(needs, dependentNames{name: name})
		}
		for k, need := range list {
			needs[i].needs = append(needs[i].needs, marked{need, at(k)})
		}
	}
	schemas := newGroups()
	for _, n := range layers {
		for _, d := range n.DependentRequired {
			list := written(n, "dependentRequired").Get(d.Name)
			demand(d.Name, d.Required, func(i int) place {
				return here(n, "dependentRequired", "/"+graph.Escape(d.Name)+"/"+strconv.Itoa(i), item(list, i))
			})
		}
		for _, d := range n.DependentSchemas {
			sub := "/" + graph.Escape(d.Name)
			s := d.Node
			if len(s.Keywords) == 1 && s.Keywords[0].Name == "required" && len(s.Required) > 0 {
				list := written(s, "required")
				demand(d.Name, s.Required, func(i int) place {
					return here(n, "dependentSchemas", sub+"/required/"+strconv.Itoa(i), item(list, i))
				})
				continue
			}
			if !accepting(s) {
				schemas.add(d.Name, s, here(n, "dependentSchemas", sub, s.Value))
			}
		}
	}
	for i := range needs {
		needs[i].needs = distinctMarks(needs[i].needs)
	}
	return needs, schemas.list
}

func item(list *source.Value, i int) *source.Value {
	if list != nil && i < len(list.Items) {
		return list.Items[i]
	}
	return list
}

// groups collects schemas by name, in the order of the first of each name.
type groups struct {
	list  []namedGroup
	index map[string]int
}

func newGroups() *groups { return &groups{index: map[string]int{}} }

func (g *groups) add(name string, n *graph.Node, at place) {
	i, ok := g.index[name]
	if !ok {
		i = len(g.list)
		g.index[name] = i
		g.list = append(g.list, namedGroup{name: name})
	}
	g.list[i].group = append(g.list[i].group, n)
	g.list[i].at = append(g.list[i].at, at)
}

// join adds what a group of the same name has and this one has not.
func (g *groups) join(more *namedGroup) {
	for i, n := range more.group {
		if mine := g.find(more.name); mine == nil || !slices.Contains(mine.group, n) {
			g.add(more.name, n, more.at[i])
		}
	}
}

func (g *groups) find(name string) *namedGroup {
	if i, ok := g.index[name]; ok {
		return &g.list[i]
	}
	return nil
}
