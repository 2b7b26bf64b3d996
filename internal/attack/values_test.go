package attack

import (
	"fmt"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

func number(s string) *source.Value { return &source.Value{Kind: source.Number, Text: s} }
func count(n int) *source.Value     { return number(strconv.Itoa(n)) }
func boolean(b bool) *source.Value  { return &source.Value{Kind: source.Bool, Bool: b} }
func array(items ...*source.Value) *source.Value {
	return &source.Value{Kind: source.Array, Items: items}
}

func texts(list []string) *source.Value {
	items := make([]*source.Value, len(list))
	for i, s := range list {
		items[i] = text(s)
	}
	return array(items...)
}

// object makes an object; of two members with one name the later wins, in the
// place of the earlier.
func object(members ...source.Member) *source.Value {
	var kept []source.Member
next:
	for _, m := range members {
		for i := range kept {
			if kept[i].Name == m.Name {
				kept[i].Value = m.Value
				continue next
			}
		}
		kept = append(kept, m)
	}
	return source.NewObject(kept)
}

// without returns v less its i-th member or item.
func without(v *source.Value, i int) *source.Value { return withoutPart(v, i, 1) }

// withoutPart returns v less n of its members or items from the i-th on.
func withoutPart(v *source.Value, i, n int) *source.Value {
	if v.Kind == source.Array {
		return array(append(append([]*source.Value{}, v.Items[:i]...), v.Items[i+n:]...)...)
	}
	return source.NewObject(append(append([]source.Member{}, v.Members[:i]...), v.Members[i+n:]...))
}

// kids returns the number of items or members.
func kids(v *source.Value) int {
	if v.Kind == source.Array {
		return len(v.Items)
	}
	if v.Kind == source.Object {
		return len(v.Members)
	}
	return 0
}

func kid(v *source.Value, i int) *source.Value {
	if v.Kind == source.Array {
		return v.Items[i]
	}
	return v.Members[i].Value
}

// setKid returns v with another i-th item or member value.
func setKid(v *source.Value, i int, x *source.Value) *source.Value {
	if v.Kind == source.Array {
		items := append([]*source.Value{}, v.Items...)
		items[i] = x
		return array(items...)
	}
	members := append([]source.Member{}, v.Members...)
	members[i] = member(members[i].Name, x)
	return source.NewObject(members)
}

// replace returns root with x at the place that path, a list of indexes, leads
// to. Everything beside the path is shared.
func replace(root *source.Value, path []int, x *source.Value) *source.Value {
	if len(path) == 0 {
		return x
	}
	return setKid(root, path[0], replace(kid(root, path[0]), path[1:], x))
}

func at(root *source.Value, path []int) *source.Value {
	for _, i := range path {
		root = kid(root, i)
	}
	return root
}

// paths lists the path of every value in root, parents first.
func paths(root *source.Value) [][]int {
	var list [][]int
	var walk func(v *source.Value, path []int)
	walk = func(v *source.Value, path []int) {
		list = append(list, append([]int{}, path...))
		for i := range kids(v) {
			walk(kid(v, i), append(path, i))
		}
	}
	walk(root, nil)
	return list
}

// size counts the values in v, itself included.
func size(v *source.Value) int {
	n := 1
	for i := range kids(v) {
		n += size(kid(v, i))
	}
	return n
}

// String returns the opinion in a word.
func (o Opinion) String() string { return [...]string{"no opinion", "valid", "invalid"}[o] }

// document is a document in every form that a judge wants.
type document struct {
	text  string
	value *source.Value
	eval  *eval.Value
}

func newDocument(v *source.Value) (*document, error) {
	d := &document{text: v.JSON(), value: v}
	var err error
	if d.eval, err = eval.Parse(d.text); err != nil {
		return nil, fmt.Errorf("document %.200s: %w", d.text, err)
	}
	return d, nil
}
