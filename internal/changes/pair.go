package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// pair is what applies in one place on either side, compared as one.
type pair struct {
	*differ
	old, new *layered
	ctx      context
	// was and is say what type, enum and const make of it on the two sides. With
	// fold, a choice that only lists types or values is read as one of these.
	was, is values
	fold    bool
	// whole: both sides allow no number but whole ones.
	whole bool
}

func (d *differ) pair(old, new *layered, ctx context) *pair {
	p := &pair{differ: d, old: old, new: new, ctx: ctx, fold: foldBoth(old, new)}
	p.was, p.is = old.values(p.fold), new.values(p.fold)
	p.whole = p.was.whole() && p.is.whole()
	return p
}

// tell adds a change of the place.
func (d *pair) tell(r *Rule, old, new place, about subject) { d.tellIn(d.ctx, r, old, new, about) }

// compareLayers compares what two groups of schemas say, aspect by aspect.
func (d *pair) compareLayers() {
	for _, l := range []*layered{d.old, d.new} {
		for _, n := range l.layers {
			d.know(n)
			for sub := range n.Subschemas() { // some are read as if they stood here: types, values, demands
				if sub.Row.Role == keyword.SameInstance {
					d.know(sub.Node)
				}
			}
		}
	}
	d.now = byNotes
	d.compareNotes()
	d.now = byValues
	switch {
	case d.was.never != nil && d.is.never != nil:
	case d.was.never != nil:
		d.tell(valueAllowed, present(*d.was.never), present(whole(d.new.home())), subject{edit: d.wholeEdit()})
	case d.is.never != nil:
		d.tell(valueForbidden, present(whole(d.old.home())), present(*d.is.never), subject{edit: d.wholeEdit()})
	case d.becameChoice():
	default:
		for i := range aspects {
			if a := &aspects[i]; a.compare != nil {
				d.now = a.is
				a.compare(d)
			}
		}
	}
}

// know notes the keywords of a schema that no comparison knows.
func (d *differ) know(n *graph.Node) {
	for row := range n.Assertions() {
		if !comparing.Knows(row) {
			u := Unheard{n, row.Name}
			if !slices.Contains(d.unheard, u) {
				d.unheard = append(d.unheard, u)
			}
		}
	}
}
