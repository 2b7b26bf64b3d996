package wire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// scan reads a whole text and returns what is wrong with it, nil for nothing.
func scan(text string) *rt.Error {
	c := codec.NewCursor(text, nil)
	c.Raw()
	c.End()
	err := c.Err()
	if err == nil {
		return nil
	}
	var list *rt.Errors
	if !errors.As(err, &list) || len(list.List) != 1 {
		panic("a scan gives one *rt.Errors with one error")
	}
	return &list.List[0]
}

// stricter are the codes of what encoding/json lets pass.
var stricter = map[string]bool{"duplicate-name": true, "utf8": true, "surrogate": true, "depth": true, "exponent": true}

// TestHalfLiteralsSayWhatIsWanted: one letter is not enough to guess a literal.
func TestHalfLiteralsSayWhatIsWanted(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"not json", "unexpected 'n', want a JSON value"}, {"n", "unexpected 'n', want a JSON value"},
		{"nul", "unexpected 'n', want null"}, {"nule", "unexpected 'n', want null"},
		{"this", "unexpected 't', want a JSON value"}, {"tru", "unexpected 't', want true or false"},
		{"fish", "unexpected 'f', want a JSON value"}, {"flase", "unexpected 'f', want a JSON value"}, {"fals", "unexpected 'f', want true or false"},
		{"None", "unexpected 'N', want a JSON value"},
	} {
		for _, text := range []string{c.text, "[" + c.text + "]"} {
			cur := codec.NewCursor(text, nil)
			cur.Raw()
			var list *rt.Errors
			require.ErrorAs(t, cur.Err(), &list, text)
			require.Equal(t, c.want, list.List[0].Message, text)
		}
	}
}

// syntaxSeeds are texts on both sides of every rule of the grammar.
var syntaxSeeds = []string{
	``, ` `, `{}`, `[]`, ` [ ] `, `{"a":1}`, `[1,2]`, `[1,]`, `[,1]`, `[1 2]`, `[1`, `[`, `]`, `{`, `}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`,
	`{a:1}`, `{1:1}`, `{"a":1 "b":2}`, `{"a" 1}`, `{"a":1]`, `[1}`, `null`, `nul`, `nulll`, `true`, `tru`, `false`, `falsey`, `True`,
	`0`, `-0`, `-`, `+1`, `01`, `-01`, `1.`, `.5`, `1.5`, `1e`, `1e+`, `1E-5`, `1e5`, `1e5.5`, `0x1`, `1_0`, `NaN`, `Infinity`, `-Infinity`, `1e10000`, `1e10001`, `1e-10001`,
	`1e00010000`, `0e99999`, `""`, `"`, `"\"`, `"\\"`, `"\/\b\f\n\r\t\""`, `"\x"`, `"\u00e9"`, `"\u00E9"`, `"\u00g0"`, `"\u12"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00"`,
	`"\ud83d\u0041"`, `"\ud83dx"`, "\"\x00\"", "\"\x1f\"", "\"\x7f\"", "\"\n\"", "\"\xff\"", "\"\xc3\xa9\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xc3", "\ufeff{}",
	"{}\x00", "{} {}", "[1] // x", "[1]/**/", "'a'", `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[{"a":{"b":1,"b":2}}]`, "\t\r\n1\f", "\u00a01", "[\v]",
	`"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u0000é"`, `{"aaaaaaaaaaaaaaaaé":[true,false,null,-1.5e-3,"x"]}`, strings.Repeat("[", 40) + strings.Repeat("]", 40),
}

// compareJSON says how the cursor's verdict departs from encoding/json's, apart
// from what it is meant to be stricter about.
func compareJSON(text string) string {
	e := scan(text)
	valid := json.Valid([]byte(text))
	switch {
	case e == nil && !valid:
		return "accepted, encoding/json refuses"
	case e != nil && valid && !stricter[e.Code]:
		return "encoding/json accepts, refused with " + e.Code + ": " + e.Error()
	case e != nil && (e.Offset < 0 || e.Offset > len(text)):
		return "the error points outside the text"
	}
	return ""
}

