package changes

import (
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// canonical writes a value so that equal JSON values, and only they, give equal
// text.
func canonical(v *source.Value) string { return string(codec.AppendCanonical(nil, v.JSON())) }

// typeSet is a set of JSON types, with numbers told apart by whether they are
// whole.
type typeSet uint8

const (
	typeNull typeSet = 1 << iota
	typeBoolean
	typeObject
	typeArray
	typeString
	typeInteger
	typeFraction

	anyType = 1<<iota - 1
)

func typeOf(name string) typeSet {
	switch name {
	case "null":
		return typeNull
	case "boolean":
		return typeBoolean
	case "object":
		return typeObject
	case "array":
		return typeArray
	case "string":
		return typeString
	case "integer":
		return typeInteger
	case "number":
		return typeInteger | typeFraction
	}
	return 0
}

// typeOfValue is the set of the one type that a value has.
func typeOfValue(v *source.Value) typeSet {
	switch {
	case v.Kind != source.Number:
		return typeOf(v.Kind.String())
	case codec.IsInteger(v.Text):
		return typeInteger
	}
	return typeFraction
}

// words are the names of the types of a set.
func (t typeSet) words() []string {
	var out []string
	for _, name := range []string{"null", "boolean", "object", "array", "string", "number", "integer"} {
		if set := typeOf(name); t&set == set {
			t &^= set
			out = append(out, name)
		}
	}
	return out
}

// spelledTypes writes a set the way `type` takes it.
func spelledTypes(t typeSet) *source.Value {
	list := &source.Value{Kind: source.Array}
	for _, name := range t.words() {
		list.Items = append(list.Items, textValue(name))
	}
	if len(list.Items) == 1 {
		return list.Items[0]
	}
	return list
}

func textValue(s string) *source.Value { return &source.Value{Kind: source.String, Text: s} }
