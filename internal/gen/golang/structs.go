package golang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// structDecode prints the decode method of a struct: one loop over the members
// as they come.
func (e *emitter) structDecode(t *model.Type) {
	if e.nearFields(t) > 1 {
		e.printNear(t)
		e.near = t
		defer func() { e.near = nil }()
	}
	clauses := e.clauses(t)
	odd := slices.ContainsFunc(t.Fields, func(f *model.Field) bool { return carriesText(f.Type) })
	y := e.tallies[t]
	if y != nil && len(y.lists) == 0 {
		y = nil
	}
	e.decodeBegin(t, y, clauses != "", odd)
	read := e.partsOf(t, "read")
	e.decodeMembers(t, read, odd)
	e.p("if c.Dead() {\nreturn\n}")
	e.required(t)
	e.p("x.members = rec.Members()")
	if clauses != "" {
		unsound := ""
		if y != nil {
			unsound = " && !n.unsound"
		}
		e.p("if c.Faults() == faults%s {", unsound)
		e.runTally(t)
		e.p("x.clauses(c, start%s)\n}", e.tallyArg(t))
	}
	e.p("}\n")
	e.namesOf(t)
	e.b.WriteString(clauses)
	read.flush()
}

// decodeBegin prints the beginning of the method, up to the loop: what it keeps
// while it reads.
func (e *emitter) decodeBegin(t *model.Type, y *tally, clauses, odd bool) {
	e.p("// decode reads an object into x, which is zero, and keeps what x's fields do not say.")
	if y != nil {
		e.p("func (x *%s) decode(c *codec.Cursor) {\nvar n %s\nx.decodeWith(c, &n)\n}\n", t.Name, y.name)
		e.p("func (x *%s) decodeWith(c *codec.Cursor, n *%s) {", t.Name, y.name)
	} else {
		e.p("func (x *%s) decode(c *codec.Cursor) {", t.Name)
	}
	start := "_"
	if clauses || e.hasRequired(t) {
		start = "start"
	}
	e.p("%s, ok := c.Object(%d)\nif !ok {\nreturn\n}", start, e.rule(t.TypeRule))
	if clauses {
		e.p("faults := c.Faults()")
	}
	if odd {
		e.p("odd := c.Odd()")
	}
	if e.nearFields(t) > 1 {
		e.p("var near *%s", nearName(t))
	}
	e.p("var rec codec.Recorder")
	if more := (len(t.Fields) - 1) / 64; more > 0 {
		e.p("rec.More = make([]uint64, %d)", more)
	}
}

// decodeMembers prints the loop over the members.
func (e *emitter) decodeMembers(t *model.Type, read *parts, odd bool) {
	e.p("for {\ni := rec.Next(c, %s[:])\nif i == codec.Done {\nbreak\n}", namesName(t))
	e.p("if i == codec.Other {\nif i = x.field(c.Key()); i >= 0 {\nrec.Field(c, i)\n}\n}")
	if len(t.Names) > 0 {
		e.nameChecks(t, "c.Key()")
	}
	if !read.split {
		e.p("switch i {")
	}
	read.params, read.args = "c *codec.Cursor, i int, rec *codec.Recorder", "c, i, &rec"
	if odd {
		read.params, read.args = read.params+", odd int", read.args+", odd"
	}
	if e.near != nil {
		read.params, read.args = read.params+", near **"+nearName(t), read.args+", &near"
	}
	read.choose(func(i int, f *model.Field) {
		e.nearAt = map[bool]string{true: "near", false: "&near"}[read.split]
		e.p("case %d: // %s", i, oneLine(f.JSON))
		e.decodeField(t, f, i)
	})
	e.p("default:")
	if len(t.Forbidden) > 0 {
		e.p("switch c.Key() {")
		for _, f := range t.Forbidden {
			e.p("case %s:\nc.Fail(c.KeyPos(), %d)\nrec.Unknown(c)\ncontinue", quote(f.JSON), e.rule(f.Rule))
		}
		e.p("}")
	}
	switch {
	case t.Extra == nil:
		e.p("rec.Unknown(c)")
	case t.Extra.Kind == model.Never:
		e.p("c.Fail(c.KeyPos(), %d)\nrec.Unknown(c)", e.rule(t.Extra.TypeRule))
	default:
		e.decodeExtra(t)
	}
	e.p("}\n}")
}

func namesName(t *model.Type) string { return "namesOf" + t.Name }

// namesOf prints the list of declared names.
func (e *emitter) namesOf(t *model.Type) {
	e.p("// %s are the declared names as documents spell them, in schema order.\nvar %[1]s = [...]string{", namesName(t))
	for _, f := range t.Fields {
		spelled := string(jsonName(f.JSON))
		if strings.Contains(spelled, "\\") {
			spelled = "\x00" // no document has that: names with escapes are always looked up
		}
		e.p("%s,", quote(spelled))
	}
	e.p("}\n")
}

