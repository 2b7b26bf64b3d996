package eval

import (
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Apply checks the text between offset at and where c stands, which c has read
// as one value, against a node and hands every violation to c. Generated code
// calls it for what has no static form. rule is the rule to name when the
// evaluator gives up at a limit.
func Apply(c *codec.Cursor, p *Program, at, node, rule int) {
	if c.Dead() {
		return
	}
	d := documentOf(c, p)
	v := d.value(c, at)
	if v == nil || d.check(node, v) {
		return // nil: c has read the same text, so it holds the same error
	}
	told := false
	p.Check(node, v, func(x Violation) {
		if x.Keyword == "" {
			return
		}
		told = true
		c.FailWith(x.Offset, codec.Rule{SchemaAt: x.SchemaAt, Keyword: x.Keyword, Message: x.Message})
	})
	if !told {
		c.Fail(at, rule)
	}
}

// maxExplained is the length of text, in bytes, up to which Explain looks again.
const maxExplained = 16 << 20

// Explain makes the errors of a document complete. Typed code has read all of c's
// text and refused it with err; it leaves out what it can only judge where the
// rest is sound, and points at the object that breaks a condition rather than at
// the value at fault. Explain has the evaluator say all that is wrong, against a
// node. It returns err as it is where that is the better report: for a syntax
// error, with more violations than are listed, for very long text, and where the
// evaluator gives up or has no objection.
func Explain(c *codec.Cursor, err error, p *Program, node int) error {
	list, ok := err.(*rt.Errors)
	if !ok || list.More > 0 || len(c.Src()) > maxExplained || list.List[0].IsSyntax() {
		return err
	}
	v, broken := Parse(c.Src())
	if broken != nil {
		return err
	}
	var found []Violation
	mistyped := map[int]bool{} // offsets of values of a wrong type
	told := map[int]bool{}
	complete := true
	p.Check(node, v, func(x Violation) {
		complete = complete && x.Keyword != ""
		found = append(found, x)
		if x.Keyword == "type" {
			mistyped[x.Offset] = true
		}
	})
	full := codec.NewCursor(c.Src(), nil)
	for _, x := range found {
		// Whatever else a value of a wrong type breaks follows from that.
		if mistyped[x.Offset] {
			if x.Keyword != "type" || told[x.Offset] {
				continue
			}
			told[x.Offset] = true
		}
		full.FailWith(x.Offset, codec.Rule{SchemaAt: x.SchemaAt, Keyword: x.Keyword, Message: x.Message})
	}
	if all := full.Err(); complete && all != nil {
		return all
	}
	return err
}
