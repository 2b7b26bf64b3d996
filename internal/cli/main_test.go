package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/report"
)

func call(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, diag bytes.Buffer
	code = Main(args, strings.NewReader(stdin), &out, &diag)
	return code, out.String(), diag.String()
}

func TestExitPrecedence(t *testing.T) {
	order := []int{ExitBug, ExitUsage, ExitTrouble, ExitNo, ExitUndecided, ExitYes}
	for i, a := range order {
		for _, b := range order[i:] {
			assert.Equal(t, a, worse(a, b))
			assert.Equal(t, a, worse(b, a))
		}
	}
}

// Reading lines changes the collector's pace only while it lasts, and never one
// that was chosen.
func TestLightGC(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	pace := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	for usual, light := range map[int]int{100: 400, 50: 50, 800: 800, -1: -1} {
		debug.SetGCPercent(usual)
		undo := lightGC()
		assert.Equal(t, light, pace())
		undo()
		assert.Equal(t, usual, pace())
	}
	debug.SetGCPercent(100)
	code, _, _ := call("1\n", "validate", "--ndjson", "--schema", "runresult.v1", "-")
	assert.Equal(t, ExitNo, code)
	assert.Equal(t, 100, pace())
}

// A panic, wherever it happens, becomes exit 70 with what a report needs.
func TestPanicIsExit70(t *testing.T) {
	for name, body := range map[string]func() error{
		"command": func() error { panic("boom \x1b[31m") },
		"worker": func() error {
			return parallel.InOrder(2, func(yield func(func() int) bool) error {
				yield(func() int { panic("boom \x1b[31m") })
				return nil
			}, func(int) error { return nil })
		},
		"producer": func() error {
			return parallel.InOrder(2, func(func(func() int) bool) error { panic("boom \x1b[31m") }, func(int) error { return nil })
		},
	} {
		var out, diag bytes.Buffer
		a := newApp([]string{"explode", "x"}, nil, &out, &diag)
		root := newRoot(a)
		root.AddCommand(&cobra.Command{Use: "explode", RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.stdout, "before")
			return body()
		}})
		assert.Equal(t, ExitBug, a.run(root), name)
		assert.Equal(t, "before\n", out.String())
		assert.Contains(t, diag.String(), `runresult: internal error: boom \x1b[31m`)
		assert.Contains(t, diag.String(), "version: "+toolVersion())
		assert.Contains(t, diag.String(), "command: runresult explode x")
		assert.Contains(t, diag.String(), "main_test.go", "the stack names the place")
		assert.NotContains(t, diag.String(), "\x1b")
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestBrokenPipeIsQuiet(t *testing.T) {
	for _, args := range [][]string{{"schema"}, {"rules", "list"}, {"version", "--format", "json"}, {"validate", "-", "--format", "json"}, {"compat", "runresult.v1", "runresult.v1"}} {
		var diag bytes.Buffer
		code := Main(args, strings.NewReader("{"), brokenWriter{&os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}}, &diag)
		assert.Contains(t, []int{ExitYes, ExitNo}, code, args)
		assert.NotContains(t, diag.String(), "pipe", args)
	}
}

func TestFullDiskIsExit3(t *testing.T) {
	for _, args := range [][]string{{"schema"}, {"rules", "list"}, {"rules", "explain", "parse"}, {"version"}, {"validate", "-"}, {"compat", "runresult.v1", "runresult.v1"}, {"compat", "--batch", "-"}} {
		var diag bytes.Buffer
		code := Main(args, strings.NewReader("{"), brokenWriter{&os.PathError{Op: "write", Path: "|1", Err: syscall.ENOSPC}}, &diag)
		assert.Equal(t, ExitTrouble, code, args)
		assert.Equal(t, 1, strings.Count(diag.String(), "no space left on device"), "%v: %s", args, diag.String())
	}
}

