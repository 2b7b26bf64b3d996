package golang

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// checks returns statements that check the value in the expression v, whose
// text begins at the offset in the expression at.
func (e *emitter) checks(t *model.Type, v, at string) string {
	return e.capture(func() {
		fused := e.fuse(t)
		if fused != "" {
			e.p("if !%s.Match(%s) {", fused, v)
			e.each(t, v, at, true)
			e.p("}")
		}
		e.each(t, v, at, false)
	})
}

// each prints the checks of t one by one: those on patterns, or the others;
// without a fused automaton all are others.
func (e *emitter) each(t *model.Type, v, at string, patterns bool) {
	fused := e.fuse(t) != ""
	for i := range t.Checks {
		c := &t.Checks[i]
		if _, _, isPattern := patternTerm(c); fused && isPattern != patterns {
			continue
		}
		switch c.Op {
		case model.Reject:
			e.p("c.Fail(%s, %d)", at, e.rule(c.Rule))
		case model.Eval:
			e.nodes = append(e.nodes, c.Node)
			e.p("evaluate(c, %s, %d, %d)", at, len(e.nodes)-1, e.rule(c.Rule))
		default:
			cond := e.holds(c, t, v)
			switch {
			case c.Op == model.Clause:
				cond = e.pred(c.Pred, t, v)
			case c.Op == model.UniqueItems && !sameInGo(t.Elem):
				cond = fmt.Sprintf("c.UniqueItems(%s, len(%s))", at, v) // the text has just been read
			}
			if cond != "true" {
				e.p("if %s {\nc.Fail(%s, %d)\n}", not(cond), at, e.rule(c.Rule))
			}
		}
	}
}

// patternTerm returns the pattern that a check on a string is about, and
// whether it must not match.
func patternTerm(c *model.Check) (p *model.Check, negate, ok bool) {
	if c.Op == model.Pattern {
		return c, false, true
	}
	if c.Op == model.Clause && c.Pred.Op == model.Not {
		if in := c.Pred.Args[0]; in.Op == model.Holds && in.Check.Op == model.Pattern {
			return in.Check, true, true
		}
	}
	return nil, false, false
}

// fuse returns the variable of one automaton that decides all patterns of a
// string type in one pass, "" when there are not several or it would be too
// large. Only when it says no are they asked one by one, to tell which.
func (e *emitter) fuse(t *model.Type) string {
	if t.Kind != model.String {
		return ""
	}
	var automata []*pattern.DFA
	var negate []bool
	key := ""
	for i := range t.Checks {
		p, not, ok := patternTerm(&t.Checks[i])
		if !ok {
			continue
		}
		d, ok := e.dfa(p)
		if !ok {
			return ""
		}
		automata, negate = append(automata, d), append(negate, not)
		key += fmt.Sprintf("%t%q", not, p.Text)
	}
	if len(automata) < 2 {
		return ""
	}
	if name, ok := e.fused[key]; ok {
		return name
	}
	d, ok := pattern.Intersect(automata, negate, maxStates)
	if !ok || !printable(d) {
		e.fused[key] = ""
		return ""
	}
	name := "patterns" + strconv.Itoa(len(e.fusedDFAs))
	e.fused[key] = name
	e.fusedDFAs = append(e.fusedDFAs, d)
	return name
}

// not negates a condition, without a double negation.
func not(cond string) string {
	if inner, ok := strings.CutPrefix(cond, "!"); ok && simple(inner) {
		return inner
	}
	if simple(cond) {
		return "!" + cond
	}
	if parts := strings.Split(cond, " "); len(parts) == 3 && !strings.ContainsAny(cond, "\"`") && inverse[parts[1]] != "" {
		return parts[0] + " " + inverse[parts[1]] + " " + parts[2]
	}
	if rest, ok := strings.CutSuffix(cond, ` != ""`); ok && simple(rest) {
		return rest + ` == ""`
	}
	return "!(" + cond + ")"
}

