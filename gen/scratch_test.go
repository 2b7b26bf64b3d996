package gen_test

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// scratch is a module of its own that many generated packages are built in at
// once, with one program that drives them all: a build of one package each
// would take most of the tests' time.
type scratch struct {
	dir   string
	roots map[string]string // package name -> its root type
}

func newScratch(t testing.TB) *scratch {
	t.Helper()
	repo, err := filepath.Abs("..")
	require.NoError(t, err)
	s := &scratch{dir: t.TempDir(), roots: map[string]string{}}
	s.write(t, "go.mod", "module scratch\n\ngo 1.25.0\n\nrequire github.com/atlas-dataflow/runresult v0.0.0\n\nreplace github.com/atlas-dataflow/runresult => "+filepath.ToSlash(repo)+"\n")
	return s
}

func (s *scratch) write(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

// add puts a generated package into the module.
func (s *scratch) add(t testing.TB, name, root string, r *gen.Result) {
	t.Helper()
	require.NotContains(t, s.roots, name)
	for _, f := range r.Files {
		s.write(t, name+"/"+f.Name, string(f.Data))
	}
	s.roots[name] = root
}

// driverText is the program: for every line "package document" it decodes the
// document, and writes one line with the verdict and the encoding, or with what
// is at odds between the methods of the type.
const driverText = `package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/rt"
%s)

type generated[T any] interface {
	AppendJSON([]byte) []byte
	MarshalJSON() ([]byte, error)
	Validate() error
	Clone() T
	Equal(T) bool
}

func run[T generated[T]](unmarshal func([]byte) (T, error)) func([]byte) string {
	return func(data []byte) string {
		x, err := unmarshal(data)
		if err != nil {
			var list *rt.Errors
			if !errors.As(err, &list) || len(list.List) == 0 {
				return "odd the error is no *rt.Errors: " + strconv.Quote(err.Error())
			}
			for _, e := range list.List {
				if e.Line < 1 || e.Column < 1 || e.Message == "" || e.Keyword == "" && e.Code == "" {
					return "odd an error without a position or a reason: " + strconv.Quote(err.Error())
				}
			}
			return "no " + strconv.Quote(err.Error())
		}
		text := x.AppendJSON(nil)
		if err := x.Validate(); err != nil {
			return "odd Validate refuses what was decoded: " + strconv.Quote(err.Error())
		}
		if checked, err := x.MarshalJSON(); err != nil || !bytes.Equal(checked, text) {
			return "odd MarshalJSON and AppendJSON differ: " + strconv.Quote(fmt.Sprint(string(checked), err))
		}
		y := x.Clone()
		if !bytes.Equal(y.AppendJSON(nil), text) {
			return "odd a clone is encoded differently: " + strconv.Quote(string(y.AppendJSON(nil)))
		}
		if !x.Equal(y) || !y.Equal(x) {
			return "odd a clone is not equal"
		}
		z, err := unmarshal(text)
		if err != nil {
			return "odd the encoding is refused: " + strconv.Quote(err.Error())
		}
		if !x.Equal(z) || !bytes.Equal(z.AppendJSON(nil), text) {
			return "odd the encoding decodes to something else: " + strconv.Quote(string(z.AppendJSON(nil)))
		}
		return "ok " + string(text)
	}
}

var packages = map[string]func([]byte) string{
%s}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break
		}
		name, data, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		fmt.Fprintln(out, packages[name]([]byte(data)))
		if in.Buffered() == 0 {
			out.Flush() // somebody may be waiting for this answer
		}
	}
	out.Flush()
}
`

// build compiles everything, with one run of the go command, and returns the
// driver's path. Paths are trimmed so that the build cache knows what was
// generated the same way before, and nothing is optimised, which takes longer
// than it saves.
func (s *scratch) build(t testing.TB) string {
	t.Helper()
	names := slices.Sorted(maps.Keys(s.roots))
	var imports, table strings.Builder
	for _, name := range names {
		fmt.Fprintf(&imports, "\t%q\n", "scratch/"+name)
		fmt.Fprintf(&table, "\t%q: run(%s.Unmarshal%s),\n", name, name, s.roots[name])
	}
	s.write(t, "main.go", fmt.Sprintf(driverText, imports.String(), table.String()))
	binary := filepath.Join(s.dir, "driver")
	s.run(t, "go", "build", "-trimpath", unoptimised, "-ldflags=-s -w", "-o", binary, ".")
	return binary
}

// unoptimised is how generated packages are compiled, for a driver and for vet:
// under another flag vet would have all of them compiled again.
const unoptimised = "-gcflags=scratch/...=-N -l"

// vet asks vet about the packages, in a short run about some of them: each costs
// a process.
func (s *scratch) vet(t testing.TB) {
	t.Helper()
	args := []string{"vet", "-trimpath", unoptimised, "."}
	for i, name := range slices.Sorted(maps.Keys(s.roots)) {
		if i%rounds.Of(5, 1) == 0 {
			args = append(args, "./"+name)
		}
	}
	s.run(t, "go", args...)
}

func (s *scratch) run(t testing.TB, command string, args ...string) {
	t.Helper()
	cmd := exec.Command(command, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if len(out) > 20_000 {
		out = out[:20_000]
	}
	require.NoError(t, err, "%s %v:\n%s", command, args, out)
}

// question asks the driver what a package makes of a document.
type question struct{ pkg, doc string }

// ask returns the driver's answers, one per question.
func ask(t testing.TB, driver string, questions []question) []string {
	t.Helper()
	var in bytes.Buffer
	for _, q := range questions {
		require.NotContains(t, q.doc, "\n")
		in.WriteString(q.pkg + " " + q.doc + "\n")
	}
	cmd := exec.Command(driver)
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var answers []string
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		answers = append(answers, lines.Text())
	}
	text := stderr.String()
	if len(text) > 5_000 {
		text = text[:5_000]
	}
	require.NoError(t, err, "after %d answers: %s", len(answers), text)
	require.Len(t, answers, len(questions), "%s", text)
	return answers
}

// compact returns a JSON text in one line, with member order and number text as
// written: what a lossless round trip gives back.
func compact(t testing.TB, text string) string {
	t.Helper()
	f, err := source.ParseJSON("document", []byte(text))
	require.NoError(t, err, "%s", text)
	return string(f.Root.AppendJSON(nil))
}

// generate lowers and prints one schema.
func generate(t testing.TB, schema string, opt gen.Options, load graph.Options) (*gen.Result, error) {
	t.Helper()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err, "%s", schema)
	g, err := graph.Load(f, load)
	if err != nil {
		return nil, err
	}
	return gen.FromGraph(g, opt)
}
