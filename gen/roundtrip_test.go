package gen_test

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// roundTrips is the environment variable that says how many documents
// TestRoundTrip makes. make conformance asks for 100,000.
const roundTrips = "RUNRESULT_DOCUMENTS"

// subject is a schema in all the forms that judge documents.
type subject struct {
	named
	pkg     string
	graph   *graph.Graph
	program *eval.Program
	root    int
}

// newSubject generates a schema into the module; nil when it cannot be loaded.
func newSubject(t testing.TB, s *scratch, n named) *subject {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(n.schema))
	require.NoError(t, err, n.name)
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		return nil // made at random, it refers to itself
	}
	p, index, err := program.Compile(g)
	require.NoError(t, err, n.name)
	out := &subject{n, fmt.Sprintf("p%d", len(s.roots)), g, p, index[g.Root]}
	r, err := gen.FromGraph(g, gen.Options{Package: out.pkg, Type: "Document"})
	require.NoError(t, err, n.name)
	s.add(t, out.pkg, "Document", r)
	return out
}

// valid is the evaluator's verdict.
func (s *subject) valid(t testing.TB, doc string) bool {
	v, err := eval.Parse(doc)
	require.NoError(t, err, doc)
	return s.program.Check(s.root, v, nil)
}

// make makes a document that s may well accept.
func (s *subject) make(t testing.TB, random *rand.Rand) string {
	g := &guide{random, &maker{}}
	f, err := source.ParseJSON("document", []byte(g.value(s.graph.Root, 7)))
	require.NoError(t, err)
	respell(f.Root, random)
	return string(f.Root.AppendJSON(nil))
}

// spellings are texts of numbers that say the same.
var spellings = map[string][]string{
	"0": {"0.0", "-0", "0e5", "0E-7", "0.000"}, "1": {"1.0", "1e0", "10e-1", "0.1E+1", "1.000000000000000000000000"}, "2": {"2.00", "20e-1", "0.2e1"},
	"3": {"3.0", "300E-2"}, "1.5": {"1.50", "15e-1", "0.15e+1"}, "-1": {"-1.0", "-10e-1", "-1E0"},
}

// odd are members that hardly any schema speaks of.
var odd = []string{`{"":1.0}`, `{"😀":{"b":[1e2,{}],"a":null}}`, `{"\u0000\n":"\u2028\""}`, `{"z":[[],{},""]}`, `{"A":1E-5,"constructor":-0}`}

// respell changes what a lossless reader must keep and a schema hardly asks
// about: the text of numbers, the order of members, members nobody knows.
func respell(v *source.Value, random *rand.Rand) {
	switch v.Kind {
	case source.Number:
		if list := spellings[v.Text]; list != nil && random.IntN(2) == 0 {
			v.Text = list[random.IntN(len(list))]
		}
	case source.Array:
		for _, item := range v.Items {
			respell(item, random)
		}
	case source.Object:
		for _, m := range v.Members {
			respell(m.Value, random)
		}
		if random.IntN(3) == 0 {
			f, err := source.ParseJSON("odd", []byte(odd[random.IntN(len(odd))]))
			if err != nil {
				panic(err)
			}
			for _, m := range f.Root.Members {
				if v.Get(m.Name) == nil {
					v.Members = append(v.Members, m)
				}
			}
		}
		random.Shuffle(len(v.Members), func(i, j int) { v.Members[i], v.Members[j] = v.Members[j], v.Members[i] })
	}
}

// TestRoundTrip: what generated code of many schemas accepts, it gives back with
// the same values, the same order of members and the same text of numbers. The
// documents are distinct and valid.
func TestRoundTrip(t *testing.T) {
	documents := setting(roundTrips, rounds.Of(2_500, 20_000))
	written := writtenSchemas()
	take, made := 1, 150
	if documents < 50_000 {
		take, made = 14, 12
	}
	s := newScratch(t)
	var subjects []*subject
	for i, n := range written {
		if corpus[n.name] != "" || i%take == 0 {
			subjects = append(subjects, newSubject(t, s, n))
		}
	}
	for i := range made {
		schema := (&maker{data: randomBytes(rand.New(rand.NewPCG(uint64(i), 23)), 400)}).document()
		if sub := newSubject(t, s, named{fmt.Sprintf("seed %d", i), schema}); sub != nil {
			subjects = append(subjects, sub)
		}
	}
	driver := s.build(t)
	questions := validDocuments(t, subjects, documents)
	require.GreaterOrEqual(t, len(questions), documents)
	wrong := 0
	for i, answer := range ask(t, driver, questions) {
		if want := "ok " + questions[i].doc; answer != want {
			if wrong++; wrong <= 10 {
				t.Errorf("package %s\n  want %s\n  got  %s", questions[i].pkg, clip(want), clip(answer))
			}
		}
	}
	t.Logf("%d documents of %d schemas, %d not given back", len(questions), len(subjects), wrong)
}

