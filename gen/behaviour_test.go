package gen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// behaviour is a schema that code is generated for, with documents that the
// code must accept, and give back as they were, or refuse.
type behaviour struct {
	name   string
	schema string
	root   string // name of the root type, "Document" by default
	int64s bool   // --int64
	load   graph.Options
	ok, no []string
	says   string // part of the error of every document in no
	has    []string
	hasNot []string // parts of the generated code
}

// TestBehaviour: the code generated for each schema compiles, vet has nothing to
// say about it, and it accepts, refuses and gives back what it should.
func TestBehaviour(t *testing.T) {
	s := newScratch(t)
	type expectation struct {
		b     *behaviour
		valid bool
	}
	var questions []question
	var expected []expectation
	for i, b := range behaviours() {
		pkg := fmt.Sprintf("b%03d", i)
		if b.root == "" {
			b.root = "Document"
		}
		r, err := generate(t, b.schema, gen.Options{Package: pkg, Type: b.root, Int64: b.int64s}, b.load)
		require.NoError(t, err, b.name)
		var code strings.Builder
		for _, f := range r.Files {
			code.Write(f.Data)
		}
		for _, part := range b.has {
			require.Contains(t, code.String(), part, b.name)
		}
		for _, part := range b.hasNot {
			require.NotContains(t, code.String(), part, b.name)
		}
		s.add(t, pkg, b.root, r)
		for valid, docs := range map[bool][]string{true: b.ok, false: b.no} {
			for _, doc := range docs {
				questions = append(questions, question{pkg, doc})
				expected = append(expected, expectation{&b, valid})
			}
		}
	}
	driver := s.build(t)
	s.vet(t)
	for i, answer := range ask(t, driver, questions) {
		b, doc := expected[i].b, questions[i].doc
		want := "no "
		if expected[i].valid {
			want = "ok " + compact(t, doc)
		}
		if !strings.HasPrefix(answer, want) || want != "no " && answer != want {
			t.Errorf("%s: %s\n  want %s\n  got  %s", b.name, clip(doc), clip(want), clip(answer))
		} else if want == "no " && !strings.Contains(answer, b.says) {
			t.Errorf("%s: %s\n  want an error that says %q\n  got  %s", b.name, clip(doc), b.says, clip(answer))
		}
	}
}

func clip(s string) string {
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}

func behaviours() []behaviour {
	var all []behaviour
	for _, list := range [][]behaviour{hostileText(), hostileNames(), wideAndDeep(), recursion(), rootTypes(), objectKeywords(), arrayKeywords(), unionTypes(), mergedUnions(), listedNumbers(), numbersAndDefaults(), extensions(), ruleExamples()} {
		all = append(all, list...)
	}
	return all
}
