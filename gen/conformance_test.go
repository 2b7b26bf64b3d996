package gen_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/suite"
)

// suiteChoice is the environment variable that says which groups of the suite
// TestConformance takes: "all", or those whose title contains the text. Without
// it, it takes some.
const suiteChoice = "RUNRESULT_CONFORMANCE"

// disagreements is the list of what generated code is known to answer otherwise
// than the suite: titles of tests, and beginnings of titles of optional tests,
// without the draft.
type disagreements struct {
	tests    map[string]bool
	optional map[string]int // how many tests disagreed
}

// knownDisagreements reads the list: a title, " => " and the reason.
func knownDisagreements(t *testing.T) disagreements {
	t.Helper()
	data, err := os.ReadFile("testdata/known-disagreements.txt")
	require.NoError(t, err)
	known := disagreements{map[string]bool{}, map[string]int{}}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		title, reason, _ := strings.Cut(line, " => ")
		require.NotEmpty(t, reason, "%s: no reason is given", title)
		if strings.HasPrefix(title, "optional/") {
			known.optional[title] = 0
		} else {
			known.tests[title] = true
		}
	}
	return known
}

// excused returns the entry of the list that a disagreement about an optional
// test falls under.
func (d *disagreements) excused(folder, title string) (entry string, ok bool) {
	title = strings.TrimPrefix(title, folder+"/")
	for entry := range d.optional {
		if strings.HasPrefix(title, entry) {
			return entry, true
		}
	}
	return "", false
}

// outcome is what came of one group of the suite.
type outcome struct {
	group *suite.Group
	pkg   string
	// left lists the keywords that left the fast path, each once.
	left []string
	// valid counts the documents that the suite calls valid, and back those of
	// them that came back as they were.
	agree, valid, back int
}

// TestConformance: code generated for the schemas of the official suite accepts
// and refuses what the suite says, and encodes every valid document as it was.
// A test that disagrees must be listed, and one that is listed must disagree. No
// keyword that the table of keywords calls static leaves the fast path, and
// docs/conformance.md says what came of it all; -update writes it.
func TestConformance(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	every, choice := rounds.Of(10, 3), os.Getenv(suiteChoice)
	if *update {
		choice = "all"
	}
	if choice != "" {
		every = 1
	}
	s := newScratch(t)
	var outcomes []*outcome
	var questions []question
	for n := range official.Groups {
		g := &official.Groups[n]
		if (n+1)%every != 0 || choice != "" && choice != "all" && !strings.Contains(g.Title, choice) {
			continue
		}
		o := &outcome{group: g, pkg: fmt.Sprintf("g%04d", n)}
		r, err := generate(t, string(g.Schema.AppendJSON(nil)), gen.Options{Package: o.pkg, Type: "Document"}, g.Load)
		if !assert.NoError(t, err, g.Title) {
			continue
		}
		s.add(t, o.pkg, "Document", r)
		o.left = leftBehind(t, g.Title, r)
		outcomes = append(outcomes, o)
		for _, test := range g.Tests {
			questions = append(questions, question{o.pkg, string(test.Data.AppendJSON(nil))})
		}
	}
	compare(t, official.Own && choice == "all", outcomes, questions, ask(t, s.build(t), questions))
	for _, complaint := range leaving(outcomes, pathOf) {
		t.Error(complaint)
	}
	if choice == "all" {
		checkPage(t, official.Own, outcomes)
	}
}

// compare holds the answers against the suite, the list of known disagreements
// and, where all groups of the project's own suite were asked, the list against
// the suite.
func compare(t *testing.T, whole bool, outcomes []*outcome, questions []question, answers []string) {
	known := knownDisagreements(t)
	tests := 0
	agreeing := map[string]int{}
	for _, o := range outcomes {
		for _, test := range o.group.Tests {
			q, answer := questions[tests], answers[tests]
			tests++
			want := "no "
			if test.Valid {
				want = "ok " + compact(t, q.doc)
				o.valid++
			}
			verdict, same := strings.HasPrefix(answer, want[:3]), answer == want
			if verdict {
				o.agree++
			}
			if test.Valid && same {
				o.back++
			}
			ok := verdict && (same || !test.Valid)
			if o.group.Optional() {
				if entry, excused := known.excused(o.group.Folder, test.Title); excused {
					agreeing[entry]++
					if !ok {
						known.optional[entry]++
					}
					continue
				}
			}
			if ok == known.tests[test.Title] {
				t.Errorf("%s\n  document %s in package %s\n  want %s\n  got  %s\n  listed as a known disagreement: %v", test.Title, q.doc, q.pkg, want, answer, ok)
			}
			delete(known.tests, test.Title)
		}
	}
	if whole {
		assert.Empty(t, known.tests, "listed disagreements that the suite no longer has")
	}
	for entry, met := range agreeing {
		if known.optional[entry] == 0 {
			assert.Zero(t, met, "%s: listed as a disagreement, and every test agrees", entry)
		}
	}
	t.Logf("%d tests in %d packages", tests, len(outcomes))
}

// leftBehind returns the keywords that left the fast path, each once. They must be
// what is in the code: the evaluator explains errors everywhere, and judges values
// where a function asks it to.
func leftBehind(t *testing.T, title string, r *gen.Result) []string {
	t.Helper()
	var left []string
	for _, d := range r.Stats.Dynamic {
		if !slices.Contains(left, d.Keyword) {
			left = append(left, d.Keyword)
		}
	}
	slices.Sort(left)
	asks := slices.ContainsFunc(r.Files, func(f gen.File) bool { return strings.Contains(string(f.Data), "\nfunc evaluate(") })
	assert.Equal(t, len(left) > 0, asks, "%s: the statistics say that %v left the fast path", title, left)
	return left
}
