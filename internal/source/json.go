package source

import (
	"errors"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// ParseJSON reads one JSON text. It is as strict as generated code: duplicate
// names, invalid UTF-8, lone surrogates, a byte order mark, trailing data,
// nesting beyond rt.MaxDepth and exponents beyond rt.MaxExponent are refused.
// The error is an *diag.Error with the place of the first fault, its Err an
// *rt.Errors. Name is what messages call the text. data is kept as File.Data.
func ParseJSON(name string, data []byte) (*File, error) {
	b := builder{c: codec.NewCursor(string(data), nil)}
	root := b.value()
	b.c.End()
	if err := b.c.Err(); err != nil {
		return nil, syntaxError(name, err)
	}
	return &File{Name: name, Data: data, Root: root}, nil
}

// syntaxError turns what the cursor says into an Error, words kept.
func syntaxError(name string, err error) *diag.Error {
	e := &diag.Error{File: name, Code: CodeParse, Message: err.Error(), Err: err}
	var faults *rt.Errors
	if errors.As(err, &faults) && len(faults.List) > 0 {
		first := faults.List[0]
		e.Line, e.Column = first.Line, first.Column
		e.Pointer, e.Message, e.Hint = first.InstanceAt, first.Message, first.Hint
	}
	return e
}

// builder makes the tree of what a cursor reads.
type builder struct {
	c    *codec.Cursor
	slab []Value
}

// slabSize is how many values are allocated at a time.
const slabSize = 128

func (b *builder) new(k Kind) *Value {
	if len(b.slab) == 0 {
		b.slab = make([]Value, slabSize)
	}
	v := &b.slab[0]
	b.slab = b.slab[1:]
	v.Kind = k
	return v
}

// value reads one value. After a syntax error it returns a value nobody uses;
// its depth is bounded by the cursor.
func (b *builder) value() *Value {
	kind := b.c.Peek()
	start := b.c.Pos()
	var v *Value
	switch kind {
	case rt.KindNull:
		v = b.new(Null)
		b.c.Nil()
	case rt.KindBool:
		v = b.new(Bool)
		v.Bool = b.c.True()
	case rt.KindNumber:
		v = b.new(Number)
		v.Text = b.c.Num()
	case rt.KindString:
		v = b.new(String)
		v.Text = b.c.Str()
	case rt.KindArray:
		v = b.new(Array)
		for b.c.Enter(); b.c.Element(); {
			v.Items = append(v.Items, b.value())
		}
	case rt.KindObject:
		v = b.new(Object)
		b.members(v)
	default:
		v = b.new(Null)
		b.c.Skip() // says what is wrong
	}
	v.Start, v.End = start, b.c.Pos()
	return v
}

func (b *builder) members(v *Value) {
	for b.c.Enter(); b.c.Member(); {
		name, at := b.c.Key(), b.c.KeyPos()
		if v.find(name) >= 0 {
			b.c.Duplicate()
			return
		}
		v.Members = append(v.Members, Member{Name: name, At: at, Value: b.value()})
		v.noteLast()
	}
}

// noteLast keeps the index in step with a member just appended.
func (v *Value) noteLast() {
	switch n := len(v.Members); {
	case v.index != nil:
		v.index[v.Members[n-1].Name] = n - 1
	case n == indexFrom:
		v.buildIndex()
	}
}