// validDocuments makes that many distinct documents which their schemas accept,
// a few for each schema in turn. A schema that gives nothing new any more is left
// out.
func validDocuments(t *testing.T, subjects []*subject, documents int) []question {
	var out []question
	seen := map[question]bool{}
	random := rand.New(rand.NewPCG(5, 8))
	idle := map[*subject]int{}
	for len(out) < documents {
		left := len(subjects)
		for _, s := range subjects {
			if idle[s] >= 20 {
				left--
				continue
			}
			idle[s]++
			for range 10 {
				q := question{s.pkg, s.make(t, random)}
				if !seen[q] && s.valid(t, q.doc) {
					seen[q] = true
					out = append(out, q)
					idle[s] = 0
				}
			}
		}
		if left == 0 {
			break
		}
	}
	return out
}

// conversation is the driver, asked one question at a time.
type conversation struct {
	in  io.Writer
	out *bufio.Reader
}

func converse(t testing.TB, driver string) *conversation {
	t.Helper()
	cmd := exec.Command(driver)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		assert.NoError(t, in.Close())
		assert.NoError(t, cmd.Wait())
	})
	return &conversation{in, bufio.NewReaderSize(out, 1<<16)}
}

func (c *conversation) ask(t testing.TB, q question) string {
	t.Helper()
	_, err := io.WriteString(c.in, q.pkg+" "+q.doc+"\n")
	require.NoError(t, err)
	answer, err := c.out.ReadString('\n')
	require.NoError(t, err, "the driver died of %s %s", q.pkg, q.doc)
	return strings.TrimSuffix(answer, "\n")
}

// FuzzRoundTrip: generated code gives the verdict of the evaluator on any
// document, and gives back what it accepts as it was. Input that is no document
// stands for one that the schema may accept.
func FuzzRoundTrip(f *testing.F) {
	s := newScratch(f)
	var subjects []*subject
	for i, n := range writtenSchemas() {
		if corpus[n.name] != "" || i%30 == 0 {
			subjects = append(subjects, newSubject(f, s, n))
		}
	}
	driver := converse(f, s.build(f))
	for i, sub := range subjects {
		random := rand.New(rand.NewPCG(uint64(i), 2))
		for range 3 {
			f.Add(uint16(i), []byte(sub.make(f, random)))
		}
		f.Add(uint16(i), []byte("some document "+fmt.Sprint(i)))
		f.Add(uint16(i), []byte(`{"name":"a","tag":"p","kind":"other","payload":{"b":1.0,"a":1e400},"points":[-0,null,10e-1],"unit":"ms","jobs":{"a":{"steps":[{"run":"","id":"\u0000"}]}}}`))
	}
	f.Fuzz(func(t *testing.T, which uint16, data []byte) {
		if len(data) > 20_000 {
			return
		}
		sub := subjects[int(which)%len(subjects)]
		file, err := source.ParseJSON("document", data)
		doc := ""
		if err == nil {
			doc = string(file.Root.AppendJSON(nil))
		} else {
			h := fnv.New64a()
			h.Write(data)
			doc = sub.make(t, rand.New(rand.NewPCG(h.Sum64(), 1)))
		}
		want := "no "
		if sub.valid(t, doc) {
			want = "ok " + doc
		}
		answer := driver.ask(t, question{sub.pkg, doc})
		if !strings.HasPrefix(answer, want) || want != "no " && answer != want {
			t.Errorf("%s\n  document %s\n  want %s\n  got  %s", sub.name, clip(doc), clip(want), clip(answer))
		}
	})
}
