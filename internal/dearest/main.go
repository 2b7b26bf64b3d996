// Command dearest reads what `go test -json` prints: it shows what failed and one
// line for each package, as `go test` does, and in the end the tests that took
// longest.
//
//	go test -json ./... | go run ./internal/dearest
//
// It exits with 1 when a test or a package failed, and when the stream ends before
// its packages do: a pipe has the exit code of its last command only.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// shown is how many tests are named in the end.
const shown = 10

func main() {
	ok, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dearest:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// event is one line of the stream; see `go doc test2json`.
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
	Elapsed                                                float64 // in seconds
}

// cost is what one test took.
type cost struct {
	name    string
	seconds float64
}

// run shows a stream and reports whether everything passed.
func run(r io.Reader, w io.Writer) (bool, error) {
	output := map[string]*strings.Builder{} // of packages, tests and builds, until they end
	text := func(key string) *strings.Builder {
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		return output[key]
	}
	running := map[string]bool{}
	parts := map[string][]cost{} // of a test that runs: its subtests
	var costs []cost
	ok, packages := true, 0
	for d := json.NewDecoder(r); ; {
		var e event
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return false, fmt.Errorf("that is no output of go test -json: %w", err)
		}
		top, _, _ := strings.Cut(e.Test, "/")
		key := e.Package + " " + top
		switch e.Action {
		case "start":
			running[e.Package] = true
		case "output":
			if e.Output != "PASS\n" {
				text(key).WriteString(e.Output)
			}
		case "build-output":
			text(e.ImportPath).WriteString(e.Output)
		case "pass", "fail", "skip":
			name := e.Package[strings.LastIndexByte(e.Package, '/')+1:] + "." + e.Test
			if e.Test != top {
				parts[key] = append(parts[key], cost{name, e.Elapsed})
				continue // told with the whole test
			}
			if e.Action == "fail" {
				ok = false
				io.WriteString(w, text(e.FailedBuild).String())
				delete(output, e.FailedBuild)
			}
			if e.Action == "fail" || e.Test == "" {
				io.WriteString(w, text(key).String())
			}
			delete(output, key)
			if e.Test != "" {
				costs = append(costs, cost{name, e.Elapsed})
				for _, part := range parts[key] {
					if part.seconds > e.Elapsed { // it ran beside others, which the whole does not count
						costs = append(costs, part)
					}
				}
				delete(parts, key)
				continue
			}
			packages++
			delete(running, e.Package)
			for _, key := range slices.Sorted(maps.Keys(output)) { // of tests that a panic or a limit ended
				if strings.HasPrefix(key, e.Package+" ") {
					io.WriteString(w, output[key].String())
					delete(output, key)
				}
			}
		}
	}
	if packages == 0 || len(running) > 0 {
		return false, fmt.Errorf("the tests did not come to their end: %d packages did", packages)
	}
	slices.SortStableFunc(costs, func(a, b cost) int { return cmp.Compare(b.seconds, a.seconds) })
	fmt.Fprintf(w, "the %d dearest of %d tests:\n", min(shown, len(costs)), len(costs))
	for _, c := range costs[:min(shown, len(costs))] {
		fmt.Fprintf(w, "%8.2f s  %s\n", c.seconds, c.name)
	}
	return ok, nil
}
