package verdict

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func shown(doc string, at *string, note string) string {
	var b strings.Builder
	for _, l := range layout([]byte(doc), at, note) {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

func TestLayout(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		at        *string
		want      string
	}{
		{"scalar", `null`, at(""), "null\n^^^^ here\n"},
		{"no mark", `{"a":1.0}`, nil, "{\"a\": 1.0}\n"},
		{"root", `{"a":1}`, at(""), "{\"a\": 1}\n^^^^^^^^ here\n"},
		{"member", `{"a":1,"b":[1,{"c":null}]}`, at("/b/1/c"), `{
  "a": 1,
  "b": [
    1,
    {
      "c": null
           ^^^^ here
    }
  ]
}
`},
		{"a place that is not there is marked as far as it goes", `{"a":{"b":1}}`, at("/a/x/y"), `{
  "a": {"b": 1}
       ^^^^^^^^ here
}
`},
		{"empty", `{"a":{},"b":[]}`, at("/b"), `{
  "a": {},
  "b": []
       ^^ here
}
`},
		{"wide marked value", `{"a":["` + strings.Repeat("x", 60) + `","` + strings.Repeat("y", 60) + `"]}`, at("/a"), `{
  "a": [
       ^ here
    "` + strings.Repeat("x", 60) + `",
    "` + strings.Repeat("y", 60) + `"
  ]
}
`},
		{"code points, not bytes", `{"é":"ü"}`, at("/é"), "{\n  \"é\": \"ü\"\n       ^^^ here\n}\n"},
		{"not JSON", "{\x1b", nil, "{\\x1b\n"},
	} {
		assert.Equal(t, c.want, shown(c.doc, c.at, "here"), c.name)
	}
}

// What is large is left out, and says so; the marked place stays.
func TestLayoutIsBounded(t *testing.T) {
	var items []string
	for i := range 5000 {
		items = append(items, fmt.Sprintf(`{"name":"item number %d","text":"%s"}`, i, strings.Repeat("t", 80)))
	}
	doc := `{"list":[` + strings.Join(items, ",") + `],"more":[` + strings.Join(items, ",") + `]}`
	out := shown(doc, at("/list/4000/name"), "here")
	assert.Less(t, strings.Count(out, "\n"), 250)
	assert.Contains(t, out, `"item number 4000"`)
	assert.Contains(t, out, "^^^ here")
	assert.Contains(t, out, "… 3994 items")
	assert.Contains(t, out, " more\n")

	deep := strings.Repeat(`{"a":`, 9000) + `"end"` + strings.Repeat("}", 9000)
	out = shown(deep, at(strings.Repeat("/a", 9000)), "here")
	assert.Less(t, len(out), 5000)
	assert.Contains(t, out, `"end"`)
	assert.Contains(t, out, "(8976 levels further out left out)")
	out = shown(deep, nil, "")
	assert.Less(t, len(out), 100_000)

	long := `{"s":"` + strings.Repeat("é", 100_000) + `","n":` + strings.Repeat("7", 5000) + `}`
	out = shown(long, at("/s"), "here")
	assert.Less(t, len(out), 2000)
	assert.Contains(t, out, `…" (100000 characters)`)
	assert.Contains(t, out, "… (5000 characters)")
}

// Whatever the document and the pointer, the layout is small and fit for a
// terminal.
func FuzzLayout(f *testing.F) {
	f.Add(`{"a":[1,{"b":"\u202e"}]}`, "/a/1/b")
	f.Add(`[[[[]]]]`, "/0/0/9")
	f.Add("{", "")
	f.Add(`{"":{"/":null}}`, "//~1")
	f.Fuzz(func(t *testing.T, doc, pointer string) {
		for _, p := range []*string{nil, &pointer} {
			lines := layout([]byte(doc), p, "")
			marks := 0
			for _, l := range lines {
				if strings.ContainsAny(l.text, "\n\x1b\u202e") {
					t.Fatalf("%q is no line for a terminal", l.text)
				}
				if l.mark {
					marks++
				}
			}
			if marks > 1 || len(lines) > 1000 {
				t.Fatalf("%d marks in %d lines", marks, len(lines))
			}
		}
	})
}