// What comes from outside cannot move the cursor or forge a line.
func TestControlCharactersAreEscaped(t *testing.T) {
	dir := t.TempDir()
	evil := filepath.Join(dir, "a\x1b[2J\nrunresult: all is well")
	require.NoError(t, os.WriteFile(evil, []byte(`{"\u001b[2J": 1, "\u001b[2J": 2}`), 0o666))
	calls := [][]string{
		{"validate", evil}, {"validate", evil + "x"}, {"render", evil}, {"import", evil, "--from", "atlas-manifest"}, {"validate", "--schema", evil, "-"},
		{"\x1b[2J"}, {"validate", "--\x1b[2J"}, {"rules", "explain", "\x1b[2J"}, {"schema", "\x1b[2J"},
		{"compat", evil, evil}, {"compat", "runresult.v1", evil}, {"compat", "--batch", evil}, {"gate", "--config", evil}, {"release", "--config", evil},
		{"compat", "git:\x1b[2J:x", "runresult.v1"}, {"gate", "--against", "git:\x1b[2J"}, {"compat", "--batch", "-", "--format", "\x1b[2J"},
		{"validate", "--schema", "git:\x1b[2J:x", "-"}, {"validate", "--format", "\x1b[2J", "-"}, {"import", "x", "--from", "\x1b[2J"},
	}
	for _, format := range report.Formats() {
		calls = append(calls, []string{"validate", evil, "--format", format.Name})
	}
	for _, args := range calls {
		code, out, diag := call("{}", args...)
		assert.NotEqual(t, ExitYes, code, "%q", args)
		assert.NotContains(t, out, "\x1b", "%q", args)
		assert.NotContains(t, diag, "\x1b", "%q", args)
		assert.NotContains(t, out+diag, "\nrunresult: all is well", "%q", args)
	}
}

// lineSource yields n lines without holding them.
type lineSource struct {
	line []byte
	left int
	rest []byte
}

func (s *lineSource) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.left == 0 {
			return 0, io.EOF
		}
		s.left--
		s.rest = s.line
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Memory stays flat over many documents and many findings.
func TestNDJSONMemoryIsBounded(t *testing.T) {
	line := []byte(`{"run_id":"` + strings.Repeat("x", 2000) + `"}` + "\n")
	var peak uint64
	watch := &watcher{peak: &peak}
	code := Main([]string{"validate", "--ndjson", "-", "--quiet", "--jobs", "2", "--format", "json"}, &lineSource{line: line, left: 20000}, watch, io.Discard)
	assert.Equal(t, ExitNo, code)
	assert.Greater(t, watch.n, int64(20<<20), "the report itself is large")
	assert.Less(t, peak, uint64(100<<20), "live memory while reporting")
}

type watcher struct {
	n     int64
	calls int
	peak  *uint64
}

func (w *watcher) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	if w.calls%256 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		*w.peak = max(*w.peak, m.HeapInuse)
	}
	w.calls++
	return len(p), nil
}

// Every keyword that can be violated has a finding code of its own.
func TestEveryAssertionHasACode(t *testing.T) {
	for _, row := range keyword.All() {
		if row.Kind != keyword.Assertion && row.Kind != keyword.Applicator {
			continue
		}
		switch row.Name {
		case "$ref", "$dynamicRef", "$recursiveRef", "if": // what stands behind them is violated
			continue
		}
		assert.NotEqual(t, report.RuleSchemaFalse, report.Violation(row.Name), row.Name)
	}
}

// The example of every keyword's rule gives a finding with that rule's code.
func TestRuleExamplesAreTrue(t *testing.T) {
	dir := t.TempDir()
	schema := filepath.Join(dir, "schema.json")
	for _, r := range report.Rules() {
		text, ok := strings.CutPrefix(r.Example, "schema ")
		if !ok {
			continue
		}
		s, doc, ok := strings.Cut(text, ", document ")
		require.True(t, ok, r.Example)
		require.NoError(t, os.WriteFile(schema, []byte(s), 0o666))
		code, out, diag := call(doc, "validate", "--schema", schema, "--assert-formats", "-")
		assert.Equal(t, ExitNo, code, "%s: %s%s", r.ID, out, diag)
		assert.Contains(t, out, "["+r.ID+"]", r.ID)
	}
}

// The example of every rule about two schemas gives that rule. What is found about
// them as a whole gets the code of the change that does it, so there the answer to
// the question is what counts.
func TestRuleExamplePairsAreTrue(t *testing.T) {
	dir := t.TempDir()
	tried := 0
	wholes := map[string]string{
		report.RuleCompatBackward.ID: "\nbackward: incompatible: ", report.RuleCompatForward.ID: "\nforward: incompatible: ",
		report.RuleCompatReader.ID: "\nreader: incompatible: ", report.RuleCompatBump.ID: "compatible, owed bump: major\n",
		report.RuleCompatUnknown.ID: "\nnot decided:\n",
	}
	for _, r := range rules().All() {
		text, ok := strings.CutPrefix(r.Example, "old ")
		if !ok {
			continue
		}
		text, document, _ := strings.Cut(text, ", document ")
		old, now, ok := strings.Cut(text, ", new ")
		require.True(t, ok, r.Example)
		name := filepath.Join(dir, "old.json")
		require.NoError(t, os.WriteFile(name, []byte(old), 0o666))
		documents := filepath.Join(dir, "documents.ndjson")
		require.NoError(t, os.WriteFile(documents, []byte(document), 0o666))
		if whole, ok := wholes[r.ID]; ok {
			_, out, diag := call(now, "compat", name, "-")
			assert.Contains(t, out, whole, "%s: %s", r.Example, diag)
		} else {
			args := []string{"compat", name, "-", "--format", "github"}
			if document != "" {
				args = append(args, "--documents", documents)
			}
			_, out, diag := call(now, args...)
			assert.Contains(t, out, ",title="+r.ID+"::", "%s: %s", r.Example, diag)
		}
		tried++
	}
	assert.Greater(t, tried, 5, "no example was found: the test misses them")
}

