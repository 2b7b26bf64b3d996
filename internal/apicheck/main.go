// Command apicheck compares the exported Go API of every public package with that
// of an older commit. What breaks programs that were written for it is listed, and
// refused unless a new entry of CHANGELOG.md names it:
//
//	go run ./internal/apicheck -base REF
//
// It reads both states as go list finds them, so it needs the history, the go
// command and the modules that both require; it writes to a temporary folder only.
package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/goapi"
)

func main() {
	base := flag.String("base", "", "the commit to compare with")
	dir := flag.String("dir", ".", "the root of the module, which is that of its repository")
	flag.Parse()
	if *base == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "apicheck: name the commit to compare with: -base REF")
		os.Exit(2)
	}
	ok, err := check(os.Stdout, *dir, *base)
	if err != nil {
		fmt.Fprintln(os.Stderr, "apicheck:", err)
		os.Exit(3)
	}
	if !ok {
		os.Exit(1)
	}
}

// check compares the module in a directory with one of its commits and writes what
// it found. It reports whether everything that breaks is told.
func check(w io.Writer, dir, base string) (bool, error) {
	before, err := os.MkdirTemp("", "apicheck")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(before)
	if err := checkout(dir, base, before); err != nil {
		return false, err
	}
	old, err := goapi.Load(before, false)
	if err != nil {
		return false, err
	}
	now, err := goapi.Load(dir, false)
	if err != nil {
		return false, err
	}
	breaks := goapi.Breaks(old, now, goapi.Stable)
	logs := [2]*changelog.File{}
	for i, at := range []string{before, dir} {
		data, err := os.ReadFile(filepath.Join(at, "CHANGELOG.md"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return false, err
		}
		logs[i] = changelog.Parse(data)
	}
	untold := goapi.Untold(breaks, logs[0], logs[1])
	for _, b := range breaks {
		if slices.Contains(untold, b) {
			fmt.Fprintf(w, "%s\n  hint: %s\n", b, b.Hint())
		} else {
			fmt.Fprintf(w, "%s (told)\n", b)
		}
	}
	fmt.Fprintf(w, "api: %d incompatible changes since %s, %d of them untold\n", len(breaks), base, len(untold))
	return len(untold) == 0, nil
}

// checkout writes the files of a commit to a directory.
func checkout(dir, commit, to string) error {
	cmd := exec.Command("git", "archive", "--format=tar", "--end-of-options", commit)
	var out, diag bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &diag
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("git archive %s: %w\n%s", commit, err, diag.String())
	}
	for r := tar.NewReader(&out); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := filepath.Join(to, filepath.FromSlash(h.Name))
		switch {
		case !filepath.IsLocal(filepath.FromSlash(h.Name)):
			return fmt.Errorf("the commit %s has a file called %q", commit, h.Name)
		case h.Typeflag == tar.TypeDir:
			err = os.MkdirAll(name, 0o777)
		case h.Typeflag == tar.TypeReg:
			if err = os.MkdirAll(filepath.Dir(name), 0o777); err == nil {
				var data []byte
				if data, err = io.ReadAll(r); err == nil {
					err = os.WriteFile(name, data, 0o666)
				}
			}
		}
		if err != nil {
			return err
		}
	}
}
