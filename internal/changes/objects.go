package changes

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// members is what a group of schemas says of an object's members by name.
type members struct {
	declared *groups
	patterns *groups
	// required leads to the name in required.
	required map[string]place
	names    []string // of required, in order
}

func readMembers(layers nodes) members {
	m := members{declared: newGroups(), patterns: newGroups(), required: map[string]place{}}
	for _, n := range layers {
		for _, p := range n.Properties {
			m.declared.add(p.Name, p.Node, here(n, "properties", "/"+graph.Escape(p.Name), p.Node.Value))
		}
		for _, p := range n.PatternProperties {
			m.patterns.add(p.Pattern.Source, p.Node, here(n, "patternProperties", "/"+graph.Escape(p.Pattern.Source), p.Node.Value))
		}
		if len(n.Required) == 0 {
			continue
		}
		for i, v := range written(n, "required").Items {
			if _, ok := m.required[v.Text]; !ok {
				m.required[v.Text] = here(n, "required", "/"+strconv.Itoa(i), v)
				m.names = append(m.names, v.Text)
			}
		}
	}
	return m
}

// compareObjects compares what is said of members.
func (d *pair) compareObjects() {
	o, n := readMembers(d.old.layers), readMembers(d.new.layers)
	keepFree := d.sides[0].openEnded || d.sides[1].openEnded
	before, after := readMore(d.old, keepFree), readMore(d.new, keepFree)

	d.complete(&o, &n)
	renamed := d.compareNames(&o, &n, before, after)
	d.compareRequired(&o, &n, renamed)
	for i := range o.patterns.list {
		p := &o.patterns.list[i]
		step := d.ctx.under("{" + p.name + "}")
		if q := n.patterns.find(p.name); q != nil {
			d.compare(p.group, q.group, step)
			continue
		}
		d.tell(patternPropertiesRemoved, p.at[0], at(d.new.home(), "patternProperties"), subject{
			keyword: "patternProperties", name: p.name, edit: removals(p.at),
		})
	}
	for i := range n.patterns.list {
		p := &n.patterns.list[i]
		if o.patterns.find(p.name) == nil {
			d.tell(patternPropertiesAdded, at(d.old.home(), "patternProperties"), p.at[0], subject{
				keyword: "patternProperties", name: p.name, edit: additions(d.old, p.at),
			})
		}
	}
	pairs := d.compareRests(additionalPropertiesRest, before, after)
	d.compareScopes(pairs, &o, &n)
	d.comparePropertyNames()
	unevaluated := func(n *graph.Node) *graph.Node {
		if membersOf(n) == n.UnevaluatedProperties {
			return nil
		}
		return n.UnevaluatedProperties
	}
	d.compareRests(unevaluatedPropertiesRest,
		readRests(d.old.layers, "unevaluatedProperties", true, unevaluated, "", nil),
		readRests(d.new.layers, "unevaluatedProperties", true, unevaluated, "", nil))
}

// complete adds, of the names that one side alone has, what parts which are compared
// by themselves say of them on both: they neither went nor came.
func (d *pair) complete(o, n *members) {
	var all [2]*members
	everything := func(side int) *members {
		if all[side] == nil {
			m := readMembers([2]*layered{d.old, d.new}[side].everything())
			all[side] = &m
		}
		return all[side]
	}
	sides := [2]*members{o, n}
	for side, mine := range sides {
		other := sides[1-side]
		for _, g := range slices.Clone(other.declared.list) {
			if mine.declared.find(g.name) == nil && everything(side).declared.find(g.name) != nil {
				mine.declared.join(everything(side).declared.find(g.name))
				other.declared.join(everything(1 - side).declared.find(g.name))
			}
		}
		for _, name := range other.names {
			if _, ok := mine.required[name]; ok {
				continue
			}
			if p, ok := everything(side).required[name]; ok {
				mine.required[name] = p
				mine.names = append(mine.names, name)
			}
		}
	}
}

func readMore(l *layered, keepFree bool) []*rest {
	return readRests(l.layers, "additionalProperties", keepFree, membersOf, "unevaluatedProperties", func(n *graph.Node) *graph.Node {
		if n.AdditionalProperties != nil {
			return nil
		}
		return n.UnevaluatedProperties
	})
}

func removals(list []place) edit {
	var e edit
	for _, p := range list {
		e = append(e, removal(p)...)
	}
	return e
}

// additions carries named schemas over, each into the place where the old
// schema keeps its own.
func additions(old *layered, list []place) edit {
	var e edit
	for _, p := range list {
		e = append(e, addition(homeFor(old, p.keyword), p)...)
	}
	return e
}

// homeFor is the layer that has the keyword already, or the first.
func homeFor(l *layered, keyword string) *graph.Node {
	for _, n := range l.layers {
		if written(n, keyword) != nil {
			return n
		}
	}
	return l.home()
}

// limitsMore reports whether members without a name of their own are limited.
func limitsMore(list []*rest) bool {
	for _, r := range list {
		if r.kind() != free {
			return true
		}
	}
	return false
}

