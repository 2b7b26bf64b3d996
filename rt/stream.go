package rt

import (
	"errors"
	"io"
	"sort"
	"unicode/utf8"
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
	item  place

	rest     []byte // the object with the streamed array emptied
	restEnd  int    // offset in the input behind the last byte of rest
	segments []segmentOfRest

	list []Error
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
	return &Cursor{src: text, rules: rules, depth: elementDepth}
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
	var list *Errors
	if !errors.As(err, &list) {
		return true
	}
	prefix := "/" + PointerEscape(s.name) + "/" + IntText(int64(s.index-1))
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
func relocate(e Error, from int, at place) Error {
	if e.Line == 1 {
		e.Column += at.column - 1
	}
	e.Line += at.line - 1
	e.Offset += at.offset - from
	return e
}

func (s *Stream) note(e Error) {
	if e.IsSyntax() {
		s.list = []Error{e}
		s.more = 0
		return
	}
	if len(s.list) >= MaxErrors {
		s.more++
		return
	}
	s.list = append(s.list, e)
}

// Met reports whether the selected array was met, so that Rest lacks its
// elements.
func (s *Stream) Met() bool { return s.found }

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
	var list *Errors
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
	return &Errors{List: s.list, More: s.more}
}

// earlier reports e, found in rest, instead of the syntax error that ended the
// reading when it is one that stood before it. That rest itself ends early
// means nothing: it was cut there.
func (s *Stream) earlier(e Error) {
	if !e.IsSyntax() || e.Offset >= len(s.rest) {
		return
	}
	if e = s.place(e); e.Offset < s.list[0].Offset {
		s.list = []Error{e}
	}
}

// place moves an error found in rest to where the input had that text.
func (s *Stream) place(e Error) Error {
	i := sort.Search(len(s.segments), func(i int) bool { return s.segments[i].from > e.Offset }) - 1
	if i < 0 {
		return e
	}
	g := s.segments[i]
	at := g.at.after(s.rest[g.from:min(e.Offset, len(s.rest))])
	e.Offset, e.Line, e.Column = at.offset, at.line, at.column
	return e
}

// keep appends text, about to be consumed, to rest. What was skipped before it
// leaves a space, so that two tokens never become one.
func (s *Stream) keep(n int) {
	if len(s.segments) == 0 || s.restEnd != s.at.offset {
		if len(s.rest) > 0 {
			s.rest = append(s.rest, ' ')
		}
		s.segments = append(s.segments, segmentOfRest{len(s.rest), s.at})
	}
	s.rest = append(s.rest, s.buf[s.from:s.from+n]...)
	s.consume(n)
	s.restEnd = s.at.offset
}

func (s *Stream) consume(n int) {
	s.at = s.at.after(s.buf[s.from : s.from+n])
	s.from += n
}

// fill reads more; false at the end of the input.
func (s *Stream) fill() bool {
	if s.eof {
		return false
	}
	if s.from > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.from:])]
		s.from = 0
	}
	if cap(s.buf)-len(s.buf) < streamBuffer/2 {
		grown := make([]byte, len(s.buf), 2*cap(s.buf)+streamBuffer)
		copy(grown, s.buf)
		s.buf = grown
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.ioErr, s.dead = err, true
			}
		}
		if n > 0 || s.eof {
			return n > 0
		}
	}
	s.eof, s.ioErr, s.dead = true, io.ErrNoProgress, true
	return false
}

// peek skips white space and returns the next byte; false at the end.
func (s *Stream) peek() (byte, bool) {
	for {
		for i := s.from; i < len(s.buf); i++ {
			switch b := s.buf[i]; b {
			case ' ', '\t', '\n', '\r':
			default:
				s.consume(i - s.from)
				return b, true
			}
		}
		s.consume(len(s.buf) - s.from)
		if !s.fill() {
			return 0, false
		}
	}
}

