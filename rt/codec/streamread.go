package codec

import (
	"io"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

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
	var key wire.Cursor
	key.Start(string(s.buf[s.from:s.from+n]), 0)
	key.Peek()
	name := key.Str()
	s.keep(n)
	if b, ok = s.peek(); !ok || b != ':' {
		s.drain()
		return
	}
	s.keep(1)
	b, ok = s.peek()
	if ok && b == '[' && !key.Dead() && s.some && name == s.name && !s.found {
		s.arrayAt = len(s.rest)
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
		return s.broken(wire.WantValue)
	}
	s.item = s.at
	text := string(s.buf[s.from : s.from+n])
	switch wire.KindOf(b) {
	case wire.KindNull, wire.KindBool, wire.KindNumber:
		// What no delimiter follows, such as 1x, ends where its kind ends.
		var scalar wire.Cursor
		scalar.Start(text, 0)
		if scalar.Skip(); !scalar.Dead() {
			text = text[:scalar.Pos()]
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
	var c wire.Cursor
	c.Start(string(s.buf[s.from:min(len(s.buf), s.from+utf8.UTFMax)]), 0)
	e := rt.Error{Code: "truncated", Message: "the document ends inside this array", Hint: wire.TruncatedHint}
	if len(c.Src()) > 0 {
		c.Unexpected(want)
		f := c.Fatal()
		e = rt.Error{Code: f.Code, Message: f.Message, Hint: f.Hint}
	}
	e.Offset, e.Line, e.Column = s.at.offset, s.at.line, s.at.column
	e.InstanceAt = "/" + wire.PointerEscape(s.name)
	if want == wire.WantValue {
		e.InstanceAt += "/" + IntText(int64(s.index))
	}
	s.note(e)
	return "", false
}
