package gen_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Environment variables of TestRandomSchemas: where the series of random schemas
// begins, and how many it has.
const (
	randomSeed  = "RUNRESULT_SEED"
	randomCount = "RUNRESULT_SCHEMAS"
)

func setting(name string, fallback int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return fallback
}

// TestRandomSchemas: code generated for random schemas gives the verdicts of the
// evaluator on random documents, and gives accepted ones back as they were.
func TestRandomSchemas(t *testing.T) {
	const documents = 60
	s := newScratch(t)
	var questions []question
	var schemas []string
	var valid []bool
	seed, count := setting(randomSeed, 1), setting(randomCount, 40)
	accepted := 0
	for i := seed; len(s.roots) < count; i++ {
		random := rand.New(rand.NewPCG(uint64(i), 7))
		schema := (&maker{data: randomBytes(random, 400)}).document()
		f, err := source.ParseJSON("schema.json", []byte(schema))
		require.NoError(t, err, schema)
		g, err := graph.Load(f, graph.Options{})
		if err != nil {
			continue // a reference that leads back to itself
		}
		pkg := fmt.Sprintf("p%d", i)
		r, err := gen.Generate(g, gen.Options{Package: pkg, Type: "Document"})
		require.NoError(t, err, "seed %d: %s", i, schema)
		p, index, err := program.Compile(g)
		require.NoError(t, err, schema)
		s.add(t, pkg, "Document", r)
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
			questions, schemas, valid = append(questions, question{pkg, doc}), append(schemas, schema), append(valid, ok)
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
				t.Errorf("package %s\n  schema   %s\n  document %s\n  want %s\n  got  %s", questions[i].pkg, schemas[i], questions[i].doc, want, answer)
			}
		}
	}
	t.Logf("%d schemas, %d documents, %d of them valid, %d wrong answers", len(s.roots), len(questions), accepted, failures)
}

func randomBytes(random *rand.Rand, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}
