package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// present makes a place one that has a value to show.
func present(p place) place {
	p.absent = false
	return p
}

// wholeEdit puts the new schema in the old one's place, where both are one
// schema each.
func (d *pair) wholeEdit() edit {
	if !d.old.alone || !d.new.alone {
		return nil
	}
	return edit{{kind: set, node: d.old.home(), value: d.new.home().Value, from: d.new.home()}}
}

// foldBoth reports whether a choice of types or values may be read as type or
// enum: not when both sides have a choice of the same kind, whose branches are
// then compared one by one.
func foldBoth(old, new *layered) bool {
	var kinds [2]map[string]bool
	for i, side := range []*layered{old, new} {
		kinds[i] = map[string]bool{}
		for _, n := range side.layers {
			for _, c := range side.choices(n) {
				if !c.foldable() {
					return false
				}
				kinds[i][c.keyword] = true
			}
		}
	}
	for kind := range kinds[0] {
		if kinds[1][kind] {
			return false
		}
	}
	return len(kinds[0]) > 0 || len(kinds[1]) > 0
}

// compareValues compares type, enum and const.
func (d *pair) compareValues() {
	o, n := &d.was, &d.is
	before, finiteOld := o.keys()
	after, finiteNew := n.keys()
	if finiteOld && finiteNew && slices.Equal(before, after) {
		return
	}
	switch {
	case o.finite && n.finite:
		d.compareListed()
		return
	case o.finite:
		d.tell(o.listRule(enumRemoved, constRemoved), o.listedAt[0], at(d.new.home(), o.listedAt[0].keyword), subject{
			keyword: o.listedAt[0].keyword, edit: unless(o.folded, d.unlist()),
		})
	case n.finite:
		d.tell(n.listRule(enumAdded, constAdded), at(d.old.home(), n.listedAt[0].keyword), n.listedAt[0], subject{
			keyword: n.listedAt[0].keyword, edit: unless(n.folded, addition(d.old.home(), n.listedAt[0])),
		})
	}
	d.compareTypes()
}

// unless drops an edit that would not do what it should.
func unless(cond bool, e edit) edit {
	if cond {
		return nil
	}
	return e
}

// listRule is the rule for the keyword that the list of values stands in.
func (v *values) listRule(enum, konst *Rule) *Rule {
	if v.listedAt[0].keyword == "const" {
		return konst
	}
	return enum
}

// unlist takes the lists of values away. The types that they implied stay: if
// one of them went with the list, that is a change of its own.
func (d *pair) unlist() edit {
	o, n := &d.was, &d.is
	var e edit
	for _, p := range o.listedAt {
		e = append(e, removal(p)...)
	}
	if types := o.effective | n.declared; len(o.typeAt) == 0 && types != anyType {
		e = append(e, step{kind: add, node: o.listedAt[0].node, path: []string{"type"}, value: spelledTypes(types)})
	}
	return e
}

// compareTypes compares the sets of types.
func (d *pair) compareTypes() {
	o, n := &d.was, &d.is
	before, after := o.declared, n.declared
	if o.finite {
		before = o.effective
	}
	if n.finite {
		after = n.effective
	}
	// A list that came or went brings or takes the types of its values along.
	if both := before & after; both != 0 {
		if o.finite && o.typeAt == nil {
			after = both
		}
		if n.finite && n.typeAt == nil {
			before = both
		}
	}
	if before == after || before^after == typeFraction && o.effective == n.effective {
		return
	}
	if !o.finite && !n.finite && !o.folded && !n.folded { // with what stands beside the schemas, and in their branches
		before, after = before&typesIn(d.old.everything())|d.old.beside, after&typesIn(d.new.everything())|d.new.beside
		if before == after {
			return
		}
	}
	rule := typeChanged
	switch {
	case before&after == after:
		rule = typeNarrowed
	case before&after == before:
		rule = typeWidened
	}
	from, to := typePlace(d.old, o), typePlace(d.new, n)
	var e edit
	switch {
	case o.folded || n.folded:
	case n.typeAt == nil && !n.finite:
		for _, p := range o.typeAt {
			e = append(e, removal(p)...)
		}
	case o.typeAt == nil:
		e = edit{{kind: add, node: d.old.home(), path: []string{"type"}, value: spelledTypes(after)}}
	default:
		for _, p := range o.typeAt[1:] {
			e = append(e, removal(p)...)
		}
		e = append(e, step{kind: set, node: o.typeAt[0].node, path: []string{"type"}, value: spelledTypes(after)})
	}
	about := subject{keyword: "type", edit: e, oldText: o.typesText(before), newText: n.typesText(after)}
	switch typeNull {
	case after &^ before:
		if rule == typeWidened {
			about.says = mayBeNull
		}
	case before &^ after:
		if rule == typeNarrowed {
			about.says = mayNotBeNull
		}
	}
	d.tell(rule, from, to, about)
}

