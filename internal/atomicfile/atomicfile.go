// Package atomicfile writes files so that nothing is ever half-written.
//
// A file is written beside its target under a temporary name, synced and
// renamed over it, so a reader sees the old bytes or the new ones and nothing
// in between. A set of changes is staged completely before the first target is
// touched, and undone when a later one fails.
//
// The package imports the standard library only.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Why a path cannot be written, beside what the operating system says.
var (
	// ErrDirectory: the path is that of a directory.
	ErrDirectory = errors.New("is a directory")
	// ErrDangling: the path is that of a symbolic link to nothing.
	ErrDangling = errors.New("is a symbolic link that leads nowhere")
)

// Writer is one output file in the making. Bytes go to a temporary file in the
// target's directory; nothing is visible under the target's name before Commit.
type Writer struct {
	target string   // where the bytes end up, symbolic links resolved
	file   *os.File // the temporary file, or the device itself
	direct bool     // the target is a pipe or a device: no renaming possible
	synced bool
	done   bool
}

// Create starts writing path. An existing file keeps its permissions; a
// symbolic link stays and the file it points to is replaced; a pipe or a device
// is written to directly. A directory, or a link that leads nowhere, is refused.
// The caller must call Commit or Abort.
func Create(path string) (*Writer, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "write", Path: path, Err: ErrDirectory}
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &Writer{target: path, file: f, direct: true}, nil
	case err == nil:
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return nil, err
		}
		return stage(real, info.Mode().Perm())
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, &fs.PathError{Op: "write", Path: path, Err: ErrDangling}
	}
	return stage(path, 0)
}

// stage opens the temporary file for target. A zero mode means a new file with
// the permissions that the process's umask leaves.
func stage(target string, mode fs.FileMode) (*Writer, error) {
	f, err := createTemp(filepath.Dir(target), filepath.Base(target))
	if err != nil {
		return nil, failed(target, err)
	}
	w := &Writer{target: target, file: f}
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			w.Abort()
			return nil, failed(target, err)
		}
	}
	return w, nil
}

// createTemp makes a new file beside base. Unlike os.CreateTemp it leaves the
// permissions to the umask, as for any file a program creates.
func createTemp(dir, base string) (*os.File, error) {
	for try := range 10000 {
		f, err := os.OpenFile(filepath.Join(dir, tempName(base, "tmp", try)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("write %s: too many temporary files are lying about in %s", base, dir)
}

// tempName is a name beside base that no other process of this machine uses at
// the same time.
func tempName(base, kind string, n int) string {
	return fmt.Sprintf(".%s.%d-%d.%s", base, os.Getpid(), n, kind)
}

// Write adds bytes to the file in the making.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = failed(w.target, err)
	}
	return n, err
}

// failed names the target instead of the temporary file.
func failed(target string, err error) error {
	return &fs.PathError{Op: "write", Path: target, Err: bare(err)}
}

// Prepare makes what was written durable, so that nothing but a renaming is left
// for Commit. Whoever replaces several files prepares all of them first: then
// there is next to no time in which only some are in place. Nothing may be
// written afterwards.
func (w *Writer) Prepare() error {
	if w.done || w.direct {
		return nil
	}
	if err := w.finish(); err != nil {
		w.Abort()
		return failed(w.target, err)
	}
	return nil
}

// Commit puts the bytes under the target's name. After an error the target is
// as it was.
func (w *Writer) Commit() error {
	if w.done {
		return errors.New("atomicfile: already finished")
	}
	if w.direct {
		w.done = true
		return w.file.Close()
	}
	if err := w.finish(); err != nil {
		w.Abort()
		return failed(w.target, err)
	}
	if err := os.Rename(w.file.Name(), w.target); err != nil {
		w.Abort()
		return failed(w.target, err)
	}
	w.done = true
	syncDir(filepath.Dir(w.target))
	return nil
}

// finish makes the temporary file durable and closes it.
func (w *Writer) finish() error {
	if w.synced {
		return nil
	}
	w.synced = true
	if err := w.file.Sync(); err != nil {
		return err
	}
	return w.file.Close()
}

// Abort throws away what was written; the target stays as it was. After Commit
// it does nothing.
func (w *Writer) Abort() {
	if w.done {
		return
	}
	w.done = true
	_ = w.file.Close() // closing twice is harmless here
	if !w.direct {
		_ = os.Remove(w.file.Name())
	}
}

// WriteFile replaces the file at path by data, or creates it.
func WriteFile(path string, data []byte) error {
	w, err := Create(path)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		w.Abort()
		return err
	}
	return w.Commit()
}

// syncDir makes a rename durable where the system can; a failure cannot be
// undone any more and changes nothing about the bytes, so it is not reported.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
