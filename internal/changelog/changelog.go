// Package changelog reads and edits CHANGELOG.md in the form of Keep a
// Changelog, with one addition: what is unreleased is told apart by topic.
//
//	## [Unreleased]
//	### Schema runresult
//	#### Added
//	- the member `status`
//	## Schema runresult 1.0.0 - 2026-11-22
//	### Added
//
// An entry is a list item with some text below a topic of [Unreleased]. A
// release turns the topic into a section of its own, each heading one level up.
// Headings and items inside fenced code and HTML comments are text.
//
// Edits insert, move and remove whole lines. Everything they are not about stays
// byte for byte, line ends included; new lines end like the first line of the
// file. Reading never fails: a text without headings is a changelog that says
// nothing.
//
// The package imports the standard library only.
package changelog

import (
	"regexp"
	"strings"
)

// File is a changelog that was read. It does not change; edits return new text.
type File struct {
	lines []line
	eol   string
	open  int // the line, from 1, of fenced code or a comment that never ends, or 0
}

// line is one line of the text with its end.
type line struct {
	text  string // the line with its end
	level int    // of a heading, else 0
	title string // of a heading
	plain bool   // not inside fenced code or a comment
}

// Entry is one list item below a topic of [Unreleased].
type Entry struct {
	Line int    // from 1
	Text string // on one line
}

// Section is a version that the changelog has.
type Section struct {
	Line    int // from 1
	Version string
	Date    string
	Text    string // below the heading, without blank lines and spaces at line ends
}

// Problem is a form that makes it unclear where an entry belongs.
type Problem struct {
	Line    int // from 1
	Message string
	Hint    string
}

// Parse reads a changelog.
func Parse(data []byte) *File {
	f := &File{eol: "\n"}
	fence, comment := "", false
	for text := range strings.Lines(string(data)) {
		if len(f.lines) == 0 && strings.HasSuffix(text, "\r\n") {
			f.eol = "\r\n"
		}
		l := line{text: text}
		bare := strings.TrimRight(text, "\r\n")
		switch {
		case fence != "":
			if closes(bare, fence) {
				fence = ""
			}
		case comment:
			comment = !strings.Contains(bare, "-->")
		default:
			if fence = opens(bare); fence != "" {
				break
			}
			if commentForm.MatchString(bare) {
				comment = !strings.Contains(bare, "-->")
				break
			}
			l.plain = true
			l.level, l.title = heading(bare)
		}
		f.lines = append(f.lines, l)
		if fence == "" && !comment {
			f.open = 0
		} else if f.open == 0 {
			f.open = len(f.lines)
		}
	}
	return f
}

// commentForm is the beginning of a comment that takes whole lines.
var commentForm = regexp.MustCompile(`^ {0,3}<!--`)

// fenceMark is the beginning of fenced code.
var fenceMark = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})(.*)$")

// opens returns the mark that a line opens fenced code with, or "".
func opens(text string) string {
	m := fenceMark.FindStringSubmatch(text)
	if m == nil || m[1][0] == '`' && strings.Contains(m[2], "`") {
		return ""
	}
	return m[1]
}

// closes reports whether a line ends the code that mark opened.
func closes(text, mark string) bool {
	m := fenceMark.FindStringSubmatch(text)
	return m != nil && m[1][0] == mark[0] && len(m[1]) >= len(mark) && strings.TrimSpace(m[2]) == ""
}

// headingForm is a heading with leading number signs.
var headingForm = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)

func heading(text string) (level int, title string) {
	m := headingForm.FindStringSubmatch(text)
	if m == nil {
		return 0, ""
	}
	return len(m[1]), strings.TrimSpace(m[2])
}

// unreleasedForm is the title of the section of what comes next, as a link or
// not.
var unreleasedForm = regexp.MustCompile(`(?i)^(?:\[unreleased\](?:\([^)]*\))?|unreleased)$`)

// span is a section: lines[from] is its heading, the section ends before to.
type span struct{ from, to int }

// unreleased returns the section of what comes next.
func (f *File) unreleased() (span, bool) {
	for i, l := range f.lines {
		if l.level == 2 && unreleasedForm.MatchString(l.title) {
			return f.section(i, len(f.lines)), true
		}
	}
	return span{}, false
}

// section is the section whose heading is lines[from], in a text that ends
// before limit.
func (f *File) section(from, limit int) span {
	to := from + 1
	for to < limit && (f.lines[to].level == 0 || f.lines[to].level > f.lines[from].level) {
		to++
	}
	return span{from, f.body(from+1, to)}
}

