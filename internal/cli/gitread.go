package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// maxLinks is how many links a path may lead through, as many as Linux follows, and
// maxLink how long one may be.
const (
	maxLinks = 40
	maxLink  = 4096
)

// gitWalk is a path of a commit on the way through links of files and folders.
type gitWalk struct {
	gitBlob
	done     string // the path so far, free of links
	kind, id string // what is there: tree or blob
	rest     []string
	own      int // how many of rest, the last, are of the path itself and of no link
	links    int
}

// find returns what the path leads to in its commit: blob or tree, and its object's name.
// The error wraps fs.ErrNotExist where the commit is known to have nothing there, and
// nowhere else: that a link leads astray, or that an object is missing in this clone, is
// no reason to take a file for absent.
func (b gitBlob) find() (kind, id string, err error) {
	w := gitWalk{gitBlob: b, kind: "tree", rest: strings.Split(b.path, "/")}
	w.own = len(w.rest)
	for len(w.rest) > 0 && err == nil {
		switch step := w.rest[0]; {
		case w.kind == "blob":
			err = w.absent("through a file, " + w.done)
		case step == "" || step == ".":
			w.rest = w.rest[1:]
		case step == ".." && w.done == "":
			err = w.out()
		case step == "..":
			w.done, w.rest = strings.TrimPrefix(path.Dir(w.done), "."), w.rest[1:]
		default:
			err = w.descend()
		}
	}
	if err == nil && w.kind == "tree" {
		w.id, err = b.tree(w.done)
	}
	return w.kind, w.id, err
}

// descend goes down to the next link, or as far as the names go.
func (w *gitWalk) descend() error {
	var paths []string
	for at := w.done; len(paths) < len(w.rest) && !slices.Contains([]string{"", ".", ".."}, w.rest[len(paths)]); {
		at = path.Join(at, w.rest[len(paths)])
		paths = append(paths, at)
	}
	entries, err := w.entries(paths)
	if err != nil {
		return err
	}
	for _, at := range paths {
		mode, id := entries[at][0], entries[at][1]
		switch {
		case w.kind == "blob":
			return w.absent("through a file, " + w.done)
		case mode == "":
			return w.absent("nowhere in the commit")
		case mode == "160000":
			return trouble(nil, "run it in a clone of the submodule", "%s cannot be read: %s is a submodule, whose files are not in the commit", w, at)
		case mode == "120000":
			return w.follow(id)
		}
		w.kind, w.id = "tree", id
		if mode != "040000" {
			w.kind = "blob"
		}
		w.done, w.rest = at, w.rest[1:]
	}
	return nil
}

// follow puts what a link says in the place of its name.
func (w *gitWalk) follow(id string) error {
	text, err := w.bytes(id)
	switch w.links++; {
	case err != nil:
		return err
	case w.links > maxLinks:
		return w.astray("back to itself, or through more than 40 others")
	case len(text) == 0 || len(text) > maxLink || bytes.IndexByte(text, 0) >= 0:
		return w.astray("nowhere in the commit")
	case text[0] == '/':
		return w.out()
	}
	w.own = min(w.own, len(w.rest)-1)
	w.rest = append(strings.Split(string(text), "/"), w.rest[1:]...)
	return nil
}

// absent is the error about the next step, which is not there: that of a link leads
// astray.
func (w *gitWalk) absent(where string) error {
	if len(w.rest) > w.own {
		return w.astray(where)
	}
	return trouble(fs.ErrNotExist, w.check(), "%s cannot be read: there is no such file in the commit", w)
}

// out is the error about a link that leads out of what is read.
func (w *gitWalk) out() error {
	if w.as != "" {
		return w.astray("out of the directory that files may be read from")
	}
	return w.astray("out of the repository: only what is in the commit is read")
}

// astray is the error about a link.
func (w *gitWalk) astray(how string) error {
	return trouble(nil, "put the file itself into the commit, or name another commit", "%s cannot be read: a symbolic link on its way leads %s", w, how)
}

