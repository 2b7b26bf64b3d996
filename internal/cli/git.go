package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// gitBlob is a file of a commit, from git:REF:PATH.
type gitBlob struct{ ref, path string }

// parseGit reads git:REF:PATH. Neither part can be taken for an option of git.
func parseGit(arg string) (gitBlob, error) {
	const hint = "write git:REF:PATH, for example git:HEAD:schema/runresult.v1.json; the path counts from the top of the repository"
	ref, name, ok := strings.Cut(strings.TrimPrefix(arg, "git:"), ":")
	switch {
	case !ok || ref == "" || name == "":
		return gitBlob{}, usagef(hint, "%s names no REF and PATH", arg)
	case strings.HasPrefix(ref, "-") || strings.HasPrefix(name, "-"):
		return gitBlob{}, usagef(hint, "%s: REF and PATH do not begin with -", arg)
	case strings.ContainsAny(arg, "\x00\n\r"):
		return gitBlob{}, usagef(hint, "%s holds a control character", arg)
	case strings.Contains(ref, ".."):
		return gitBlob{}, usagef(hint, "%s: REF is one commit, not a range", arg)
	}
	if name != path.Clean(name) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return gitBlob{}, usagef(hint, "%s: PATH has no empty, . or .. part", arg)
	}
	return gitBlob{ref: ref, path: name}, nil
}

func (b gitBlob) String() string { return "git:" + b.ref + ":" + b.path }

// git prepares a call that reads what is stored: no filters run, nothing is
// fetched and nobody is asked for a password.
func git(args ...string) *exec.Cmd {
	cmd := exec.Command("git", append([]string{"--no-pager"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	return cmd
}

// verifyCommit makes sure that there is a commit of that name.
func verifyCommit(ref string) error {
	out, err := git("rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}").CombinedOutput()
	if err == nil {
		return nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return trouble(err, "install git, or leave --against out", "git:%s: git is not installed", ref)
	}
	what := strings.TrimPrefix(strings.TrimSpace(string(out)), "fatal: ")
	hint := "check with: git log -1 " + ref
	if what == "" {
		what = "there is no such commit"
		if out, err := git("rev-parse", "--is-shallow-repository").Output(); err == nil && strings.TrimSpace(string(out)) == "true" {
			what += " in this clone, which is shallow"
			hint = "fetch what is missing with: git fetch --unshallow origin (in GitHub Actions: actions/checkout with fetch-depth: 0)"
		} else if remote, branch, ok := strings.Cut(ref, "/"); ok {
			hint = "fetch it with: git fetch " + remote + " " + branch
		}
	}
	return trouble(err, hint, "git:%s: %s", ref, what)
}

// filesAt lists the files of a commit by their paths from the working directory.
func filesAt(ref string) ([]string, error) {
	up, err := git("rev-parse", "--show-cdup").Output()
	if err != nil {
		return nil, trouble(err, "", "git:%s: the top of the repository is not known: %v", ref, err)
	}
	out, err := git("ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", ref).Output()
	if err != nil {
		return nil, trouble(err, "check with: git ls-tree "+ref, "git:%s: its files cannot be listed: %v", ref, err)
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if name != "" {
			names = append(names, filepath.Join(strings.TrimSpace(string(up)), filepath.FromSlash(name)))
		}
	}
	return names, nil
}

// read returns the bytes of the file.
func (b gitBlob) read() ([]byte, error) {
	cmd := git("cat-file", "blob", "--end-of-options", b.ref+":"+b.path)
	var complaint bytes.Buffer
	cmd.Stderr = &limited{b: &complaint, left: 4 << 10}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, trouble(err, "install git, or name the schema by its path", "%s: git is not installed", b)
		}
		return nil, trouble(err, "", "%s: git cannot be run: %v", b, err)
	}
	data, readErr := source.ReadAll(b.String(), out)
	if readErr != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, readErr
	}
	if err := cmd.Wait(); err != nil {
		what := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(complaint.String()), "fatal: "))
		if what == "" {
			what = err.Error()
		}
		if strings.Contains(what, "does not exist in") || strings.Contains(what, "exists on disk, but not in") {
			err = fmt.Errorf("%w: %w", fs.ErrNotExist, err)
		}
		hint := fmt.Sprintf("check with: git cat-file -t %s:%s", b.ref, b.path)
		if strings.Contains(what, "promisor") {
			hint = "this clone lacks files of the commit; clone without --filter"
		}
		return nil, trouble(err, hint, "%s cannot be read: %s", b, what)
	}
	return data, nil
}

// folder is the directory of the file in its commit.
func (b gitBlob) folder() string {
	root := "git:" + b.ref + ":"
	if dir := path.Dir(b.path); dir != "." {
		root += dir
	}
	return filepath.FromSlash(root)
}

// opener reads what a schema's references may lead to: files at or below root, and
// those that are mapped, each in the file system or in a commit. It is nil where the
// file system is all there is.
func opener(root string, mapped map[string]string) func(string) ([]byte, error) {
	places := append(slices.Sorted(maps.Values(mapped)), root)
	if !slices.ContainsFunc(places, inGit) {
		return nil
	}
	return func(name string) ([]byte, error) {
		for _, p := range places {
			below := strings.TrimSuffix(filepath.Clean(p), string(filepath.Separator))
			if !strings.HasSuffix(below, ":") {
				below += string(filepath.Separator)
			}
			switch {
			case p == "" || name != p && !strings.HasPrefix(filepath.Clean(name), below):
			case inGit(p):
				ref, file, _ := strings.Cut(strings.TrimPrefix(filepath.ToSlash(name), "git:"), ":")
				return gitBlob{ref: ref, path: strings.TrimPrefix(file, "/")}.read()
			default:
				return readMapped(name, p)
			}
		}
		return nil, fmt.Errorf("it is outside of %s", root)
	}
}

func inGit(name string) bool { return strings.HasPrefix(name, "git:") }

// isFolder reports whether a directory is there, in the file system or in a commit.
func isFolder(name string) bool {
	if !inGit(name) {
		info, err := os.Stat(name)
		return err == nil && info.IsDir()
	}
	kind, err := git("cat-file", "-t", strings.TrimSuffix(strings.TrimPrefix(name, "git:"), "/")).Output()
	return err == nil && strings.TrimSpace(string(kind)) == "tree"
}

// readMapped reads a file that --map names, or one in a directory that it names
// without following links out of it.
func readMapped(name, mapped string) ([]byte, error) {
	if name == mapped {
		return source.ReadBytes(name)
	}
	rel, err := filepath.Rel(mapped, name)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(mapped)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Stat(rel); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("is not a regular file")}
	}
	f, err := root.Open(rel)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return source.ReadAll(name, f)
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
