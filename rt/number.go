package rt

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// MaxExponent bounds the decimal exponent of a number in a document, in both
// directions; beyond it a few bytes of text would stand for more digits than
// memory holds.
const MaxExponent = wire.MaxExponent

// Number is one JSON number, exact, with its text as written. The zero
// Number is 0. Numbers are made by decoding, ParseNumber, NumberFromInt64 and
// NumberFromFloat64, so a Number always holds valid JSON.
type Number wire.Number

// Integer is a Number whose value has no fraction (`1.0` and `1e3` count). The
// zero Integer is 0.
type Integer wire.Integer

func numberOf(text string) Number { return Number(wire.NumberOf(text)) }

// ErrNotNumber is returned by ParseNumber and ParseInteger for text that is no
// JSON number, or one whose exponent is beyond MaxExponent.
var ErrNotNumber = errors.New("not a JSON number within the exponent limit")

// ErrNotInteger is returned for a number with a fraction.
var ErrNotInteger = errors.New("number is not an integer")

// ParseNumber reads one JSON number without surrounding space.
func ParseNumber(text string) (Number, error) {
	end, why := wire.ScanNumber(text, 0)
	if why != "" || end != len(text) {
		return Number{}, ErrNotNumber
	}
	return numberOf(text), nil
}

// NumberFromInt64 returns v as a Number.
func NumberFromInt64(v int64) Number { return Number(wire.NumberOf(strconv.FormatInt(v, 10))) }

// NumberFromFloat64 returns the shortest decimal that reads back as v. JSON
// has no NaN and no infinities: those are an error.
func NumberFromFloat64(v float64) (Number, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}, ErrNotNumber
	}
	return numberOf(string(appendFloat(nil, v))), nil
}

func appendFloat(b []byte, v float64) []byte {
	format := byte('f')
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, v, format, -1, 64)
}

// String returns the number as written.
func (n Number) String() string { return wire.Number(n).Text() }

// Float64 returns the nearest float64; ±Inf when the value is out of range.
func (n Number) Float64() float64 {
	f, _ := strconv.ParseFloat(n.String(), 64)
	return f
}

// Int64 returns the value and true when it is an integer that fits.
func (n Number) Int64() (int64, bool) { return wire.Int64(n.String()) }

// Rat returns the exact value.
func (n Number) Rat() *big.Rat { return wire.Rat(n.String()) }

// Cmp compares two numbers exactly: -1, 0 or +1.
func (n Number) Cmp(m Number) int { return wire.CompareNumbers(n.String(), m.String()) }

// Equal reports whether the values are equal, whatever the spelling.
func (n Number) Equal(m Number) bool { return n.Cmp(m) == 0 }

// Clone returns n, which is immutable.
func (n Number) Clone() Number { return n }

// AppendJSON appends the text as written.
func (n Number) AppendJSON(b []byte) []byte { return append(b, n.String()...) }

// MarshalJSON returns the text as written.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads one JSON number.
func (n *Number) UnmarshalJSON(data []byte) error {
	m, err := ParseNumber(strings.TrimSpace(string(data)))
	if err == nil {
		*n = m
	}
	return err
}

// ParseInteger reads one JSON number whose value is an integer.
func ParseInteger(text string) (Integer, error) {
	n, err := ParseNumber(text)
	if err != nil {
		return Integer{}, err
	}
	if !wire.IsInteger(text) {
		return Integer{}, ErrNotInteger
	}
	return Integer(wire.IntegerOf(n.String())), nil
}

// IntegerFromInt64 returns v as an Integer.
func IntegerFromInt64(v int64) Integer { return Integer(wire.IntegerOf(strconv.FormatInt(v, 10))) }

// IntegerFromBig returns v as an Integer.
func IntegerFromBig(v *big.Int) Integer { return Integer(wire.IntegerOf(v.String())) }

// String returns the integer as written (`1.0` stays `1.0`).
func (n Integer) String() string { return wire.Integer(n).Text() }

// Int64 returns the value and whether it fits.
func (n Integer) Int64() (int64, bool) { return wire.Int64(n.String()) }

// Big returns the exact value.
func (n Integer) Big() *big.Int { return new(big.Int).Set(wire.Rat(n.String()).Num()) }

// Number returns n as a Number.
func (n Integer) Number() Number { return numberOf(n.String()) }

// Cmp compares two integers exactly: -1, 0 or +1.
func (n Integer) Cmp(m Integer) int { return wire.CompareNumbers(n.String(), m.String()) }

// Equal reports whether the values are equal, whatever the spelling.
func (n Integer) Equal(m Integer) bool { return n.Cmp(m) == 0 }

// Clone returns n, which is immutable.
func (n Integer) Clone() Integer { return n }

// AppendJSON appends the text as written.
func (n Integer) AppendJSON(b []byte) []byte { return append(b, n.String()...) }

// MarshalJSON returns the text as written.
func (n Integer) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads one JSON number whose value is an integer.
func (n *Integer) UnmarshalJSON(data []byte) error {
	m, err := ParseInteger(strings.TrimSpace(string(data)))
	if err == nil {
		*n = m
	}
	return err
}