// inverse gives the comparison that holds when another does not.
var inverse = map[string]string{"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}

// simple reports whether a condition is one call or name.
func simple(s string) bool {
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth == 0 && (r == ' ' || r == '!'):
			return false
		}
	}
	return true
}

// holds returns the condition that check c holds for the value in v.
func (e *emitter) holds(c *model.Check, t *model.Type, v string) string {
	switch c.Op {
	case model.MinLength:
		if c.Int <= 1 {
			return map[bool]string{true: asString(t, v) + ` != ""`, false: "true"}[c.Int == 1]
		}
		return fmt.Sprintf("!codec.Shorter(%s, %d)", asString(t, v), c.Int)
	case model.MaxLength:
		return fmt.Sprintf("!codec.Longer(%s, %d)", asString(t, v), c.Int)
	case model.Pattern:
		return fmt.Sprintf("%s.Match(%s)", e.matcher(c), asString(t, v))
	case model.StringIn:
		return e.oneOf(asString(t, v), c.Texts)
	case model.BoolIs:
		if c.Bool {
			return v
		}
		return "!" + v
	case model.IsInteger:
		return fmt.Sprintf("codec.IsInteger(%s)", numberText(t, v))
	case model.NumberIn:
		return e.numberIn(t, v, c.Texts)
	case model.Minimum:
		return e.compare(t, v, ">=", c.Text)
	case model.Maximum:
		return e.compare(t, v, "<=", c.Text)
	case model.ExclusiveMinimum:
		return e.compare(t, v, ">", c.Text)
	case model.ExclusiveMaximum:
		return e.compare(t, v, "<", c.Text)
	case model.MultipleOf:
		return fmt.Sprintf("codec.IsMultipleOf(%s, %s)", numberText(t, v), quote(c.Text))
	case model.MinItems:
		return fmt.Sprintf("%s >= %d", e.size(t, v), c.Int)
	case model.MaxItems:
		return fmt.Sprintf("%s <= %d", e.size(t, v), c.Int)
	case model.MinProperties:
		return fmt.Sprintf("%s >= %d", e.size(t, v), c.Int)
	case model.MaxProperties:
		return fmt.Sprintf("%s <= %d", e.size(t, v), c.Int)
	case model.UniqueItems:
		return e.unique(t, v)
	case model.Reject:
		return "false"
	}
	return "true"
}

// size returns the expression of how many items or members v has.
func (e *emitter) size(t *model.Type, v string) string {
	if t.Kind == model.Struct {
		return "rec.Len()"
	}
	if n := e.tallied(v); n != "" {
		return n
	}
	return "len(" + v + ")"
}

// sameInGo reports whether values of t are equal JSON when they are equal Go.
func sameInGo(t *model.Type) bool {
	switch t.Kind {
	case model.String, model.Enum, model.Timestamp, model.Bool, model.Int64:
		return true
	}
	return false
}

// unique returns the condition that no two items are equal.
func (e *emitter) unique(t *model.Type, v string) string {
	if sameInGo(t.Elem) {
		return fmt.Sprintf("codec.Unique(%s)", v)
	}
	f := e.helper("distinct", e.capture(func() {
		e.p("(v %s) bool {\nreturn codec.UniqueJSON(len(v), func(b []byte, i int) []byte {", e.goType(t))
		e.appendValue(t.Elem, "v[i]", "")
		e.p("return b\n})\n}")
	}))
	return fmt.Sprintf("%s(%s)", f, v)
}

// helper returns the name of the function with that signature and body, which
// is printed with the others when it is a new one.
func (e *emitter) helper(prefix, text string) string {
	name, known := e.helperNames[prefix+text]
	if !known {
		name = prefix + strconv.Itoa(len(e.helperNames)+1)
		e.helperNames[prefix+text] = name
		e.helpers.WriteString("func " + name + text + "\n\n")
	}
	return name
}

