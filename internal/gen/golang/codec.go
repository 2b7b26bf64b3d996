package golang

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/program"
)

// p prints a line of code.
func (e *emitter) p(format string, args ...any) {
	fmt.Fprintf(&e.b, format, args...)
	e.b.WriteByte('\n')
}

// capture returns what print prints, instead of printing it.
func (e *emitter) capture(print func()) string {
	saved := e.b
	e.b = strings.Builder{}
	print()
	out := e.b.String()
	e.b = saved
	return out
}

// v returns a new local name.
func (e *emitter) v(prefix string) string {
	e.temp++
	return prefix + strconv.Itoa(e.temp)
}

// rule returns the number of a rule in the package's table.
func (e *emitter) rule(r model.Rule) int {
	if i, ok := e.ruleAt[r]; ok {
		return i
	}
	e.rules = append(e.rules, r)
	e.ruleAt[r] = len(e.rules) - 1
	return len(e.rules) - 1
}

func quote(s string) string { return strconv.Quote(s) }

// codec prints everything but the declarations and the tables.
func (e *emitter) codec() string {
	return e.capture(func() {
		for _, t := range e.pkg.Types {
			if e.ctx.Err() != nil {
				return
			}
			e.temp = 0
			switch t.Kind {
			case model.Enum:
				e.enumMethods(t)
				continue
			case model.Struct:
				e.structDecode(t)
				e.structAppend(t)
				e.structCopy(t)
				e.structMembers(t)
				e.defaults(t)
			case model.Sum:
				e.sumDecode(t)
				e.sumAppend(t)
				e.sumCopy(t)
				e.sumAccess(t)
			case model.Box:
				e.boxMethods(t)
			}
			e.entryPoints(t)
		}
		e.flushHelpers()
	})
}

// explained returns the expression that completes the errors err of a value of t.
func (e *emitter) explained(t *model.Type, err string) string {
	if t.Schema == nil || e.pkg.Scoped && t.Schema != e.pkg.Graph.Root && program.UsesDynamicScope(e.pkg.Graph, t.Schema) {
		return err
	}
	i, ok := e.explains[t]
	if !ok {
		e.nodes = append(e.nodes, t.Schema)
		i = len(e.nodes) - 1
		e.explains[t] = i
	}
	return fmt.Sprintf("explain(c, %s, %d)", err, i)
}

// entryPoints prints what a caller decodes, encodes and validates with.
func (e *emitter) entryPoints(t *model.Type) {
	e.p(`
// Unmarshal%[1]s decodes one JSON document. The error is an *rt.Errors with
// everything that is wrong.
func Unmarshal%[1]s(data []byte) (%[1]s, error) {
	var x %[1]s
	c := codec.NewCursor(string(data), rules[:])
	x.decode(c)
	c.End()
	if err := c.Err(); err != nil {
		return %[1]s{}, %[2]s
	}
	return x, nil
}

// UnmarshalJSON is Unmarshal%[1]s for encoding/json. When it fails, x is left as
// it was.
func (x *%[1]s) UnmarshalJSON(data []byte) error {
	v, err := Unmarshal%[1]s(data)
	if err == nil {
		*x = v
	}
	return err
}

// AppendJSON appends x as JSON, without validating it.
func (x %[1]s) AppendJSON(b []byte) []byte { return x.append(b) }

// MarshalJSON validates x and returns it as JSON.
func (x %[1]s) MarshalJSON() ([]byte, error) {
	b := x.append(nil)
	if _, err := Unmarshal%[1]s(b); err != nil {
		return nil, codec.WithoutPositions(err)
	}
	return b, nil
}

// Validate reports everything in x that the schema refuses, as an *rt.Errors
// without positions.
func (x %[1]s) Validate() error {
	_, err := Unmarshal%[1]s(x.append(nil))
	return codec.WithoutPositions(err)
}
`, t.Name, e.explained(t, "err"))
	e.decodeFrom(t, "x", func() { e.p("x.decode(c)") })
}

