package eval

import (
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// value judges v by the keywords of n that look at v alone: type, enum, const
// and those of numbers and strings.
func (e *evaluator) value(n *node, v *Value) bool {
	ok := true
	if n.types != 0 && !n.types.has(v) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "type", v.offset, "value is "+describe(v)+", want "+n.types.String())
	}
	if n.enum != nil && !n.enum.has(v, &e.hasher) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "enum", v.offset, excerpt(v)+" is not one of the allowed values: "+n.enum.String())
	}
	if n.constant != nil && !n.constant.has(v, &e.hasher) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "const", v.offset, excerpt(v)+" is not "+n.constant.String()+", the only allowed value")
	}
	switch v.kind {
	case rt.KindNumber:
		return (n.number == nil || e.number(n, v)) && ok
	case rt.KindString:
		return (n.str == nil || e.text(n, v)) && ok
	}
	return ok
}

func (e *evaluator) number(n *node, v *Value) bool {
	r := n.number
	e.steps += int64(len(v.text)) / 16
	ok := true
	if r.minimum != "" && codec.CompareNumbers(v.text, r.minimum) < 0 {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "minimum", v.offset, excerpt(v)+" is less than "+r.minimum)
	}
	if r.maximum != "" && codec.CompareNumbers(v.text, r.maximum) > 0 {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "maximum", v.offset, excerpt(v)+" is greater than "+r.maximum)
	}
	if r.above != "" && codec.CompareNumbers(v.text, r.above) <= 0 {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "exclusiveMinimum", v.offset, excerpt(v)+" is not greater than "+r.above)
	}
	if r.below != "" && codec.CompareNumbers(v.text, r.below) >= 0 {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "exclusiveMaximum", v.offset, excerpt(v)+" is not less than "+r.below)
	}
	if r.multipleOf != "" && !codec.IsMultipleOf(v.text, r.multipleOf) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "multipleOf", v.offset, excerpt(v)+" is not a multiple of "+r.multipleOf)
	}
	return ok
}

func (e *evaluator) text(n *node, v *Value) bool {
	r := n.str
	ok := true
	// Code points are counted only where the number of bytes leaves doubt.
	if len(v.text) < r.minLength || r.minLength > 0 && len(v.text)/utf8.UTFMax < r.minLength ||
		r.maxLength >= 0 && len(v.text) > r.maxLength {
		e.steps += int64(len(v.text)) / 64
		length := utf8.RuneCountInString(v.text)
		if length < r.minLength || r.maxLength >= 0 && length > r.maxLength {
			if ok = false; e.report == nil {
				return false
			}
			e.tellCount(n, v, length, bounds{"character", "minLength", "maxLength", r.minLength, r.maxLength})
		}
	}
	if r.pattern != nil && !e.matches(r.pattern, v.text) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "pattern", v.offset, excerpt(v)+" does not match the pattern "+r.pattern.source)
	}
	if r.check != nil && !r.check(v.text) {
		if ok = false; e.report == nil {
			return false
		}
		article := "a "
		if strings.ContainsRune("aeiou", rune(r.format[0])) && !strings.HasPrefix(r.format, "u") {
			article = "an "
		}
		e.fail(n, "format", v.offset, excerpt(v)+" is not "+article+r.format)
	}
	return ok
}
