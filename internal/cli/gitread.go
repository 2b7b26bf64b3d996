package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// find returns what the path leads to in its commit: blob or tree, and its object's
// name. Git follows links, those of folders too, inside the commit and for 40 hops.
// The error wraps fs.ErrNotExist where the commit is known to have nothing there, and
// nowhere else: that a link leads astray, or that an object is missing in this clone, is
// no reason to take a file for absent.
func (b gitBlob) find() (kind, id string, err error) {
	spec := b.ref + ":" + b.path
	if strings.ContainsAny(spec, "\n\x00") {
		return "", "", trouble(nil, "rename it", "%s holds a control character", b)
	}
	cmd := git("cat-file", "--follow-symlinks", "--batch-check=%(objecttype) %(objectname)")
	cmd.Stdin = strings.NewReader(spec + "\n")
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", "", trouble(err, "install git, or name the schema by its path", "%s: git is not installed", b)
	}
	if err != nil {
		return "", "", trouble(err, b.check(), "%s cannot be read: %s", b, complaint(err))
	}
	first, rest, _ := strings.Cut(string(out), "\n")
	rest = strings.TrimSuffix(rest, "\n")
	const hint = "put the file itself into the commit, or name another commit"
	word, arg, _ := strings.Cut(first, " ")
	switch {
	case first == spec+" missing":
		return "", "", b.absent()
	case word == "blob" || word == "tree":
		return word, arg, nil
	case word == "notdir":
		return "", "", notThere(b, "what would be its folder is a file")
	case word == "dangling":
		return "", "", trouble(nil, hint, "%s is or lies behind a symbolic link that leads nowhere in the commit", b)
	case word == "loop":
		return "", "", trouble(nil, hint, "%s lies behind symbolic links that lead to each other, or more than 40 of them", b)
	case word == "symlink":
		return "", "", trouble(nil, hint, "%s lies behind a symbolic link that leads out, to %s: only what is in the commit is read", b, rest)
	}
	return "", "", trouble(nil, b.check(), "%s cannot be read: %s", b, first)
}

// check is the command that says more.
func (b gitBlob) check() string { return "check with: git cat-file -t " + b.ref + ":" + b.path }

// notThere is the error about a path that the commit has not.
func notThere(b gitBlob, why string) error {
	return trouble(fs.ErrNotExist, b.check(), "%s cannot be read: %s", b, why)
}

// absent says why git finds nothing: "missing" is its word for a path that the commit
// does not have, for an object that is not in this clone, and for what is in a submodule.
func (b gitBlob) absent() error {
	args := []string{"--literal-pathspecs", "ls-tree", "-t", "-z", "--full-tree", "--end-of-options", b.ref}
	for i := range b.path {
		if b.path[i] == '/' {
			args = append(args, b.path[:i])
		}
	}
	out, err := git(append(args, b.path)...).Output()
	if err != nil {
		if err := verifyObject(b.ref, "tree"); err != nil {
			return err
		}
		return trouble(err, "this clone lacks folders of the commit; clone without --filter", "%s cannot be read: %s", b, complaint(err))
	}
	longest, mode := "", ""
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		if len(name) > len(longest) && strings.HasPrefix(b.path+"/", name+"/") { // and nothing beside it
			longest = name
			mode, _, _ = strings.Cut(about, " ")
		}
	}
	switch {
	case mode == "160000":
		return trouble(nil, "run it in a clone of the submodule", "%s cannot be read: %s is a submodule, whose files are not in the commit", b, longest)
	case longest == "", mode == "040000" && longest != b.path:
		return notThere(b, "there is no such file in the commit")
	}
	return trouble(nil, "this clone lacks files of the commit; clone without --filter", "%s cannot be read: its object is missing in this clone", b)
}

// read returns the bytes of the file.
func (b gitBlob) read() ([]byte, error) {
	kind, id, err := b.find()
	if err != nil {
		return nil, err
	}
	if kind != "blob" {
		return nil, trouble(nil, b.check(), "%s cannot be read: it is a folder", b)
	}
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
		return nil, trouble(err, b.check(), "%s cannot be read: %s", b, strings.TrimPrefix(strings.TrimSpace(said.String()), "fatal: "))
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
