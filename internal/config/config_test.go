package config

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

const full = `version: 1
dialects: {"https://tools.example/v3#": draft7}
families:
  - name: runresult
    head: schema/runresult.v1.json
    released: schema/released/runresult
    policy: {direction: full, content: writer, transitive: true}
    draft: draft2020-12
    later_keywords: true
    map: {"urn:x": schema/x.json}
    generate:
      - {lang: go, package: runresultv1, type: RunResult, out: generated/runresultv1}
      - lang: go
        out: generated/other
        int64: true
        tags: [yaml, bson]
        assert_formats: true
        import: {"urn:x": example.com/x}
`

func TestParse(t *testing.T) {
	c, err := Parse("conf/runresult.yaml", []byte(full))
	require.NoError(t, err)
	require.Len(t, c.Families, 1)
	f := c.Families[0]
	assert.Equal(t, "runresult", f.Name)
	assert.Equal(t, filepath.Join("conf", "schema", "runresult.v1.json"), f.Head.OS())
	assert.Equal(t, filepath.Join("conf", "schema", "released", "runresult"), f.Released.OS())
	assert.Equal(t, Policy{"full", "writer", true}, f.Policy)
	assert.Equal(t, "draft2020-12", f.Draft)
	assert.True(t, f.LaterKeywords)
	assert.Equal(t, map[string]string{"https://tools.example/v3": "draft7"}, f.Dialects)
	assert.Equal(t, "schema/x.json", f.Map["urn:x"].Text)
	require.Len(t, f.Generate, 2)
	assert.Equal(t, "runresultv1", f.Generate[0].Package)
	assert.Equal(t, "RunResult", f.Generate[0].Type)
	g := f.Generate[1]
	assert.True(t, g.Int64 && g.AssertFormats)
	assert.Equal(t, []string{"yaml", "bson"}, g.Tags)
	assert.Equal(t, map[string]string{"urn:x": "example.com/x"}, g.Import)

	c, err = Parse("r.yaml", []byte("version: 1\nfamilies:\n  - {name: a, head: a.json}\n"))
	require.NoError(t, err)
	assert.Equal(t, Policy{"full", "writer", true}, c.Families[0].Policy, "defaults")
	assert.True(t, c.Families[0].Released.IsZero())
	assert.False(t, c.Families[0].LaterKeywords)

	_, err = Parse("r.yaml", []byte("version: 1\ndialects: {'u:d': draft4, 'u:d#': draft7}\nfamilies:\n  - {name: a, head: a.json}\n"))
	require.ErrorContains(t, err, `the dialect "u:d" stands here twice`)
}

// families wraps the members of one family.
func family(members string) string {
	return "version: 1\nfamilies:\n  - {name: a, head: a.json" + members + "}\n"
}

func generate(members string) string {
	return family(", generate: [{lang: go, out: g" + members + "}]")
}

func waive(members string) string {
	return family(", waive: [{" + members + "}]")
}

func head(path string) string {
	return "version: 1\nfamilies:\n  - {name: a, head: " + path + "}\n"
}

