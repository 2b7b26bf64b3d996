package source

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

func TestParseYAMLMeaning(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"block", "a: 1\nb:\n  - x\n  - {y: [z, 2]}\n", `{"a":1,"b":["x",{"y":["z",2]}]}`},
		{"json is yaml", `{"a": [1, 2.50, "é", null, true], "b": {}}`, `{"a":[1,2.50,"é",null,true],"b":{}}`},
		{"words", "[yes, no, on, off, y, n, True, FALSE, Null, ~, '', NULL]", `["yes","no","on","off","y","n",true,false,null,null,"",null]`},
		{"yes is a name", "on: yes", `{"on":"yes"}`},
		{"dates", "[2024-01-01, 2024-01-01T00:00:00Z, 12:30:45]", `["2024-01-01","2024-01-01T00:00:00Z","12:30:45"]`},
		{"numbers", "[0x10, 0o17, .5, -.5, 5., +1, 1e3, -0, 1.50, 5.e2, 123456789012345678901234567890.10]", `[16,15,0.5,-0.5,5,1,1e3,-0,1.50,5e2,123456789012345678901234567890.10]`},
		{"hexadecimal keeps digits", "0xffffffffffffffffffff", `1208925819614629174706175`},
		{"no numbers", "[1.2.3, 1-2, --1, 0x, 1e, .e1, '1', \"2\", +, -x, 0xg]", `["1.2.3","1-2","--1","0x","1e",".e1","1","2","+","-x","0xg"]`},
		{"strings", "a: |\n  x\n  y\nb: >-\n  x\n  y\nc: 'it''s'\nd: \"\\u00e9\"", `{"a":"x\ny\n","b":"x y","c":"it's","d":"é"}`},
		{"json escapes", `{"a": "\/\ud83d\ude00"}`, `{"a":"/😀"}`},
		{"tags", "[!!str 12, !!int 7, !!float 1, !!null '', !!bool true, ! 12, !!map {a: 1}, !!seq [1]]", `["12",7,1,null,true,"12",{"a":1},[1]]`},
		{"aliases", "a: &x {n: [1]}\nb: *x\nc: [*x, *x]", `{"a":{"n":[1]},"b":{"n":[1]},"c":[{"n":[1]},{"n":[1]}]}`},
		{"alias as key", "a: &x k\n*x : 2", `{"a":"k","k":2}`},
		{"quoted merge key", "'<<': 1", `{"<<":1}`},
		{"document markers", "%YAML 1.2\n---\na: 1\n...\n", `{"a":1}`},
		{"empty value", "a:\nb: 1", `{"a":null,"b":1}`},
		{"windows lines", "a: 1\r\nb:\r\n  c: 2\r\n", `{"a":1,"b":{"c":2}}`},
		{"quoted key like a number", "\"1\": a", `{"1":"a"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := ParseYAML("s.yaml", []byte(c.text))
			require.NoError(t, err)
			assert.Equal(t, c.want, f.Root.JSON())
		})
	}
}

func TestParseYAMLPlaces(t *testing.T) {
	text := "# head\ntype: object\nproperties:\n  é name: {type: [string, 'null']}\n  \"b\": &b\n    const: 1.0 # note\n  c: *b\n  d: >-\n    two\n    lines\nrequired: [\n  b,\n  c ]\nlast: x y z\n"
	f, err := ParseYAML("s.yaml", []byte(text))
	require.NoError(t, err)
	for pointer, want := range map[string]string{
		"/type": "object", "/properties/é name": "{type: [string, 'null']}", "/properties/é name/type/1": "'null'",
		"/properties/b": "const: 1.0", "/properties/b/const": "1.0", "/properties/c": "*b", "/required": "[\n  b,\n  c ]",
		"/required/1": "c", "/last": "x y z", "/properties/d": ">-\n    two\n    lines",
	} {
		v, ok := f.At(pointer)
		if assert.True(t, ok, pointer) {
			assert.Equal(t, want, text[v.Start:v.End], pointer)
			if pointer != "/properties/b" { // begins where its first member does
				assert.Equal(t, pointer, f.PointerAt(v.End-1), pointer)
			}
		}
	}
	v, _ := f.At("/properties/c/const")
	assert.Equal(t, "1.0", text[v.Start:v.End], "what an alias holds is where the anchor is")
	line, column := f.Position(f.Root.Get("properties").Get("é name").Get("type").Start)
	assert.Equal(t, []int{4, 18}, []int{line, column})
}

func TestParseYAMLRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text, message, hint string
		line, column              int
		pointer                   string
	}{
		{"empty", "", "empty", "", 0, 0, ""},
		{"comment only", "# nothing\n", "empty", "", 0, 0, ""},
		{"duplicate", "a: 1\nb: {c: 1,\n  \"c\": 2}\n", `key "c" stands twice in one mapping, first at 2:5`, "keep one", 3, 3, "/b/c"},
		{"merge key", "a: &a {x: 1}\nb:\n  <<: *a\n", "merge keys", "quote", 3, 3, "/b"},
		{"number key", "x:\n  1: a", `"1" is a number`, `quote it: "1"`, 2, 3, "/x"},
		{"null key", "~: a", "null", "quote", 1, 1, ""},
		{"bool key", "true: a", "boolean", "quote", 1, 1, ""},
		{"mapping key", "? {a: 1}\n: b", "must be a string", "", 1, 3, ""},
		{"nan", "a: .nan", "NaN", "", 1, 4, "/a"},
		{"infinity", "- -.INF", "infinities", "", 1, 3, "/0"},
		{"octal of old", "a: 010", "octal", "quote", 1, 4, "/a"},
		{"underscores", "a: 1_000", "number to some", "quote", 1, 4, "/a"},
		{"binary", "a: 0b11", "number to some", "quote", 1, 4, "/a"},
		{"signed hexadecimal", "a: -0x10", "number to some", "quote", 1, 4, "/a"},
		{"exponent", "a: 1e1000000", "exponent beyond", "", 1, 4, "/a"},
		{"tag", "a: !!binary aGk=", "tag !!binary", "remove", 1, 13, "/a"},
		{"private tag", "a: !thing {b: 1}", "tag !thing", "remove", 1, 11, "/a"},
		{"set", "!!set {a, b}", "tag !!set", "remove", 1, 7, ""},
		{"wrong tag", "!!int x", "is no int", "", 1, 7, ""},
		{"two documents", "a: 1\n---\nb: 2\n", "second YAML document", "one document", 2, 1, ""},
		{"tab", "a:\n\tb: 1", "not YAML", "spaces", 2, 2, ""},
		{"colon", "a: b: c", "not YAML: mapping values", "quote", 1, 1, ""},
		{"unknown anchor", "a: *b", "unknown anchor", "", 1, 1, ""},
		{"cycle", "a: &a\n  b: [*a]", "inside the value it names", "", 2, 7, "/a/b/0"},
		{"utf-8", "a: \xff", "UTF-8", "", 1, 4, ""},
		{"byte order mark", "\xef\xbb\xbfa: 1", "byte order mark", "", 1, 1, ""},
		{"line separator", "a: \"\u2028\"", "line break", `\u2028`, 1, 5, ""},
		{"control", "a: \"\x01\"", "U+0001", "", 1, 5, ""},
		{"flow cut", "a: [1, 2", "not YAML", "", 1, 1, ""},
		{"two roots", "a: 1\nb: 2\n- c\n", "not YAML: did not find", "indentation", 3, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseYAML("s.yaml", []byte(c.text))
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			assert.Contains(t, e.Message, c.message)
			assert.Contains(t, e.Hint, c.hint)
			assert.Equal(t, c.pointer, e.Pointer)
			assert.Equal(t, []int{c.line, c.column}, []int{e.Line, e.Column}, e.Error())
		})
	}
}

func TestParseYAMLHostile(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := range 12 {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i), 9), ","))
	}
	for _, c := range []struct{ name, text, message string }{
		{"laughs", laughs.String(), "aliases expand"},
		{"long text, many aliases", "a: &a " + strings.Repeat("x", 1<<20) + "\nb: [" + strings.Repeat("*a,", 100) + "]", "aliases expand"},
		{"flow depth", strings.Repeat("[", 100_000), "deeper than 10000"},
		{"mapping depth", strings.Repeat("{a: ", 100_000), "deeper than 10000"},
		{"block depth", strings.Repeat("- ", 100_000), "deeper than 10000"},
		{"long hexadecimal", "0x" + strings.Repeat("f", 1<<20), "hexadecimal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := ParseYAML("s.yaml", []byte(c.text))
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			assert.Contains(t, e.Message, c.message)
			assert.Less(t, time.Since(start), 10*time.Second)
		})
	}
}

func TestParseYAMLOneLongLine(t *testing.T) {
	text := "[" + strings.Repeat(`{"k": "é"}, `, 40_000) + "1]"
	start := time.Now()
	f, err := ParseYAML("s.yaml", []byte(text))
	require.NoError(t, err)
	assert.Len(t, f.Root.Items, 40_001)
	assert.Equal(t, "1", text[f.Root.Items[40_000].Start:f.Root.Items[40_000].End])
	assert.Less(t, time.Since(start), 20*time.Second)
}

// FuzzParseYAML: no input panics; what is accepted is a JSON value whose places
// lie in the text.
func FuzzParseYAML(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1", "- a\n- b: [c, {d: e}]", "a: &x [1]\nb: *x", "&a [*a]", "a: |\n  t\n", "? a\n: b", "!!str 1", "! x", "<<: {a: 1}",
		"\"\\u00e9\": 'x''y'", "a: 0x1F\nb: 1_0\nc: .5\nd: 010", "---\na\n---\nb", "%YAML 1.1\n--- >\n x\n", "{a, b: , c}", "[a: b]", "a: !!set {x}", "\t", "#c",
		"a: b: c", "- - - 1\n  - 2", "a:\n  - 1\n b: 2", "*a", "&a a: &b b\n*a : *b", "\"\xc2\x85\"", "a:\r\n  b\r  c", "{? : }", "[,]", "- !<tag:yaml.org,2002:str> 5",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseYAML("fuzz.yaml", data)
		if err != nil {
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			return
		}
		text := file.Root.AppendJSON(nil)
		require.True(t, json.Valid(text), "%q became %q", data, text)
		again, err := ParseJSON("again", text)
		require.NoError(t, err)
		require.True(t, Equal(file.Root, again.Root))
		checkPlaces(t, file.Root, len(data))
		for offset := range min(len(data), 200) {
			_, ok := file.At(file.PointerAt(offset))
			require.True(t, ok)
		}
	})
}

func checkPlaces(t *testing.T, v *Value, size int) {
	require.True(t, 0 <= v.Start && v.Start <= v.End && v.End <= size, "%d..%d of %d", v.Start, v.End, size)
	for _, item := range v.Items {
		checkPlaces(t, item, size)
	}
	for _, m := range v.Members {
		checkPlaces(t, m.Value, size)
	}
}

func TestYAMLFilesAgreeWithJSON(t *testing.T) {
	dir := t.TempDir()
	text := `{"a": {"b": [1, 2.0, "x: y", null]}, "c": "é\n"}`
	for _, name := range []string{"s.json", "s.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	j, err := ReadFile(filepath.Join(dir, "s.json"))
	require.NoError(t, err)
	y, err := ReadFile(filepath.Join(dir, "s.yaml"))
	require.NoError(t, err)
	assert.Equal(t, j.Root.JSON(), y.Root.JSON())
	v, _ := j.At("/a/b/2")
	w, _ := y.At("/a/b/2")
	assert.Equal(t, [2]int{v.Start, v.End}, [2]int{w.Start, w.End})
}
