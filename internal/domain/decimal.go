package domain

import (
	"math/big"
	"strconv"
	"strings"
)

// maxExponent is the largest decimal exponent, in either direction, that the
// project's readers take; numbers beyond are written with more digits.
const maxExponent = 10_000

// maxBits bounds the numbers that are computed with.
const maxBits = 1 << 17

var (
	bigOne  = big.NewInt(1)
	bigFive = big.NewInt(5)
	bigTen  = big.NewInt(10)
)

// tens are the powers of ten that an int64 holds.
var tens = func() (t [19]int64) {
	t[0] = 1
	for i := 1; i < len(t); i++ {
		t[i] = 10 * t[i-1]
	}
	return t
}()

// power returns 10^n.
func power(n int) *big.Int {
	if n < len(tens) {
		return big.NewInt(tens[n])
	}
	return new(big.Int).Exp(bigTen, big.NewInt(int64(n)), nil)
}

// places returns how many decimal places r needs; false if no finite number of
// places is enough, or more than can be computed with.
func places(r *big.Rat) (int, bool) {
	if r.IsInt() {
		return 0, true
	}
	den := r.Denom()
	if den.BitLen() > maxBits {
		return 0, false
	}
	twos := int(den.TrailingZeroBits())
	if den.IsUint64() {
		odd, fives := den.Uint64()>>twos, 0
		for ; odd%5 == 0; odd /= 5 {
			fives++
		}
		return max(twos, fives), odd == 1
	}
	odd := new(big.Int).Rsh(den, uint(twos))
	// 5^n has floor(n·log2 5)+1 bits, and log2 5 = 2.3219…
	fives := int(float64(odd.BitLen()-1) / 2.321928094887362)
	for n := max(fives-1, 0); n <= fives+2; n++ {
		if new(big.Int).Exp(bigFive, big.NewInt(int64(n)), nil).Cmp(odd) == 0 {
			return max(twos, n), true
		}
	}
	return 0, false
}

// digits returns how many decimal digits the magnitude of x has, 0 for zero.
func digits(x *big.Int) int {
	if x.Sign() == 0 {
		return 0
	}
	// 2^(bits-1) <= |x| < 2^bits, so the estimate is right or one too small.
	n := int(float64(x.BitLen()-1)*0.30102999566398) + 1
	if x.CmpAbs(power(n)) >= 0 {
		n++
	} else if n > 1 && x.CmpAbs(power(n-1)) < 0 {
		n--
	}
	return n
}

// smallText writes x·10^-scale.
func smallText(x int64, scale int) string {
	if one := tens[scale]; x%one == 0 && x/one < 1e15 && x/one > -1e15 {
		return strconv.FormatInt(x/one, 10)
	}
	return decimalText(strconv.FormatInt(x, 10), -scale)
}

// decimalText writes digits·10^exp, digits with an optional sign, as people
// write numbers: plainly if that is not mostly zeros, else with an exponent.
func decimalText(text string, exp int) string {
	digits, sign := text, ""
	if strings.HasPrefix(digits, "-") {
		digits, sign = digits[1:], "-"
	}
	all := len(digits)
	digits = strings.TrimRight(digits, "0")
	exp += all - len(digits)
	n := len(digits)
	if n == 0 {
		return "0"
	}
	point := n + exp // the value is 0.digits·10^point
	switch {
	case exp >= 0 && point <= max(16, n+3):
		return sign + digits + strings.Repeat("0", exp)
	case exp < 0 && point > 0:
		return sign + digits[:point] + "." + digits[point:]
	case exp < 0 && point > -6:
		return sign + "0." + strings.Repeat("0", -point) + digits
	}
	e := min(max(point-1, -maxExponent), maxExponent)
	switch point -= e; {
	case point <= 0:
		digits = "0." + strings.Repeat("0", -point) + digits
	case point >= n:
		digits += strings.Repeat("0", point-n)
	default:
		digits = digits[:point] + "." + digits[point:]
	}
	return sign + digits + "e" + strconv.Itoa(e)
}
