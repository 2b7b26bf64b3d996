package golang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/rt/codec"
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
		e.p("return codec.IsListed(valuesOf%s[:], string(v))\n}\n", t.Name)
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

// sortedTexts prints a list for codec.Listed.
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
		e.p("if s, ok = codec.Listed(valuesOf%s[:], s); ok {\n%s = %[1]s(s)\n} else {\nc.Fail(at, %[3]d)\n}\n}", t.Name, dst, e.rule(rule))
		return
	}
	e.p("if s, at, ok := c.ReadString(%d); ok {\n%sswitch s {", e.rule(t.TypeRule), checks)
	for _, v := range t.Values {
		e.p("case %s:\n%s = %s", quote(v.Text), dst, v.Name)
	}
	e.p("default:\nc.Fail(at, %d)\n}\n}", e.rule(rule))
}

// fewNumbers is the count of listed numbers up to which a value is compared with
// each. An expression of thousands of terms takes whatever reads it, the compiler
// first, a time that grows with its square.
const fewNumbers = 4

// numberIn returns the condition that the number in v is one of texts, exactly.
func (e *emitter) numberIn(t *model.Type, v string, texts []string) string {
	texts = slices.Clone(texts)
	if t.Kind == model.Int64 {
		texts = slices.DeleteFunc(texts, func(s string) bool { return e.compare(t, v, "==", s) == "false" })
	}
	slices.SortFunc(texts, codec.CompareNumbers)
	texts = slices.CompactFunc(texts, func(a, b string) bool { return codec.CompareNumbers(a, b) == 0 })
	switch {
	case len(texts) == 0:
		return "false"
	case len(texts) > fewNumbers && t.Kind == model.Int64:
		return fmt.Sprintf("codec.IsListedInt(%s[:], %s)", e.helperNumbers("int64", texts), v)
	case len(texts) > fewNumbers:
		return fmt.Sprintf("codec.IsListedNumber(%s[:], %s)", e.helperNumbers("string", texts), numberText(t, v))
	}
	all := make([]string, len(texts))
	for i, n := range texts {
		all[i] = e.compare(t, v, "==", n)
	}
	return "(" + strings.Join(all, " || ") + ")"
}

// helperNumbers returns the name of a list of those numbers, which are sorted, as
// integers or as their texts.
func (e *emitter) helperNumbers(goType string, sorted []string) string {
	key := "list " + goType + strings.Join(sorted, " ")
	name, known := e.helperNames[key]
	if known {
		return name
	}
	name = "list" + strconv.Itoa(len(e.helperNames)+1)
	e.helperNames[key] = name
	e.helpers.WriteString(e.capture(func() {
		e.p("// %s is sorted.\nvar %[1]s = [...]%s{", name, goType)
		for _, s := range sorted {
			if goType == "string" {
				e.p("%s,", quote(s))
			} else {
				e.p("%s,", strings.TrimPrefix(e.compare(&model.Type{Kind: model.Int64}, "v", "==", s), "v == "))
			}
		}
		e.p("}\n")
	}))
	return name
}