// typesText writes the types where no keyword type does by itself, "" where one does.
func (v *values) typesText(t typeSet) string {
	if len(v.typeAt) == 1 && !v.finite && v.typeAt[0].keyword == "type" && v.typeAt[0].value != nil && typesOf(v.typeAt[0].node.Types) == t || t == anyType {
		return ""
	}
	return spelledTypes(t).JSON()
}

func typePlace(l *layered, v *values) place {
	switch {
	case len(v.typeAt) > 0:
		return v.typeAt[0]
	case v.finite:
		p := v.listedAt[0]
		p.absent = true
		return p
	}
	return whole(l.home())
}

// compareListed tells which values came and went.
func (d *pair) compareListed() {
	o, n := &d.was, &d.is
	keysOf := func(v *values) map[string]bool {
		m := make(map[string]bool, len(v.listed))
		for _, l := range v.listed {
			m[l.key] = true
		}
		return m
	}
	before, after := keysOf(o), keysOf(n)
	oldList, newList := o.listedAt[0], n.listedAt[0]
	oldList.absent, newList.absent = true, true
	folded := o.folded || n.folded || len(o.listedAt) > 1
	if len(o.listed) == 1 && len(n.listed) == 1 {
		from, to := o.listed[0].at, n.listed[0].at
		e := append(replacement(from, to), fitType(o, n.listed[0])...)
		d.tell(constChanged, from, to, subject{keyword: "const", edit: unless(folded, e)})
		return
	}
	for i, l := range o.listed {
		if after[l.key] {
			continue
		}
		d.tell(enumValueRemoved, l.at, newList, subject{keyword: "enum", edit: unless(folded, withoutValue(o, i))})
	}
	for _, l := range n.listed {
		if before[l.key] {
			continue
		}
		d.tell(enumValueAdded, oldList, l.at, subject{keyword: "enum", edit: unless(folded, withValue(o, l))})
	}
}

// withoutValue takes one of the old values away.
func withoutValue(o *values, i int) edit {
	p := o.listed[i].at
	if p.keyword == "const" {
		return edit{
			{kind: remove, node: p.node, path: []string{"const"}},
			{kind: set, node: p.node, path: []string{"enum"}, value: &source.Value{Kind: source.Array}},
		}
	}
	return removal(p)
}

// withValue adds a new value to the old ones, and to the types if need be.
func withValue(o *values, l listedValue) edit {
	p := o.listedAt[0]
	types := fitType(o, l)
	if p.keyword == "const" {
		list := &source.Value{Kind: source.Array, Items: []*source.Value{p.value, l.at.value}}
		return append(edit{
			{kind: remove, node: p.node, path: []string{"const"}},
			{kind: set, node: p.node, path: []string{"enum"}, value: list},
		}, types...)
	}
	return append(insertion(p, l.at), types...)
}

// fitType widens the old types to those of a value.
func fitType(o *values, l listedValue) edit {
	t := typeOfValue(l.at.value)
	if o.declared&t != 0 {
		return nil
	}
	var e edit
	for _, p := range o.typeAt {
		e = append(e, step{kind: set, node: p.node, path: []string{"type"}, value: spelledTypes(o.declared | t)})
	}
	return e
}

