// Package shrink makes a JSON document smaller while it keeps a property, so that
// a counterexample that a search found can be read by a person.
//
// It knows nothing of schemas: the caller says which documents will do. It
// imports internal/source, and internal/domain for which characters read badly.
package shrink

import "github.com/atlas-dataflow/runresult/internal/source"

// Shrink returns the smallest document that it reaches from doc by leaving out
// members and items, by putting simpler values in place of others and inner
// values in place of outer ones, as far as keep holds for what it returns. It
// asks keep at most limit times, and never about doc itself, which the caller
// knows to be good. The result depends on doc and keep only. doc is not changed,
// but the result shares values with it.
func Shrink(doc *source.Value, keep func(*source.Value) bool, limit int) *source.Value {
	s := &shrinker{doc: doc, keep: keep, left: limit}
	for s.left > 0 && s.round() {
	}
	return s.doc
}

type shrinker struct {
	doc  *source.Value
	keep func(*source.Value) bool
	left int
}

// path leads to a value: an index into Items or Members a step.
type path []int

// try asks about the document with v in place of what is at p.
func (s *shrinker) try(p path, v *source.Value) bool {
	if s.left <= 0 {
		return false
	}
	s.left--
	next := replaced(s.doc, p, v)
	if !s.keep(next) {
		return false
	}
	s.doc = next
	return true
}

// at returns the value at p.
func (s *shrinker) at(p path) *source.Value {
	v := s.doc
	for _, i := range p {
		v = child(v, i)
	}
	return v
}

func child(v *source.Value, i int) *source.Value {
	if v.Kind == source.Object {
		return v.Members[i].Value
	}
	return v.Items[i]
}

func size(v *source.Value) int {
	switch v.Kind {
	case source.Object:
		return len(v.Members)
	case source.Array:
		return len(v.Items)
	}
	return 0
}

// replaced returns doc with v at p, sharing everything else.
func replaced(doc *source.Value, p path, v *source.Value) *source.Value {
	if len(p) == 0 {
		return v
	}
	inner := replaced(child(doc, p[0]), p[1:], v)
	if doc.Kind == source.Object {
		members := append([]source.Member(nil), doc.Members...)
		members[p[0]].Value = inner
		return source.NewObject(members)
	}
	items := append([]*source.Value(nil), doc.Items...)
	items[p[0]] = inner
	return &source.Value{Kind: source.Array, Items: items}
}

// without returns v without the children from i to end.
func without(v *source.Value, i, end int) *source.Value {
	if v.Kind == source.Object {
		return source.NewObject(append(append([]source.Member(nil), v.Members[:i]...), v.Members[end:]...))
	}
	return &source.Value{Kind: source.Array, Items: append(append([]*source.Value(nil), v.Items[:i]...), v.Items[end:]...)}
}

// round goes over the whole document once, outer values first, and reports
// whether anything became simpler.
func (s *shrinker) round() bool { return s.visit(path{}) }

func (s *shrinker) visit(p path) bool {
	changed := s.simplify(p)
	changed = s.drop(p) || changed
	for i := 0; i < size(s.at(p)) && s.left > 0; i++ {
		changed = s.visit(append(p[:len(p):len(p)], i)) || changed
	}
	return s.lift(p) || changed
}

// simplify replaces the value at p by a simpler one until none will do.
func (s *shrinker) simplify(p path) bool {
	changed := false
	for again := true; again && s.left > 0; {
		again = false
		for _, v := range simpler(s.at(p)) {
			if s.try(p, v) {
				changed, again = true, true
				break
			}
		}
	}
	return changed
}

// drop leaves children out, half of them first, then ever smaller runs (all of
// them is what simplify tried), the last ones first, because what comes first is
// more often what a reader expects.
func (s *shrinker) drop(p path) bool {
	changed := false
	for run := size(s.at(p)) / 2; run > 0 && s.left > 0; run /= 2 {
		for end := size(s.at(p)); end > 0; {
			begin := max(0, end-run)
			if s.try(p, without(s.at(p), begin, end)) {
				changed = true
			}
			end = begin
		}
	}
	return changed
}

// lift puts a value in place of the one of the same kind that it is inside of,
// which takes turns out of a recursion.
func (s *shrinker) lift(p path) bool {
	changed := false
	for again := true; again && s.left > 0; {
		again = false
		v := s.at(p)
		for _, inner := range inside(v) {
			if s.try(p, inner) {
				changed, again = true, true
				break
			}
		}
	}
	return changed
}

// inside lists the children and grandchildren of v that are of its kind and not
// empty.
func inside(v *source.Value) []*source.Value {
	var list []*source.Value
	add := func(x *source.Value) {
		if x.Kind == v.Kind && size(x) > 0 {
			list = append(list, x)
		}
	}
	for i := range size(v) {
		c := child(v, i)
		add(c)
		for k := range size(c) {
			add(child(c, k))
		}
	}
	return list
}
