package compat

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

var exampleBlock = regexp.MustCompile("(?s)```yaml\n# example\n(.*?)```")

// TestExamples: what README.md says of its examples holds.
func TestExamples(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := exampleBlock.FindAllSubmatch(text, -1)
	require.Greater(t, len(blocks), 10)
	require.Equal(t, strings.Count(string(text), "```yaml"), len(blocks), "a block is no example")
	for i, block := range blocks {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			f, err := source.ParseYAML("example.yaml", block[1])
			require.NoError(t, err)
			example(t, f.Root)
		})
	}
}

func example(t *testing.T, v *source.Value) {
	t.Helper()
	for _, m := range v.Members {
		require.Contains(t, []string{"schema", "old", "new", "documents", "backward", "forward", "reader", "bump"}, m.Name)
	}
	if s := v.Get("schema"); s != nil {
		only := writer.NewEvaluator(load(t, "schema.json", s.AppendJSON(nil)).graph)
		sets(t, v.Get("documents"), []set{{"L", only.Accepts}, {"W", inWriter(only)}})
		return
	}
	old, new := load(t, "old.json", v.Get("old").AppendJSON(nil)), load(t, "new.json", v.Get("new").AppendJSON(nil))
	a, b := writer.NewEvaluator(old.graph), writer.NewEvaluator(new.graph)
	annotated := func(doc *source.Value) (bool, error) {
		ok, _, err := a.InAnnotated(b, doc)
		return ok, err
	}
	sets(t, v.Get("documents"), []set{
		{"L(old)", a.Accepts}, {"W(old)", inWriter(a)}, {"W+", annotated}, {"L(new)", b.Accepts}, {"W(new)", inWriter(b)},
	})
	verdicts(t, v, old, new)
}

// set is a set of documents by its name.
type set struct {
	name  string
	holds func(*source.Value) (bool, error)
}

func inWriter(e *writer.Evaluator) func(*source.Value) (bool, error) {
	return func(doc *source.Value) (bool, error) {
		ok, _, err := e.InWriter(doc)
		return ok, err
	}
}

// sets: each document is in the sets that are listed and in no other.
func sets(t *testing.T, documents *source.Value, all []set) {
	t.Helper()
	require.NotEmpty(t, documents.Items)
	for _, d := range documents.Items {
		want := []string{}
		for _, name := range d.Get("in").Items {
			want = append(want, name.Text)
		}
		got := []string{}
		for _, s := range all {
			ok, err := s.holds(d.Get("document"))
			require.NoError(t, err)
			if ok {
				got = append(got, s.name)
			}
		}
		assert.Equal(t, want, got, "%s", d.Get("document").JSON())
	}
}

// verdicts: the answers that an example gives, and as many as it gives.
func verdicts(t *testing.T, v *source.Value, old, new *Schema) {
	t.Helper()
	for _, content := range []Content{Writer, Open} {
		report := must(Compare(t.Context(), old, new, Options{Content: content}))
		for name, in := range map[string]*Inclusion{"backward": report.Backward, "forward": report.Forward} {
			if want := v.Get(name).Get(content.String()); want != nil {
				assert.Equal(t, want.Text, in.Verdict.String(), "%s, %s", name, content)
			}
		}
		if content == Open {
			continue
		}
		if want := v.Get("reader"); want != nil {
			assert.Equal(t, want.Text, report.Reader.Verdict.String(), "reader")
		}
		if want := v.Get("bump"); want != nil {
			assert.Equal(t, want.Text, report.RequiredBump.String(), "bump")
		}
	}
}
