package codec

import (
	"errors"
	"io"
	"sort"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// Stream reads a JSON object from an io.Reader so that the elements of one
// array member can be taken one by one: memory depends on the largest element
// and on the rest of the object, not on the number of elements. It is what
// generated streaming decoders are made of.
//
// The elements are handed out before the end was seen, so they are provisional
// until the decoder's Close returns nil.
type Stream struct {
	r    io.Reader
	name string // member whose elements are handed out
	some bool   // there is such a member: Select was called

	buf   []byte // what was read and not yet consumed begins at from
	from  int
	eof   bool
	ioErr error
	at    place // where buf[from] stands in the input

	state streamState
	first bool // no member or element was read yet at this level
	index int  // number of the next element
	found bool // the streamed array was met

	arrayAt int // where it stands in rest
	item    place

	rest     []byte // the object with the streamed array emptied
	restEnd  int    // offset in the input behind the last byte of rest
	segments []segmentOfRest

	list []rt.Error
	more int
	dead bool
}

type streamState uint8

const (
	streamStart streamState = iota
	streamObject
	streamArray
	streamDone
)

// place is a position in the input.
type place struct {
	offset, line, column int
}

func (p place) after(text []byte) place {
	p.offset += len(text)
	for _, b := range text {
		switch {
		case b == '\n':
			p.line, p.column = p.line+1, 1
		case utf8.RuneStart(b):
			p.column++
		}
	}
	return p
}

// segmentOfRest says where a part of rest stood in the input.
type segmentOfRest struct {
	from int
	at   place
}

// streamBuffer is how much is read at a time.
const streamBuffer = 64 << 10

// NewStream returns a stream over r. Nothing is read yet.
func NewStream(r io.Reader) *Stream { return &Stream{r: r, at: place{0, 1, 1}} }

// Select names the member whose elements Next hands out. It reports false when
// reading has begun with another one.
func (s *Stream) Select(name string) bool {
	if s.state == streamStart && !s.some {
		s.name, s.some = name, true
	}
	return s.some && s.name == name
}

// Cursor returns a cursor over the text of an element, which knows how deep in
// the document the element is.
func (s *Stream) Cursor(text string, rules []Rule) *Cursor {
	c := &Cursor{rules: rules}
	c.Start(text, elementDepth)
	return c
}

// elementDepth is how deep an element of the streamed array is: in the array,
// in the object.
const elementDepth = 2

// Next returns the text of the next element of the selected array; false when
// there is none left.
func (s *Stream) Next() (string, bool) {
	for !s.dead {
		switch s.state {
		case streamStart:
			s.begin()
		case streamObject:
			s.member()
		case streamArray:
			if text, ok := s.element(); ok {
				return text, true
			}
		default:
			return "", false
		}
	}
	return "", false
}

// Check notes what was wrong with the element just handed out, and reports
// whether nothing was.
func (s *Stream) Check(err error) bool {
	if err == nil {
		return true
	}
	var list *rt.Errors
	if !errors.As(err, &list) {
		return true
	}
	prefix := "/" + wire.PointerEscape(s.name) + "/" + IntText(int64(s.index-1))
	for _, e := range list.List {
		if e.IsSyntax() {
			s.dead = true
		}
		e.InstanceAt = prefix + e.InstanceAt
		s.note(relocate(e, 0, s.item))
	}
	s.more += list.More
	return false
}

// relocate moves an error found in a piece of text to where the piece, which
// begins at offset from of the text the error knows, stood in the input.
func relocate(e rt.Error, from int, at place) rt.Error {
	if e.Line == 1 {
		e.Column += at.column - 1
	}
	e.Line += at.line - 1
	e.Offset += at.offset - from
	return e
}

func (s *Stream) note(e rt.Error) {
	if e.IsSyntax() {
		s.list = []rt.Error{e}
		s.more = 0
		return
	}
	if len(s.list) >= rt.MaxErrors {
		s.more++
		return
	}
	s.list = append(s.list, e)
}

// Met reports whether the selected array was met, so that Rest lacks its
// elements.
func (s *Stream) Met() bool { return s.found }

// Streamed reports whether the array of that name was met and handed out, and
// then the number of its elements and its offset in Rest.
func (s *Stream) Streamed(name string) (n, at int, ok bool) {
	return s.index, s.arrayAt, s.found && s.name == name
}

// RestCursor returns a cursor over Rest, which knows that one array in it was
// emptied.
func (s *Stream) RestCursor(rules []Rule) *Cursor {
	c := NewCursor(s.Rest(), rules)
	if s.found {
		c.emptied = s.arrayAt + 1
	}
	return c
}

// Sound reports whether nothing was wrong so far.
func (s *Stream) Sound() bool { return !s.dead && len(s.list) == 0 && s.ioErr == nil }

// Rest reads to the end, elements that were not asked for excepted (ask for
// them first), and returns the object with the selected array empty.
func (s *Stream) Rest() string {
	for s.state != streamDone && !s.dead {
		if _, ok := s.Next(); !ok {
			break
		}
	}
	return string(s.rest)
}

// Finish joins the errors of the elements with err, that of decoding Rest.
func (s *Stream) Finish(err error) error {
	if s.ioErr != nil {
		return s.ioErr
	}
	var list *rt.Errors
	if errors.As(err, &list) {
		if s.dead {
			s.earlier(list.List[0])
		} else {
			for _, e := range list.List {
				s.note(s.place(e))
			}
			s.more += list.More
		}
	}
	if len(s.list) == 0 {
		return nil
	}
	sort.SliceStable(s.list, func(i, j int) bool { return s.list[i].Offset < s.list[j].Offset })
	return &rt.Errors{List: s.list, More: s.more}
}

// earlier reports e, found in rest, instead of the syntax error that ended the
// reading when it is one that stood before it. That rest itself ends early
// means nothing: it was cut there.
func (s *Stream) earlier(e rt.Error) {
	if !e.IsSyntax() || e.Offset >= len(s.rest) {
		return
	}
	if e = s.place(e); e.Offset < s.list[0].Offset {
		s.list = []rt.Error{e}
	}
}

// place moves an error found in rest to where the input had that text.
func (s *Stream) place(e rt.Error) rt.Error {
	i := sort.Search(len(s.segments), func(i int) bool { return s.segments[i].from > e.Offset }) - 1
	if i < 0 {
		return e
	}
	g := s.segments[i]
	at := g.at.after(s.rest[g.from:min(e.Offset, len(s.rest))])
	e.Offset, e.Line, e.Column = at.offset, at.line, at.column
	return e
}
