package eval

import (
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Value is one JSON value of a parsed document. It is immutable, so one tree
// may be checked against many nodes, by many goroutines. Strings and numbers
// are substrings of the text that was parsed and keep it alive.
type Value struct {
	text   string // string: decoded; number: as written
	name   string // member name, when the parent is an object
	kids   []Value
	index  map[string]int32 // name -> position in kids, for large objects
	offset int
	nameAt int
	size   int32 // values in this tree, itself included
	kind   rt.Kind
	truth  bool
}

// indexFrom is the member count from which an object has an index; below it a
// walk over the names is faster.
const indexFrom = 16

// Parse reads text as exactly one strict JSON value. The error is an
// *rt.Errors with offset, line, column and pointer.
func Parse(text string) (*Value, error) {
	c := codec.NewCursor(text, nil)
	v := ParseFrom(c)
	c.End()
	if err := c.Err(); err != nil {
		return nil, err
	}
	return v, nil
}

// ParseFrom reads the one value c stands at, so that code which has already
// begun to read a document can have a part of it evaluated; offsets count from
// the start of c's text. After a syntax error, which c keeps, it returns nil.
func ParseFrom(c *codec.Cursor) *Value {
	b := builder{Cursor: c}
	v := b.value()
	if c.Dead() {
		return nil
	}
	return &v
}

// builder makes trees. Finished kids of unfinished containers wait on one
// stack, so that each container ends up with one slice of the right size.
type builder struct {
	*codec.Cursor
	stack []Value
	known []tree // values still to come that were parsed before
}

// value reads one value. It returns a Value and does not fill one in, because
// each would then be allocated by itself.
func (b *builder) value() Value {
	v := Value{kind: b.Peek(), offset: b.Pos(), size: 1}
	if len(b.known) > 0 && b.known[0].value.offset == v.offset {
		v = *b.known[0].value
		b.Leap(b.known[0].end)
		b.known = b.known[1:]
		return v
	}
	switch v.kind {
	case rt.KindNull:
		b.Nil()
	case rt.KindBool:
		v.truth = b.True()
	case rt.KindNumber:
		v.text = b.Num()
	case rt.KindString:
		v.text = b.Str()
	case rt.KindArray:
		base := len(b.stack)
		for b.Enter(); b.Element(); {
			kid := b.value()
			if b.Dead() {
				return v
			}
			b.stack = append(b.stack, kid)
		}
		v.kids, v.size = b.take(base)
	case rt.KindObject:
		v.kids, v.index, v.size = b.members()
	default:
		b.Skip() // says what is wrong
	}
	return v
}

func (b *builder) members() (kids []Value, index map[string]int32, size int32) {
	base := len(b.stack)
	for b.Enter(); b.Member(); {
		name, at := b.Key(), b.KeyPos()
		n := len(b.stack) - base
		if index == nil && n == indexFrom {
			index = make(map[string]int32, 2*indexFrom)
			for i := range b.stack[base:] {
				index[b.stack[base+i].name] = int32(i)
			}
		}
		if index != nil {
			if _, dup := index[name]; dup {
				b.Duplicate()
				return nil, nil, 0
			}
			index[name] = int32(n)
		} else {
			for i := base; i < len(b.stack); i++ {
				if b.stack[i].name == name {
					b.Duplicate()
					return nil, nil, 0
				}
			}
		}
		kid := b.value()
		if b.Dead() {
			return nil, nil, 0
		}
		kid.name, kid.nameAt = name, at
		b.stack = append(b.stack, kid)
	}
	kids, size = b.take(base)
	return kids, index, size
}

// take moves the kids above base from the stack into a slice of their own, and
// counts the values of the tree they are in.
func (b *builder) take(base int) (kids []Value, size int32) {
	size = 1
	if n := len(b.stack) - base; n > 0 {
		kids = append(make([]Value, 0, n), b.stack[base:]...)
		for i := range kids {
			size += kids[i].size
		}
		clear(b.stack[base:])
		b.stack = b.stack[:base]
	}
	return kids, size
}

// Kind returns the JSON type of v.
func (v *Value) Kind() rt.Kind { return v.kind }

// Offset returns where v begins in the text it was parsed from, in bytes.
func (v *Value) Offset() int { return v.offset }

// Text returns the decoded text of a string, the literal of a number as
// written, and "" for everything else.
func (v *Value) Text() string { return v.text }

// Bool returns the truth of a boolean; false for everything else.
func (v *Value) Bool() bool { return v.truth }

// Len returns the number of items or members of v.
func (v *Value) Len() int { return len(v.kids) }

// Kid returns the i-th item or member value, 0 ≤ i < Len.
func (v *Value) Kid(i int) *Value { return &v.kids[i] }

// Name returns the name of v in the object it is a member of.
func (v *Value) Name() string { return v.name }

// Get returns the value of the member called name, nil when v has none or is
// not an object.
func (v *Value) Get(name string) *Value {
	if i := v.find(name); i >= 0 {
		return &v.kids[i]
	}
	return nil
}

func (v *Value) find(name string) int {
	if v.kind != rt.KindObject {
		return -1
	}
	if v.index != nil {
		if i, ok := v.index[name]; ok {
			return int(i)
		}
		return -1
	}
	for i := range v.kids {
		if v.kids[i].name == name {
			return i
		}
	}
	return -1
}

// Equal reports whether a and b are the same JSON value: member order and the
// spelling of numbers and strings do not count, numbers compare exactly.
func Equal(a, b *Value) bool {
	if a.kind != b.kind || len(a.kids) != len(b.kids) {
		return false
	}
	switch a.kind {
	case rt.KindBool:
		return a.truth == b.truth
	case rt.KindNumber:
		return a.text == b.text || codec.CompareNumbers(a.text, b.text) == 0
	case rt.KindString:
		return a.text == b.text
	case rt.KindArray:
		for i := range a.kids {
			if !Equal(&a.kids[i], &b.kids[i]) {
				return false
			}
		}
	case rt.KindObject:
		for i := range a.kids {
			x := &a.kids[i]
			// Most equal objects have their members in the same order.
			j := i
			if b.kids[i].name != x.name {
				if j = b.find(x.name); j < 0 {
					return false
				}
			}
			if !Equal(x, &b.kids[j]) {
				return false
			}
		}
	}
	return true
}