// extent returns the length of the value at hand, read in full; the text inside
// is not looked at. Truncated values extend to the end of the input.
func (s *Stream) extent() int {
	depth, inString, i := 0, false, 0
	for {
		if s.from+i >= len(s.buf) && !s.fill() {
			return i
		}
		b := s.buf[s.from+i]
		i++
		switch {
		case inString:
			if b == '\\' {
				if s.from+i >= len(s.buf) && !s.fill() {
					return i
				}
				i++
			} else if b == '"' {
				inString = false
			}
		case b == '"':
			inString = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			if depth == 0 {
				return i - 1
			}
			depth--
		case depth == 0 && (b == ',' || b == ':' || b == ' ' || b == '\n' || b == '\t' || b == '\r'):
			return i - 1
		}
		if depth == 0 && !inString && (b == '"' || b == '}' || b == ']') {
			return i
		}
	}
}

// begin reads up to the object's brace. Anything but an object goes to rest as
// it is.
func (s *Stream) begin() {
	s.state, s.first = streamObject, true
	if b, ok := s.peek(); ok && b == '{' {
		s.keep(1)
		return
	}
	s.drain()
}

// drain moves everything that is left to rest, whose decoding says what is
// wrong with it.
func (s *Stream) drain() {
	for s.keep(len(s.buf) - s.from); s.fill(); {
		s.keep(len(s.buf) - s.from)
	}
	s.state = streamDone
}

// member reads one member of the object, or its end.
func (s *Stream) member() {
	b, ok := s.peek()
	if ok && b == ',' && !s.first {
		s.keep(1)
		b, ok = s.peek()
	} else if ok && !s.first && b != '}' || ok && s.first && b == ',' {
		s.drain()
		return
	}
	s.first = false
	if !ok || b != '"' {
		s.drain() // the closing brace and what follows it, or a syntax error
		return
	}
	n := s.extent()
	key := NewCursor(string(s.buf[s.from:s.from+n]), nil)
	key.Peek()
	name := key.Str()
	s.keep(n)
	if b, ok = s.peek(); !ok || b != ':' {
		s.drain()
		return
	}
	s.keep(1)
	b, ok = s.peek()
	if ok && b == '[' && !key.dead && s.some && name == s.name && !s.found {
		s.keep(1)
		s.found, s.first, s.state = true, true, streamArray
		return
	}
	s.keep(s.extent())
}

// element returns the next element of the streamed array, or ends the array.
func (s *Stream) element() (string, bool) {
	b, ok := s.peek()
	switch {
	case ok && b == ']':
		s.keep(1)
		s.state, s.first = streamObject, false
		return "", false
	case ok && !s.first && b == ',':
		s.consume(1)
		if b, ok = s.peek(); ok && b == ']' {
			return s.broken("a value after ','")
		}
	case ok && !s.first:
		return s.broken("',' or ']' in the array")
	}
	if !ok {
		return s.broken("")
	}
	s.first = false
	n := s.extent()
	if n == 0 {
		return s.broken(wantValue)
	}
	s.item = s.at
	text := string(s.buf[s.from : s.from+n])
	switch kindOf[b] {
	case KindNull, KindBool, KindNumber:
		// What no delimiter follows, such as 1x, ends where its kind ends.
		scalar := Cursor{src: text}
		if scalar.Skip(); !scalar.dead {
			text = text[:scalar.pos]
		}
	}
	s.consume(len(text))
	s.index++
	return text, true
}

// broken ends the reading where neither an element nor the end of the array
// stands, with the words that reading the whole document would find.
func (s *Stream) broken(want string) (string, bool) {
	for len(s.buf)-s.from < utf8.UTFMax && s.fill() {
	}
	if s.ioErr != nil {
		return "", false
	}
	s.dead = true
	c := Cursor{src: string(s.buf[s.from:min(len(s.buf), s.from+utf8.UTFMax)])}
	e := Error{Code: "truncated", Message: "the document ends inside this array", Hint: truncatedHint}
	if len(c.src) > 0 {
		c.unexpected(want)
		e = c.syntax
	}
	e.Offset, e.Line, e.Column = s.at.offset, s.at.line, s.at.column
	e.InstanceAt = "/" + PointerEscape(s.name)
	if want == wantValue {
		e.InstanceAt += "/" + IntText(int64(s.index))
	}
	s.note(e)
	return "", false
}
