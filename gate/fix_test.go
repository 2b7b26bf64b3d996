package gate

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func TestFix(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	rep := r.check(fix)
	assert.Equal(t, []string{r.path(headPath), r.path(logPath)}, rep.Fixed)
	assert.Equal(t, strings.Replace(strings.Replace(orderText, "1.0.0", "1.1.0", 1), `"id": {"type": "string"}`, noteMember, 1), r.read(headPath),
		"nothing but the version")
	assert.Equal(t, strings.Replace(changelogText, "Nothing since 1.0.0.\n", "#### Added\n\n- the optional member note was added.\n", 1), r.read(logPath))
	for _, code := range codes(rep) {
		assert.True(t, strings.HasPrefix(code, "drift-"), "%s: what is left is for another command", code)
	}
	r.generate()
	rep = r.check(fix)
	assert.Empty(t, rep.Findings)
	assert.Empty(t, rep.Fixed, "nothing is left to do")
	assert.Equal(t, "1.1.0", rep.Families[0].Required)
}

// TestFixOfABreak: a version cannot make a break right, but it can be told.
func TestFixOfABreak(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, `, "partial"`, "")
	r.generate()
	rep := r.check(fix)
	assert.Equal(t, []string{r.path(logPath)}, rep.Fixed)
	assert.Contains(t, r.read(headPath), "order:1.0.0")
	assert.Contains(t, r.read(logPath), "#### Removed\n\n- the value partial was removed.\n")
	assert.Equal(t, []string{RuleBreak.ID, RuleGoAPI.ID}, codes(rep))
}

func TestFixMakesAChangelog(t *testing.T) {
	r := newRepo(t)
	r.remove(logPath)
	rep := r.check(fix)
	assert.Equal(t, []string{RuleChangelogRelease.ID}, codes(rep))
	assert.Equal(t, string(changelog.New()), r.read(logPath))

	addNote(r)
	r.generate()
	r.remove(logPath)
	r.check(fix)
	assert.Equal(t, "# Changelog\n\n## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the optional member note was added.\n", r.read(logPath))
}

// TestFixLeavesUnclearChangelogs: the version is set, the rest is for a person.
func TestFixLeavesUnclearChangelogs(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	r.write(logPath, changelogText+"\n## [Unreleased]\n")
	rep := r.check(fix)
	assert.Equal(t, []string{r.path(headPath)}, rep.Fixed)
	assert.Contains(t, codes(rep), RuleChangelogForm.ID)
}

// TestFixIsWholeOrNothing: a file that cannot be written leaves the others as
// they were.
func TestFixIsWholeOrNothing(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	outside := filepath.Join(t.TempDir(), "CHANGELOG.md")
	require.NoError(t, os.WriteFile(outside, []byte(changelogText), 0o666))
	r.remove(logPath)
	require.NoError(t, os.Symlink(outside, r.path(logPath)))
	head := r.read(headPath)
	_, err := r.project().Check(context.Background(), Options{Fix: true})
	assert.ErrorContains(t, err, "CHANGELOG.md")
	assert.Equal(t, head, r.read(headPath))
	data, err := os.ReadFile(outside)
	require.NoError(t, err)
	assert.Equal(t, changelogText, string(data))
}

func TestSetVersion(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a URN": {
			"a.json", `{"$id": "urn:x:1.0.0", "const": "1.0.0"}`, `{"$id": "urn:x:2.10.3", "const": "1.0.0"}`,
		},
		"in the middle": {"a.json", `{"$id":"https://example.com/v1.0.0/order.json"}`, `{"$id":"https://example.com/v2.10.3/order.json"}`},
		"an escape":     {"a.json", `{"$id":"urn:x:1.\u0030.0"}`, `{"$id":"urn:x:2.10.3"}`},
		"an escape elsewhere": {
			"a.json", `{"$id":"urn:\u0078:1.0.0"}`, `{"$id":"urn:\u0078:2.10.3"}`,
		},
		"draft 4": {"a.json", `{"$schema":"http://json-schema.org/draft-04/schema#","id":"urn:x:1.0.0"}`,
			`{"$schema":"http://json-schema.org/draft-04/schema#","id":"urn:x:2.10.3"}`},
		"YAML": {"a.yaml", "# the $id\n$id: urn:x:1.0.0 # 1.0.0\ntype: object\n", "# the $id\n$id: urn:x:2.10.3 # 1.0.0\ntype: object\n"},
		"YAML in quotes": {
			"a.yaml", "$id: 'urn:x:1.0.0'\r\ntype: object\r\n", "$id: 'urn:x:2.10.3'\r\ntype: object\r\n",
		},
		"YAML folded": {"a.yaml", "$id: >-\n  urn:x:1.0.0\ntype: object\n", "$id: >-\n  urn:x:2.10.3\ntype: object\n"},
		"YAML with an anchor": {
			"a.yaml", "$id: &id urn:x:1.0.0\ntitle: *id\n", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := source.Parse(c.file, []byte(c.text))
			require.NoError(t, err)
			id := identifier(f.Root, &config.Family{})
			require.NotNil(t, id)
			text, err := setVersion(f, id, version{2, 10, 3})
			if c.want == "" {
				assert.ErrorContains(t, err, "cannot be written here")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, string(text))
		})
	}
	f, err := source.Parse("a.json", []byte(`{"$id":"urn:x"}`))
	require.NoError(t, err)
	_, err = setVersion(f, identifier(f.Root, &config.Family{}), version{})
	assert.Error(t, err)
}

