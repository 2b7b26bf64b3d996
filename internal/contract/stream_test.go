package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/rt"
)

// chunks reads at most size bytes at a time.
type chunks struct {
	r    io.Reader
	size int
}

func (c chunks) Read(p []byte) (int, error) { return c.r.Read(p[:min(len(p), c.size)]) }

// compareStreamed says how streaming a text differs from decoding it whole: in
// verdict, errors or value. "" means not at all.
func compareStreamed(text []byte, r io.Reader) string {
	whole, wholeErr := runresultv1.UnmarshalRunResult(text)
	parts, partsErr := streamed(r)
	switch {
	case wholeErr == nil && partsErr == nil:
		if a, b := string(whole.AppendJSON(nil)), string(parts.AppendJSON(nil)); a != b {
			return fmt.Sprintf("whole: %s\nparts: %s", a, b)
		}
		return ""
	case wholeErr == nil || partsErr == nil:
		return fmt.Sprintf("whole: %v\nparts: %v", wholeErr, partsErr)
	}
	var a, b *rt.Errors
	if !errors.As(wholeErr, &a) || !errors.As(partsErr, &b) {
		return fmt.Sprintf("whole: %T\nparts: %T", wholeErr, partsErr)
	}
	if a.More > 0 || b.More > 0 {
		return ""
	}
	for _, e := range b.List {
		if !slices.ContainsFunc(a.List, func(w rt.Error) bool { return sameFault(w, e) }) {
			return fmt.Sprintf("whole: %v\nparts only: %+v", a, e)
		}
	}
	// Only conditions of the document as a whole may be missing from the parts.
	for _, w := range a.List {
		if !strings.HasPrefix(w.SchemaAt, "/allOf/") && !slices.ContainsFunc(b.List, func(e rt.Error) bool { return sameFault(w, e) }) {
			return fmt.Sprintf("whole only: %+v\nparts: %v", w, b)
		}
	}
	return ""
}

// sameFault reports whether streaming's error e is error w of decoding the whole:
// a syntax error in the same words, a violation of the same rule at the same
// place, or a condition on an object that the whole's error is the reason of.
// The whole, which has all the text at hand, also says what streaming leaves out.
func sameFault(w, e rt.Error) bool {
	if e.IsSyntax() || w.IsSyntax() {
		return w == e
	}
	if w.Offset == e.Offset && w.InstanceAt == e.InstanceAt && w.Keyword == "type" {
		return true // what else a value of a wrong type breaks is not told
	}
	return w.Offset == e.Offset && w.SchemaAt == e.SchemaAt && w.InstanceAt == e.InstanceAt ||
		w.Offset >= e.Offset && strings.HasPrefix(w.SchemaAt, e.SchemaAt+"/")
}

// TestStreamChunks: how the text arrives makes no difference.
func TestStreamChunks(t *testing.T) {
	for _, text := range []string{
		plain,
		strings.Replace(plain, `"kind":"train"`, `"kind":1`, 1),
		strings.Replace(plain, `"depends_on":["load"]`, `"depends_on":["load" "x"]`, 1),
		strings.Replace(plain, `"steps":[`, `"steps":[1x,`, 1),
		strings.Replace(plain, `"duration_ms":9000`, `"duration_ms":90 00`, 1),
		strings.Replace(plain, `"metrics":{`, "\"é\U0001f600\":[\"\\\"]\\\\\"],\"metrics\":{\n\"\":1,", 1),
	} {
		for size := 1; size <= 70; size++ {
			require.Empty(t, compareStreamed([]byte(text), chunks{strings.NewReader(text), size}), "%d bytes at a time", size)
		}
		for size := 71; size <= len(text); size += 37 {
			require.Empty(t, compareStreamed([]byte(text), chunks{strings.NewReader(text), size}), "%d bytes at a time", size)
		}
		for name, wrap := range map[string]func(io.Reader) io.Reader{
			"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with the error": iotest.DataErrReader,
		} {
			require.Empty(t, compareStreamed([]byte(text), wrap(strings.NewReader(text))), name)
		}
	}
}

