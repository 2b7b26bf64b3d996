package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// ReleaseOptions direct Release. The zero value releases the only family of the
// configuration as it is, today.
type ReleaseOptions struct {
	// Family is the name of a family, or NAME.vMAJOR when it has several majors.
	// "" is the only family of the configuration.
	Family string
	// Date is the day of the release in the CHANGELOG; the zero time is today, UTC.
	Date time.Time
	// Major releases the head as the first version of the next major, in a file
	// of its own.
	Major bool
	// DryRun plans and writes nothing.
	DryRun bool
}

// Released is what Release did, or with DryRun would do.
type Released struct {
	// Name is the family's, Version the one that was released.
	Name, Version string
	// Check is the gate's report.
	Check *Report
	// Steps says what was written, file by file.
	Steps []Step
}

// RefusedError says that the gate is shut: nothing was written.
type RefusedError struct {
	// Name is the family's, Version the one that was to be released.
	Name, Version string
	// Check has the findings that refuse it.
	Check *Report
}

// Error says how many findings refuse the release, and what the first of them is.
func (e *RefusedError) Error() string {
	refusing := slices.DeleteFunc(slices.Clone(e.Check.Findings), func(f diag.Finding) bool { return !f.Fails() })
	return fmt.Sprintf("%s %s is not released: %s: %s: %s", e.Name, e.Version,
		wording.Count(len(refusing), "finding"), refusing[0].Code(), refusing[0].Message)
}

// Step is one file that a release writes.
type Step struct {
	Path string // with slashes, from the working directory
	What string // a few words, such as "created"
}

// ChoiceError says that Family or Major is none that can be meant: a
// mistake of the caller, on the command line one of usage.
type ChoiceError struct {
	Message string
	Hint    string
}

// Error says what is wrong, and the hint on a line of its own.
func (e *ChoiceError) Error() string { return e.Message + "\n  hint: " + e.Hint }

