package form_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/form"
	"github.com/atlas-dataflow/runresult/internal/source"
)

var small = regexp.MustCompile(`^[a-z]*$`)

// read reads a form that has one member of each sort.
func read(t *testing.T, text string) error {
	f, err := source.ParseYAML("f.yaml", []byte(text))
	require.NoError(t, err)
	r := form.Reader{File: f, Code: "form"}
	top := r.Object(r.Root(), "version", "name", "color", "on", "list", "free", "inner")
	r.Version(top.Get("version"), "write version: 1")
	r.Need(top, "name")
	r.Text(top.Get("name"), small, "small letters")
	r.Text(top.Get("list").Get("below a list"), nil, "")
	r.Word(top.Get("color"), "red", "red", "green")
	r.Bool(top.Get("on"), true)
	for _, item := range r.Array(top.Get("list"), 1) {
		r.Text(item, nil, "")
	}
	for _, m := range r.Members(top.Get("free"), "name a planet") {
		r.Bool(m, false)
	}
	r.Need(r.Object(top.Get("inner"), "a"), "a")
	return r.Err()
}

func TestReader(t *testing.T) {
	for _, c := range []struct{ text, at, message, hint string }{
		{text: "name: x"},
		{text: "{version: 1.0, name: '', color: green, on: false, list: [''], free: {x: true}, inner: {a: {}}}"},

		{"[]", "f.yaml:1:1", "must be a mapping, not a list", "it has the keys version, name, color, on, list, free, inner"},
		{"{}", "f.yaml:1:1", `the key "name" is missing`, "add name"},
		{"nmae: x", "f.yaml:1:1", `unknown key "nmae"`, "did you mean name? the keys here are version, name, color, on, list, free, inner"},
		{"name: x\nversion: 2", "f.yaml:2:10", "version 2 is not known; this tool reads version 1", "write version: 1"},
		{"name: x\nversion: '1'", "f.yaml:2:10", `version "1" is not known; this tool reads version 1`, "write version: 1"},
		{"name: 1.0", "f.yaml:1:7", "must be text, not 1.0", "write it in quotes if it is meant as text"},
		{"name: X", "f.yaml:1:7", `"X" does not have the right form`, "write small letters"},
		{"name: x\ncolor: gren", "f.yaml:2:8", `"gren" is not known here`, "did you mean green? write one of red, green"},
		{"name: x\ncolor: {}", "f.yaml:2:8", "a mapping is not known here", "write one of red, green"},
		{"name: x\non: 1", "f.yaml:2:5", "must be true or false, not 1", "write true or false"},
		{"name: x\nlist: a", "f.yaml:2:7", `must be a list, not "a"`, "write a list, each item with a - before it"},
		{"name: x\nlist: []", "f.yaml:2:7", "must not be empty", "add an item"},
		{"name: x\nlist: [a, null]", "f.yaml:2:11", "must be text, not null", "write it in quotes if it is meant as text"},
		{"name: x\nfree: [a]", "f.yaml:2:7", "must be a mapping, not a list", ""},
		{"name: x\nfree: {'': true}", "f.yaml:2:8", "the key is empty", "name a planet"},
		{"name: x\nfree: {a: b}", "f.yaml:2:11", `must be true or false, not "b"`, "write true or false"},
		{"name: x\ninner: {}", "f.yaml:2:8", `the key "a" is missing`, "add a"},
		{"name: x\ninner: []", "f.yaml:2:8", "must be a mapping, not a list", "it has the keys a"},

		// The first in the text, whatever is looked at first.
		{"color: no\nversion: 7\nnom: 1", "f.yaml:1:1", `the key "name" is missing`, "add name"},
		{"inner: {a: 1, wholly: 1}\nname: X\nversion: 7", "f.yaml:1:15", `unknown key "wholly"`, "the keys here are a"},
	} {
		err := read(t, c.text)
		if c.message == "" {
			assert.NoError(t, err, c.text)
			continue
		}
		var e *diag.Error
		require.ErrorAs(t, err, &e, c.text)
		assert.Equal(t, []string{c.at, c.message, c.hint, "form"}, []string{e.Place(), e.Message, e.Hint, e.Code}, c.text)
	}
}

func TestSpell(t *testing.T) {
	f, err := source.ParseYAML("f.yaml", []byte("{a: [1], b: {}, c: x, d: "+strings.Repeat("x", 80)+"}"))
	require.NoError(t, err)
	for name, want := range map[string]string{"a": "a list", "b": "a mapping", "c": `"x"`, "d": "a long string"} {
		assert.Equal(t, want, form.Spell(f.Root.Get(name)))
	}
}