// decodeFrom prints what generated code of other packages decodes a t with.
func (e *emitter) decodeFrom(t *model.Type, receiver string, body func()) {
	e.p("// DecodeFrom reads the next value of c into %s, which is zero. It is for the\n// code that is generated for schemas which refer to this one (--import).", receiver)
	e.p("func (%s *%s) DecodeFrom(c *codec.Cursor) {\nwas := c.UseRules(rules[:])", receiver, t.Name)
	body()
	e.p("c.UseRules(was)\n}\n")
}

// decode prints statements that read the next value into the variable dst.
func (e *emitter) decode(t *model.Type, dst string) {
	if t.Import != "" {
		e.p("%s.DecodeFrom(c)", dst)
		return
	}
	switch t.Kind {
	case model.Struct, model.Sum, model.Box:
		e.p("%s.decode(c)", dst)
	case model.Any:
		e.decodeAny(t, dst)
	case model.Held:
		e.decodeHeld(t, dst)
	case model.Never:
		e.p("c.Mismatch(%d)", e.rule(t.TypeRule))
	case model.Null:
		checks := e.checks(t, dst, "at")
		e.p("if %s, ok := c.ReadNull(%d); ok {", at(checks), e.rule(t.TypeRule))
		e.p("%s}", orBlank(checks, "_ = ok\n"))
	case model.Bool:
		e.scalar(t, dst, fmt.Sprintf("c.ReadBool(%d)", e.rule(t.TypeRule)), "%s")
	case model.String:
		e.scalar(t, dst, fmt.Sprintf("c.ReadString(%d)", e.rule(t.TypeRule)), "%s")
	case model.Timestamp:
		e.scalar(t, dst, fmt.Sprintf("c.ReadString(%d)", e.rule(t.TypeRule)), "rt.Timestamp(%s)")
	case model.Enum:
		e.decodeEnum(t, dst)
	case model.Int64:
		low, high := -1, -1
		if t.Low.Keyword != "" {
			low = e.rule(t.Low)
		}
		if t.High.Keyword != "" {
			high = e.rule(t.High)
		}
		e.scalar(t, dst, fmt.Sprintf("c.ReadInt(%d, %d, %d)", e.rule(t.TypeRule), low, high), "%s")
	case model.Integer:
		e.scalar(t, dst, fmt.Sprintf("c.ReadInteger(%d)", e.rule(t.TypeRule)), "%s")
	case model.Number:
		e.scalar(t, dst, fmt.Sprintf("c.ReadNumber(%d)", e.rule(t.TypeRule)), "%s")
	case model.List:
		e.decodeList(t, dst)
	case model.Map:
		e.decodeMap(t, dst)
	case model.Nullable:
		e.decodeNullable(t, dst, "new("+e.goType(t.Elem)+")")
	}
}

func at(checks string) string {
	if checks == "" {
		return "_"
	}
	return "at"
}

func orBlank(s, blank string) string {
	if s == "" {
		return blank
	}
	return s
}

// scalar prints the reading of a value that one call reads.
func (e *emitter) scalar(t *model.Type, dst, read, convert string) {
	checks := e.checks(plain(t), "s", "at")
	e.p("if s, %s, ok := %s; ok {", at(checks), read)
	e.p("%s%s = %s\n}", checks, dst, fmt.Sprintf(convert, "s"))
}

// plain returns t as it is while it is read: a string type as string.
func plain(t *model.Type) *model.Type {
	if t.Kind != model.Timestamp && t.Kind != model.Enum {
		return t
	}
	s := *t
	s.Kind = model.String
	return &s
}

func (e *emitter) decodeAny(t *model.Type, dst string) {
	checks := e.checks(t, dst, "at")
	if checks == "" {
		e.p("%s = c.Raw()", dst)
		return
	}
	e.p("{\nat := c.Begin()\n%s = c.Raw()\n%s}", dst, checks)
}

