package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// choices are the choices of a layer, without the one that was entered.
func (l *layered) choices(n *graph.Node) []disjunction {
	return slices.DeleteFunc(disjunctions(n), func(c disjunction) bool {
		return l.entered != nil && c.node == l.entered.node && c.keyword == l.entered.keyword
	})
}

// values is what the layers say of the value as such.
func (l *layered) values(fold bool) values {
	var folding func(*graph.Node) []disjunction
	if fold {
		folding = l.choices
	}
	v := readValues(l.layers, folding)
	v.declared |= l.beside
	v.effective |= l.beside
	if v.finite && l.beside&typeNull != 0 {
		v.listed = append(v.listed, listedValue{"null", l.entered.at()})
	}
	return v
}

// enter reads a choice that one side makes, and nothing else, as what the other side
// says without a choice, and tells the branches beside the one that says it: a
// schema that is wrapped is that schema still, and may be something else too.
func (d *differ) enter(old, new *layered, ctx context) (context, bool) {
	sides := [2]*layered{old, new}
	for _, side := range []int{1, 0} {
		l, other := sides[side], sides[1-side]
		if l.entered != nil || other.entered != nil || len(l.pending) > 0 {
			continue
		}
		c := l.onlyChoice()
		if c == nil || !other.asserts() {
			continue
		}
		i := d.branchFor(side, *c, other)
		if i < 0 {
			continue
		}
		if !d.alone(*c, i, side, other) {
			continue
		}
		l.entered, l.branch = c, c.list[i]
		allowed := typesIn(other.group)
		for j, b := range c.list {
			if j != i {
				l.beside |= typesIn(nodes{b}) & allowed
			}
		}
		for j := range c.list {
			if j != i {
				d.tellBranch(side, sides, j, ctx)
			}
		}
		l.await(c.node, c.list[i], false)
		if c.keyword == "oneOf" {
			ctx = ctx.turned(either)
		}
		return ctx, true
	}
	return ctx, false
}

// alone reports whether a branch is all that the other side says: not where that
// allows several types which other branches have too.
func (d *differ) alone(c disjunction, branch, side int, other *layered) bool {
	types := typesIn(other.group) &^ (typeNull | typeBoolean)
	if len(types.words()) < 2 || d.sides[side].hash[c.list[branch].ID].sum == d.sides[1-side].groupHash(other.group).sum {
		return true
	}
	for j, b := range c.list {
		if j != branch && typesIn(nodes{b})&types != 0 {
			return false
		}
	}
	return true
}

// everything is what applies in the place of a side, parts that are compared by
// themselves included.
func (l *layered) everything() nodes {
	if l.branch == nil {
		return closure(l.group)
	}
	return closure(append(slices.Clone(l.group), l.branch))
}

// becameChoice tells a choice that stands where the other side says something else, and
// is all that its side says: what went and came is inside its branches, so that
// nothing can be said of single keywords.
func (d *pair) becameChoice() bool {
	d.now = byChoices
	for side, l := range [2]*layered{d.old, d.new} {
		other := [2]*layered{d.new, d.old}[side]
		if l.entered != nil || other.entered != nil || d.fold {
			continue
		}
		c := l.onlyChoice()
		if theirs, _ := d.choicesOf(other.everything(), ""); c == nil || len(theirs) > 0 || !other.asserts() {
			continue
		}
		about := subject{keyword: c.keyword, edit: d.wholeEdit(), besides: []string{Backward, Forward}}
		if side == 0 {
			d.tell(choiceRules[c.keyword].removed, c.at(), at(d.new.home(), c.keyword), about)
		} else {
			d.tell(choiceRules[c.keyword].added, at(d.old.home(), c.keyword), c.at(), about)
		}
		return true
	}
	return false
}

// onlyChoice is the one choice of the layers when they assert nothing besides.
func (l *layered) onlyChoice() *disjunction {
	var found *disjunction
	for _, n := range l.layers {
		for row := range n.Assertions() {
			if !joins(n, row) && (row.Name != "anyOf" && row.Name != "oneOf" || found != nil) {
				return nil
			}
			if !joins(n, row) {
				found = &disjunctions(n)[0]
			}
		}
	}
	return found
}

// joins reports whether a keyword only leads to schemas that apply in the same
// place (conjuncts).
func joins(n *graph.Node, row *keyword.Row) bool {
	switch row.Name {
	case "$ref", "allOf":
		return true
	case "anyOf":
		return len(n.AnyOf) == 1
	case "oneOf":
		return len(n.OneOf) == 1
	}
	return false
}

// asserts reports whether what is left of a side says anything.
func (l *layered) asserts() bool {
	if len(l.pending) > 0 {
		return true
	}
	for _, n := range l.layers {
		for row := range n.Assertions() {
			if !joins(n, row) {
				return true
			}
		}
		if n.Bool != nil && !*n.Bool {
			return true
		}
	}
	return false
}

// branchFor is the branch of a side's choice that the other side stands for, below
// zero when there is none, or when both are better read as types or values.
func (d *differ) branchFor(side int, c disjunction, other *layered) int {
	theirs, single := d.choicesOf(other.group, c.keyword)
	if !single && c.foldable() {
		return d.listedBranch(side, c, other)
	}
	whole := d.sides[1-side].groupHash(other.group)
	if i := slices.IndexFunc(c.list, func(b *graph.Node) bool { return d.sides[side].hash[b.ID].sum == whole.sum }); i >= 0 {
		return i
	}
	if len(theirs) > 0 {
		return d.nestedBranch(side, c, theirs)
	}
	sig := d.signature(1-side, other.group...)
	best, score, fitting, fits := -1, likeness, -1, 0
	for i, b := range c.list {
		s := d.signature(side, b)
		if s.types&sig.types == 0 || onlyNull(b) {
			continue
		}
		fitting, fits = i, fits+1
		if like := alike(sig.features, s.features); like >= score {
			best, score = i, like
		}
	}
	if best < 0 && fits == 1 && sig.types != anyType {
		return fitting
	}
	return best
}

