package changes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// canonical writes a value so that equal JSON values give equal text: members
// sorted, numbers by their value.
func canonical(v *source.Value) string { return string(appendCanonical(nil, v)) }

func appendCanonical(dst []byte, v *source.Value) []byte {
	switch v.Kind {
	case source.Number:
		return appendNumber(dst, v.Text)
	case source.Array:
		dst = append(dst, '[')
		for _, item := range v.Items {
			dst = append(appendCanonical(dst, item), ',')
		}
		return append(dst, ']')
	case source.Object:
		members := slices.Clone(v.Members)
		slices.SortFunc(members, func(a, b source.Member) int { return strings.Compare(a.Name, b.Name) })
		dst = append(dst, '{')
		for _, m := range members {
			dst = append(strconv.AppendQuote(dst, m.Name), ':')
			dst = append(appendCanonical(dst, m.Value), ',')
		}
		return append(dst, '}')
	}
	return v.AppendJSON(dst)
}

// appendNumber writes a JSON number as an integer without trailing zeros and a
// power of ten.
func appendNumber(dst []byte, text string) []byte {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	power, err := strconv.Atoi(exponent)
	if err != nil {
		power = 0 // no exponent; source bounds those there are
	}
	negative := strings.HasPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	power -= len(fraction)
	short := strings.TrimRight(digits, "0")
	if short == "" {
		return append(dst, '0')
	}
	power += len(digits) - len(short)
	if negative {
		dst = append(dst, '-')
	}
	dst = append(append(dst, short...), 'e')
	return strconv.AppendInt(dst, int64(power), 10)
}

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

// typeOfValue is the set of the one type that a value has; key is its canonical
// text.
func typeOfValue(v *source.Value, key string) typeSet {
	if v.Kind != source.Number {
		return typeOf(v.Kind.String())
	}
	if _, power, _ := strings.Cut(key, "e"); strings.HasPrefix(power, "-") {
		return typeFraction
	}
	return typeInteger
}

// spelledTypes writes a set the way `type` takes it.
func spelledTypes(t typeSet) *source.Value {
	list := &source.Value{Kind: source.Array}
	add := func(set typeSet, name string) {
		if t&set == set {
			t &^= set
			list.Items = append(list.Items, textValue(name))
		}
	}
	for _, name := range []string{"null", "boolean", "object", "array", "string", "number", "integer"} {
		add(typeOf(name), name)
	}
	if len(list.Items) == 1 {
		return list.Items[0]
	}
	return list
}

func textValue(s string) *source.Value { return &source.Value{Kind: source.String, Text: s} }
