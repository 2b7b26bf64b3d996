package policy

import "unicode/utf8"

// matches reports whether the whole of text fits the glob. It takes time in the
// product of the lengths at worst, whatever the glob.
func matches(glob, text string) bool { return fits(glob, text, false) }

// covers reports whether every id that the inner glob picks is picked by the
// outer one. It may miss that, but never claims it wrongly: a `*` of the inner
// one can only be met by a `*` of the outer one.
func covers(outer, inner string) bool { return fits(outer, inner, true) }

// fits is the match of both. When text is a glob itself, its `*` stands for
// what only a `*` takes; its `?` is a character like any other.
func fits(glob, text string, textIsGlob bool) bool {
	g, t := 0, 0
	star, again := -1, 0 // the glob after its last `*`, and the text it takes up to
	for t < len(text) {
		c, size := utf8.DecodeRuneInString(text[t:])
		if g < len(glob) && glob[g] == '*' {
			g++
			star, again = g, t
			continue
		}
		if g < len(glob) {
			want, wide := utf8.DecodeRuneInString(glob[g:])
			many := textIsGlob && c == '*'
			if !many && (want == '?' || want == c) {
				g += wide
				t += size
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, size = utf8.DecodeRuneInString(text[again:])
		again += size
		g, t = star, again
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}
