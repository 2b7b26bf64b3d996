package pattern

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// re2Count is the largest repetition count that RE2 takes, counts of nested
// repetitions multiplied.
const re2Count = 1000

// RE2 returns the pattern in the syntax of Go's regexp package: for every
// string, regexp.MatchString of the result says what ECMA-262 says of the
// pattern. Groups capture nothing in the result. Look-around, which that package
// has not, is put into other words where few are enough. What cannot be
// translated (other look-around, back-references, sizes beyond the limits) is an
// *[Error] with Unsupported set.
func (p *Pattern) RE2() (string, error) {
	text, err := p.re2()
	if err != nil {
		return "", err
	}
	return text, nil
}

// Regexp compiles the translation of [Pattern.RE2].
func (p *Pattern) Regexp() (*regexp.Regexp, error) {
	text, err := p.re2()
	if err != nil {
		return nil, err
	}
	re, cerr := regexp.Compile(text)
	if cerr != nil {
		return nil, tooBig(cerr)
	}
	return re, nil
}

func (p *Pattern) re2() (string, *Error) {
	if err := p.untranslatable(); err != nil {
		if d, ok := p.DFA(maxWrittenStates); ok {
			if text, ok := d.expression(); ok {
				return text, nil
			}
		}
		return "", err
	}
	w := &re2Writer{}
	w.node(p.root, levelAlternate)
	if w.full {
		return "", unsupported(0, "", "the translated pattern is longer than %d bytes", maxOutput)
	}
	text := w.String()
	if _, err := syntax.Parse(text, syntax.Perl); err != nil {
		return "", tooBig(err)
	}
	return text, nil
}

// tooBig wraps the only complaint the regexp package can have about a
// translation: that it exceeds one of that package's own limits.
func tooBig(err error) *Error {
	return unsupported(0, "use fewer or smaller repetitions", "the pattern is too large for the regexp package: %v", err)
}

// level says what may stand where a node is written without parentheses.
type level uint8

const (
	levelAlternate level = iota // anything
	levelConcat                 // anything but alternatives
	levelAtom                   // one thing that a repetition can follow
)

type re2Writer struct {
	strings.Builder
	full bool // maxOutput reached; nothing more is written
}

func (w *re2Writer) put(text string) {
	if w.full = w.full || w.Len()+len(text) > maxOutput; !w.full {
		w.WriteString(text)
	}
}

// wrapped writes parentheses around body when its own level does not fit.
func (w *re2Writer) wrapped(needed bool, body func()) {
	if needed {
		w.put("(?:")
	}
	body()
	if needed {
		w.put(")")
	}
}

func (w *re2Writer) node(n *Node, where level) {
	if w.full {
		return
	}
	switch n.Op {
	case OpEmpty:
		w.wrapped(where == levelAtom, func() {})
	case OpSet:
		w.put(re2Set(n.Set))
	case OpConcat:
		w.wrapped(where == levelAtom, func() {
			for _, s := range n.Sub {
				w.node(s, levelConcat)
			}
		})
	case OpAlternate:
		w.wrapped(where > levelAlternate, func() {
			for i, s := range n.Sub {
				if i > 0 {
					w.put("|")
				}
				w.node(s, levelConcat)
			}
		})
	case OpGroup:
		w.node(n.Sub[0], where)
	case OpRepeat:
		w.wrapped(where == levelAtom, func() { w.repeat(n) })
	case OpBegin, OpEnd, OpWordBoundary, OpNotWordBoundary:
		text := map[Op]string{OpBegin: `^`, OpEnd: `$`, OpWordBoundary: `\b`, OpNotWordBoundary: `\B`}[n.Op]
		w.wrapped(where == levelAtom, func() { w.put(text) })
	}
}

