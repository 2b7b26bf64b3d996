// Package rounds says how many rounds a test takes: a few in every test run,
// many in the long one, which `make test-long` starts. The test is the same; the
// long run sees more of what it draws at random or enumerates. It is for tests
// alone and imports the standard library only.
package rounds

import (
	"fmt"
	"os"
)

// Variable is the environment variable that asks for the long run: 1 is the long
// one; 0, an empty text or no variable the short one.
const Variable = "RUNRESULT_LONG"

// Of returns few, or many in the long run. A test that takes every nth case of a
// list calls it as Of(n, 1).
func Of(few, many int) int {
	if long(os.Getenv(Variable)) {
		return many
	}
	return few
}

// long panics about a value that says neither, since a run thought to be the long
// one would pass as such.
func long(value string) bool {
	switch value {
	case "", "0":
		return false
	case "1":
		return true
	}
	panic(fmt.Sprintf("%s is %q, want 1 for the long run, or 0", Variable, value))
}
