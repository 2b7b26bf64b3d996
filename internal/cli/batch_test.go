package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/parallel"
)

// answersOf reads what a batch wrote.
func answersOf(t *testing.T, out string) []map[string]json.RawMessage {
	t.Helper()
	var all []map[string]json.RawMessage
	for line := range strings.Lines(out) {
		var a map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(line), &a), line)
		all = append(all, a)
	}
	return all
}

// One line out for each line in, in order, on however many processors.
func TestBatchKeepsOrder(t *testing.T) {
	const n = 400
	var in strings.Builder
	for i := range n {
		switch {
		case i%7 == 3:
			fmt.Fprintf(&in, "{\"id\":%d,\"old\":{}}\r\n", i)
		case i%5 == 0: // takes longer than the others
			fmt.Fprintf(&in, "{\"id\":%d,\"old\":{\"properties\":{%s}},\"new\":{}}\n\n", i, strings.TrimSuffix(members(200), ","))
		default:
			fmt.Fprintf(&in, " {\"id\":%d,\"old\":{},\"new\":{\"title\":\"<b>\"}} \n", i)
		}
	}
	code, out, diag := call(in.String(), "compat", "--batch", "-")
	assert.Equal(t, ExitTrouble, code, diag)
	all := answersOf(t, out)
	require.Len(t, all, n)
	for i, a := range all {
		assert.Equal(t, fmt.Sprint(i), string(a["id"]))
		if i%7 == 3 {
			assert.Len(t, a, 2)
			assert.Contains(t, string(a["error"]), `member \"new\" is missing`)
			continue
		}
		for _, key := range []string{"backward", "forward", "reader", "required_bump", "micros"} {
			assert.Contains(t, a, key)
		}
	}
}

func members(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"m%d":{"type":"string"},`, i)
	}
	return b.String()
}

// What is not asked is absent, and what is asked is nothing else.
func TestBatchLimits(t *testing.T) {
	const in = `{"old":{"type":"null"},"new":{"type":"null"}}`
	for _, c := range []struct {
		args []string
		keys []string
	}{
		{nil, []string{"id", "backward", "forward", "reader", "required_bump", "micros"}},
		{[]string{"--direction", "backward"}, []string{"id", "backward", "micros"}},
		{[]string{"--direction", "forward", "--format", "json"}, []string{"id", "forward", "micros"}},
		{[]string{"--content", "open"}, []string{"id", "backward", "forward", "micros"}},
	} {
		code, out, _ := call(in, append([]string{"compat", "--batch", "-"}, c.args...)...)
		assert.Equal(t, ExitYes, code)
		all := answersOf(t, out)
		require.Len(t, all, 1)
		var keys []string
		for k := range all[0] {
			if k != "unknowns" {
				keys = append(keys, k)
			}
		}
		assert.ElementsMatch(t, c.keys, keys, c.args)
		assert.Equal(t, "null", string(all[0]["id"]))
	}
}

// A line that is too long is left out, the next one is read.
func TestBoundedLine(t *testing.T) {
	in := bufio.NewReaderSize(strings.NewReader("short\n"+strings.Repeat("x", 100)+"\nafter\r\n"+strings.Repeat("y", 21)), 16)
	for _, want := range []struct {
		line string
		long bool
		err  error
	}{{"short", false, nil}, {"", true, nil}, {"after\r", false, nil}, {"", true, io.EOF}} {
		line, long, err := boundedLine(in, 20)
		assert.Equal(t, want.line, string(line))
		assert.Equal(t, want.long, long)
		assert.Equal(t, want.err, err)
	}
}

// Memory does not depend on the number of lines.
func TestBatchMemoryIsBounded(t *testing.T) {
	line := []byte(`{"id":"` + strings.Repeat("x", 40_000) + `","old":1,"new":2}` + "\n")
	var peak uint64
	watch := &watcher{peak: &peak}
	before := runtime.MemStats{}
	runtime.ReadMemStats(&before)
	code := Main([]string{"compat", "--batch", "-", "--quiet"}, &lineSource{line: line, left: 2000}, watch, io.Discard)
	assert.Equal(t, ExitTrouble, code)
	assert.Greater(t, watch.n, int64(80_000_000), "every id comes back")
	assert.Less(t, peak, before.HeapInuse+100<<20, "live memory while answering")
}

// A line that makes the program fail is answered with an error, the others go
// on, and the exit code says that something is wrong with us.
func TestBatchSurvivesFaults(t *testing.T) {
	var out, diag strings.Builder
	a := newApp([]string{"compat"}, nil, &out, &diag)
	b := &batch{comparison: &comparison{app: a}, counts: map[compat.Verdict]int64{}}
	for _, r := range []answer{
		{ID: json.RawMessage("1"), verdict: compat.Compatible},
		{ID: json.RawMessage("2"), Error: "internal error: x", fault: &compat.Fault{Question: "backward", Witness: json.RawMessage("7"), Message: "both accept it"}},
		{ID: json.RawMessage("3"), Error: "internal error: y", panic: parallel.Guard(func() { panic("boom") })},
		{ID: json.RawMessage("4"), Error: "odd"},
	} {
		require.NoError(t, b.record(r))
	}
	b.summarise()
	require.NoError(t, a.stdout.finish())
	assert.Equal(t, 4, strings.Count(out.String(), "\n"))
	assert.Equal(t, ExitBug, a.code)
	assert.Equal(t, 1, strings.Count(diag.String(), "This is a bug in runresult"))
	assert.Contains(t, diag.String(), "backward: the witness 7 is refuted: both accept it")
	assert.Contains(t, diag.String(), "runresult: 1 pair: 1 compatible; 3 lines could not be processed")
}

func FuzzReadPair(f *testing.F) {
	for _, s := range []string{`{"id":1,"old":{},"new":true,"draft":"draft7"}`, `{"old":1}`, "[]", "{", `{"id":"\u00e9","old":null,"new":[1e5]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		p, err := readPair("pairs", line, 4)
		if p.id != nil && !json.Valid(p.id) {
			t.Fatalf("%q gives the id %q", line, p.id)
		}
		if err == nil && (!json.Valid(p.old) || !json.Valid(p.new)) {
			t.Fatalf("%q gives %q and %q", line, p.old, p.new)
		}
	})
}
