package validate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/suite"
	"github.com/atlas-dataflow/runresult/schema"
)

func compile(t testing.TB, text string, opt Options) *Schema {
	t.Helper()
	s, err := New("s.json", []byte(text), opt)
	require.NoError(t, err)
	return s
}

// invalid returns what is wrong with a document.
func invalid(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e
}

// What is no strict JSON is not valid whatever the schema says, and the error has
// the place in the text.
func TestStrictAtTheDoor(t *testing.T) {
	s := compile(t, `true`, Options{})
	for doc, place := range map[string]string{
		"":                       "1:1",
		`{"a":1,"a":2}`:          "1:8",
		"[\n\"\xff\"]":           "2:2",
		`"\ud800"`:               "1:2",
		`1 2`:                    "1:3",
		`1e10001`:                "1:2",
		"\ufeff1":                "1:1",
		`[1,]`:                   "1:4",
		strings.Repeat("[", 1e5): "1:10001",
	} {
		assert.False(t, s.Valid([]byte(doc)), "%.40q", doc)
		e := invalid(t, s.ValidateFile("d.json", []byte(doc)))
		assert.Empty(t, e.Violations)
		var at *diag.Error
		require.ErrorAs(t, e, &at)
		assert.Equal(t, "d.json:"+place, at.Place(), "%.40q", doc)
		assert.Equal(t, "parse", at.Code)
		assert.EqualError(t, e, at.Error())
	}
	assert.True(t, s.Valid([]byte(`1`)))
	assert.NoError(t, s.ValidateFile("d.yaml", []byte("a: [1, 2]\n")))
	assert.Error(t, s.ValidateFile("d.YML", []byte("a: 1\na: 2\n")))
}

// A schema that cannot be judged by is refused before any document is seen.
func TestNewRefuses(t *testing.T) {
	for code, c := range map[string]struct {
		text string
		opt  Options
	}{
		"parse":                 {text: `{"type":`},
		"invalid-schema":        {text: `{"required":["a","a"]}`},
		"invalid-keyword":       {text: `{"type":1}`},
		"invalid-pattern":       {text: `{"pattern":"("}`},
		"unsupported-pattern":   {text: `{"pattern":"(a)\\1"}`},
		"unresolved-reference":  {text: `{"$ref":"#/$defs/x"}`},
		"remote-reference":      {text: `{"$ref":"https://example.org/x"}`},
		"reference-cycle":       {text: `{"$ref":"#"}`},
		"unknown-dialect":       {text: `{"$schema":"urn:x"}`},
		"unknown-dialect draft": {text: `{}`, opt: Options{Draft: "draft5"}},
	} {
		_, err := New("s.json", []byte(c.text), c.opt)
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, c.text) {
			want, _, _ := strings.Cut(code, " ")
			assert.Equal(t, want, e.Code, c.text)
			assert.Equal(t, "s.json", e.File)
		}
	}
	_, err := Embedded("runresult.v99")
	var unknown *schema.UnknownError
	assert.ErrorAs(t, err, &unknown)
}

