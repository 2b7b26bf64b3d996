package rt

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Rule is one thing the schema demands, as generated code lists them: where it
// stands in the schema, its keyword and what to say when it is broken.
type Rule struct {
	SchemaAt string // JSON Pointer into the schema
	Keyword  string
	Message  string
}

// Error is one reason why a document was refused.
type Error struct {
	Offset     int    // byte offset into the document; -1 when there is no text
	Line       int    // 1-based; 0 when there is no text
	Column     int    // 1-based, counts code points; 0 when there is no text
	InstanceAt string // JSON Pointer of the value at fault, "" for the whole
	SchemaAt   string // JSON Pointer of the rule, "" for a syntax error
	Keyword    string // keyword of the rule, "" for a syntax error
	Code       string // kind of syntax error, "" for a broken rule
	Message    string
	Hint       string // what to do about it, when there is something to say
}

// IsSyntax reports whether the text is not strict JSON at all.
func (e *Error) IsSyntax() bool { return e.Code != "" }

// Error returns "line:column: at pointer: message", on one line and without
// characters that a terminal would act on, whatever the document's names are.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", e.Line, e.Column)
	}
	if e.InstanceAt != "" {
		b.WriteString("at " + visible(ShortPointer(e.InstanceAt)) + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Errors is the error of every decoding and validating function: all that is
// wrong, in document order, up to MaxErrors.
type Errors struct {
	List []Error
	More int // violations beyond MaxErrors
}

// Error lists all errors, one per line.
func (e *Errors) Error() string {
	var b strings.Builder
	for i := range e.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.List[i].Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\nand %d more", e.More)
	}
	return b.String()
}

// fault is a violation as found: cheap to note, explained by Err.
type fault struct {
	at   int
	rule *Rule
}

// Fail notes that the value at offset at breaks rule.
func (c *Cursor) Fail(at, rule int) {
	if !c.dead {
		c.note(at, &c.rules[rule])
	}
}

// FailWith notes a violation that no table lists.
func (c *Cursor) FailWith(at int, r Rule) {
	if !c.dead {
		c.note(at, &r)
	}
}

func (c *Cursor) note(at int, r *Rule) {
	if len(c.faults) >= MaxErrors {
		c.lost++
		return
	}
	c.faults = append(c.faults, fault{at, r})
}

// Faults returns the number of violations noted so far, lost ones included;
// generated code compares it to know whether a part was sound.
func (c *Cursor) Faults() int { return len(c.faults) + c.lost }

// Sound reports whether nothing was wrong so far.
func (c *Cursor) Sound() bool { return !c.dead && len(c.faults) == 0 }

// Fatal ends the reading with an error that is neither syntax nor a rule of
// the schema, such as a number the Go type cannot hold.
func (c *Cursor) Fatal(at int, code, message, hint string) { c.fail(at, code, message, hint) }

// fail notes a syntax error and ends the reading.
func (c *Cursor) fail(at int, code, message, hint string) {
	if c.dead {
		return
	}
	c.dead = true
	c.syntax = Error{Offset: at, Code: code, Message: message, Hint: hint}
	c.pos = len(c.src)
}

// Err returns nil, or *Errors with the syntax error alone, or with every
// violation in document order. It walks the text once to find pointers, lines
// and columns.
func (c *Cursor) Err() error {
	if c.dead {
		e := []Error{c.syntax}
		locate(c.src, e)
		return &Errors{List: e}
	}
	if len(c.faults) == 0 {
		return nil
	}
	list := make([]Error, len(c.faults))
	for i, f := range c.faults {
		list[i] = Error{Offset: f.at, SchemaAt: f.rule.SchemaAt, Keyword: f.rule.Keyword, Message: f.rule.Message}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Offset < list[j].Offset })
	locate(c.src, list)
	return &Errors{List: list, More: c.lost}
}

// WithoutPositions drops offsets, lines and columns from an error of this
// package, for text the caller never saw (an encoding made to validate).
func WithoutPositions(err error) error {
	if e, ok := err.(*Errors); ok {
		for i := range e.List {
			e.List[i].Offset, e.List[i].Line, e.List[i].Column = -1, 0, 0
		}
	}
	return err
}

// locate fills in line, column and pointer of errors sorted by offset.
func locate(src string, list []Error) {
	line, lineStart, at := 1, 0, 0
	for i := range list {
		off := min(list[i].Offset, len(src))
		for ; at < off; at++ {
			if src[at] == '\n' {
				line, lineStart = line+1, at+1
			}
		}
		list[i].Line = line
		list[i].Column = 1 + utf8.RuneCountInString(src[lineStart:off])
	}
	l := locator{Cursor: Cursor{src: src}, list: list}
	l.value()
	for ; l.next < len(list); l.next++ {
		list[l.next].InstanceAt = l.pointer()
	}
}

// locator walks a text, keeping the path, until every offset has its pointer.
// It stops where the text stops being JSON.
type locator struct {
	Cursor
	list []Error
	next int
	path []segment
}

type segment struct {
	name  string
	index int // ≥ 0 in arrays, -1 in objects
}

// settle gives the current path to every error before offset end.
func (l *locator) settle(end int) {
	for l.next < len(l.list) && l.list[l.next].Offset < end {
		l.list[l.next].InstanceAt = l.pointer()
		l.next++
	}
}

func (l *locator) value() {
	switch l.Peek() {
	case KindObject:
		l.settle(l.pos + 1)
		for l.Enter(); l.next < len(l.list) && l.Member(); {
			l.settle(l.keyAt)
			l.path = append(l.path, segment{l.key, -1})
			l.value()
			if l.dead {
				return
			}
			l.settle(l.pos)
			l.path = l.path[:len(l.path)-1]
		}
	case KindArray:
		l.settle(l.pos + 1)
		i := 0
		for l.Enter(); l.next < len(l.list) && l.Element(); i++ {
			l.path = append(l.path, segment{index: i})
			l.value()
			if l.dead {
				return
			}
			l.settle(l.pos)
			l.path = l.path[:len(l.path)-1]
		}
	default:
		l.Skip()
	}
}

func (l *locator) pointer() string {
	var b strings.Builder
	for _, s := range l.path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
			continue
		}
		b.WriteString(PointerEscape(s.name))
	}
	return b.String()
}

// ShortPointer cuts the middle out of a pointer that is too long to read, for
// messages; fields of errors hold it in full.
func ShortPointer(p string) string {
	const end = 80
	if len(p) <= 3*end {
		return p
	}
	return strings.ToValidUTF8(p[:end], "") + "…" + strings.ToValidUTF8(p[len(p)-end:], "") +
		" (" + strconv.Itoa(strings.Count(p, "/")) + " levels)"
}

// PointerEscape returns name as one token of a JSON Pointer (RFC 6901).
func PointerEscape(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