// linkForm is the definition of a link; those at the end of the file belong to
// no section.
var linkForm = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s`)

// body returns the end of lines[from:to] without the link definitions that the
// whole file ends in.
func (f *File) body(from, to int) int {
	if to < len(f.lines) {
		return to
	}
	end := to
	for end > from && (f.blank(end-1) || f.lines[end-1].plain && linkForm.MatchString(f.lines[end-1].text)) {
		end--
		if !f.blank(end) {
			to = end
		}
	}
	return to
}

func (f *File) blank(i int) bool { return strings.TrimSpace(f.lines[i].text) == "" }

// topic returns the section of a topic in that of what comes next.
func (f *File) topic(title string) (span, bool) {
	u, ok := f.unreleased()
	if !ok {
		return span{}, false
	}
	for i := u.from + 1; i < u.to; i++ {
		if f.lines[i].level == 3 && f.lines[i].title == title {
			return f.section(i, u.to), true
		}
	}
	return span{}, false
}

// itemForm is the beginning of a list item that is in no other.
var itemForm = regexp.MustCompile(`^ {0,1}[-*+](?:[ \t]+(.*))?$`)

// Entries returns the entries of a topic of [Unreleased].
func (f *File) Entries(topic string) []Entry {
	s, ok := f.topic(topic)
	if !ok {
		return nil
	}
	var out []Entry
	open := false // lines still belong to the last item
	for i := s.from + 1; i < s.to; i++ {
		text := strings.TrimRight(f.lines[i].text, "\r\n")
		m := itemForm.FindStringSubmatch(text)
		switch {
		case f.lines[i].plain && f.lines[i].level == 0 && m != nil:
			out = append(out, Entry{Line: i + 1, Text: strings.TrimSpace(m[1])})
			open = true
		case f.lines[i].level > 0:
			open = false
		case f.blank(i):
			// What is indented after it still belongs to the item.
		case open && (strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t") || !f.blank(i-1)):
			last := &out[len(out)-1]
			last.Text = strings.TrimSpace(last.Text + " " + strings.TrimSpace(text))
		default:
			open = false
		}
	}
	kept := out[:0]
	for _, e := range out {
		if e.Text != "" {
			kept = append(kept, e)
		}
	}
	return kept
}

// TopicLine is the line, from 1, of a topic's heading in [Unreleased], or of the
// heading [Unreleased] itself when there is no such topic, or 0.
func (f *File) TopicLine(topic string) int {
	if s, ok := f.topic(topic); ok {
		return s.from + 1
	}
	if u, ok := f.unreleased(); ok {
		return u.from + 1
	}
	return 0
}

// Released returns the versions of a topic that have a section.
func (f *File) Released(topic string) []Section {
	form := regexp.MustCompile(`^` + regexp.QuoteMeta(topic) + ` (\d+\.\d+\.\d+) - (\S+)$`)
	var out []Section
	for i, l := range f.lines {
		if l.level != 2 {
			continue
		}
		if m := form.FindStringSubmatch(l.title); m != nil {
			out = append(out, Section{Line: i + 1, Version: m[1], Date: m[2], Text: f.text(f.section(i, len(f.lines)))})
		}
	}
	return out
}

// text is what a section says below its heading.
func (f *File) text(s span) string {
	var out []string
	for _, l := range f.lines[s.from+1 : s.to] {
		if text := strings.TrimRight(l.text, " \t\r\n"); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}

// Problems returns what makes it unclear what the file says of a topic: a second
// [Unreleased], the topic twice in it, two sections of one version, or code or a
// comment that swallows the rest of the file.
func (f *File) Problems(topic string) []Problem {
	var out []Problem
	if f.open > 0 {
		out = append(out, Problem{f.open, "the code or comment that begins here never ends", "close it"})
	}
	versions := map[string]bool{}
	for _, s := range f.Released(topic) {
		if versions[s.Version] {
			out = append(out, Problem{s.Line, "there are two sections " + topic + " " + s.Version, "keep the one that was written at the release"})
		}
		versions[s.Version] = true
	}
	seen := false
	for i, l := range f.lines {
		if l.level == 2 && unreleasedForm.MatchString(l.title) {
			if seen {
				out = append(out, Problem{i + 1, "there are two sections [Unreleased]", "move the entries into one of them and remove the other"})
			}
			seen = true
		}
	}
	if u, ok := f.unreleased(); ok {
		seen = false
		for i := u.from + 1; i < u.to; i++ {
			if f.lines[i].level == 3 && f.lines[i].title == topic {
				if seen {
					out = append(out, Problem{i + 1, "there are two sections " + topic + " in [Unreleased]", "move the entries into one of them and remove the other"})
				}
				seen = true
			}
		}
	}
	return out
}
