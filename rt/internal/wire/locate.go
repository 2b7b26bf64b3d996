package wire

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Place is where in a document something is.
type Place struct {
	Offset  int
	Line    int // 1-based
	Column  int // 1-based, counts code points
	Pointer string
}

// Locate returns the places of offsets, which are sorted.
func Locate(src string, offsets ...int) []Place {
	list := make([]Place, len(offsets))
	line, lineStart, at := 1, 0, 0
	for i, off := range offsets {
		list[i].Offset, off = off, min(off, len(src))
		for ; at < off; at++ {
			if src[at] == '\n' {
				line, lineStart = line+1, at+1
			}
		}
		list[i].Line = line
		list[i].Column = 1 + utf8.RuneCountInString(src[lineStart:off])
	}
	l := locator{Cursor: Cursor{src: src}, list: list}
	l.value()
	for ; l.next < len(list); l.next++ {
		list[l.next].Pointer = l.pointer()
	}
	return list
}

// locator walks a text, keeping the path, until every offset has its pointer.
// It stops where the text stops being JSON.
type locator struct {
	Cursor
	list []Place
	next int
	path []segment
}

type segment struct {
	name  string
	index int // ≥ 0 in arrays, -1 in objects
}

// settle gives the current path to every error before offset end.
func (l *locator) settle(end int) {
	for l.next < len(l.list) && l.list[l.next].Offset < end {
		l.list[l.next].Pointer = l.pointer()
		l.next++
	}
}

func (l *locator) value() {
	switch l.Peek() {
	case KindObject:
		l.settle(l.pos + 1)
		for l.Enter(); l.next < len(l.list) && l.Member(); {
			l.settle(l.keyAt)
			l.path = append(l.path, segment{l.key, -1})
			l.value()
			if l.dead {
				return
			}
			l.settle(l.pos)
			l.path = l.path[:len(l.path)-1]
		}
	case KindArray:
		l.settle(l.pos + 1)
		i := 0
		for l.Enter(); l.next < len(l.list) && l.Element(); i++ {
			l.path = append(l.path, segment{index: i})
			l.value()
			if l.dead {
				return
			}
			l.settle(l.pos)
			l.path = l.path[:len(l.path)-1]
		}
	default:
		l.Skip()
	}
}

func (l *locator) pointer() string {
	var b strings.Builder
	for _, s := range l.path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
			continue
		}
		b.WriteString(PointerEscape(s.name))
	}
	return b.String()
}
