package changes

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// compareDependents compares what members demand by their presence.
func (d *pair) compareDependents() {
	o, schemasOld := readDependents(d.old.layers)
	n, schemasNew := readDependents(d.new.layers)
	d.compareNeeds(o, n)
	find := func(list []namedGroup, name string) *namedGroup {
		for i := range list {
			if list[i].name == name {
				return &list[i]
			}
		}
		return nil
	}
	for i := range schemasOld {
		a := &schemasOld[i]
		if b := find(schemasNew, a.name); b != nil {
			inside := d.ctx
			inside.optional = false
			d.compare(a.group, b.group, inside)
			continue
		}
		d.tell(dependentSchemaRemoved, a.at[0], at(d.new.home(), "dependentSchemas"), subject{keyword: "dependentSchemas", name: a.name, edit: removals(a.at)})
	}
	for i := range schemasNew {
		b := &schemasNew[i]
		if find(schemasOld, b.name) == nil {
			d.tell(dependentSchemaAdded, at(d.old.home(), "dependentSchemas"), b.at[0], subject{
				keyword: "dependentSchemas", name: b.name, edit: additions(d.old, b.at),
			})
		}
	}
}

func (d *pair) compareNeeds(o, n []dependentNames) {
	type need struct{ name, needs string }
	index := func(list []dependentNames) map[need]bool {
		m := map[need]bool{}
		for _, dep := range list {
			for _, x := range dep.needs {
				m[need{dep.name, x.key}] = true
			}
		}
		return m
	}
	before, after := index(o), index(n)
	for _, dep := range o {
		for _, x := range dep.needs {
			if !after[need{dep.name, x.key}] {
				d.tellIn(d.ctx.under(member(dep.name)), dependentRequiredRemoved, x.at, at(d.new.home(), "dependentRequired"), subject{
					keyword: "dependentRequired", name: dep.name, edit: removal(x.at),
				})
			}
		}
	}
	for _, dep := range n {
		for _, x := range dep.needs {
			if before[need{dep.name, x.key}] {
				continue
			}
			home := homeFor(d.old, "dependentRequired")
			d.tellIn(d.ctx.under(member(dep.name)), dependentRequiredAdded, at(home, "dependentRequired"), x.at, subject{
				keyword: "dependentRequired", name: dep.name,
				edit: edit{{kind: push, node: home, path: []string{home.Spelling("dependentRequired"), dep.name}, value: x.at.value}},
			})
		}
	}
}

// compareChoices compares anyOf and oneOf: those with branches in common first.
func (d *pair) compareChoices() {
	if d.fold {
		return // read as type or enum
	}
	var o, n []disjunction
	for _, layer := range d.old.layers {
		o = append(o, d.old.choices(layer)...)
	}
	for _, layer := range d.new.layers {
		n = append(n, d.new.choices(layer)...)
	}
	found := matched(len(o), len(n),
		func(i int) signature { return d.choiceSignature(0, o[i]) },
		func(i int) signature { return d.choiceSignature(1, n[i]) })
	for _, p := range found.pairs {
		d.compareChoice(o[p[0]], n[p[1]])
	}
	for _, i := range found.restOld {
		from := o[i].at()
		d.tell(choiceRules[o[i].keyword].removed, from, at(d.new.home(), o[i].keyword), subject{keyword: o[i].keyword, edit: removal(from)})
	}
	for _, i := range found.restNew {
		to := n[i].at()
		d.tell(choiceRules[n[i].keyword].added, at(d.old.home(), n[i].keyword), to, subject{keyword: n[i].keyword, edit: addition(d.old.home(), to)})
	}
}

// choiceRules tell what happened to a choice and to its branches.
var choiceRules = map[string]struct{ added, removed, branchAdded, branchRemoved *Rule }{
	"anyOf": {anyOfAdded, anyOfRemoved, anyOfBranchAdded, anyOfBranchRemoved},
	"oneOf": {oneOfAdded, oneOfRemoved, oneOfBranchAdded, oneOfBranchRemoved},
}

// choiceSignature knows a choice by its branches.
func (d *differ) choiceSignature(side int, c disjunction) signature {
	s := signature{types: anyType}
	digests := make([]digest, len(c.list))
	for i, b := range c.list {
		digests[i] = d.sides[side].hash[b.ID]
		sum := digests[i].sum
		s.features = append(s.features, string(sum[:]))
	}
	sorted := together(append([]digest{}, digests...))
	s.exact = sha(append([]byte(c.keyword), sorted.sum[:]...))
	s.features = sortedSet(s.features)
	return s
}