// Every room's rules are among those that `rules` explains; diag.Collect has made
// sure that each is whole and the only one of its ID.
func TestRulesOfAllRooms(t *testing.T) {
	for _, r := range rules().All() {
		got, ok := rules().ByID(r.ID)
		require.True(t, ok)
		assert.Equal(t, r, got)
	}
	for _, code := range []string{report.RuleParse.ID, report.RuleCompatBackward.ID, gate.RuleBreak.ID, ruleFailOn.ID, "enum-value-removed"} {
		_, ok := rules().ByID(code)
		assert.True(t, ok, code)
	}
}

func TestDefaultNames(t *testing.T) {
	t.Setenv("GOPACKAGE", "fromgo")
	for dir, want := range map[string]string{
		".": "fromgo", "a/b-c": "bc", "x/Order_V2": "orderv2", "2fast": "p2fast", "type": "typepkg", "...": "schema",
	} {
		assert.Equal(t, want, defaultPackage(languages.Default(), dir), dir)
	}
}

func TestParseMaps(t *testing.T) {
	got, err := parseMaps("--map", []string{"https://a/?q=1=x.json", "urn:b=y.json"})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"https://a/?q=1": "x.json", "urn:b": "y.json"}, got)
	for _, bad := range []string{"", "=", "a=", "=b", "a"} {
		_, err := parseMaps("--map", []string{bad})
		assert.Error(t, err, bad)
	}
}

func FuzzParseGit(f *testing.F) {
	for _, s := range []string{"git:HEAD:a.json", "git:-x:y", "git:a:b:c", "git::", "git:HEAD:../x", "git:a..b:c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := parseGit("git:" + s)
		if err != nil {
			return
		}
		if strings.HasPrefix(b.ref, "-") || strings.HasPrefix(b.path, "-") || !filepath.IsLocal(filepath.FromSlash(b.path)) {
			t.Fatalf("%q gives %+v", s, b)
		}
	})
}

// TestDefaultsAreSaidOnce: pflag prints the default of a flag, so its text does not.
func TestDefaultsAreSaidOnce(t *testing.T) {
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		for _, set := range []*pflag.FlagSet{cmd.LocalFlags(), cmd.PersistentFlags()} {
			for line := range strings.Lines(set.FlagUsages()) {
				assert.LessOrEqual(t, strings.Count(line, "(default"), 1, "%s: %s", cmd.CommandPath(), line)
			}
		}
		for _, sub := range cmd.Commands() {
			look(sub)
		}
	}
	look(newRoot(newApp(nil, strings.NewReader(""), io.Discard, io.Discard)))
}

// TestOptionsOfOtherLanguages: an option that a language has no rule for is refused
// in the same words, whichever it is, and help says which languages have it.
func TestOptionsOfOtherLanguages(t *testing.T) {
	lang := languages.Default()
	defer func(as target.Language) { *lang = as }(*lang)
	none, rule := target.Rule{}, lang.Package
	for _, o := range []struct{ name, value string }{{"package", "a"}, {"type", "A"}, {"import", "urn:x=a"}, {"tags", "a"}} {
		lang.Package, lang.Type, lang.Module, lang.Tag = none, none, none, none
		code, stdout, stderr := call("", "generate", "--"+o.name, o.value, "--out", t.TempDir())
		assert.Equal(t, ExitUsage, code, o.name)
		assert.Empty(t, stdout)
		assert.Equal(t, "runresult: --"+o.name+" has no meaning with --lang go\n  hint: leave it out\n", stderr)
	}
	lang.Package, lang.PackageVar = rule, "PACKAGE"
	_, stdout, _ := call("", "generate", "--help")
	assert.Contains(t, stdout, "NAME of the package (default: the output directory's, or $PACKAGE when that is the current one)")
	assert.Contains(t, stdout, "NAME of the root type, with --lang none (default")
	assert.Contains(t, stdout, "\n  go           "+lang.Prints+"\n")
	lang.PackageVar = ""
	t.Setenv("GOPACKAGE", "fromgo")
	assert.Equal(t, "cli", defaultPackage(lang, "."), "the variable is Go's")
}
