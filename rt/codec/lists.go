package codec

import (
	"sort"
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// HasKey reports whether m has a member of that name.
func HasKey[V any](m map[string]V, name string) bool {
	_, ok := m[name]
	return ok
}

// ExactlyOne reports whether one of the conditions holds and no other.
func ExactlyOne(conditions ...bool) bool {
	n := 0
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n == 1
}

// IntText returns v as JSON text.
func IntText(v int64) string { return strconv.FormatInt(v, 10) }

// fewItems is the length up to which items are compared pairwise.
const fewItems = 8

// Unique reports whether no two items are equal. Work is linear.
func Unique[T comparable](items []T) bool {
	if len(items) <= fewItems {
		for i := range items {
			for j := range i {
				if items[i] == items[j] {
					return false
				}
			}
		}
		return true
	}
	seen := make(map[T]struct{}, len(items))
	for _, v := range items {
		if _, dup := seen[v]; dup {
			return false
		}
		seen[v] = struct{}{}
	}
	return true
}

// UniqueJSON reports whether no two of n items are the same JSON value; appendItem
// appends the i-th as JSON. Go's seeded map hash keeps hostile input linear.
func UniqueJSON(n int, appendItem func(b []byte, i int) []byte) bool {
	if n < 2 {
		return true
	}
	seen := make(map[string]struct{}, n)
	var text, key []byte
	for i := range n {
		text = appendItem(text[:0], i)
		key = wire.AppendCanonical(key[:0], string(text))
		if _, dup := seen[string(key)]; dup {
			return false
		}
		seen[string(key)] = struct{}{}
	}
	return true
}

// Grow makes room in list, which is full: for as many elements as the rest of the
// text could hold if they are like those that c has read since offset at, within
// reason.
func Grow[T any](c *Cursor, list []T, at int) []T {
	n := len(list)
	if n == 0 {
		return make([]T, 0, 1)
	}
	more := (len(c.Src())-c.Pos())/max(1, (c.Pos()-at)/n) + 1
	return append(make([]T, 0, n+min(max(more, 2), 7*n)), list...)
}

// Mark, Push and Take collect the strings of an array and hand them out as one
// slice of the right size, cut from a block that short lists share. Appending to
// such a slice makes a copy, as it does for any full slice.

// Mark returns where the strings of an array about to be read begin.
func (c *Cursor) Mark() int { return len(c.pushed) }

// Push adds one string.
func (c *Cursor) Push(s string) { c.pushed = append(c.pushed, s) }

// Take returns the strings pushed since mark; never nil.
func (c *Cursor) Take(mark int) []string {
	list := c.pushed[mark:]
	c.pushed = c.pushed[:mark]
	n := len(list)
	if n == 0 {
		return []string{}
	}
	if n > maxBlock/4 {
		return append(make([]string, 0, n), list...)
	}
	if n > len(c.block) {
		c.blockSize = min(max(2*c.blockSize, n, 4), maxBlock)
		c.block = make([]string, c.blockSize)
	}
	out := c.block[:n:n]
	c.block = c.block[n:]
	copy(out, list)
	return out
}

// maxBlock is the most strings that share a block, and with it their lifetime.
const maxBlock = 64

// Trail walks the texts of an array's elements, beside the elements themselves.
type Trail struct {
	c  wire.Cursor
	ok bool
}

// TrailOf returns the trail of an array's text; "" and anything but an array
// give a trail of nothing.
func TrailOf(text string) Trail {
	var t Trail
	t.c.Start(text, 0)
	if text != "" && t.c.Peek() == wire.KindArray {
		t.c.Enter()
		t.ok = true
	}
	return t
}

// Next returns the text of the next element, "" beyond the last.
func (t *Trail) Next() string {
	if !t.ok || !t.c.Element() {
		t.ok = false
		return ""
	}
	return t.c.RawText()
}

// Place is a member of a map in writing order, with the text its value was
// decoded from.
type Place struct{ Name, Text string }

// OrderOf returns the members of m in the order they are to be written: those
// of the recorded text in its order, then the others sorted by name.
func OrderOf[V any](text string, m map[string]V) []Place {
	places := make([]Place, 0, len(m))
	var c wire.Cursor
	c.Start(text, 0)
	if text != "" && c.Peek() == wire.KindObject {
		for c.Enter(); c.Member(); {
			name := c.Key()
			value := c.RawText()
			if HasKey(m, name) {
				places = append(places, Place{name, value})
			}
		}
	}
	if len(places) == len(m) {
		return places
	}
	recorded := make(map[string]struct{}, len(places))
	for _, p := range places {
		recorded[p.Name] = struct{}{}
	}
	rest := len(places)
	for name := range m {
		if _, ok := recorded[name]; !ok {
			places = append(places, Place{Name: name})
		}
	}
	added := places[rest:]
	sort.Slice(added, func(i, j int) bool { return added[i].Name < added[j].Name })
	return places
}

// ValueOfMember takes the value out of an object of at most one member; false
// when it has none. b holds the object without its closing brace.
func ValueOfMember(b []byte) (rt.Raw, bool) {
	var c wire.Cursor
	c.Start(string(append(b, '}')), 0)
	c.Peek()
	c.Enter()
	if !c.Member() {
		return rt.Raw{}, false
	}
	v := c.RawText()
	return rt.Raw(wire.ValueOf(v)), !c.Dead()
}
