package shrink

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/source"
)

var plain = []*source.Value{
	{Kind: source.Null}, {Kind: source.Bool}, {Kind: source.Number, Text: "0"},
	{Kind: source.String}, {Kind: source.Array}, {Kind: source.Object},
}

// simpler lists values that are simpler than v, the simplest first. Every chain
// of them ends.
func simpler(v *source.Value) []*source.Value {
	var list []*source.Value
	for _, to := range plain {
		if to.Kind > v.Kind || to.Kind == v.Kind && (size(v) == 0 && (v.Kind >= source.Array || v.Text == to.Text && !v.Bool)) {
			break
		}
		list = append(list, to)
	}
	switch v.Kind {
	case source.Number:
		list = append(list, numbers(v.Text)...)
	case source.String:
		list = append(list, texts(v.Text)...)
	}
	return list
}

// numbers lists numbers whose text is shorter, or as long and earlier in the
// alphabet: 1 and -1, without exponent, fraction or sign, with fewer or rounder
// digits.
func numbers(text string) []*source.Value {
	var list []*source.Value
	add := func(s string) {
		if len(s) < len(text) || len(s) == len(text) && s < text {
			list = append(list, &source.Value{Kind: source.Number, Text: s})
		}
	}
	add("1")
	add("-1")
	whole, fraction, exponent := text, "", ""
	if i := strings.IndexAny(whole, "eE"); i >= 0 {
		whole, exponent = whole[:i], whole[i:]
	}
	if i := strings.IndexByte(whole, '.'); i >= 0 {
		whole, fraction = whole[:i], whole[i:]
	}
	add(whole)
	add(whole + fraction)
	if len(fraction) > 2 {
		add(whole + fraction[:2] + exponent)
		add(whole + fraction[:len(fraction)-1] + exponent)
	}
	digits := strings.TrimPrefix(whole, "-")
	sign, rest := whole[:len(whole)-len(digits)], fraction+exponent
	if n := len(digits); n > 1 {
		add(sign + digits[:1] + rest)
		add(sign + digits[:(n+1)/2] + rest)
		add(sign + digits[:n-1] + rest)
		add(sign + "1" + strings.Repeat("0", n-1) + rest)
		add(sign + digits[:1] + strings.Repeat("0", n-1) + rest)
	}
	if v, err := strconv.ParseInt(digits, 10, 64); err == nil && v > 1 {
		add(sign + strconv.FormatInt(v/2, 10) + rest)
		if v <= 100 {
			add(sign + strconv.FormatInt(v-1, 10) + rest)
		}
	}
	if sign != "" {
		add(digits + rest)
	}
	return list
}

// texts lists shorter strings: halves, then without one code point, one with
// plainer letters, and ones where the first awkward character is another.
func texts(text string) []*source.Value {
	var list []*source.Value
	add := func(s string) { list = append(list, &source.Value{Kind: source.String, Text: s}) }
	n := utf8.RuneCountInString(text)
	if n > 1 {
		half := cut(text, n/2)
		add(text[:half])
		add(text[half:])
		add(text[:cut(text, n-1)])
		add(text[cut(text, 1):])
	}
	if plain := strings.Repeat("a", n); n > 0 && !strings.HasPrefix(text, plain) {
		add(plain)
	}
	if i := strings.IndexFunc(text, domain.Awkward); i >= 0 {
		_, width := utf8.DecodeRuneInString(text[i:])
		for _, c := range "a0A- \né" {
			add(text[:i] + string(c) + text[i+width:])
		}
	}
	return list
}

// cut returns the byte offset of the n-th code point.
func cut(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}
