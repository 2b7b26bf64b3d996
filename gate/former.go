package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// former is a family as the configuration of Options.Against has it.
type former struct {
	*config.Family
	conf *config.Config
	data []byte // of its head, nil when there was none
	// major is what the head's $id said, -1 when it said none.
	major  int
	sums   []sum // the releases: the lines of SHA256SUMS for its folder
	paired bool
}

// pair is a family at that commit and what it is now.
type pair struct {
	*checker
	was   *former
	now   *config.Family
	index int   // of now
	head  *head // nil when it cannot be read
}

// pairUp reads the configuration of Options.Against and finds for each of its
// families the one that it is now. What has become of none was dropped.
func (c *checker) pairUp() error {
	if c.against == nil {
		return nil
	}
	confs, err := c.formerConfigs()
	if err != nil {
		return err
	}
	if len(confs) == 0 {
		c.add(inFile(RuleConfigNew, c.config.File.Name, 0, RuleConfigNew.Hint, "there is no configuration of this name at %s, so nothing that it refused is looked for", c.against.Name))
	}
	var all []*former
	for _, conf := range confs {
		for i := range conf.Families {
			f, err := c.former(conf, i)
			if err != nil {
				return err
			}
			all = append(all, f)
		}
	}
	c.match(all)
	for _, f := range all {
		if f.paired {
			continue
		}
		if err := c.dropped(f); err != nil {
			return err
		}
	}
	slices.SortStableFunc(c.pairs, func(p, q *pair) int { return p.index - q.index })
	return nil
}

// match pairs families by one sign after the other, the surest first, so that none
// takes the place of another.
func (c *checker) match(all []*former) {
	names := map[string]bool{}
	for _, f := range all {
		names[f.Name] = true
	}
	taken := map[int]bool{}
	join := func(f *former, i int) {
		f.paired, taken[i] = true, true
		c.pairs = append(c.pairs, &pair{checker: c, was: f, now: &c.config.Families[i], index: i, head: c.headOf(i)})
	}
	// A sign is a text that both have, "" where there is none; only a name that is new
	// can be what another was renamed to.
	for _, sign := range []func(f *config.Family, major int, renamed bool) string{
		func(f *config.Family, _ int, _ bool) string { return f.Name + "\x00" + absolute(f.Head) },
		func(f *config.Family, major int, _ bool) string {
			if major < 0 {
				return ""
			}
			return f.Name + "\x00" + strconv.Itoa(major)
		},
		func(f *config.Family, _ int, renamed bool) string {
			if !renamed {
				return ""
			}
			return absolute(f.Head)
		},
		func(f *config.Family, major int, renamed bool) string {
			if !renamed || f.Released.IsZero() {
				return ""
			}
			return absolute(f.Released) + "\x00" + strconv.Itoa(major)
		},
	} {
		now := map[string]int{}
		for i := range c.config.Families {
			g := &c.config.Families[i]
			if key := sign(g, c.majorOf(g), !names[g.Name]); key != "" && !taken[i] {
				now[key] = i
			}
		}
		for _, f := range all {
			if i, ok := now[sign(f.Family, f.major, true)]; ok && !f.paired && !taken[i] {
				join(f, i)
			}
		}
	}
	for i := range c.config.Families {
		g := &c.config.Families[i]
		if names[g.Name] || taken[i] {
			continue
		}
		for _, f := range all {
			if !f.paired && c.holds(g, f) {
				join(f, i)
				break
			}
		}
	}
}

func (c *checker) headOf(index int) *head {
	for _, h := range c.heads {
		if h.index == index {
			return h
		}
	}
	return nil
}

// majorOf is the major of a family's head, -1 when nothing says it.
func (c *checker) majorOf(f *config.Family) int {
	for _, h := range c.heads {
		if h.Family == f && h.versioned {
			return h.version.major
		}
	}
	if m, ok := majorOfFile(path.Base(f.Head.Text)); ok {
		return m
	}
	return -1
}

