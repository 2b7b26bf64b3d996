package wire

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// MaxExponent bounds the decimal exponent of a number in a document.
const MaxExponent = 10_000

// decimal is the normal form of a number: ±0.digits × 10^exp, digits without
// leading or trailing zeros; zero has no digits and no sign.
type decimal struct {
	neg    bool
	digits string
	exp    int
}

// decimalOf normalises valid JSON number text. Work is linear in its length.
func decimalOf(text string) decimal {
	var d decimal
	s := text
	if s != "" && s[0] == '-' {
		d.neg, s = true, s[1:]
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		d.exp, _ = strconv.Atoi(s[i+1:])
		s = s[:i]
	}
	whole, frac, _ := strings.Cut(s, ".")
	d.exp += len(whole)
	digits := whole
	if frac != "" {
		digits = whole + frac
	}
	trimmed := strings.TrimLeft(digits, "0")
	d.exp -= len(digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// CompareNumbers compares two JSON number texts by value, exactly, in time
// linear in their length.
func CompareNumbers(a, b string) int {
	if x, ok := SmallInt(a); ok {
		if y, ok := SmallInt(b); ok {
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}
	}
	if c, ok := compareSizes(a, b); ok {
		return c
	}
	x, y := decimalOf(a), decimalOf(b)
	if x.neg != y.neg {
		if x.neg {
			return -1
		}
		return 1
	}
	c := compareMagnitude(x, y)
	if x.neg {
		return -c
	}
	return c
}

// compareSizes compares where sign or order of magnitude tells, without looking
// at digits.
func compareSizes(a, b string) (c int, ok bool) {
	negA, expA, zeroA := sizeOf(a)
	negB, expB, zeroB := sizeOf(b)
	switch {
	case zeroA || zeroB:
		return 0, false
	case negA != negB:
		if negA {
			return -1, true
		}
		return 1, true
	case expA == expB:
		return 0, false
	case (expA < expB) != negA:
		return -1, true
	}
	return 1, true
}

// sizeOf returns sign and decimal exponent of a number text (0.1 ≤ |x|/10^exp <
// 1), and whether it is zero.
func sizeOf(s string) (neg bool, exp int, zero bool) {
	if s != "" && s[0] == '-' {
		neg, s = true, s[1:]
	}
	first, point := -1, -1
	i := 0
	for ; i < len(s); i++ {
		switch b := s[i]; {
		case b == '.':
			point = i
			continue
		case b == 'e' || b == 'E':
			e, _ := strconv.Atoi(s[i+1:])
			exp += e
		case b != '0' && first < 0:
			first = i
			continue
		default:
			continue
		}
		break
	}
	if point < 0 {
		point = i
	}
	if first < 0 {
		return neg, 0, true
	}
	if first < point {
		return neg, exp + point - first, false
	}
	return neg, exp + point + 1 - first, false
}

func compareMagnitude(x, y decimal) int {
	switch {
	case x.digits == "" && y.digits == "":
		return 0
	case x.digits == "":
		return -1
	case y.digits == "":
		return 1
	case x.exp < y.exp:
		return -1
	case x.exp > y.exp:
		return 1
	}
	return strings.Compare(x.digits, y.digits)
}

// IsInteger reports whether the value of a JSON number text has no fraction;
// `1.0` has none, in every draft.
func IsInteger(text string) bool {
	if _, ok := SmallInt(text); ok {
		return true
	}
	d := decimalOf(text)
	return len(d.digits) <= d.exp || d.digits == ""
}

// IsMultipleOf reports whether a / of is an integer, exactly. Both are JSON
// number texts, of > 0.
func IsMultipleOf(a, of string) bool {
	x, m := decimalOf(a), decimalOf(of)
	if x.digits == "" {
		return true
	}
	if m.digits == "" {
		return false
	}
	// As integers: x = X·10^ex, m = M·10^em with X not divisible by ten, so
	// x/m can be whole only if ex ≥ em.
	shift := (x.exp - len(x.digits)) - (m.exp - len(m.digits))
	if shift < 0 {
		return false
	}
	if len(m.digits) <= 18 {
		mod, _ := strconv.ParseUint(m.digits, 10, 64)
		return multipleSmall(x.digits, shift, mod)
	}
	mod, _ := new(big.Int).SetString(m.digits, 10)
	val, _ := new(big.Int).SetString(x.digits, 10)
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(shift)), mod)
	val.Mod(val, mod)
	val.Mul(val, scale)
	return val.Mod(val, mod).Sign() == 0
}

// multipleSmall reports whether digits·10^shift is divisible by mod < 10^18.
// Digits are taken one by one (r·10+9 stays below 2^64), the power by squaring.
func multipleSmall(digits string, shift int, mod uint64) bool {
	var r uint64
	for i := 0; i < len(digits); i++ {
		r = (r*10 + uint64(digits[i]-'0')) % mod
	}
	for power := 10 % mod; shift > 0 && r != 0; shift >>= 1 {
		if shift&1 == 1 {
			r = mulMod(r, power, mod)
		}
		power = mulMod(power, power, mod)
	}
	return r == 0
}

// mulMod returns a·b modulo m, for a and b below m.
func mulMod(a, b, m uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, m)
}

// SmallInt reads plain integer text of up to 18 digits.
func SmallInt(s string) (int64, bool) {
	i, neg := 0, false
	if s != "" && s[0] == '-' {
		i, neg = 1, true
	}
	if n := len(s) - i; n == 0 || n > 18 {
		return 0, false
	}
	var v int64
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		v = v*10 + int64(c)
	}
	if neg {
		v = -v
	}
	return v, true
}

// Int64 returns the value of a JSON number text when it is an integer that
// an int64 holds.
func Int64(text string) (int64, bool) {
	if v, ok := SmallInt(text); ok {
		return v, true
	}
	d := decimalOf(text)
	if d.digits == "" {
		return 0, true
	}
	if d.exp > 19 || len(d.digits) > d.exp {
		return 0, false
	}
	u, err := strconv.ParseUint(d.digits+strings.Repeat("0", d.exp-len(d.digits)), 10, 64)
	switch {
	case err != nil:
		return 0, false
	case d.neg && u == 1<<63:
		return math.MinInt64, true
	case u > math.MaxInt64:
		return 0, false
	case d.neg:
		return -int64(u), true
	}
	return int64(u), true
}

// Rat returns the exact value of a JSON number text.
func Rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// AppendCanonicalNumber appends one spelling per value: 0, or
// [-]digits"e"exponent.
func AppendCanonicalNumber(b []byte, text string) []byte {
	d := decimalOf(text)
	if d.digits == "" {
		return append(b, '0')
	}
	if d.neg {
		b = append(b, '-')
	}
	b = append(b, d.digits...)
	b = append(b, 'e')
	return strconv.AppendInt(b, int64(d.exp-len(d.digits)), 10)
}
