package wire

import "sort"

// EqualJSON reports whether two valid JSON texts are the same value.
func EqualJSON(a, b string) bool {
	return a == b || string(AppendCanonical(nil, a)) == string(AppendCanonical(nil, b))
}

// AppendCanonical appends one spelling per JSON value: members sorted by name,
// no space, strings and numbers normalised. Equal values, and only they, have
// equal canonical text. text must be valid JSON.
func AppendCanonical(b []byte, text string) []byte {
	c := Cursor{src: text}
	return c.canonical(b)
}

func (c *Cursor) canonical(b []byte) []byte {
	switch c.Peek() {
	case KindNull:
		c.Nil()
		return append(b, "null"...)
	case KindBool:
		if c.True() {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case KindNumber:
		return AppendCanonicalNumber(b, c.Num())
	case KindString:
		return AppendString(b, c.Str())
	case KindArray:
		b = append(b, '[')
		n := len(b)
		for c.Enter(); c.Element(); {
			if len(b) > n {
				b = append(b, ',')
			}
			b = c.canonical(b)
		}
		return append(b, ']')
	case KindObject:
		return c.canonicalObject(b)
	}
	return b
}

func (c *Cursor) canonicalObject(b []byte) []byte {
	type member struct {
		name     string
		from, to int
	}
	var members []member
	var values []byte
	for c.Enter(); c.Member(); {
		m := member{name: c.key, from: len(values)}
		values = c.canonical(values)
		m.to = len(values)
		members = append(members, m)
	}
	sort.Slice(members, func(i, j int) bool { return members[i].name < members[j].name })
	b = append(b, '{')
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(AppendString(b, m.name), ':')
		b = append(b, values[m.from:m.to]...)
	}
	return append(b, '}')
}
