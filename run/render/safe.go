package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// safe returns s with everything escaped that a terminal would act on or that
// an eye would not see: control characters, direction marks, zero-width and
// other format characters, unassigned and private ones. Line breaks and tabs
// are escaped too, so the result is one line.
func safe(s string) string {
	clean := true
	for _, r := range s {
		if !shown(r) {
			clean = false
			break
		}
	}
	if clean && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case shown(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// shown reports whether a character is written as it is.
func shown(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0: // letters that fill space and show nothing
		return false
	}
	return unicode.IsPrint(r)
}

// width is the number of terminal cells that a safe text takes.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += cells(r)
	}
	return n
}

// wide are the blocks whose characters take two cells.
var wide = [...][2]rune{
	{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
	{0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
	{0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
}

func cells(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	for _, block := range wide {
		if r >= block[0] && r <= block[1] {
			return 2
		}
	}
	return 1
}

// clip shortens a safe text to that many cells, marking the cut.
func clip(s string, limit int) string {
	if len(s) <= limit || width(s) <= limit {
		// Marks that take no cell could still pile up without end.
		if utf8.RuneCountInString(s) <= 4*limit {
			return s
		}
	}
	n, runes := 0, 0
	for i, r := range s {
		n += cells(r)
		runes++
		if n > limit-1 || runes > 4*limit {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks a text into safe lines of at most limit cells: at its own line
// breaks, between words where it can and inside words where it must.
func wrap(s string, limit int) []string {
	var out []string
	for _, line := range strings.Split(strings.TrimRight(s, "\r\n\t "), "\n") {
		out = append(out, wrapLine(safe(strings.TrimRight(line, "\r\t ")), limit)...)
	}
	return out
}

func wrapLine(line string, limit int) []string {
	var out []string
	for {
		cut, space, n, runes := len(line), -1, 0, 0
		for i, r := range line {
			n += cells(r)
			runes++
			if i > 0 && (n > limit || runes > 4*limit) {
				cut = i
				break
			}
			if r == ' ' && i > 0 {
				space = i
			}
		}
		if cut == len(line) {
			return append(out, line)
		}
		if line[cut] == ' ' {
			space = cut
		}
		if space > 0 && strings.TrimSpace(line[:space]) != "" {
			out = append(out, strings.TrimRight(line[:space], " "))
			line = strings.TrimLeft(line[space:], " ")
		} else {
			out = append(out, line[:cut])
			line = line[cut:]
		}
	}
}
