package gate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// sumsName is the file with the checksums of released versions. It stands beside
// their folder, in the format of sha256sum, with paths that begin with the
// folder's name.
const sumsName = "SHA256SUMS"

// folder is where a family's released versions are.
type folder struct {
	dir         string // for the operating system
	base        string // its name, which the paths in SHA256SUMS begin with
	files       tree
	err         error // why it cannot be read
	sumsPath    string
	sumsData    []byte // nil when there is no such file
	sums        []sum
	releases    []release // ascending
	findings    []diag.Finding
	damaged     bool // a release, or the list of them, is not as it was
	told        bool // findings were reported
	toldAgainst bool // and those against another state
}

// sum is one line of SHA256SUMS.
type sum struct {
	line int
	hex  string
	path string // slash-separated, relative to the file
}

// release is a released version whose bytes are what SHA256SUMS says.
type release struct {
	version version
	path    string
	data    []byte
	file    *source.File
	schema  *compat.Schema // nil until it is asked for: see load
	keeper  *config.Family // the entry that schema was read by
}

// last is the newest release of a major, or of all when major is negative.
func (d *folder) last(major int) *release {
	for i := len(d.releases) - 1; i >= 0; i-- {
		if major < 0 || d.releases[i].version.major == major {
			return &d.releases[i]
		}
	}
	return nil
}

// foldersOnce adds what was found about a head's folder, which heads may share.
func (c *checker) foldersOnce(h *head) {
	d := h.folder
	if d.told {
		return
	}
	d.told = true
	c.add(d.findings...)
	known := map[string]bool{}
	for _, r := range d.releases {
		known[r.version.String()] = true
	}
	if c.log != nil {
		for _, s := range c.log.Released(topic(h.Family)) {
			if v, ok := parseVersion(s.Version); ok && !known[s.Version] && !d.found(v) {
				c.add(inFile(RuleReleaseMissing, c.logPath, s.Line, "put the file back: git checkout -- "+quoted(slashed(d.dir)),
					"%s %s was released on %s, and %s does not hold it", h.Name, s.Version, s.Date, slashed(d.dir)))
				d.damaged = true
			}
			delete(known, s.Version)
		}
		for _, r := range d.releases {
			if known[r.version.String()] {
				c.add(inFile(RuleChangelogRelease, c.logPath, 0, fmt.Sprintf("add the section: ## %s %s - YYYY-MM-DD", topic(h.Family), r.version),
					"has no section for the released version %s of %s", r.version, h.Name))
			}
		}
	}
	if len(d.releases) == 0 && !d.damaged {
		c.add(inFile(RuleNothingReleased, c.config.File.Name, lineOf(c.config.File, h.At), "release the first version with: "+c.releaseCommand(h),
			"no version of %s was released into %s yet, so there is nothing to compare its head with", h.Name, slashed(d.dir)))
	}
}

// found reports whether a file of a version is there, sound or not.
func (d *folder) found(v version) bool {
	for _, ext := range schemaExtensions {
		if d.files.exists(filepath.Join(d.dir, v.String()+ext)) {
			return true
		}
	}
	return false
}

// readFolder reads and verifies the folder of a head.
func (c *checker) readFolder(h *head) error {
	if h.Released.IsZero() {
		return nil
	}
	if err := c.ownFolder(h); err != nil {
		return err
	}
	d := c.folderOf(h.Family)
	if d.err == nil {
		h.folder = d
	}
	return d.err
}

// ownFolder refuses a folder that is, or lies in, another family's once links are
// followed. What the configuration says in words it refused itself.
func (c *checker) ownFolder(h *head) error {
	dir := physical(h.Released)
	for i := range c.config.Families {
		o := &c.config.Families[i]
		if o.Name == h.Name || o.Released.IsZero() {
			continue
		}
		if other := physical(o.Released); dir == other || strings.HasPrefix(dir, other+string(filepath.Separator)) {
			return c.config.File.Errorf(h.At.Get("released"), source.Join("/families", strconv.Itoa(h.index), "released"), config.Code,
				"give each family a folder of its own", "through a symbolic link, %s is the folder of released versions of the family %q, or in it", h.Released.Text, o.Name)
		}
	}
	return nil
}