// holds reports whether a folder has every release of a former family.
func (c *checker) holds(g *config.Family, f *former) bool {
	if g.Released.IsZero() || len(f.sums) == 0 {
		return false
	}
	d := c.folderOf(g)
	return !slices.ContainsFunc(f.sums, func(s sum) bool {
		line := d.line(d.base + "/" + path.Base(s.path))
		return line == nil || line.hex != s.hex
	})
}

// absolute is a path by which those of two configurations, which may stand in
// different folders, compare.
func absolute(p config.Path) string {
	abs, err := filepath.Abs(p.OS())
	if p.IsZero() || err != nil {
		return p.Text
	}
	return abs
}

func samePath(a, b config.Path) bool { return absolute(a) == absolute(b) }

// formerConfigs reads the configuration as it was. One that stood elsewhere is any that
// is gone from its place, whatever stands there now; of one that is there still, it is
// the families that it has no more.
func (c *checker) formerConfigs() ([]*config.Config, error) {
	name := c.config.File.Name
	data, err := c.against.Read(name)
	if err == nil {
		conf, err := c.parseFormer(name, data)
		return []*config.Config{conf}, err
	}
	if !errors.Is(err, fs.ErrNotExist) || c.against.Files == nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return nil, err
	}
	files, err := c.against.Files()
	if err != nil {
		return nil, err
	}
	var out []*config.Config
	for _, file := range files {
		called := path.Base(slashed(file)) == ConfigName
		if !called && !slices.Contains(schemaExtensions, filepath.Ext(file)) {
			continue
		}
		if data, err = c.against.Read(file); err != nil {
			return nil, err
		}
		now := c.standing(file)
		conf, err := c.parseFormer(file, data)
		switch {
		case err == nil:
			conf.Families = slices.DeleteFunc(conf.Families, func(f config.Family) bool { return keeps(now, &f) })
			if len(conf.Families) > 0 {
				out = append(out, conf)
			}
		case called && now == nil:
			return nil, err
		}
	}
	return out, nil
}

// standing is the configuration that a file is now, nil when it is none.
func (c *checker) standing(file string) *config.Config {
	data, err := c.files.read(file)
	if err != nil {
		return nil
	}
	conf, err := config.Parse(file, data)
	if err != nil {
		return nil
	}
	return conf
}

// keeps reports whether a configuration has a family still: with its head, or with its
// name and its releases.
func keeps(conf *config.Config, f *config.Family) bool {
	return conf != nil && slices.ContainsFunc(conf.Families, func(o config.Family) bool {
		return samePath(o.Head, f.Head) || o.Name == f.Name && !f.Released.IsZero() && samePath(o.Released, f.Released)
	})
}

func (c *checker) parseFormer(name string, data []byte) (*config.Config, error) {
	conf, err := config.Parse(name, data)
	var e *diag.Error
	if errors.As(err, &e) {
		more := *e
		more.File = c.against.Name + ":" + slashed(name)
		more.Message = "the configuration of that commit cannot be read: " + e.Message
		more.Hint = "name a commit before it with --against"
		return nil, &more
	}
	return conf, err
}

// former reads a family of the other commit.
func (c *checker) former(conf *config.Config, i int) (*former, error) {
	f := &former{Family: &conf.Families[i], conf: conf, major: -1}
	data, err := c.against.Read(f.Head.OS())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		f.data = data
		if file, err := source.Parse(f.Head.OS(), data); err == nil { // else told where it is compared with
			if id := identifier(file.Root, f.Family); id != nil {
				if v, _, _, ok := versionIn(id.Value.Text); ok {
					f.major = v.major
				}
			}
		}
	}
	if f.Released.IsZero() {
		return f, nil
	}
	name := f.sumsPath()
	if data, err = c.against.Read(name); errors.Is(err, fs.ErrNotExist) {
		return f, nil
	} else if err != nil {
		return nil, err
	}
	sums, _ := parseSums(name, data)
	for _, s := range sums {
		if dir, _, _ := strings.Cut(s.path, "/"); dir == path.Base(f.Released.Text) {
			f.sums = append(f.sums, s)
		}
	}
	return f, nil
}

