package verdict

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// How much of a document is shown. Whoever needs all of it takes the JSON
// report; on a page it would hide the place that matters.
const (
	maxWidth    = 72  // of what is written on one line
	maxText     = 200 // code points of one string
	maxLines    = 80  // of values beside the way to the place
	maxSiblings = 12  // on the way to the place
	maxDepth    = 24  // levels above the place
)

// line is one line of a document, or the mark below one.
type line struct {
	text string
	mark bool
}

// layout writes a document with one line a member, short values in one piece,
// and a mark with a note under the value that the pointer at leads to (nil for
// no mark). What would not fit is left out and says so.
func layout(text []byte, at *string, note string) []line {
	f, err := source.ParseJSON("", text)
	if err != nil { // not from compat
		return []line{{text: report.Escape(string(text))}}
	}
	p := &printer{note: note, budget: maxLines}
	root, path := f.Root, []int(nil)
	if at != nil {
		path = root.Path(*at)
		p.marking = true
	}
	if cut := len(path) - maxDepth; cut > 0 {
		for _, step := range path[:cut] {
			root = child(root, step)
		}
		p.lines = append(p.lines, line{text: fmt.Sprintf("(%s further out left out)", wording.Count(cut, "level"))})
		path = path[cut:]
	}
	p.value("", "", root, path, p.marking, "")
	return p.lines
}

type printer struct {
	lines   []line
	note    string
	marking bool
	budget  int
}

// value writes v behind a name; path leads to the marked value when it is v or
// inside of it (on).
func (p *printer) value(indent, name string, v *source.Value, path []int, on bool, comma string) {
	if !on || len(path) == 0 {
		if s, ok := flat(v, maxWidth-utf8.RuneCountInString(indent+name)); ok {
			p.add(indent+name, s, comma, on)
			return
		}
		if p.budget <= 0 && (v.Kind == source.Object || v.Kind == source.Array) {
			p.add(indent+name, elided(v), comma, on)
			return
		}
	}
	switch v.Kind {
	case source.Object, source.Array:
		open, shut := "{", "}"
		if v.Kind == source.Array {
			open, shut = "[", "]"
		}
		p.add(indent+name, open, "", on && len(path) == 0)
		p.children(indent+"  ", v, path, on && len(path) > 0)
		p.add(indent, shut, comma, false)
	default:
		p.add(indent+name, scalar(v), comma, on)
	}
}

// children writes the members or items; on the way to the mark no more of the
// others than a few, elsewhere as many as there is room for.
func (p *printer) children(indent string, v *source.Value, path []int, on bool) {
	n := len(v.Items) + len(v.Members)
	from, to := 0, n
	if on && n > maxSiblings {
		from = max(0, path[0]-maxSiblings/2)
		to = min(n, from+maxSiblings)
	}
	what := "member"
	if v.Kind == source.Array {
		what = "item"
	}
	if from > 0 {
		p.add(indent, "… "+wording.Count(from, what), "", false)
	}
	for i := from; i < to; i++ {
		if !on && p.budget <= 0 {
			to = i
			break
		}
		comma := ","
		if i == n-1 {
			comma = ""
		}
		name := ""
		if v.Kind == source.Object {
			name = scalar(&source.Value{Kind: source.String, Text: v.Members[i].Name}) + ": "
		}
		here := on && path[0] == i
		var rest []int
		if here {
			rest = path[1:]
		}
		p.value(indent, name, child(v, i), rest, here, comma)
	}
	if to < n {
		p.add(indent, "… "+wording.Count(n-to, what)+" more", "", false)
	}
}

// add appends a line and, when it is the marked one, the mark below the value.
func (p *printer) add(before, value, comma string, mark bool) {
	p.budget--
	p.lines = append(p.lines, line{text: before + value + comma})
	if !mark {
		return
	}
	text := strings.Repeat(" ", utf8.RuneCountInString(before)) + strings.Repeat("^", max(1, utf8.RuneCountInString(value)))
	if p.note != "" {
		text += " " + p.note
	}
	p.lines = append(p.lines, line{text: text, mark: true})
}

func child(v *source.Value, i int) *source.Value {
	if v.Kind == source.Object {
		return v.Members[i].Value
	}
	return v.Items[i]
}

// elided stands for a value that there is no room for.
func elided(v *source.Value) string {
	if v.Kind == source.Array {
		return "[ … " + wording.Count(len(v.Items), "item") + " ]"
	}
	return "{ … " + wording.Count(len(v.Members), "member") + " }"
}

// scalar writes a value without parts, long ones in part.
func scalar(v *source.Value) string {
	text := v.JSON()
	if n := utf8.RuneCountInString(text); n > maxText {
		cut := []rune(text)[:maxText/2]
		if v.Kind == source.String {
			return report.Escape(string(cut)) + fmt.Sprintf(`…" (%d characters)`, utf8.RuneCountInString(v.Text))
		}
		return string(cut) + fmt.Sprintf("… (%d characters)", n)
	}
	return report.Escape(text)
}

// flat writes a value on one line with a space after each colon and comma, if
// it fits into the room.
func flat(v *source.Value, room int) (string, bool) {
	var b strings.Builder
	if !flatten(&b, v, room) || utf8.RuneCountInString(b.String()) > room {
		return "", false
	}
	return b.String(), true
}

// flatten stops when it is clear that there is not enough room; a code point has
// four bytes at most.
func flatten(b *strings.Builder, v *source.Value, room int) bool {
	switch v.Kind {
	case source.Object:
		b.WriteByte('{')
		for i, m := range v.Members {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(scalar(&source.Value{Kind: source.String, Text: m.Name}) + ": ")
			if b.Len() > 4*room || !flatten(b, m.Value, room) {
				return false
			}
		}
		b.WriteByte('}')
	case source.Array:
		b.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			if b.Len() > 4*room || !flatten(b, item, room) {
				return false
			}
		}
		b.WriteByte(']')
	default:
		b.WriteString(scalar(v))
	}
	return b.Len() <= 4*room
}
