package changes

import "github.com/atlas-dataflow/runresult/internal/source"

// compareLayers compares what two groups of schemas say, keyword by keyword.
func (d *differ) compareLayers(old, new *layered, ctx context) {
	d.compareNotes(old, new, ctx)
	fold := foldBoth(old.layers, new.layers)
	o, n := readValues(old.layers, fold), readValues(new.layers, fold)
	switch {
	case o.never != nil && n.never != nil:
		return
	case o.never != nil:
		d.tell(ctx, "value-allowed", present(*o.never), present(whole(new.home())), subject{edit: d.wholeEdit(old, new)})
		return
	case n.never != nil:
		d.tell(ctx, "value-forbidden", present(whole(old.home())), present(*n.never), subject{edit: d.wholeEdit(old, new)})
		return
	}
	d.compareValues(old, new, &o, &n, ctx)
	wholeOld, wholeNew := o.effective&typeFraction == 0, n.effective&typeFraction == 0
	d.compareLimits(old, new, wholeOld, wholeNew, ctx)
	for _, of := range counts {
		d.compareCount(of, readCount(old.layers, of), readCount(new.layers, of), old.home(), new.home(), ctx)
	}
	d.compareMarks("multiple-of", "multipleOf", readMultiples(old.layers, wholeOld && wholeNew), readMultiples(new.layers, wholeOld && wholeNew), old, new, ctx)
	d.compareMarks("pattern", "pattern", readPatterns(old.layers), readPatterns(new.layers), old, new, ctx)
	d.compareFormats(old, new, ctx)
	d.compareUnique(old, new, ctx)
	d.compareArrays(old, new, ctx)
	d.compareObjects(old, new, ctx)
	d.compareDependents(old, new, ctx)
	d.compareChoices(old, new, fold, ctx)
	d.compareNots(old, new, ctx)
	d.compareConditions(old, new, ctx)
	d.compareDynamic(old, new, ctx)
}

// present makes a place one that has a value to show.
func present(p place) place {
	p.absent = false
	return p
}

// wholeEdit puts the new schema in the old one's place, where both are one
// schema each.
func (d *differ) wholeEdit(old, new *layered) edit {
	if !old.alone || !new.alone {
		return nil
	}
	return edit{{kind: set, node: old.home(), value: new.home().Value, from: new.home()}}
}