func (e *emitter) hasRequired(t *model.Type) bool {
	for _, f := range t.Fields {
		if f.Required {
			return true
		}
	}
	return len(t.Missing) > 0
}

// decodeField prints the reading of one declared member.
func (e *emitter) decodeField(t *model.Type, f *model.Field, i int) {
	text := carriesText(f.Type)
	from := ""
	if text {
		from = e.v("from")
		e.p("%s := c.Begin()", from)
	}
	dst := "x." + f.Name
	switch e.shapeOf(f) {
	case direct, nilable:
		if near(f) {
			e.decodeNullable(f.Type, dst, e.room(f))
		} else {
			e.decode(f.Type, dst)
		}
	case pointer:
		p := e.v("p")
		e.p("%s := %s", p, e.room(f))
		e.decode(f.Type, "(*"+p+")")
		e.p("%s = %s", dst, p)
	case optional:
		p := e.v("p")
		e.p("var %s %s", p, e.goType(f.Type))
		e.decode(f.Type, p)
		if e.pointers[f] {
			e.p("%s = codec.OptOfPointer(%s)", dst, p)
		} else {
			e.p("%s = rt.OptOf(%s)", dst, p)
		}
	}
	if text {
		e.p("if c.Odd() != odd && !c.Dead() {\nrec.Text(%d, c.Span(%s, c.Pos()))\nc.SetOdd(odd)\n}", i, from)
	}
}

// near reports whether a field's value is small and held by pointer, so that it
// shares one allocation with its like: most objects have several of them.
func near(f *model.Field) bool {
	t := f.Type
	if t.Kind == model.Nullable {
		if !f.Required {
			return false
		}
		t = t.Elem
	}
	switch t.Kind {
	case model.Bool, model.Int64:
		return f.Type.Kind == model.Nullable || !f.Required
	case model.String, model.Timestamp, model.Enum, model.Number, model.Integer:
		return f.Type.Kind == model.Nullable
	}
	return false
}

func (e *emitter) nearFields(t *model.Type) int {
	n := 0
	for _, f := range t.Fields {
		if near(f) {
			n++
		}
	}
	return n
}

func nearName(t *model.Type) string { return "nearOf" + t.Name }

// room returns the expression of a pointer to a new value of a field.
func (e *emitter) room(f *model.Field) string {
	t := f.Type
	if t.Kind == model.Nullable {
		t = t.Elem
	}
	if e.near == nil || !near(f) {
		return "new(" + e.goType(t) + ")"
	}
	return "&roomOf" + e.near.Name + "(" + e.nearAt + ").v" + f.Name
}

// printNear prints the type of the shared allocation.
func (e *emitter) printNear(t *model.Type) {
	e.p("// %s holds small values that fields of %s point at, in one allocation.\ntype %[1]s struct {", nearName(t), t.Name)
	for _, f := range t.Fields {
		if near(f) {
			ft := f.Type
			if ft.Kind == model.Nullable {
				ft = ft.Elem
			}
			e.p("v%s %s", f.Name, e.goType(ft))
		}
	}
	e.p("}\n\nfunc roomOf%[2]s(p **%[1]s) *%[1]s {\nif *p == nil {\n*p = new(%[1]s)\n}\nreturn *p\n}\n", nearName(t), t.Name)
}

// decodeExtra prints the reading of an undeclared member that must satisfy a
// schema: it is read once for its rules and kept as written.
func (e *emitter) decodeExtra(t *model.Type) {
	p, name, from, odd := e.v("p"), e.v("name"), e.v("from"), e.v("odd")
	e.p("if !rec.Undeclared(c) {\nbreak\n}\n%s, %s, %s := c.Key(), c.Begin(), c.Odd()\nvar %s %s", name, from, odd, p, e.goType(t.Extra))
	e.decode(t.Extra, p)
	e.p("_ = %s\nc.SetOdd(%s)\nrec.Keep(c, %s, %s)", p, odd, name, from)
}

// required prints the checks for members that must be there.
func (e *emitter) required(t *model.Type) {
	masks := make([]uint64, (len(t.Fields)+63)/64)
	for i, f := range t.Fields {
		if f.Required {
			masks[i/64] |= 1 << (i % 64)
		}
	}
	for w, m := range masks {
		if m == 0 {
			continue
		}
		seen := "rec.Seen"
		if w > 0 {
			seen = fmt.Sprintf("rec.More[%d]", w-1)
		}
		e.p("if %s&%#x != %#x {", seen, m, m)
		for i, f := range t.Fields {
			if i/64 == w && f.Required {
				e.p("if !rec.Has(%d) {\nc.Fail(start, %d)\n}", i, e.rule(f.Rule))
			}
		}
		e.p("}")
	}
	for _, m := range t.Missing {
		e.p("if !rec.HasUnknown(%s) {\nc.Fail(start, %d)\n}", quote(m.JSON), e.rule(m.Rule))
	}
}

