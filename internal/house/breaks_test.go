package house

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/changelog"
)

// made writes a module and reads it.
func made(t *testing.T, files map[string]string) *goModule {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.org/m\n\ngo 1.25.0\n"
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	m, err := loadModule(dir, true)
	require.NoError(t, err)
	return m
}

// everything guards every package.
func everything(string) bool { return true }

func TestBreaks(t *testing.T) {
	old := made(t, map[string]string{
		"a/a.go": `package a

import "example.org/m/internal/deep"

type Options struct {
	Name string
	inner deep.Thing
}

type Project struct{ deep *deep.Thing }

func (p *Project) Check(o Options) error { return nil }

func Open() *Project { return nil }

const Code = "a"
`,
		"b/b.go":                "package b\n\nfunc B() {}\n",
		"c/c.go":                "package c\n\nfunc C() {}\n",
		"internal/deep/deep.go": "package deep\n\ntype Thing struct{ A int }\n\nfunc Gone() {}\n",
		"cmd/main.go":           "package main\n\nfunc main() {}\n\nfunc Exported() {}\n",
	})
	now := made(t, map[string]string{
		"a/a.go": `package a

import "context"

type Options struct{ Name string }

type Project struct{}

func (p *Project) Check(ctx context.Context, o Options) error { return nil }

func Open() *Project { return nil }

func Added() {}

const Code = "b"
`,
		"internal/b/b.go":       "package b\n\nfunc B() {}\n",
		"c/c.go":                "package c\n\nfunc C(int) {}\n",
		"internal/deep/deep.go": "package deep\n",
		"cmd/main.go":           "package main\n\nfunc main() {}\n",
	})
	breaks := apiBreaks(old, now, func(path string) bool { return path != "c" })
	var told []string
	for _, b := range breaks {
		told = append(told, b.String())
	}
	require.Equal(t, []string{
		`a: (*Project).Check: changed from func(Options) error to func(context.Context, Options) error`,
		`a: Code: value changed from "a" to "b"`,
		`b: the package is gone`,
	}, told)
	assert.Equal(t, "Project", breaks[0].Symbol)
	assert.Equal(t, "Code", breaks[1].Symbol)
	assert.Equal(t, "", breaks[2].Symbol)
	assert.Empty(t, apiBreaks(old, old, everything))
	assert.Len(t, apiBreaks(old, now, everything), 4)

	const none = "## [Unreleased]\n\n### Tool\n\n- Nothing.\n"
	for entry, left := range map[string]string{
		"`a.Project` has contexts.":              "a.Code b",
		"`a.Project`, `a.Code` changed.":         "b",
		"`a.*` changed.":                         "b",
		"Package `b` is internal.":               "a.Project a.Code",
		"The project and the code of a changed.": "a.Project a.Code b",
		"`data.Project`, `a.Projects`, `aba.*`":  "a.Project a.Code b",
		"All of example.org/m/b and a.*.":        "",
	} {
		var names []string
		now := strings.Replace(none, "Nothing.", entry, 1)
		for _, b := range untold(breaks, changelog.Parse([]byte(none)), changelog.Parse([]byte(now))) {
			names = append(names, b.name())
			assert.Contains(t, b.hint(), "`"+b.name()+"`")
		}
		assert.Equal(t, left, strings.Join(names, " "), entry)
		assert.Len(t, untold(breaks, changelog.Parse([]byte(now)), changelog.Parse([]byte(now))), 3, "an entry that was there tells of something else")
	}
}

// TestRewritten: an old entry with other punctuation, or a word more or less, tells of
// nothing new.
func TestRewritten(t *testing.T) {
	const entry = "`gate.Options`: the configuration in it is gone; open a project."
	for text, want := range map[string]bool{
		entry: true,
		"`gate.Options`, the configuration in it is gone. Open a project!":                            true,
		"`gate.Options`: the configuration in it is gone now; open a project.":                        true,
		"`gate.Options`: the field `Config` is gone.":                                                 false,
		"`gate.Options`: the configuration in it is gone; open a project. `gate.Report` has findings": false,
		"": false,
	} {
		assert.Equal(t, want, rewritten(entry, text), text)
		assert.Equal(t, want, rewritten(text, entry), text)
	}
}

func TestLoadModule(t *testing.T) {
	_, err := loadModule(t.TempDir(), false)
	assert.ErrorContains(t, err, "main module")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.org/m\n\ngo 1.25.0\n")
	write(t, filepath.Join(dir, "a.go"), "package a\n\nfunc F() int { return nil }\n")
	m, err := loadModule(dir, false)
	require.NoError(t, err, "bodies are not looked at")
	require.Len(t, m.Packages, 1)
	assert.Equal(t, "", m.Packages[0].Path)
	_, err = loadModule(dir, true)
	assert.ErrorContains(t, err, "cannot use nil")
}
