package lower

import (
	"math"
	"math/big"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

func (l *lowerer) fillBool(t *model.Type, v view) {
	t.Kind = model.Bool
	for _, list := range valueLists(v.nodes) {
		yes, no := false, false
		for _, x := range list.values {
			yes = yes || x.Kind == source.Bool && x.Bool
			no = no || x.Kind == source.Bool && !x.Bool
		}
		if yes != no {
			t.Checks = append(t.Checks, model.Check{Op: model.BoolIs, Bool: yes, Rule: list.rule})
		}
	}
}

// valueList is what enum or const of one node allows.
type valueList struct {
	values []*source.Value
	rule   model.Rule
}

func valueLists(nodes []*graph.Node) []valueList {
	var out []valueList
	for _, n := range nodes {
		if n.HasEnum {
			texts := make([]string, 0, len(n.Enum))
			for _, v := range n.Enum[:min(len(n.Enum), 12)] {
				texts = append(texts, Short(string(v.AppendJSON(nil))))
			}
			if len(n.Enum) > 12 {
				texts = append(texts, "…")
			}
			out = append(out, valueList{n.Enum, model.Rule{
				SchemaAt: n.At("enum"), Keyword: "enum", Message: "must be one of " + strings.Join(texts, ", "),
			}})
		}
		if n.Const != nil {
			out = append(out, valueList{[]*source.Value{n.Const}, model.Rule{
				SchemaAt: n.At("const"), Keyword: "const", Message: "must be " + Short(string(n.Const.AppendJSON(nil))),
			}})
		}
	}
	return out
}

func (l *lowerer) fillNumber(t *model.Type, v view) {
	b := newBounds()
	for _, n := range v.nodes {
		t.Checks = append(t.Checks, numericChecks(n)...)
		b.add(n)
	}
	for _, list := range valueLists(v.nodes) {
		var texts []string
		for _, x := range list.values {
			if x.Kind == source.Number {
				texts = append(texts, x.Text)
			}
		}
		t.Checks = append(t.Checks, model.Check{Op: model.NumberIn, Texts: texts, Rule: list.rule})
		b.addValues(texts, list.rule)
	}
	switch {
	case v.kinds&kFraction != 0:
		t.Kind = model.Number
	case l.opt.Int64 || b.fit():
		t.Kind = model.Int64
		t.Low, t.High = b.lowRule, b.highRule
	default:
		t.Kind = model.Integer
	}
}

// numeric lists the keywords that bound numbers.
var numeric = []numericKeyword{
	{"minimum", model.Minimum, "at least", func(n *graph.Node) *graph.Number { return n.Minimum }},
	{"exclusiveMinimum", model.ExclusiveMinimum, "greater than", func(n *graph.Node) *graph.Number { return n.ExclusiveMinimum }},
	{"maximum", model.Maximum, "at most", func(n *graph.Node) *graph.Number { return n.Maximum }},
	{"exclusiveMaximum", model.ExclusiveMaximum, "less than", func(n *graph.Node) *graph.Number { return n.ExclusiveMaximum }},
	{"multipleOf", model.MultipleOf, "a multiple of", func(n *graph.Node) *graph.Number { return n.MultipleOf }},
}

type numericKeyword struct {
	keyword string
	op      model.Op
	phrase  string
	of      func(*graph.Node) *graph.Number
}

func (k numericKeyword) check(n *graph.Node) model.Check {
	text := k.of(n).Text
	return model.Check{Op: k.op, Text: text, Rule: model.Rule{
		SchemaAt: n.At(k.keyword), Keyword: k.keyword, Message: "must be " + k.phrase + " " + Short(text),
	}}
}

func numericChecks(n *graph.Node) []model.Check {
	var out []model.Check
	for _, k := range numeric {
		if k.of(n) != nil {
			out = append(out, k.check(n))
		}
	}
	return out
}

// bounds collects what is known of an integer's range.
type bounds struct {
	low, high         *big.Rat
	lowRule, highRule model.Rule
}

func newBounds() *bounds { return &bounds{} }

func (b *bounds) addLow(x *big.Rat, r model.Rule) {
	if b.low == nil || x.Cmp(b.low) > 0 {
		b.low, b.lowRule = x, r
	}
}

func (b *bounds) addHigh(x *big.Rat, r model.Rule) {
	if b.high == nil || x.Cmp(b.high) < 0 {
		b.high, b.highRule = x, r
	}
}

func (b *bounds) add(n *graph.Node) {
	for _, c := range numericChecks(n) {
		x, ok := new(big.Rat).SetString(c.Text)
		if !ok {
			continue
		}
		switch c.Op {
		case model.Minimum, model.ExclusiveMinimum:
			b.addLow(x, c.Rule)
		case model.Maximum, model.ExclusiveMaximum:
			b.addHigh(x, c.Rule)
		}
	}
}

func (b *bounds) addValues(texts []string, r model.Rule) {
	for i, t := range texts {
		x, ok := new(big.Rat).SetString(t)
		if !ok {
			return
		}
		if i == 0 {
			b.addLow(x, r)
			b.addHigh(x, r)
			continue
		}
		if x.Cmp(b.low) < 0 {
			b.low = x
		}
		if x.Cmp(b.high) > 0 {
			b.high = x
		}
	}
}

// fit reports whether every value within the bounds fits an int64.
func (b *bounds) fit() bool {
	if b.low == nil || b.high == nil {
		return false
	}
	return b.low.Cmp(new(big.Rat).SetInt64(math.MinInt64)) >= 0 && b.high.Cmp(new(big.Rat).SetInt64(math.MaxInt64)) <= 0
}

func (l *lowerer) fillString(t *model.Type, v view) {
	t.Kind = model.String
	lists := valueLists(v.nodes)
	for i, list := range lists {
		texts := stringsIn(list.values)
		if list.rule.Keyword == "enum" && i == 0 && len(lists) == 1 {
			t.Kind = model.Enum
			for _, s := range texts {
				t.Values = append(t.Values, model.Value{Text: s})
			}
		}
		t.Checks = append(t.Checks, model.Check{Op: model.StringIn, Texts: texts, Rule: list.rule})
	}
	for _, n := range v.nodes {
		if n.Format == "date-time" && t.Kind == model.String {
			t.Kind = model.Timestamp
		}
		t.Checks = append(t.Checks, stringChecks(n)...)
		if toEvaluator(n.Pattern) {
			only := l.derive(n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.Pattern = n.Pattern }) })
			l.eval(t, only, patternRule(n))
		}
		if n.AssertFormat && eval.KnownFormat(n.Format) {
			only := l.derive(n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.Format, k.AssertFormat = n.Format, true }) })
			l.eval(t, only, model.Rule{SchemaAt: n.At("format"), Keyword: "format", Message: "must be in the format " + Short(n.Format)})
		}
	}
}