// configs are judged by the reader and, in the test below, by the published
// schema: both must accept exactly the ones with an empty message.
var configs = []struct{ text, message, at, hint string }{
	{full, "", "", ""},
	{family(""), "", "", ""},
	{family(", policy: {}"), "", "", ""},
	{family(", generate: []"), "", "", ""},
	{family(", released: ."), "", "", ""},
	{generate(""), "", "", ""},
	{"version: 1.0\nfamilies: [{name: a, head: a.json}]", "", "", ""},
	{`{"version":1,"families":[{"name":"a","head":"a.json"}]}`, "", "", ""},

	{"[]", "must be a mapping, not a list", "1:1", "keys version, families"},
	{"hello", `must be a mapping, not "hello"`, "1:1", ""},
	{"families: [{name: a, head: a.json}]", `the key "version" is missing`, "1:1", "add version"},
	{"version: 1", `the key "families" is missing`, "1:1", ""},
	{"version: 2\nfamilies: [{name: a, head: a.json}]", "version 2 is not known", "1:10", "write version: 1"},
	{"version: 2", "version 2 is not known; this tool reads version 1", "1:10", "write version: 1"},
	{"schemas: []\nversion: 2.5\nfamilies: {}", "version 2.5 is not known; this tool reads version 1", "2:10", ""},
	{"version: '1'\nfamilies: [{name: a, head: a.json}]", `version "1" is not known`, "1:10", ""},
	{"version: 1\nfamilies: []", "must not be empty", "2:11", ""},
	{"version: 1\nfamilies: {}", "must be a list, not a mapping", "2:11", ""},
	{"version: 1\nfamilies: [1]", "must be a mapping, not 1", "2:12", ""},
	{"version: 1\nfamilies: [{name: a, head: a.json}]\nfamilys: []", `unknown key "familys"`, "3:1", "did you mean families?"},
	{"version: 1\nfamilies: [{head: a.json}]", `the key "name" is missing`, "2:12", ""},
	{"version: 1\nfamilies: [{name: a}]", `the key "head" is missing`, "2:12", ""},
	{"version: 1\nfamilies: [{name: A b, head: a.json}]", `"A b" does not have the right form`, "2:19", "small letters"},
	{family(", Released: x"), `unknown key "Released"`, "", "did you mean released?"},
	{family(", policy: full"), "must be a mapping", "", ""},
	{family(", policy: {direction: both}"), `"both" is not known here`, "", "backward, forward, full"},
	{family(", policy: {content: writr}"), `"writr" is not known here`, "", "did you mean writer?"},
	{family(", policy: {transitive: yes please}"), "must be true or false", "", ""},
	{family(", policy: {bump: major}"), `unknown key "bump"`, "", ""},
	{family(", draft: draft5"), `"draft5" is not known here`, "", "did you mean draft4?"},
	{family(", later_keywords: 4"), "must be true or false, not 4", "", ""},
	{"dialects: {'u:d': draft3}\n" + family(""), `"draft3" is not known here`, "1:19", "did you mean draft4?"},
	{"dialects: [draft4]\n" + family(""), "must be a mapping", "1:11", ""},
	{"dialects: {'': draft4}\n" + family(""), "the key is empty", "1:12", "name a URI"},
	{family(", map: [a]"), "must be a mapping", "", ""},
	{family(`, map: {"": a}`), "the key is empty", "", ""},
	{family(`, map: {"urn:a": /etc/passwd}`), "absolute", "", ""},
	{family(", generate: {lang: go}"), "must be a list", "", ""},
	{family(", generate: [{out: g}]"), `the key "lang" is missing`, "", ""},
	{family(", generate: [{lang: go}]"), `the key "out" is missing`, "", ""},
	{family(", generate: [{lang: rust, out: g}]"), `"rust" is not known here`, "", ""},
	{generate(", package: Foo"), "does not have the right form", "", ""},
	{generate(", package: 1"), "must be text, not 1", "", "quotes"},
	{generate(", type: foo"), "does not have the right form", "", ""},
	{generate(", int64: 1"), "must be true or false, not 1", "", ""},
	{generate(", tags: yaml"), "must be a list", "", ""},
	{generate(", tags: [1]"), "must be text", "", ""},
	{generate(`, tags: ["a b"]`), "does not have the right form", "", ""},
	{generate(", tags: [a, a]"), "twice", "", ""},
	{generate(", assert_formats: maybe"), "must be true or false", "", ""},
	{family(", waive: []"), "", "", ""},
	{waive("unknown: too-much-work, from: 1.0.0, to: 1.10.0, why: seen"), "", "", ""},
	{waive("unknown: too-much-work, from: 1.0.0, to: 1.1.0"), `the key "why" is missing`, "", ""},
	{waive("unknown: pattern, from: 1.0.0, to: 1.1.0, why: ''"), "does not have the right form", "", "a reason for people"},
	{waive("unknown: All of it, from: 1.0.0, to: 1.1.0, why: x"), "does not have the right form", "", "too-much-work"},
	{waive("unknown: pattern, from: 1.0, to: 1.1.0, why: x"), "must be text, not 1.0", "", "quotes"},
	{waive("unknown: pattern, from: 1.0.0, to: 01.1.0, why: x"), "does not have the right form", "", "a full version"},
	{waive("unknown: pattern, from: 1.0.0, to: 1.1.0, why: x, until: y"), `unknown key "until"`, "", ""},
	{family(", entries: []"), "", "", ""},
	{family(", entries: [/$defs/A, '/$defs/a~1b', /]"), "", "", ""},
	{family(", entries: /$defs/A"), "must be a list", "", ""},
	{family(", entries: [$defs/A]"), "does not have the right form", "", "such as /$defs/Order"},
	{family(", entries: ['/a~2']"), "does not have the right form", "", ""},
	{family(", entries: ['']"), "does not have the right form", "", ""},
	{family(", entries: [1]"), "must be text", "", ""},
	{family(", entries: [/a, /a]"), "twice", "", "remove one"},
	{family(", waive: too-much-work"), "must be a list", "", ""},
	{generate(", import: [x]"), "must be a mapping", "", ""},
	{generate(`, import: {"urn:a": ""}`), "does not have the right form", "", ""},
	{generate(`, import: {"urn:a": "example.com/a b"}`), "does not have the right form", "", "a Go import path"},
	{generate(`, import: {"urn:a": "example.com/a#B"}`), "", "", ""},
	{generate(`, import: {"": x}`), "the key is empty", "", ""},
	{generate(", output: x"), `unknown key "output"`, "", "lang, out"},
	{head("../a.json"), "leaves the directory", "3:21", "relative to this file"},
	{head("a/../b.json"), "leaves the directory", "", ""},
	{head("a//b.json"), "empty part", "", ""},
	{head("./a.json"), "part .", "", ""},
	{head("a/"), "empty part", "", ""},
	{head("/a"), "absolute", "", ""},
	{head("'C:/a'"), "colon", "", ""},
	{head(`'a\b'`), `holds \`, "", ""},
	{head(`"a\nb"`), "control character", "", ""},
	{head("''"), "does not have the right form", "", ""},
	{head("null"), "must be text", "", ""},
	{head("..."), "", "", ""},
	{head("..a/.b/c.d"), "", "", ""},
	{head("a b/ünï.json"), "", "", ""},
}

func TestReaderTable(t *testing.T) {
	for _, c := range configs {
		_, err := Parse("runresult.yaml", []byte(c.text))
		if c.message == "" {
			assert.NoError(t, err, c.text)
			continue
		}
		var e *diag.Error
		require.ErrorAs(t, err, &e, c.text)
		assert.Contains(t, e.Message, c.message, c.text)
		assert.Contains(t, e.Hint, c.hint, c.text)
		assert.Contains(t, e.Error(), "runresult.yaml:"+c.at, c.text)
		assert.NotZero(t, e.Line, c.text)
		assert.Equal(t, Code, e.Code)
	}
}

// majors are two heads of one family.
func majors(released, head, again string) string {
	return "version: 1\nfamilies:\n  - {name: a, head: a.json, released: " + released + "}\n  - {name: a, head: " + head + ", released: " + again + "}\n"
}

// What a schema cannot say is refused by the reader alone.
func TestReaderOnly(t *testing.T) {
	for text, want := range map[string]string{
		"version: 1\nfamilies: [{name: a, head: a.json}, {name: a, head: b.json}]": `2:37: at /families/1: a family called "a"`,
		majors("x", "b.json", "x"): "",
		majors("x", "a.json", "x"): `a family called "a"`,
		majors("x", "b.json", "y"): `a family called "a"`,
		"version: 1\nfamilies: [{name: a, head: a.json, released: r}, {name: b, head: b.json, released: r}]":     `2:50: at /families/1: the family "a" has its releases in "r" already`,
		"version: 1\nfamilies: [{name: a, head: a.json}, {name: b, head: a.json}]":                               `2:37: at /families/1: "a.json" is the head of the family "a" already`,
		"version: 1\nfamilies: [{name: a, head: a.json, released: r/a}, {name: b, head: b.json, released: r}]":   `2:12: at /families/0: its releases in "r/a" stand among those of the family "b"`,
		"version: 1\nfamilies: [{name: a, head: a.json, released: r/a}, {name: b, head: b.json, released: r/b}]": "",
		family(", generate: [{lang: go, out: g}, {lang: python, out: g}]"):                                       `at /families/0/generate/1: another output goes to "g"`,
		"version: 1\nversion: 1\nfamilies: [{name: a, head: a.json}]":                                            "2:1",
		"":                              "runresult.yaml",
		"version: 1\nfamilies:\n\t- {}": "runresult.yaml:3",
		"version: 1\nfamilies: [{name: a, head: a.json, nope: 1}, {name: 5, head: b.json}]\nmore: trouble": `2:36: at /families/0/nope: unknown key "nope"`,
	} {
		_, err := Parse("runresult.yaml", []byte(text))
		if want == "" {
			assert.NoError(t, err, text)
			continue
		}
		assert.ErrorContains(t, err, want, text)
	}
}

func TestRead(t *testing.T) {
	_, err := Read(filepath.Join(t.TempDir(), "runresult.yaml"))
	assert.ErrorContains(t, err, "no such file")
	_, err = Read(t.TempDir())
	assert.ErrorContains(t, err, "is a directory")
}

func FuzzParse(f *testing.F) {
	for _, c := range configs {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("runresult.yaml", data)
		if err != nil {
			var e *diag.Error
			require.ErrorAs(t, err, &e)
			return
		}
		for _, fam := range c.Families {
			if !filepath.IsLocal(fam.Head.OS()) {
				t.Fatalf("%q leaves the directory", fam.Head.Text)
			}
		}
	})
}

// The published schema and the reader accept the same configurations.
func TestSchemaAgreesWithReader(t *testing.T) {
	f, err := source.ParseJSON(SchemaName, Schema)
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err)
	v, err := v5.Compile(g, false)
	require.NoError(t, err)
	for _, c := range configs {
		doc, err := source.ParseYAML("runresult.yaml", []byte(c.text))
		require.NoError(t, err, c.text)
		found := v.Validate(doc.Root)
		assert.Equal(t, c.message == "", len(found) == 0, "%s\nreader: %q\nschema: %+v", c.text, c.message, found)
	}
}

// TestOwnRules: a language judges the values of its options by its own rules, and
// an option that it has no rule for is refused.
func TestOwnRules(t *testing.T) {
	defer func(before func(string) *target.Language) { languageOf = before }(languageOf)
	dashed := target.Rule{Fits: regexp.MustCompile(`^@[a-z-]+$`).MatchString, Is: "scoped name", Hint: "write @name"}
	own := &target.Language{Package: dashed, Module: dashed, Type: target.Rule{Fits: regexp.MustCompile(`^T[A-Z]+$`).MatchString, Is: "T", Hint: "write TX"}}
	languageOf = func(name string) *target.Language {
		return map[string]*target.Language{"python": own, "go": languages.Default()}[name]
	}
	for options, want := range map[string]string{
		`lang: python, package: "@a-b", type: TX, import: {"urn:x": "@a#TA", "urn:y": "@b"}`: "",
		`lang: python, package: a`:                   "does not have the right form\n  hint: write @name",
		`lang: python, type: Order`:                  "does not have the right form\n  hint: write TX",
		`lang: python, import: {"urn:x": "@a#A"}`:    "does not have the right form\n  hint: write @name",
		`lang: python, tags: [a]`:                    "it has no meaning in this language\n  hint: leave the option out",
		`lang: go, package: "@a-b"`:                  "hint: write small letters, digits and underscores, a letter first",
		`lang: go, type: a`:                          "hint: write letters and digits, a capital first",
		`lang: typescript, import: {"urn:x": "@ab"}`: "hint: write a Go import path",
	} {
		_, err := Parse("runresult.yaml", []byte("version: 1\nfamilies:\n- name: x\n  head: x.json\n  generate:\n  - {"+options+", out: x}\n"))
		if want == "" {
			assert.NoError(t, err, options)
		} else {
			assert.ErrorContains(t, err, want, options)
		}
	}
}