// structAppend prints the encoding: straight through the fields when nothing
// is retained, else in recorded order.
func (e *emitter) structAppend(t *model.Type) {
	e.p("// append appends x as JSON.\nfunc (x *%s) append(b []byte) []byte {", t.Name)
	e.p("if !x.members.IsEmpty() {\nreturn x.appendRecorded(b)\n}\nb = append(b, '{')")
	all := e.partsOf(t, "append")
	all.params, all.args, all.result, all.end = "b []byte", "b", "[]byte", "return b"
	all.each("b = %s", func(i int, f *model.Field) {
		e.presentIf(f, func() {
			if i == 0 {
				e.p("b = append(b, %s...)", quote(string(jsonName(f.JSON))))
			} else if e.shapeOf(t.Fields[0]) == direct {
				e.p("b = append(b, %s...)", quote(","+string(jsonName(f.JSON))))
			} else {
				e.p("b = append(codec.AppendComma(b), %s...)", quote(string(jsonName(f.JSON))))
			}
			e.appendValue(f.Type, e.valueOf(f), "")
		})
	})
	e.p("return append(b, '}')\n}\n")
	all.flush()
	e.p("func (x *%s) appendRecorded(b []byte) []byte {\nb = append(b, '{')", t.Name)
	e.p("for w := x.members.Walk(%d); w.Next(); {\nif w.Field() < 0 {\nb = w.AppendUnknown(b)\n} else {\nb = x.appendField(b, w.Field(), w.Text())\n}\n}", len(t.Fields))
	e.p("return append(b, '}')\n}\n")
	e.p("// appendField appends the member of declared field i, if it is there; text is\n// what it was decoded from, \"\" when the field says it all.")
	e.p("func (x *%s) appendField(b []byte, i int, text string) []byte {", t.Name)
	one := e.partsOf(t, "appendField")
	if !one.split {
		e.p("switch i {")
	}
	one.params, one.args, one.result, one.end = "b []byte, i int, text string", "b, i, text", "[]byte", "return b"
	one.choose(func(i int, f *model.Field) {
		e.p("case %d:", i)
		e.presentIf(f, func() {
			e.p("b = append(codec.AppendComma(b), %s...)", quote(string(jsonName(f.JSON))))
			e.appendValue(f.Type, e.valueOf(f), "text")
		})
	})
	e.p("}\nreturn b\n}\n")
	one.flush()
}

// presentIf prints body under the condition that a field is there.
func (e *emitter) presentIf(f *model.Field, body func()) {
	if e.shapeOf(f) == direct {
		body()
		return
	}
	e.p("if %s {", e.present(f, "x"))
	body()
	e.p("}")
}

// present returns the condition that field f of v is there.
func (e *emitter) present(f *model.Field, v string) string {
	switch e.shapeOf(f) {
	case nilable, pointer:
		return fmt.Sprintf("%s.%s != nil", v, f.Name)
	case optional:
		return fmt.Sprintf("%s.%s.IsPresent()", v, f.Name)
	}
	return "true"
}

// valueOf returns the expression of x's field as a value of its type.
func (e *emitter) valueOf(f *model.Field) string { return e.valueIn(f, "x") }

func (e *emitter) valueIn(f *model.Field, v string) string {
	expr := v + "." + f.Name
	switch e.shapeOf(f) {
	case pointer:
		return "(*" + expr + ")"
	case optional:
		if e.pointers[f] {
			return "codec.PointerOf(" + expr + ")"
		}
		return expr + ".Pointer()"
	}
	return expr
}

// structMembers prints access to members by name.
func (e *emitter) structMembers(t *model.Type) {
	e.p(`// Lookup returns the member of that name as JSON text, declared or not, and
// whether it is there.
func (x %[1]s) Lookup(name string) (rt.Raw, bool) {
	if i := x.field(name); i >= 0 {
		return codec.ValueOfMember(x.appendField([]byte{'{'}, i, x.members.FieldText(i)))
	}
	return x.members.Unknown(name)
}

// Unknown yields the members that the schema does not declare, in document
// order.
func (x %[1]s) Unknown() iter.Seq2[string, rt.Raw] { return x.members.All() }

// SetUnknown adds or replaces a member that the schema does not declare. Copies
// of x made before keep theirs. The error is rt.ErrDeclared for a declared name.
func (x *%[1]s) SetUnknown(name string, value rt.Raw) error {
	if x.field(name) >= 0 {
		return rt.ErrDeclared
	}
	x.members.Set(name, value)
	return nil
}

// DeleteUnknown removes a member that the schema does not declare and reports
// whether it was there.
func (x *%[1]s) DeleteUnknown(name string) bool { return x.members.Delete(name) }

// field returns the number of the declared member of that name, -1 for none.
func (*%[1]s) field(name string) int {
	switch name {`, t.Name)
	for i, f := range t.Fields {
		e.p("case %s:\nreturn %d", quote(f.JSON), i)
	}
	e.p("}\nreturn -1\n}\n")
}
