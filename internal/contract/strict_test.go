package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

const (
	hashA = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

	// plain is a document in schema order with one of everything.
	plain = `{"run_result_version":"1.0","run_id":"r1","status":"failed","started_at":"2026-03-01T08:00:00Z",
"finished_at":"2026-03-01T08:00:09Z","duration_ms":9000,"summary":"what happened","steps":[
 {"step_id":"load","kind":"transform","status":"success","started_at":"2026-03-01T08:00:01Z","finished_at":"2026-03-01T08:00:02Z",
  "duration_ms":1000,"summary":"loaded","warnings":["one"],"artifacts":[{"name":"table","path":"a/table.csv","hash":"` + hashA + `","type":"payload","size_bytes":10}]},
 {"step_id":"fit","kind":"train","status":"failed","started_at":"2026-03-01T08:00:02Z","finished_at":"2026-03-01T08:00:03Z",
  "duration_ms":1000,"summary":"no","warnings":[],"artifacts":[],"critical":true,"depends_on":["load"],"error":{"type":"E","message":"m","details":{"k":[1,{"d":2}]},"hint":null}},
 {"step_id":"export","kind":"export","status":"blocked","started_at":null,"finished_at":null,"duration_ms":null,"summary":"","warnings":[],"artifacts":[],"blocked_by":["fit"]}],
"metrics":{"a":1.5,"b":null,"c":"text","d":true},"artifacts":[],
"references":{"manifest_path":"manifest.json","config_hash":"` + hashA + `","contract_hash":"` + hashA + `"},
"producer":{"name":"atlas","version":"2"},"environment":{"python":"3.13"},"extensions":{"org.example":{"x":[true,"é😀"]}}}`
)

// errorsOf decodes and returns what was wrong.
func errorsOf(t testing.TB, text string) *rt.Errors {
	t.Helper()
	_, err := runresultv1.UnmarshalRunResult([]byte(text))
	return asErrors(t, err)
}

func asErrors(t testing.TB, err error) *rt.Errors {
	t.Helper()
	require.Error(t, err)
	var list *rt.Errors
	require.True(t, errors.As(err, &list), "%T: %v", err, err)
	require.NotEmpty(t, list.List)
	return list
}

// requirePlaced checks that an error's line and column are those of its offset.
func requirePlaced(t testing.TB, text string, e rt.Error) {
	t.Helper()
	require.GreaterOrEqual(t, e.Offset, 0)
	require.LessOrEqual(t, e.Offset, len(text))
	before := text[:e.Offset]
	require.Equal(t, 1+strings.Count(before, "\n"), e.Line, "line of %v", e)
	require.Equal(t, 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]), e.Column, "column of %v", e)
	require.NotEmpty(t, e.Message)
}

// TestNamesMatchExactly: a member whose name differs in case is another member.
func TestNamesMatchExactly(t *testing.T) {
	text := strings.Replace(plain, `"status":"failed",`, `"status":"failed","Status":"success","STATUS":1,"ſtatus":null,`, 1)
	require.NotEqual(t, plain, text)
	x, err := runresultv1.UnmarshalRunResult([]byte(text))
	require.NoError(t, err)
	require.Equal(t, runresultv1.RunStatusFailed, x.Status)
	kept, ok := x.Lookup("Status")
	require.True(t, ok)
	require.Equal(t, `"success"`, kept.String())
	checkLossless(t, []byte(text))

	var y runresultv1.RunResult
	require.NoError(t, json.Unmarshal([]byte(text), &y))
	require.Equal(t, runresultv1.RunStatusFailed, y.Status)
}

// insert returns plain with text put behind the first occurrence of mark, and
// the offset of text's first ◆, which is taken out.
func insert(t testing.TB, mark, text string) (string, int) {
	t.Helper()
	i := strings.Index(plain, mark)
	require.GreaterOrEqual(t, i, 0)
	i += len(mark)
	at := strings.Index(text, "◆")
	require.GreaterOrEqual(t, at, 0)
	return plain[:i] + strings.Replace(text, "◆", "", 1) + plain[i:], i + at
}

