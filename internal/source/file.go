package source

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/diag"
)

// File is a text and the tree read from it. It is safe for concurrent use.
type File struct {
	Name string // as the user named it
	Data []byte // the text; never modified
	Root *Value

	once  sync.Once
	lines []int // offsets of the line starts
}

// Position returns the 1-based line and column of a byte offset. Columns count
// code points; a line ends at a line feed. Offsets outside the text count as
// its nearer end.
func (f *File) Position(offset int) (line, column int) {
	f.once.Do(func() { f.lines = lineStarts(f.Data) })
	offset = min(max(offset, 0), len(f.Data))
	n := sort.SearchInts(f.lines, offset+1)
	return n, utf8.RuneCount(f.Data[f.lines[n-1]:offset]) + 1
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// PointerAt returns the JSON Pointer of the innermost value whose text, or whose
// member name, contains the offset; "" is the root, also when there is none.
func (f *File) PointerAt(offset int) string {
	var pointer []byte
	for v := f.Root; v != nil; {
		switch v.Kind {
		case Array:
			i := sort.Search(len(v.Items), func(i int) bool { return v.Items[i].Start > offset }) - 1
			if i < 0 || offset >= v.Items[i].End {
				return string(pointer)
			}
			pointer = strconv.AppendInt(append(pointer, '/'), int64(i), 10)
			v = v.Items[i]
		case Object:
			i := sort.Search(len(v.Members), func(i int) bool { return v.Members[i].At > offset }) - 1
			if i < 0 || offset >= v.Members[i].Value.End {
				return string(pointer)
			}
			pointer = AppendPointer(pointer, v.Members[i].Name)
			if offset < v.Members[i].Value.Start {
				return string(pointer)
			}
			v = v.Members[i].Value
		default:
			return string(pointer)
		}
	}
	return string(pointer)
}

// At returns the value a JSON Pointer (RFC 6901, "" is the root) leads to. It
// reports false when there is none, or pointer is not one.
func (f *File) At(pointer string) (*Value, bool) { return f.Root.At(pointer) }

// At returns the value below v that a JSON Pointer (RFC 6901, "" is v itself)
// leads to. It reports false when there is none, or pointer is not one.
func (v *Value) At(pointer string) (*Value, bool) {
	for pointer != "" {
		if v == nil || pointer[0] != '/' {
			return nil, false
		}
		token := pointer[1:]
		end := strings.IndexByte(token, '/')
		if end < 0 {
			end = len(token)
		}
		token, pointer = token[:end], token[end:]
		i := v.child(token)
		switch {
		case i < 0:
			return nil, false
		case v.Kind == Array:
			v = v.Items[i]
		default:
			v = v.Members[i].Value
		}
	}
	return v, v != nil
}

// child returns the index in Items or Members of what a reference token names,
// or -1.
func (v *Value) child(token string) int {
	switch v.Kind {
	case Object:
		if name, ok := UnescapePointer(token); ok {
			return v.find(name)
		}
	case Array:
		if i, ok := arrayIndex(token); ok && i < len(v.Items) {
			return i
		}
	}
	return -1
}

// Path returns the indexes, into Items or Members, of the steps a JSON Pointer
// takes from v, as far as it leads anywhere. Comparing paths puts values in
// document order.
func (v *Value) Path(pointer string) []int {
	var path []int
	for _, token := range strings.Split(pointer, "/")[1:] {
		if v == nil {
			break
		}
		i := v.child(token)
		if i < 0 {
			break
		}
		path = append(path, i)
		if v.Kind == Array {
			v = v.Items[i]
		} else {
			v = v.Members[i].Value
		}
	}
	return path
}

func arrayIndex(token string) (int, bool) {
	if token == "" || len(token) > 9 || token[0] == '0' && len(token) > 1 {
		return 0, false
	}
	n := 0
	for i := 0; i < len(token); i++ {
		if token[i] < '0' || token[i] > '9' {
			return 0, false
		}
		n = n*10 + int(token[i]-'0')
	}
	return n, true
}

// AppendPointer appends "/" and name, escaped as RFC 6901 wants, to a pointer.
func AppendPointer(pointer []byte, name string) []byte {
	pointer = append(pointer, '/')
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '~':
			pointer = append(pointer, '~', '0')
		case '/':
			pointer = append(pointer, '~', '1')
		default:
			pointer = append(pointer, name[i])
		}
	}
	return pointer
}

// Join returns the pointer of a descendant: each name is escaped and appended.
func Join(pointer string, names ...string) string {
	b := []byte(pointer)
	for _, name := range names {
		b = AppendPointer(b, name)
	}
	return string(b)
}

// UnescapePointer undoes the escapes of one reference token of a JSON Pointer.
// It reports false for a "~" that neither 0 nor 1 follows.
func UnescapePointer(token string) (string, bool) {
	if !strings.Contains(token, "~") {
		return token, true
	}
	b := make([]byte, 0, len(token))
	for i := 0; i < len(token); i++ {
		c := token[i]
		if c == '~' {
			i++
			if i == len(token) {
				return "", false
			}
			switch token[i] {
			case '0':
				c = '~'
			case '1':
				c = '/'
			default:
				return "", false
			}
		}
		b = append(b, c)
	}
	return string(b), true
}

// Errorf makes an Error about v, which may be nil (then it has no line). When
// pointer is empty, it stays so: the error is then about the document or v is
// the root.
func (f *File) Errorf(v *Value, pointer, code, hint, format string, args ...any) *diag.Error {
	e := &diag.Error{File: f.Name, Pointer: pointer, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint}
	if v != nil {
		e.Line, e.Column = f.Position(v.Start)
	}
	return e
}

// ErrorAt makes an Error about the text at offset; the pointer is that of the
// innermost value there.
func (f *File) ErrorAt(offset int, code, hint, format string, args ...any) *diag.Error {
	e := &diag.Error{File: f.Name, Pointer: f.PointerAt(offset), Code: code, Message: fmt.Sprintf(format, args...), Hint: hint}
	e.Line, e.Column = f.Position(offset)
	return e
}