func stringsIn(values []*source.Value) []string {
	var out []string
	seen := map[string]bool{}
	for _, x := range values {
		if x.Kind == source.String && !seen[x.Text] {
			seen[x.Text] = true
			out = append(out, x.Text)
		}
	}
	return out
}

func stringChecks(n *graph.Node) []model.Check {
	var out []model.Check
	if n.MinLength != nil {
		out = append(out, minLength(n))
	}
	if n.MaxLength != nil {
		out = append(out, maxLength(n))
	}
	if n.Pattern != nil && !toEvaluator(n.Pattern) {
		out = append(out, patternCheck(n))
	}
	return out
}

func minLength(n *graph.Node) model.Check {
	return countCheck(n, model.MinLength, "minLength", n.MinLength, "must have at least %s characters")
}

func maxLength(n *graph.Node) model.Check {
	return countCheck(n, model.MaxLength, "maxLength", n.MaxLength, "must have at most %s characters")
}

func patternCheck(n *graph.Node) model.Check {
	return model.Check{Op: model.Pattern, Pattern: n.Pattern.P, Text: n.Pattern.Source, Node: n, Rule: patternRule(n)}
}

func patternRule(n *graph.Node) model.Rule {
	return model.Rule{SchemaAt: n.At("pattern"), Keyword: "pattern", Message: "must match the pattern " + Short(n.Pattern.Source)}
}

// toEvaluator reports whether a pattern is none that a table or one regular
// expression decides, but several expressions that the evaluator asks.
func toEvaluator(p *graph.Pattern) bool {
	if p == nil {
		return false
	}
	if _, err := p.P.RE2(); err == nil {
		return false
	}
	if d, ok := p.P.DFA(model.MaxStates); ok && model.Printable(d) {
		return false
	}
	_, err := p.P.Terms()
	return err == nil
}

// countCheck returns a check of a size. Sizes beyond an int64 are beyond any
// document: as a minimum they never hold and as a maximum always, which the
// largest int64 says as well.
func countCheck(n *graph.Node, op model.Op, keyword string, c *graph.Count, format string) model.Check {
	size, ok := c.Int64()
	if !ok {
		size = math.MaxInt64
	}
	text := Short(c.N.String())
	message := strings.Replace(format, "%s", text, 1)
	if text == "1" {
		message = strings.TrimSuffix(strings.Replace(message, "characters", "character", 1), "")
		message = strings.Replace(strings.Replace(message, "items", "item", 1), "members", "member", 1)
	}
	return model.Check{Op: op, Int: size, Rule: model.Rule{SchemaAt: n.At(keyword), Keyword: keyword, Message: message}}
}

// phrase says a check in a few words, for doc comments.
func phrase(c model.Check) string {
	switch c.Op {
	case model.Clause, model.Eval, model.Reject, model.StringIn:
		return ""
	case model.Pattern:
		return "pattern " + Short(c.Text)
	case model.UniqueItems:
		return "no two items equal"
	}
	for _, prefix := range []string{"must have ", "must be ", "must "} {
		if rest, ok := strings.CutPrefix(c.Rule.Message, prefix); ok {
			return rest
		}
	}
	return c.Rule.Message
}