// helperList returns the name of a sorted list of those texts.
func (e *emitter) helperList(texts []string) string {
	key := "list" + strings.Join(texts, "\x00")
	name, known := e.helperNames[key]
	if !known {
		name = "list" + strconv.Itoa(len(e.helperNames)+1)
		e.helperNames[key] = name
		e.helpers.WriteString(e.capture(func() { e.sortedTexts(name, texts) }))
	}
	return name
}

// flushHelpers prints the functions that were asked for since the last time.
func (e *emitter) flushHelpers() {
	e.b.WriteString(e.helpers.String())
	e.helpers.Reset()
}

// asString returns the expression v, of a string type, as a string.
func asString(t *model.Type, v string) string {
	if t.Kind == model.Enum || t.Kind == model.Timestamp {
		return "string(" + v + ")"
	}
	return v
}

// numberText returns the expression of a number's text.
func numberText(t *model.Type, v string) string {
	if t.Kind == model.Int64 {
		return "codec.IntText(" + v + ")"
	}
	return v + ".String()"
}

// compare returns the condition v op limit, exact.
func (e *emitter) compare(t *model.Type, v, op, limit string) string {
	if t.Kind != model.Int64 {
		return fmt.Sprintf("codec.CompareNumbers(%s.String(), %s) %s 0", v, quote(limit), op)
	}
	r, ok := new(big.Rat).SetString(limit)
	if !ok {
		return "true"
	}
	if !r.IsInt() {
		// An integer is never equal to a fraction: round towards the side that
		// keeps the comparison true for the same integers.
		floor := new(big.Int).Div(r.Num(), r.Denom())
		switch op {
		case "==":
			return "false"
		case ">=", ">":
			return e.compareInt(v, ">", floor)
		default:
			return e.compareInt(v, "<=", floor)
		}
	}
	return e.compareInt(v, op, r.Num())
}

// compareInt returns v op limit for an int64; a limit beyond 64 bits decides by
// itself.
func (e *emitter) compareInt(v, op string, limit *big.Int) string {
	if limit.IsInt64() {
		if n := limit.Int64(); n != -1<<63 {
			return fmt.Sprintf("%s %s %d", v, op, n)
		}
		return fmt.Sprintf("%s %s -1<<63", v, op)
	}
	above := limit.Sign() > 0
	switch op {
	case "<", "<=":
		return strconv.FormatBool(above)
	case ">", ">=":
		return strconv.FormatBool(!above)
	}
	return "false"
}

// oneOf returns the condition that v is one of texts.
func (e *emitter) oneOf(v string, texts []string) string {
	if len(texts) == 0 {
		return "false"
	}
	if len(texts) > manyTexts {
		list := e.helperList(texts)
		return fmt.Sprintf("codec.IsListed(%s[:], %s)", list, v)
	}
	if len(texts) > 4 {
		var quoted []string
		for _, s := range texts {
			quoted = append(quoted, quote(s))
		}
		f := e.helper("listed", "(s string) bool {\nswitch s {\ncase "+strings.Join(quoted, ",\n")+":\nreturn true\n}\nreturn false\n}")
		return fmt.Sprintf("%s(%s)", f, v)
	}
	var all []string
	for _, s := range texts {
		all = append(all, v+" == "+quote(s))
	}
	if len(all) == 1 {
		return all[0]
	}
	return "(" + strings.Join(all, " || ") + ")"
}

// jsonName returns a member's name as it stands in JSON, with the colon.
func jsonName(name string) []byte { return append(codec.AppendString(nil, name), ':') }

// dfa returns the automaton of a pattern check, made once.
func (e *emitter) dfa(c *model.Check) (*pattern.DFA, bool) {
	d, known := e.dfas[c.Text]
	if !known {
		d, _ = c.Pattern.DFA(maxStates)
		e.dfas[c.Text] = d
	}
	return d, d != nil
}