// decodeHeld prints the reading of a value that a Go type of somebody else's
// holds: the schema judges the text, then the type takes it. The text is always
// kept, because nothing is known about what the type drops.
func (e *emitter) decodeHeld(t *model.Type, dst string) {
	checks, isNil := e.checks(t, dst, "at"), ""
	if t.Native.Nillable {
		isNil = " || " + dst + " == nil"
	}
	e.p("{\nat, faults := c.Begin(), c.Faults()\nc.Skip()\n%s", checks)
	e.p("if !c.Dead() && c.Faults() == faults && (!codec.ReadForeign(c, at, &%s)%s) {\nc.Fail(at, %d)\n}\nc.MarkOdd()\n}", dst, isNil, e.rule(t.TypeRule))
}

func (e *emitter) decodeList(t *model.Type, dst string) {
	list, faults := e.v("v"), e.v("f")
	checks := e.checks(t, list, "at")
	start := at(checks)
	if isRecord(t.Elem) {
		start = "at"
	}
	e.p("if %s, ok := c.Array(%d); ok {", start, e.rule(t.TypeRule))
	if checks != "" || isRecord(t.Elem) {
		e.p("%s := c.Faults()", faults)
	}
	if t.Elem.Kind == model.String {
		e.p("mark := c.Mark()\nfor c.Element() {")
	} else {
		e.p("%s := []%s{}\nfor c.Element() {", list, e.goType(t.Elem))
	}
	switch t.Elem.Kind {
	case model.String:
		elem := e.v("e")
		e.p("var %s string", elem)
		e.decode(t.Elem, elem)
		e.p("c.Push(%s)", elem)
	case model.Struct, model.Sum, model.Box:
		// A refused list is not kept: a byte of text must not cost a struct.
		e.p("if c.Faults() != %s {\n%s = %s[:0]\n}", faults, list, list)
		e.p("if len(%s) == cap(%s) {\n%s = codec.Grow(c, %s, at)\n}", list, list, list, list)
		e.p("%s = append(%s, %s{})", list, list, e.goType(t.Elem))
		e.decode(t.Elem, fmt.Sprintf("%s[len(%s)-1]", list, list))
	default:
		elem := e.v("e")
		e.p("var %s %s", elem, e.goType(t.Elem))
		e.decode(t.Elem, elem)
		e.p("%s = append(%s, %s)", list, list, elem)
	}
	e.p("}")
	if t.Elem.Kind == model.String {
		e.p("%s := c.Take(mark)", list)
	}
	if checks != "" {
		emptied := ""
		if e.streams[t] {
			emptied = " && !c.Emptied(at)"
		}
		e.p("if !c.Dead() && c.Faults() == %s%s {\n%s}", faults, emptied, checks)
	}
	e.p("%s = %s\n}", dst, list)
}

func (e *emitter) decodeMap(t *model.Type, dst string) {
	m, last, key, elem, faults := e.v("m"), e.v("last"), e.v("k"), e.v("e"), e.v("f")
	checks := e.checks(t, m, "at")
	required := e.capture(func() {
		for _, r := range t.Required {
			e.p("if !codec.HasKey(%s, %s) {\nc.Fail(at, %d)\n}", m, quote(r.JSON), e.rule(r.Rule))
		}
	})
	e.p("if %s, ok := c.Object(%d); ok {", at(checks+required), e.rule(t.TypeRule))
	if checks != "" {
		e.p("%s := c.Faults()", faults)
	}
	e.p("%s := map[string]%s{}\n%s := \"\"\nfor c.Member() {\n%s := c.Key()", m, e.goType(t.Elem), last, key)
	e.p("if %s <= %s && len(%s) > 0 {\nif codec.HasKey(%s, %s) {\nc.Duplicate()\nbreak\n}\nc.MarkOdd()\n} else {\n%s = %s\n}", key, last, m, m, key, last, key)
	e.nameChecks(t, key)
	e.p("var %s %s", elem, e.goType(t.Elem))
	e.decode(t.Elem, elem)
	e.p("%s[%s] = %s\n}", m, key, elem)
	if required != "" {
		e.p("if !c.Dead() {\n%s}", required)
	}
	if checks != "" {
		e.p("if !c.Dead() && c.Faults() == %s {\n%s}", faults, checks)
	}
	e.p("%s = %s\n}", dst, m)
}