func choicef(hint, format string, args ...any) error {
	return &ChoiceError{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Release freezes the head of a family. The gate judges it first; a finding of
// severity error refuses the release with a *RefusedError. Other errors are those of
// Check, and *ChoiceError.
func (p *Project) Release(ctx context.Context, opt ReleaseOptions) (*Released, error) {
	if err := source.NeedContext(ctx); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	conf, err := config.Read(p.path)
	if err != nil {
		return nil, err
	}
	index, only, err := choose(conf, opt.Family)
	if err != nil {
		return nil, err
	}
	c, err := p.judge(ctx, conf, nil, only)
	if err != nil {
		return nil, err
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return c.release(ctx, index, opt)
}

// release freezes the head of the family with an index of the configuration.
func (c *checker) release(ctx context.Context, index int, opt ReleaseOptions) (*Released, error) {
	if opt.Date.IsZero() {
		opt.Date = time.Now().UTC()
	}
	h := c.heads[slices.IndexFunc(c.heads, func(h *head) bool { return h.index == index })]
	p := &plan{checker: c, head: h, date: opt.Date.Format(time.DateOnly), version: h.version}
	if h.folder == nil {
		return nil, choicef("add `released`, the folder for its versions, to "+slashed(c.config.File.Name),
			"the family %s names no folder of released versions", h.Name)
	}
	var err error
	if opt.Major && h.versioned && h.folder.last(h.version.major) != nil {
		err = p.nextMajor(ctx)
	} else {
		err = p.thisMajor()
	}
	if err != nil {
		return nil, err
	}
	out := &Released{Name: h.Name, Version: p.version.String(), Check: c.report}
	if !c.report.OK() {
		return nil, &RefusedError{Name: out.Name, Version: out.Version, Check: c.report}
	}
	if err := p.afterwards(ctx); err != nil {
		return nil, err
	}
	out.Steps = p.steps
	if opt.DryRun {
		return out, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, atomicfile.Apply(p.changes)
}

// afterwards judges the family as it will be, so that no release is made that the
// gate could not judge from then on. Generated code is what the plan generates.
func (p *plan) afterwards(ctx context.Context) error {
	c := &checker{config: p.config, compare: p.compare, report: &Report{}, folders: map[string]*folder{}, files: tree{}}
	for _, change := range p.changes {
		c.files[filepath.Join(change.Dir, filepath.FromSlash(change.Name))] = change.Data
	}
	text, err := c.files.read(p.config.File.Name)
	if err != nil {
		return err
	}
	if c.config, err = config.Parse(p.config.File.Name, text); err != nil {
		return err
	}
	var only []int
	for i, f := range c.config.Families {
		if f.Name == p.head.Name {
			only = append(only, i)
		}
	}
	if err := c.judge(ctx, only); err != nil {
		return err
	}
	if err := c.err(); err != nil {
		return later(err)
	}
	if !c.report.OK() {
		return &RefusedError{Name: p.head.Name, Version: p.version.String(), Check: c.report}
	}
	return nil
}

// later says of an error that it would come only after the release.
func later(err error) error {
	const message = "the gate could not judge this family any more after the release"
	var e *diag.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", message, err)
	}
	more := *e
	more.Message = message + ": " + e.Message
	return &more
}

// choose finds the family that is meant, and all that share its name.
func choose(conf *config.Config, family string) (index int, only []int, err error) {
	families := conf.Families
	var names []string
	var found []int
	for i := range families {
		f := &families[i]
		name := f.Name
		several := slices.ContainsFunc(families, func(o config.Family) bool { return o.Name == f.Name && o.Head != f.Head })
		if several {
			if v, ok := versionOfHead(f); ok {
				name = fmt.Sprintf("%s.v%d", f.Name, v.major)
			}
		}
		names = append(names, name)
		if family == "" || family == name || family == f.Name {
			found = append(found, i)
		}
	}
	for _, i := range found {
		if names[i] == family {
			found = []int{i} // the whole name wins
			break
		}
	}
	hint := "name one of " + strings.Join(names, ", ")
	switch {
	case len(found) == 0:
		return 0, nil, choicef(hint, "%s has no family called %q", slashed(conf.File.Name), family)
	case len(found) > 1 && family == "":
		return 0, nil, choicef(hint, "%s has several families", slashed(conf.File.Name))
	case len(found) > 1:
		return 0, nil, choicef(hint, "the family %s has several majors", family)
	}
	for i := range families {
		if families[i].Name == families[found[0]].Name {
			only = append(only, i)
		}
	}
	return found[0], only, nil
}

// plan is a release in the making.
type plan struct {
	*checker
	head    *head
	date    string
	version version
	changes []atomicfile.Change
	steps   []Step
}

// write plans one file, named relative to the configuration's directory.
func (p *plan) write(name string, data []byte, what string) {
	p.changes = append(p.changes, atomicfile.Change{Dir: p.config.Dir, Name: name, Data: data})
	p.steps = append(p.steps, Step{Path: slashed(filepath.Join(p.config.Dir, filepath.FromSlash(name))), What: what})
}

// thisMajor plans the release of the head as it is.
func (p *plan) thisMajor() error {
	h := p.head
	if last := h.folder.last(h.version.major); h.versioned && last != nil && h.version == last.version && p.report.OK() {
		p.add(h.atID(RuleVersionReleased, "change the schema first; "+p.command("gate", "--fix")+" then sets the version",
			"%s is released already, and nothing changed since", h.version))
	}
	if !p.report.OK() {
		return nil
	}
	return p.freeze(h.file.Data)
}

// freeze plans the files of a released version: its bytes, its checksum and its
// section of the CHANGELOG.
func (p *plan) freeze(text []byte) error {
	h := p.head
	name := p.version.String() + strings.ToLower(path.Ext(h.Head.Text))
	if !slices.Contains(schemaExtensions, path.Ext(name)) {
		name = p.version.String() + ".json"
	}
	p.write(h.Released.Text+"/"+name, text, "created")
	line := h.folder.base + "/" + name
	digest := sha256.Sum256(text)
	p.write(path.Join(path.Dir(h.Released.Text), sumsName), h.folder.withSum(hex.EncodeToString(digest[:])+"  "+line+"\n", line), "a line for "+line)
	otherwise := "First version."
	if len(h.folder.releases) > 0 {
		otherwise = "Every document is judged as before."
	}
	log, err := p.log.Release(topic(h.Family), p.version.String(), p.date, otherwise)
	if err != nil {
		return fmt.Errorf("%s: %w", p.logPath, err)
	}
	p.write(changelogName, log, fmt.Sprintf("[Unreleased] / %s becomes %s - %s", topic(h.Family), p.version, p.date))
	p.log = changelog.Parse(log)
	return nil
}

// withSum returns the text of SHA256SUMS with one more line: after those of the
// same folder with lower versions, and where the order of names puts it.
func (d *folder) withSum(line, name string) []byte {
	lines := slices.Collect(strings.Lines(string(d.sumsData)))
	at := slices.IndexFunc(lines, func(l string) bool {
		_, other, ok := strings.Cut(strings.TrimRight(l, "\r\n"), " ")
		return ok && sumAfter(strings.TrimLeft(other, " *"), name)
	})
	if at < 0 {
		at = len(lines)
		if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += "\n"
		}
	}
	return []byte(strings.Join(slices.Insert(lines, at, line), ""))
}

// sumAfter reports whether a path of SHA256SUMS comes after another: by folder,
// then by version.
func sumAfter(a, b string) bool {
	dirA, dirB := path.Dir(a), path.Dir(b)
	if dirA != dirB {
		return dirA > dirB
	}
	va, okA := parseVersion(strings.TrimSuffix(path.Base(a), path.Ext(a)))
	vb, okB := parseVersion(strings.TrimSuffix(path.Base(b), path.Ext(b)))
	if okA && okB {
		return va.compare(vb) > 0
	}
	return path.Base(a) > path.Base(b)
}

// forgive drops the findings that a release of the next major answers.
func (p *plan) forgive(rules ...diag.Rule) {
	p.report.Findings = slices.DeleteFunc(p.report.Findings, func(f diag.Finding) bool { return slices.Contains(rules, f.Rule()) })
}
