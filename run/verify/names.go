package verify

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// sameName brings names into one form that differ in case or in the Unicode form
// of their characters, which some file systems take for the same.
func sameName(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			// Folding the case can undo the form, and the form can hide a case: U+0345
			// stands at another place of its sequence once it is folded.
			return norm.NFD.String(cases.Fold().String(norm.NFD.String(s)))
		}
	}
	return strings.ToLower(s)
}
