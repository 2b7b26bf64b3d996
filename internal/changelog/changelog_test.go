package changelog

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const topic = "Schema order"

const sample = `# Changelog

Words.

## [Unreleased]

### Schema order

#### Added

- The member note,
  on two lines.
- Another
* and one more

  with a second paragraph
  - and a list of its own

Not an item.

### Tool

- Something else.

## Schema order 1.0.0 - 2026-11-22

### Added

- Everything.

## Schema other 3.0.0 - 2026-01-01
`

func TestEntries(t *testing.T) {
	f := Parse([]byte(sample))
	assert.Equal(t, []Entry{
		{11, "The member note, on two lines."},
		{13, "Another"},
		{14, "and one more with a second paragraph - and a list of its own"},
	}, f.Entries(topic))
	assert.Equal(t, []Entry{{23, "Something else."}}, f.Entries("Tool"))
	assert.Nil(t, f.Entries("Schema"))
	assert.Equal(t, 7, f.TopicLine(topic))
	assert.Equal(t, 5, f.TopicLine("Schema nothing"))
	assert.Equal(t, []Section{{25, "1.0.0", "2026-11-22", "### Added\n- Everything."}}, f.Released(topic))
	assert.Empty(t, f.Problems(topic))
}

// TestForms: how the same is written otherwise, and what only looks like it.
func TestForms(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want int // entries
	}{
		"nothing":                   {"", 0},
		"no sections":               {"- x\n", 0},
		"not a link":                {"## Unreleased\n### Schema order\n- x", 1},
		"a link":                    {"## [Unreleased](https://example.com)\n### Schema order\n- x\n", 1},
		"small letters":             {"## [unreleased]\n### Schema order\n- x\n", 1},
		"closed headings":           {"## [Unreleased] ##\n### Schema order ###\n- x\n", 1},
		"CRLF":                      {"## [Unreleased]\r\n### Schema order\r\n- x\r\n", 1},
		"another topic":             {"## [Unreleased]\n### schema order\n- x\n", 0},
		"another section":           {"## [Unreleased]\n## 1.0\n### Schema order\n- x\n", 0},
		"of a release":              {"## 1.0\n### Schema order\n- x\n## [Unreleased]\n", 0},
		"an empty item":             {"## [Unreleased]\n### Schema order\n-\n*  \n", 0},
		"no item":                   {"## [Unreleased]\n### Schema order\n-x\n---\n", 0},
		"in code":                   {"## [Unreleased]\n### Schema order\n```\n- x\n```\n", 0},
		"in longer code":            {"## [Unreleased]\n### Schema order\n~~~~ md\n~~~\n- x\n~~~~\n- y\n", 1},
		"in a comment":              {"## [Unreleased]\n### Schema order\n<!--\n- x\n-->\n- y\n", 1},
		"after a comment":           {"## [Unreleased]\n### Schema order\n<!-- - x -->\n- y\n", 1},
		"headings in code":          {"```\n## [Unreleased]\n```\n### Schema order\n- x\n", 0},
		"headings in a comment":     {"<!--\n## [Unreleased]\n### Schema order\n- x\n-->\n", 0},
		"a mark that opens no code": {"## [Unreleased]\n### Schema order\n```x``` is code\n- x\n", 1},
		"a heading that is none":    {"## [Unreleased]\n### Schema order\n#### Added\n    # code\n- x\n##none\n- y\n", 2},
	} {
		assert.Len(t, Parse([]byte(c.text)).Entries(topic), c.want, name)
	}
}

func TestProblems(t *testing.T) {
	for text, line := range map[string]int{
		"## [Unreleased]\n\n## Unreleased\n":                           3,
		"## [Unreleased]\n### Schema order\n### x\n### Schema order\n": 4,
		"a\n```\n## [Unreleased]\n":                                    2,
		"## Schema order 1.0.0 - 2026-01-02\n## Schema order 1.1.0 - 2026-01-02\n## Schema order 1.0.0 - 2026-01-03\n": 3,
		"<!--\n": 1,
		"## [Unreleased]\n### Schema order\n## 1.0\n### Schema order\n": 0,
		"<!-- a -->\n```\n```\n": 0,
	} {
		got := Parse([]byte(text)).Problems(topic)
		if line == 0 {
			assert.Empty(t, got, text)
			continue
		}
		require.Len(t, got, 1, text)
		assert.Equal(t, line, got[0].Line, text)
		assert.NotEmpty(t, got[0].Message)
		assert.NotEmpty(t, got[0].Hint)
	}
}

func add(t *testing.T, text string, drafts ...Draft) string {
	t.Helper()
	out, err := Parse([]byte(text)).Add(topic, drafts)
	require.NoError(t, err)
	return string(out)
}