// physical is where a path leads, as far as it is there.
func physical(p config.Path) string {
	dir, rest := absolute(p), ""
	for {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return absolute(p)
		}
		dir, rest = up, filepath.Join(filepath.Base(dir), rest)
	}
}

// folderOf reads and verifies the folder of a family, which majors share, once.
func (c *checker) folderOf(f *config.Family) *folder {
	dir := f.Released.OS()
	d := c.folders[dir]
	if d == nil {
		d = &folder{files: c.files, dir: dir, base: filepath.Base(dir), sumsPath: filepath.Join(filepath.Dir(dir), sumsName)}
		c.folders[dir] = d
		d.err = d.read(func(v version) *config.Family { return c.keeper(f, v) })
	}
	return d
}

// read reads and verifies the folder; keeper is the entry that a version is read by.
func (d *folder) read(keeper func(version) *config.Family) error {
	if err := d.readSums(); err != nil {
		return err
	}
	names, err := d.files.names(d.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &diag.Error{File: slashed(d.dir), Code: source.CodeRead, Message: "cannot be listed: " + bareError(err), Hint: "`released` names the folder of released versions", Err: err}
	}
	for _, name := range names {
		if err := d.readRelease(keeper, name); err != nil {
			return err
		}
	}
	d.verifyRest(names)
	slices.SortFunc(d.releases, func(a, b release) int { return a.version.compare(b.version) })
	sortFindings(d.findings)
	d.damaged = slices.ContainsFunc(d.findings, isError)
	return nil
}

// keeper is the entry of the configuration that a release is read by: that of its
// major, as when it was the head. A major without an entry is read as the one that
// asks.
func (c *checker) keeper(f *config.Family, v version) *config.Family {
	for _, o := range c.heads {
		if o.Name == f.Name && o.versioned && o.version.major == v.major {
			return o.Family
		}
	}
	return f
}

// load returns the schema of a release, with the entry points of the head that asks.
func (c *checker) load(ctx context.Context, h *head, r *release) (*compat.Schema, error) {
	f := c.keeper(h.Family, r.version)
	if f != h.Family && !slices.Equal(f.Entries, h.Entries) {
		s, _, err := loadSchema(ctx, entering(f, h.Family), r.path, r.data, nil)
		return s, err
	}
	if r.schema == nil {
		s, _, err := loadSchema(ctx, f, r.path, r.data, nil)
		if err != nil {
			return nil, err
		}
		r.schema, r.keeper = s, f
	}
	return r.schema, nil
}

// entering is a family with the entry points of another: what is compared has the same.
func entering(f, other *config.Family) *config.Family {
	g := *f
	g.Entries = other.Entries
	return &g
}

