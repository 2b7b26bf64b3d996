package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// checker is one judgement in the making.
type checker struct {
	config  *config.Config
	against *Against
	compare compareFunc
	report  *Report
	heads   []*head
	pairs   []*pair            // with what they were at against
	folders map[string]*folder // by the path of released versions
	log     *changelog.File    // nil when there is no CHANGELOG.md
	logPath string
	logData []byte
	// files is where all of it is read, with what a release is about to write.
	files tree
	// toldSections are the topics whose released sections were compared.
	toldSections map[string]bool
}

// head is a family of the configuration with its schema.
type head struct {
	*config.Family
	index  int
	path   string // of the schema, for the operating system
	file   *source.File
	schema *compat.Schema
	id     *source.Member // $id; nil when there is none
	// version is what $id says when versioned is set.
	version   version
	versioned bool
	folder    *folder // nil when the family names none

	out      Family
	required version // the least version, when decided is set
	decided  bool
	changes  []owed // what the CHANGELOG must name
	waived   []bool // which of the waivers were needed
}

// judge judges without writing: all families of a configuration, or those that
// only names by their index. A family that cannot be judged does not keep the others
// from it; the error is about what concerns them all.
func (p *Project) judge(ctx context.Context, conf *config.Config, against *Against, only []int) (*checker, error) {
	c := &checker{config: conf, against: against, compare: p.compare, report: &Report{}, folders: map[string]*folder{}, toldSections: map[string]bool{}}
	return c, c.judge(ctx, only)
}

