package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// minimiseTries bounds the smaller pairs that are tried.
const minimiseTries = 1_500

// Minimise returns a contradiction of the same kind, about the same question,
// with schemas and a document from which nothing more can be taken away.
func Minimise(c *Contradiction, opt Options) *Contradiction {
	if c.Kind == Unstable {
		return c // may not show again
	}
	opt.Twice, opt.Given = false, nil
	tries := minimiseTries
	again := func(old, new, doc *source.Value) *Contradiction {
		if tries--; tries < 0 {
			return nil
		}
		pair := c.Pair
		pair.Old, pair.New = old, new
		return retry(c, pair, doc, opt)
	}
	best := c
	both(&best, again, &tries)
	for changed := true; changed && tries > 0; {
		changed = false
		for _, part := range []func(x *Contradiction) **source.Value{
			func(x *Contradiction) **source.Value { return &x.Pair.Old },
			func(x *Contradiction) **source.Value { return &x.Pair.New },
			func(x *Contradiction) **source.Value { return &x.Document },
		} {
			if *part(best) == nil {
				continue
			}
			reduce(*part(best), func(v *source.Value) bool {
				x := *best
				*part(&x) = v
				next := again(x.Pair.Old, x.Pair.New, x.Document)
				if next == nil {
					return false
				}
				if c.Kind == FalseWitness || c.Kind == FalseLoss { // the document is the decider's
					x.Document = next.Document
				}
				x.Detail = next.Detail
				best, changed = &x, true
				return true
			}, &tries)
		}
	}
	return best
}

// both takes away what is the same in both schemas, from both.
func both(best **Contradiction, again func(old, new, doc *source.Value) *Contradiction, tries *int) {
	for k := 0; k < len(paths((*best).Pair.Old)) && *tries > 0; k++ {
		path := paths((*best).Pair.Old)[k]
		for i := 0; i < kids(at((*best).Pair.Old, path)) && *tries > 0; {
			old, new := (*best).Pair.Old, (*best).Pair.New
			there, last, found := counterpart(old, new, append(path[:len(path):len(path)], i))
			if !found {
				i++
				continue
			}
			oldLess := replace(old, path, without(at(old, path), i))
			newLess := replace(new, there, without(at(new, there), last))
			next := again(oldLess, newLess, (*best).Document)
			if next == nil {
				i++
				continue
			}
			x := **best
			x.Pair.Old, x.Pair.New, x.Detail = oldLess, newLess, next.Detail
			if x.Kind == FalseWitness || x.Kind == FalseLoss {
				x.Document = next.Document
			}
			*best = &x
		}
	}
}

// counterpart finds the value in other that stands under the same names and
// indexes as the one that path leads to in v: the path of its parent, and its
// index there.
func counterpart(v, other *source.Value, path []int) (parent []int, last int, found bool) {
	for _, i := range path {
		if v.Kind != other.Kind {
			return nil, 0, false
		}
		k := i
		if v.Kind == source.Object {
			k = slices.IndexFunc(other.Members, func(m source.Member) bool { return m.Name == v.Members[i].Name })
		}
		if k < 0 || k >= kids(other) {
			return nil, 0, false
		}
		parent = append(parent, k)
		v, other = kid(v, i), kid(other, k)
	}
	return parent[:len(parent)-1], parent[len(parent)-1], true
}

// retry looks for the same kind of contradiction in another pair.
func retry(c *Contradiction, pair Pair, doc *source.Value, opt Options) *Contradiction {
	t := &trial{opt: opt, pair: pair, figures: &Figures{}, answers: map[Asked]decide.Answer{}, only: &c.Asked}
	if !t.load() {
		return nil
	}
	t.decide()
	t.witnesses()
	t.lossWitnesses()
	if doc != nil && c.Kind != FalseWitness && c.Kind != FalseLoss {
		if d, err := newDocument(doc); err == nil {
			t.found = keep(t.found, c)
			t.try(d)
		}
	}
	if t.found = keep(t.found, c); len(t.found) == 0 {
		return nil
	}
	return t.found[0]
}

// keep returns those of list that say the same as c of another pair.
func keep(list []*Contradiction, c *Contradiction) []*Contradiction {
	var out []*Contradiction
	for _, x := range list {
		if x.Kind == c.Kind && x.Asked == c.Asked {
			out = append(out, x)
		}
	}
	return out
}

// reduce offers ever smaller forms of v, each made of the last that was taken:
// with members or items less, large parts first, with simple values, and with a
// child in the place of its parent. It ends when tries do.
func reduce(v *source.Value, take func(*source.Value) bool, tries *int) {
	offer := func(x *source.Value) bool {
		if *tries <= 0 || !take(x) {
			return false
		}
		v = x
		return true
	}
	for k := 0; k < len(paths(v)) && *tries > 0; k++ {
		path := paths(v)[k]
		for part := kids(at(v, path)); part > 0; part /= 2 {
			for i := 0; i+part <= kids(at(v, path)); {
				if !offer(replace(v, path, withoutPart(at(v, path), i, part))) {
					i += part
				}
			}
		}
		for i := 0; i < kids(at(v, path)); i++ {
			x := kid(at(v, path), i)
			if kids(x) == 0 {
				continue
			}
			if offer(replace(v, path, x)) {
				i = -1
				continue
			}
			_ = offer(replace(v, append(path[:len(path):len(path)], i), object())) ||
				offer(replace(v, append(path[:len(path):len(path)], i), boolean(true)))
		}
	}
}