func TestAdd(t *testing.T) {
	note, gone := Draft{"Added", "the note"}, Draft{"Removed", "the hint"}
	for name, c := range map[string]struct {
		text   string
		drafts []Draft
		want   string
	}{
		"nothing to add":   {"x", nil, "x"},
		"an empty file":    {"", []Draft{note}, "## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the note\n"},
		"a new file":       {string(New()), []Draft{note}, "# Changelog\n\n## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the note\n"},
		"no end of line":   {"# C", []Draft{note}, "# C\n\n## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the note\n"},
		"before a release": {"# C\n\n## 1.0\n\n- x\n", []Draft{note}, "# C\n\n## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the note\n\n## 1.0\n\n- x\n"},
		"after a topic": {
			"## [Unreleased]\n\n### Tool\n\n- x\n\n## 1.0\n", []Draft{note},
			"## [Unreleased]\n\n### Tool\n\n- x\n\n### Schema order\n\n#### Added\n\n- the note\n\n## 1.0\n",
		},
		"before links": {
			"## [Unreleased]\n\n- x\n\n[Unreleased]: y\n[1.0]: z\n", []Draft{note},
			"## [Unreleased]\n\n- x\n\n### Schema order\n\n#### Added\n\n- the note\n\n[Unreleased]: y\n[1.0]: z\n",
		},
		"to a list": {
			"## [Unreleased]\n### Schema order\n#### Added\n- a\n  b\n\n#### Fixed\n- c\n", []Draft{note},
			"## [Unreleased]\n### Schema order\n#### Added\n- a\n  b\n- the note\n\n#### Fixed\n- c\n",
		},
		"to a list without an end": {
			"## [Unreleased]\n### Schema order\n#### Added\n- a", []Draft{note},
			"## [Unreleased]\n### Schema order\n#### Added\n- a\n- the note\n",
		},
		"to words": {
			"## [Unreleased]\n### Schema order\n#### Added\nwords\n#### Fixed\n", []Draft{note},
			"## [Unreleased]\n### Schema order\n#### Added\nwords\n\n- the note\n\n#### Fixed\n",
		},
		"between kinds": {
			"## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- a\n\n#### Fixed\n\n- c\n\n### Tool\n", []Draft{gone, note},
			"## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- a\n- the note\n\n#### Removed\n\n- the hint\n\n#### Fixed\n\n- c\n\n### Tool\n",
		},
		"in place of nothing": {
			"## [Unreleased]\n\n### Schema order\n\nNothing since 1.2.3.\n\n### Tool\n", []Draft{note},
			"## [Unreleased]\n\n### Schema order\n\n#### Added\n\n- the note\n\n### Tool\n",
		},
		"other words about nothing stay": {
			"## [Unreleased]\n\n### Schema order\n\nNothing since yesterday.\n", []Draft{note},
			"## [Unreleased]\n\n### Schema order\n\nNothing since yesterday.\n\n#### Added\n\n- the note\n",
		},
		"CRLF": {
			"# C\r\n\r\n## [Unreleased]\r\n", []Draft{note, gone},
			"# C\r\n\r\n## [Unreleased]\r\n\r\n### Schema order\r\n\r\n#### Added\r\n\r\n- the note\r\n\r\n#### Removed\r\n\r\n- the hint\r\n",
		},
		"text that would end its line": {
			"", []Draft{{"Fixed", "a\n## b\r\u2028c"}}, "## [Unreleased]\n\n### Schema order\n\n#### Fixed\n\n- a ## b  c\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := add(t, c.text, c.drafts...)
			assert.Equal(t, c.want, got)
			assert.Len(t, Parse([]byte(got)).Entries(topic), len(Parse([]byte(c.text)).Entries(topic))+len(c.drafts))
		})
	}
	for _, text := range []string{"```\n", "## [Unreleased]\n<!--\n"} {
		_, err := Parse([]byte(text)).Add(topic, []Draft{note})
		assert.Error(t, err, text)
		_, err = Parse([]byte(text)).Release(topic, "1.0.0", "2026-01-01", "x")
		assert.Error(t, err, text)
	}
}