// TestStreamEqualsWhole: streaming gives the verdict, the errors and the value
// of decoding the whole, for mutated documents too.
func TestStreamEqualsWhole(t *testing.T) {
	for seed := uint64(1 << 32); seed < 1<<32+uint64(rounds.Of(200, 1_600)); seed++ {
		for _, text := range mutants(seed) {
			r := io.Reader(bytes.NewReader(text))
			if seed%4 == 0 {
				r = chunks{r, 1 + int(seed/4%61)}
			}
			if d := compareStreamed(text, r); d != "" {
				t.Fatalf("seed %d: %s\n%s", seed, d, text)
			}
		}
	}
}

// FuzzStream: no text and no chunk size parts streaming from whole decoding.
func FuzzStream(f *testing.F) {
	f.Add([]byte(plain), uint16(7))
	for i, text := range []string{
		`{"steps":[`, `{"steps":[,]}`, `{"steps":[1 2]}`, `{"steps":[1x]}`, `{"steps":[{},]}`, `{"steps":{}}`, `{"":[1,2],"steps":null}`,
		`{"steps":[],"steps":[1]}`, `{"st\u0065ps":[{"a":1,"a":2}],"b":1,"b":2}`, `{"b":1,"b":2,"steps":[{"a":1,"a":2}]}`, `[{"steps":[]}]`,
		`{"steps":["\"]", "\\", -0.0e1, nul]}`, "{\"steps\"\n:\r[\t{ } , \"é\xff\"]}x", `{"steps":[tru,"`, `{"steps":[}`, `{"steps":[1:2]}`, `{,"steps":[]}`,
		`{"a":1 2}`, `{"a":0 0`, `{"a":1 ,"steps" : [ 1 , 2 ] , "b" : nu ll}`, `{"a":- 1}`, `{"a" "b":1}`,
	} {
		f.Add([]byte(text), uint16(i))
	}
	for seed := range uint64(20) {
		f.Add(mutants(seed)[1], uint16(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint16) {
		if d := compareStreamed(text, chunks{bytes.NewReader(text), 1 + int(size)}); d != "" {
			t.Fatal(d)
		}
	})
}

// TestStreamLeft: a loop left early, entered again or never entered leaves the
// rest to Close, which judges the whole document all the same.
func TestStreamLeft(t *testing.T) {
	d := runresultv1.NewRunResultDecoder(strings.NewReader(plain))
	for s := range d.Steps() {
		require.Equal(t, "load", s.StepID)
		break
	}
	for s := range d.Steps() {
		require.Equal(t, "fit", s.StepID)
		break
	}
	for range d.Artifacts() {
		t.Fatal("only one array of a document can be streamed")
	}
	x, err := d.Close()
	require.NoError(t, err)
	require.Empty(t, x.Steps)
	require.Equal(t, runresultv1.RunStatusFailed, x.Status)

	broken := strings.Replace(plain, `"kind":"export"`, `"kind":""`, 1)
	d = runresultv1.NewRunResultDecoder(strings.NewReader(broken))
	for range d.Steps() {
		break
	}
	_, err = d.Close()
	require.Equal(t, errorsOf(t, broken), asErrors(t, err), "an error after the loop was left")

	whole, err := runresultv1.UnmarshalRunResult([]byte(plain))
	require.NoError(t, err)
	d = runresultv1.NewRunResultDecoder(strings.NewReader(strings.Replace(plain, "{", `{"":[1,2],`, 1)))
	x, err = d.Close()
	require.NoError(t, err)
	require.Len(t, x.Steps, 3, "nothing was streamed, so everything is there")
	kept, ok := x.Lookup("")
	require.True(t, ok)
	require.Equal(t, "[1,2]", kept.String())
	require.True(t, x.DeleteUnknown(""))
	require.True(t, x.Equal(whole))

	d = runresultv1.NewRunResultDecoder(strings.NewReader(strings.Replace(plain, `"artifacts":[],`+"\n", `"artifacts":[{"name":"n","path":"p","hash":"`+hashA+`","type":"t"}],`, 1)))
	n := 0
	for a := range d.Artifacts() {
		require.Equal(t, "n", a.Name)
		n++
	}
	x, err = d.Close()
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Empty(t, x.Artifacts)
	require.Len(t, x.Steps, 3, "steps are not streamed here")
}

// TestStreamReaderFails: the reader's own error comes out as it is.
func TestStreamReaderFails(t *testing.T) {
	cause := errors.New("disk on fire")
	for n := 0; n < len(plain); n += 13 {
		_, err := streamed(io.MultiReader(strings.NewReader(plain[:n]), iotest.ErrReader(cause)))
		require.ErrorIs(t, err, cause, "after %d bytes", n)
	}
	_, err := streamed(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(plain))))
	require.ErrorIs(t, err, iotest.ErrTimeout)
	_, err = streamed(stuck{})
	require.ErrorIs(t, err, io.ErrNoProgress)
}

