package atlas

import (
	"fmt"
	"sort"
	"strconv"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// at is a value of the manifest and where it stands. Its v is nil where the
// manifest has no value or null, which mean the same here.
type at struct {
	v   *source.Value
	ptr string
}

// get returns the first of the named members that is there and not null.
func (a at) get(names ...string) at {
	for _, name := range names {
		if v := a.v.Get(name); v != nil && v.Kind != source.Null {
			return at{v, source.Join(a.ptr, name)}
		}
	}
	return at{}
}

func (a at) item(i int) at {
	return at{a.v.Items[i], a.ptr + "/" + strconv.Itoa(i)}
}

// or returns a, or b when a has no value.
func (a at) or(b at) at {
	if a.v == nil {
		return b
	}
	return a
}

func (a at) is(kind source.Kind) bool { return a.v != nil && a.v.Kind == kind }

// fail makes the error that ends the import.
func (m *importer) fail(a at, hint, format string, args ...any) error {
	return m.f.Errorf(a.v, a.ptr, CodeManifest, hint, format, args...)
}

// note reports something that a person should know about the result.
func (m *importer) note(a at, format string, args ...any) {
	if len(m.notes) == MaxNotes {
		m.unnoted++
		return
	}
	offset := -1
	if a.v != nil {
		offset = a.v.Start
	}
	m.offsets = append(m.offsets, offset)
	m.notes = append(m.notes, Note{File: m.f.Name, Pointer: a.ptr, Message: fmt.Sprintf(format, args...)})
}

// finishNotes gives the notes their places, in one walk over the text: a
// manifest may be one long line, of which every column would be a walk.
func (m *importer) finishNotes() []Note {
	order := make([]int, len(m.notes))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return m.offsets[order[i]] < m.offsets[order[j]] })
	at, line, column := 0, 1, 1
	for _, i := range order {
		if m.offsets[i] < 0 {
			continue
		}
		for ; at < m.offsets[i]; at++ {
			switch c := m.f.Data[at]; {
			case c == '\n':
				line, column = line+1, 1
			case utf8.RuneStart(c):
				column++
			}
		}
		m.notes[i].Line, m.notes[i].Column = line, column
	}
	if m.unnoted > 0 {
		return append(m.notes, Note{File: m.f.Name, Message: "and " + wording.Count(m.unnoted, "more note", "more notes")})
	}
	return m.notes
}

// text reads a value that is meant to be a string; another scalar is taken by
// its spelling and anything else by its JSON.
func (m *importer) text(a at, what string) string {
	switch {
	case a.v == nil:
		return ""
	case a.v.Kind == source.String:
		return a.v.Text
	}
	m.note(a, "%s is %s; its text was taken", what, a.v.Kind.Article())
	return a.v.JSON()
}

// texts reads a list of strings; a single value counts as a list of one.
func (m *importer) texts(a at, what string) []string {
	if a.v == nil {
		return nil
	}
	if a.v.Kind != source.Array {
		return []string{m.text(a, what)}
	}
	var out []string
	for i := range a.v.Items {
		if item := a.item(i); item.v.Kind != source.Null {
			out = append(out, m.text(item, what))
		}
	}
	return out
}

// identifiers reads a list of step ids; what cannot be one, and repetitions,
// are left out.
func (m *importer) identifiers(a at, what string) []string {
	if a.v != nil && a.v.Kind == source.Object {
		m.note(a, "%s is an object, not a list of step ids; it was left out", what)
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, id := range m.texts(a, what) {
		if why := identifierProblem(id); why != "" {
			m.note(a, "%s holds %s, which cannot be a step id (%s); it was left out", what, clip(quote(id)), why)
		} else if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// identifierProblem says why a text is no identifier, "" when it is one.
func identifierProblem(id string) string {
	switch {
	case id == "":
		return "it is empty"
	case id[0] == '.':
		return "it begins with a dot"
	case utf8.RuneCountInString(id) > 255:
		return "it is longer than 255 characters"
	}
	for i := 0; i < len(id); i++ {
		switch c := id[i]; {
		case c == '/' || c == '\\':
			return "it holds a path separator"
		case c < 0x20 || c == 0x7f:
			return "it holds a control character"
		}
	}
	return ""
}

func quote(s string) string { return string(codec.AppendString(nil, s)) }

// clip bounds what messages quote.
func clip(s string) string { return wording.Clip(s, 80) }