// TestSyntax: the cursor accepts what encoding/json accepts, less what it names.
func TestSyntax(t *testing.T) {
	for _, text := range syntaxSeeds {
		require.Empty(t, compareJSON(text), "%q", text)
		for i := range len(text) {
			require.Empty(t, compareJSON(text[:i]), "%q", text[:i])
			require.Empty(t, compareJSON(text[i:]), "%q", text[i:])
		}
	}
	for _, inside := range []string{`1`, `"é"`, `[1, {"b":[]}]`, `null`} {
		for i := range 256 {
			for at := range len(inside) + 1 {
				text := `{"a":` + inside[:at] + string([]byte{byte(i)}) + inside[at:] + `}`
				require.Empty(t, compareJSON(text), "%q", text)
			}
		}
	}
}

// FuzzCursor: no text parts the cursor from encoding/json, and the canonical form
// of what it accepts is its own.
func FuzzCursor(f *testing.F) {
	for _, text := range syntaxSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d := compareJSON(text); d != "" {
			t.Fatal(d)
		}
		raw, err := rt.ParseRaw(text)
		if (err == nil) != (scan(text) == nil) {
			t.Fatal("ParseRaw and the cursor disagree")
		}
		if err != nil {
			return
		}
		canonical := codec.AppendCanonical(nil, raw.String())
		if !json.Valid(canonical) || !utf8.Valid(canonical) {
			t.Fatalf("canonical text is no JSON: %q", canonical)
		}
		if scan(string(canonical)) != nil {
			return // 10e10000 is 1e10001 in canonical form, which no document may hold
		}
		if again := codec.AppendCanonical(nil, string(canonical)); string(again) != string(canonical) {
			t.Fatalf("canonical text is not canonical: %q, then %q", canonical, again)
		}
	})
}

// TestStricter: what encoding/json lets pass is refused by name, and where.
func TestStricter(t *testing.T) {
	deep := strings.Repeat("[", rt.MaxDepth) + strings.Repeat("]", rt.MaxDepth)
	require.Nil(t, scan(deep), "the deepest text")
	many := "{" + strings.Repeat(`"":{"a":1},`, 0)
	for i := range 40 {
		many += `"k` + codec.IntText(int64(i)) + `":` + codec.IntText(int64(i)) + `,`
	}
	for _, c := range []struct {
		text, code, pointer string
		at                  int
	}{
		{"[" + deep + "]", "depth", "", rt.MaxDepth},
		{`{"a":1,"b":{"x":0,"x":1}}`, "duplicate-name", "/b/x", 18},
		{`[0,{"~a/b":[1e10001]}]`, "exponent", "/1/~0a~1b/0", 13},
		{"[\"a\", \"é\xff\"]", "utf8", "/1", 9},
		{`{"\ud800":1}`, "surrogate", "", 2},
		{many + `"k7":1}`, "duplicate-name", "/k7", len(many)},
		{many + `"k17":1}`, "duplicate-name", "/k17", len(many)},
		{many + `"z":{` + many[1:] + `"k39":1}}`, "duplicate-name", "/z/k39", 2*len(many) + 4},
	} {
		e := scan(c.text)
		require.NotNil(t, e, c.text)
		require.Equal(t, c.code, e.Code)
		require.Equal(t, c.at, e.Offset, "%.100s", c.text)
		if c.pointer != "" {
			require.Equal(t, c.pointer, e.InstanceAt)
		}
	}
}

// TestHints: the usual causes are named.
func TestHints(t *testing.T) {
	for text, hint := range map[string]string{
		"\ufeff{}":      "byte order mark",
		"\xff\xfe{\x00": "UTF-16",
		"{} {}":         "--ndjson",
		"[1,]":          "comma",
		"// x\n1":       "comments",
		"'a'":           "double quotes",
		"[NaN]":         "no NaN",
		"":              "write a JSON value",
		`{"a`:           "truncated",
		"\"\n\"":        "closing quote",
		`"C:\x"`:        `\\`,
	} {
		e := scan(text)
		require.NotNil(t, e, "%q", text)
		require.Contains(t, e.Hint, hint, "%q", text)
	}
}
