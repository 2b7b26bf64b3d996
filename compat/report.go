package compat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// FormatVersion is the version of the report's JSON form.
const FormatVersion = "1"

// Verdict is the answer to one question. The zero value is that nothing is
// known, so that a question nobody answered never passes for a good answer.
type Verdict uint8

// The verdicts, from the one that says nothing.
const (
	Unknown      Verdict = iota // undecided, for a reason that Report.Unknowns names
	Compatible                  // proved
	Incompatible                // shown by a document
)

// String returns the word that reports use.
func (v Verdict) String() string {
	switch v {
	case Compatible:
		return "compatible"
	case Incompatible:
		return "incompatible"
	}
	return "unknown"
}

// MarshalText implements encoding.TextMarshaler.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Verdict) UnmarshalText(text []byte) error {
	return parseWord(v, text, "verdict", Unknown, Compatible, Incompatible)
}

// worse returns the graver of two verdicts: incompatible, then unknown, then
// compatible.
func worse(a, b Verdict) Verdict {
	if a == Incompatible || b == Incompatible {
		return Incompatible
	}
	return min(a, b)
}

// Bump is the part of a version that a change owes. The zero value is that it is
// not known.
type Bump uint8

// The bumps; known ones are ordered.
const (
	BumpUnknown Bump = iota
	BumpNone
	BumpPatch
	BumpMinor
	BumpMajor
)

// String returns the word that reports use.
func (b Bump) String() string {
	if int(b) < len(bumpWords) {
		return bumpWords[b]
	}
	return "unknown"
}

var bumpWords = [...]string{"unknown", "none", "patch", "minor", "major"}

// MarshalText implements encoding.TextMarshaler.
func (b Bump) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Bump) UnmarshalText(text []byte) error {
	return parseWord(b, text, "bump", BumpUnknown, BumpNone, BumpPatch, BumpMinor, BumpMajor)
}

// Direction says who must be able to read what.
type Direction uint8

// The directions.
const (
	Full     Direction = iota // both
	Backward                  // new readers accept every old document
	Forward                   // old readers accept every new document
)

// String returns the word of the command line, or "Direction(3)".
func (d Direction) String() string {
	switch d {
	case Backward:
		return "backward"
	case Forward:
		return "forward"
	case Full:
		return "full"
	}
	return fmt.Sprintf("Direction(%d)", uint8(d))
}

// ParseDirection reads a word of the command line.
func ParseDirection(word string) (Direction, bool) {
	return parsed(word, Full, Backward, Forward)
}

// Content says which documents a question is about.
type Content uint8

// The contents.
const (
	Writer Content = iota // what disciplined writers emit
	Open                  // everything that the schema accepts
)

// String returns the word of the command line, or "Content(2)".
func (c Content) String() string {
	switch c {
	case Writer:
		return "writer"
	case Open:
		return "open"
	}
	return fmt.Sprintf("Content(%d)", uint8(c))
}

// MarshalText implements encoding.TextMarshaler.
func (c Content) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Content) UnmarshalText(text []byte) error {
	return parseWord(c, text, "content", Writer, Open)
}

// ParseContent reads a word of the command line.
func ParseContent(word string) (Content, bool) {
	return parsed(word, Writer, Open)
}

func parsed[T fmt.Stringer](word string, all ...T) (T, bool) {
	for _, v := range all {
		if v.String() == word {
			return v, true
		}
	}
	var zero T
	return zero, false
}

func parseWord[T fmt.Stringer](to *T, text []byte, what string, all ...T) error {
	v, ok := parsed(string(text), all...)
	if !ok {
		return fmt.Errorf("%s is no %s", strconv.Quote(string(text)), what)
	}
	*to = v
	return nil
}

// Stopped is the reason of an [Unresolved] that the context of Compare was done
// before there was an answer.
const Stopped = "stopped"

// The two sides, as reports name them.
const (
	SideOld = "old"
	SideNew = "new"
)

