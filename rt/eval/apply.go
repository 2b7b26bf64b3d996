package eval

import "github.com/atlas-dataflow/runresult/rt"

// Apply checks the text between offset at and where c stands, which c has read
// as one value, against a node and hands every violation to c. Generated code
// calls it for what has no static form. rule is the rule to name when the
// evaluator gives up at a limit.
func Apply(c *rt.Cursor, p *Program, at, node, rule int) {
	if c.Dead() {
		return
	}
	v, err := Parse(c.Span(at, c.Pos()))
	if err != nil {
		return // c has read the same text: it holds the same error
	}
	if p.Check(node, v, nil) {
		return
	}
	told := false
	p.Check(node, v, func(x Violation) {
		if x.Keyword == "" {
			return
		}
		told = true
		c.FailWith(at+x.Offset, rt.Rule{SchemaAt: x.SchemaAt, Keyword: x.Keyword, Message: x.Message})
	})
	if !told {
		c.Fail(at, rule)
	}
}