func (c *checker) judge(ctx context.Context, only []int) error {
	if err := c.readChangelog(); err != nil {
		return err
	}
	var rows []*head // readable or not
	for i := range c.config.Families {
		if only != nil && !slices.Contains(only, i) {
			continue
		}
		h, err := c.readHead(ctx, i)
		if h.failed(err); err == nil {
			c.heads = append(c.heads, h)
		}
		rows = append(rows, h)
	}
	if err := c.pairUp(); err != nil {
		return err
	}
	for _, h := range c.heads {
		h.failed(c.family(ctx, h))
	}
	for _, p := range c.pairs {
		rows[p.index].failed(p.loosened(ctx)) // all families are judged when there is something to compare with
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c.report.judged = true
	for _, h := range rows {
		c.report.Families = append(c.report.Families, h.out)
		if h.out.Err != nil {
			c.add(unreadable(h))
			c.report.judged = false
		}
	}
	return nil
}

// failed keeps why a family could not be judged.
func (h *head) failed(err error) {
	if h.out.Err == nil {
		h.out.Err = err
	}
}

// unreadable is the finding for a family that could not be judged.
func unreadable(h *head) diag.Finding {
	f := inFile(RuleUnreadable, h.path, 0, "", "the family %s was not judged: %s", h.Name, changelog.Flat(h.out.Err.Error()))
	var e *diag.Error
	if errors.As(h.out.Err, &e) {
		f.File, f.Line, f.Column, f.Hint = slashed(e.File), e.Line, e.Column, e.Hint
		f.Message = fmt.Sprintf("the family %s was not judged: %s", h.Name, e.Message)
		if e.Pointer != "" {
			f.SchemaAt = diag.At(e.Pointer)
		}
	}
	if f.Hint == "" {
		f.Hint = RuleUnreadable.Hint
	}
	f.Diagnosed = true
	return f
}

// family finds everything about one family.
func (c *checker) family(ctx context.Context, h *head) error {
	if err := c.readFolder(h); err != nil {
		return err
	}
	if h.folder != nil {
		c.foldersOnce(h)
	}
	c.version(h)
	if h.versioned && h.folder != nil {
		if err := c.compareAll(ctx, h); err != nil {
			return err
		}
		if h.folder.damaged { // what is owed since a release that cannot be read, nobody knows
			h.decided = false
		} else {
			c.owedVersion(h)
			c.owedEntries(h)
		}
	} else if c.against != nil { // the commit's head is there all the same
		var broken []*breakage
		if err := c.compareAgainst(ctx, h, &broken); err != nil {
			return err
		}
		c.tellBroken(h, broken)
	}
	if err := c.outside(h); err != nil {
		return err
	}
	return c.drift(ctx, h)
}

// add keeps findings.
func (c *checker) add(all ...diag.Finding) {
	c.report.Findings = append(c.report.Findings, all...)
}

// readHead reads a family's schema. After an error the head has its name and path
// only.
func (c *checker) readHead(ctx context.Context, i int) (*head, error) {
	f := &c.config.Families[i]
	h := &head{Family: f, index: i, path: f.Head.OS(), waived: make([]bool, len(f.Waive))}
	h.out = Family{Name: f.Name, Head: h.path}
	for _, uri := range slices.Sorted(maps.Keys(f.Map)) {
		if path := f.Map[uri]; !c.files.exists(path.OS()) {
			return h, c.config.File.Errorf(f.At.Get("map").Get(uri), source.Join("/families", strconv.Itoa(i), "map", uri), config.Code,
				"create it, or correct the path, which counts from "+slashed(c.config.File.Name), "%s is not there", path.Text)
		}
	}
	if f.Released.Text == "." {
		return h, c.config.File.Errorf(f.At, source.Join("/families", strconv.Itoa(i), "released"), config.Code,
			"name a folder of its own, such as schema/released/"+f.Name, "the folder of released versions is that of the configuration itself")
	}
	data, err := c.files.read(h.path)
	if err != nil {
		return h, c.inConfig(i, "head", err)
	}
	if h.schema, h.file, err = loadSchema(ctx, f, h.path, data, nil); err != nil {
		return h, err
	}
	h.out.Notes = h.schema.Notes()
	if h.id = identifier(h.file.Root, f); h.id != nil {
		if h.version, _, _, h.versioned = versionIn(h.id.Value.Text); h.versioned {
			h.out.Version = h.version.String()
		}
	}
	return h, nil
}

// inConfig adds to an error about a file that the configuration names where it
// does.
func (c *checker) inConfig(i int, key string, err error) error {
	var e *diag.Error
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	more := *e
	line := 0
	if v := c.config.Families[i].At.Get(key); v != nil {
		line, _ = c.config.File.Position(v.Start)
	}
	more.Hint = fmt.Sprintf("create it, or correct %s at %s:%d", key, c.config.File.Name, line)
	return &more
}

// loadSchema reads a version of a family's schema. It means what it meant where it
// was written, so references count from where the head stands; open is nil for the
// working tree.
func loadSchema(ctx context.Context, f *config.Family, name string, data []byte, open func(string) ([]byte, error)) (*compat.Schema, *source.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	file, err := source.Parse(name, data)
	if err != nil {
		return nil, nil, err
	}
	s, err := compat.Load(name, data, compat.LoadOptions{
		Draft: f.Draft, Dialects: f.Dialects, LaterKeywords: f.LaterKeywords, Map: mapped(f), Root: filepath.Dir(f.Head.OS()), Place: f.Head.OS(), Open: open, Entries: f.Entries,
	})
	return s, file, err
}

// mapped is the family's map with paths for the operating system.
func mapped(f *config.Family) map[string]string {
	if len(f.Map) == 0 {
		return nil
	}
	out := make(map[string]string, len(f.Map))
	for uri, p := range f.Map {
		out[uri] = p.OS()
	}
	return out
}

// topic is the family's heading in the CHANGELOG.
func topic(f *config.Family) string { return "Schema " + f.Name }

// command is one of the tool's, with the configuration that it has to read.
func (c *checker) command(words ...string) string {
	if name := c.config.File.Name; name != "runresult.yaml" {
		words = append(words, "--config", quoted(filepath.ToSlash(name)))
	}
	return "runresult " + strings.Join(words, " ")
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	plain := func(r rune) bool {
		return r < '+' || r > 'z' || strings.ContainsRune(`;<>?[\]^`+"`", r)
	}
	if word != "" && !strings.ContainsFunc(word, plain) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// at makes a finding about a place in a family's head.
func (h *head) at(rule diag.Rule, pointer, hint, format string, args ...any) diag.Finding {
	f := rule.Findf(format, args...)
	f.File, f.SchemaAt, f.Hint = slashed(h.path), diag.At(pointer), hint
	if v, ok := h.file.At(pointer); ok {
		f.Line, f.Column = h.file.Position(v.Start)
	}
	return f
}

// atID makes a finding about the head's $id, or about the schema as a whole when
// there is none.
func (h *head) atID(rule diag.Rule, hint, format string, args ...any) diag.Finding {
	if h.id == nil {
		return h.at(rule, "", hint, format, args...)
	}
	return h.at(rule, source.Join("", h.id.Name), hint, format, args...)
}

// inFile makes a finding about a line of a file that is no schema; line 0 is the
// file as a whole.
func inFile(rule diag.Rule, file string, line int, hint, format string, args ...any) diag.Finding {
	f := rule.Findf(format, args...)
	f.File, f.Line, f.Hint = slashed(file), line, hint
	return f
}

func slashed(name string) string { return filepath.ToSlash(name) }

// version judges what the head's $id says by itself and beside other families.
func (c *checker) version(h *head) {
	if h.folder == nil {
		c.add(inFile(RuleNothingReleased, c.config.File.Name, lineOf(c.config.File, h.At), "add `released`, the folder for its versions",
			"the family %s names no folder of released versions, so no change of %s can be judged", h.Name, h.Head.Text))
		return
	}
	if !h.versioned {
		example := "urn:example:schema:" + h.Name + ":1.0.0"
		what := "has no $id"
		if h.id != nil {
			what = fmt.Sprintf("has an $id without a full version, %q", h.id.Value.Text)
			example = strings.TrimRight(h.id.Value.Text, ":/#") + ":1.0.0"
		}
		if last := h.folder.last(-1); last != nil && last.file != nil {
			if id := identifier(last.file.Root, h.Family); id != nil {
				example = id.Value.Text
			}
		}
		c.add(h.atID(RuleVersionMissing, fmt.Sprintf("write one that ends in MAJOR.MINOR.PATCH, such as %q", example),
			"the head of %s %s: nothing says which version it is", h.Name, what))
		return
	}
	name := path.Base(h.Head.Text)
	if m, ok := majorOfFile(name); ok && m != h.version.major {
		c.add(h.atID(RuleMajorInPlace, c.undoMajor(h, m),
			"%s is the file of major %d, and its $id says %s: a new major version is a new file", name, m, h.version))
	} else if old := h.folder.last(-1); !ok && old != nil && h.folder.last(h.version.major) == nil && !c.otherHead(h, old.version.major) {
		c.add(h.atID(RuleMajorInPlace, c.undoMajor(h, old.version.major),
			"the head of major %d became %s in place: a new major version is a new file", old.version.major, h.version))
	}
	for _, other := range c.heads {
		if other != h && other.index < h.index && other.Name == h.Name && other.versioned && other.version.major == h.version.major {
			c.add(h.atID(RuleMajorShared, "give each major version one head, or another name in "+c.config.File.Name,
				"%s is also a head of major %d of %s", other.Head.Text, h.version.major, h.Name))
		}
	}
}

// undoMajor is what to do about a head that became another major.
func (c *checker) undoMajor(h *head, major int) string {
	return fmt.Sprintf("give it the $id of major %d again, then start the next with: %s", major, c.releaseCommand(h, "--major"))
}

// releaseCommand is the command that releases a family's head.
func (c *checker) releaseCommand(h *head, flags ...string) string {
	words := []string{"release"}
	if len(c.config.Families) > 1 {
		words = append(words, c.choice(h))
	}
	return c.command(append(words, flags...)...)
}

// choice is the name that Release takes for a head.
func (c *checker) choice(h *head) string {
	for i := range c.config.Families {
		if i != h.index && c.config.Families[i].Name == h.Name && h.versioned {
			return fmt.Sprintf("%s.v%d", h.Name, h.version.major)
		}
	}
	return h.Name
}

// otherHead reports whether another head of the family is of a major, as far as
// they can be read.
func (c *checker) otherHead(h *head, major int) bool {
	if slices.ContainsFunc(c.config.Families, func(f config.Family) bool {
		return f.Name == h.Name && !slices.ContainsFunc(c.heads, func(o *head) bool { return o.Head == f.Head })
	}) {
		return true
	}
	return slices.ContainsFunc(c.heads, func(o *head) bool {
		return o != h && o.Name == h.Name && o.versioned && o.version.major == major
	})
}

func lineOf(f *source.File, v *source.Value) int {
	if v == nil {
		return 0
	}
	line, _ := f.Position(v.Start)
	return line
}