// compareNames compares the declared members. It returns the names, on both
// sides, that were told as one member with another name.
func (d *pair) compareNames(o, n *members, before, after []*rest) map[string]bool {
	renamed := d.renamedMembers(o, n)
	for i := range o.declared.list {
		a := &o.declared.list[i]
		_, was := o.required[a.name]
		_, is := n.required[a.name]
		step := d.ctx.under(member(a.name))
		b := n.declared.find(a.name)
		if b != nil {
			step.optional = !was || !is
			d.compare(a.group, b.group, step)
			continue
		}
		if renamed[a.name] {
			continue
		}
		about := subject{keyword: "properties", name: a.name, edit: removals(a.at)}
		rule := memberRemoved
		switch {
		case is:
			rule = memberSchemaRemoved
		case was:
			about.edit = append(about.edit, removal(o.required[a.name])...)
			about.besides = append(about.besides, Forward)
		}
		if !is && (limitsMore(after) || len(n.patterns.list) > 0) {
			about.besides = append(about.besides, Backward)
		}
		d.tellIn(step, rule, a.at[0], at(homeFor(d.new, "properties"), "properties"), about)
	}
	for i := range n.declared.list {
		b := &n.declared.list[i]
		if o.declared.find(b.name) != nil || renamed[b.name] {
			continue
		}
		_, was := o.required[b.name]
		need, is := n.required[b.name]
		about := subject{keyword: "properties", name: b.name, edit: additions(d.old, b.at)}
		rule := memberAddedOptional
		switch {
		case was:
			rule = memberSchemaAdded
		case is:
			rule = memberAddedRequired
			about.edit = append(about.edit, step{kind: push, node: homeFor(d.old, "required"), path: []string{"required"}, value: need.value})
		}
		if !was && (limitsMore(before) || len(o.patterns.list) > 0) {
			about.besides = append(about.besides, Forward)
		}
		d.tellIn(d.ctx.under(member(b.name)), rule, at(homeFor(d.old, "properties"), "properties"), b.at[0], about)
	}
	return renamed
}

// compareRequired tells which names came into required, or went, where that is
// not part of a member's coming or going.
func (d *pair) compareRequired(o, n *members, renamed map[string]bool) {
	for _, name := range o.names {
		if _, still := n.required[name]; still || renamed[name] {
			continue
		}
		if o.declared.find(name) != nil && n.declared.find(name) == nil {
			continue
		}
		d.tellIn(d.ctx.under(member(name)), memberBecameOptional, o.required[name], at(homeFor(d.new, "required"), "required"), subject{
			keyword: "required", name: name, edit: withoutName(d.old, name),
		})
	}
	for _, name := range n.names {
		if _, before := o.required[name]; before || renamed[name] {
			continue
		}
		if n.declared.find(name) != nil && o.declared.find(name) == nil {
			continue
		}
		home := homeFor(d.old, "required")
		p := n.required[name]
		d.tellIn(d.ctx.under(member(name)), memberBecameRequired, at(home, "required"), p, subject{
			keyword: "required", name: name, edit: edit{{kind: push, node: home, path: []string{"required"}, value: p.value}},
		})
	}
}

// withoutName takes a name out of every required that has it.
func withoutName(l *layered, name string) edit {
	var e edit
	for _, n := range l.layers {
		if len(n.Required) == 0 {
			continue
		}
		for i, v := range written(n, "required").Items {
			if v.Kind == source.String && v.Text == name {
				e = append(e, step{kind: remove, node: n, path: []string{"required", strconv.Itoa(i)}})
			}
		}
	}
	return e
}

// compareScopes tells when additionalProperties applies to other members than
// before although the members themselves are still declared.
func (d *pair) compareScopes(pairs [][2]*rest, o, n *members) {
	for _, p := range pairs {
		if p[0].kind() == free || p[1].kind() == free {
			continue
		}
		before, after := coveredBy(p[0].layer), coveredBy(p[1].layer)
		for _, sides := range [2][2]map[string]bool{{before, after}, {after, before}} {
			name := ""
			for covered := range sides[0] {
				known := o.declared.find(covered) != nil && n.declared.find(covered) != nil
				if known && !sides[1][covered] && (name == "" || covered < name) {
					name = covered
				}
			}
			if name != "" {
				d.tell(additionalPropertiesScopeChanged, p[0].place(nil, ""), p[1].place(nil, ""), subject{keyword: "additionalProperties", name: name})
				break
			}
		}
	}
}

func coveredBy(n *graph.Node) map[string]bool {
	m := make(map[string]bool, len(n.Properties))
	for _, p := range n.Properties {
		m[p.Name] = true
	}
	return m
}

// comparePropertyNames compares the schema of names.
func (d *pair) comparePropertyNames() {
	o, n := readNames(d.old.layers), readNames(d.new.layers)
	switch {
	case len(o) > 0 && len(n) > 0:
		var a, b nodes
		for _, r := range o {
			a = append(a, r.node)
		}
		for _, r := range n {
			b = append(b, r.node)
		}
		d.compare(a, b, d.ctx.under("(name)"))
	case len(n) > 0:
		p := n[0].place(nil, "")
		d.tell(propertyNamesAdded, at(d.old.home(), "propertyNames"), p, subject{keyword: "propertyNames", edit: addition(d.old.home(), p)})
	case len(o) > 0:
		var e edit
		for _, r := range o {
			e = append(e, removal(r.place(nil, ""))...)
		}
		d.tell(propertyNamesRemoved, o[0].place(nil, ""), at(d.new.home(), "propertyNames"), subject{keyword: "propertyNames", edit: e})
	}
}

func readNames(layers nodes) []*rest {
	return readRests(layers, "propertyNames", false, func(n *graph.Node) *graph.Node { return n.PropertyNames }, "", nil)
}