// repeat writes a repetition as a concatenation of pieces that stay within
// re2Count.
func (w *re2Writer) repeat(n *Node) {
	sub := n.Sub[0]
	low, high := n.Min, n.Max
	if sub.zeroWidth() { // once is as good as many times, and maybe-once as never
		if low > 0 {
			w.node(sub, levelConcat)
		} else {
			w.put("(?:)")
		}
		return
	}
	chunk := max(re2Count/nestedCount(sub), 1)
	for ; low > chunk && !w.full; low -= chunk {
		w.counted(sub, chunk, chunk)
		if high != Unlimited {
			high -= chunk
		}
	}
	if high == Unlimited || high <= chunk {
		w.counted(sub, low, high)
		return
	}
	// low <= chunk < high: the mandatory part, then as nested optional pieces
	// what may follow, so that a matcher is inside one piece at a time.
	w.counted(sub, low, low)
	w.upTo(sub, high-low, chunk)
}

// upTo writes 0 to most times sub: either a whole chunk and more, or less than a
// chunk.
func (w *re2Writer) upTo(sub *Node, most, chunk int) {
	if chunk == 1 { // (?:x(?:x…)?)?
		for range most {
			w.put("(?:")
			w.node(sub, levelConcat)
		}
		w.put(strings.Repeat(")?", min(most, maxOutput)))
		return
	}
	depth := 0
	for ; most > chunk && !w.full; most -= chunk {
		w.put("(?:")
		w.counted(sub, chunk, chunk)
		depth++
	}
	w.counted(sub, 0, most)
	for ; depth > 0 && !w.full; depth-- {
		w.put("|")
		w.counted(sub, 0, chunk-1)
		w.put(")")
	}
}

func (w *re2Writer) counted(sub *Node, low, high int) {
	if high == 0 {
		return
	}
	if low == 1 && high == 1 {
		w.node(sub, levelConcat)
		return
	}
	w.node(sub, levelAtom)
	switch {
	case low == 0 && high == Unlimited:
		w.put("*")
	case low == 1 && high == Unlimited:
		w.put("+")
	case low == 0 && high == 1:
		w.put("?")
	case high == Unlimited:
		w.put(fmt.Sprintf("{%d,}", low))
	case low == high:
		w.put(fmt.Sprintf("{%d}", low))
	default:
		w.put(fmt.Sprintf("{%d,%d}", low, high))
	}
}

// nestedCount returns the largest product of repetition counts on a path down
// from n, as the regexp package will count them, capped above re2Count.
func nestedCount(n *Node) int {
	most := 1
	for _, s := range n.Sub {
		most = max(most, nestedCount(s))
	}
	if n.Op == OpRepeat && !n.Sub[0].zeroWidth() {
		if count := max(n.Min, n.Max); count > 1 {
			chunk := max(re2Count/most, 1)
			most = min(most*min(count, chunk), re2Count)
		}
	}
	return most
}

// re2Set writes a set as one character, the dot's like or a class.
func re2Set(s Set) string {
	if r, ok := s.single(); ok {
		return re2Rune(r, `\.+*?()|[]{}^$`)
	}
	switch {
	case s.IsEmpty():
		return `[^\x00-\x{10FFFF}]`
	case s.Equal(AnyCodePoint()):
		return `(?s:.)`
	}
	open, ranges := "[", s
	if c := s.Complement(); len(c) < len(s) || len(c) == len(s) && s.Contains(unicode.MaxRune) {
		open, ranges = "[^", c // strings hold no surrogates, so it is no matter that this admits them
	}
	var b strings.Builder
	b.WriteString(open)
	for _, r := range ranges {
		b.WriteString(re2Rune(r.Lo, `\]^-[`))
		if r.Hi > r.Lo {
			if r.Hi > r.Lo+1 {
				b.WriteByte('-')
			}
			b.WriteString(re2Rune(r.Hi, `\]^-[`))
		}
	}
	b.WriteByte(']')
	return b.String()
}

// re2Rune writes one character, escaped where special or not plainly printable.
func re2Rune(r rune, special string) string {
	switch {
	case r < 0x80 && strings.ContainsRune(special, r):
		return `\` + string(r)
	case ' ' <= r && r <= '~', r >= 0xA1 && unicode.IsLetter(r):
		return string(r)
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r <= 0xFF:
		return fmt.Sprintf(`\x%02x`, r)
	}
	return `\x{` + strconv.FormatInt(int64(r), 16) + `}`
}
