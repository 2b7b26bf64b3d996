package wire

import (
	"strconv"
	"strings"
)

// ShortPointer cuts the middle out of a pointer that is too long to read, for
// messages; fields of errors hold it in full.
func ShortPointer(p string) string {
	const end = 80
	if len(p) <= 3*end {
		return p
	}
	return strings.ToValidUTF8(p[:end], "") + "…" + strings.ToValidUTF8(p[len(p)-end:], "") +
		" (" + strconv.Itoa(strings.Count(p, "/")) + " levels)"
}

// PointerEscape returns name as one token of a JSON Pointer (RFC 6901).
func PointerEscape(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