func TestOptions(t *testing.T) {
	// The draft of a schema that names none.
	draft := `{"items":[{"type":"string"}]}`
	assert.False(t, compile(t, draft, Options{Draft: "draft7"}).Valid([]byte(`[1]`)))
	_, err := New("s.json", []byte(draft), Options{})
	assert.Error(t, err, "items takes no list in 2020-12")
	// Formats.
	date := `{"format":"date"}`
	assert.True(t, compile(t, date, Options{}).Valid([]byte(`"x"`)))
	assert.False(t, compile(t, date, Options{AssertFormats: true}).Valid([]byte(`"x"`)))
	later := `{"$schema":"u:own","const":1}`
	plain := compile(t, later, Options{Draft: "draft4", AnyDialect: true})
	assert.True(t, plain.Valid([]byte(`2`)))
	assert.Len(t, plain.Notes(), 3, "the dialect, the keyword, and that nothing is asserted")
	read := compile(t, later, Options{Dialects: map[string]string{"u:own": "draft4"}, LaterKeywords: true})
	assert.False(t, read.Valid([]byte(`2`)))
	assert.Len(t, read.Notes(), 1)
	// YAML by name or by option.
	for name, yaml := range map[string]bool{"s.yaml": false, "s": true} {
		s, err := New(name, []byte("type: string\n"), Options{YAML: yaml})
		require.NoError(t, err)
		assert.Equal(t, name, s.Name())
		assert.False(t, s.Valid([]byte(`1`)))
	}
	// Files beside the schema, mapped ones, and those that a function opens.
	dir := t.TempDir()
	path := filepath.Join(dir, "id.json")
	require.NoError(t, os.WriteFile(path, []byte("{\n \"type\": \"string\"}"), 0o666))
	opened := ""
	for ref, opt := range map[string]Options{
		"id.json":           {Root: dir},
		"urn:x:id":          {Map: map[string]string{"urn:x:id": path}},
		"https://a.b/id":    {Map: map[string]string{"https://a.b/": "there"}, Open: func(p string) ([]byte, error) { opened = p; return []byte(`{"type": "string"}`), nil }},
		"https://a.b/c/d/e": {Map: map[string]string{"https://a.b/c/d/e": path}},
	} {
		s := compile(t, `{"properties":{"a":{"$ref":"`+ref+`"}}}`, opt)
		e := invalid(t, s.Validate([]byte(`{"a":1}`)))
		require.Len(t, e.Violations, 1, ref)
		v := &e.Violations[0]
		assert.Equal(t, "/type", v.SchemaAt)
		assert.Equal(t, `"string"`, string(v.Want()), ref)
		assert.NotEqual(t, "s.json", v.SchemaFile)
	}
	assert.Equal(t, filepath.Join("there", "id"), opened)
	_, err = New("s.json", []byte(`{"$ref":"no.json"}`), Options{Root: dir})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestViolations(t *testing.T) {
	s := compile(t, `{"properties":{"a":{"enum":[1,2]}},"propertyNames":{"maxLength":3},"additionalProperties":false}`, Options{})
	e := invalid(t, s.ValidateFile("d.json", []byte("{\n  \"a\": \"ä\",\n  \"long\": 1.50\n}")))
	type told struct {
		at, schema, keyword, got, want string
		line, column                   int
		name                           bool
	}
	var got []told
	for i := range e.Violations {
		v := &e.Violations[i]
		assert.NotEmpty(t, v.Message)
		assert.Equal(t, "s.json", v.SchemaFile)
		got = append(got, told{v.InstanceAt, v.SchemaAt, v.Keyword, string(v.Got()), string(v.Want()), v.Line, v.Column, v.Name})
	}
	assert.ElementsMatch(t, []told{
		{"/a", "/properties/a/enum", "enum", `"ä"`, `[1,2]`, 2, 8, false},
		{"/long", "/additionalProperties", "additionalProperties", `1.50`, `false`, 3, 11, false},
		{"/long", "/propertyNames/maxLength", "maxLength", `"long"`, `3`, 3, 3, true},
	}, got)
	assert.Len(t, strings.Split(e.Error(), "\n"), 3)
	assert.True(t, strings.HasPrefix(e.Error(), "d.json:2:8: at /a: "), e.Error())
	assert.NoError(t, errors.Unwrap(e))
}

// The list is bounded, and says when it is not whole.
func TestMaxViolations(t *testing.T) {
	doc := []byte("[" + strings.TrimSuffix(strings.Repeat("1,", 1500), ",") + "]")
	for most, want := range map[int]struct {
		n    int
		more bool
		last string
	}{
		0: {DefaultMaxViolations, true, "and more"}, 1500: {1500, false, "and 1490 more violations"},
		1499: {1499, true, "and more"}, 1: {1, true, "and more"}, math.MaxInt: {1500, false, "and 1490 more violations"},
	} {
		e := invalid(t, compile(t, `{"items":{"type":"string"}}`, Options{MaxViolations: most}).Validate(doc))
		assert.Len(t, e.Violations, want.n)
		assert.Equal(t, want.more, e.More, most)
		lines := strings.Split(e.Error(), "\n")
		assert.Equal(t, want.last, lines[len(lines)-1])
	}
}

// hard is a schema that makes too much work of an empty array.
func hard() string {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/a0","$defs":{`)
	for i := range 60 {
		fmt.Fprintf(&b, `"a%d":{"anyOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]},`, i, i+1, i+1)
	}
	return b.String() + `"a60":false}}`
}

// What is not decided is neither valid nor refused.
func TestUndecided(t *testing.T) {
	s := compile(t, hard(), Options{})
	err := s.ValidateFile("d.json", []byte(`[]`))
	var undecided *UndecidedError
	require.ErrorAs(t, err, &undecided)
	assert.Equal(t, "d.json", undecided.Name)
	assert.ErrorContains(t, err, "d.json: not decided: ")
	var reason *diag.Error
	assert.ErrorAs(t, err, &reason)
	var e *Error
	assert.False(t, errors.As(err, &e))
}

// blocked is a reader that never has anything.
type blocked struct{ until chan struct{} }

func (b blocked) Read([]byte) (int, error) { <-b.until; return 0, io.EOF }

func TestValidateReader(t *testing.T) {
	ctx := context.Background()
	s := compile(t, `{"type":"string"}`, Options{})
	assert.NoError(t, s.ValidateReader(ctx, strings.NewReader(` "a" `)))
	assert.Len(t, invalid(t, s.ValidateReader(ctx, strings.NewReader(`1`))).Violations, 1)

	broken := errors.New("no such luck")
	err := s.ValidateReader(ctx, io.MultiReader(strings.NewReader(`"a"`), errReader{broken}))
	var e *diag.Error
	require.ErrorAs(t, err, &e, "half of a document is none")
	assert.Equal(t, "read", e.Code)
	assert.ErrorIs(t, err, broken)

	b := blocked{make(chan struct{})}
	defer close(b.until)
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	assert.ErrorIs(t, s.ValidateReader(short, b), context.DeadlineExceeded)
	assert.ErrorIs(t, s.ValidateReader(short, strings.NewReader(`"a"`)), context.DeadlineExceeded)
}

// reading is a reader that is a function.
type reading func([]byte) (int, error)

func (r reading) Read(p []byte) (int, error) { return r(p) }

// A reader that does what no reader may do is its caller's to catch, and what cannot
// have been read is no document.
func TestReadersThatMisbehave(t *testing.T) {
	var none context.Context
	ctx := context.Background()
	s := compile(t, `true`, Options{})
	assert.PanicsWithValue(t, "mine", func() { _ = s.ValidateReader(ctx, reading(func([]byte) (int, error) { panic("mine") })) })
	assert.Panics(t, func() { _ = s.ValidateReader(ctx, nil) })
	assert.Panics(t, func() { _ = s.ValidateReader(none, strings.NewReader("1")) }, "what nil does is documented")
	for _, n := range []int{-1, 1 << 20} {
		err := s.ValidateReader(ctx, reading(func([]byte) (int, error) { return n, io.EOF }))
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "read", e.Code)
	}
	// What panics when nobody waits any more is nobody's.
	b := blocked{make(chan struct{})}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	assert.Error(t, s.ValidateReader(short, io.MultiReader(b, reading(func([]byte) (int, error) { panic("late") }))))
	close(b.until)
}

