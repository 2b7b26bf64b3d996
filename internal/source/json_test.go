package source

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/rt"
)

func parse(t testing.TB, text string) *File {
	t.Helper()
	f, err := ParseJSON("doc.json", []byte(text))
	require.NoError(t, err)
	return f
}

func TestParseJSONKeepsOrderNumbersAndPlaces(t *testing.T) {
	f := parse(t, "{\n  \"z\": 1.0,\n  \"a\": [1e3, null, true, \"\\u00e9\\ud83d\\ude00\"],\n  \"é\": {\"n\": -0}\n}\n")
	assert.Equal(t, `{"z":1.0,"a":[1e3,null,true,"é😀"],"é":{"n":-0}}`, f.Root.JSON())

	v, ok := f.At("/é/n")
	require.True(t, ok)
	assert.Equal(t, "-0", v.Text)
	line, column := f.Position(v.Start)
	assert.Equal(t, []int{4, 14}, []int{line, column})
	assert.Equal(t, "/é/n", f.PointerAt(v.Start))
	assert.Equal(t, "-0", string(f.Data[v.Start:v.End]))

	m := f.Root.Member("a")
	line, column = f.Position(m.At)
	assert.Equal(t, []int{3, 3}, []int{line, column})
	assert.Equal(t, "/a", f.PointerAt(m.At))
	assert.Equal(t, "/a/1", f.PointerAt(m.Value.Items[1].Start))
	assert.Equal(t, "", f.PointerAt(0))
	assert.Equal(t, "", f.PointerAt(len(f.Data)+9))
}

func TestPointers(t *testing.T) {
	f := parse(t, `{"a/b":{"m~n":[10,20]},"":{"":1},"01":[7]}`)
	for pointer, want := range map[string]string{
		"": f.Root.JSON(), "/a~1b/m~0n/1": "20", "//": "1", "/01/0": "7", "/": `{"":1}`,
	} {
		v, ok := f.At(pointer)
		if assert.True(t, ok, pointer) {
			assert.Equal(t, want, v.JSON(), pointer)
		}
	}
	for _, pointer := range []string{"a", "/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/-", "/a~1b/m~0n/0/0", "/a~2b", "/a~", "/01/99999999999999999999"} {
		_, ok := f.At(pointer)
		assert.False(t, ok, pointer)
	}
	assert.Equal(t, "/x/a~1b/m~0n", Join("/x", "a/b", "m~n"))
}

