package domain

import (
	"math/big"
	"strconv"
	"strings"
)

// Contains reports whether the number with this JSON text is in the set,
// exactly; text that is no number is not.
func (n *Numbers) Contains(text string) bool {
	x, ok := parse(text)
	return ok && x.in(n)
}

// decimal is ±coef·10^exp, coef not a multiple of ten unless it is 0. Its
// exponent may be far too large to write out.
type decimal struct {
	negative bool
	coef     string
	exp      int64
}

// maxParsed bounds the exponents that are read, so that sums do not overflow.
const maxParsed = 1 << 60

// parse reads JSON number text.
func parse(text string) (decimal, bool) {
	var d decimal
	if strings.HasPrefix(text, "-") {
		d.negative, text = true, text[1:]
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		v, err := strconv.ParseInt(text[i+1:], 10, 64)
		if err != nil || v > maxParsed || v < -maxParsed {
			return d, false
		}
		d.exp, text = v, text[:i]
	}
	whole, fraction, dotted := strings.Cut(text, ".")
	if whole == "" || whole != "0" && whole[0] == '0' || dotted && fraction == "" {
		return d, false
	}
	all := whole + fraction
	for i := range len(all) {
		if all[i] < '0' || all[i] > '9' {
			return d, false
		}
	}
	all = strings.TrimLeft(all, "0")
	d.coef = strings.TrimRight(all, "0")
	d.exp += int64(len(all) - len(d.coef) - len(fraction))
	if d.coef == "" {
		return decimal{coef: "0"}, true
	}
	return d, true
}

// in compares without writing an exponent out that is far beyond the numbers of
// the set.
func (d decimal) in(n *Numbers) bool {
	size := int64(len(d.coef))
	for _, b := range [2]*Bound{n.Lower, n.Upper} {
		if b != nil {
			size = max(size, sizeOf(b.Value))
		}
	}
	for _, list := range [3][]*big.Rat{n.Multiples, n.NotMultiples, n.Not} {
		for _, r := range list {
			size = max(size, sizeOf(r))
		}
	}
	coef, ok := new(big.Int).SetString(d.coef, 10)
	if !ok {
		return false
	}
	if d.negative {
		coef.Neg(coef)
	}
	// Every number of the set lies, if it is not 0, between 10^-size and 10^size
	// and needs no more than size places.
	limit := 2*size + 64
	if d.exp > limit || d.exp < -limit {
		return d.farIn(n, coef)
	}
	x := new(big.Rat).SetInt(coef)
	if scale := power(int(max(d.exp, -d.exp))); d.exp < 0 {
		x.SetFrac(coef, scale)
	} else {
		x.SetInt(coef.Mul(coef, scale))
	}
	if b := n.Lower; b != nil && !reaches(x.Cmp(b.Value), b.Open) {
		return false
	}
	if b := n.Upper; b != nil && !reaches(b.Value.Cmp(x), b.Open) {
		return false
	}
	quotient := new(big.Rat)
	for _, m := range n.Multiples {
		if m.Sign() <= 0 || !quotient.Quo(x, m).IsInt() {
			return false
		}
	}
	for _, m := range n.NotMultiples {
		if m.Sign() > 0 && quotient.Quo(x, m).IsInt() {
			return false
		}
	}
	for _, v := range n.Not {
		if v.Cmp(x) == 0 {
			return false
		}
	}
	return true
}

// sizeOf is an upper bound for the digits of numerator and denominator.
func sizeOf(r *big.Rat) int64 {
	bits := r.Num().BitLen()
	if !r.IsInt() {
		bits = max(bits, r.Denom().BitLen())
	}
	return int64(bits)
}

// farIn decides for a number whose exponent is beyond everything in the set:
// larger in magnitude than every bound, or nearer to 0 than every other.
func (d decimal) farIn(n *Numbers, coef *big.Int) bool {
	far := func(v *big.Rat) int { // the sign of the number minus v
		if d.exp < 0 && v.Sign() != 0 {
			return -v.Sign()
		}
		return coef.Sign()
	}
	if b := n.Lower; b != nil && far(b.Value) < 0 || n.Upper != nil && far(n.Upper.Value) > 0 {
		return false
	}
	multiple := func(m *big.Rat) bool {
		if m.Sign() <= 0 || d.exp < 0 {
			return false // it needs more places than any multiple of m
		}
		// coef·10^exp·den/num is whole if and only if num divides the product.
		v := new(big.Int).Exp(bigTen, big.NewInt(d.exp), m.Num())
		v.Mul(v, coef).Mul(v, m.Denom())
		return v.Rem(v, m.Num()).Sign() == 0
	}
	for _, m := range n.Multiples {
		if !multiple(m) {
			return false
		}
	}
	for _, m := range n.NotMultiples {
		if multiple(m) {
			return false
		}
	}
	return true
}