// foldBoth reports whether a choice of types or values may be read as type or
// enum: not when both sides have a choice of the same kind, whose branches are
// then compared one by one.
func foldBoth(old, new nodes) bool {
	var kinds [2]map[string]bool
	for i, layers := range []nodes{old, new} {
		kinds[i] = map[string]bool{}
		for _, n := range layers {
			for _, c := range disjunctions(n) {
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
func (d *differ) compareValues(old, new *layered, o, n *values, ctx context) {
	before, finiteOld := o.keys()
	after, finiteNew := n.keys()
	if finiteOld && finiteNew && equalStrings(before, after) {
		return
	}
	switch {
	case o.finite && n.finite:
		d.compareListed(old, new, o, n, ctx)
		return
	case o.finite:
		d.tell(ctx, listRule(o, "removed"), o.listedAt[0], at(new.home(), o.listedAt[0].keyword), subject{
			keyword: o.listedAt[0].keyword, edit: unless(o.folded, d.unlist(o, n)),
		})
	case n.finite:
		d.tell(ctx, listRule(n, "added"), at(old.home(), n.listedAt[0].keyword), n.listedAt[0], subject{
			keyword: n.listedAt[0].keyword, edit: unless(n.folded, addition(old.home(), n.listedAt[0])),
		})
	}
	d.compareTypes(old, new, o, n, ctx)
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// unless drops an edit that would not do what it should.
func unless(cond bool, e edit) edit {
	if cond {
		return nil
	}
	return e
}

func listRule(v *values, what string) string {
	if v.listedAt[0].keyword == "const" {
		return "const-" + what
	}
	return "enum-" + what
}

// unlist takes the lists of values away. The types that they implied stay: if
// one of them went with the list, that is a change of its own.
func (d *differ) unlist(o, n *values) edit {
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
func (d *differ) compareTypes(old, new *layered, o, n *values, ctx context) {
	before, after := o.declared, n.declared
	if o.finite {
		before = o.effective
	}
	if n.finite {
		after = n.effective
	}
	// A list that came or went brings or takes the types of its values along.
	if o.finite && o.typeAt == nil {
		after &= before
	}
	if n.finite && n.typeAt == nil {
		before &= after
	}
	if before == after || before^after == typeFraction && o.effective == n.effective {
		return
	}
	rule := "type-changed"
	switch {
	case before&after == after:
		rule = "type-narrowed"
	case before&after == before:
		rule = "type-widened"
	}
	from, to := typePlace(old, o), typePlace(new, n)
	var e edit
	switch {
	case o.folded || n.folded:
	case n.typeAt == nil && !n.finite:
		for _, p := range o.typeAt {
			e = append(e, removal(p)...)
		}
	case o.typeAt == nil:
		e = edit{{kind: add, node: old.home(), path: []string{"type"}, value: spelledTypes(after)}}
	default:
		for _, p := range o.typeAt[1:] {
			e = append(e, removal(p)...)
		}
		e = append(e, step{kind: set, node: o.typeAt[0].node, path: []string{"type"}, value: spelledTypes(after)})
	}
	about := subject{keyword: "type", edit: e}
	if o.finite {
		about.oldText = spelledTypes(before).JSON()
	}
	if n.finite {
		about.newText = spelledTypes(after).JSON()
	}
	d.tell(ctx, rule, from, to, about)
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
func (d *differ) compareListed(old, new *layered, o, n *values, ctx context) {
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
		d.tell(ctx, "const-changed", from, to, subject{keyword: "const", edit: unless(folded, e)})
		return
	}
	for i, l := range o.listed {
		if after[l.key] {
			continue
		}
		d.tell(ctx, "enum-value-removed", l.at, newList, subject{keyword: "enum", edit: unless(folded, withoutValue(o, i))})
	}
	for _, l := range n.listed {
		if before[l.key] {
			continue
		}
		d.tell(ctx, "enum-value-added", oldList, l.at, subject{keyword: "enum", edit: unless(folded, withValue(o, l))})
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
	t := typeOfValue(l.at.value, l.key)
	if o.declared&t != 0 {
		return nil
	}
	var e edit
	for _, p := range o.typeAt {
		e = append(e, step{kind: set, node: p.node, path: []string{"type"}, value: spelledTypes(o.declared | t)})
	}
	return e
}

// compareMarks compares sets of things that all apply; one that went and one
// that came are a change.
func (d *differ) compareMarks(rule, keyword string, before, after []marked, old, new *layered, ctx context) {
	before, after = withoutEqual(before, after)
	for i := range max(len(before), len(after)) {
		about := subject{keyword: keyword}
		switch {
		case i < len(before) && i < len(after):
			about.edit = replacement(before[i].at, after[i].at)
			d.tell(ctx, rule+"-changed", before[i].at, after[i].at, about)
		case i < len(before):
			about.edit = removal(before[i].at)
			d.tell(ctx, rule+"-removed", before[i].at, at(new.home(), keyword), about)
		default:
			about.edit = addition(old.home(), after[i].at)
			d.tell(ctx, rule+"-added", at(old.home(), keyword), after[i].at, about)
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
func (d *differ) compareFormats(old, new *layered, ctx context) {
	before, after := withoutEqual(readFormats(old.layers), readFormats(new.layers))
	for i := range max(len(before), len(after)) {
		from, to := at(old.home(), "format"), at(new.home(), "format")
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
			e = addition(old.home(), to)
		}
		about := subject{keyword: "format", edit: e}
		if !to.absent && to.node.AssertFormat {
			about.besides = append(about.besides, Backward)
		}
		if !from.absent && from.node.AssertFormat {
			about.besides = append(about.besides, Forward)
		}
		d.tell(ctx, "format-changed", from, to, about)
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
func (d *differ) compareUnique(old, new *layered, ctx context) {
	o, n := readUnique(old.layers), readUnique(new.layers)
	switch {
	case o == nil && n != nil:
		d.tell(ctx, "unique-items-added", at(old.home(), "uniqueItems"), *n, subject{
			keyword: "uniqueItems", edit: edit{{kind: set, node: old.home(), path: []string{"uniqueItems"}, value: n.value, from: n.node}},
		})
	case o != nil && n == nil:
		var e edit
		for _, layer := range old.layers {
			if layer.UniqueItems {
				e = append(e, step{kind: remove, node: layer, path: []string{"uniqueItems"}})
			}
		}
		d.tell(ctx, "unique-items-removed", *o, at(new.home(), "uniqueItems"), subject{keyword: "uniqueItems", edit: e})
	}
}
