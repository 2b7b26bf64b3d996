package golang

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// kindName returns the rt constant of the JSON type that a branch of a sum
// holds.
func kindName(t *model.Type) string {
	switch t.Kind {
	case model.Null:
		return "rt.KindNull"
	case model.Bool:
		return "rt.KindBool"
	case model.Int64, model.Integer, model.Number:
		return "rt.KindNumber"
	case model.String, model.Timestamp, model.Enum:
		return "rt.KindString"
	case model.List:
		return "rt.KindArray"
	case model.Box, model.Held:
		return kindName(t.Elem)
	}
	return "rt.KindObject"
}

// tagOf returns what a sum's tag is for its branch i. Null has 0, so that the zero
// value is null where null is allowed; without such a branch 0 stands for none.
func tagOf(t *model.Type, i int) int {
	if t.Branches[i].Type.Kind == model.Null {
		return 0
	}
	return i + 1
}

// sumDecode prints the decode method of a sum.
func (e *emitter) sumDecode(t *model.Type) {
	checks, texts := e.checks(t, "x", "at"), branchCarriesText(t)
	e.p("// decode reads whichever alternative the value is.\nfunc (x *%s) decode(c *codec.Cursor) {", t.Name)
	if checks != "" || texts {
		e.p("at := c.Begin()")
	}
	if checks != "" {
		e.p("faults := c.Faults()")
	}
	if texts {
		e.p("odd := c.Odd()")
	}
	if t.Discriminator != "" {
		e.p("tag, _ := c.Lookahead(%s)\nname, isText := tag.Text()\nif !isText {\nc.Mismatch(%d)\nreturn\n}\nswitch name {", quote(t.Discriminator), e.rule(t.TypeRule))
	} else {
		e.p("switch c.Peek() {")
	}
	for i, b := range t.Branches {
		if t.Discriminator != "" {
			var tags []string
			for _, s := range b.Tags {
				tags = append(tags, quote(s))
			}
			e.p("case %s:", strings.Join(tags, ", "))
		} else {
			e.p("case %s:", kindName(b.Type))
		}
		e.p("x.tag = %d", tagOf(t, i))
		switch {
		case b.Type.Kind == model.Null:
			e.p("c.Nil()")
		case strings.HasPrefix(e.branchType(b), "*"):
			e.p("x.%s = new(%s)", branchField(i), e.goType(b.Type))
			e.decode(b.Type, "x."+branchField(i))
		default:
			e.decode(b.Type, "x."+branchField(i))
		}
	}
	e.p("default:\nc.Mismatch(%d)\nreturn\n}", e.rule(t.TypeRule))
	if texts {
		e.keepText()
	}
	if checks != "" {
		e.p("if !c.Dead() && c.Faults() == faults {\n%s}", checks)
	}
	e.p("}\n")
}

// keepText prints the keeping of a value's text in x.members, where the value
// was spelled in a way that its Go form does not carry.
func (e *emitter) keepText() {
	e.p("if c.Odd() != odd && !c.Dead() {\nx.members = codec.MembersOfText(c.Span(at, c.Pos()))\nc.SetOdd(odd)\n}")
}

func (e *emitter) sumAppend(t *model.Type) {
	e.p("// append appends x as JSON; null when it holds nothing, which no schema behind\n// this type accepts unless it says so.\nfunc (x *%s) append(b []byte) []byte {", t.Name)
	e.p("switch x.tag {")
	for i, b := range t.Branches {
		e.p("case %d:", tagOf(t, i))
		if b.Type.Kind == model.Null {
			e.p("b = append(b, \"null\"...)")
			continue
		}
		e.appendValue(b.Type, "x."+branchField(i), "x.members.FieldText(0)")
	}
	e.p("default:\nb = append(b, \"null\"...)\n}\nreturn b\n}\n")
}

