package golang

import (
	"strconv"
	"strings"
)

// aliases names imported packages, by their paths: the last part that is no
// version, in small letters and digits, with "pkg" behind it. Nothing else in
// generated code is called that: exported names begin with a capital, and those
// of our own that have no capital end otherwise.
func aliases(paths []string) map[string]string {
	out := map[string]string{}
	taken := map[string]bool{}
	for _, p := range paths {
		base := strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(lastPart(p)))
		if base == "" || base[0] <= '9' {
			base = "p" + base
		}
		name := base + "pkg"
		for n := 2; taken[name]; n++ {
			name = base + "x" + strconv.Itoa(n) + "pkg"
		}
		taken[name] = true
		out[p] = name
	}
	return out
}
