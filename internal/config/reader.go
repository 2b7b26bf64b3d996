package config

import (
	"fmt"
	"regexp"
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
	dir  string
	err  *source.Error
	off  int // where err is
}

// field is a value with its pointer; Value is nil when it is absent.
type field struct {
	*source.Value
	name string // the member's name, "" of an item
	at   string
}

// object is an object whose keys were checked.
type object struct {
	value *source.Value
	at    string
}

func (o object) get(name string) field {
	return field{Value: o.value.Get(name), name: name, at: source.Join(o.at, name)}
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

// object checks that v is an object with known keys only.
func (r *reader) object(v *source.Value, at string, known ...string) object {
	if v == nil {
		return object{at: at}
	}
	if v.Kind != source.Object {
		r.fail(field{Value: v, at: at}, "it has the keys "+strings.Join(known, ", "), "must be a mapping, not %s", spell(v))
		return object{at: at}
	}
	for _, m := range v.Members {
		if slices.Contains(known, m.Name) {
			continue
		}
		hint := "the keys here are " + strings.Join(known, ", ")
		if near, ok := suggest.Closest(m.Name, known); ok {
			hint = "did you mean " + near + "? " + hint
		}
		r.failAt(m.At, source.Join(at, m.Name), hint, "unknown key %q", m.Name)
	}
	return object{value: v, at: at}
}

// need checks that keys are present; an object that is none was complained
// about already.
func (r *reader) need(o object, names ...string) {
	if o.value == nil {
		return
	}
	for _, name := range names {
		if o.value.Get(name) == nil {
			r.failAt(o.value.Start, o.at, "add "+name, "the key %q is missing", name)
		}
	}
}

func (r *reader) array(v field, least int) []field {
	if v.Value == nil {
		return nil
	}
	if v.Kind != source.Array {
		r.fail(v, "write a list, each item with a - before it", "must be a list, not %s", spell(v.Value))
		return nil
	}
	if len(v.Items) < least {
		r.fail(v, "add an item", "must not be empty")
	}
	out := make([]field, len(v.Items))
	for i, item := range v.Items {
		out[i] = field{Value: item, at: source.Join(v.at, itoa(i))}
	}
	return out
}

// members are the values of a mapping whose keys are free.
func (r *reader) members(v field) []field {
	if v.Value == nil {
		return nil
	}
	if v.Kind != source.Object {
		r.fail(v, "", "must be a mapping, not %s", spell(v.Value))
		return nil
	}
	var out []field
	for _, m := range v.Value.Members {
		if m.Name == "" {
			r.failAt(m.At, source.Join(v.at, m.Name), "name a URI", "the key is empty")
		}
		out = append(out, field{Value: m.Value, name: m.Name, at: source.Join(v.at, m.Name)})
	}
	return out
}

func (r *reader) text(v field, form *regexp.Regexp, wanted string) string {
	if v.Value == nil {
		return ""
	}
	if v.Kind != source.String {
		r.fail(v, "write it in quotes if it is meant as text", "must be text, not %s", spell(v.Value))
		return ""
	}
	if !form.MatchString(v.Text) {
		r.fail(v, "write "+wanted, "%s does not have the right form", spell(v.Value))
	}
	return v.Text
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

func (r *reader) boolean(v field, absent bool) bool {
	if v.Value == nil {
		return absent
	}
	if v.Kind != source.Bool {
		r.fail(v, "write true or false", "must be true or false, not %s", spell(v.Value))
		return absent
	}
	return v.Bool
}

// path reads a path that stays below the configuration file.
func (r *reader) path(v field) Path {
	text := r.text(v, anyText, "a path")
	if text == "" || text == "." {
		return Path{Text: text, dir: r.dir}
	}
	for _, part := range strings.Split(text, "/") {
		problem := ""
		switch {
		case strings.Contains(part, `\`):
			problem = `holds \`
		case strings.Contains(part, ":"):
			problem = "holds a colon"
		case strings.IndexFunc(part, func(c rune) bool { return c < 0x20 }) >= 0:
			problem = "holds a control character"
		case part == "..":
			problem = "leaves the directory of the configuration file"
		case part == "." || part == "":
			problem = "has an empty part, is absolute, or has a part ."
		default:
			continue
		}
		r.fail(v, "write a path relative to this file, below it, with / between its parts", "the path %s %s", spell(v.Value), problem)
		break
	}
	return Path{Text: text, dir: r.dir}
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

func itoa(i int) string { return strconv.Itoa(i) }
