package gen_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

var update = flag.Bool("update", false, "write docs/conformance.md")

// conformancePage is the summary of the suite, written by TestConformance.
const conformancePage = "../docs/conformance.md"

// checkPage compares docs/conformance.md with what came of the suite, and writes
// it with -update. Of a suite that is not the project's own it only tells.
func checkPage(t *testing.T, own bool, outcomes []*outcome) {
	t.Helper()
	if !own {
		t.Log("\n" + tables(outcomes))
		return
	}
	want := page(outcomes)
	if *update {
		require.NoError(t, os.WriteFile(conformancePage, []byte(want), 0o644))
	}
	have, err := os.ReadFile(conformancePage)
	require.NoError(t, err)
	assert.Equal(t, want, string(have), "docs/conformance.md is stale. Look at what changed, and run: go test ./gen -run TestConformance -update")
}

// sums are figures of some groups.
type sums struct {
	groups, tests, agree, valid, back, static int
	left                                      map[string]int // groups, by keyword
}

func (s *sums) add(o *outcome) {
	s.groups++
	s.tests += len(o.group.Tests)
	s.agree += o.agree
	s.valid += o.valid
	s.back += o.back
	if len(o.left) == 0 {
		s.static += len(o.group.Tests)
	}
	for _, name := range o.left {
		if s.left == nil {
			s.left = map[string]int{}
		}
		s.left[name]++
	}
}

func (s *sums) row(name string) string {
	var left []string
	for name, n := range s.left {
		left = append(left, fmt.Sprintf("`%s` %d", name, n))
	}
	slices.Sort(left)
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d | %d | %s |\n", name, s.groups, s.tests, s.agree, s.valid, s.back, s.static, s.tests-s.static, strings.Join(left, ", "))
}

const pageHead = "| groups | tests | agree | valid documents | given back | fast path alone | with the evaluator | what left the fast path, in how many groups |\n" +
	"|---|--:|--:|--:|--:|--:|--:|--:|---|\n"

// tables prints the figures, in sum and by file of the suite.
func tables(outcomes []*outcome) string {
	var b strings.Builder
	var folders []string
	total := map[string]*sums{}
	files := map[string]map[string]*sums{}
	for _, o := range outcomes {
		f := o.group.Folder
		if o.group.Optional() {
			f += ", optional"
		}
		if total[f] == nil {
			folders = append(folders, f)
			total[f], files[f] = &sums{}, map[string]*sums{}
		}
		k := o.group.Keyword()
		if files[f][k] == nil {
			files[f][k] = &sums{}
		}
		total[f].add(o)
		files[f][k].add(o)
	}
	slices.Sort(folders)
	b.WriteString("| draft " + pageHead)
	for _, f := range folders {
		sum := *total[f]
		sum.left = nil
		b.WriteString(sum.row(f))
	}
	for _, f := range folders {
		b.WriteString("\n## " + f + "\n\n| file " + pageHead)
		var names []string
		for name := range files[f] {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			b.WriteString(files[f][name].row(name))
		}
	}
	return b.String()
}

// page prints docs/conformance.md.
func page(outcomes []*outcome) string {
	var b strings.Builder
	b.WriteString("# Conformance of generated code\n\n" +
		"Written by `go test ./gen -run TestConformance -update` and checked by `make conformance`: code is generated for every group of the official test suite, " +
		"as it comes with a module that this one requires, and built in one program that is asked about every document. " +
		"A test *agrees* when the code accepts or refuses what the suite says. A valid document is *given back* when its encoding has the same values, the same order of members and the same text of numbers. " +
		"A group is on the *fast path alone* when printed code judges it, without the general evaluator (`rt/eval`).\n\n" +
		"`make conformance SUITE_DIR=DIR` does the same with another copy of the suite, for instance one that has drafts 4, 6 and 2019-09 and the optional tests: `DIR/tests/draft4` and so on, with `DIR/remotes`. " +
		"Tests that are known to disagree stand, with the reason, in `gen/testdata/known-disagreements.txt`; one that is listed and agrees is a failure, as is one that is not listed and disagrees.\n\n")
	b.WriteString(tables(outcomes))
	b.WriteString("\n## Where a keyword is judged\n\n" +
		"*Static*: by printed code, wherever it stands; `make conformance` fails when it leaves the fast path. *Partly*: by printed code in common forms, which are tested one by one, and by the evaluator elsewhere. *Evaluated*: by the evaluator. " +
		"The words come from the table of keywords, `internal/keyword/table.go`.\n\n| where | keywords |\n|---|---|\n")
	for _, p := range []keyword.Path{keyword.Static, keyword.Partly, keyword.Evaluated} {
		var names []string
		for _, row := range keyword.All() {
			if row.Path == p {
				names = append(names, "`"+row.Name+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", p, strings.Join(names, ", "))
	}
	return b.String()
}
