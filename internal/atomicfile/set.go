package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Change is one file to write or to remove.
type Change struct {
	Dir    string // the directory that must not be left; created when absent
	Name   string // slash-separated, relative to Dir
	Data   []byte // the new contents
	Remove bool   // remove the file instead; Data is ignored
}

// Apply makes all changes or, when one fails, none: every file is staged before
// the first target is replaced, and what was replaced is put back when a later
// step fails. A name that leaves its directory, by ".." or by a symbolic link,
// is refused.
func Apply(changes []Change) error {
	t := transaction{roots: map[string]*os.Root{}}
	defer t.close()
	for _, c := range changes {
		if err := t.stage(c); err != nil {
			t.discard()
			return fmt.Errorf("%s: %w", filepath.Join(c.Dir, filepath.FromSlash(c.Name)), bare(err))
		}
	}
	for i := range t.steps {
		if err := t.steps[i].commit(); err != nil {
			s := t.steps[i]
			t.rollback(i)
			return fmt.Errorf("%s: %w", filepath.Join(s.dir, filepath.FromSlash(s.target)), bare(err))
		}
	}
	t.settle()
	return nil
}

// bare strips the operation and the (temporary) path from a file error: the
// message names the target already.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		return le.Err
	}
	return err
}

// step is one change on its way: staged under temp, target kept under backup.
type step struct {
	dir    string
	root   *os.Root
	target string
	temp   string // "" for a removal
	backup string // "" when the target did not exist
}

type transaction struct {
	roots map[string]*os.Root
	undo  []func() // remove the directories created, outermost first
	steps []step
}

func (t *transaction) root(dir string) (*os.Root, error) {
	if r := t.roots[dir]; r != nil {
		return r, nil
	}
	if err := t.mkdir(dir); err != nil {
		return nil, err
	}
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t.roots[dir] = r
	return r, nil
}

// mkdir creates dir and remembers what it created, so that a failure leaves no
// empty directories behind.
func (t *transaction) mkdir(dir string) error {
	if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return nil // whatever it is, OpenRoot judges it
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := t.mkdir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	t.undo = append(t.undo, func() { _ = os.Remove(dir) })
	return nil
}

// mkdirIn does the same below a root, which no symbolic link can lead out of.
func (t *transaction) mkdirIn(root *os.Root, dir string) error {
	if dir == "." {
		return nil
	}
	if _, err := root.Stat(dir); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.mkdirIn(root, path.Dir(dir)); err != nil {
		return err
	}
	if err := root.Mkdir(dir, 0o777); err != nil {
		return err
	}
	t.undo = append(t.undo, func() { _ = root.Remove(dir) })
	return nil
}

func (t *transaction) stage(c Change) error {
	if !filepath.IsLocal(filepath.FromSlash(c.Name)) || path.Clean(c.Name) == "." {
		return errors.New("refuses to write outside the output directory")
	}
	root, err := t.root(c.Dir)
	if err != nil {
		return err
	}
	if !c.Remove {
		if err := t.mkdirIn(root, path.Dir(path.Clean(c.Name))); err != nil {
			return err
		}
	}
	target, err := follow(root, path.Clean(c.Name))
	if err != nil {
		return err
	}
	s := step{dir: c.Dir, root: root, target: target}
	info, err := root.Stat(target)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return errors.New("is not a regular file")
	case err == nil:
		s.backup = path.Join(path.Dir(target), tempName(path.Base(target), "old", len(t.steps)))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if c.Remove {
		if s.backup != "" {
			t.steps = append(t.steps, s)
		}
		return nil
	}
	s.temp = path.Join(path.Dir(target), tempName(path.Base(target), "new", len(t.steps)))
	f, err := root.OpenFile(s.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	t.steps = append(t.steps, s) // from here on discard removes it
	err = fill(f, c.Data, info)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

func fill(f *os.File, data []byte, old fs.FileInfo) error {
	if old != nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

// follow resolves symbolic links inside the root, so that a link stays and the
// file it points to is replaced. Links that lead out of the root are refused by
// the root itself.
func follow(root *os.Root, name string) (string, error) {
	for range 40 {
		info, err := root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return name, nil
		}
		link, err := root.Readlink(name)
		if err != nil {
			return "", err
		}
		next := path.Join(path.Dir(name), filepath.ToSlash(link))
		if filepath.IsAbs(link) || !filepath.IsLocal(filepath.FromSlash(next)) {
			return "", errors.New("is a symbolic link that leads out of the output directory")
		}
		name = next
	}
	return "", errors.New("too many symbolic links")
}

// commit keeps the old file under a second name and puts the new one in its
// place. Where the file system has no hard links the old file is moved aside
// first, and its name is free for a moment.
func (s *step) commit() error {
	if s.backup != "" {
		if err := s.root.Link(s.target, s.backup); err != nil {
			if err := s.root.Rename(s.target, s.backup); err != nil {
				return err
			}
		}
	}
	if s.temp == "" {
		if err := s.root.Remove(s.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
			_ = s.root.Rename(s.backup, s.target)
			return err
		}
		return nil
	}
	if err := s.root.Rename(s.temp, s.target); err != nil {
		if s.backup != "" {
			_ = s.root.Rename(s.backup, s.target)
		}
		return err
	}
	return nil
}

// rollback undoes the steps before failed and throws the staged files away.
func (t *transaction) rollback(failed int) {
	for i := failed - 1; i >= 0; i-- {
		s := t.steps[i]
		if s.backup != "" {
			_ = s.root.Rename(s.backup, s.target)
		} else {
			_ = s.root.Remove(s.target)
		}
	}
	t.discard()
}

// discard removes staged files and the directories made for them.
func (t *transaction) discard() {
	for _, s := range t.steps {
		if s.temp != "" {
			_ = s.root.Remove(s.temp)
		}
	}
	for i := len(t.undo) - 1; i >= 0; i-- {
		t.undo[i]()
	}
}

// settle drops the old files once everything is in place.
func (t *transaction) settle() {
	seen := map[string]bool{}
	for _, s := range t.steps {
		if s.backup != "" {
			_ = s.root.Remove(s.backup)
		}
		dir := filepath.Join(s.dir, filepath.FromSlash(path.Dir(s.target)))
		if !seen[dir] {
			seen[dir] = true
			syncDir(dir)
		}
	}
}

func (t *transaction) close() {
	for _, r := range t.roots {
		_ = r.Close()
	}
}