// listedBranch is the branch that says the same as the other side, or has just its
// values, where null stands beside it.
func (d *differ) listedBranch(side int, c disjunction, other *layered) int {
	if !c.nullable() {
		return -1
	}
	whole := d.sides[1-side].groupHash(other.group)
	if i := slices.IndexFunc(c.list, func(b *graph.Node) bool { return d.sides[side].hash[b.ID].sum == whole.sum }); i >= 0 {
		return i
	}
	v := readValues(closure(other.group), disjunctions)
	want, finite := v.keys()
	return slices.IndexFunc(c.list, func(b *graph.Node) bool {
		v := readValues(nodes{b}, nil)
		keys, ok := v.keys()
		return ok && finite && slices.Equal(keys, want) && !onlyNull(b)
	})
}

// nestedBranch is the branch that holds a choice which is more like one of the other
// side than the choice that the branch is of.
func (d *differ) nestedBranch(side int, c disjunction, theirs []disjunction) int {
	best, score := -1, 0.0
	for _, t := range theirs[:min(len(theirs), maxPartners)] {
		s := d.choiceSignature(1-side, t).features
		score = max(score, alike(d.choiceSignature(side, c).features, s))
		for i, b := range c.list {
			inner, _ := d.choicesOf(nodes{b}, "")
			for _, x := range inner {
				if like := alike(d.choiceSignature(side, x).features, s); like > score {
					best, score = i, like
				}
			}
		}
	}
	return best
}

// choicesOf are the choices among schemas that apply together, and whether one of
// them writes the keyword with a single branch.
func (d *differ) choicesOf(group nodes, keyword string) (out []disjunction, single bool) {
	for _, n := range closure(group) {
		out = append(out, disjunctions(n)...)
		single = single || keyword == "anyOf" && len(n.AnyOf) == 1 || keyword == "oneOf" && len(n.OneOf) == 1
	}
	return out, single
}

// closure is a group with all that applies together with it.
func closure(group nodes) nodes {
	out := slices.Clone(group)
	seen := map[*graph.Node]bool{}
	for i := 0; i < len(out); i++ {
		for _, c := range conjuncts(out[i]) {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// tellBranch tells a branch beside the one that was entered, unless the other side
// allows the same without it.
func (d *differ) tellBranch(side int, sides [2]*layered, j int, ctx context) {
	c, other := sides[side].entered, sides[1-side]
	b := c.list[j]
	if covers(other.group, b) {
		return
	}
	d.now = byChoices
	about := subject{keyword: c.keyword}
	rules := choiceRules[c.keyword]
	null := onlyNull(b) && typesIn(other.group)&typeNull == 0
	for k, x := range c.list {
		null = null && (k == j || typesIn(nodes{x})&typeNull == 0)
	}
	there := c.branch(j)
	absent := at(other.home(), c.keyword)
	if side == 1 {
		rule := rules.branchAdded
		if null {
			rule, about.says = typeWidened, mayBeNull
		} else {
			about.newText = d.sides[1].inWords(b)
		}
		if other.alone {
			about.edit = edit{{kind: wrap, node: other.home(), path: []string{c.keyword}, value: b.Value, from: b}}
		}
		d.tellIn(ctx, rule, absent, there, about)
		return
	}
	rule := rules.branchRemoved
	if null {
		rule, about.says = typeNarrowed, mayNotBeNull
	} else {
		about.oldText = d.sides[0].inWords(b)
	}
	about.edit = removal(there)
	d.tellIn(ctx, rule, there, absent, about)
}

// What is said of null.
const (
	mayBeNull    = "{at} may be null too"
	mayNotBeNull = "{at} may no longer be null"
)

// covers reports whether schemas that apply together surely allow all that a branch
// of nothing but null and boolean does.
func covers(group nodes, b *graph.Node) bool {
	v := readValues(nodes{b}, nil)
	if !plain(b) || v.finite || v.declared&^(typeNull|typeBoolean) != 0 {
		return false
	}
	var types typeSet = anyType
	for _, n := range closure(group) {
		for row := range n.Assertions() {
			lists := row.Name == "enum" && slices.ContainsFunc(n.Enum, func(x *source.Value) bool { return x.Kind == source.Null })
			if !joins(n, row) && row.Name != "type" && row.Group == keyword.Any && !(lists && v.declared == typeNull) {
				return false
			}
		}
		if n.Types != nil {
			types &= typesOf(n.Types)
		}
	}
	return v.declared&^types == 0
}

// typesIn are the types that schemas which apply together may allow, choices
// included: none but these.
func typesIn(group nodes) typeSet {
	left := 1000
	return typesWithin(group, &left)
}

func typesWithin(group nodes, left *int) typeSet {
	var types typeSet = anyType
	for _, n := range closure(group) {
		if *left--; *left < 0 {
			return types
		}
		v := readValues(nodes{n}, disjunctions)
		if v.never != nil {
			return 0
		}
		types &= v.effective
		for _, c := range disjunctions(n) {
			var any typeSet
			for _, b := range c.list {
				any |= typesWithin(nodes{b}, left)
			}
			types &= any
		}
	}
	return types
}