// nameChecks prints the checks of propertyNames on a member's name.
func (e *emitter) nameChecks(t *model.Type, key string) {
	for _, n := range t.Names {
		e.b.WriteString(e.checks(n, key, "c.KeyPos()"))
	}
}

// decodeNullable reads T or null into a *T; room makes the pointer.
func (e *emitter) decodeNullable(t *model.Type, dst, room string) {
	ptr, start, faults := e.v("p"), e.v("at"), e.v("f")
	checks := e.checks(t, dst, start)
	if checks != "" {
		e.p("%s, %s := c.Begin(), c.Faults()", start, faults)
	}
	e.p("if c.Peek() == rt.KindNull {\nc.Nil()\n%s = nil\n} else {\n%s := %s", dst, ptr, room)
	e.decode(t.Elem, "(*"+ptr+")")
	e.p("%s = %s\n}", dst, ptr)
	if checks != "" {
		e.p("if !c.Dead() && c.Faults() == %s {\n%s}", faults, checks)
	}
}

// appendValue prints statements that append the value in the expression v; text
// is an expression of the text it was decoded from, "" when there is none.
func (e *emitter) appendValue(t *model.Type, v, text string) {
	if !carriesText(t) {
		text = ""
	}
	switch t.Kind {
	case model.Struct, model.Sum, model.Box:
		e.p("b = %s.%s(b)", v, map[bool]string{true: "append", false: "AppendJSON"}[t.Import == ""])
	case model.Any, model.Never, model.Integer, model.Number:
		e.p("b = %s.AppendJSON(b)", v)
	case model.Held:
		e.p("b = codec.AppendForeign(b, %s, %s)", v, orBlank(text, `""`))
	case model.Null:
		e.p("b = append(b, \"null\"...)")
	case model.Bool:
		e.p("b = codec.AppendBool(b, %s)", v)
	case model.String:
		e.p("b = codec.AppendString(b, %s)", v)
	case model.Timestamp, model.Enum:
		e.p("b = codec.AppendString(b, string(%s))", v)
	case model.Int64:
		if text == "" {
			e.p("b = codec.AppendInt(b, %s)", v)
		} else {
			e.p("b = codec.AppendIntText(b, %s, %s)", v, text)
		}
	case model.List:
		i, trail, was := e.v("i"), e.v("t"), ""
		e.p("b = append(b, '[')")
		if text != "" {
			e.p("%s := codec.TrailOf(%s)", trail, text)
			was = e.v("was")
		}
		e.p("for %s := range %s {\nif %s > 0 {\nb = append(b, ',')\n}", i, v, i)
		if text != "" {
			e.p("%s := %s.Next()", was, trail)
		}
		e.appendValue(t.Elem, v+"["+i+"]", was)
		e.p("}\nb = append(b, ']')")
	case model.Map:
		i, order, elem := e.v("i"), e.v("o"), e.v("e")
		if text == "" {
			text = `""`
		}
		e.p("b = append(b, '{')\n%s := codec.OrderOf(%s, %s)", order, text, v)
		e.p("for %s := range %s {\nif %s > 0 {\nb = append(b, ',')\n}\nb = append(codec.AppendString(b, %s[%s].Name), ':')", i, order, i, order, i)
		if t.Elem.Kind != model.Null {
			e.p("%s := %s[%s[%s].Name]", elem, v, order, i)
		}
		e.appendValue(t.Elem, elem, order+"["+i+"].Text")
		e.p("}\nb = append(b, '}')")
	case model.Nullable:
		e.p("if %s == nil {\nb = append(b, \"null\"...)\n} else {", v)
		e.appendValue(t.Elem, "(*"+v+")", text)
		e.p("}")
	}
}
