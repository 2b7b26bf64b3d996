package gate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// changelogName is the file that says what changed. It stands beside the
// configuration.
const changelogName = "CHANGELOG.md"

// readChangelog reads CHANGELOG.md, which may be missing.
func (c *checker) readChangelog() error {
	c.logPath = filepath.Join(c.config.Dir, changelogName)
	data, err := c.files.read(c.logPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c.logData, c.log = data, changelog.Parse(data)
	return nil
}

// owed is a change that an entry of the CHANGELOG must name.
type owed struct {
	change compat.Change
	names  []string // any of them will do; none: any entry will
}

// owe keeps the changes that owe at least a minor version.
func (h *head) owe(changes []compat.Change) {
	for _, ch := range changes {
		if ch.Bump >= compat.BumpMinor || ch.Bump == compat.BumpUnknown {
			h.changes = append(h.changes, owed{ch, namesOf(ch)})
		}
	}
}

// namesOf returns the words by which an entry can name a change: the member it
// is about, and the value that came or went.
func namesOf(ch compat.Change) []string {
	var out []string
	for _, word := range []string{memberOf(ch.NewAt), memberOf(ch.OldAt), textOf(ch.New), textOf(ch.Old)} {
		if word = changelog.Flat(word); word != "" && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// memberOf is the last name in a pointer that a schema's author chose.
func memberOf(pointer string) string {
	name := ""
	tokens := strings.Split(pointer, "/")
	for i := 1; i < len(tokens); i++ {
		switch tokens[i-1] {
		case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "dependencies":
			name, _ = source.UnescapePointer(tokens[i])
			i++ // a member may be called properties, too
		}
	}
	return name
}

// textOf is the text that a JSON value is, or "".
func textOf(value json.RawMessage) string {
	text := ""
	if len(value) == 0 || value[0] != '"' || json.Unmarshal(value, &text) != nil || utf8.RuneCountInString(text) > 100 {
		return ""
	}
	return text
}

// owedEntries judges whether the CHANGELOG names what it must.
func (c *checker) owedEntries(h *head) {
	fix := c.command("gate", "--fix")
	if c.log == nil {
		c.add(inFile(RuleChangelogMissing, c.logPath, 0, fix+" creates it",
			"is missing: the versions of %s are told in it", h.Name))
		return
	}
	problems := c.log.Problems(topic(h.Family))
	for _, p := range problems {
		c.add(inFile(RuleChangelogForm, c.logPath, p.Line, p.Hint, "%s", p.Message))
	}
	if len(problems) > 0 {
		return
	}
	missing := c.missing(h)
	line := c.log.TopicLine(topic(h.Family))
	for i, o := range missing {
		if i == maxEntryFindings {
			c.add(inFile(RuleChangelogEntry, c.logPath, line, fix+" drafts them", "%d more changes have no entry", len(missing)-i))
			break
		}
		what := "the change: " + sentence(o.change)
		if len(o.names) > 0 {
			what = strings.Join(o.names, " or ") + ": " + sentence(o.change)
		}
		c.add(inFile(RuleChangelogEntry, c.logPath, line, fix+" drafts it",
			"no entry under [Unreleased] / %s names %s (%s)", topic(h.Family), what, o.change.Rule))
	}
}

// maxEntryFindings is how many missing entries are told one by one.
const maxEntryFindings = 50

// missing returns the changes that no entry names.
func (c *checker) missing(h *head) []owed {
	var entries []changelog.Entry
	if c.log != nil {
		entries = c.log.Entries(topic(h.Family))
	}
	changes := h.changes
	if bump := worse(h.out.Contract, h.out.GoAPI); len(changes) == 0 && bump >= compat.BumpMinor {
		changes = []owed{{change: compat.Change{Rule: bump.String(), Message: "documents are judged otherwise than by " + h.out.Last}}}
		if h.out.Contract < compat.BumpMinor && h.out.Contract != compat.BumpUnknown {
			changes[0].change.Message = "generated Go has other names than that of " + h.out.Last
		}
	}
	var out []owed
	for _, o := range changes {
		named := len(o.names) == 0 && len(entries) > 0
		for _, e := range entries {
			named = named || slices.ContainsFunc(o.names, e.Mentions)
		}
		if !named {
			out = append(out, o)
		}
	}
	return out
}

// drafts are the entries that are missing.
func (c *checker) drafts(h *head) []changelog.Draft {
	var out []changelog.Draft
	for _, o := range c.missing(h) {
		kind := "Changed"
		switch {
		case strings.Contains(o.change.Rule, "added"):
			kind = "Added"
		case strings.Contains(o.change.Rule, "removed"):
			kind = "Removed"
		}
		e := changelog.Entry{Text: changelog.Flat(sentence(o.change))}
		if len(o.names) > 0 && !slices.ContainsFunc(o.names, e.Mentions) {
			e.Text = fmt.Sprintf("`%s`: %s", o.names[0], e.Text)
		}
		d := changelog.Draft{Kind: kind, Text: e.Text + "."}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// owedVersion judges whether the head's version is at least the one that is
// owed.
func (c *checker) owedVersion(h *head) {
	last := h.folder.last(h.version.major)
	if last == nil {
		return
	}
	if h.version.compare(last.version) < 0 {
		c.add(h.atID(RuleVersionLow, c.command("gate", "--fix")+" sets it", "$id says %s, and %s is released already", h.version, last.version))
		return
	}
	if !h.decided {
		return // told as a break, or as undecided
	}
	h.out.Required = h.required.String()
	if h.version.compare(h.required) < 0 {
		c.add(h.atID(RuleVersionOwed, c.command("gate", "--fix")+" sets it",
			"$id says %s, and the changes since %s owe a %s version: %s or later", h.version, last.version, h.out.Bump, h.required))
	}
}
