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

// gitBlob is a file or folder of a commit, from git:REF:PATH. The path counts from the
// top of the repository, and is "" for the top itself.
type gitBlob struct {
	ref, path string
	as        string // what messages call it, when that is not what it is read by
}

// parseGit reads git:REF:PATH. Neither part can be taken for an option of git. PATH counts
// from the working directory where it is . or begins with ./, as it does for git.
func parseGit(arg string) (gitBlob, error) {
	const hint = "write git:REF:PATH, for example git:HEAD:schema/runresult.v1.json; the path counts from the top of the repository, or from here when it begins with ./"
	ref, name, ok := strings.Cut(strings.TrimPrefix(arg, "git:"), ":")
	switch {
	case !ok || ref == "":
		return gitBlob{}, usagef(hint, "%s names no REF and PATH", arg)
	case strings.HasPrefix(ref, "-") || strings.HasPrefix(name, "-"):
		return gitBlob{}, usagef(hint, "%s: REF and PATH do not begin with -", arg)
	case strings.ContainsAny(arg, "\x00\n\r"):
		return gitBlob{}, usagef(hint, "%s holds a control character", arg)
	case strings.Contains(ref, ".."):
		return gitBlob{}, usagef(hint, "%s: REF is one commit, not a range", arg)
	}
	here, fromHere := strings.CutPrefix(name+"/", "./")
	if fromHere {
		name = strings.TrimSuffix(here, "/")
	}
	if name != "" && (name != path.Clean(name) || !filepath.IsLocal(filepath.FromSlash(name))) {
		return gitBlob{}, usagef(hint, "%s: PATH has no empty, . or .. part", arg)
	}
	if fromHere {
		prefix, err := gitPrefix(ref)
		if err != nil {
			return gitBlob{}, err
		}
		name = strings.TrimSuffix(path.Join(prefix, name), "/")
	}
	return gitBlob{ref: ref, path: name}, nil
}

func (b gitBlob) String() string {
	if b.as != "" {
		return b.as
	}
	return "git:" + b.ref + ":" + b.path
}

// git prepares a call that reads what is stored: no filters run, nothing is
// fetched and nobody is asked for a password.
func git(args ...string) *exec.Cmd {
	cmd := exec.Command("git", append([]string{"--no-pager"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	return cmd
}

// verifyCommit makes sure that there is a commit of that name.
func verifyCommit(ref string) error { return verifyObject(ref, "commit") }

// verifyObject makes sure that a name leads to a commit or, which is less, to a tree.
func verifyObject(ref, kind string) error {
	out, err := git("rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{"+kind+"}").CombinedOutput()
	if err == nil {
		return nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return trouble(err, "install git, or leave --against out", "git:%s: git is not installed", ref)
	}
	what := strings.TrimPrefix(strings.TrimSpace(string(out)), "fatal: ")
	hint := "check with: git log -1 " + ref
	if strings.Contains(what, "not a git repository") {
		hint = "run it in the repository"
	}
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

// gitPrefix is the path of the working directory from the top of the repository, "" or
// with a slash at its end.
func gitPrefix(ref string) (string, error) {
	out, err := git("rev-parse", "--show-prefix").Output()
	if err != nil {
		return "", trouble(err, "run it in the repository", "git:%s: the top of the repository is not known: %s", ref, complaint(err))
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// changedSince lists the files of a commit that are gone, or are not what they were, by
// their paths from the working directory.
func changedSince(ref string) ([]string, error) {
	up, err := git("rev-parse", "--show-cdup").Output()
	if err != nil {
		return nil, trouble(err, "", "git:%s: the top of the repository is not known: %s", ref, complaint(err))
	}
	out, err := git("diff-index", "-z", "--name-only", "--no-renames", "--no-relative", "--diff-filter=a", "--end-of-options", ref).Output()
	if err != nil {
		return nil, trouble(err, "check with: git diff-index "+ref, "git:%s: what changed since cannot be listed: %s", ref, complaint(err))
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if name != "" {
			names = append(names, filepath.Join(strings.TrimSpace(string(up)), filepath.FromSlash(name)))
		}
	}
	return names, nil
}

// complaint is what a call of git said on standard error.
func complaint(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(bytes.TrimSpace(exit.Stderr)) > 0 {
		what, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return strings.TrimPrefix(strings.TrimPrefix(what, "fatal: "), "error: ")
	}
	return err.Error()
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
				return readBelow(p, name)
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
	blob, err := parseGit(strings.TrimSuffix(name, "/"))
	if err != nil {
		return false
	}
	kind, _, err := blob.find()
	return err == nil && kind == "tree"
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