// Report is the answer to everything that Compare was asked. What was not asked
// is nil.
type Report struct {
	// FormatVersion is the constant of that name.
	FormatVersion string `json:"format_version"`
	// Verdict is the worst of Backward, Forward and Reader.
	Verdict Verdict `json:"verdict"`
	// RequiredBump is the bump that is owed. It is asked together with Reader and
	// means nothing when that is nil.
	RequiredBump Bump `json:"required_bump"`
	// Backward and Forward are the two directions.
	Backward *Inclusion `json:"backward"`
	Forward  *Inclusion `json:"forward"`
	// Reader is asked for both directions with content Writer only.
	Reader *Reader `json:"reader"`
	// Changes lists what is different; empty unless it was asked for.
	Changes []Change `json:"changes"`
	// Unknowns says why a verdict or the bump is unknown.
	Unknowns []Unresolved `json:"unknowns"`
	// Notes tell of what decides nothing in either schema and should be known.
	Notes []Note
	// Entries has, where entry points were compared, the answer about each. The report
	// is that of all then: the worst answers, and each change once.
	Entries []Entry
	// Impact is what the change does to documents that exist. Compare leaves it nil:
	// MeasureImpact counts, and who wants it in the report puts it here.
	Impact *Impact
	// Fault is set when two independent validators refute a witness that the
	// search and its own judges hold for right. It is a fault of this package.
	Fault *Fault `json:"-"`
}

// Inclusion is the answer about one direction.
type Inclusion struct {
	Verdict Verdict `json:"verdict"`
	Content Content `json:"content"`
	// Witness is the document that shows the break; nil when there is none. The
	// text null is a document.
	Witness json.RawMessage `json:"witness,omitempty"`
	// AcceptedBy and RejectedBy are SideOld and SideNew in the order that belongs
	// to the direction; "" without witness.
	AcceptedBy string `json:"accepted_by,omitempty"`
	RejectedBy string `json:"rejected_by,omitempty"`
	// InstanceAt and SchemaAt are the JSON Pointers of what the rejecting side
	// objects to, in the witness and in that schema; nil without witness, because
	// "" is the root. SchemaFile is set when SchemaAt points into another file
	// than the schema that was given.
	InstanceAt *string `json:"instance_at,omitempty"`
	SchemaAt   *string `json:"schema_at,omitempty"`
	SchemaFile string  `json:"schema_file,omitempty"`
	// ConfirmedBy names the validator that confirmed the witness when it is not
	// the one that is asked first.
	ConfirmedBy string `json:"confirmed_by,omitempty"`
	// OnlyFormats says that the break exists only because formats are asserted.
	OnlyFormats bool `json:"only_formats,omitempty"`
	// Keyword is the keyword that rejects the witness, Message says why in a few
	// words.
	Keyword string `json:"-"`
	Message string `json:"-"`
}

// Reader is the answer to the question what readers lose.
type Reader struct {
	Verdict Verdict `json:"verdict"`
	Lost    []Lost  `json:"lost"`
}

// MarshalJSON implements json.Marshaler: a list that is empty is still a list.
func (r Reader) MarshalJSON() ([]byte, error) {
	type plain Reader
	p := plain(r)
	if p.Lost == nil {
		p.Lost = []Lost{}
	}
	return marshal(p)
}

// Lost is a member of old documents that readers of the new schema miss.
type Lost struct {
	// OldAt is the JSON Pointer, in the old schema, of what declares the member, and
	// OldFile is set when it points into another file than the one that was given.
	OldAt   string `json:"old_at"`
	OldFile string `json:"old_file,omitempty"`
	// Name is the member's name, InstanceAt its place in Witness: a document that
	// an old writer emits and the new schema accepts without declaring the member.
	Name       string          `json:"name"`
	InstanceAt string          `json:"instance_at"`
	Witness    json.RawMessage `json:"witness,omitempty"`
}

