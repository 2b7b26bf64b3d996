package source

import (
	"strconv"
	"strings"
)

// Equal reports whether a and b are the same JSON value: members in any order,
// numbers by their exact value (1, 1.0 and 10e-1 are equal). A nil Value is
// equal to nil only.
func Equal(a, b *Value) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case Bool:
		return a.Bool == b.Bool
	case Number:
		return equalNumbers(a.Text, b.Text)
	case String:
		return a.Text == b.Text
	case Array:
		if len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !Equal(a.Items[i], b.Items[i]) {
				return false
			}
		}
		return true
	case Object:
		if len(a.Members) != len(b.Members) {
			return false
		}
		for i := range a.Members {
			other := b.find(a.Members[i].Name)
			if other < 0 || !Equal(a.Members[i].Value, b.Members[other].Value) {
				return false
			}
		}
		return true
	}
	return true // Null
}

// decimal is a number as ±0.DIGITS × 10^exponent with neither leading nor
// trailing zeros in digits; zero has no digits. The form is unique, so numbers
// compare without ever being expanded, however large their exponent.
type decimal struct {
	negative bool
	digits   string
	exponent int64
}

func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	x, okX := parseDecimal(a)
	y, okY := parseDecimal(b)
	return okX && okY && x == y
}

// IsInteger reports whether the number has no fraction; 1.0 has none.
func IsInteger(text string) bool {
	d, ok := parseDecimal(text)
	return ok && int64(len(d.digits)) <= max(d.exponent, 0)
}

// NumberKey returns one text per value of JSON numbers: equal numbers have the same.
func NumberKey(text string) string {
	d, ok := parseDecimal(text)
	switch {
	case !ok:
		return text
	case d.negative:
		return "-" + d.digits + "e" + strconv.FormatInt(d.exponent, 10)
	}
	return d.digits + "e" + strconv.FormatInt(d.exponent, 10)
}

// parseDecimal reads the text of a JSON number. It reports false for an
// exponent too large to count with, which readers refuse long before.
func parseDecimal(text string) (decimal, bool) {
	var d decimal
	if strings.HasPrefix(text, "-") {
		d.negative, text = true, text[1:]
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	scale, ok := smallInteger(exponent)
	if !ok {
		return decimal{}, false
	}
	digits := whole + fraction
	scale += int64(len(whole))
	trimmed := strings.TrimLeft(digits, "0")
	scale -= int64(len(digits) - len(trimmed))
	trimmed = strings.TrimRight(trimmed, "0")
	if trimmed == "" {
		return decimal{}, true
	}
	d.digits, d.exponent = trimmed, scale
	return d, true
}

// smallInteger reads an optionally signed exponent of at most 15 significant
// digits; the empty text is 0.
func smallInteger(text string) (int64, bool) {
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimLeft(strings.TrimLeft(text, "+-"), "0")
	if len(text) > 15 {
		return 0, false
	}
	var n int64
	for i := 0; i < len(text); i++ {
		n = n*10 + int64(text[i]-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}