func TestVersions(t *testing.T) {
	for id, want := range map[string]string{
		"urn:atlas-dataflow:schema:runresult:1.0.0": "1.0.0",
		"https://example.com/order/1.2.3":           "1.2.3",
		"https://example.com/order/v1.2.3/s.json":   "1.2.3",
		"https://example.com/order-10.20.30.json":   "10.20.30",
		"https://example.com/1.0.0/2.0.0.yaml#":     "2.0.0",
		"1.2.3":                                     "1.2.3",
		"urn:x:1.2":                                 "",
		"urn:x:01.2.3":                              "",
		"urn:x:1.2.3.4":                             "",
		"urn:x:1.2.3-rc1":                           "",
		"urn:x:1.2.3+5":                             "",
		"urn:x:99999999999999999999.0.0":            "",
		"https://127.0.0.1/x":                       "",
		"":                                          "",
	} {
		v, from, to, ok := versionIn(id)
		assert.Equal(t, want != "", ok, id)
		if ok {
			assert.Equal(t, want, v.String(), id)
			assert.Equal(t, want, id[from:to])
		}
	}
	v := version{1, 2, 3}
	assert.Equal(t, version{2, 0, 0}, v.after(compat.BumpMajor))
	assert.Equal(t, version{1, 3, 0}, v.after(compat.BumpMinor))
	assert.Equal(t, version{1, 2, 4}, v.after(compat.BumpPatch))
	assert.Equal(t, v, v.after(compat.BumpNone))
	for _, c := range []struct{ a, b, want compat.Bump }{
		{compat.BumpNone, compat.BumpPatch, compat.BumpPatch},
		{compat.BumpUnknown, compat.BumpMinor, compat.BumpUnknown},
		{compat.BumpUnknown, compat.BumpMajor, compat.BumpMajor},
		{compat.BumpMinor, compat.BumpMinor, compat.BumpMinor},
	} {
		assert.Equal(t, c.want, worse(c.a, c.b))
		assert.Equal(t, c.want, worse(c.b, c.a))
	}
	for name, want := range map[string]int{"a.v2.json": 2, "a.v10.schema.yaml": 10, "v2": -1, "a.json": -1, "a.v02.json": -1, "a.v": -1} {
		n, ok := majorOfFile(name)
		assert.Equal(t, want >= 0, ok, name)
		if ok {
			assert.Equal(t, want, n)
		}
	}
}

func TestNamesOf(t *testing.T) {
	for want, ch := range map[string]compat.Change{
		"note":           {NewAt: "/properties/note", OldAt: "/properties"},
		"status|partial": {NewAt: "/properties/status/enum", OldAt: "/properties/status/enum/2", Old: []byte(`"partial"`)},
		"id":             {NewAt: "/required/0", New: []byte(`"id"`)},
		"properties":     {NewAt: "/properties/properties/type", Old: []byte(`{"a":1}`), New: []byte(`7`)},
		"a/b|Step":       {NewAt: "/$defs/Step/properties/a~1b/type", OldAt: "/definitions/Step/minimum"},
		"two lines":      {NewAt: "/properties/two\nlines"},
		"":               {NewAt: "/additionalProperties", New: []byte("false")},
	} {
		assert.Equal(t, want, strings.Join(namesOf(ch), "|"))
	}
}

// TestHostileNames: what a draft says, the gate then finds, whatever a member is
// called.
func TestHostileNames(t *testing.T) {
	for _, name := range []string{"a`b", "# x", "- y", "two\\nlines", "<!-- z", "```", " ", "ü", "a\\u2028b", "*"} {
		r := newRepo(t)
		r.edit(confPath, "    generate:\n      - {lang: go, package: orderv1, type: Order, out: orderv1}\n", "")
		r.edit(headPath, `"id": {`, `"`+name+`": {}, "id": {`)
		rep := r.check(fix)
		assert.Empty(t, rep.Findings, name)
		assert.Equal(t, strings.Count(changelogText, "\n")+2, strings.Count(r.read(logPath), "\n"), name)
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range Rules() {
		assert.Regexp(t, `^gate-[a-z]+(-[a-z]+)*$`, rule.ID)
		assert.False(t, seen[rule.ID], rule.ID)
		seen[rule.ID] = true
		assert.Regexp(t, `^[A-Z].*\.$`, rule.Summary, rule.ID)
		assert.Regexp(t, `^[A-Z\[].*\.$`, rule.Explanation, rule.ID)
		assert.NotEmpty(t, rule.Example, rule.ID)
		assert.NotEmpty(t, rule.Hint, rule.ID)
		assert.Contains(t, []diag.Severity{diag.SeverityError, diag.SeverityWarning}, rule.Severity)
	}
}
