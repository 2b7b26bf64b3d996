package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Finding is one thing found in one place. Rule.Find makes it; the rest of what
// is known is set on its fields. The JSON form is a published contract: an absent
// key means that there is no such thing, so the root of a document is the present
// pointer "".
type Finding struct {
	rule     Rule
	severity Severity

	File       string  // as named on the command line
	Line       int     // from 1
	Column     int     // from 1, in code points
	InstanceAt *string // JSON Pointer into the document
	SchemaAt   *string // JSON Pointer into the schema
	Message    string  // what was found and why that is wrong
	Found      string  // what is there, where a check compared two things
	Expected   string  // what should be there
	Hint       string  // the command or edit that fixes it
	RunID      string  // the run that it is about, where a document says so

	// Documents are the JSON documents that show it, for findings about schemas.
	Documents []json.RawMessage

	// Diagnosed marks a finding that standard error told about already. The
	// text report on standard output leaves it out, so that a terminal shows it
	// once.
	Diagnosed bool
}

// At makes a present pointer for Finding.InstanceAt and Finding.SchemaAt.
func At(pointer string) *string { return &pointer }

// Rule is the rule that the finding is an instance of.
func (f Finding) Rule() Rule { return f.rule }

// Code is the ID of the finding's rule.
func (f Finding) Code() string { return f.rule.ID }

// Severity is how much the finding weighs: as much as its rule does, unless
// Weighing said otherwise.
func (f Finding) Severity() Severity { return f.severity }

// Fails reports whether the finding makes a report not ok. A Finding that no rule
// made does.
func (f Finding) Fails() bool { return f.severity.Fails() }

// Weighing is the finding with another severity than its rule's, for what the
// circumstances make worse or less. It panics on what is no severity.
func (f Finding) Weighing(s Severity) Finding {
	if !s.known() {
		panic(fmt.Sprintf("diag: %q is no severity for a finding of rule %q", s, f.rule.ID))
	}
	f.severity = s
	return f
}

// errNoRule is the error about the zero Finding and its like.
var errNoRule = errors.New("diag: a finding that no rule made")

// Check returns an error for a finding that was not made from a rule, which no
// report may show.
func (f Finding) Check() error {
	if f.rule.ID == "" {
		return errNoRule
	}
	return nil
}

// MarshalJSON writes the published form, without escaping what HTML would need:
// a pattern or a placeholder in angle brackets stays readable.
func (f Finding) MarshalJSON() ([]byte, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		Code       string            `json:"code"`
		Severity   Severity          `json:"severity"`
		File       string            `json:"file,omitempty"`
		Line       int               `json:"line,omitempty"`
		Column     int               `json:"column,omitempty"`
		InstanceAt *string           `json:"instance_at,omitempty"`
		SchemaAt   *string           `json:"schema_at,omitempty"`
		Message    string            `json:"message"`
		Found      string            `json:"found,omitempty"`
		Expected   string            `json:"expected,omitempty"`
		Hint       string            `json:"hint,omitempty"`
		RunID      string            `json:"run_id,omitempty"`
		Documents  []json.RawMessage `json:"documents,omitempty"`
	}{
		f.rule.ID, f.severity, f.File, f.Line, f.Column, f.InstanceAt, f.SchemaAt,
		f.Message, f.Found, f.Expected, f.Hint, f.RunID, f.Documents,
	})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
