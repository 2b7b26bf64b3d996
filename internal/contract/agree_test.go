package contract

import (
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/eval"
	"github.com/atlas-dataflow/runresult/schema"
)

// judges are the three that must be of one mind: an independent library, the
// evaluator that runs the schema as a program, and the generated code.
type judges struct {
	library   *v5.Validator
	evaluator *eval.Program
	root      int
}

var court = sync.OnceValues(func() (*judges, error) {
	text, err := schema.Get(schema.Default)
	if err != nil {
		return nil, err
	}
	file, err := source.ParseJSON(schema.Default, text)
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(file, graph.Options{})
	if err != nil {
		return nil, err
	}
	j := &judges{}
	if j.library, err = v5.Compile(g, false); err != nil {
		return nil, err
	}
	p, index, err := program.Compile(g)
	if err != nil {
		return nil, err
	}
	j.evaluator, j.root = p, index[g.Root]
	return j, nil
})

// verdict is what the judges say together.
type verdict int

const (
	refused verdict = iota // not strict JSON
	invalid
	valid
)

// judge asks all of them and returns what they say, with a complaint when they
// do not say the same.
func (j *judges) judge(text []byte) (verdict, string) {
	_, err := runresultv1.UnmarshalRunResult(text)
	var mine *rt.Errors
	if err != nil && !errors.As(err, &mine) {
		return refused, "generated code fails with an error of another type: " + err.Error()
	}
	file, err := source.ParseJSON("document", text)
	if err != nil {
		var theirs *rt.Errors
		switch {
		case !errors.As(err, &theirs):
			return refused, "source fails without a place: " + err.Error()
		case mine == nil || !mine.List[0].IsSyntax():
			return refused, "source refuses, generated code does not: " + err.Error()
		case len(mine.List) != 1 || mine.List[0] != theirs.List[0]:
			return refused, "source: " + describe(theirs) + "\ngenerated: " + describe(mine)
		}
		return refused, ""
	}
	if mine != nil && mine.List[0].IsSyntax() {
		return refused, "generated code refuses, source does not: " + mine.Error()
	}
	found, err := j.library.Judge(file.Root)
	if err != nil {
		return invalid, "the library fails: " + err.Error()
	}
	value, err := eval.Parse(string(text))
	if err != nil {
		return invalid, "the evaluator cannot read it: " + err.Error()
	}
	evaluated := j.evaluator.Check(j.root, value, nil)
	switch {
	case (mine == nil) != (len(found) == 0):
		complaint := "generated code: valid; the library: "
		if mine != nil {
			return invalid, "the library: valid; generated code: " + mine.Error()
		}
		for _, v := range found {
			complaint += v.InstanceAt + " against " + v.SchemaAt + ": " + v.Message + "\n"
		}
		return invalid, complaint
	case evaluated != (mine == nil):
		if mine != nil {
			return invalid, "the evaluator: valid; generated code and library: " + mine.Error()
		}
		return invalid, "generated code and library: valid; the evaluator: invalid"
	case mine != nil:
		return invalid, ""
	}
	return valid, ""
}

func describe(e *rt.Errors) string {
	return e.List[0].Code + ": " + e.Error()
}

func openCourt(t testing.TB) *judges {
	t.Helper()
	j, err := court()
	require.NoError(t, err)
	return j
}

// litter is how many mutants are made of one document.
const litter = 10

// mutants returns the documents that a seed stands for: a valid one, each time
// changed in up to three ways, rarely in its bytes as well.
func mutants(seed uint64) [][]byte {
	g := newMaker(seed)
	g.tame = true
	parent := g.document()
	var out [][]byte
	for range litter {
		n := parent.clone()
		for range pick(g, 0, 1, 1, 1, 2, 3) {
			g.mutate(n)
		}
		text := n.text(nil)
		if g.chance(8) {
			text = g.scramble(text)
		}
		out = append(out, text)
	}
	return out
}

// TestVerdictsAgree: the three judges say the same about mutated documents
// by the thousand, and refuse the same texts at the same place in the same words.
func TestVerdictsAgree(t *testing.T) {
	documents := rounds.Of(12_000, 200_000)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // the library makes much garbage
	j := openCourt(t)
	workers := min(4, runtime.GOMAXPROCS(0))
	counts := make([][3]int, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for seed := w; seed < documents/litter && !t.Failed(); seed += workers {
				for _, text := range mutants(uint64(seed)) {
					said, complaint := j.judge(text)
					counts[w][said]++
					if complaint != "" {
						t.Errorf("seed %d: %s\n%.3000s", seed, complaint, text)
					}
				}
			}
		}()
	}
	wait.Wait()
	var sum [3]int
	for _, c := range counts {
		for i := range sum {
			sum[i] += c[i]
		}
	}
	t.Logf("%d refused, %d invalid, %d valid", sum[refused], sum[invalid], sum[valid])
	require.Greater(t, sum[refused], documents/20)
	require.Greater(t, sum[invalid], documents/4)
	require.Greater(t, sum[valid], documents/4)
}

// FuzzVerdictsAgree: no text at all parts the judges.
func FuzzVerdictsAgree(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(mutants(seed)[0])
	}
	for _, text := range []string{
		plain, ``, `{}`, `[]`, `null`, strings.Replace(plain, `"metrics":{`, `"metrics":{"z":1,"y":1,"z":1,`, 1), strings.Replace(plain, `{`, `{"x":1,"x":{`, 1),
		strings.Replace(plain, `"a":1.5`, `"a":-1.7976931348623158e308`, 1), strings.Replace(plain, `"duration_ms":9000`, `"duration_ms":9007199254740991.0`, 1),
		strings.Replace(plain, `"blocked_by":["fit"]`, `"blocked_by":["fit","fi\u0074"]`, 1), strings.Replace(plain, `"r1"`, `"r\u2028"`, 1),
	} {
		f.Add([]byte(text))
	}
	j := openCourt(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, complaint := j.judge(text); complaint != "" {
			t.Fatal(complaint)
		}
	})
}