// sumsPath is where SHA256SUMS of the releases was.
func (f *former) sumsPath() string { return filepath.Join(filepath.Dir(f.Released.OS()), sumsName) }

// release is the path of a release that a line of SHA256SUMS is about.
func (f *former) release(s sum) string {
	return filepath.Join(filepath.Dir(f.Released.OS()), filepath.FromSlash(s.path))
}

// place is where a value of the family stood.
func (c *checker) place(f *former, v *source.Value) string {
	if v == nil {
		v = f.At
	}
	return fmt.Sprintf("%s:%s:%d", c.against.Name, slashed(f.conf.File.Name), lineOf(f.conf.File, v))
}

// checkout is the command that puts files of the other commit back.
func (c *checker) checkout(paths ...string) string {
	words := []string{"git checkout", quoted(strings.TrimPrefix(c.against.Name, "git:")), "--"}
	for _, p := range paths {
		words = append(words, quoted(slashed(p)))
	}
	return strings.Join(words, " ")
}

// dropped tells about a family that is gone, and what became of its releases.
func (c *checker) dropped(f *former) error {
	what := f.Head.Text
	if f.major >= 0 {
		what = fmt.Sprintf("major %d, %s", f.major, what)
	}
	c.add(inFile(RuleFamilyDropped, c.config.File.Name, lineOf(c.config.File, c.config.File.Root.Get("families")),
		"put its entry back; a family that is to end is taken out in a change of its own that people agree on, and which is judged once without --against",
		"the family %s (%s) of %s has no entry any more: nothing judges its schema, nor its releases", f.Name, what, c.place(f, nil)))
	for _, s := range f.sums {
		name := f.release(s)
		data, err := c.files.read(name)
		sum := sha256.Sum256(data)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.add(inFile(RuleReleaseRewritten, name, 0, "put it back: "+c.checkout(name), "is a release of %s at %s and is not there any more", f.Name, c.against.Name))
		case err != nil:
			return err
		case hex.EncodeToString(sum[:]) != s.hex:
			c.add(inFile(RuleReleaseRewritten, name, 0, "a release never changes; put it back: "+c.checkout(name), "is a release of %s, and has other bytes than at %s", f.Name, c.against.Name))
		}
	}
	return c.sections(f, f.Name)
}

// sections finds sections of released versions that CHANGELOG.md had and has not, or
// not so; now is what the family is called.
func (c *checker) sections(f *former, now string) error {
	name := filepath.Join(f.conf.Dir, changelogName)
	key := name + "\x00" + f.Name
	if c.toldSections[key] { // majors share them
		return nil
	}
	c.toldSections[key] = true
	data, err := c.against.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var here []changelog.Section
	if c.log != nil {
		here = c.log.Released(topic(f.Family))
		if now != f.Name {
			here = append(here, c.log.Released(topic(&config.Family{Name: now}))...)
		}
	}
	was := changelog.Parse(data).Released(topic(f.Family))
	for _, s := range was {
		hint := fmt.Sprintf("put it back, from %s:%s:%d", c.against.Name, slashed(name), s.Line)
		found := false
		for _, o := range here { // every section of the version: readers see them all
			if o.Version != s.Version {
				continue
			}
			if !slices.ContainsFunc(was, func(w changelog.Section) bool { return w.Version == o.Version && w.Date == o.Date && w.Text == o.Text }) {
				c.add(inFile(RuleChangelogRewritten, c.logPath, o.Line, hint, "the section of the released version %s %s says something else than at %s", f.Name, s.Version, c.against.Name))
			}
			found = true
		}
		if !found {
			c.add(inFile(RuleChangelogRewritten, c.logPath, 0, hint, "has no section any more for %s %s, which was released on %s", f.Name, s.Version, s.Date))
		}
	}
	return nil
}