func (d *pair) compareChoice(o, n disjunction) {
	inside := d.ctx
	if o.keyword == "oneOf" || n.keyword == "oneOf" {
		inside = d.ctx.turned(either)
	}
	if o.keyword != n.keyword {
		rule := anyOfBecameOneOf
		if o.keyword == "oneOf" {
			rule = oneOfBecameAnyOf
		}
		e := append(removal(o.at()), step{kind: add, node: o.node, path: []string{n.keyword}, value: o.at().value})
		d.tell(rule, o.at(), n.at(), subject{keyword: n.keyword, edit: e})
	}
	found := matched(len(o.list), len(n.list),
		func(i int) signature { return d.signature(0, o.list[i]) },
		func(i int) signature { return d.signature(1, n.list[i]) })
	for _, p := range found.pairs {
		d.compare(nodes{o.list[p[0]]}, nodes{n.list[p[1]]}, inside)
	}
	rules := choiceRules[n.keyword]
	for _, i := range found.restOld {
		p := o.branch(i)
		to := n.at()
		to.absent = true
		d.tell(rules.branchRemoved, p, to, subject{keyword: n.keyword, edit: removal(p), oldText: d.sides[0].inWords(o.list[i])})
	}
	for _, i := range found.restNew {
		p := n.branch(i)
		from := o.at()
		from.absent = true
		d.tell(rules.branchAdded, from, p, subject{keyword: n.keyword, edit: insertion(o.at(), p), newText: d.sides[1].inWords(n.list[i])})
	}
}

// compareNots compares what is forbidden.
func (d *pair) compareNots() {
	pick := func(layers nodes) nodes {
		var out nodes
		for _, n := range layers {
			if n.Not != nil && !refusing(n.Not) {
				out = append(out, n)
			}
		}
		return out
	}
	o, n := pick(d.old.layers), pick(d.new.layers)
	found := matched(len(o), len(n),
		func(i int) signature { return d.signature(0, o[i].Not) },
		func(i int) signature { return d.signature(1, n[i].Not) })
	for _, p := range found.pairs {
		forbidden := d.ctx.turned(inverted)
		forbidden.within = "in what is forbidden: "
		d.compare(nodes{o[p[0]].Not}, nodes{n[p[1]].Not}, forbidden)
	}
	for _, i := range found.restOld {
		p := here(o[i], "not", "", o[i].Not.Value)
		d.tell(notRemoved, p, at(d.new.home(), "not"), subject{keyword: "not", edit: removal(p)})
	}
	for _, i := range found.restNew {
		p := here(n[i], "not", "", n[i].Not.Value)
		d.tell(notAdded, at(d.old.home(), "not"), p, subject{keyword: "not", edit: addition(d.old.home(), p)})
	}
}

// compareConditions compares if, then and else.
func (d *pair) compareConditions() {
	has := func(n *graph.Node) bool { return n.If != nil }
	o, n := d.old.layers.having(has), d.new.layers.having(has)
	found := matched(len(o), len(n),
		func(i int) signature { return d.conditionSignature(0, o[i]) },
		func(i int) signature { return d.conditionSignature(1, n[i]) })
	for _, p := range found.pairs {
		a, b := o[p[0]], n[p[1]]
		asked := d.ctx.turned(either)
		asked.within = "in a condition: "
		d.compare(nodes{a.If}, nodes{b.If}, asked)
		d.compareBranch("then", a, b, a.Then, b.Then)
		d.compareBranch("else", a, b, a.Else, b.Else)
	}
	for _, i := range found.restOld {
		p := here(o[i], "if", "", o[i].If.Value)
		var e edit
		for _, keyword := range []string{"if", "then", "else"} {
			e = append(e, step{kind: remove, node: o[i], path: []string{keyword}})
		}
		d.tell(conditionRemoved, p, at(d.new.home(), "if"), subject{keyword: "if", edit: e})
	}
	for _, i := range found.restNew {
		p := here(n[i], "if", "", n[i].If.Value)
		d.tell(conditionAdded, at(d.old.home(), "if"), p, subject{keyword: "if", edit: addCondition(d.old.home(), n[i])})
	}
}

func addCondition(home, n *graph.Node) edit {
	return edit{{kind: push, node: home, path: []string{"allOf"}, value: conditionValue(n), from: n}}
}

// compareBranch compares what follows from a condition.
func (d *pair) compareBranch(keyword string, old, new, o, n *graph.Node) {
	inside := d.ctx
	inside.optional = false
	switch {
	case o != nil && n != nil:
		d.compare(nodes{o}, nodes{n}, inside)
	case n != nil && !accepting(n):
		p := here(new, keyword, "", n.Value)
		d.tell(conditionTightened, at(old, "if"), p, subject{keyword: keyword, edit: addition(old, p)})
	case o != nil && !accepting(o):
		p := here(old, keyword, "", o.Value)
		d.tell(conditionLoosened, p, at(new, "if"), subject{keyword: keyword, edit: removal(p)})
	}
}

// conditionSignature knows a condition by what it asks first of all.
func (d *differ) conditionSignature(side int, n *graph.Node) signature {
	s := d.signature(side, n.If)
	whole := []digest{d.sides[side].hash[n.If.ID]}
	for i, f := range s.features {
		s.features[i] = "if " + f
	}
	for i, c := range []*graph.Node{n.Then, n.Else} {
		whole = append(whole, digest{})
		if c != nil {
			whole[i+1] = d.sides[side].hash[c.ID]
			for _, f := range d.signature(side, c).features {
				s.features = append(s.features, strconv.Itoa(i)+f)
			}
		}
	}
	var sums []byte
	for _, w := range whole {
		sums = append(sums, w.sum[:]...)
	}
	s.exact = sha(sums)
	s.features = sortedSet(s.features)
	return s
}