func (e *emitter) sumCopy(t *model.Type) {
	e.p("// Clone returns a copy that shares nothing mutable with x.\nfunc (x %s) Clone() %[1]s {\nswitch x.tag {", t.Name)
	for i, b := range t.Branches {
		f := branchField(i)
		switch {
		case b.Type.Kind == model.Null:
		case strings.HasPrefix(e.branchType(b), "*"):
			e.p("case %d:\nx.%s = codec.ClonePtr(x.%[2]s, %s)", tagOf(t, i), f, e.cloneFunc(b.Type))
		case !immutable(b.Type):
			e.p("case %d:\nx.%s = %s", tagOf(t, i), f, e.cloned(b.Type, "x."+f))
		}
	}
	e.p("}\nreturn x\n}\n")
	e.p("// Equal reports whether x and y are the same JSON value.\nfunc (x %s) Equal(y %[1]s) bool {\nif x.tag != y.tag {\nreturn false\n}\nswitch x.tag {", t.Name)
	for i, b := range t.Branches {
		f := branchField(i)
		switch {
		case b.Type.Kind == model.Null:
		case strings.HasPrefix(e.branchType(b), "*"):
			e.p("case %d:\nreturn codec.EqualPtr(x.%s, y.%[2]s, %s)", tagOf(t, i), f, e.equalFunc(b.Type))
		default:
			e.p("case %d:\nreturn %s", tagOf(t, i), e.equal(b.Type, "x."+f, "y."+f))
		}
	}
	e.p("}\nreturn true\n}\n")
}

// sumAccess prints how a sum is made and taken apart.
func (e *emitter) sumAccess(t *model.Type) {
	if t.Discriminator == "" {
		e.p("// Kind returns the JSON type that x holds, rt.KindInvalid when it holds nothing.\nfunc (x %s) Kind() rt.Kind {\nswitch x.tag {", t.Name)
		for i, b := range t.Branches {
			e.p("case %d:\nreturn %s", tagOf(t, i), kindName(b.Type))
		}
		e.p("}\nreturn rt.KindInvalid\n}\n")
	}
	for i, b := range t.Branches {
		if b.Type.Kind == model.Null {
			e.p("// IsNull reports whether x holds null.\nfunc (x %s) IsNull() bool { return x.tag == %d }\n", t.Name, tagOf(t, i))
			e.p("// %s returns a %s that holds null.\nfunc %[1]s() %[2]s { return %[2]s{tag: %[3]d} }\n", b.New, t.Name, tagOf(t, i))
			continue
		}
		value, take := e.goType(b.Type), "x."+branchField(i)
		give := "v"
		zero := ""
		if strings.HasPrefix(e.branchType(b), "*") {
			take, give = "*"+take, "&v"
			zero = fmt.Sprintf("if x.tag != %d || x.%s == nil {\nreturn %s{}, false\n}\nreturn %s, true", tagOf(t, i), branchField(i), value, take)
		} else {
			zero = fmt.Sprintf("return %s, x.tag == %d", take, tagOf(t, i))
		}
		e.p("// As%s returns the value and true when x holds %s.\nfunc (x %s) As%[1]s() (%[4]s, bool) {\n%[5]s\n}\n", b.Name, article(b.Name), t.Name, value, zero)
		e.p("// %s returns a %s that holds v.\nfunc %[1]s(v %[3]s) %[2]s { return %[2]s{tag: %[4]d, %[5]s: %[6]s} }\n", b.New, t.Name, value, tagOf(t, i), branchField(i), give)
	}
}

func article(name string) string {
	if strings.ContainsRune("AEIOU", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// boxMethods prints the methods of a named wrapper.
func (e *emitter) boxMethods(t *model.Type) {
	checks := e.checks(t, "x", "at")
	e.p("// decode reads the value and keeps its text where the Go value does not say it all.\nfunc (x *%s) decode(c *codec.Cursor) {", t.Name)
	e.p("at, odd := c.Begin(), c.Odd()")
	if checks != "" {
		e.p("faults := c.Faults()")
	}
	e.decode(t.Elem, "x.Value")
	e.keepText()
	if checks != "" {
		e.p("if !c.Dead() && c.Faults() == faults {\n%s}", checks)
	}
	e.p("}\n")
	e.p("// append appends x as JSON.\nfunc (x *%s) append(b []byte) []byte {", t.Name)
	e.appendValue(t.Elem, "x.Value", "x.members.FieldText(0)")
	e.p("return b\n}\n")
	e.p("// Clone returns a copy that shares nothing mutable with x.\nfunc (x %s) Clone() %[1]s {", t.Name)
	if !immutable(t.Elem) {
		e.p("x.Value = %s", e.cloned(t.Elem, "x.Value"))
	}
	e.p("return x\n}\n")
	e.p("// Equal reports whether x and y are the same JSON value.\nfunc (x %s) Equal(y %[1]s) bool { return %s }\n", t.Name, e.equal(t.Elem, "x.Value", "y.Value"))
}
