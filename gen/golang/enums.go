package golang

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/gen/model"
)

// enumMethods prints Valid and DecodeFrom.
func (e *emitter) enumMethods(t *model.Type) {
	e.enumValid(t)
	e.decodeFrom(t, "v", func() { e.decodeEnum(t, "*v") })
}

func (e *emitter) enumValid(t *model.Type) {
	e.p("// Valid reports whether v is a value that the schema lists.")
	e.p("func (v %s) Valid() bool {", t.Name)
	if len(t.Values) == 0 {
		e.p("return false\n}\n")
		return
	}
	if len(t.Values) > manyTexts {
		e.p("return rt.IsListed(valuesOf%s[:], string(v))\n}\n", t.Name)
		texts := make([]string, len(t.Values))
		for i, v := range t.Values {
			texts[i] = v.Text
		}
		e.sortedTexts("valuesOf"+t.Name, texts)
		return
	}
	e.p("switch v {\ncase %s:\nreturn true\n}\nreturn false\n}\n", joinValues(t))
}

// manyTexts is the number of texts from which on they are looked up in a sorted
// list: a switch over thousands of them keeps Go's compiler busy for minutes.
const manyTexts = 200

// sortedTexts prints a list for rt.Listed.
func (e *emitter) sortedTexts(name string, texts []string) {
	e.p("// %s is sorted.\nvar %[1]s = [...]string{", name)
	for _, s := range slices.Sorted(slices.Values(texts)) {
		e.p("%s,", quote(s))
	}
	e.p("}\n")
}

func joinValues(t *model.Type) string {
	names := make([]string, len(t.Values))
	for i, v := range t.Values {
		names[i] = v.Name
	}
	return strings.Join(names, ", ")
}

func (e *emitter) decodeEnum(t *model.Type, dst string) {
	only := *t
	only.Checks = nil
	var rule model.Rule
	for _, c := range t.Checks {
		if c.Op == model.StringIn && rule.Keyword == "" {
			rule = c.Rule
			continue
		}
		only.Checks = append(only.Checks, c)
	}
	checks := e.checks(plain(&only), "s", "at")
	if len(t.Values) > manyTexts {
		e.p("if s, at, ok := c.ReadString(%d); ok {\n%s", e.rule(t.TypeRule), checks)
		e.p("if s, ok = rt.Listed(valuesOf%s[:], s); ok {\n%s = %[1]s(s)\n} else {\nc.Fail(at, %[3]d)\n}\n}", t.Name, dst, e.rule(rule))
		return
	}
	e.p("if s, at, ok := c.ReadString(%d); ok {\n%sswitch s {", e.rule(t.TypeRule), checks)
	for _, v := range t.Values {
		e.p("case %s:\n%s = %s", quote(v.Text), dst, v.Name)
	}
	e.p("default:\nc.Fail(at, %d)\n}\n}", e.rule(rule))
}
