package atlas

import (
	"fmt"
	"strings"
)

// digestLength is the number of hexadecimal digits of each algorithm that a
// RunResult knows.
var digestLength = map[string]int{"sha256": 64, "sha384": 96, "sha512": 128}

// normalHash returns the canonical prefixed, lower-case form of a digest, or
// says why there is none. A bare digest is recognised by its length.
func normalHash(text string) (hash, why string) {
	s := strings.ToLower(strings.TrimSpace(text))
	algorithm, digits, prefixed := strings.Cut(s, ":")
	if !prefixed {
		if a, d, ok := strings.Cut(s, "="); ok {
			algorithm, digits, prefixed = a, d, true
		}
	}
	if prefixed {
		algorithm = strings.ReplaceAll(algorithm, "-", "")
	} else {
		digits = s
		for _, name := range []string{"sha256", "sha384", "sha512"} {
			if len(digits) == digestLength[name] {
				algorithm = name
			}
		}
	}
	want, known := digestLength[algorithm]
	switch {
	case s == "":
		return "", "it is empty"
	case prefixed && !known:
		return "", fmt.Sprintf("the algorithm %s is not one of sha256, sha384 and sha512", clip(quote(algorithm)))
	case strings.Trim(digits, "0123456789abcdef") != "":
		return "", clip(quote(text)) + " is not hexadecimal"
	case !known:
		return "", fmt.Sprintf("%d hexadecimal digits are no SHA-256, SHA-384 or SHA-512 digest", len(digits))
	case len(digits) != want:
		return "", fmt.Sprintf("a %s digest has %d hexadecimal digits, not %d", algorithm, want, len(digits))
	}
	return algorithm + ":" + digits, ""
}
