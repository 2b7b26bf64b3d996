package record

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/nonblock"
)

var driveLetter = regexp.MustCompile(`^[A-Za-z]:`)

// relative brings a path into the one form that a document may hold, or says
// what is wrong with it and what to do. A part ".." is refused even where it
// leads back inside, because behind a symbolic link it leads elsewhere.
func relative(name string) (short, problem, hint string) {
	const below = "write the path as seen from the run directory, such as out/model.bin"
	switch {
	case name == "":
		return "", "it has no path", below
	case strings.Contains(name, `\`):
		return "", `its path has a \`, "write / between the parts: filepath.ToSlash does that"
	case strings.HasPrefix(name, "/"), driveLetter.MatchString(name):
		return "", "its path is absolute", below
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return "", "its path has a control character", "rename the file"
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "", "its path has a part \"..\", which leads out of a directory", below
		}
	}
	if short = path.Clean(name); short == "." {
		return "", "its path is that of the run directory itself", below
	}
	return short, "", ""
}

// wordsError is an error of the file system in words that tell what to do.
type wordsError struct {
	words string
	err   error
}

func (e *wordsError) Error() string { return e.words }
func (e *wordsError) Unwrap() error { return e.err }

// inWords explains why a file of the run directory cannot be hashed.
func (r *Run) inWords(name string, err error) error {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &wordsError{fmt.Sprintf("there is no such file in the run directory\n  hint: write it to %s first",
			filepath.Join(r.opt.Dir, filepath.FromSlash(name))), err}
	case !errors.As(err, &at):
		return err
	case strings.Contains(at.Err.Error(), "escapes"): // os.Root has no error that can be compared
		return &wordsError{"a symbolic link on its path leads out of the run directory\n  hint: copy the file into the run directory, " +
			"so that whoever gets the directory gets the file", err}
	}
	return &wordsError{"it cannot be read: " + at.Err.Error(), err}
}

// Why a file is no artifact.
var (
	errNotRegular = errors.New("it is not a regular file\n  hint: add the file itself, not a link, a directory or a device")
	errChanged    = errors.New("it changed while it was hashed\n  hint: add an artifact when it is complete")
)

// hash reads a file below the run directory.
func (r *Run) hash(name string) (hash string, size int64, err error) {
	// A pipe or a device is told from its name: opening one may already block.
	named, err := r.root.Lstat(filepath.FromSlash(name))
	if err != nil {
		return "", 0, err
	}
	if !named.Mode().IsRegular() {
		return "", 0, errNotRegular
	}
	f, err := r.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|nonblock.Flag, 0)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if !before.Mode().IsRegular() || !os.SameFile(named, before) {
		return "", 0, errChanged
	}
	h := sha256.New()
	size, err = io.CopyBuffer(h, struct{ io.Reader }{f}, make([]byte, 256<<10))
	if err != nil {
		return "", 0, err
	}
	after, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if size != before.Size() || !same(before, after) {
		return "", 0, errChanged
	}
	return hashPrefix + hex.EncodeToString(h.Sum(nil)), size, nil
}

func same(a, b fs.FileInfo) bool { return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) }

// missing says which of the recorded files are gone or have another size now.
// Reading them again would cost as much as the run's own hashing did.
func (r *Run) missing() error {
	var found []string
	more := 0
	for _, name := range slices.Sorted(maps.Keys(r.paths)) {
		was := r.paths[name]
		problem := ""
		switch now, err := r.root.Lstat(filepath.FromSlash(name)); {
		case err != nil && errors.Is(err, fs.ErrNotExist):
			problem = "is gone"
		case err != nil:
			problem = "cannot be found any more: " + r.inWords(name, err).Error()
		case !now.Mode().IsRegular():
			problem = "is not a regular file any more"
		case now.Size() != was.size:
			problem = fmt.Sprintf("has %d bytes and not %d", now.Size(), was.size)
		}
		switch {
		case problem == "":
		case len(found) == maxNamed:
			more++
		default:
			found = append(found, fmt.Sprintf("%s, recorded by %s, %s", quote(name), was.by, problem))
		}
	}
	if len(found) == 0 {
		return nil
	}
	text := strings.Join(found, "; ")
	if more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return fmt.Errorf("the document is written, but %w: %s\n  hint: record a file when it is complete, and leave it in place", ErrArtifacts, text)
}

// sweep removes what killed processes left of a file that this one writes.
// Nothing is touched behind a link that leads out of the directory.
func (r *Run) sweep(name string) {
	local := filepath.FromSlash(name)
	if _, err := r.root.Stat(filepath.Dir(local)); err != nil {
		return
	}
	if _, err := r.root.Stat(local); err == nil || errors.Is(err, fs.ErrNotExist) {
		atomicfile.Sweep(filepath.Join(r.opt.Dir, local))
	}
}
