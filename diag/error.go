package diag

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Error says what is wrong with some input and where. It is the one error type
// for bad input in every package; parts that do not apply are zero.
type Error struct {
	File         string // as the user named it
	Line, Column int    // 1-based; Column counts code points; 0 = unknown
	Pointer      string // JSON Pointer of the value meant; "" = the whole document
	Code         string // kebab-case, stable, for machines
	Message      string // what is wrong and why, without place or hint
	Hint         string // what the user can do about it
	Err          error  // the cause, if another error is
}

// Error returns "file:line:column: at /pointer: message", followed by the hint
// on an indented line of its own; absent parts are left out.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Place())
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Pointer != "" {
		b.WriteString("at ")
		b.WriteString(codec.ShortPointer(e.Pointer))
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		b.WriteString("\n  hint: ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Place returns "file:line:column", as much of it as is known.
func (e *Error) Place() string {
	place := e.File
	if e.Line > 0 {
		if place != "" {
			place += ":"
		}
		place += strconv.Itoa(e.Line)
		if e.Column > 0 {
			place += ":" + strconv.Itoa(e.Column)
		}
	}
	return place
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.Err }