func bareError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// readSums reads SHA256SUMS.
func (d *folder) readSums() error {
	data, err := d.files.read(d.sumsPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	d.sumsData = data
	d.sums, d.findings = parseSums(d.sumsPath, data)
	return nil
}

// sumForm is a line of sha256sum; the star marks what it calls binary mode.
var sumForm = regexp.MustCompile(`^([0-9a-f]{64}) [ *]([^\\\r\n]+)$`)

// parseSums reads the lines of SHA256SUMS.
func parseSums(name string, data []byte) ([]sum, []diag.Finding) {
	var sums []sum
	var findings []diag.Finding
	seen := map[string]int{}
	n := 0
	for text := range strings.Lines(string(data)) {
		n++
		m := sumForm.FindStringSubmatch(strings.TrimSuffix(text, "\n"))
		if m == nil || !filepath.IsLocal(filepath.FromSlash(m[2])) {
			findings = append(findings, inFile(RuleSumsMalformed, name, n, "put the line back: git checkout -- "+quoted(slashed(name)),
				"the line is none of sha256sum: 64 hexadecimal digits, two spaces, and a path below this file's folder"))
			continue
		}
		if first := seen[m[2]]; first > 0 {
			findings = append(findings, inFile(RuleSumsMalformed, name, n, fmt.Sprintf("remove this line or line %d", first),
				"%s has a line already, line %d", m[2], first))
			continue
		}
		seen[m[2]] = n
		sums = append(sums, sum{line: n, hex: m[1], path: m[2]})
	}
	return sums, findings
}

// line returns the line of SHA256SUMS for a path, or nil.
func (d *folder) line(path string) *sum {
	for i := range d.sums {
		if d.sums[i].path == path {
			return &d.sums[i]
		}
	}
	return nil
}

// schemaExtensions are those that a schema's file can have.
var schemaExtensions = []string{".json", ".yaml", ".yml"}

// readRelease verifies one file of the folder.
func (d *folder) readRelease(keeper func(version) *config.Family, file string) error {
	if strings.HasPrefix(file, ".") {
		return nil // git's own, and what is being written
	}
	path := filepath.Join(d.dir, file)
	ext := filepath.Ext(file)
	v, ok := parseVersion(strings.TrimSuffix(file, ext))
	if !ok || !slices.Contains(schemaExtensions, ext) {
		d.findings = append(d.findings, inFile(RuleReleaseExtra, path, 0, "move it elsewhere",
			"is no released version: the folder holds files such as 1.0.0.json and nothing else"))
		return nil
	}
	for _, r := range d.releases {
		if r.version == v {
			d.findings = append(d.findings, inFile(RuleReleaseExtra, path, 0, "keep the one that was released",
				"version %s is there already, as %s", v, filepath.Base(r.path)))
			return nil
		}
	}
	data, err := d.files.read(path)
	if err != nil {
		return err
	}
	name := d.base + "/" + file
	line := d.line(name)
	got := sha256.Sum256(data)
	restore := "a release never changes; put its bytes back: git checkout -- " + quoted(slashed(path))
	switch {
	case d.sumsData == nil:
		return nil // told once, below
	case line == nil:
		d.findings = append(d.findings, inFile(RuleReleaseUnlisted, path, 0,
			fmt.Sprintf("remove it; a version is made with runresult release, which writes the line %s  %s", hex.EncodeToString(got[:]), name),
			"has no line in %s, so nobody can tell whether it changed", slashed(d.sumsPath)))
		return nil
	case line.hex != hex.EncodeToString(got[:]):
		finding := inFile(RuleReleaseEdited, path, 0, restore, "was edited after its release: its checksum is %s, and %s:%d says %s",
			hex.EncodeToString(got[:]), slashed(d.sumsPath), line.line, line.hex)
		if bytes.Contains(data, []byte("\r\n")) {
			finding.Message += " (it has CRLF line ends, which a checkout may have put there)"
		}
		d.findings = append(d.findings, finding)
		return nil
	}
	r := release{version: v, path: path, data: data}
	if r.file, err = source.Parse(path, data); err != nil {
		return err
	}
	says := "no version"
	if id := identifier(r.file.Root, keeper(v)); id != nil {
		if w, _, _, ok := versionIn(id.Value.Text); ok {
			says = w.String()
		}
	}
	if says != v.String() {
		d.findings = append(d.findings, inFile(RuleReleaseVersion, path, 0, restore, "its $id says %s, its name %s", says, v))
	}
	d.releases = append(d.releases, r)
	return nil
}

// verifyRest tells about the lines without a file and the files without a list.
func (d *folder) verifyRest(names []string) {
	if d.sumsData == nil {
		for _, name := range names {
			if _, ok := parseVersion(strings.TrimSuffix(name, filepath.Ext(name))); ok {
				d.findings = append(d.findings, inFile(RuleSumsMissing, d.sumsPath, 0, "put it back: git checkout -- "+quoted(slashed(d.sumsPath)),
					"is missing, so nobody can tell whether the released versions in %s changed", slashed(d.dir)))
				return
			}
		}
		return
	}
	for _, s := range d.sums {
		dir, _, _ := strings.Cut(s.path, "/")
		if dir != d.base {
			continue // another family's
		}
		path := filepath.Join(filepath.Dir(d.sumsPath), filepath.FromSlash(s.path))
		if !d.files.exists(path) {
			d.findings = append(d.findings, inFile(RuleReleaseMissing, d.sumsPath, s.line, "put the file back: git checkout -- "+quoted(slashed(path)),
				"%s was released and is not there", s.path))
		}
	}
}