// TestRefusedText: text that is not strict JSON is refused by generated code,
// its streaming decoder and the toolkit's reader, at the same place (marked ◆)
// in the same words, quickly, and the receiver keeps what it had.
func TestRefusedText(t *testing.T) {
	const top, deepRaw, unknown = `{"run_result_version":"1.0",`, `"org.example":{"x":[`, `"summary":"what happened",`
	arrays, objects := strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000)
	for _, c := range []struct {
		name, mark, text, code, pointer string
	}{
		{"duplicate, declared before", `"status":"failed",`, `◆"status":"success",`, "duplicate-name", "/status"},
		{"duplicate, same value", `"status":"failed",`, `◆"status":"failed",`, "duplicate-name", "/status"},
		{"duplicate, spelled with escapes", `"status":"failed",`, "\n " + `◆"st\u0061tus":"failed",`, "duplicate-name", "/status"},
		{"duplicate, out of order", `"summary":"what happened",`, `◆"run_id":"r2",`, "duplicate-name", "/run_id"},
		{"duplicate among unknown members", top, `"zz":1,◆"zz":2,`, "duplicate-name", "/zz"},
		{"duplicate among unknown members, escaped", top, `"status ":1,◆"st\u0061tus\u0020":{"broken`, "duplicate-name", "/status "},
		{"duplicate in a raw value", deepRaw, `{"k":1,"l":{"m":1,◆"\u006d":1}},`, "duplicate-name", "/extensions/org.example/x/0/l/m"},
		{"duplicate in an unknown member", top, `"zz":[[{"":0,◆"":0}]],`, "duplicate-name", "/zz/0/0/"},
		{"duplicate metric", `"metrics":{"a":1.5,`, `"B":1,◆"a":1,`, "duplicate-name", "/metrics/a"},
		{"duplicate metric after others out of order", `"metrics":{`, `"y":1,"z":1,"x":1,◆"z":1,`, "duplicate-name", "/metrics/z"},
		{"duplicate in details", `"details":{`, `"k2":0,"k1":0,◆"k2":0,`, "duplicate-name", "/steps/1/error/details/k2"},
		{"duplicate extension", `"extensions":{`, `"org.b":1,"org.a":1,◆"org.b":1,`, "duplicate-name", "/extensions/org.b"},
		{"duplicate environment", `"environment":{`, `"":"",◆"":"",`, "duplicate-name", "/environment/"},
		{"duplicate among many", deepRaw, `{` + manyNames(1000) + `◆"n500":1},`, "duplicate-name", "/extensions/org.example/x/0/n500"},
		{"duplicate unknown among many", top, manyNames(1000) + `◆"n0":1,`, "duplicate-name", "/n0"},
		{"huge exponent in an unknown member", top, `"zz":1◆e1000000,`, "exponent", "/zz"},
		{"huge negative exponent", top, `"zz":[1◆E-1000000],`, "exponent", "/zz/0"},
		{"exponent beyond any int", top, `"zz":1◆e99999999999999999999999999,`, "exponent", "/zz"},
		{"huge exponent of zero", `"duration_ms":`, `0◆e10001,"d":`, "exponent", "/duration_ms"},
		{"huge exponent of an integer", `"size_bytes":`, `1◆e1000000,"d":`, "exponent", "/steps/0/artifacts/0/size_bytes"},
		{"huge exponent of a metric", `"a":`, `1◆e1000000,"e":`, "exponent", "/metrics/a"},
		{"deep arrays in an unknown member", top, `"zz":` + strings.Repeat("[", rt.MaxDepth-1) + "◆" + arrays, "depth", ""},
		{"deep objects in an unknown member", top, `"zz":` + strings.Repeat(`{"a":`, rt.MaxDepth-1) + "◆" + objects, "depth", ""},
		{"deep arrays as steps", `"steps":`, strings.Repeat("[", rt.MaxDepth-1) + "◆" + arrays, "depth", ""},
		{"deep arrays in a step", `"step_id":`, strings.Repeat("[", rt.MaxDepth-3) + "◆" + arrays, "depth", ""},
		{"deep objects as a status", `"status":`, strings.Repeat(`{"a":`, rt.MaxDepth-1) + "◆" + objects, "depth", ""},
		{"deep objects in details", `"details":{"k":`, strings.Repeat(`{"a":`, rt.MaxDepth-5) + "◆" + objects, "depth", ""},
		{"deep mixture in a raw value", deepRaw, strings.Repeat(`[{"a":`, rt.MaxDepth/2-2) + "◆" + arrays, "depth", ""},
		{"invalid UTF-8 in a string", `"summary":"`, "ab◆\xff", "utf8", "/summary"},
		{"truncated UTF-8 in a string", `"summary":"`, "ab◆\xf0\x9f\x98", "utf8", "/summary"},
		{"surrogate in UTF-8", `"summary":"`, "◆\xed\xa0\x80", "utf8", "/summary"},
		{"overlong UTF-8", `"summary":"`, "◆\xc0\xaf", "utf8", "/summary"},
		{"beyond Unicode", `"summary":"`, "◆\xf4\x90\x80\x80", "utf8", "/summary"},
		{"invalid UTF-8 in a name", top, "\"a◆\xfe\":1,", "utf8", ""},
		{"invalid UTF-8 in a raw value", deepRaw, "\"◆\x80\",", "utf8", "/extensions/org.example/x/0"},
		{"invalid UTF-8 after an escape", `"summary":"`, "\\n◆\xff", "utf8", "/summary"},
		{"high surrogate alone", `"summary":"`, `◆\ud800`, "surrogate", "/summary"},
		{"high surrogate and a letter", `"summary":"`, `◆\ud83dx`, "surrogate", "/summary"},
		{"two high surrogates", `"summary":"`, `◆\ud83d\ud83d`, "surrogate", "/summary"},
		{"low surrogate alone", unknown, `"zz":"◆\uDE00",`, "surrogate", "/zz"},
		{"surrogate in a name", unknown, `"◆\uD800":1,`, "surrogate", ""},
		{"control character", `"summary":"`, "a◆\x01", "control-character", "/summary"},
		{"line feed in a string", `"summary":"`, "a◆\n", "control-character", "/summary"},
		{"NUL in a name", unknown, "\"◆\x00\":1,", "control-character", ""},
		{"unknown escape", `"summary":"`, `◆\x41`, "escape", "/summary"},
		{"short escape", `"summary":"`, `◆\u12`, "escape", "/summary"},
		{"comma too many", unknown, `◆,`, "syntax", ""},
		{"value missing", unknown, `"zz":◆,`, "syntax", "/zz"},
		{"comma before ]", deepRaw, `[1,◆],`, "syntax", "/extensions/org.example/x/0"},
		{"comment", unknown, `◆// x` + "\n", "syntax", ""},
		{"NaN", `"a":`, `◆NaN,"e":`, "syntax", "/metrics/a"},
		{"leading zero", `"a":`, `0◆1,"e":`, "number", "/metrics/a"},
		{"leading plus", `"a":`, `◆+1,"e":`, "syntax", "/metrics/a"},
		{"bare point", `"a":`, `1.◆,"e":`, "number", "/metrics/a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, at := insert(t, c.mark, c.text)
			checkRefused(t, text, at, c.code, c.pointer)
		})
	}
	for _, c := range []struct{ name, text, code string }{
		{"empty", `◆`, "empty"},
		{"only space", " \n\t ◆", "empty"},
		{"byte order mark", "◆\ufeff" + plain, "syntax"},
		{"UTF-16", "◆\xff\xfe{\x00", "syntax"},
		{"trailing value", plain + " ◆{}", "trailing-data"},
		{"trailing bracket", plain + "\n◆]", "trailing-data"},
		{"trailing NUL", plain + "◆\x00", "trailing-data"},
		{"deep arrays", strings.Repeat("[", rt.MaxDepth) + "◆" + arrays, "depth"},
		{"deep objects", strings.Repeat(`{"a":`, rt.MaxDepth) + "◆" + objects, "depth"},
		{"closed too early", "{◆]", "syntax"},
		{"word", "◆nul", "syntax"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := strings.Index(c.text, "◆")
			checkRefused(t, strings.Replace(c.text, "◆", "", 1), at, c.code, "")
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`"n` + string(codec.AppendInt(nil, int64(i))) + `":0,`)
	}
	return b.String()
}

