package rt

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// MaxDepth is the deepest nesting of arrays and objects a document may have.
const MaxDepth = wire.MaxDepth

// MaxErrors is the number of violations one decode reports; beyond it they are
// only counted, as Errors.More.
const MaxErrors = 100

// Error is one reason why a document was refused.
type Error struct {
	Offset     int    // byte offset into the document; -1 when there is no text
	Line       int    // 1-based; 0 when there is no text
	Column     int    // 1-based, counts code points; 0 when there is no text
	InstanceAt string // JSON Pointer of the value at fault, "" for the whole
	SchemaAt   string // JSON Pointer of the rule, "" for a syntax error
	Keyword    string // keyword of the rule, "" for a syntax error
	Code       string // kind of syntax error, "" for a broken rule
	Message    string
	Hint       string // what to do about it, when there is something to say
}

// IsSyntax reports whether the text is not strict JSON at all.
func (e *Error) IsSyntax() bool { return e.Code != "" }

// Error returns "line:column: at pointer: message", on one line and without
// characters that a terminal would act on, whatever the document's names are.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", e.Line, e.Column)
	}
	if e.InstanceAt != "" {
		b.WriteString("at " + wire.Visible(wire.ShortPointer(e.InstanceAt)) + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Errors is the error of every decoding and validating function: all that is
// wrong, in document order, up to MaxErrors.
type Errors struct {
	List []Error
	More int // violations beyond MaxErrors
}

// Error lists all errors, one per line.
func (e *Errors) Error() string {
	var b strings.Builder
	for i := range e.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.List[i].Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\nand %d more", e.More)
	}
	return b.String()
}