// compareMultiples compares multipleOf.
func (d *pair) compareMultiples() {
	d.compareMarks("multipleOf", func(l nodes) []marked { return readMultiples(l, d.whole) },
		multipleOfAdded, multipleOfRemoved, multipleOfChanged)
}

// comparePatterns compares pattern.
func (d *pair) comparePatterns() {
	d.compareMarks("pattern", readPatterns, patternAdded, patternRemoved, patternChanged)
}

// compareMarks compares sets of things that all apply; one that went and one
// that came are a change. One that stands on the other side in a part which is
// compared by itself neither went nor came.
func (d *pair) compareMarks(keyword string, read func(nodes) []marked, added, removed, changed *Rule) {
	before, after := read(d.old.layers), read(d.new.layers)
	if len(before) > 0 || len(after) > 0 {
		before, _ = withoutEqual(before, read(d.new.everything()))
		after, _ = withoutEqual(after, read(d.old.everything()))
	}
	for i := range max(len(before), len(after)) {
		about := subject{keyword: keyword}
		switch {
		case i < len(before) && i < len(after):
			about.edit = replacement(before[i].at, after[i].at)
			d.tell(changed, before[i].at, after[i].at, about)
		case i < len(before):
			about.edit = removal(before[i].at)
			d.tell(removed, before[i].at, at(d.new.home(), keyword), about)
		default:
			about.edit = addition(d.old.home(), after[i].at)
			d.tell(added, at(d.old.home(), keyword), after[i].at, about)
		}
	}
}

func withoutEqual(a, b []marked) (restA, restB []marked) {
	keys := func(list []marked) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, x := range list {
			m[x.key] = true
		}
		return m
	}
	inA, inB := keys(a), keys(b)
	for _, x := range a {
		if !inB[x.key] {
			restA = append(restA, x)
		}
	}
	for _, x := range b {
		if !inA[x.key] {
			restB = append(restB, x)
		}
	}
	return restA, restB
}

// compareFormats compares format, one rule whatever happened to it.
func (d *pair) compareFormats() {
	before, after := withoutEqual(readFormats(d.old.layers), readFormats(d.new.layers))
	for i := range max(len(before), len(after)) {
		from, to := at(d.old.home(), "format"), at(d.new.home(), "format")
		var e edit
		switch {
		case i < len(before) && i < len(after):
			from, to = before[i].at, after[i].at
			e = replacement(from, to)
		case i < len(before):
			from = before[i].at
			e = removal(from)
		default:
			to = after[i].at
			e = addition(d.old.home(), to)
		}
		about := subject{keyword: "format", edit: e}
		if !to.absent && to.node.AssertFormat {
			about.besides = append(about.besides, Backward)
		}
		if !from.absent && from.node.AssertFormat {
			about.besides = append(about.besides, Forward)
		}
		d.tell(formatChanged, from, to, about)
	}
}

func readFormats(layers nodes) []marked {
	var out []marked
	for _, n := range layers {
		if n.Format != "" {
			out = append(out, marked{n.Format, here(n, "format", "", written(n, "format"))})
		}
	}
	return distinctMarks(out)
}

// compareUnique compares uniqueItems.
func (d *pair) compareUnique() {
	o, n := readUnique(d.old.layers), readUnique(d.new.layers)
	switch {
	case o == nil && n != nil:
		d.tell(uniqueItemsAdded, at(d.old.home(), "uniqueItems"), *n, subject{
			keyword: "uniqueItems", edit: edit{{kind: set, node: d.old.home(), path: []string{"uniqueItems"}, value: n.value, from: n.node}},
		})
	case o != nil && n == nil:
		var e edit
		for _, layer := range d.old.layers {
			if layer.UniqueItems {
				e = append(e, step{kind: remove, node: layer, path: []string{"uniqueItems"}})
			}
		}
		d.tell(uniqueItemsRemoved, *o, at(d.new.home(), "uniqueItems"), subject{keyword: "uniqueItems", edit: e})
	}
}
