package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// limitOf is a bound on numbers: the two ways to write it and the rules that tell
// its changes.
type limitOf struct {
	inclusive, exclusive string
	lower                bool
	raised, lowered      *Rule
}

var numberLimits = [...]limitOf{
	{"minimum", "exclusiveMinimum", true, minimumRaised, minimumLowered},
	{"maximum", "exclusiveMaximum", false, maximumRaised, maximumLowered},
}

// rule tells a lower bound that is stricter from an upper one: the one was
// raised, the other lowered.
func (of *limitOf) rule(stricter bool) *Rule {
	if of.lower == stricter {
		return of.raised
	}
	return of.lowered
}

// compareLimits compares the bounds on numbers.
func (d *pair) compareLimits() {
	for i := range numberLimits {
		of := &numberLimits[i]
		// A bound that is rounded on one side only would look like a change.
		o, n := readLimit(d.old.layers, of, d.whole), readLimit(d.new.layers, of, d.whole)
		if !o.same(n) {
			o, n = readLimit(d.old.everything(), of, d.whole), readLimit(d.new.everything(), of, d.whole)
		}
		word := of.inclusive
		switch {
		case o.same(n):
		case o == nil:
			d.tell(of.rule(true), at(d.old.home(), word), n.at, subject{keyword: word, edit: limitEdit(d.old.home(), of, n), newText: n.text()})
		case n == nil:
			d.tell(of.rule(false), o.at, at(d.new.home(), word), subject{keyword: word, edit: limitEdit(o.at.node, of, nil), oldText: o.text()})
		default:
			home := o.at.node
			if d.apart(home) {
				home = d.old.home()
			}
			about := subject{keyword: word, edit: limitEdit(home, of, n), oldText: o.text(), newText: n.text()}
			if canonical(o.at.value) == canonical(n.at.value) {
				about.says, about.newText = of.sameNumber(n.excluded), ""
			}
			d.tell(of.rule(n.stricter(o, of.lower)), o.at, n.at, about)
		}
	}
}

// limitEdit writes a bound in place of what the schema has.
func limitEdit(n *graph.Node, of *limitOf, to *limit) edit {
	inclusive, exclusive := of.inclusive, of.exclusive
	e := edit{{kind: remove, node: n, path: []string{inclusive}}, {kind: remove, node: n, path: []string{exclusive}}}
	if to == nil {
		return e
	}
	keyword := inclusive
	exact := to.at.keyword == exclusive
	if n.Dialect == graph.Draft4 && !exact {
		if to.at.node.Dialect == graph.Draft4 && to.at.node.Value.Get(exclusive) != nil && written(to.at.node, inclusive) == to.at.value {
			v := to.at.node.Value.Get(exclusive)
			e = append(e, step{kind: set, node: n, path: []string{exclusive}, value: v})
		}
	} else if exact {
		keyword = exclusive
	}
	return append(e, step{kind: set, node: n, path: []string{keyword}, value: to.at.value, from: to.at.node})
}

// sameNumber says that a bound is the number that it was.
func (of *limitOf) sameNumber(excluded bool) string {
	which, how := "upper", "included"
	if of.lower {
		which = "lower"
	}
	if excluded {
		how = "excluded"
	}
	return "the " + which + " bound of {at} is {new}, " + how + " now"
}

// apart reports whether an old schema is one of a part that is compared by itself,
// which is not to be edited for what this place says.
func (d *pair) apart(n *graph.Node) bool { return !slices.Contains(d.old.layers, n) }

// compareSizes compares the bounds on sizes.
func (d *pair) compareSizes() {
	for i := range counts {
		of := &counts[i]
		o, n := readCount(d.old.layers, of), readCount(d.new.layers, of)
		if !o.same(n) {
			o, n = readCount(d.old.everything(), of), readCount(d.new.everything(), of)
		}
		d.compareCount(of, o, n, d.old.home(), d.new.home())
	}
}

// compareCount compares one bound on a size, which would stand in the given
// schemas if it were there.
func (d *pair) compareCount(of *countOf, o, n *count, oldHome, newHome *graph.Node) {
	switch {
	case o == nil && n == nil:
	case o == nil:
		d.tell(of.rule(true), at(oldHome, of.keyword), n.at, subject{
			keyword: of.keyword, edit: edit{{kind: set, node: oldHome, path: []string{of.keyword}, value: n.at.value, from: n.at.node}},
		})
	case n == nil:
		d.tell(of.rule(false), o.at, at(newHome, of.keyword), subject{keyword: of.keyword, edit: removal(o.at)})
	case o.n.Cmp(n.n) != 0:
		e := replacement(o.at, n.at)
		switch {
		case d.apart(o.at.node):
			e = edit{{kind: set, node: oldHome, path: []string{of.keyword}, value: n.at.value, from: n.at.node}}
		case n.at.absent:
			e = removal(o.at)
		case o.at.absent:
			e = addition(o.at.node, n.at)
		}
		d.tell(of.rule((n.n.Cmp(o.n) > 0) == of.lower), o.at, n.at, subject{keyword: of.keyword, edit: e})
	}
}

// text tells a bound that is itself excluded from one that is not.
func (l *limit) text() string {
	if !l.excluded {
		return ""
	}
	return clip(l.at.value.JSON()) + " (excluded)"
}