func TestGet(t *testing.T) {
	var b strings.Builder
	b.WriteByte('{')
	for i := range 100 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"k` + strings.Repeat("x", i) + `":` + string(rune('0'+i%10)))
	}
	b.WriteByte('}')
	root := parse(t, b.String()).Root
	for i := range 100 {
		assert.Equal(t, string(rune('0'+i%10)), root.Get("k"+strings.Repeat("x", i)).Text)
	}
	assert.Nil(t, root.Get("K"))
	assert.Nil(t, root.Get("k").Get("k"))
	assert.Nil(t, (*Value)(nil).Get("k"))
	assert.Equal(t, "1", NewObject(root.Members).Get("kx").Text)
}

func TestParseJSONRefuses(t *testing.T) {
	long := strings.Repeat("[", 100_000)
	for _, c := range []struct {
		name, text, pointer, message string
		line, column                 int
	}{
		{"empty", "", "", "empty", 1, 1},
		{"blank", " \n ", "", "", 2, 2},
		{"byte order mark", "\xef\xbb\xbf{}", "", "", 1, 1},
		{"duplicate", "{\"a\":{\"b\":1,\n \"\\u0062\":2}}", "/a/b", `"b" stands twice`, 2, 2},
		{"trailing", "{} {}", "", "after the end", 1, 4},
		{"utf-8", "[\"\xff\"]", "/0", "UTF-8", 1, 3},
		{"surrogate", `["\ud800"]`, "/0", "surrogate", 1, 3},
		{"depth", long, "", "deeper than 10000", 1, 10_001},
		{"exponent", `{"n":1e1000000}`, "/n", "exponent", 1, 7},
		{"leading zero", `[01]`, "/0", "zero", 1, 3},
		{"comma", `[1,]`, "", "", 1, 4},
		{"cut", `{"a":[1`, "", "ends", 1, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := ParseJSON("doc.json", []byte(c.text))
			assert.Nil(t, f)
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "doc.json", e.File)
			assert.Equal(t, CodeParse, e.Code)
			assert.Contains(t, e.Message, c.message)
			assert.Equal(t, []int{c.line, c.column}, []int{e.Line, e.Column}, e.Error())
			if c.name != "depth" && c.name != "cut" && c.name != "comma" {
				assert.Equal(t, c.pointer, e.Pointer)
			}
			var faults *rt.Errors
			assert.ErrorAs(t, err, &faults)
		})
	}
}

func TestParseJSONDepthLimit(t *testing.T) {
	deep := strings.Repeat("[", rt.MaxDepth) + strings.Repeat("]", rt.MaxDepth)
	f := parse(t, deep)
	assert.Equal(t, deep, f.Root.JSON())
	assert.True(t, Equal(f.Root, parse(t, deep).Root))
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`1`, `1.0`, true}, {`1`, `10e-1`, true}, {`0`, `-0.0e5`, true}, {`1e10000`, `10e9999`, true},
		{`1e10000`, `1e9999`, false}, {`-1`, `1`, false}, {`0.10`, `1E-1`, true}, {`100`, `1e+02`, true},
		{`12345678901234567890123`, `12345678901234567890124`, false}, {`"a"`, `"\u0061"`, true},
		{`{"a":1,"b":[null]}`, `{"b":[null],"a":1.0}`, true}, {`{"a":1}`, `{"a":1,"b":1}`, false},
		{`{"a":1}`, `{"b":1}`, false}, {`[1,2]`, `[2,1]`, false}, {`[1]`, `[1,1]`, false},
		{`true`, `false`, false}, {`null`, `false`, false}, {`null`, `null`, true}, {`0`, `""`, false},
	} {
		a, b := parse(t, c.a).Root, parse(t, c.b).Root
		assert.Equal(t, c.want, Equal(a, b), "%s and %s", c.a, c.b)
		assert.Equal(t, c.want, Equal(b, a), "%s and %s", c.b, c.a)
	}
	assert.True(t, Equal(nil, nil))
	assert.False(t, Equal(nil, &Value{}))
}

func TestErrorWords(t *testing.T) {
	cause := errors.New("cause")
	e := &diag.Error{File: "a.json", Line: 3, Column: 7, Pointer: "/x", Message: "is wrong", Hint: "fix it", Err: cause}
	assert.Equal(t, "a.json:3:7: at /x: is wrong\n  hint: fix it", e.Error())
	assert.ErrorIs(t, e, cause)
	assert.Equal(t, "is wrong", (&diag.Error{Message: "is wrong"}).Error())
	assert.Equal(t, "a.json: no such file", (&diag.Error{File: "a.json", Message: "no such file"}).Error())

	f := parse(t, "{\n \"a\": 1}")
	v, _ := f.At("/a")
	assert.Equal(t, "doc.json:2:7: at /a: 1 is not 2\n  hint: h", f.Errorf(v, "/a", "c", "h", "%d is not %d", 1, 2).Error())
	assert.Equal(t, "doc.json: is bad", f.Errorf(nil, "", "c", "", "is bad").Error())
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.json")
	require.NoError(t, os.WriteFile(good, []byte(`{"a":1}`), 0o600))
	f, err := ReadFile(good)
	require.NoError(t, err)
	assert.Equal(t, good, f.Name)

	yml := filepath.Join(dir, "good.YML")
	require.NoError(t, os.WriteFile(yml, []byte("a: 1\n"), 0o600))
	y, err := ReadFile(yml)
	require.NoError(t, err)
	assert.True(t, Equal(f.Root, y.Root))

	for path, want := range map[string]string{
		dir: "is a directory", filepath.Join(dir, "none.json"): "no such file",
		filepath.Join(dir, "no", "none.json"): "there is no directory",
		filepath.Join(good, "x"):              "cannot be read", "": "empty", "a\x00b": "NUL",
		os.DevNull: "not a regular file",
	} {
		_, err := ReadFile(path)
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, path) {
			assert.Equal(t, CodeRead, e.Code)
			assert.Contains(t, e.Message, want)
			assert.NotEmpty(t, e.Hint, path)
		}
	}
	_, err = ReadFile(filepath.Join(dir, "godo.json"))
	assert.ErrorContains(t, err, "no such file\n  hint: did you mean "+good+"?")
	assert.Equal(t, "a.yaml", nearName("a.json", []string{"a.yaml", "b.json"}))
	assert.Equal(t, "order.json", nearName("oder.json", []string{"odds.json", "order.json"}))
	assert.Empty(t, nearName("nope.json", []string{"bom.json", "doc.json", ".json"}))
}

func TestReadAllIsBounded(t *testing.T) {
	data, err := readAll(strings.NewReader(strings.Repeat("x", 5000)), 0, 5000)
	require.NoError(t, err)
	assert.Len(t, data, 5000)
	_, err = readAll(strings.NewReader(strings.Repeat("x", 5001)), 0, 5000)
	assert.ErrorIs(t, err, errTooLarge)
}

// FuzzParseJSON: no input panics; what is accepted is JSON to encoding/json and
// survives being written and read again; what encoding/json alone accepts is
// refused for one of the reasons for which readers here are stricter.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{"a":[1,2.50,-0e-7,"é\u00e9\ud83d\ude00"],"b":{"":{}}}`, `{"a":1,"a":2}`, `["\ud800"]`, "[\"\xff\"]",
		`1e10001`, `1e-10000`, `[1,]`, `{"a":1,}`, `{} x`, "\xef\xbb\xbf1", `{"a/b":{"~":[0]}}`, `"\u0000\b\f"`, "\"\x7f\u2028\"", `[[[[`,
		`-`, `01`, `1.`, `.5`, `+1`, `tru`, `nulll`, "\"\n\"", `"\x"`, `{"a"}`, `{1:2}`, `'a'`, `// c`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseJSON("fuzz", data)
		if err != nil {
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			require.NotZero(t, e.Line)
			if json.Valid(data) {
				var faults *rt.Errors
				require.ErrorAs(t, err, &faults)
				require.Contains(t, []string{"duplicate-name", "utf8", "surrogate", "depth", "exponent"}, faults.List[0].Code)
			}
			return
		}
		require.True(t, json.Valid(data), "accepted %q", data)
		text := file.Root.AppendJSON(nil)
		again, err := ParseJSON("again", text)
		require.NoError(t, err)
		require.True(t, Equal(file.Root, again.Root))
		require.Equal(t, string(text), again.Root.JSON())
		for offset := range min(len(data), 200) {
			_, ok := file.At(file.PointerAt(offset))
			require.True(t, ok)
			file.Position(offset)
		}
	})
}