// checkRefused expects one syntax error at the offset, from everyone.
func checkRefused(t *testing.T, text string, at int, code, pointer string) {
	t.Helper()
	begin := time.Now()
	list := errorsOf(t, text)
	require.Len(t, list.List, 1)
	e := list.List[0]
	assert.Equal(t, code, e.Code, "%v", e.Message)
	assert.Equal(t, at, e.Offset, "%v", e.Message)
	if code != "depth" {
		assert.Equal(t, pointer, e.InstanceAt)
	}
	requirePlaced(t, text, e)

	_, err := source.ParseJSON("document", []byte(text))
	assert.Equal(t, e, asErrors(t, err).List[0], "the reader says something else")
	_, err = streamed(strings.NewReader(text))
	assert.Equal(t, e, asErrors(t, err).List[0], "the streaming decoder says something else")

	before := runresultv1.RunResult{RunID: "kept", Metrics: map[string]runresultv1.MetricValue{"m": runresultv1.NewMetricValueBool(true)}}
	receiver := before.Clone()
	require.Error(t, receiver.UnmarshalJSON([]byte(text)))
	require.Error(t, json.Unmarshal([]byte(text), &receiver))
	require.True(t, receiver.Equal(before), "a failed decode changed its receiver")
	require.Less(t, time.Since(begin), 5*time.Second, "refusing took too long")
}

// TestTruncated: a document that ends early, wherever, is refused.
func TestTruncated(t *testing.T) {
	for n := range len(plain) {
		text := plain[:n]
		list := errorsOf(t, text)
		require.Len(t, list.List, 1)
		e := list.List[0]
		require.True(t, e.IsSyntax(), "%d: %v", n, e)
		requirePlaced(t, text, e)
		_, err := source.ParseJSON("document", []byte(text))
		require.Equal(t, e, asErrors(t, err).List[0], "%d bytes", n)
		_, err = streamed(bytes.NewReader([]byte(text)))
		require.Equal(t, e, asErrors(t, err).List[0], "%d bytes, streamed", n)
	}
}

// TestWrongRoot: a document that is no object is one violation.
func TestWrongRoot(t *testing.T) {
	for _, text := range []string{`null`, `true`, ` 1e3`, `"x"`, `[{}]`, `[]`} {
		list := errorsOf(t, text)
		require.Len(t, list.List, 1, text)
		require.Equal(t, "type", list.List[0].Keyword)
		_, err := streamed(strings.NewReader(text))
		require.Equal(t, list, asErrors(t, err))
	}
	var x runresultv1.RunResult
	require.Error(t, json.Unmarshal([]byte(`null`), &x))
}