// entries gives mode and object of those paths that the commit has, none of which leads
// through a link but the last.
func (b gitBlob) entries(paths []string) (map[string][2]string, error) {
	args := []string{"--literal-pathspecs", "ls-tree", "-t", "-z", "--full-tree", "--end-of-options", b.ref}
	out, err := git(append(args, paths...)...).Output()
	if err != nil {
		return nil, b.lacking(err)
	}
	entries := map[string][2]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		if words := strings.Fields(about); len(words) == 3 {
			entries[name] = [2]string{words[0], words[2]}
		}
	}
	return entries, nil
}

// tree is the object of a folder.
func (b gitBlob) tree(folder string) (string, error) {
	out, err := git("rev-parse", "--verify", "--end-of-options", b.ref+":"+folder).Output()
	if err != nil {
		return "", b.lacking(err)
	}
	return strings.TrimSpace(string(out)), nil
}

// lacking says why git cannot read folders of the commit.
func (b gitBlob) lacking(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return trouble(err, "install git, or name the schema by its path", "%s: git is not installed", b)
	}
	if err := verifyObject(b.ref, "tree"); err != nil {
		return err
	}
	return trouble(err, "if this clone lacks folders of the commit, clone without --filter", "%s cannot be read: %s", b, complaint(err))
}

// check is the command that says more.
func (b gitBlob) check() string { return "check with: git cat-file -t " + b.ref + ":" + b.path }

// read returns the bytes of the file.
func (b gitBlob) read() ([]byte, error) {
	kind, id, err := b.find()
	if err != nil {
		return nil, err
	}
	if kind != "blob" {
		return nil, trouble(nil, b.check(), "%s cannot be read: it is a folder", b)
	}
	return b.bytes(id)
}

// bytes returns those of an object that the path leads to.
func (b gitBlob) bytes(id string) ([]byte, error) {
	cmd := git("cat-file", "blob", id)
	var said bytes.Buffer
	cmd.Stderr = &limited{b: &said, left: 4 << 10}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, trouble(err, "", "%s: git cannot be run: %v", b, err)
	}
	data, readErr := source.ReadAll(b.String(), out)
	if readErr != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, readErr
	}
	if err := cmd.Wait(); err != nil {
		hint := b.check()
		if strings.Contains(said.String(), "promisor") {
			hint = "this clone lacks files of the commit; clone without --filter"
		}
		return nil, trouble(err, hint, "%s cannot be read: %s", b, strings.TrimPrefix(strings.TrimSpace(said.String()), "fatal: "))
	}
	return data, nil
}

// readBelow reads what a reference leads to: the file dir of a commit itself, or one in
// that folder. As on disk a link does not lead out of the folder.
func readBelow(dir, name string) ([]byte, error) {
	at, err := parseGit(strings.TrimSuffix(filepath.ToSlash(dir), "/"))
	if err != nil {
		return nil, err
	}
	if name == dir {
		return at.read()
	}
	kind, id, err := at.find()
	if err != nil {
		return nil, err
	}
	file, err := parseGit(filepath.ToSlash(name))
	if err != nil {
		return nil, err
	}
	rel, below := strings.CutPrefix(file.path, at.path)
	if kind != "tree" || !below {
		return nil, fmt.Errorf("it is outside of %s", dir)
	}
	return gitBlob{ref: id, path: strings.TrimPrefix(rel, "/"), as: file.String()}.read()
}

// join is a file below the folder.
func (b gitBlob) join(rel string) gitBlob { return gitBlob{ref: b.ref, path: path.Join(b.path, rel)} }

// folder is the directory of the file in its commit.
func (b gitBlob) folder() string {
	dir := path.Dir(b.path)
	if dir == "." {
		dir = ""
	}
	return filepath.FromSlash(gitBlob{ref: b.ref, path: dir}.String())
}

// limited keeps the first bytes written to it and drops the rest.
type limited struct {
	b    *bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	keep := p[:min(len(p), l.left)]
	l.left -= len(keep)
	l.b.Write(keep)
	return len(p), nil
}
