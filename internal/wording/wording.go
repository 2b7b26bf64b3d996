// Package wording has the small pieces that messages for people are put together
// from, so that all of them count and cut in one way.
//
// Clip cuts a long text, Count spells a number of things. What a message says is
// the caller's; package source names the kinds of JSON values (Kind.Article), and
// run/render measures in cells of a terminal and has a clip of its own for that.
//
// It imports the standard library only.
package wording

import (
	"strconv"
	"strings"
)

// Clip cuts what is longer than most code points after that many, and marks the
// cut with an ellipsis.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// Count spells a number of things, "1 document" or "2 documents". The plural is
// formed from the singular unless it is given, as for words that do not come
// last: Count(n, "step has", "steps have").
func Count[N int | int64](n N, one string, many ...string) string {
	word := one
	if n != 1 {
		switch {
		case len(many) > 0:
			word = many[0]
		case strings.HasSuffix(one, "y"):
			word = strings.TrimSuffix(one, "y") + "ies"
		default:
			word += "s"
		}
	}
	return strconv.FormatInt(int64(n), 10) + " " + word
}
