package gen_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	v5 "github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Environment variables of TestRandomSchemas: where the series of random schemas
// begins, how many it has, and a directory whose schemas to take instead.
const (
	randomSeed  = "RUNRESULT_SEED"
	randomCount = "RUNRESULT_SCHEMAS"
	randomFiles = "RUNRESULT_SCHEMA_DIR"
)

func setting(name string, fallback int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return fallback
}

// schemas yields the schemas to try, each with a name and a source of chance of
// its own.
func schemas(t *testing.T) iter.Seq2[string, *source.File] {
	return func(yield func(string, *source.File) bool) {
		if dir := os.Getenv(randomFiles); dir != "" {
			files, err := filepath.Glob(filepath.Join(dir, "*.json"))
			require.NoError(t, err)
			for _, name := range files {
				f, err := source.ReadFile(name)
				require.NoError(t, err)
				if !yield(filepath.Base(name), f) {
					return
				}
			}
			return
		}
		for i, left := setting(randomSeed, 1), setting(randomCount, rounds.Of(25, 300)); left > 0; i, left = i+1, left-1 {
			schema := (&maker{data: randomBytes(rand.New(rand.NewPCG(uint64(i), 7)), 400)}).document()
			f, err := source.ParseJSON("schema.json", []byte(schema))
			require.NoError(t, err, schema)
			if !yield(fmt.Sprintf("seed %d", i), f) {
				return
			}
		}
	}
}

// TestRandomSchemas: code generated for random schemas gives the verdicts of the
// evaluator and of the library on random documents, and gives accepted ones back
// as they were. `make soak` goes on with it for as long as one likes.
func TestRandomSchemas(t *testing.T) { compareVerdicts(t, schemas(t)) }

// compareVerdicts has code for every schema, the evaluator and the library judge
// random documents.
func compareVerdicts(t *testing.T, schemas iter.Seq2[string, *source.File]) {
	const documents = 60
	s := newScratch(t)
	var questions []question
	var from []string
	var valid []bool
	accepted, refused, second := 0, 0, 0
	var stats gen.Stats
	for name, f := range schemas {
		g, err := graph.Load(f, graph.Options{})
		if err != nil {
			refused++ // a reference that leads back to itself, or out of the file
			continue
		}
		pkg := fmt.Sprintf("p%d", len(s.roots))
		r, err := gen.FromGraph(g, gen.Options{Package: pkg, Type: "Document"})
		if err != nil {
			var why *diag.Error
			require.True(t, errors.As(err, &why) && os.Getenv(randomFiles) != "", "%s: %v: %s", name, err, f.Data[:min(len(f.Data), 2_000)])
			t.Logf("%s: %v", name, err)
			refused++
			continue
		}
		p, index, err := program.Compile(g)
		require.NoError(t, err, name)
		library, err := v5.Compile(g, false)
		if err != nil {
			library = nil // it has limits of its own, and says so
		}
		s.add(t, pkg, "Document", r)
		stats.Members, stats.Static, stats.Typed = stats.Members+r.Stats.Members, stats.Static+r.Stats.Static, stats.Typed+r.Stats.Typed
		random := rand.New(rand.NewPCG(uint64(len(s.roots)), 11))
		guide := &guide{random, &maker{}}
		for j := range documents {
			doc := guide.value(g.Root, 6)
			if j%4 == 0 {
				doc = (&maker{data: randomBytes(random, 60)}).value(4)
			}
			v, err := eval.Parse(doc)
			require.NoError(t, err, doc)
			ok := p.Check(index[g.Root], v, nil)
			if ok {
				accepted++
			}
			if library != nil {
				f, err := source.ParseJSON("document", []byte(doc))
				require.NoError(t, err, doc)
				if violations, err := library.Judge(f.Root); err == nil {
					second++
					require.Equal(t, ok, len(violations) == 0, "%s: the library and the evaluator disagree about %s", name, doc)
				}
			}
			questions, from, valid = append(questions, question{pkg, doc}), append(from, name), append(valid, ok)
		}
	}
	failures := 0
	for i, answer := range ask(t, s.build(t), questions) {
		want := "no "
		if valid[i] {
			want = "ok " + compact(t, questions[i].doc)
		}
		if !strings.HasPrefix(answer, want) || valid[i] && answer != want {
			failures++
			if failures <= 10 {
				t.Errorf("%s\n  document %s\n  want %s\n  got  %s", from[i], clip(questions[i].doc), clip(want), clip(answer))
			}
		}
	}
	assert.Greater(t, second, len(questions)/2, "the library judges most documents, too")
	t.Logf("%d schemas (%d refused), %d documents (%d judged by the library, too), %d of them valid, %d wrong answers; %d members, %d of one type, %d typed",
		len(s.roots), refused, len(questions), second, accepted, failures, stats.Members, stats.Static, stats.Typed)
}

func randomBytes(random *rand.Rand, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}
