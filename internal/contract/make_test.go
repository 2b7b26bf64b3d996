package contract

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// maker makes random values, the same ones for the same seed.
type maker struct {
	*rand.Rand
	tame bool // few members, short strings: for tests that need many documents
}

func newMaker(seed uint64) *maker {
	return &maker{Rand: rand.New(rand.NewPCG(seed, 0x52756e526573756c))}
}

func (g *maker) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *maker, from ...T) T { return from[g.IntN(len(from))] }

// str spells s, often with escapes that need not be there.
func (g *maker) str(s string) *node {
	if g.chance(70) {
		return &node{kind: source.String, lit: quoted(s)}
	}
	return &node{kind: source.String, lit: spelled(s, func() int { return g.IntN(8) })}
}

func (g *maker) member(name string, v *node) member {
	return member{name, g.str(name).lit, v}
}

// odd are characters that readers, writers and pattern engines trip over.
var odd = []string{
	"a", "Z", "7", " ", "~", "/", "\\", `"`, "<", ">", "&", "'", "é", "e\u0301", "ß", "ſ", "İ", "日本", "\u200f", "\ufeff", "\ufffd", "\uffff",
	"\u007f", "\u0080", "\u0085", "\u2028", "\u2029", "\u00a0", "\U0001f600", "\U0010ffff", "👩‍👩‍👧", "\x00", "\b", "\t", "\n", "\r", "\f", "\x1f", "%", "{", "}", "[", ",", ":", ".",
}

// words returns any text at all.
func (g *maker) words() string {
	if g.chance(10) {
		return ""
	}
	if !g.tame && g.chance(2) {
		return strings.Repeat(pick(g, odd...), 1+g.IntN(2000))
	}
	var b strings.Builder
	for range 1 + g.IntN(10) {
		b.WriteString(pick(g, odd...))
	}
	return b.String()
}

// some returns text that is not empty.
func (g *maker) some() string { return pick(g, odd...) + g.words() }

// digits returns n random digits, the first of which is not 0.
func (g *maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + g.IntN(10))
	}
	b[0] = byte('1' + g.IntN(9))
	return string(b)
}

// anyNumber returns a number as JSON allows them, far beyond any Go type.
func (g *maker) anyNumber() *node {
	sign := pick(g, "", "-")
	switch g.IntN(9) {
	case 0:
		return number(sign + g.digits(400))
	case 1:
		return number(sign + g.digits(200) + "." + g.digits(200) + "0")
	case 2:
		return number(sign + g.digits(3) + pick(g, "e", "E") + pick(g, "", "+", "-") + strconv.Itoa(g.IntN(10001)))
	case 3:
		return number(pick(g, "-0", "0.0", "-0.0e-7", "0E+5", "1.0", "1e3", "1E+2", "100e-2", "1.50", "9007199254740993", "1e10000", "1e-010000"))
	}
	return g.finite()
}

// finite returns a number within the range of a double, in any spelling.
func (g *maker) finite() *node {
	sign := pick(g, "", "-")
	switch g.IntN(7) {
	case 0:
		return number(sign + g.digits(300))
	case 1:
		return number(sign + "0." + strings.Repeat("0", 390) + g.digits(10))
	case 2:
		return number(sign + g.digits(17) + "." + g.digits(383))
	case 3:
		return number(pick(g, "-0", "0.0", "1.0", "1e3", "1E+2", "-1.7976931348623157e308", "1.7976931348623157E308", "5e-324", "1e-9999"))
	}
	return number(sign + strconv.Itoa(g.IntN(1000)))
}

// integer spells v ≥ 0 as any JSON number of that value.
func (g *maker) integer(v int64) *node {
	plain := strconv.FormatInt(v, 10)
	if v == 0 {
		return number(pick(g, "0", "0", "-0", "0.0", "0e0", "-0.000", "0E+77", "-0e-3"))
	}
	switch g.IntN(8) {
	case 0:
		return number(plain + "." + strings.Repeat("0", 1+g.IntN(400)))
	case 1:
		return number(plain + pick(g, "e0", "E+0", "e-0", "E00"))
	case 2:
		return number(plain + "0" + pick(g, "e-1", "E-01"))
	case 3:
		cut := g.IntN(len(plain))
		if cut == 0 {
			return number("0." + plain + "e" + strconv.Itoa(len(plain)))
		}
		return number(plain[:cut] + "." + plain[cut:] + pick(g, "e", "E+") + strconv.Itoa(len(plain)-cut))
	case 4:
		if short := strings.TrimRight(plain, "0"); short != "" {
			return number(short + pick(g, "e", "E", "e+", "E+0") + strconv.Itoa(len(plain)-len(short)))
		}
	}
	return number(plain)
}

const maxSafe = 9007199254740991

func (g *maker) count() int64 {
	return pick(g, 0, 1, 100, 1000, 473, 12_000_000, maxSafe, g.Int64N(maxSafe+1))
}

// value returns any JSON value, nested at most depth deep.
func (g *maker) value(depth int) *node {
	k := g.IntN(8)
	if depth <= 0 && k > 5 {
		k = 3
	}
	switch k {
	case 0:
		return null()
	case 1:
		return boolean(g.chance(50))
	case 2, 3:
		return g.anyNumber()
	case 4, 5:
		return g.str(g.words())
	case 6:
		n := &node{kind: source.Array}
		for range g.IntN(4) {
			n.items = append(n.items, g.value(depth-1))
		}
		return n
	}
	n := &node{kind: source.Object}
	for range g.IntN(4) {
		g.addUnknown(n, depth-1)
	}
	return n
}

// addUnknown adds a member that no schema of ours declares.
func (g *maker) addUnknown(n *node, depth int) {
	name := g.words()
	switch {
	case g.chance(40):
		name = pick(g, "Status", "STATUS", "status ", "ſtatus", "Steps", "run-id", "x", "a/b~c", "__proto__", "", "$ref", "$comment", "\U0001f600")
	case !g.tame && g.chance(3):
		name = strings.Repeat("long key ", 1+g.IntN(500))
	}
	if n.get(name) == nil {
		n.members = append(n.members, g.member(name, g.value(depth)))
	}
}

// finish adds unknown members to an object and, often, shuffles it.
func (g *maker) finish(n *node) *node {
	percent := 50
	if g.tame {
		percent = 15
	}
	for g.chance(percent) {
		g.addUnknown(n, 2)
	}
	if g.chance(50) {
		g.Shuffle(len(n.members), func(i, j int) { n.members[i], n.members[j] = n.members[j], n.members[i] })
	}
	return n
}

func (g *maker) timestamp() *node {
	year := pick(g, 1000, 2999, 2000, 2024, 1970, 1000+g.IntN(2000))
	days := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if year%4 == 0 && year%100 != 0 || year%400 == 0 {
		days[1] = 29
	}
	month := g.IntN(12)
	day := 1 + g.IntN(days[month])
	if g.chance(20) {
		month, day = 1, days[1]
	}
	s := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", year, month+1, day, g.IntN(24), g.IntN(60), g.IntN(60))
	if n := g.IntN(10); n > 0 {
		s += "." + fmt.Sprintf("%09d", g.IntN(1_000_000_000))[:n]
	}
	return g.str(s + pick(g, "Z", "+00:00", "-00:00", "+23:59", "-23:59", "+05:30", "-08:00"))
}
