package domain

import (
	"math/big"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/pattern"
)

func rats(texts ...string) []*big.Rat {
	var out []*big.Rat
	for _, t := range texts {
		x, ok := new(big.Rat).SetString(t)
		if !ok {
			panic(t)
		}
		out = append(out, x)
	}
	return out
}

func TestCountNumbers(t *testing.T) {
	closed := func(text string) *Bound { return &Bound{Value: rats(text)[0]} }
	open := func(text string) *Bound { return &Bound{Value: rats(text)[0], Open: true} }
	for _, c := range []struct {
		set  Numbers
		want string // "" for no number
	}{
		{Numbers{}, ""},
		{Numbers{Lower: closed("0"), Upper: closed("1")}, ""},
		{Numbers{Lower: closed("1"), Upper: closed("1")}, "1"},
		{Numbers{Lower: closed("1"), Upper: open("1")}, "0"},
		{Numbers{Lower: closed("2"), Upper: closed("1")}, "0"},
		{Numbers{Lower: closed("0"), Upper: closed("9"), Multiples: rats("1")}, "10"},
		{Numbers{Lower: open("0"), Upper: open("9"), Multiples: rats("1")}, "8"},
		{Numbers{Lower: closed("-0.5"), Upper: closed("0.5"), Multiples: rats("1")}, "1"},
		{Numbers{Lower: closed("0.2"), Upper: closed("0.8"), Multiples: rats("1")}, "0"},
		{Numbers{Lower: closed("-1"), Upper: closed("1"), Multiples: rats("0.1", "0.15")}, "7"},
		{Numbers{Lower: closed("0"), Upper: closed("1e9"), Multiples: rats("1"), NotMultiples: rats("2")}, "500000000"},
		{Numbers{Lower: closed("1"), Upper: closed("30"), Multiples: rats("1"), NotMultiples: rats("2", "3", "5")}, "8"},
		{Numbers{Lower: closed("0"), Upper: closed("9"), Multiples: rats("1"), NotMultiples: rats("2"), Not: rats("1", "1", "2", "3.5", "11")}, "4"},
		{Numbers{Lower: closed("0"), Upper: closed("1e999"), Multiples: rats("1")}, ""},
	} {
		work := int64(1e6)
		assert.Equal(t, c.want, counted(c.set.Count(&work)), "%+v", c.set)
	}
}

func counted(n *big.Int) string {
	if n == nil {
		return ""
	}
	return n.String()
}

func TestCountStrings(t *testing.T) {
	for _, c := range []struct {
		in, notIn string
		low, high int64 // < 0: none
		want      string
	}{
		{"", "", -1, -1, ""},
		{"", "", -1, 0, "1"},
		{"", "", -1, 1, "1112065"},
		{"", "", 1, 1, "1112064"},
		{"", "", 2, 1, "0"},
		{"^[ab]{0,3}$", "", -1, -1, "15"},
		{"^[ab]{0,3}$", "^a", 2, -1, "6"},
		{"^[ab]*$", "", -1, -1, ""},
		{"^[ab]*$", "", -1, 10, "2047"},
		{"^(ab)*$", "", 3, 9, "3"},
		{"^[^a]$", "", -1, -1, "1112063"},
		{"^a$", "^a", -1, -1, "0"},
		{"", "", -1, 5000, ""},
	} {
		s := Strings{}
		if c.low >= 0 {
			s.MinLength = big.NewInt(c.low)
		}
		if c.high >= 0 {
			s.MaxLength = big.NewInt(c.high)
		}
		for i, text := range []string{c.in, c.notIn} {
			if text == "" {
				continue
			}
			p, err := pattern.Parse(text)
			require.NoError(t, err)
			if i == 0 {
				s.In = append(s.In, p)
			} else {
				s.NotIn = append(s.NotIn, p)
			}
		}
		work := int64(1e6)
		assert.Equal(t, c.want, counted(s.Count(&work)), "%q less %q, %s to %s", c.in, c.notIn, strconv.FormatInt(c.low, 10), strconv.FormatInt(c.high, 10))
	}
}

func TestLeastMultiple(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"2", "3", "6"}, {"4", "6", "12"}, {"0.5", "0.75", "1.5"}, {"0.1", "1e3", "1000"}, {"7", "7", "7"},
	} {
		a, _ := new(big.Rat).SetString(c.a)
		b, _ := new(big.Rat).SetString(c.b)
		got := LeastMultiple(a, b)
		want, _ := new(big.Rat).SetString(c.want)
		assert.Zero(t, want.Cmp(got), "%s and %s: %s", c.a, c.b, got)
		assert.True(t, got.Denom().Sign() > 0 && new(big.Rat).Quo(got, a).IsInt() && new(big.Rat).Quo(got, b).IsInt())
	}
	long, _ := new(big.Rat).SetString("1e2000")
	assert.Nil(t, LeastMultiple(long, big.NewRat(3, 1)), "too long to reckon with")
}