// stuck is a reader that never gets anywhere.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// repeated is a reader of head, then n times item with a comma between, then
// tail, without holding them all.
type repeated struct {
	head, item, tail string
	n, at            int
	rest             string
}

func (r *repeated) Read(p []byte) (int, error) {
	for r.rest == "" {
		switch r.at++; {
		case r.at == 1:
			r.rest = r.head
		case r.at == 2 && r.n > 0:
			r.rest = r.item
		case r.at <= r.n+1:
			r.rest = "," + r.item
		case r.at == r.n+2:
			r.rest = r.tail
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// manySteps is plain's first step, n times, in an otherwise fitting document.
func manySteps(n int, item string) *repeated {
	text := strings.Replace(plain, `"status":"failed"`, `"status":"success"`, 1)
	i := strings.Index(text, `"steps":[`) + len(`"steps":[`)
	first, rest, _ := strings.Cut(text[i:], "}]},\n")
	if item == "" {
		item = first + "}]}"
	}
	_, tail, _ := strings.Cut(rest, "}],\n")
	return &repeated{head: text[:i], item: item, tail: "],\n" + tail, n: n}
}

// peak runs f, which calls sample often, and returns by how much the heap grew
// at most.
func peak(f func(sample func())) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base, top := m.HeapAlloc, m.HeapAlloc
	f(func() {
		runtime.ReadMemStats(&m)
		top = max(top, m.HeapAlloc)
	})
	return top - base
}

// TestStreamMemory: the heap does not grow with the number of steps, sound or
// not.
func TestStreamMemory(t *testing.T) {
	const limit = 24 << 20
	run := func(n int) uint64 {
		return peak(func(sample func()) {
			d := runresultv1.NewRunResultDecoder(manySteps(n, ""))
			count := 0
			for s := range d.Steps() {
				if count++; count%500 == 0 {
					sample()
				}
				require.Equal(t, "load", s.StepID)
			}
			x, err := d.Close()
			sample()
			require.NoError(t, err)
			require.Equal(t, n, count)
			require.Equal(t, runresultv1.RunStatusSuccess, x.Status)
		})
	}
	few, many := run(1_000), run(100_000)
	t.Logf("1,000 steps: %d KiB; 100,000 steps: %d KiB", few>>10, many>>10)
	require.Less(t, many, uint64(limit))
	require.Less(t, many, few+limit/2, "the heap grows with the number of steps")
}

// TestManyErrors: violations by the hundred thousand are counted, not kept.
func TestManyErrors(t *testing.T) {
	n := rounds.Of(300_000, 1_000_000)
	grown := peak(func(sample func()) {
		_, err := streamed(manySteps(n, `0`))
		sample()
		list := asErrors(t, err)
		require.Len(t, list.List, rt.MaxErrors)
		require.Equal(t, n-rt.MaxErrors, list.More)
		require.Equal(t, "/steps/99", list.List[99].InstanceAt)
		require.Contains(t, err.Error(), fmt.Sprintf("and %d more", n-rt.MaxErrors))
	})
	require.Less(t, grown, uint64(24<<20))

	text, err := io.ReadAll(manySteps(n, `0`))
	require.NoError(t, err)
	var list *rt.Errors
	grown = peak(func(sample func()) {
		list = errorsOf(t, string(text))
		sample()
	})
	require.Len(t, list.List, rt.MaxErrors)
	require.Equal(t, n-rt.MaxErrors, list.More)
	t.Logf("%d MiB for %d MiB of text", grown>>20, len(text)>>20)

	text, err = io.ReadAll(manySteps(1, `{"warnings":[`+strings.Repeat("0,", n)+`0],"a":"`+strings.Repeat("é", 1000)+`","kind":1}`))
	require.NoError(t, err)
	grown = peak(func(sample func()) {
		list = errorsOf(t, string(text))
		sample()
	})
	require.Equal(t, n+1+1+7, len(list.List)+list.More, "warnings, kind, and members that are not there")
	require.Less(t, grown, uint64(len(text)*40), "memory for the values is needed, memory for the errors is not")
}
