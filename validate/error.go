package validate

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// Error says why a document is not valid: by its violations of the schema or, when
// there are none, because its text is not strict JSON. errors.As finds the
// [*diag.Error] about the text in it.
type Error struct {
	// Name is what the document was called, "" for nothing.
	Name string
	// Violations are in document order, at most Options.MaxViolations of them; More
	// is set when there are others.
	Violations []Violation
	More       bool

	text *diag.Error // why the text is none, nil when it was read
}

// MarshalJSON writes the fields by their names, and as Text the reason why the text is
// no document, null when it is one.
func (e *Error) MarshalJSON() ([]byte, error) {
	type fields Error
	return json.Marshal(struct {
		fields
		Text *diag.Error
	}{fields(*e), e.text})
}

// maxTold is how many violations the text of an Error tells.
const maxTold = 10

// Error tells the first violations, one a line.
func (e *Error) Error() string {
	if e.text != nil {
		return e.text.Error()
	}
	var lines []string
	for i := range e.Violations {
		if i == maxTold {
			break
		}
		v := &e.Violations[i]
		at := diag.Error{File: e.Name, Line: v.Line, Column: v.Column, Pointer: v.InstanceAt, Message: v.Message}
		lines = append(lines, at.Error())
	}
	switch left := len(e.Violations) - len(lines); {
	case e.More:
		lines = append(lines, "and more")
	case left > 0:
		lines = append(lines, "and "+wording.Count(left, "more violation"))
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the [*diag.Error] about the text, or nil.
func (e *Error) Unwrap() error {
	if e.text == nil {
		return nil
	}
	return e.text
}

// Violation is one reason why a document does not satisfy a schema.
type Violation struct {
	// InstanceAt is the JSON Pointer of the value at fault, and Line and Column are
	// where it begins in the document, counted from 1; columns count code points.
	InstanceAt   string
	Line, Column int
	// Name is set when the name of the member is at fault and not its value; the
	// position is then that of the name.
	Name bool
	// Keyword is the keyword that is broken, as the schema spells it. For a value
	// that the schema false refuses it is the keyword that applies this schema, or
	// "false" where only a reference or nothing does.
	Keyword string
	// SchemaFile names the file that the keyword stands in, and SchemaAt is its
	// JSON Pointer there.
	SchemaFile, SchemaAt string
	// Message says what is wrong, in a few words without place.
	Message string
	// Missing is the name of the member that "required", "dependentRequired" or
	// "dependencies" misses.
	Missing string
	// EqualTo is the index of the earlier item that the one at fault equals, of
	// "uniqueItems".
	EqualTo int
	// Alternatives is how many schemas "anyOf" or "oneOf" offers. Matched holds the
	// indexes of the first two that match although only one may; it is nil when none
	// matches.
	Alternatives int
	Matched      []int

	got, want *source.Value
}

// MarshalJSON writes the fields by their names, with what Got and Want return.
func (v Violation) MarshalJSON() ([]byte, error) {
	type fields Violation
	return json.Marshal(struct {
		fields
		Got, Want json.RawMessage
	}{fields(v), v.Got(), v.Want()})
}

// Got is the value at fault as JSON, of a member's name the string; nil where the
// keyword is about a value that is not there.
func (v *Violation) Got() json.RawMessage { return text(v.got) }

// Want is the value of the keyword in the schema as JSON: the bound, the list of
// allowed values, the subschema.
func (v *Violation) Want() json.RawMessage { return text(v.want) }

func text(v *source.Value) json.RawMessage {
	if v == nil {
		return nil
	}
	return v.AppendJSON(nil)
}

// UndecidedError says that it was not decided whether a document is valid: the
// schema asks for more work on it than is done for one document, for more applications
// inside one another, or for computing with too long a number. errors.As finds
// the [*diag.Error] with the reason in it.
type UndecidedError struct {
	// Name is what the document was called, "" for nothing.
	Name string

	reason error
}

// Error says why there is no answer.
func (e *UndecidedError) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("not decided: %v", e.reason)
	}
	return fmt.Sprintf("%s: not decided: %v", e.Name, e.reason)
}

// Unwrap returns the reason.
func (e *UndecidedError) Unwrap() error { return e.reason }
