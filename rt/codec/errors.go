package codec

import (
	"sort"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// Rule is one thing the schema demands, as generated code lists them: where it
// stands in the schema, its keyword and what to say when it is broken.
type Rule struct {
	SchemaAt string // JSON Pointer into the schema
	Keyword  string
	Message  string
}

// fault is a violation as found: cheap to note, explained by Err.
type fault struct {
	at   int
	rule *Rule
}

// Fail notes that the value at offset at breaks rule.
func (c *Cursor) Fail(at, rule int) {
	if !c.Dead() {
		c.note(at, &c.rules[rule])
	}
}

// FailWith notes a violation that no table lists.
func (c *Cursor) FailWith(at int, r Rule) {
	if !c.Dead() {
		c.note(at, &r)
	}
}

func (c *Cursor) note(at int, r *Rule) {
	if len(c.faults) >= rt.MaxErrors {
		c.lost++
		return
	}
	c.faults = append(c.faults, fault{at, r})
}

// Faults returns the number of violations noted so far, lost ones included;
// generated code compares it to know whether a part was sound.
func (c *Cursor) Faults() int { return len(c.faults) + c.lost }

// Sound reports whether nothing was wrong so far.
func (c *Cursor) Sound() bool { return !c.Dead() && len(c.faults) == 0 }

// Err returns nil, or *rt.Errors with the error that ended the reading alone, or
// with every violation in document order. It walks the text once to find
// pointers, lines and columns.
func (c *Cursor) Err() error {
	if f := c.Fatal(); f != nil {
		list := []rt.Error{{Offset: f.Offset, Code: f.Code, Message: f.Message, Hint: f.Hint}}
		locate(c.Src(), list)
		return &rt.Errors{List: list}
	}
	if len(c.faults) == 0 {
		return nil
	}
	list := make([]rt.Error, len(c.faults))
	for i, f := range c.faults {
		list[i] = rt.Error{Offset: f.at, SchemaAt: f.rule.SchemaAt, Keyword: f.rule.Keyword, Message: f.rule.Message}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Offset < list[j].Offset })
	locate(c.Src(), list)
	return &rt.Errors{List: list, More: c.lost}
}

// locate fills in line, column and pointer of errors sorted by offset.
func locate(src string, list []rt.Error) {
	offsets := make([]int, len(list))
	for i := range list {
		offsets[i] = list[i].Offset
	}
	for i, p := range wire.Locate(src, offsets...) {
		list[i].Line, list[i].Column, list[i].InstanceAt = p.Line, p.Column, p.Pointer
	}
}

// WithoutPositions drops offsets, lines and columns from an *rt.Errors,
// for text the caller never saw (an encoding made to validate).
func WithoutPositions(err error) error {
	if e, ok := err.(*rt.Errors); ok {
		for i := range e.List {
			e.List[i].Offset, e.List[i].Line, e.List[i].Column = -1, 0, 0
		}
	}
	return err
}