func TestRelease(t *testing.T) {
	out, err := Parse([]byte(sample)).Release(topic, "1.1.0", "2026-12-24", "x")
	require.NoError(t, err)
	assert.Equal(t, `# Changelog

Words.

## [Unreleased]

### Schema order

Nothing since 1.1.0.

### Tool

- Something else.

## Schema order 1.1.0 - 2026-12-24

### Added

- The member note,
  on two lines.
- Another
* and one more

  with a second paragraph
  - and a list of its own

Not an item.

## Schema order 1.0.0 - 2026-11-22

### Added

- Everything.

## Schema other 3.0.0 - 2026-01-01
`, string(out))
	f := Parse(out)
	assert.Empty(t, f.Entries(topic))
	assert.Equal(t, []string{"1.1.0", "1.0.0"}, []string{f.Released(topic)[0].Version, f.Released(topic)[1].Version})

	for name, c := range map[string]struct{ text, want string }{
		"nothing": {"", "## [Unreleased]\n\n### Schema order\n\nNothing since 1.1.0.\n\n## Schema order 1.1.0 - 2026-12-24\n\nFirst version.\n"},
		"nothing since the last": {
			"## [Unreleased]\n\n### Schema order\n\nNothing since 1.0.0.\n\n[x]: y\n",
			"## [Unreleased]\n\n### Schema order\n\nNothing since 1.1.0.\n\n## Schema order 1.1.0 - 2026-12-24\n\nFirst version.\n\n[x]: y\n",
		},
		"without an end": {
			"## [Unreleased]\r\n### Schema order\r\n##### Deep\r\n- x",
			"## [Unreleased]\r\n### Schema order\r\n\r\nNothing since 1.1.0.\r\n\r\n## Schema order 1.1.0 - 2026-12-24\r\n\r\n#### Deep\r\n- x\r\n",
		},
		"headings in code stay": {
			"## [Unreleased]\n### Schema order\n```\n#### x\n```\n",
			"## [Unreleased]\n### Schema order\n\nNothing since 1.1.0.\n\n## Schema order 1.1.0 - 2026-12-24\n\n```\n#### x\n```\n",
		},
	} {
		out, err := Parse([]byte(c.text)).Release(topic, "1.1.0", "2026-12-24", "First version.")
		require.NoError(t, err, name)
		assert.Equal(t, c.want, string(out), name)
	}
}

// without removes the lines of one text from another, in order, and reports
// whether all were there.
func within(lines, text []string) bool {
	i := 0
	for _, l := range text {
		if i < len(lines) && strings.TrimRight(lines[i], "\r\n") == strings.TrimRight(l, "\r\n") {
			i++
		}
	}
	return i == len(lines)
}

func FuzzEdits(f *testing.F) {
	for _, text := range []string{
		sample, "", string(New()), strings.ReplaceAll(sample, "\n", "\r\n"), "## [Unreleased]\n### Schema order\n#### Added\n- a",
		"## [Unreleased]\n### Schema order\n\nNothing since 1.0.0.\n\n[a]: b", "```\n## [Unreleased]\n", "<!--", "## Unreleased\n~~~\n~~~\n#### x\n",
		"## 1\n\n\n[x]: y\n\n", "## [Unreleased]\n\r\n\n### Schema order ###\n \n####\n", "- \n## [Unreleased]\n[a]: b\n### Schema order\n[c]: d\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := Parse(data)
		before := file.Entries(topic)
		file.Problems(topic)
		file.Released(topic)
		clear := len(file.Problems(topic)) == 0
		out, err := file.Add(topic, []Draft{{"Added", "one"}, {"Removed", "two"}, {"Added", "three"}})
		if clear {
			require.NoError(t, err)
		}
		if err == nil {
			var kept []string
			dropped := false
			for _, l := range strings.SplitAfter(string(data), "\n") {
				if nothingForm.MatchString(l) && !dropped {
					dropped = true
					continue
				}
				kept = append(kept, l)
			}
			if !dropped {
				assert.True(t, within(kept, strings.SplitAfter(string(out), "\n")), "a line was lost: %q", out)
			}
			if clear {
				assert.Len(t, Parse(out).Entries(topic), len(before)+3, "%q", out)
			}
		}
		out, err = file.Release(topic, "1.2.3", "2026-01-02", "nothing")
		if clear {
			require.NoError(t, err)
			after := Parse(out)
			assert.Empty(t, after.Entries(topic), "%q", out)
			sections := after.Released(topic)
			require.Len(t, sections, len(file.Released(topic))+1, "%q", out)
		}
	})
}

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"the member `note`", "note", true},
		{"note", "note", true},
		{"notes, footnote, note_2", "note", false},
		{"notes and note", "note", true},
		{"Note", "note", false},
		{"values: a-b", "a-b", true},
		{"$ref is allowed", "$ref", true},
		{"x$ref", "$ref", true},
		{"élan é", "é", true},
		{"élan", "é", false},
		{"two\nlines", "two lines", true},
		{"in run/verify.Options", "verify.Options", true},
		{"`gate.*` moved", "gate.*", true},
		{"delegate.*", "gate.*", false},
	} {
		assert.Equal(t, c.want, Entry{Text: c.text}.Mentions(c.name), "%q in %q", c.name, c.text)
	}
}