// Change is one difference between the two schemas.
type Change struct {
	// Rule is the stable name of the kind of change; see Rules.
	Rule string `json:"rule"`
	// OldAt and NewAt are JSON Pointers into the two schemas.
	OldAt string `json:"old_at"`
	NewAt string `json:"new_at"`
	// Old and New are the values that changed, nil where there is none.
	Old json.RawMessage `json:"old,omitempty"`
	New json.RawMessage `json:"new,omitempty"`
	// Breaks names what the change breaks: "backward", "forward", "reader".
	Breaks []string `json:"breaks"`
	// Bump is what the change owes by itself. It is asked together with Reader: where
	// the report has none, no bump is owed, and it is absent here too.
	Bump Bump `json:"bump,omitempty"`
	// Witness shows the break of this change alone, where there is such a
	// document.
	Witness json.RawMessage `json:"witness,omitempty"`
	// Message tells the change in one sentence.
	Message string `json:"-"`
	// OldFile and NewFile are set when OldAt and NewAt point into other files than the
	// schemas that were given.
	OldFile string `json:"old_file,omitempty"`
	NewFile string `json:"new_file,omitempty"`
	// Keyword is the 2020-12 name of the keyword that changed, "" for the schema as
	// a whole. Name is the member, definition or keyword that the change is about,
	// if any, and NewName what a renamed one is called now.
	Keyword string `json:"-"`
	Name    string `json:"-"`
	NewName string `json:"-"`
	// InstancePath says for people where in a document the change applies:
	// "steps[].status"; "" is the document itself.
	InstancePath string `json:"-"`
	// Unused says that the change is in a definition that nothing refers to.
	Unused bool `json:"-"`
	// MayBeAbsent says of a default that it is one of a member that documents may
	// leave out.
	MayBeAbsent bool `json:"-"`
	// Decided says that Breaks was decided for this change by itself. Else it is what
	// the rule lets expect of what was decided for the whole.
	Decided bool `json:"-"`
}

// MarshalJSON implements json.Marshaler: a list that is empty is still a list.
func (c Change) MarshalJSON() ([]byte, error) {
	type plain Change
	p := plain(c)
	if p.Breaks == nil {
		p.Breaks = []string{}
	}
	return marshal(p)
}

// Unresolved says what kept a question from its answer.
type Unresolved struct {
	// Question is "backward", "forward", "reader", "bump" or "changes", or "entries" of
	// an entry point about which nothing was asked.
	Question string `json:"question"`
	// Schema is SideOld or SideNew, the schema that SchemaAt points into, and
	// SchemaFile the file when it is not that schema's own. All three are empty
	// when the question as a whole is meant.
	Schema     string  `json:"schema,omitempty"`
	SchemaAt   *string `json:"schema_at,omitempty"`
	SchemaFile string  `json:"schema_file,omitempty"`
	// Keyword is the keyword that stood in the way, "" for the whole schema.
	Keyword string `json:"keyword,omitempty"`
	// Reason is a stable word such as "too-much-work", Message a sentence.
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Note tells of something in a schema that decides nothing.
type Note struct {
	// Code is a stable word such as "asserts-nothing", Side is SideOld or SideNew, and
	// At is a JSON Pointer into that schema's text.
	Code string `json:"code"`
	Side string `json:"side"`
	At   string `json:"at"`
	// File is the file that At points into when it is another, which the schema refers to.
	File string `json:"file,omitempty"`
	// Message is a sentence, with what to do about it.
	Message string `json:"message"`
}

// MarshalJSON implements json.Marshaler with the form that the command line
// promises: what was not asked is absent.
func (r *Report) MarshalJSON() ([]byte, error) {
	form := struct {
		FormatVersion string       `json:"format_version"`
		Verdict       Verdict      `json:"verdict"`
		RequiredBump  *Bump        `json:"required_bump,omitempty"`
		Backward      *Inclusion   `json:"backward,omitempty"`
		Forward       *Inclusion   `json:"forward,omitempty"`
		Reader        *Reader      `json:"reader,omitempty"`
		Changes       []Change     `json:"changes"`
		Unknowns      []Unresolved `json:"unknowns"`
		Notes         []Note       `json:"notes,omitempty"`
		Impact        *Impact      `json:"impact,omitempty"`
		Entries       []Entry      `json:"entries,omitempty"`
	}{
		r.FormatVersion, r.Verdict, nil, r.Backward, r.Forward, r.Reader, r.Changes, r.Unknowns, r.Notes, r.Impact, r.Entries,
	}
	if r.Reader != nil {
		form.RequiredBump = &r.RequiredBump
	}
	if form.Changes == nil {
		form.Changes = []Change{}
	}
	if form.Unknowns == nil {
		form.Unknowns = []Unresolved{}
	}
	return marshal(form)
}

// marshal is json.Marshal without the escapes that are for HTML only.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}
