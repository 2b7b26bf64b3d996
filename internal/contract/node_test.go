package contract

import (
	"math/rand/v2"
	"strconv"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// node is a JSON value together with its spelling, so that a test decides how
// every number, string and name is written.
type node struct {
	kind    source.Kind
	lit     string // literal of a scalar, as written
	items   []*node
	members []member
}

// member is one member of an object: the name, its spelling and the value.
type member struct {
	name, key string
	value     *node
}

func null() *node           { return &node{kind: source.Null, lit: "null"} }
func number(l string) *node { return &node{kind: source.Number, lit: l} }

func boolean(v bool) *node { return &node{kind: source.Bool, lit: strconv.FormatBool(v)} }

func object(m ...member) *node { return &node{kind: source.Object, members: m} }

func array(items ...*node) *node { return &node{kind: source.Array, items: items} }

// get returns the member's value, nil when there is none.
func (n *node) get(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return n.members[i].value
		}
	}
	return nil
}

// set replaces the member's value or adds the member at the end.
func (n *node) set(name string, v *node) {
	for i := range n.members {
		if n.members[i].name == name {
			n.members[i].value = v
			return
		}
	}
	n.members = append(n.members, member{name, quoted(name), v})
}

func (n *node) drop(name string) {
	for i := range n.members {
		if n.members[i].name == name {
			n.members = append(n.members[:i:i], n.members[i+1:]...)
			return
		}
	}
}

func (n *node) clone() *node {
	c := *n
	c.items = nil
	for _, item := range n.items {
		c.items = append(c.items, item.clone())
	}
	c.members = nil
	for _, m := range n.members {
		c.members = append(c.members, member{m.name, m.key, m.value.clone()})
	}
	return &c
}

// text writes n with the white space that space appends between tokens; nil
// means none.
func (n *node) text(space func([]byte) []byte) []byte {
	if space == nil {
		space = func(b []byte) []byte { return b }
	}
	return space(n.write(space(nil), space))
}

func (n *node) write(b []byte, space func([]byte) []byte) []byte {
	switch n.kind {
	case source.Array:
		b = space(append(b, '['))
		for i, item := range n.items {
			if i > 0 {
				b = space(append(b, ','))
			}
			b = space(item.write(b, space))
		}
		return append(b, ']')
	case source.Object:
		b = space(append(b, '{'))
		for i, m := range n.members {
			if i > 0 {
				b = space(append(b, ','))
			}
			b = space(append(b, m.key...))
			b = space(append(b, ':'))
			b = space(m.value.write(b, space))
		}
		return append(b, '}')
	}
	return append(b, n.lit...)
}

// blanks returns a source of random white space of every kind JSON has.
func blanks(r *rand.Rand) func([]byte) []byte {
	return func(b []byte) []byte {
		for r.IntN(3) == 0 {
			b = append(b, " \t\n\r"[r.IntN(4)])
		}
		return b
	}
}

// quoted spells s as a JSON string with as few escapes as JSON allows. It is
// not the code under test.
func quoted(s string) string { return spelled(s, func() int { return 7 }) }

// spelled spells s as a JSON string; each character asks dice, below 8, how it
// is to be written: 0 and 1 mean \uXXXX, 2 a short escape where there is one.
func spelled(s string, dice func() int) string {
	b := []byte{'"'}
	for _, r := range s {
		how := dice()
		short, hasShort := shortEscapes[r]
		switch {
		case how < 2 || r < ' ' && !(hasShort && how < 6):
			b = appendEscape(b, r, how == 0)
		case hasShort && (how == 2 || r != '/'):
			b = append(b, '\\', short)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(b, '"'))
}

var shortEscapes = map[rune]byte{
	'"': '"', '\\': '\\', '/': '/', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't',
}

// appendEscape appends \uXXXX, or two of them for a character beyond U+FFFF.
func appendEscape(b []byte, r rune, upper bool) []byte {
	if r > 0xffff {
		r -= 0x10000
		return appendEscape(appendEscape(b, 0xd800+r>>10, upper), 0xdc00+r&0x3ff, !upper)
	}
	digits := "0123456789abcdef"
	if upper {
		digits = "0123456789ABCDEF"
	}
	return append(b, '\\', 'u', digits[r>>12], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
