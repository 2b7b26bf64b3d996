package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// compareAgainst compares with the state that Options.Against reads: the head as
// it was there, and the checksums, because whoever edits a release can edit its
// checksum too.
func (c *checker) compareAgainst(ctx context.Context, h *head, broken *[]*breakage) error {
	a := c.against
	if a == nil {
		return nil
	}
	if err := c.rewritten(h.folder, a); err != nil {
		return err
	}
	data, err := a.Read(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the family is new
	}
	if err != nil {
		return err
	}
	old, file, err := loadSchema(ctx, h.Family, a.Name+":"+slashed(h.path), data, a.Read)
	if err != nil {
		return err
	}
	if id := identifier(file.Root, h.Family); id != nil {
		if v, _, _, ok := versionIn(id.Value.Text); ok && v.major != h.version.major {
			return nil // another major owes this one nothing
		}
	}
	_, _, err = c.compareWith(ctx, h, a.Name, old, broken)
	return err
}

// rewritten finds lines of SHA256SUMS that were there and are not, or differ.
func (c *checker) rewritten(d *folder, a *Against) error {
	if d.toldAgainst {
		return nil
	}
	d.toldAgainst = true
	data, err := a.Read(d.sumsPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	before, _ := parseSums(d.sumsPath, data)
	for _, s := range before {
		dir, _, _ := strings.Cut(s.path, "/")
		if dir != d.base {
			continue
		}
		now := d.line(s.path)
		hint := fmt.Sprintf("a release never changes; put it back: git checkout %s -- %s %s", strings.TrimPrefix(a.Name, "git:"),
			quoted(slashed(d.sumsPath)), quoted(slashed(filepath.Join(filepath.Dir(d.sumsPath), filepath.FromSlash(s.path)))))
		switch {
		case now == nil:
			c.add(inFile(RuleReleaseRewritten, d.sumsPath, 0, hint, "%s is released at %s and has no line here any more", s.path, a.Name))
		case now.hex != s.hex:
			c.add(inFile(RuleReleaseRewritten, d.sumsPath, now.line, hint, "%s has another checksum than at %s", s.path, a.Name))
		}
	}
	return nil
}
