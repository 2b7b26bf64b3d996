package eval

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// tell hands a violation to the caller. Only called while e.report is set.
func (e *evaluator) tell(v Violation) {
	if e.stopped {
		return
	}
	e.report(v)
	if e.reported++; e.reported >= MaxViolations {
		e.stopped = true
	}
}

// fail reports that the value at offset breaks a keyword of n.
func (e *evaluator) fail(n *node, keyword string, offset int, message string) {
	at := n.spell(keyword)
	e.tell(Violation{offset, e.p.at(n) + "/" + at, at, message})
}

// forbid reports an item or member whose schema, c, is false.
func (e *evaluator) forbid(c *node, keyword string, kid *Value) {
	if kid.nameAt > 0 {
		e.tell(Violation{kid.nameAt, e.p.at(c), keyword, "member " + codec.Quote(kid.name) + " is not allowed"})
		return
	}
	e.tell(Violation{kid.offset, e.p.at(c), keyword, "no item is allowed here"})
}

// spell returns a keyword as the schema of n has it.
func (n *node) spell(keyword string) string {
	if s, ok := n.spelling[keyword]; ok {
		return s
	}
	return keyword
}

// bounds are the two keywords that bound the size of a value; a high below 0 is
// none.
type bounds struct {
	unit            string
	lowKey, highKey string
	low, high       int
}

// tellCount reports a count outside its bounds.
func (e *evaluator) tellCount(n *node, v *Value, count int, b bounds) {
	what := describe(v) + " of " + plural(count, b.unit)
	if count < b.low {
		e.fail(n, b.lowKey, v.offset, what+", at least "+e.p.count(n, b.lowKey, b.low)+" wanted")
		return
	}
	e.fail(n, b.highKey, v.offset, what+", at most "+e.p.count(n, b.highKey, b.high)+" allowed")
}

// count says a count that a keyword of n gives, as the schema has it.
func (p *Program) count(n *node, keyword string, count int) string {
	if text, ok := p.large[largeCount{n, keyword}]; ok {
		return text
	}
	return strconv.Itoa(count)
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}

// describe names the type of v with an article.
func describe(v *Value) string {
	switch v.kind {
	case rt.KindNull:
		return "null"
	case rt.KindArray, rt.KindObject:
		return "an " + v.kind.String()
	}
	return "a " + v.kind.String()
}

// excerpt shows a value in a message, shortened.
func excerpt(v *Value) string {
	const limit = 60
	switch v.kind {
	case rt.KindNull:
		return "null"
	case rt.KindBool:
		return strconv.FormatBool(v.truth)
	case rt.KindNumber:
		if len(v.text) > limit {
			return v.text[:limit] + "…"
		}
		return v.text
	case rt.KindString:
		return codec.Quote(v.text)
	}
	return "this " + v.kind.String()
}

// String lists the types for a message.
func (t typeSet) String() string {
	var list []string
	for i, name := range typeNames {
		if t&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, " or ")
}

// String lists the values for a message, the first ten of them.
func (s *valueSet) String() string {
	const limit = 10
	if len(s.list) == 0 {
		return "none"
	}
	var list []string
	for i, v := range s.list {
		if i == limit {
			list = append(list, strconv.Itoa(len(s.list)-limit)+" more")
			break
		}
		switch v.kind {
		case rt.KindArray, rt.KindObject:
			list = append(list, describe(v))
		default:
			list = append(list, excerpt(v))
		}
	}
	return strings.Join(list, ", ")
}
