package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// reader turns values into Go ones and keeps the first complaint, by position
// in the text, so that one run names the first thing to fix.
type reader struct {
	file *source.File
	err  *source.Error
	off  int // where err is
}

// field is a value with its pointer; Value is nil when it is absent.
type field struct {
	*source.Value
	at string
}

func (v field) get(name string) field {
	return field{Value: v.Get(name), at: source.Join(v.at, name)}
}

// fail keeps a complaint about v unless there is one that stands earlier.
func (r *reader) fail(v field, hint, format string, args ...any) {
	r.failAt(v.Start, v.at, hint, format, args...)
}

func (r *reader) failAt(offset int, pointer, hint, format string, args ...any) {
	if r.err != nil && r.off <= offset {
		return
	}
	e := &source.Error{File: r.file.Name, Pointer: pointer, Code: Code, Message: fmt.Sprintf(format, args...), Hint: hint}
	e.Line, e.Column = r.file.Position(offset)
	r.err, r.off = e, offset
}

// object checks that v is an object with known keys only; else it is as good as
// absent.
func (r *reader) object(v field, known ...string) field {
	if v.Kind != source.Object {
		r.fail(v, "it has the keys "+strings.Join(known, ", "), "must be a mapping, not %s", spell(v.Value))
		return field{at: v.at}
	}
	for _, m := range v.Members {
		if slices.Contains(known, m.Name) {
			continue
		}
		hint := "the keys here are " + strings.Join(known, ", ")
		if near, ok := suggest.Closest(m.Name, known); ok {
			hint = "did you mean " + near + "? " + hint
		}
		r.failAt(m.At, source.Join(v.at, m.Name), hint, "unknown key %q", m.Name)
	}
	return v
}

// need checks that keys are present; an object that is none was complained
// about already.
func (r *reader) need(v field, names ...string) {
	if v.Value == nil {
		return
	}
	for _, name := range names {
		if v.Get(name) == nil {
			r.fail(v, "add "+name, "the key %q is missing", name)
		}
	}
}

func (r *reader) array(v field) []field {
	if v.Value == nil {
		return nil
	}
	if v.Kind != source.Array {
		r.fail(v, "write a list, each item with a - before it", "must be a list, not %s", spell(v.Value))
		return nil
	}
	out := make([]field, len(v.Items))
	for i, item := range v.Items {
		out[i] = field{Value: item, at: source.Join(v.at, strconv.Itoa(i))}
	}
	return out
}

func (r *reader) word(v field, absent string, words ...string) string {
	if v.Value == nil {
		return absent
	}
	if v.Kind == source.String && slices.Contains(words, v.Text) {
		return v.Text
	}
	hint := "write one of " + strings.Join(words, ", ")
	if v.Kind == source.String {
		if near, ok := suggest.Closest(v.Text, words); ok {
			hint = "did you mean " + near + "? " + hint
		}
	}
	r.fail(v, hint, "%s is not known here", spell(v.Value))
	return absent
}

func (r *reader) boolean(v field) bool {
	if v.Value == nil {
		return false
	}
	if v.Kind != source.Bool {
		r.fail(v, "write true or false", "must be true or false, not %s", spell(v.Value))
		return false
	}
	return v.Bool
}

// spell shows a value in a message: scalars as they are, the rest by type.
func spell(v *source.Value) string {
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
