package lower

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pascal spells text as one exported identifier: words joined, each with a
// capital. Text without a letter or digit becomes "Empty", a leading digit gets
// an N, a leading letter without case an X.
func (l *lowerer) pascal(text string) string {
	var b strings.Builder
	for _, w := range words(text) {
		if s := l.opt.Language.Word(w); s != "" {
			b.WriteString(s)
			continue
		}
		r, n := utf8.DecodeRuneInString(w)
		b.WriteRune(unicode.ToUpper(r))
		b.WriteString(w[n:])
	}
	out := b.String()
	if out == "" {
		return "Empty"
	}
	out = bounded(out, text)
	switch r, _ := utf8.DecodeRuneInString(out); {
	case unicode.IsDigit(r):
		return "N" + out
	case !unicode.IsUpper(r):
		return "X" + out
	}
	return out
}

// MaxName is the length from which on an identifier is cut.
const MaxName = 100

// bounded cuts a long identifier and marks it with a digest of what it stands
// for.
func bounded(name, text string) string {
	if len(name) <= MaxName {
		return name
	}
	cut := MaxName - 10
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + digest(text)
}

// words splits at everything that is no letter or digit, and where a lower-case
// letter or digit meets a capital.
func words(text string) []string {
	var out []string
	var cur []rune
	flush := func() {
		if len(cur) > 0 {
			out = append(out, string(cur))
			cur = cur[:0]
		}
	}
	prev := rune(0)
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			prev = 0
			continue
		}
		if unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsDigit(prev)) {
			flush()
		}
		cur = append(cur, r)
		prev = r
	}
	flush()
	return out
}

// rank orders spellings that give the same identifier: snake_case keeps the
// name before camelCase, and that before anything else.
func rank(name string) int {
	snake, camel := true, true
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && i > 0:
		case r == '_':
			camel = false
		case r >= 'A' && r <= 'Z' && i > 0:
			snake = false
		default:
			return 2
		}
	}
	switch {
	case snake:
		return 0
	case camel:
		return 1
	}
	return 2
}

// digest is a short hash of a spelling, for names that another spelling took.
func digest(s string) string {
	h := fnv.New32a()
	h.Write([]byte(s))
	return "X" + strconv.FormatUint(uint64(h.Sum32())|1<<32, 16)[1:]
}

// Short makes text of a schema fit for a message: cut, and without characters
// that would move or hide what stands around them.
func Short(s string) string { return cut(s, 60) }

func cut(s string, limit int) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= limit {
			b.WriteString("…")
			break
		}
		if unicode.IsGraphic(r) && r != utf8.RuneError && !unicode.Is(unicode.Bidi_Control, r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// member makes a member's name fit for a message: in quotes where it would not
// be seen as a name without them.
func member(name string) string {
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }) {
		return Short(name)
	}
	return `"` + Short(name) + `"`
}