// The end of the context ends the judging.
func TestContextEndsJudging(t *testing.T) {
	s := compile(t, hard(), Options{})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	assert.ErrorIs(t, s.ValidateReader(ctx, strings.NewReader(`[]`)), context.DeadlineExceeded)
}

// Without a schema nothing is decided.
func TestNoSchema(t *testing.T) {
	for _, s := range []*Schema{nil, {}} {
		assert.False(t, s.Valid([]byte(`1`)))
		assert.Empty(t, s.Name())
		var undecided *UndecidedError
		assert.ErrorAs(t, s.ValidateFile("d.json", []byte(`1`)), &undecided)
		assert.ErrorAs(t, s.ValidateReader(context.Background(), strings.NewReader(`1`)), &undecided)
	}
}

// What a message says of names, items and alternatives is in fields too, and all of
// it in JSON.
func TestTypedFields(t *testing.T) {
	for _, c := range []struct {
		schema, doc string
		want        Violation
	}{
		{`{"required":["a","b"]}`, `{"a":1}`, Violation{Keyword: "required", Missing: "b"}},
		{`{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, Violation{Keyword: "dependentRequired", Missing: "b"}},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}`, `{"a":1}`, Violation{Keyword: "dependencies", Missing: "b"}},
		{`{"uniqueItems":true}`, `[0,1,2,1.0]`, Violation{Keyword: "uniqueItems", InstanceAt: "/3", EqualTo: 1}},
		{`{"anyOf":[false,false]}`, `1`, Violation{Keyword: "anyOf", Alternatives: 2}},
		{`{"oneOf":[false,true,true]}`, `1`, Violation{Keyword: "oneOf", Alternatives: 3, Matched: []int{1, 2}}},
		{`{"oneOf":[false]}`, `1`, Violation{Keyword: "oneOf", Alternatives: 1}},
	} {
		e := invalid(t, compile(t, c.schema, Options{}).Validate([]byte(c.doc)))
		require.Len(t, e.Violations, 1)
		v := e.Violations[0]
		got := Violation{Keyword: v.Keyword, InstanceAt: v.InstanceAt, Missing: v.Missing, EqualTo: v.EqualTo, Alternatives: v.Alternatives, Matched: v.Matched}
		assert.Equal(t, c.want, got, c.schema)
	}
	e := invalid(t, compile(t, `{"maximum":1}`, Options{}).Validate([]byte(`2.50`)))
	text, err := json.Marshal(e)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Name":"","More":false,"Text":null,"Violations":[{"InstanceAt":"","Line":1,"Column":1,"Name":false,"Keyword":"maximum",
		"SchemaFile":"s.json","SchemaAt":"/maximum","Message":"2.50 is greater than 1","Missing":"","EqualTo":0,"Alternatives":0,"Matched":null,
		"Got":2.50,"Want":1}]}`, string(text))
	assert.Contains(t, string(text), `"Got":2.50`)
	text, err = json.Marshal(compile(t, `true`, Options{}).Validate([]byte(`[`)))
	require.NoError(t, err)
	assert.Contains(t, string(text), `"Code":"parse"`)
}

// Files may have one name and still be two.
func TestWantOfFilesWithOneName(t *testing.T) {
	open := func(string) ([]byte, error) { return []byte(`{"minimum":5}`), nil }
	s := compile(t, `{"minimum":7,"$ref":"urn:x:id"}`, Options{Map: map[string]string{"urn:x:id": "s.json"}, Open: open})
	e := invalid(t, s.Validate([]byte(`1`)))
	require.Len(t, e.Violations, 2)
	assert.Equal(t, []string{"5", "7"}, []string{string(e.Violations[0].Want()), string(e.Violations[1].Want())})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// One schema judges on several goroutines, and every answer is its own.
func TestConcurrentUse(t *testing.T) {
	s := compile(t, `{"items":{"maximum":5}}`, Options{})
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 50 {
				n := (g + i) % 10
				err := s.Validate(fmt.Appendf(nil, "[%d]", n))
				assert.Equal(t, n <= 5, err == nil)
				if err != nil {
					assert.Equal(t, fmt.Sprint(n), string(invalid(t, err).Violations[0].Got()))
				}
			}
		})
	}
	all.Wait()
}

// Every required test of the official suite has its answer, and every violation
// its place, its keyword, and the values that it compared.
func TestSuite(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	tried, told := 0, 0
	for _, g := range official.Groups {
		if g.Optional() {
			continue
		}
		s, err := New("s.json", g.Schema.AppendJSON(nil), Options{Draft: g.Folder, Map: g.Load.Map})
		require.NoError(t, err, g.Title)
		for _, test := range g.Tests {
			tried++
			doc := test.Data.AppendJSON(nil)
			err := s.Validate(doc)
			assert.Equal(t, test.Valid, err == nil, test.Title)
			assert.Equal(t, test.Valid, s.Valid(doc), test.Title)
			if err == nil {
				continue
			}
			e := invalid(t, err)
			require.NotEmpty(t, e.Violations, test.Title)
			for i := range e.Violations {
				told++
				v := &e.Violations[i]
				complete := v.Line == 1 && v.Column > 0 && v.Keyword != "" && v.Message != "" && v.SchemaFile != "" &&
					json.Valid(v.Got()) && json.Valid(v.Want())
				assert.True(t, complete, "%s: %+v, got %s, want %s", test.Title, *v, v.Got(), v.Want())
			}
		}
	}
	assert.Greater(t, tried, 2000)
	assert.Greater(t, told, 1000)
}
