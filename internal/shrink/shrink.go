// Package shrink makes a JSON document smaller while it keeps a property, so that
// a counterexample that a search found can be read by a person.
//
// It knows nothing of schemas: the caller says which documents will do. It
// imports internal/source only.
package shrink

import (
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// Shrink returns the smallest document that it reaches from doc by leaving out
// members and items and by putting simpler values in place of others, as far as
// keep holds for what it returns. It asks keep at most limit times, about
// documents that are always different from the last one that was kept, and never
// about doc itself, which the caller knows to be good. The result depends on doc
// and keep only. doc is not changed, but the result shares values with it.
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
	return changed
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

var plain = []*source.Value{
	{Kind: source.Null}, {Kind: source.Bool}, {Kind: source.Number, Text: "0"},
	{Kind: source.String}, {Kind: source.Array}, {Kind: source.Object},
}

// simpler lists values that are simpler than v, the simplest first. Every chain
// of them ends.
func simpler(v *source.Value) []*source.Value {
	var list []*source.Value
	for _, to := range plain {
		if to.Kind > v.Kind || to.Kind == v.Kind && (size(v) == 0 && (v.Kind >= source.Array || v.Text == to.Text && !v.Bool)) {
			break
		}
		list = append(list, to)
	}
	switch v.Kind {
	case source.Number:
		list = append(list, numbers(v.Text)...)
	case source.String:
		list = append(list, texts(v.Text)...)
	}
	return list
}

// numbers lists shorter numbers: 1 and -1, without exponent, without fraction,
// without the last digits, without the sign.
func numbers(text string) []*source.Value {
	var list []*source.Value
	add := func(s string) {
		if len(s) < len(text) || len(s) == len(text) && s < text {
			list = append(list, &source.Value{Kind: source.Number, Text: s})
		}
	}
	add("1")
	add("-1")
	whole, rest := text, ""
	if i := strings.IndexAny(text, ".eE"); i >= 0 {
		whole, rest = text[:i], text[i:]
	}
	if rest != "" {
		add(whole)
		if i := strings.IndexAny(rest, "eE"); i > 0 {
			add(whole + rest[:i])
		} else if i < 0 && len(rest) > 2 {
			add(whole + rest[:2])
			add(text[:len(text)-1])
		}
	} else if digits := strings.TrimPrefix(whole, "-"); len(digits) > 1 {
		sign := whole[:len(whole)-len(digits)]
		add(sign + "1" + strings.Repeat("0", len(digits)-1))
		add(sign + digits[:(len(digits)+1)/2])
		add(sign + digits[:len(digits)-1])
	}
	if unsigned, negative := strings.CutPrefix(text, "-"); negative {
		add(unsigned)
	}
	return list
}

// texts lists shorter strings: halves, then without one code point, and one with
// plainer letters.
func texts(text string) []*source.Value {
	var list []*source.Value
	add := func(s string) { list = append(list, &source.Value{Kind: source.String, Text: s}) }
	n := utf8.RuneCountInString(text)
	if n > 1 {
		half := cut(text, n/2)
		add(text[:half])
		add(text[half:])
		add(text[:cut(text, n-1)])
		add(text[cut(text, 1):])
	}
	if plain := strings.Repeat("a", n); n > 0 && !strings.HasPrefix(text, plain) {
		add(plain)
	}
	return list
}

// cut returns the byte offset of the n-th code point.
func cut(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}
