package changelog

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Kinds are the headings that entries stand under, in the order in which new
// ones are written.
var Kinds = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

// Draft is an entry to add.
type Draft struct {
	Kind string // one of Kinds
	Text string // what follows the dash; control characters are replaced
}

// New is the text of a changelog that says nothing yet.
func New() []byte {
	return []byte("# Changelog\n\n## [Unreleased]\n")
}

// nothingForm is the sentence that a release leaves behind. It gives way to the
// first entry.
var nothingForm = regexp.MustCompile(`^Nothing since \d+\.\d+\.\d+\.\s*$`)

func nothingSince(version string) string { return "Nothing since " + version + "." }

// Add returns the text with entries added to a topic of [Unreleased], which are
// created when absent.
// It fails when the file has Problems that leave no place for them.
func (f *File) Add(topic string, drafts []Draft) ([]byte, error) {
	e := f.edit()
	if len(drafts) == 0 {
		return e.bytes(), nil
	}
	if !e.ensure(topic) {
		return nil, errNoPlace
	}
	e.dropNothing(topic)
	for _, kind := range Kinds {
		var items []string
		for _, d := range drafts {
			if d.Kind == kind {
				items = append(items, "- "+oneLine(d.Text))
			}
		}
		if len(items) > 0 {
			e.addUnder(topic, kind, items)
		}
	}
	return e.bytes(), nil
}

var errNoPlace = errors.New("the changelog ends in the middle of fenced code or of a comment")

// oneLine keeps a text from ending the line that it stands on.
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text))
}

// Release returns the text with the entries of a topic turned into the section
// of a version. otherwise is the text of a section that would be empty.
// It fails when the file has Problems that leave no place for it.
func (f *File) Release(topic, version, date, otherwise string) ([]byte, error) {
	e := f.edit()
	if !e.ensure(topic) {
		return nil, errNoPlace
	}
	e.dropNothing(topic)
	s, _ := e.topic(topic)
	from, to := s.from+1, s.to
	for from < to && e.blank(from) {
		from++
	}
	for to > from && e.blank(to-1) {
		to--
	}
	var body []string
	for _, l := range e.lines[from:to] {
		text := l.text
		if l.level > 3 {
			text = strings.Replace(text, "#", "", 1)
		}
		if !strings.HasSuffix(text, "\n") {
			text += e.eol
		}
		body = append(body, text)
	}
	if len(body) == 0 {
		body = []string{oneLine(otherwise) + e.eol}
	}
	e.replace(s.from+1, s.to, e.lf("", nothingSince(version), ""))
	u, _ := e.unreleased()
	section := append(e.lf("## "+topic+" "+version+" - "+date, ""), body...)
	e.insertSection(u.to, section)
	return e.bytes(), nil
}

// editor is a copy of a File whose lines change.
type editor struct{ File }

func (f *File) edit() *editor {
	return &editor{File{lines: slices.Clone(f.lines), eol: f.eol}}
}

func (e *editor) bytes() []byte {
	var b strings.Builder
	for _, l := range e.lines {
		b.WriteString(l.text)
	}
	return []byte(b.String())
}

// lf ends each text with the line end of the file.
func (e *editor) lf(texts ...string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t + e.eol
	}
	return out
}

// replace puts texts, each with its line end, in place of lines[from:to] and
// reads the result again, so that every later step sees headings as they are.
func (e *editor) replace(from, to int, texts []string) {
	var b strings.Builder
	for i, l := range e.lines[:from] {
		b.WriteString(l.text)
		if i == from-1 && len(texts) > 0 && !strings.HasSuffix(l.text, "\n") {
			b.WriteString(e.eol)
		}
	}
	for _, t := range texts {
		b.WriteString(t)
	}
	for _, l := range e.lines[to:] {
		b.WriteString(l.text)
	}
	eol := e.eol
	e.File = *Parse([]byte(b.String()))
	e.eol = eol
}

// insertSection inserts the lines of a section before lines[at], with a blank
// line on either side.
func (e *editor) insertSection(at int, section []string) {
	if at > 0 && !e.blank(at-1) {
		section = append(e.lf(""), section...)
	}
	if at < len(e.lines) && !e.blank(at) {
		section = append(section, e.eol)
	}
	e.replace(at, at, section)
}

// ensure makes [Unreleased] and the topic in it. It reports false when they
// cannot be made, because the file ends in the middle of code or a comment.
func (e *editor) ensure(topic string) bool {
	if _, ok := e.unreleased(); !ok {
		at := slices.IndexFunc(e.lines, func(l line) bool { return l.level == 2 })
		if at < 0 {
			at = e.body(0, len(e.lines))
		}
		e.insertSection(at, e.lf("## [Unreleased]"))
	}
	if _, ok := e.topic(topic); !ok {
		u, ok := e.unreleased()
		if !ok {
			return false
		}
		e.insertSection(e.last(u)+1, e.lf("### "+topic))
	}
	_, ok := e.topic(topic)
	return ok
}

// last is the last line of a section that is not blank.
func (e *editor) last(s span) int {
	i := s.to - 1
	for i > s.from && e.blank(i) {
		i--
	}
	return i
}

// dropNothing removes the sentence that says that a topic has no entries.
func (e *editor) dropNothing(topic string) {
	s, _ := e.topic(topic)
	for i := s.from + 1; i < s.to; i++ {
		if e.lines[i].level > 0 {
			return
		}
		if !e.lines[i].plain || !nothingForm.MatchString(e.lines[i].text) {
			continue
		}
		to := i + 1
		if to < s.to && e.blank(to) {
			to++
		}
		e.replace(i, to, nil)
		return
	}
}

// addUnder appends items to the list under a heading of a topic, which is made
// where Kinds puts it.
func (e *editor) addUnder(topic, kind string, items []string) {
	s, _ := e.topic(topic)
	at := s // the section to append to
	found := false
	for i := s.from + 1; i < s.to && !found; i++ {
		if e.lines[i].level == 4 && e.lines[i].title == kind {
			at, found = e.section(i, s.to), true
		}
	}
	if found {
		last := e.last(at)
		texts := e.lf(items...)
		if last == at.from || !e.inList(at, last) {
			texts = append(e.lf(""), texts...)
		}
		if last+1 < len(e.lines) && !e.blank(last+1) {
			texts = append(texts, e.eol)
		}
		e.replace(last+1, last+1, texts)
		return
	}
	before := s.to
	for i := s.from + 1; i < s.to; i++ {
		if e.lines[i].level == 4 && slices.Index(Kinds, e.lines[i].title) > slices.Index(Kinds, kind) {
			before = i
			break
		}
	}
	section := append(e.lf("#### "+kind, ""), e.lf(items...)...)
	if before == s.to {
		e.insertSection(e.last(s)+1, section)
	} else {
		e.insertSection(before, section)
	}
}

// inList reports whether the text that ends in lines[last] is part of a list.
func (e *editor) inList(s span, last int) bool {
	for i := last; i > s.from && !e.blank(i); i-- {
		if e.lines[i].plain && itemForm.MatchString(strings.TrimRight(e.lines[i].text, "\r\n")) {
			return true
		}
	}
	return false
}
