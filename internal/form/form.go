// Package form reads what people write for the toolkit, YAML or JSON of a known
// form: the configuration, and policies.
//
// Reading is strict: an unknown key, a value of another type or text of another
// form is a complaint, with its place and what to write instead. Of several
// complaints the one that stands first in the text is kept, so that one run names
// the first thing to mend.
//
// The package imports internal/source and internal/suggest.
package form

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// Reader turns values into Go ones and keeps the first complaint, by position in
// the text.
type Reader struct {
	File *source.File
	Code string // of every complaint

	err *diag.Error
	off int // where err is
}

// Field is a value with its place; Value is nil when it is absent.
type Field struct {
	*source.Value
	Name string // of the member, "" of an item
	At   string // pointer
}

// Root is the whole text.
func (r *Reader) Root() Field { return Field{Value: r.File.Root} }

// Err is the complaint that stands first in the text, nil for none. It is a
// *diag.Error.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// Get is a member, absent where there is none and where the field is no mapping.
func (f Field) Get(name string) Field {
	return Field{Value: f.Value.Get(name), Name: name, At: source.Join(f.At, name)}
}

// Fail keeps a complaint about a field unless there is one that stands earlier.
func (r *Reader) Fail(f Field, hint, format string, args ...any) {
	r.failAt(f.Start, f.At, hint, format, args...)
}

func (r *Reader) failAt(offset int, pointer, hint, format string, args ...any) {
	if r.err != nil && r.off <= offset {
		return
	}
	e := &diag.Error{File: r.File.Name, Pointer: pointer, Code: r.Code, Message: fmt.Sprintf(format, args...), Hint: hint}
	e.Line, e.Column = r.File.Position(offset)
	r.err, r.off = e, offset
}

// Version checks that the text is of version 1 of its form; hint says what to
// write. That it is absent is for Need.
func (r *Reader) Version(f Field, hint string) {
	if f.Value != nil && !source.Equal(f.Value, &source.Value{Kind: source.Number, Text: "1"}) {
		r.Fail(f, hint, "version %s is not known; this tool reads version 1", Spell(f.Value))
	}
}

// Object checks that a field is a mapping with known keys only; what is none is
// as good as absent.
func (r *Reader) Object(f Field, known ...string) Field {
	if f.Value == nil {
		return f
	}
	if f.Kind != source.Object {
		r.Fail(f, "it has the keys "+strings.Join(known, ", "), "must be a mapping, not %s", Spell(f.Value))
		return Field{Name: f.Name, At: f.At}
	}
	for _, m := range f.Members {
		if slices.Contains(known, m.Name) {
			continue
		}
		r.failAt(m.At, source.Join(f.At, m.Name), meant(m.Name, "the keys here are ", known), "unknown key %q", m.Name)
	}
	return f
}

// meant is a hint that lists words, with the one that was probably meant first.
func meant(text, intro string, words []string) string {
	hint := intro + strings.Join(words, ", ")
	if near, ok := suggest.Closest(text, words); ok {
		return "did you mean " + near + "? " + hint
	}
	return hint
}

// Need checks that a mapping has keys; one that is none was complained about.
func (r *Reader) Need(f Field, names ...string) {
	if f.Value == nil {
		return
	}
	for _, name := range names {
		if f.Value.Get(name) == nil {
			r.Fail(f, "add "+name, "the key %q is missing", name)
		}
	}
}

// Array is a list of at least so many items.
func (r *Reader) Array(f Field, least int) []Field {
	if f.Value == nil {
		return nil
	}
	if f.Kind != source.Array {
		r.Fail(f, "write a list, each item with a - before it", "must be a list, not %s", Spell(f.Value))
		return nil
	}
	if len(f.Items) < least {
		r.Fail(f, "add an item", "must not be empty")
	}
	out := make([]Field, len(f.Items))
	for i, item := range f.Items {
		out[i] = Field{Value: item, At: source.Join(f.At, strconv.Itoa(i))}
	}
	return out
}

// Members are the values of a mapping whose keys are free but not empty; name
// says how to choose one.
func (r *Reader) Members(f Field, name string) []Field {
	if f.Value == nil {
		return nil
	}
	if f.Kind != source.Object {
		r.Fail(f, "", "must be a mapping, not %s", Spell(f.Value))
		return nil
	}
	var out []Field
	for _, m := range f.Value.Members {
		at := source.Join(f.At, m.Name)
		if m.Name == "" {
			r.failAt(m.At, at, name, "the key is empty")
		}
		out = append(out, Field{Value: m.Value, Name: m.Name, At: at})
	}
	return out
}

// Text is text of a pattern, nil for any; wanted describes it. It is "" where it
// is absent or no text.
func (r *Reader) Text(f Field, pattern *regexp.Regexp, wanted string) string {
	if f.Value == nil {
		return ""
	}
	if f.Kind != source.String {
		r.Fail(f, "write it in quotes if it is meant as text", "must be text, not %s", Spell(f.Value))
		return ""
	}
	if pattern != nil && !pattern.MatchString(f.Text) {
		r.Fail(f, "write "+wanted, "%s does not have the right form", Spell(f.Value))
	}
	return f.Text
}

// Word is one of several words, else absent.
func (r *Reader) Word(f Field, absent string, words ...string) string {
	if f.Value == nil {
		return absent
	}
	text := ""
	if f.Kind == source.String {
		text = f.Text
		if slices.Contains(words, text) {
			return text
		}
	}
	r.Fail(f, meant(text, "write one of ", words), "%s is not known here", Spell(f.Value))
	return absent
}

// Bool is true or false, else absent.
func (r *Reader) Bool(f Field, absent bool) bool {
	if f.Value == nil {
		return absent
	}
	if f.Kind != source.Bool {
		r.Fail(f, "write true or false", "must be true or false, not %s", Spell(f.Value))
		return absent
	}
	return f.Bool
}

// Spell shows a value in a message: scalars as they are, the rest by type.
func Spell(v *source.Value) string {
	switch v.Kind {
	case source.Array:
		return "a list"
	case source.Object:
		return "a mapping"
	}
	text := string(v.AppendJSON(nil))
	if len(text) > 80 {
		return "a long " + v.Kind.String()
	}
	return text
}
