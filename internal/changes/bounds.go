package changes

import "github.com/atlas-dataflow/runresult/internal/graph"

// limitKeywords are the two ways to write a bound.
func limitKeywords(lower bool) (inclusive, exclusive string) {
	if lower {
		return "minimum", "exclusiveMinimum"
	}
	return "maximum", "exclusiveMaximum"
}

// compareLimits compares the bounds on numbers.
func (d *differ) compareLimits(old, new *layered, wholeOld, wholeNew bool, ctx context) {
	for _, lower := range []bool{true, false} {
		// A bound that is rounded on one side only would look like a change.
		whole := wholeOld && wholeNew
		o, n := readLimit(old.layers, lower, whole), readLimit(new.layers, lower, whole)
		word, _ := limitKeywords(lower)
		switch {
		case o == nil && n == nil:
		case o == nil:
			d.tell(ctx, boundRule(word, lower, true), at(old.home(), word), n.at, subject{keyword: word, edit: limitEdit(old.home(), lower, n), newText: n.text()})
		case n == nil:
			d.tell(ctx, boundRule(word, lower, false), o.at, at(new.home(), word), subject{keyword: word, edit: limitEdit(o.at.node, lower, nil), oldText: o.text()})
		case o.num.Cmp(n.num) != 0 || o.open != n.open:
			d.tell(ctx, boundRule(word, lower, n.stricter(o, lower)), o.at, n.at, subject{
				keyword: word, edit: limitEdit(o.at.node, lower, n), oldText: o.text(), newText: n.text(),
			})
		}
	}
}

// boundRule names the change of a bound: a lower one that is stricter was
// raised, an upper one lowered.
func boundRule(keyword string, lower, stricter bool) string {
	word := kebab(keyword)
	if lower == stricter {
		return word + "-raised"
	}
	return word + "-lowered"
}

// limitEdit writes a bound in place of what the schema has.
func limitEdit(n *graph.Node, lower bool, to *limit) edit {
	inclusive, exclusive := limitKeywords(lower)
	e := edit{{kind: remove, node: n, path: []string{inclusive}}, {kind: remove, node: n, path: []string{exclusive}}}
	if to == nil {
		return e
	}
	keyword := inclusive
	exact := to.at.keyword == exclusive
	if n.Dialect == graph.Draft4 {
		if to.at.node.Dialect == graph.Draft4 && to.at.node.Value.Get(exclusive) != nil && written(to.at.node, inclusive) == to.at.value {
			v := to.at.node.Value.Get(exclusive)
			e = append(e, step{kind: set, node: n, path: []string{exclusive}, value: v})
		}
	} else if exact {
		keyword = exclusive
	}
	return append(e, step{kind: set, node: n, path: []string{keyword}, value: to.at.value, from: to.at.node})
}

// compareCount compares one bound on a size.
func (d *differ) compareCount(of countOf, o, n *count, oldHome, newHome *graph.Node, ctx context) {
	switch {
	case o == nil && n == nil:
	case o == nil:
		d.tell(ctx, boundRule(of.keyword, of.lower, true), at(oldHome, of.keyword), n.at, subject{
			keyword: of.keyword, edit: edit{{kind: set, node: oldHome, path: []string{of.keyword}, value: n.at.value, from: n.at.node}},
		})
	case n == nil:
		d.tell(ctx, boundRule(of.keyword, of.lower, false), o.at, at(newHome, of.keyword), subject{keyword: of.keyword, edit: removal(o.at)})
	case o.n.Cmp(n.n) != 0:
		stricter := (n.n.Cmp(o.n) > 0) == of.lower
		e := replacement(o.at, n.at)
		switch {
		case n.at.absent:
			e = removal(o.at)
		case o.at.absent:
			e = addition(o.at.node, n.at)
		}
		d.tell(ctx, boundRule(of.keyword, of.lower, stricter), o.at, n.at, subject{keyword: of.keyword, edit: e})
	}
}

// kebab writes minLength as min-length.
func kebab(s string) string {
	var b []byte
	for _, r := range s {
		if 'A' <= r && r <= 'Z' {
			b = append(b, '-')
			r += 'a' - 'A'
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// text tells a bound that is itself excluded from one that is not.
func (l *limit) text() string {
	if !l.open {
		return ""
	}
	return clip(l.at.value.JSON()) + " (excluded)"
}
